"""The result of running a command."""

from collections.abc import Callable
from typing import NamedTuple


class Result(NamedTuple):
    """The exit code and the output of a command."""

    code: int
    out: str
    err: str


Run = Callable[..., Result]


def counted(remarks: str) -> str:
    """Return the remarks of a load without the line about its passages."""
    return "".join(line for line in remarks.splitlines(keepends=True) if not line.startswith("passages: "))
