"""The interface between the store and the database engine: the SQL and the calls that differ between engines.

`kzclaims.store.database` attaches an engine to each connection; `engine_of` returns it. The interface is the lowest
layer of the store, so that every part of the store may use it and none needs to know which engine it runs on. SQL is
written with named parameters (`:name`).
"""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

from sqlalchemy import Connection, CursorResult, Table

from kzclaims.errors import DatabaseError, InputError

if TYPE_CHECKING:
    from kzclaims.language.search_query import SearchQuery

OPTION = "kzclaims_engine"
"""The execution option of a connection that contains its engine."""

AUTHOR = "author"
"""The key of the author of changes in the `info` of a connection."""

TRUST_CLOCK = "trust_clock"
"""The key in the `info` of a connection that writes although the clock is far ahead of the newest rows."""

NO_LIMIT = 2**63 - 1
"""The value for `LIMIT :limit` that returns all rows."""

Rows = CursorResult[*tuple[Any, ...]]
Type = Literal["text", "integer"]
Unit = Literal["month", "year"]
Newest = tuple[Any, ...] | None
"""The newest row of a table in which each row depends on the one before, or None for an empty table."""
Append = Callable[[Connection, Newest, Iterable[Any]], Newest]
"""A function that adds rows for some items after the newest row, and returns the row that is the newest then."""


@dataclass(frozen=True)
class SearchIndex:
    """A full-text index over columns of a table, named after it."""

    name: str
    table: str
    columns: tuple[str, ...]
    view: str | None = None
    """The view of the indexed rows, if some rows are not indexed."""

    @property
    def content(self) -> str:
        """The table or view whose rows are indexed."""
        return self.view or self.table


Condition = tuple[str, dict[str, object]]
"""SQL of a condition, and the values of its parameters."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A row that matches a search query."""

    id: int
    exact: bool
    """True for a row with exactly the forms of the query."""
    rank: float
    """BM25, negated: the smaller, the better."""


class Engine(Protocol):
    """The operations that differ between database engines."""

    name: str
    stored: str
    """The schema of the tables in SQL."""
    temporary: str
    """The schema of temporary tables and views, which come first where no schema is given."""

    def execute(self, connection: Connection, sql: str, values: Mapping[str, object] | None = None) -> Rows:
        """Execute SQL with named parameters, without compiling it first."""
        ...

    def stream(self, connection: Connection, sql: str, values: Mapping[str, object] | None = None) -> Rows:
        """Execute a query as `execute` does, but fetch its rows while they are read, in bounded memory."""
        ...

    def insert(
        self, connection: Connection, table: Table | str, columns: Sequence[str], rows: Sequence[Sequence[Any]]
    ) -> None:
        """Insert many rows, given as values in the order of the columns. No defaults of Python's."""
        ...

    def reserve_ids(self, connection: Connection, table: Table, count: int = 1) -> int:
        """Reserve ids for new rows and return the first; no row has or ever had one of them."""
        ...

    def continue_ids(self, connection: Connection, table: Table, first: int) -> None:
        """Let the ids of new rows begin with this one, after rows were inserted with their own ids."""
        ...

    def append_in_turn(self, connection: Connection, newest: str, items: Iterable[Any], append: Append) -> None:
        """Append rows to a table in which each row depends on the newest one, which a query returns.

        An engine whose writers work at the same time does it at the end of the transaction. An item has its bytes in
        the attribute `content`.
        """
        ...

    # SQL fragments

    def in_list(self, column: str, parameter: str, type: Type = "text") -> str:  # noqa: A002 - reads best in calls
        """Return the condition that a column is in the list that is bound to a parameter by `list_value`."""
        ...

    def list_value(self, values: Iterable[Any]) -> object:
        """Return the value to bind to the parameter of `in_list`."""
        ...

    def json_object(self, pairs: Mapping[str, str]) -> str:
        """Return the expression of a JSON object with these names and SQL expressions."""
        ...

    def json_array(self, item: str, rows: str, alias: str) -> str:
        """Return the expression of a JSON array with an item for each row of a subquery, in its order."""
        ...

    def json_map(self, key: str, value: str, rows: str, alias: str) -> str:
        """Return the expression of a JSON object with a member for each row of a subquery, in its order."""
        ...

    def json_boolean(self, column: str) -> str:
        """Return the expression of a column of truth values in JSON."""
        ...

    def json_output(self, expression: str) -> str:
        """Return the expression by which JSON is selected, as text or as bytes of UTF-8."""
        ...

    def year(self, column: str) -> str:
        """Return the expression of a date's year as an integer."""
        ...

    def spans(self, earliest: str, latest: str, unit: Unit) -> str:
        """Return the condition that a span of days crosses the end of a month or year, exactly as in its index."""
        ...

    def first_rows(self, select: str, order: str) -> str:
        """Return a SELECT as a part of a UNION ALL with this order and limit, which reads only its first rows."""
        ...

    def utc_text(self, column: str) -> str:
        """Return the expression of a recorded time as in `2026-11-25T13:05:00Z`."""
        ...

    # Full text

    def search_condition(
        self, connection: Connection, index: SearchIndex, query: "SearchQuery", ids: str = "id"
    ) -> tuple[str, dict[str, object]]:
        """Return a subquery of the ids of matching rows, or of another column, and the values of its parameters."""
        ...

    def search(
        self,
        connection: Connection,
        index: SearchIndex,
        query: "SearchQuery",
        limit: int = 0,
        among: Condition | None = None,
    ) -> list[Hit]:
        """Return the matching rows: exactly the query's forms first, then by rank and id; 0 is no limit.

        `among` is a condition on the rows of the index's table, `owner`.
        """
        ...

    def has_indexed(self, connection: Connection, index: SearchIndex) -> bool:
        """Return True if a full-text index has any row, without reading the rows of its table."""
        ...

    def count_with(self, connection: Connection, index: SearchIndex, spellings: Sequence[str], most: int) -> int:
        """Count the rows that have one of the spellings of a word, up to `most`."""
        ...

    def rows_with_any(
        self, connection: Connection, index: SearchIndex, words: Sequence[Sequence[str]], limit: int
    ) -> list[int]:
        """Return the ids of the rows with the most of some words, the best first; a word is given by its spellings."""
        ...

    def rows_with_all(
        self, connection: Connection, index: SearchIndex, words: Sequence[Sequence[str]], limit: int
    ) -> list[int]:
        """Return the ids of some rows that have all of some words, in no order."""
        ...

    def rows_with_each(
        self, connection: Connection, index: SearchIndex, words: Sequence[Sequence[str]], most: int
    ) -> list[Sequence[int] | None]:
        """Return the ids of the rows that have each of a few words, or None for a word that more than `most` have."""
        ...

    def index_rows(self, connection: Connection, index: SearchIndex, first_id: int) -> None:
        """Add the rows from this id on to a full-text index; only in `bulk_mode`."""
        ...

    def rebuild_search(self, connection: Connection, index: SearchIndex) -> None:
        """Fill a full-text index again from its table."""
        ...

    def rebuild_indexes(self, connection: Connection) -> None:
        """Build all indexes of tables again."""
        ...

    def broken_references(self, connection: Connection) -> list[tuple[str, int, str]]:
        """Return each row that refers to no row: its table, its number and the table that it refers to."""
        ...

    # Modes

    def bulk_mode(self, connection: Connection, filled: Sequence[Table]) -> AbstractContextManager[None]:
        """Speed up many inserts within one transaction.

        Meanwhile the caller indexes the texts of new rows (`index_rows`), sets the days of statements, and checks what
        CHECK constraints would check. Indexes of those of the `filled` tables that are empty are built at the end.
        """
        ...

    def overlaying(self, connection: Connection) -> AbstractContextManager[None]:
        """Allow a read-only connection to create temporary tables and views, which show it another state."""
        ...

    def overlay_search(self, connection: Connection, index: SearchIndex) -> None:
        """Create a temporary full-text index of what the connection sees; only while `overlaying`."""
        ...


def author_of(connection: Connection) -> str | None:
    """Return the author of the changes that a connection makes."""
    author: str | None = connection.info.get(AUTHOR)
    return author


def engine_of(connection: Connection) -> Engine:
    """Return the engine that a connection of `kzclaims.store.database` runs on.

    Raise `DatabaseError` for a closed connection, and `InputError` for one that `kzclaims.connect` has not opened.
    """
    if connection.closed:
        raise DatabaseError("the connection is closed; use it inside its `with` block")
    engine: Engine | None = connection.get_execution_options().get(OPTION)
    if engine is None:
        raise InputError("this is not a connection of kzclaims; open one with kzclaims.connect()")
    return engine


def not_text() -> InputError:
    """Return the error for an argument that cannot be encoded."""
    # Python passes bytes of the command line that are not text as halves of surrogate pairs.
    encoding = sys.getfilesystemencoding()
    hint = "" if encoding == "utf-8" else f" and set PYTHONUTF8=1, because this locale uses {encoding}"
    return InputError(f"an argument contains bytes that are not text; write it in UTF-8{hint}")
