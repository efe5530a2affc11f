"""Queries of a page, run in a thread so that other pages don't wait."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from datasette.app import Datasette
from sqlalchemy import Connection

from kzclaims.browse.record import NAME, OnServer, Record

T = TypeVar("T")


async def run_in_thread(datasette: Datasette, query: Callable[[Connection], T]) -> T:
    """Return the result of a function that is called with a read-only connection.

    Raises its errors, and `kzclaims.errors.DatabaseError` if the database cannot be read.
    """
    record = datasette.get_database(NAME)
    assert isinstance(record, Record | OnServer)

    def run() -> T:
        with record.database.reading() as connection:
            return query(connection)

    return await asyncio.to_thread(run)
