"""Bulk mode on a server: the indexes and foreign keys of empty tables are created after the rows."""

from collections.abc import Iterator
from datetime import datetime

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import Connection

from kzclaims.errors import ConstraintError, DatabaseError
from kzclaims.store.bulk.stream import FILLED
from kzclaims.store.database.database import Database
from kzclaims.store.engine import engine_of
from kzclaims.store.schema.search_indexes import STATEMENTS
from kzclaims.store.upkeep import migrate
from tests.cluster import PROGRAMS, Cluster

pytestmark = [
    pytest.mark.skipif(not PROGRAMS, reason="PostgreSQL is not installed: apt-get install postgresql"),
    pytest.mark.xdist_group("postgresql"),
]

SPEAKER = "ix_statements_speaker_id_day_earliest_day_latest"
FOLDS = "ix_statement_folds_fold_statement_id"
WORDS = "ix_statements_fts_words"


@pytest.fixture(scope="session")
def unfilled(server: Cluster) -> str:
    """Return the name of a database without records."""
    server.execute("CREATE DATABASE unfilled")
    migrate.upgrade(Database(server.address("unfilled")))
    return "unfilled"


@pytest.fixture
def address(server: Cluster, unfilled: str) -> str:
    return server.create(unfilled)


@pytest.fixture
def empty(address: str) -> Database:
    return Database(address, timeout=5)


def objects(connection: Connection) -> set[str]:
    """Return the names of the indexes and foreign keys."""
    indexes = connection.exec_driver_sql("SELECT indexname::text FROM pg_indexes WHERE schemaname = 'public'")
    keys = connection.exec_driver_sql("SELECT conname::text FROM pg_constraint WHERE contype = 'f'")
    return {*indexes.scalars(), *keys.scalars()}


def meanwhile(database: Database) -> tuple[set[str], set[str]]:
    """Return the objects before and in bulk mode."""
    with database.writing() as connection:
        before = objects(connection)
        with engine_of(connection).bulk_mode(connection, FILLED):
            return before, objects(connection)


def test_indexes_and_foreign_keys_of_empty_tables_are_created_at_the_end(empty: Database) -> None:
    before = empty.place.definitions()
    with empty.writing() as connection:
        all_of_them = objects(connection)
        with engine_of(connection).bulk_mode(connection, FILLED):
            missing = all_of_them - objects(connection)
        assert objects(connection) == all_of_them
    assert {SPEAKER, WORDS, "fk_appearances_statement_id_statements"} <= missing
    assert not {FOLDS, "pk_statements", "uq_statements_key", "ix_sources_publisher_id"} & missing
    assert empty.place.definitions() == before == empty.place.expected_definitions()


def test_words_are_indexed_at_the_end(empty: Database) -> None:
    columns = ("id", "key", "kind", "text", "lang", "recorded")
    row = (1, "ada-1", "indirect", "Ships arrive.", "en", datetime(2026, 1, 1))  # noqa: DTZ001 - as it is stored
    with empty.writing() as connection:
        engine = engine_of(connection)
        with engine.bulk_mode(connection, FILLED):
            engine.insert(connection, "statements", columns, [row])
            assert not engine.has_indexed(connection, STATEMENTS)
        assert engine.count_with(connection, STATEMENTS, ["ships"], 10) == 1
        totals = "SELECT rows, words FROM search_totals WHERE name = 'statements_fts'"
        assert connection.exec_driver_sql(totals).one() == (1, 2)
    assert list(empty.place.check_search()) == []


def test_nothing_is_dropped_if_something_is_recorded(database: Database) -> None:
    before, after = meanwhile(database)
    assert before == after


def test_nothing_is_dropped_while_another_program_reads(empty: Database, address: str) -> None:
    with psycopg.connect(address) as other:
        other.execute("SELECT * FROM people")
        before, after = meanwhile(empty)
    assert before == after


@pytest.fixture
def editor(server: Cluster, address: str) -> Iterator[Database]:
    name = str(conninfo_to_dict(address)["dbname"])
    server.execute("CREATE USER somebody")
    server.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO somebody", name)
    yield Database(server.address(name, "somebody"), timeout=5)
    server.execute("DROP OWNED BY somebody", name)
    server.execute("DROP USER somebody")


def test_nothing_is_dropped_by_others_than_the_owner(editor: Database) -> None:
    before, after = meanwhile(editor)
    assert before == after


def test_readers_wait_up_to_the_timeout(empty: Database, address: str) -> None:
    other = Database(address, timeout=0.2)
    with (
        empty.writing() as connection,
        engine_of(connection).bulk_mode(connection, FILLED),
        pytest.raises(DatabaseError, match="being written to"),
        other.reading() as reader,
    ):
        reader.exec_driver_sql("SELECT count(*) FROM statements")
    with other.reading() as reader:
        assert reader.exec_driver_sql("SELECT count(*) FROM statements").scalar_one() == 0


def load_an_appearance(database: Database) -> None:
    """Insert an appearance of a statement that does not exist."""
    with database.writing() as connection:
        engine = engine_of(connection)
        with engine.bulk_mode(connection, FILLED):
            engine.insert(connection, "appearances", ("id", "statement_id", "source_id"), [(1, 2, 3)])


def test_a_broken_reference_undoes_the_load(empty: Database) -> None:
    before = empty.place.definitions()
    with pytest.raises(ConstraintError):
        load_an_appearance(empty)
    assert empty.place.definitions() == before
    with empty.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM appearances").scalar_one() == 0
