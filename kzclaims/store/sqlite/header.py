"""The header of an SQLite file, read without SQLite.

The positions are those of https://sqlite.org/fileformat.html#the_database_header.
"""

from pathlib import Path
from typing import NamedTuple

_MAGIC = b"SQLite format 3\0"


class Header(NamedTuple):
    """The first 100 bytes of a database file, without what a WAL contains."""

    application_id: int
    is_wal: bool
    """True for a file in WAL mode, in which SQLite creates two files next to it even to read."""
    page_size: int
    pages: int | None
    """The number of pages, if the header contains it."""


def read(path: Path) -> Header | None:
    """Return the header of an SQLite file, or None for any other file. Raise `OSError`."""
    with path.open("rb") as file:
        found = file.read(100)
    if len(found) < 100 or not found.startswith(_MAGIC):
        return None

    def number(first: int, size: int = 4) -> int:
        return int.from_bytes(found[first : first + size])

    # A writer older than the field does not update it; then the two change counters differ.
    pages = number(28) if number(24) == number(92) else None
    return Header(number(68), number(18, 1) == 2, 65536 if number(16, 2) == 1 else number(16, 2), pages)


def size(path: Path) -> int:
    """Return the size of a file in bytes, 0 for a missing file."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def beside(path: Path, suffix: str) -> Path:
    """Return the path of the ``-wal``, ``-shm`` or ``-journal`` file of a database; it follows symbolic links."""
    real = path.resolve()
    return real.with_name(real.name + suffix)
