"""Shared parts of the trials: findings, kzclaims as a process, the contents of a database."""

import hashlib
import io
import json
import os
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import chdir, closing, contextmanager, redirect_stderr, redirect_stdout
from functools import cache
from itertools import islice, product
from pathlib import Path
from random import Random
from typing import NamedTuple, TypeVar

from kzclaims.cli.main import main
from kzclaims.store.database.database import Database
from kzclaims.store.schema.revisions import REVISIONS
from kzclaims.store.upkeep import check, migrate
from tests.databases import create, seed_files

ROOT = Path(__file__).parents[3]
DATABASE = "kzclaims.db"

T = TypeVar("T")


class Finding(NamedTuple):
    """A row of the table: what was tried, how often, what came of it."""

    tried: str
    times: int
    outcome: str
    broken: Sequence[str] = ()
    """Each time that the promise did not hold, and how; nothing of it may be left out of the outcome."""


class Extent(NamedTuple):
    """The size of the trials."""

    trials: int
    minutes: float
    seed: int


class Ended(NamedTuple):
    """A process that has ended: its exit code, or minus the signal that ended it, and what it wrote."""

    code: int
    out: str
    err: str
    seconds: float


def program(
    folder: Path,
    *arguments: str | Path,
    faults: Mapping[str, str] | None = None,
    kill_after: float | None = None,
    kill_when: str | None = None,
    largest: int | None = None,
    to: str | None = None,
) -> Ended:
    """Run kzclaims in a folder. SIGKILL ends it after `kill_after` seconds or when stderr contains `kill_when`.

    No file that it writes grows beyond `largest` bytes. `to` is the file that stdout goes to.
    """
    began = time.perf_counter()
    with (folder / to if to else Path(os.devnull)).open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "kzclaims", *map(str, arguments)],
            cwd=folder,
            env=environment(faults or {}),
            stdin=subprocess.DEVNULL,
            stdout=file if to else subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
    if largest is not None:
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (largest, largest))
    said = ""
    with process:
        assert process.stderr is not None
        if kill_when is not None:
            for line in process.stderr:
                said += line
                if kill_when in line:
                    process.kill()
                    break
        try:
            out, err = process.communicate(timeout=kill_after)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
    return Ended(process.returncode, out or "", said + err, time.perf_counter() - began)


def run(folder: Path, *arguments: str, database: str = DATABASE) -> Ended:
    """Run a command in this process, which is faster than in one of its own."""
    out, err = io.StringIO(), io.StringIO()
    began = time.perf_counter()
    with chdir(folder), redirect_stdout(out), redirect_stderr(err):
        code = main(["--database", database, *arguments])
    return Ended(code, out.getvalue(), err.getvalue(), time.perf_counter() - began)


def environment(more: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a process that runs this kzclaims from any folder."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "KZCLAIMS_DATABASE": DATABASE, **more}


KILLED = -signal.SIGKILL


class Held(NamedTuple):
    """The contents of a database: its revision and hashes of its schema and rows, without times of recording."""

    revision: str | None
    rows: str


_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
"""A time in the JSON of the history."""

TIMES = ("recorded", "at", "replaced", "verified_at")
"""Columns that say when something was recorded."""

NOTHING = Held(None, "")
"""No database, or one that nothing was ever written to."""


def held(path: Path) -> Held:
    """Read the contents of a database of any revision as any program would, which recovers it if need be."""
    if not path.exists():
        return NOTHING
    content = hashlib.sha256()
    with closing(sqlite3.connect(path)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall()
        if not tables:
            return NOTHING
        (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        for entry in connection.execute("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name"):
            content.update(repr(entry).encode())
        for (table,) in tables:
            # The hash chain covers times, too; `db check` shows that it is whole.
            if "_fts" not in table and table not in ("sqlite_sequence", "chain"):
                columns = [name for _, name, *_ in connection.execute(f'PRAGMA table_info("{table}")')]
                chosen = ", ".join(f'"{name}"' for name in columns if name not in TIMES)
                # The id of a database is random.
                where = "WHERE name <> 'database_id'" if table == "settings" else ""
                for row in connection.execute(f'SELECT {chosen} FROM "{table}" {where} ORDER BY {chosen}'):
                    content.update(_TIME.sub("", repr((table, row))).encode())
    return Held(revision, content.hexdigest())


def unsound(path: Path) -> list[str]:
    """Return what `db check` reports of a current database, or SQLite of one of another revision."""
    database = Database(path)
    if database.state() == "current":
        return list(check.problems(database))
    with closing(sqlite3.connect(path)) as connection:
        found = [line for (line,) in connection.execute("PRAGMA integrity_check") if line != "ok"]
        return found + [repr(row) for row in connection.execute("PRAGMA foreign_key_check")]


@contextmanager
def room(before: Path | None = None) -> Iterator[Path]:
    """Create a folder with a copy of a database."""
    with tempfile.TemporaryDirectory(prefix="reliability-") as name:
        if before is not None:
            shutil.copyfile(before, Path(name) / DATABASE)
        yield Path(name)


def seeded(folder: Path, revision: str = REVISIONS[-1]) -> Path:
    """Create a database with the seed at a revision."""
    path = folder / f"seeded-{revision}.db"
    if path.exists():
        return path
    migrate.to_revision(create(path, *seed_files()), revision)
    return path


def archive(folder: Path, statements: int) -> Path:
    """Write a file of invented statements with their sources and speakers. The same number makes the same file."""
    path = folder / f"archive-{statements}.jsonl"
    with path.open("w", encoding="utf-8") as out:
        for record in _records(statements):
            out.write(json.dumps(record, ensure_ascii=False) + "\n")
    return path


def _records(statements: int) -> Iterator[dict[str, object]]:
    """Yield the records of an archive, each after those that it refers to: 20 statements to a source."""
    chance = Random(statements)
    words = ["".join(three) for three in product(("ба", "ве", "го", "ди", "жа", "зе", "ки", "ло"), repeat=3)]
    speakers = [f"person-{number}" for number in range(50)]
    yield {"type": "organization", "key": "gazette", "name": "Газета", "lang": "ru"}
    for key, name in zip(speakers, words, strict=False):
        yield {"type": "person", "key": key, "name": f"Олег {name.capitalize()}ров", "lang": "ru"}
    for number in range(statements):
        page, position = divmod(number, 20)
        source, day = f"gazette-{page}", f"{1999 + page % 20}-05-14"
        if position == 0:
            title, url = f"Стенограмма {page}", f"https://gazette.example/{page}"
            published = {"publisher": "gazette", "url": url, "published": day}
            yield {"type": "source", "key": source, "title": title, "lang": "ru", **published}
        yield {
            "type": "statement",
            "key": f"{source}-{position}",
            "kind": "direct",
            "text": " ".join(chance.choices(words, k=25)).capitalize(),
            "lang": "ru",
            "speaker": chance.choice(speakers),
            "said": day,
            "appearances": [{"source": source, "attribution": "сказал он", "position": position}],
        }


@cache
def library(name: str) -> Path | None:
    """Compile a C file next to this one and return the library, or `None` without a compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or sys.platform != "linux":
        return None
    path = Path(tempfile.mkdtemp(prefix="reliability-")) / f"{name}.so"
    source = Path(__file__).with_name(f"{name}.c")
    made = subprocess.run([compiler, "-O2", "-shared", "-fPIC", "-o", path, source, "-ldl"], check=False)
    return path if made.returncode == 0 else None


def shim() -> Path | None:
    """Return the library that makes calls fail, if there is a compiler for it."""
    return library("faults")


def faults(
    folder: Path, *, calls: str = "change", at: int = 0, how: str = "kill", lasts: bool = False
) -> dict[str, str]:
    """Return the environment in which the `at`-th call on the database of a folder fails, or calls are counted."""
    library = shim()
    assert library is not None
    return {
        "LD_PRELOAD": str(library),
        "FAULT_FILES": str(folder / DATABASE),
        "FAULT_CALLS": calls,
        "FAULT_AT": str(at),
        "FAULT_HOW": how,
        "FAULT_LASTS": "1" if lasts else "",
        "FAULT_LOG": str(folder / "calls"),
    }


def calls_of(folder: Path) -> int:
    """Return the number of calls that the program in this folder counted."""
    return int((folder / "calls").read_text())


def in_parallel(function: Callable[[int], T], trials: int) -> list[T]:
    """Call a function for the number of each trial, in as many processes as there are cores."""
    if trials < 20:
        return list(map(function, range(trials)))
    with ProcessPoolExecutor() as pool:
        return list(pool.map(function, range(trials), chunksize=2))


def told(broken: Iterable[str], most: int = 20) -> str:
    """Each broken promise on a line."""
    return "\n".join(islice(broken, most))
