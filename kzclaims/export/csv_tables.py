"""CSV: one file per table, RFC 4180, with keys instead of the database's numbers.

The tables follow from the record types of `kzclaims.dossier.records`: one table per type and one per list in it, with
the key of the record and, for parts, their number. Lines end with CR LF, the first line names the columns, all cells
are quoted, and unknown values are empty. A date has three columns: EDTF, its first and its last possible day.
"""

import csv
import io
from collections.abc import Iterator, Sequence

import msgspec
from msgspec import inspect

from kzclaims.dossier.records import RECORD_TYPES, Passage, Source, Statement
from kzclaims.export.common import guarded, span
from kzclaims.store.read.selection import Selection

Cells = Sequence[object]

_DATES = {"published", "retrieved", "held", "said", "date"}
"""The fields with a date in EDTF, which get columns for the first and the last possible day."""


def tables(selection: Selection, *, raw: bool = False) -> Iterator[tuple[str, str]]:
    """Yield the name of a file and a line of it. With `raw`, cells that look like formulas are not guarded."""
    line = _Lines(raw=raw)
    for plural, record_type in RECORD_TYPES.items():
        table = _Table(plural, str(record_type.__struct_config__.tag), record_type, ())
        if record_type is Statement:
            # The status of a statement is not a field of a dossier.
            table.columns.append("status")
        for one in table.all():
            yield one.file, line(one.columns)
        for record in selection.records(record_type):
            for one, cells in table.rows(record, ()):
                added = [selection.statuses.get(record.key)] if one is table and record_type is Statement else []
                if isinstance(one, _Table) and one.passages:
                    source, number = (cells[one.columns.index(name)] for name in ("source", "number"))
                    added = [selection.check_of(record, str(source), int(str(number)))]
                yield one.file, line([*cells, *added])


_NOT_EXPORTED = {"merged", "different"}
"""The fields about the identity of records, which only matter to those who maintain the database."""


class _Table:
    """The table of a record type or of the parts in a list, with the tables of its own lists."""

    def __init__(self, name: str, singular: str, struct: type[msgspec.Struct], owners: Sequence[str]) -> None:
        self.file = f"{name}.csv"
        self.fields: list[str] = []
        self.columns = [*owners, *(["number"] if owners else [])]
        self.lists: dict[str, _Table | _KeyTable] = {}
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
                    self.columns += [
                        f"{field.name}{end}" for end in ("", "_earliest", "_latest")[: 3 if field.name in _DATES else 1]
                    ]
                continue
            inner, one = f"{'_'.join(own)}_{field.name}", field.name.removesuffix("s")
            item = kind.item_type.type if isinstance(kind.item_type, inspect.Metadata) else kind.item_type
            if isinstance(item, inspect.StructType):
                self.lists[field.name] = _Table(inner, one, item.cls, own)
            else:
                self.lists[field.name] = _KeyTable(inner, [*own, one])
        if self.passages:
            self.columns.append("check")

    def all(self) -> Iterator["_Table | _KeyTable"]:
        """Yield the table and the tables of its lists."""
        yield self
        for table in self.lists.values():
            yield from table.all()

    def rows(self, record: msgspec.Struct, owner: Sequence[object]) -> Iterator[tuple["_Table | _KeyTable", Cells]]:
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
                if isinstance(table, _Table):
                    yield from table.rows(item, [*own, number])
                else:
                    yield table, [*own, item]


class _KeyTable:
    """The table of a list of keys."""

    def __init__(self, name: str, columns: Sequence[str]) -> None:
        self.file = f"{name}.csv"
        self.columns = columns

    def all(self) -> Iterator["_KeyTable"]:
        yield self


class _Lines:
    """A writer that returns lines of CSV."""

    def __init__(self, *, raw: bool) -> None:
        self._raw = raw
        self._buffer = io.StringIO(newline="")
        self._writer = csv.writer(self._buffer, quoting=csv.QUOTE_ALL)

    def __call__(self, row: Cells) -> str:
        self._buffer.seek(0)
        self._buffer.truncate()
        cells = ["" if cell is None else str(cell) for cell in row]
        self._writer.writerow(cells if self._raw else [guarded(cell) for cell in cells])
        return self._buffer.getvalue()
