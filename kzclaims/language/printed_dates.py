"""Dates as people and programs print them, as far as they can be read in one way only.

The month has a name ("October 3, 2019", «3 октября 2019 г.») or the year comes first ("2019/10/03"). Day and month as
two numbers are left to a form that the user gives.
"""

import re
from datetime import date

_MONTHS = (
    "january jan января январь янв січня січень қаңтар",
    "february feb февраля февраль фев февр лютого лютий ақпан",
    "march mar марта март мар березня березень наурыз",
    "april apr апреля апрель апр квітня квітень сәуір",
    "may мая май травня травень мамыр",
    "june jun июня июнь июн червня червень маусым",
    "july jul июля июль июл липня липень шілде",
    "august aug августа август авг серпня серпень тамыз",
    "september sept sep сентября сентябрь сен сент вересня вересень қыркүйек",
    "october oct октября октябрь окт жовтня жовтень қазан",
    "november nov ноября ноябрь ноя нояб листопада листопад қараша",
    "december dec декабря декабрь дек грудня грудень желтоқсан",
)
_NUMBERS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_NAMES = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_MONTH = rf"(?P<month>{_NAMES})\b\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\b"
_YEAR = r"(?P<year>[12]\d{3})"
_GREGORIAN = r"(?P<year>1[6-9]\d\d|20\d\d)"
"""Years in numbers alone: 1402/05/01 is rather a Persian date, and 2566/05/01 a Thai one."""
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_TIME = (
    r"(?:(?:,|\s+at|\s+в|\s+о|\s+\||t)?\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[ap]\.?m\.?)?\s*"
    r"(?:z|utc|gmt|[a-z]{2,4}|[+-]\d{2}:?\d{2})?(?:\s*\([a-z ]+\))?)?"
)
_FORMS = [
    re.compile(f"{_WEEKDAY}{form}{_TIME}", re.IGNORECASE)
    for form in (
        rf"{_MONTH}\s*{_DAY}\s*,?\s*{_YEAR}",
        rf"{_DAY}[\s-]*(?:of\s+)?{_MONTH}[\s,-]*{_YEAR}(?:\s*(?:г(?:\.|ода)?|р(?:\.|оку)?))?",
        rf"{_YEAR}(?:\s+ж(?:\.|ылғы))?\s*,?\s*{_DAY}[\s-]*{_MONTH}",
        rf"{_YEAR}[\s-]+{_MONTH}[\s-]+{_DAY}",
        rf"{_GREGORIAN}(?P<sign>[/.])(?P<number>\d{{1,2}})(?P=sign){_DAY}",
        rf"{_MONTH}\s*,?\s*{_YEAR}(?:\s*(?:г(?:\.|ода)?|р(?:\.|оку)?))?",
    )
]
_LONGEST = 60


def read_printed(text: str) -> str | None:
    """Return the day or month that a text names as an ISO date, or None if it can't be read with certainty."""
    if len(text) > _LONGEST:
        return None
    for form in _FORMS:
        if not (found := form.fullmatch(text)):
            continue
        parts = found.groupdict()
        month = _NUMBERS[parts["month"].casefold()] if parts.get("month") else int(parts["number"])
        try:
            day = date(int(parts["year"]), month, int(parts.get("day") or 1))
        except ValueError:
            return None
        return day.isoformat() if parts.get("day") else day.isoformat()[:7]
    return None
