"""CSV: a file a table, RFC 4180, with keys where the database has numbers.

The tables follow from the record types of `kzclaims.dossier.records`: one for each type, one for each list in it, with
the key of the record and, for parts, their number in it. Lines end with CR LF, the first one names the columns, and
what is not known is an empty cell. A date is three columns: EDTF, and the first and the last day that it can mean.
"""

import csv
import io
from collections.abc import Iterator, Sequence

import msgspec
from msgspec import inspect

from kzclaims.dossier.records import RECORD_TYPES, Source, Statement
from kzclaims.export.common import guarded, span
from kzclaims.store.read.selection import Choice

Cells = Sequence[object]

_DATES = {"published", "retrieved", "held", "said", "date"}
"""The fields that are EDTF; their first and last day stand beside them."""


def tables(choice: Choice, *, raw: bool = False) -> Iterator[tuple[str, str]]:
    """Lines with the name of the file that each belongs to; with `raw`, what looks like a formula stays as it is."""
    line = _Lines(raw=raw)
    for plural, record_type in RECORD_TYPES.items():
        table = _Table(plural, str(record_type.__struct_config__.tag), record_type, ())
        if record_type is Statement:
            # What was found out about a statement goes with it, though it is no field of a dossier.
            table.columns.append("status")
        for one in table.all():
            yield one.file, line(one.columns)
        for record in choice.records(record_type):
            for one, cells in table.rows(record, ()):
                status = [choice.statuses.get(record.key)] if one is table and record_type is Statement else []
                yield one.file, line([*cells, *status])


class _Table:
    """The table of a record type or of the parts in a list, with the tables of the lists in it."""

    def __init__(self, name: str, singular: str, struct: type[msgspec.Struct], owners: Sequence[str]) -> None:
        self.file = f"{name}.csv"
        self.fields: list[str] = []
        self.columns = [*owners, *(["number"] if owners else [])]
        self.lists: dict[str, _Table | _KeyTable] = {}
        own = [*owners, singular]
        info = inspect.type_info(struct)
        assert isinstance(info, inspect.StructType)
        for field in sorted(info.fields, key=lambda field: field.name != "key"):
            kind = field.type.type if isinstance(field.type, inspect.Metadata) else field.type
            if not isinstance(kind, inspect.ListType):
                # The text of a whole publication is in no export.
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

    def all(self) -> Iterator["_Table | _KeyTable"]:
        """The table itself and those within it."""
        yield self
        for table in self.lists.values():
            yield from table.all()

    def rows(self, record: msgspec.Struct, of: Sequence[object]) -> Iterator[tuple["_Table | _KeyTable", Cells]]:
        """The rows of a record and of what is in it; `of` are the cells that say where it belongs."""
        cells: list[object] = list(of)
        for name in self.fields:
            value = getattr(record, name)
            cells.append(value)
            if name in _DATES:
                cells += span(value) if value else (None, None)
        yield self, cells
        own = of or [getattr(record, "key")]  # noqa: B009 - a record has a key, a part a number among its cells
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
    """Rows to lines of CSV."""

    def __init__(self, *, raw: bool) -> None:
        self._raw = raw
        self._buffer = io.StringIO(newline="")
        self._writer = csv.writer(self._buffer)

    def __call__(self, row: Cells) -> str:
        self._buffer.seek(0)
        self._buffer.truncate()
        cells = ["" if cell is None else str(cell) for cell in row]
        self._writer.writerow(cells if self._raw else [guarded(cell) for cell in cells])
        return self._buffer.getvalue()
