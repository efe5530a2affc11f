"""Writing of records as a dossier in TOML, laid out for a person to read and to change.

`kzclaims.dossier.toml_reader` reads the same records again. No library is used, because a dossier is written record by
record, and a list of parts is written as one line for each part if they fit, otherwise as tables.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from kzclaims.dossier.records import RECORD_TYPES, Record

WIDTH = 120
"""The most characters of a part that is written in one line."""

_PLURALS = {record_type: plural for plural, record_type in RECORD_TYPES.items()}

# TOML 1.0, "String": these must be escaped in a basic string, and a CR as well, which a reader may drop before an LF.
_ESCAPED = re.compile('[\x00-\x08\x0a-\x1f\x7f"\\\\]')
_ESCAPED_LONG = re.compile('[\x00-\x08\x0b-\x1f\x7f\\\\]|"(?="")|"$')
_SHORT = {"\b": "\\b", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


def written(key: str, records: Iterable[Record]) -> Iterator[str]:
    """Yield the text of a dossier with this key, record by record."""
    yield f"dossier = {string(key)}\n"
    for record in records:
        yield f"\n{table(_PLURALS[type(record)], msgspec.to_builtins(record))}"


def table(name: str, fields: Mapping[str, Any]) -> str:
    """Return one table of an array of tables. Nested ones come last, because the next header ends a table."""
    lines = [f"[[{name}]]"]
    within: list[str] = []
    for field, value in sorted(fields.items(), key=lambda one: one[0] != "key"):
        if field == "type":
            continue
        if isinstance(value, list) and value and isinstance(value[0], dict):
            parts = [inline(part) for part in value if not _has_lists(part)]
            if len(parts) == len(value) and all(len(part) <= WIDTH for part in parts):
                lines += [f"{field} = [", *(f"  {part}," for part in parts), "]"]
            else:
                within += [f"\n{table(f'{name}.{field}', part)}" for part in value]
        elif isinstance(value, str) and "\n" in value:
            lines.append(f"{field} = {long_string(value)}")
        else:
            lines.append(f"{field} = {value_text(value)}")
    return "\n".join(lines) + "\n" + "".join(within)


def _has_lists(part: Mapping[str, Any]) -> bool:
    return any(isinstance(value, list) for value in part.values())


def inline(part: Mapping[str, Any]) -> str:
    """Return a part as a table in one line."""
    return "{ " + ", ".join(f"{field} = {value_text(value)}" for field, value in part.items()) + " }"


def value_text(value: Any) -> str:
    """Return a value in one line: a text, a number, a list, or a table within one."""
    if isinstance(value, list):
        return "[" + ", ".join(value_text(one) for one in value) + "]"
    if isinstance(value, dict):
        return inline(value)
    if isinstance(value, bool):
        return str(value).lower()
    return string(value) if isinstance(value, str) else str(value)


def string(text: str) -> str:
    """Return a string in TOML, in one line."""
    return f'"{_ESCAPED.sub(_escape, text)}"'


def long_string(text: str) -> str:
    """Return a string of several lines; the line end after the opening marks is not part of it."""
    return f'"""\n{_ESCAPED_LONG.sub(_escape, text)}"""'


def _escape(found: re.Match[str]) -> str:
    return _SHORT.get(found[0]) or f"\\u{ord(found[0]):04x}"
