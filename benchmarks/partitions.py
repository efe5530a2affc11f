"""Copies of databases on a server to read from: with statements partitioned by year, or several times as many.

Partitioned tables cannot be referred to by the id alone, and kzclaims' foreign keys do that. So such a copy is for
queries: it has no foreign keys to statements, and nothing is recorded in it.
"""

import re
import time
from typing import Any

import psycopg

from kzclaims.store.schema.search_indexes import INDEXES
from kzclaims.store.schema.tables import metadata
from tests.cluster import Cluster

YEARS = range(1999, 2024)

ANALYSES = {
    "statements of 2012": "SELECT count(*), sum(length(text)) FROM statements"
    " WHERE day_earliest BETWEEN '2012-01-01' AND '2012-12-31'",
    "statements by year": "SELECT extract(YEAR FROM day_earliest), count(*) FROM statements GROUP BY 1 ORDER BY 1",
    "most quoted in 2012": "SELECT people.name, count(*) FROM statements JOIN people ON people.id = speaker_id"
    " WHERE day_earliest BETWEEN '2012-01-01' AND '2012-12-31' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 20",
}
"""Questions about many statements, as SQL."""


def name_of(address: str) -> str:
    """Return the name of the database in an address of a cluster."""
    return address.partition("?")[0].rpartition("/")[2]


def partitioned(cluster: Cluster, address: str) -> str:
    """Copy a database and partition its statements. Return the address of the copy."""
    copy = cluster.create(name_of(address))
    with psycopg.connect(copy) as connection:
        references = "SELECT conrelid::regclass, conname FROM pg_constraint WHERE confrelid = 'statements'::regclass"
        for table, constraint in connection.execute(references).fetchall():
            connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}".encode())
        indexes = connection.execute("SELECT indexdef FROM pg_indexes WHERE tablename = 'statements'").fetchall()
        connection.execute("ALTER TABLE statements RENAME TO statements_whole")
        connection.execute("CREATE TABLE statements (LIKE statements_whole) PARTITION BY RANGE (day_earliest)")
        for year in YEARS:
            bounds = f"FROM ('{year}-01-01') TO ('{year + 1}-01-01')"
            connection.execute(f"CREATE TABLE statements_{year} PARTITION OF statements FOR VALUES {bounds}".encode())
        connection.execute("CREATE TABLE statements_undated PARTITION OF statements DEFAULT")
        connection.execute("INSERT INTO statements SELECT * FROM statements_whole")
        for (sql,) in indexes:
            plain = re.sub(r"CREATE (?:UNIQUE )?INDEX \w+ ON", "CREATE INDEX ON", sql)
            connection.execute(plain.encode())
        connection.execute("DROP TABLE statements_whole CASCADE")
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE")
    return copy


def multiply(address: str, times: int) -> None:
    """Give a database its sources, statements and events so many times, with other ids and keys.

    No history is written, so that this takes minutes where a load would take hours: the result is only for queries.
    """
    with psycopg.connect(address) as connection:
        # Without triggers and foreign keys.
        connection.execute("SET session_replication_role = replica")
        newest: dict[str, int] = {}
        for name in ("sources", "statements", "events", "appearances", "citations"):
            (newest[name],) = connection.execute(f"SELECT coalesce(max(id), 0) FROM {name}".encode()).fetchone() or (0,)
        for table in metadata.sorted_tables:
            if table.name not in (*newest, "statement_folds"):
                continue
            values = {}
            for column in table.c:
                name = f'"{column.name}"'
                owner = next((key.column.table.name for key in column.foreign_keys), table.name)
                is_id = (column.name == "id" or column.foreign_keys) and owner in newest
                values[name] = f"{name} + number * {newest[owner]}" if is_id else name
            if "key" in table.c:
                values['"key"'] = "key || '-' || number"
            _copy(connection, table.name, values, times)
        for index in INDEXES:
            shifted = f"id + number * {newest.get(index.table, 0)}"
            _copy(connection, index.name, {"id": shifted, "words": "words", "length": "length"}, times)
        connection.execute(f"UPDATE search_totals SET rows = rows * {times}, words = words * {times}".encode())
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE")


def _copy(connection: "psycopg.Connection[Any]", table: str, values: dict[str, str], times: int) -> None:
    rows = f"SELECT {', '.join(values.values())} FROM {table}, generate_series(1, {times - 1}) AS numbers (number)"
    connection.execute(f"INSERT INTO {table} ({', '.join(values)}) {rows}".encode())


def detach(address: str, year: int) -> float:
    """Detach the partition of a year, as before it is archived, and return the seconds."""
    with psycopg.connect(address) as connection:
        began = time.perf_counter()
        connection.execute(f"ALTER TABLE statements DETACH PARTITION statements_{year}".encode())
        connection.commit()
        return time.perf_counter() - began
