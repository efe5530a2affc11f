"""The mapping of a table: the field of a record that each column fills."""

import re
import tomllib
from collections.abc import Mapping as Mappings
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import msgspec

from kzclaims.dossier import toml_reader as toml
from kzclaims.dossier.byte_streams import whole
from kzclaims.errors import InputError
from kzclaims.vocabulary import TableRowKind
from kzclaims.wording import nearest_or_all

LONGEST = 2**20
"""The most bytes that a file with a mapping may have."""

SOURCE = {
    f"source.{name}": what
    for name, what in {
        "key": "its key",
        "url": "its address",
        "title": "its title",
        "publisher": "the publisher's name or key",
        "published": "its date of publication",
        "author": "its author",
        "lang": "its language; the record's if left out",
    }.items()
}
FIELDS: dict[TableRowKind, dict[str, str]] = {
    "statements": {
        "key": "derived from the source, words, speaker and position if left out",
        "kind": "direct, indirect, mixed or editorial",
        "text": "the statement",
        "lang": "its language",
        "speaker": "the speaker's name or key",
        "organization": "the name or key of the body that speaks",
        "said": "the date on which it was said",
        "attribution": "how the source names the speaker; the speaker as printed if left out",
        "position": "the number of its turn in a transcript, from 0",
        **SOURCE,
    },
    "events": {
        "key": "derived from the title and the date if left out",
        "title": "the title of the event",
        "lang": "the language of the title",
        "description": "a description",
        "place": "the place",
        "date": "the date",
        "date_text": "the date as printed",
        "exact": "the words of the source that report it; the title if left out",
        **SOURCE,
    },
    "people": {
        "key": "derived from the name if left out",
        "name": "the preferred name",
        "lang": "the language of the name",
        "description": "a description",
        "wikidata": "the id in Wikidata",
    },
}
"""The fields that a table can fill, by the type of its rows."""

REQUIRED: dict[TableRowKind, tuple[str, ...]] = {
    "statements": ("text", "lang", "kind"),
    "events": ("title", "lang"),
    "people": ("name", "lang"),
}


class Speakers(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The way in which the names of speakers are printed."""

    titles: bool = False
    """True if titles precede names: "President of Russia Vladimir Putin"."""
    mononyms: bool = False
    """True if a name of one word may be a new person's whole name."""
    unsure: Literal["reject", "speakerless"] = "reject"
    """The treatment of a row if it is uncertain which part of the printed text is the speaker's name."""
    nobody: list[str] = []
    """Texts in place of a name that mean no person: "Question"."""


class Mapping(msgspec.Struct, forbid_unknown_fields=True, rename={"kind": "as"}):
    """The settings by which a table is read."""

    kind: TableRowKind | None = None
    columns: dict[str, str | int] = {}
    """The column of each field, by name or by number, from 1."""
    constants: dict[str, str] = {}
    """The values that are the same in every row."""
    dates: list[str] = []
    """Further formats of dates, as in `datetime.strptime`: "%d.%m.%Y"."""
    speakers: Speakers = Speakers()
    header: bool | None = None
    """True if the first row names the columns, which is the default."""
    delimiter: str | None = None
    quote: str | None = None
    """The quotation mark around cells; empty if there is none."""
    encoding: str | None = None


def read(path: Path) -> Mapping:
    """Return the mapping in a TOML file. Raise `InputError` for anything that is wrong."""
    try:
        content = toml.loads(whole(path, LONGEST).decode("utf-8-sig"))
    except InputError as error:
        raise InputError(f"{path}: {error.message}") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"{path}: this is not TOML: {error}") from None
    names = {one.encode_name: one for one in msgspec.structs.fields(Mapping)}
    for name in content:
        if name not in names:
            raise InputError(f"{path}: {name}: there is no such setting; {nearest_or_all(name, names)}")
    try:
        return msgspec.convert(content, Mapping)
    except msgspec.ValidationError as error:
        raise InputError(f"{path}: {error}") from None


def check(mapping: Mapping) -> TableRowKind:
    """Return the type of the rows. Raise `InputError` with everything that is wrong with the mapping."""
    if mapping.kind is None:
        raise InputError("{as_type} is missing; use one of: {types}", parameters=("as_type",), types=", ".join(FIELDS))
    fields = FIELDS[mapping.kind]
    problems = [
        f"{name}: there is no such field of {mapping.kind}; {nearest_or_all(name, fields)}"
        for name in (*mapping.columns, *mapping.constants)
        if name not in fields
    ]
    problems += [
        f"{name}: {fields[name]}: give it a column ({{columns}}) or a value for all rows ({{constants}})"
        for name in REQUIRED[mapping.kind]
        if name not in mapping.columns and name not in mapping.constants
    ]
    problems += [
        f"{name}: has a column and a value for all rows; give one of the two"
        for name in mapping.columns.keys() & mapping.constants.keys()
    ]
    for name, column in mapping.columns.items():
        if isinstance(column, int) and column < 1:
            problems.append(f"{name}: there is no column {column}; columns are counted from 1")
    for name, value in (("delimiter", mapping.delimiter), ("quote", mapping.quote)):
        if (
            value is not None
            and not (name == "quote" and not value)
            and (len(value) != 1 or not value.isascii() or value in "\r\n\0")
        ):
            problems.append(f"{name}: “{value}” should be one ASCII character")
    problems += [f"dates: {why}" for form in mapping.dates if (why := _problem_of_form(form))]
    if problems:
        raise InputError(
            "the mapping is wrong; nothing was loaded", hints=sorted(problems), parameters=("columns", "constants")
        )
    return mapping.kind


def _problem_of_form(form: str) -> str | None:
    """Return why dates can't be read by a format such as "%d.%m.%Y", or None if they can."""
    directives = form.replace("%%", "")
    if re.search("%[yDxc]", directives):
        return f"“{form}” has a year of two digits, which leaves the century open; use %Y and write four digits"
    # Without a year, Python would use 1900.
    if "%Y" not in directives:
        return f"“{form}” has no %Y for the year"
    day = datetime(2023, 11, 30)  # noqa: DTZ001 - only the day is wanted
    try:
        datetime.strptime(day.strftime(form), form)  # noqa: DTZ007 - the same
    except (ValueError, re.error):
        return f"“{form}” is not a format that dates can be read by"
    return None


def merged(mapping: Mapping, more: Mappings[str, Any]) -> Mapping:
    """Return a mapping with further settings, which replace those of the same fields."""
    columns = {**mapping.columns, **more["columns"]}
    constants = {**mapping.constants, **more["constants"]}
    # A field given as a column replaces its constant, and the reverse.
    for name in more["columns"]:
        constants.pop(name, None) if name not in more["constants"] else None
    for name in more["constants"]:
        columns.pop(name, None) if name not in more["columns"] else None
    rest = {
        name: value
        for name, value in more.items()
        if name not in ("columns", "constants", "dates") and value is not None
    }
    return msgspec.structs.replace(
        mapping, columns=columns, constants=constants, dates=[*mapping.dates, *more["dates"]], **rest
    )
