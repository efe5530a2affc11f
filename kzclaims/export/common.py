"""Helpers of several formats: JSON that is safe inside web pages, guarded CSV cells, certain days.

JSON documents are streamed, one item per line. Text is escaped so that `</script>` cannot end a script and U+2028
cannot end a line of JavaScript.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from kzclaims.errors import DatabaseError, InputError
from kzclaims.language import dates

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
# A formula at the beginning of a cell, or after a character that ends a cell in some locales or after broken quoting.
_FORMULA = re.compile(r"(?<![^;\t\r\n])(?=[=+\-@＝＋－＠])")
# The complement of XML 1.0, production 2.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_UNSAFE_IN_PAGES = re.compile("[<>&\u2028\u2029\ud800-\udfff]")


def encode(value: object) -> str:
    """Return a value as JSON in one line."""
    return _UNSAFE_IN_PAGES.sub(_escaped, json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def document(head: Mapping[str, object], name: str, items: Iterable[object], tail: str = "") -> Iterator[str]:
    """Yield a JSON object: the fields of `head`, a list of items, one per line, and further text before ``}``."""
    yield encode(head).removesuffix("}") + ("," if head else "") + f"{encode(name)}:["
    yield from lines(items)
    yield f"]{tail}}}\n"


def lines(items: Iterable[object]) -> Iterator[str]:
    """Yield the items of a JSON list, one per line."""
    separator = "\n"
    for item in items:
        yield separator + encode(item)
        separator = ",\n"
    yield "\n"


def certain_day(edtf: str | None) -> str | None:
    """Return the day in ISO 8601 if the date is a single certain day."""
    return edtf if edtf and _DAY.fullmatch(edtf) else None


def recorded_date(edtf: str) -> dates.UncertainDate:
    """Return a date of the database. Raise `DatabaseError` for one that another program made invalid."""
    try:
        return dates.parse(edtf)
    except InputError as error:
        raise DatabaseError(f"the database contains an invalid date; run kzclaims db check: {error.message}") from error


def span(edtf: str) -> tuple[date | None, date | None]:
    """Return the first and the last possible day of a date; None for an open end."""
    known = recorded_date(edtf)
    return (
        None if known.earliest == dates.OPEN_START else known.earliest,
        None if known.latest == dates.OPEN_END else known.latest,
    )


def filled(**fields: Any) -> dict[str, Any]:
    """Return the fields that are not empty. A leading underscore of a name becomes the @ of JSON-LD."""
    return {
        f"@{name[1:]}" if name.startswith("_") else name: value
        for name, value in fields.items()
        if value not in (None, "", [], {})
    }


def guarded(cell: str) -> str:
    """Return a cell of CSV that no spreadsheet runs as a formula (CWE-1236).

    The whole cell gets the prefix, and so does every place where a spreadsheet with another separator would begin a
    cell: `a;=1+1;b` is three cells where the semicolon separates them, even in quotation marks.
    """
    marked = _FORMULA.sub("'", cell)
    if marked == cell and not cell.startswith(("\t", "\r", "\n")):
        return cell
    return marked if _FORMULA.match(cell) else f"'{marked}"


def web(address: str | None) -> bool:
    """Return True for an address that may become a link; `javascript:`, for example, would run text of a source."""
    try:
        parts = urlsplit(address or "")
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def characters(text: str) -> str:
    """Return text for an XML document, with U+FFFD for characters that XML forbids."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    return "\N{REPLACEMENT CHARACTER}" if 0xD800 <= code <= 0xDFFF else f"\\u{code:04x}"
