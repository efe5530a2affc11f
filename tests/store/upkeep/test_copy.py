"""Copying a whole database: what is copied, what is refused, and what a failure leaves."""

from pathlib import Path

import pytest

from kzclaims.errors import DatabaseError, InputError
from kzclaims.store.database.database import Database
from kzclaims.store.history import chain
from kzclaims.store.history.statuses import set_status
from kzclaims.store.read import complete_dump
from kzclaims.store.upkeep import check, migrate
from kzclaims.store.upkeep.copy import copy
from tests.running import Run

pytestmark = pytest.mark.sqlite

STATEMENT = "olevsky-only-astana-can-help-moscow"


def lines(database: Database) -> list[str]:
    with database.reading() as connection:
        return list(complete_dump.lines(connection))


def dispute(database: Database) -> None:
    with database.writing() as connection:
        set_status(connection, STATEMENT, "disputed", reason="x")


def test_a_copy_is_the_same_database_and_can_be_continued(seeded: Database, tmp_path: Path) -> None:
    dispute(seeded)
    target = Database(tmp_path / "copy.db")
    rows, head = copy(seeded, target)
    assert lines(target) == lines(seeded)
    with seeded.reading() as connection:
        assert chain.head(connection) == head
    assert rows > len(lines(seeded))
    assert list(check.problems(target)) == []
    dispute(target)
    assert list(check.problems(target, head=head)) == []


def test_a_dump_can_be_copied(seeded: Database, tmp_path: Path) -> None:
    dump = tmp_path / "dump.jsonl"
    dump.write_text("".join(lines(seeded)), encoding="utf-8")
    target = Database(tmp_path / "copy.db")
    copy(Database(dump), target)
    assert lines(target) == lines(seeded)


def test_a_target_without_records_is_replaced(seeded: Database, tmp_path: Path) -> None:
    target = Database(tmp_path / "copy.db")
    migrate.upgrade(target)
    copy(seeded, target)
    assert lines(target) == lines(seeded)


def test_a_target_with_records_is_refused(seeded: Database, tmp_path: Path) -> None:
    target = Database(tmp_path / "copy.db")
    copy(seeded, target)
    before = target.path.read_bytes()
    for source in (seeded, target):
        with pytest.raises(InputError, match="contains records"):
            copy(source, target)
    assert target.path.read_bytes() == before


def test_a_source_that_is_missing_or_empty_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    for name, error in (("missing.db", InputError), ("empty.db", DatabaseError)):
        with pytest.raises(error, match=name):
            copy(Database(tmp_path / name), Database(tmp_path / "copy.db"))
    assert not (tmp_path / "copy.db").exists()


@pytest.mark.parametrize("moment", ["copying", "comparing"])
def test_a_failure_leaves_nothing_half_written(
    seeded: Database, tmp_path: Path, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = Database(tmp_path / "copy.db")

    def fail(done: int, total: int) -> None:
        if done > (total - 20 if moment == "comparing" else total // 4):
            raise RuntimeError

    monkeypatch.setattr("kzclaims.store.upkeep.copy.BATCH", 1)
    monkeypatch.setattr("kzclaims.store.history.chain.BATCH", 10)
    with pytest.raises(RuntimeError):
        copy(seeded, target, fail)
    assert target.state() == "empty"
    copy(seeded, target)
    assert lines(target) == lines(seeded)


def test_a_copy_that_differs_is_not_saved(seeded: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = Database(tmp_path / "copy.db")

    def alter(connection: object) -> bool:
        connection.exec_driver_sql("UPDATE topics SET name = name || '!' WHERE id = 1")  # type: ignore[attr-defined]
        return True

    monkeypatch.setattr("kzclaims.store.upkeep.copy.renew_outdated", alter)
    with pytest.raises(DatabaseError, match="differs"):
        copy(seeded, target)
    assert target.state() == "empty"


def test_the_command(run: Run, seeded: Database) -> None:
    result = run("copy", str(seeded), "copy.db")
    assert result.code == 0
    assert "equal" in result.err
    assert run("--database", "copy.db", "statements").out == run("--database", str(seeded), "statements").out
    assert run("copy", str(seeded), "copy.db").code == 2
    assert "PGPASSFILE" in run("copy", "postgresql://ada:secret@host/x", "new.db").err
    assert "secret" not in run("copy", str(seeded), "postgresql://ada:secret@host/x").err


@pytest.mark.skipif("os.name != 'posix'")
def test_a_copy_is_as_private_as_its_source(run: Run, seeded: Database) -> None:
    seeded.path.chmod(0o600)
    assert run("copy", str(seeded), "copy.db").code == 0
    assert Path("copy.db").stat().st_mode & 0o077 == 0
