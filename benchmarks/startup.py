"""Measure the start of a command and of the libraries that it needs.

Each pair runs in turn, A B A B …, so that a machine whose speed drifts slows both; the ratio is the median of the
pairs' ratios. Modules are compiled, as an installer leaves them. Run it in an environment where kzclaims is installed:
python benchmarks/startup.py [--runs N]
"""

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

BARE = (
    "import click, sqlalchemy\n"
    "with sqlalchemy.create_engine('sqlite:///kzclaims.db').connect() as connection:\n"
    "    print(connection.scalar(sqlalchemy.text('select 1')))"
)


def seconds(command: list[str], folder: Path) -> float:
    began = time.perf_counter()
    subprocess.run(command, cwd=folder, env=ENVIRONMENT, check=True, capture_output=True)
    return time.perf_counter() - began


def compare(title: str, ours: list[str], theirs: list[str], folder: Path, runs: int) -> None:
    for command in (ours, theirs):
        seconds(command, folder)
    pairs = [(seconds(ours, folder), seconds(theirs, folder)) for _ in range(runs)]
    ours_median, theirs_median = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    print(f"| {title} | {ours_median:.3f} s | {theirs_median:.3f} s | {ratio:.2f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=21)
    runs: int = parser.parse_args().runs
    kzclaims = shutil.which("kzclaims", path=str(Path(sys.executable).parent))
    if kzclaims is None:
        sys.exit("kzclaims is not installed beside this Python")
    packages = ", ".join(f"{name} {version(name)}" for name in ("sqlalchemy", "click", "kzclaims"))
    print(f"Python {platform.python_version()}, {packages}, {platform.machine()}, {runs} pairs, medians\n")
    print("| command | ours | bare | ratio |\n| --- | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run([kzclaims, "seed"], cwd=folder, check=True, capture_output=True)
        compare("`--help` / `import click`", [kzclaims, "--help"], [sys.executable, "-c", "import click"], folder, runs)
        ask = [kzclaims, "statements", "--person", "Олевский"]
        compare(
            "`statements --person` / SQLAlchemy, Click, `select 1`", ask, [sys.executable, "-c", BARE], folder, runs
        )


if __name__ == "__main__":
    main()
