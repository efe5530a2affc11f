"""Measure counts in large databases, and SQL written by hand through Python's sqlite3.

    python -m benchmarks.count [--statements 10000 1000000] [--runs 11] [--folder FOLDER]

Both run in one process, in turn; the time is that of the processor. As on the command line,
100 groups are shown. The SQL by hand returns the numbers with the names of the groups, without order.
"""

import argparse
import sqlite3
import statistics
import tempfile
from contextlib import closing
from pathlib import Path

from benchmarks.questions import made, seconds
from kzclaims.store.read.count import count

_YEAR = "CASE WHEN day_earliest > '0001-01-01' THEN substr(day_earliest, 1, 4) END"
COUNTS = {
    "year": f"SELECT {_YEAR}, count(*) FROM statements GROUP BY 1",
    "speaker": (
        "SELECT key, name, number FROM (SELECT speaker_id, count(*) AS number FROM statements GROUP BY speaker_id) AS s"
        " LEFT JOIN people ON people.id = speaker_id"
    ),
    "speaker,year": (
        f"SELECT key, name, year, number FROM (SELECT speaker_id, {_YEAR} AS year, count(*) AS number FROM statements"
        " GROUP BY 1, 2) AS s LEFT JOIN people ON people.id = speaker_id"
    ),
    "topic": (
        "SELECT key, name, number FROM (SELECT topic_id, count(*) AS number FROM statements LEFT JOIN statement_topics"
        " ON statement_id = statements.id GROUP BY topic_id) AS s LEFT JOIN topics ON topics.id = topic_id"
    ),
    "kind": "SELECT kind, count(*) FROM statements GROUP BY kind",
}
"""The groups, and SQL for them."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--statements", type=int, nargs="+", default=[10_000, 1_000_000])
    parser.add_argument("--runs", type=int, default=11)
    parser.add_argument("--folder", type=Path, help="where the databases are kept for another time")
    arguments = parser.parse_args()
    print("| groups | statements | rows | kzclaims | raw sqlite3 | ratio |\n| --- | ---: | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as name:
        for number in arguments.statements:
            database = made(arguments.folder or Path(name), number)
            with database.reading() as connection, closing(sqlite3.connect(database.path)) as raw:
                for by, sql in COUNTS.items():
                    found = count(connection, by=by)
                    rows = raw.execute(sql).fetchall()
                    assert sorted(row[-1] for row in rows) == sorted(group.count for group in found.groups)
                    pairs = [
                        (
                            seconds(lambda: count(connection, by=by, limit=100)),  # noqa: B023
                            seconds(lambda: raw.execute(sql).fetchall()),  # noqa: B023
                        )
                        for _ in range(arguments.runs)
                    ]
                    ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
                    print(
                        f"| {by} | {number:,} | {len(rows):,} | {ours * 1000:.1f} ms | {theirs * 1000:.1f} ms |"
                        f" {ours / theirs:.2f} |"
                    )


if __name__ == "__main__":
    main()
