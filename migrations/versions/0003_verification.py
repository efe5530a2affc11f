"""Add results of checking passages, hashes of replaced texts and of words, aliases, and an index of appearances."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

VERIFIED = (
    "(verified IS NULL) = (verified_at IS NULL) AND (verified IS NULL OR verified IN "
    "('exact', 'moved', 'normalised', 'drifted', 'ambiguous', 'elsewhere', 'altered', 'not found'))"
)
TRIGGERS = {
    # What was shown of other words, another place or another text says nothing of these.
    "appearances_unverified": """AFTER UPDATE OF source_id, exact, prefix, suffix, "start", "end" ON appearances
        WHEN new.verified IS NOT NULL
        BEGIN UPDATE appearances SET verified = NULL, verified_at = NULL WHERE id = new.id; END""",
    "sources_unverified": """AFTER UPDATE OF text ON sources WHEN new.text IS NOT old.text
        BEGIN UPDATE appearances SET verified = NULL, verified_at = NULL
        WHERE source_id = new.id AND verified IS NOT NULL; END""",
    "sources_former_text": """AFTER UPDATE OF text_sha256 ON sources
        WHEN old.text_sha256 IS NOT NULL AND old.text_sha256 IS NOT new.text_sha256
        BEGIN INSERT INTO former_texts (source_id, sha256, replaced)
        VALUES (new.id, old.text_sha256, datetime('now')); END""",
    # Folded words that are there are right, whatever program writes; kzclaims makes those that are missing.
    "statements_unfolded": """AFTER UPDATE OF text ON statements WHEN new.text IS NOT old.text
        BEGIN DELETE FROM statement_folds WHERE statement_id = new.id; END""",
}
INDEX, TABLE, WORDS = "appearances_fts", "appearances", "exact"
TOKENIZER = "porter unicode61 remove_diacritics 2"


COLUMNS = """id INTEGER NOT NULL, statement_id INTEGER NOT NULL, position INTEGER, attribution TEXT,
    source_id INTEGER NOT NULL, exact TEXT NOT NULL, prefix TEXT DEFAULT '' NOT NULL, suffix TEXT DEFAULT '' NOT NULL,
    start INTEGER, "end" INTEGER"""
CONSTRAINTS = """CONSTRAINT pk_appearances PRIMARY KEY (id),
    CONSTRAINT ck_appearances_exact CHECK (trim(exact) <> ''),
    CONSTRAINT ck_appearances_place CHECK (("start" IS NULL AND "end" IS NULL) OR
    ("start" IS NOT NULL AND "end" IS NOT NULL AND "start" >= 0 AND "start" < "end")),
    CONSTRAINT fk_appearances_source_id_sources FOREIGN KEY(source_id) REFERENCES sources (id),
    CONSTRAINT fk_appearances_statement_id_statements
    FOREIGN KEY(statement_id) REFERENCES statements (id) ON DELETE CASCADE"""
NEW_COLUMNS = "verified_at DATETIME, verified VARCHAR(20), alias_id INTEGER"
NEW_CONSTRAINTS = f"""CONSTRAINT ck_appearances_verified CHECK ({VERIFIED}),
    CONSTRAINT fk_appearances_alias_id_statement_aliases
    FOREIGN KEY(alias_id) REFERENCES statement_aliases (id) ON DELETE CASCADE"""
KEPT = 'id, statement_id, position, attribution, source_id, exact, prefix, suffix, start, "end"'


def remake_appearances(definition: str) -> None:
    """Copy the table into one of another definition; its indexes and triggers, which go with it, are made again."""
    query = "SELECT sql FROM sqlite_schema WHERE type IN ('index', 'trigger') AND tbl_name = 'appearances'"
    made = [sql for (sql,) in op.get_bind().exec_driver_sql(query) if sql]
    # The triggers of other tables name this one, which for a moment isn't there.
    op.execute("PRAGMA legacy_alter_table = ON")
    op.execute(f"CREATE TABLE appearances_new ({definition})")
    op.execute(f"INSERT INTO appearances_new ({KEPT}) SELECT {KEPT} FROM appearances")
    op.execute("DROP TABLE appearances")
    op.execute("ALTER TABLE appearances_new RENAME TO appearances")
    op.execute("PRAGMA legacy_alter_table = OFF")
    for sql in made:
        op.execute(sql)


def upgrade() -> None:
    op.create_table(
        "former_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("replaced", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.id"], name="fk_former_texts_source_id_sources", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_former_texts"),
    )
    op.create_index("ix_former_texts_source_id", "former_texts", ["source_id"])
    op.create_table(
        "statement_folds",
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("fold", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["statement_id"],
            ["statements.id"],
            name="fk_statement_folds_statement_id_statements",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("statement_id", name="pk_statement_folds"),
    )
    op.create_index("ix_statement_folds_fold_statement_id", "statement_folds", ["fold", "statement_id"])
    op.create_table(
        "statement_aliases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("recorded", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "key <> '' AND ltrim(key, 'abcdefghijklmnopqrstuvwxyz0123456789-') = '' AND key NOT LIKE '-%'",
            name=op.f("ck_statement_aliases_key"),
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statements.id"], name="fk_statement_aliases_statement_id_statements"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_statement_aliases"),
        sa.UniqueConstraint("key", name="uq_statement_aliases_key"),
    )
    op.create_index("ix_statement_aliases_statement_id", "statement_aliases", ["statement_id"])
    remake_appearances(f"{COLUMNS}, {NEW_COLUMNS}, {CONSTRAINTS}, {NEW_CONSTRAINTS}")
    op.create_index("ix_appearances_alias_id", "appearances", ["alias_id"])
    for name, body in TRIGGERS.items():
        op.execute(f"CREATE TRIGGER {name} {body}")

    remove = f"INSERT INTO {INDEX}({INDEX}, rowid, {WORDS}) VALUES ('delete', old.id, old.{WORDS});"
    add = f"INSERT INTO {INDEX}(rowid, {WORDS}) VALUES (new.id, new.{WORDS});"
    options = f"content='{TABLE}', content_rowid='id', tokenize='{TOKENIZER}'"
    op.execute(f"CREATE VIRTUAL TABLE {INDEX} USING fts5({WORDS}, {options})")
    op.execute(f"CREATE TRIGGER {INDEX}_insert AFTER INSERT ON {TABLE} BEGIN {add} END")
    op.execute(f"CREATE TRIGGER {INDEX}_delete AFTER DELETE ON {TABLE} BEGIN {remove} END")
    op.execute(f"CREATE TRIGGER {INDEX}_update AFTER UPDATE OF id, {WORDS} ON {TABLE} BEGIN {remove} {add} END")
    op.execute(f"INSERT INTO {INDEX}({INDEX}) VALUES ('rebuild')")


def downgrade() -> None:
    for change in ("insert", "delete", "update"):
        op.execute(f"DROP TRIGGER {INDEX}_{change}")
    op.execute(f"DROP TABLE {INDEX}")
    for name in TRIGGERS:
        op.execute(f"DROP TRIGGER {name}")
    op.execute("DELETE FROM dossier_records WHERE record_type = 'alias'")
    op.execute("DELETE FROM settings WHERE name = 'fold_rules'")
    op.drop_index("ix_appearances_alias_id", "appearances")
    remake_appearances(f"{COLUMNS}, {CONSTRAINTS}")
    for table in ("statement_aliases", "statement_folds", "former_texts"):
        op.drop_table(table)
