"""Where everything on a timeline stands, in CSS pixels: marks on a scale of days, labels that never cover each other.

A label stands above the mark of its entry, in a row with others as long as they have room, else in a row of its own.
How wide a label is depends on the reader's fonts: it has room for the widest of the usual ones.
"""

import calendar
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise, zip_longest

from msgspec import Struct
from msgspec.structs import replace

from kzclaims.export.timeline.entries import Entry
from kzclaims.export.timeline.text_width import breadth, shortened
from kzclaims.language import dates

SIZE = 13
"""Of the letters."""
MARK = 8
"""How high a mark is."""
ROW = 36
TEXT = 18
"""How much of a row is the label's."""
MARGIN = 12
HEADING = 52
"""Of a lane: its name and the dates of the scale."""
GAP = 14
_SHORTEST = 7
"""How many days a scale has at least."""
_LONG = 560
"""How wide a label is at most that could begin further right."""


class Mark(Struct, frozen=True):
    """The days of an entry on the scale; an end that `fades` is open or lies beyond the scale."""

    left: float
    right: float
    fades_left: bool = False
    fades_right: bool = False
    exact: bool = False
    """One day, and no other."""
    vague: bool = False
    """The record calls it uncertain or approximate."""


class Placed(Struct, frozen=True):
    """An entry with its mark and its label, shortened to its place, from `left` to `right`, at the top of its row."""

    entry: Entry
    when: str
    label: str
    left: float
    right: float
    top: float
    mark: Mark | None
    length: float
    """How wide the label is at most, with its date and status."""


class Lane(Struct, frozen=True):
    """Entries of one kind, from the earliest to the latest."""

    name: str
    top: float
    bottom: float
    placed: list[Placed]
    dated: bool


class Drawing(Struct, frozen=True):
    """A timeline whose every part has its place."""

    width: float
    height: float
    lanes: list[Lane]
    ticks: list[tuple[float, str]]


class Scale:
    """Days along a line: the beginning of the first at 0, the end of the last at `length`."""

    def __init__(self, first: date, last: date, length: float) -> None:
        self.first, self.last, self.length = first, last, length
        self._day = length / ((last - first).days + 1)

    def mark(self, days: dates.UncertainDate, least: float) -> Mark:
        """Where days stand, `least` wide at least."""
        fades_left, fades_right = days.earliest < self.first, days.latest > self.last
        left = 0 if fades_left else self._at(min(days.earliest, self.last))
        right = self.length if fades_right else self._at(max(days.latest, self.first)) + self._day
        exact = days.earliest == days.latest
        if exact or right - left < least:
            middle = min(max((left + right) / 2, least / 2), self.length - least / 2)
            left, right = middle - least / 2, middle + least / 2
        return Mark(left, right, fades_left, fades_right, exact, dates.is_vague(days.edtf))

    def ticks(self, letter: float) -> list[tuple[float, str]]:
        """Days, months or years as close as their names have room, with where they begin; a letter is so wide."""
        for days, name, begins in _STEPS:
            room = (len(name(self.first)) + 2) * letter
            if days * self._day < room * 0.9:
                continue
            found = [(self._at(day), name(day)) for day in begins(self.first, self.last)]
            if all(after - before >= room for (before, _), (after, _) in pairwise(found)):
                found = [one for one in found if one[0] + len(one[1]) * letter <= self.length]
                return found or [(0, self.first.isoformat())]
        return [(0, self.first.isoformat())]

    def _at(self, day: date) -> float:
        return (day - self.first).days * self._day


def scale(entries: Iterable[Entry], length: float, asked: tuple[date, date]) -> Scale | None:
    """The scale from the first day to the last that is known of any entry, as far as it was asked for."""
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
    """A timeline so wide, and as high as it must be."""
    along = scale(entries, width - 2 * MARGIN, asked)
    most = min(width - 2 * MARGIN, 480 if len(entries) <= 20 else 320 if len(entries) <= 100 else 240)
    made: list[Lane] = []
    for name, some, on in lanes(entries, along):
        made.append(_lane(name, some, on, made[-1].bottom if made else 0, width, most))
    ticks = along.ticks(SIZE * 0.66) if along else []
    height = made[-1].bottom if made else 0
    return Drawing(width, height, made, [(at + MARGIN, name) for at, name in ticks])


def lanes(entries: Sequence[Entry], along: Scale | None) -> Iterator[tuple[str, list[Entry], Scale | None]]:
    """The lanes that have entries, each with its scale; what has neither a first nor a last day has none."""
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
    """Each entry in the first row that has room for it, in the order in which they begin from the left."""
    first = top + (HEADING if along else HEADING / 2 + 4)
    row = ROW if along else TEXT + 8
    rows: list[list[Placed]] = []
    for entry in entries:
        one = _sized(entry, along, width, most)
        if along is None and rows and rows[-1][-1].right + GAP + one.length <= width - MARGIN:
            # Without a scale they follow each other like words.
            left = rows[-1][-1].right + GAP
            one = replace(one, left=left, right=left + one.length)
        at = next((at for at, others in enumerate(rows) if _has_room(others, one)), len(rows))
        rows[at:] = rows[at:] or [[]]
        rows[at].append(replace(one, top=first + at * row))
    placed = {one.entry.id: one for others in rows for one in _extended(others, width)}
    in_order = [placed[entry.id] for entry in entries]
    return Lane(name, top, first + len(rows) * row + GAP, in_order, along is not None)


def _sized(entry: Entry, along: Scale | None, width: float, most: float) -> Placed:
    """An entry in the first row, its label where its days begin or, where that is too far right, as near as can be."""
    when = shortened(entry.when, most * 0.6, SIZE) if entry.days else ""
    head = (breadth(when, SIZE) + SIZE if when else 0) + (
        breadth(entry.status.upper(), SIZE) + SIZE if entry.status else 0
    )
    label = shortened(entry.what, most - head, SIZE)
    length = head + breadth(label, SIZE)
    mark = along.mark(entry.days, MARK + 2) if along and entry.days else None
    left = max(MARGIN, min(MARGIN + (mark.left if mark else 0), width - MARGIN - length))
    return Placed(entry, when, label, left, max(left + length, MARGIN + mark.right if mark else 0), 0, mark, length)


def _has_room(others: Sequence[Placed], one: Placed) -> bool:
    return all(one.right + GAP <= other.left or other.right + GAP <= one.left for other in others)


def _extended(row: Iterable[Placed], width: float) -> Iterator[Placed]:
    """The entries of a row, their labels as long as the others leave them room; the last one's to the left as well."""
    in_order = sorted(row, key=lambda one: one.left)
    first = float(MARGIN)
    for one, after in zip_longest(in_order, in_order[1:]):
        edge = after.left - GAP if after else width - MARGIN
        head = one.length - breadth(one.label, SIZE)
        left = one.left
        label = shortened(one.entry.what, edge - left - head, SIZE)
        if label != one.entry.what and not after:
            label = shortened(one.entry.what, edge - max(first, min(left, edge - _LONG)) - head, SIZE)
            left = min(left, edge - head - breadth(label, SIZE))
        length = head + breadth(label, SIZE)
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
    """The beginnings of every so many months, counted from the year 0."""

    def begins(first: date, last: date) -> Iterator[date]:
        month = -(-(first.year * 12 + first.month - 1 + (first.day > 1)) // step) * step
        while month // 12 <= date.max.year and (day := date(max(month // 12, 1), month % 12 + 1, 1)) <= last:
            if day >= first:
                yield day
            month += step

    return begins


def _day_name(day: date) -> str:
    return day.isoformat()


def _month_name(day: date) -> str:
    return day.isoformat()[:7]


def _year_name(day: date) -> str:
    return day.isoformat()[:4]


_STEPS: list[tuple[float, Callable[[date], str], Callable[[date, date], Iterator[date]]]] = [
    (1, _day_name, _each_day(range(1, 32))),
    (4, _day_name, _each_day((1, 6, 11, 16, 21, 26))),
    (8, _day_name, _each_day((1, 11, 21))),
    *((step * 29, _month_name, _each_month(step)) for step in (1, 2, 3, 6)),
    *((step * 365, _year_name, _each_month(step * 12)) for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)),
]
"""From the closest: at most how many days lie between two of them at least, what they are called, where they begin."""
