"""The revisions of the schema, read from the names of the migrations, so that no look-up imports Alembic."""

from kzclaims.resources import directory

REVISIONS = tuple(sorted(path.name[:4] for path in directory("migrations").glob("versions/[0-9]*.py")))
"""All revisions, oldest first."""

CHAIN_REVISION = "0015"
"""The first revision with a hash chain."""

HEAD = REVISIONS[-1]
"""The revision that this program needs."""

TABLES = frozenset(
    (
        "appearances",
        "chain",
        "citations",
        "different_records",
        "dossier_records",
        "dossiers",
        "event_topics",
        "events",
        "former_texts",
        "history",
        "mentions",
        "merged_keys",
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
        "versions",
    )
)
"""The tables of the newest revision: all of the schema that opening a database needs."""
