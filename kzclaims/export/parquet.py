"""Parquet: a folder for each table of `kzclaims.export.flat_tables`, with typed columns.

Statements, events and sources are partitioned by year, as Hive does it (`statements/year=2023/part-0.parquet`), with
the tables of their parts; the year is that of the first possible day or, if there is none, of the last. Statements also
have the day by which kzclaims sorts them. Records come in the order of their days, so few files are open at a time.
"""

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from kzclaims.dossier.records import Event, Source, Statement
from kzclaims.errors import InputError
from kzclaims.export import flat_tables
from kzclaims.export.files import Folder
from kzclaims.export.flat_tables import KeyTable, Table
from kzclaims.language.dates import OPEN_END, OPEN_START
from kzclaims.store.read.selection import Day, Selection

if TYPE_CHECKING:
    from datetime import date

    import pyarrow as pa

ROWS = 20_000
"""The number of rows of a table that are kept in memory and written together."""

UNDATED = "__HIVE_DEFAULT_PARTITION__"
"""The name of the partition of records without a year."""

PARTITIONED = (Statement, Event, Source)
DAY = ("day", "day_earliest", "day_latest")
"""The columns that statements have besides those of CSV."""


def require_pyarrow() -> None:
    """Raise `InputError` if pyarrow is not installed."""
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError as error:
        raise InputError("pyarrow is not installed; run: pip install 'kzclaims[parquet]'") from error


def write(selection: Selection, folder: Folder) -> None:
    """Write the tables of a selection."""
    for record_type, table in flat_tables.tables():
        if record_type is Statement:
            table.columns += DAY
        files = _Files(folder, table)
        partition = _partition(None) if record_type in PARTITIONED else ""
        with files:
            for day, record in selection.dated(record_type):
                known = _known(day)
                if record_type in PARTITIONED and (found := _partition(known)) != partition:
                    files.close()
                    partition = found
                for one, cells in flat_tables.rows(selection, table, record):
                    is_statement = one is table and record_type is Statement
                    files.add(partition, one, [*cells, *known] if is_statement else cells)
            files.close()
            files.write_empty(partition)


def _known(day: Day) -> Day:
    """Return a day without the ends of time that stand for an open end."""
    text, earliest, latest = day
    return text, None if earliest == OPEN_START else earliest, None if latest == OPEN_END else latest


def _partition(day: Day | None) -> str:
    known: date | None = None if day is None else day[1] or day[2]
    return f"year={UNDATED if known is None else known.year}/"


class _Files:
    """The files of a table and the tables of its lists: one for each in the partition that is being written."""

    def __init__(self, folder: Folder, table: Table) -> None:
        self._folder = folder
        self._tables = list(table.all())
        self._schemas = {one.name: _schema(one) for one in self._tables}
        self._rows: dict[str, list[Sequence[object]]] = {one.name: [] for one in self._tables}
        self._partition = ""
        self._writers: dict[str, Any] = {}
        self._open = ExitStack()

    def __enter__(self) -> None:
        self._open.__enter__()

    def __exit__(self, *error: object) -> None:
        self._open.close()

    def add(self, partition: str, table: Table | KeyTable, cells: Sequence[object]) -> None:
        self._partition = partition
        rows = self._rows[table.name]
        rows.append(cells)
        if len(rows) == ROWS:
            self._flush(table.name)

    def close(self) -> None:
        """Finish the files of a partition."""
        for name, rows in self._rows.items():
            if rows:
                self._flush(name)
        self._open.close()
        self._writers = {}

    def write_empty(self, partition: str) -> None:
        """Write a file without rows for each table that has none, so that it can be queried."""
        self._partition = partition
        for one in self._tables:
            if not any(name.startswith(f"{one.name}/") for name in self._folder.names):
                self._writer(one.name)
        self.close()

    def _flush(self, name: str) -> None:
        import pyarrow as pa

        schema = self._schemas[name]
        columns: Iterable[tuple[Any, ...]] = zip(*self._rows[name], strict=True)
        arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
        self._writer(name).write_batch(pa.RecordBatch.from_arrays(arrays, schema=schema))
        self._rows[name] = []

    def _writer(self, name: str) -> Any:
        import pyarrow.parquet as pq

        if name not in self._writers:
            start = f"{name}/{self._partition}part-"
            # An open beginning sorts first, so a year may come twice.
            number = sum(other.startswith(start) for other in self._folder.names)
            file = self._open.enter_context(self._folder.create(f"{start}{number}.parquet"))
            writer = pq.ParquetWriter(file, self._schemas[name], compression="zstd")
            self._writers[name] = self._open.enter_context(writer)
        return self._writers[name]


def _schema(table: Table | KeyTable) -> "pa.Schema":
    import pyarrow as pa

    types = {"text": pa.string(), "integer": pa.int64(), "boolean": pa.bool_(), "date": pa.date32()}
    dates = ("_earliest", "_latest")
    named = ((name, "date" if name.endswith(dates) else table.types.get(name, "text")) for name in table.columns)
    return pa.schema([(name, types[kind]) for name, kind in named])
