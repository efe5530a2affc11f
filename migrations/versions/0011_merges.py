"""Merges of databases: each database has an id, and the history keeps what happened in the other one."""

from secrets import token_hex

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "merges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("author", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("database_id", sa.String(length=20), nullable=False),
        sa.Column("head", sa.Text(), nullable=True),
        sa.CheckConstraint("trim(author) <> ''", name=op.f("ck_merges_author")),
        sa.CheckConstraint("trim(name) <> ''", name=op.f("ck_merges_name")),
        sa.PrimaryKeyConstraint("id", name="pk_merges"),
    )
    op.execute("ALTER TABLE history ADD COLUMN merge_id INTEGER")
    op.add_column("history", sa.Column("elsewhere", sa.Boolean(), nullable=False, server_default="0"))
    settings = sa.table("settings", sa.column("name"), sa.column("value"))
    op.execute(sa.insert(settings).values(name="database_id", value=token_hex(4)))


def downgrade() -> None:
    op.execute("DELETE FROM settings WHERE name = 'database_id'")
    op.execute("ALTER TABLE history DROP COLUMN elsewhere")
    op.execute("ALTER TABLE history DROP COLUMN merge_id")
    op.drop_table("merges")
