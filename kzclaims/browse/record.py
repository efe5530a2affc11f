"""The database as Datasette reads it."""

import sqlite3
from secrets import token_hex
from typing import Any

from datasette.app import Datasette
from datasette.database import Database as Attached

from kzclaims.browse.query_limits import IS_USER_QUERY, run
from kzclaims.pages.contents import MOST_COUNTED
from kzclaims.pages.links import Links, LinksWithoutTables
from kzclaims.store.database.database import Database

NAME = "record"
"""The name of the database in addresses. It does not depend on the name of the file."""

_COUNT = "select count(*) "


class Record(Attached):
    """A kzclaims database that Datasette reads through read-only connections."""

    def __init__(self, datasette: Datasette, database: Database) -> None:
        super().__init__(datasette, path=str(database.path))
        self.database = database

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """Open a connection for one of Datasette's threads."""
        assert not write
        connection = self.database.file.open(check_same_thread=False)
        self._all_file_connections.append(connection)
        return connection

    async def execute(self, sql: str, params: Any = None, truncate: bool = False, **settings: Any) -> Any:
        """Run SQL. Datasette's own counts of rows stop at `MOST_COUNTED` + 1.

        Queries of users have `truncate` set and run unchanged.
        """
        if not truncate and sql.startswith(f"{_COUNT}from "):
            sql = f"{_COUNT}from (select 1 {sql.removeprefix(_COUNT)} limit {MOST_COUNTED + 1})"
        if truncate and IS_USER_QUERY.get():
            seconds = (settings.get("custom_time_limit") or self.ds.sql_time_limit_ms) / 1000
            return await self.execute_fn(lambda connection: run(connection, sql, params, seconds))
        # The page shows mistakes in a user's query.
        return await super().execute(sql, params, truncate=truncate, **{**settings, "log_sql_errors": False})

    async def table_counts(self, limit: int = 0) -> dict[str, int | None]:  # noqa: ARG002 - Datasette's signature
        """Return the number of rows of each visible table."""
        hidden = set(await self.hidden_table_names())
        return {name: None if name in hidden else await self._count(name) for name in await self.table_names()}

    async def _count(self, table: str) -> int:
        count: int = (await self.execute(f"{_COUNT}from [{table}]")).single_value()
        return count

    async def fts_table(self, _table: str) -> None:
        """Return None: `kzclaims.browse.filters` searches words in all their forms."""
        return


class Notes(Attached):
    """Datasette's own notes, in memory, with connections that `close` closes."""

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """Open a connection for one of Datasette's threads."""
        connection: sqlite3.Connection = super().connect(write=write)
        self._all_file_connections.append(connection)
        return connection


class OnServer(Notes):
    """A stand-in for a database of a server, which Datasette cannot read: only our own pages show it."""

    def __init__(self, datasette: Datasette, database: Database) -> None:
        super().__init__(datasette, memory_name=token_hex())
        self.database = database


def attached(datasette: Datasette, database: Database) -> Record | OnServer:
    """Return a database as Datasette knows it."""
    return OnServer(datasette, database) if database.place.path is None else Record(datasette, database)


def has_tables(datasette: Datasette) -> bool:
    """Return whether Datasette shows the tables of the database."""
    return isinstance(datasette.get_database(NAME), Record)


def links_of(datasette: Datasette) -> Links:
    """Return the addresses in pages of the database."""
    return Links() if has_tables(datasette) else LinksWithoutTables()
