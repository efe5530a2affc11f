"""Files of records and tables, and the content of the database that they are loaded into."""

import json
from pathlib import Path

from sqlalchemy import select, text

from kzclaims.store.database.database import Database
from kzclaims.store.schema import tables as t

PERSON = {"type": "person", "key": "anna", "name": "Анна Петрова", "lang": "ru"}
SOURCE = {"type": "source", "key": "paper", "title": "Погода", "lang": "ru", "published": "2023-11-02"}
STATEMENT = {
    "type": "statement",
    "key": "it-rains",
    "kind": "direct",
    "text": "Идёт дождь.",
    "lang": "ru",
    "speaker": "anna",
    "appearances": [{"source": "paper"}],
}
RECORDS = [PERSON, SOURCE, STATEMENT]
TABLE = "Claim,Who,Day,Link\nIt rains.,Anna Petrova,2023-11-01,https://a.example/1\n"
MAPPED = (
    "--as", "statements", "--map", "text=Claim", "--map", "speaker=Who", "--map", "said=Day",
    "--map", "source.url=Link", "--constant", "lang=en", "--constant", "kind=direct",
)  # fmt: skip


def jsonl(*records: object) -> bytes:
    return b"".join(json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in records)


def write(name: str, content: bytes | str) -> str:
    Path(name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return name


def dump(database: Database) -> list[str]:
    """Everything in the database, its schema with it."""
    with database.reading() as connection:
        rows = [
            f"{table}: {row}" for table in t.metadata.sorted_tables for row in connection.execute(select(table)).all()
        ]
    # In any order: what is dropped during a load is created again as the newest part of the schema.
    return sorted([*rows, *map(str, database.place.definitions().items())])


def count(database: Database, table: str) -> int:
    with database.reading() as connection:
        return int(connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0)
