"""Statuses: what became known about the authenticity of statements."""

import re
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import Connection, select, update

from kzclaims.dossier.records import Url
from kzclaims.dossier.validation import problem_of
from kzclaims.errors import InputError
from kzclaims.store.derived.status import active_changes
from kzclaims.store.history.journal import Journal, RecordKey, checked_reason, now
from kzclaims.store.schema.keys import id_of
from kzclaims.store.schema.tables import history, sources, statements
from kzclaims.vocabulary import STATUSES
from kzclaims.wording import quoted

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


def set_status(connection: Connection, key: str, status: str, *, reason: str, source: str | None = None) -> str | None:
    """Record what became known about a statement, and why. Return the status before.

    `source` is the key of a source or an address that shows it. Raise `InputError` for an unknown status, a blank
    reason and a malformed address, `NotFoundError` for unknown keys.
    """
    if status not in STATUSES:
        raise InputError(
            "{status}: “{value}” is not valid; use one of: {allowed}",
            parameters=("status",),
            value=status,
            allowed=", ".join(STATUSES),
        )
    return _record(connection, key, status, reason=reason, source=source)


def withdraw_status(
    connection: Connection, key: str, *, reason: str, source: str | None = None
) -> tuple[str, str | None]:
    """Withdraw the status of a statement, and why. Return it and the status before, which is restored.

    Raise `InputError` if the statement has no status; other errors as with `set_status`.
    """
    number = id_of(connection, statements, key)
    own_key = connection.scalars(select(statements.c.key).where(statements.c.id == number)).one()
    active = active_changes(connection, own_key)
    if not active or active[-1].status is None:
        raise InputError(
            f"statement {quoted(key)} has no status to withdraw; “kzclaims history {key}” lists its changes"
        )
    former = active[-2].status if len(active) > 1 else None
    _record(connection, key, former, reason=reason, source=source, withdraws=active[-1].id)
    return active[-1].status, former


def _record(
    connection: Connection,
    key: str,
    status: str | None,
    *,
    reason: str,
    source: str | None,
    withdraws: int | None = None,
) -> str | None:
    """Record a change of a statement's status. Return the status before."""
    reason = checked_reason(reason)
    is_mine = statements.c.id == id_of(connection, statements, key)
    before = connection.execute(select(statements).where(is_mine)).mappings().one()
    journal = Journal(connection, now(connection), reason=reason)
    if active := active_changes(connection, before["key"]):
        # The times of statuses show their order, also after a merge.
        journal.at = max(journal.at, active[-1].at + timedelta(seconds=1))
    journal.withdraws = withdraws
    if source is not None and _SCHEME.match(source):
        if why := problem_of(source, Url):
            raise InputError("{source}: {why}", parameters=("source",), why=why)
        journal.url = source
    elif source is not None:
        journal.source_id = id_of(connection, sources, source)
    former: str | None = before["status"]
    journal.changed(RecordKey("statement", before["key"]), statements, before, {"status": status})
    journal.write()
    connection.execute(update(statements).where(is_mine).values(status=status))
    return former


def last_statuses(connection: Connection, keys: Iterable[str]) -> dict[str, str | None]:
    """Return the statuses of removed statements, by key: also those that were recorded elsewhere."""
    h = history.c
    removed = (
        select(h.record_key)
        .where(h.record_type == "statement", h.record_key.in_(keys), h.table_name == "statements", h.after.is_(None))
        .where(~h.elsewhere)
        .distinct()
        .order_by(h.record_key)
    )
    active = {key: active_changes(connection, key) for key in connection.scalars(removed).all()}
    return {key: changes[-1].status if changes else None for key, changes in active.items()}
