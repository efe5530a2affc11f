"""Trials of the promises about the database file; see docs/internals/reliability.md.

    python -m tests.reliability.trials [crashes …] [--trials 200] [--minutes 1] [--seed 1]

Prints a table: what was tried, how often, and the outcome. The exit code is 1 if a promise was broken, and each time
that it was is written to stderr at once. Without the name of a group, all of them run. The same seed makes the same
choices; which moment of a program that meets, the machine decides.
"""

import argparse
import os
import platform
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from tests.reliability.trials import (
    at_once,
    crashes,
    damage,
    dumps,
    hostile,
    places,
    power,
    server,
    storage,
    tampered,
    versions,
)
from tests.reliability.trials.common import Extent, Finding, told

GROUPS: dict[str, Callable[[Extent], Iterator[Finding]]] = {
    "crashes": crashes.rows,
    "full": storage.full,
    "io": storage.io,
    "power": power.rows,
    "at-once": at_once.rows,
    "versions": versions.rows,
    "damage": damage.rows,
    "tampered": tampered.rows,
    "dumps": dumps.rows,
    "places": places.rows,
    "hostile": hostile.rows,
    "server": server.rows,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=", ".join(GROUPS))
    parser.add_argument("--trials", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if unknown := set(arguments.groups) - set(GROUPS):
        parser.error(f"there is no group {', '.join(sorted(unknown))}; there are {', '.join(GROUPS)}")
    extent = Extent(arguments.trials, arguments.minutes, arguments.seed)
    print(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {platform.system()},", end=" ")
    print(f"{os.cpu_count()} cores, {platform.machine()}, {datetime.now(UTC):%Y-%m-%d}\n")
    print("| tried | times | outcome | broken | took |\n| --- | ---: | --- | ---: | ---: |", flush=True)
    is_broken = False
    for name in arguments.groups or GROUPS:
        began = time.perf_counter()
        for finding in GROUPS[name](extent):
            took = time.perf_counter() - began
            row = [finding.tried, f"{finding.times:,}", finding.outcome, str(len(finding.broken)), f"{took:.0f} s"]
            print(f"| {' | '.join(row)} |", flush=True)
            if finding.broken:
                is_broken = True
                print(told(finding.broken), file=sys.stderr, flush=True)
            began = time.perf_counter()
    return int(is_broken)


if __name__ == "__main__":
    sys.exit(main())
