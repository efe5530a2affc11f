"""Index the dates that reach over the end of a year, so that a range skips dates known by their year alone."""

from alembic import op

revision = "0007"
down_revision = "0006"

SPANS = {"statements": "day", "events": "date"}


def upgrade() -> None:
    for table, name in SPANS.items():
        op.execute(
            f"CREATE INDEX ix_{table}_longest_spans ON {table} ({name}_earliest, {name}_latest) "
            f"WHERE substr({name}_earliest, 1, 4) < substr({name}_latest, 1, 4)"
        )


def downgrade() -> None:
    for table in SPANS:
        op.execute(f"DROP INDEX ix_{table}_longest_spans")
