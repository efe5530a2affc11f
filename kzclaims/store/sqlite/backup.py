"""Copies of a database by SQLite's online backup, which works while others write to it."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from kzclaims.errors import DatabaseError, InputError
from kzclaims.staging import move_to_new, private_bits, staging_folder, sync_folder
from kzclaims.store.sqlite.connection import open_file
from kzclaims.store.sqlite.failures import Failures


def copy(path: Path, target: Path, failures: Failures, *, verify: bool = True) -> None:
    """Copy a database to a new file, as private as the original. Never overwrites a file.

    With `verify`, SQLite checks the copy before it gets its name.
    """
    if os.path.lexists(target):
        raise InputError(f"{target} exists already; choose another file for the backup")
    parent = target.absolute().parent
    if not parent.is_dir():
        raise DatabaseError(f"there is no folder {parent}; create it or choose another file")
    try:
        with staging_folder(parent) as staging:
            part = staging / "copy.db"
            with failures.translating(), closing(open_file(path, "read", timeout=failures.timeout)) as connection:
                _copy(connection, part, verify=verify)
            part.chmod(part.stat().st_mode & ~private_bits(path.stat().st_mode))
            move_to_new(part, target)
        sync_folder(parent)
    except FileExistsError:
        raise DatabaseError(
            f"another backup to {target} was running at the same time and is complete; this one changed nothing"
        ) from None
    except OSError as error:
        raise DatabaseError(f"{target}: {error.strerror}; choose a place that can be written to") from error


def _copy(connection: sqlite3.Connection, part: Path, *, verify: bool) -> None:
    with closing(sqlite3.connect(part)) as fresh:
        connection.backup(fresh)
        # The copy is a single file, which does not need a WAL to be complete.
        fresh.execute("PRAGMA journal_mode = DELETE")
        if verify and (damage := fresh.execute("PRAGMA integrity_check(1)").fetchone()) != ("ok",):
            raise DatabaseError(
                f"the copy is damaged like the original ({damage[0]}), so no backup was made; “kzclaims db check "
                "--repair” keeps the original beside the repaired database"
            )
