"""Datasette's metadata: texts of the data dictionary, and the columns that tables show."""

from typing import Any

from kzclaims.browse.record import NAME
from kzclaims.store.schema.dictionary import dictionary
from kzclaims.store.schema.tables import metadata as schema

TITLE = "Who said what, when and where"

FIRST_COLUMNS = {
    "people": ("name", "description", "key"),
    "organizations": ("name", "description", "key"),
    "names": ("person_id", "organization_id", "text", "lang", "kind"),
    "roles": ("person_id", "organization_id", "title", "held"),
    "statements": ("day", "speaker_id", "kind", "text", "status", "key"),
    "sources": ("published", "publisher_id", "title", "key"),
    "appearances": ("statement_id", "source_id", "attribution", "exact", "verified"),
    "events": ("date", "title", "place", "key"),
    "citations": ("event_id", "role_id", "source_id", "exact"),
    "translations": ("statement_id", "lang", "text", "translator"),
    "reviews": ("date", "reviewer_id", "statement_id", "rating", "verdict", "url"),
    "topics": ("name", "key"),
    "history": ("at", "record_type", "record_key", "table_name", "because"),
}
"""The columns that a table shows first, if not all of them."""

_LABELS = {"statements": "text", "names": "text", "translations": "text"}
_HIDDEN = ("alembic_version", "sqlite_sequence")
# Large tables can only be sorted by columns that have an index.
_SORTABLE = {
    "statements": ["id", "key"],
    "appearances": ["id"],
    "sources": ["id", "key"],
    "events": ["id", "key"],
}


def metadata(*, with_tables: bool = True) -> dict[str, Any]:
    """Return titles, descriptions, hidden tables, queries, licence and source; without tables, access is refused."""
    tables: dict[str, dict[str, Any]] = {name: {"hidden": True} for name in _HIDDEN}
    for name, meaning in dictionary().tables.items():
        tables[name] = {
            "title": meaning.title,
            "description": meaning.description,
            "hidden": meaning.hidden,
            "columns": {column.name: dictionary().meaning(name, column.name) for column in schema.tables[name].c},
        }
        if name in _LABELS:
            tables[name]["label_column"] = _LABELS[name]
        if name in _SORTABLE:
            tables[name]["sortable_columns"] = _SORTABLE[name]
    queries = {
        name: {"title": query.title, "description": query.description, "sql": query.sql.strip()}
        for name, query in dictionary().queries.items()
    }
    return {
        "title": TITLE,
        "source": "the publications named next to each passage, which own the passages",
        "license": "MIT for the program and its seed",
        "databases": {
            NAME: {"title": "Tables", "tables": tables, "queries": queries} if with_tables else {"allow": False}
        },
    }
