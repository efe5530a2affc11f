"""Killed at any moment: the whole of it is there or nothing, and what was reported is there."""

import signal
import tempfile
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from random import Random

from kzclaims.cli.main import INTERRUPTED
from tests.reliability.trials.commands import NAMES, Command, Whole, command, outcome
from tests.reliability.trials.common import DATABASE, KILLED, Extent, Finding, faults, in_parallel, program, room, shim


def rows(extent: Extent) -> Iterator[Finding]:
    with tempfile.TemporaryDirectory() as name:
        for one in NAMES:
            yield killed(command(one, Path(name)), extent.trials, seed=extent.seed)
            yield interrupted(command(one, Path(name)), -(-extent.trials // 4), seed=extent.seed)


def interrupted(writes: Command, trials: int, *, seed: int = 0) -> Finding:
    """Press Ctrl-C at random calls that touch the database: one line, exit code 130, and all or nothing is recorded."""
    tried = f"`{writes.name}`, Ctrl-C"
    if shim() is None:
        return Finding(tried, 0, "skipped: no C compiler makes the library that interrupts")
    whole = Whole.of(writes)
    tries = in_parallel(partial(_interrupted, writes, whole, seed), trials)
    found = sum((counts for counts, _ in tries), Counter[str]())
    came = f"{found['interrupted']} interrupted, {found['done']} done; {whole.told(found)}"
    return Finding(tried, trials, came, [line for _, lines in tries for line in lines])


def _interrupted(writes: Command, whole: Whole, seed: int, number: int) -> tuple[Counter[str], list[str]]:
    # A shell's background commands ignore it, and so would what they start.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    at = Random(f"interrupted:{seed}:{number}").randint(1, whole.calls)
    with room(writes.before) as folder:
        ended = program(folder, *writes.arguments, faults=faults(folder, at=at, how="interrupt"))
        now, wrong = outcome(folder / DATABASE, whole)
    last = ended.err.splitlines()[-1:]
    if ended.code not in (0, 130) or "Traceback" in ended.err or (ended.code == 130 and last != [INTERRUPTED]):
        wrong.append(f"exit code {ended.code}: {ended.err.strip()[-600:]}")
    if ended.code == 0 and now != "all":
        wrong.append(f"it succeeded, and the database holds {now} of it")
    return Counter(["done" if ended.code == 0 else "interrupted", now]), [f"at call {at}: {line}" for line in wrong]


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
