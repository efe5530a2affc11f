"""A repair rebuilds derived data, keeps recorded rows as they were, and makes nothing worse."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from kzclaims.errors import DatabaseError
from kzclaims.store.database.database import Database
from kzclaims.store.derived.date_bounds import DATES
from kzclaims.store.derived.renew import DERIVED_TABLES
from kzclaims.store.schema import tables as t
from kzclaims.store.schema.revisions import REVISIONS
from kzclaims.store.schema.search_indexes import EVENTS
from kzclaims.store.upkeep import check, repair
from tests.running import Run

pytestmark = pytest.mark.sqlite

BACKUP = f"kzclaims.db.{REVISIONS[-1]}.backup"
Rows = dict[str, list[tuple[object, ...]]]


def recorded(path: Path) -> Rows:
    """All rows that are recorded, without the days that follow from their dates."""
    derived = {f"{name}{end}" for _, name in DATES for end in ("_earliest", "_latest")}
    derived |= {"day", "day_earliest", "day_latest", "as_text"}
    with closing(sqlite3.connect(path)) as connection:
        return {
            table.name: sorted(connection.execute(f"SELECT {columns} FROM {table.name} NOT INDEXED"), key=repr)
            for table in t.metadata.sorted_tables
            if table not in (*DERIVED_TABLES, t.settings)
            for columns in [", ".join(f'"{column.name}"' for column in table.c if column.name not in derived)]
        }


def change(database: Database, *statements: str) -> None:
    with closing(sqlite3.connect(database.path)) as connection:
        connection.executescript("; ".join(statements))


def pages(path: Path, owner: Callable[[str], bool]) -> list[int]:
    """Return the numbers of the pages of the named tables and indexes."""
    with closing(sqlite3.connect(path)) as connection:
        try:
            return [number for name, number in connection.execute("SELECT name, pageno FROM dbstat") if owner(name)]
        except sqlite3.OperationalError:
            pytest.skip("this SQLite doesn't say which page is whose")


def overwrite(path: Path, numbers: list[int], seed: int) -> None:
    chance = Random(seed)
    with path.open("r+b") as file:
        for number in numbers:
            file.seek((number - 1) * 4096)
            file.write(chance.randbytes(4096))


DAMAGE = [
    ("DELETE FROM name_keys WHERE name_id = 1", "the look-up keys of “24 Канал”"),
    ("UPDATE settings SET value = 'x' WHERE name = 'fold_rules'", "text hashes follow the rules of another version"),
    ("DELETE FROM statement_folds WHERE statement_id = 1", "its text hash is missing"),
    ("UPDATE statement_folds SET fold = 1 WHERE statement_id = 1", "its text differs from its hash"),
    ("INSERT INTO statements_fts(statements_fts) VALUES ('delete-all')", "statements_fts: differs from"),
    ("INSERT INTO appearances_fts(rowid, exact) VALUES (9999, 'слово')", "appearances_fts: differs from"),
    ("DROP TABLE translations_fts", "schema: the table translations_fts is missing"),
    ("UPDATE events SET date_latest = '2099-01-01' WHERE date = '2023-11-01'", "events.date: “2023-11-01”"),
    (
        "UPDATE statements SET day = '2020', day_earliest = '2020-01-01', day_latest = '2020-12-31'",
        "its day “2020”",
    ),
    ("UPDATE statements SET day = '2023-11-01/2023-11-30' WHERE id = 1", "its day “2023-11-01/2023-11-30”"),
    ("DROP INDEX ix_people_name", "schema: the index ix_people_name is missing"),
    ("DROP TRIGGER history_no_delete", "schema: the trigger history_no_delete is missing"),
    (
        "CREATE TRIGGER theirs AFTER INSERT ON people BEGIN DELETE FROM statements; END",
        "schema: kzclaims did not create the trigger theirs",
    ),
    (
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'trim(title)', 'upper(title)')"
        " WHERE name = 'events'",
        "schema: the table events differs from the one that kzclaims creates",
    ),
]


@pytest.mark.parametrize(("damage", "named"), DAMAGE)
def test_wrong_derived_data_is_reported(seeded: Database, damage: str, named: str) -> None:
    change(seeded, damage)
    assert [problem for problem in check.problems(seeded) if named in problem]


def test_derived_data_is_rebuilt(seeded: Database, run: Run) -> None:
    before = recorded(seeded.path)
    change(seeded, *(damage for damage, _ in DAMAGE))
    repaired = run("db", "check", "--repair")
    assert repaired.code == 0, repaired
    assert list(check.problems(seeded)) == []
    assert recorded(seeded.path) == before
    assert recorded(seeded.path.with_name(BACKUP)) == before
    assert sorted(path.name for path in seeded.path.parent.iterdir()) == ["kzclaims.db", BACKUP]


def test_a_missing_row_of_an_index_is_reported_and_rebuilt(seeded: Database, run: Run) -> None:
    before = recorded(seeded.path)
    whole = "CREATE INDEX ix_people_name ON people (name)"
    with_another = "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = '{}' WHERE name = 'ix_people_name'"
    change(seeded, with_another.format(f"{whole} WHERE id <> 3"))
    change(seeded, "REINDEX")
    change(seeded, with_another.format(whole))
    repaired = run("db", "check", "--repair")
    assert "row 3 missing from index ix_people_name" in repaired.out
    assert repaired.code == 0, repaired
    assert list(check.problems(seeded)) == []
    assert recorded(seeded.path) == before


@pytest.mark.parametrize("seed", [0, 1])
def test_damaged_pages_of_derived_data_are_rebuilt(seeded: Database, run: Run, seed: int) -> None:
    before = recorded(seeded.path)
    ours = {table.name for table in t.metadata.sorted_tables if table not in DERIVED_TABLES}
    theirs = pages(seeded.path, lambda name: name not in {*ours, "sqlite_schema", "alembic_version"})
    assert len(theirs) > 50
    overwrite(seeded.path, Random(seed).sample(theirs, 10) if seed else theirs, seed)
    assert run("db", "check").code in (1, 3)
    repaired = run("db", "check", "--repair")
    assert repaired.code == 0, repaired
    assert recorded(seeded.path) == before
    assert list(check.problems(seeded)) == []


def test_nothing_is_changed_if_a_recorded_row_cannot_be_read(seeded: Database, run: Run) -> None:
    overwrite(seeded.path, pages(seeded.path, lambda name: name == "statements")[1:2], 0)
    before = seeded.path.read_bytes()
    assert "statements: cannot be read further because of damage" in run("db", "check").out
    repaired = run("db", "check", "--repair")
    assert repaired.code == 3
    assert "recorded rows are damaged, too, so nothing was changed" in repaired.err
    assert seeded.path.read_bytes() == before


def test_wrong_recorded_rows_are_kept_and_reported(seeded: Database, run: Run) -> None:
    change(seeded, "DELETE FROM appearances WHERE statement_id = 1", "DELETE FROM name_keys")
    repaired = run("db", "check", "--repair")
    assert repaired.code == 1
    assert [line for line in repaired.out.splitlines() if "has no appearance" in line][1:]
    assert "look-up keys" not in repaired.out.splitlines()[-1]


def test_a_repair_waits_for_readers(seeded: Database, run: Run) -> None:
    change(seeded, "DELETE FROM name_keys")
    with seeded.writing():
        pass
    before = recorded(seeded.path)
    with seeded.reading() as connection:
        connection.execute(t.people.select()).all()
        repaired = run("--timeout", "0.1", "db", "check", "--repair")
    assert repaired.code == 3
    assert "waited 0.1 s" in repaired.err
    assert recorded(seeded.path) == before


def test_foreign_tables_stay_in_the_backup(seeded: Database, run: Run) -> None:
    change(
        seeded,
        "CREATE TABLE notes (text)",
        "CREATE VIEW overview AS SELECT * FROM people",
        "INSERT INTO notes VALUES ('mine')",
        "DELETE FROM name_keys",
    )
    repaired = run("db", "check", "--repair")
    assert repaired.code == 0
    assert "now only in the backup: notes, overview" in repaired.err
    with closing(sqlite3.connect(seeded.path.with_name(BACKUP))) as backup:
        assert backup.execute("SELECT text FROM notes").fetchall() == [("mine",)]


def test_a_database_without_problems_is_not_changed(seeded: Database, run: Run) -> None:
    before = seeded.path.read_bytes()
    assert run("db", "check", "--repair").err.endswith("Nothing wrong.\n")
    assert seeded.path.read_bytes() == before
    assert [path.name for path in seeded.path.parent.iterdir()] == ["kzclaims.db"]


def test_reindexing_changes_nothing_recorded(seeded: Database, run: Run) -> None:
    before = recorded(seeded.path)
    change(seeded, "DELETE FROM name_keys", f"INSERT INTO {EVENTS.name}(events_fts) VALUES ('delete-all')")
    assert run("db", "reindex").code == 0
    assert list(check.problems(seeded)) == []
    assert recorded(seeded.path) == before


def test_a_repair_that_fails_says_so(seeded: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_connection: object) -> None:
        raise DatabaseError("no room")

    monkeypatch.setattr(repair, "rebuild_all", fails)
    with pytest.raises(DatabaseError, match="nothing was changed: no room"):
        repair.repair(seeded)
