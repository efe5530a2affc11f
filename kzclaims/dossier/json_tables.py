"""Reading of tables in JSON: lines, arrays, objects and lists inside them, row by row as the fields of a mapping."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from kzclaims.dossier import jsonl
from kzclaims.dossier.byte_streams import REJECT_FILE, REJECT_LINE, REJECT_TEXT, failure, json_texts
from kzclaims.dossier.cells import Cells, WrongCellError, field_value, is_missing, look_up
from kzclaims.dossier.column_mapping import Mapping, alternatives
from kzclaims.dossier.csv_reader import Row, require_columns, wrong_text
from kzclaims.wording import nearest_or_all


class JsonTable:
    """A table of JSON objects; a column is the name of a field, or the path to one."""

    def __init__(self, path: Path, mapping: Mapping) -> None:
        self.path, self.mapping = path, mapping
        self.cells = Cells(mapping)

    def remarks(self) -> Iterator[str]:
        """Yield lines about cells that were left out."""
        yield from self.cells.remarks()

    def rows(self, stream: BinaryIO, only: Collection[str] | None = None) -> Iterator[Row]:
        """Yield the rows, with `only` with these fields. Raise `InputError` at the end for columns that no row has."""
        self.cells.forget()
        columns = {name: alternatives(column) for name, column in self.mapping.columns.items()}
        read = columns if only is None else {name: one for name, one in columns.items() if name in only}
        unseen = set(columns)
        names: dict[str, object] = {}
        count = first = 0
        for number, raw in self._texts(stream):
            if raw is not None and not raw.strip():
                continue
            value = jsonl.parsed(raw)
            if isinstance(value, str):
                yield Row(number, {}, value, raw)
                continue
            for row in self._rows_of(value):
                count += 1
                first = first or number
                if unseen:
                    names |= dict.fromkeys(row)
                    unseen -= {name for name in unseen if self._is_in(row, name, columns[name])}
                yield self._row(row, read, number, raw)
        if count:
            require_columns(
                [
                    f"{self.path}:{first}: {name}: there is no field “{columns[name][0]}” in any row; "
                    f"{nearest_or_all(columns[name][0], names)}"
                    for name in columns
                    if name in unseen and name not in self.mapping.optional
                ]
            )
        elif not first and self.mapping.rows:
            raise failure(self.path, f"has no rows at “{self.mapping.rows}”")

    def _texts(self, stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
        inside = (self.mapping.rows or "").partition("[]")[0]
        return json_texts(stream, inside, around=True)

    def _rows_of(self, value: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Yield the rows in an object: itself, or the objects at the path of the rows, with its own fields besides."""
        steps = [step.removeprefix(".") for step in (self.mapping.rows or "").split("[]") if step]
        if steps and is_missing(look_up(value, steps[0])):
            # The file is read item by item inside the first list.
            steps.pop(0)
        found = [value]
        for step in steps:
            found = [
                {**parent, **one} for parent in found for one in look_up(parent, f"{step}[]") if isinstance(one, dict)
            ]
        yield from found

    @staticmethod
    def _value(row: dict[str, Any], name: str, columns: list[str]) -> Any:
        """Return the value of the first of the columns that the row has."""
        found = None
        for column in columns:
            found = field_value(row, name, column)
            if not is_missing(found):
                break
        return found

    def _is_in(self, row: dict[str, Any], name: str, columns: list[str]) -> bool:
        try:
            return not is_missing(self._value(row, name, columns))
        except WrongCellError:
            return True

    def _row(self, row: dict[str, Any], columns: dict[str, list[str]], number: int, raw: bytes | None) -> Row:
        fields: dict[str, Any] = {}
        wrong = None
        if REJECT_TEXT in row:
            wrong = "was rejected for not being JSON; put the corrected object in its place"
        for name, column in columns.items():
            try:
                found = self._value(row, name, column)
            except WrongCellError as error:
                wrong = wrong or f"{error.column}: {error.reason}"
                continue
            if found is not None and not is_missing(found):
                fields[name] = found
        fields = self.cells.clean(fields, number)
        file = str(row.get(REJECT_FILE, "")) if REJECT_LINE in row else None
        return Row(number, fields, wrong or wrong_text(fields), raw, file)
