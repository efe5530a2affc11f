"""What running a command comes to."""

from collections.abc import Callable
from typing import NamedTuple


class Result(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str


Run = Callable[..., Result]
