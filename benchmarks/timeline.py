"""Measure the time to draw a timeline, the start of the program, and the size of the file.

Time is that of the processor, which swings less than the clock's: python -m benchmarks.timeline [--runs N]
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from kzclaims.export.timeline.entries import MOST
from kzclaims.store.database.database import Database
from kzclaims.store.upkeep import migrate
from tests.contents import loaded
from tests.export import archive

COUNTS = (5, 50, 500, MOST, 5_000, 50_000)
BARE = ["statements", "--limit", "1"]


def seconds(path: Path, *arguments: str) -> tuple[float, int]:
    """Return the processor time of a command and the number of bytes that it writes."""
    command = [sys.executable, "-m", "kzclaims", "--database", str(path), *arguments]
    before = os.times()
    done = subprocess.run(command, capture_output=True, check=False)
    after = os.times()
    taken = after.children_user + after.children_system - before.children_user - before.children_system
    return taken, len(done.stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=11)
    runs: int = parser.parse_args().runs
    print("| records | `text` | `svg` | `html` | `statements --limit 1` | size of `svg` | of `html` |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as name:
        for count in COUNTS:
            path = Path(name) / f"{count}.db"
            migrate.upgrade(Database(path))
            loaded(Database(path), archive.records(count))
            forms = {form: ["timeline", "--format", form] for form in ("text", "svg", "html")} | {"bare": BARE}
            taken: dict[str, list[float]] = {form: [] for form in forms}
            sizes: dict[str, int] = {}
            for _ in range(runs):
                for form, arguments in forms.items():
                    time_taken, sizes[form] = seconds(path, *arguments)
                    taken[form].append(time_taken)
            medians = " | ".join(f"{statistics.median(one):.2f} s" for one in taken.values())
            kilobytes = " | ".join(f"{sizes[form] / 1000:,.0f} kB" for form in ("svg", "html"))
            print(f"| {count:,} | {medians} | {kilobytes} |", flush=True)


if __name__ == "__main__":
    main()
