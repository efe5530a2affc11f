"""Connections to an SQLite file.

They run in SQLite's own autocommit mode, and transactions begin explicitly. With sqlite3's implicit transactions, half
of a failed migration would remain (SQLAlchemy on SQLite, "Serializable isolation / Savepoints / Transactional DDL").
"""

import logging
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote
from weakref import WeakSet

from sqlalchemy import Date, DateTime, Dialect, Engine, ExceptionContext, create_engine, event
from sqlalchemy.dialects import sqlite
from sqlalchemy.pool import NullPool

from kzclaims.store.engine import OPTION
from kzclaims.store.sqlite import header
from kzclaims.store.sqlite.engine import SQLITE
from kzclaims.store.sqlite.failures import Failures

APPLICATION_ID = 0x6B7A636C
"""Marks the file as ours (``PRAGMA application_id``): "kzcl"."""

Mode = Literal["read", "check", "write", "edit", "create"]

# If Ctrl-C arrives while a connection closes, SQLAlchemy would print a traceback.
logging.getLogger("sqlalchemy.pool").addHandler(logging.NullHandler())


class _Connection(sqlite3.Connection):
    """A connection that holds no lock once it is closed: it closes its unfinished cursors first.

    SQLite releases a connection only when its last statement is finished (https://sqlite.org/c3ref/close.html), and
    Python may find a forgotten cursor late.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._cursors: WeakSet[sqlite3.Cursor] = WeakSet()

    def cursor(self, *arguments: Any, **options: Any) -> Any:
        cursor = super().cursor(*arguments, **options)
        self._cursors.add(cursor)
        return cursor

    def close(self) -> None:
        for cursor in list(self._cursors):
            cursor.close()
        super().close()


def open_file(
    path: Path, mode: Mode, *, timeout: float, foreign_keys: bool = True, check_same_thread: bool = True
) -> sqlite3.Connection:
    """Open a connection of sqlite3; in the mode "read" it cannot write.

    In the mode "check" the journal mode stays, because SQLite waits for all readers before it changes that.
    """
    connection = _open(path, _access(path, mode), timeout=timeout, check_same_thread=check_same_thread)
    try:
        connection.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
        # A database from a stranger may contain views and triggers; they get no functions with side effects. Our own
        # triggers write to FTS5's tables, which SQLite counts as harmless since 3.41.
        if mode == "read" or sqlite3.sqlite_version_info >= (3, 41):
            connection.execute("PRAGMA trusted_schema = OFF")
        if mode == "read":
            connection.execute("PRAGMA query_only = ON")
        elif mode != "check":
            # Readers continue while another program writes, and commits are on the disk.
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
    except BaseException:
        connection.close()
        raise
    return connection


def connecting(path: Path, mode: Mode, failures: Failures, unreadable: Callable[[], str | None]) -> Engine:
    """Return an SQLAlchemy engine for one connection.

    It raises our errors instead of the driver's, and `DatabaseError` for a date or time that cannot be read;
    `unreadable` finds the first such value of the file.
    """
    engine = create_engine(
        "sqlite://",
        # A batch migration drops and renames tables; with foreign keys on, the drop would delete the children's rows.
        creator=lambda: open_file(path, mode, timeout=failures.timeout, foreign_keys=mode != "create"),
        poolclass=NullPool,
        execution_options={OPTION: SQLITE},
    )
    begin = "BEGIN" if mode == "read" else "BEGIN IMMEDIATE"
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))

    def translate(context: ExceptionContext) -> BaseException | None:
        return failures.translated(context.original_exception)

    event.listen(engine, "handle_error", translate, retval=True)

    def strictly(read: Any) -> Callable[[Any], Any]:
        def read_or_raise(value: Any) -> Any:
            try:
                return read(value)
            except (ValueError, TypeError) as error:
                raise failures.damaged(unreadable() or str(error)) from error

        return read_or_raise

    class StrictDate(sqlite.DATE):
        def result_processor(self, dialect: Dialect, coltype: object) -> Any:
            return strictly(super().result_processor(dialect, coltype))

    class StrictDateTime(sqlite.DATETIME):
        def result_processor(self, dialect: Dialect, coltype: object) -> Any:
            return strictly(super().result_processor(dialect, coltype))

    engine.dialect.colspecs = {**engine.dialect.colspecs, Date: StrictDate, DateTime: StrictDateTime}
    return engine


def is_read_without_locks(path: Path) -> bool:
    """Return whether a file is in a folder where SQLite can't create the files that a WAL needs, and has none.

    It then contains the whole database and is read as it is, unless a program with more rights writes to it meanwhile.
    """
    wal = header.beside(path, "-wal")
    if os.access(wal.parent, os.W_OK) or wal.exists():
        return False
    found = header.read(path)
    return found is not None and found.is_wal


def _access(path: Path, mode: Mode) -> str:
    if mode != "read":
        return "rwc" if mode == "create" else "rw"
    if is_read_without_locks(path):
        return "ro&immutable=1"
    if header.beside(path, "-wal").exists() and not _is_ours(path):
        # Another program's file, perhaps: with "rw", closing it would move its WAL into the file.
        return "ro"
    # With "ro", SQLite would leave a -wal and a -shm file behind when it closes the database.
    return "rw"


def _is_ours(path: Path) -> bool:
    # By SQLite: to open and close the file ourselves would release every lock that SQLite holds on it for other
    # connections of this process (https://sqlite.org/howtocorrupt.html, 2.2).
    with closing(_open(path, "ro", timeout=0)) as connection:
        try:
            return bool(connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,))
        except sqlite3.Error:
            return False


def _open(path: Path, access: str, *, timeout: float, check_same_thread: bool = True) -> sqlite3.Connection:
    return sqlite3.connect(
        f"file:{quote(os.fsencode(path.absolute()))}?mode={access}",
        uri=True,
        factory=_Connection,
        timeout=timeout,
        isolation_level=None,
        check_same_thread=check_same_thread,
    )
