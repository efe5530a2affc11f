"""Fuzz every reader and every question for a given time.

    python -m tests.fuzzing [--minutes 30] [--only TARGET]… [--keep FOLDER]

Needs atheris (https://github.com/google/atheris), which chooses bytes by the code of kzclaims and `tomllib` that they
reach. Each target runs in a process of its own for its share of the time. An exception that is not one of
`kzclaims.errors` is a finding, and so is an input that takes longer than `SLOWEST` seconds. Prints for each target the
number of inputs, the findings, the slowest input and the peak of memory. `test_targets.py` is a short form of this.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
import traceback
from importlib.util import find_spec
from pathlib import Path

from kzclaims.errors import KzclaimsError
from kzclaims.store.database.database import Database
from tests.fuzzing.targets import TARGETS, Target, prepared

LONGEST = 4096
"""Most bytes of an input; `tests/reliability/test_hostile.py` has the long ones."""

SLOWEST = 5.0
"""Seconds of processor time; an input that only waits is ended after a minute."""

MEGABYTES = 2048
"""Most memory of a target, with the program itself."""


class Findings:
    """The results of one target, written while it runs, because the fuzzer ends the process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.taken = 0
        self.slowest = 0.0
        self.places: dict[str, str] = {}
        self.written = time.monotonic()

    def take(self, target: Target, data: bytes, database: Database) -> None:
        began = time.process_time()
        try:
            target.take(data, database)
        except KzclaimsError as error:
            str(error)
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            frames = [one for one in traceback.extract_tb(error.__traceback__) if "kzclaims" in one.filename]
            place = f"{type(error).__name__} at {Path(frames[-1].filename).name}:{frames[-1].lineno}"
            self.note(place, data, traceback.format_exc())
        seconds = time.process_time() - began
        if seconds > SLOWEST:
            self.note("slow", data, f"{seconds:.1f} s")
        if seconds > self.slowest:
            self.slowest = seconds
            (self.folder / "slowest").write_bytes(data)
        self.taken += 1
        if time.monotonic() - self.written > 2:
            self.write()

    def note(self, place: str, data: bytes, why: str) -> None:
        if place not in self.places:
            self.places[place] = why
            (self.folder / f"finding-{len(self.places)}").write_bytes(data)
            (self.folder / f"finding-{len(self.places)}.txt").write_text(why, errors="backslashreplace")
            self.write()

    def write(self) -> None:
        self.written = time.monotonic()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        said = {"taken": self.taken, "slowest": self.slowest, "megabytes": peak, "findings": list(self.places)}
        part = self.folder / "part.json"
        part.write_text(json.dumps(said))
        part.replace(self.folder / "result.json")


def fuzz(chosen: str, folder: Path, seconds: int) -> None:
    """Run one target in this process, until its time is over."""
    import atheris

    with atheris.instrument_imports(include=["kzclaims", "tomllib"]):
        import kzclaims.cli.program
        import kzclaims.dossier.toml_reader
        import kzclaims.store.bulk.files
        import kzclaims.store.bulk.table_rows
        import kzclaims.store.read.find
        import kzclaims.store.read.search
        import kzclaims.store.verify.stored  # noqa: F401
    corpus = folder / "corpus"
    corpus.mkdir(exist_ok=True)
    for number, seed in enumerate(TARGETS[chosen].seeds):
        (corpus / f"seed-{number}").write_bytes(seed)
    findings = Findings(folder)
    with prepared() as database:
        options = [
            f"-max_total_time={seconds}",
            f"-max_len={LONGEST}",
            f"-rss_limit_mb={MEGABYTES}",
            "-timeout=60",
            f"-artifact_prefix={folder}/",
            "-print_final_stats=1",
            str(corpus),
        ]
        atheris.Setup([sys.argv[0], *options], lambda data: findings.take(TARGETS[chosen], data, database))
        atheris.Fuzz()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--only", action="append", choices=TARGETS)
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "kzclaims-fuzz")
    parser.add_argument("--here", help=argparse.SUPPRESS)
    parser.add_argument("--seconds", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        fuzz(options.here, options.keep, options.seconds)
        return
    if find_spec("atheris") is None:
        parser.error("atheris is not installed: pip install atheris")
    chosen = options.only or list(TARGETS)
    seconds = int(options.minutes * 60 / len(chosen))
    bad = False
    print(f"{'target':12}{'inputs':>12}{'findings':>10}{'slowest':>10}{'memory':>10}")
    for one in chosen:
        folder = options.keep / one
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "log").open("wb") as log:
            program = [sys.executable, "-m", "tests.fuzzing", "--here", one, "--keep", str(folder), "--seconds"]
            ended = subprocess.run([*program, str(seconds)], stdout=log, stderr=log, check=False)
        result = json.loads((folder / "result.json").read_text())
        found = result["findings"] + ([f"ended with {ended.returncode}"] if ended.returncode else [])
        bad = bad or bool(found)
        times = f"{result['slowest'] * 1000:8.0f}ms{result['megabytes']:8.0f}MB"
        print(f"{one:12}{result['taken']:12,}{len(found):10}{times}", flush=True)
        for place in found:
            print(f"    {place}")
    sys.exit(bad)


if __name__ == "__main__":
    main()
