"""The base of result types, and listings of them: read as they come, as a sequence, as dictionaries or as a table."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from html import escape
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar, overload

import msgspec

from kzclaims.errors import InputError
from kzclaims.wording import shorten

if TYPE_CHECKING:
    from pandas import DataFrame as PandasFrame
    from polars import DataFrame as PolarsFrame

T = TypeVar("T")
Library = Literal["pandas", "polars"]

MOST_SHOWN = 20
"""The number of records of a listing that a notebook shows."""
_LONGEST = 60
_DATES = frozenset(("said", "date", "published", "retrieved", "held"))
"""The fields with a date in EDTF."""
_NAMES = ("key", "source", "name", "text", "title")
"""The fields of which the first names a record in a cell."""


class Result(msgspec.Struct):
    """A record with its non-empty fields as its representation."""

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={_short(value)}" for name, value in _filled(self))
        return f"{type(self).__name__}({fields})"

    def _repr_html_(self) -> str:
        return _table(([name, _text(value)] for name, value in _filled(self)), headings=())


class ResultSet(Generic[T]):
    """The results of a query, read while they are iterated over, at most `limit` of them (0: all).

    Their number, an index or a slice reads all results and keeps them.
    """

    def __init__(self, records: Iterable[T], limit: int, *, found: int | None = None) -> None:
        self._records = records
        self._limit = checked_limit(limit)
        self._kept: list[T] | None = None
        self._has_begun = False
        self.found = found
        """The number of all results, if known."""
        self.more = False
        """True if there are more than the limit; known after the last one."""

    def __iter__(self) -> Iterator[T]:
        return self._stream() if self._kept is None else iter(self._kept)

    def _stream(self) -> Iterator[T]:
        if self._kept is not None:
            # `list` asks for the length, which reads all, before the first result.
            yield from self._kept
            return
        self._has_begun = True
        for number, record in enumerate(self._records):
            if self._limit and number == self._limit:
                self.more = True
                return
            yield record

    def _all(self) -> list[T]:
        if self._kept is None:
            if self._has_begun:
                raise InputError("these results were read already, and not kept; ask again, or keep them in a list")
            self._kept = list(self._stream())
        return self._kept

    def __bool__(self) -> bool:
        return True

    def __len__(self) -> int:
        return len(self._all())

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: int | slice) -> T | list[T]:
        return self._all()[index]

    def __repr__(self) -> str:
        if self._kept is None:
            return f"<{type(self).__name__}, not read yet>"
        names = sorted({type(one).__name__ for one in self._kept})
        return (
            f"<{type(self).__name__} of {len(self._kept)}{'+' if self.more else ''}: {', '.join(names) or 'nothing'}>"
        )

    def _repr_html_(self) -> str:
        records = self._all()
        rows = [flat(one) for one in records[:MOST_SHOWN]]
        names = [
            name for name in dict.fromkeys(name for row in rows for name in row) if any(row.get(name) for row in rows)
        ]
        cells = ([_text(row.get(name)) for name in names] for row in rows)
        rest = f"<p>The first {MOST_SHOWN} of {len(records)}.</p>" if len(records) > MOST_SHOWN else ""
        return _table(cells, headings=list(names)) + rest

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return the records as dictionaries, with the fields of JSON."""
        return [msgspec.to_builtins(one) for one in self]

    @overload
    def to_frame(self, library: Literal["pandas"]) -> "PandasFrame": ...
    @overload
    def to_frame(self, library: Literal["polars"]) -> "PolarsFrame": ...
    @overload
    def to_frame(self, library: None = None) -> "PandasFrame": ...
    def to_frame(self, library: Library | None = None) -> "PandasFrame | PolarsFrame":
        """Return the records as a table of pandas or Polars: the one that is imported or installed, pandas first.

        A date in EDTF has two more columns, its first and last possible day, which are empty for an open end. Lists are
        joined by “; ”, with the keys of their records. Raise `InputError` if neither library is installed.
        """
        columns: dict[str, list[Any]] = {}
        count = 0
        for count, record in enumerate(self, 1):
            for name, value in flat(record).items():
                columns.setdefault(name, [None] * (count - 1)).append(value)
            for column in columns.values():
                column.extend([None] * (count - len(column)))
        return _frame(columns, library or _installed())


def checked_limit(limit: int) -> int:
    """Return a limit on the number of results. Raise `InputError` for a negative one."""
    if limit < 0:
        raise InputError("{limit} {value} is negative; 0 is no limit", parameters=("limit",), value=limit)
    return limit


def flat(record: Any) -> dict[str, Any]:
    """Return a record as values by column."""
    row: dict[str, Any] = {}
    for name in record.__struct_fields__:
        value = getattr(record, name)
        if name in ("earliest", "latest"):
            row[name] = date.fromisoformat(value) if value else None
        elif name in _DATES:
            row |= _days(name, value)
        elif isinstance(value, msgspec.Struct):
            row |= {name: getattr(value, "name", None), f"{name}_key": getattr(value, "key", None)}
        elif name in ("speaker", "organization", "reviewer") and value is None:
            row |= {name: None, f"{name}_key": None}
        else:
            row[name] = "; ".join(map(_named, value)) if isinstance(value, list | dict) else value
            if name == "appearances":
                row |= _days("published", _earliest(one.published for one in value))
    return row


def _days(name: str, edtf: str | None) -> dict[str, Any]:
    from kzclaims.language import dates

    known = dates.parse(edtf) if edtf else None
    return {
        name: edtf,
        f"{name}_earliest": known.earliest if known and known.earliest != dates.OPEN_START else None,
        f"{name}_latest": known.latest if known and known.latest != dates.OPEN_END else None,
    }


def _earliest(days: Iterable[str | None]) -> str | None:
    from kzclaims.language import dates

    return min((day for day in days if day), key=lambda day: dates.parse(day).earliest, default=None)


def _named(value: object) -> str:
    if isinstance(value, msgspec.Struct):
        return str(next((getattr(value, name) for name in _NAMES if hasattr(value, name)), value))
    return str(value)


def _filled(record: Any) -> Iterator[tuple[str, Any]]:
    for name in record.__struct_fields__:
        value = getattr(record, name)
        if value is not None and value not in ([], {}):
            yield name, value


def _short(value: Any) -> str:
    if isinstance(value, str):
        return repr(shorten(value, _LONGEST))
    if isinstance(value, list):
        return "[" + ", ".join(repr(shorten(_named(one), _LONGEST)) for one in value) + "]"
    return repr(_text(value)) if isinstance(value, msgspec.Struct) else repr(value)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(map(_named, value))
    return str(getattr(value, "name", None) or _named(value))


def _table(rows: Iterable[Sequence[str]], *, headings: Sequence[str]) -> str:
    head = f"<thead><tr>{''.join(f'<th>{escape(name)}</th>' for name in headings)}</tr></thead>" if headings else ""
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table>{head}<tbody>{body}</tbody></table>"


def _installed() -> Library:
    from importlib.util import find_spec

    libraries: tuple[Library, ...] = ("pandas", "polars")
    for library in libraries:
        if library in sys.modules:
            return library
    for library in libraries:
        if find_spec(library):
            return library
    raise InputError("a table needs pandas or Polars: pip install pandas")


def _frame(columns: dict[str, list[Any]], library: Library) -> Any:
    days = {name for name in columns if name.endswith(("earliest", "latest"))}
    if library == "polars":
        import polars as pl

        empty = {name for name, values in columns.items() if not any(value is not None for value in values)}
        types = {name: pl.Date if name in days else pl.String for name in days | empty}
        return pl.DataFrame(columns, schema_overrides=types, infer_schema_length=None)
    import numpy as np
    import pandas as pd

    # Nanoseconds, the default, end in the year 2262.
    return pd.DataFrame(
        {
            name: np.array([str(day or "NaT") for day in values], dtype="datetime64[s]") if name in days else values
            for name, values in columns.items()
        }
    )
