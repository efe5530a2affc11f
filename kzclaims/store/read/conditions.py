"""Conditions on the rows of a table: SQL of constants, and bound values."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Connection, TextClause, bindparam, text
from sqlalchemy.types import NULLTYPE

from kzclaims.store.engine import NO_LIMIT, Engine
from kzclaims.store.result_set import checked_limit

VAGUE_MARKS = ("'%?%'", "'%~%'", "'%!%%'")
"""The patterns of the qualifiers of EDTF; ! escapes the % that is one."""


class DateRange(NamedTuple):
    """A range of days, both ends included."""

    first: date
    last: date


_ORDERS: dict[str, tuple[str, ...]] = {
    "recorded": ("recorded",),
    "speaker": ("(SELECT name FROM people WHERE people.id = speaker_id)", "speaker_id"),
    "title": ("title",),
}
"""The expressions of an order other than the day, which then follows."""


class _Part(NamedTuple):
    rows: str
    condition: str


@dataclass
class Conditions:
    """The conditions that select rows of a table; `days` is the range of days that a row's possible days overlap."""

    engine: Engine
    table: str
    date: str
    """The date of a row: the name that its columns of days begin with."""
    where: list[str]
    values: dict[str, object]
    days: DateRange | None = None
    certain: bool = False
    """Select only rows all of whose possible days are in the range."""

    def __post_init__(self) -> None:
        if self.days:
            self.values |= {"first": str(self.days.first), "last": str(self.days.last)}
            if not self.certain:
                month = self.days.first.replace(day=1)
                self.values |= {"month": str(month), "year": str(month.replace(month=1))}

    def ids(
        self, connection: Connection, *, sort: str | None = None, newest: bool = False, limit: int = 0
    ) -> Iterator[int]:
        """Yield the ids in an order, by default by day, undated rows last; rows without a value are last, too.

        `newest` reverses days and times of recording. One more id than the limit is a sign that there is more.
        """
        rows = checked_limit(limit) + 1 if limit else NO_LIMIT
        down = " DESC" if newest else ""
        # Undated rows never match a range, so NULLS LAST can be omitted and the index order used.
        nulls = "" if self.days else " NULLS LAST"
        # The columns of the order are selected, as in json_records.py.
        first = _ORDERS.get(sort or "", ())
        columns = ", ".join(("id", *first, f"{self.date}_earliest", f"{self.date}_latest"))
        order = [f"{place}{down if sort == 'recorded' else ''} NULLS LAST" for place in range(2, len(first) + 2)]
        order += [f"{place}{down}{nulls}" for place in (len(first) + 2, len(first) + 3)]
        ordered = f" ORDER BY {', '.join(order)}, 1{down} LIMIT :limit"
        parts = [
            f"SELECT {columns} FROM {part.rows} WHERE {' AND '.join([*self.where, part.condition])}"
            for part in self._parts()
        ]
        if limit and len(parts) > 1:
            parts = [self.engine.first_rows(part, ordered) for part in parts]
        sql = f"{' UNION ALL '.join(parts)}{ordered}"
        # Without a limit there may be more ids than fit into memory.
        select = self.engine.execute if limit else self.engine.stream
        found = select(connection, sql, {**self.values, "limit": rows})
        return (number for number, *_ in found)

    @property
    def sql(self) -> str:
        """Return one condition; a range is a set of ids, so that no other rows are looked at."""
        return " AND ".join([*self.where, f"id IN ({self._in_range()})" if self.days else "TRUE"])

    def sql_for_few(self, connection: Connection) -> str:
        """Return the same condition for a query that reads only the first rows by id.

        If a range contains most rows, the first ones are found sooner by looking than by collecting the ids of all.
        """
        if self.days is None or self.certain:
            return self.sql
        half = (self.engine.execute(connection, f"SELECT max(id) FROM {self.table}").scalar() or 0) // 2
        some = f"SELECT count(*) FROM ({self._in_range()} LIMIT {half + 1}) AS found"
        if self.engine.execute(connection, some, self.values).scalar_one() <= half:
            return self.sql
        return " AND ".join([*self.where, f"{self.date}_earliest <= :last AND {self.date}_latest >= :first"])

    def clause(self) -> TextClause:
        """Return the same condition for a query of SQLAlchemy's."""
        # Without a type, as in the engine's own SQL: a cast of a day to a string could not be compared with dates.
        parameters: list[BindParameter[Any]] = [
            bindparam(name, value, NULLTYPE, unique=True) for name, value in self.values.items()
        ]
        return text(self.sql).bindparams(*parameters)

    def _in_range(self) -> str:
        return " UNION ALL ".join(f"SELECT id FROM {rows} WHERE {days}" for rows, days in self._parts())

    def _parts(self) -> list[_Part]:
        """Return disjoint parts of the table, each with the condition that its rows are in the range.

        A row that overlaps a range may begin long before it. Partial indexes contain the few spans that cross the end
        of a month or of a year. So of the rows that begin before the range's first month, only spans that cross the end
        of a month are read, and of those that begin before its first year, only spans that cross the end of a year.
        """
        earliest, latest = f"{self.date}_earliest", f"{self.date}_latest"
        if self.days is None:
            return [_Part(self.table, "TRUE")]
        if self.certain:
            # A qualifier of EDTF doesn't move the days, but then they aren't certain.
            plain = " AND ".join(f"{self.date} NOT LIKE {mark} ESCAPE '!'" for mark in VAGUE_MARKS)
            return [_Part(self.table, f"{earliest} >= :first AND {latest} <= :last AND {plain}")]
        long_before = f"{self.engine.spans(earliest, latest, 'year')} AND {earliest} < :year AND {latest} >= :first"
        before = (
            f"{self.engine.spans(earliest, latest, 'month')} AND {earliest} >= :year AND {earliest} < :month"
            f" AND {latest} >= :first"
        )
        parts = []
        for spans in (long_before, before):
            # LIMIT makes SQLite use the index of spans even if a filter has an index: some speakers have many
            # statements.
            fenced = f"(SELECT * FROM {self.table} WHERE {spans} LIMIT {NO_LIMIT}) AS spans"
            parts.append(_Part(fenced, "TRUE") if self.where else _Part(self.table, spans))
        return [*parts, _Part(self.table, f"{earliest} >= :month AND {earliest} <= :last AND {latest} >= :first")]
