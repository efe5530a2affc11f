"""Rights of the roles of a server."""

from collections.abc import Sequence

from kzclaims.errors import InputError
from kzclaims.store.database.database import Database
from kzclaims.store.engine import engine_of


def grants(database: Database, *, reader: str | None, editor: str | None, owner: str | None) -> list[str]:
    """Return the SQL that gives roles their rights. Raise `InputError` for a database without roles."""
    given = [name for name in (reader, editor, owner) if name is not None]
    if not given or len(set(given)) < len(given):
        problem = "give different roles" if given else "give at least one role"
        raise InputError(f"{problem} as {{reader}}, {{editor}} and {{owner}}", parameters=("reader", "editor", "owner"))
    database.require_current()
    return database.place.grants(reader, editor, owner)


def apply(database: Database, statements: Sequence[str]) -> None:
    """Execute these statements, all or none."""
    with database.migrating() as connection:
        for statement in statements:
            engine_of(connection).execute(connection, statement)
