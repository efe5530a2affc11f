"""What the beginning of a file says, before SQLite is let at it.

The places are those of https://sqlite.org/fileformat.html#the_database_header.
"""

from pathlib import Path
from typing import NamedTuple

_MAGIC = b"SQLite format 3\0"


class Header(NamedTuple):
    """The first 100 bytes of a database file. What a WAL holds beside them, it doesn't know."""

    application_id: int
    is_wal: bool
    """Whether it is in WAL mode, for which SQLite makes two files beside it even to read."""
    page_size: int
    pages: int | None
    """How many pages it should have, where the header says so itself."""


def read(path: Path) -> Header | None:
    """The header of an SQLite database; `None` for any other file. Raises `OSError`."""
    with path.open("rb") as file:
        found = file.read(100)
    if len(found) < 100 or not found.startswith(_MAGIC):
        return None

    def number(first: int, size: int = 4) -> int:
        return int.from_bytes(found[first : first + size])

    # A writer older than the field leaves it as it was; then the number of the last change differs.
    pages = number(28) if number(24) == number(92) else None
    return Header(number(68), number(18, 1) == 2, 65536 if number(16, 2) == 1 else number(16, 2), pages)


def size(path: Path) -> int:
    """The bytes of a file, 0 if it isn't there."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def beside(path: Path, suffix: str) -> Path:
    """The file that SQLite keeps beside a database: ``-wal``, ``-shm`` or ``-journal``; it follows symbolic links."""
    real = path.resolve()
    return real.with_name(real.name + suffix)
