"""Let the indexes of long spans contain the id on PostgreSQL, whose planner otherwise prefers a larger index.

They are created again after the last migration, like all that only PostgreSQL has. SQLite's indexes contain it already.
"""

from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in ("statements", "events"):
            for index in ("long_spans", "longest_spans"):
                op.execute(f"DROP INDEX IF EXISTS ix_{table}_{index}")


def downgrade() -> None:
    """Do nothing: older programs can use the new indexes."""
