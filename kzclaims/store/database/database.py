"""The database file: opening it, what it is, transactions, backup.

All that is special to SQLite's connections stands here. A connection runs in SQLite's own autocommit mode, and
transactions begin explicitly: sqlite3's implicit ones would let half of a failed migration stand (SQLAlchemy,
"Serializable isolation / Savepoints / Transactional DDL" on its SQLite page).
"""

import logging
import os
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote
from weakref import WeakSet

from sqlalchemy import Connection, create_engine, event, exc, make_url
from sqlalchemy.pool import NullPool

from kzclaims.errors import DatabaseError, InputError
from kzclaims.store.engine import OPTION
from kzclaims.store.sqlite import header
from kzclaims.store.sqlite.engine import SQLITE
from kzclaims.store.sqlite.header import beside

TRIGGERS = {
    "0001": "c01763af90b760ec",
    "0002": "47ead296ac9872cf",
    "0003": "5de17ff22f28919d",
    "0004": "0eebaac19a93d282",
    "0005": "0eebaac19a93d282",
    "0006": "b2c8a4d6b1f3f56b",
    "0007": "b2c8a4d6b1f3f56b",
}
"""Every revision of the schema, oldest first, and what `fingerprint` makes of its triggers.

The tests hold both against migrations/, so that no look-up imports Alembic.
"""

REVISIONS = tuple(TRIGGERS)

# Ctrl-C while a connection closes ends the program as anywhere else; SQLAlchemy would print a traceback before.
logging.getLogger("sqlalchemy.pool").addHandler(logging.NullHandler())

CODE = "(type = 'trigger' OR name = 'other_wordings')"
"""What of a schema runs when somebody writes, as a condition on sqlite_schema: triggers, the view that FTS5 asks."""

APPLICATION_ID = 0x6B7A636C
"""Marks the file as ours (``PRAGMA application_id``): "kzcl"."""

DEFAULT_TIMEOUT = 5.0

_OURS: set[tuple[Path, int, int]] = set()
"""Files that were found to be ours, by path, device and number: a number is given again when a file is gone."""

UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, AssertionError)
"""What reading values raises that no program of ours has written."""

_AFTER_DAMAGE = "“kzclaims db check” says what is wrong and what it can repair; for the rest a backup is needed"

Mode = Literal["read", "write", "create"]
State = Literal["missing", "empty", "behind", "current", "ahead"]


class _Connection(sqlite3.Connection):
    """A connection that, once closed, holds no lock: what nobody has read to its end is closed first.

    SQLite lets a connection go only when the last of its questions is (https://sqlite.org/c3ref/close.html), and Python
    may find a forgotten one late.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._asked: WeakSet[sqlite3.Cursor] = WeakSet()

    def cursor(self, *arguments: Any, **options: Any) -> Any:
        made = super().cursor(*arguments, **options)
        self._asked.add(made)
        return made

    def close(self) -> None:
        for one in list(self._asked):
            one.close()
        super().close()


class Database:
    """A kzclaims database in an SQLite file.

    Nothing is opened or created before it is asked for. `timeout` is how many seconds a command waits for another
    one that is writing.
    """

    def __init__(self, address: str | Path, *, timeout: float = DEFAULT_TIMEOUT) -> None:
        self.path = _path(str(address))
        self.timeout = timeout

    def __str__(self) -> str:
        return str(self.path)

    @contextmanager
    def reading(self, *, as_of: str | None = None, search: bool = True) -> Iterator[Connection]:
        """A connection that sees one unchanging state of the database, and cannot write.

        With `as_of`, an EDTF date, that is the state when its last day had passed, in UTC; without `search`, words must
        not be looked for in it, which saves indexing those of then.
        """
        self.require_current()
        with self._unchanged(), self._connected("read") as connection, connection.begin() as transaction:
            self._require_still_current(connection)
            if as_of is not None:
                from kzclaims.store.history import as_of as asof

                asof.rewind(connection, as_of, search=search)
            yield connection
            transaction.rollback()

    @contextmanager
    def alone(self) -> Iterator[sqlite3.Connection]:
        """The file to oneself, for putting another in its place: nobody else can read or write it meanwhile."""
        self.require_current()
        with self._failures(), closing(self._connect("read")) as connection:
            connection.execute("PRAGMA query_only = OFF")
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
            yield connection

    @contextmanager
    def writing(self, *, dry_run: bool = False) -> Iterator[Connection]:
        """A connection whose changes are all made when the block ends, or none if it raises, or on a dry run."""
        self.require_current()
        with self._connected("write") as connection, connection.begin() as transaction:
            self._require_still_current(connection)
            self._require_own_triggers(connection)
            yield connection
            if dry_run:
                transaction.rollback()

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """Like `writing`, on a database of any age or none, with foreign keys unchecked until the end.

        A batch migration drops and renames tables; with foreign keys on, the drop would delete the children's rows.
        """
        self.state()
        if not self.path.exists():
            self._require_parent()
        # A new file stays when this fails, empty: another program may be about to write to it.
        with self._connected("create", foreign_keys=False) as connection, connection.begin():
            self._require_own_triggers(connection)
            yield connection
            if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
                raise DatabaseError(f"{self}: {len(broken)} rows would refer to rows that are gone; nothing changed")

    def plain(self) -> sqlite3.Connection:
        """A connection of sqlite3 for asking questions, which cannot write; any thread may close it."""
        return self._connect("read", check_same_thread=False)

    def state(self) -> State:
        """What stands in the file. Raises `DatabaseError` if that is no kzclaims database."""
        try:
            return self._state()
        except OSError as error:
            raise DatabaseError(f"{self} cannot be opened: {error.strerror}; name a file with --database") from error

    def _state(self) -> State:
        # Looked at first: SQLite makes a WAL only for a file that isn't empty.
        wal = beside(self.path, "-wal")
        has_wal = header.size(wal) > 0
        nothing = not self.path.exists()
        if not nothing and not self.path.is_file():
            kind = "a folder" if self.path.is_dir() else "no regular file"
            raise DatabaseError(f"{self} is {kind}; name a file with --database")
        if header.size(self.path) == 0:
            if has_wal:
                raise DatabaseError(
                    f"{self} is {'missing' if nothing else 'empty'}, and {wal.name} beside it holds what was last "
                    "written to it: put the database back beside that file, or move that file away"
                )
            return "missing" if nothing else "empty"
        revision = self.revision()
        if revision is None:
            return "empty"
        if revision not in REVISIONS:
            return "ahead"
        return "current" if revision == REVISIONS[-1] else "behind"

    def revision(self) -> str | None:
        """The schema's revision, `None` for a database with no tables at all."""
        with self._failures(), closing(self._connect("read")) as connection:
            # One state of the file, whoever upgrades it meanwhile.
            connection.execute("BEGIN")
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
            if not tables:
                return None
            (application_id,) = connection.execute("PRAGMA application_id").fetchone()
            if application_id != APPLICATION_ID or "alembic_version" not in tables:
                raise DatabaseError(f"{self} is a database of another program; name another file with --database")
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        revision = str(row[0]) if row else None
        if revision == REVISIONS[-1]:
            from kzclaims.store.schema.tables import metadata

            if gone := sorted(metadata.tables.keys() - tables):
                raise DatabaseError(f"{self} has no table {', '.join(gone)}: damaged, or tampered with; a backup helps")
        return revision

    def require_current(self) -> None:
        """Raises `DatabaseError`, with the way out, unless the database is there and of this program's revision."""
        match self.state():
            case "current":
                return
            case "missing":
                self._require_parent()
                raise DatabaseError(
                    f"there is no database at {self}; “kzclaims seed” makes one with the seed, "
                    "“kzclaims db upgrade” an empty one, --database names another"
                )
            case "empty":
                raise DatabaseError(f"{self} is empty; “kzclaims seed” or “kzclaims db upgrade” fills it")
            case "behind":
                raise DatabaseError(
                    f"{self} was made by an older kzclaims (revision {self.revision()}, this one needs "
                    f"{REVISIONS[-1]}); “kzclaims db upgrade” upgrades it"
                )
            case "ahead":
                raise DatabaseError(
                    f"{self} was made by a newer kzclaims (revision {self.revision()}, this one knows "
                    f"{REVISIONS[-1]}); upgrade kzclaims: pip install --upgrade kzclaims"
                )

    def _require_still_current(self, connection: Connection) -> None:
        """Looks again once nobody can change it: another program may have upgraded it while this one waited."""
        if connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() != REVISIONS[-1]:
            self.require_current()

    def backup(self, target: Path) -> None:
        """Copies the database, even while it is written to, by SQLite's online backup. Never overwrites a file."""
        self.require_current()
        self._copy(target)

    def backup_beside(self) -> Path:
        """Copies a database of any revision to a new file beside it, named after the revision; that file."""
        names = (
            f"{self.path.name}.{self.revision()}{suffix}.backup" for suffix in ("", *(f"-{n}" for n in range(2, 100)))
        )
        target = next(path for name in names if not (path := self.path.with_name(name)).exists())
        self._copy(target)
        return target

    def _copy(self, target: Path) -> None:
        if target.exists():
            raise InputError(f"{target} exists already; name another file for the backup")
        if not target.absolute().parent.is_dir():
            raise DatabaseError(f"there is no folder {target.absolute().parent}; make it, or name another file")
        part = target.with_name(target.name + ".part")
        try:
            with (
                self._failures(),
                closing(self._connect("read")) as connection,
                closing(sqlite3.connect(part)) as copy,
            ):
                connection.backup(copy)
                # The copy is one file by itself: it must not wait for a WAL to be complete.
                copy.execute("PRAGMA journal_mode = DELETE")
            part.rename(target)
            _keep_name(target)
        except OSError as error:
            raise DatabaseError(f"{target}: {error.strerror}; name a place that can be written to") from error
        finally:
            part.unlink(missing_ok=True)

    @contextmanager
    def _connected(self, mode: Mode, *, foreign_keys: bool = True) -> Iterator[Connection]:
        begin = "BEGIN" if mode == "read" else "BEGIN IMMEDIATE"
        engine = create_engine(
            "sqlite://",
            creator=lambda: self._connect(mode, foreign_keys=foreign_keys),
            poolclass=NullPool,
            execution_options={OPTION: SQLITE},
        )
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
        with self._failures(), engine.connect() as connection:
            yield connection

    def _connect(self, mode: Mode, *, foreign_keys: bool = True, check_same_thread: bool = True) -> sqlite3.Connection:
        address = f"file:{quote(os.fsencode(self.path.absolute()))}?mode={self._access(mode)}"
        connection = sqlite3.connect(
            address,
            uri=True,
            factory=_Connection,
            timeout=self.timeout,
            isolation_level=None,
            check_same_thread=check_same_thread,
        )
        try:
            connection.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
            # A database that a stranger made may hold views and triggers; they get no functions with side effects.
            # Our own triggers write to FTS5's tables, which SQLite counts as harmless since 3.41.
            if mode == "read" or sqlite3.sqlite_version_info >= (3, 41):
                connection.execute("PRAGMA trusted_schema = OFF")
            if mode == "read":
                connection.execute("PRAGMA query_only = ON")
            else:
                # Readers go on while one writes, and what is committed is on the disk.
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = FULL")
        except BaseException:
            connection.close()
            raise
        return connection

    def _access(self, mode: Mode) -> str:
        if mode != "read":
            return "rwc" if mode == "create" else "rw"
        if self._is_still():
            return "ro&immutable=1"
        if not self._is_ours() and beside(self.path, "-wal").exists():
            # Another program's, perhaps: what it has not yet brought into the file is its own business.
            return "ro"
        # With mode=ro, SQLite would leave a -wal and a -shm file behind when it closes the database.
        return "rw"

    def _header(self) -> header.Header:
        found = header.read(self.path)
        if found is None:
            raise DatabaseError(f"{self} is not an SQLite database; name another file with --database")
        return found

    def _is_ours(self) -> bool:
        """Whether the file says that it is a kzclaims database; it is looked into once.

        To open and close it would give up every lock that SQLite holds on it for other connections of this process
        (https://sqlite.org/howtocorrupt.html, 2.2), and another program would remove the WAL under their hands.
        """
        now = self.path.stat()
        if (known := (self.path.absolute(), now.st_dev, now.st_ino)) in _OURS:
            return True
        if ours := self._header().application_id == APPLICATION_ID:
            _OURS.add(known)
        return ours

    def _is_still(self) -> bool:
        """Whether the file stands where SQLite can't make the files that a WAL needs, and has none.

        Then it is read without locks: as the whole database is in it, it is read as it is, unless somebody with more
        rights writes to it meanwhile.
        """
        wal = beside(self.path, "-wal")
        return not os.access(wal.parent, os.W_OK) and not wal.exists() and self._header().is_wal

    @contextmanager
    def _unchanged(self) -> Iterator[None]:
        """Sees to it that what was read without locks was not written to meanwhile."""

        def state() -> tuple[bool, int, int]:
            now = self.path.stat()
            return self._is_still(), now.st_mtime_ns, now.st_size

        before = state()
        yield
        if before[0] and state() != before:
            raise DatabaseError(
                f"{self} was written to while it was read, from a folder where that can't be seen; ask again"
            )

    def _require_own_triggers(self, connection: Connection) -> None:
        """Raises `DatabaseError` if a trigger would run that no migration has made.

        A database may come from a stranger, and its triggers run with the rights of whoever writes.
        """
        schema = connection.exec_driver_sql(
            f"SELECT name, sql FROM sqlite_schema WHERE {CODE} OR name = 'alembic_version'"  # noqa: S608
        ).all()
        made = fingerprint([])
        if any(name == "alembic_version" for name, _ in schema):
            made = TRIGGERS.get(
                str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()), made
            )
        if fingerprint(sql for name, sql in schema if name != "alembic_version") != made:
            raise DatabaseError(
                f"{self} has other triggers than kzclaims makes, which could do anything; nothing was written. "
                "“kzclaims db check” names them, with --repair it puts the right ones in their place"
            )

    def _require_parent(self) -> None:
        if not self.path.absolute().parent.is_dir():
            raise DatabaseError(
                f"there is no folder {self.path.absolute().parent}; make it, or name another --database"
            )

    @contextmanager
    def _failures(self) -> Iterator[None]:
        """Turns what SQLite says into a sentence with the way out."""
        try:
            yield
        except (sqlite3.Error, exc.DBAPIError) as error:
            cause = error.orig if isinstance(error, exc.DBAPIError) else error
            if not isinstance(cause, sqlite3.Error) or isinstance(cause, sqlite3.ProgrammingError):
                raise
            raise DatabaseError(f"{self} {self._sentence(cause)}") from error
        except UnicodeEncodeError as error:
            # Python hands on bytes of the command line that are no text as halves of surrogate pairs.
            encoding = sys.getfilesystemencoding()
            way_out = "" if encoding == "utf-8" else f", and set PYTHONUTF8=1, as this locale has it read as {encoding}"
            raise InputError(f"an argument holds bytes that are no text; write it in UTF-8{way_out}") from error
        except exc.PendingRollbackError as error:
            # At Ctrl-C SQLAlchemy gives the connection up, and nothing can be put back on it, nor has to be.
            if not isinstance(error.__context__, KeyboardInterrupt):
                raise
            raise KeyboardInterrupt from error
        except UNREADABLE as error:
            # Before the program is blamed, the database is looked at: from a damaged one anything may come.
            from kzclaims.store.upkeep import check

            if not (why := check.unreadable(self)):
                raise
            raise DatabaseError(f"{self} is damaged ({why}); {_AFTER_DAMAGE}") from error

    def _cut(self) -> str | None:
        """How much of the file is gone, if its end is."""
        found, size = self._header(), header.size(self.path)
        if not found.pages or size >= (whole := found.pages * found.page_size):
            return None
        return f"its end is gone: {size} bytes are there of {whole}"

    def _sentence(self, cause: sqlite3.Error) -> str:
        said = str(cause)
        match getattr(cause, "sqlite_errorcode", 0) & 0xFF:
            case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
                return f"is being written to by another program; waited {self.timeout:g} s (--timeout), try again"
            case sqlite3.SQLITE_NOTADB:
                return "is not an SQLite database; name another file with --database"
            case sqlite3.SQLITE_READONLY:
                return "cannot be written to: the file or its folder is read-only"
            case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM | sqlite3.SQLITE_AUTH:
                return "cannot be opened; look at the rights of the file and of its folder"
            case sqlite3.SQLITE_FULL:
                return "cannot grow: the disk is full; nothing was changed"
            case sqlite3.SQLITE_IOERR:
                # Where the disk fails in the middle of the end of a transaction, SQLite finds the whole of it later.
                return f"cannot be read or written ({said}); what was being recorded is there whole or not at all"
            case sqlite3.SQLITE_CORRUPT:
                return f"is damaged ({self._cut() or said}); {_AFTER_DAMAGE}"
            case _:
                return f"failed: {said}"


def normal(definition: str) -> str:
    """A definition in SQL without what two versions of a library may write differently: blanks, quoted names."""
    return " ".join(definition.replace('"', " ").split())


def fingerprint(definitions: Iterable[str]) -> str:
    """A number for definitions, in whatever order."""
    return blake2b("\0".join(sorted(map(normal, definitions))).encode(), digest_size=8).hexdigest()


def connect(
    address: str | Path, *, timeout: float = DEFAULT_TIMEOUT, as_of: str | None = None
) -> AbstractContextManager[Connection]:
    """A connection to an existing database, for asking questions; it cannot write.

    It sees one unchanging state of the database until the block ends: that of now or, with `as_of`, that of the evening
    of a day, in UTC. Raises `kzclaims.errors.DatabaseError` if the file is missing, is no kzclaims database, or is of
    another revision than this program, and `kzclaims.errors.InputError` for a date that is none.
    """
    return Database(address, timeout=timeout).reading(as_of=as_of)


def _keep_name(path: Path) -> None:
    """Makes a file's name outlast a power cut, where a folder can be written to the disk like a file."""
    if os.name == "posix":
        folder = os.open(path.absolute().parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _path(address: str) -> Path:
    if "\0" in address:
        raise InputError("--database: a path holds no NUL character")
    if "://" not in address:
        return Path(address)
    try:
        url = make_url(address)
    except exc.ArgumentError:
        raise InputError(f"--database: “{address}” is neither a path nor a URL such as sqlite:///claims.db") from None
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        raise InputError(f"--database: {address}: a file is needed: a path, or a URL such as sqlite:///claims.db")
    return Path(url.database)
