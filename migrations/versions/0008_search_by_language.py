"""Search by language: words are indexed as printed, also English ones, and rows are found by their language."""

from alembic import op

revision = "0008"
down_revision = "0007"

INDEXES = {
    "statements_fts": ("statements", "text"),
    "translations_fts": ("translations", "text"),
    "events_fts": ("events", "title, description"),
    "appearances_fts": ("other_wordings", "exact"),
}
TABLES = ("statements", "translations", "events")


def index_again(tokenizer: str) -> None:
    # The triggers belong to the indexed tables and stay.
    for name, (content, columns) in INDEXES.items():
        op.execute(f"DROP TABLE {name}")
        options = f"content='{content}', content_rowid='id', tokenize='{tokenizer}'"
        op.execute(f"CREATE VIRTUAL TABLE {name} USING fts5({columns}, {options})")
        op.execute(f"INSERT INTO {name}({name}) VALUES ('rebuild')")


def upgrade() -> None:
    for table in TABLES:
        op.create_index(f"ix_{table}_lang", table, ["lang"])
    index_again("unicode61 remove_diacritics 2")


def downgrade() -> None:
    for table in TABLES:
        op.drop_index(f"ix_{table}_lang", table)
    index_again("porter unicode61 remove_diacritics 2")
