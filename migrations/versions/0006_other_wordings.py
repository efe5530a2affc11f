"""Other wordings: passages that are their statement's text letter for letter need no index of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

INDEX, VIEW, TOKENIZER = "appearances_fts", "other_wordings", "porter unicode61 remove_diacritics 2"
TRIGGERS = {
    # Whichever of the two texts changes, they may be two from then on.
    "appearances_reworded": """AFTER UPDATE OF statement_id, exact ON appearances
        WHEN new.as_text AND new.exact IS NOT (SELECT text FROM statements WHERE id = new.statement_id)
        BEGIN UPDATE appearances SET as_text = 0 WHERE id = new.id; END""",
    "statements_reworded": """AFTER UPDATE OF text ON statements WHEN new.text IS NOT old.text
        BEGIN UPDATE appearances SET as_text = 0 WHERE statement_id = new.id AND as_text; END""",
}


def drop_index() -> None:
    for change in ("insert", "delete", "update"):
        op.execute(f"DROP TRIGGER {INDEX}_{change}")
    op.execute(f"DROP TABLE {INDEX}")


def upgrade() -> None:
    drop_index()
    op.add_column("appearances", sa.Column("as_text", sa.Boolean(), nullable=False, server_default="0"))
    op.execute(
        "UPDATE appearances SET as_text = 1 "
        "WHERE exact = (SELECT text FROM statements WHERE statements.id = appearances.statement_id)"
    )
    for name, body in TRIGGERS.items():
        op.execute(f"CREATE TRIGGER {name} {body}")
    op.execute(f"CREATE VIEW {VIEW} AS SELECT id, exact FROM appearances WHERE NOT as_text")
    options = f"content='{VIEW}', content_rowid='id', tokenize='{TOKENIZER}'"
    op.execute(f"CREATE VIRTUAL TABLE {INDEX} USING fts5(exact, {options})")
    remove = f"INSERT INTO {INDEX}({INDEX}, rowid, exact) SELECT 'delete', old.id, old.exact WHERE NOT old.as_text;"
    add = f"INSERT INTO {INDEX}(rowid, exact) SELECT new.id, new.exact WHERE NOT new.as_text;"
    op.execute(f"CREATE TRIGGER {INDEX}_insert AFTER INSERT ON appearances BEGIN {add} END")
    op.execute(f"CREATE TRIGGER {INDEX}_delete AFTER DELETE ON appearances BEGIN {remove} END")
    op.execute(
        f"CREATE TRIGGER {INDEX}_update AFTER UPDATE OF id, exact, as_text ON appearances BEGIN {remove} {add} END"
    )
    op.execute(f"INSERT INTO {INDEX}({INDEX}) VALUES ('rebuild')")


def downgrade() -> None:
    drop_index()
    op.execute(f"DROP VIEW {VIEW}")
    for name in TRIGGERS:
        op.execute(f"DROP TRIGGER {name}")
    op.execute("ALTER TABLE appearances DROP COLUMN as_text")
    op.execute(
        f"CREATE VIRTUAL TABLE {INDEX} USING fts5(exact, content='appearances', content_rowid='id', tokenize='{TOKENIZER}')"
    )
    remove = f"INSERT INTO {INDEX}({INDEX}, rowid, exact) VALUES ('delete', old.id, old.exact);"
    add = f"INSERT INTO {INDEX}(rowid, exact) VALUES (new.id, new.exact);"
    op.execute(f"CREATE TRIGGER {INDEX}_insert AFTER INSERT ON appearances BEGIN {add} END")
    op.execute(f"CREATE TRIGGER {INDEX}_delete AFTER DELETE ON appearances BEGIN {remove} END")
    op.execute(f"CREATE TRIGGER {INDEX}_update AFTER UPDATE OF id, exact ON appearances BEGIN {remove} {add} END")
    op.execute(f"INSERT INTO {INDEX}({INDEX}) VALUES ('rebuild')")
