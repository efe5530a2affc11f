"""Killed at any moment: the whole of it is there or nothing, and what was reported is there."""

import tempfile
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from random import Random

from tests.reliability.trials.commands import NAMES, Command, Whole, command, outcome
from tests.reliability.trials.common import DATABASE, KILLED, Extent, Finding, faults, in_parallel, program, room


def rows(extent: Extent) -> Iterator[Finding]:
    with tempfile.TemporaryDirectory() as name:
        for one in NAMES:
            yield killed(command(one, Path(name)), extent.trials, seed=extent.seed)


def killed(writes: Command, trials: int, *, seed: int = 0) -> Finding:
    """Kill a command at random moments: by the clock, at a call that changes the file, and as soon as it has reported.

    At a call means just before it, or when half of it is written.
    """
    whole = Whole.of(writes)
    tried = in_parallel(partial(_killed, writes, whole, seed), trials)
    found = sum((counts for counts, _ in tried), Counter[str]())
    came = f"{found['killed']} killed, {found['ended by itself']} had ended; {whole.told(found)}"
    return Finding(f"`{writes.name}` killed", trials, came, [line for _, lines in tried for line in lines])


def _killed(writes: Command, whole: Whole, seed: int, number: int) -> tuple[Counter[str], list[str]]:
    chance = Random(f"{seed}:{number}")
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
        now, wrong = outcome(folder / DATABASE, whole)
    if ended.code not in (0, KILLED):
        wrong.append(f"exit code {ended.code}: {ended.err.strip()}")
    if writes.reported in ended.err + ended.out and now != "all":
        wrong.append(f"it reported, and the database holds {now} of it")
    ending = "ended by itself" if ended.code == 0 else "killed"
    return Counter([ending, now]), [f"{what}: {line}" for line in wrong]
