"""The interface of a place where a database is kept: an SQLite file, or a database of a server."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Literal, Protocol

from sqlalchemy import Connection

from kzclaims.errors import DatabaseError

Mode = Literal["read", "write", "edit", "create"]
"""The purpose of a connection: queries; loads and other long work, one at a time; changes of single records, which may
run beside all of these; or work that may change the schema."""


class Place(Protocol):
    """A place that contains, or will contain, a kzclaims database. `str` describes it, without any password."""

    @property
    def path(self) -> Path | None:
        """The file, if the database is one."""
        ...

    @property
    def engine_version(self) -> tuple[str, str]:
        """The name of the engine and its version."""
        ...

    @property
    def size(self) -> int:
        """The number of bytes of the database."""
        ...

    def is_missing(self) -> bool:
        """Return whether nothing is there, so that the database can be created."""
        ...

    def is_empty(self) -> bool:
        """Return whether nothing or an empty file is there. Raise `DatabaseError` for what cannot be a database."""
        ...

    def require_parent(self) -> None:
        """Raise `DatabaseError` if a missing database cannot be created because its folder is missing."""
        ...

    def revision(self) -> str | None:
        """Return the schema's revision, or None for a database with no tables at all."""
        ...

    def connected(self, mode: Mode, *, alone: bool = False) -> AbstractContextManager[Connection]:
        """Open a connection that begins transactions; `alone` excludes changes of single records meanwhile."""
        ...

    def create_schema(self, connection: Connection) -> bool:
        """Create the newest schema in an empty database at once. Return False if the migrations create it."""
        ...

    def drop_schema(self, connection: Connection) -> bool:
        """Drop the newest schema with all its rows at once. Return False if the migrations can only be undone."""
        ...

    def prepare_migrations(self, connection: Connection, revision: str | None) -> None:
        """Prepare the migrations. Raise `DatabaseError` if there are none from an older revision."""
        ...

    def complete_migrations(self, connection: Connection) -> None:
        """Create what only this engine has, after migrations to the newest schema."""
        ...

    def require_own_triggers(self, connection: Connection) -> None:
        """Raise `DatabaseError` if a trigger would run that kzclaims did not create."""
        ...

    def require_valid_references(self, connection: Connection) -> None:
        """Raise `DatabaseError` if rows refer to rows that do not exist."""
        ...

    def copy(self, target: Path) -> str:
        """Copy the database to a new file, and return the SHA-256 of the verified copy."""
        ...

    def copy_beside(self, name: str, *, verify: bool) -> Path | None:
        """Copy a file to a new one next to it, with the given name and, if necessary, a number; return the new file."""
        ...

    def grants(self, reader: str | None, editor: str | None, owner: str | None) -> list[str]:
        """Return the SQL that gives roles the rights to read, to record, and to change the schema."""
        ...

    def check(self, connection: Connection) -> Iterator[str]:
        """Describe damage to the structure of the database, and values that cannot be read."""
        ...

    def check_search(self) -> Iterator[str]:
        """Describe the full-text indexes that don't match their tables."""
        ...

    def definitions(self) -> dict[tuple[str, str], str]:
        """Return the definitions of tables, indexes, views and triggers by type and name."""
        ...

    def expected_definitions(self) -> dict[tuple[str, str], str] | None:
        """Return the definitions of a new database, or None if only the migrations create them."""
        ...

    def first_problem(self) -> str | None:
        """Describe the first damage, if there is any."""
        ...

    def damaged(self, detail: str) -> DatabaseError:
        """Return the error for a database in which something cannot be read."""
        ...
