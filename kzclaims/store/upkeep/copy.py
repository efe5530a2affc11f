"""Copy a whole database to another place, on any engine, and compare the complete dumps of both.

All rows keep their ids, so the copy is the same database: with its id, history and hash chain.
"""

from collections.abc import Callable
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, func, select

from kzclaims.errors import DatabaseError, InputError
from kzclaims.store.database.database import Database
from kzclaims.store.derived.renew import DERIVED_TABLES, renew_outdated
from kzclaims.store.engine import engine_of
from kzclaims.store.history import chain
from kzclaims.store.history.chain import stored_rows
from kzclaims.store.read import complete_dump
from kzclaims.store.schema import search_indexes
from kzclaims.store.schema.batches import BATCH
from kzclaims.store.schema.tables import metadata
from kzclaims.store.upkeep import migrate, restore
from kzclaims.wording import shorten

Progress = Callable[[int, int], None]
"""A function that is called with the number of steps done and of all steps: rows are copied, and then compared."""


def copy(source: Database, target: Database, progress: Progress = lambda _done, _all: None) -> tuple[int, str | None]:
    """Copy a database or a complete dump, and return the number of rows and the head of the hash chain.

    The copy is one transaction, which ends only if the complete dumps of both are equal. Raise `InputError` if
    something is recorded in the target.
    """
    path = source.place.path
    if path is None or not path.is_file() or not complete_dump.is_complete_dump(path):
        return _copy(source, target, progress)
    with TemporaryDirectory(prefix="kzclaims-") as folder:
        return _copy(restore.restored(path, Path(folder)), target, progress)


def _copy(source: Database, target: Database, progress: Progress) -> tuple[int, str | None]:
    if source.state() == "missing":
        raise InputError("there is no database at {source}; name the one to copy", source=source)
    source.require_current()
    if target.state() not in ("missing", "empty"):
        target.require_current()
    with source.reading() as theirs, target.migrating() as connection:
        _clear(target, connection)
        counts = [theirs.scalar(select(func.count()).select_from(table)) or 0 for table in metadata.sorted_tables]
        derived = sum(counts[metadata.sorted_tables.index(table)] for table in DERIVED_TABLES)
        rows = sum(counts)
        _copy_rows(theirs, connection, lambda done: progress(done, 2 * rows - derived))
        renew_outdated(connection)
        _compare(theirs, connection, lambda done: progress(rows + done, 2 * rows - derived))
        return rows, chain.head(connection)


def _clear(target: Database, connection: Connection) -> None:
    """Create the newest schema without rows, where no other program can write now."""
    if migrate.revision_of(connection) is not None:
        if not restore.is_empty(connection):
            raise InputError(
                "{target} contains records already; choose a new file or an empty database of a server (createdb)",
                target=target,
            )
        migrate.remove(target, connection)
    migrate.create(target, connection)
    # A new database gets an id, and the copy that of its source.
    engine_of(connection).execute(connection, "DELETE FROM settings")


def _copy_rows(theirs: Connection, connection: Connection, progress: Callable[[int], None]) -> None:
    engine = engine_of(connection)
    done = 0
    with engine.bulk_mode(connection, metadata.sorted_tables):
        for table in metadata.sorted_tables:
            columns = [column.name for column in table.c]
            for rows in stored_rows(theirs, table, columns):
                engine.insert(connection, table, columns, rows)
                done += len(rows)
                progress(done)
            if chain.has_id(table):
                engine.continue_ids(connection, table, engine_of(theirs).reserve_ids(theirs, table, 0))
        for index in (search_indexes.STATEMENTS, search_indexes.APPEARANCES):
            engine.index_rows(connection, index, 1)


def _compare(theirs: Connection, connection: Connection, progress: Callable[[int], None]) -> None:
    """Raise `DatabaseError` if the complete dumps differ."""
    lines = zip_longest(complete_dump.lines(theirs), complete_dump.lines(connection))
    for number, (original, copied) in enumerate(lines):
        if original != copied:
            raise DatabaseError(
                f"the copy differs from the original: {_shown(original)} became {_shown(copied)}; nothing was copied. "
                "“kzclaims db check” may find the reason in the original"
            )
        if number % BATCH == 0:
            progress(number)


def _shown(line: str | None) -> str:
    return "no row" if line is None else shorten(line.rstrip(), 200)
