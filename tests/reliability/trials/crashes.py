"""Killed at any moment: the whole of it is there or nothing, and what was reported is there."""

import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.reliability.trials.commands import NAMES, Command, Whole, command, outcome
from tests.reliability.trials.common import DATABASE, KILLED, Extent, Finding, faults, program, room


def rows(extent: Extent) -> Iterator[Finding]:
    with tempfile.TemporaryDirectory() as name:
        for one in NAMES:
            yield killed(command(one, Path(name)), extent.trials, seed=extent.seed)


def killed(writes: Command, trials: int, *, seed: int = 0) -> Finding:
    """Kills a command at random moments: by the clock, at a call that changes the file, and as soon as it has reported.

    At a call means just before it, or when half of it is written.
    """
    chance = random.Random(seed)
    whole = Whole.of(writes)
    found: Counter[str] = Counter()
    broken: list[str] = []
    for number in range(trials):
        with room(writes.before) as folder:
            moment = number % 10
            if moment == 1:
                what = "on the report"
                ended = program(folder, *writes.arguments, kill_when=writes.reported.strip())
            elif moment in (0, 3, 5, 7, 9) and whole.calls:
                at, how = chance.randint(1, whole.calls), chance.choice(["kill", "torn"])
                what = f"{how} at call {at} of {whole.calls}"
                ended = program(folder, *writes.arguments, faults=faults(folder, at=at, how=how))
            else:
                after = chance.uniform(0, whole.seconds)
                what = f"after {after:.3f} s of {whole.seconds:.3f}"
                ended = program(folder, *writes.arguments, kill_after=after)
            found["ended by itself" if ended.code == 0 else "killed"] += 1
            if ended.code not in (0, KILLED):
                broken.append(f"{what}: exit code {ended.code}: {ended.err.strip()}")
            now, wrong = outcome(folder / DATABASE, whole)
            found[now] += 1
            broken += [f"{what}: {line}" for line in wrong]
            if writes.reported in ended.err and now != "all":
                broken.append(f"{what}: it reported, and the database holds {now} of it")
    came = f"{found['killed']} killed, {found['ended by itself']} had ended; {whole.told(found)}"
    return Finding(f"`{writes.name}` killed", trials, came, broken)
