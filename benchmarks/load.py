"""Measure how fast records load, and how fast sqlite-utils loads them without checks, sources and names.

    python -m benchmarks.load [--statements 200000 2000000] [--runs 3] [--sqlite-utils PATH] [--profile]

The same file of JSON Lines is loaded into an empty database alternately by `kzclaims load` and by `sqlite-utils insert
--nl`, `enable-fts` and `create-index`; sqlite-utils is run at the smallest size only. Each run is a separate process,
start and end included; the peak of memory is its `ru_maxrss`. --profile reports the parts of the time, in this process.
"""

import argparse
import cProfile
import os
import platform
import pstats
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from benchmarks.corpus import write


class Run(NamedTuple):
    """Time and memory of a process."""

    seconds: float
    cpu: float
    """Seconds that processors worked: what a busy machine changes least."""
    megabytes: float


def run(folder: Path, *commands: list[str]) -> Run:
    """Run commands one after another."""
    began, cpu, peak = time.perf_counter(), 0.0, 0
    for command in commands:
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = status
        if status:
            sys.exit(f"failed: {' '.join(command)}")
        peak = max(peak, usage.ru_maxrss)
        cpu += usage.ru_utime + usage.ru_stime
    return Run(time.perf_counter() - began, cpu, peak / 1024)


def empty(folder: Path) -> None:
    for path in folder.glob("*.db*"):
        path.unlink()


def ours(folder: Path, records: Path) -> Run:
    empty(folder)
    program = [sys.executable, "-m", "kzclaims"]
    run(folder, [*program, "db", "upgrade"])
    return run(folder, [*program, "load", str(records)])


def theirs(folder: Path, records: Path, program: str) -> Run:
    empty(folder)
    # The lines are of several types: --alter adds the columns of those that come later.
    insert = [program, "insert", "records.db", "records", str(records), "--nl", "--alter", "--silent"]
    index = [program, "create-index", "records.db", "records", "speaker", "said"]
    return run(folder, insert, [program, "enable-fts", "records.db", "records", "text"], index)


def profile(folder: Path, records: Path) -> None:
    """Return the shares of the time of a load by kind of work."""
    from kzclaims.store.bulk.files import LoadOptions, load_lines
    from kzclaims.store.database.database import Database
    from kzclaims.store.load.outcome import Outcome
    from kzclaims.store.upkeep import migrate

    empty(folder)
    database = Database(folder / "kzclaims.db")
    migrate.upgrade(database)
    profiler = cProfile.Profile()
    with profiler, database.writing() as connection:
        load_lines(connection, records, LoadOptions(), Outcome())
    found = pstats.Stats(profiler)
    kinds = {
        "rows into tables": ("executemany",),
        "words into the index, look-ups": ("'execute'", "fetch"),
        "commit": ("'commit'", "'close'"),
        "waiting for lines to be read and checked": ("acquire",),
    }
    times = dict.fromkeys([*kinds, "Python beside that"], 0.0)
    for (_, _, name), (_, _, own, _, _) in found.stats.items():  # type: ignore[attr-defined]
        found_kinds = (kind for kind, parts in kinds.items() if any(part in name for part in parts))
        kind = next(found_kinds, "Python beside that")
        times[kind] += own
    whole = sum(times.values())
    print("\n| where the time goes | |\n| --- | ---: |")
    for kind, spent in times.items():
        print(f"| {kind} | {spent / whole:.0%} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--statements", type=int, nargs="+", default=[200_000, 2_000_000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--sqlite-utils", default=shutil.which("sqlite-utils"))
    parser.add_argument("--profile", action="store_true")
    arguments = parser.parse_args()
    print(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version},", end=" ")
    print(f"{os.cpu_count()} cores, {platform.machine()}, {datetime.now(UTC):%Y-%m-%d}; medians\n", flush=True)
    print("| statements | runs | kzclaims | CPU | a second | memory | sqlite-utils | CPU | ratio | of CPU |")
    print("|" + " ---: |" * 10, flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for count in sorted(arguments.statements):
            records = folder / "records.jsonl"
            write(records, count)
            smallest = count == min(arguments.statements)
            mine: list[Run] = []
            other: list[Run] = []
            for _ in range(arguments.runs if smallest else 1):
                mine.append(ours(folder, records))
                if smallest and arguments.sqlite_utils:
                    other.append(theirs(folder, records, arguments.sqlite_utils))
            seconds = statistics.median(one.seconds for one in mine)
            row = f"| {count:,} | {len(mine)} | {seconds:.1f} s | {statistics.median(one.cpu for one in mine):.1f} s | "
            row += f"{count / seconds:,.0f} | {max(one.megabytes for one in mine):.0f} MB |"
            if other:
                ratio = statistics.median(a.seconds / b.seconds for a, b in zip(mine, other, strict=True))
                worked = statistics.median(a.cpu / b.cpu for a, b in zip(mine, other, strict=True))
                row += f" {statistics.median(one.seconds for one in other):.1f} s |"
                row += f" {statistics.median(one.cpu for one in other):.1f} s | {ratio:.2f} | {worked:.2f} |"
            else:
                row += " | | | |"
            print(row, flush=True)
            if arguments.profile and smallest:
                profile(folder, records)


if __name__ == "__main__":
    main()
