"""Change single values of a TOML text. Everything else stays as it is: comments, order, layout, unknown content.

A text is the part of a dossier that contains one record, or the whole dossier. A value that does not exist is added
after the fields that precede it in `order`, and a further part of a record in the layout that its neighbours have.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from copy import deepcopy
from functools import lru_cache
from itertools import takewhile
from typing import Any

from kzclaims.dossier.toml_lines import Places, Span
from kzclaims.dossier.toml_reader import loads, without_dates
from kzclaims.dossier.toml_writer import WIDTH, inline, long_string, table, value_text
from kzclaims.dossier.validation import Path
from kzclaims.errors import InputError

_INDENT = re.compile(r"[ \t]*")
_COMMA = re.compile(r"(?:\s|#[^\n]*\n)*,")


def with_value(text: str, path: Path, value: Any, order: Sequence[str] = ()) -> str:
    """Return a text with another value at a path, which may be new. Of a list or a table, only differences change.

    Raise `InputError` if the layout of the text does not allow it.
    """
    wanted = _changed(read(text), path, value)
    return _verified(_set(text, path, value, order), wanted, path)


def without_value(text: str, path: Path) -> str:
    """Return a text without the value at a path: a field, or an item of a list. An empty list goes with its field."""
    content = read(text)
    owner, last = _at(content, path[:-1]), path[-1]
    if isinstance(owner, list) and len(owner) == 1:
        return without_value(text, path[:-1])
    del owner[last]
    return _verified(_remove(text, path), content, path)


def read(text: str) -> dict[str, Any]:
    """Return the content of a text that contains valid TOML, with TOML's own dates as text."""
    return deepcopy(_parsed(text))


@lru_cache(maxsize=8)
def _parsed(text: str) -> dict[str, Any]:
    """Return the content of a text. An edit needs it several times, and long texts take long."""
    content: dict[str, Any] = without_dates(loads(text))
    return content


def body_end(text: str) -> int:
    """Return the end of the last line of a text that is not blank and not a comment only."""
    places = Places(text)
    ends = [span.end for span in places.pairs.values()] + [span.end for _, span in places.headers]
    return _line_end(text, max(ends, default=0))


def has_content(text: str, wanted: dict[str, Any]) -> bool:
    """Return True if a text is valid TOML with the wanted content."""
    try:
        return _parsed(text) == wanted
    except tomllib.TOMLDecodeError:
        return False


def _verified(text: str, wanted: dict[str, Any], path: Path) -> str:
    """Return a text that has the wanted content. Raise `InputError` if it has another one."""
    if has_content(text, wanted):
        return text
    name = ".".join(str(step) for step in path if isinstance(step, str))
    raise InputError(f"{name}: the layout of the file allows no change here; change it in an editor")


def _changed(content: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """Return content with another value at a path."""
    owner = _at(content, path[:-1], create=True)
    if isinstance(owner, list) and path[-1] == len(owner):
        owner.append(value)
    else:
        owner[path[-1]] = value
    return content


def _at(content: Any, path: Path, *, create: bool = False) -> Any:
    for step in path:
        is_missing = create and isinstance(content, dict) and step not in content
        content = content.setdefault(step, {}) if is_missing else content[step]
    return content


def _set(text: str, path: Path, value: Any, order: Sequence[str]) -> str:
    try:
        old = _at(_parsed(text), path)
    except (KeyError, IndexError):
        return _insert(text, path, value, order)
    if old == value:
        return text
    if isinstance(old, list) and isinstance(value, list) and value and _are_tables(old) is _are_tables(value):
        for index in range(len(old) - 1, len(value) - 1, -1):
            text = _remove(text, (*path, index))
        for index, item in enumerate(value):
            text = _set(text, (*path, index), item, ())
        return text
    if isinstance(old, dict) and isinstance(value, dict) and value:
        for name in old.keys() - value.keys():
            text = _remove(text, (*path, name))
        for name, item in value.items():
            text = _set(text, (*path, name), item, tuple(value))
        return text
    span = Places(text).values.get(path)
    if span is None:
        return _insert(_remove(text, path), path, value, order)
    return text[: span.start] + _written(value, text[span.start : span.end]) + text[span.end :]


def _are_tables(items: list[Any]) -> bool:
    return any(isinstance(one, dict) for one in items)


def _written(value: Any, old: str = "") -> str:
    """Return a value as TOML: a text of several lines as such, if it may be, and a literal string where one was."""
    if isinstance(value, dict):
        return inline(value)
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[" + ", ".join(inline(part) for part in value) + "]"
    if isinstance(value, str) and ("\n" in value or (old.startswith('"""') and value)):
        return long_string(value)
    if isinstance(value, str) and old.startswith("'") and not old.startswith("'''") and value.isprintable():
        return f"'{value}'" if "'" not in value else value_text(value)
    return value_text(value)


def _insert(text: str, path: Path, value: Any, order: Sequence[str]) -> str:
    *_, last = path
    places = Places(text)
    if isinstance(last, int):
        span = places.values.get(path[:-1])
        return _insert_item(text, span, places, path, value) if span else _insert_table(text, places, path, value)
    parent = path[:-1]
    if (span := places.values.get(parent)) is not None:
        return _insert_inline(text, span, places, path, value, order)
    if isinstance(value, list) and value and isinstance(value[0], dict):
        lines = [inline(part) for part in value]
        if any(len(one) > WIDTH for one in lines):
            for index, part in enumerate(value):
                text = _insert_table(text, Places(text), (*path, index), part)
            return text
        shown = "[\n" + "".join(f"  {one},\n" for one in lines) + "]"
    else:
        shown = _written(value)
    before = _predecessor(places, parent, str(last), order)
    at = _line_end(text, before.end)
    indent = _indent(text, before.start)
    line = f"{indent}{last} = {shown}\n"
    return text[:at] + ("" if text[:at].endswith("\n") else "\n") + line + text[at:]


def _predecessor(places: Places, parent: Path, name: str, order: Sequence[str]) -> Span:
    """Return the place of the field after which a field belongs, or of the header of its table."""
    depth = len(parent)
    earlier = set(takewhile(lambda one: one != name, order))
    own = [(path[depth], span) for path, span in places.pairs.items() if path[:-1] == parent]
    for wanted in (earlier, {"draft", "key"}) if name in order else (None,):
        found = [span for one, span in own if wanted is None or one in wanted]
        if found:
            return max(found)
    return next((span for path, span in reversed(places.headers) if path == parent), Span(0, 0))


def _insert_inline(text: str, table_span: Span, places: Places, path: Path, value: Any, order: Sequence[str]) -> str:
    parent, name = path[:-1], str(path[-1])
    own = [span for at, span in places.pairs.items() if at[:-1] == parent]
    pair = f"{name} = {_written(value)}"
    if not own:
        return text[: table_span.start] + f"{{ {pair} }}" + text[table_span.end :]
    earlier = set(takewhile(lambda one: one != name, order))
    known = [span for at, span in places.pairs.items() if at[:-1] == parent and at[-1] in earlier]
    at = max(known or own).end
    return f"{text[:at]}, {pair}{text[at:]}"


def _insert_item(text: str, span: Span, places: Places, path: Path, value: Any) -> str:
    """Insert an item at the end of a list, on a line of its own if the others have theirs."""
    items = [one for at, one in places.values.items() if at[:-1] == path[:-1] and len(at) == len(path)]
    shown = _written(value)
    if not items:
        return text[: span.start] + f"[{shown}]" + text[span.end :]
    last = max(items)
    comma = _COMMA.match(text, last.end, span.end)
    if "\n" not in text[span.start : items[0].start]:
        return f"{text[: last.end]}, {shown}{text[last.end :]}"
    head = text[: last.end] + ("" if comma else ",") + text[last.end : comma.end() if comma else last.end]
    rest = text[comma.end() if comma else last.end :]
    line, feed, after = rest.partition("\n")
    if not feed or not re.fullmatch(r"[ \t]*(#.*)?", line):
        return f"{head} {shown}{',' if comma else ''}{rest}"
    return f"{head}{line}\n{_indent(text, last.start)}{shown},\n{after}"


def _insert_table(text: str, places: Places, path: Path, value: Mapping[str, Any]) -> str:
    """Insert a table with a header after the last one of its list, or at the end of its record."""
    siblings = [
        at[: len(path)] for at, _ in places.headers if at[: len(path) - 1] == path[:-1] and len(at) >= len(path)
    ]
    owner = max(siblings, key=lambda one: int(one[-1])) if siblings else path[:-2]
    at = _region(text, places, owner).end
    name = ".".join(str(step) for step in path if isinstance(step, str))
    head = text[:at] + ("" if text[:at].endswith("\n") or not at else "\n")
    return f"{head}\n{table(name, value)}{text[at:]}"


def _region(text: str, places: Places, owner: Path) -> Span:
    """Return the lines of a table with a header and of all tables in it, without comments and blank lines after it."""
    mine = [span for path, span in places.headers if path[: len(owner)] == owner]
    if not mine:
        return Span(0, body_end(text))
    others = [span.start for path, span in places.headers if path[: len(owner)] != owner and span.start > mine[0].start]
    limit = min(others, default=len(text))
    ends = [span.end for span in (*mine, *places.pairs.values()) if mine[0].start <= span.start < limit]
    return Span(_line_start(text, mine[0].start), _line_end(text, max(ends)))


def _remove(text: str, path: Path) -> str:
    places = Places(text)
    if any(at[: len(path)] == path for at, _ in places.headers):
        return _remove_tables(text, places, path)
    is_item = isinstance(path[-1], int)
    spans = places.values if is_item else places.pairs
    if path not in spans:
        return text
    span = spans[path]
    owner = places.values.get(path[:-1])
    if owner is None:
        return text[: _line_start(text, span.start)] + text[_line_end(text, span.end) :]
    siblings = sorted(one for at, one in spans.items() if at[:-1] == path[:-1] and len(at) == len(path))
    index = siblings.index(span)
    if len(siblings) == 1:
        return text[: span.start] + text[span.end :].lstrip(" \t").removeprefix(",")
    before, after = text[_line_start(text, span.start) : span.start], _line_end(text, span.end)
    line_rest = text[span.end : after]
    if is_item and not before.strip() and re.fullmatch(r"[ \t]*,[ \t]*(#[^\n]*)?\n", line_rest):
        return text[: _line_start(text, span.start)] + text[after:]
    if index:
        return text[: siblings[index - 1].end] + text[span.end :]
    return text[: span.start] + text[siblings[1].start :]


def _remove_tables(text: str, places: Places, path: Path) -> str:
    """Remove all tables at a path, with the blank line before each."""
    owners = dict.fromkeys(
        at[: len(path) + (isinstance(path[-1], str) and len(at) > len(path))]
        for at, _ in places.headers
        if at[: len(path)] == path
    )
    for owner in reversed(owners):
        region = _region(text, places, owner)
        start = region.start
        if text[:start].endswith("\n\n"):
            start -= 1
        text = text[:start] + text[region.end :]
        places = Places(text)
    return text


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def _indent(text: str, at: int) -> str:
    found = _INDENT.match(text, _line_start(text, at))
    return found[0] if found else ""
