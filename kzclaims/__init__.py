"""A claims-and-quotes database: who said what, when, where it was published, and what happened when.

The questions of the command line, from Python::

    import kzclaims

    with kzclaims.connect("kzclaims.db") as connection:
        for statement in kzclaims.statements(connection, person="Олевский"):
            print(statement.text)

`statements`, `claims`, `events`, `people`, `sources`, `search`, `find` and `repeats` return listings, `statement`,
`event`, `person` and `source` one record whole, `history` what became of one; docs/reference/python.md describes
them. Their errors are those of `kzclaims.errors`.
"""

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from kzclaims.store.history.as_of import connect
    from kzclaims.store.history.history import history
    from kzclaims.store.read.claims import claims
    from kzclaims.store.read.find import find, repeats
    from kzclaims.store.read.queries import event, events, people, person, source, sources, statement, statements
    from kzclaims.store.read.search import search

__all__ = [
    "claims",
    "connect",
    "event",
    "events",
    "find",
    "history",
    "people",
    "person",
    "repeats",
    "search",
    "source",
    "sources",
    "statement",
    "statements",
]

_HOMES = {
    "claims": "kzclaims.store.read.claims",
    "connect": "kzclaims.store.history.as_of",
    "find": "kzclaims.store.read.find",
    "history": "kzclaims.store.history.history",
    "repeats": "kzclaims.store.read.find",
    "search": "kzclaims.store.read.search",
}


def __getattr__(name: str) -> object:
    """Imports what is asked for: the command line's --help does without the database."""
    if name not in __all__:
        raise AttributeError(f"module 'kzclaims' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES.get(name, "kzclaims.store.read.queries")), name)
