"""The database as Datasette reads it."""

import sqlite3
from typing import Any

from datasette.app import Datasette
from datasette.database import Database as Attached

from kzclaims.store.database.database import Database

NAME = "record"
"""What the database is called in addresses, whatever its file is called."""

MOST_COUNTED = 10_000
"""Rows are counted up to here, and shown as “more than” beyond: to count a million takes a second."""

_COUNT = "select count(*) "


class Record(Attached):
    """A kzclaims database that Datasette reads through connections of ours, which cannot write."""

    def __init__(self, datasette: Datasette, database: Database) -> None:
        super().__init__(datasette, path=str(database.path))
        self.database = database

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """A connection for one of Datasette's threads."""
        assert not write
        connection = self.database.file.open(check_same_thread=False)
        self._all_file_connections.append(connection)
        return connection

    async def execute(self, sql: str, params: Any = None, truncate: bool = False, **settings: Any) -> Any:
        """Runs SQL; Datasette's own counts of rows stop at `MOST_COUNTED` + 1.

        What a user types is run with `truncate`, and as it is.
        """
        if not truncate and sql.startswith(f"{_COUNT}from "):
            sql = f"{_COUNT}from (select 1 {sql.removeprefix(_COUNT)} limit {MOST_COUNTED + 1})"
        # A mistake in what somebody typed is told on the page.
        return await super().execute(sql, params, truncate=truncate, **{**settings, "log_sql_errors": False})

    async def table_counts(self, limit: int = 0) -> dict[str, int | None]:  # noqa: ARG002 - Datasette asks so
        """How many rows the tables have that a reader sees; `limit` is Datasette's, for counts without an end."""
        hidden = set(await self.hidden_table_names())
        return {name: None if name in hidden else await self._count(name) for name in await self.table_names()}

    async def _count(self, table: str) -> int:
        count: int = (await self.execute(f"{_COUNT}from [{table}]")).single_value()
        return count

    async def fts_table(self, _table: str) -> None:
        """None: words are searched in all their forms, by `kzclaims.browse.filters`."""
        return


class Notes(Attached):
    """What Datasette notes for itself, in memory, with connections that `close` closes."""

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """A connection for one of Datasette's threads."""
        connection: sqlite3.Connection = super().connect(write=write)
        self._all_file_connections.append(connection)
        return connection
