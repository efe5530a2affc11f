"""The SQLite engine: `kzclaims.store.engine.Engine` for connections to an SQLite file."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import Connection, Date, DateTime, Table

from kzclaims.store.engine import Append, Condition, Hit, Rows, SearchIndex, Type, Unit, not_text

if TYPE_CHECKING:
    from kzclaims.language.search_query import SearchQuery

_FOREIGN_KEY_CHECK = "PRAGMA foreign_key_check"
_NO_VALUES: Mapping[str, object] = {}
_DIGITS: dict[Unit, int] = {"month": 7, "year": 4}


class SQLiteEngine:
    """The operations that differ between database engines, for SQLite."""

    name = "sqlite"
    stored = "main"
    temporary = "temp"

    def execute(self, connection: Connection, sql: str, values: Mapping[str, object] | None = None) -> Rows:
        return connection.exec_driver_sql(sql, dict(values or _NO_VALUES))

    def stream(self, connection: Connection, sql: str, values: Mapping[str, object] | None = None) -> Rows:
        return self.execute(connection, sql, values)

    def insert(
        self, connection: Connection, table: Table | str, columns: Sequence[str], rows: Sequence[Sequence[Any]]
    ) -> None:
        if not rows:
            return
        types = [table.c[name].type for name in columns] if isinstance(table, Table) else []
        dated = [place for place, type_ in enumerate(types) if isinstance(type_, Date | DateTime)]
        if dated:
            rows = _stored(rows, dated)
        names = ", ".join(f'"{name}"' for name in columns)
        marks = ", ".join("?" * len(columns))
        sql = f"INSERT INTO {table} ({names}) VALUES ({marks})"
        connection.exec_driver_sql(sql, list(map(tuple, rows)))

    def reserve_ids(self, connection: Connection, table: Table, count: int = 1) -> int:
        # Ids may be reserved long before their rows are inserted; no other program writes during the transaction.
        reserved: dict[str, int] = connection.info.setdefault("reserved_ids", {})
        largest = f"SELECT coalesce(max(id), 0) FROM {table.name}"
        former = "SELECT coalesce(max(row_id), 0) FROM history WHERE table_name = :name"
        found = self.execute(connection, f"SELECT max(({largest}), ({former}))", {"name": table.name}).scalar_one()
        first: int = max(found + 1, reserved.get(table.name, 0))
        reserved[table.name] = first + count
        return first

    def continue_ids(self, connection: Connection, table: Table, first: int) -> None:
        """Do nothing: ids follow from the rows."""

    def append_in_turn(self, connection: Connection, newest: str, items: Iterable[Any], append: Append) -> None:
        append(connection, self.execute(connection, newest).one_or_none(), items)

    def in_list(self, column: str, parameter: str, type: Type = "text") -> str:  # noqa: A002, ARG002 - the interface
        return f"{column} IN (SELECT value FROM json_each(:{parameter}))"

    def list_value(self, values: Iterable[Any]) -> object:
        try:
            return msgspec.json.encode(list(values)).decode()
        except UnicodeEncodeError as error:
            raise not_text() from error

    def json_object(self, pairs: Mapping[str, str]) -> str:
        members = (f"'{name}', {expression}" for name, expression in pairs.items())
        return f"json_object({', '.join(members)})"

    def json_array(self, item: str, rows: str, alias: str) -> str:
        return f"(SELECT json_group_array({item}) FROM ({rows}) AS {alias})"

    def json_map(self, key: str, value: str, rows: str, alias: str) -> str:
        return f"(SELECT json_group_object({key}, {value}) FROM ({rows}) AS {alias})"

    def json_boolean(self, column: str) -> str:
        return f"json(CASE WHEN {column} THEN 'true' ELSE 'false' END)"

    def json_output(self, expression: str) -> str:
        # SQLite holds the text as UTF-8 already; as a BLOB, Python need not decode it.
        return f"CAST({expression} AS BLOB)"

    def year(self, column: str) -> str:
        return f"CAST(substr({column}, 1, 4) AS INTEGER)"

    def spans(self, earliest: str, latest: str, unit: Unit) -> str:
        digits = _DIGITS[unit]
        return f"substr({earliest}, 1, {digits}) < substr({latest}, 1, {digits})"

    def first_rows(self, select: str, order: str) -> str:  # noqa: ARG002 - the interface
        # SQLite reads all parts in the order of the whole, and stops at its limit.
        return select

    def utc_text(self, column: str) -> str:
        return f"strftime('%Y-%m-%dT%H:%M:%SZ', {column})"

    def search_condition(
        self, connection: Connection, index: SearchIndex, query: "SearchQuery", ids: str = "id"
    ) -> tuple[str, dict[str, object]]:
        from kzclaims.store.sqlite import fulltext

        return fulltext.condition(connection, index, query, ids)

    def search(
        self,
        connection: Connection,
        index: SearchIndex,
        query: "SearchQuery",
        limit: int = 0,
        among: Condition | None = None,
    ) -> list[Hit]:
        from kzclaims.store.sqlite import fulltext

        return fulltext.best(connection, index, query, limit, among)

    def has_indexed(self, connection: Connection, index: SearchIndex) -> bool:
        from kzclaims.store.sqlite import fulltext

        return fulltext.has_rows(connection, index)

    def count_with(self, connection: Connection, index: SearchIndex, spellings: Sequence[str], most: int) -> int:
        from kzclaims.store.sqlite import fulltext

        return fulltext.count(connection, index, fulltext.any_spelling(spellings), most)

    def rows_with_any(
        self, connection: Connection, index: SearchIndex, words: Sequence[Sequence[str]], limit: int
    ) -> list[int]:
        from kzclaims.store.sqlite import fulltext

        expression = " OR ".join(f"({fulltext.any_spelling(spellings)})" for spellings in words)
        return fulltext.matching(connection, index, expression, limit, ranked=True)

    def rows_with_all(
        self, connection: Connection, index: SearchIndex, words: Sequence[Sequence[str]], limit: int
    ) -> list[int]:
        from kzclaims.store.sqlite import fulltext

        expression = " AND ".join(f"({fulltext.any_spelling(spellings)})" for spellings in words)
        return fulltext.matching(connection, index, expression, limit, ranked=False)

    def rows_with_each(
        self, connection: Connection, index: SearchIndex, words: Sequence[Sequence[str]], most: int
    ) -> list[Sequence[int] | None]:
        from kzclaims.store.sqlite import fulltext

        return fulltext.matching_each(connection, index, [fulltext.any_spelling(one) for one in words], most)

    def index_rows(self, connection: Connection, index: SearchIndex, first_id: int) -> None:
        from kzclaims.store.sqlite import fulltext

        fulltext.add_rows(connection, index, first_id)

    def rebuild_search(self, connection: Connection, index: SearchIndex) -> None:
        from kzclaims.store.sqlite import fulltext

        connection.exec_driver_sql(fulltext.rebuild_sql(index))

    def bulk_mode(self, connection: Connection, filled: Sequence[Table]) -> AbstractContextManager[None]:
        from kzclaims.store.sqlite.set_aside import bulk_mode

        return bulk_mode(connection, filled)

    def rebuild_indexes(self, connection: Connection) -> None:
        connection.exec_driver_sql("REINDEX")

    def broken_references(self, connection: Connection) -> list[tuple[str, int, str]]:
        return [(table, row, parent) for table, row, parent, _ in connection.exec_driver_sql(_FOREIGN_KEY_CHECK)]

    @contextmanager
    def overlaying(self, connection: Connection) -> Iterator[None]:
        # Temporary tables and views change none of our files, but SQLite counts them as writing.
        connection.exec_driver_sql("PRAGMA query_only = OFF")
        yield
        connection.exec_driver_sql("PRAGMA query_only = ON")

    def overlay_search(self, connection: Connection, index: SearchIndex) -> None:
        from kzclaims.store.sqlite import fulltext

        fulltext.overlay(connection, index)


def _stored(rows: Sequence[Sequence[Any]], dated: Sequence[int]) -> Sequence[Sequence[Any]]:
    """Return rows with the values at these places, dates and times, as they are stored."""
    values = list(zip(*rows, strict=True))
    for place in dated:
        values[place] = tuple(map(_stored_time, values[place]))
    return list(zip(*values, strict=True))


@lru_cache(maxsize=50_000)
def _stored_time(value: date | str | None) -> str | None:
    """Return a date or a time as SQLAlchemy stores it."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S.%f}"
    return None if value is None else str(value)


SQLITE = SQLiteEngine()
