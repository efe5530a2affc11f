"""Checks of citations, places that the program found, attributions that are cells of tables, and indexes of checks."""

from alembic import op

revision = "0014"
down_revision = "0013"

RESULTS = "'exact', 'moved', 'normalised', 'drifted', 'ambiguous', 'elsewhere', 'altered', 'not found'"
VERIFIED = f"(verified IS NULL) = (verified_at IS NULL) AND (verified IS NULL OR verified IN ({RESULTS}))"

PASSAGE = 'source_id, exact, prefix, suffix, "start", "end"'


def unverified(table: str, columns: str) -> str:
    return (
        f"CREATE TRIGGER {table}_unverified AFTER UPDATE OF {columns} ON {table} WHEN new.verified IS NOT NULL"
        f" BEGIN UPDATE {table} SET verified = NULL, verified_at = NULL WHERE id = new.id; END"
    )


def sources_unverified(*tables: str) -> str:
    updates = " ".join(
        f"UPDATE {table} SET verified = NULL, verified_at = NULL WHERE source_id = new.id AND verified IS NOT NULL;"
        for table in tables
    )
    return (
        "CREATE TRIGGER sources_unverified AFTER UPDATE OF text ON sources WHEN new.text IS NOT old.text"
        f" BEGIN {updates} END"
    )


def upgrade() -> None:
    for table in ("appearances", "citations"):
        op.execute(f"ALTER TABLE {table} ADD COLUMN place_found BOOLEAN DEFAULT 0 NOT NULL")
    op.execute(
        "ALTER TABLE appearances ADD COLUMN attribution_kind VARCHAR(10)"
        " CONSTRAINT ck_appearances_attribution_kind CHECK (attribution_kind IN ('cell'))"
    )
    # Until now, only the attributions of statements in dossiers were compared with a text.
    op.execute(
        "UPDATE appearances SET attribution_kind = 'cell' WHERE attribution IS NOT NULL AND statement_id NOT IN"
        " (SELECT record_id FROM dossier_records WHERE record_type = 'statement')"
    )
    op.execute("ALTER TABLE citations ADD COLUMN verified_at DATETIME")
    op.execute(
        f"ALTER TABLE citations ADD COLUMN verified VARCHAR(20) CONSTRAINT ck_citations_verified CHECK ({VERIFIED})"
    )
    op.execute("DROP TRIGGER appearances_unverified")
    op.execute("DROP TRIGGER sources_unverified")
    op.execute(unverified("appearances", f"{PASSAGE}, attribution, attribution_kind"))
    op.execute(unverified("citations", PASSAGE))
    op.execute(sources_unverified("appearances", "citations"))
    op.create_index("ix_appearances_verified_statement_id", "appearances", ["verified", "statement_id"])
    op.create_index("ix_citations_verified_event_id", "citations", ["verified", "event_id"])


def downgrade() -> None:
    op.drop_index("ix_citations_verified_event_id", "citations")
    op.drop_index("ix_appearances_verified_statement_id", "appearances")
    for name in ("appearances_unverified", "citations_unverified", "sources_unverified"):
        op.execute(f"DROP TRIGGER {name}")
    op.execute(unverified("appearances", PASSAGE))
    op.execute(sources_unverified("appearances"))
    for column in ("verified", "verified_at", "place_found"):
        op.execute(f"ALTER TABLE citations DROP COLUMN {column}")
    for column in ("attribution_kind", "place_found"):
        op.execute(f"ALTER TABLE appearances DROP COLUMN {column}")
