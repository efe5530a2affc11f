"""EDTF dates in words."""

import re
from collections.abc import Callable
from functools import reduce

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "ru": "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "kk": "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
}
# Russian has another case after the number of a day.
_MONTHS_OF_DAYS = _MONTHS | {
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
}
_SEASONS = {
    "en": "spring summer autumn winter",
    "ru": "весна лето осень зима",
    "kk": "көктем жаз күз қыс",
}
_FORMS = {
    "en": {"day": "{day} {month} {year}", "month": "{month} {year}", "year": "{year}", "decade": "{year}s"},
    "ru": {
        "day": "{day} {month} {year}\N{NO-BREAK SPACE}г.",
        "month": "{month} {year}\N{NO-BREAK SPACE}г.",
        "year": "{year}\N{NO-BREAK SPACE}г.",
        "decade": "{year}-е\N{NO-BREAK SPACE}гг.",
    },
    "kk": {
        "day": "{year}\N{NO-BREAK SPACE}ж. {day} {month}",
        "month": "{year}\N{NO-BREAK SPACE}ж. {month}",
        "year": "{year}\N{NO-BREAK SPACE}ж.",
        "decade": "{year}-жылдар",
    },
}
"""The forms of CLDR for long dates."""

_SETS = {"[": "one", "{": "all"}
_DATE = re.compile(r"(\d{3})(\d|X)(?:-(\d\d)(?:-(\d\d))?)?(T[\d:]+(?:Z|[+-][\d:]+)?)?([?~%]?)", re.ASCII)


def format_date(edtf: str, code: str, gettext: Callable[[str], str]) -> str:
    """Return a date in words of a language: days, months, seasons, years, decades, intervals and alternatives.

    Other forms are returned unchanged.
    """
    kind = _SETS.get(edtf[:1])
    inside = edtf[1:-1] if kind else edtf
    separator = "/" if kind is None else ".." if ".." in inside else ","
    parts = [_single(part, code, gettext) if part not in ("", "..") else "…" for part in inside.split(separator)]
    if not all(parts) or (len(parts) > 2 and separator != ","):
        return edtf
    if separator == ",":
        word = gettext("%(first)s or %(last)s") if kind == "one" else "%(first)s, %(last)s"
        return reduce(lambda first, last: word % {"first": first, "last": last}, map(str, parts))
    text = " – ".join(map(str, parts))
    return gettext("%(date)s (exact day unknown)") % {"date": text} if kind == "one" else text


def _single(edtf: str, code: str, gettext: Callable[[str], str]) -> str | None:
    found = _DATE.fullmatch(edtf)
    if not found:
        return None
    decade, unit, month, day, time, mark = found.groups()
    forms = _FORMS[code]
    values = {"year": str(int(decade + unit)) if unit != "X" else f"{int(decade)}0", "day": str(int(day or 0))}
    if unit == "X":
        if month:
            return None
        text = forms["decade"].format(**values)
    elif month is None:
        text = forms["year"].format(**values)
    elif 21 <= int(month) <= 24 and day is None:
        text = forms["month"].format(**values, month=_SEASONS[code].split()[int(month) - 21])
    elif 1 <= int(month) <= 12:
        months = (_MONTHS_OF_DAYS if day else _MONTHS)[code].split()
        text = forms["day" if day else "month"].format(**values, month=months[int(month) - 1])
    else:
        return None
    if time:
        text += f", {time[1:]}"
    if mark in ("~", "%"):
        text = gettext("about %(date)s") % {"date": text}
    return gettext("%(date)s (uncertain)") % {"date": text} if mark in ("?", "%") else text
