"""Add the keys of merged records, pairs of different records, and an index of Wikidata ids."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

TYPES = "record_type IN ('topic', 'organization', 'source', 'person', 'event')"
KEY = "key <> '' AND ltrim(key, 'abcdefghijklmnopqrstuvwxyz0123456789-') = '' AND key NOT LIKE '-%'"


def upgrade() -> None:
    op.create_table(
        "merged_keys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_type", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("merged_id", sa.Integer(), nullable=True),
        sa.Column("first_change", sa.Integer(), nullable=True),
        sa.Column("last_change", sa.Integer(), nullable=True),
        sa.Column("recorded", sa.DateTime(), nullable=False),
        sa.CheckConstraint(KEY, name=op.f("ck_merged_keys_key")),
        sa.CheckConstraint(TYPES, name=op.f("ck_merged_keys_record_type")),
        sa.PrimaryKeyConstraint("id", name="pk_merged_keys"),
        sa.UniqueConstraint("record_type", "key", name="uq_merged_keys_record_type_key"),
    )
    op.create_index("ix_merged_keys_record_type_kept_id", "merged_keys", ["record_type", "kept_id"])
    op.create_table(
        "different_records",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_type", sa.String(length=20), nullable=False),
        sa.Column("first_key", sa.String(length=100), nullable=False),
        sa.Column("second_key", sa.String(length=100), nullable=False),
        sa.Column("recorded", sa.DateTime(), nullable=False),
        sa.CheckConstraint(TYPES, name=op.f("ck_different_records_record_type")),
        sa.CheckConstraint("first_key < second_key", name=op.f("ck_different_records_order")),
        sa.PrimaryKeyConstraint("id", name="pk_different_records"),
        sa.UniqueConstraint(
            "record_type", "first_key", "second_key", name="uq_different_records_record_type_first_key_second_key"
        ),
    )
    op.create_index("ix_different_records_record_type_second_key", "different_records", ["record_type", "second_key"])
    for table in ("people", "organizations"):
        op.create_index(f"ix_{table}_wikidata_id", table, ["wikidata_id"])


def downgrade() -> None:
    for table in ("people", "organizations"):
        op.drop_index(f"ix_{table}_wikidata_id", table)
    # As records of dossiers they would name rows that no longer exist.
    op.execute("DELETE FROM dossier_records WHERE record_type = 'mergedkey'")
    op.drop_table("different_records")
    op.drop_table("merged_keys")
