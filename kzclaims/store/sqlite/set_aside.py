"""Bulk mode: drop triggers and indexes for many inserts in one transaction, and create them again.

A full-text trigger makes FTS5 write its index after every row. That takes four times as long as indexing a few
thousand rows together. The indexes of an empty table are sorted in less time than they grow.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, Table, literal, select

from kzclaims.store.schema.batches import NEEDED_INDEXES

CACHE_KIB = 40_960
"""The size of the page cache meanwhile."""

TRIGGERS = ("statements_fts_insert", "appearances_fts_insert", "statements_day_insert", "appearances_day_insert")
"""The triggers whose work the caller does for many rows at once."""


@contextmanager
def bulk_mode(connection: Connection, filled: Sequence[Table]) -> Iterator[None]:
    """Enlarge the page cache, skip CHECK constraints, drop triggers and empty tables' indexes; undo it at the end.

    The caller's checks are stricter than the constraints, which would take a quarter of the time.
    """
    size = connection.exec_driver_sql("PRAGMA cache_size").scalar_one()
    connection.exec_driver_sql(f"PRAGMA cache_size = -{CACHE_KIB}")
    connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
    try:
        dropped = _drop(connection, {table.name for table in filled if _is_empty(connection, table)})
        yield
        # After an error the transaction is rolled back, and with it the drops.
        for sql in dropped:
            connection.exec_driver_sql(sql)
    finally:
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = OFF")
        connection.exec_driver_sql(f"PRAGMA cache_size = {size}")


def _is_empty(connection: Connection, table: Table) -> bool:
    return connection.execute(select(literal(1)).select_from(table).limit(1)).first() is None


def _drop(connection: Connection, empty: set[str]) -> list[str]:
    """Drop the triggers and the empty tables' indexes; return the SQL that creates them again, in its order."""
    schema = connection.exec_driver_sql(
        "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid"
    ).all()
    dropped = []
    for kind, name, table, sql in schema:
        if (kind == "trigger" and name in TRIGGERS) or (
            kind == "index" and table in empty and name not in NEEDED_INDEXES
        ):
            connection.exec_driver_sql(f"DROP {kind} {name}")
            dropped.append(sql)
    return dropped
