"""Validation of records: a raw mapping as a record, or everything that is wrong with it, with the places."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import islice
from types import UnionType
from typing import Annotated, Any, Generic, Literal, TypeVar, Union, get_args, get_origin

import msgspec

from kzclaims.dossier.records import (
    Event,
    Mergeable,
    Organization,
    Part,
    Passage,
    Person,
    Record,
    Source,
    Statement,
)
from kzclaims.errors import InputError
from kzclaims.language import dates
from kzclaims.wording import nearest_or_all, quoted

Path = tuple[str | int, ...]
"""The path of a value in a record: ``("appearances", 0, "exact")``."""

R_co = TypeVar("R_co", bound=Record, covariant=True)
S = TypeVar("S", bound=Record | Part)

_SURROGATE = re.compile("[\ud800-\udfff]")

MOST_OF_ONE = 50
"""The number of problems of one record that are reported."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One problem of the input, with its place."""

    file: str
    line: int
    record: str
    field: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return ": ".join(part for part in (place, self.record, self.field, self.message) if part)


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a record: its file, its line, and the known lines of its fields."""

    file: str
    first_line: int
    """The line, unless `lines` has one for the empty path."""
    lines: Mapping[Path, int] = field(default_factory=dict)

    @property
    def line(self) -> int:
        return self.lines.get((), self.first_line)

    def problem(self, record: str, path: Path, message: str) -> Problem:
        known = next((self.lines[path[:n]] for n in range(len(path), 0, -1) if path[:n] in self.lines), self.line)
        name = "".join(f"[{step}]" if isinstance(step, int) else f".{step:.60}" for step in path).removeprefix(".")
        return Problem(self.file, known, record, name, message)


@dataclass(frozen=True, slots=True)
class Located(Generic[R_co]):
    """A record with its place, for problems that only the database reveals."""

    record: R_co
    place: Place

    def problem(self, path: Path, message: str) -> Problem:
        return self.place.problem(label(type(self.record), self.record.key), path, message)


def label(record_type: type[Record], key: object) -> str:
    """Return the name of a record in messages: ``statement “olevsky-needs”``."""
    return f"{record_type.__name__.lower()} {_shown(key)}" if isinstance(key, str) else record_type.__name__.lower()


def check(raw: object, record_type: type[R_co], place: Place) -> tuple[Located[R_co], list[Problem]]:
    """Return the record that a raw mapping describes, with all its problems.

    A record with problems contains what could be read: enough to look for further problems, not to be loaded.
    """
    record = _valid_record(raw, record_type)
    if record is not None:
        return Located(record, place), []
    name = label(record_type, raw.get("key") if isinstance(raw, dict) else None)
    found = list(islice(_wrong_fields(raw, record_type, ()), MOST_OF_ONE))
    record = _as_it_is(raw, record_type) if found else msgspec.convert(raw, record_type)
    if isinstance(raw, dict):
        known = [path for path, _ in found]
        together = ((path, why) for path, why in _wrong_together(record) if not _about_the_same(path, known))
        found += islice(together, MOST_OF_ONE - len(found))
    return Located(record, place), [place.problem(name, path, message) for path, message in found]


def problem_of(value: object, wanted: Any) -> str | None:
    """Return the problem of a value that should have a type of `kzclaims.dossier.records`, or None."""
    return next((why for _, why in _wrong_value(value, wanted, ())), None)


def _valid_record(raw: object, record_type: type[R_co]) -> R_co | None:
    """Return the record that a raw mapping describes, or None if it may have problems.

    Most records are valid, and looking for messages takes a hundred times as long.
    """
    try:
        record = msgspec.convert(raw, record_type)
        has_nul = rb"\u0000" in msgspec.json.encode(record)
    except (msgspec.ValidationError, UnicodeEncodeError):
        return None
    return None if has_nul or not is_valid(record) else record


def is_valid(record: Record) -> bool:
    """Return True if a record with fields of the right types, without NUL and surrogates, is valid.

    If it returns False, `check` finds the problems, if there are any.
    """
    if not isinstance(record, Statement):
        return _has_valid_fields(record) and next(_wrong_together(record), None) is None
    if record.text.isspace() or (record.speaker_note or "-").isspace():
        return False
    if record.said is not None and not _is_date(record.said):
        return False
    has_places = False
    for one in record.appearances:
        if (one.exact or "-").isspace() or (one.attribution or "-").isspace():
            return False
        if one.prefix.isspace() or one.suffix.isspace():
            return False
        has_places = has_places or one.start is not None or one.end is not None
    if record.translations and not all(map(_has_valid_fields, record.translations)):
        return False
    return next(_wrong_together(record) if has_places else _wrong_statement(record), None) is None


def _has_valid_fields(struct: Record | Part) -> bool:
    """Return True if no text of a record or a part is blank, and every date can be parsed."""
    for name, is_right in _field_checks(type(struct)):
        value = getattr(struct, name)
        if value is not None and not is_right(value):
            return False
    return True


@cache
def _field_checks(struct: type[Record | Part]) -> list[tuple[str, Callable[[Any], bool]]]:
    """Return the fields whose types don't ensure that their values are valid, each with a check of its values."""
    checks: list[tuple[str, Callable[[Any], bool]]] = []
    for known in msgspec.structs.fields(struct):
        base, metas = _unwrapped(known.type)
        if _part_of_list(known.type):
            checks.append((known.name, _are_valid_parts))
        elif _extra(known.type, "parse"):
            checks.append((known.name, _is_date))
        elif base is str and not any(meta.pattern for meta in metas):
            checks.append((known.name, _is_not_blank))
    return checks


def _are_valid_parts(parts: list[Part]) -> bool:
    return all(map(_has_valid_fields, parts))


def _is_not_blank(text: str) -> bool:
    return not text.isspace()


@lru_cache(maxsize=10_000)
def _is_date(edtf: str) -> bool:
    try:
        dates.parse(edtf)
    except InputError:
        return False
    return not edtf.isspace()


def _about_the_same(path: Path, known: list[Path]) -> bool:
    """Return True if a known problem concerns this field, one that contains it or is in it, or one of the same part."""
    return any(
        path[: len(other)] == other or other[: len(path)] == path or (len(path) > 1 and other[:-1] == path[:-1])
        for other in known
    )


def _as_it_is(raw: object, struct: type[S]) -> S:
    """Return what can be read of a mapping that has problems, unchecked."""
    given = raw if isinstance(raw, dict) else {}
    values: dict[str, Any] = {}
    for known in msgspec.structs.fields(struct):
        value = given.get(known.encode_name)
        if part := _part_of_list(known.type):
            values[known.name] = [_as_it_is(item, part) for item in value] if isinstance(value, list) else []
        elif _item_of_list(known.type):
            values[known.name] = [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
        elif isinstance(value, int if _unwrapped(known.type)[0] is int else str):
            values[known.name] = value
        else:
            values[known.name] = "" if known.required else known.default
    return struct(**values)


def _wrong_fields(raw: object, struct: type[Record | Part], at: Path) -> Iterator[tuple[Path, str]]:
    if not isinstance(raw, dict):
        yield at, f"should be a table with the fields of a {struct.__name__.lower()}, not {_kind(raw)}"
        return
    fields = {known.encode_name: known for known in msgspec.structs.fields(struct)}
    for name in raw:
        if name not in fields and not (name == "type" and issubclass(struct, Record)):
            yield (*at, name), f"there is no such field; {nearest_or_all(name, fields)}"
    for name, known in fields.items():
        if name not in raw:
            if known.required:
                yield (*at, name), f"is missing; {_wanted(known.type)}"
        elif part := _part_of_list(known.type):
            if isinstance(raw[name], list):
                for index, item in enumerate(raw[name]):
                    yield from _wrong_fields(item, part, (*at, name, index))
            else:
                yield (*at, name), f"should be a list, not {_kind(raw[name])}; write it in [ ]"
        else:
            yield from _wrong_value(raw[name], known.type, (*at, name))


def _wrong_value(value: object, wanted: Any, at: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, list) and (items := _item_of_list(wanted)):
        for index, item in enumerate(value):
            yield from _wrong_value(item, items, (*at, index))
        return
    if isinstance(value, str):
        if "\0" in value:
            yield at, "contains a NUL character; remove it"
            return
        if _SURROGATE.search(value):
            yield at, "contains half of a surrogate pair, which is not a character; remove it"
            return
        if value and not value.strip():
            yield at, "is blank; write the words, or leave the field out"
            return
    try:
        msgspec.convert(value, wanted)
    except msgspec.ValidationError:
        yield at, f"{_shown(value)} is not valid; {_wanted(wanted)}"
        return
    if isinstance(value, str) and (parse := _extra(wanted, "parse")):
        try:
            parse(value)
        except InputError as error:
            yield at, error.message


def _wrong_together(record: Record) -> Iterator[tuple[Path, str]]:
    """Yield the problems that no single field has."""
    for at, passage in passages(record):
        if (passage.start is None) != (passage.end is None):
            yield (*at, "start" if passage.end is None else "end"), "start and end go together; give both or neither"
        elif isinstance(passage.start, int) and isinstance(passage.end, int) and (exact := _exact(record, passage)):
            span, length = passage.end - passage.start, len(exact)
            if span != length:
                ends = f"exact has {length} characters, so it ends at {passage.start + length}"
                yield (*at, "end"), f"{passage.end} is {span} after start; {ends}"
    if isinstance(record, Source) and isinstance(record.text, str) and record.text_sha256 is not None:
        own = hashlib.sha256(record.text.encode(errors="surrogatepass")).hexdigest()
        if own != record.text_sha256:
            yield ("text_sha256",), f"is not that of the text, which is {own}"
    if isinstance(record, Person | Organization):
        written = {(record.name, record.lang)}
        for index, name in enumerate(record.names):
            if (name.text, name.lang) in written:
                yield ("names", index), f"{_shown(name.text)} ({name.lang}) is given twice; remove one"
            written.add((name.text, name.lang))
    if isinstance(record, Mergeable):
        yield from _own_keys(record)
    if isinstance(record, Event):
        for index, participant in enumerate(record.participants):
            if (participant.person is None) == (participant.organization is None):
                yield ("participants", index), "give a person or an organization, one of the two"
    if isinstance(record, Statement):
        yield from _wrong_statement(record)


def _own_keys(record: Mergeable) -> Iterator[tuple[Path, str]]:
    for name, keys in (("merged", record.merged), ("different", record.different)):
        for index, key in enumerate(keys):
            if key == record.key:
                yield (name, index), f"{_shown(key)} is the record’s own key; remove it"


def _exact(record: Record, passage: Passage) -> str | None:
    """Return the words of a passage: by default, a direct statement's own text."""
    if passage.exact is None and isinstance(record, Statement) and record.kind == "direct":
        return record.text
    return passage.exact


def _wrong_statement(statement: Statement) -> Iterator[tuple[Path, str]]:
    if not statement.appearances:
        yield ("appearances",), "a statement needs an appearance; give at least one source with the exact words"
    if statement.kind == "editorial" and statement.speaker is not None:
        yield (
            ("speaker",),
            "an editorial statement is the source's own and has no speaker; remove the speaker, or change the kind",
        )
    if (
        statement.kind == "direct"
        and not (statement.speaker or statement.organization)
        and not any(appearance.attribution for appearance in statement.appearances)
    ):
        yield ("speaker",), "a direct statement needs a speaker, an organization or an attribution"
    if statement.kind != "direct":
        for index, appearance in enumerate(statement.appearances):
            if appearance.exact is None:
                yield (
                    ("appearances", index, "exact"),
                    f"is missing; a statement of kind {statement.kind} needs the words of the source",
                )
    if not (statement.topics or statement.mentions or statement.events):
        return
    for field_name, keys in (
        ("topics", statement.topics),
        ("mentions", statement.mentions),
        ("events", statement.events),
    ):
        given: set[str] = set()
        for index, key in enumerate(keys):
            if key in given:
                yield (field_name, index), f"“{key}” is given twice; remove one"
            given.add(key)


def passages(record: Record) -> Iterator[tuple[Path, Passage]]:
    """Yield the passages of a record with their paths."""
    if isinstance(record, Statement):
        for index, appearance in enumerate(record.appearances):
            yield ("appearances", index), appearance
    elif isinstance(record, Event):
        for index, citation in enumerate(record.citations):
            yield ("citations", index), citation
    elif isinstance(record, Person):
        for number, role in enumerate(record.roles):
            for index, citation in enumerate(role.citations):
                yield ("roles", number, "citations", index), citation


def _part_of_list(wanted: Any) -> type[Part] | None:
    item = _item_of_list(wanted)
    return item if isinstance(item, type) and issubclass(item, Part) else None


def _item_of_list(wanted: Any) -> Any:
    base, _ = _unwrapped(wanted)
    return get_args(base)[0] if get_origin(base) is list else None


def _unwrapped(wanted: Any) -> tuple[Any, list[msgspec.Meta]]:
    """Return a type without its `Annotated` and `| None`, and its metadata, outermost first."""
    metas: list[msgspec.Meta] = []
    while True:
        if get_origin(wanted) is Annotated:
            wanted, *said = get_args(wanted)
            metas += [meta for meta in said if isinstance(meta, msgspec.Meta)]
        elif get_origin(wanted) in (Union, UnionType):
            wanted = next(arg for arg in get_args(wanted) if arg is not type(None))
        else:
            return wanted, metas


def _extra(wanted: Any, name: str) -> Any:
    return next((meta.extra[name] for meta in _unwrapped(wanted)[1] if meta.extra and name in meta.extra), None)


def _wanted(wanted: Any) -> str:
    """Describe a valid value by the field's type and description."""
    base, metas = _unwrapped(wanted)
    if get_origin(base) is Literal:
        return f"write one of: {', '.join(get_args(base))}"
    if get_origin(base) is list:
        return f"write a list; in it: {_wanted(get_args(base)[0]).removeprefix('write ')}"
    if base is bool:
        return "write true or false"
    descriptions = [meta.description for meta in metas if meta.description]
    examples = [example for meta in metas for example in (meta.extra_json_schema or {}).get("examples", [])]
    such_as = f", such as {', '.join(examples)}" if examples else ""
    said = "; ".join(text[0].lower() + text[1:] for text in descriptions)
    return f"write {said or 'text in quotes'}{such_as}"


def _shown(value: object) -> str:
    if not isinstance(value, str):
        return _kind(value)
    return quoted(value)


def _kind(value: object) -> str:
    match value:
        case bool():
            return f"the truth value {str(value).lower()}"
        case int() if value.bit_length() > 64:
            # Python refuses to write out numbers of more than 4,300 digits.
            return "a number of many digits"
        case int() | float():
            return f"the number {value!r:.40}"
        case str():
            return "a text"
        case dict():
            return "a table"
        case list():
            return "a list"
        case _:
            return "nothing" if value is None else f"a {type(value).__name__}"
