"""Files made to take a reader's time or memory: each is refused with a sentence, in no more than a stated memory."""

import gzip
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from subprocess import PIPE
from typing import NamedTuple

from tests.reliability.trials.common import Extent, Finding, environment, room, seeded

GIGABYTE = 2**30
TABLE = ("--as", "statements", "--map", "text=1", "--constant", "lang=en", "--constant", "kind=indirect")


class File(NamedTuple):
    """A hostile file: how it is made, who reads it, what is said of it, and the memory that this may take."""

    name: str
    make: Callable[[Path], object]
    said: str
    most: int = 200
    """Megabytes, the program itself included."""
    options: Sequence[str] = ()
    command: Sequence[str] = ("load", "--dry-run")
    code: int = 2


def sparse(size: int) -> Callable[[Path], object]:
    """One line of so many NULs, which take no room on the disk."""

    def make(path: Path) -> None:
        path.touch()
        os.truncate(path, size)

    return make


def repeated(unit: bytes, times: int, before: bytes = b"", after: bytes = b"") -> Callable[[Path], object]:
    """Repeat a piece of a file."""

    def make(path: Path) -> None:
        with path.open("wb") as file:
            file.write(before)
            at_once = max(1, min(times, 2**20 // len(unit)))
            for _ in range(times // at_once):
                file.write(unit * at_once)
            file.write(after)

    return make


def bomb(size: int) -> Callable[[Path], object]:
    """So many letters, compressed a thousandfold."""
    return repeated(gzip.compress(b"a" * 2**24), size // 2**24)


def files(size: int = GIGABYTE) -> list[File]:
    """All of them; the largest have `size` bytes."""
    cells = max(size // 10, 2**25)
    return [
        File("line.jsonl", sparse(size), "is longer than 16 MB"),
        File("bomb.jsonl.gz", bomb(size), "is longer than 16 MB"),
        File("line.csv", sparse(size), "is longer than 16 MB", 250, TABLE),
        File("line.toml", sparse(size), "is longer than 16 MB"),
        File("mapping.toml", sparse(size), "is longer than 1 MB", 200, ("--mapping",)),
        File("text.txt", repeated(b"a ", cells), "is longer than", 200, (), ("archive", "24-kanal-olevsky-2023-11")),
        File("cell.csv", repeated(b"a", cells, b'text,b\n"', b'",x\n'), "is longer than 16 MB", 250, TABLE),
        File("cells.csv", repeated(b"a,", cells, b"text,b\n", b"\n"), "is longer than 16 MB", 250, TABLE),
        File("row.csv", repeated(b"ab,", 5_000_000, b"text,b\n", b"\n"), "cells, the first row has 2", 600, TABLE),
        File("deep.toml", repeated(b"[", 100_000, b"a = "), "nest too deep"),
        File("tables.toml", repeated(b"{a=", 100_000, b"a = "), "nest too deep"),
        File("dotted.toml", repeated(b"a.", 100_000, b"", b"a = 1"), "a key has more than 200 parts"),
        File("deep.jsonl", repeated(b'{"a":', 100_000), "nest too deep"),
        File("number.toml", repeated(b"9", 65_000, b"a = "), "a number has too many digits"),
        File("hexadecimal.toml", repeated(b"f", 65_000, b"[[people]]\nwikidata = 0x"), "a number of many digits"),
        File("date.toml", repeated(b"9", 65_000, b'[[statements]]\nsaid = "', b'"'), "is not valid"),
        File(
            "date.csv",
            repeated(b"9", 65_000, b"a,"),
            "at most 100 characters",
            200,
            (*TABLE, "--no-header", "--map", "said=2"),
        ),
        File(
            "keys.jsonl", repeated(b'"a",', 1_000_000, b'{"type":"statement","topics":[', b'"a"]}'), "is missing", 500
        ),
        File("rejects.jsonl", repeated(b"{}\n", size // 1024), "rows of"),
    ]


MEASURED = """
import os, subprocess, sys
process = subprocess.Popen([sys.executable, "-m", "kzclaims", *sys.argv[1:]], stdout=sys.stderr)
_, status, usage = os.wait4(process.pid, 0)
print(usage.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))
"""
"""A small process in between: the peak of a child begins with what its parent has (`man 2 getrusage`, `execve`)."""


class Read(NamedTuple):
    """The result of reading a file."""

    code: int
    said: str
    seconds: float
    megabytes: float


def read(folder: Path, one: File) -> Read:
    """Write a file to a folder with a database and read it in a process of its own."""
    path = folder / one.name
    one.make(path)
    given = [*one.command, *((path.name,) if one.options != ("--mapping",) else ("x.csv", "--mapping", path.name))]
    if one.options != ("--mapping",):
        given += one.options
    began = time.perf_counter()
    with (folder / "said").open("w+b") as said:
        done = subprocess.run(
            [sys.executable, "-c", MEASURED, *given],
            cwd=folder,
            env=environment({}),
            stdout=PIPE,
            stderr=said,
            check=False,
        )
        said.seek(0)
        words = said.read(10_000).decode()
    path.unlink()
    return Read(done.returncode, words, time.perf_counter() - began, int(done.stdout.split()[-1]) / 1024)


def tried(folder: Path, one: File) -> Finding:
    """Read one file and report every difference from the expected outcome."""
    found = read(folder, one)
    wrong = []
    if found.code != one.code or one.said not in found.said or "Traceback" in found.said:
        wrong.append(f"{one.name}: ended with {found.code}: {found.said[-200:]}")
    if found.megabytes > one.most:
        wrong.append(f"{one.name}: took {found.megabytes:.0f} MB, more than {one.most}")
    return Finding(f"`{one.name}`", 1, f"“{one.said}”, {found.seconds:.1f} s, {found.megabytes:.0f} MB", wrong)


def rows(_: Extent) -> Iterator[Finding]:
    """Yield the rows of this group."""
    with room() as folder:
        seeded(folder).rename(folder / "kzclaims.db")
        for one in files():
            yield tried(folder, one)
