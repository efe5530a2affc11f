"""A name resolves to one person, or candidates are offered, at a cost that doesn't grow with the database."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, Table, insert, update

from kzclaims.errors import InputError, KzclaimsError, NotFoundError
from kzclaims.language.names.match import Match, NameQuery
from kzclaims.language.names.slug import slug
from kzclaims.store.database.database import Database
from kzclaims.store.derived.name_keys import add_name_keys, renew_name_keys
from kzclaims.store.history.journal import utc_clock
from kzclaims.store.names.resolve import find_person, list_candidates, resolve_organization, resolve_person
from kzclaims.store.names.suggest import near_spellings
from kzclaims.store.schema.tables import name_keys, names, organizations, people, settings

PEOPLE = {
    "john-adams": ["John Adams"],
    "john-quincy-adams": ["John Quincy Adams"],
    "whitfield": ["Harry Whitfield"],
    "whitfield-junior": ["Harry Whitfield Jr."],
    "versky": ["Роман Верский", "Roman Versky"],
    "tarnov": ["Ивайло Търнов"],
    "juraev": ["Сӯҳроб Ҷӯраев"],
    "khurel": ["Мөнхбаярын Хүрэл"],
    "bunina": ["Ирина Бунина"],
    "kim": ["김하늘"],
}


def record(connection: Connection, recorded: dict[str, list[str]]) -> None:
    for key, texts in recorded.items():
        person_id = add(connection, people, {"key": key, "name": texts[0], "recorded": utc_clock()})
        for number, text in enumerate(texts):
            kind = "alias" if number else "preferred"
            name_id = add(connection, names, {"person_id": person_id, "text": text, "lang": "und", "kind": kind})
            add_name_keys(connection, [(name_id, person_id, text)])


def add(connection: Connection, table: Table, row: dict[str, Any]) -> int:
    key = connection.execute(insert(table).values(row)).inserted_primary_key
    assert key is not None
    return int(key[0])


@pytest.fixture
def connection(empty: Database) -> Iterator[Connection]:
    with empty.writing() as connection:
        renew_name_keys(connection)
        record(connection, PEOPLE)
        yield connection


def offered(connection: Connection, name: str) -> list[str]:
    """Return the keys of the first three people who are offered for a name that doesn't resolve."""
    with pytest.raises(KzclaimsError) as caught:
        resolve_person(connection, name)
    lines = [hint.strip() for hint in caught.value.hints[:3]]
    return [line.split(":")[0] if isinstance(caught.value, InputError) else line[:-1].split("(")[-1] for line in lines]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("HARRY WHITFIELD", "whitfield"),
        ("Harry Whitfield, jr", "whitfield-junior"),
        ("Президента Верского", "versky"),
        ("Ирине Буниной", "bunina"),
        ("Ivaylo Tarnov", "tarnov"),
        ("Сухроб Джураев", "juraev"),
        ("Suhrob Jurayev", "juraev"),
        ("김 하늘", "kim"),
        ("john-adams", "john-adams"),
    ],
)
def test_a_name_resolves(connection: Connection, name: str, key: str) -> None:
    assert resolve_person(connection, name).key == key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Harry Whitfield Sr.", "whitfield"),
        ("John Quentin Adams", "john-adams"),
        ("Vresky Roman", "versky"),
        ("Роман Верскы", "versky"),
        ("Munkhbayar Khurel", "khurel"),
        ("Adams", "john-quincy-adams"),
        ("김하준", "kim"),
    ],
)
def test_a_name_of_nobody_is_offered_the_nearest(connection: Connection, name: str, key: str) -> None:
    assert key in offered(connection, name)


def test_the_exact_name_is_listed_first(connection: Connection) -> None:
    assert [one.key for one in list_candidates(connection, "Adams")] == ["john-adams", "john-quincy-adams"]
    record(connection, {"anna": ["Анна Верова"], "a-man": ["Авель Веров"]})
    assert offered(connection, "Верова") == ["anna", "a-man"]


def test_nothing_similar_is_not_offered(connection: Connection) -> None:
    with pytest.raises(NotFoundError) as caught:
        resolve_person(connection, "Zzyzx Qwlopt")
    assert caught.value.hints == ()


def test_an_organization_is_found_by_its_whole_name_and_suggested_by_its_words(connection: Connection) -> None:
    owner = add(connection, organizations, {"key": "herald", "name": "Evening Herald", "recorded": utc_clock()})
    row = {"organization_id": owner, "text": "Evening Herald", "lang": "en", "kind": "preferred"}
    name_id = add(connection, names, row)
    add_name_keys(connection, [(name_id, None, "Evening Herald")])
    assert resolve_organization(connection, "evening herald").key == "herald"
    with pytest.raises(NotFoundError) as caught:
        resolve_organization(connection, "Evning Herald")
    assert "herald" in caught.value.hints[0]


def test_a_near_spelling_is_told_from_another_name(connection: Connection) -> None:
    assert [one.key for one in near_spellings(connection, "Roman Verksy")] == ["versky"]
    assert [one.key for one in near_spellings(connection, "Herry Whitfield")] == ["whitfield"]
    assert near_spellings(connection, "Harry Marlow") == near_spellings(connection, "Романа Верская") == []
    record(connection, {"maria": ["Мария Летова"]})
    assert near_spellings(connection, "Марина Летова") == []
    assert near_spellings(connection, "Herry Whitfield", newest=0) == []


def test_a_look_up_compares_few_people_of_a_frequent_surname(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    syllables = ["ба", "ве", "ги", "до", "жу", "ло", "му", "не", "ра", "си"]
    given = [f"{one}{two}{three}н".title() for one in syllables for two in syllables for three in syllables[:5]]
    record(connection, {slug(name): [f"{name} Иванов"] for name in given})
    compared = 0
    match_person = NameQuery.match_person

    def counted(query: NameQuery, texts: list[str]) -> Match:
        nonlocal compared
        compared += 1
        return match_person(query, texts)

    monkeypatch.setattr(NameQuery, "match_person", counted)
    for name in given[::25]:
        assert find_person(connection, f"{name} Иванов") != []
        assert find_person(connection, f"{name}ар Иванов") == []
    assert compared <= 2 * len(given[::25])
    compared = 0
    assert offered(connection, "Бабабар Иванов")
    assert compared < 20


def test_keys_of_older_rules_are_rebuilt(connection: Connection) -> None:
    connection.execute(update(settings).where(settings.c.name == "name_rules").values(value="1"))
    connection.execute(name_keys.delete())
    assert renew_name_keys(connection)
    assert resolve_person(connection, "Верского").key == "versky"
    assert not renew_name_keys(connection)
