"""CSV: one file per table, RFC 4180.

`kzclaims.export.flat_tables` describes the tables. Lines end with CR LF, the first line names the columns, all cells
are quoted, and unknown values are empty.
"""

import csv
import io
from collections.abc import Iterator

from kzclaims.export import flat_tables
from kzclaims.export.common import guarded
from kzclaims.export.flat_tables import Cells
from kzclaims.store.read.selection import Selection


def tables(selection: Selection, *, raw: bool = False) -> Iterator[tuple[str, str]]:
    """Yield the name of a file and a line of it. With `raw`, cells that look like formulas are not guarded."""
    line = _Lines(raw=raw)
    for record_type, table in flat_tables.tables():
        for one in table.all():
            yield f"{one.name}.csv", line(one.columns)
        for record in selection.records(record_type):
            for one, cells in flat_tables.rows(selection, table, record):
                yield f"{one.name}.csv", line(cells)


class _Lines:
    """A writer that returns lines of CSV."""

    def __init__(self, *, raw: bool) -> None:
        self._raw = raw
        self._buffer = io.StringIO(newline="")
        self._writer = csv.writer(self._buffer, quoting=csv.QUOTE_ALL)

    def __call__(self, row: Cells) -> str:
        self._buffer.seek(0)
        self._buffer.truncate()
        cells = ["" if cell is None else str(cell).lower() if isinstance(cell, bool) else str(cell) for cell in row]
        self._writer.writerow(cells if self._raw else [guarded(cell) for cell in cells])
        return self._buffer.getvalue()
