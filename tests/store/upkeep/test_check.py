"""Every rule that the check knows is found broken when it is broken."""

import sqlite3
from contextlib import closing

import pytest

from kzclaims.store.damage import MOST_OF_A_KIND
from kzclaims.store.database.database import Database
from kzclaims.store.upkeep import check


def problems(database: Database, *changes: str) -> list[str]:
    with closing(sqlite3.connect(database.path)) as connection, connection:
        for change in changes:
            connection.execute(change)
    return list(check.problems(database))


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE sources SET published = '2023-13'", "sources.published: “2023-13”: there is no month 13"),
        (
            "UPDATE events SET date_latest = '2023-11-02' WHERE date = '2023-11-01'",
            "events.date: “2023-11-01” is 2023-11-01 to 2023-11-01, not 2023-11-01 to 2023-11-02",
        ),
        (
            "UPDATE statements SET day_earliest = '2022-01-01' WHERE key = 'olevsky-only-astana-can-help-moscow'",
            "its day “2023-11?” should be 2023-11-01 to 2023-11-30",
        ),
        ("DELETE FROM appearances WHERE statement_id = 1", "it has no appearance; every statement needs a source"),
        (
            "UPDATE people SET name = 'Другой' WHERE id = 1",
            "“timur-olevsky”: its name is not recorded as its preferred name",
        ),
        ("UPDATE appearances SET exact = 'да' WHERE id = 1", "appearances: “да” in 24-kanal-olevsky-2023-11 has 2"),
        ("UPDATE citations SET exact = 'да' WHERE id = 1", "citations: “да” in 24-kanal-olevsky-2023-11 has 2"),
        ("DELETE FROM name_keys WHERE name_id = 1", "names: the look-up keys of"),
        ("UPDATE settings SET value = '0' WHERE name = 'name_rules'", "names: the look-up keys are of rules 0"),
        ("UPDATE sources SET text = 'другой текст'", "its text does not have the recorded SHA-256"),
        (
            "UPDATE dossier_records SET record_id = 999 WHERE record_type = 'person' AND record_id = 1",
            "there is no person 999",
        ),
        ("UPDATE statements SET speaker_id = 999 WHERE id = 1", "statements: row 1 refers to a row of people"),
        (
            "UPDATE statements SET kind = 'direct', speaker_id = NULL WHERE key = '24-kanal-no-knife-in-putins-back'",
            "it is direct and has neither a speaker nor an attribution",
        ),
    ],
)
def test_a_broken_rule_is_found(seeded: Database, change: str, found: str) -> None:
    said = problems(seeded, change)
    assert any(found in problem for problem in said), said


def test_damage_to_an_index_is_found(seeded: Database) -> None:
    said = problems(
        seeded,
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_schema SET sql = replace(sql, 'key', 'name') WHERE name = 'ix_people_name'",
        "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'ix_events_place')"
        " WHERE name = 'ix_people_name'",
    )
    assert any(problem.startswith("SQLite: ") for problem in said), said


def test_many_problems_of_a_kind_are_cut(seeded: Database) -> None:
    said = problems(seeded, "DELETE FROM appearances")
    assert len([problem for problem in said if "has no appearance" in problem]) == MOST_OF_A_KIND + 1
    assert any(problem.startswith("… and more") for problem in said)


def test_the_seed_has_no_problems(seeded: Database) -> None:
    assert problems(seeded) == []
