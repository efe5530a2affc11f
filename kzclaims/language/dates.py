"""Uncertain dates: an EDTF string with the first and the last day that it can mean.

EDTF is the Extended Date/Time Format of ISO 8601-2:2019, levels 0 to 2, as the Library of Congress describes it:
https://www.loc.gov/standards/datetime/. Days are those of the proleptic Gregorian calendar, from 0001-01-01 to
9999-12-31. Three rules are ours, where the standard leaves the days open:

- An open or unknown end of an interval (``../2023-11``, ``2023-11/``) reaches to the end of the calendar.
- ``?``, ``~`` and ``%`` do not move the days: how far "about" reaches, nobody can say for all sources.
- Seasons are those of the northern hemisphere by whole months. "Winter 2023" (``2023-24``) may be the one at the
  beginning of the year or the one at its end, so it reaches from 2023-01-01 to the end of February 2024.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from kzclaims.errors import InputError

OPEN_START, OPEN_END = date.min, date.max
"""Stand for "no first day" and "no last day", so that ranges compare without special cases."""

MAX_LENGTH = 100

_PLAIN = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_MASKED = re.compile(r"([\dX]{4})(?:-([\dX]{2})(?:-([\dX]{2}))?)?", re.ASCII)
# Seasons, quarters and other parts of a year: ISO 8601-2, 4.8.
_SEASON = re.compile(r"\d{4}-(?:2[1-9]|3\d|4[01])", re.ASCII)
_WINTER = re.compile(r"(\d{4})-24", re.ASCII)
_NUMERIC_DAY = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})", re.ASCII)
_FORMS = "write 2023, 2023-09, 2023-09-15, 2023-10~ (about), 202X, 2023-09-01/2023-09-15 or ../2023-11"


@dataclass(frozen=True, slots=True)
class UncertainDate:
    """A date as it is known: its EDTF string, and the first and the last day that it can mean, both inclusive."""

    edtf: str
    earliest: date
    latest: date

    def __str__(self) -> str:
        return self.edtf

    def overlaps(self, other: "UncertainDate") -> bool:
        """Whether some day can be meant by both."""
        return self.earliest <= other.latest and other.earliest <= self.latest


def parse(text: str) -> UncertainDate:
    """The days that an EDTF string can mean.

    Raises `InputError` with a sentence for a string that is no EDTF date, lies outside the calendar, or ends before
    it begins.
    """
    edtf = text.strip()
    if len(edtf) > MAX_LENGTH:
        raise InputError(f"a date has at most {MAX_LENGTH} characters, this one has {len(edtf):,}")
    head, slash, tail = edtf.partition("/")
    if slash and "T" not in edtf:
        earliest = OPEN_START if head in ("", "..") else _days(head, edtf)[0]
        latest = OPEN_END if tail in ("", "..") else _days(tail, edtf)[1]
        if earliest > latest:
            raise InputError(f"“{edtf}” ends before it begins; write the earlier date first")
    else:
        earliest, latest = _days(edtf, edtf)
    return UncertainDate(edtf, earliest, latest)


def is_vague(edtf: str) -> bool:
    """Whether an EDTF string calls some of its date uncertain or approximate."""
    return any(mark in edtf for mark in "?~%")


def certain(edtf: str, *, still: date | None = None) -> tuple[date, date] | None:
    """The first and the last day of those on which what lasts so long was certainly the case, if any is certain.

    An interval is certain from the last day that its beginning can mean to the first day that its end can mean
    (``2019/2023``: from 2019-12-31 to 2023-01-01). An interval without an end (``2019-03-20/..``) is certain as far as
    somebody knew it still to last, `still`; one whose beginning or end is unknown on the day that is known.
    Anything else is certain if it is one day: something that was so "in 2023" may have been so for a week. What is
    uncertain or approximate (``?``, ``~``, ``%``) is not certain. Raises `InputError` as `parse` does.
    """
    known = parse(edtf)
    head, slash, tail = known.edtf.partition("/")
    if is_vague(edtf):
        return None
    if not slash or "T" in known.edtf:
        return (known.earliest, known.latest) if known.earliest == known.latest else None
    begun = None if head in ("", "..") else parse(head).latest
    ended = None if tail in ("", "..") else parse(tail).earliest
    if tail == ".." and begun is not None:
        ended = max(begun, still or begun)
    first, last = begun or ended, ended or begun
    return (first, last) if first is not None and last is not None and first <= last else None


def _days(part: str, whole: str) -> tuple[date, date]:
    """First and last day of an EDTF expression that is not an interval."""
    if winter := _WINTER.fullmatch(part):
        year = _year(winter[1], whole)
        return date(year, 1, 1), date(year + 1, 3, 1) - timedelta(1) if year < date.max.year else OPEN_END
    # A qualifier does not move the days, and the library takes 4 ms to say so.
    plain = _PLAIN.fullmatch(part[:-1] if part.endswith(("?", "~", "%")) else part)
    if plain and not _SEASON.fullmatch(plain[0]):
        year, month, day = _year(plain[1], whole), plain[2], plain[3]
        if month is None:
            return date(year, 1, 1), date(year, 12, 31)
        if not 1 <= int(month) <= 12:
            raise _wrong(whole, f"there is no month {month}")
        last = calendar.monthrange(year, int(month))[1]
        if day is None:
            return date(year, int(month), 1), date(year, int(month), last)
        if not 1 <= int(day) <= last:
            raise _wrong(whole, f"{plain[1]}-{month} has no day {day}")
        return (only := date(year, int(month), int(day))), only
    if "X" in part and (masked := _MASKED.fullmatch(part)):
        return _masked_days(masked[1], masked[2] or "XX", masked[3] or "XX", whole)
    return _library_days(part, whole)


def _masked_days(years: str, months: str, days: str, whole: str) -> tuple[date, date]:
    """First and last day of a date with unspecified digits, such as ``202X-02-3X``."""

    def first(low_year: int, step: int) -> date | None:
        for year in range(low_year, 10_000 if step > 0 else 0, step):
            if not _fits(year, years):
                continue
            for month in range(1, 13)[::step]:
                if not _fits(month, months):
                    continue
                for day in range(1, calendar.monthrange(year, month)[1] + 1)[::step]:
                    if _fits(day, days):
                        return date(year, month, day)
        return None

    earliest = first(max(1, int(years.replace("X", "0"))), 1)
    latest = first(int(years.replace("X", "9")), -1)
    if earliest is None or latest is None:
        raise _wrong(whole, "no day of the calendar fits it")
    return earliest, latest


def _fits(number: int, mask: str) -> bool:
    return all(given in ("X", digit) for given, digit in zip(mask, f"{number:0{len(mask)}}", strict=True))


def _library_days(part: str, whole: str) -> tuple[date, date]:
    """First and last day by the edtf library: qualifiers, seasons, sets, long years, times of day."""
    # Imported here: it takes 0.1 s, and most dates are plain.
    from contextlib import redirect_stdout
    from io import StringIO

    from edtf import parse_edtf

    bounds: list[date] = []
    try:
        # The library prints to stdout when one of its own classes rejects what its grammar let through.
        with redirect_stdout(StringIO()):
            parsed = parse_edtf(part)
            for end, open_end in ((parsed.lower_strict(), OPEN_START), (parsed.upper_strict(), OPEN_END)):
                if isinstance(end, float):
                    bounds.append(open_end)
                else:
                    bounds.append(date(_year(str(end.tm_year), whole), end.tm_mon, end.tm_mday))
    except InputError:
        raise
    except Exception:  # noqa: BLE001 - whatever the library chokes on is no date for us
        raise _wrong(whole, "that is no date in EDTF") from None
    return bounds[0], bounds[1]


def _year(digits: str, whole: str) -> int:
    year = int(digits)
    if not 1 <= year <= 9999:
        raise InputError(f"“{whole}” lies outside the years 0001 to 9999 that can be recorded")
    return year


def _wrong(whole: str, why: str) -> InputError:
    if numeric := _NUMERIC_DAY.fullmatch(whole):
        day, month, year = numeric.groups()
        return InputError(f"“{whole}”: {why}; write the year first: {year}-{month:0>2}-{day:0>2}")
    return InputError(f"“{whole}”: {why}; {_FORMS}")
