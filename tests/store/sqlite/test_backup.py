"""Backups: complete, verified, private, and never through a link or over another file."""

import hashlib
import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from kzclaims.errors import DatabaseError, InputError
from kzclaims.staging import left_over
from kzclaims.store.database.database import Database
from kzclaims.store.schema.revisions import REVISIONS
from kzclaims.store.upkeep import check, migrate
from kzclaims.store.upkeep.repair import repair
from tests.running import Run


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_files_named_part_and_links_are_left_alone(seeded: Database, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    other.write_text("mine")
    (tmp_path / "copy.db.part").symlink_to(other)
    (tmp_path / "link.db").symlink_to(tmp_path / "nowhere.db")
    seeded.backup(tmp_path / "copy.db")
    with pytest.raises(InputError):
        seeded.backup(tmp_path / "link.db")
    assert other.read_text() == "mine"
    assert (tmp_path / "copy.db.part").is_symlink()
    assert not (tmp_path / "nowhere.db").exists()
    assert left_over(tmp_path) == []


@pytest.mark.usefixtures("seeded")
def test_the_sha256_is_that_of_the_copy(tmp_path: Path, run: Run) -> None:
    result = run("db", "backup", "copy.db")
    assert hashlib.sha256((tmp_path / "copy.db").read_bytes()).hexdigest() in result.err


def test_a_damaged_copy_is_refused(seeded: Database, tmp_path: Path) -> None:
    content = bytearray(seeded.path.read_bytes())
    with closing(sqlite3.connect(seeded.path)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'ix_people_name'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    content[(page - 1) * size : page * size] = b"\xff" * size
    seeded.path.write_bytes(content)
    with pytest.raises(DatabaseError, match="damaged"):
        seeded.backup(tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()
    backup, _ = repair(seeded)
    assert backup is not None
    assert backup.exists()
    assert list(check.problems(seeded)) == []


def test_of_backups_at_once_to_one_file_one_succeeds(seeded: Database, tmp_path: Path) -> None:
    def backup(_number: int) -> bool:
        try:
            seeded.backup(tmp_path / "copy.db")
        except (InputError, DatabaseError):
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(backup, range(4))) == 1
    assert list(check.problems(Database(tmp_path / "copy.db"))) == []
    assert left_over(tmp_path) == []


def test_a_backup_that_another_one_overtakes_says_so(
    seeded: Database, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaken(_file: Path, target: Path) -> None:
        raise FileExistsError(target)

    monkeypatch.setattr("kzclaims.store.sqlite.backup.move_to_new", overtaken)
    result = run("--database", seeded.path, "db", "backup", "copy.db")
    assert result.code == 3
    assert "another backup" in result.err
    assert left_over(tmp_path) == []


@pytest.mark.skipif(os.name != "posix", reason="there are no permissions here")
def test_copies_and_outputs_are_as_private_as_the_database(seeded: Database, run: Run) -> None:
    umask = os.umask(0o022)
    try:
        seeded.path.chmod(0o600)
        assert run("db", "backup", "copy.db").code == 0
        assert run("dump", "dump").code == 0
        assert run("export", "--as", "jsonld", "--output", "a.json").code == 0
        assert run("timeline", "--format", "svg", "--output", "a.svg").code == 0
        migrate.to_revision(seeded, "0008")
        assert run("db", "upgrade").code == 0
        folder = seeded.path.parent
        assert mode(folder / "dump") == 0o700
        files = [path for path in folder.rglob("*") if path.is_file()]
        assert {path.name: mode(path) for path in files} == dict.fromkeys([path.name for path in files], 0o600)
        assert os.umask(0o022) == 0o022, "the process keeps its umask"
        seeded.path.chmod(0o644)
        assert run("db", "backup", "public.db").code == 0
        assert mode(folder / "public.db") == 0o644
    finally:
        os.umask(umask)


@pytest.mark.usefixtures("seeded")
def test_paths_that_begin_with_file(run: Run) -> None:
    Path("kzclaims.db").rename("file:a.db")
    assert run("--database", "file:a.db", "people").code == 0
    assert run("--database", "file:a.db", "db", "backup", "file:b.db").code == 0
    migrate.to_revision(Database("file:b.db"), "0008")
    assert run("--database", "file:b.db", "db", "upgrade").code == 0
    with closing(sqlite3.connect(Path("file:b.db").absolute())) as connection, connection:
        connection.execute("DELETE FROM name_keys")
    assert run("--database", "file:b.db", "db", "check", "--repair").code == 0
    assert {path.name for path in Path().iterdir()} == {
        "file:a.db", "file:b.db", "file:b.db.0008.backup", f"file:b.db.{REVISIONS[-1]}.backup",
    }  # fmt: skip


def test_what_an_interrupted_command_left_is_reported(seeded: Database, run: Run) -> None:
    (seeded.path.parent / ".kzclaims-abc").mkdir()
    for command in (["db", "backup", "copy.db"], ["db", "check"], ["db", "upgrade"]):
        assert ".kzclaims-abc" in run(*command).err
