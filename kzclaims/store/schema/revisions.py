"""The revisions of the schema, so that no look-up imports Alembic. The tests compare them with migrations/."""

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010", "0011", "0012")
"""All revisions, oldest first."""

HEAD = REVISIONS[-1]
"""The revision that this program needs."""

TABLES = frozenset(
    (
        "appearances",
        "citations",
        "dossier_records",
        "dossiers",
        "event_topics",
        "events",
        "former_texts",
        "history",
        "mentions",
        "merges",
        "name_keys",
        "names",
        "organizations",
        "participants",
        "people",
        "reviews",
        "roles",
        "settings",
        "sources",
        "statement_aliases",
        "statement_events",
        "statement_folds",
        "statement_topics",
        "statements",
        "topics",
        "translations",
    )
)
"""The tables of the newest revision: opening a database needs no more of its schema."""
