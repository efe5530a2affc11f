"""The mapping of a table: the field of a record that each column fills."""

import re
import tomllib
from collections.abc import Iterator
from collections.abc import Mapping as Mappings
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import msgspec

from kzclaims.dossier import toml_reader as toml
from kzclaims.dossier.byte_streams import whole
from kzclaims.dossier.table_fields import FIELDS, REQUIRED, TOGETHER, fields_of, is_list
from kzclaims.errors import InputError
from kzclaims.vocabulary import TableRowKind, Verdict
from kzclaims.wording import nearest_or_all


def alternatives(column: str | int | list[str]) -> list[str]:
    """Return the columns that a field may have in a table."""
    return column if isinstance(column, list) else [str(column)]


LONGEST = 2**20
"""The most bytes that a file with a mapping may have."""

EPOCH = "%s"
"""The form of dates that are seconds or milliseconds since 1970."""


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
    organizations: bool = False
    """True if a speaker may also be an organization: a recorded one, or a name that looks like that of one."""
    slugs: bool = False
    """True if names are written as keys: "ada-brook"."""


class Mapping(msgspec.Struct, forbid_unknown_fields=True, rename={"kind": "as"}):
    """The settings by which a table is read."""

    kind: TableRowKind | None = None
    columns: dict[str, str | int | list[str]] = {}
    """The column of each field: a name, a number from 1, a path such as "tags[].name", or "{First} {Last}".

    Of several columns, the first one that the table has.
    """
    constants: dict[str, str] = {}
    """The values that are the same in every row."""
    dates: list[str] = []
    """Further formats of dates, as in `datetime.strptime`: "%d.%m.%Y"."""
    patterns: dict[str, str | list[str]] = {}
    """For a field, a regular expression whose group is the value; with a replacement, that is the value."""
    values: dict[str, dict[str, str]] = {}
    """For a field, the values that replace cells."""
    verdicts: dict[Verdict, list[str]] = {}
    """The ratings that mean a verdict."""
    lists: dict[str, str] = {}
    """For a field with several values, the text between them."""
    empty: list[str] = []
    """Cells that mean nothing, besides "None", "N/A" and the like."""
    optional: list[str] = []
    """Fields that are left out, with a remark, where a cell cannot be recorded."""
    html: bool = False
    """True if cells contain HTML: entities become characters, and tags are removed."""
    rows: str | None = None
    """The path of the rows in a JSON file: "claims[]"."""
    sheet: str | int | None = None
    """The sheet of a spreadsheet, by name or by number, from 1."""
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
    fields = fields_of(mapping.kind)
    given = mapping.columns.keys() | mapping.constants.keys()
    problems = [f"{name}: {_unknown(name, mapping.kind)}" for name in _named(mapping) if name not in fields]
    problems += [
        f"{name}: {fields[name]}: give it a column ({{columns}}) or a value for all rows ({{constants}})"
        for name in REQUIRED[mapping.kind]
        if name not in given
    ]
    problems += [
        f"{name}: needs {other}, too: {fields[other]}"
        for name in given & TOGETHER.keys()
        for other in TOGETHER[name]
        if other not in given
    ]
    problems += [
        f"{name}: has a column and a value for all rows; give one of the two"
        for name in mapping.columns.keys() & mapping.constants.keys()
    ]
    if mapping.kind == "claimreview" and mapping.columns:
        problems.append("columns: reviews in JSON-LD have no columns; remove the setting")
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
    problems += [f"patterns: {name}: {why}" for name, one in mapping.patterns.items() if (why := _wrong_pattern(one))]
    problems += [f"lists: {name}: has only one value" for name in mapping.lists if not is_list(name)]
    problems += [f"lists: {name}: the text between values is empty" for name, one in mapping.lists.items() if not one]
    if problems:
        raise InputError(
            "the mapping is wrong; nothing was loaded", hints=sorted(problems), parameters=("columns", "constants")
        )
    return mapping.kind


def _named(mapping: Mapping) -> Iterator[str]:
    """Yield the fields that a mapping names."""
    yield from dict.fromkeys(
        (
            *mapping.columns,
            *mapping.constants,
            *mapping.patterns,
            *mapping.values,
            *mapping.lists,
            *mapping.optional,
        )
    )


def _unknown(name: str, kind: TableRowKind) -> str:
    return f"there is no such field of {kind}; {nearest_or_all(name, FIELDS[kind])}"


def _wrong_pattern(pattern: str | list[str]) -> str | None:
    """Return why cells can't be matched with a pattern, or None if they can."""
    expression, *replacement = [pattern] if isinstance(pattern, str) else pattern or [""]
    if len(replacement) > 1:
        return "give a regular expression, or a list of one and its replacement"
    try:
        compiled = re.compile(expression)
        if replacement:
            re.sub(compiled, replacement[0], "")
    except (re.error, IndexError) as error:
        return f"“{expression}” is not a regular expression that can be used: {error}"
    if not replacement and compiled.groups != 1:
        return f"“{expression}” has {compiled.groups} groups; put the value, and nothing else, in round brackets"
    return None


def _problem_of_form(form: str) -> str | None:
    """Return why dates can't be read by a format such as "%d.%m.%Y", or None if they can."""
    if form == EPOCH:
        return None
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
