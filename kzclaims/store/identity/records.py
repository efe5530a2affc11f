"""The records that a key means, and messages for keys that mean none or too many."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from kzclaims.errors import InputError, NotFoundError
from kzclaims.store.history.journal import RecordKey
from kzclaims.store.schema.keys import nearest_keys
from kzclaims.store.schema.record_tables import TABLES_BY_NAME
from kzclaims.store.schema.tables import merged_keys
from kzclaims.vocabulary import MERGEABLE
from kzclaims.wording import quoted

Row = Mapping[Any, Any]


@dataclass(frozen=True)
class Pair:
    """Two records of one type."""

    type: str
    first: Row
    second: Row


def name_of(row: Row) -> str:
    """Return the name or title of a record."""
    name: str = row["name"] if "name" in row else row["title"]
    return name


def record_key(record_type: str, row: Row) -> RecordKey:
    return RecordKey(record_type, row["key"])


def find_pair(connection: Connection, first: str, second: str, record_type: str | None) -> Pair:
    """Return the two records of one type with these keys.

    Raise `NotFoundError` for unknown keys, and `InputError` for one key given twice, merged keys, and keys of
    different types; `record_type` chooses among several types.
    """
    if first == second:
        raise InputError(f"{quoted(first)} is given twice; give the keys of two records")
    found = [_records(connection, key, record_type) for key in (first, second)]
    common = [name for name in MERGEABLE if name in found[0] and name in found[1]]
    if len(common) > 1:
        raise InputError(
            "both keys belong to several records; choose a type with {record_type}: {types}",
            parameters=("record_type",),
            types=", ".join(common),
        )
    if not common:
        types = [" and ".join(one) for one in found]
        raise InputError(
            f"{quoted(first)} is the key of a record of type {types[0]}, {quoted(second)} of type {types[1]}; "
            "give the keys of two records of one type"
        )
    return Pair(common[0], found[0][common[0]], found[1][common[0]])


def _records(connection: Connection, key: str, record_type: str | None) -> dict[str, Row]:
    """Return the mergeable records with a key, by type."""
    found: dict[str, Row] = {}
    for name, table in TABLES_BY_NAME.items():
        if record_type is None or name == record_type:
            row = connection.execute(select(table).where(table.c.key == key)).mappings().one_or_none()
            if row is not None:
                found[name] = row
    mergeable = {name: row for name, row in found.items() if name in MERGEABLE}
    if mergeable:
        return mergeable
    if found:
        name = next(iter(found))
        raise InputError(f"{quoted(key)} is a {name}; only these can be merged: {', '.join(MERGEABLE)}")
    for merged in merged_rows(connection, key, record_type):
        kept = kept_key(connection, merged)
        raise InputError(f"{quoted(key)} was merged into {quoted(kept)}; use that key, or split it off first")
    near = nearest_keys(connection, [TABLES_BY_NAME[record_type or name] for name in MERGEABLE], key)
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    raise NotFoundError(f"no {record_type or 'record that can be merged'} has the key {quoted(key)}{hint}")


def merged_rows(connection: Connection, key: str, record_type: str | None = None) -> list[Row]:
    """Return the rows of `merged_keys` with a key."""
    query = select(merged_keys).where(merged_keys.c.key == key).order_by(merged_keys.c.id)
    if record_type is not None:
        query = query.where(merged_keys.c.record_type == record_type)
    return list(connection.execute(query).mappings().all())


def kept_key(connection: Connection, row: Row) -> str:
    """Return the key of the record that a row of `merged_keys` refers to."""
    table = TABLES_BY_NAME[row["record_type"]]
    key: str | None = connection.scalar(select(table.c.key).where(table.c.id == row["kept_id"]))
    return key or "?"


def find_merged(connection: Connection, key: str, record_type: str | None) -> Row:
    """Return the row of a merged key. Raise `InputError` or `NotFoundError` if the key was never merged."""
    rows = merged_rows(connection, key, record_type)
    if len(rows) == 1:
        return rows[0]
    if rows:
        raise InputError(
            "{key} is a merged key of several types; choose one with {record_type}: {types}",
            parameters=("record_type",),
            key=quoted(key),
            types=", ".join(row["record_type"] for row in rows),
        )
    for name, table in TABLES_BY_NAME.items():
        if connection.scalar(select(table.c.id).where(table.c.key == key)) is not None:
            raise InputError(f"{name} {quoted(key)} was not merged into another record; there is nothing to split")
    near = nearest_keys(connection, [merged_keys], key)
    hint = f"did you mean {' or '.join(near)}?" if near else "“kzclaims history KEY” shows what was merged"
    raise NotFoundError(f"no record with the key {quoted(key)} was merged; {hint}")
