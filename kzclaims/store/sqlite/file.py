"""An SQLite file as the place of a database: its content, connections, damage and copies."""

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path

from sqlalchemy import Connection, Table
from sqlalchemy.exc import PendingRollbackError

from kzclaims.errors import DatabaseError, InputError
from kzclaims.store.schema.revisions import HEAD, TABLES
from kzclaims.store.sqlite import header
from kzclaims.store.sqlite.connection import APPLICATION_ID, Mode, connecting, is_read_without_locks, open_file
from kzclaims.store.sqlite.definitions import definitions, require_own_triggers
from kzclaims.store.sqlite.engine import SQLITE
from kzclaims.store.sqlite.failures import Failures, unusable


class SQLiteFile:
    """An SQLite file that contains, or will contain, a kzclaims database."""

    def __init__(self, path: Path, timeout: float) -> None:
        self.path = path
        self.failures = Failures(path, timeout)

    def __str__(self) -> str:
        return str(self.path)

    @property
    def engine_version(self) -> tuple[str, str]:
        """The name of the engine and its version."""
        return "SQLite", sqlite3.sqlite_version

    @property
    def size(self) -> int:
        """The number of bytes of the file."""
        return header.size(self.path)

    def is_missing(self) -> bool:
        """Return whether the file is missing."""
        return not self.path.exists()

    def is_empty(self) -> bool:
        """Return whether the file is missing or has no bytes. Raise `DatabaseError` for what cannot be a database."""
        try:
            return self._is_empty()
        except OSError as error:
            raise self._unopened(error) from error

    def _unopened(self, error: OSError) -> DatabaseError:
        return unusable(self.path, f"cannot be opened: {error.strerror}")

    def _is_empty(self) -> bool:
        # Before anything else: SQLite makes a WAL only for a file that isn't empty.
        wal = header.beside(self.path, "-wal")
        has_wal = header.size(wal) > 0
        missing = self.is_missing()
        if not missing and not self.path.is_file():
            kind = "a folder" if self.path.is_dir() else "not a regular file"
            raise unusable(self.path, f"is {kind}")
        if header.size(self.path) > 0:
            return False
        if has_wal:
            raise DatabaseError(
                f"{self} is {'missing' if missing else 'empty'}, and {wal.name} next to it contains what was last "
                "written to it: put the database back next to that file, or move that file away"
            )
        return True

    def require_parent(self) -> None:
        """Raise `DatabaseError` if the folder of the file is missing."""
        if not (parent := self.path.absolute().parent).is_dir():
            raise DatabaseError(
                "there is no folder {parent}; create it or choose another {address}",
                parameters=("address",),
                parent=parent,
            )

    def revision(self) -> str | None:
        """Return the schema's revision, or None for a database with no tables at all."""
        try:
            return self._revision()
        except OSError as error:
            raise self._unopened(error) from error

    def _revision(self) -> str | None:
        with self.failures.translating(), closing(self.open()) as connection:
            # One state of the file, even if another program upgrades it meanwhile.
            connection.execute("BEGIN")
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
            if not tables:
                return None
            (application_id,) = connection.execute("PRAGMA application_id").fetchone()
            if application_id != APPLICATION_ID or "alembic_version" not in tables:
                raise unusable(self.path, "is a database of another program")
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        revision = str(row[0]) if row else None
        if revision == HEAD and (missing := sorted(TABLES - tables)):
            raise DatabaseError(f"{self} has no table {', '.join(missing)}: it was damaged or changed; use a backup")
        return revision

    @contextmanager
    def connected(self, mode: Mode, *, alone: bool = False) -> Iterator[Connection]:  # noqa: ARG002 - always alone
        """Open a connection; with the mode "create", foreign keys are not checked."""
        with (
            self._unchanged() if mode == "read" else nullcontext(),
            connecting(self.path, mode, self.failures, self.first_problem).connect() as connection,
        ):
            try:
                yield connection
            except PendingRollbackError as error:
                # At Ctrl-C SQLAlchemy gives the connection up: nothing can be rolled back on it, nor has to be.
                if not isinstance(error.__context__, KeyboardInterrupt):
                    raise
                raise KeyboardInterrupt from error

    @contextmanager
    def _unchanged(self) -> Iterator[None]:
        """Raise `DatabaseError` at the end if a file that is read without locks was written to meanwhile."""

        def state() -> tuple[bool, int, int]:
            now = self.path.stat()
            return is_read_without_locks(self.path), now.st_mtime_ns, now.st_size

        before = state()
        yield
        if before[0] and state() != before:
            raise DatabaseError(
                f"{self} was written to while it was read, in a folder where this can't be noticed earlier; try again"
            )

    def create_schema(self, connection: Connection) -> bool:  # noqa: ARG002 - the interface
        """Return False: the migrations create the schema."""
        return False

    def drop_schema(self, connection: Connection) -> bool:  # noqa: ARG002 - the interface
        """Return False: undoing the migrations drops the schema."""
        return False

    def prepare_migrations(self, connection: Connection, revision: str | None) -> None:
        """Do nothing: there are migrations from every revision."""

    def complete_migrations(self, connection: Connection) -> None:
        """Do nothing: the migrations create everything."""

    def require_own_triggers(self, connection: Connection) -> None:
        """Raise `DatabaseError` if a trigger would run that no migration created."""
        require_own_triggers(connection, self)

    def require_valid_references(self, connection: Connection) -> None:
        """Raise `DatabaseError` if rows refer to rows that do not exist."""
        if broken := SQLITE.broken_references(connection):
            raise DatabaseError(f"{self}: {len(broken)} rows would refer to rows that don't exist; nothing changed")

    def open(self, *, check_same_thread: bool = True) -> sqlite3.Connection:
        """Open a connection of sqlite3 that cannot write."""
        return open_file(self.path, "read", timeout=self.failures.timeout, check_same_thread=check_same_thread)

    @contextmanager
    def alone(self) -> Iterator[sqlite3.Connection]:
        """Open the only connection that can read or write the file, for replacing its content."""
        with self.failures.translating(), closing(self.open()) as connection:
            connection.execute("PRAGMA query_only = OFF")
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
            yield connection

    def copy(self, target: Path) -> str:
        """Copy the database to a new file, even while it is written to, and return the SHA-256 of the copy.

        The copy is verified. Never overwrites a file.
        """
        from kzclaims.store.sqlite import backup

        backup.copy(self.path, target, self.failures)
        with target.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def copy_beside(self, name: str, *, verify: bool) -> Path:
        """Copy the database to a new file next to it with the name given and, if need be, a number; return that."""
        from kzclaims.store.sqlite import backup

        names = (f"{self.path.name}.{name}{suffix}.backup" for suffix in ("", *(f"-{n}" for n in range(2, 100))))
        target = next(path for name in names if not os.path.lexists(path := self.path.with_name(name)))
        backup.copy(self.path, target, self.failures, verify=verify)
        return target

    def grants(self, reader: str | None, editor: str | None, owner: str | None) -> list[str]:  # noqa: ARG002
        """Raise `InputError`: a file has the permissions of the file system only."""
        raise InputError(
            f"{self} is a file, and whoever may write to it may change everything: set the permissions of the file and "
            "its folder (chmod), or copy it to a server (“kzclaims copy”), which has roles"
        )

    def check(self, connection: Connection) -> Iterator[str]:
        """Describe damage to the structure of the file, and values that cannot be read."""
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        from kzclaims.store.sqlite import integrity

        yield from integrity.check(driver)

    def check_search(self) -> Iterator[str]:
        """Describe the full-text indexes that don't match their tables."""
        from kzclaims.store.sqlite import integrity

        with closing(self._open_to_check()) as connection:
            yield from integrity.check_search(connection)

    def _open_to_check(self) -> sqlite3.Connection:
        # FTS5 checks itself by way of an INSERT, which changes nothing but needs permission to write.
        connection = None
        try:
            connection = open_file(self.path, "check", timeout=self.failures.timeout)
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            # The file can't be written now, so use a copy, which SQLite keeps as a file without a name.
            if connection is not None:
                connection.close()
            connection = sqlite3.connect("")
            with closing(self.open()) as original:
                original.backup(connection)
        return connection

    def definitions(self) -> dict[tuple[str, str], str]:
        """Return the definitions of tables, indexes, views and triggers by type and name."""
        with self.failures.translating(), closing(self.open()) as connection:
            return definitions(connection)

    def expected_definitions(self) -> None:
        """Return None: the migrations create the definitions."""

    def rescue(self, fresh: "SQLiteFile", tables: Iterable[Table], derive: Callable[[], None]) -> None:
        """Replace the content of this file by that of a fresh one, which gets the rows of these tables first.

        `derive` computes the rest in the fresh one. Raises `DatabaseError`, and changes nothing, if that fails.
        """
        from kzclaims.store.sqlite import rescue

        with self.alone() as damaged:
            try:
                rescue.copy_rows(damaged, fresh.path, tables)
                derive()
            except (sqlite3.Error, DatabaseError) as error:
                raise DatabaseError(
                    f"{self}: recorded rows are damaged, too, so nothing was changed: {error}; use a backup"
                ) from error
            with closing(fresh.open()) as content:
                content.backup(damaged)

    def damaged(self, detail: str) -> DatabaseError:
        """Return the error for a file in which something cannot be read."""
        return self.failures.damaged(detail)

    def first_problem(self) -> str | None:
        """Describe the first damage of the file, if there is any."""
        from kzclaims.store.sqlite import integrity

        try:
            with closing(self.open()) as connection:
                return integrity.first_problem(connection)
        except sqlite3.Error as error:
            return str(error)
