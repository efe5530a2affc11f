"""A copy of a database on a server whose statements are partitioned by year, to read from.

Partitioned tables cannot be referred to by the id alone, and kzclaims' foreign keys do that. So such a copy is for
queries: it has no foreign keys to statements, and nothing is recorded in it.
"""

import re
import time

import psycopg

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


def detach(address: str, year: int) -> float:
    """Detach the partition of a year, as before it is archived, and return the seconds."""
    with psycopg.connect(address) as connection:
        began = time.perf_counter()
        connection.execute(f"ALTER TABLE statements DETACH PARTITION statements_{year}".encode())
        connection.commit()
        return time.perf_counter() - began
