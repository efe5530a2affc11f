"""Disagreements: the fields in which each dossier differs from what is recorded."""

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.execute("ALTER TABLE dossier_records ADD COLUMN differs TEXT")


def downgrade() -> None:
    op.execute("ALTER TABLE dossier_records DROP COLUMN differs")
