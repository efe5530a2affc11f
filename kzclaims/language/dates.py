"""Uncertain dates: an EDTF string with the first and the last day that it can mean.

EDTF is the Extended Date/Time Format of ISO 8601-2:2019, levels 0 to 2, as the Library of Congress describes it:
https://www.loc.gov/standards/datetime/. Days belong to the proleptic Gregorian calendar, from 0001-01-01 to
9999-12-31. The standard leaves some days open; this module decides:

- An open or unknown end of an interval or a set (``../2023-11``, ``2023-11/``, ``[..2023]``) reaches to the end of the
  calendar.
- The qualifiers ``?``, ``~`` and ``%`` don't move the days, because "about" has no width that fits all sources.
- Seasons are whole months, and those of the northern hemisphere unless the code names the southern one. A season
  around New Year may belong to the beginning or the end of its year: ``2023-24`` (winter) reaches from 2023-01-01 to
  2024-02-29.
- A time of day belongs to the day that is printed, whatever its time zone.
- A year before 0001 or after 9999 can't be recorded. A range of days to search may begin or end there (`parse_end`).
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from kzclaims.errors import InputError

OPEN_START, OPEN_END = date.min, date.max
"""The days for "no first day" and "no last day", so that ranges compare without special cases."""

MAX_LENGTH = 100

_YMD = tuple[int, int, int]
_Bounds = tuple[_YMD, _YMD]

_FIRST, _LAST = (1, 1, 1), (9999, 12, 31)
_MARK = "[?~%]?"
_DATE = (
    f"{_MARK}(?P<sign>-?)(?P<year>[0-9X]{{4}}){_MARK}(?:-{_MARK}(?P<month>[0-9X]{{2}}){_MARK}"
    f"(?:-{_MARK}(?P<day>[0-9X]{{2}}){_MARK})?)?"
)
# Strings, which `re` compiles at first use.
_TIME = (
    "(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})T(?:[01][0-9]|2[0-3])(?::[0-5][0-9](?::(?:[0-5][0-9]|60))?)?(?:[.,][0-9]+)?"
    "(?:Z|[+-](?:[01][0-9]|2[0-3])(?::?[0-5][0-9])?)?"
)
_SIGNIFICANT = f"{_MARK}(?P<sign>-?)(?P<year>[0-9]{{4}})S(?P<digits>[1-4]){_MARK}"
_LONG_YEAR = f"{_MARK}Y-?(?:[0-9]{{5,}}|[0-9]+E[0-9]+)(?:S[0-9]+)?{_MARK}"
_NUMERIC_DAY = "([0-9]{1,2})[./]([0-9]{1,2})[./]([0-9]{4})"
_EXAMPLES = "write 2023, 2023-09, 2023-09-15, 2023-10~ (about), 202X, 2023-09-01/2023-09-15 or ../2023-11"

# The first month and the number of months of the seasons, quarters, four-month periods and half-years of a year.
_PARTS_OF_YEAR = {
    **dict.fromkeys((21, 25, 31), (3, 3)),
    **dict.fromkeys((22, 26, 32), (6, 3)),
    **dict.fromkeys((23, 27, 29), (9, 3)),
    **dict.fromkeys((24, 28, 30), (12, 3)),
    **{33 + number: (1 + 3 * number, 3) for number in range(4)},
    **{37 + number: (1 + 4 * number, 4) for number in range(3)},
    **{40 + number: (1 + 6 * number, 6) for number in range(2)},
}


@dataclass(frozen=True, slots=True)
class UncertainDate:
    """An EDTF string with the first and the last day that it can mean, both inclusive."""

    edtf: str
    earliest: date
    latest: date

    def __str__(self) -> str:
        return self.edtf


Day = UncertainDate | date | str
"""A date in a query: parsed already, a `datetime.date`, or an EDTF string."""


@lru_cache(maxsize=4096)
def parse(text: str) -> UncertainDate:
    """Return the days that an EDTF string can mean.

    Raise `InputError` for a string that isn't EDTF, lies outside the calendar, or ends before it begins.
    """
    edtf = _checked(text)
    earliest, latest = _bounds(edtf)
    if earliest < _FIRST or latest > _LAST:
        raise InputError(f"“{edtf}” lies outside the years 0001 to 9999 that can be recorded")
    return UncertainDate(edtf, date(*earliest), date(*latest))


def parse_end(day: Day) -> UncertainDate:
    """Return the days of one end of a range to search; days outside the calendar become its first or last day.

    Nothing is recorded outside the calendar, so a search from 44 BC (``-0043``) is a search from 0001-01-01.
    """
    if isinstance(day, UncertainDate):
        return day
    if isinstance(day, date):
        only = day.date() if isinstance(day, datetime) else day
        return UncertainDate(only.isoformat(), only, only)
    edtf = _checked(day)
    earliest, latest = _bounds(edtf)
    return UncertainDate(edtf, *(date(*min(max(day, _FIRST), _LAST)) for day in (earliest, latest)))


def is_vague(edtf: str) -> bool:
    """Return True if an EDTF string calls some of its date uncertain or approximate."""
    return any(mark in edtf for mark in "?~%")


def certain(edtf: str, *, still: date | None = None) -> tuple[date, date] | None:
    """Return the first and the last day of the days on which a lasting fact was certainly true, if there are any.

    An interval is certain from the last day that its beginning can mean to the first day that its end can mean
    (``2019/2023``: from 2019-12-31 to 2023-01-01). An interval without an end (``2019-03-20/..``) is certain until
    `still`, the last day on which it is known to have lasted. An interval with an unknown beginning or end is certain
    on its known day. Any other date is certain if it is one day: a fact dated "2023" may have been true for a week.
    Uncertain and approximate dates (``?``, ``~``, ``%``) are never certain. Raise `InputError` as `parse` does.
    """
    known = parse(edtf)
    head, slash, tail = known.edtf.partition("/")
    if is_vague(edtf):
        return None
    if not slash:
        return (known.earliest, known.latest) if known.earliest == known.latest else None
    begun = None if head in ("", "..") else parse(head).latest
    ended = None if tail in ("", "..") else parse(tail).earliest
    if tail == ".." and begun is not None:
        ended = max(begun, still or begun)
    first, last = begun or ended, ended or begun
    return (first, last) if first is not None and last is not None and first <= last else None


def _checked(text: str) -> str:
    edtf = text.strip()
    if len(edtf) > MAX_LENGTH:
        raise InputError(f"a date has at most {MAX_LENGTH} characters, this one has {len(edtf):,}")
    return edtf


def _bounds(edtf: str) -> _Bounds:
    """Return the first and the last day of any EDTF expression, also of years outside the calendar."""
    if (brackets := edtf[:1] + edtf[-1:]) in ("[]", "{}"):
        members = [_member(member.strip(" "), edtf) for member in edtf.strip(brackets).split(",")]
        return min(first for first, _ in members), max(last for _, last in members)
    head, slash, tail = edtf.partition("/")
    if slash:
        return _span(head if head != ".." else "", tail if tail != ".." else "", edtf)
    return _days(edtf, edtf)


def _member(member: str, whole: str) -> _Bounds:
    """Return the bounds of a member of a set: a date, or dates in a row such as ``2001..2003`` and ``2001..``."""
    head, dots, tail = member.partition("..")
    if dots and (head or tail):
        return _span(head, tail, whole)
    return _days(member, whole)


def _span(head: str, tail: str, whole: str) -> _Bounds:
    """Return the bounds of a row of days; an empty end is open."""
    earliest = _days(head, whole)[0] if head else _FIRST
    latest = _days(tail, whole)[1] if tail else _LAST
    if earliest > latest and head and tail:
        raise InputError(f"“{whole}” ends before it begins; write the earlier date first")
    return min(earliest, latest), max(earliest, latest)


def _days(part: str, whole: str) -> _Bounds:
    """Return the bounds of a date that is neither an interval nor a set."""
    if timed := re.fullmatch(_TIME, part):
        return _days(timed["day"], whole)
    if significant := re.fullmatch(_SIGNIFICANT, part):
        step = 10 ** (4 - int(significant["digits"]))
        low = int(significant["year"]) // step * step
        high = low + step - 1
        if int(significant["year"]) and not significant["sign"]:
            low = max(low, 1)  # as in 000X
        return _years(low, high, is_negative=bool(significant["sign"]))
    if re.fullmatch(_LONG_YEAR, part):
        return ((-99_999, 1, 1), (-99_999, 12, 31)) if "-" in part else ((99_999, 1, 1), (99_999, 12, 31))
    found = re.fullmatch(_DATE, part)
    if found is None or (found["sign"] and found["year"] == "0000"):
        raise _wrong(whole, "that is not a date in EDTF")
    year, month, day = found["year"], found["month"], found["day"]
    if found["sign"]:
        # Which month of it can't matter: nothing before the year 0001 is recorded.
        low, high = int(year.replace("X", "0")), int(year.replace("X", "9"))
        _days(f"{'0004' if low % 4 == 0 else '0003'}{part[part.index(year) + 4 :]}", whole)
        return _years(low, high, is_negative=True)
    if "X" in part:
        return _masked_days(year, month or "XX", day or "XX", whole)
    return _plain_days(int(year), month and int(month), day and int(day), whole)


def _years(low: int, high: int, *, is_negative: bool) -> _Bounds:
    return ((-high, 1, 1), (-low, 12, 31)) if is_negative else ((low, 1, 1), (high, 12, 31))


def _plain_days(year: int, month: int | str | None, day: int | str | None, whole: str) -> _Bounds:
    if not isinstance(month, int):
        return _years(year, year, is_negative=False)
    if month in _PARTS_OF_YEAR and not isinstance(day, int):
        first, count = _PARTS_OF_YEAR[month]
        last = first + count - 1
        if last <= 12:
            return (year, first, 1), (year, last, calendar.monthrange(year, last)[1])
        # Around New Year: that of the beginning or that of the end of the year.
        return (year, 1, 1), min((year + 1, last - 12, calendar.monthrange(year + 1, last - 12)[1]), _LAST)
    if not 1 <= month <= 12:
        raise _wrong(whole, f"there is no month {month:02}")
    length = calendar.monthrange(year, month)[1]
    if not isinstance(day, int):
        return (year, month, 1), (year, month, length)
    if not 1 <= day <= length:
        raise _wrong(whole, f"{year:04}-{month:02} has no day {day:02}")
    return (year, month, day), (year, month, day)


def _masked_days(years: str, months: str, days: str, whole: str) -> _Bounds:
    """Return the bounds of a date with unspecified digits, such as ``202X-02-3X``."""
    earliest = _first_fitting(years, months, days, step=1)
    latest = _first_fitting(years, months, days, step=-1)
    if earliest is None or latest is None:
        raise _wrong(whole, "no day of the calendar fits it")
    return earliest, latest


def _first_fitting(years: str, months: str, days: str, *, step: int) -> _YMD | None:
    possible_years = range(max(1, int(years.replace("X", "0"))), int(years.replace("X", "9")) + 1)
    fitting_months = [month for month in range(1, 13)[::step] if _fits(month, months)]
    fitting_days = [day for day in range(1, 32)[::step] if _fits(day, days)]
    if not fitting_months or not fitting_days:
        return None
    for year in possible_years[::step]:
        if _fits(year, years):
            for month in fitting_months:
                length = calendar.monthrange(year, month)[1]
                if fitting := [day for day in fitting_days if day <= length]:
                    return year, month, fitting[0]
    return None


def _fits(number: int, mask: str) -> bool:
    return all(given in ("X", digit) for given, digit in zip(mask, f"{number:0{len(mask)}}", strict=True))


def _day(year: str, month: str, number: str) -> str | None:
    """Return a day in ISO 8601, or None if the calendar doesn't have it."""
    try:
        return date(int(year), int(month), int(number)).isoformat()
    except ValueError:
        return None


def _wrong(whole: str, reason: str) -> InputError:
    if numeric := re.fullmatch(_NUMERIC_DAY, whole):
        first, second, year = numeric.groups()
        # With full stops the day comes first everywhere; with strokes it depends on the country.
        orders = ((second, first), (first, second)) if "/" in whole else ((second, first),)
        days = [day for month, number in orders if (day := _day(year, month, number))]
        if days:
            written = " or ".join(dict.fromkeys(days))
            return InputError(f"“{whole}”: {reason}; write the year first: {written}")
    return InputError("“{date}”: {reason}; {examples}", date=whole, reason=reason, examples=_EXAMPLES)
