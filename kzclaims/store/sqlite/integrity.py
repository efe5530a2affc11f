"""SQLite's own integrity check, and values that their columns cannot have: SQLite lets any value be in any column."""

import sqlite3
from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from itertools import chain
from typing import Any

import msgspec
from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, Integer, LargeBinary, Table

from kzclaims.store.damage import UNREADABLE, limited
from kzclaims.store.schema.search_indexes import INDEXES
from kzclaims.store.schema.tables import metadata

LARGEST_ID = 2**53
"""The largest id or other number that a program of ours stores, apart from hashes."""


def check(connection: sqlite3.Connection) -> Iterator[str]:
    """Describe damage to the structure of the file, and values that cannot be read."""
    damage = list(limited("SQLite", partial(_integrity, connection, "PRAGMA integrity_check"), sqlite3.Error))
    yield from damage
    for table in metadata.sorted_tables:
        if damage:
            # Damage may end the check of the whole early; table by table, more of it is found.
            check_table = f"PRAGMA integrity_check('{table.name}')"
            for line in limited(table.name, partial(_integrity, connection, check_table), sqlite3.Error):
                if line not in damage:
                    yield line
        yield from limited(table.name, partial(_values, connection, table), sqlite3.Error)
    yield from limited("history", partial(_history, connection), sqlite3.Error)
    yield from limited("dossier_records", partial(_differences, connection), sqlite3.Error)


class _Text(bytes):
    """The bytes of a text, as opposed to a blob."""


def first_problem(connection: sqlite3.Connection) -> str | None:
    """Describe the first damage of a database, if there is any."""
    try:
        return next(chain(check(connection), _references(connection)), None)
    except (sqlite3.Error, *UNREADABLE) as error:
        return str(error)


def check_search(connection: sqlite3.Connection) -> Iterator[str]:
    """Describe the full-text indexes that don't match their tables."""
    from kzclaims.store.sqlite.fulltext import check_sql

    for index in INDEXES:
        try:
            connection.execute(check_sql(index))
        except sqlite3.DatabaseError as error:
            yield f"{index.name}: differs from {index.table} ({error}); “kzclaims db check --repair” rebuilds it"


def _integrity(connection: sqlite3.Connection, pragma: str) -> Iterator[str]:
    for (found,) in _rows_of_bytes(connection, pragma):
        if found != b"ok":
            for line in found.decode(errors="replace").splitlines():
                yield f"SQLite: {line}"


def _values(connection: sqlite3.Connection, table: Table) -> Iterator[str]:
    columns = list(table.c)
    names = ", ".join(f'"{column.name}"' for column in columns)
    for row, *values in _rows_of_bytes(connection, f"SELECT rowid, {names} FROM {table.name} NOT INDEXED"):
        for column, value in zip(columns, values, strict=True):
            if value is not None and (problem := _problem_of(column, value)):
                yield f"{table.name}: row {row}: {column.name} {problem}"


def _history(connection: sqlite3.Connection) -> Iterator[str]:
    """Describe changes of unknown tables or columns, and those that are not JSON objects."""
    for row, table_name, *versions in _rows_of_bytes(connection, "SELECT id, table_name, before, after FROM history"):
        table = metadata.tables.get(table_name.decode(errors="replace")) if isinstance(table_name, bytes) else None
        if table is None:
            yield f"history: row {row}: there is no table {table_name!r}"
            continue
        for version in versions:
            try:
                columns = msgspec.json.decode(version, type=dict[str, Any]) if version is not None else {}
            except msgspec.DecodeError as error:
                yield f"history: row {row}: is not a JSON object of columns ({error})"
                continue
            if unknown := sorted(columns.keys() - table.c.keys()):
                yield f"history: row {row}: {table.name} has no column {', '.join(unknown)}"


def _differences(connection: sqlite3.Connection) -> Iterator[str]:
    """Describe differences between dossiers and records that are not JSON objects."""
    sql = "SELECT record_type, record_id, differs FROM dossier_records WHERE differs IS NOT NULL"
    for record_type, record_id, differs in _rows_of_bytes(connection, sql):
        try:
            msgspec.json.decode(differs, type=dict[str, Any])
        except (msgspec.MsgspecError, *UNREADABLE) as error:
            yield f"dossier_records: {record_type!r} {record_id}: differs is not a JSON object ({error})"


def _references(connection: sqlite3.Connection) -> Iterator[str]:
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        yield f"{table}: row {row} refers to a row of {parent} that does not exist"


def _rows_of_bytes(connection: sqlite3.Connection, sql: str) -> Iterator[tuple[Any, ...]]:
    """Return rows with texts as bytes, because damaged texts may not be UTF-8."""
    rows = connection.cursor()
    before, connection.text_factory = connection.text_factory, _Text
    try:
        rows.execute(sql)
        while found := rows.fetchmany(1000):
            yield from found
    finally:
        connection.text_factory = before


def _problem_of(column: Column[Any], value: object) -> str | None:
    if isinstance(column.type, Integer | Boolean):
        if not isinstance(value, int):
            return "is not an integer"
        too_large = not isinstance(column.type, BigInteger) and abs(value) > LARGEST_ID
        return f"is too large: {value}" if too_large else None
    if isinstance(column.type, LargeBinary):
        return None if isinstance(value, bytes) and not isinstance(value, _Text) else "is not a blob"
    if not isinstance(value, _Text):
        return "is not text"
    try:
        text = value.decode()
        if isinstance(column.type, DateTime):
            datetime.fromisoformat(text)
        elif isinstance(column.type, Date):
            date.fromisoformat(text)
        if "\0" in text:
            return "contains a NUL character"
    except UnicodeDecodeError:
        return "is not UTF-8"
    except ValueError:
        return f"is not a valid date: “{text}”"
    return None
