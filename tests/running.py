"""The result of running a command."""

from collections.abc import Callable
from typing import NamedTuple


class Result(NamedTuple):
    """The exit code and the output of a command."""

    code: int
    out: str
    err: str


Run = Callable[..., Result]
