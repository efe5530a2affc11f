"""The differences between two versions of a source, word by word, and the passages that they affect."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from sqlalchemy import Connection, select

from kzclaims.errors import InputError, NotFoundError
from kzclaims.language.quotes.text import Text
from kzclaims.store.reports import AffectedPassage, VersionChange, VersionDifferences
from kzclaims.store.schema import tables
from kzclaims.store.schema.keys import id_of
from kzclaims.store.verify.stored import findings
from kzclaims.wording import quoted

MOST_COMPARED = 20_000_000
"""The most pairs of lines or words that are compared; a larger change is reported as a whole."""

AROUND = 40
"""The number of characters of context before and after a change."""

_PART = re.compile(r"[^\n]*\n|[^\n]+")
_WORD = re.compile(r"\S+\s*|\s+")


class _Span(NamedTuple):
    """A run of both texts that differs: from `start` to `end` in the old and in the new one."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int


def compare(connection: Connection, source: str, *, compare_with: int | None = None) -> VersionDifferences:
    """Compare the newest version of a source with the one before, or with the one that has the number `compare_with`.

    Raise `NotFoundError` if there is nothing to compare, and `InputError` if there is no such version.
    """
    number = id_of(connection, tables.sources, source)
    v = tables.versions.c
    ids = connection.scalars(select(v.id).where(v.source_id == number).order_by(v.recorded, v.id)).all()
    if len(ids) < 2:
        count = "only one version" if ids else "no version"
        raise NotFoundError(f"source {quoted(source)} has {count}, so there is nothing to compare")
    old = len(ids) - 1 if compare_with is None else compare_with
    if not 0 < old < len(ids):
        raise InputError(
            "{compare_with}: source {source} has the versions 1 to {count}, and {value} is not an older one",
            parameters=("compare_with",),
            source=quoted(source),
            count=len(ids),
            value=old,
        )
    before, after = (_texts(connection, ids[place]) for place in (old - 1, -1))
    spans = _differing(before.text.text, after.text.text)
    changes = [_change(before.text.text, after.text.text, span) for span in spans]
    affected = list(_affected(connection, number, before, after)) if changes else []
    return VersionDifferences(source, old, len(ids), changes, affected)


class _Texts(NamedTuple):
    """The texts of a version."""

    text: Text
    page: Text | None


def _texts(connection: Connection, version: int) -> _Texts:
    v = tables.versions.c
    text, page = connection.execute(select(v.text, v.page_text).where(v.id == version)).one()
    return _Texts(Text(text), None if page is None else Text(page))


def _affected(connection: Connection, source: int, before: _Texts, after: _Texts) -> Iterator[AffectedPassage]:
    """Yield the passages whose check has another result in the new text."""
    former, latter = (list(findings(connection, source, *texts)) for texts in (before, after))
    for (passage, old), (_, new) in zip(former, latter, strict=True):
        if old.status != new.status:
            yield AffectedPassage(passage.record, passage.key, passage.exact or "", old.status, new.status)


def _change(old: str, new: str, span: _Span) -> VersionChange:
    before, after = old[span.old_start : span.old_end].strip(), new[span.new_start : span.new_end].strip()
    kind = "changed" if before and after else "removed" if before else "added"
    context = new[max(0, span.new_start - AROUND) : span.new_start], new[span.new_end : span.new_end + AROUND]
    return VersionChange(kind, before, after, span.new_start, span.new_end, *context)


def _differing(old: str, new: str) -> Iterator[_Span]:
    """Yield the runs of words that differ: lines are compared first, and then the words of differing lines."""
    old_lines, new_lines = _PART.findall(old), _PART.findall(new)
    for lines in _opcodes(old_lines, new_lines):
        old_part, new_part = old[lines.old_start : lines.old_end], new[lines.new_start : lines.new_end]
        for words in _opcodes(_WORD.findall(old_part), _WORD.findall(new_part)):
            span = _Span(
                lines.old_start + words.old_start,
                lines.old_start + words.old_end,
                lines.new_start + words.new_start,
                lines.new_start + words.new_end,
            )
            if old[span.old_start : span.old_end].strip() != new[span.new_start : span.new_end].strip():
                yield span


def _opcodes(old: Sequence[str], new: Sequence[str]) -> Iterator[_Span]:
    """Yield the differing runs of two texts in parts, by the places of characters. Spaces at ends don't count."""
    first, second = [part.strip() for part in old], [part.strip() for part in new]
    start = 0
    while start < min(len(first), len(second)) and first[start] == second[start]:
        start += 1
    end = 0
    while end < min(len(first), len(second)) - start and first[-1 - end] == second[-1 - end]:
        end += 1
    first, second = first[start : len(first) - end], second[start : len(second) - end]
    if len(first) * len(second) > MOST_COMPARED:
        runs = [(0, len(first), 0, len(second))]
    else:
        codes = SequenceMatcher(None, first, second, autojunk=False).get_opcodes()
        runs = [(run[1], run[2], run[3], run[4]) for run in codes if run[0] != "equal"]
    old_places, new_places = _places(old), _places(new)
    for old_start, old_end, new_start, new_end in runs:
        yield _Span(
            old_places[start + old_start],
            old_places[start + old_end],
            new_places[start + new_start],
            new_places[start + new_end],
        )


def _places(parts: Sequence[str]) -> list[int]:
    """Return the places at which parts begin, and the end of the last one."""
    places = [0]
    for part in parts:
        places.append(places[-1] + len(part))
    return places
