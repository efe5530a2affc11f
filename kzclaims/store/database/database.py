"""Opening a database, and transactions. The address chooses the engine."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar, cast

import msgspec
from sqlalchemy import Connection, text
from sqlalchemy.exc import NoResultFound

from kzclaims.errors import ConflictError, DatabaseError, InputError
from kzclaims.store.damage import UNREADABLE
from kzclaims.store.database.address import place_of
from kzclaims.store.engine import AUTHOR, TRUST_CLOCK
from kzclaims.store.schema.revisions import HEAD, REVISIONS

T = TypeVar("T")

if TYPE_CHECKING:
    from kzclaims.store.sqlite.file import SQLiteFile

DEFAULT_TIMEOUT = 5.0

ATTEMPTS = 4
"""The number of attempts at work that conflicts with other writers. Only the first one runs beside edits."""

State = Literal["missing", "empty", "behind", "current", "ahead"]

_REVISION = text("SELECT version_num FROM alembic_version")


class Database:
    """A kzclaims database. Nothing is opened or created before it is needed.

    `timeout` is how many seconds a command waits for another one that is writing. `author` is the name that is stored
    with each change. With `trust_clock`, changes may be recorded more than a year after the newest row. With
    `explain_damage`, an unexpected error in a block of `reading` or `writing` raises `DatabaseError` if the database is
    damaged: use it only where such blocks contain nothing but code of this program.
    """

    def __init__(
        self,
        address: str | Path,
        *,
        timeout: float = DEFAULT_TIMEOUT,
        author: str | None = None,
        trust_clock: bool = False,
        explain_damage: bool = False,
    ) -> None:
        if author is not None and not author.strip():
            raise InputError("{author}: the name is blank", parameters=("author",))
        self.place = place_of(str(address), timeout)
        self.author = author
        self.trust_clock = trust_clock
        self._explain_damage = explain_damage

    def __str__(self) -> str:
        return str(self.place)

    @property
    def file(self) -> "SQLiteFile":
        """The SQLite file of the database. Raise `InputError` for a database of a server."""
        if self.place.path is None:
            raise InputError(f"{self} is not an SQLite file, and only such a file can be used here")
        return cast("SQLiteFile", self.place)

    @property
    def path(self) -> Path:
        """The path of the database's SQLite file. Raise `InputError` for a database of a server."""
        return self.file.path

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a connection that sees one unchanging state of the database and cannot write."""
        self.require_current()
        with (
            self._damage_explained(),
            self.place.connected("read") as connection,
            connection.begin() as transaction,
        ):
            self._require_still_current(connection)
            yield connection
            transaction.rollback()

    @contextmanager
    def writing(
        self, *, dry_run: bool = False, mode: Literal["write", "edit"] = "write", alone: bool = False
    ) -> Iterator[Connection]:
        """Open a connection whose changes are all saved when the block ends, or none if it raises or on a dry run.

        Raise `ConflictError` if another program changed the same rows; `write` and `edit` repeat their work then.
        """
        self.require_current()
        with (
            self._damage_explained(),
            self.place.connected(mode, alone=alone) as connection,
            connection.begin() as transaction,
        ):
            self._require_still_current(connection)
            self.place.require_own_triggers(connection)
            connection.info[AUTHOR] = self.author
            connection.info[TRUST_CLOCK] = self.trust_clock
            yield connection
            if dry_run:
                transaction.rollback()

    def write(self, work: Callable[[Connection], T], *, dry_run: bool = False) -> T:
        """Run work on a connection of `writing`, again from its beginning if it conflicts with another writer."""
        return self._repeating(work, "write", dry_run=dry_run)

    def edit(self, work: Callable[[Connection], T]) -> T:
        """Run a change of single records as `write` does, beside loads and other changes if the engine can."""
        return self._repeating(work, "edit")

    def _repeating(
        self, work: Callable[[Connection], T], mode: Literal["write", "edit"], *, dry_run: bool = False
    ) -> T:
        for attempt in range(ATTEMPTS):
            try:
                with self.writing(dry_run=dry_run, mode=mode, alone=attempt > 0) as connection:
                    return work(connection)
            except ConflictError:
                if attempt == ATTEMPTS - 1:
                    raise
        raise AssertionError  # for mypy: the last attempt returns or raises

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """Open a connection as `writing` does, to a database of any revision or to none, without foreign keys."""
        self.state()
        if self.place.is_missing():
            self.place.require_parent()
        # If this fails, a new file stays, empty: another program may be about to write to it.
        with self.place.connected("create") as connection, connection.begin():
            self.place.require_own_triggers(connection)
            yield connection
            self.place.require_valid_references(connection)

    def state(self) -> State:
        """Return the state of the database. Raise `DatabaseError` for anything but a kzclaims database."""
        if self.place.is_empty():
            return "missing" if self.place.is_missing() else "empty"
        revision = self.revision()
        if revision is None:
            return "empty"
        if revision not in REVISIONS:
            return "ahead"
        return "current" if revision == HEAD else "behind"

    def revision(self) -> str | None:
        """Return the schema's revision, or None for a database with no tables at all."""
        return self.place.revision()

    def require_current(self) -> None:
        """Raise `DatabaseError` with the next step unless the database exists and has this program's revision."""
        match self.state():
            case "current":
                return
            case "missing":
                self.place.require_parent()
                raise DatabaseError(
                    "there is no database at {path}; “kzclaims seed” creates one with the seed, “kzclaims db upgrade” "
                    "an empty one, and {address} chooses another",
                    parameters=("address",),
                    path=self,
                )
            case "empty":
                raise DatabaseError(f"{self} is empty; fill it with “kzclaims seed” or “kzclaims db upgrade”")
            case "behind":
                raise DatabaseError(
                    f"{self} was written by an older kzclaims (its revision is {self.revision()}, this program needs "
                    f"{HEAD}); upgrade it with “kzclaims db upgrade”"
                )
            case "ahead":
                raise DatabaseError(
                    f"{self} was written by a newer kzclaims (its revision is {self.revision()}, this program knows "
                    f"{HEAD}); upgrade kzclaims: pip install --upgrade kzclaims"
                )

    def backup(self, target: Path) -> str:
        """Copy the database, even while it is written to, verify the copy and return its SHA-256.

        Never overwrites a file.
        """
        self.require_current()
        return self.place.copy(target)

    def backup_beside(self, *, verify: bool = True) -> Path | None:
        """Copy a database of any revision to a new file next to it, named after the revision; return that file.

        Return None for a database of a server, which makes its own backups.

        Without `verify`, a damaged database can be copied, too.
        """
        return self.place.copy_beside(str(self.revision()), verify=verify)

    def _require_still_current(self, connection: Connection) -> None:
        """Check the revision again while no other program can write: one may have upgraded it meanwhile."""
        if connection.scalar(_REVISION) != HEAD:
            self.require_current()

    @contextmanager
    def _damage_explained(self) -> Iterator[None]:
        try:
            yield
        except (msgspec.MsgspecError, NoResultFound, *UNREADABLE) as error:
            # A damaged database may contain anything, so look for damage before blaming the program.
            if not self._explain_damage:
                raise
            damage = self.place.first_problem()
            if damage is None and isinstance(error, NoResultFound):
                damage = "a row that others depend on is missing"
            if damage is None:
                raise
            raise self.place.damaged(damage) from error
