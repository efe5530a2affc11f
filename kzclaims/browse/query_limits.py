"""Limits of the SQL that users write: the size of values and results, time, and steps."""

import sqlite3
from contextvars import ContextVar
from time import monotonic
from typing import Any

from datasette.database import QueryInterrupted, Results

USER_ARGUMENTS = {"sql", "_where"}
"""The arguments of an address that contain SQL."""
IS_USER_QUERY: ContextVar[bool] = ContextVar("IS_USER_QUERY", default=False)
"""True while a request with such an argument is answered."""

MOST_RUNNING = 2
"""The number of requests with SQL of users that are answered at the same time."""
MOST_ROWS = 1000
MOST_COLUMNS = 100
LONGEST_VALUE = 1_000_000
LARGEST_RESULT = 10_000_000
"""The limits of a value and of all values of a result, in characters or bytes."""
MOST_STEPS = 300_000_000
"""The number of steps of SQLite's virtual machine, some seconds."""
_STEPS = 10_000


def run(connection: sqlite3.Connection, sql: str, parameters: Any, seconds: float) -> Results:
    """Return the result of a query. Raises `sqlite3.OperationalError` or `QueryInterrupted` if it exceeds a limit."""
    deadline = monotonic() + seconds
    steps = 0

    def is_over() -> bool:
        nonlocal steps
        steps += _STEPS
        return steps > MOST_STEPS or monotonic() > deadline

    limits = {sqlite3.SQLITE_LIMIT_LENGTH: LONGEST_VALUE, sqlite3.SQLITE_LIMIT_COLUMN: MOST_COLUMNS}
    before = {limit: connection.setlimit(limit, value) for limit, value in limits.items()}
    connection.set_progress_handler(is_over, _STEPS)
    try:
        cursor = connection.execute(sql, parameters or {})
        rows = []
        size = 0
        for row in cursor:
            size += sum(len(value) for value in row if isinstance(value, str | bytes))
            if size > LARGEST_RESULT:
                raise sqlite3.OperationalError(
                    f"the result is larger than {LARGEST_RESULT:,} characters; select fewer rows or columns"
                )
            rows.append(row)
            if len(rows) > MOST_ROWS:
                break
        return Results(rows[:MOST_ROWS], len(rows) > MOST_ROWS, cursor.description)
    except sqlite3.OperationalError as error:
        if str(error) == "interrupted":
            raise QueryInterrupted(error, sql, parameters) from error
        raise
    except OverflowError as error:
        raise sqlite3.OperationalError("a number is too large") from error
    except sqlite3.DataError as error:
        raise sqlite3.OperationalError(
            f"a value is longer than {LONGEST_VALUE:,} characters; leave out its column"
        ) from error
    finally:
        connection.set_progress_handler(None, 0)
        for limit, value in before.items():
            connection.setlimit(limit, value)
