"""Asked as of a day, the database answers what was recorded by then, with the values of then."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from kzclaims.errors import DatabaseError, InputError, NotFoundError
from kzclaims.store.database.database import Database
from kzclaims.store.history import journal
from kzclaims.store.history.as_of import connect, reading
from kzclaims.store.history.statuses import set_status
from kzclaims.store.read import find, queries, search
from kzclaims.store.schema.tables import metadata
from tests.store.loading import BASE, Loads

BORIS = '\n[[people]]\nkey = "boris"\nname = "Борис Орлов"\nlang = "ru"\n'
GONE = 'dossier = "base"'
STATEMENTS = BASE.index("[[statements]]")


class Days(Loads):
    """Loads on a day."""

    def __init__(self, database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__(database, folder)
        self.monkeypatch = monkeypatch

    def on(self, day: str) -> None:
        at = datetime.fromisoformat(day)
        self.monkeypatch.setattr(journal, "EARLIEST", at)
        self.monkeypatch.setattr(journal, "utc_clock", lambda: at)

    def load(self, day: str, text: str, name: str = "base", **options: Any) -> None:
        self.on(day)
        self(text, name, **options)


@pytest.fixture
def days(empty: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Days:
    return Days(empty, tmp_path, monkeypatch)


def texts(database: Database, as_of: str | None, **question: Any) -> list[tuple[str, str | None]]:
    with reading(database, as_of) as connection:
        return [
            (one.text, one.speaker.key if one.speaker else None) for one in queries.statements(connection, **question)
        ]


def test_results_have_the_text_and_the_speaker_of_that_day(days: Days) -> None:
    days.load("2024-01-10T12:00:00", BASE + BORIS)
    corrected = (BASE + BORIS).replace('speaker = "anna"', 'speaker = "boris"').replace("Идёт дождь.", "Льёт дождь.")
    days.load("2024-02-10T12:00:00", corrected)
    database = days.database
    assert texts(database, "2024-01-09") == []
    assert texts(database, "2024-01-10") == texts(database, "2024-02-09") == [("Идёт дождь.", "anna")]
    assert texts(database, "2024-02-10") == texts(database, None) == [("Льёт дождь.", "boris")]
    assert texts(database, "2024-01", person="Петрова") == [("Идёт дождь.", "anna")]
    assert texts(database, "2024-01", person="boris") == []
    assert texts(database, "2024-02", person="boris") == [("Льёт дождь.", "boris")]
    with reading(database, "2024-01") as connection:
        (anna, boris) = queries.people(connection)
        assert (anna.statements, boris.statements) == (1, 0)
        (statement,) = queries.statements(connection)
        assert statement.appearances[0].exact == "Идёт дождь."


@pytest.mark.parametrize(
    ("as_of", "known"),
    [("2024-01-09T00:00:00Z", 0), ("2024-01-10", 1), ("2024-01", 1), ("2023/2024-01-10", 1), ("2024-01/..", 1),
     ("9999", 1), ("9999-12-31", 1), ("../2024-01-09", 0), ("0001", 0), ("2023~", 0)],
)  # fmt: skip
def test_the_whole_of_the_last_day_counts(days: Days, as_of: str, known: int) -> None:
    days.load("2024-01-10T23:59:59", BASE)
    assert len(texts(days.database, as_of)) == known


def test_an_invalid_date(days: Days) -> None:
    with pytest.raises(InputError), reading(days.database, "2024-13"):
        pass


def test_every_correction_of_many_has_its_day(days: Days) -> None:
    for month in range(1, 7):
        days.load(f"2024-0{month}-10T12:00:00", BASE.replace("Идёт дождь.", f"Дождь нр {month}."))
    assert [texts(days.database, f"2024-0{month}-15")[0][0] for month in range(1, 7)] == [
        f"Дождь нр {month}." for month in range(1, 7)
    ]


def test_statuses_are_those_of_that_day(days: Days) -> None:
    days.load("2024-01-10", BASE)
    for month, status in ((2, "disputed"), (3, "fabricated")):
        days.on(f"2024-0{month}-10")
        with days.database.writing() as connection:
            set_status(connection, "it-rains", status, reason="x")

    def statuses(as_of: str) -> list[str | None]:
        with reading(days.database, as_of) as connection:
            return [one.status for one in queries.statements(connection)]

    assert [statuses(f"2024-0{month}") for month in (1, 2, 3)] == [[None], ["disputed"], ["fabricated"]]
    assert texts(days.database, "2024-02", status="disputed") == [("Идёт дождь.", "anna")]
    assert texts(days.database, "2024-03", status="disputed") == []


def test_records_pruned_later_are_shown(days: Days) -> None:
    days.load("2024-01-10", BASE)
    days.load("2024-02-10", GONE, prune=True)
    assert texts(days.database, "2024-02") == []
    with reading(days.database, "2024-01") as connection:
        (statement,) = queries.statements(connection, person="Петрова", topic="rain", about="Газета", source="paper")
        assert statement.translations[0].text == "It rains."
        assert statement.appearances[0].publisher == "Газета"
        (event,) = queries.events(connection, on="2023-11", person="Anna Petrova", place="алматы")
        assert (event.participants[0].part, event.topics) == ("witness", ["rain"])
        (source,) = queries.sources(connection)
        assert (source.statements, source.events) == (1, 1)
        (person,) = queries.people(connection, "Петрова")
        assert (person.statements, person.events) == (1, 1)
        page = queries.person(connection, "anna")
        assert [role.citations[0].exact for role in page.roles] == ["метеоролог Петрова"]
    with days.database.reading() as connection, pytest.raises(NotFoundError):
        queries.person(connection, "Петрова")


def test_a_record_that_came_back_is_not_mixed_up_with_what_it_was(days: Days) -> None:
    days.load("2024-01-10", BASE)
    days.load("2024-02-10", BASE[:STATEMENTS], prune=True)
    days.load("2024-03-10", BASE.replace("Идёт", "Льёт"))
    assert [texts(days.database, f"2024-0{month}") for month in (1, 2, 3)] == [
        [("Идёт дождь.", "anna")],
        [],
        [("Льёт дождь.", "anna")],
    ]


def test_a_part_that_was_added_later_is_not_shown(days: Days) -> None:
    days.load("2024-01-10", BASE)
    more = BASE.replace("names = [", 'names = [{ text = "Аня", lang = "ru" }, ').replace(
        'topics = ["rain"]\nmentions = ["gazette"]', 'topics = []\nmentions = ["gazette", "anna"]'
    )
    days.load("2024-02-10", more, prune=True)
    for as_of, mentions, topics in (("2024-01", ["gazette"], ["rain"]), ("2024-02", ["gazette", "anna"], [])):
        with reading(days.database, as_of) as connection:
            (statement,) = queries.statements(connection)
            assert (statement.mentions, statement.topics) == (mentions, topics)
    with reading(days.database, "2024-01") as connection, pytest.raises(NotFoundError):
        queries.person(connection, "Аня")


def test_words_are_found_as_they_were(days: Days) -> None:
    days.load("2024-01-10", BASE)
    days.load("2024-02-10", BASE.replace("Идёт дождь.", "Льёт снега!").replace("Буря", "Ураган"))
    days.load("2024-03-10", GONE, prune=True)
    for as_of, text, title in (("2024-01", "Идёт дождь.", "Буря"), ("2024-02", "Льёт снега!", "Ураган")):
        with reading(days.database, as_of) as connection:
            for word in ("дождями", "снегом", "бурей", "ураганом", "rains"):
                found = [hit.text for hit in search.search(connection, word)]
                there = word == "rains" or word[0] in f"{text[5]}{title[0].lower()}"
                assert len(found) == there, (as_of, word)
                statements = [one.text for one in queries.statements(connection, search=word)]
                assert statements == ([text] if word == "rains" or word[0] == text[5] else [])
    assert texts(days.database, "2024-03", search="дождь") == []


def test_the_day_of_a_statement_is_that_of_that_time(days: Days) -> None:
    days.load("2024-01-10", BASE)
    earlier = '\n[[sources]]\nkey = "earlier"\ntitle = "T"\nlang = "ru"\npublished = "2020"\n'
    twice = BASE.replace("appearances = [{", 'appearances = [{ source = "earlier", exact = "Идёт дождь" }, {') + earlier
    days.load("2024-02-10", twice)
    days.load("2024-03-10", twice.replace("published = 2023-11-02", 'published = "2019"'))
    days.load("2024-04-10", BASE.replace('key = "it-rains"', 'key = "it-rains"\nsaid = "2018"'), prune=True)

    def on(day: str) -> list[int]:
        return [len(texts(days.database, f"2024-0{month}", on=day)) for month in (1, 2, 3, 4)]

    assert on("2023-11-02") == [1, 0, 0, 0]
    assert on("2020") == [0, 1, 0, 0]
    assert on("2019") == [0, 0, 1, 0]
    assert on("2018") == [0, 0, 0, 1]


@pytest.mark.sqlite
def test_an_overlaid_connection_cannot_write_either(days: Days) -> None:
    days.load("2024-01-10", BASE)
    with (
        reading(days.database, "2024-01") as connection,
        pytest.raises(DatabaseError, match="read-only"),
    ):
        connection.exec_driver_sql("DELETE FROM main.topics")
    assert len(texts(days.database, None)) == 1


@pytest.mark.sqlite
def test_search_finds_nothing_that_was_recorded_later(days: Days) -> None:
    days.load("2024-02-10", BASE)
    for as_of, count in (("2023", 0), (date(2024, 2, 9), 0), (date(2024, 2, 10), 1)):
        with connect(days.database.path, as_of=as_of) as connection:
            for word in ("дождь", "rains", "буря"):
                assert len(list(search.search(connection, word))) == count
            assert len(list(find.find(connection, "Идёт дождь."))) == count


def test_every_table_can_be_read(days: Days) -> None:
    days.load("2024-01-10", BASE)
    with reading(days.database, "2024-01") as connection:
        for table in metadata.sorted_tables:
            connection.execute(select(table)).all()


EDITS = {
    "Идёт дождь.": "Льёт дождь.",
    'speaker = "anna"': 'organization = "gazette"',
    'events = ["storm"]': "events = []",
    'mentions = ["gazette"]': 'mentions = ["anna"]',
    'text = "It rains."': 'text = "Rain."',
    'date = "2023-11-01"': 'date = "2022"',
    'part = "witness"': 'part = "victim"',
    "published = 2023-11-02": 'published = "2022"',
    '{ text = "Anna Petrova", lang = "en" }': '{ text = "Ann Petrova", lang = "en" }',
    'title = "метеоролог"': 'title = "учёный"',
    BASE[STATEMENTS:]: "",
    'key = "it-rains"': 'key = "it-rains"\nsaid = "2021"',
}


def answers(database: Database, as_of: str | None) -> list[Any]:
    with reading(database, as_of) as connection:
        return [
            list(queries.statements(connection)),
            list(queries.statements(connection, on="2023")),
            list(queries.events(connection)),
            list(queries.people(connection)),
            [queries.person(connection, one.key) for one in queries.people(connection)],
            list(queries.sources(connection)),
            [queries.statement(connection, one.key) for one in queries.statements(connection)],
        ]


@pytest.mark.sqlite
@pytest.mark.slow
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sets(st.sampled_from(sorted(EDITS)), max_size=4), st.booleans()), min_size=1, max_size=5))
def test_past_results_stay_the_same(
    templates: dict[str, Path], tmp_path_factory: pytest.TempPathFactory, versions: list[tuple[set[str], bool]]
) -> None:
    """Whatever was loaded and pruned day by day: as of each day, the answer is the one that was given then."""
    folder = tmp_path_factory.mktemp("past")
    database = Database(folder / "x.db")
    database.path.write_bytes(templates["empty"].read_bytes())
    with pytest.MonkeyPatch.context() as monkeypatch:
        days = Days(database, folder, monkeypatch)
        given_then = []
        for day, (edits, prune) in enumerate(versions, 1):
            text = BASE
            for old in sorted(edits, key=len, reverse=True):
                text = text.replace(old, EDITS[old])
            days.load(f"2024-01-{day:02}T12:00:00", text, prune=prune)
            given_then.append(answers(database, None))
        assert [answers(database, f"2024-01-{day:02}") for day in range(1, len(versions) + 1)] == given_then
