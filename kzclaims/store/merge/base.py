"""The common base of two sequences of values: the latest value that both histories contain."""

from collections.abc import Hashable, Sequence
from typing import NamedTuple, TypeVar

V = TypeVar("V", bound=Hashable)


class Base(NamedTuple):
    """A value that two sequences have in common; `found` is False if there is none, or more than one."""

    found: bool
    value: object = None


NONE = Base(found=False)


def is_contained(some: Sequence[V], values: Sequence[V]) -> bool:
    """Return whether a sequence contains all values of another one in their order."""
    rest = iter(values)
    return all(one in rest for one in some)


def common_base(ours: Sequence[V], theirs: Sequence[V]) -> Base:
    """Return the last value of the longest common subsequence.

    Several of these may end with different values, for instance if one side changed a to b and the other b to a. Then
    it is unknown which value was changed, so there is no base.
    """
    lengths = [[0] * (len(theirs) + 1) for _ in range(len(ours) + 1)]
    for i, one in enumerate(ours, 1):
        for j, other in enumerate(theirs, 1):
            both = lengths[i - 1][j - 1] + 1 if one == other else 0
            lengths[i][j] = max(both, lengths[i - 1][j], lengths[i][j - 1])
    longest = lengths[-1][-1]
    last = {
        one
        for i, one in enumerate(ours)
        for j, other in enumerate(theirs)
        if one == other and lengths[i][j] + 1 == longest
    }
    return Base(found=True, value=last.pop()) if longest and len(last) == 1 else NONE
