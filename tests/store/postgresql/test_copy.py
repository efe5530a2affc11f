"""Copying between files and servers, in all directions."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

pytest.importorskip("psycopg")

from kzclaims.errors import DatabaseError, InputError
from kzclaims.store.database.database import Database
from kzclaims.store.engine import engine_of
from kzclaims.store.read import complete_dump
from kzclaims.store.schema.tables import metadata
from kzclaims.store.upkeep import check, migrate
from kzclaims.store.upkeep.copy import copy
from tests.cluster import PROGRAMS, Cluster
from tests.contents import HOSTILE
from tests.databases import seed_files
from tests.running import Run

pytestmark = [
    pytest.mark.skipif(not PROGRAMS, reason="PostgreSQL is not installed: apt-get install postgresql"),
    pytest.mark.xdist_group("postgresql"),
]

New = Callable[[], Database]


@pytest.fixture
def new_file(tmp_path: Path) -> New:
    numbers = iter(range(100))
    return lambda: Database(tmp_path / f"{next(numbers)}.db")


@pytest.fixture
def new_server(server: Cluster) -> New:
    return lambda: Database(server.create())


@pytest.fixture
def source(new_file: New, run: Run, tmp_path: Path) -> Database:
    """Return a file with a history, merged records, removed rows, statuses and hostile texts."""
    database = new_file()
    dossier = "\n".join(
        f"[[topics]]\nkey = 'topic-{number}'\nname = \"{escaped(text)}\"" for number, text in enumerate(HOSTILE)
    )
    (tmp_path / "hostile.toml").write_text(f"dossier = 'hostile'\n{dossier}", encoding="utf-8", newline="")
    (tmp_path / "fewer.toml").write_text("dossier = 'hostile'\n[[topics]]\nkey = 'last'\nname = 'last'\n", "utf-8")
    key = "olevsky-only-astana-can-help-moscow"
    for arguments in (
        ("db", "upgrade"),
        ("load", *map(str, seed_files())),
        ("load", "hostile.toml"),
        ("status", key, "disputed", "--because", "x"),
        ("identity", "merge", "timur-olevsky", "emmanuel-macron", "--because", "x"),
        ("load", "fewer.toml", "--prune", "--because", "x"),
        ("status", key, "--withdraw", "--because", "y"),
    ):
        result = run("--database", str(database), *arguments)
        assert result.code == 0, result
    return database


def escaped(text: str) -> str:
    return "".join(f"\\U{ord(letter):08x}" for letter in text)


def lines(database: Database) -> list[str]:
    with database.reading() as connection:
        return list(complete_dump.lines(connection))


def next_ids(database: Database) -> list[int]:
    with database.reading() as connection:
        engine = engine_of(connection)
        return [engine.reserve_ids(connection, table, 0) for table in metadata.sorted_tables if "id" in table.c]


def test_a_copy_is_the_same_database_in_every_direction(source: Database, new_file: New, new_server: New) -> None:
    places = [source, new_server(), new_server(), new_file(), new_file()]
    for original, target in pairwise(places):
        copy(original, target)
        assert lines(target) == lines(source)
        assert next_ids(target) == next_ids(source)
        assert list(check.problems(target)) == []
        assert check.status(target)["chain head"] == check.status(source)["chain head"]


def test_commands_continue_a_copy_alike(source: Database, server: Cluster, run: Run, tmp_path: Path) -> None:
    address = server.create()
    assert run("copy", str(source), address).code == 0
    (tmp_path / "more.toml").write_text("dossier = 'more'\n[[topics]]\nkey = 'more'\nname = 'x'\n", "utf-8")
    for arguments in (
        ("load", "more.toml"),
        ("identity", "split", "emmanuel-macron", "--because", "x"),
        ("statements", "--limit", "0", "--format", "json"),
        ("people", "--as-of", "2020"),
        ("search", "Казахстан"),
        ("db", "check"),
    ):
        results = [run("--database", one, *arguments) for one in (str(source), address)]
        assert results[0].code == results[1].code == 0
        assert results[0].out == results[1].out


def test_a_server_with_records_or_other_tables_is_refused(source: Database, server: Cluster, new_server: New) -> None:
    target = new_server()
    copy(source, target)
    before = lines(target)
    with pytest.raises(InputError, match="contains records"):
        copy(source, target)
    assert lines(target) == before
    name = server.create()
    server.execute("CREATE TABLE theirs (id INT)", name.partition("@/")[2].partition("?")[0])
    with pytest.raises(DatabaseError, match="another program"):
        copy(source, Database(name))


def test_an_empty_database_of_a_server_is_replaced_completely(source: Database, new_server: New) -> None:
    target = new_server()
    migrate.upgrade(target)
    copy(source, target)
    assert lines(target) == lines(source)
    assert list(check.problems(target)) == []


def test_an_interrupted_copy_leaves_the_server_empty(source: Database, new_server: New) -> None:
    target = new_server()

    def fail(done: int, total: int) -> None:
        if done > total // 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy(source, target, fail)
    assert target.state() == "empty"
