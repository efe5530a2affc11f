"""A claims-and-quotes database: who said what, when, where it was published, and what happened when.

The queries of the command line, from Python::

    import kzclaims

    with kzclaims.connect("kzclaims.db") as connection:
        for statement in kzclaims.statements(connection, person="Олевский"):
            print(statement.text)

`statements`, `claims`, `events`, `people`, `organizations`, `topics`, `sources`, `search`, `find` and `repeats` return
listings. `statement`, `event`, `person` and `source` return one record with everything recorded about it, `history` its
changes. `count` counts statements, events and people by groups. docs/reference/python.md describes them. They raise the
errors of `kzclaims.errors`.
"""

__version__ = "0.1.0"

# Not imported from typing, which takes a tenth of the time of `kzclaims --help`.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from kzclaims.store.history.as_of import connect
    from kzclaims.store.history.history import history
    from kzclaims.store.read.claims import claims
    from kzclaims.store.read.count import count
    from kzclaims.store.read.find import find, repeats
    from kzclaims.store.read.queries import (
        event,
        events,
        organizations,
        people,
        person,
        source,
        sources,
        statement,
        statements,
        topics,
    )
    from kzclaims.store.read.search import search

__all__ = [
    "claims",
    "connect",
    "count",
    "event",
    "events",
    "find",
    "history",
    "organizations",
    "people",
    "person",
    "repeats",
    "search",
    "source",
    "sources",
    "statement",
    "statements",
    "topics",
]

_MODULES = {
    "claims": "kzclaims.store.read.claims",
    "connect": "kzclaims.store.history.as_of",
    "count": "kzclaims.store.read.count",
    "find": "kzclaims.store.read.find",
    "history": "kzclaims.store.history.history",
    "repeats": "kzclaims.store.read.find",
    "search": "kzclaims.store.read.search",
}


def __getattr__(name: str) -> object:
    """Import a function when it is first used: the command line's --help needs no database."""
    if name not in __all__:
        raise AttributeError(f"module 'kzclaims' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_MODULES.get(name, "kzclaims.store.read.queries")), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
