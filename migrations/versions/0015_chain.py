"""Add the hash chain over recorded rows. `kzclaims db upgrade` begins it with the rows that are there."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

# The last one is for INSERT OR REPLACE, which deletes without asking the trigger on DELETE.
TRIGGERS = {
    "chain_no_update": "BEFORE UPDATE ON chain",
    "chain_no_delete": "BEFORE DELETE ON chain",
    "chain_no_replace": "BEFORE INSERT ON chain WHEN EXISTS (SELECT 1 FROM chain WHERE id = new.id)",
}


def upgrade() -> None:
    op.create_table(
        "chain",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("what", sa.String(length=10), nullable=False),
        sa.Column("table_name", sa.String(length=30), nullable=True),
        sa.Column("columns", sa.Text(), nullable=True),
        sa.Column("first_id", sa.Integer(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("what IN ('opened', 'added', 'removed', 'noted')", name=op.f("ck_chain_what")),
        sa.PrimaryKeyConstraint("id", name="pk_chain"),
    )
    op.create_index("ix_chain_table_name", "chain", ["table_name"])
    for name, when in TRIGGERS.items():
        op.execute(f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, 'the chain can only grow'); END")


def downgrade() -> None:
    for name in TRIGGERS:
        op.execute(f"DROP TRIGGER {name}")
    op.drop_table("chain")
