"""Restore a database from a complete dump."""

from base64 import b64decode
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
from sqlalchemy import Connection, DateTime, LargeBinary, Table, delete, select
from sqlalchemy.types import TypeEngine

from kzclaims.dossier.byte_streams import LONGEST, opened
from kzclaims.errors import DatabaseError, InputError, StorageError
from kzclaims.store.database.database import Database
from kzclaims.store.derived.renew import rebuild_all
from kzclaims.store.engine import engine_of
from kzclaims.store.history import chain
from kzclaims.store.read import complete_dump
from kzclaims.store.read.complete_dump import TABLES, Header, Row
from kzclaims.store.schema.batches import BATCH
from kzclaims.store.schema.revisions import HEAD, REVISIONS
from kzclaims.store.schema.tables import chain as chain_table
from kzclaims.store.schema.tables import metadata, settings
from kzclaims.store.upkeep.migrate import to_revision
from kzclaims.store.verify.versions import remember_texts
from kzclaims.wording import quoted, shorten

_LONGEST_LINE = 8 * LONGEST
"""A change of the longest text contains it twice, as JSON within JSON."""


def restored(path: Path, folder: Path) -> Database:
    """Create a database in a folder with the content of a complete dump, upgraded to this program's revision.

    Raise `InputError` for a file that is not a complete dump or is incomplete, and `StorageError` for a full disk.
    """
    database = Database(folder / "restored.db")
    with opened(path) as (stream, _):
        header = complete_dump.header(stream)
        if header is None:
            raise InputError(
                f"{path} is neither a database nor a complete dump, which “kzclaims dump --jsonl --history” writes; "
                "other files are loaded: kzclaims load FILE"
            )
        if header.format != complete_dump.FORMAT or header.revision not in REVISIONS:
            raise InputError(f"{path} was written by a newer kzclaims; upgrade kzclaims to read it")
        to_revision(database, header.revision)
        try:
            with database.migrating() as connection:
                _fill(connection, _checked(_rows(stream, path), header, path))
        except StorageError:
            raise
        except (DatabaseError, ValueError) as error:
            raise InputError(f"{path} is not a valid dump: {error}") from error
        to_revision(database, HEAD)
    with database.writing() as connection:
        rebuild_all(connection)
        if chain.head(connection) is None:
            # The dump is older than the chain.
            chain.open_chain(connection)
        remember_texts(connection)
    return database


def is_empty(connection: Connection) -> bool:
    """Return whether nothing is or ever was recorded in a database."""
    return all(
        connection.execute(select(table).limit(1)).first() is None
        for table in TABLES
        if table not in (settings, chain_table)
    )


def _rows(stream: BinaryIO, path: Path) -> Iterator[Row]:
    decode = msgspec.json.Decoder(Row).decode
    number = 1
    while raw := stream.readline(_LONGEST_LINE + 1):
        number += 1
        try:
            row = decode(raw)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise InputError(f"{path}:{number} is not a row of a dump: {error}") from None
        table = metadata.tables.get(row.table)
        unknown = row.values.keys() - table.c.keys() if table is not None else {row.table}
        if unknown or table not in TABLES:
            names = ", ".join(map(quoted, sorted(unknown) or [row.table]))
            raise InputError(f"{path}:{number}: {names} is not known; upgrade kzclaims to read this dump")
        if wrong := _wrong_value(table, row.values):
            raise InputError(f"{path}:{number}: {wrong}; use a dump that was not changed")
        yield row


def _wrong_value(table: Table, values: dict[str, Any]) -> str | None:
    """Describe the first value that a column of a table cannot have, if there is any."""
    if not values:
        return "the row has no values"
    for name, value in values.items():
        kind = table.c[name].type.python_type
        if value is not None and not _fits(kind, value):
            shown = shorten(msgspec.json.encode(value).decode())
            return f"{table.name}.{name} is {shown}, which is not a valid {_KINDS[kind]}"
    return None


_KINDS = {str: "text", bool: "truth value", int: "integer", date: "date", datetime: "time", bytes: "base64 text"}


def _fits(kind: type, value: object) -> bool:
    """Return whether a value of JSON can be stored as this type."""
    if kind in (bool, int):
        return isinstance(value, int) and (value in (0, 1) if kind is bool else -(2**63) <= value < 2**63)
    if not isinstance(value, str) or "\0" in value:
        return False
    try:
        if kind is bytes:
            b64decode(value, validate=True)
        elif kind in (date, datetime):
            kind.fromisoformat(value)
    except ValueError:
        return False
    return True


def _checked(rows: Iterable[Row], header: Header, path: Path) -> Iterator[Row]:
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007 - used after the loop
        yield row
    if count != header.rows:
        raise InputError(f"{path} has {count:,} rows, and its header states {header.rows:,}; it is cut off or changed")


def _fill(connection: Connection, rows: Iterable[Row]) -> None:
    connection.execute(delete(settings))
    for name, some in groupby(rows, lambda row: (row.table, tuple(row.values))):
        table = metadata.tables[name[0]]
        batch: list[tuple[Any, ...]] = []
        for row in some:
            batch.append(_stored(table, row.values))
            if len(batch) == BATCH:
                _insert(connection, table, name[1], batch)
                batch = []
        _insert(connection, table, name[1], batch)


def _insert(connection: Connection, table: Table, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    engine_of(connection).insert(connection, table, columns, rows)


def _stored(table: Table, values: dict[str, Any]) -> tuple[Any, ...]:
    """Return values as they are inserted: JSON has times as text, and bytes in base64."""
    return tuple(_value(table.c[name].type, value) for name, value in values.items())


def _value(type_: TypeEngine[Any], value: Any) -> Any:
    if isinstance(value, str) and isinstance(type_, DateTime):
        return datetime.fromisoformat(value)
    return b64decode(value) if isinstance(value, str) and isinstance(type_, LargeBinary) else value
