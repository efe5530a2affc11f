"""The same words of the same speaker, from another source, are one statement; all else stays apart."""

from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from kzclaims.dossier import toml_reader as toml
from kzclaims.errors import NotFoundError
from kzclaims.store.database.database import Database
from kzclaims.store.history.history import history
from kzclaims.store.load.load import load_dossiers
from kzclaims.store.load.outcome import Outcome
from kzclaims.store.read import queries
from kzclaims.store.schema import tables as t
from kzclaims.store.upkeep import check, migrate
from tests.store.load.test_load import everything

COMMON = """
dossier = "common"
[[people]]
key = "anna"
name = "Анна Петрова"
lang = "ru"
[[people]]
key = "boris"
name = "Борис Иванов"
lang = "ru"
[[organizations]]
key = "gazette"
name = "Газета"
lang = "ru"
[[topics]]
key = "rain"
name = "Дождь"
[[sources]]
key = "one"
title = "Первая"
lang = "ru"
published = "2023-11-02"
[[sources]]
key = "two"
title = "Вторая"
lang = "ru"
published = "2023-11-01"
[[sources]]
key = "three"
title = "Третья"
lang = "ru"
"""
STATEMENT = """
[[statements]]
key = "{key}"
kind = "{kind}"
lang = "ru"
text = "{text}"
appearances = [{{ source = "{source}", exact = "{text}", attribution = "по словам" }}]
{more}
"""
WORDS = "«Идёт сильный дождь»"
SAME = "идет сильный дождь."


def statement(key: str, source: str, text: str = WORDS, more: str = 'speaker = "anna"', kind: str = "direct") -> str:
    return STATEMENT.format(key=key, source=source, text=text, more=more, kind=kind)


class Loads:
    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.folder = database, folder
        self("common", COMMON)

    def __call__(self, dossier: str, *texts: str, **options: Any) -> Outcome:
        path = self.folder / f"{dossier}.toml"
        named = () if dossier == "common" else (f'dossier = "{dossier}"',)
        path.write_text("\n".join([*named, *texts]), encoding="utf-8")
        with self.database.writing() as connection:
            return load_dossiers(connection, [toml.read(path)], **options)

    def keys(self) -> list[str]:
        with self.database.reading() as connection:
            return sorted(connection.scalars(select(t.statements.c.key)))

    def sources(self, key: str) -> list[str]:
        with self.database.reading() as connection:
            return [one.source for one in queries.statement(connection, key).appearances]


@pytest.fixture
def loads(empty: Database, tmp_path: Path) -> Loads:
    return Loads(empty, tmp_path)


def test_a_second_source_is_a_second_appearance(loads: Loads) -> None:
    loads("a", statement("rain-1", "one"))
    outcome = loads("b", statement("rain-2", "two", SAME, 'speaker = "anna"\ntopics = ["rain"]'))
    assert outcome.repeated == [
        "statement “rain-2”: the same words of the same speaker as “rain-1”; recorded as its appearance in “two”"
    ]
    counts = outcome.counts["statements"]
    assert (counts.added, counts.changed, outcome.kept) == (0, 1, [])
    assert loads.keys() == ["rain-1"]
    with loads.database.reading() as connection:
        page = queries.statement(connection, "rain-2")
    assert (page.key, page.topics) == ("rain-1", ["rain"])
    assert [(one.source, one.exact) for one in page.appearances] == [("two", SAME), ("one", WORDS)], (
        "the first is first"
    )
    assert list(check.problems(loads.database)) == []


def test_loading_again_changes_nothing(loads: Loads) -> None:
    files = {
        "a": statement("rain-1", "one", more='speaker = "anna"\ntopics = ["rain"]'),
        "b": statement("rain-2", "two", SAME),
    }
    for name, text in files.items():
        loads(name, text)
    before = everything(loads.database)
    for name, text in reversed(files.items()):
        outcome = loads(name, text, prune=True)
        assert (outcome.added, outcome.changed, outcome.kept, outcome.removed, outcome.repeated) == (0, 0, [], [], [])
    assert everything(loads.database) == before


def test_in_one_file_the_first_is_the_statement(loads: Loads) -> None:
    file = statement("rain-1", "one") + statement("rain-2", "two", more='speaker = "anna"\nmentions = ["gazette"]')
    loads("a", file)
    assert (loads.keys(), loads.sources("rain-2")) == (["rain-1"], ["two", "one"])
    again = loads("a", file, prune=True)
    assert (again.added, again.changed, again.kept, again.removed) == (0, 0, [], [])


@pytest.mark.parametrize(
    "other",
    [
        statement("rain-2", "one"),
        statement("rain-2", "two", more='speaker = "boris"'),
        statement("rain-2", "two", more=""),
        statement("rain-2", "two", more='organization = "gazette"'),
        statement("rain-2", "two", more='speaker = "anna"\norganization = "gazette"'),
        statement("rain-2", "two", more='speaker = "anna"\nsaid = "2023-10-30"'),
        statement("rain-2", "two", kind="mixed"),
        statement("rain-2", "two", "Идёт сильный дождь?"),
        statement("rain-2", "two", "Идёт не сильный дождь"),
        statement("rain-2", "two").replace('lang = "ru"', 'lang = "uk"'),
    ],
)
def test_what_may_be_another_utterance_stays_apart(loads: Loads, other: str) -> None:
    loads("a", statement("rain-1", "one"))
    assert loads("b", other).repeated == []
    assert loads.keys() == ["rain-1", "rain-2"]
    assert loads("b", other).changed == 0


def test_unknown_speakers_and_single_words_never_merge(loads: Loads) -> None:
    loads("a", statement("a1", "one", more=""), statement("a2", "one", "Спасибо!"))
    loads("b", statement("b1", "two", more=""), statement("b2", "two", "Спасибо!"))
    assert loads.keys() == ["a1", "a2", "b1", "b2"]


@pytest.mark.parametrize(
    ("published", "words", "keys"),
    [
        ("2023-11-09", WORDS, ["rain-1"]),
        ("2023-11-10", WORDS, ["rain-1", "rain-2"]),
        ("2023-10", WORDS, ["rain-1"]),
        ("2019", WORDS, ["rain-1", "rain-2"]),
        ("2019", "Идёт сильный дождь, и он не кончится до вечера", ["rain-1"]),
    ],
)
def test_few_words_are_one_utterance_only_at_one_time(
    loads: Loads, published: str, words: str, keys: list[str]
) -> None:
    loads("common", COMMON.replace("2023-11-01", published))
    loads("a", statement("rain-1", "one", words))
    loads("b", statement("rain-2", "two", words))
    assert loads.keys() == keys
    again = loads("b", statement("rain-2", "two", words))
    assert (again.changed, loads.keys()) == (0, keys)


def test_words_that_several_statements_have_are_nobodys_appearance(loads: Loads) -> None:
    loads("a", statement("rain-1", "one"), statement("rain-2", "one"))
    loads("b", statement("rain-3", "two"))
    assert loads.keys() == ["rain-1", "rain-2", "rain-3"]


def test_a_third_source_is_a_third_appearance(loads: Loads) -> None:
    for key, source in (("rain-1", "one"), ("rain-2", "two"), ("rain-3", "three")):
        loads(source, statement(key, source))
    assert (loads.keys(), loads.sources("rain-3")) == (["rain-1"], ["two", "one", "three"])


def test_other_words_under_the_further_key_part_again(loads: Loads) -> None:
    loads("a", statement("rain-1", "one"))
    loads("b", statement("rain-2", "two"))
    outcome = loads("b", statement("rain-2", "two", "Идёт слабый дождь"))
    assert (outcome.added, loads.keys()) == (1, ["rain-1", "rain-2"])
    assert (loads.sources("rain-1"), loads.sources("rain-2")) == (["one"], ["two"])
    assert list(check.problems(loads.database)) == []


def test_what_another_file_recorded_under_the_key_stays_when_it_parts(loads: Loads) -> None:
    loads("a", statement("rain-1", "one"))
    loads("b", statement("rain-2", "two"))
    loads("c", statement("rain-2", "three", "Идёт слабый дождь"), allow_unverified=True)
    assert (loads.keys(), loads.sources("rain-1")) == (["rain-1", "rain-2"], ["one"])
    assert loads.sources("rain-2") == ["two", "three"]
    assert [problem for problem in check.problems(loads.database) if "alias" in problem] == []


def test_nothing_of_a_further_key_is_lost(loads: Loads) -> None:
    loads("a", statement("rain-1", "one"))
    loads("b", statement("rain-2", "two"))
    assert loads("a", prune=True).kept == ["statement “rain-1”: other records refer to it"]
    assert loads("b").kept == ["alias “rain-2”"]
    assert loads.sources("rain-2") == ["two", "one"]
    assert loads("b", prune=True).removed == ["alias “rain-2”"]
    assert loads.sources("rain-1") == ["one"]
    with loads.database.reading() as connection, pytest.raises(NotFoundError):
        queries.statement(connection, "rain-2")
    assert loads("a", prune=True).removed == ["statement “rain-1”"]
    assert everything(loads.database)["appearances"] == []


def test_an_appearance_that_a_further_record_says_no_more_is_reported(loads: Loads) -> None:
    loads("a", statement("rain-1", "one"))
    two = statement("rain-2", "two").replace(
        "appearances = [", f'appearances = [{{ source = "three", exact = "{SAME}" }}, '
    )
    loads("b", two)
    assert loads.sources("rain-1") == ["two", "one", "three"]
    outcome = loads("b", statement("rain-2", "two"))
    assert outcome.kept == [f"statement “rain-1”: appearances: three, “{SAME}”"]


@pytest.mark.sqlite
def test_a_database_of_the_revision_before_upgrades_with_its_data(tmp_path: Path) -> None:
    """Its rows stay, its words are folded and indexed, and its triggers still keep the days."""
    database = Database(tmp_path / "x.db")
    migrate.to_revision(database, "0002")
    with database.migrating() as connection:
        run = connection.exec_driver_sql
        run("INSERT INTO people (id, key, name, recorded) VALUES (1, 'anna', 'Анна', '2026-01-01')")
        run("INSERT INTO names (id, person_id, text, lang, kind) VALUES (1, 1, 'Анна', 'ru', 'preferred')")
        run(
            "INSERT INTO sources"
            " (id, key, title, lang, published, published_earliest, published_latest, recorded, text)"
            " VALUES (1, 's', 'T', 'ru', '2023-11', '2023-11-01', '2023-11-30', '2026-01-01', 'Идёт дождь')"
        )
        run(
            "INSERT INTO statements (id, key, kind, text, lang, speaker_id, recorded)"
            " VALUES (1, 'k', 'direct', 'Идёт дождь', 'ru', 1, '2026-01-01')"
        )
        run(
            'INSERT INTO appearances (id, statement_id, source_id, position, attribution, exact, prefix, start, "end")'
            " VALUES (7, 1, 1, 3, 'сказала', 'Идёт дождь', 'п', 0, 10)"
        )
        run("INSERT INTO appearances (id, statement_id, source_id, exact) VALUES (8, 1, 1, 'Дождь')")
    assert migrate.upgrade(database) == "upgraded"
    with database.reading() as connection:
        row = connection.execute(select(t.appearances).where(t.appearances.c.id == 7)).one()
        assert tuple(row)[:10] == (7, 1, 3, "сказала", 1, "Идёт дождь", "п", "", 0, 10)
        assert (row.verified, row.verified_at, row.alias_id, row.as_text) == (None, None, None, True)
        assert connection.scalar(select(func.count()).select_from(t.statement_folds)) == 1
        fts = "SELECT rowid FROM appearances_fts WHERE appearances_fts MATCH 'дождь'"
        assert connection.exec_driver_sql(fts).scalars().all() == [8]
    assert list(check.problems(database)) == []
    with database.migrating() as connection:
        connection.exec_driver_sql("DELETE FROM appearances")
        assert connection.exec_driver_sql("SELECT day FROM statements").scalar() is None
        assert connection.exec_driver_sql(fts).first() is None
    migrate.to_revision(database, "0002")
    migrate.upgrade(database)
    assert [problem for problem in check.problems(database) if "has no appearance" not in problem] == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (
            "UPDATE settings SET value = '0' WHERE name = 'fold_rules'",
            "text hashes follow the rules of another version",
        ),
        ("DELETE FROM statement_folds WHERE statement_id = 1", "its text hash is missing"),
        ("UPDATE statements SET text = 'Другое' WHERE id = 1", "its text hash is missing"),
        (
            "INSERT INTO statement_aliases (key, statement_id, recorded)"
            " SELECT key, 2, recorded FROM statements WHERE id = 1",
            "is an alias of another statement",
        ),
    ],
)
def test_outdated_data_is_found_and_renewed(seeded: Database, change: str, found: str) -> None:
    with seeded.writing() as connection:
        connection.exec_driver_sql(change)
    assert any(found in problem for problem in check.problems(seeded))
    if "aliases" not in change:
        assert migrate.upgrade(seeded) == "upgraded"
        left = [problem for problem in check.problems(seeded) if "by another program" not in problem]
        assert left == []


@pytest.mark.sqlite
def test_going_back_a_revision_keeps_the_appearances(loads: Loads) -> None:
    loads("a", statement("rain-1", "one"))
    loads("b", statement("rain-2", "two"))
    migrate.to_revision(loads.database, "0002")
    migrate.upgrade(loads.database)
    assert loads.sources("rain-1") == ["two", "one"]
    assert list(check.problems(loads.database)) == []


TEXTS = ("Идёт сильный дождь", "«идет сильный дождь!»", "Идёт слабый дождь", "Да")
RECORDS = st.lists(
    st.tuples(
        st.sampled_from(("one", "two", "three")),
        st.sampled_from(TEXTS),
        st.sampled_from(('speaker = "anna"', 'speaker = "boris"', "", 'speaker = "anna"\nsaid = "2023-10"')),
        st.sampled_from("abc"),
    ),
    max_size=8,
)


@pytest.mark.slow
@settings(max_examples=10, deadline=None)
@given(RECORDS)
def test_whatever_is_loaded_is_found_again_and_loads_again_to_no_change(
    templates: dict[str, Path], records: list[tuple[str, str, str, str]]
) -> None:
    with TemporaryDirectory() as folder:
        copyfile(templates["empty"], Path(folder) / "x.db")
        loads = Loads(Database(Path(folder) / "x.db"), Path(folder))
        files: dict[str, list[str]] = {}
        for number, (source, text, more, dossier) in enumerate(records):
            files.setdefault(dossier, []).append(statement(f"k{number}", source, text, more))
        for name, texts in files.items():
            loads(name, *texts)
        before = everything(loads.database)
        for name, texts in reversed(files.items()):
            outcome = loads(name, *texts, prune=True)
            assert (outcome.added, outcome.changed, outcome.kept, outcome.removed) == (0, 0, [], [])
        assert everything(loads.database) == before
        assert list(check.problems(loads.database)) == []
        for number, (source, text, more, _) in enumerate(records):
            with loads.database.reading() as connection:
                page = queries.statement(connection, f"k{number}")
            assert (source, text) in [(one.source, one.exact) for one in page.appearances]
            assert (page.speaker.key if page.speaker else "") in more


def test_the_history_tells_of_further_keys(loads: Loads) -> None:
    loads("a", statement("rain-1", "one"))
    loads("b", statement("rain-2", "two"))
    loads("b", prune=True)
    with loads.database.reading() as connection:
        changes = history(connection, "rain-1").changes
    assert [(one.what, one.part) for one in changes] == [
        ("added", "appearances"),
        ("removed", "statement_aliases"),
        ("removed", "appearances"),
    ]
    assert list(check.problems(loads.database)) == []
