"""Several writers on a server at once: nothing is lost, the chain stays whole, and edits don't wait for loads."""

from collections.abc import Callable
from threading import Event, Thread

import pytest
from sqlalchemy import Connection, select, update

pytest.importorskip("psycopg")

from kzclaims.errors import ConflictError, DatabaseError
from kzclaims.store.database.database import Database
from kzclaims.store.history.statuses import set_status
from kzclaims.store.load.row_writer import insert_rows, new_context
from kzclaims.store.schema.tables import history, statements, topics
from kzclaims.store.upkeep import check
from tests.cluster import PROGRAMS, Cluster

pytestmark = [
    pytest.mark.skipif(not PROGRAMS, reason="PostgreSQL is not installed: apt-get install postgresql"),
    pytest.mark.xdist_group("postgresql"),
]

KEY = "olevsky-only-astana-can-help-moscow"


@pytest.fixture
def address(server: Cluster) -> str:
    return server.create("template_seeded")


@pytest.fixture
def database(address: str) -> Database:
    return Database(address, timeout=20)


def status(value: str) -> Callable[[Connection], str | None]:
    return lambda connection: set_status(connection, KEY, value, reason=f"because {value}")


def test_of_two_edits_of_a_record_the_second_sees_the_first(database: Database) -> None:
    attempts = 0
    is_read, result = Event(), []

    def second(connection: Connection) -> str | None:
        nonlocal attempts
        attempts += 1
        connection.execute(select(statements.c.status)).all()
        is_read.set()
        return status("fabricated")(connection)

    with database.writing(mode="edit") as connection:
        status("disputed")(connection)
        thread = Thread(target=lambda: result.append(database.edit(second)))
        thread.start()
        assert is_read.wait(20)
    thread.join()
    assert result == ["disputed"]
    assert attempts == 2
    with database.reading() as connection:
        after = [row.after for row in connection.execute(select(history.c.after).order_by(history.c.id))]
    assert after == ['{"status":"disputed"}', '{"status":"fabricated"}']
    assert list(check.problems(database)) == []


def test_an_edit_does_not_wait_for_a_load(address: str, database: Database) -> None:
    impatient = Database(address, timeout=0.2)
    with database.writing() as connection:
        record(connection, "first")
        impatient.edit(status("disputed"))
        record(connection, "second")
        with pytest.raises(DatabaseError, match="being written to"):
            impatient.write(lambda _: None)
    assert list(check.problems(database)) == []


def test_a_load_that_meets_an_edit_of_the_same_record_is_repeated_alone(address: str, database: Database) -> None:
    before = []

    def load(connection: Connection) -> None:
        before.append(connection.scalar(select(statements.c.status).where(statements.c.key == KEY)))
        if len(before) == 1:
            database.edit(status("disputed"))
        else:
            with pytest.raises(DatabaseError, match="being written to"):
                Database(address, timeout=0.1).edit(status("fabricated"))
        connection.execute(update(statements).where(statements.c.key == KEY).values(text=statements.c.text))

    database.write(load)
    assert before == [None, "disputed"]


def test_a_conflict_is_reported_where_the_work_cannot_be_repeated(database: Database) -> None:
    def conflicting() -> None:
        with database.writing() as connection:
            connection.execute(select(statements)).all()
            database.edit(status("disputed"))
            connection.execute(update(statements).values(status=None))

    with pytest.raises(ConflictError):
        conflicting()


def test_the_chain_leaves_out_what_was_rolled_back_to_a_savepoint(database: Database) -> None:
    with database.writing() as connection:
        record(connection, "kept")
        savepoint = connection.begin_nested()
        record(connection, "undone")
        with connection.begin_nested():
            record(connection, "inner")
        savepoint.rollback()
        with connection.begin_nested():
            record(connection, "later")
    assert list(check.problems(database)) == []


def test_many_waiting_rows_are_appended_before_the_end(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kzclaims.store.postgresql.writing.MOST_WAITING", 16)
    with database.writing() as connection:
        for name in ("a", "b", "c"):
            record(connection, name, f"{name}-2")
            found = connection.exec_driver_sql("SELECT count(*) FROM chain WHERE table_name = 'topics'")
            assert found.scalar_one() > 0
    assert list(check.problems(database)) == []


def record(connection: Connection, *keys: str) -> None:
    """Record topics."""
    context = new_context(connection)
    insert_rows(context, topics, [{"key": key, "name": key, "recorded": context.recorded} for key in keys])
