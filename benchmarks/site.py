"""Measure the processor time and the size of a static website: python -m benchmarks.site [--statements N].

The archive is that of `benchmarks.corpus`: 10,000 statements by 5,000 people in 500 sources, with an event for every
five. The second run, which writes nothing, shows that the same database gives the same bytes.
"""

import argparse
import cProfile
import pstats
import resource
import tempfile
import time
from pathlib import Path

from benchmarks import corpus
from kzclaims.cli.main import main as kzclaims


def written(database: Path, folder: Path, *languages: str) -> float:
    """Write a site and return the processor time."""
    before = time.process_time()
    options = [option for code in languages for option in ("--lang", code)]
    assert kzclaims(["--database", str(database), "site", str(folder), *options]) == 0
    return time.process_time() - before


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--statements", type=int, default=10_000)
    parser.add_argument("--profile", action="store_true", help="print the functions that take most of the time")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database, file = folder / "site.db", folder / "archive.jsonl"
        corpus.write(file, chosen.statements, events=True)
        kzclaims(["--database", str(database), "db", "upgrade"])
        kzclaims(["--database", str(database), "load", str(file)])
        profile = cProfile.Profile()
        if chosen.profile:
            profile.enable()
        print("| languages | first run | again | files | size |\n| --- | ---: | ---: | ---: | ---: |")
        for languages in (("ru",), ("en", "ru", "kk")):
            site = folder / "-".join(languages)
            first, again = written(database, site, *languages), written(database, site, *languages)
            files = [path.stat().st_size for path in site.rglob("*") if path.is_file()]
            size = f"{sum(files) / 1e6:,.0f} MB"
            print(f"| {', '.join(languages)} | {first:.1f} s | {again:.1f} s | {len(files):,} | {size} |", flush=True)
        print(f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")
        if chosen.profile:
            profile.disable()
            pstats.Stats(profile).sort_stats("tottime").print_stats(30)


if __name__ == "__main__":
    main()
