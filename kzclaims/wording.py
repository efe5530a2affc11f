"""Fragments of messages: shortened and quoted values, and suggestions for misspelled names."""

from collections.abc import Collection, Iterable
from itertools import islice

LONGEST_SHOWN = 60
"""The number of characters of a value that a message shows."""

MOST_COMPARED = 20_000
"""The number of candidates that a misspelled name is compared with."""

MOST_LISTED = 20
"""The number of valid names that a message lists."""


def shorten(text: str, longest: int = LONGEST_SHOWN) -> str:
    """Return a text, cut after `longest` characters with an ellipsis."""
    return f"{text[:longest]}…" if len(text) > longest else text


def quoted(text: str, longest: int = LONGEST_SHOWN) -> str:
    """Return a text in quotation marks, shortened."""
    return f"“{shorten(text, longest)}”"


def nearest(name: str, candidates: Iterable[str], limit: int = 3) -> list[str]:
    """Return the candidates that are most similar to a name, the best first."""
    from rapidfuzz import process

    some = islice(candidates, MOST_COMPARED)
    return [one for one, _, _ in process.extract(name[:100], some, limit=limit, score_cutoff=60)]


def did_you_mean(name: str, candidates: Iterable[str], *, limit: int = 3) -> str | None:
    """Return “did you mean …?” with the nearest candidates, or None if nothing is similar."""
    near = nearest(name, candidates, limit)
    return f"did you mean {' or '.join(near)}?" if near else None


def nearest_or_all(name: str, known: Collection[str]) -> str:
    """Return a suggestion for a name that is not valid, or the list of the valid names."""
    if suggestion := did_you_mean(name, known, limit=1):
        return suggestion
    more = f" and {len(known) - MOST_LISTED:,} more" if len(known) > MOST_LISTED else ""
    return f"use one of: {', '.join(shorten(one) for one in islice(known, MOST_LISTED))}{more}"
