"""Batches of rows or keys for one SQL statement."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")

BATCH = 1000
"""Larger batches are hardly faster, and SQLite allows 32,766 values in a statement."""

NEEDED_INDEXES = ("ix_statement_folds_fold_statement_id", "ix_appearances_statement_id")
"""The indexes by which a bulk load finds equal quotations and their appearances."""


def batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield the items in batches."""
    for first in range(0, len(items), BATCH):
        yield items[first : first + BATCH]
