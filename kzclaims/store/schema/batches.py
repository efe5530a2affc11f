"""How much goes to the database at once."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")

BATCH = 1000
"""Records, or keys of them: more would be faster by little, and SQLite takes 32,766 values in a statement at most."""


def batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for first in range(0, len(items), BATCH):
        yield items[first : first + BATCH]
