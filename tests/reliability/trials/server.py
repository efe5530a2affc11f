"""Readers and writers of a PostgreSQL server, and a server that stops in the middle of loads."""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import psycopg

from kzclaims.store.database.database import Database
from kzclaims.store.upkeep import check
from tests.cluster import PROGRAMS, Cluster, running
from tests.databases import create, seed_files
from tests.reliability.trials import at_once
from tests.reliability.trials.common import Extent, Finding, archive, program

READERS, WRITERS = 16, 8
STATEMENTS = 400
"""The number of statements of the load in which the server stops."""
DURABLE = "-c listen_addresses='' -c max_connections=100"


def rows(extent: Extent) -> Iterator[Finding]:
    if not PROGRAMS:
        yield Finding("a PostgreSQL server", 0, "not installed")
        return
    with running(DURABLE) as cluster:
        yield from crowd(cluster, extent.minutes * 60)
        yield stops(cluster, -(-extent.trials // 4), extent.seed)


def crowd(cluster: Cluster, seconds: float, readers: int = READERS, writers: int = WRITERS) -> Iterator[Finding]:
    """Readers and writers that ask, load and set statuses of the same statement for so many seconds."""
    address = _seeded(cluster)
    with tempfile.TemporaryDirectory() as name:
        found = at_once.at_work(Path(name), address, seconds, readers, writers)
        problems = list(check.problems(Database(address)))
        with psycopg.connect(address) as connection:
            loads = "SELECT sources.key, count(*) FROM appearances JOIN sources ON sources.id = source_id GROUP BY 1"
            sizes = {str(key): int(size) for key, size in connection.execute(loads)}
            changes = [tuple(row) for row in connection.execute("SELECT because, author FROM history")]
            shared = "SELECT after::json ->> 'description' FROM history WHERE record_key = %s ORDER BY id DESC LIMIT 1"
            corrected = connection.execute(shared, [at_once.SHARED]).fetchone()
            current = "SELECT description FROM organizations WHERE key = %s"
            value = connection.execute(current, [at_once.SHARED]).fetchone()
    times, waits = sorted(found.read), sorted(found.wrote)
    yield Finding(
        f"{len(times):,} questions by {readers} readers of a server, in {seconds:.0f} s",
        len(times),
        f"median {statistics.median(times):.2f} s, 99 % within {_percentile(times):.2f} s",
        [*found.errors, *found.half],
    )
    lost = [f"{key}: {sizes.get(key, 0)} statements" for key in found.loads if sizes.get(key) != at_once.WHOLE]
    lost += [
        f"the change of {author} because of “{reason}”: {count} times"
        for reason, author in found.changes
        if (count := changes.count((reason, author))) != 1
    ]
    if corrected is not None and corrected != value:
        lost.append(f"the last correction was {corrected}, and {value} is recorded")
    yield Finding(
        f"{len(found.loads)} loads and {len(found.changes)} statuses and corrections by {writers} users meanwhile",
        len(waits),
        f"each is there; median {statistics.median(waits):.2f} s, 99 % within {_percentile(waits):.2f} s",
        [*lost, *problems],
    )


def stops(cluster: Cluster, trials: int, seed: int = 1) -> Finding:
    """Stop the server immediately, without closing connections, at a random moment of a load."""
    chance, broken = Random(seed), []
    outcomes = {"before": 0, "after": 0}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        records = archive(folder, STATEMENTS)
        usual = program(folder, "--database", _seeded(cluster), "load", str(records)).seconds
        for number in range(trials):
            address = _seeded(cluster)
            with subprocess.Popen(
                [sys.executable, "-m", "kzclaims", "--database", address, "load", str(records)],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
            ) as process:
                time.sleep(usual * chance.uniform(0.3, 1))
                cluster.stop("immediate")
                _, err = process.communicate()
            cluster.start()
            database = Database(address)
            with psycopg.connect(address) as connection:
                sql = "SELECT count(*) FROM statements WHERE key LIKE 'gazette-%'"
                (count,) = connection.execute(sql).fetchone() or (-1,)
            if count not in (0, STATEMENTS):
                broken.append(f"stop {number}: {count} of {STATEMENTS} statements")
            if process.returncode not in (0, 3) or "Traceback" in err:
                broken.append(f"stop {number}: exit code {process.returncode}: {err.strip()}")
            if process.returncode == 0 and count == 0:
                broken.append(f"stop {number}: the load was reported, and is not there")
            outcomes["after" if count else "before"] += 1
            broken += [f"stop {number}: {line}" for line in check.problems(database)]
    outcome = f"nothing or all: {outcomes['before']} and {outcomes['after']} times; then `db check` finds nothing"
    return Finding("`pg_ctl stop -m immediate` in the middle of a load", trials, outcome, broken)


def _seeded(cluster: Cluster) -> str:
    address = cluster.create()
    create(address, *seed_files())
    return address


def _percentile(times: list[float]) -> float:
    return times[min(len(times) - 1, len(times) * 99 // 100)]
