"""The places of words that are found in a text, and the checks of citations."""

from typing import Any

import pytest
from sqlalchemy import select, update

from kzclaims.documents.document import plain
from kzclaims.store.database.database import Database
from kzclaims.store.history.history import history
from kzclaims.store.read import dump, queries
from kzclaims.store.schema import tables as t
from kzclaims.store.verify import source_texts, stored
from tests.store.loading import Loads

TEXT = "Мэр Анна Петрова открыла мост в мае. «Мост построили за год», сказала она. Погода была хорошая, мост красивый."

DOSSIER = """
dossier = "bridge"

[[sources]]
key = "paper"
title = "Мост"
lang = "ru"
{text}

[[people]]
key = "anna"
name = "Анна Петрова"
lang = "ru"

[[people.roles]]
title = "мэр"
lang = "ru"
citations = [{{ source = "paper", exact = "Мэр Анна Петрова" }}]

[[events]]
key = "opening"
title = "Мост открыт"
lang = "ru"
citations = [{{ source = "paper", exact = "открыла мост в мае" }}, {{ source = "paper", exact = "мост" }}]

[[statements]]
key = "in-a-year"
kind = "direct"
speaker = "anna"
text = "Мост построили за год"
lang = "ru"
appearances = [{{ source = "paper"{place} }}]
"""


def dossier(text: str | None = TEXT, place: str = "", **changes: str) -> str:
    found = DOSSIER.format(text="" if text is None else f'text = "{text}"', place=place)
    for old, new in changes.items():
        assert old in found
        found = found.replace(old, new)
    return found


def rows(database: Database, table: str = "appearances") -> list[Any]:
    with database.reading() as connection:
        return list(connection.execute(select(t.metadata.tables[table]).order_by(t.metadata.tables[table].c.id)))


def words(text: str, row: Any) -> str | None:
    return None if row.start is None else text[row.start : row.end]


def archive(database: Database, text: str, **options: Any) -> None:
    with database.writing() as connection:
        source_texts.archive(connection, "paper", plain(text), replace=True)
        list(stored.verify(connection, ["paper"], store=True, **options))


def changes(database: Database, key: str) -> list[Any]:
    with database.reading() as connection:
        return history(connection, key).changes


def test_words_that_are_found_once_get_their_place(loads: Loads) -> None:
    outcome = loads(dossier())
    assert outcome.checks == {"exact": 3, "ambiguous": 1}
    (printed,) = rows(loads.database)
    assert (words(TEXT, printed), printed.place_found, printed.verified) == ("Мост построили за год", True, "exact")
    role, first, second = rows(loads.database, "citations")
    assert [words(TEXT, one) for one in (role, first, second)] == ["Мэр Анна Петрова", "открыла мост в мае", None]
    assert [one.verified for one in (role, first, second)] == ["exact", "exact", "ambiguous"]
    assert [one.place_found for one in (role, first, second)] == [True, True, False]
    assert rows(loads.database, "history") == []


def test_loading_again_changes_nothing(loads: Loads) -> None:
    loads(dossier())
    before = {table: rows(loads.database, table) for table in ("appearances", "citations", "history")}
    assert loads(dossier()).changed == 0
    assert loads(dossier(), places=False).changed == 0
    assert loads(dossier(text=None)).changed == 0
    assert {table: rows(loads.database, table) for table in before} == before


def test_places_can_be_turned_off_and_come_later(loads: Loads) -> None:
    loads(dossier(), places=False)
    assert [one.start for one in (*rows(loads.database), *rows(loads.database, "citations"))] == [None] * 4
    outcome = loads(dossier())
    assert (outcome.added, outcome.changed) == (0, 0)
    (printed,) = rows(loads.database)
    assert (words(TEXT, printed), printed.verified) == ("Мост построили за год", "exact")
    (change,) = changes(loads.database, "in-a-year")
    assert change.before["start"] is None
    assert change.after == {"start": printed.start, "end": printed.end}


def test_archiving_a_text_finds_the_places(loads: Loads) -> None:
    loads(dossier(text=None))
    assert [one.verified for one in rows(loads.database, "citations")] == [None] * 3
    archive(loads.database, TEXT)
    assert words(TEXT, rows(loads.database)[0]) == "Мост построили за год"
    assert [one.verified for one in rows(loads.database, "citations")] == ["exact", "exact", "ambiguous"]
    assert loads(dossier(text=None)).changed == 0


@pytest.mark.parametrize("again", [{}, {"new_places": False}])
def test_another_text_moves_or_removes_places(loads: Loads, again: dict[str, Any]) -> None:
    loads(dossier())
    later = f"Добавлено. {TEXT}"
    archive(loads.database, later, **again)
    (printed,) = rows(loads.database)
    assert (words(later, printed), printed.verified, printed.place_found) == ("Мост построили за год", "exact", True)
    without = TEXT.replace("за год", "за два года")
    archive(loads.database, without, **again)
    (printed,) = rows(loads.database)
    assert (printed.start, printed.place_found, printed.verified) == (None, False, "altered")
    assert words(without, rows(loads.database, "citations")[0]) == "Мэр Анна Петрова"
    twice = f"{TEXT} {TEXT}"
    archive(loads.database, twice, **again)
    assert {one.start for one in (*rows(loads.database), *rows(loads.database, "citations"))} == {None}


def test_a_text_that_a_dossier_replaces_checks_the_passages_of_others(loads: Loads) -> None:
    loads(dossier())
    source = 'dossier = "texts"\n[[sources]]\nkey = "paper"\ntitle = "Мост"\nlang = "ru"\ntext = "{}"'
    later = f"Добавлено. {TEXT}"
    loads(source.format(later), "texts", policy="overwrite")
    assert words(later, rows(loads.database)[0]) == "Мост построили за год"
    assert rows(loads.database, "citations")[0].verified == "exact"


def test_a_place_in_a_file_is_only_checked(loads: Loads) -> None:
    start = TEXT.index("Мост построили")
    place = f", start = {start}, end = {start + 21}"
    loads(dossier())
    assert loads(dossier(place=place)).changed == 1
    (printed,) = rows(loads.database)
    assert (printed.start, printed.place_found, printed.verified) == (start, False, "exact")
    assert loads(dossier(place=place)).changed == 0
    archive(loads.database, f"Добавлено. {TEXT}")
    (printed,) = rows(loads.database)
    assert (printed.start, printed.place_found, printed.verified) == (start, False, "moved")
    assert loads(dossier(text=None)).changed == 1
    assert words(f"Добавлено. {TEXT}", rows(loads.database)[0]) == "Мост построили за год"


def test_other_words_get_another_place(loads: Loads) -> None:
    loads(dossier())
    loads(dossier(**{'"открыла мост в мае"': '"Погода была хорошая"'}))
    row = rows(loads.database, "citations")[1]
    assert (words(TEXT, row), row.place_found, row.verified) == ("Погода была хорошая", True, "exact")


def test_a_dump_contains_no_found_places(loads: Loads) -> None:
    loads(dossier())
    with loads.database.reading() as connection:
        before = list(dump.everything(connection))
        page = queries.statement(connection, "in-a-year")
    assert page.appearances[0].start == TEXT.index("Мост построили")
    loads(dossier(), places=False)
    with loads.database.writing() as connection:
        connection.execute(update(t.appearances).values(start=None, end=None, place_found=False))
        connection.execute(update(t.citations).values(start=None, end=None, place_found=False))
    with loads.database.reading() as connection:
        assert list(dump.everything(connection)) == before


def test_results_of_citations_are_withdrawn(loads: Loads) -> None:
    loads(dossier())
    with loads.database.writing() as connection:
        connection.execute(update(t.citations).where(t.citations.c.event_id.is_not(None)).values(prefix="Петрова"))
    assert [one.verified for one in rows(loads.database, "citations")] == ["exact", None, None]
    with loads.database.writing() as connection:
        connection.execute(update(t.sources).values(text="Другой текст"))
    assert [one.verified for one in rows(loads.database, "citations")] == [None] * 3


@pytest.mark.parametrize(
    ("check", "keys"),
    [("failed", ["opening"]), ("ambiguous", ["opening"]), ("checked", ["other"]), ("unchecked", ["third"])],
)
def test_events_by_their_checks(loads: Loads, check: str, keys: list[str]) -> None:
    more = """
        [[events]]
        key = "other"
        title = "Погода"
        lang = "ru"
        citations = [{ source = "paper", exact = "Погода была хорошая" }]
        [[sources]]
        key = "lost"
        title = "Пропавшая газета"
        lang = "ru"
        [[events]]
        key = "third"
        title = "Дождь"
        lang = "ru"
        citations = [{ source = "lost", exact = "дождь" }]
        """
    loads(dossier() + more)
    with loads.database.reading() as connection:
        assert [one.key for one in queries.events(connection, check=check)] == keys
