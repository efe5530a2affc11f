"""Questions to the store, asked from a page: in a thread, so that other pages don't wait."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from datasette.app import Datasette
from sqlalchemy import Connection

from kzclaims.browse.record import NAME, Record

T = TypeVar("T")


async def ask(datasette: Datasette, question: Callable[[Connection], T]) -> T:
    """What a question answers that is put to a connection which cannot write.

    Raises what the question raises, and `kzclaims.errors.DatabaseError` where the database is not what it was.
    """
    record = datasette.get_database(NAME)
    assert isinstance(record, Record)

    def answer() -> T:
        with record.database.reading() as connection:
            return question(connection)

    return await asyncio.to_thread(answer)
