"""Measure how fast files load, and how fast sqlite-utils loads the same rows without checks, sources and names.

    python -m benchmarks.load [PATH …] [--rows 200000 2000000] [--recorded 0 1000000] [--runs 3] [--sqlite-utils FILE]

Paths:

    records    JSON Lines: records with their types, into an empty database
    table      CSV by a mapping: text, speaker (5,000 people), date and address, into a database with the seed
    names      the same with another new speaker in each row
    family     the same, all of one family name: try --rows 3000 12000 48000, which should take time in proportion
    objects    JSON Lines by a mapping: the rows of `table`
    dossiers   TOML: dossiers with 50 statements each

kzclaims and `sqlite-utils insert`, `enable-fts` and `create-index` load the same file alternately; sqlite-utils, always
into an empty database, is run at the smallest size only, and not for dossiers. `--recorded` is the number of statements
that the database contains before. Each run is a separate process, start and end included. Memory is the peak of the
resident memory of the process and its children together. --profile reports the parts of the time, in this process.
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
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from benchmarks import corpus
from benchmarks.search import SEED

PATHS = ("records", "table", "names", "family", "objects", "dossiers")
PER_DOSSIER = 50
PROGRAM = [sys.executable, "-m", "kzclaims"]
MAPPING = """as = "statements"
dates = ["%d.%m.%Y"]

[columns]
text = "text"
speaker = "speaker"
said = "date"
"source.url" = "url"

[constants]
kind = "direct"
lang = "ru"
"""


class Run(NamedTuple):
    """Time and memory of a process."""

    seconds: float
    cpu: float
    """Seconds that processors worked: what a busy machine changes least."""
    megabytes: float


def run(folder: Path, *commands: Sequence[str]) -> Run:
    """Run commands one after another."""
    began, cpu, peak = time.perf_counter(), 0.0, 0.0
    for command in commands:
        process = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
        )
        while True:
            found, status, usage = os.wait4(process.pid, os.WNOHANG)
            if found:
                break
            peak = max(peak, _resident(process.pid))
            time.sleep(0.05)
        process.returncode = status
        if status:
            assert process.stderr is not None
            sys.exit(f"failed: {' '.join(command)}\n{process.stderr.read().decode()}")
        peak = max(peak, usage.ru_maxrss / 1024)
        cpu += usage.ru_utime + usage.ru_stime
    return Run(time.perf_counter() - began, cpu, peak)


def _resident(session: int) -> float:
    """Return the resident memory of all processes of a session in megabytes; 0 where there is no /proc."""
    pages = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session:
            pages += int(fields[21])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


class Input(NamedTuple):
    """The files of a path, with the options by which kzclaims and sqlite-utils load them."""

    files: list[str]
    ours: list[str]
    theirs: list[str]
    columns: list[str]
    """The columns that sqlite-utils indexes."""


def written(folder: Path, path: str, count: int) -> Input:
    """Write the input of a path with this many statements."""
    mapping = folder / "mapping.toml"
    mapping.write_text(MAPPING, encoding="utf-8")
    by_mapping = ["--mapping", str(mapping), "--create-people"]
    match path:
        case "records":
            file = folder / "records.jsonl"
            corpus.write(file, count)
            # The lines are of several types: --alter adds the columns of those that come later.
            return Input([str(file)], [], ["--nl", "--alter"], ["speaker", "said"])
        case "dossiers":
            files = corpus.write_dossiers(folder / "dossiers", count, PER_DOSSIER)
            return Input(list(map(str, files)), [], [], [])
        case "objects":
            file = folder / "rows.jsonl"
            corpus.write_rows(file, count)
            return Input([str(file)], by_mapping, ["--nl"], ["speaker", "date"])
        case _:
            file = folder / "rows.csv"
            names = {"names": corpus.different_names, "family": corpus.names_of_one_family}.get(path)
            corpus.write_rows(file, count, names() if names else None)
            return Input([str(file)], by_mapping, ["--csv"], ["speaker", "date"])


def prepared(folder: Path, path: str, recorded: int) -> Path:
    """Return a database with this many statements; tables are loaded into one that contains the seed."""
    file = folder / f"{'empty' if path == 'records' else 'seed'}-{recorded}.db"
    if not file.exists():
        program = [*PROGRAM, "--database", str(file)]
        run(folder, [*program, "db", "upgrade"] if path == "records" else [*program, "seed"])
        if recorded:
            other = folder / "recorded.jsonl"
            corpus.write(other, recorded, seed=SEED + 1)
            run(folder, [*program, "load", str(other)])
            other.unlink()
    return file


def ours(folder: Path, given: Input, database: Path) -> Run:
    copy = folder / "ours.db"
    shutil.copy(database, copy)
    return run(folder, [*PROGRAM, "--database", str(copy), "load", *given.files, *given.ours])


def theirs(folder: Path, given: Input, program: str) -> Run:
    (folder / "theirs.db").unlink(missing_ok=True)
    insert = [program, "insert", "theirs.db", "records", *given.files, *given.theirs, "--silent"]
    index = [program, "create-index", "theirs.db", "records", *given.columns]
    return run(folder, insert, [program, "enable-fts", "theirs.db", "records", "text"], index)


def profile(folder: Path, given: Input, database: Path) -> None:
    """Print the functions in which a load spends most time, in this process."""
    from kzclaims.dossier import column_mapping
    from kzclaims.store.bulk.files import LoadOptions, load_files
    from kzclaims.store.database.database import Database

    copy = folder / "ours.db"
    shutil.copy(database, copy)
    mapping = column_mapping.read(Path(given.ours[1])) if given.ours else None
    profiler = cProfile.Profile(time.process_time)
    with profiler:
        load_files(Database(copy), list(map(Path, given.files)), LoadOptions(mapping=mapping, create_people=True))
    found = pstats.Stats(profiler)
    found.sort_stats("tottime").print_stats(40)
    found.sort_stats("cumtime").print_stats(70)


def measure(folder: Path, path: str, counts: Sequence[int], recorded: int, arguments: argparse.Namespace) -> None:
    """Print a row for each size of a path."""
    database = prepared(folder, path, recorded)
    for count in sorted(counts):
        given = written(folder, path, count)
        if arguments.profile:
            profile(folder, given, database)
            continue
        is_compared = count == min(counts) and arguments.sqlite_utils and given.columns
        mine: list[Run] = []
        other: list[Run] = []
        for _ in range(arguments.runs if count == min(counts) else 1):
            mine.append(ours(folder, given, database))
            if is_compared:
                other.append(theirs(folder, given, arguments.sqlite_utils))
        seconds = statistics.median(one.seconds for one in mine)
        row = f"| {path} | {recorded:,} | {count:,} | {len(mine)} | {seconds:.1f} s | "
        row += f"{statistics.median(one.cpu for one in mine):.1f} s | {count / seconds:,.0f} | "
        row += f"{max(one.megabytes for one in mine):.0f} MB |"
        if other:
            ratio = statistics.median(a.seconds / b.seconds for a, b in zip(mine, other, strict=True))
            worked = statistics.median(a.cpu / b.cpu for a, b in zip(mine, other, strict=True))
            row += f" {statistics.median(one.seconds for one in other):.1f} s |"
            row += f" {statistics.median(one.cpu for one in other):.1f} s | {ratio:.2f} | {worked:.2f} |"
        else:
            row += " | | | |"
        print(row, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", metavar="PATH", help=f"{', '.join(PATHS)}; all if left out")
    parser.add_argument("--rows", type=int, nargs="+", default=[200_000, 2_000_000])
    parser.add_argument("--recorded", type=int, nargs="+", default=[0])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--sqlite-utils", default=shutil.which("sqlite-utils"))
    parser.add_argument("--folder", type=Path, help="where files are written; a temporary folder if left out")
    parser.add_argument("--profile", action="store_true")
    arguments = parser.parse_args()
    if wrong := set(arguments.paths) - set(PATHS):
        parser.error(f"no such path: {', '.join(sorted(wrong))}; there are {', '.join(PATHS)}")
    print(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version},", end=" ")
    print(f"{os.cpu_count()} cores, {platform.machine()}, {datetime.now(UTC):%Y-%m-%d}; medians\n", flush=True)
    print("| path | recorded | rows | runs | kzclaims | CPU | a second | memory", end=" ")
    print("| sqlite-utils | CPU | ratio | of CPU |")
    print("| --- |" + " ---: |" * 11, flush=True)
    for recorded in arguments.recorded:
        for path in arguments.paths or PATHS:
            with tempfile.TemporaryDirectory(dir=arguments.folder) as name:
                measure(Path(name), path, arguments.rows, recorded, arguments)


if __name__ == "__main__":
    main()
