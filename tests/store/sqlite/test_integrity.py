"""Databases that somebody tampered with: `db check` names the place, and every command ends with one sentence."""

import sqlite3
from contextlib import closing

import pytest

from kzclaims.store.database.database import Database
from tests.databases import seed_files
from tests.running import Run

KEY = "olevsky-only-astana-can-help-moscow"
INSERT = (
    "INSERT INTO history (at, record_type, record_key, table_name, row_id, before, after)"
    " VALUES ('2026-06-01 00:00:00.000000', 'statement', '{key}', {table}, 1, {before}, '{{\"status\": null}}')"
)


def entry(table: str = "'statements'", before: str = "'{}'") -> str:
    return INSERT.format(key=KEY, table=table, before=before)


TAMPERED = {
    "history: row 1: is not a JSON object": entry(before="'no json'"),
    "history: row 1: is not a JSON object of columns (": entry(before="'[1]'"),
    "history: row 1: there is no table": entry(table="'unknown'"),
    "history: row 1: statements has no column": entry(before="'{\"foreign\": 1}'"),
    "people: row 1: name is not text": "UPDATE people SET name = CAST(name AS BLOB) WHERE id = 1",
    "topics: row 9223372036854775807: id is too large": (
        "INSERT INTO topics (id, key, name, recorded) VALUES (9223372036854775807, 'x', 'X', '2026-06-01')"
    ),
    "differs is not a JSON object": "UPDATE dossier_records SET differs = ' '",
    "history_times": "INSERT INTO settings VALUES ('history_times', '[')",
    "topics: row 1 was deleted": "DELETE FROM topics WHERE id = 1",
    "refers to a row of people that does not exist": "DELETE FROM people WHERE id = 1",
}


@pytest.mark.parametrize(("found", "change"), TAMPERED.items(), ids=[str(number) for number in range(len(TAMPERED))])
def test_tampering_is_found_and_no_command_fails_otherwise(seeded: Database, run: Run, found: str, change: str) -> None:
    with closing(sqlite3.connect(seeded.path, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute(change)
    checked = run("db", "check")
    assert checked.code == 1
    assert found in checked.out
    for command in (
        ["history", KEY],
        ["statement", KEY],
        ["statements", "--as-of", "2026-05-01"],
        ["people"],
        ["person", "Олевский"],
        ["statements", "--person", "Олевский"],
        ["search", "Казахстан"],
        ["status", KEY, "disputed", "--because", "x"],
        ["seed"],
        ["load", str(seed_files()[0]), "--prune"],
    ):
        result = run(*command)
        assert result.code in (0, 1, 3), command
        assert result.code != 3 or result.err.count("Error: ") == 1
