"""Confidential records, which exports and sites leave out unless asked for."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

TABLES = ("people", "organizations", "sources", "events", "statements")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("confidential", sa.Boolean(), nullable=False, server_default="0"))


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} DROP COLUMN confidential")
