"""Full text: an FTS5 index over statements, translations and events, kept in step by triggers."""

from alembic import op

revision = "0002"
down_revision = "0001"

INDEXES = {
    "statements_fts": ("statements", ("text",)),
    "translations_fts": ("translations", ("text",)),
    "events_fts": ("events", ("title", "description")),
}
TOKENIZER = "porter unicode61 remove_diacritics 2"


def upgrade() -> None:
    for index, (table, columns) in INDEXES.items():
        names = ", ".join(columns)
        old, new = (", ".join(f"{row}.{column}" for column in columns) for row in ("old", "new"))
        remove = f"INSERT INTO {index}({index}, rowid, {names}) VALUES ('delete', old.id, {old});"
        add = f"INSERT INTO {index}(rowid, {names}) VALUES (new.id, {new});"
        options = f"content='{table}', content_rowid='id', tokenize='{TOKENIZER}'"
        op.execute(f"CREATE VIRTUAL TABLE {index} USING fts5({names}, {options})")
        op.execute(f"CREATE TRIGGER {index}_insert AFTER INSERT ON {table} BEGIN {add} END")
        op.execute(f"CREATE TRIGGER {index}_delete AFTER DELETE ON {table} BEGIN {remove} END")
        op.execute(f"CREATE TRIGGER {index}_update AFTER UPDATE OF id, {names} ON {table} BEGIN {remove} {add} END")
        op.execute(f"INSERT INTO {index}({index}) VALUES ('rebuild')")


def downgrade() -> None:
    for index in INDEXES:
        for change in ("insert", "delete", "update"):
            op.execute(f"DROP TRIGGER {index}_{change}")
        op.execute(f"DROP TABLE {index}")
