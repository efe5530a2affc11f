"""Odd places: paths, terminals, encodings, pipes, Ctrl-C, rights and clocks that a program seldom meets."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from random import Random

from tests.reliability.trials.common import (
    DATABASE,
    Ended,
    Extent,
    Finding,
    archive,
    environment,
    held,
    library,
    room,
    seeded,
    unsound,
)
from tests.reliability.trials.damage import said

NAMES = (
    "two words", "100%", "50%25", "what?", "part#2", "a&b=c", "файл базы", "it's", 'the "file"', "semi;colon",
    "new\nline",
    "-begins", "file:x", "C:", "dollar$HOME", "back\\slash", "қазақ әліпбиі", "e\u0301", "🙂", "a" * 200,
)  # fmt: skip
LISTINGS = [
    ["statements", "--limit", "0"], ["statements", "--format", "json"], ["events", "--format", "csv"],
    ["dump", "--jsonl"],
    ["export", "--as", "gexf"], ["person", "Олевский"],
]  # fmt: skip
PLACES: Mapping[str, Mapping[str, str | None]] = {
    "LANG=C": {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": None},
    "PYTHONIOENCODING=cp1252": {"PYTHONIOENCODING": "cp1252"},
    "no HOME": {"HOME": None},
    "COLUMNS=40": {"COLUMNS": "40"},
    "COLUMNS=x": {"COLUMNS": "x"},
    "TZ=Pacific/Kiritimati": {"TZ": "Pacific/Kiritimati"},
}


def rows(extent: Extent) -> Iterator[Finding]:
    with tempfile.TemporaryDirectory() as name:
        path = seeded(Path(name))
        yield paths()
        yield environments(path)
        yield readers_that_leave(path)
        yield closed(path)
        yield stopped(path, Path(name), extent.trials, seed=extent.seed)
        yield read_only(path)
        yield clocks(path)


def ran(
    folder: Path, *arguments: str | Path, places: Mapping[str, str | None] | None = None, before: Sequence[str] = ()
) -> Ended:
    """Run kzclaims in a folder with environment variables changed or removed (`None`)."""
    changed = {**environment({}), **(places or {})}
    kept = {name: value for name, value in changed.items() if value is not None}
    began = time.perf_counter()
    done = subprocess.run(
        [*before, sys.executable, "-m", "kzclaims", *map(str, arguments)],
        cwd=folder,
        env=kept,
        check=False,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=120,
    )
    out, err = map(_decoded, (done.stdout, done.stderr))
    return Ended(done.returncode, out, err, time.perf_counter() - began)


def _decoded(written: bytes) -> str:
    try:
        return written.decode()
    except UnicodeDecodeError:
        return written.decode("cp1252", errors="replace")


def paths(names: Sequence[str] = NAMES) -> Finding:
    """Try databases and outputs in folders and files with odd names."""
    broken = []
    steps = (
        (["seed"], ""),
        (["people"], ""),
        (["dump", "dumped {}"], "dumped {}"),
        (["load", "dumped {}/people.toml"], ""),
        (["export", "--as", "csv", "--output", "tables {}"], "tables {}"),
        (["export", "--as", "jsonld", "--output", "{}.json"], "{}.json"),
        (["db", "backup", "{}.backup"], "{}.backup"),
        (["db", "check"], ""),
    )
    for name in names:
        with room() as outside:
            folder = outside / name
            folder.mkdir()
            there = {f"{name}.db"}
            for command, made in steps:
                arguments = [str(folder / part.format(name)) if "{}" in part else part for part in command]
                done = said(folder / f"{name}.db", *arguments)
                there |= {made.format(name)} - {""}
                now = {one.name for one in folder.iterdir()}
                if done.code != 0 or now != there or len(list(outside.iterdir())) != 1:
                    broken.append(f"{name!r}: {command}: {done.code} {done.err[-200:]} {now}")
    return Finding(
        f"{len(steps)} commands that write or read, under {len(names)} odd names of folders and files",
        len(names) * len(steps),
        "each file where it was asked for, and no other",
        broken,
    )


def environments(path: Path, places: Mapping[str, Mapping[str, str | None]] = PLACES) -> Finding:
    """Try commands in other environments: the output is the same, or escaped where the encoding lacks letters."""
    broken = []
    with room(path) as folder:
        for listing in LISTINGS:
            usual = ran(folder, *listing)
            for name, changed in places.items():
                done = ran(folder, *listing, places=changed)
                same = done.out == usual.out or _unescaped(done.out) == _unescaped(usual.out)
                if done.code != 0 or not (same or "COLUMNS" in name) or "Traceback" in done.err:
                    broken.append(f"{name}: {listing}: {done.code} {done.err[-300:]}")
    times = len(LISTINGS) * len(places)
    return Finding(f"{len(LISTINGS)} listings with {', '.join(places)}", times, "the same output as usual", broken)


def _unescaped(text: str) -> str:
    """Return a text with all of its letters as escapes."""
    return text.encode("ascii", "backslashreplace").decode()


def readers_that_leave(path: Path) -> Finding:
    """``| head -1``."""
    broken = []
    with room(path) as folder:
        for listing in LISTINGS:
            with subprocess.Popen(
                [sys.executable, "-m", "kzclaims", *listing],
                cwd=folder, env=environment({}), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            ) as process:  # fmt: skip
                assert process.stdout is not None
                assert process.stderr is not None
                process.stdout.readline()
                process.stdout.close()
                err = process.stderr.read().decode()
            if process.returncode != 0 or "Traceback" in err or "Error" in err:
                broken.append(f"{listing}: {process.returncode} {err[-300:]}")
    return Finding("a reader that leaves after a line (`| head -1`)", len(LISTINGS), "exit code 0 and no word", broken)


def closed(path: Path) -> Finding:
    """Try standard streams that a shell has closed (``<&- >&- 2>&-``)."""
    broken = []
    times = 0
    for listing in (["people"], ["load", "-"], ["nothing"]):
        for streams in ("<&-", ">&-", "2>&-", "<&- >&- 2>&-"):
            times += 1
            with room(path) as folder:
                done = subprocess.run(
                    ["sh", "-c", f'exec "$@" {streams}', "sh", sys.executable, "-m", "kzclaims", *listing],
                    cwd=folder, env=environment({}),
                    capture_output=True, check=False, timeout=60,
                )  # fmt: skip
                silent = ">&-" in streams.split() and listing[0] == "people"
                right = {"nothing": (2,), "load": (0, 2), "db": (0,)}.get(listing[0], (1,) if silent else (0,))
                if (
                    done.returncode not in right
                    or b"Traceback" in done.stdout + done.stderr
                    or unsound(folder / DATABASE)
                ):
                    broken.append(f"{listing} {streams}: {done.returncode} {done.stderr[-300:]!r}")
    return Finding("standard streams closed by the shell", times, "lost output gives exit code 1", broken)


def stopped(path: Path, folder: Path, trials: int, *, seed: int = 0) -> Finding:
    """Ctrl-C at random moments of a load."""
    # A shell's background commands are deaf to it, and so would be what they start.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    chance = Random(seed)
    file = archive(folder, 600)
    before = held(path)
    with room(path) as there:
        whole = ran(there, "load", file)
        after = held(there / DATABASE)
    found: Counter[str] = Counter()
    broken = []
    for _ in range(trials):
        moment = chance.uniform(0.05, whole.seconds)
        with room(path) as there:
            with subprocess.Popen(
                [sys.executable, "-m", "kzclaims", "load", str(file)],
                cwd=there, env=environment({}), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            ) as process:  # fmt: skip
                with suppress(subprocess.TimeoutExpired):
                    process.wait(moment)
                process.send_signal(signal.SIGINT)
                _, err = (stream.decode() for stream in process.communicate(timeout=60))
            now = held(there / DATABASE)
            what = "all" if now == after else "nothing" if now == before else "a part"
            early = process.returncode == -signal.SIGINT or (process.returncode == 1 and "kzclaims/cli" not in err)
            found["before Python had begun" if early else what] += 1
            if (
                (process.returncode not in (0, 130) and not early)
                or ("Traceback" in err and not early)
                or what == "a part"
            ):
                broken.append(f"after {moment:.3f} s: {process.returncode}, {what}: {err[-600:]}")
    outcome = ", ".join(f"{what} {times}" for what, times in sorted(found.items()))
    return Finding("Ctrl-C in a load of 600 statements", trials, f"recorded: {outcome}", broken)


READ_ONLY = 'mount --bind . . && mount -o remount,ro,bind . && cd "$PWD" && exec "$@"'
"""For the superuser, who may write everywhere: the folder mounted again, read-only, for this process alone."""


def read_only(path: Path) -> Finding:
    """Try a database in a folder without write permission."""
    questions = [*LISTINGS[1:3], ["find", "только Астана может помочь Москве"], ["verify"], ["db", "check"]]
    changes = [["seed"], ["db", "reindex"], ["db", "backup", "x"], ["dump", "out"], ["db", "check", "--repair"]]
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    before = ["unshare", "--mount", "sh", "-c", READ_ONLY, "sh"] if root else []
    broken = []
    with room(path) as folder:
        ran(folder, "seed")
        usual = [ran(folder, *question) for question in questions]
        there = _state(folder)
        folder.chmod(0o555)
        try:
            for question, wanted in zip(questions, usual, strict=True):
                done = ran(folder, *question, before=before)
                if (done.code, done.out) != (wanted.code, wanted.out) or _state(folder) != there:
                    broken.append(f"{question}: {done.code} {done.err[-300:]}")
            for change in changes:
                done = ran(folder, *change, before=before)
                sound = change[-1] == "--repair"
                if (
                    done.code not in ((0,) if sound else (1, 2, 3))
                    or "Traceback" in done.err
                    or _state(folder) != there
                ):
                    broken.append(f"{change}: {done.code} {done.err[-300:]}")
        finally:
            folder.chmod(0o755)
    outcome = f"{len(questions)} questions answered as elsewhere; what would write refused in a sentence"
    return Finding("a read-only folder", len(questions) + len(changes), outcome, broken)


def _state(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.iterdir()}


CLOCKS = {"1970-01-01": "0", "1969-12-31": "-86400", "1980-01-01": "315532800"}


def clocks(path: Path, days: Sequence[str] = tuple(CLOCKS)) -> Finding:
    """Try a clock that was never set: questions are answered, nothing is recorded with a wrong time."""
    clock = library("clock")
    questions = [["statements", "--on", "2023-11"], ["statements", "--as-of", "2026-01"], ["sources"]]
    status = ["status", "olevsky-only-astana-can-help-moscow", "disputed", "--because", "Проверено."]
    broken = []
    with room(path) as folder:
        before = held(folder / DATABASE)
        usual = [ran(folder, *question) for question in questions]
        for day in days if clock else ():
            place = {"LD_PRELOAD": str(clock), "CLOCK_SECONDS": CLOCKS[day]}
            for question, wanted in zip(questions, usual, strict=True):
                done = ran(folder, *question, places=place)
                if (done.code, done.out) != (wanted.code, wanted.out):
                    broken.append(f"{day}: {question}: {done.code} {done.err[-300:]}")
            for change in (["seed"], status):
                done = ran(folder, *change, places=place)
                if done.code != 1 or f"the clock shows {day}" not in done.err or held(folder / DATABASE) != before:
                    broken.append(f"{day}: {change}: {done.code} {done.err[-300:]}")
    times = len(days) * (len(questions) + 2) if clock else 0
    return Finding(f"a clock at {', '.join(days)}", times, "questions answered as ever, changes refused", broken)
