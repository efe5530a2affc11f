"""Measure questions in small and large databases, and plain SQL through Python's sqlite3.

    python -m benchmarks.questions [--statements 10000 1000000] [--runs 101] [--folder FOLDER]

Both run in one process, in turn. The answers have the same length in every database.
The peer looks up the name and the ids by the SQL that the question runs, and then fetches all that the answer holds, by
a plain SELECT for the records and one for each of their parts; its rows are dropped as they are. What a name means, the
records and their types come on top.
"""

import argparse
import platform
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy import Connection, event

from benchmarks.corpus import write
from kzclaims.dossier.byte_streams import Rejects
from kzclaims.store.bulk.files import LoadOptions, load_lines
from kzclaims.store.database.database import Database
from kzclaims.store.load.outcome import Outcome
from kzclaims.store.read import queries
from kzclaims.store.upkeep import migrate

Question = Callable[[Connection], Iterable[object]]

QUESTIONS: dict[str, Question] = {
    "statements by a person, 50": partial(queries.statements, person="person-3", limit=50),
    "statements by a person in three years, 5": partial(
        queries.statements, person="person-3", since="2012", until="2014", limit=5
    ),
    "statements in a month, 20": partial(queries.statements, on="2012-05", limit=20),
    "events in a month, 5": partial(queries.events, on="2012-05", limit=5),
    "newest 50": partial(queries.statements, newest=True, limit=50),
}


RAW = {
    "statements": (
        "SELECT s.id, s.key, s.kind, s.text, s.lang, p.key, p.name, o.key, o.name, s.said, s.status FROM statements s"
        " LEFT JOIN people p ON p.id = s.speaker_id LEFT JOIN organizations o ON o.id = s.organization_id"
        " WHERE s.id IN (SELECT value FROM json_each(:ids))",
        "SELECT statement_id, key FROM statement_topics JOIN topics ON topics.id = topic_id"
        " WHERE statement_id IN (SELECT value FROM json_each(:ids)) ORDER BY key",
        "SELECT statement_id, coalesce(p.key, o.key) FROM mentions m LEFT JOIN people p ON p.id = person_id"
        " LEFT JOIN organizations o ON o.id = organization_id"
        " WHERE statement_id IN (SELECT value FROM json_each(:ids)) ORDER BY m.id",
        "SELECT statement_id, key FROM statement_events JOIN events ON events.id = event_id"
        " WHERE statement_id IN (SELECT value FROM json_each(:ids)) ORDER BY key",
        "SELECT statement_id, lang, text FROM translations"
        " WHERE statement_id IN (SELECT value FROM json_each(:ids)) ORDER BY id",
        'SELECT statement_id, s.key, o.name, s.published, attribution, exact, start, "end" FROM appearances x'
        " JOIN sources s ON s.id = source_id LEFT JOIN organizations o ON o.id = publisher_id"
        " WHERE statement_id IN (SELECT value FROM json_each(:ids))"
        " ORDER BY published_earliest NULLS LAST, published_latest NULLS LAST, position NULLS LAST, x.id",
    ),
    "events": (
        "SELECT id, key, title, description, lang, place, date, date_earliest, date_latest, date_text, date_note"
        " FROM events WHERE id IN (SELECT value FROM json_each(:ids))",
        "SELECT event_id, coalesce(p.key, o.key), coalesce(p.name, o.name), part FROM participants x"
        " LEFT JOIN people p ON p.id = person_id LEFT JOIN organizations o ON o.id = organization_id"
        " WHERE event_id IN (SELECT value FROM json_each(:ids)) ORDER BY x.id",
        "SELECT event_id, key FROM event_topics JOIN topics ON topics.id = topic_id"
        " WHERE event_id IN (SELECT value FROM json_each(:ids)) ORDER BY key",
        "SELECT event_id, s.key, o.name, exact FROM citations c JOIN sources s ON s.id = source_id"
        " LEFT JOIN organizations o ON o.id = publisher_id"
        " WHERE event_id IN (SELECT value FROM json_each(:ids)) ORDER BY c.id",
    ),
}
"""All that an answer holds, by the ids."""


def made(folder: Path, count: int) -> Database:
    """Create a database with this many statements unless it exists."""
    database = Database(folder / f"{count}.db")
    if database.path.exists():
        migrate.upgrade(database)
        return database
    part = Database(folder / f"{count}.part")
    migrate.upgrade(part)
    records = folder / f"{count}.jsonl"
    write(records, count, events=True)
    outcome, rejects = Outcome(), Rejects()
    with part.writing() as connection:
        rejects = load_lines(connection, records, LoadOptions(), outcome)
    assert not rejects.count
    records.unlink()
    part.path.rename(database.path)
    return database


def plain_sql(connection: Connection, question: Question) -> list[tuple[str, Any]]:
    """Return the SQL of a question, with plain SELECTs instead of the one that builds records."""
    said: list[tuple[str, Any]] = []

    def note(*arguments: object) -> None:
        said.append((str(arguments[2]), arguments[3]))

    event.listen(connection, "before_cursor_execute", note)
    list(question(connection))
    event.remove(connection, "before_cursor_execute", note)
    *names_and_ids, (records, ids) = said
    kind = next(table for table in RAW if f" FROM {table} AS row " in records)
    return [*names_and_ids, *((sql, ids) for sql in RAW[kind])]


def seconds(run: Callable[[], object]) -> float:
    # Of the processor, so that other programs on the machine don't count; the databases are in the cache.
    began = time.process_time()
    run()
    return time.process_time() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--statements", type=int, nargs="+", default=[10_000, 1_000_000])
    parser.add_argument("--runs", type=int, default=101)
    parser.add_argument("--folder", type=Path, help="where the databases are kept for another time")
    arguments = parser.parse_args()
    versions = f"SQLite {sqlite3.sqlite_version}, SQLAlchemy {sqlalchemy.__version__}"
    print(f"Python {platform.python_version()}, {versions}, {platform.machine()}, {datetime.now(UTC):%Y-%m-%d}", end="")
    print(f"; {arguments.runs} runs, medians\n")
    print("| question | statements | rows | kzclaims | raw sqlite3 | ratio | growth |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    first: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as name:
        for count in arguments.statements:
            database = made(arguments.folder or Path(name), count)
            with database.reading() as connection, closing(sqlite3.connect(database.path)) as raw:
                for title, question in QUESTIONS.items():
                    rows = len(list(question(connection)))
                    asked = plain_sql(connection, question)
                    pairs = [
                        (
                            seconds(lambda: list(question(connection))),  # noqa: B023
                            seconds(lambda: [raw.execute(*one).fetchall() for one in asked]),  # noqa: B023
                        )
                        for _ in range(arguments.runs)
                    ]
                    ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
                    growth = f"{ours / first[title]:.2f}" if title in first else ""
                    first.setdefault(title, ours)
                    times = f"{1000 * ours:.2f} ms | {1000 * theirs:.2f} ms | {ours / theirs:.2f}"
                    print(f"| {title} | {count:,} | {rows} | {times} | {growth} |", flush=True)


if __name__ == "__main__":
    main()
