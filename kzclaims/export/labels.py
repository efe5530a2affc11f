"""Labels that the command line, the web pages and the exports share."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from msgspec import Struct

UNKNOWN_DAY = "not recorded"

KINDS = {
    "direct": "the speaker's own words",
    "indirect": "reported by the source",
    "mixed": "reported by the source, with quoted words",
    "editorial": "the source's own voice",
}
"""The meaning of each kind of statement."""

VERIFIED = {
    "exact": "in the archived text exactly as recorded",
    "moved": "in the archived text, at another place",
    "normalised": "in the archived text, with other typography",
    "ambiguous": "in several places of the archived text",
    "altered": "differs from the archived text",
    "not found": "not found in the archived text",
    "drifted": "in the archived text, but the statement has other words",
    "elsewhere": "not in this text, but in the text of another source",
}
"""The meaning of each result of checking a passage against the text of its source."""


EVENT_FIELDS = ("key", "date", "earliest", "latest", "date_text", "date_note", "lang", "title", "description", "place")
"""The fields of an event that listings and pages show at fixed places; its other texts follow them."""


def other_fields(record_type: "type[Struct]", shown: "Sequence[str]") -> list[str]:
    """Return the names of the fields with one text that are not shown yet."""
    from msgspec.structs import fields

    return [one.name for one in fields(record_type) if one.name not in shown and one.type in (str, str | None)]


def quoted(kind: str, text: str) -> str:
    """Return the text, in quotation marks if it is the speaker's own words."""
    return f"«{text}»" if kind == "direct" else text


def unnamed(kind: str, note: str | None = None) -> str:
    """Return the label for the speaker of a statement without a recorded person; a note explains the doubt."""
    return "the source itself" if kind == "editorial" else "not certain" if note else "not named"


def possible_days(date: str | None, earliest: str | None, latest: str | None) -> str | None:
    """Return the range of possible days, or None for a single day or no date."""
    if date is None or earliest == latest:
        return None
    return f"{earliest or 'any earlier day'} to {latest or 'any later day'}"
