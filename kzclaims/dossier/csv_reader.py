"""Reading of tables, CSV and TSV: row by row, as the fields of a mapping.

RFC 4180 is followed where a file follows it: cells may be quoted, and a quoted cell may contain line ends. The
delimiter is detected from the first rows, the encoding from the bytes.
"""

import csv
import io
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TypeVar

from kzclaims.dossier.byte_streams import (
    BOM,
    CHUNK_BYTES,
    CHUNK_LINES,
    LONGEST,
    REJECT_FILE,
    REJECT_LINE,
    REJECT_REASON,
    TOO_LONG,
    failure,
)
from kzclaims.dossier.cells import Cells, as_text, fill, is_missing, look_up, parsed, placeholders
from kzclaims.dossier.column_mapping import Mapping, alternatives
from kzclaims.dossier.encoding import detect_encoding
from kzclaims.errors import InputError
from kzclaims.wording import nearest_or_all

T = TypeVar("T")

DELIMITERS = ",;\t|"
SAMPLE = 2**18
"""The number of bytes from which the encoding and the delimiter are detected."""

_KEPT = 2**16
"""The number of bytes of an unreadable row that go to the file of rejects."""

_MOST_SEEN = 2**16
"""The number of different names of which repeated rows are left out."""

_SURROGATE = re.compile("[\ud800-\udfff]")


class Row(NamedTuple):
    """One row: its first line, the fields of the mapping, the problem if there is one, and the row itself."""

    line: int
    fields: dict[str, Any]
    """The values of the fields, texts or lists of texts."""
    wrong: str | None
    raw: Any
    file: str | None = None
    """For a row of a file of rejects, the file that it came from; empty if that is not known."""


@dataclass
class TableFormat:
    """The format of a table."""

    encoding: str
    delimiter: str
    quote: str | None
    detected: list[str]
    """The settings that were detected, for remarks."""


def chunks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    """Yield the rows in chunks."""
    chunk: list[Row] = []
    size = 0
    for row in rows:
        chunk.append(row)
        size += sum(map(len, row.fields.values()))
        if len(chunk) == CHUNK_LINES or size > CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


# Tables


def detect_format(stream: BinaryIO, path: Path, mapping: Mapping) -> TableFormat:
    """Return the format of a table: as the mapping gives it, or detected by reading the file once."""
    head = bytearray()
    foreign = bytearray()
    while block := stream.read(2**20):
        if len(head) < SAMPLE:
            head += block[:SAMPLE]
        if not block.isascii() and len(foreign) < SAMPLE:
            foreign += b"\n".join(line for line in block.split(b"\n")[:20_000] if not line.isascii())[:SAMPLE] + b"\n"
    detected = []
    encoding = mapping.encoding
    if encoding is None:
        encoding = detect_encoding(bytes(foreign))
        if encoding != "utf-8":
            detected.append(f"the encoding is taken for {encoding}")
    else:
        try:
            # Some of Python's encodings do not decode bytes to text.
            bytes(range(256)).decode(encoding, errors="replace")
        except (LookupError, UnicodeError):
            raise InputError(f"there is no encoding “{encoding:.60}”; utf-8, cp1251 and cp1252 are usual") from None
    text = bytes(head.removeprefix(BOM)).decode(encoding, errors="replace")
    delimiter, quote = mapping.delimiter, mapping.quote
    if delimiter is None:
        is_tsv = path.name.lower().endswith((".tsv", ".tsv.gz"))
        delimiter = "\t" if is_tsv else _delimiter(text, quote)
        if not is_tsv and delimiter != ",":
            shown = {"\t": "the tab"}.get(delimiter, f"“{delimiter}”")
            detected.append(f"the delimiter is taken for {shown}")
    if quote is None:
        quote = '"' if delimiter != "\t" or _quoted(text, delimiter) else ""
    return TableFormat(encoding, delimiter, quote, detected)


def _delimiter(text: str, quote: str | None) -> str:
    """Return the delimiter that the first rows have in equal and largest numbers."""
    scores = {}
    for delimiter in DELIMITERS:
        rows = _sampled(text, delimiter, '"' if quote is None else quote)
        if not rows and quote is None and delimiter == "\t":
            # Cells between tabs are rarely quoted, and some begin with a quotation mark.
            rows = [row for row in _sampled(text, delimiter, "") if len(row) > 1]
        counts = [len(row) for row in rows]
        scores[delimiter] = (
            counts.count(counts[0]) / len(counts) if counts and counts[0] > 1 else 0,
            max(counts, default=0),
        )
    return max(DELIMITERS, key=lambda one: scores[one])


def _quoted(text: str, delimiter: str) -> bool:
    """Return True if quotation marks quote cells, and don't merely begin some of them.

    They do if cells would be split otherwise, if marks inside such cells are doubled, or if most cells have them.
    """
    with_quotes, without = (_sampled(text, delimiter, quote) for quote in ('"', ""))
    lengths, plain = ([len(row) for row in rows] for rows in (with_quotes, without))
    if lengths != plain:
        return len(set(plain)) != 1 and len(set(lengths)) <= len(set(plain))
    cells = [cell for row in without for cell in row if cell]
    marked = [cell for cell in cells if cell.startswith('"')]
    inner = [cell[1:-1].replace('""', "") if len(cell) > 1 and cell.endswith('"') else '"' for cell in marked]
    if any('"' in one for one in inner):
        return False
    return any('""' in cell[1:-1] for cell in marked) or len(marked) * 2 > len(cells)


def _sampled(text: str, delimiter: str, quote: str) -> list[list[str]]:
    whole = text.splitlines(keepends=True)[:50]
    if len(text) >= SAMPLE and len(whole) > 1:
        whole.pop()
    try:
        return [row for row in csv.reader(whole, **_dialect(delimiter, quote)) if row]
    except csv.Error:
        return []


def _dialect(delimiter: str, quote: str | None) -> dict[str, Any]:
    if not quote:
        return {"delimiter": delimiter, "quoting": csv.QUOTE_NONE}
    return {"delimiter": delimiter, "quotechar": quote, "strict": True}


class _Decoded:
    """The lines of a stream as text, counted: `csv` loses count when a quoted cell contains line ends."""

    def __init__(self, stream: BinaryIO, path: Path, encoding: str) -> None:
        self.stream, self.path, self.encoding = stream, path, encoding
        self.number = 0
        self.size = 0
        """The number of bytes of the current row so far."""
        self.kept: list[str] = []
        """The first lines of the current row, for the file of rejects if they cannot be read."""

    def __iter__(self) -> Iterator[str]:
        while raw := self.stream.readline(LONGEST + 1):
            self.number += 1
            self.size += len(raw)
            if self.size > LONGEST:
                raise failure(self.path, f"{TOO_LONG}; is a quotation mark left open?", self.number)
            if self.number == 1:
                raw = raw.removeprefix(BOM)
            text = raw.decode(self.encoding, errors="surrogateescape" if self.encoding == "utf-8" else "replace")
            if self.size <= _KEPT:
                self.kept.append(text)
            yield text


class Table:
    """A table in a file, with its columns."""

    def __init__(self, path: Path, mapping: Mapping, written: TableFormat) -> None:
        self.path, self.mapping, self.written = path, mapping, written
        self.cells = Cells(mapping)
        self.names: list[str] | None = None
        """The names of the columns, if the table has a header."""
        self.marks = 0
        """The number of additional columns of a file of rejects."""
        self.written_header = False
        self._titles: dict[int, str] = {}

    def remarks(self) -> Iterator[str]:
        """Yield lines about rows and cells that were left out."""
        for line, title in self._titles.items():
            yield f"line {line}: “{title:.60}” is taken for a title: it is alone above the names of the columns"
        yield from self.cells.remarks()

    def rows(self, stream: BinaryIO, only: Collection[str] | None = None) -> Iterator[Row]:
        """Yield the rows. Raise `InputError` for a missing column, and if the reading cannot continue.

        With `only`, the rows have only these fields, and one that has the same ones as an earlier row may be left out.
        """
        csv.field_size_limit(LONGEST)
        self.cells.forget()
        decoded = _Decoded(stream, self.path, self.written.encoding)
        reader = csv.reader(decoded, **_dialect(self.written.delimiter, self.written.quote))
        width = 0
        places: Places | None = None
        seen: set[tuple[Any, ...]] = set()
        while True:
            begins, decoded.size = decoded.number + 1, 0
            decoded.kept.clear()
            try:
                cells = next(reader)
            except StopIteration:
                break
            except csv.Error as error:
                if "end of data" in str(error):
                    raise failure(self.path, "a quotation mark is never closed", begins) from None
                yield Row(begins, {}, f"cannot be read as a row of a table: {error}", ["".join(decoded.kept).rstrip()])
                continue
            if not cells or (places is None and self._is_title(cells, begins)):
                continue
            if places is None:
                places, is_header = self._places(cells, begins)
                width = len(cells)
                if only is not None:
                    places = places.only(only)
                if is_header:
                    continue
            if only is not None and len(cells) == width and not places.made:
                named = tuple([cells[place] for place in places.plain.values()])
                if named in seen:
                    continue
                if len(seen) < _MOST_SEEN:
                    seen.add(named)
            yield self._row(cells, width, places, begins)
        if places is None:
            raise failure(self.path, "is empty")

    def _is_title(self, cells: list[str], line: int) -> bool:
        """Return True if a row above the names of the columns has only one of three or more cells."""
        filled = [cell for cell in map(str.strip, cells) if cell]
        if self.mapping.header is False or len(cells) < 3 or len(filled) != 1:
            return False
        self._titles[line] = filled[0]
        return True

    def _places(self, cells: list[str], line: int) -> "tuple[Places, bool]":
        """Return the place of each field in a row, and True if the first row is a header."""
        if cells[:2] == [REJECT_LINE, REJECT_REASON]:
            self.marks = 3 if cells[2:3] == [REJECT_FILE] else 2
        is_header = self.marks > 0 or self.mapping.header is not False
        own = [cell.strip() for cell in cells[self.marks :]]
        if is_header:
            self.names = own
        columns = _Columns(own, self.marks, has_header=is_header)
        places, problems = Places({}, {}), []
        for field, column in self.mapping.columns.items():
            tried = [columns.find(one) for one in alternatives(column)]
            found = next((one for one in tried if not isinstance(one, str)), tried[0] if tried else "names no column")
            if isinstance(found, int):
                places.plain[field] = found
            elif not isinstance(found, str):
                places.made[field] = found
            elif field not in self.mapping.optional:
                problems.append(f"{self.path}:{line}: {field}: {found}")
        require_columns(problems)
        return places, is_header

    def _row(self, cells: list[str], width: int, places: "Places", line: int) -> Row:
        file = self._origin(cells) if self.marks else None
        if len(cells) != width:
            found, wanted = len(cells) - self.marks, width - self.marks
            return Row(line, {}, f"has {found} cells, the first row has {wanted}", cells, file)
        fields = {field: cells[place] for field, place in places.plain.items()}
        for field, value_of in places.made.items():
            fields[field] = value_of(cells)
        fields = self.cells.clean(fields, line)
        wrong = wrong_text(fields)
        if self.written.encoding != "utf-8" and any("\ufffd" in value for value in fields.values()):
            wrong = f"contains bytes that are undefined in {self.written.encoding}"
        return Row(line, fields, wrong, cells, file)

    def _origin(self, cells: list[str]) -> str:
        """Return the file that a row of a file of rejects came from, empty if it is not known."""
        return cells[2] if self.marks > 2 and len(cells) > 2 else ""

    def rejected(self, number: int, reason: str, cells: list[str]) -> bytes:
        """Return a row for the file of rejects, before the first one the header."""
        origin, line = self.path.name, str(number)
        if self._origin(cells):
            # The line is one of the table, and not of the file of its rejects.
            origin, line = self._origin(cells), cells[0]
        cells = cells[self.marks :] or cells
        out = io.StringIO()
        quoting = {"quotechar": self.written.quote} if self.written.quote else {}
        # A file of rejects is always quoted: its reasons contain anything.
        writer = csv.writer(out, delimiter=self.written.delimiter, lineterminator="\n", **quoting)  # type: ignore[arg-type]
        if not self.written_header:
            self.written_header = True
            names = self.names or [str(number) for number in range(1, len(cells) + 1)]
            writer.writerow([REJECT_LINE, REJECT_REASON, REJECT_FILE, *names])
        writer.writerow([line, reason, origin, *cells])
        return out.getvalue().encode(
            self.written.encoding, errors="surrogateescape" if self.written.encoding == "utf-8" else "backslashreplace"
        )


class Places(NamedTuple):
    """The places of the fields of a row."""

    plain: dict[str, int]
    """The fields that are cells."""
    made: dict[str, Callable[[list[str]], Any]]
    """The fields that are made from cells: by a path into a cell, or by a template."""

    def only(self, fields: Collection[str]) -> "Places":
        """Return the places of some fields."""
        return Places(_among(fields, self.plain), _among(fields, self.made))


def _among(names: Collection[str], values: dict[str, T]) -> dict[str, T]:
    return {name: value for name, value in values.items() if name in names}


class _Columns:
    """The columns of a table."""

    def __init__(self, names: list[str], marks: int, *, has_header: bool) -> None:
        self._names, self._marks, self._has_header = names, marks, has_header

    def find(self, column: str) -> int | str | Callable[[list[str]], Any]:
        """Return the place of a column, the function that makes its value, or a message if there is none."""
        names = self._names
        if self._has_header and column in names:
            if names.count(column) > 1:
                return f"{names.count(column)} columns are called “{column}”; give its number"
            return names.index(column) + self._marks
        if column.isdecimal() and len(column) < 10:
            if 1 <= int(column) <= len(names):
                return int(column) - 1 + self._marks
            return f"there is no column {column}; there are {len(names)}"
        if parts := placeholders(column):
            return self._template(column, parts)
        for place, sign in enumerate(column):
            if sign in ".[" and isinstance(cell := self._cell(column[:place]), int):
                return partial(_inside, cell, column[place + (sign == ".") :])
        if not self._has_header:
            return f"without a header, columns have numbers, not names such as “{column}”"
        known: dict[str, object] = dict.fromkeys(names)
        return f"there is no column “{column}”; {nearest_or_all(column, known)}"

    def _cell(self, column: str) -> int | None:
        found = self.find(column) if column in self._names or column.isdecimal() else None
        return found if isinstance(found, int) else None

    def _template(self, template: str, parts: list[str]) -> str | Callable[[list[str]], Any]:
        found = {part: self.find(part) for part in parts}
        wrong = [one for one in found.values() if isinstance(one, str)]
        if wrong:
            return wrong[0]

        def value_of(cells: list[str]) -> str:
            return fill(template, lambda part: str(_value(cells, found[part])))

        return value_of


def _value(cells: list[str], found: Any) -> Any:
    return cells[found] if isinstance(found, int) else found(cells)


def _inside(place: int, path: str, cells: list[str]) -> Any:
    """Return the value at a path in a cell that contains JSON, or a list or an object as Python writes it."""
    content = parsed(cells[place].strip())
    found = None if content is None else look_up(content, path)
    if found is None or is_missing(found):
        return ""
    if isinstance(found, list):
        return [text for one in found if (text := as_text(one)) is not None]
    return as_text(found) or ""


def wrong_text(fields: dict[str, Any]) -> str | None:
    """Return what is wrong with the characters of a row's values, or None."""
    for name, value in fields.items():
        for text in (value,) if isinstance(value, str) else value:
            if "\0" in text:
                return f"{name}: contains a NUL character; remove it"
            if _SURROGATE.search(text):
                return f"{name}: contains bytes that are not UTF-8; save the file in UTF-8, or name its encoding"
    return None


def require_columns(problems: list[str]) -> None:
    """Raise `InputError` with the columns that a table does not have."""
    if problems:
        raise InputError(f"{len(problems)} of the mapping's columns are missing; nothing was loaded", hints=problems)
