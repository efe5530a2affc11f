"""Mistakes and failures of a server: each ends in one sentence with the exit code 3, and nothing is half-written."""

import traceback
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection, Engine, event

from kzclaims.errors import DatabaseError
from kzclaims.store.database.database import Database
from kzclaims.store.merge.merge import merge
from kzclaims.store.postgresql import server as place
from kzclaims.store.read import complete_dump
from kzclaims.store.upkeep import check
from tests.cluster import PROGRAMS, Cluster
from tests.databases import create
from tests.running import Run

pytestmark = [
    pytest.mark.skipif(not PROGRAMS, reason="PostgreSQL is not installed: apt-get install postgresql"),
    pytest.mark.xdist_group("postgresql"),
]

STATEMENT = "olevsky-only-astana-can-help-moscow"
STATUS = ("status", STATEMENT, "disputed", "--because", "x")


@pytest.fixture
def address(server: Cluster, monkeypatch: pytest.MonkeyPatch, run: Run) -> str:  # noqa: ARG001
    found = server.create("template_seeded")
    monkeypatch.setenv("KZCLAIMS_DATABASE", found)
    return found


def require_sentence(run: Run, *arguments: str, named: str) -> None:
    result = run(*arguments)
    assert result.code == 3, result
    assert len(result.err.splitlines()) == 1
    assert named in result.err


def test_an_older_server(address: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    monkeypatch.setattr(place, "OLDEST", 990_000)
    for arguments in (("people",), STATUS, ("db", "upgrade"), ("db", "status")):
        require_sentence(run, *arguments, named="version 14 or later")


@pytest.mark.parametrize(("revision", "named"), [("9999", "pip install --upgrade"), ("0001", "db upgrade")])
def test_another_version_of_the_schema(address: str, run: Run, revision: str, named: str) -> None:
    with psycopg.connect(address) as connection:
        connection.execute("UPDATE alembic_version SET version_num = %s", (revision,))
    for arguments in (("people",), STATUS):
        require_sentence(run, *arguments, named=named)


def test_a_schema_without_its_revision(address: str, run: Run) -> None:
    with psycopg.connect(address) as connection:
        connection.execute("DELETE FROM alembic_version")
    for arguments in (("people",), ("db", "upgrade")):
        require_sentence(run, *arguments, named="has no revision")


def test_a_query_that_the_server_cancels_is_no_lost_connection(address: str) -> None:
    database = Database(address)
    sql = "SET LOCAL statement_timeout = 1; SELECT pg_sleep(1)"
    with database.reading() as connection, pytest.raises(DatabaseError, match="statement timeout; nothing"):
        connection.exec_driver_sql(sql)


def test_a_server_that_is_read_only(address: str, run: Run) -> None:
    name = address.partition("@/")[2].partition("?")[0]
    with psycopg.connect(address) as connection:
        connection.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on".encode())
    assert run("people").code == 0
    require_sentence(run, *STATUS, named="read-only")


def test_a_password_is_in_no_traceback(server: Cluster) -> None:
    secret = "hunter2-secret"  # noqa: S105 - of nobody
    host = f"host={server.folder}"
    for address in (f"postgresql://x:{secret}@/nowhere?{host}", f"postgresql://x:{secret}@127.0.0.1:1/nowhere"):
        with pytest.raises(DatabaseError) as caught:
            Database(address).state()
        assert secret not in "".join(traceback.format_exception(caught.value))


def lines(address: str) -> list[str]:
    with Database(address).reading() as connection:
        return list(complete_dump.lines(connection))


@pytest.mark.parametrize("number", range(1, 13))
def test_a_connection_that_is_lost_at_a_statement(address: str, run: Run, number: int) -> None:
    """The change is recorded completely or not at all, and the next one succeeds."""
    before = lines(address)
    count = 0

    def drop(connection: Connection, *_: object) -> None:
        nonlocal count
        count += 1
        if count == number:
            driver = connection.connection.driver_connection
            assert isinstance(driver, psycopg.Connection)
            with psycopg.connect(address, autocommit=True) as other:
                other.execute("SELECT pg_terminate_backend(%s)", (driver.info.backend_pid,))

    event.listen(Engine, "before_cursor_execute", drop)
    try:
        result = run(*STATUS)
    finally:
        event.remove(Engine, "before_cursor_execute", drop)
    if count < number:
        pytest.skip(f"the command has {count} statements")
    assert result.code == 3, result
    assert len(result.err.splitlines()) == 1
    assert "was lost" in result.err
    assert lines(address) == before
    assert run(*STATUS).code == 0
    assert list(check.problems(Database(address))) == []


def test_a_merge_from_a_server_and_into_one(server: Cluster, address: str, run: Run) -> None:
    assert run(*STATUS).code == 0
    other = Database(server.create("template_seeded"))
    outcome = merge(other, address)
    assert outcome.conflicts == []
    assert list(check.problems(other)) == []
    with other.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM statements WHERE status = 'disputed'").scalar_one() == 1
    assert run("merge", address).code == 2


def test_a_dump_is_restored_into_an_empty_server(server: Cluster, address: str, tmp_path: Path) -> None:
    dump = tmp_path / "dump.jsonl"
    dump.write_text("".join(lines(address)), "utf-8")
    empty = create(server.create())
    assert merge(empty, dump).is_restored
    with empty.reading() as connection:
        assert list(complete_dump.lines(connection)) == lines(address)
    assert list(check.problems(empty)) == []
