"""Copies of a database by SQLite's online backup, which works while others write to it."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from kzclaims.errors import DatabaseError, InputError
from kzclaims.store.sqlite.connection import open_file
from kzclaims.store.sqlite.failures import Failures


def copy(path: Path, target: Path, failures: Failures) -> None:
    """Copy a database to a new file. Never overwrites one."""
    if target.exists():
        raise InputError(f"{target} exists already; choose another file for the backup")
    if not target.absolute().parent.is_dir():
        raise DatabaseError(f"there is no folder {target.absolute().parent}; create it or choose another file")
    part = target.with_name(target.name + ".part")
    try:
        with (
            failures.translating(),
            closing(open_file(path, "read", timeout=failures.timeout)) as connection,
            closing(sqlite3.connect(part)) as fresh,
        ):
            connection.backup(fresh)
            # The copy is a single file, which does not need a WAL to be complete.
            fresh.execute("PRAGMA journal_mode = DELETE")
        part.rename(target)
        _sync_folder(target.absolute().parent)
    except OSError as error:
        raise DatabaseError(f"{target}: {error.strerror}; choose a place that can be written to") from error
    finally:
        part.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Make the names of a folder's files outlast a power cut, where a folder can be written to the disk like a file."""
    if os.name == "posix":
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
