"""Add a history of statuses and corrections that only grows, and reviews of statements."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

STATUSES = "'disputed', 'misattributed', 'fabricated', 'retracted', 'confirmed'"
VERDICTS = "'true', 'mostly-true', 'mixed', 'mostly-false', 'false', 'unproven'"
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"

# The last one is for INSERT OR REPLACE, which deletes without asking the trigger on DELETE.
TRIGGERS = {
    "history_no_update": "BEFORE UPDATE ON history",
    "history_no_delete": "BEFORE DELETE ON history",
    "history_no_replace": "BEFORE INSERT ON history WHEN EXISTS (SELECT 1 FROM history WHERE id = new.id)",
}


def upgrade() -> None:
    op.execute(
        "ALTER TABLE statements ADD COLUMN status VARCHAR(15)"
        f" CONSTRAINT ck_statements_status CHECK (status IN ({STATUSES}))"
    )
    few = sa.text("status IS NOT NULL")
    op.create_index("ix_statements_status", "statements", ["status"], sqlite_where=few, postgresql_where=few)
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("date", sa.String(length=100), nullable=True),
        sa.Column("date_earliest", sa.Date(), nullable=True),
        sa.Column("date_latest", sa.Date(), nullable=True),
        sa.Column("rating", sa.Text(), nullable=False),
        sa.Column("lang", sa.String(length=35), nullable=False),
        sa.Column("verdict", sa.String(length=12), nullable=True),
        sa.Column("recorded", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "key <> '' AND ltrim(key, 'abcdefghijklmnopqrstuvwxyz0123456789-') = '' AND key NOT LIKE '-%'",
            name=op.f("ck_reviews_key"),
        ),
        sa.CheckConstraint("trim(url) <> ''", name=op.f("ck_reviews_url")),
        sa.CheckConstraint("trim(title) <> ''", name=op.f("ck_reviews_title")),
        sa.CheckConstraint(
            "(date IS NULL AND date_earliest IS NULL AND date_latest IS NULL) OR (date IS NOT NULL AND date_earliest IS NOT NULL AND date_latest IS NOT NULL AND date_earliest <= date_latest)",
            name=op.f("ck_reviews_date"),
        ),
        sa.CheckConstraint("trim(rating) <> ''", name=op.f("ck_reviews_rating")),
        sa.CheckConstraint(
            f"length(lang) >= 2 AND ltrim(lang, '{LETTERS}') = '' AND lang NOT LIKE '-%'", name=op.f("ck_reviews_lang")
        ),
        sa.CheckConstraint(f"verdict IN ({VERDICTS})", name=op.f("ck_reviews_verdict")),
        sa.ForeignKeyConstraint(["statement_id"], ["statements.id"], name="fk_reviews_statement_id_statements"),
        sa.ForeignKeyConstraint(["reviewer_id"], ["organizations.id"], name="fk_reviews_reviewer_id_organizations"),
        sa.PrimaryKeyConstraint("id", name="pk_reviews"),
        sa.UniqueConstraint("key", name="uq_reviews_key"),
        sa.UniqueConstraint("statement_id", "url", name="uq_reviews_statement_id_url"),
    )
    op.create_index("ix_reviews_reviewer_id", "reviews", ["reviewer_id"])
    op.create_index("ix_reviews_verdict", "reviews", ["verdict"])
    op.create_table(
        "history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("record_type", sa.String(length=20), nullable=False),
        sa.Column("record_key", sa.String(length=100), nullable=False),
        sa.Column("table_name", sa.String(length=30), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=True),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("because", sa.Text(), nullable=True),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("dossier_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("before IS NOT NULL OR after IS NOT NULL", name=op.f("ck_history_change")),
        sa.CheckConstraint("trim(because) <> ''", name=op.f("ck_history_because")),
        sa.CheckConstraint("source_id IS NULL OR url IS NULL", name=op.f("ck_history_source")),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_history_source_id_sources"),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name="fk_history_dossier_id_dossiers"),
        sa.PrimaryKeyConstraint("id", name="pk_history"),
    )
    op.create_index("ix_history_record_type_record_key", "history", ["record_type", "record_key"])
    op.create_index("ix_history_table_name_row_id", "history", ["table_name", "row_id"])
    op.create_index("ix_history_at", "history", ["at"])
    op.create_index("ix_history_source_id", "history", ["source_id"])
    for name, when in TRIGGERS.items():
        op.execute(f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, 'the history can only grow'); END")


def downgrade() -> None:
    for name in TRIGGERS:
        op.execute(f"DROP TRIGGER {name}")
    op.drop_table("history")
    op.drop_table("reviews")
    op.drop_index("ix_statements_status", "statements")
    op.execute("ALTER TABLE statements DROP COLUMN status")
