"""Every rule that the check knows is found broken when it is broken."""

import sqlite3
from contextlib import closing

import pytest

from kzclaims.store.damage import MOST_OF_A_KIND
from kzclaims.store.database.database import Database
from kzclaims.store.upkeep import check
from tests.databases import alter
from tests.running import Run
from tests.store.loading import BASE, Loads


def problems(database: Database, *changes: str) -> list[str]:
    alter(database, *changes)
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


@pytest.mark.sqlite
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


def test_a_place_that_was_found_may_be_longer_than_its_passage(loads: Loads) -> None:
    text = 'publisher = "gazette"\ntext = "На улице сильная   буря."'
    loads(BASE.replace('publisher = "gazette"', text).replace('"буря"', '"сильная буря"'), allow_unverified=True)
    assert list(check.problems(loads.database)) == []


FOREIGN = {
    "index expensive": "CREATE INDEX expensive ON statements (length(replace(text, 'a', 'b')))",
    "index partial": "CREATE INDEX partial ON topics (name) WHERE instr(name, 'x') > 0",
    "table notes": "CREATE TABLE notes (id INTEGER, double AS (hex(zeroblob(id))))",
    "table checked": "CREATE TABLE checked (name TEXT CHECK (instr(name, 'x') > 0))",
    "table topics": "ALTER TABLE topics ADD COLUMN extra AS (hex(zeroblob(id)))",
}


@pytest.mark.sqlite
@pytest.mark.parametrize(("name", "sql"), FOREIGN.items(), ids=list(FOREIGN))
def test_expressions_of_others_are_named_and_not_run(
    seeded: Database, run: Run, monkeypatch: pytest.MonkeyPatch, name: str, sql: str
) -> None:
    with closing(sqlite3.connect(seeded.path)) as connection:
        connection.execute(sql)
    with monkeypatch.context() as patch:
        patch.setattr("kzclaims.store.sqlite.integrity.check", lambda _: pytest.fail("this computes the expression"))
        assert any(f"did not create the {name}" in line for line in check.problems(seeded))
        result = run("db", "reindex")
        assert (result.code, name in result.err) == (3, True)
    repaired = run("db", "check", "--repair")
    assert repaired.code == (3 if name == "table topics" else 0)


@pytest.mark.sqlite
def test_plain_indexes_tables_and_views_of_others_are_allowed(seeded: Database, run: Run) -> None:
    with closing(sqlite3.connect(seeded.path)) as connection:
        connection.execute("CREATE INDEX plain ON statements (speaker_note, lang)")
        connection.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, text VARCHAR(10) NOT NULL)")
        connection.execute("CREATE VIEW many AS SELECT count(*) FROM statements")
    assert list(check.problems(seeded)) == []
    assert run("db", "reindex").code == 0
