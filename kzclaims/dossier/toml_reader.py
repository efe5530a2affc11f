"""Reading of dossiers in TOML, with the line of every field and all problems at once.

`tomllib` reports no places, so `toml_lines` parses the text again for them. A file that is not valid TOML is read
record by record, so that one mistake does not hide the others.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path as FilePath
from typing import Any

import msgspec

from kzclaims.dossier.byte_streams import BOM, LONGEST, whole
from kzclaims.dossier.records import KEY_PATTERN, RECORD_TYPES, Record
from kzclaims.dossier.toml_lines import DEEPEST, lines_of
from kzclaims.dossier.validation import Located, Path, Place, Problem, check, label
from kzclaims.errors import InputError
from kzclaims.wording import counted, nearest_or_all

_HEADER = re.compile(r"\[\[?[ \t]*([A-Za-z_-]+)[ \t]*\]\]?[ \t]*(?:#.*)?\r?")
_KEY = re.compile(r"^[ \t]*key[ \t]*=[ \t]*[\"']([^\"'\n]*)[\"']", re.MULTILINE)
_AT = re.compile(r"\s*\(at line (\d+), column \d+\)|\s*\(at end of document\)")
_TOO_DEEP = "lists or tables nest too deep"
_TOO_LONG_KEY = "a key has more than 200 parts"
_TOO_LONG_NUMBER = "a number has too many digits"
_PLAINER = {
    "Cannot overwrite a value": "a field is given twice in this line's table; remove one",
    **{why: why for why in (_TOO_DEEP, _TOO_LONG_KEY, _TOO_LONG_NUMBER)},
}
_LONG_KEY = re.compile(r"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){200}""", re.ASCII)
_NOT_KEY = re.compile(r"[^a-z0-9]+")

MOST_PROBLEMS = 1000
"""The number of problems after which the reading of a dossier stops."""


@dataclass
class Dossier:
    """The records of one file, in its order, and everything that is wrong with it."""

    file: str
    key: str
    """The key that identifies the dossier in later loads: as given in the file, or computed from the file's name."""
    names_itself: bool = False
    """True if the file contains the key."""
    records: list[Located[Record]] = field(default_factory=list)
    broken: list[Located[Record]] = field(default_factory=list)
    """Records with problems, as far as they can be read, so that their references can be checked."""
    problems: list[Problem] = field(default_factory=list)
    drafts: list[Located[Record]] = field(default_factory=list)
    """Records with a field `draft`, which nobody has accepted yet."""
    declared: dict[tuple[type[Record], str], Place] = field(default_factory=dict)
    """Every key that the file gives to a record, valid or not."""


def read(path: FilePath) -> Dossier:
    """Return the dossier in a file. Everything that is wrong with it is in its `problems`; nothing is raised."""
    try:
        raw = whole(path, LONGEST)
    except InputError as error:
        dossier = Dossier(str(path), _key_of(path.stem))
        dossier.problems.append(Problem(dossier.file, 0, "", "", error.message))
        return dossier
    return parse(raw, path)


def parse(raw: bytes, path: FilePath) -> Dossier:
    """Return the dossier in the content of a file, as `read` does."""
    dossier = Dossier(str(path), _key_of(path.stem))
    text = _decoded(raw.removeprefix(BOM), dossier)
    del raw
    for first_line, part in _parsed(text, dossier):
        _take(part, first_line, dossier)
    if len(dossier.problems) >= MOST_PROBLEMS:
        why = "has more problems than are shown; correct these, and load it again to see the others"
        dossier.problems.insert(0, Problem(dossier.file, 0, "", "", why))
    return dossier


def require_accepted(dossiers: Iterable[Dossier], *, skip: bool) -> str | None:
    """Return a line about the drafts that are skipped, or None if there are none.

    Raise `InputError` with the place of each draft unless they are to be skipped.
    """
    drafts = [(dossier, one) for dossier in dossiers for one in dossier.drafts]
    if not drafts:
        return None
    if skip:
        for dossier, one in drafts:
            dossier.declared.pop((type(one.record), one.record.key), None)
        return f"{counted(len(drafts), 'draft')} skipped"
    raise InputError(
        f"{counted(len(drafts), 'record')} nobody has accepted; nothing was loaded; to accept a record, check it and "
        "delete its line “draft”; {skip_drafts} loads the others",
        hints=[str(one.problem(("draft",), "is a draft")) for _, one in drafts],
        parameters=("skip_drafts",),
    )


def loads(text: str) -> dict[str, Any]:
    """Parse TOML, in linear time for any text. Raise `tomllib.TOMLDecodeError`."""
    # tomllib takes quadratic time for the parts of a key.
    if long := _LONG_KEY.search(text):
        line = text.count("\n", 0, long.start()) + 1
        raise tomllib.TOMLDecodeError(f"{_TOO_LONG_KEY} (at line {line}, column 1)")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except RecursionError:
        raise tomllib.TOMLDecodeError(_TOO_DEEP) from None
    except ValueError:
        raise tomllib.TOMLDecodeError(_TOO_LONG_NUMBER) from None


def _key_of(name: str) -> str:
    """Return a key computed from a file's name. Different names get different keys."""
    slug = _NOT_KEY.sub("-", name.lower()).strip("-")
    return slug if slug == name else f"{slug or 'dossier'}-{sha256(name.encode(errors='replace')).hexdigest()[:8]}"


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a dossier, for editors that complete and check TOML (Taplo, Even Better TOML)."""
    _, definitions = msgspec.json.schema_components(RECORD_TYPES.values(), ref_template="#/$defs/{name}")
    for record_type in RECORD_TYPES.values():
        definitions[record_type.__name__]["properties"].pop("type", None)
        definitions[record_type.__name__]["properties"]["draft"] = {
            "description": "Why somebody should look at this record; delete the line to accept the record",
            "type": "string",
        }
        definitions[record_type.__name__]["required"].remove("type")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "kzclaims dossier",
        "description": "Sources with their people, statements and events",
        "type": "object",
        "properties": {
            "dossier": {
                "description": "The dossier's key; the file's name if left out",
                "$ref": "#/$defs/Topic/properties/key",
            },
            "drafted": {
                "description": "What was drafted in this file, so that it is not drafted again",
                "type": "array",
                "items": {"type": "string"},
            },
            **{
                plural: {"type": "array", "items": {"$ref": f"#/$defs/{record_type.__name__}"}}
                for plural, record_type in RECORD_TYPES.items()
            },
        },
        "additionalProperties": False,
        "$defs": definitions,
    }


def _decoded(raw: bytes, dossier: Dossier) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        pass
    for number, line in enumerate(raw.split(b"\n"), 1):
        try:
            line.decode()
        except UnicodeDecodeError as error:
            why = f"byte 0x{line[error.start]:02x} is not UTF-8; save the file in UTF-8"
            dossier.problems.append(Problem(dossier.file, number, "", "", why))
            if len(dossier.problems) == 5:
                break
    return raw.decode(errors="replace")


def _parsed(text: str, dossier: Dossier) -> Iterator[tuple[int, tuple[dict[str, Any], str]]]:
    """Yield the tables of a file with their text and first line: at once or, if it is not TOML, record by record."""
    try:
        yield 1, (loads(text), text)
    except tomllib.TOMLDecodeError:
        for first_line, chunk in _chunks(text):
            if len(dossier.problems) >= MOST_PROBLEMS:
                return
            try:
                yield first_line, (loads(chunk), chunk)
            except tomllib.TOMLDecodeError as error:
                at = _AT.search(str(error))
                line = int(at[1]) if at and at[1] else chunk.rstrip().count("\n") + 1 if at else 1
                said = _AT.sub("", str(error))
                why = _PLAINER.get(said, f"this is not TOML: {said}")
                dossier.problems.append(Problem(dossier.file, first_line + line - 1, "", "", why))
                _declare_broken(chunk, first_line, dossier)


def _declare_broken(chunk: str, first_line: int, dossier: Dossier) -> None:
    """Note the key of a record that cannot be read, so that references to it are no further problem."""
    header, key = _HEADER.match(chunk), _KEY.search(chunk)
    if header and key and header[1] in RECORD_TYPES:
        dossier.declared.setdefault((RECORD_TYPES[header[1]], key[1]), Place(dossier.file, first_line))


def _chunks(text: str) -> Iterator[tuple[int, str]]:
    """Yield the text in parts that each begin with a record, with their first lines."""
    chunk: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        header = _HEADER.fullmatch(line.strip(" \t"))
        if header and chunk:
            yield number - len(chunk), "\n".join(chunk)
            chunk = []
        chunk.append(line)
    yield text.count("\n") + 2 - len(chunk), "\n".join(chunk)


def _take(part: tuple[dict[str, Any], str], first_line: int, dossier: Dossier) -> None:
    content, text = part
    lines = _Lines(text, first_line)
    for name, value in content.items():
        if len(dossier.problems) >= MOST_PROBLEMS:
            return
        if name == "dossier":
            if isinstance(value, str) and re.fullmatch(KEY_PATTERN, value):
                dossier.key, dossier.names_itself = value, True
            else:
                why = "should be a key: lower-case ASCII letters, digits and hyphens"
                dossier.problems.append(Problem(dossier.file, lines.line(name), "", name, why))
        elif name == "drafted":
            if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
                why = "should be a list of strings"
                dossier.problems.append(Problem(dossier.file, lines.line(name), "", name, why))
        elif name not in RECORD_TYPES:
            why = f"there is no such table; {nearest_or_all(name, RECORD_TYPES)}"
            dossier.problems.append(Problem(dossier.file, lines.line(name), "", name, why))
        elif not isinstance(value, list):
            why = f"should be a list of tables; write each as [[{name}]]"
            dossier.problems.append(Problem(dossier.file, lines.line(name), "", name, why))
        else:
            for index, raw in enumerate(value):
                if len(dossier.problems) >= MOST_PROBLEMS:
                    return
                place = Place(dossier.file, first_line, _RecordLines(lines, name, index))
                _take_record(without_dates(raw), RECORD_TYPES[name], place, dossier)


class _Lines:
    """The lines of the values in a text. They are found when the first one is needed: for a problem."""

    def __init__(self, text: str, first_line: int) -> None:
        self._text, self._first = text, first_line

    @cached_property
    def within(self) -> dict[Path, dict[Path, int]]:
        """The lines by the path of a record, and by the path in it."""
        found: dict[Path, dict[Path, int]] = {}
        for path, line in lines_of(self._text).items():
            found.setdefault(path[:2], {})[path[2:]] = line + self._first - 1
        return found

    def line(self, name: str) -> int:
        """Return the line of a table or a field of the whole text."""
        return self.within.get((name,), {}).get((), self._first)


class _RecordLines(Mapping[Path, int]):
    """The lines of the values in one record, by their paths; the empty path is that of the record itself."""

    def __init__(self, lines: _Lines, name: str, index: int) -> None:
        self._lines, self._name, self._index = lines, name, index

    def _found(self) -> dict[Path, int]:
        found = self._lines.within.get((self._name, self._index), {})
        return found if () in found else found | {(): self._lines.line(self._name)}

    def __getitem__(self, path: Path) -> int:
        return self._found()[path]

    def __iter__(self) -> Iterator[Path]:
        return iter(self._found())

    def __len__(self) -> int:
        return len(self._found())


def _take_record(raw: Any, record_type: type[Record], place: Place, dossier: Dossier) -> None:
    is_draft = isinstance(raw, dict) and "draft" in raw
    if is_draft:
        raw = {name: value for name, value in raw.items() if name != "draft"}
    located, problems = check(raw, record_type, place)
    key = raw.get("key") if isinstance(raw, dict) else None
    if isinstance(key, str):
        if earlier := dossier.declared.get((record_type, key)):
            why = f"is already the key of the one in line {earlier.line}; each needs a key of its own"
            problems.append(place.problem(label(record_type, key), ("key",), why))
        else:
            dossier.declared[record_type, key] = place
    dossier.problems += problems
    if is_draft:
        dossier.drafts.append(located)
    else:
        (dossier.broken if problems else dossier.records).append(located)


def without_dates(value: Any, depth: int = DEEPEST) -> Any:
    """Return a value with TOML's own dates as text, which is EDTF. Values deeper than any field stay."""
    if not depth:
        return value
    match value:
        case datetime() | date():
            return value.isoformat()
        case list():
            return [without_dates(item, depth - 1) for item in value]
        case dict():
            return {name: without_dates(item, depth - 1) for name, item in value.items()}
        case _:
            return value
