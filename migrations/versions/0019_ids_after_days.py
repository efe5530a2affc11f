"""Let the indexes of days end with the id on PostgreSQL, so that rows are read in their order and need not be sorted.

The indexes of long spans contain the speaker and the organization, so that they remain the cheapest. They are created
again after the last migration, like all that only PostgreSQL has. SQLite's indexes contain it already.
"""

from alembic import op

revision = "0019"
down_revision = "0018"

INDEXES = (
    "ix_statements_day_earliest_day_latest",
    "ix_statements_organization_id_day_earliest_day_latest",
    "ix_statements_speaker_id_day_earliest_day_latest",
    "ix_events_date_earliest_date_latest",
    "ix_sources_published_earliest_published_latest",
    "ix_statements_long_spans",
    "ix_statements_longest_spans",
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for index in INDEXES:
            op.execute(f"DROP INDEX IF EXISTS {index}")


def downgrade() -> None:
    """Do nothing: older programs can use the new indexes."""
