"""Author: who made a change, as a name that the user gives; and which change another one withdraws."""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.execute("ALTER TABLE history ADD COLUMN withdraws INTEGER")
    op.execute("ALTER TABLE history ADD COLUMN author TEXT CONSTRAINT ck_history_author CHECK (trim(author) <> '')")


def downgrade() -> None:
    op.execute("ALTER TABLE history DROP COLUMN author")
    op.execute("ALTER TABLE history DROP COLUMN withdraws")
