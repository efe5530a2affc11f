"""Bulk mode: drop the indexes and foreign keys of empty tables, and create them again after the rows.

Rows are sorted, compared and indexed all together in less time than one by one. Only the owner of the tables may do so,
and all others must wait for the end of the transaction. So it is done only while no other program uses the tables, and
before anything is recorded in them or in the tables that they refer to. After an error the transaction is rolled back,
and with it the drops.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, Table, exists, select

from kzclaims.errors import DatabaseError
from kzclaims.store.postgresql.engine import POSTGRESQL
from kzclaims.store.postgresql.fulltext import rebuild
from kzclaims.store.postgresql.schema import STATEMENT_TRIGGERS
from kzclaims.store.schema.batches import NEEDED_INDEXES
from kzclaims.store.schema.search_indexes import INDEXES

_MAY_ALTER = """
    SELECT bool_and(pg_has_role(relowner, 'USAGE') AND has_schema_privilege(relnamespace, 'CREATE'))
    FROM pg_class WHERE oid = ANY(CAST(:tables AS regclass[]))
"""
_DROPPED = """
    SELECT 'DROP INDEX ' || indexrelid::regclass, pg_get_indexdef(indexrelid)
    FROM pg_index WHERE indrelid = ANY(CAST(:tables AS regclass[])) AND NOT indisunique
    AND indexrelid <> ALL(CAST(:needed AS regclass[]))
    UNION ALL SELECT altered || 'DROP CONSTRAINT ' || conname,
        altered || 'ADD CONSTRAINT ' || conname || ' ' || pg_get_constraintdef(oid)
    FROM pg_constraint, LATERAL (SELECT 'ALTER TABLE ' || conrelid::regclass || ' ' AS altered) AS one
    WHERE contype = 'f' AND conrelid = ANY(CAST(:tables AS regclass[]))
    UNION ALL SELECT altered || 'DISABLE TRIGGER ' || tgname, altered || 'ENABLE TRIGGER ' || tgname
    FROM pg_trigger, LATERAL (SELECT 'ALTER TABLE ' || tgrelid::regclass || ' ' AS altered) AS one
    WHERE tgrelid = ANY(CAST(:tables AS regclass[])) AND tgname::text = ANY(:triggers)
"""
"""The SQL that drops an index or a foreign key or disables a trigger, and the SQL that undoes it."""


@contextmanager
def bulk_mode(connection: Connection, filled: Sequence[Table]) -> Iterator[None]:
    """Drop the indexes and foreign keys of tables that will be filled, and create them again at the end.

    Their full text is then indexed, too.
    """
    involved = {*filled, *(key.column.table for table in filled for key in table.foreign_keys)}
    words = [index for index in INDEXES if index.table in {table.name for table in filled}]
    names = [index.name for index in words]
    if not _is_possible(connection, involved, names):
        yield
        return
    triggers = [*STATEMENT_TRIGGERS, *(f"{name}_insert" for name in names)]
    values = {
        "tables": [*names, *(table.name for table in filled)],
        "needed": list(NEEDED_INDEXES),
        "triggers": triggers,
    }
    dropped = POSTGRESQL.execute(connection, _DROPPED, values).all()
    for sql, _ in dropped:
        connection.exec_driver_sql(sql)
    yield
    for index in words:
        rebuild(connection, index)
    for _, sql in dropped:
        connection.exec_driver_sql(sql)


def _is_possible(connection: Connection, involved: set[Table], words: Sequence[str]) -> bool:
    """Return True if the tables are empty, this user may alter them, and they could be locked."""
    names = sorted([*words, *(table.name for table in involved)])
    if not POSTGRESQL.execute(connection, _MAY_ALTER, {"tables": names}).scalar_one():
        return False
    if any(connection.scalar(select(exists().select_from(table))) for table in involved):
        return False
    try:
        with connection.begin_nested():
            connection.exec_driver_sql(f"LOCK TABLE {', '.join(names)} IN ACCESS EXCLUSIVE MODE NOWAIT")
    except DatabaseError:
        return False
    return True
