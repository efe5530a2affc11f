"""What the record says in words, on a terminal and on a page alike."""

UNKNOWN_DAY = "the record does not know when"

KINDS = {
    "direct": "the speaker's own words",
    "indirect": "reported by the source",
    "mixed": "reported by the source, with quoted words",
    "editorial": "the source's own voice",
}
"""What each kind of statement is."""

VERIFIED = {
    "exact": "stands in the archived text as recorded",
    "moved": "stands in the archived text, at another place",
    "normalised": "stands in the archived text, in another typography",
    "ambiguous": "stands in several places of the archived text",
    "altered": "differs from the archived text",
    "not found": "is not found in the archived text",
    "drifted": "stands in the archived text, but is not the statement's words",
    "elsewhere": "is not in this text, but in that of another source",
}
"""What holding a passage against the text of its source has shown."""


def quoted(kind: str, text: str) -> str:
    """Only a direct statement is the speaker's own words, and only they stand in quotation marks."""
    return f"«{text}»" if kind == "direct" else text


def unnamed(kind: str) -> str:
    """Who speaks where no person is recorded as the speaker."""
    return "the source itself" if kind == "editorial" else "not named"


def possible_days(date: str | None, earliest: str | None, latest: str | None) -> str | None:
    """From which to which day a date may be, unless it is a single day or none."""
    if date is None or earliest == latest:
        return None
    return f"{earliest or 'any day before'} to {latest or 'any day after'}"


def counted(number: int, singular: str) -> str:
    """Return a number with its noun: 1 statement, 2 statements."""
    return f"{number} {singular}" + ("" if number == 1 else "s")
