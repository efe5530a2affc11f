"""A disk that is full or broken: a sentence, exit code 3, and the database as it was."""

import errno
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple, Protocol

from tests.reliability.trials.commands import NAMES, Command, Whole, command, outcome
from tests.reliability.trials.common import DATABASE, Ended, Extent, Finding, faults, in_parallel, program, room, shim


class Way(Protocol):
    """A way to fail."""

    @property
    def title(self) -> str: ...

    @property
    def calls(self) -> str:
        """The kind of calls that the way through a command is measured in."""

    def hindrance(self) -> str | None:
        """Why this cannot be tried here."""

    def run(self, writes: Command, folder: Path, whole: Whole, part: float) -> tuple[str, Ended]:
        """Run a command that fails at a share of its calls, from 0 to 1; return where and how it ended."""


class Erring(NamedTuple):
    """A call returns an error, alone or with all calls of its kind after it."""

    title: str
    calls: str
    number: int
    lasts: bool = False

    def hindrance(self) -> str | None:
        return None if shim() else "no C compiler makes the library that lets calls fail"

    def run(self, writes: Command, folder: Path, whole: Whole, part: float) -> tuple[str, Ended]:
        at = 1 + int(part * whole.calls)
        wrong = faults(folder, calls=self.calls, at=at, how=str(self.number), lasts=self.lasts)
        return f"{self.calls} {at} of {whole.calls}", program(folder, *writes.arguments, faults=wrong)


class Limited(NamedTuple):
    """No file may grow beyond a size."""

    title: str = "files no larger than a size (`RLIMIT_FSIZE`)"
    calls: str = "write"

    def hindrance(self) -> str | None:
        return None

    def run(self, writes: Command, folder: Path, whole: Whole, part: float) -> tuple[str, Ended]:
        largest = int(part * 1.2 * whole.bytes)
        return f"{largest} bytes a file", program(folder, *writes.arguments, largest=largest)


class Small(NamedTuple):
    """The database is on a disk that has little room."""

    title: str = "disk full (a small tmpfs)"
    calls: str = "write"

    def hindrance(self) -> str | None:
        with room() as folder, _mounted(folder / "disk", 1 << 20) as mounted:
            return None if mounted else "this user may not mount a tmpfs"

    def run(self, writes: Command, folder: Path, whole: Whole, part: float) -> tuple[str, Ended]:
        before = writes.before.stat().st_size if writes.before else 0
        size = before + (1 << 16) + int(part * 2.5 * whole.bytes)
        disk = folder / "disk"
        with _mounted(disk, size):
            for path in folder.glob(f"{DATABASE}*"):
                shutil.move(path, disk)
            ended = program(disk, *writes.arguments)
            for path in disk.glob(f"{DATABASE}*"):
                shutil.move(path, folder)
        return f"{size} bytes of disk", ended


FULL: Sequence[Way] = (Small(), Limited(), Erring("no write from one on (`ENOSPC`)", "write", errno.ENOSPC, lasts=True))
BROKEN: Sequence[Way] = (
    Erring("one change fails (`EIO`)", "change", errno.EIO),
    Erring("every change from one on fails (`EIO`)", "change", errno.EIO, lasts=True),
    Erring("one read fails (`EIO`)", "read", errno.EIO),
)


def full(extent: Extent) -> Iterator[Finding]:
    yield from _each(extent, FULL)


def io(extent: Extent) -> Iterator[Finding]:
    yield from _each(extent, BROKEN)


def _each(extent: Extent, ways: Sequence[Way]) -> Iterator[Finding]:
    with tempfile.TemporaryDirectory() as name:
        for one in NAMES:
            for way in ways:
                yield failing(command(one, Path(name)), way, -(-extent.trials // len(ways)))


def failing(writes: Command, way: Way, trials: int) -> Finding:
    """Lets a command fail at so many points, spread evenly over its way."""
    tried = f"`{writes.name}`, {way.title}"
    if hindrance := way.hindrance():
        return Finding(tried, 0, f"skipped: {hindrance}")
    whole = Whole.of(writes, way.calls)
    ended = in_parallel(partial(_failing, writes, way, whole, trials), trials)
    found = sum((counts for counts, _ in ended), Counter[str]())
    came = f"{found['failed']} ended with exit code 3, {found['done']} were done all the same; {whole.told(found)}"
    return Finding(tried, trials, came, [line for _, lines in ended for line in lines])


def _failing(writes: Command, way: Way, whole: Whole, trials: int, number: int) -> tuple[Counter[str], list[str]]:
    with room(writes.before) as folder:
        where, ended = way.run(writes, folder, whole, number / trials)
        now, wrong = outcome(folder / DATABASE, whole)
    failed = ended.code != 0
    last = ended.err.splitlines()[-1] if ended.err else ""
    # The check after a repair names a page that it cannot read, with exit code 1.
    is_check = writes.arguments[:2] == ("db", "check")
    is_named = is_check and ended.code == 1 and "unable to get the page" in ended.out
    if failed and not is_named and (ended.code != 3 or not last.startswith("Error: ")):
        wrong.append(f"exit code {ended.code}: {ended.err.strip()[-300:]}")
    if now == "all" and whole.after not in whole.before and "nothing was changed" in ended.err:
        wrong.append("it says that nothing was changed, and all of it is there")
    if now != "all" and not failed:
        wrong.append(f"it reported, and the database holds {now} of it")
    return Counter(["failed" if failed else "done", now]), [f"{where}: {line}" for line in wrong]


@contextmanager
def _mounted(folder: Path, size: int) -> Iterator[bool]:
    """Mount a disk of this many bytes at a folder; yield False if this user may not."""
    folder.mkdir()
    options = ["-t", "tmpfs", "-o", f"size={size}", "tmpfs"]
    mounted = shutil.which("mount") and subprocess.run(["mount", *options, folder], check=False, capture_output=True)
    try:
        yield bool(mounted and mounted.returncode == 0)
    finally:
        if mounted and mounted.returncode == 0:
            subprocess.run(["umount", folder], check=True)
