"""Dossiers in TOML: read with the line of every field, all problems at once.

`tomllib` does the reading; it keeps no places, so `_lines` goes through the text once more for them. A file that is no
valid TOML is read record by record, so that one slip does not hide the others.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path as FilePath
from typing import Any

import msgspec

from kzclaims.dossier.byte_streams import BOM, LONGEST, whole
from kzclaims.dossier.records import KEY_PATTERN, RECORD_TYPES, Record
from kzclaims.dossier.validation import Path, Place, Placed, Problem, check, label
from kzclaims.errors import InputError
from kzclaims.wording import nearest_or_all

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
_BARE = re.compile(r"[^\s=\[\]{},#\"'.]+")
_PLAIN_VALUE = re.compile(r"[^,\]}#\n]+")
_NOT_KEY = re.compile(r"[^a-z0-9]+")

MOST_PROBLEMS = 1000
"""After how many problems a dossier is not read on."""

DEEPEST = 8
"""How deep lines are remembered; the fields of a dossier stand no deeper."""


@dataclass
class Dossier:
    """What one file says: its records in the order of the file, and all that is wrong with it."""

    file: str
    key: str
    """By which a later load knows it again: what it says, or else its file's name."""
    names_itself: bool = False
    """Whether the key is its own word."""
    records: list[Placed[Record]] = field(default_factory=list)
    broken: list[Placed[Record]] = field(default_factory=list)
    """Records with problems, as far as they can be read: what they refer to is still worth checking."""
    problems: list[Problem] = field(default_factory=list)
    declared: dict[tuple[type[Record], str], Place] = field(default_factory=dict)
    """Every key that the file gives to a record, sound or not."""


def read(path: FilePath) -> Dossier:
    """The dossier in a file. What is wrong with it stands in its `problems`; nothing is raised."""
    dossier = Dossier(str(path), _key_of(path.stem))
    try:
        raw = whole(path, LONGEST)
    except InputError as error:
        dossier.problems.append(Problem(dossier.file, 0, "", "", error.message))
        return dossier
    text = _decoded(raw.removeprefix(BOM), dossier)
    del raw
    for first_line, part in _parsed(text, dossier):
        _take(part, first_line, dossier)
    if len(dossier.problems) >= MOST_PROBLEMS:
        why = "has more problems than are shown; correct these, and load it again to see the others"
        dossier.problems.insert(0, Problem(dossier.file, 0, "", "", why))
    return dossier


def loads(text: str) -> dict[str, Any]:
    """What a TOML text says, told in linear time for any text. Raises `tomllib.TOMLDecodeError`."""
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
    """A key made of a file's name; names that differ in what a key cannot hold get different keys."""
    slug = _NOT_KEY.sub("-", name.lower()).strip("-")
    return slug if slug == name else f"{slug or 'dossier'}-{sha256(name.encode(errors='replace')).hexdigest()[:8]}"


def schema() -> dict[str, Any]:
    """The JSON Schema of a dossier, for editors that complete and check TOML (Taplo, Even Better TOML)."""
    _, definitions = msgspec.json.schema_components(RECORD_TYPES.values(), ref_template="#/$defs/{name}")
    for record_type in RECORD_TYPES.values():
        definitions[record_type.__name__]["properties"].pop("type", None)
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
    """The file as tables with their text and first line: whole or, where it is no TOML, record by record."""
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
    """Notes the key of a record that cannot be read, so that what refers to it is not called wrong as well."""
    header, key = _HEADER.match(chunk), _KEY.search(chunk)
    if header and key and header[1] in RECORD_TYPES:
        dossier.declared.setdefault((RECORD_TYPES[header[1]], key[1]), Place(dossier.file, first_line))


def _chunks(text: str) -> Iterator[tuple[int, str]]:
    """The text cut before every line that begins a record."""
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
    lines: dict[Path, int] = {}
    inside: dict[Path, dict[Path, int]] = {}
    for path, line in _lines(text).items():
        lines[path] = line + first_line - 1
        inside.setdefault(path[:2], {})[path[2:]] = lines[path]
    for name, value in content.items():
        if len(dossier.problems) >= MOST_PROBLEMS:
            return
        line = lines.get((name,), first_line)
        if name == "dossier":
            if isinstance(value, str) and re.fullmatch(KEY_PATTERN, value):
                dossier.key, dossier.names_itself = value, True
            else:
                why = "should be a key: lower-case ASCII letters, digits and hyphens"
                dossier.problems.append(Problem(dossier.file, line, "", name, why))
        elif name not in RECORD_TYPES:
            why = f"there is no such table; {nearest_or_all(name, RECORD_TYPES)}"
            dossier.problems.append(Problem(dossier.file, line, "", name, why))
        elif not isinstance(value, list):
            why = f"should be a list of tables; write each as [[{name}]]"
            dossier.problems.append(Problem(dossier.file, line, "", name, why))
        else:
            for index, raw in enumerate(value):
                if len(dossier.problems) >= MOST_PROBLEMS:
                    return
                own = inside.get((name, index), {})
                place = Place(dossier.file, own.get((), line), own)
                _take_record(_without_dates(raw), RECORD_TYPES[name], place, dossier)


def _take_record(raw: Any, record_type: type[Record], place: Place, dossier: Dossier) -> None:
    placed, problems = check(raw, record_type, place)
    key = raw.get("key") if isinstance(raw, dict) else None
    if isinstance(key, str):
        if earlier := dossier.declared.get((record_type, key)):
            why = f"is already the key of the one in line {earlier.line}; each needs a key of its own"
            problems.append(place.problem(label(record_type, key), ("key",), why))
        else:
            dossier.declared[record_type, key] = place
    dossier.problems += problems
    (dossier.broken if problems else dossier.records).append(placed)


def _without_dates(value: Any, depth: int = DEEPEST) -> Any:
    """TOML's own dates are EDTF when written out; what stands deeper than any field is left alone."""
    if not depth:
        return value
    match value:
        case datetime() | date():
            return value.isoformat()
        case list():
            return [_without_dates(item, depth - 1) for item in value]
        case dict():
            return {name: _without_dates(item, depth - 1) for name, item in value.items()}
        case _:
            return value


def _lines(text: str) -> dict[Path, int]:
    """The line of every table, key and list item of a valid TOML text."""
    return _Lines(text).found


class _Lines:
    """One pass over a text that is known to be TOML."""

    def __init__(self, text: str) -> None:
        self.text, self.at, self.line, self.counted = text, 0, 1, 0
        self.found: dict[Path, int] = {}
        self.tables: dict[Path, int] = {}
        """How many tables an array of tables has so far."""
        prefix: Path = ()
        while self._skip():
            if self.text[self.at] == "[":
                prefix = self._header()
            else:
                self._pair(prefix)

    def _skip(self, *, also: str = "") -> bool:
        """Goes past white space, comments and the characters of `also`; whether anything is left."""
        while self.at < len(self.text):
            character = self.text[self.at]
            if character == "#":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            elif character.isspace() or character in also:
                self.at += 1
            else:
                return True
        return False

    def _here(self) -> int:
        self.line += self.text.count("\n", self.counted, self.at)
        self.counted = self.at
        return self.line

    def _header(self) -> Path:
        line = self._here()
        array = self.text.startswith("[[", self.at)
        self.at += 2 if array else 1
        names = self._name()[:DEEPEST]
        end = self.text.find("\n", self.at)
        self.at = len(self.text) if end < 0 else end
        path: Path = ()
        for depth, name in enumerate(names, 1):
            path = (*path, name)
            self.found.setdefault(path, line)
            if array and depth == len(names):
                self.tables[path] = self.tables.get(path, -1) + 1
            if path in self.tables:
                path = (*path, self.tables[path])
        self.found[path] = line
        return path

    def _name(self) -> list[str]:
        """The parts of a dotted key."""
        names = []
        while True:
            self._skip(also=".")
            if self.text[self.at] in "\"'":
                start = self.at
                self._string()
                names.append(self.text[start + 1 : self.at - 1])
            elif bare := _BARE.match(self.text, self.at):
                names.append(bare[0])
                self.at = bare.end()
            while self.text[self.at] in " \t":
                self.at += 1
            if self.text[self.at] != ".":
                return names

    def _pair(self, prefix: Path) -> None:
        line = self._here()
        path = (*prefix, *self._name())[:DEEPEST]
        for length in range(len(prefix) + 1, len(path) + 1):
            self.found.setdefault(path[:length], line)
        self._skip(also="=")
        self._value(path)

    def _value(self, path: Path) -> None:
        match self.text[self.at]:
            case "[":
                self.at += 1
                index = 0
                while self._skip(also=",") and self.text[self.at] != "]":
                    item = (*path, index) if len(path) < DEEPEST else path
                    self.found.setdefault(item, self._here())
                    self._value(item)
                    index += 1
                self.at += 1
            case "{":
                self.at += 1
                while self._skip(also=",") and self.text[self.at] != "}":
                    self._pair(path)
                self.at += 1
            case '"' | "'":
                self._string()
            case _:
                plain = _PLAIN_VALUE.match(self.text, self.at)
                self.at = plain.end() if plain else self.at + 1

    def _string(self) -> None:
        quote = self.text[self.at]
        long = self.text.startswith(quote * 3, self.at)
        mark = quote * 3 if long else quote
        self.at += len(mark)
        while not self.text.startswith(mark, self.at):
            self.at += 2 if self.text[self.at] == "\\" and quote == '"' else 1
        self.at += len(mark)
        # Up to two quotation marks may stand at the end of a long string, before the three that close it.
        while long and self.text.startswith(quote, self.at):
            self.at += 1
