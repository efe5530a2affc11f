"""How long questions take in small and large databases, beside the same SQL through Python's sqlite3.

    python -m benchmarks.questions [--statements 10000 1000000] [--runs 101] [--folder FOLDER]

Both run in one process, in turn. The answers have the same length in every database. What is compared is the SQL that
the question runs, with its parameters, its rows fetched and dropped; names, records and their types come on top.
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
from kzclaims.dossier.lines import Rejects
from kzclaims.store import bulk, migrate, queries
from kzclaims.store.database import Database
from kzclaims.store.load import Outcome

Question = Callable[[Connection], Iterable[object]]

QUESTIONS: dict[str, Question] = {
    "statements by a person, 50": partial(queries.statements, person="person-3", limit=50),
    "statements by a person in a year, 5": partial(queries.statements, person="person-3", on="2012", limit=5),
    "statements in a month, 20": partial(queries.statements, on="2012-05", limit=20),
    "events in a month, 5": partial(queries.events, on="2012-05", limit=5),
    "newest 50": partial(queries.statements, newest=True, limit=50),
}


def made(folder: Path, count: int) -> Database:
    """A database of so many statements, made unless it is there."""
    database = Database(folder / f"{count}.db")
    if database.path.exists():
        return database
    part = Database(folder / f"{count}.part")
    migrate.upgrade(part)
    records = folder / f"{count}.jsonl"
    write(records, count, events=True)
    outcome, rejects = Outcome(), Rejects()
    with part.writing() as connection:
        rejects = bulk.load(connection, records, outcome=outcome)
    assert not rejects.count
    records.unlink()
    part.path.rename(database.path)
    return database


def sql_of(connection: Connection, question: Question) -> list[tuple[str, Any]]:
    """What a question asks the database."""
    said: list[tuple[str, Any]] = []

    def note(*arguments: object) -> None:
        said.append((str(arguments[2]), arguments[3]))

    event.listen(connection, "before_cursor_execute", note)
    list(question(connection))
    event.remove(connection, "before_cursor_execute", note)
    return said


def seconds(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


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
                    asked = sql_of(connection, question)
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
