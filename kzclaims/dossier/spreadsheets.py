"""Reading of spreadsheets (.xlsx, .xls, .ods) with python-calamine: one sheet, row by row, as a table."""

import io
import zipfile
from collections.abc import Collection, Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, BinaryIO

from kzclaims.dossier.byte_streams import failure
from kzclaims.dossier.cells import listed_lines
from kzclaims.dossier.column_mapping import Mapping, alternatives
from kzclaims.dossier.csv_reader import Places, Row, Table, TableFormat
from kzclaims.errors import InputError

SPREADSHEETS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_LARGEST = 2**30
"""The most bytes that a spreadsheet may unpack to."""
_MOST_SHOWN = 10


class Spreadsheet(Table):
    """One sheet of a spreadsheet as a table. Rejected rows are written as CSV."""

    def __init__(self, path: Path, mapping: Mapping) -> None:
        super().__init__(path, mapping, TableFormat("utf-8", ",", '"', []))
        self._sheet: Any = None
        self._empty: dict[str, list[int]] = {}

    def rows(self, stream: BinaryIO, only: Collection[str] | None = None) -> Iterator[Row]:
        """Yield the rows. Dates are in ISO 8601, whole numbers have no decimal point, and blank rows are skipped."""
        self.cells.forget()
        self._empty.clear()
        if self._sheet is None:
            self._sheet = _sheet(stream, self.path, self.mapping.sheet)
        places: Places | None = None
        width = 0
        for number, values in enumerate(self._sheet.to_python(skip_empty_area=False), 1):
            cells = [_text(value) for value in values]
            if not any(cells):
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
        if merged := self._sheet.merged_cell_ranges:
            shown = ", ".join(f"{_cell(*first)}:{_cell(*last)}" for first, last in merged[:_MOST_SHOWN])
            more = f" and {len(merged) - _MOST_SHOWN} more" if len(merged) > _MOST_SHOWN else ""
            yield f"merged cells have their value in the first row or column only: {shown}{more}"
        for field, lines in self._empty.items():
            column = " or ".join(alternatives(self.mapping.columns[field]))
            yield f"{field}: {listed_lines(lines)}: the cell of column “{column}” is empty"
        yield from super().remarks()


def _book(stream: BinaryIO, path: Path) -> Any:
    try:
        import python_calamine
    except ModuleNotFoundError:
        raise InputError(
            f"{path}: spreadsheets need python-calamine; run pip install 'kzclaims[spreadsheets]', or save as CSV"
        ) from None
    content = io.BytesIO(stream.read())
    try:
        if zipfile.is_zipfile(content):
            with zipfile.ZipFile(content) as packed:
                if sum(one.file_size for one in packed.infolist()) > _LARGEST:
                    raise failure(path, f"unpacks to more than {_LARGEST // 2**30} GB")
        content.seek(0)
        return python_calamine.load_workbook(content)
    except (python_calamine.CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        raise failure(path, f"cannot be read as a spreadsheet: {error}") from None


def _sheet(stream: BinaryIO, path: Path, wanted: str | int | None) -> Any:
    """Return a sheet by its name or number, or the only one that has cells."""
    book = _book(stream, path)
    names = list(book.sheet_names)
    if wanted is None:
        filled = [name for name in names if book.get_sheet_by_name(name).start is not None]
        if len(filled) > 1:
            raise InputError(
                f"{path} has {len(filled)} sheets; name one with {{sheet}}: {', '.join(filled)}", parameters=("sheet",)
            )
        return book.get_sheet_by_name((filled or names)[0])
    if isinstance(wanted, str) and wanted in names:
        return book.get_sheet_by_name(wanted)
    number = str(wanted)
    if number.isdecimal() and 1 <= int(number) <= len(names):
        return book.get_sheet_by_index(int(number) - 1)
    raise InputError(f"{path} has no sheet “{wanted}”; there are {', '.join(names)}")


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
