"""A database as it was on a day: the same questions, asked of what was recorded by then.

The tables of a connection are overlaid by temporary views of the same names, which show what was recorded in time, and
of what the history says was changed or removed later the rows as they were. No question needs to know.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, ForeignKey, Table, select

from kzclaims.language import dates
from kzclaims.store.derived.name_keys import keys_of_name
from kzclaims.store.schema import tables as t
from kzclaims.store.schema.search_indexes import INDEXES, SearchIndex
from kzclaims.store.sqlite.fulltext import TOKENIZER

Row = dict[str, Any]
Identity = tuple[Any, ...]

_LATER = """
    SELECT statement_id FROM main.appearances WHERE id IN (SELECT id FROM temp.changed_appearances)
    UNION SELECT statement_id FROM temp.former_appearances
    UNION SELECT statement_id FROM temp.appearances WHERE source_id IN (SELECT id FROM temp.changed_sources)
"""
"""The statements that have been printed elsewhere since, or whose sources have got other dates."""

_FIRST_PUBLICATION = """
    SELECT published, published_earliest, published_latest
    FROM temp.appearances JOIN temp.sources ON sources.id = appearances.source_id
    WHERE appearances.statement_id = former_statements.id AND published IS NOT NULL
    ORDER BY published_earliest, published_latest LIMIT 1
"""


def rewind(connection: Connection, day: str, *, search: bool = True) -> None:
    """Lets a connection that only reads see the database as it was when a day had passed, in UTC.

    Of an uncertain date the last day counts. What was changed before there was a history cannot be told. With `search`,
    texts that have changed since make the words of then be indexed anew. Raises `InputError` for a date that is none.
    """
    last = dates.parse(day).latest
    if last == dates.OPEN_END:
        return
    end = datetime.combine(last + timedelta(1), time())
    since = _then(connection, end)
    # Temporary views are written to no file of ours, but SQLite counts them as writing.
    connection.exec_driver_sql("PRAGMA query_only = OFF")
    for table in t.metadata.sorted_tables:
        if "recorded" in table.c or _owners(table):
            _overlay(connection, table, since.get(table.name, {}), end)
    _overlay_keys(connection, since.get("names", {}))
    _date_statements(connection)
    if search:
        for index in INDEXES:
            if since.get(index.table):
                _index(connection, index)
    connection.exec_driver_sql("PRAGMA query_only = ON")


def _then(connection: Connection, end: datetime) -> dict[str, dict[Identity, Row | None]]:
    """The rows that were changed since, as they were; `None` for those that were not there."""
    h = t.history
    rows: dict[str, dict[Identity, Row | None]] = {}
    for change in connection.execute(select(h).where(h.c.at >= end).order_by(h.c.id.desc())):
        table = t.metadata.tables[change.table_name]
        before = None if change.before is None else msgspec.json.decode(change.before)
        # The first change since then comes last, and what it found is what was there.
        rows.setdefault(table.name, {})[_identity(table, before or msgspec.json.decode(change.after))] = before
    return rows


def _identity(table: Table, row: Mapping[str, Any]) -> Identity:
    return tuple(row[column.name] for column in table.primary_key.columns)


def _owners(table: Table) -> list[ForeignKey]:
    """By what the rows of a table belong to rows of other tables; the look-up keys of names have a way of their own."""
    return [key for key in table.foreign_keys if key.ondelete == "CASCADE" and table is not t.name_keys]


def _overlay(connection: Connection, table: Table, then: Mapping[Identity, Row | None], end: datetime) -> None:
    name = table.name
    key = ", ".join(_quoted(column.name) for column in table.primary_key.columns)
    columns = ", ".join(_quoted(column.name) for column in table.c)
    connection.exec_driver_sql(f"CREATE TEMP TABLE changed_{name} ({key}, PRIMARY KEY ({key}))")
    connection.exec_driver_sql(f"CREATE TEMP TABLE former_{name} AS SELECT {columns} FROM main.{name} WHERE 0")  # noqa: S608
    _fill(connection, f"changed_{name}", then)
    _fill(connection, f"former_{name}", [[row.get(column.name) for column in table.c] for row in then.values() if row])
    for column in {*table.primary_key.columns, *(owner.parent for owner in _owners(table))}:
        connection.exec_driver_sql(
            f"CREATE INDEX temp.former_{name}_{column.name} ON former_{name} ({_quoted(column.name)})"
        )
    seen = [f"row.recorded < '{end}'"] if "recorded" in table.c else []
    for owner in _owners(table):
        belongs = f"row.{_quoted(owner.parent.name)}"
        # Not IN, which would gather all owners for each question.
        there = f"EXISTS (SELECT 1 FROM temp.{owner.column.table.name} AS owner WHERE owner.id = {belongs})"  # noqa: S608
        seen.append(f"({belongs} IS NULL OR {there})" if owner.parent.nullable else there)
    in_time = " AND ".join(seen)
    connection.exec_driver_sql(
        f"CREATE TEMP VIEW {name} AS SELECT {columns} FROM main.{name} AS row"  # noqa: S608
        f" WHERE {in_time} AND ({key}) NOT IN (SELECT {key} FROM temp.changed_{name})"
        f" UNION ALL SELECT {columns} FROM temp.former_{name} AS row WHERE {in_time}"
    )


def _overlay_keys(connection: Connection, names: Mapping[Identity, Row | None]) -> None:
    """The look-up keys of names that are gone, beside those of all the others."""
    connection.exec_driver_sql("CREATE TEMP TABLE former_name_keys AS SELECT key, name_id FROM main.name_keys WHERE 0")
    keys = [
        [key, row["id"]]
        for row in names.values()
        if row
        for key in keys_of_name(row["text"], is_person=row["person_id"] is not None)
    ]
    _fill(connection, "former_name_keys", keys)
    connection.exec_driver_sql(
        "CREATE TEMP VIEW name_keys AS SELECT key, name_id FROM main.name_keys"
        " UNION SELECT key, name_id FROM temp.former_name_keys"
    )


def _date_statements(connection: Connection) -> None:
    """Gives the statements whose day may have been another one the day that they had."""
    columns = ", ".join(_quoted(column.name) for column in t.statements.c)
    for sql in (
        f"INSERT INTO temp.former_statements SELECT {columns} FROM main.statements"  # noqa: S608
        f" WHERE id IN ({_LATER}) AND id NOT IN (SELECT id FROM temp.changed_statements)",
        "INSERT OR IGNORE INTO temp.changed_statements SELECT id FROM temp.former_statements",
        "UPDATE temp.former_statements SET (day, day_earliest, day_latest) = (said, said_earliest, said_latest)",
        f"UPDATE temp.former_statements SET (day, day_earliest, day_latest) = ({_FIRST_PUBLICATION})"  # noqa: S608
        " WHERE said IS NULL",
    ):
        connection.exec_driver_sql(sql)


def _index(connection: Connection, index: SearchIndex) -> None:
    """A full-text index of the texts of then, in front of the one of now."""
    columns = ", ".join(index.columns)
    connection.exec_driver_sql(
        f"CREATE VIRTUAL TABLE temp.{index.name} USING fts5({columns},"
        f" content='{index.table}', content_rowid='id', tokenize='{TOKENIZER}')"
    )
    # FTS5 keeps what it has indexed to itself until a transaction or a savepoint ends, and then has to write.
    with connection.begin_nested():
        connection.exec_driver_sql(f"INSERT INTO temp.{index.name}({index.name}) VALUES ('rebuild')")  # noqa: S608


def _fill(connection: Connection, table: str, rows: Iterable[Sequence[Any]]) -> None:
    if values := [tuple(row) for row in rows]:
        marks = ", ".join("?" * len(values[0]))
        connection.exec_driver_sql(f"INSERT INTO temp.{table} VALUES ({marks})", values)  # noqa: S608


def _quoted(name: str) -> str:
    return f'"{name}"'
