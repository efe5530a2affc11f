"""Add the versions of texts of sources. `kzclaims db upgrade` adds one for each text that is archived."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("recorded", sa.DateTime(), nullable=False),
        sa.Column("fetched", sa.DateTime(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("http_status", sa.Integer(), nullable=True),
        sa.Column("media_type", sa.String(length=100), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("content_sha256", sa.String(length=64), nullable=True),
        sa.Column("content_size", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_sha256", sa.String(length=64), nullable=False),
        sa.Column("page_text", sa.Text(), nullable=True),
        sa.Column("times", sa.Text(), nullable=True),
        sa.Column("extractor", sa.Text(), nullable=True),
        sa.Column("extractor_version", sa.Text(), nullable=True),
        sa.CheckConstraint("trim(text) <> ''", name=op.f("ck_versions_text")),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.id"], name="fk_versions_source_id_sources", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_versions"),
    )
    op.create_index("ix_versions_source_id", "versions", ["source_id"])
    op.create_index("ix_versions_text_sha256", "versions", ["text_sha256"])


def downgrade() -> None:
    op.drop_table("versions")
