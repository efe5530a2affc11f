"""Equal quotations of records and tables become one statement, as those of dossiers do."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from kzclaims.dossier import column_mapping, jsonl
from kzclaims.errors import InputError
from kzclaims.store.bulk.files import LoadOptions, load_files
from kzclaims.store.database.database import Database
from kzclaims.store.load.outcome import Outcome
from kzclaims.store.read import queries
from kzclaims.store.schema import tables as t

WORDS = "The new bridge will be open on Monday morning"
NAMES = {"ada": "Ada Brook", "ben": "Ben Hill"}
PEOPLE = [{"type": "person", "key": key, "name": name, "lang": "en"} for key, name in NAMES.items()]
SOURCES = [
    {"type": "source", "key": f"paper-{n}", "title": f"Paper {n}", "lang": "en", "published": f"2024-05-0{n}"}
    for n in range(1, 5)
]


def statement(key: str, paper: int, text: str = WORDS, speaker: str = "ada", **more: Any) -> dict[str, Any]:
    appearance = {"source": f"paper-{paper}", "attribution": "she said"}
    record = {"type": "statement", "key": key, "kind": "direct", "text": text, "lang": "en", "speaker": speaker}
    return {**record, "appearances": [appearance], **more}


@pytest.fixture
def folder(empty: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.chdir(tmp_path)
    load(empty, *PEOPLE, *SOURCES)
    return empty


def load(database: Database, *records: dict[str, Any], **options: Any) -> Outcome:
    path = Path("records.jsonl")
    path.write_text("".join(json.dumps(one) + "\n" for one in records), encoding="utf-8")
    return load_files(database, [path], LoadOptions(**options))


def printed(database: Database) -> dict[str, list[str]]:
    """Return the sources of each statement's appearances."""
    with database.reading() as connection:
        return {one.key: [place.source for place in one.appearances] for one in queries.statements(connection)}


def rows(database: Database) -> dict[str, list[Any]]:
    with database.reading() as connection:
        return {table.name: list(connection.execute(select(table))) for table in t.metadata.sorted_tables}


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("second", [WORDS, f"«{WORDS}».", WORDS.replace("new", "new ")])
def test_equal_quotations_are_one_statement(folder: Database, together: bool, second: str) -> None:
    records = [statement("first", 1), statement("second", 2, second, topics=["bridges"])]
    load(folder, {"type": "topic", "key": "bridges", "name": "Bridges"})
    outcomes = [load(folder, *records)] if together else [load(folder, one) for one in records]
    assert sum(one.counts["statements"].added for one in outcomes) == 1
    (line,) = outcomes[-1].repeated
    assert "“second”" in line
    assert printed(folder) == {"first": ["paper-1", "paper-2"]}
    with folder.reading() as connection:
        page = queries.statement(connection, "second")
    assert (page.key, page.topics) == ("first", ["bridges"])
    before = rows(folder)
    again = load(folder, *records)
    assert (again.added, again.changed, again.counts["statements"].unchanged) == (0, 0, 2)
    assert rows(folder) == before


def test_other_words_and_speakers_stay_apart(folder: Database) -> None:
    others = [
        statement("first", 1),
        statement("other-words", 2, WORDS.replace("Monday", "Tuesday")),
        statement("other-speaker", 2, speaker="ben"),
        statement("other-day", 1, said="2024-05-01"),
        statement("reported", 2, kind="indirect") | {"appearances": [{"source": "paper-2", "exact": WORDS}]},
        statement("same-source", 1),
    ]
    assert load(folder, *others).counts["statements"].added == 6
    assert len(printed(folder)) == 6


def test_a_record_whose_words_change_is_a_statement_again(folder: Database) -> None:
    load(folder, statement("first", 1), statement("second", 2), statement("third", 3))
    changed = statement("second", 2, "The old ferry has stopped for good")
    assert load(folder, changed).counts["statements"].added == 1
    assert printed(folder) == {"first": ["paper-1", "paper-3"], "second": ["paper-2"]}
    assert load(folder, changed).added == 0


def test_a_further_key_may_occur_once(folder: Database) -> None:
    with pytest.raises(InputError) as raised:
        load(folder, statement("first", 1), statement("second", 2), statement("second", 3))
    assert "records.jsonl:3" in raised.value.hints[0]
    load(folder, statement("first", 1), statement("second", 2))
    with pytest.raises(InputError) as raised:
        load(folder, statement("second", 2), statement("second", 2))
    assert "line 1" in raised.value.hints[0]


def test_reviews_may_name_a_further_key(folder: Database) -> None:
    organization = {"type": "organization", "key": "facts", "name": "Facts", "lang": "en"}
    review = {
        "type": "review",
        "key": "r",
        "statement": "second",
        "reviewer": "facts",
        "url": "https://facts.example/1",
    }
    review |= {"title": "Bridge", "rating": "True", "lang": "en"}
    load(folder, organization, statement("first", 1), statement("second", 2), review)
    with folder.reading() as connection:
        assert len(queries.statement(connection, "first").reviews) == 1


def test_chunks_and_the_day_do_not_matter(folder: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "CHUNK_LINES", 2)
    load(folder, *(statement(f"s-{n}", 5 - n) for n in range(1, 5)))
    assert list(printed(folder)) == ["s-1"]
    with folder.reading() as connection:
        assert connection.scalar(select(t.statements.c.day)) == "2024-05-01"
        assert connection.scalar(select(t.statement_folds.c.statement_id)) == connection.scalar(
            select(t.statements.c.id)
        )


def test_rows_of_a_table_are_joined_too(folder: Database, tmp_path: Path) -> None:
    path = tmp_path / "claims.csv"
    path.write_text(f"Claim,Who,Where\n{WORDS},Ada Brook,paper-1\n{WORDS}.,Ada Brook,paper-2\n", encoding="utf-8")
    mapping = column_mapping.Mapping(
        kind="statements",
        columns={"text": "Claim", "speaker": "Who", "source.key": "Where"},
        constants={"lang": "en", "kind": "direct"},
    )
    outcome = load_files(folder, [path], LoadOptions(mapping=mapping))
    assert (outcome.counts["statements"].added, len(outcome.repeated)) == (1, 1)
    (sources,) = printed(folder).values()
    assert sources == ["paper-1", "paper-2"]
    assert load_files(folder, [path], LoadOptions(mapping=mapping)).changed == 0


def test_many_joined_records_are_counted(folder: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kzclaims.store.load.aliases.MOST_SHOWN", 1)
    outcome = load(folder, *(statement(f"s-{n}", n) for n in range(1, 5)))
    assert (len(outcome.repeated), outcome.more_repeated) == (1, 2)
