"""A claims-and-quotes database: who said what, when, where it was published, and what happened when.

The questions of the command line, from Python::

    import kzclaims

    with kzclaims.connect("kzclaims.db") as connection:
        for statement in kzclaims.statements(connection, person="Олевский"):
            print(statement.text)

`statements`, `events`, `people`, `sources` and `search` return listings, `statement`, `event`, `person` and `source`
one record whole; docs/api.md describes them. Their errors are those of `kzclaims.errors`.
"""

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from kzclaims.store.database import connect
    from kzclaims.store.queries import event, events, people, person, source, sources, statement, statements
    from kzclaims.store.search import search

__all__ = ["connect", "event", "events", "people", "person", "search", "source", "sources", "statement", "statements"]

_HOMES = {"connect": "kzclaims.store.database", "search": "kzclaims.store.search"}


def __getattr__(name: str) -> object:
    """Imports what is asked for: the command line's --help does without the database."""
    if name not in __all__:
        raise AttributeError(f"module 'kzclaims' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES.get(name, "kzclaims.store.queries")), name)
