"""SQLite's errors as messages with the next step."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kzclaims.errors import ConstraintError, DatabaseError, KzclaimsError, StorageError
from kzclaims.store.engine import not_text
from kzclaims.store.sqlite import header

AFTER_DAMAGE = "“kzclaims db check” lists the damage and what can be repaired; for the rest, use a backup"


def unusable(path: Path, problem: str) -> DatabaseError:
    """Return the error for a file that cannot be used as a database."""
    return DatabaseError(
        "{path} {problem}; choose another {address}", parameters=("address",), path=path, problem=problem
    )


class Failures:
    """Translates the errors of connections to one file."""

    def __init__(self, path: Path, timeout: float) -> None:
        self.path = path
        self.timeout = timeout

    def translated(self, error: BaseException) -> KzclaimsError | None:
        """Return our error for one of the driver, or None for any other error."""
        if isinstance(error, UnicodeEncodeError):
            return not_text()
        if isinstance(error, sqlite3.IntegrityError):
            # The text of the error names tables and columns, which is no help to a user; it is the cause of ours.
            return ConstraintError(
                "{path}: a record breaks a rule of the schema, so nothing was changed; please report the input",
                path=self.path,
            )
        if isinstance(error, sqlite3.Error) and not isinstance(error, sqlite3.ProgrammingError):
            return self._described(error)
        return None

    @contextmanager
    def translating(self) -> Iterator[None]:
        """Translate the errors of a block that uses a connection of sqlite3."""
        try:
            yield
        except (sqlite3.Error, UnicodeEncodeError) as error:
            if (translated := self.translated(error)) is None:
                raise
            raise translated from error

    def damaged(self, detail: str) -> DatabaseError:
        """Return the error for a file in which something cannot be read."""
        return DatabaseError(f"{self.path} is damaged ({detail}); {AFTER_DAMAGE}")

    def _described(self, error: sqlite3.Error) -> DatabaseError:
        match getattr(error, "sqlite_errorcode", 0) & 0xFF:
            case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
                return DatabaseError(
                    "{path} is being written to by another program; waited {seconds} s ({timeout}), try again",
                    parameters=("timeout",),
                    path=self.path,
                    seconds=f"{self.timeout:g}",
                )
            case sqlite3.SQLITE_NOTADB:
                return unusable(self.path, "is not an SQLite database")
            case sqlite3.SQLITE_READONLY:
                problem = "cannot be written to: the file or its folder is read-only"
            case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM | sqlite3.SQLITE_AUTH:
                problem = "cannot be opened; check the permissions of the file and of its folder"
            case sqlite3.SQLITE_FULL:
                return StorageError(f"{self.path} cannot grow: the disk is full; nothing was changed")
            case sqlite3.SQLITE_IOERR:
                # If the disk fails while a transaction ends, SQLite may complete it later.
                return StorageError(
                    f"{self.path} cannot be read or written ({error}); "
                    "what was being recorded is complete or not there at all"
                )
            case sqlite3.SQLITE_CORRUPT:
                return self.damaged(self._missing_end() or str(error))
            case _:
                problem = f"failed: {error}"
        return DatabaseError(f"{self.path} {problem}")

    def _missing_end(self) -> str | None:
        """Describe how much of the file's end is missing, if any."""
        found, size = header.read(self.path), header.size(self.path)
        if found is None or not found.pages or size >= (whole := found.pages * found.page_size):
            return None
        return f"its end is missing: {size} of {whole} bytes are left"
