"""Measure pages in small and large databases, and the same pages of plain Datasette on the same file.

    python -m benchmarks.browse [--statements 10000 1000000] [--databases DIR] [--runs 5]

Both are separate servers, requested alternately over HTTP; “first” is the first request to a new server. Plain
Datasette has no pages of people, statements, events: they are compared with its page of the same row, a search in
all forms with its search for the one form. --databases keeps the databases, and uses those that are there.
"""

import argparse
import os
import platform
import re
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

from benchmarks.questions import made
from tests.browser.serving import authorization, browsing

PAGES = {
    "start": ("/", "/{0}"),
    "search in all forms": ("/search?q=закон", "/{0}/statements?_search=закон"),
    "search for a name": ("/search?q=Иванов", "/{0}/people?name__contains=Иванов"),
    "person": ("/person/person-3", "/{0}/people/4"),
    "statement": ("/statement/gazette-100-3", "/{0}/statements/2004"),
    "event": ("/event/gazette-100-event-0", "/{0}/events/401"),
    "source": ("/source/gazette-100", "/{0}/sources/101"),
    "tables": ("/record", "/{0}"),
    "table of statements": ("/record/statements", "/{0}/statements?_facet=speaker_id&_facet=kind"),
    "statements of a person": (
        "/record/statements?_person=person-3",
        "/{0}/statements?speaker_id=4&_facet=speaker_id&_facet=kind",
    ),
    "statements of a year": (
        "/record/statements?_on=2012",
        "/{0}/statements?day_earliest__lte=2012-12-31&day_latest__gte=2012-01-01&_facet=speaker_id&_facet=kind",
    ),
    "statements since 2000": (
        "/record/statements?_from=2000",
        "/{0}/statements?day_latest__gte=2000-01-01&_facet=speaker_id&_facet=kind",
    ),
    "statements with a word": (
        "/record/statements?_search=закон",
        "/{0}/statements?_search=закон&_facet=speaker_id&_facet=kind",
    ),
    "table of events": ("/record/events", "/{0}/events"),
    "nobody of that name": ("/person/Никтоев", "/{0}/people/999999"),
}
"""Each page by its address here and in plain Datasette."""


@contextmanager
def plain(database: Path) -> Iterator[str]:
    """Serve a database with plain Datasette and yield its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "datasette", "serve", str(database), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        address = f"http://127.0.0.1:{port}"
        while True:
            try:
                with socket.create_connection(("127.0.0.1", port)):
                    break
            except OSError:
                time.sleep(0.05)
        try:
            yield address
        finally:
            server.terminate()
            server.wait()


def request(address: str) -> urllib.request.Request:
    """Return a request with the token of the server."""
    return urllib.request.Request(quote(address, safe=":/?=&_-"), headers=authorization(address))  # noqa: S310 - ours


def milliseconds(address: str) -> float:
    """Return the time of a complete page. A page that failed counts with its time."""
    began = time.perf_counter()
    try:
        with urllib.request.urlopen(request(address)) as answer:  # noqa: S310 - ours
            answer.read()
    except urllib.error.HTTPError as error:
        error.read()
    return 1000 * (time.perf_counter() - began)


def fails(address: str) -> bool:
    """Return True if a page reports that it, or a part of it, took too long."""
    try:
        with urllib.request.urlopen(request(address)) as answer:  # noqa: S310 - ours
            return bool(re.search("timed out", answer.read().decode()))
    except urllib.error.HTTPError as error:
        return error.code != 404


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--statements", type=int, nargs="+", default=[10_000, 1_000_000])
    parser.add_argument("--databases", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    versions = f"SQLite {sqlite3.sqlite_version}, Datasette {version('datasette')}"
    print(f"Python {platform.python_version()}, {versions}, {platform.machine()}, {datetime.now(UTC):%Y-%m-%d}", end="")
    print(f"; {arguments.runs} runs, medians; load {os.getloadavg()[0]:.1f} at the start\n")
    print("| page | statements | first | kzclaims | slowest | plain Datasette |", flush=True)
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as name:
        folder = arguments.databases or Path(name)
        for count in arguments.statements:
            path = folder / f"{count}.db"
            if not path.exists():
                made(folder, count)
            with browsing(path) as ours, plain(path) as theirs:
                for page, addresses in PAGES.items():
                    here, there = (
                        host + address.format(path.stem)
                        for host, address in zip((ours, theirs), addresses, strict=True)
                    )
                    first, late = milliseconds(here), fails(there)
                    pairs = [(milliseconds(here), milliseconds(there)) for _ in range(arguments.runs)]
                    own, other = zip(*pairs, strict=True)
                    theirs_took = f"{statistics.median(other):.0f} ms" + (", cut short" if late else "")
                    times = f"{first:.0f} ms | {statistics.median(own):.0f} ms | {max(own):.0f} ms | {theirs_took}"
                    print(f"| {page} | {count:,} | {times} |", flush=True)


if __name__ == "__main__":
    main()
