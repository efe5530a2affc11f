"""Pairs of records that are marked as different: they are never suggested as duplicates and never merged."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, select

from kzclaims.errors import InputError, NotFoundError
from kzclaims.store.history.journal import RecordKey, checked_reason
from kzclaims.store.identity.records import find_pair
from kzclaims.store.load.row_writer import insert_rows, new_context
from kzclaims.store.schema.record_tables import TABLES_BY_NAME
from kzclaims.store.schema.tables import different_records, history, merged_keys
from kzclaims.wording import quoted

_Pair = tuple[str, str]


def record_difference(
    connection: Connection,
    first: str,
    second: str,
    *,
    reason: str,
    record_type: str | None = None,
    withdraw: bool = False,
) -> str:
    """Record that two records are different, or withdraw that; return the type of the records.

    Raise `InputError` if it is recorded already (or not recorded, for a withdrawal) and for a blank reason, and the
    errors of `find_pair`.
    """
    checked_reason(reason)
    pair = find_pair(connection, first, second, record_type)
    known = _rows(connection, pair.type, first, second)
    names = f"{quoted(first)} and {quoted(second)}"
    context = new_context(connection, reason=reason)
    journal = context.journal
    if withdraw:
        if not known:
            raise NotFoundError(f"{names} were not recorded as different")
        for row in known:
            itself = different_records.c.id == row["id"]
            for key in (row["first_key"], row["second_key"]):
                journal.removed(RecordKey(pair.type, key), different_records, itself)
            connection.execute(delete(different_records).where(itself))
        journal.write()
        return pair.type
    if known:
        raise InputError(f"{names} were recorded as different already{_described(connection, known[0])}")
    added: dict[str, Any] = {
        "record_type": pair.type,
        "first_key": min(first, second),
        "second_key": max(first, second),
        "recorded": context.recorded,
    }
    insert_rows(context, different_records, [added])
    for key in (first, second):
        journal.added(RecordKey(pair.type, key), different_records, added)
    journal.write()
    return pair.type


def find_difference(connection: Connection, record_type: str, first: str, second: str) -> str | None:
    """Return the author, time and reason of the mark that two records are different, or None if there is none."""
    rows = _rows(connection, record_type, first, second)
    return _described(connection, rows[0]) if rows else None


def _rows(connection: Connection, record_type: str, first: str, second: str) -> list[RowMapping]:
    """Return the rows about two records, each given by its own key or by that of a record merged into it."""
    keys = [{key, *_merged_into(connection, record_type, key)} for key in (first, second)]
    d = different_records.c
    found: list[RowMapping] = []
    for one, other in (keys, keys[::-1]):
        pairs = d.first_key.in_(one) & d.second_key.in_(other) & (d.record_type == record_type)
        found += connection.execute(select(different_records).where(pairs).order_by(d.id)).mappings().all()
    return found


def _merged_into(connection: Connection, record_type: str, key: str) -> Iterable[str]:
    table, m = TABLES_BY_NAME[record_type], merged_keys.c
    kept = select(table.c.id).where(table.c.key == key).scalar_subquery()
    return connection.scalars(select(m.key).where(m.record_type == record_type, m.kept_id == kept)).all()


def _described(connection: Connection, row: RowMapping) -> str:
    h = history.c
    added = (
        select(h.at, h.author, h.because)
        .where(h.table_name == different_records.name, h.row_id == row["id"], h.before.is_(None))
        .order_by(h.id.desc())
        .limit(1)
    )
    change = connection.execute(added).one_or_none()
    if change is None:
        return ""
    by = f" by {change.author}" if change.author else ""
    why = f": {quoted(change.because)}" if change.because else ""
    return f" on {change.at:%Y-%m-%d}{by}{why}"
