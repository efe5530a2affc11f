"""A database as it was on a day: the same queries, over the records of that day.

Temporary views with the names of the tables hide the tables from a connection. They show what was recorded by the
day; rows that were changed or removed later are shown as they were. Queries need no change.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, ForeignKey, Table, select

from kzclaims.language import dates
from kzclaims.language.dates import Day
from kzclaims.store.database.database import DEFAULT_TIMEOUT, Database
from kzclaims.store.derived import day
from kzclaims.store.derived.history_time import corrected_at
from kzclaims.store.derived.name_keys import keys_of_name
from kzclaims.store.engine import engine_of
from kzclaims.store.history import confidential
from kzclaims.store.history.journal import with_bytes
from kzclaims.store.schema.search_indexes import INDEXES
from kzclaims.store.schema.tables import history, metadata, name_keys, statements

Row = dict[str, Any]
Identity = tuple[Any, ...]


def connect(
    address: str | Path, *, timeout: float = DEFAULT_TIMEOUT, as_of: Day | None = None
) -> AbstractContextManager[Connection]:
    """Open a connection to an existing database for queries; it cannot write.

    It sees one unchanging state of the database until the block ends: the current one or, with `as_of`, the state when
    that day had passed, in UTC. Raises `kzclaims.errors.DatabaseError` if the file is missing, is not a kzclaims
    database, or has another revision than this program, and `kzclaims.errors.InputError` for an invalid date.
    """
    return reading(Database(address, timeout=timeout), as_of)


@contextmanager
def reading(database: Database, as_of: Day | None = None, *, search: bool = True) -> Iterator[Connection]:
    """Open a connection that cannot write and sees the current state or, with `as_of`, the state after that day.

    Without `search`, no words can be searched, which saves indexing the texts of that time.
    """
    with database.reading() as connection:
        if as_of is not None:
            rewind(connection, as_of, search=search)
        yield connection


@contextmanager
def reading_public(
    database: Database, as_of: Day | None = None, *, search: bool = True
) -> Iterator[tuple[Connection, Counter[str]]]:
    """Open a connection as `reading` does that sees no confidential records; `kzclaims.store.history.confidential`.

    Also return the number of records that are left out, by type.
    """
    with database.reading() as connection:
        hidden = Counter[str]()
        if as_of is not None or confidential.is_any(connection):
            hidden = rewind(connection, as_of, search=search, public=True)
        yield connection, hidden


def rewind(connection: Connection, as_of: Day | None, *, search: bool = True, public: bool = False) -> "Counter[str]":
    """Allow a read-only connection to see the database as it was at the end of a day, in UTC.

    The last day counts if the date is uncertain. Changes from before there was a history are not undone. With `search`,
    texts that have changed since are indexed again. With `public`, confidential records are hidden, and their numbers
    returned. Raises `InputError` for an invalid date.
    """
    last = dates.OPEN_END if as_of is None else dates.parse_end(as_of).latest
    hidden = Counter[str]()
    if (is_open := last == dates.OPEN_END) and not public:
        return hidden
    end = datetime.fromordinal(last.toordinal() + (not is_open))
    former = {} if is_open else _former_rows(connection, end)
    engine = engine_of(connection)
    with engine.overlaying(connection):
        if public:
            confidential.create_tables(connection)
        for table in metadata.sorted_tables:
            if _is_overlaid(table):
                more = confidential.conditions(table, engine.temporary) if public else []
                _overlay(connection, table, former.get(table.name, {}), end, more)
        _overlay_keys(connection, former.get("names", {}))
        if public:
            hidden = confidential.hide(connection)
        _set_days(connection, public=public)
        for index in INDEXES if search else ():
            if former.get(index.table):
                engine.overlay_search(connection, index)
    return hidden


def _former_rows(connection: Connection, end: datetime) -> dict[str, dict[Identity, Row | None]]:
    """Return the rows that were changed since, as they were; None for those that did not exist."""
    rows: dict[str, dict[Identity, Row | None]] = {}
    is_later = corrected_at(connection) >= end
    # What happened elsewhere changed nothing here.
    later = select(history).where(is_later, ~history.c.elsewhere).order_by(history.c.id.desc())
    for change in connection.execute(later):
        table = metadata.tables[change.table_name]
        before = None if change.before is None else with_bytes(table, msgspec.json.decode(change.before))
        # The first change since then comes last, and its former row is the one of that time.
        rows.setdefault(table.name, {})[_identity(table, before or msgspec.json.decode(change.after))] = before
    return rows


def _identity(table: Table, row: Mapping[str, Any]) -> Identity:
    return tuple(row[column.name] for column in table.primary_key.columns)


def _owners(table: Table) -> list[ForeignKey]:
    """Return the references of a table to the rows that its rows belong to."""
    return [key for key in table.foreign_keys if key.ondelete == "CASCADE" and _is_overlaid(key.column.table)]


@cache
def _is_overlaid(table: Table) -> bool:
    """Return whether the history records the rows of a table; look-up keys are overlaid separately."""
    return table is not name_keys and (_time_of(table) is not None or bool(_owners(table)))


def _time_of(table: Table) -> str | None:
    """Return the column with the time at which a row was recorded."""
    return "at" if table is history else "recorded" if "recorded" in table.c else None


def _overlay(
    connection: Connection,
    table: Table,
    former: Mapping[Identity, Row | None],
    end: datetime,
    conditions: Iterable[str] = (),
) -> None:
    engine = engine_of(connection)
    name, stored, temporary = table.name, engine.stored, engine.temporary
    key_columns, all_columns = (
        [column.name for column in table.primary_key.columns],
        [column.name for column in table.c],
    )
    key, columns = _quoted(key_columns), _quoted(all_columns)
    for kind, names in (("changed", key), ("former", columns)):
        engine.execute(
            connection, f"CREATE TEMP TABLE {kind}_{name} AS SELECT {names} FROM {stored}.{name} WHERE FALSE"
        )
    engine.execute(connection, f"CREATE UNIQUE INDEX changed_{name}_key ON changed_{name} ({key})")
    engine.insert(connection, f"{temporary}.changed_{name}", key_columns, list(former))
    rows = [[row.get(column) for column in all_columns] for row in former.values() if row]
    engine.insert(connection, f"{temporary}.former_{name}", all_columns, rows)
    for column in {*key_columns, *(owner.parent.name for owner in _owners(table))}:
        engine.execute(connection, f"CREATE INDEX former_{name}_{column} ON former_{name} ({_quoted([column])})")
    time = _time_of(table)
    conditions = [*conditions, *([f"row.{time} < '{end}'"] if time else [])]
    if table is history:
        later = f"SELECT id FROM {stored}.merges WHERE at >= '{end}'"
        conditions.append(f"(row.merge_id IS NULL OR row.merge_id NOT IN ({later}))")
    for owner in _owners(table):
        reference = f"row.{_quoted([owner.parent.name])}"
        owners = f"{temporary}.{owner.column.table.name}"
        # Not IN, which would gather all owners for each query.
        there = f"EXISTS (SELECT 1 FROM {owners} AS owner WHERE owner.id = {reference})"
        conditions.append(f"({reference} IS NULL OR {there})" if owner.parent.nullable else there)
    in_time = " AND ".join(conditions) or "TRUE"
    engine.execute(
        connection,
        f"CREATE TEMP VIEW {name} AS SELECT {columns} FROM {stored}.{name} AS row"
        f" WHERE {in_time} AND ({key}) NOT IN (SELECT {key} FROM {temporary}.changed_{name})"
        f" UNION ALL SELECT {columns} FROM {temporary}.former_{name} AS row WHERE {in_time}",
    )


def _overlay_keys(connection: Connection, former: Mapping[Identity, Row | None]) -> None:
    """Add the look-up keys of names that were changed or removed since."""
    engine = engine_of(connection)
    stored, temporary = engine.stored, engine.temporary
    columns = ("key", "name_id")
    keys = [
        (key, row["id"])
        for row in former.values()
        if row
        for key in keys_of_name(row["text"], is_person=row["person_id"] is not None)
    ]
    engine.execute(
        connection, f"CREATE TEMP TABLE former_name_keys AS SELECT key, name_id FROM {stored}.name_keys WHERE FALSE"
    )
    engine.insert(connection, f"{temporary}.former_name_keys", columns, keys)
    engine.execute(
        connection,
        f"CREATE TEMP VIEW name_keys AS SELECT key, name_id FROM {stored}.name_keys"
        f" UNION SELECT key, name_id FROM {temporary}.former_name_keys",
    )


def _set_days(connection: Connection, *, public: bool = False) -> None:
    """Set the days of the statements that were printed elsewhere later, or whose sources got other dates.

    A hidden passage counts as one that was printed later.
    """
    engine = engine_of(connection)
    stored, temporary = engine.stored, engine.temporary
    columns = _quoted([column.name for column in statements.c])
    affected = (
        f"SELECT statement_id FROM {stored}.appearances WHERE id IN (SELECT id FROM {temporary}.changed_appearances)"
        f" UNION SELECT statement_id FROM {temporary}.former_appearances"
        f" UNION SELECT statement_id FROM {temporary}.appearances"
        f" WHERE source_id IN (SELECT id FROM {temporary}.changed_sources)"
    )
    if public:
        affected += f" UNION {confidential.statements_with_hidden_passages(stored, temporary)}"
    for sql in (
        f"INSERT INTO {temporary}.former_statements SELECT {columns} FROM {stored}.statements"
        f" WHERE id IN ({affected}) AND id NOT IN (SELECT id FROM {temporary}.changed_statements)",
        f"INSERT INTO {temporary}.changed_statements SELECT id FROM {temporary}.former_statements"
        " WHERE TRUE ON CONFLICT DO NOTHING",
        *day.update_sql(f"{temporary}.former_statements"),
    ):
        engine.execute(connection, sql)


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
