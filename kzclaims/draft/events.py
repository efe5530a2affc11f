"""Find sentences that report what happened on a day, month or year that the text gives or implies.

A range («5–7 мая») and a bound («до 5 мая», «около») are read as such. A date of another calendar is not read. A date
without a year, and a relative one («вчера», «во вторник», "last Monday"), is worked out from the day of
publication. Without that day it is left out. A weekday is the last one before the publication. Next to a date, as in
«во вторник, 14 ноября», it is part of that date.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kzclaims.draft.english_clauses import FINITE, SAID
from kzclaims.draft.morphology import is_verb
from kzclaims.draft.sentences import Word

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
_CYRILLIC = (
    rf"(?!майор)(?:{'|'.join(sorted((one for one in _MONTHS if not one.isascii()), key=len, reverse=True))})[а-яії]*"
)
_ENGLISH = (
    r"(?-i:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)(?![a-z])"
)
_MONTH = rf"(?P<month>{_CYRILLIC}|{_ENGLISH})"
_YEAR = r"(?P<year>1[89]\d\d|20\d\d)"
_AFTER_YEAR = r"(?:\s*(?:год[ауе]?|году|г\.|року|жылы|жылдың))?"
_WEEKDAYS = [
    re.compile(rf"\b(?:{stems})", re.IGNORECASE)
    for stems in (
        "понедельник|понеділ|monday|дүйсенбі",
        "вторник|вівтор|tuesday|сейсенбі",
        r"сред[ауе]\b|серед[ау]\b|wednesday|сәрсенбі",
        r"четверг|четвер\b|thursday|бейсенбі",
        r"пятниц|п.ятниц|friday|жұма\b",
        "субб?от[ауи]|saturday|сенбі",
        "воскресень|неділ|sunday|жексенбі",
    )
]
_WEEKDAY = rf"(?:{'|'.join(one.pattern for one in _WEEKDAYS)})\w*(?:\s+күні)?"
_EARLIER = rf"(?:{_YEAR.replace('year', 'earlier')}\s+жыл\w+\s+)?"
_RANGE = re.compile(
    rf"{_EARLIER}(?<![\d.,/])(?:(?:со?|зі?|із|from)\s+)?(?P<first>[0-3]?\d)(?:\s+{_MONTH.replace('month', 'begun')})?"
    rf"(?:\s*[-–—]\s*|\s+(?:по|до|to|till)\s+)(?P<last>[0-3]?\d)\s+{_MONTH}(?:,?\s+{_YEAR}{_AFTER_YEAR})?(?!\w)"
    rf"|\b(?P<english>{_ENGLISH})\s+(?P<number>[0-3]?\d)(?:\s*[-–—]\s*|\s+to\s+)"
    rf"(?:(?P<ended>{_ENGLISH})\s+)?(?P<until>[0-3]?\d)(?![\w:]|[.,]\d)(?:,?\s+{_YEAR.replace('year', 'then')})?",
    re.IGNORECASE,
)
_ABSOLUTE = re.compile(
    rf"{_EARLIER}(?<![\d/])(?<!\d[-–—])(?<!\d [-–—] )(?P<day>[0-3]?\d)\s+{_MONTH}"
    rf"(?:,?\s+{_YEAR}{_AFTER_YEAR})?(?P<this>\s+этого года)?(?!\w)"
    rf"|\b(?:in\s+|в\s+|у\s+)?{_MONTH.replace('month', 'only')}\s+{_YEAR.replace('year', 'of')}{_AFTER_YEAR}"
    rf"|\b(?P<prefix>в|у|in|с|после|після|after|до|before)\s+(?P<alone>1[89]\d\d|20\d\d)(?:\s*(?:год[ауе]|году|г\.|роц[іи]))?(?![\d-])"
    rf"|(?<!\bin )\b(?P<english>{_ENGLISH})\s+(?P<number>[0-3]?\d)(?:st|nd|rd|th)?(?![\w:]|[.,]\d)"
    rf"(?:,?\s+{_YEAR.replace('year', 'then')})?",
    re.IGNORECASE,
)
_DAY = r"(?P<days>позавчера|вчера|сегодня|накануне|yesterday|today|учора|сьогодні|кеше|бүгін)\b"
_RELATIVE = re.compile(
    rf"\b{_DAY}|\b(?:во?|у|on|last)\s+(?:прошл\w+\s+|минувш\w+\s+|минул\w+\s+)?(?P<weekday>{_WEEKDAY})"
    rf"|(?P<kazakh>{_WEEKDAY}(?<=күні))",
    re.IGNORECASE,
)
_SHIFT = {"позавчера": -2, "вчера": -1, "накануне": -1, "yesterday": -1, "учора": -1, "кеше": -1}
_BEFORE = re.compile(rf"(?:{_RELATIVE.pattern}|{_WEEKDAY})(?:,\s+|\s+\(?)\Z", re.IGNORECASE)
_AFTER = re.compile(rf"(?:,\s+|\s+\()(?:(?:во?|у|on|a)\s+)?{_WEEKDAY}\)?", re.IGNORECASE)


_OTHER_YEAR = re.compile(
    r"\s*(?:['’]\d\d(?!\d)|,?\s\d{1,3}\s*(?:г\.|год|р\.|рок|ж\.|жыл)|,?\s[03-9]\d{3}(?!\d))", re.IGNORECASE
)
"""A year that isn't read, after a date without one: «5 мая '20», «5 мая 400 года»."""
_OTHER_CALENDAR = re.compile(
    r"\s*\(?(?:по ст\w+ стил|за ст\w+ стил|ст\. ?ст|до н\.? ?э|до нашей|b\. ?c\b|bce?\b|old style|o\. ?s\.)",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"(?<!\w)(?:(?P<until>до|не (?:позднее|позже|пізніше)|before|until|not later than)"
    r"|(?P<since>после|не (?:раньше|ранее|раніше)|після|after|not before)"
    r"|(?P<about>около|примерно|приблизительно|приблизно|близько|about|around|circa))\s+\Z",
    re.IGNORECASE,
)
_BOUNDS = dict.fromkeys(("после", "після", "after"), "[{}..]") | dict.fromkeys(("до", "before"), "[..{}]")
_LONGEST_BOUND = 16


@dataclass(frozen=True)
class Dated:
    """A date in a text."""

    edtf: str
    printed: str
    note: str
    start: int


def dates(text: str, start: int, end: int, published: date | None) -> Iterator[Dated]:
    """Yield the dates between two offsets, in order."""
    found: list[Dated] = []
    taken: list[range] = []
    for match in _RANGE.finditer(text, start, end):
        taken.append(range(*match.span()))
        if (edtf := _range(match, published)) and not _is_of_other_calendar(text, match, end):
            found.append(Dated(edtf[0], match[0].strip(), edtf[1], match.start()))
    for match in _ABSOLUTE.finditer(text, start, end):
        if any(match.start() in one for one in taken) or _is_of_other_calendar(text, match, end):
            continue
        if edtf := _absolute(match, published):
            found.append(_with_words_beside(text, start, end, match, *edtf))
            taken.append(range(found[-1].start, found[-1].start + len(found[-1].printed)))
    for match in _RELATIVE.finditer(text, start, end):
        edtf = _relative(match, published)
        if edtf and not any(match.start() in one for one in taken):
            found.append(Dated(edtf[0], match[0].strip(), edtf[1], match.start()))
    yield from sorted(found, key=lambda one: one.start)


def _with_words_beside(text: str, start: int, end: int, match: re.Match[str], edtf: str, note: str) -> Dated:
    """Return a date with a bound or weekday printed next to it: «до 14 ноября», «14 ноября, во вторник»."""
    begin, stop = match.start(), match.end()
    if bound := _BOUND.search(text, max(start, begin - _LONGEST_BOUND), begin):
        kind = bound.lastgroup
        limited = f"{edtf}~" if kind == "about" else f"[..{edtf}]" if kind == "until" else f"[{edtf}..]"
        return Dated(limited, text[bound.start() : stop].strip(), note, bound.start())
    day = date.fromisoformat(edtf) if len(edtf) == len("2023-11-14") else None
    before = _BEFORE.search(text, max(start, begin - 40), begin) if day else None
    after = _AFTER.match(text, stop, end) if day else None
    if day and before:
        begin, stop = before.start(), stop + (before[0].endswith("(") and text[stop : stop + 1] == ")")
        if _number(before[0]) not in {None, day.weekday()}:
            edtf, note = f"{edtf}?", "; ".join(filter(None, (note, "the weekday in the text is not that of this date")))
    elif day and after and _number(after[0]) == day.weekday():
        stop = after.end()
    return Dated(edtf, text[begin:stop].strip(), note, begin)


def _number(text: str) -> int | None:
    """Return the number of the first weekday in a text, 0 for Monday, or None."""
    return next((number for number, one in enumerate(_WEEKDAYS) if one.search(text)), None)


def happens(words: Sequence[Word], lang: str) -> bool:
    """Return True if a sentence has a finite verb, as far as the form of a word shows it."""
    pattern = _FINITE.get(lang[:2])
    if pattern is None:
        return any(is_verb(one.text) for one in words)
    return any(one.text in FINITE or one.text in SAID or pattern.match(one.text) for one in words)


_FINITE = {
    "en": re.compile(r"\A[a-z]{3,}ed\Z"),
    "uk": re.compile(r"\A[а-яіїєґ']+(?:[аиіоуяї]в|л[аои]|ться|[аіу]ть)(?:ся)?\Z"),
    "kk": re.compile(r"\A[а-яәғқңөұүһі]+(?:[дт][ыі]|[ғқ]ан|[гк]ен)\Z"),
}
"""The forms of verbs in languages without a dictionary here."""


def _month(word: str) -> int:
    lower = word.casefold()
    return next(
        number for stem, number in sorted(_MONTHS.items(), key=lambda one: -len(one[0])) if lower.startswith(stem)
    )


def _absolute(match: re.Match[str], published: date | None) -> tuple[str, str] | None:
    parts = match.groupdict()
    if parts["alone"]:
        return _BOUNDS.get(parts["prefix"].casefold(), "{}").format(parts["alone"]), ""
    if parts["only"]:
        return f"{parts['of']}-{_month(parts['only']):02d}", ""
    month = _month(parts["month"] or parts["english"])
    day = int(parts["day"] or parts["number"])
    year, note = parts["year"] or parts["then"] or parts["earlier"], ""
    if year is None:
        if published is None:
            return None
        year, note = str(_nearest_year(month, day, published)), "the year is that of the publication"
    try:
        return date(int(year), month, day).isoformat(), note
    except ValueError:
        return None


def _is_of_other_calendar(text: str, match: re.Match[str], end: int) -> bool:
    """Return True if a date of another calendar or a year that isn't read follows, so that the date is another day."""
    has_year = any(match[name] for name in ("year", "then", "earlier"))
    return bool(
        _OTHER_CALENDAR.match(text, match.end(), end) or (not has_year and _OTHER_YEAR.match(text, match.end(), end))
    )


def _range(match: re.Match[str], published: date | None) -> tuple[str, str] | None:
    """Return the days from one to another: «5–7 мая», "May 30 to June 2"."""
    parts = match.groupdict()
    last_month = _month(parts["month"] or parts["ended"] or parts["english"])
    first_month = _month(parts["begun"] or parts["english"] or parts["month"])
    first, last = int(parts["first"] or parts["number"]), int(parts["last"] or parts["until"])
    year, note = parts["year"] or parts["then"] or parts["earlier"], ""
    if year is None:
        if published is None:
            return None
        year, note = _nearest_year(last_month, last, published), "the year is that of the publication"
    try:
        ended = date(int(year), last_month, last)
        begun = date(ended.year - (first_month > last_month), first_month, first)
    except ValueError:
        return None
    return (f"{begun}/{ended}", note) if begun < ended else None


def _nearest_year(month: int, day: int, published: date) -> int:
    """Return the year in which a day is nearest to the publication, at most two months after it."""
    later = (month, day) > ((published.month + 2 - 1) % 12 + 1, published.day) and published.month <= 10
    return published.year - 1 if later else published.year


def _relative(match: re.Match[str], published: date | None) -> tuple[str, str] | None:
    if published is None:
        return None
    note = f"“{match[0].strip()}”, counted from the publication on {published.isoformat()}"
    number = _number(match[0])
    if number is None:
        return (published + timedelta(_SHIFT.get(match["days"].casefold(), 0))).isoformat(), note
    back = (published.weekday() - number) % 7
    return (published - timedelta(back)).isoformat() + "?", note
