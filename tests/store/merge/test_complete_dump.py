"""A complete dump restores a database, and is merged like one."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from kzclaims.errors import DatabaseError, InputError, StorageError
from kzclaims.store.merge.merge import merge
from kzclaims.store.schema.tables import merges
from kzclaims.store.upkeep import migrate, restore
from tests.running import Run
from tests.store.loading import BASE
from tests.store.merge.colleagues import BORIS, Colleague


def test_a_complete_dump_restores_the_same_database(both: tuple[Colleague, Colleague], tmp_path: Path) -> None:
    ada, boris = both
    ada.load(BASE.replace("Идёт дождь.", "Льёт дождь.") + BORIS)
    ada.status("disputed")
    file = tmp_path / "ada.jsonl"
    file.write_text(ada.text(), encoding="utf-8")
    (tmp_path / "new").mkdir()
    fresh = Colleague(tmp_path / "new" / "claims.db", "cleo")
    migrate.upgrade(fresh.database)
    assert merge(fresh.database, file).is_restored
    assert fresh.text() == ada.text()
    assert fresh.problems() == []
    assert merge(ada.database, file).is_idle
    merge(boris.database, file)
    assert boris.records() == ada.records()
    with boris.database.reading() as connection:
        (row,) = connection.execute(select(merges)).all()
    assert (row.name, row.author) == ("ada.jsonl", "boris")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda lines: lines[:-1],
        lambda lines: [lines[0].replace('"format":1', '"format":2'), *lines[1:]],
        lambda lines: [lines[0], lines[1].replace('"table":"', '"table":"x'), *lines[2:]],
        lambda lines: [lines[0], "{}", *lines[2:]],
        lambda _: ["{}"],
        lambda _: [],
        lambda _: ["SQLite format 3\0"],
    ],
)
def test_a_damaged_dump_is_refused(both: tuple[Colleague, Colleague], tmp_path: Path, spoil: Any) -> None:
    ada, boris = both
    file = tmp_path / "x.jsonl"
    file.write_text("\n".join(spoil(boris.text().splitlines())), encoding="utf-8")
    before = ada.text()
    with pytest.raises((InputError, DatabaseError)):
        merge(ada.database, file)
    assert ada.text() == before


def test_a_full_disk_is_no_fault_of_the_dump(
    both: tuple[Colleague, Colleague], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, boris = both
    file = tmp_path / "x.jsonl"
    file.write_text(boris.text(), encoding="utf-8")

    def full(*_: object) -> None:
        raise StorageError("the disk is full")

    monkeypatch.setattr(restore, "_fill", full)
    with pytest.raises(StorageError):
        merge(ada.database, file)


def test_the_command_of_a_complete_dump_works(both: tuple[Colleague, Colleague], run: Run, tmp_path: Path) -> None:
    ada, _ = both
    dumped = run("--database", ada.database.path, "dump", "--jsonl", "--history")
    (tmp_path / "FILE.jsonl").write_text(dumped.out, encoding="utf-8")
    command = dumped.err.splitlines()[-1].rpartition("kzclaims ")[2].split()
    run("--database", "other.db", "db", "upgrade")
    assert run("--database", "other.db", *command).code == 0
    assert run("--database", "other.db", "dump", "--jsonl", "--history").out == dumped.out
    refused = run("--database", "other.db", "load", "FILE.jsonl")
    assert (refused.code, "kzclaims merge" in refused.err) == (2, True)
