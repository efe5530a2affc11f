"""Reading of spreadsheets (.xlsx, .xls, .ods) with python-calamine: one sheet, row by row, as a table.

The sheet is read in another process with limited memory and time: a file of a few bytes may declare billions of cells,
and the library may end its process. As a program, this module reads a spreadsheet from the standard input and writes
messages, each after its length: a `_Sheet`, then lists of rows.
"""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from kzclaims.dossier.byte_streams import failure
from kzclaims.dossier.cells import listed_lines
from kzclaims.dossier.column_mapping import Mapping, alternatives
from kzclaims.dossier.csv_reader import Places, Row, Table, TableFormat
from kzclaims.errors import InputError

SPREADSHEETS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_LARGEST = 2**30
"""The most bytes that a spreadsheet may unpack to."""
_MEMORY, _SECONDS = 4 * 2**30, 600
"""The most bytes of memory and seconds of processor time that reading a sheet may take."""
_MOST_SHOWN = 10


class _Sheet(msgspec.Struct, omit_defaults=True):
    """A sheet without its rows; or a problem, or the names of which one must be chosen."""

    name: str = ""
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = []
    problem: str = ""
    names: list[str] = []


class Spreadsheet(Table):
    """One sheet of a spreadsheet as a table. Rejected rows are written as CSV."""

    def __init__(self, path: Path, mapping: Mapping) -> None:
        super().__init__(path, mapping, TableFormat("utf-8", ",", '"', []))
        self._sheet: _Sheet | None = None
        self._rows = b""
        self._empty: dict[str, list[int]] = {}

    def rows(self, stream: BinaryIO, only: Collection[str] | None = None) -> Iterator[Row]:
        """Yield the rows. Dates are in ISO 8601, whole numbers have no decimal point, and blank rows are skipped."""
        self.cells.forget()
        self._empty.clear()
        if self._sheet is None:
            self._sheet, self._rows = _read(stream, self.path, self.mapping.sheet)
        places: Places | None = None
        width = 0
        rows = (row for some in _messages(self._rows) for row in msgspec.msgpack.decode(some, type=list[list[str]]))
        for number, cells in enumerate(rows, 1):
            if not any(cells) or (places is None and self._is_title(cells, number)):
                continue
            if places is None:
                places, is_header = self._places(cells, number)
                width = len(cells)
                if only is not None:
                    places = places.only(only)
                if is_header:
                    continue
            for field, place in places.plain.items():
                if place < len(cells) and not cells[place]:
                    self._empty.setdefault(field, []).append(number)
            yield self._row(cells, width, places, number)
        if places is None:
            raise failure(self.path, f"sheet “{self._sheet.name}” is empty")

    def remarks(self) -> Iterator[str]:
        """Yield lines about merged and empty cells, and those of all tables."""
        if self._sheet and (merged := self._sheet.merged):
            shown = ", ".join(f"{_cell(*first)}:{_cell(*last)}" for first, last in merged[:_MOST_SHOWN])
            more = f" and {len(merged) - _MOST_SHOWN} more" if len(merged) > _MOST_SHOWN else ""
            yield f"merged cells have their value in the first row or column only: {shown}{more}"
        for field, lines in self._empty.items():
            column = " or ".join(alternatives(self.mapping.columns[field]))
            yield f"{field}: {listed_lines(lines)}: the cell of column “{column}” is empty"
        yield from super().remarks()


def _read(stream: BinaryIO, path: Path, wanted: str | int | None) -> tuple[_Sheet, bytes]:
    """Return a sheet by its name or number, or the only one that has cells, and the messages with its rows."""
    try:
        import python_calamine  # noqa: F401
    except ModuleNotFoundError:
        raise InputError(
            f"{path}: spreadsheets need python-calamine; run pip install 'kzclaims[spreadsheets]', or save as CSV"
        ) from None
    done = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-P", "-m", "kzclaims.dossier.spreadsheets", json.dumps(wanted)],
        input=stream.read(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode != 0:
        raise failure(
            path,
            "cannot be read as a spreadsheet: it is damaged, or takes too much memory or time; save the sheet as CSV",
        )
    first = next(_messages(done.stdout))
    sheet = msgspec.msgpack.decode(first, type=_Sheet)
    if sheet.problem:
        raise failure(path, sheet.problem)
    if sheet.names and wanted is None:
        raise InputError(
            f"{path} has {len(sheet.names)} sheets; name one with {{sheet}}: {', '.join(sheet.names)}",
            parameters=("sheet",),
        )
    if sheet.names:
        raise InputError(f"{path} has no sheet “{wanted}”; there are {', '.join(sheet.names)}")
    return sheet, done.stdout[_LENGTH + len(first) :]


_LENGTH = 4
"""The bytes of the length of a message."""


def _messages(content: bytes) -> Iterator[memoryview]:
    view = memoryview(content)
    while view:
        end = _LENGTH + int.from_bytes(view[:_LENGTH])
        yield view[_LENGTH:end]
        view = view[end:]


def _main() -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    for message in _found(sys.stdin.buffer.read(), json.loads(sys.argv[1])):
        encoded = msgspec.msgpack.encode(message)
        sys.stdout.buffer.write(len(encoded).to_bytes(_LENGTH) + encoded)


def _found(content: bytes, wanted: str | int | None) -> Iterator[_Sheet | list[list[str]]]:
    """Yield a sheet and its rows, a problem, or the names to choose from."""
    import python_calamine

    try:
        file = io.BytesIO(content)
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as packed:
                if sum(one.file_size for one in packed.infolist()) > _LARGEST:
                    yield _Sheet(problem=f"unpacks to more than {_LARGEST // 2**30} GB")
                    return
        file.seek(0)
        book = python_calamine.load_workbook(file)
        sheet = _chosen(book, wanted)
        if isinstance(sheet, list):
            yield _Sheet(names=sheet)
            return
        rows = sheet.to_python(skip_empty_area=False)
        yield _Sheet(sheet.name, list(sheet.merged_cell_ranges or []))
    except (python_calamine.CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        yield _Sheet(problem=f"cannot be read as a spreadsheet: {error}")
        return
    for start in range(0, len(rows), 1000):
        yield [[_text(value) for value in values] for values in rows[start : start + 1000]]


def _chosen(book: Any, wanted: str | int | None) -> Any:
    """Return a sheet, or the list of names of which one must be chosen."""
    names = list(book.sheet_names)
    if wanted is None:
        sheets = [book.get_sheet_by_name(name) for name in names]
        filled = [sheet for sheet in sheets if sheet.start is not None]
        return (filled or sheets)[0] if len(filled) < 2 else [sheet.name for sheet in filled]
    if isinstance(wanted, str) and wanted in names:
        return book.get_sheet_by_name(wanted)
    number = str(wanted)
    if number.isdecimal() and 1 <= int(number) <= len(names):
        return book.get_sheet_by_index(int(number) - 1)
    return names


def _text(value: Any) -> str:
    """Return the value of a cell as a text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def _cell(row: int, column: int) -> str:
    """Return the name of a cell: "B3"."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


if __name__ == "__main__":
    _main()
