"""The history of one record, as users read it."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, select

from kzclaims.errors import InputError, NotFoundError
from kzclaims.store.results import Change, History
from kzclaims.store.schema.keys import nearest_keys
from kzclaims.store.schema.record_tables import TABLES_BY_NAME
from kzclaims.store.schema.tables import dossiers, merged_keys, merges, metadata, sources
from kzclaims.store.schema.tables import history as changes

_HIDDEN = ("id", "key", "recorded", "day", "verified", "verified_at", "place_found")
_HIDDEN_OF = {"merged_keys": ("id", "recorded", "record_type", "kept_id", "merged_id", "first_change", "last_change")}
"""The columns of some tables that are hidden instead of `_HIDDEN`."""
_DERIVED = ("_earliest", "_latest")


def history(connection: Connection, key: str, *, record_type: str | None = None) -> History:
    """Return the changes of one record in order of time, also of a removed one.

    `record_type` is needed only if records of several types have the key. Raise `InputError` with the types then, and
    `NotFoundError` with the nearest keys if no record ever had the key.
    """
    type_name = _type_of(connection, key, record_type)
    table = TABLES_BY_NAME[type_name]
    rows = connection.execute(
        select(
            changes, sources.c.key.label("source"), dossiers.c.key.label("dossier"), merges.c.name.label("merged_from")
        )
        .select_from(changes.outerjoin(sources).outerjoin(dossiers))
        .outerjoin(merges, merges.c.id == changes.c.merge_id)
        .where(changes.c.record_type == type_name, changes.c.record_key == key)
        .order_by(changes.c.at, changes.c.id)
    ).all()
    current = connection.execute(select(table).where(table.c.key == key)).mappings().one_or_none()
    removals = [row.before for row in rows if row.table_name == table.name and row.after is None]
    recorded = [datetime.fromisoformat(msgspec.json.decode(before)["recorded"]) for before in removals]
    if current is not None:
        recorded.append(current["recorded"])
    return History(
        type=type_name,
        key=key,
        recorded=[utc(at) for at in recorded],
        removed=current is None,
        status=current.get("status") if current else None,
        changes=[_change(connection, row, is_part=row.table_name != table.name) for row in rows],
        merged_into=_merged_into(connection, table, type_name, key) if current is None else None,
    )


def _merged_into(connection: Connection, table: Table, type_name: str, key: str) -> str | None:
    """Return the key of the record that a merged one was merged into."""
    m = merged_keys.c
    kept = select(table.c.key).join_from(table, merged_keys, m.kept_id == table.c.id)
    return connection.scalar(kept.where(m.record_type == type_name, m.key == key))


def _type_of(connection: Connection, key: str, record_type: str | None) -> str:
    """Return the name of the one type of record that has or had a key."""
    names = [record_type] if record_type else list(TABLES_BY_NAME)
    tables = {name: TABLES_BY_NAME[name] for name in names}
    present = [
        name for name, table in tables.items() if connection.scalar(select(table.c.id).where(table.c.key == key))
    ]
    past = select(changes.c.record_type).where(changes.c.record_key == key, changes.c.record_type.in_(names)).distinct()
    found: list[str] = sorted({*present, *connection.scalars(past)})
    if not found:
        near = nearest_keys(connection, list(tables.values()), key)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        raise NotFoundError(f"no {record_type or 'record'} has or had the key “{key}”{hint}")
    if len(found) > 1:
        raise InputError(
            "“{key}” is the key of {count} records; choose one with {record_type}: {types}",
            parameters=("record_type",),
            key=key,
            count=len(found),
            types=", ".join(found),
        )
    return found[0]


def _change(connection: Connection, row: Any, *, is_part: bool) -> Change:
    if row.before is None or row.after is None:
        what = "added" if row.before is None else "removed"
    else:
        what = "status" if msgspec.json.decode(row.after).keys() == {"status"} else "changed"
    return Change(
        at=utc(row.at),
        what=what,
        part=row.table_name if is_part else None,
        before=_readable(connection, row.table_name, row.before, None if is_part else row.after),
        after=_readable(connection, row.table_name, row.after),
        because=row.because,
        source=row.source or row.url,
        dossier=row.dossier,
        author=row.author,
        withdrawn=row.withdraws is not None,
        elsewhere=row.merged_from if row.elsewhere else None,
    )


def _readable(
    connection: Connection, table_name: str, row: str | None, changed: str | None = None
) -> dict[str, Any] | None:
    """Return a row, or its changed columns alone, with keys instead of ids and without derived columns."""
    if row is None:
        return None
    readable: dict[str, Any] = {}
    columns = msgspec.json.decode(row)
    for name in columns if changed is None else msgspec.json.decode(changed):
        value = columns[name]
        column = metadata.tables[table_name].c.get(name)
        referred = None if column is None else next(iter(column.foreign_keys), None)
        if referred is None:
            if name not in _HIDDEN_OF.get(table_name, _HIDDEN) and not name.endswith(_DERIVED):
                readable[name] = value
        elif referred.ondelete != "CASCADE":
            readable[name.removesuffix("_id")] = key_of_row(connection, referred.column.table, value)
    return readable


def key_of_row(connection: Connection, table: Table, number: int | None) -> str | None:
    """Return the key of a row, even if it was removed."""
    if number is None:
        return None
    gone = (
        select(changes.c.record_key)
        .where(changes.c.table_name == table.name, changes.c.row_id == number)
        .order_by(changes.c.id)
        .limit(1)
    )
    return connection.scalar(select(table.c.key).where(table.c.id == number)) or connection.scalar(gone)


def utc(at: datetime) -> str:
    """Return a time as it is shown: in UTC, to the second."""
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
