"""Measure kzclaims on a PostgreSQL server of its own, next to SQLite.

    python -m benchmarks.postgresql [--statements 10000 200000 1000000] [--runs 31] [--times 10]
        [--partitioned] [--replica]

For each size, the same file is loaded into both engines by `kzclaims load`, alternately and each time into a new
database. Queries run in one process, alternately through kzclaims and as the same SQL through psycopg; their growth is
relative to the smallest size. Exports are separate processes, whose peak of memory is `ru_maxrss`: without that of the
server, and at least that of this program. The analyses also run in DuckDB, from a Parquet export.

Times are those of processors: of the client, and of all processes of the server together (for queries, of the one that
serves the connection). They exclude waiting, for the disk too; times by the clock need a quiet machine.

--partitioned repeats the queries of the largest size in a copy whose `statements` are partitioned by year, --replica on
a streaming replica, a second server on the same machine. --times repeats them after each record of the largest size was
copied so many times by SQL. The server is started in a temporary folder and stopped.
"""

import argparse
import os
import platform
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Connection, event

from benchmarks import partitions
from benchmarks.corpus import write
from benchmarks.load import Run, run
from benchmarks.questions import QUESTIONS, plain_sql
from kzclaims.errors import DatabaseError
from kzclaims.store.database.database import Database
from kzclaims.store.read.search import search
from tests.cluster import Cluster, running

OPTIONS = "-c listen_addresses='' -c shared_buffers=1GB -c max_wal_size=8GB -c maintenance_work_mem=256MB"
"""The settings of the server. Everything else is PostgreSQL's default, so `fsync` is on."""

EXPORTS = {
    "dump --jsonl": ("dump", "--jsonl"),
    "export --as csv": ("export", "--as", "csv", "--output", "out"),
    "export --as parquet": ("export", "--as", "parquet", "--output", "out"),
}
_LISTED = "IN (SELECT value FROM json_each(:ids))"

Question = Callable[[Connection], Iterable[object]]


def kzclaims(folder: Path, address: str, *arguments: str) -> Run:
    return run(folder, [sys.executable, "-m", "kzclaims", "--database", address, *arguments])


def served(cluster: Cluster) -> float:
    """Return the seconds that processors worked for the server, with its finished processes."""
    server = (cluster.folder / "data/postmaster.pid").read_text().split()[0]
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if server in (stat.parent.name, fields[1]):
            ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def loads(folder: Path, cluster: Cluster, count: int, runs: int) -> dict[str, str]:
    """Load a file into new databases, print the times, and return the addresses of the last ones."""
    records = folder / "records.jsonl"
    write(records, count, events=True)
    times: dict[str, list[Run]] = {"SQLite": [], "PostgreSQL": []}
    server: list[float] = []
    addresses: dict[str, str] = {}
    for number in range(runs):
        addresses = {"SQLite": str(folder / f"{count}-{number}.db"), "PostgreSQL": cluster.create()}
        for engine, address in addresses.items():
            kzclaims(folder, address, "db", "upgrade")
            before = served(cluster)
            times[engine].append(kzclaims(folder, address, "load", str(records)))
        server.append(served(cluster) - before)
    records.unlink()
    cluster.execute("VACUUM ANALYZE", partitions.name_of(addresses["PostgreSQL"]))
    seconds = {engine: statistics.median(one.seconds for one in some) for engine, some in times.items()}
    worked = {engine: statistics.median(one.cpu for one in some) for engine, some in times.items()}
    whole = worked["PostgreSQL"] + statistics.median(server)
    sizes = [Database(address).place.size / 2**20 for address in addresses.values()]
    row = [f"{count:,}", str(runs), *(f"{worked[engine]:.1f} s" for engine in addresses)]
    row += [f"{statistics.median(server):.1f} s", f"{whole / worked['SQLite']:.2f}"]
    row += [f"{seconds[engine]:.1f} s" for engine in addresses]
    row += [f"{seconds['PostgreSQL'] / seconds['SQLite']:.2f}"]
    row += [f"{max(one.megabytes for one in some):.0f} MB" for some in times.values()]
    print(f"| {' | '.join([*row, *(f'{size:,.0f} MB' for size in sizes)])} |", flush=True)
    return addresses


def questions(connection: Connection) -> dict[str, Question]:
    """Return the questions, with a search for two words of a statement."""
    text = connection.exec_driver_sql("SELECT text FROM statements WHERE id = 777").scalar_one()
    words = random.Random(1).sample([word for word in text.split() if len(word) > 4], 2)
    return {**QUESTIONS, "search for two words, 20": partial(search, text=" ".join(words), limit=20)}


def _asked(connection: Connection, question: Question) -> list[tuple[str, Any]]:
    """Return the SQL of a question as psycopg runs it."""
    said: list[tuple[str, Any]] = []

    def note(*arguments: object) -> None:
        said.append((str(arguments[2]), arguments[3]))

    try:
        found = plain_sql(connection, question)
    except StopIteration:
        # A search has no plain SELECT to compare with: all of its SQL is repeated.
        event.listen(connection, "before_cursor_execute", note)
        list(question(connection))
        event.remove(connection, "before_cursor_execute", note)
        return said
    return [(sql.replace(_LISTED, "= ANY(%(ids)s)"), values) for sql, values in found]


def _process(connection: Connection | psycopg.Connection[Any]) -> Path:
    """Return the statistics of the server's process that serves a connection."""
    driver = connection.connection.driver_connection if isinstance(connection, Connection) else connection
    assert isinstance(driver, psycopg.Connection)
    return Path(f"/proc/{driver.info.backend_pid}/schedstat")


def _medians(runs: int, *works: Callable[[], object], processes: Sequence[Path] = ()) -> list[float]:
    """Return the median processor time of each work, with that of other processes; they run alternately."""

    def worked() -> float:
        others = (int(process.read_text().split()[0]) for process in processes)
        return time.process_time() + sum(others) / 1e9

    times: list[list[float]] = [[] for _ in works]
    for number in range(runs + 2):
        for some, work in zip(times, works, strict=True):
            began = worked()
            work()
            if number >= 2:
                some.append(worked() - began)
    return [statistics.median(some) for some in times]


def queries(addresses: dict[str, str], count: int, runs: int, first: dict[str, float]) -> None:
    with (
        Database(addresses["PostgreSQL"]).reading() as connection,
        Database(addresses["SQLite"]).reading() as other,
        psycopg.connect(addresses["PostgreSQL"]) as raw,
    ):
        for title, question in questions(connection).items():
            rows = len(list(question(connection)))
            asked = _asked(connection, question)
            ours, theirs, sqlite = _medians(
                runs,
                lambda: list(question(connection)),  # noqa: B023
                lambda: [raw.execute(sql.encode(), values).fetchall() for sql, values in asked],  # noqa: B023
                lambda: list(question(other)),  # noqa: B023
                processes=[_process(connection), _process(raw)],
            )
            growth = f"{ours / first[title]:.2f}" if title in first else ""
            first.setdefault(title, ours)
            row = [title, f"{count:,}", str(rows), *(f"{1000 * one:.2f} ms" for one in (ours, theirs))]
            row += [f"{ours / theirs:.2f}", growth, f"{1000 * sqlite:.2f} ms", f"{ours / sqlite:.2f}"]
            print(f"| {' | '.join(row)} |", flush=True)


def exports(folder: Path, addresses: dict[str, str], count: int) -> None:
    """Print the processor time of exports in the client, and their memory."""
    for title, arguments in EXPORTS.items():
        row = [title, f"{count:,}"]
        for address in addresses.values():
            with tempfile.TemporaryDirectory(dir=folder) as name:
                found = kzclaims(Path(name), address, *arguments)
            row += [f"{found.cpu:.1f} s", f"{found.megabytes:.0f} MB"]
        print(f"| {' | '.join(row)} |", flush=True)


def in_duckdb(folder: Path, address: str, runs: int) -> None:
    """Print the times of the analyses on the server, and in DuckDB from a Parquet export of the same database."""
    import duckdb

    with tempfile.TemporaryDirectory(dir=folder) as name, Database(address).reading() as connection:
        kzclaims(Path(name), address, *EXPORTS["export --as parquet"])
        size = sum(path.stat().st_size for path in Path(name).rglob("*.parquet")) / 2**20
        print(f"\n| question | PostgreSQL | DuckDB, {size:,.0f} MB of Parquet | ratio |\n| --- | ---: | ---: | ---: |")
        files = duckdb.connect()
        for table, pattern in (("statements", "**/*"), ("people", "*")):
            source = f"read_parquet('{name}/out/{table}/{pattern}.parquet', hive_partitioning = true)"
            files.execute(f"CREATE VIEW {table} AS SELECT * FROM {source}")
        for title, sql in partitions.ANALYSES.items():
            # The days of a year are named by its partition.
            other = sql.replace("day_earliest BETWEEN '2012-01-01' AND '2012-12-31'", "year = 2012")
            other = other.replace("people.id = speaker_id", "people.key = speaker")
            one, two = _medians(
                runs,
                lambda: connection.exec_driver_sql(sql).all(),  # noqa: B023
                lambda: files.execute(other).fetchall(),  # noqa: B023
                processes=[_process(connection)],
            )
            print(f"| {title} | {1000 * one:.2f} ms | {1000 * two:.2f} ms | {two / one:.2f} |", flush=True)


def compare(title: str, whole: str, other: str, runs: int) -> None:
    """Print the times of the questions in two databases with the same records."""
    print(f"\n| question | one server | {title} | ratio |\n| --- | ---: | ---: | ---: |")
    with Database(whole).reading() as first, Database(other).reading() as second:
        asked: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
            name: (lambda q=question: list(q(first)), lambda q=question: list(q(second)))  # type: ignore[misc]
            for name, question in questions(first).items()
        }
        for name, sql in partitions.ANALYSES.items():
            asked[name] = (
                lambda sql=sql: first.exec_driver_sql(sql).all(),  # type: ignore[misc]
                lambda sql=sql: second.exec_driver_sql(sql).all(),  # type: ignore[misc]
            )
        for name, works in asked.items():
            one, two = _medians(runs, *works, processes=[_process(first), _process(second)])
            print(f"| {name} | {1000 * one:.2f} ms | {1000 * two:.2f} ms | {two / one:.2f} |", flush=True)


def replica(cluster: Cluster, folder: Path, address: str, runs: int) -> None:
    """Copy the server to a streaming replica; measure its questions and how far it is behind after a load."""
    began = time.perf_counter()
    with running(f"{OPTIONS} -c hot_standby_feedback=on", cluster) as standby:
        copied = address.replace(str(cluster.folder), str(standby.folder))
        print(f"\nThe base backup and the start of the replica took {time.perf_counter() - began:.1f} s.")
        compare("replica", address, copied, runs)
        records = folder / "more.jsonl"
        write(records, 2_000)
        # The keys of the file would already be recorded.
        records.write_text(records.read_text("utf-8").replace("gazette", "courier"), "utf-8")
        kzclaims(folder, address, "load", str(records))
        began = time.perf_counter()
        expected = _head(address)
        while _head(copied) != expected:
            time.sleep(0.01)
        print(f"\nAfter a load of 2,000 statements, the replica had them {time.perf_counter() - began:.2f} s later.")
        for title, work in _refused(copied).items():
            try:
                work()
            except DatabaseError as error:
                print(f"{title}: {error}")
            else:
                sys.exit(f"{title} was not refused")


def _refused(address: str) -> dict[str, Callable[[], object]]:
    from kzclaims.store.history.as_of import connect

    def write_to_it() -> None:
        with Database(address).writing() as connection:
            connection.exec_driver_sql("DELETE FROM topics")

    def see_the_past() -> None:
        with connect(address, as_of="2020"):
            pass

    return {"Writing": write_to_it, "A past state": see_the_past}


def _head(address: str) -> object:
    with psycopg.connect(address) as connection:
        return connection.execute("SELECT hash FROM chain ORDER BY id DESC LIMIT 1").fetchone()


def _table(title: str, columns: str) -> None:
    marks = " | ".join("---" if number == 0 else "---:" for number in range(columns.count("|") + 1))
    print(f"\n{title}\n\n| {columns} |\n| {marks} |", flush=True)


def _sections(arguments: argparse.Namespace, folder: Path, cluster: Cluster) -> Iterator[None]:
    _table(
        "Loading",
        "statements | runs | SQLite | client | server | ratio | SQLite, by the clock | server, by the clock | ratio"
        " | memory | of the client | file | database",
    )
    addresses = {
        count: loads(folder, cluster, count, 1 if count > 300_000 else arguments.load_runs)
        for count in sorted(arguments.statements)
    }
    yield
    _table("Queries", "query | statements | rows | kzclaims | psycopg | ratio | growth | SQLite | ratio")
    first: dict[str, float] = {}
    for count, some in addresses.items():
        queries(some, count, arguments.runs, first)
    yield
    _table("Exports", "command | statements | SQLite | memory | client of PostgreSQL | memory")
    for count, some in addresses.items():
        exports(folder, some, count)
    yield
    largest = addresses[max(addresses)]["PostgreSQL"]
    in_duckdb(folder, largest, arguments.runs)
    yield
    if arguments.partitioned:
        began = time.perf_counter()
        copy = partitions.partitioned(cluster, largest)
        print(f"\nThe copy with partitions took {time.perf_counter() - began:.1f} s.")
        compare("partitioned by year", largest, copy, arguments.runs)
        print(f"\nDetaching a year took {1000 * partitions.detach(copy, 2001):.0f} ms.")
        yield
    if arguments.replica:
        replica(cluster, folder, largest, arguments.runs)
        yield
    if arguments.times > 1:
        _table(
            "Copies of records",
            "query | statements | rows | kzclaims | psycopg | ratio | growth | SQLite before | ratio",
        )
        partitions.multiply(largest, arguments.times)
        queries(addresses[max(addresses)], max(addresses) * arguments.times, arguments.runs, first)
        yield


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--statements", type=int, nargs="+", default=[10_000, 200_000, 1_000_000])
    parser.add_argument("--runs", type=int, default=31)
    parser.add_argument("--load-runs", type=int, default=3, help="up to 300,000 statements; one run above")
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--partitioned", action="store_true")
    parser.add_argument("--replica", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, running(OPTIONS) as cluster:
        with psycopg.connect(cluster.address("postgres")) as connection:
            version = connection.execute("SHOW server_version").fetchone() or ("",)
        print(f"Python {platform.python_version()}, PostgreSQL {version[0]}, SQLite {sqlite3.sqlite_version},", end=" ")
        print(f"psycopg {psycopg.__version__}, {os.cpu_count()} cores, {platform.machine()},", end=" ")
        print(f"{datetime.now(UTC):%Y-%m-%d}; {arguments.runs} runs of queries, medians", flush=True)
        began = time.perf_counter()
        for _ in _sections(arguments, Path(name), cluster):
            print(f"\n({time.perf_counter() - began:.0f} s so far)", flush=True)


if __name__ == "__main__":
    main()
