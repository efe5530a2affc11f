"""Queries of the web pages: row counts, keys of rows, topics, and groups of statements and events."""

from collections.abc import Sequence

from sqlalchemy import Connection, Table, func, select

from kzclaims.store.schema.keys import MERGED_TYPES, id_of, ids_of
from kzclaims.store.schema.tables import merged_keys, organizations, people, topics

_TOPICS = (
    "SELECT topics.key, topics.name, count(*) FROM chosen JOIN {0}_topics ON {0}_topics.{0}_id = chosen.id"
    " JOIN topics ON topics.id = {0}_topics.topic_id GROUP BY topics.id"
)
_YEARS = "SELECT substr({0}, 1, 4), substr({0}, 1, 4), count(*) FROM chosen WHERE {0} > '0001-01-01' GROUP BY 1"
_GROUPED_COLUMNS = {"statements": "id, speaker_id, kind, day_earliest", "events": "id, place, date_earliest"}
GROUPS = {
    "statements": {
        "speaker": "SELECT people.key, people.name, count(*) FROM chosen JOIN people ON people.id = chosen.speaker_id"
        " GROUP BY people.id",
        "kind": "SELECT kind, kind, count(*) FROM chosen GROUP BY kind",
        "topic": _TOPICS.format("statement"),
        "source": "SELECT sources.key, sources.title, count(DISTINCT chosen.id) FROM chosen"
        " JOIN appearances ON appearances.statement_id = chosen.id"
        " JOIN sources ON sources.id = appearances.source_id GROUP BY sources.id",
        "year": _YEARS.format("day_earliest"),
    },
    "events": {
        "place": "SELECT place, place, count(*) FROM chosen WHERE place IS NOT NULL GROUP BY place",
        "topic": _TOPICS.format("event"),
        "year": _YEARS.format("date_earliest"),
    },
}
"""For each table the names of its groups, and SQL that selects value, label and count from the rows `chosen`."""


def group_query(table: str, rows: str, *, most_rows: int, most_values: int) -> str:
    """Return SQL for all groups of a table: the number of the group, a value, its label and its count.

    `rows` is SQL that selects rows of the table; the first `most_rows` of them are grouped.
    """
    parts = [
        f"SELECT {number}, * FROM ({sql} ORDER BY 3 DESC, 2 LIMIT {most_values})"
        for number, sql in enumerate(GROUPS[table].values())
    ]
    chosen = f"SELECT {_GROUPED_COLUMNS[table]} FROM ({rows}) LIMIT {most_rows}"
    return f"WITH chosen AS ({chosen}) {' UNION ALL '.join(parts)}"


def count_rows(connection: Connection, table: Table, most: int) -> int:
    """Return the number of rows of a table, counting no further than `most`."""
    rows = select(table.c.id).limit(most).subquery()
    return connection.scalar(select(func.count()).select_from(rows)) or 0


def topic_names(connection: Connection, keys: Sequence[str]) -> dict[str, str]:
    """Return the names of topics by their keys, in order of the names."""
    found = connection.execute(
        select(topics.c.key, topics.c.name).where(topics.c.key.in_(keys)).order_by(topics.c.name)
    )
    return {row.key: row.name for row in found}


def key_of_row(connection: Connection, table: Table, number: int) -> str | None:
    """Return the key of a row, or of the record that it was merged into."""
    merged = select(merged_keys.c.kept_id).where(
        merged_keys.c.record_type == MERGED_TYPES.get(table.name), merged_keys.c.merged_id == number
    )
    of_row = table.c.id == func.coalesce(merged.scalar_subquery(), number)
    return connection.scalar(select(table.c.key).where(of_row))


def organization_id(connection: Connection, key: str) -> int | None:
    """Return the id of the organization with a key, or None if the key is a person's. Raises `NotFoundError`."""
    if ids_of(connection, people, [key]):
        return None
    return id_of(connection, organizations, key)
