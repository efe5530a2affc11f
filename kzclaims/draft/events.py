"""Find sentences that report what happened on a day, month or year that the text gives or implies.

A date without a year, and a relative one («вчера», «во вторник», "last Monday"), is worked out from the day of
publication. Without that day it is left out. A weekday is the last one before the publication, unless the verb is in
the future tense.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = {
    stem: number
    for number, stems in enumerate(
        ("январ січн jan қаңтар", "феврал лютого feb ақпан", "март берез mar наурыз", "апрел квітн apr сәуір",
         "мая мае май травн may мамыр", "июн червн jun маусым", "июл липн jul шілде", "август серпн aug тамыз",
         "сентябр верес sep қыркүйек", "октябр жовтн oct қазан", "ноябр листопад nov қараша",
         "декабр грудн dec желтоқсан"), 1,
    )
    for stem in stems.split()
}  # fmt: skip
_MONTH = rf"(?P<month>(?:{'|'.join(sorted(_MONTHS, key=len, reverse=True))})[а-яіїa-z]*)"
_YEAR = r"(?P<year>1[89]\d\d|20\d\d)"
_AFTER_YEAR = r"(?:\s*(?:год[ауе]?|году|г\.|року|жылы|жылдың))?"
_WEEKDAYS = ("понедельник", "вторник", "сред", "четверг", "пятниц", "суббот", "воскресень")
_WEEKDAYS_EN = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ABSOLUTE = re.compile(
    rf"(?<!\d)(?P<day>[0-3]?\d)\s+{_MONTH}(?:,?\s+{_YEAR}{_AFTER_YEAR})?(?P<this>\s+этого года)?(?!\w)"
    rf"|\b(?:in\s+|в\s+|у\s+)?{_MONTH.replace('month', 'only')}\s+{_YEAR.replace('year', 'of')}{_AFTER_YEAR}"
    rf"|\b(?:в|у|in|с|после)\s+(?P<alone>1[89]\d\d|20\d\d)(?:\s*(?:год[ауе]|году|г\.|роц[іи]))?(?![\d-])"
    rf"|\b{_MONTH.replace('month', 'english')}\s+(?P<number>[0-3]?\d)(?:st|nd|rd|th)?"
    rf",?\s+{_YEAR.replace('year', 'then')}",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    rf"\b(?P<days>позавчера|вчера|сегодня|накануне|yesterday|today|учора|сьогодні|кеше|бүгін)\b"
    rf"|\b(?:в|во)\s+(?:прошл\w+\s+|минувш\w+\s+)?(?P<weekday>{'|'.join(_WEEKDAYS)})\w*"
    rf"|\b(?:on|last)\s+(?P<weekday_en>{'|'.join(_WEEKDAYS_EN)})\b",
    re.IGNORECASE,
)
_SHIFT = {"позавчера": -2, "вчера": -1, "накануне": -1, "yesterday": -1, "учора": -1, "кеше": -1}


@dataclass(frozen=True)
class Dated:
    """A date in a text."""

    edtf: str
    printed: str
    note: str
    start: int


def dates(text: str, start: int, end: int, published: date | None) -> Iterator[Dated]:
    """Yield the dates between two offsets, in order."""
    found = [(match, _absolute) for match in _ABSOLUTE.finditer(text, start, end)]
    relative: list[tuple[re.Match[str], Callable[[re.Match[str], date | None], tuple[str, str] | None]]]
    relative = [(match, _relative) for match in _RELATIVE.finditer(text, start, end)]
    for match, read in sorted([*found, *relative], key=lambda one: one[0].start()):
        edtf = read(match, published)
        if edtf:
            yield Dated(edtf[0], match[0].strip(), edtf[1], match.start())


def _month(word: str) -> int:
    lower = word.casefold()
    return next(
        number for stem, number in sorted(_MONTHS.items(), key=lambda one: -len(one[0])) if lower.startswith(stem)
    )


def _absolute(match: re.Match[str], published: date | None) -> tuple[str, str] | None:
    parts = match.groupdict()
    if parts["alone"]:
        return parts["alone"], ""
    if parts["only"]:
        return f"{parts['of']}-{_month(parts['only']):02d}", ""
    month = _month(parts["month"] or parts["english"])
    day = int(parts["day"] or parts["number"])
    year, note = parts["year"] or parts["then"], ""
    if year is None:
        if published is None:
            return None
        year, note = str(_nearest_year(month, day, published)), "the year is that of the publication"
    try:
        return date(int(year), month, day).isoformat(), note
    except ValueError:
        return None


def _nearest_year(month: int, day: int, published: date) -> int:
    """Return the year in which a day is nearest to the publication, at most two months after it."""
    later = (month, day) > ((published.month + 2 - 1) % 12 + 1, published.day) and published.month <= 10
    return published.year - 1 if later else published.year


def _relative(match: re.Match[str], published: date | None) -> tuple[str, str] | None:
    if published is None:
        return None
    parts = match.groupdict()
    note = f"“{match[0].strip()}”, counted from the publication on {published.isoformat()}"
    if parts["days"]:
        return (published + timedelta(_SHIFT.get(parts["days"].casefold(), 0))).isoformat(), note
    name = (parts["weekday"] or parts["weekday_en"]).casefold()
    number = (_WEEKDAYS if parts["weekday"] else _WEEKDAYS_EN).index(name)
    back = (published.weekday() - number) % 7
    return (published - timedelta(back)).isoformat() + "?", note
