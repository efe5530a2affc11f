"""Orders and filters of listings, sources by their address, and the statements around a statement."""

from itertools import pairwise
from typing import Any

import pytest

import kzclaims
from kzclaims.errors import InputError, NotFoundError
from kzclaims.store.database.database import Database
from kzclaims.store.read import queries
from kzclaims.vocabulary import (
    EVENT_ORDERS,
    ORGANIZATION_ORDERS,
    PEOPLE_ORDERS,
    SOURCE_ORDERS,
    STATEMENT_ORDERS,
    TOPIC_ORDERS,
)
from tests.databases import alter

LISTINGS: dict[str, tuple[str, ...]] = {
    "statements": STATEMENT_ORDERS,
    "events": EVENT_ORDERS,
    "people": PEOPLE_ORDERS,
    "sources": SOURCE_ORDERS,
    "topics": TOPIC_ORDERS,
    "organizations": ORGANIZATION_ORDERS,
}
SOURCE = "24-kanal-olevsky-2023-11"


@pytest.mark.parametrize(("listing", "sort"), [(name, sort) for name, orders in LISTINGS.items() for sort in orders])
def test_orders_have_all_records_and_a_limit_cuts_them(seeded: Database, listing: str, sort: str) -> None:
    question: Any = getattr(kzclaims, listing)
    with seeded.reading() as connection:
        keys = [one.key for one in question(connection, limit=0)]
        found = list(question(connection, sort=sort, limit=0))
        assert sorted(one.key for one in found) == sorted(keys)
        assert list(question(connection, sort=sort, limit=2)) == found[:2]
        with pytest.raises(InputError):
            question(connection, sort="size")
    if sort == LISTINGS[listing][0]:
        assert [one.key for one in found] == keys
    else:
        values = [_value(one, sort) for one in found]
        assert values == sorted(values)


def _value(one: Any, sort: str) -> Any:
    value = getattr(one, sort, None)
    if isinstance(value, int):
        return -value
    name = getattr(value, "name", value)
    return name is None, name or ""


def test_newest_reverses_times_but_not_names(seeded: Database) -> None:
    alter(seeded, "UPDATE statements SET recorded = '2020-01-01 00:00:00' WHERE id = 3")
    with seeded.reading() as connection:
        recorded = [one.key for one in kzclaims.statements(connection, sort="recorded", limit=0)]
        backwards = [one.key for one in kzclaims.statements(connection, sort="recorded", newest=True, limit=0)]
        speakers = [one.speaker for one in kzclaims.statements(connection, sort="speaker", newest=True, limit=0)]
    assert (len(recorded), recorded[0]) == (44, backwards[-1])
    names = [speaker.name for speaker in speakers if speaker]
    assert names == sorted(names)


def test_a_search_takes_the_filters_of_statements(seeded: Database) -> None:
    with seeded.reading() as connection:
        everything = list(kzclaims.search(connection, "Казахстан", limit=0))
        filters: list[dict[str, Any]] = [
            {"person": "timur-olevsky"}, {"on": "2023-11"}, {"kind": "direct"}, {"about": "Путин", "until": "2023"},
        ]  # fmt: skip
        for asked in filters:
            statements = {one.key for one in kzclaims.statements(connection, search="Казахстан", limit=0, **asked)}
            hits = list(kzclaims.search(connection, "Казахстан", limit=0, **asked))
            assert {hit.key for hit in hits if hit.type == "statement"} == statements
            assert hits == [hit for hit in everything if hit in hits]
            assert list(kzclaims.search(connection, "Казахстан", limit=1, **asked)) == hits[:1]
        assert {hit.type for hit in kzclaims.search(connection, "Казахстан", on="2023-11")} == {"statement", "event"}
        with pytest.raises(NotFoundError):
            kzclaims.search(connection, "Казахстан", topic="nothing")


def test_people_are_those_who_speak_in_selected_statements(seeded: Database) -> None:
    with seeded.reading() as connection:
        said = kzclaims.statements(connection, topic="sanctions", limit=0)
        speakers = {one.speaker.key for one in said if one.speaker}
        assert {one.key for one in kzclaims.people(connection, topic="sanctions")} == speakers
        assert [one.key for one in kzclaims.people(connection, "Олевский", topic="russia")] == ["timur-olevsky"]
        assert not list(kzclaims.people(connection, "Олевский", on="1812"))


def test_a_source_is_found_by_its_address(seeded: Database) -> None:
    with seeded.reading() as connection:
        page = kzclaims.source(connection, SOURCE)
        assert [one.key for one in page.listed] == page.statement_keys
        assert [one.key for one in kzclaims.source(connection, SOURCE, limit=2).listed] == page.statement_keys[:2]
    alter(seeded, f"UPDATE sources SET url = 'https://example.org/a?utm_source=x' WHERE key = '{SOURCE}'")
    with seeded.reading() as connection:
        for url in ("https://example.org/a?utm_source=x", "http://EXAMPLE.org/a/#top", "https://example.org/a"):
            assert kzclaims.source(connection, url).key == SOURCE
        for url in ("https://example.org/b", "ftp://example.org/a", "https://[", "https://%/a"):
            with pytest.raises(NotFoundError, match="address"):
                kzclaims.source(connection, url)
    alter(seeded, "UPDATE sources SET url = 'https://example.org/a'")
    with seeded.reading() as connection, pytest.raises(InputError) as several:
        kzclaims.source(connection, "https://example.org/a")
    assert SOURCE in several.value.hints


def test_statements_of_a_source_lead_to_each_other(seeded: Database) -> None:
    with seeded.reading() as connection:
        for source in kzclaims.sources(connection):
            keys = kzclaims.source(connection, source.key).statement_keys
            pages = [kzclaims.statement(connection, key) for key in keys]
            around = [next(one for one in page.appearances if one.source == source.key) for page in pages]
            for (key, before), (other, after) in pairwise(zip(keys, around, strict=True)):
                assert before.next is not None
                assert after.previous is not None
                assert (before.next.key, after.previous.key) == (other, key)
            if around:
                assert (around[0].previous, around[-1].next) == (None, None)


def test_a_person_lists_statements_with_words(seeded: Database) -> None:
    with seeded.reading() as connection:
        page = kzclaims.person(connection, "Олевский")
        said = list(kzclaims.statements(connection, person="Олевский", limit=0))
    assert [(one.key, one.text) for one in page.listed] == [(one.key, one.text) for one in said]


def test_a_list_of_results_has_all_of_them(seeded: Database) -> None:
    with seeded.reading() as connection:
        # `list` asks for an iterator first and for the length then.
        assert len(list(queries.statements(connection, limit=3))) == 3
        results = queries.statements(connection, limit=3)
        assert len(results) == 3
        assert [one.key for one in results] == [one.key for one in results[:]]
