"""Speaker notes: a record tells how its speaker was concluded, or why it is not certain whose words it contains."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("statements", sa.Column("speaker_note", sa.Text()))


def downgrade() -> None:
    op.execute("ALTER TABLE statements DROP COLUMN speaker_note")
