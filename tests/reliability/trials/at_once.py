"""Readers and writers at once: nobody fails if waiting would help, and nothing is lost or seen by halves.

Run as a program, with “reader” or “writer” and a number, it is one of them; stdin says when to stop.
"""

import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kzclaims.store.schema.revisions import REVISIONS
from tests.reliability.trials.common import (
    DATABASE,
    Extent,
    Finding,
    environment,
    program,
    room,
    run,
    seeded,
    unsound,
)

READERS, WRITERS = 8, 2
WHOLE = 25
"""Statements of a load."""
STATEMENT = "olevsky-only-astana-can-help-moscow"
PREFIX = "load-"
SHARED = "shared"
SHARED_RECORD = {"type": "organization", "key": SHARED, "name": "Shared", "lang": "en", "description": "At first"}
"""A record that all users correct."""


def rows(extent: Extent) -> Iterator[Finding]:
    with tempfile.TemporaryDirectory() as name:
        current, old = seeded(Path(name)), seeded(Path(name), REVISIONS[0])
        yield from crowd(current, extent.minutes * 60)
        some = -(-extent.trials // 40)
        yield waiting(current, some)
        yield unhindered(current, some)
        yield together("`seed` by 4 programs where there was no database", None, ("seed",), some)
        yield together("`db upgrade` by 4 programs", old, ("db", "upgrade"), some)
        yield overtaken(current, some)


def crowd(before: Path, seconds: float, readers: int = READERS, writers: int = WRITERS) -> Iterator[Finding]:
    """Readers that ask, and writers, each a user, that load, set statuses and correct the same record, for some time.

    Every second reader waits for nobody longer than a second. All may have to wait for a moment, while the first
    program opens the file or the last one closes it.
    """
    with room(before) as folder:
        found = at_work(folder, DATABASE, seconds, readers, writers)
        problems = unsound(folder / DATABASE)
        with closing(sqlite3.connect(folder / DATABASE)) as connection:
            loads = "SELECT sources.key, count(*) FROM appearances JOIN sources ON sources.id = source_id GROUP BY 1"
            sizes = {key: size for key, size in connection.execute(loads) if key.startswith(PREFIX)}
            changes = set(connection.execute("SELECT because, author FROM history"))
            shared = connection.execute(
                "SELECT json_extract(after, '$.description') FROM history"
                " WHERE record_type = 'organization' AND record_key = ? ORDER BY id DESC LIMIT 1",
                (SHARED,),
            ).fetchone()
            value = connection.execute("SELECT description FROM organizations WHERE key = ?", (SHARED,)).fetchone()
    times = sorted(found.read)
    asked = f"{len(times):,} questions by {readers} readers, half of them with --timeout 1"
    yield Finding(
        f"{asked}, in {seconds:.0f} s",
        len(times),
        f"median {statistics.median(times):.2f} s, longest {times[-1]:.2f} s",
        [*found.errors, *found.half],
    )
    done, made = found.loads, [(reason, author) for reason, author in found.changes]
    lost = [
        f"{key} was reported, and {sizes.get(key, 0)} of {WHOLE} are there" for key in done if sizes.get(key) != WHOLE
    ]
    lost += [
        f"the change of {author} because of “{reason}” is not in the history"
        for reason, author in made
        if (reason, author) not in changes
    ]
    if shared is not None and shared != value:
        lost.append(f"the last correction was {shared}, and {value} is recorded")
    what = f"{len(done)} loads and {len(made)} statuses and corrections by {writers} users meanwhile"
    yield Finding(what, len(done) + len(made), "each is there, whole, with its author", [*lost, *problems])


@dataclass
class Work:
    """The results of readers and writers."""

    read: list[float] = field(default_factory=list)
    """The seconds of each question."""
    wrote: list[float] = field(default_factory=list)
    """The seconds of each load and status."""
    errors: list[str] = field(default_factory=list)
    half: list[str] = field(default_factory=list)
    """The loads of which a question saw a part."""
    loads: list[str] = field(default_factory=list)
    changes: list[list[str]] = field(default_factory=list)
    """The reason and the author of each status and correction."""


def at_work(folder: Path, address: str, seconds: float, readers: int, writers: int) -> Work:
    """Let programs ask and load for so many seconds, and return what they report."""
    (folder / "shared.jsonl").write_text(json.dumps(SHARED_RECORD) + "\n", encoding="utf-8")
    run(folder, "load", "shared.jsonl", database=address)
    roles = [("reader", number) for number in range(readers)] + [("writer", number) for number in range(writers)]
    processes = [_start(folder, __spec__.name, role, str(number), address=address) for role, number in roles]
    for process in processes:
        _spoken(process)
    until = time.time() + seconds
    for process in processes:
        assert process.stdin is not None
        process.stdin.write(f"{until}\n")
        process.stdin.flush()
    work = Work()
    for process in processes:
        for name, values in json.loads(process.communicate()[0]).items():
            getattr(work, name).extend(values)
    return work


def waiting(before: Path, trials: int) -> Finding:
    """Write for long: other writers get an error after the time of --timeout."""
    broken, waited = [], []
    with room(before) as folder, _writing(folder):
        start = statistics.median(program(folder, "sources").seconds for _ in range(3))
        for number in range(trials):
            timeout = (0, 0.5, 1, 2)[number % 4]
            ended = program(folder, "--timeout", str(timeout), "status", STATEMENT, "disputed", "--because", "x")
            waited.append(ended.seconds - start - timeout)
            said = f"is being written to by another program; waited {timeout:g} s (--timeout), try again\n"
            if ended.code != 3 or not ended.err.endswith(said) or ended.seconds < timeout:
                broken.append(f"--timeout {timeout}: exit code {ended.code} after {ended.seconds:.1f} s: {ended.err}")
    outcome = f"exit code 3 and a sentence, at most {max(waited):.1f} s after the time that was set"
    return Finding("writing while another program writes for long, --timeout 0 to 2", trials, outcome, broken)


def unhindered(before: Path, trials: int) -> Finding:
    """Write for long: readers do not wait."""
    broken, seconds = [], []
    with room(before) as folder, _writing(folder):
        for _ in range(trials):
            ended = program(folder, "--timeout", "0", "sources")
            seconds.append(ended.seconds)
            if ended.code != 0:
                broken.append(f"exit code {ended.code}: {ended.err}")
    outcome = f"answered, in {statistics.median(seconds):.1f} s with the start of the program"
    return Finding("asking while another program writes for long, --timeout 0", trials, outcome, broken)


def together(tried: str, before: Path | None, arguments: Sequence[str], trials: int) -> Finding:
    """Run the same command in four programs at once: each succeeds, and the work is done once."""
    broken = []
    for _ in range(trials):
        with room(before) as folder:
            processes = [_start(folder, "kzclaims", "--timeout", "120", *arguments) for _ in range(4)]
            for process in processes:
                _, err = process.communicate()
                if process.returncode != 0:
                    broken.append(f"exit code {process.returncode}: {err}")
            broken += unsound(folder / DATABASE)
            there = sorted(path.name for path in folder.iterdir())
            backups = [f"{DATABASE}.{REVISIONS[0]}.backup"] if before else []
            if there != [DATABASE, *backups]:
                broken.append(f"there is {', '.join(there)}")
    return Finding(tried, trials, "each succeeds; one backup where there was something to upgrade", broken)


def overtaken(before: Path, trials: int) -> Finding:
    """Let a newer program upgrade the database while this one waits to write, which is then refused."""
    broken = []
    for _ in range(trials):
        with room(before) as folder:
            with _writing(folder) as connection:
                writer = _start(folder, "kzclaims", "status", STATEMENT, "disputed", "--because", "x")
                time.sleep(2)
                connection.execute("UPDATE alembic_version SET version_num = '9999'")
                connection.execute("COMMIT")
                _, err = writer.communicate()
                (count,) = connection.execute("SELECT count(*) FROM history").fetchone()
            if writer.returncode != 3 or "newer kzclaims" not in err or count:
                broken.append(f"exit code {writer.returncode}, {count} changes: {err}")
    return Finding(
        "upgraded by a newer program while this one waits to write", trials, "refused, nothing written", broken
    )


class _writing:  # noqa: N801
    """Hold the lock of a writer."""

    def __init__(self, folder: Path) -> None:
        self._connection = sqlite3.connect(folder / DATABASE, isolation_level=None)

    def __enter__(self) -> sqlite3.Connection:
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("BEGIN IMMEDIATE")
        return self._connection

    def __exit__(self, *_exception: object) -> None:
        self._connection.close()


def _start(folder: Path, module: str, *arguments: str, address: str = DATABASE) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=folder,
        env=environment({"KZCLAIMS_DATABASE": address}),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def _spoken(process: subprocess.Popen[str]) -> str:
    """Return the next line of a process."""
    assert process.stdout is not None
    return process.stdout.readline()


EVERYTHING = ("statements", "--topic", "trial", "--format", "jsonl", "--limit", "0")
"""The question whose answer shows whether a part of a load is visible."""
OTHERS = (
    ("statements", "--person", "Олевский"),
    ("search", "санкции"),
    ("events", "--from", "2023-09", "--to", "2023-11"),
)
"""Further questions to a server, whose loads add up to more than a question should list every time."""


def _reads(number: int, until: float, database: str) -> dict[str, Any]:
    errors, half, seconds = [], [], []
    on_server = database != DATABASE
    patience = ["--timeout", "1"] if number % 2 and not on_server else []
    turn = number
    while time.time() < until:
        turn += 1
        question = OTHERS[turn % 3] if on_server and turn % 8 else EVERYTHING
        ended = run(Path(), *patience, *question, database=database)
        if ended.code not in (0, 1):
            errors.append(f"a reader {' '.join(patience)}: exit code {ended.code}: {ended.err.strip()}")
        seen: dict[str, int] = {}
        for line in ended.out.splitlines() if question == EVERYTHING else ():
            load = json.loads(line)["appearances"][0]["source"]
            seen[load] = seen.get(load, 0) + 1
        half += [f"{load} was half seen: {count} of {WHOLE}" for load, count in seen.items() if count != WHOLE]
        seconds.append(ended.seconds)
    return {"errors": errors, "half": half, "read": seconds}


def _writes(number: int, until: float, database: str) -> dict[str, Any]:
    errors: list[str] = []
    loads: list[str] = []
    changes: list[list[str]] = []
    seconds: list[float] = []
    # Eight writers of a server take turns; what counts is that each gets its turn.
    patience = [] if database == DATABASE else ["--timeout", "60"]
    turn = 0
    user = f"user-{number}"
    while time.time() < until:
        key = f"{PREFIX}{number}-{turn}"
        path = Path(f"{key}.jsonl")
        path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in _load(key)), encoding="utf-8")
        status = ("status", STATEMENT, "disputed", "--because", key)
        corrected = Path(f"corrected-{key}.jsonl")
        corrected.write_text(json.dumps(SHARED_RECORD | {"description": f"As of {key}"}) + "\n", encoding="utf-8")
        correction = ("load", str(corrected), "--overwrite", "--because", f"{key}, corrected")
        for reason, arguments in ((key, ("load", str(path))), (key, status), (f"{key}, corrected", correction)):
            ended = run(Path(), *patience, "--author", user, *arguments, database=database)
            seconds.append(ended.seconds)
            if ended.code == 0 and arguments[1] == str(path):
                loads.append(key)
            elif ended.code == 0:
                changes.append([reason, user])
            else:
                errors.append(f"a writer: {arguments[0]}: exit code {ended.code}: {ended.err.strip()}")
        turn += 1
    return {"errors": errors, "loads": loads, "changes": changes, "wrote": seconds}


def _load(key: str) -> Iterator[dict[str, object]]:
    yield {"type": "topic", "key": "trial", "name": "Trial"}
    yield {"type": "source", "key": key, "title": key, "lang": "en"}
    for number in range(WHOLE):
        yield {
            "type": "statement",
            "key": f"{key}-{number}",
            "kind": "indirect",
            "text": f"Said {number} of {key}",
            "lang": "en",
            "topics": ["trial"],
            "appearances": [{"source": key, "exact": f"Said {number} of {key}"}],
        }


if __name__ == "__main__":
    _, role, which = sys.argv
    # All of them begin together, when the last one is there.
    print("ready", flush=True)
    end = float(sys.stdin.readline())
    work = _reads if role == "reader" else _writes
    print(json.dumps(work(int(which), end, os.environ["KZCLAIMS_DATABASE"])))
