"""Killed at any moment: the whole of it is there or nothing, and what was reported is there."""

import random
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.reliability.trials import (
    DATABASE,
    KILLED,
    NOTHING,
    Extent,
    Finding,
    Held,
    archive,
    calls_of,
    faults,
    held,
    program,
    room,
    seeded,
    shim,
    unsound,
)
from kzclaims.store import migrate
from kzclaims.store.database import REVISIONS, Database


class Command(NamedTuple):
    """A command that changes a database."""

    name: str
    arguments: list[str]
    before: Path | None
    """The database that it starts with."""
    reported: str
    """What stands in stderr as soon as the command says that it is done."""


def commands(folder: Path) -> Iterator[Command]:
    """Each command that writes much."""
    current = seeded(folder)
    yield Command("load", ["load", str(archive(folder, 600))], current, " changed\n")
    yield Command("seed", ["seed"], None, " changed\n")
    yield Command("db upgrade", ["db", "upgrade"], seeded(folder, REVISIONS[0]), "upgraded\n")
    yield Command("db reindex", ["db", "reindex"], current, "rebuilt\n")


def rows(extent: Extent) -> Iterator[Finding]:
    with tempfile.TemporaryDirectory() as name:
        for command in commands(Path(name)):
            yield killed(command, extent.trials, seed=extent.seed)


def killed(command: Command, trials: int, *, seed: int = 0) -> Finding:
    """Kills a command at random moments: by the clock, at a call that changes the file, and as soon as it has reported.

    At a call means just before it, or when half of it is written.
    """
    chance = random.Random(seed)
    whole = Whole.of(command)
    found: Counter[str] = Counter()
    broken: list[str] = []
    for number in range(trials):
        with room(command.before) as folder:
            moment = number % 10
            if moment == 1:
                what = "on the report"
                ended = program(folder, *command.arguments, kill_when=command.reported.strip())
            elif moment % 2 == 0 and whole.calls:
                at, how = chance.randint(1, whole.calls), chance.choice(["kill", "torn"])
                what = f"{how} at call {at} of {whole.calls}"
                ended = program(folder, *command.arguments, faults=faults(folder, at=at, how=how))
            else:
                after = chance.uniform(0, whole.seconds)
                what = f"after {after:.3f} s of {whole.seconds:.3f}"
                ended = program(folder, *command.arguments, kill_after=after)
            found["ended by itself" if ended.code == 0 else "killed"] += 1
            if ended.code not in (0, KILLED):
                broken.append(f"{what}: exit code {ended.code}: {ended.err.strip()}")
            now, wrong = _after(folder / DATABASE, whole)
            found[now] += 1
            broken += [f"{what}: {line}" for line in wrong]
            if command.reported in ended.err and now != "all":
                broken.append(f"{what}: it reported, and the database holds {now} of it")
    # What is made anew is the same rows as before.
    whole_or_not = f"all of it {found['all']} times, nothing {found['nothing']} times, a part {found['a part']} times"
    held_then = f"the same rows {found['all']} times" if whole.after in whole.before else whole_or_not
    outcome = f"{found['killed']} killed, {found['ended by itself']} had ended; {held_then}"
    return Finding(f"`{command.name}` killed", trials, outcome, broken)


class Whole(NamedTuple):
    """What a command makes of a database when nobody kills it."""

    before: set[Held]
    """What a database may hold that has nothing of it."""
    after: Held
    seconds: float
    calls: int
    """How many of its calls change a file of the database; 0 if that cannot be counted."""

    @classmethod
    def of(cls, command: Command) -> "Whole":
        runs, calls = [], 0
        before = {NOTHING} if command.before is None else {held(command.before)}
        for _ in range(3):
            with room(command.before) as folder:
                ended = program(folder, *command.arguments, faults=faults(folder) if shim() else None)
                if ended.code != 0 or command.reported not in ended.err:
                    sys.exit(f"{command.name} fails by itself: {ended}")
                runs.append(ended.seconds)
                after = held(folder / DATABASE)
                calls = calls_of(folder) if shim() else 0
        if command.before is None:
            with room() as folder:
                migrate.upgrade(Database(folder / DATABASE))
                before.add(held(folder / DATABASE))
        return cls(before, after, statistics.median(runs), calls)


def _after(path: Path, whole: Whole) -> tuple[str, list[str]]:
    """How much of a command a database holds, and what is wrong with it."""
    wrong = unsound(path)
    now = held(path)
    if now.revision not in (None, REVISIONS[-1]):
        # Its upgrade must still be possible, whatever the one that was killed has left.
        migrate.upgrade(Database(path))
        wrong += unsound(path)
        if held(path) != whole.after:
            wrong.append("upgrading it again made something else")
    if now == whole.after:
        return "all", wrong
    if now in whole.before:
        return "nothing", wrong
    return "a part", [*wrong, "it holds neither all nor nothing"]
