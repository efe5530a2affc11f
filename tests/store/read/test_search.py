"""The hits of a full-text search."""

from typing import Any

import pytest

from kzclaims.errors import InputError
from kzclaims.store.database.database import Database
from kzclaims.store.read import queries
from kzclaims.store.read.search import search
from tests.store.loading import Loads

BRIDGE = """
[[organizations]]
key = "herald"
name = "Herald"
lang = "en"

[[sources]]
key = "reprint"
title = "Bridge, again"
lang = "en"
publisher = "herald"
published = "2024-02-03"

[[sources]]
key = "first-print"
title = "Bridge"
lang = "en"
publisher = "herald"
published = "2024-02-01"

[[statements]]
key = "said-then"
kind = "direct"
text = "The bridge is open."
lang = "en"
organization = "herald"
said = "2024-01-30"
appearances = [{ source = "reprint" }]

[[statements]]
key = "printed-twice"
kind = "direct"
text = "The bridge is closed."
lang = "en"
organization = "herald"
appearances = [{ source = "reprint" }, { source = "first-print" }]

[[events]]
key = "opening"
title = "The bridge opens"
lang = "en"
date = "2024-01"
"""


def test_a_hit_has_the_day_on_which_it_was_said_or_else_first_published(loads: Loads) -> None:
    loads(BRIDGE)
    with loads.database.reading() as connection:
        days = {hit.key: hit.day for hit in search(connection, "bridge")}
    assert days == {"said-then": "2024-01-30", "printed-twice": "2024-02-01", "opening": "2024-01"}


def test_equal_hits_are_in_the_order_of_their_ids(loads: Loads) -> None:
    event = '[[events]]\nkey = "{0}"\ntitle = "Мост"\nlang = "ru"\n'
    loads("\n".join(event.format(key) for key in ("c", "b", "e", "a", "d")))
    with loads.database.reading() as connection:
        assert [hit.key for hit in search(connection, "мост", limit=3)] == ["c", "b", "e"]


def test_the_first_hits_are_those_of_the_whole_list(seeded: Database) -> None:
    with seeded.reading() as connection:
        everything = [hit.key for hit in search(connection, "Казахстан", limit=0)]
        for limit in (1, 5, 20):
            assert [hit.key for hit in search(connection, "Казахстан", limit=limit)] == everything[:limit]


@pytest.mark.parametrize("first_read", [1, 3, 2000])
def test_the_first_selected_hits_are_those_of_the_whole_list(
    seeded: Database, monkeypatch: pytest.MonkeyPatch, first_read: int
) -> None:
    monkeypatch.setattr("kzclaims.store.read.search.FIRST_READ", first_read)
    with seeded.reading() as connection:
        unfiltered = [hit.key for hit in search(connection, "Казахстан", limit=0)]
        everything = [hit.key for hit in search(connection, "Казахстан", limit=0, kind="direct")]
        assert 4 < len(everything) < len(unfiltered)
        for limit in (1, 2, 4):
            hits = search(connection, "Казахстан", limit=limit, kind="direct")
            assert [hit.key for hit in hits] == everything[:limit]
            assert hits.more


@pytest.mark.parametrize("text", ["Казахстан", "Казахстан -Россия", "страна Kazakhstan"])
@pytest.mark.parametrize(
    "filters",
    [{"kind": "direct"}, {"on": "2023-11"}, {"person": "timur-olevsky"}, {"kind": "editorial"}, {"on": "1900"}],
)
def test_filtered_hits_are_the_hits_that_filters_select(
    seeded: Database, monkeypatch: pytest.MonkeyPatch, text: str, filters: dict[str, Any]
) -> None:
    monkeypatch.setattr("kzclaims.store.read.search.FIRST_READ", 1)
    with seeded.reading() as connection:
        keys = {("statement", one.key) for one in queries.statements(connection, limit=0, **filters)}
        if filters.keys() <= {"on", "person"}:
            keys |= {("event", one.key) for one in queries.events(connection, limit=0, **filters)}
        expected = [hit.key for hit in search(connection, text, limit=0) if (hit.type, hit.key) in keys]
        for limit in (0, 1, 3):
            hits = [hit.key for hit in search(connection, text, limit=limit, **filters)]
            assert hits == expected[: limit or None]


def test_words_in_title_and_description_together(seeded: Database) -> None:
    with seeded.writing() as connection:
        connection.exec_driver_sql("UPDATE events SET title = 'Верблюд', description = 'Жираф' WHERE id = 1")
    with seeded.reading() as connection:
        (hit,) = search(connection, "жираф верблюд")
        assert (hit.text, hit.found) == ("Верблюд", [(0, 7)])


def test_reject_a_search_without_words(seeded: Database) -> None:
    with seeded.reading() as connection, pytest.raises(InputError):
        search(connection, "-Россия")
