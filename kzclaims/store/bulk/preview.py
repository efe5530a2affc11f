"""A mapping to start from for a file, and its first rows as they would be recorded."""

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import msgspec

from kzclaims.dossier import csv_reader, jsonl
from kzclaims.dossier.byte_streams import json_texts, opened, with_line_feeds
from kzclaims.dossier.cells import look_up
from kzclaims.dossier.column_mapping import Mapping, check
from kzclaims.dossier.column_names import NAMES, spelled
from kzclaims.dossier.guess import Guess, flat, guess
from kzclaims.dossier.helper import Helper
from kzclaims.dossier.json_tables import JsonTable
from kzclaims.dossier.schema_org_reader import is_schema_org
from kzclaims.dossier.spreadsheets import SPREADSHEETS, Spreadsheet
from kzclaims.errors import InputError
from kzclaims.store.bulk.table_rows import RowConverter
from kzclaims.store.database.database import Database
from kzclaims.store.load.row_writer import new_context

SAMPLED = 500
"""The number of rows from which columns are recognised."""
SHOWN = 5
_LONGEST_NAME = 60


def guess_mapping(path: Path, mapping: Mapping) -> Guess:
    """Return the settings for a table by the names and contents of its columns. Given settings are used."""
    with ExitStack() as stack:
        stream, mapping, _ = _opened(stack, path, mapping)
        found = _guess_columns(stream, path, mapping) if _is_table(path) else _guess_fields(stream, mapping)
    if mapping.sheet is not None:
        found.settings["sheet"] = mapping.sheet
    return found


def preview(database: Database, path: Path, mapping: Mapping) -> Iterator[str]:
    """Yield the first rows of a table as they would be recorded, as JSON, or with the reason why they would not be."""
    kind = check(mapping)
    with ExitStack() as stack:
        stream, mapping, _ = _opened(stack, path, mapping)
        rows = list(islice(_reader(stream, path, mapping).rows(stream), SHOWN))
    with database.writing(dry_run=True) as connection, Helper() as helper:
        convert = RowConverter(new_context(connection, bulk=True), path, mapping, kind, create_people=True)
        convert.resolve_speakers(rows, helper)
        for row in rows:
            for entry in convert([row]):
                if entry.problems:
                    yield from (f"rejected: {one}" for one in entry.problems)
                elif entry.record is not None and not entry.derived:
                    shown = msgspec.to_builtins(entry.record)
                    if not entry.has_own_key:
                        del shown["key"]
                    yield f"line {row.line}: {msgspec.json.encode(shown).decode()}"


def _opened(stack: ExitStack, path: Path, mapping: Mapping) -> tuple[BinaryIO, Mapping, str | None]:
    stream, _ = stack.enter_context(opened(path, twice=True))
    if path.name.lower().endswith(SPREADSHEETS):
        return stream, mapping, None
    stream, recoded = stack.enter_context(with_line_feeds(stream, path, mapping.encoding))
    return stream, msgspec.structs.replace(mapping, encoding="utf-8") if recoded else mapping, recoded


def _is_table(path: Path) -> bool:
    name = path.name.lower().removesuffix(".gz")
    return name.endswith((".csv", ".tsv", ".txt", *SPREADSHEETS))


def _reader(stream: BinaryIO, path: Path, mapping: Mapping) -> csv_reader.Table | JsonTable:
    if not _is_table(path):
        return JsonTable(path, mapping)
    if path.name.lower().endswith(SPREADSHEETS):
        return Spreadsheet(path, mapping)
    form = csv_reader.detect_format(stream, path, mapping)
    stream.seek(0)
    return csv_reader.Table(path, mapping, form)


def _guess_columns(stream: BinaryIO, path: Path, mapping: Mapping) -> Guess:
    mapping = msgspec.structs.replace(mapping, columns={}, constants={})
    table = _reader(stream, path, mapping)
    assert isinstance(table, csv_reader.Table)
    rows = [row.raw[table.marks :] for row in islice(table.rows(stream), SAMPLED) if row.wrong is None]
    names = table.names or [str(number) for number in range(1, len(rows[0]) + 1 if rows else 1)]
    has_header = table.names is not None and not _looks_like_data(table.names, rows)
    if not has_header:
        rows = [*([table.names] if table.names else []), *rows]
        names = [str(number) for number in range(1, len(names) + 1)]
    columns = {name: [row[place] for row in rows] for place, name in enumerate(names) if name}
    found = guess(columns)
    if not has_header:
        found.settings["header"] = False
        found.remarks.append("header: the first row looks like data, so columns have numbers")
    if table.written.encoding != "utf-8":
        found.settings["encoding"] = table.written.encoding
    if table.written.delimiter == "\t" and not path.name.lower().removesuffix(".gz").endswith(".tsv"):
        found.settings["delimiter"] = "\t"
    return found


def _looks_like_data(names: list[str], rows: list[list[str]]) -> bool:
    """Return True if a first row is no header: it has addresses, long texts, or cells that the column has again.

    With two usual names of columns it is one, even if a cell has the name of its column.
    """
    if any(len(one) > _LONGEST_NAME or one.startswith(("http://", "https://")) for one in names):
        return True
    named = sum(any(re.fullmatch(pattern, spelled(one)) for pattern in NAMES.values()) for one in names)
    if named > 1:
        return False
    return any(name and any(row[place] == name for row in rows[:50]) for place, name in enumerate(names))


def _guess_fields(stream: BinaryIO, mapping: Mapping) -> Guess:
    head = stream.read(2**12)
    stream.seek(0)
    if is_schema_org(head):
        raise InputError("the file contains JSON-LD of schema.org, which needs no mapping; load it as it is")
    objects = []
    for _, raw in islice(json_texts(stream), SAMPLED):
        value = jsonl.parsed(raw)
        if isinstance(value, dict):
            objects.append(value)
    inside = mapping.rows
    if len(objects) == 1 and inside is None:
        lists = {name: one for name, one in objects[0].items() if isinstance(one, list) and one}
        name = next((name for name, one in lists.items() if isinstance(one[0], dict)), None)
        if name is not None:
            inside, objects = f"{name}[]", [one for one in lists[name] if isinstance(one, dict)]
    if not objects:
        raise InputError("the file contains no objects whose fields could be recognised")
    columns: dict[str, list[str]] = defaultdict(list)
    for one in objects:
        for path, text in flat(one):
            columns[path].append(text)
    found = guess(dict(columns))
    deeper = found.columns.get("text", "").partition("[0]")
    if deeper[1] and len(columns[found.columns["text"].replace("[0]", "[]")]) > len(objects):
        # Each element of the list is a row, and not only the first one.
        inside = f"{inside or ''}.{deeper[0]}[]".removeprefix(".")
        rows = [{**one, **item} for one in objects for item in look_up(one, f"{deeper[0]}[]") if isinstance(item, dict)]
        columns.clear()
        for one in rows:
            for path, text in flat({name: value for name, value in one.items() if name != deeper[0]}):
                columns[path].append(text)
        found = guess(dict(columns))
    if inside is not None:
        found.settings["rows"] = inside
    return found
