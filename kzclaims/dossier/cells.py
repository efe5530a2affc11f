"""The values of a mapping's fields in a row: columns, paths and templates, cleaned as the mapping describes."""

import ast
import html
import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from kzclaims.dossier.column_mapping import Mapping
from kzclaims.dossier.table_fields import is_list
from kzclaims.vocabulary import VERDICTS

EMPTY = frozenset(("", "-", "–", "—", "n/a", "#n/a", "nan", "none", "null", "[]", "{}"))
"""Cells that mean nothing, in lower case."""

PRINTED = "speaker as printed"
"""The field with a speaker's cell that means nobody."""

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_STEP = re.compile(r"\[(-?\d*)\]\.?")
_TAG = re.compile(r"<(?:/?[A-Za-z][^<>]*|!--.*?--)>", re.DOTALL)
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+\d*);")

_SIGNS = ("So", "Cf")
"""The categories of emoji, and of the characters that join them."""
_AROUND = " !.,:;\"'“”„«»()[]*"

_MISSING: Any = object()
_LONGEST_LIST = 2**16
"""The most characters of a cell that is read as a list."""


class WrongCellError(Exception):
    """A value that cannot fill its field: the column and the reason."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(column, reason)
        self.column, self.reason = column, reason


class Cells:
    """The values of the fields of rows."""

    def __init__(self, mapping: Mapping) -> None:
        self._mapping = mapping
        self._lists = {name for name in mapping.columns if is_list(name)}
        self._empty = EMPTY | {one.strip().casefold() for one in mapping.empty}
        self._most_empty = max(map(len, self._empty))
        self._patterns: dict[str, tuple[re.Pattern[str], str | None]] = {}
        for name, pattern in mapping.patterns.items():
            expression, *replacement = [pattern] if isinstance(pattern, str) else pattern
            self._patterns[name] = re.compile(expression), replacement[0] if replacement else None
        self._verdicts = {
            plain_rating(rating): verdict for verdict, ratings in mapping.verdicts.items() for rating in ratings
        }
        self._has_rating = "review.rating" in mapping.columns and not (
            "review.verdict" in mapping.columns or "review.verdict" in mapping.constants
        )
        self.unmatched: dict[str, list[int]] = {}
        """For each field with a pattern, the lines of cells that the pattern does not match."""
        self.entities: dict[str, list[int]] = {}
        """For each field, the lines of cells with entities of HTML."""
        self.without_verdict: dict[str, int] = {}
        """The ratings that mean no verdict, with their numbers."""

    def forget(self) -> None:
        """Forget the counts: the rows are read from the beginning."""
        for counts in (self.unmatched, self.entities, self.without_verdict):
            counts.clear()

    def clean(self, fields: dict[str, Any], line: int) -> dict[str, Any]:
        """Return the values of a row's fields: texts, and lists of texts for fields with several values."""
        cleaned: dict[str, Any] = {}
        for name, value in fields.items():
            if value.__class__ is str and name not in self._lists:
                one = self._text(name, value, line)
                if one:
                    cleaned[name] = one
                elif name == "speaker" and (printed := value.strip()):
                    # No speaker is known: the cell is kept as the attribution.
                    cleaned[PRINTED] = printed
                continue
            items = _items(value, self._mapping.lists.get(name))
            texts = [text for item in items if (text := self._text(name, item, line))]
            if texts and is_list(name):
                cleaned[name] = texts if len(texts) > 1 or not name.startswith("source.") else texts[0]
            elif texts:
                cleaned[name] = texts[0]
        if self._has_rating and (rating := cleaned.get("review.rating")):
            verdict = self.verdict(rating)
            if verdict:
                cleaned["review.verdict"] = verdict
            else:
                self.count_without_verdict(rating)
        return cleaned

    def count_without_verdict(self, rating: str) -> None:
        """Count a rating that means no verdict."""
        self.without_verdict[rating] = self.without_verdict.get(rating, 0) + 1

    def verdict(self, rating: str) -> str | None:
        """Return the verdict that a rating means: by the mapping, or because it is one in the reviewer's words."""
        plain = plain_rating(rating)
        if found := self._verdicts.get(plain):
            return found
        return same if (same := plain.replace(" ", "-")) in VERDICTS else None

    def _text(self, name: str, value: str, line: int) -> str:
        mapping = self._mapping
        if "&" in value or "<" in value:
            if mapping.html:
                value = html.unescape(_TAG.sub("", value)).replace("\xa0", " ")
            elif _ENTITY.search(value) and not name.endswith("url"):
                self.entities.setdefault(name, []).append(line)
        value = value.strip()
        if len(value) <= self._most_empty and value.casefold() in self._empty:
            return ""
        if pattern := self._patterns.get(name):
            value = self._matched(name, pattern, value, line)
        if replaced := mapping.values.get(name):
            value = replaced.get(value, value)
        return value

    def _matched(self, name: str, pattern: tuple[re.Pattern[str], str | None], value: str, line: int) -> str:
        expression, replacement = pattern
        if replacement is not None:
            return expression.sub(replacement, value, count=1).strip()
        found = expression.search(value)
        if found is None:
            self.unmatched.setdefault(name, []).append(line)
            return ""
        return (found[1] or "").strip()

    def remarks(self) -> Iterator[str]:
        """Yield lines about cells that were left out and about what the mapping does not describe."""
        for name, lines in self.unmatched.items():
            yield f"{name}: {listed_lines(lines)}: the pattern does not match the cell, which is left out"
        for name, lines in self.entities.items():
            yield f"{name}: {listed_lines(lines)}: the cell contains HTML such as &amp;; html = true reads it"
        if self.without_verdict:
            ratings = sorted(self.without_verdict.items(), key=lambda one: (-one[1], one[0]))
            shown = ", ".join(f"“{rating:.60}” ({count:,})" for rating, count in ratings[:10])
            more = f" and {len(ratings) - 10:,} more" if len(ratings) > 10 else ""
            yield f"ratings without a verdict: {shown}{more}; list them under [verdicts] in the mapping"


def has_html(cell: str) -> bool:
    """Return True if a cell contains entities or tags of HTML."""
    return ("&" in cell and _ENTITY.search(cell) is not None) or ("<" in cell and _TAG.search(cell) is not None)


def listed_lines(lines: Sequence[int]) -> str:
    """Return the number of lines of a file, and the first three."""
    if len(lines) == 1:
        return f"line {lines[0]}"
    shown = ", ".join(map(str, lines[:3]))
    return f"lines {shown}" if len(lines) <= 3 else f"{len(lines):,} lines ({shown} …)"


def plain_rating(rating: str) -> str:
    """Return a rating in lower case with spaces for hyphens, without signs around it: "✅ Half-True!" is "half true".

    In one with a digit, such as "-1", hyphens and signs count. A question mark and signs of mathematics always do.
    """
    words = " ".join(rating.casefold().split()).rstrip("!.")
    if any(map(str.isdecimal, words)):
        return words
    words = "".join(" " if sign in "-_‐‑\ufe0f" or unicodedata.category(sign) in _SIGNS else sign for sign in words)
    return " ".join(words.split()).strip(_AROUND)


def _items(value: Any, separator: str | None) -> list[str]:
    """Return the texts of a field with several values: a list, a list as a text, or texts with a separator."""
    if not isinstance(value, str):
        return list(value)
    if (items := parsed_list(value)) is not None:
        return [scalar for one in items if (scalar := as_text(one)) is not None]
    return [value] if separator is None else value.split(separator)


def parsed_list(text: str) -> list[Any] | None:
    """Return the list that a text contains in JSON or as Python writes it, or None."""
    text = text.strip()
    if not (text.startswith("[") and text.endswith("]")) or len(text) > _LONGEST_LIST:
        return None
    found = parsed(text)
    return found if isinstance(found, list) else None


def parsed(text: str) -> Any:
    """Return the value that a text contains in JSON or as Python writes it, or None."""
    for parse, failures in ((json.loads, ValueError), (ast.literal_eval, (ValueError, SyntaxError, MemoryError))):
        try:
            return parse(text)
        except (failures, RecursionError):  # type: ignore[misc]
            continue
    return None


def as_text(value: Any) -> str | None:
    """Return a value of JSON as a text, or None for a list, an object or null."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else None


# Columns


def look_up(value: Any, path: str) -> Any:
    """Return the value at a path such as `claim.text`, `tags[].name` or `urls[0]`.

    An exact name takes precedence over a path. `[]` gives a list of all elements, and a value that is not a list counts
    as a list of one. Without such a value, return one for which `is_missing` is true.
    """
    if not path:
        return value
    if step := _STEP.match(path):
        items = value if isinstance(value, list) else [] if value is None else [value]
        rest = path[step.end() :]
        if step[1]:
            number = int(step[1])
            return look_up(items[number], rest) if -len(items) <= number < len(items) else None
        found = [one for item in items if not is_missing(one := look_up(item, rest)) and one is not None]
        return [one for item in found for one in (item if isinstance(item, list) else [item])]
    if not isinstance(value, dict):
        return None if value is None else _MISSING
    if path in value:
        return value[path]
    for place, sign in enumerate(path):
        if sign in ".[" and path[:place] in value:
            return look_up(value[path[:place]], path[place + (sign == ".") :])
    return _MISSING


def is_missing(value: Any) -> bool:
    """Return True for the result of a look-up that found nothing."""
    return value is _MISSING


def placeholders(column: str) -> list[str]:
    """Return the columns that a template such as "{First} {Last}" names."""
    return _PLACEHOLDER.findall(column)


def fill(template: str, value_of: Callable[[str], str]) -> str:
    """Return a template with the values of its columns.

    It is empty if one of them is, unless the template has only spaces between them: a middle name may be missing, but
    not the number in an address.
    """
    values = {name: value_of(name).strip() for name in placeholders(template)}
    if not any(values.values()) or (not all(values.values()) and _PLACEHOLDER.sub("", template).strip()):
        return ""
    return " ".join(_PLACEHOLDER.sub(lambda found: values[found[1]], template).split())


def field_value(row: Any, name: str, column: str) -> Any:
    """Return the value of a field in a row of JSON, a text or a list of texts, or the missing value.

    Raise `WrongCellError` for a value that the field can't have.
    """
    found = look_up(row, column)
    if is_missing(found) and (names := placeholders(column)):
        parts = {one: look_up(row, one) for one in names}
        if all(map(is_missing, parts.values())):
            return found
        return fill(column, lambda one: as_text(parts[one]) or "")
    if found is None or is_missing(found):
        return found
    if isinstance(found, list):
        if any(isinstance(one, dict | list) for one in found):
            raise WrongCellError(
                column, f"its elements are not texts for {name}; name one of their fields, as in {column}[].name"
            )
        texts = [text for one in found if (text := as_text(one)) is not None]
        if len(texts) > 1 and not is_list(name):
            first = column.replace("[]", "[0]", 1) if "[]" in column else f"{column}[0]"
            raise WrongCellError(column, f"has {len(texts)} values for {name}; name one, as in {first}")
        return texts
    text = as_text(found)
    if text is None:
        raise WrongCellError(column, f"is an object; name one of its fields for {name}, as in {column}.name")
    return text
