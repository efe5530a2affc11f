"""A database of a PostgreSQL server as the place of a database: its address, connections, state and definitions."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event
from sqlalchemy.exc import PendingRollbackError
from sqlalchemy.pool import NullPool

from kzclaims.errors import ConflictError, ConstraintError, DatabaseError, InputError, KzclaimsError
from kzclaims.store.engine import OPTION, Newest
from kzclaims.store.postgresql import writing
from kzclaims.store.postgresql.engine import POSTGRESQL, READ_ONLY
from kzclaims.store.postgresql.failures import not_connected, translated
from kzclaims.store.schema.revisions import HEAD, TABLES
from kzclaims.store.schema.search_indexes import INDEXES

_WRITING = ("write", "edit", "create")

OLDEST = 140_000
"""The oldest version of the server: 14."""

FIRST_REVISION = "0015"
"""The first revision of a database on a server."""

_READING = f"""
    SET TRANSACTION ISOLATION LEVEL REPEATABLE READ;
    SET LOCAL search_path = public;
    SET LOCAL datestyle = 'ISO';
    SET LOCAL lock_timeout = {{milliseconds}};
    SAVEPOINT {READ_ONLY};
    SET TRANSACTION READ ONLY;
"""


class PostgreSQLDatabase:
    """A database of a PostgreSQL server that contains, or will contain, a kzclaims database."""

    path = None

    def __init__(self, address: str, timeout: float) -> None:
        self.timeout = timeout
        try:
            parameters: dict[str, Any] = conninfo_to_dict(address)
        except psycopg.Error:
            # The driver's message may repeat the address, and with it a password.
            raise InputError(
                "{address} is not a valid address of PostgreSQL; write postgresql://user@host/name",
                parameters=("address",),
            ) from None
        self._name = _description(parameters)
        defaults: dict[str, Any] = {"connect_timeout": str(max(2, round(timeout))), "application_name": "kzclaims"}
        # Only text in UTF-8 can be stored, so the driver need not query the encoding.
        self._address = make_conninfo(**{**defaults, **parameters, "client_encoding": "utf8"})

    def __str__(self) -> str:
        return self._name

    @property
    def engine_version(self) -> tuple[str, str]:
        """The name of the engine and its version."""
        with self._opened() as connection:
            version = connection.info.server_version
        return "PostgreSQL", f"{version // 10_000}.{version % 10_000}"

    @property
    def size(self) -> int:
        """The number of bytes of the database on the server."""
        with self._opened() as connection:
            size: int = connection.execute("SELECT pg_database_size(current_database())").fetchone()[0]  # type: ignore[index]
        return size

    def is_missing(self) -> bool:
        """Return False: a connection fails if the server has no such database."""
        return False

    def is_empty(self) -> bool:
        """Return False: the tables show whether there is a database."""
        return False

    def require_parent(self) -> None:
        """Do nothing: a server needs no folder."""

    def revision(self) -> str | None:
        """Return the schema's revision, or None for a database with no tables at all."""
        with self._opened() as connection:
            tables = {
                name
                for (name,) in connection.execute("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'")
            }
            if not tables:
                return None
            comment = "SELECT obj_description(to_regclass('public.alembic_version'), 'pg_class')"
            if connection.execute(comment).fetchone() != ("kzclaims",):
                raise DatabaseError(
                    "{database} is a database of another program; choose another {address}",
                    parameters=("address",),
                    database=self,
                )
            row = connection.execute("SELECT version_num FROM public.alembic_version").fetchone()
        if row is None:
            raise DatabaseError(f"{self} has no revision: it was changed; use a backup")
        revision = str(row[0])
        if revision == HEAD and (missing := sorted(TABLES - tables)):
            raise DatabaseError(f"{self} has no table {', '.join(missing)}: it was changed; use a backup")
        return revision

    @contextmanager
    def connected(self, mode: str, *, alone: bool = False) -> Iterator[Connection]:
        """Open a connection that begins transactions, with the locks of `kzclaims.store.postgresql.writing`."""
        with self._engine.connect() as connection:
            connection.info["mode"] = mode
            connection.info["beside_others"] = mode == "edit" and not alone
            if mode in _WRITING:
                self._lock(connection, mode, alone=alone)
            try:
                yield connection
            except PendingRollbackError as error:
                # At Ctrl-C SQLAlchemy discards the connection: no rollback is possible or necessary.
                if not isinstance(error.__context__, KeyboardInterrupt):
                    raise
                raise KeyboardInterrupt from error

    def create_schema(self, connection: Connection) -> bool:
        """Create the newest schema in an empty database."""
        from kzclaims.store.postgresql import schema

        schema.create(connection)
        return True

    def drop_schema(self, connection: Connection) -> bool:
        """Drop the tables and functions of kzclaims, and nothing else."""
        from kzclaims.store.postgresql import schema

        schema.drop(connection)
        return True

    def prepare_migrations(self, connection: Connection, revision: str | None) -> None:
        """Adapt the migrations to this engine, and wait for readers only as long as the timeout."""
        if revision is None or revision < FIRST_REVISION:
            raise DatabaseError(
                f"{self} has revision {revision}, and a database of a server cannot be upgraded from it; export it "
                "with the kzclaims that created it (“kzclaims dump”), and load the dump into a new database"
            )
        from kzclaims.store.postgresql import migrations  # noqa: F401 - registers itself

        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {writing.milliseconds(self.timeout)}")

    def complete_migrations(self, connection: Connection) -> None:
        """Create triggers, functions and full text as in a new database."""
        from kzclaims.store.postgresql import schema

        schema.complete(connection)

    def require_own_triggers(self, connection: Connection) -> None:
        """Do nothing: a server's objects are protected by its own rights."""

    def require_valid_references(self, connection: Connection) -> None:
        """Do nothing: the server never lets a reference be broken."""

    def copy(self, target: Path) -> str:  # noqa: ARG002 - the interface
        """Raise `InputError`: the server's own tools make backups."""
        raise InputError(
            f"{self}: a server makes its own backups; run “pg_dump --format=custom --file=kzclaims.dump” with the same "
            "database, or archive its WAL"
        )

    def copy_beside(self, name: str, *, verify: bool) -> None:
        """Do nothing: a server makes its own backups."""

    def grants(self, reader: str | None, editor: str | None, owner: str | None) -> list[str]:
        """Return the SQL that gives roles the rights to read, to record, and to change the schema."""
        from kzclaims.store.postgresql import roles

        with self.connected("read") as connection, connection.begin():
            return roles.grants(connection, reader, editor, owner)

    def check(self, connection: Connection) -> Iterator[str]:  # noqa: ARG002 - the interface
        """Describe nothing: the server refuses values that their columns cannot have."""
        yield from ()

    def check_search(self) -> Iterator[str]:
        """Describe the full-text indexes that don't match their tables."""
        from kzclaims.store.postgresql.schema import indexed_rows

        for index in INDEXES:
            expected = f"SELECT id, words FROM ({indexed_rows(index)}) AS expected"
            stored = f"SELECT id, words FROM {index.name}"
            differing = f"({stored} EXCEPT {expected}) UNION ALL ({expected} EXCEPT {stored})"
            with self.connected("read") as connection, connection.begin():
                if POSTGRESQL.execute(connection, f"SELECT EXISTS ({differing})").scalar_one():
                    yield f"{index.name}: differs from {index.table}; “kzclaims db reindex” rebuilds it"

    def definitions(self) -> dict[tuple[str, str], str]:
        """Return the definitions of tables, indexes, views, functions and triggers by type and name."""
        from kzclaims.store.postgresql import schema

        with self.connected("read") as connection, connection.begin():
            return schema.definitions(connection)

    def expected_definitions(self) -> dict[tuple[str, str], str] | None:
        """Return the definitions of a new database, or those of this one if the user may not create any."""
        from kzclaims.store.postgresql import schema

        try:
            with self.connected("scratch") as connection, connection.begin() as transaction:
                found = schema.expected_definitions(connection)
                transaction.rollback()
        except DatabaseError:
            return self.definitions()
        return found

    def first_problem(self) -> str | None:
        """Return None: the server reports its own damage."""
        return None

    def damaged(self, detail: str) -> DatabaseError:
        """Return the error for a database in which something cannot be read."""
        return DatabaseError(f"{self} is damaged ({detail}); use a backup")

    @contextmanager
    def _opened(self) -> Iterator[psycopg.Connection[Any]]:
        """Open a psycopg connection for one query."""
        connection = self._connect()
        try:
            yield connection
        except psycopg.Error as error:
            raise self._translated(error) or error from error
        finally:
            connection.close()

    def _connect(self) -> psycopg.Connection[Any]:
        try:
            connection = psycopg.connect(self._address)
        except (psycopg.Error, UnicodeError) as error:
            raise not_connected(error, str(self)) from None
        problem = None
        if connection.info.server_version < OLDEST:
            problem = f"is on PostgreSQL {connection.info.server_version // 10_000}; kzclaims needs version 14 or later"
        elif (encoding := connection.info.parameter_status("server_encoding")) != "UTF8":
            problem = f"has the encoding {encoding}; create a database with ENCODING 'UTF8'"
        if problem:
            connection.close()
            raise DatabaseError(f"{self} {problem}")
        return connection

    @cached_property
    def _engine(self) -> Engine:
        engine = create_engine(
            "postgresql+psycopg://",
            creator=self._connect,
            poolclass=NullPool,
            execution_options={OPTION: POSTGRESQL},
            use_native_hstore=False,
        )
        event.listen(engine, "begin", self._begin)

        def translate(context: ExceptionContext) -> BaseException | None:
            error = self._translated(context.original_exception)
            if isinstance(error, ConstraintError) and context.connection is not None:
                # An edit beside others may choose the key that another one just recorded.
                return error if not context.connection.info.get("beside_others") else ConflictError(str(error))
            return error

        event.listen(engine, "handle_error", translate, retval=True)
        return engine

    def _lock(self, connection: Connection, mode: str, *, alone: bool) -> None:
        try:
            writing.lock(_driver(connection), mode, self.timeout, alone=alone)
        except psycopg.Error as error:
            raise self._translated(error) or error from error
        if mode != "create":
            writing.start_appending(connection, self._newest)

    def _newest(self, query: str) -> Newest:
        """Return the result of a query that sees the rows of all finished transactions."""
        with self._opened() as connection:
            return connection.execute(query.encode()).fetchone()

    def _begin(self, connection: Connection) -> None:
        mode = connection.info["mode"]
        try:
            if mode == "read":
                _driver(connection).execute(_READING.format(milliseconds=writing.milliseconds(self.timeout)).encode())
            elif mode in _WRITING:
                writing.begin(_driver(connection), mode, self.timeout)
        except psycopg.Error as error:
            raise self._translated(error) or error from error

    def _translated(self, error: BaseException) -> KzclaimsError | None:
        return translated(error, str(self), self.timeout)


def _driver(connection: Connection) -> "psycopg.Connection[Any]":
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    return driver


def _description(parameters: dict[str, Any]) -> str:
    """Return an address without possible secrets."""
    user = f"{parameters['user']}@" if parameters.get("user") else ""
    host = str(parameters.get("host") or "")
    if host.startswith("/"):
        host = ""
    port = f":{parameters['port']}" if parameters.get("port") else ""
    return f"postgresql://{user}{host}{port}/{parameters.get('dbname') or ''}"
