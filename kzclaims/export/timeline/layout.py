"""The layout of a timeline in CSS pixels: marks on a scale of days, and labels that never overlap.

A label is above the mark of its entry. Entries share a row as long as they have room. The width of a label depends on
the reader's fonts: it gets enough room for the widest of the usual ones.
"""

import calendar
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise, zip_longest

from msgspec import Struct
from msgspec.structs import replace

from kzclaims.export.text_width import shorten, text_width
from kzclaims.export.timeline.entries import Entry
from kzclaims.language import dates

SIZE = 13
"""The size of the font."""
MARK = 8
"""The height of a mark."""
ROW = 36
TEXT = 18
"""The part of a row that the label takes."""
MARGIN = 12
HEADING = 52
"""The height of the heading of a lane: its name and the dates of the scale."""
GAP = 14
_SHORTEST = 7
"""The least number of days on a scale."""
_LONG = 560
"""The greatest width of a label that could begin further right."""


class Mark(Struct, frozen=True):
    """The days of an entry on the scale. An end that fades is open or beyond the scale."""

    left: float
    right: float
    fades_left: bool = False
    fades_right: bool = False
    exact: bool = False
    """True for a single day."""
    vague: bool = False
    """True if the date is recorded as uncertain or approximate."""


class Placed(Struct, frozen=True):
    """An entry with its mark and a label shortened to fit between `left` and `right`; `top` is the top of its row."""

    entry: Entry
    when: str
    label: str
    left: float
    right: float
    top: float
    mark: Mark | None
    length: float
    """The greatest width of the label with its date and status."""


class Lane(Struct, frozen=True):
    """Entries of one kind in order of time."""

    name: str
    top: float
    bottom: float
    placed: list[Placed]
    dated: bool


class Drawing(Struct, frozen=True):
    """A timeline with the places of all its parts."""

    width: float
    height: float
    lanes: list[Lane]
    ticks: list[tuple[float, str]]


class Scale:
    """A scale of days, from the beginning of the first day at 0 to the end of the last day at `length`."""

    def __init__(self, first: date, last: date, length: float) -> None:
        self.first, self.last, self.length = first, last, length
        self._day = length / ((last - first).days + 1)

    def mark(self, days: dates.UncertainDate, least: float) -> Mark:
        """Return the mark for a range of days, with a width of at least `least`."""
        fades_left, fades_right = days.earliest < self.first, days.latest > self.last
        left = 0 if fades_left else self._at(min(days.earliest, self.last))
        right = self.length if fades_right else self._at(max(days.latest, self.first)) + self._day
        exact = days.earliest == days.latest
        if exact or right - left < least:
            middle = min(max((left + right) / 2, least / 2), self.length - least / 2)
            left, right = middle - least / 2, middle + least / 2
        return Mark(left, right, fades_left, fades_right, exact, dates.is_vague(days.edtf))

    def ticks(self, letter: float) -> list[tuple[float, str]]:
        """Return days, months or years with their places, as many as their names have room for."""
        for days, digits, begins in _STEPS:
            room = (digits + 2) * letter
            if days * self._day < room * 0.9:
                continue
            found = [(self._at(day), day.isoformat()[:digits]) for day in begins(self.first, self.last)]
            if all(after - before >= room for (before, _), (after, _) in pairwise(found)):
                found = [one for one in found if one[0] + len(one[1]) * letter <= self.length]
                return found or [(0, self.first.isoformat())]
        return [(0, self.first.isoformat())]

    def _at(self, day: date) -> float:
        return (day - self.first).days * self._day


def scale(entries: Iterable[Entry], length: float, asked: tuple[date, date]) -> Scale | None:
    """Return the scale from the first to the last known day of the entries, limited to the requested range."""
    ends = [
        day
        for entry in entries
        if entry.days
        for day in (entry.days.earliest, entry.days.latest)
        if day not in (dates.OPEN_START, dates.OPEN_END)
    ]
    if not ends:
        return None
    first, last = (min(max(end, asked[0]), asked[1]) for end in (min(ends), max(ends)))
    while (last - first).days + 1 < _SHORTEST:
        first, last = (
            max(first, date.min + timedelta(1)) - timedelta(1),
            min(last, date.max - timedelta(1)) + timedelta(1),
        )
    return Scale(first, last, length)


def drawing(entries: Sequence[Entry], width: float, asked: tuple[date, date]) -> Drawing:
    """Return a timeline of the given width, as high as necessary."""
    along = scale(entries, width - 2 * MARGIN, asked)
    most = min(width - 2 * MARGIN, 480 if len(entries) <= 20 else 320 if len(entries) <= 100 else 240)
    made: list[Lane] = []
    for name, some, on in lanes(entries, along):
        made.append(_lane(name, some, on, made[-1].bottom if made else 0, width, most))
    ticks = along.ticks(SIZE * 0.66) if along else []
    height = made[-1].bottom if made else 0
    return Drawing(width, height, made, [(at + MARGIN, name) for at, name in ticks])


def lanes(entries: Sequence[Entry], along: Scale | None) -> Iterator[tuple[str, list[Entry], Scale | None]]:
    """Yield the lanes that have entries, each with its scale; the lane of undated entries has none."""
    dated = {entry.id for entry in entries if along and _has_an_end(entry)}
    for name, some, on in (
        ("Events", [entry for entry in entries if entry.kind == "event" and entry.id in dated], along),
        ("Statements", [entry for entry in entries if entry.kind == "statement" and entry.id in dated], along),
        ("Undated", [entry for entry in entries if entry.id not in dated], None),
    ):
        if some:
            yield name, some, on


def _has_an_end(entry: Entry) -> bool:
    return entry.days is not None and (entry.days.earliest, entry.days.latest) != (dates.OPEN_START, dates.OPEN_END)


def _lane(name: str, entries: Sequence[Entry], along: Scale | None, top: float, width: float, most: float) -> Lane:
    """Put each entry into the first row that has room for it."""
    first = top + (HEADING if along else HEADING / 2 + 4)
    row = ROW if along else TEXT + 8
    rows: list[list[Placed]] = []
    for entry in entries:
        one = _sized(entry, along, width, most)
        if along is None and rows and rows[-1][-1].right + GAP + one.length <= width - MARGIN:
            # Without a scale, entries follow each other like words.
            left = rows[-1][-1].right + GAP
            one = replace(one, left=left, right=left + one.length)
        at = next((at for at, others in enumerate(rows) if _has_room(others, one)), len(rows))
        rows[at:] = rows[at:] or [[]]
        rows[at].append(replace(one, top=first + at * row))
    placed = {one.entry.id: one for others in rows for one in _extended(others, width)}
    in_order = [placed[entry.id] for entry in entries]
    return Lane(name, top, first + len(rows) * row + GAP, in_order, along is not None)


def _sized(entry: Entry, along: Scale | None, width: float, most: float) -> Placed:
    """Return an entry in the first row, with its label as near as possible to the beginning of its days."""
    when = shorten(entry.when, most * 0.6, SIZE) if entry.days else ""
    head = (text_width(when, SIZE) + SIZE if when else 0) + (
        text_width(entry.status.upper(), SIZE) + SIZE if entry.status else 0
    )
    label = shorten(entry.label, most - head, SIZE)
    length = head + text_width(label, SIZE)
    mark = along.mark(entry.days, MARK + 2) if along and entry.days else None
    left = max(MARGIN, min(MARGIN + (mark.left if mark else 0), width - MARGIN - length))
    return Placed(entry, when, label, left, max(left + length, MARGIN + mark.right if mark else 0), 0, mark, length)


def _has_room(others: Sequence[Placed], one: Placed) -> bool:
    return all(one.right + GAP <= other.left or other.right + GAP <= one.left for other in others)


def _extended(row: Iterable[Placed], width: float) -> Iterator[Placed]:
    """Yield the entries of a row with labels extended as far as there is room; the last one also to the left."""
    in_order = sorted(row, key=lambda one: one.left)
    first = float(MARGIN)
    for one, after in zip_longest(in_order, in_order[1:]):
        edge = after.left - GAP if after else width - MARGIN
        head = one.length - text_width(one.label, SIZE)
        left = one.left
        label = shorten(one.entry.label, edge - left - head, SIZE)
        if label != one.entry.label and not after:
            label = shorten(one.entry.label, edge - max(first, min(left, edge - _LONG)) - head, SIZE)
            left = min(left, edge - head - text_width(label, SIZE))
        length = head + text_width(label, SIZE)
        right = max(one.right, left + length)
        first = right + GAP
        yield replace(one, label=label, left=left, length=length, right=right)


def _each_day(of_month: Sequence[int]) -> Callable[[date, date], Iterator[date]]:
    def begins(first: date, last: date) -> Iterator[date]:
        for month in _each_month(1)(first.replace(day=1), last):
            for day in of_month:
                if day <= calendar.monthrange(month.year, month.month)[1] and first <= month.replace(day=day) <= last:
                    yield month.replace(day=day)

    return begins


def _each_month(step: int) -> Callable[[date, date], Iterator[date]]:
    """Return a function that yields the beginning of every `step` months, counted from the year 0."""

    def begins(first: date, last: date) -> Iterator[date]:
        month = -(-(first.year * 12 + first.month - 1 + (first.day > 1)) // step) * step
        while month // 12 <= date.max.year and (day := date(max(month // 12, 1), month % 12 + 1, 1)) <= last:
            if day >= first:
                yield day
            month += step

    return begins


_DAY, _MONTH, _YEAR = len("2023-11-01"), len("2023-11"), len("2023")
_STEPS: list[tuple[float, int, Callable[[date, date], Iterator[date]]]] = [
    (1, _DAY, _each_day(range(1, 32))),
    (4, _DAY, _each_day((1, 6, 11, 16, 21, 26))),
    (8, _DAY, _each_day((1, 11, 21))),
    *((step * 29, _MONTH, _each_month(step)) for step in (1, 2, 3, 6)),
    *((step * 365, _YEAR, _each_month(step * 12)) for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)),
]
"""The steps of a scale, shortest first: the minimum of days in a step, the digits of its name, its beginnings."""
