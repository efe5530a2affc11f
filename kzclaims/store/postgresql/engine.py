"""The PostgreSQL engine: `kzclaims.store.engine.Engine` for connections to a PostgreSQL server."""

import re
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import psycopg
from sqlalchemy import Connection, Table

from kzclaims.store.engine import Append, Condition, Hit, Rows, SearchIndex, Type, Unit
from kzclaims.store.postgresql import writing
from kzclaims.store.postgresql.failures import translated
from kzclaims.store.postgresql.writing import IDS
from kzclaims.store.schema.batches import BATCH

if TYPE_CHECKING:
    from kzclaims.language.search_query import SearchQuery

READ_ONLY = "kzclaims_read_only"
"""The savepoint of a transaction that only reads, before it became read-only."""

_RESERVE = """
    WITH locked AS MATERIALIZED (SELECT pg_advisory_lock({lock})),
    reserved AS MATERIALIZED (SELECT nextval('{sequence}') AS first FROM locked),
    advanced AS MATERIALIZED (SELECT first, setval('{sequence}', first + {more}) FROM reserved)
    SELECT first, pg_advisory_unlock({lock}) FROM advanced
"""
"""Advance a sequence by many numbers. The lock is released immediately, because sequences are not transactional."""

_ARRAYS: dict[Type, str] = {"text": "text[]", "integer": "bigint[]"}
_PARAMETER = re.compile(r"(?<![:\w]):([a-z_][a-z0-9_]*)")
_NO_VALUES: Mapping[str, object] = {}


@lru_cache(maxsize=1024)
def _for_driver(sql: str) -> str:
    """Return SQL with the marks of psycopg: `%(name)s` for `:name`."""
    return _PARAMETER.sub(r"%(\1)s", sql.replace("%", "%%"))


class PostgreSQLEngine:
    """The operations that differ between database engines, for PostgreSQL."""

    name = "postgresql"
    stored = "public"
    temporary = "pg_temp"

    def execute(self, connection: Connection, sql: str, values: Mapping[str, object] | None = None) -> Rows:
        return connection.exec_driver_sql(_for_driver(sql), dict(values or _NO_VALUES))

    def stream(self, connection: Connection, sql: str, values: Mapping[str, object] | None = None) -> Rows:
        options = {"stream_results": True, "max_row_buffer": BATCH}
        return connection.exec_driver_sql(_for_driver(sql), dict(values or _NO_VALUES), execution_options=options)

    def insert(
        self, connection: Connection, table: Table | str, columns: Sequence[str], rows: Sequence[Sequence[Any]]
    ) -> None:
        if not rows:
            return
        names = ", ".join(f'"{name}"' for name in columns)
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        try:
            with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        except (psycopg.Error, UnicodeEncodeError) as error:
            if (ours := translated(error)) is None:
                raise
            raise ours from error

    def reserve_ids(self, connection: Connection, table: Table, count: int = 1) -> int:
        # The sequence also counts the ids of removed rows.
        sequence = f"{table.name}_id_seq"
        if count:
            sql = _RESERVE.format(sequence=sequence, lock=IDS, more=count - 1)
        else:
            sql = f"SELECT last_value + CASE WHEN is_called THEN 1 ELSE 0 END FROM {sequence}"
        first: int = connection.exec_driver_sql(sql).scalar_one()
        return first

    def continue_ids(self, connection: Connection, table: Table, first: int) -> None:
        self.execute(connection, f"SELECT setval('{table.name}_id_seq', :first, FALSE)", {"first": first})

    def append_in_turn(self, connection: Connection, newest: str, items: Iterable[Any], append: Append) -> None:
        if not writing.append_in_turn(connection, newest, items, append):
            append(connection, self.execute(connection, newest).one_or_none(), items)

    def in_list(self, column: str, parameter: str, type: Type = "text") -> str:  # noqa: A002 - the interface
        # Not ::, which SQLAlchemy would take for a part of the name.
        return f"{column} = ANY(CAST(:{parameter} AS {_ARRAYS[type]}))"

    def list_value(self, values: Iterable[Any]) -> object:
        return list(values)

    def json_object(self, pairs: Mapping[str, str]) -> str:
        members = (f"'{name}', {expression}" for name, expression in pairs.items())
        return f"json_build_object({', '.join(members)})"

    def json_array(self, item: str, rows: str, alias: str) -> str:
        return f"(SELECT coalesce(json_agg({item}), '[]') FROM ({rows}) AS {alias})"

    def json_map(self, key: str, value: str, rows: str, alias: str) -> str:
        return f"(SELECT coalesce(json_object_agg({key}, {value}), '{{}}') FROM ({rows}) AS {alias})"

    def json_boolean(self, column: str) -> str:
        return f"coalesce({column}, FALSE)"

    def json_output(self, expression: str) -> str:
        return f"({expression})::text"

    def year(self, column: str) -> str:
        return f"extract(YEAR FROM {column})::integer"

    def spans(self, earliest: str, latest: str, unit: Unit) -> str:
        first, last = (_number(column, unit) for column in (earliest, latest))
        return f"{first} < {last}"

    def first_rows(self, select: str, order: str) -> str:
        # The planner overestimates the spans, and would read and sort all rows of each part.
        return f"({select}{order})"

    def utc_text(self, column: str) -> str:
        return f"""to_char({column}, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""

    def search_condition(
        self, connection: Connection, index: SearchIndex, query: "SearchQuery", ids: str = "id"
    ) -> tuple[str, dict[str, object]]:
        from kzclaims.store.postgresql import fulltext

        return fulltext.condition(connection, index, query, ids)

    def search(
        self,
        connection: Connection,
        index: SearchIndex,
        query: "SearchQuery",
        limit: int = 0,
        among: Condition | None = None,
    ) -> list[Hit]:
        from kzclaims.store.postgresql import fulltext

        return fulltext.best(connection, index, query, limit, among)

    def has_indexed(self, connection: Connection, index: SearchIndex) -> bool:
        from kzclaims.store.postgresql import fulltext

        return fulltext.has_rows(connection, index)

    def count_with(self, connection: Connection, index: SearchIndex, spellings: Sequence[str], most: int) -> int:
        from kzclaims.store.postgresql import fulltext

        return fulltext.count(connection, index, spellings, most)

    def rows_with_any(
        self, connection: Connection, index: SearchIndex, words: Sequence[Sequence[str]], limit: int
    ) -> list[int]:
        from kzclaims.store.postgresql import fulltext

        return fulltext.with_any(connection, index, words, limit)

    def rows_with_all(
        self, connection: Connection, index: SearchIndex, words: Sequence[Sequence[str]], limit: int
    ) -> list[int]:
        from kzclaims.store.postgresql import fulltext

        return fulltext.with_all(connection, index, words, limit)

    def rows_with_each(
        self, connection: Connection, index: SearchIndex, words: Sequence[Sequence[str]], most: int
    ) -> list[Sequence[int] | None]:
        from kzclaims.store.postgresql import fulltext

        found = (fulltext.with_all(connection, index, [spellings], most + 1) for spellings in words)
        return [array("q", rows) if len(rows) <= most else None for rows in found]

    def index_rows(self, connection: Connection, index: SearchIndex, first_id: int) -> None:
        """Do nothing: triggers have indexed the rows, all rows of an insert together."""

    def rebuild_search(self, connection: Connection, index: SearchIndex) -> None:
        from kzclaims.store.postgresql import fulltext

        fulltext.rebuild(connection, index)

    def bulk_mode(self, connection: Connection, filled: Sequence[Table]) -> AbstractContextManager[None]:
        from kzclaims.store.postgresql.set_aside import bulk_mode

        return bulk_mode(connection, filled)

    def rebuild_indexes(self, connection: Connection) -> None:
        from kzclaims.store.schema.tables import metadata

        for table in metadata.sorted_tables:
            connection.exec_driver_sql(f"REINDEX TABLE {table.name}")

    def broken_references(self, connection: Connection) -> list[tuple[str, int, str]]:
        from kzclaims.store.schema.tables import metadata

        found = []
        for table in metadata.sorted_tables:
            number = "id" if "id" in table.c else "0"
            for key in table.foreign_keys:
                reference, parent = f'row."{key.parent.name}"', key.column.table.name
                sql = (
                    f"SELECT {number} FROM {table.name} AS row WHERE {reference} IS NOT NULL"
                    f" AND NOT EXISTS (SELECT 1 FROM {parent} AS parent WHERE parent.id = {reference}) ORDER BY 1"
                )
                found += [(str(table.name), row, str(parent)) for row in self.execute(connection, sql).scalars()]
        return found

    @contextmanager
    def overlaying(self, connection: Connection) -> Iterator[None]:
        from kzclaims.errors import DatabaseError

        if connection.exec_driver_sql("SELECT pg_is_in_recovery()").scalar_one():
            raise DatabaseError(
                "a read-only replica can't show a past state or hide confidential records, which needs temporary "
                "tables; ask the primary server"
            )
        connection.exec_driver_sql(f"ROLLBACK TO SAVEPOINT {READ_ONLY}")
        yield
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")

    def overlay_search(self, connection: Connection, index: SearchIndex) -> None:
        from kzclaims.store.postgresql import fulltext

        fulltext.overlay(connection, index)


def _number(column: str, unit: Unit) -> str:
    """Return the expression of the number of a date's year or month, counted from the beginning of the calendar."""
    year = f"extract(YEAR FROM {column})"
    return year if unit == "year" else f"({year} * 12 + extract(MONTH FROM {column}))"


POSTGRESQL = PostgreSQLEngine()
