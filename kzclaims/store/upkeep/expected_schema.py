"""The definitions that a database of this program's revision should contain: those that the migrations create."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from kzclaims.errors import DatabaseError
from kzclaims.store.database.database import Database
from kzclaims.store.schema.revisions import HEAD
from kzclaims.store.sqlite.definitions import foreign_expressions as computing


def migrated(folder: Path) -> Database:
    """Create an empty database of this program's revision in a folder."""
    # Here, because most commands that import this module need no Alembic.
    from kzclaims.store.upkeep.migrate import to_revision

    database = Database(folder / "fresh.db")
    to_revision(database, HEAD)
    return database


def foreign_expressions(database: Database) -> list[tuple[str, str]]:
    """Return the tables and indexes of a database that others defined and that compute something, by type and name."""
    if database.place.path is None:
        return []
    return computing(database.place.definitions(), expected_definitions())


def require_own_expressions(database: Database) -> None:
    """Raise `DatabaseError` if a table or an index that others defined would compute something."""
    if found := foreign_expressions(database):
        names = ", ".join(f"the {kind} {name}" for kind, name in found)
        raise DatabaseError(
            f"{database}: {names} would run code that kzclaims did not create and that could take any time; nothing "
            "was changed. Remove it or, if it is an index, run “kzclaims db check --repair”, which does"
        )


@cache
def expected_definitions() -> dict[tuple[str, str], str]:
    """Return the definitions by type and name."""
    with TemporaryDirectory() as folder:
        return migrated(Path(folder)).place.definitions()
