"""Flat tables of records, for CSV and Parquet, with keys instead of the database's numbers.

They follow from the record types of `kzclaims.dossier.records`: one table per type and one per list in it, with the key
of the record and, for parts, their number. A date has three columns: EDTF, its first and its last possible day.
"""

from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec
from msgspec import inspect

from kzclaims.dossier.records import RECORD_TYPES, Passage, Record, Source, Statement
from kzclaims.export.common import span
from kzclaims.store.read.selection import Selection

Cells = Sequence[object]
Type = Literal["text", "integer", "boolean"]

_DATES = {"published", "retrieved", "held", "said", "date"}
"""The fields with a date in EDTF, which get columns for the first and the last possible day."""

_NOT_EXPORTED = {"merged", "different"}
"""The fields about the identity of records, which only matter to those who maintain the database."""


class Table:
    """The table of a record type or of the parts in a list, with the tables of its own lists."""

    def __init__(self, name: str, singular: str, struct: type[msgspec.Struct], owners: Sequence[str]) -> None:
        self.name = name
        self.fields: list[str] = []
        self.columns = [*owners, *(["number"] if owners else [])]
        # The first owner is given by its key, those inside it by their numbers.
        self.types: dict[str, Type] = dict.fromkeys(["number", *owners[1:]], "integer")
        """The types of columns that are not texts."""
        self.lists: dict[str, Table | KeyTable] = {}
        # A passage of a record, or of a part of one, has a column for its check.
        self.passages = issubclass(struct, Passage)
        own = [*owners, singular]
        info = inspect.type_info(struct)
        assert isinstance(info, inspect.StructType)
        for field in sorted(info.fields, key=lambda field: field.name != "key"):
            kind = field.type.type if isinstance(field.type, inspect.Metadata) else field.type
            if field.name in _NOT_EXPORTED:
                continue
            if not isinstance(kind, inspect.ListType):
                # Exports never contain the text of a whole publication.
                if (struct, field.name) != (Source, "text"):
                    self.fields.append(field.name)
                    self.columns.append(field.name)
                    if field.name in _DATES:
                        self.columns += [f"{field.name}_earliest", f"{field.name}_latest"]
                    elif (found := _type(kind)) != "text":
                        self.types[field.name] = found
                continue
            inner, one = f"{'_'.join(own)}_{field.name}", field.name.removesuffix("s")
            item = kind.item_type.type if isinstance(kind.item_type, inspect.Metadata) else kind.item_type
            if isinstance(item, inspect.StructType):
                self.lists[field.name] = Table(inner, one, item.cls, own)
            else:
                self.lists[field.name] = KeyTable(inner, [*own, one])
        if self.passages:
            self.columns.append("check")

    def all(self) -> Iterator["Table | KeyTable"]:
        """Yield the table and the tables of its lists."""
        yield self
        for table in self.lists.values():
            yield from table.all()

    def rows(self, record: msgspec.Struct, owner: Sequence[object]) -> Iterator[tuple["Table | KeyTable", Cells]]:
        """Yield the rows of a record and of its parts, each after the cells that identify its owner."""
        cells: list[object] = list(owner)
        for name in self.fields:
            value = getattr(record, name)
            cells.append(value)
            if name in _DATES:
                cells += span(value) if value else (None, None)
        yield self, cells
        own = owner or [getattr(record, "key")]  # noqa: B009 - only records have keys; a part has its owner
        for name, table in self.lists.items():
            for number, item in enumerate(getattr(record, name), 1):
                if isinstance(table, Table):
                    yield from table.rows(item, [*own, number])
                else:
                    yield table, [*own, item]


def _type(kind: inspect.Type) -> Type:
    kinds = kind.types if isinstance(kind, inspect.UnionType) else (kind,)
    some = [one.type if isinstance(one, inspect.Metadata) else one for one in kinds]
    if any(isinstance(one, inspect.IntType) for one in some):
        return "integer"
    return "boolean" if any(isinstance(one, inspect.BoolType) for one in some) else "text"


class KeyTable:
    """The table of a list of keys."""

    def __init__(self, name: str, columns: Sequence[str]) -> None:
        self.name = name
        self.columns = columns
        self.types: dict[str, Type] = dict.fromkeys(columns[1:-1], "integer")

    def all(self) -> Iterator["KeyTable"]:
        yield self


def tables() -> Iterator[tuple[type[Record], "Table"]]:
    """Yield the table of each record type."""
    for plural, record_type in RECORD_TYPES.items():
        table = Table(plural, str(record_type.__struct_config__.tag), record_type, ())
        if record_type is Statement:
            # The status of a statement is not a field of a dossier.
            table.columns.append("status")
        yield record_type, table


def rows(selection: Selection, table: "Table", record: Record) -> Iterator[tuple["Table | KeyTable", Cells]]:
    """Yield the rows of a record and its parts, with the status of a statement and the checks of passages."""
    for one, cells in table.rows(record, ()):
        added = [selection.statuses.get(record.key)] if one is table and isinstance(record, Statement) else []
        if isinstance(one, Table) and one.passages:
            source, number = (cells[one.columns.index(name)] for name in ("source", "number"))
            added = [selection.check_of(record, str(source), int(str(number)))]
        yield one, [*cells, *added]
