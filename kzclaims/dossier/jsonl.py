"""Reading of records in JSON Lines: one on each line, with its `type`, checked like those of a dossier."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from typing import Any, BinaryIO, NamedTuple, Union

import msgspec

from kzclaims.dossier.byte_streams import (
    CHUNK_BYTES,
    CHUNK_LINES,
    REJECT_FILE,
    REJECT_LINE,
    REJECT_REASON,
    REJECT_TEXT,
    TOO_LONG,
    json_texts,
)
from kzclaims.dossier.records import RECORD_TYPES, Record
from kzclaims.dossier.validation import Place, Problem, check, is_valid
from kzclaims.wording import nearest_or_all

BY_TAG = {record_type.__name__.lower(): record_type for record_type in RECORD_TYPES.values()}
_decode = msgspec.json.Decoder(Union[tuple(RECORD_TYPES.values())]).decode  # noqa: UP007


class Entry(NamedTuple):
    """The record on a line, or its problems."""

    line: int
    raw: bytes | None
    record: Record | None
    problems: list[Problem] = []  # noqa: RUF012 - never changed
    derived: bool = False
    """True if another record refers to this one: it is created if it is not recorded, and never changed."""
    has_own_key: bool = True
    """False if the key was computed from other fields."""
    follows: bool = False
    """True if the record belongs to the one before it: it is rejected with it."""


def entries(
    stream: BinaryIO, file: str, check: Callable[[list[bytes | None]], Future[bytes]] | None = None
) -> Iterator[list[Entry]]:
    """Yield the entries of a stream in chunks. Empty lines are ignored.

    `check` marks the lines for which `is_plain` is true, while the chunk before is loaded.
    """
    if check is None:
        for chunk in _chunks(stream):
            yield [entry(number, raw, file) for number, raw in chunk]
        return
    waiting: list[_Line] = []
    marks: Future[bytes] | None = None
    for chunk in _chunks(stream):
        marks_of_chunk = check([raw for _, raw in chunk])
        if marks is not None:
            yield _marked(waiting, marks.result(), file)
        waiting, marks = chunk, marks_of_chunk
    if marks is not None:
        yield _marked(waiting, marks.result(), file)


_Line = tuple[int, bytes | None]


def _chunks(stream: BinaryIO) -> Iterator[list[_Line]]:
    chunk: list[_Line] = []
    size = 0
    for number, raw in json_texts(stream):
        if raw is not None and not raw.strip():
            continue
        chunk.append((number, raw))
        size += len(raw or b"")
        if len(chunk) == CHUNK_LINES or size > CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _marked(chunk: Sequence[_Line], marks: bytes, file: str) -> list[Entry]:
    return [
        Entry(number, raw, _decode(raw)) if is_valid_line and raw is not None else _with_problems(number, raw, file)
        for (number, raw), is_valid_line in zip(chunk, marks, strict=True)
    ]


def entry(number: int, raw: bytes | None, file: str) -> Entry:
    """Return the entry of one line, given without its end; `None` is a line that is too long."""
    record = _plain_record(raw)
    return _with_problems(number, raw, file) if record is None else Entry(number, raw, record)


def is_plain(raw: bytes | None) -> bool:
    """Return True if a line certainly is a valid record."""
    return _plain_record(raw) is not None


def _plain_record(raw: bytes | None) -> Record | None:
    if raw is None or rb"\u0000" in raw:
        return None
    try:
        record: Record = _decode(raw)
        return record if is_valid(record) and doubled_key(raw) is None else None
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def _with_problems(number: int, raw: bytes | None, file: str) -> Entry:
    """Return the same with a message for each problem."""
    place = Place(file, number)
    value = parsed(raw)
    if isinstance(value, str):
        return Entry(number, raw, None, [place.problem("", (), value)])
    if REJECT_TEXT in value:
        why = "was rejected for not being JSON; put the corrected record in its place"
        return Entry(number, raw, None, [place.problem("", (), why)])
    for mark in (REJECT_LINE, REJECT_REASON, REJECT_FILE):
        value.pop(mark, None)
    tag = value.get("type")
    if not isinstance(tag, str) or tag not in BY_TAG:
        if tag is None:
            why = f"is missing; write one of: {', '.join(BY_TAG)}; other objects need a mapping"
        else:
            why = f"{tag!r:.60} is not a type of record; {nearest_or_all(str(tag), BY_TAG)}"
        return Entry(number, raw, None, [place.problem("", ("type",), why)])
    located, problems = check(value, BY_TAG[tag], place)
    return Entry(number, raw, None if problems else located.record, problems)


def parsed(raw: bytes | None) -> dict[str, object] | str:
    """Return the object on a line, or a message if there is none."""
    if raw is None:
        return TOO_LONG
    try:
        raw.decode()
        value = msgspec.json.decode(raw)
        doubled = doubled_key(raw, value)
    except UnicodeDecodeError as error:
        return f"byte 0x{raw[error.start]:02x} at byte {error.start + 1} is not UTF-8; save the file in UTF-8"
    except RecursionError:
        return "lists or objects nest too deep"
    except msgspec.MsgspecError as error:
        half = "; it contains half of a surrogate pair, which is not a character" if _half_pair(raw) else ""
        return f"this is not JSON: {error}{half}"
    if not isinstance(value, dict):
        return 'should be an object: {"type": …}'
    return value if doubled is None else f"{doubled}: is given twice; remove one"


def doubled_key(raw: bytes, value: object = None) -> str | None:
    """Return the path of a key that an object has twice: JSON readers silently keep only one of the values.

    Each key and each text has two quotation marks, so counting them is usually enough.
    """
    if raw.count(b'"') == 2 * _count_strings(msgspec.json.decode(raw) if value is None else value):
        return None
    import json

    return _doubled_path(json.loads(raw, object_pairs_hook=_Pairs), "")


class _Pairs(list[tuple[str, Any]]):
    """A JSON object as pairs of keys and values."""


def _count_strings(value: object) -> int:
    """Return the number of keys and texts in a JSON value."""
    kind = value.__class__
    if kind is str:
        return 1
    if kind is list:
        return sum(map(_count_strings, value))  # type: ignore[call-overload]
    if kind is not dict:
        return 0
    count = len(value)  # type: ignore[arg-type]
    for one in value.values():  # type: ignore[attr-defined]
        kind = one.__class__
        if kind is str:
            count += 1
        elif kind is list or kind is dict:
            count += _count_strings(one)
    return count


def _doubled_path(value: object, path: str) -> str | None:
    """Return the path of the first key that an object has twice."""
    found: Iterator[str | None] = iter(())
    if isinstance(value, _Pairs):
        keys = [key for key, _ in value]
        if len(set(keys)) < len(keys):
            twice = next(key for place, key in enumerate(keys) if key in keys[:place])
            return f"{path}.{twice:.60}".removeprefix(".") or "the empty key"
        found = (_doubled_path(one, f"{path}.{key:.60}") for key, one in value)
    elif isinstance(value, list):
        found = (_doubled_path(one, f"{path}[{place}]") for place, one in enumerate(value))
    return next(filter(None, found), None)


def _half_pair(raw: bytes) -> bool:
    import json
    import re

    try:
        return re.search("[\ud800-\udfff]", json.dumps(json.loads(raw), ensure_ascii=False)) is not None
    except (ValueError, RecursionError):
        return False


def rejected(number: int, reason: str, raw: bytes | None, *, file: str) -> bytes:
    """Return a line for the file of rejects, with its number, the reason and the name of its file."""
    value = parsed(raw)
    # A name of a file or a column may have bytes that are not UTF-8.
    told, source = (text.encode(errors="backslashreplace").decode() for text in (reason, file))
    marks: dict[str, object] = {REJECT_LINE: number, REJECT_REASON: told, REJECT_FILE: source}
    if isinstance(value, dict) and isinstance(value.get(REJECT_FILE), str):
        marks |= {name: value[name] for name in (REJECT_FILE, REJECT_LINE) if name in value}
    if isinstance(value, str):
        value = {REJECT_TEXT: "" if raw is None else raw.decode(errors="replace")}
    return msgspec.json.encode(marks | {name: one for name, one in value.items() if name not in marks}) + b"\n"
