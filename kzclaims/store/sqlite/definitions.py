"""The definitions in a database: its tables, indexes, views and triggers.

A database from a stranger may contain other triggers, which run with the rights of whoever writes. So nothing is
written to a database whose triggers no migration created.
"""

import re
import sqlite3
from collections.abc import Iterable
from hashlib import blake2b

from sqlalchemy import Connection

from kzclaims.errors import DatabaseError
from kzclaims.store.schema.revisions import REVISIONS
from kzclaims.store.schema.search_indexes import INDEXES

Definitions = dict[tuple[str, str], str]
"""Definitions by type and name."""

FINGERPRINTS = {
    "0001": "c01763af90b760ec",
    "0002": "47ead296ac9872cf",
    "0003": "5de17ff22f28919d",
    "0004": "0eebaac19a93d282",
    "0006": "b2c8a4d6b1f3f56b",
    "0014": "f7f9360638fc7ee9",
    "0015": "3c2e811ffbfab6e6",
}
"""The fingerprint of the triggers and of the view that FTS5 reads, since each revision that changed them.

A test compares them with migrations/.
"""

RUNS_ON_WRITING = "(type = 'trigger' OR name = 'other_wordings')"
"""The definitions that run when a program writes, as a condition on sqlite_schema."""


def expected_fingerprint(revision: str) -> str:
    """Return the fingerprint of the triggers of a revision, of none for an unknown revision."""
    changes = [one for one in FINGERPRINTS if one <= revision] if revision in REVISIONS else []
    return FINGERPRINTS[changes[-1]] if changes else fingerprint([])


def normalise_sql(definition: str) -> str:
    """Return a definition without the blanks and quotation marks that versions of a library write differently."""
    return " ".join(definition.replace('"', " ").split())


def fingerprint(definitions: Iterable[str]) -> str:
    """Return a fingerprint of definitions, independent of their order."""
    return blake2b("\0".join(sorted(map(normalise_sql, definitions))).encode(), digest_size=8).hexdigest()


def definitions(connection: sqlite3.Connection) -> Definitions:
    """Return all definitions by type and name, except for those that SQLite and FTS5 create for themselves."""
    rows = connection.execute("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL")
    shadow_tables = tuple(f"{index.name}_" for index in INDEXES)
    return {
        (kind, name): normalise_sql(sql)
        for kind, name, sql in rows
        if not (name.startswith("sqlite_") or (kind == "table" and name.startswith(shadow_tables)))
    }


GENERATED = re.compile(r"\bgenerated\b|\bas ?\(", re.IGNORECASE)
"""Matches the definition of a table with generated columns, which are computed when rows are read."""

_EXPRESSION = re.compile(rf"{GENERATED.pattern}|\bcheck ?\(", re.IGNORECASE)
_CONDITION = re.compile(r"\bwhere\b|\(.*\(", re.IGNORECASE)


def foreign_expressions(found: Definitions, expected: Definitions) -> list[tuple[str, str]]:
    """Return the tables and indexes that others defined and whose expressions are computed when rows are checked.

    One computation may take hours, and nothing can interrupt it.
    """
    patterns = {"table": _EXPRESSION, "index": _CONDITION}
    return [
        (kind, name)
        for (kind, name), sql in found.items()
        if kind in patterns and expected.get((kind, name)) != sql and patterns[kind].search(sql)
    ]


def require_own_triggers(connection: Connection, database: object) -> None:
    """Raise `DatabaseError` if a trigger would run that no migration created."""
    rows = connection.exec_driver_sql(
        f"SELECT name, sql FROM sqlite_schema WHERE {RUNS_ON_WRITING} OR name = 'alembic_version'"
    )
    found: dict[str, str] = {name: sql for name, sql in rows}  # noqa: C416 - mypy does not know rows as pairs
    revision = None
    if found.pop("alembic_version", None):
        revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    if fingerprint(found.values()) != expected_fingerprint(str(revision)):
        raise DatabaseError(
            f"{database} contains triggers that kzclaims did not create and that could do anything; nothing was "
            "written. “kzclaims db check” lists them, and “kzclaims db check --repair” removes them"
        )
