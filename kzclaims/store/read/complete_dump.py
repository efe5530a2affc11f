"""Complete dumps: every row of every table that is not derived, as JSON Lines with a header.

The rows keep their ids, so a restored database is the same one, and its history stays valid. The order of tables and
rows follows from the contents alone.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
from sqlalchemy import Connection, Select, Table, func, select

from kzclaims.dossier.byte_streams import opened
from kzclaims.store.database.database_id import database_id
from kzclaims.store.derived.renew import DERIVED_TABLES
from kzclaims.store.schema.revisions import HEAD
from kzclaims.store.schema.tables import history, metadata, settings

FORMAT = 1
"""The version of the format."""

RULES = ("name_rules", "fold_rules")
"""The settings with the versions of rules: a restored database has those of the program that restores it."""

_LONGEST_HEADER = 2**12

TABLES = [table for table in metadata.sorted_tables if table not in DERIVED_TABLES]
"""The tables of a complete dump, in an order in which no row refers to a later one."""


class Header(msgspec.Struct, tag="dump", kw_only=True):
    """The first line of a complete dump."""

    format: int
    revision: str
    """The revision of the schema."""
    database: str
    """The id of the database."""
    rows: int
    """The number of lines that follow."""
    changes: int
    """The number of rows of the history."""


class Row(msgspec.Struct, tag="row", kw_only=True):
    """A row of a table; dates and times are ISO 8601."""

    table: str
    values: dict[str, Any]


def header(stream: BinaryIO) -> Header | None:
    """Read the first line of a file; return the header, or None if it is not that of a complete dump."""
    try:
        return msgspec.json.decode(stream.readline(_LONGEST_HEADER), type=Header)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def is_complete_dump(path: Path) -> bool:
    """Return whether a file begins like a complete dump. Raise `InputError` if it cannot be read."""
    with opened(path) as (stream, _):
        return header(stream) is not None


def lines(connection: Connection) -> Iterator[str]:
    """Yield the lines of a complete dump."""
    counts = [connection.scalar(select(func.count()).select_from(_recorded(table).subquery())) or 0 for table in TABLES]
    changes = connection.scalar(select(func.count()).select_from(history)) or 0
    first = Header(format=FORMAT, revision=HEAD, database=database_id(connection), rows=sum(counts), changes=changes)
    yield msgspec.json.encode(first).decode() + "\n"
    for table in TABLES:
        for row in rows(connection, table):
            yield msgspec.json.encode(Row(table=str(table.name), values=row)).decode() + "\n"


def rows(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table in the order of their primary key."""
    query = _recorded(table).order_by(*table.primary_key.columns)
    # A server would send all rows at once.
    with connection.execute(query, execution_options={"stream_results": True}) as found:
        for row in found.mappings():
            yield {str(name): value for name, value in row.items()}


def _recorded(table: Table) -> Select[Any]:
    """Return the query of a table's rows, without the versions of rules, which derived data follows."""
    query = select(table)
    return query.where(settings.c.name.not_in(RULES)) if table is settings else query
