"""Propose a record for words that were selected in a text: the words without marks around them, their kind, a key."""

import re
from datetime import date
from typing import Any, NamedTuple

from kzclaims.draft.events import Dated, dates
from kzclaims.draft.sentences import quotations
from kzclaims.errors import InputError
from kzclaims.language.names.slug import slug
from kzclaims.vocabulary import StatementKind

_AROUND = 3000
_LONGEST_KEY = 50
_OPENING, _CLOSING = "«“„\"‘'‹", "»”“\"’'›"
_EDGES = re.compile(r"[\s,;:–—-]")


class Selected(NamedTuple):
    """Words of a text, with their kind and the reason for it."""

    start: int
    end: int
    kind: StatementKind
    reason: str


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a selection without blanks, commas and dashes at its edges, and without quotation marks around it."""
    if not 0 <= start < end <= len(text):
        raise InputError(f"{start} to {end} is not a part of the text, which has {len(text)} characters")
    while start < end and _EDGES.match(text[start]):
        start += 1
    while start < end and _EDGES.match(text[end - 1]):
        end -= 1
    if end - start > 2 and text[start] in _OPENING:
        inner = end - 1 if text[end - 1] in _CLOSING else end - 2 if text[end - 2] in _CLOSING else None
        marks = text[start + 1 : inner]
        if inner is not None and not any(mark in marks for mark in '«»“”„"'):
            return start + 1, inner
    if start == end:
        raise InputError("no words are selected")
    return start, end


def select(text: str, start: int, end: int) -> Selected:
    """Return the words of a selection, and the kind of statement that the quotation marks suggest."""
    start, end = trimmed(text, start, end)
    first = max(text.rfind("\n", 0, start) + 1, start - _AROUND)
    last = text.find("\n", end)
    last = min(len(text) if last < 0 else last, end + _AROUND)
    for quotation in quotations(text[first:last]):
        opening, closing = quotation.start + first, quotation.end + first
        if opening < start and end < closing:
            return Selected(start, end, "direct", "the words are in quotation marks")
        if opening < end and start < closing:
            return Selected(start, end, "mixed", "some of the words are in quotation marks")
    return Selected(start, end, "indirect", "the words are in no quotation marks")


def proposed_key(name: str) -> str:
    """Return a key for a name or words."""
    return slug(name, _LONGEST_KEY) or "x"


def statement(source: str, text: str, lang: str, start: int, end: int) -> dict[str, Any]:
    """Return the fields of a statement for selected words, without a speaker."""
    words = select(text, start, end)
    exact = text[words.start : words.end]
    place = {"source": source, "exact": exact, "start": words.start, "end": words.end}
    return {"kind": words.kind, "text": exact, "lang": lang, "appearances": [place]}


def printed_date(text: str, start: int, end: int, published: date | None) -> Dated | None:
    """Return the date in a part of a text: the first certain one, «1 ноября» in «в среду, 1 ноября», or the first."""
    found = list(dates(text, start, end, published))
    return next((one for one in found if not one.edtf.endswith("?")), found[0] if found else None)


def event(source: str, text: str, lang: str, start: int, end: int, published: date | None) -> dict[str, Any]:
    """Return the fields of an event for selected words, with the date that they give."""
    start, end = trimmed(text, start, end)
    exact = text[start:end]
    fields: dict[str, Any] = {"title": exact.rstrip("."), "lang": lang}
    if found := printed_date(text, start, end, published):
        fields |= {"date": found.edtf, "date_text": found.printed}
        if found.note:
            fields["date_note"] = found.note
    return fields | {"citations": [{"source": source, "exact": exact, "start": start, "end": end}]}
