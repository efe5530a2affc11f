"""The status of a statement: the latest one in its history that was not withdrawn.

`statements.status` repeats it, so that queries need not read the history.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, select

from kzclaims.store.derived.history_time import corrected_at
from kzclaims.store.schema.tables import history, sources, statements


class StatusChange(NamedTuple):
    """A change of a statement's status in the history."""

    id: int
    status: str | None
    at: datetime
    because: str | None
    source: str | None
    """The key of a source, or an address."""
    author: str | None


def active_changes(connection: Connection, key: str) -> list[StatusChange]:
    """Return the changes of a statement's status that were not withdrawn, the latest last.

    Those from a merged database count from their own time on. Changes at the same time as one of these are ordered by
    their contents, so that all databases have one order. The change that the merge itself made to the statement only
    repeats one of them.
    """
    time = corrected_at(connection)
    rows = connection.execute(
        select(history, time.label("time"), sources.c.key.label("source"))
        .outerjoin(sources)
        .where(
            history.c.record_type == "statement",
            history.c.record_key == key,
            history.c.table_name == "statements",
            history.c.before.is_not(None),
            history.c.after.is_not(None),
            history.c.merge_id.is_(None) | history.c.elsewhere,
        )
        .order_by(time, history.c.id)
    ).all()
    withdrawn = {row.withdraws for row in rows}
    active = []
    for row in rows:
        after = msgspec.json.decode(row.after)
        if row.withdraws is None and row.id not in withdrawn and after.keys() == {"status"}:
            source = row.source or row.url
            active.append(StatusChange(row.id, after["status"], row.time, row.because, source, row.author))
    united = {row.time for row in rows if row.elsewhere}
    return sorted(active, key=lambda one: (one.at, _content(one) if one.at in united else ()))


def _content(change: StatusChange) -> tuple[str, ...]:
    return tuple(value or "" for value in (change.status, change.because, change.source, change.author))


def check(connection: Connection) -> Iterator[str]:
    """Describe statements whose status is not the one of their history."""
    changed = select(history.c.record_key).where(
        history.c.record_type == "statement", history.c.table_name == "statements"
    )
    for key, status in connection.execute(
        select(statements.c.key, statements.c.status)
        .where(statements.c.status.is_not(None) | statements.c.key.in_(changed))
        .order_by(statements.c.id)
    ).all():
        active = active_changes(connection, key)
        expected = active[-1].status if active else None
        if status != expected:
            yield f"statement “{key}”: its status is {status or 'none'}, and {expected or 'none'} in its history"
