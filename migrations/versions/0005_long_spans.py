"""Long spans: an index of the few dates that reach over a month's end, so that a range need not look at all earlier days."""

from alembic import op

revision = "0005"
down_revision = "0004"

SPANS = {"statements": "day", "events": "date"}


def upgrade() -> None:
    for table, name in SPANS.items():
        op.execute(
            f"CREATE INDEX ix_{table}_long_spans ON {table} ({name}_earliest, {name}_latest) "
            f"WHERE substr({name}_earliest, 1, 7) < substr({name}_latest, 1, 7)"
        )


def downgrade() -> None:
    for table in SPANS:
        op.execute(f"DROP INDEX ix_{table}_long_spans")
