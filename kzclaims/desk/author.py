"""The author of a change: the user that a proxy names for a request, otherwise the author given at the start."""

from contextvars import ContextVar
from copy import copy

from kzclaims.store.database.database import Database

AUTHOR: ContextVar[str | None] = ContextVar("author", default=None)
"""The name of the person whose request is answered, if a proxy gives it."""


def acting(database: Database) -> Database:
    """Return the database with the author of the current request."""
    name = AUTHOR.get()
    if name is None:
        return database
    own = copy(database)
    own.author = name
    return own
