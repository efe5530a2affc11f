"""Opening databases and other files: states, transactions, errors, backups."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, insert, select
from sqlalchemy.exc import PendingRollbackError
from sqlalchemy.pool import NullPool

from kzclaims.errors import DatabaseError, InputError
from kzclaims.store.database.database import Database
from kzclaims.store.engine import engine_of
from kzclaims.store.history.as_of import connect
from kzclaims.store.schema import tables as t
from kzclaims.store.schema.revisions import TABLES
from kzclaims.store.schema.tables import metadata
from kzclaims.store.upkeep import check
from tests.running import Run


@contextmanager
def raw(database: Database) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(database.path, isolation_level=None)) as connection:
        yield connection


def test_a_missing_database_is_not_created(tmp_path: Path) -> None:
    database = Database(tmp_path / "mistyped.db")
    with pytest.raises(DatabaseError, match=r"no database at .*mistyped\.db.*kzclaims seed"), database.reading():
        pass
    assert database.state() == "missing"
    assert not list(tmp_path.iterdir())


def test_a_missing_folder_is_reported(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match=r"there is no folder .*nowhere"), connect(tmp_path / "nowhere" / "x.db"):
        pass


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "is empty"), (b"not a database, but long enough to have a header" * 30, "is not an SQLite database")],
)
def test_other_files_are_refused(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "x.db").write_bytes(content)
    with pytest.raises(DatabaseError, match=said), connect(tmp_path / "x.db"):
        pass
    assert (tmp_path / "x.db").read_bytes() == content


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="is a folder"), connect(tmp_path):
        pass


def test_a_database_without_tables_is_empty(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "x.db")) as connection:
        connection.execute("VACUUM")
        connection.execute("PRAGMA user_version = 1")
    assert Database(tmp_path / "x.db").state() == "empty"


def test_a_database_of_another_program_is_not_changed(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "x.db")) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
    before = (tmp_path / "x.db").read_bytes()
    database = Database(tmp_path / "x.db")
    with pytest.raises(DatabaseError, match="another program"), database.writing():
        pass
    assert (tmp_path / "x.db").read_bytes() == before


@pytest.mark.parametrize(("revision", "said"), [("9999", "newer kzclaims"), ("0000", "newer")])
def test_a_database_ahead_is_refused(seeded: Database, revision: str, said: str) -> None:
    with raw(seeded) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    assert seeded.state() == "ahead"
    with pytest.raises(DatabaseError, match=said), seeded.reading():
        pass


def test_a_database_behind_needs_an_upgrade(seeded: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kzclaims.store.database.database.HEAD", "later")
    assert seeded.state() == "behind"
    with pytest.raises(DatabaseError, match="kzclaims db upgrade"), seeded.reading():
        pass


def test_readers_cannot_write(seeded: Database) -> None:
    with pytest.raises(DatabaseError, match="read-only"), seeded.reading() as connection:
        connection.execute(insert(t.settings).values(name="a", value="b"))


def test_reading_leaves_no_files(seeded: Database) -> None:
    with seeded.reading() as connection:
        connection.execute(select(t.people)).all()
    assert [path.name for path in seeded.path.parent.iterdir()] == ["kzclaims.db"]


def test_a_failed_change_changes_nothing(empty: Database) -> None:
    with pytest.raises(DatabaseError), empty.writing() as connection:
        connection.execute(insert(t.settings), [{"name": "a", "value": "b"}, {"name": "a", "value": "b"}])
    with empty.reading() as connection:
        assert connection.scalar(select(t.settings.c.value).where(t.settings.c.name == "a")) is None


def test_a_dry_run_changes_nothing(empty: Database) -> None:
    with empty.writing(dry_run=True) as connection:
        connection.execute(insert(t.settings).values(name="a", value="b"))
    with empty.reading() as connection:
        assert connection.scalar(select(t.settings.c.value).where(t.settings.c.name == "a")) is None


def test_a_locked_database_reports_the_time_waited(seeded: Database) -> None:
    with raw(seeded) as connection:
        connection.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseError, match=r"another program; waited 0\.1 s"), seeded.writing():
            pass


def test_readers_do_not_wait_for_a_writer(empty: Database) -> None:
    with empty.writing() as writer:
        writer.execute(insert(t.settings).values(name="a", value="b"))
        with empty.reading() as reader:
            assert reader.scalar(select(t.settings.c.value).where(t.settings.c.name == "a")) is None


def test_damage_is_reported(seeded: Database) -> None:
    content = bytearray(seeded.path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    seeded.path.write_bytes(content)
    with pytest.raises(DatabaseError, match=r"is damaged|db check"), seeded.reading() as connection:
        connection.execute(select(t.statements)).all()


def test_a_backup_is_a_database_by_itself(seeded: Database, tmp_path: Path) -> None:
    seeded.backup(tmp_path / "copy.db")
    assert not list(tmp_path.glob("copy.db?*"))
    with connect(tmp_path / "copy.db") as connection:
        assert len(connection.execute(select(t.people)).all()) == 6


def test_a_backup_overwrites_nothing(seeded: Database, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("mine")
    with pytest.raises(InputError, match="exists already"):
        seeded.backup(tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "mine"


def test_a_backup_to_nowhere(seeded: Database, tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="nowhere"):
        seeded.backup(tmp_path / "nowhere" / "copy.db")


@pytest.mark.parametrize("name", ["с пробелом и 'кавычкой'.db", "100%?#&x=1.db", "file:x.db"])
def test_odd_paths(templates: dict[str, Path], tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(templates["seeded"].read_bytes())
    with connect(tmp_path / name) as connection:
        assert len(connection.execute(select(t.people)).all()) == 6
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_url_names_a_file(seeded: Database) -> None:
    assert Database(f"sqlite:///{seeded.path}").path == seeded.path


@pytest.mark.parametrize(
    "address",
    [
        "mysql://host/db",
        "sqlite://",
        "sqlite:///:memory:",
        "://",
        "a\0b",
        "sqlite:///a.db?mode=ro",
        "sqlite://host/a.db",
    ],
)
def test_other_addresses_are_refused(address: str) -> None:
    with pytest.raises(InputError) as caught:
        Database(address)
    assert caught.value.parameters == ("address",)


@pytest.mark.parametrize("there", [True, False])
def test_a_wal_without_its_database_is_reported_and_kept(seeded: Database, run: Run, there: bool) -> None:
    with raw(seeded) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("UPDATE people SET description = 'новое'")
        wal = seeded.path.with_name("kzclaims.db-wal")
        content = wal.read_bytes()
    wal.write_bytes(content)
    seeded.path.unlink()
    if there:
        seeded.path.touch()
    for command in (["people"], ["seed"], ["db", "upgrade"], ["db", "check"], ["db", "check", "--repair"]):
        result = run(*command)
        assert result.code == 3
        assert (
            f"is {'empty' if there else 'missing'}, and kzclaims.db-wal next to it contains what was last" in result.err
        )
    assert wal.read_bytes() == content
    assert seeded.path.exists() == there


def test_the_wal_of_another_program_is_not_changed(tmp_path: Path) -> None:
    database = Database(tmp_path / "x.db")
    with raw(database) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        files = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.name != "x.db-shm"}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    with pytest.raises(DatabaseError, match="another program"), database.reading():
        pass
    assert {name: (tmp_path / name).read_bytes() for name in files} == files


def test_a_missing_end_of_the_file_is_reported(seeded: Database) -> None:
    content = seeded.path.read_bytes()
    seeded.path.write_bytes(content[: len(content) // 2])
    said = rf"its end is missing: {len(content) // 2} of {len(content)} bytes are left\); “kzclaims db check”"
    with pytest.raises(DatabaseError, match=said), seeded.reading():
        pass
    assert seeded.path.read_bytes() == content[: len(content) // 2]


@pytest.fixture
def still(seeded: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """Simulate a database in a folder without write permission."""
    with seeded.writing():
        pass
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: path != seeded.path.parent and access(path, mode))
    return seeded


def test_a_database_in_a_read_only_folder_can_be_read(still: Database) -> None:
    with still.reading() as connection:
        assert len(connection.execute(select(t.people)).all()) == 6
        assert [path.name for path in still.path.parent.iterdir()] == ["kzclaims.db"]


def test_a_write_during_a_read_without_locks_is_reported(still: Database) -> None:
    with pytest.raises(DatabaseError, match="was written to while it was read"), still.reading(), raw(still) as other:
        other.execute("UPDATE people SET description = 'новое'")


@pytest.mark.parametrize("sql", ["DROP TABLE reviews", "DROP TABLE reviews; CREATE VIEW reviews AS SELECT 1 AS id"])
def test_a_missing_table_is_reported(seeded: Database, sql: str) -> None:
    with raw(seeded) as connection:
        connection.executescript(sql)
    with pytest.raises(DatabaseError, match="has no table reviews: it was damaged or changed"), seeded.reading():
        pass


def test_a_date_that_cannot_be_read_is_damage(seeded: Database) -> None:
    with raw(seeded) as connection:
        connection.execute("UPDATE events SET date_earliest = '2023-1!-01' WHERE id = 2")
    damage = r"is damaged \(events: row 2: date_earliest is not a valid date: “2023-1!-01”\)"
    with pytest.raises(DatabaseError, match=damage), seeded.reading() as connection:
        connection.execute(select(t.events)).all()


@pytest.mark.parametrize(
    "error",
    [
        ValueError("ours"),
        KeyError("ours"),
        TypeError("ours"),
        AttributeError("ours"),
        AssertionError("ours"),
        ZeroDivisionError("ours"),
        OSError("ours"),
        UnicodeEncodeError("utf-8", "ours", 0, 1, "ours"),
        sqlite3.OperationalError("ours"),
        sqlite3.DatabaseError("ours"),
        RuntimeError("ours"),
        KeyboardInterrupt("ours"),
    ],
    ids=lambda error: type(error).__name__,
)
@pytest.mark.parametrize("damaged", [False, True])
def test_exceptions_of_a_block_pass_through(seeded: Database, error: BaseException, damaged: bool) -> None:
    if damaged:
        with raw(seeded) as connection:
            connection.execute("UPDATE events SET date_earliest = '2023-1!-01' WHERE id = 2")
    for opened in (seeded.reading, seeded.writing, seeded.migrating):
        with pytest.raises(type(error)) as caught, opened():
            raise error
        assert caught.value is error


def test_a_command_explains_its_own_errors_by_damage(seeded: Database) -> None:
    database = Database(seeded.path, explain_damage=True)
    with pytest.raises(AttributeError), database.reading():
        raise AttributeError
    with raw(seeded) as connection:
        connection.execute("UPDATE people SET description = x'ff' WHERE id = 1")
    with pytest.raises(DatabaseError, match="people: row 1: description is not text"), database.reading():
        raise AttributeError


def test_a_closed_connection_raises_our_error(seeded: Database) -> None:
    with seeded.reading() as connection:
        pass
    with pytest.raises(DatabaseError, match="closed"):
        engine_of(connection)
    with pytest.raises(InputError), create_engine("sqlite://", poolclass=NullPool).connect() as foreign:
        engine_of(foreign)


def test_foreign_triggers_never_run(seeded: Database) -> None:
    with raw(seeded) as connection:
        connection.execute("CREATE TRIGGER theirs AFTER INSERT ON settings BEGIN DELETE FROM people; END")
    with pytest.raises(DatabaseError, match="triggers that kzclaims did not create"), seeded.writing() as connection:
        connection.execute(insert(t.settings).values(name="a", value="b"))
    with pytest.raises(DatabaseError, match="triggers that kzclaims did not create"), seeded.migrating():
        pass
    with seeded.reading() as connection:
        assert len(connection.execute(select(t.people)).all()) == 6


@pytest.mark.parametrize(
    ("raised", "told"), [(KeyboardInterrupt, KeyboardInterrupt), (ValueError, PendingRollbackError)]
)
def test_ctrl_c_is_reported_although_sqlalchemy_gave_the_connection_up(
    empty: Database, raised: type[BaseException], told: type[BaseException]
) -> None:
    def given_up(connection: Connection) -> None:
        try:
            connection.invalidate()
            raise raised
        finally:
            connection.exec_driver_sql("PRAGMA cache_size")

    with pytest.raises(told), empty.writing() as connection:
        given_up(connection)
    assert list(check.problems(empty)) == []


def test_an_unfinished_query_keeps_no_lock(seeded: Database) -> None:
    with seeded.reading() as connection:
        begun = connection.exec_driver_sql("SELECT * FROM statements")
        assert begun.fetchone()
    with seeded.file.alone() as alone:
        assert alone.execute("SELECT count(*) FROM statements").fetchone() == (44,)


def test_opening_knows_every_table() -> None:
    assert metadata.tables.keys() == TABLES
