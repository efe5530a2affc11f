"""Migrations on a server: from the first revision with data, and operations that only later ones may need."""

from contextlib import closing
from pathlib import Path
from sqlite3 import connect

import psycopg
import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

from kzclaims.errors import DatabaseError
from kzclaims.store.database.database import Database
from kzclaims.store.history import chain
from kzclaims.store.postgresql import schema
from kzclaims.store.postgresql.server import FIRST_REVISION
from kzclaims.store.read import complete_dump
from kzclaims.store.schema.tables import metadata
from kzclaims.store.upkeep import check, migrate
from tests.cluster import PROGRAMS, Cluster
from tests.databases import create, seed_files
from tests.running import Run

pytestmark = [
    pytest.mark.skipif(not PROGRAMS, reason="PostgreSQL is not installed: apt-get install postgresql"),
    pytest.mark.xdist_group("postgresql"),
]

FIRST = Path(__file__).with_name("revision_0015.sql")
"""The first schema on a server, as kzclaims created it then. It never changes."""


@pytest.fixture
def former(tmp_path: Path, run: Run) -> Database:
    """Return a file of the first revision with records, a history and an archived text."""
    database = create(tmp_path / "former.db", *seed_files())
    (tmp_path / "text.txt").write_text("Текст.", "utf-8")
    for arguments in (
        ("status", "olevsky-only-astana-can-help-moscow", "disputed", "--because", "x"),
        ("archive", "24-kanal-olevsky-2023-11", "text.txt", "--replace"),
    ):
        assert run("--database", str(database), *arguments).code == 0
    migrate.to_revision(database, FIRST_REVISION)
    return database


@pytest.fixture
def address(server: Cluster, former: Database) -> str:
    """Return a database of the first revision on a server, with the same rows."""
    address = server.create()
    with closing(connect(former.path)) as file, psycopg.connect(address) as connection:
        connection.execute(FIRST.read_bytes())
        connection.execute("DELETE FROM settings")
        present = "SELECT 1 FROM sqlite_schema WHERE name = ?"
        for name in [str(table.name) for table in metadata.sorted_tables]:
            if not file.execute(present, (name,)).fetchone():
                continue
            rows = file.execute(f'SELECT * FROM "{name}"')
            columns = ", ".join(f'"{one[0]}"' for one in rows.description)
            with connection.cursor().copy(f"COPY {name} ({columns}) FROM STDIN".encode()) as copying:
                for row in rows:
                    copying.write_row(row)
    return address


def lines(database: Database) -> list[str]:
    with database.reading() as connection:
        return list(complete_dump.lines(connection))


def definitions(address: str) -> dict[tuple[str, str], str]:
    return Database(address).place.definitions()


def test_an_upgrade_from_the_first_revision(
    address: str, former: Database, server: Cluster, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(address)
    assert database.revision() == former.revision() == FIRST_REVISION
    monkeypatch.setenv("KZCLAIMS_DATABASE", address)
    assert run("people").code == 3
    assert "db upgrade" in run("people").err
    assert run("db", "upgrade").code == 0
    assert run("--database", str(former), "db", "upgrade").code == 0
    assert database.state() == "current"
    assert definitions(address) == definitions(server.create("template_seeded"))
    with database.writing() as connection, former.writing() as file:
        chain.note(connection, "continued")
        chain.note(file, "continued")
    differing = [pair for pair in zip(lines(database), lines(former), strict=True) if pair[0] != pair[1]]
    # The time of an upgrade is in the chain.
    assert all('"table":"chain"' in one for one, _ in differing)
    assert list(check.problems(database)) == []


def test_a_failed_upgrade_changes_nothing(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database(address)
    before = definitions(address)

    def fail(_connection: object) -> None:
        raise DatabaseError("x")

    monkeypatch.setattr(schema, "complete", fail)
    with pytest.raises(DatabaseError):
        migrate.upgrade(database)
    monkeypatch.undo()
    assert (database.revision(), definitions(address)) == (FIRST_REVISION, before)
    assert migrate.upgrade(database) == "upgraded"


def test_an_upgrade_waits_for_readers_as_long_as_the_timeout(server: Cluster) -> None:
    address = server.create("template_seeded")

    def alter() -> None:
        database = Database(address, timeout=0.1)
        with database.migrating() as connection:
            database.place.prepare_migrations(connection, FIRST_REVISION)
            connection.exec_driver_sql("ALTER TABLE sources ADD COLUMN x INT")

    with psycopg.connect(address) as reader:
        reader.execute("SELECT * FROM sources")
        with pytest.raises(DatabaseError, match="timeout"):
            alter()
    alter()


def test_operations_of_later_revisions_give_the_schema_of_a_new_database(server: Cluster) -> None:
    """An operation on a server gives the types, constraints and indexes that `create` gives the same table."""
    created = sa.MetaData(naming_convention=metadata.naming_convention)
    table = sa.Table(
        "x",
        created,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.String(100), nullable=False),
        sa.Column("mark", sa.Boolean, nullable=False, server_default="0"),
        sa.Column("later", sa.String(9)),
        sa.Column("count", sa.Integer),
        sa.CheckConstraint("later IN ('a', 'b')", name="later"),
        sa.Index(None, "key", sqlite_where=sa.text("mark")),
    )
    schema.adapt(table)
    found = []
    for migrated in (False, True):
        database = Database(server.create())
        with database.place.connected("create") as connection, connection.begin():
            if migrated:
                database.place.prepare_migrations(connection, FIRST_REVISION)
                with Operations.context(MigrationContext.configure(connection)) as op:
                    migrate_to_x(op)
            else:
                created.create_all(connection)
            found.append(schema.definitions(connection))
    assert found[0] == found[1]


def migrate_to_x(op: Operations) -> None:
    op.create_table(
        "x",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=50), nullable=True),
        sa.Column("mark", sa.Boolean(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_x"),
    )
    op.create_index("ix_x_key", "x", ["key"], sqlite_where=sa.text("mark"))
    op.execute("CREATE TRIGGER x BEFORE DELETE ON x BEGIN SELECT RAISE(ABORT, 'no'); END")
    op.execute("INSERT INTO x_fts (x_fts) VALUES ('rebuild')")
    op.add_column("x", sa.Column("count", sa.Integer(), nullable=True))
    with op.batch_alter_table("x") as batch:
        batch.add_column(sa.Column("later", sa.String(length=9), nullable=True))
        batch.alter_column("key", type_=sa.String(length=100), nullable=False)
        batch.create_check_constraint("ck_x_later", "later IN ('a', 'b')")
    op.execute("INSERT INTO x (key) VALUES ('a')")
    op.execute("DELETE FROM x")


def test_words_are_indexed_again_if_their_rule_changes(database: Database, address: str) -> None:
    upgraded = Database(address)
    migrate.upgrade(upgraded)
    for one in (database, upgraded):
        with one.place.connected("create") as connection, connection.begin():
            function = "CREATE OR REPLACE FUNCTION kzclaims_words(text) RETURNS tsvector LANGUAGE sql IMMUTABLE AS"
            connection.exec_driver_sql(f"{function} $$ SELECT ''::tsvector $$")
            connection.exec_driver_sql("DELETE FROM statements_fts")
            schema.complete(connection)
        assert list(one.place.check_search()) == []


def test_a_database_from_before_the_first_revision_is_refused(database: Database) -> None:
    with database.place.connected("create") as connection, connection.begin():
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0014'")
    with pytest.raises(DatabaseError, match="dump"):
        migrate.upgrade(database)
