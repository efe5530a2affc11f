"""Power cuts: what a command has written may be lost, in part and in any order, unless it was synced.

A library that is preloaded records every write, truncation, sync and change of a name below a folder, and what the
command reports. The record is replayed up to a random moment. Of what was not synced by then, the disk contains a
random part: nothing, all, some writes, or some sectors of 512 or 4,096 bytes. The contents of a file are synced by
`fsync` of the file, its name by `fsync` of its folder. A rename happens completely or not at all. Then the database
must open and be sound, it contains each change completely or not at all, and everything that was reported is there.
"""

import struct
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, partial
from pathlib import Path, PurePosixPath
from random import Random
from typing import NamedTuple

from tests.reliability.trials.commands import (
    FILES,
    NAMES,
    STATEMENT,
    Command,
    Whole,
    command,
    outcome,
    require_success,
)
from tests.reliability.trials.common import (
    DATABASE,
    Extent,
    Finding,
    environment,
    held,
    in_parallel,
    library,
    room,
    unsound,
)

EARLIER = ("status", STATEMENT, "confirmed", "--because", "An earlier trial.")
"""A command whose changes a power cut during a later one must not lose either."""
SECTORS = (512, 4096)
HEAD = struct.Struct("=cIIIq")


class Call(NamedTuple):
    """A recorded call; recorder.c describes the letters."""

    letter: str
    path: str
    second: str
    content: bytes
    number: int


@cache
def calls(record: Path) -> list[Call]:
    """Read a record."""
    content = record.read_bytes()
    found, at = [], 0
    while at < len(content):
        letter, *sizes, number = HEAD.unpack_from(content, at)
        at += HEAD.size
        parts = []
        for size in sizes:
            parts.append(content[at : at + size])
            at += size
        found.append(Call(letter.decode(), parts[0].decode(), parts[1].decode(), parts[2], number))
    return found


class Node:
    """A file or folder: its synced content, and the writes and truncations (`None`) since then."""

    def __init__(self, content: bytes = b"", *, is_folder: bool = False) -> None:
        self.content = bytearray(content)
        self.is_folder = is_folder
        self.unsynced: list[tuple[int, bytes | None]] = []

    def sync(self) -> None:
        for at, written in self.unsynced:
            _write(self.content, at, written)
        self.unsynced.clear()

    def after_power_cut(self, chance: Random, *, loses: str, kept: float) -> bytes:
        """Return the content with a random part of what was not synced."""
        content = bytearray(self.content)
        for at, written in self.unsynced:
            if loses == "sectors" and written is not None:
                size = chance.choice(SECTORS)
                end = at + len(written)
                for start in range(at - at % size, end, size):
                    if chance.random() < kept:
                        first, last = max(start, at), min(start + size, end)
                        _write(content, first, written[first - at : last - at])
            elif chance.random() < kept:
                _write(content, at, written)
        return bytes(content)


def _write(content: bytearray, at: int, written: bytes | None) -> None:
    if written is None:
        del content[at:]
    content.extend(bytes(max(0, at - len(content))))
    if written is not None:
        content[at : at + len(written)] = written


class Disk:
    """The files below a folder: as programs see them, and as far as they are synced."""

    def __init__(self, root: str, files: dict[str, bytes]) -> None:
        self.root = root
        self.synced = {f"{root}/{name}": Node(content) for name, content in files.items()}
        self.seen = dict(self.synced)
        self.changes: list[dict[str, Node | None]] = []
        """Names that were given or removed, and not synced; each change happens completely or not at all."""

    def call(self, one: Call, *, syncs: bool = True) -> None:
        """Do what a call did. Without `syncs`, the disk ignores requests to sync."""
        match one.letter:
            case "O" if one.path not in self.seen:
                self._change({one.path: Node()})
            case "M":
                self._change({one.path: Node(is_folder=True)})
            case "D":
                self._change({one.path: None})
            case "L":
                self._change({one.second: self.seen[one.path]})
            case "R":
                self._change({one.second: self.seen[one.path], one.path: None})
            case "W" | "T" if one.path in self.seen:
                self.seen[one.path].unsynced.append((one.number, one.content if one.letter == "W" else None))
            case "S" if syncs:
                self._sync(one.path)
            case "A" if syncs:
                for node in self.seen.values():
                    node.sync()
                self.synced = dict(self.seen)
                self.changes.clear()

    def _change(self, names: dict[str, Node | None]) -> None:
        self.changes.append(names)
        _apply(self.seen, names)

    def _sync(self, path: str) -> None:
        if path in self.seen and not self.seen[path].is_folder:
            self.seen[path].sync()
            return
        unsynced = []
        for names in self.changes:
            if any(str(PurePosixPath(name).parent) == path for name in names):
                _apply(self.synced, names)
            else:
                unsynced.append(names)
        self.changes = unsynced

    def after_power_cut(self, chance: Random) -> dict[str, bytes | None]:
        """Return the files (and folders, `None`) of which a random part of what was not synced is lost."""
        kept = chance.choice([0, 0, 0.1, 0.5, 0.9, 1])
        names = dict(self.synced)
        # A file system with a journal keeps the order of changes of names, another one may not.
        count = chance.randint(0, len(self.changes)) if chance.random() < 0.5 else None
        for number, change in enumerate(self.changes):
            if number < count if count is not None else chance.random() < kept:
                _apply(names, change)
        found: dict[str, bytes | None] = {}
        for path, node in sorted(names.items()):
            name = PurePosixPath(path).relative_to(self.root)
            if name.parent == PurePosixPath() or found.get(str(name.parent), b"") is None:
                loses = chance.choice(["writes", "sectors"])
                content = None if node.is_folder else node.after_power_cut(chance, loses=loses, kept=kept)
                found[str(name)] = content
        return found

    def now(self) -> dict[str, bytes]:
        """Return the files as programs see them."""
        found = {}
        for path, node in self.seen.items():
            if not node.is_folder:
                found[path.removeprefix(f"{self.root}/")] = node.after_power_cut(Random(), loses="writes", kept=1.1)
        return found


def _apply(names: dict[str, Node], change: dict[str, Node | None]) -> None:
    for name, node in change.items():
        if node is None:
            names.pop(name, None)
        else:
            names[name] = node


class Recording(NamedTuple):
    """The record of a command, after an earlier one if there could be one, with the files before and afterwards."""

    record: Path
    root: str
    files: dict[str, bytes]
    """The files of the folder before, which are on the disk."""
    stages: list[Whole]
    """For each report, the contents of the database before and after the work."""
    reports: list[str]
    written: dict[str, bytes]
    """The other files afterwards."""


def recorded(writes: Command, place: Path) -> Recording:
    """Run a command and record its calls. `place` is an empty folder that lasts as long as the recording is used."""
    recorder = library("recorder")
    assert recorder is not None
    root, record = place / "root", place / "record"
    root.mkdir()
    if writes.before is not None:
        (root / DATABASE).write_bytes(writes.before.read_bytes())
    if writes.to is not None:
        (root / writes.to).touch()
    files = _files(root)
    preload = {"LD_PRELOAD": str(recorder), "RECORD_BELOW": str(root), "RECORD_TO": str(record)}
    stages, reports = [], []
    for one in [*_earlier(writes), writes]:
        whole = Whole.of(writes) if one.before is None else None
        before = whole.before if whole else frozenset([held(root / DATABASE)])
        problems = frozenset(unsound(root / DATABASE)) if one.before else frozenset[str]()
        with (root / one.to if one.to else place / "output").open("wb") as out:
            done = subprocess.run(
                [sys.executable, "-m", "kzclaims", *one.arguments],
                cwd=root, env=environment(preload), stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.PIPE,
                check=False,
            )  # fmt: skip
        text = done.stderr.decode()
        if one.to is None:
            text += (place / "output").read_text("utf-8")
        require_success(one, done.returncode, text)
        stages.append(Whole(before, held(root / DATABASE), problems=problems))
        reports.append(one.reported)
    disk = Disk(str(root), files)
    for call in calls(record):
        disk.call(call)
    if _without_memory(disk.now()) != _without_memory(_files(root)):
        sys.exit(f"{writes.name}: the record is not complete")
    written = {name: content for name, content in _files(root).items() if not name.startswith((f"{DATABASE}-", "."))}
    written.pop(DATABASE, None)
    return Recording(record, str(root), files, stages, reports, written)


def _earlier(writes: Command) -> list[Command]:
    """Return an earlier command whose changes a power cut must not lose either."""
    if writes.before is None or writes.name in ("db upgrade", "db check --repair", "merge, to restore"):
        return []
    return [Command("status", EARLIER, writes.before, "confirmed")]


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _without_memory(files: dict[str, bytes]) -> dict[str, bytes]:
    """Leave out SQLite's shared memory, which nothing reads after the programs that shared it have ended."""
    return {name: content for name, content in files.items() if not name.endswith("-shm")}


def rows(extent: Extent) -> Iterator[Finding]:
    with tempfile.TemporaryDirectory() as name:
        for one in (*NAMES, *FILES):
            yield cut(command(one, Path(name)), extent.trials, seed=extent.seed)


def cut(writes: Command, trials: int, *, seed: int = 0, syncs: bool = True) -> Finding:
    """Cut the power at random moments of a command; without `syncs`, of a disk that ignores requests to sync."""
    tried = f"power cut during `{writes.name}`"
    if library("recorder") is None:
        return Finding(tried, 0, "skipped: no C compiler makes the library that records writes")
    with tempfile.TemporaryDirectory(prefix="reliability-") as name:
        recording = recorded(writes, Path(name))
        found = in_parallel(partial(_cut, recording, seed, syncs), trials)
    counts = Counter(state for state, _ in found)
    came = f"all of it {counts['all']} times, nothing {counts['nothing']} times, a part {counts['a part']} times"
    return Finding(tried, trials, came, [line for _, lines in found for line in lines])


def _cut(recording: Recording, seed: int, syncs: bool, number: int) -> tuple[str, list[str]]:
    chance = Random(f"{seed}:{number}")
    every = calls(recording.record)
    end = _moment(every, chance)
    disk = Disk(recording.root, recording.files)
    for one in every[:end]:
        disk.call(one, syncs=syncs)
    reported = _reported(every[:end], recording.reports)
    with room() as folder:
        left = disk.after_power_cut(chance)
        for name, content in left.items():
            if content is None:
                (folder / name).mkdir()
            else:
                (folder / name).write_bytes(content)
        whole = recording.stages[min(reported, len(recording.stages) - 1)]
        is_over = reported == len(recording.stages)
        if is_over:
            whole = whole._replace(before=frozenset())
        try:
            state, wrong = outcome(folder / DATABASE, whole)
        except Exception as error:  # noqa: BLE001 - what the file contains decides
            state, wrong = "a part", [f"{type(error).__name__}: {error}"]
    for name, complete in recording.written.items():
        there = left.get(name)
        # The file that the shell opened for stdout is there from the beginning.
        if (there is None and is_over) or (there not in (None, complete) and (is_over or name not in recording.files)):
            wrong.append(f"{name} is {'missing' if there is None else 'incomplete'}")
    return state, [f"cut {number}, at call {end} of {len(every)}, {reported} reported: {line}" for line in wrong]


def _moment(every: Sequence[Call], chance: Random) -> int:
    """Choose the number of calls before the cut: any, or next to a sync, a change of a name or a report."""
    kind = chance.choice(["", "S", "ORDLM", "P"])
    chosen = [number for number, one in enumerate(every) if one.letter in kind]
    if not kind or not chosen:
        return chance.randint(0, len(every))
    return chance.choice(chosen) + chance.choice([0, 1])


def _reported(every: Sequence[Call], reports: Sequence[str]) -> int:
    """Return how many of the reports were written."""
    text, count = b"", 0
    for one in every:
        if one.letter == "P" and count < len(reports):
            text += one.content
            if reports[count].encode() in text:
                text, count = b"", count + 1
    return count
