"""Values of table cells as values of records."""

import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from kzclaims.dossier.column_mapping import EPOCH
from kzclaims.errors import InputError
from kzclaims.language import dates
from kzclaims.language.names.slug import slug
from kzclaims.language.printed_dates import read_printed
from kzclaims.wording import quoted

LONGEST_SHOWN = 80
"""The number of characters of a cell that a message shows."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOST_SECONDS = 10**11
_SPACE = re.compile(r"\s+")
_MONTHS = ("%m", "%b", "%B", "%j", "%U", "%W", "%V")
_DAYS = ("%d", "%j", "%w", "%a", "%A", "%u")

_TRUTH = dict.fromkeys(("true", "yes", "1", "1.0", "да", "иә"), True) | dict.fromkeys(
    ("false", "no", "0", "0.0", "нет", "жоқ"), False
)


class WrongRowError(Exception):
    """A row that cannot become a record: the field and the reason."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(field, reason)
        self.field, self.reason = field, reason


def date_value(field: str, cell: str, forms: Sequence[str]) -> str:
    """Return a date as EDTF: from EDTF, from ISO 8601 with a time, or from one of the given forms."""
    found = _edtf(cell, tuple(forms))
    if isinstance(found, InputError):
        given = f"; the mapping has the forms {', '.join(forms)}" if forms and "by %" not in found.message else ""
        raise WrongRowError(field, f"{found.message}{given}")
    return found


@lru_cache(maxsize=10_000)
def _edtf(cell: str, forms: tuple[str, ...]) -> str | InputError:
    try:
        return dates.parse(cell).edtf
    except InputError as error:
        problem = error
    try:
        return datetime.fromisoformat(cell).date().isoformat()
    except ValueError:
        pass
    if printed := read_printed(cell):
        return printed
    if EPOCH in forms and (since := _since_1970(cell)):
        return since
    readings: dict[str, str] = {}
    for form in forms:
        try:
            day = datetime.strptime(cell, form).date()  # noqa: DTZ007 - only the day is needed
        except ValueError:
            continue
        if any(one in form for one in _DAYS):
            readings.setdefault(f"{day:%Y-%m-%d}", form)
        else:
            readings.setdefault(f"{day:%Y-%m}" if any(one in form for one in _MONTHS) else f"{day:%Y}", form)
    if len(readings) > 1:
        read = " and ".join(f"{day} by {form}" for day, form in readings.items())
        return InputError(f"“{cell}” is {read}; write the year first, or give one form")
    if readings:
        return next(iter(readings))
    return problem


def _since_1970(cell: str) -> str | None:
    """Return the day of a number of seconds or milliseconds since 1970."""
    digits = cell.partition(".")[0]
    if not (digits.removeprefix("-").isascii() and digits.removeprefix("-").isdecimal() and len(digits) <= 14):
        return None
    seconds = int(digits)
    if abs(seconds) >= 10**11:
        seconds //= 1000
    return (_EPOCH + timedelta(seconds=seconds)).date().isoformat() if seconds < _MOST_SECONDS else None


def number_value(field: str, cell: str) -> int:
    """Return a number from 0."""
    digits = cell.removesuffix(".0")
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 10):
        raise WrongRowError(field, f"{quoted(cell, LONGEST_SHOWN)} is not a number from 0")
    return int(digits)


def truth_value(field: str, cell: str) -> bool:
    """Return a truth value, given as true, yes or 1, or as false, no or 0."""
    found = _TRUTH.get(cell.casefold())
    if found is None:
        raise WrongRowError(field, f"{quoted(cell, LONGEST_SHOWN)} is not a truth value; write true or false")
    return found


@lru_cache(maxsize=20_000)
def plain(name: str) -> str:
    """Return a printed name with single spaces."""
    return _SPACE.sub(" ", name).strip()


def without_none(**fields: Any) -> dict[str, Any]:
    """Return the fields that have a value."""
    return {name: value for name, value in fields.items() if value is not None}


def digest(*parts: str) -> str:
    """Return 64 bits of a hash of some texts, the same on every machine."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def key_of_name(name: str, otherwise: str) -> str:
    """Return the key that is made from a name."""
    return slug(name) or f"{otherwise}-{digest(name)}"
