"""Fragments of messages: shortened and quoted values, and suggestions for misspelled names."""

from collections.abc import Collection, Iterable, Mapping
from itertools import islice

from kzclaims.vocabulary import CHECKED, FAILED

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


def counted(count: int, noun: str) -> str:
    """Return a number with a noun that has a regular plural: "1 draft", "2 drafts"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


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


def describe_check(result: str | None, source: str, *, has_text: bool = True) -> str:
    """Return the words for the check of a passage, the same everywhere: “checked (exact)”.

    `result` is the stored one, `has_text` whether the text of the source is archived.
    """
    if result in CHECKED:
        return f"checked ({result})"
    if result in FAILED:
        return f"failed ({result})"
    if result == "no text" or not has_text:
        return f"not checked (no text of {source})"
    return "not checked (no result is stored)"


def describe_checks(counts: Mapping[str, int], without_text: Collection[str] = (), *, not_stored: int = 0) -> str:
    """Return the words for the checks of passages: their numbers by result, and the sources without a text."""
    parts = []
    for state, results in (("checked", CHECKED), ("failed", FAILED)):
        if found := {result: counts[result] for result in results if counts.get(result)}:
            details = ", ".join(f"{count:,} {result}" for result, count in found.items())
            parts.append(f"{sum(found.values()):,} {state} ({details})")
    if missing := counts.get("no text", 0):
        keys = sorted(without_text)
        shown = ", ".join(keys[:3]) + (f" and {len(keys) - 3:,} more" if len(keys) > 3 else "")
        parts.append(f"{missing:,} not checked (no text of {shown})" if shown else f"{missing:,} not checked (no text)")
    if not_stored:
        parts.append(f"{not_stored:,} not checked (no result is stored)")
    return f"passages: {', '.join(parts) or 'none'}"


def clock_time(seconds: float | None) -> str | None:
    """Return a time since the beginning of a recording, such as “00:12:31”."""
    if seconds is None:
        return None
    whole = int(seconds)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"


def address_at(url: str, time: str | None) -> str:
    """Return the address of a recording at a time: with the fragment “#t=751” of W3C Media Fragments."""
    if time is None:
        return url
    hours, minutes, seconds = map(int, time.split(":"))
    return f"{url.partition('#')[0]}#t={hours * 3600 + minutes * 60 + seconds}"


_EIGHTHS = " ▏▎▍▌▋▊▉█"


def bar(cells: float, encoding: str) -> str:
    """Return a bar of a number of columns, in eighths of a column if the encoding has the signs."""
    try:
        _EIGHTHS.encode(encoding)
    except UnicodeEncodeError:
        return "#" * max(round(cells), cells > 0)
    whole, part = divmod(max(round(cells * 8), cells > 0), 8)
    return _EIGHTHS[8] * whole + _EIGHTHS[part].strip()
