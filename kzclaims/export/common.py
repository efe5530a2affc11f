"""What the formats share: JSON that is safe anywhere, cells that are no formulas, dates that say what the record does.

JSON is written an item a line, as the items come. Text is escaped so that it stays harmless inside a web page: no
`</script>` in it ends the script, and U+2028 ends no line of JavaScript.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from kzclaims.language import dates

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# XML 1.0, production 2: everything else is no character of an XML document.
_NO_CHARACTER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_IN_A_PAGE = re.compile("[<>&\u2028\u2029\ud800-\udfff]")


def encode(value: object) -> str:
    """A value as JSON in one line."""
    return _IN_A_PAGE.sub(_escaped, json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def document(head: Mapping[str, object], name: str, items: Iterable[object], tail: str = "") -> Iterator[str]:
    """A JSON object: what is known before, the items under a name, one a line, and what closes it besides ``]}``."""
    yield encode(head).removesuffix("}") + ("," if head else "") + f"{encode(name)}:["
    yield from lines(items)
    yield f"]{tail}}}\n"


def lines(items: Iterable[object]) -> Iterator[str]:
    """The items of a JSON list, each in a line of its own."""
    separator = "\n"
    for item in items:
        yield separator + encode(item)
        separator = ",\n"
    yield "\n"


def certain_day(edtf: str | None) -> str | None:
    """The day in ISO 8601, if the date is a day and nothing about it is uncertain."""
    return edtf if edtf and _DAY.fullmatch(edtf) else None


def span(edtf: str) -> tuple[date | None, date | None]:
    """The first and the last day that a date can mean; `None` for an open end."""
    known = dates.parse(edtf)
    return (
        None if known.earliest == dates.OPEN_START else known.earliest,
        None if known.latest == dates.OPEN_END else known.latest,
    )


def filled(**fields: Any) -> dict[str, Any]:
    """The fields that have something to say; an underscore before a name stands for JSON-LD's @."""
    return {
        f"@{name[1:]}" if name.startswith("_") else name: value
        for name, value in fields.items()
        if value not in (None, "", [], {})
    }


def guarded(cell: str) -> str:
    """A cell of CSV that a spreadsheet would not run as a formula (CWE-1236)."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def characters(text: str) -> str:
    """Text that an XML document can hold, with U+FFFD for what it cannot."""
    return _NO_CHARACTER.sub("\N{REPLACEMENT CHARACTER}", text)


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    return "\N{REPLACEMENT CHARACTER}" if 0xD800 <= code <= 0xDFFF else f"\\u{code:04x}"
