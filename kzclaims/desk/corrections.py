"""Corrections of recorded data at the desk, by the functions that the command line calls. They are written at once."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection

from kzclaims.errors import InputError, NotFoundError
from kzclaims.store.database.database import Database
from kzclaims.store.history.history import history
from kzclaims.store.history.statuses import set_status, withdraw_status
from kzclaims.store.identity.different import record_difference
from kzclaims.store.identity.duplicates import duplicates
from kzclaims.store.identity.merge import merge
from kzclaims.store.identity.split import split
from kzclaims.store.load.reviews import record_review
from kzclaims.store.read import dump, queries
from kzclaims.store.schema.record_tables import TABLES_BY_NAME

_SINGULAR = {table.name: name for name, table in TABLES_BY_NAME.items()}
_MOST = 100


def recorded(connection: Connection, table: str, key: str) -> dict[str, Any]:
    """Return a recorded record and its history. Raise `NotFoundError` if no record ever had the key."""
    if table not in _SINGULAR:
        raise InputError(f"“{table}” is not a type of records; there are {', '.join(_SINGULAR)}")
    readers: dict[str, Callable[[Connection, str], Any]] = {
        "people": queries.person,
        "statements": queries.statement,
        "events": queries.event,
        "sources": queries.source,
    }
    changes = history(connection, key, record_type=_SINGULAR[table])
    record = None
    if not changes.removed:
        reader = readers.get(table)
        record = reader(connection, key) if reader else dump.record(connection, table, key)
    shown = msgspec.to_builtins(record)
    return {"record": shown, "history": msgspec.to_builtins(changes)}


def list_duplicates(connection: Connection, record_type: str | None) -> list[dict[str, Any]]:
    """Return pairs of records that may be the same, with the evidence."""
    found = duplicates(connection, record_type=record_type, limit=_MOST)
    return [msgspec.to_builtins(pair) for pair in found]


def correct_status(database: Database, given: Mapping[str, Any]) -> dict[str, Any]:
    """Record or withdraw the status of a statement."""
    key, reason = _text(given, "key"), _text(given, "because")
    source, status = _optional(given, "source"), _optional(given, "status")

    def work(connection: Connection) -> str:
        if status is None:
            former, now = withdraw_status(connection, key, reason=reason, source=source)
            return f"{former} withdrawn; now: {now or 'no status'}"
        before = set_status(connection, key, status, reason=reason, source=source)
        return f"{status}" + (f", before: {before}" if before else "")

    return {"done": database.edit(work)} | _read(database, "statements", key)


def add_review(database: Database, given: Mapping[str, Any]) -> dict[str, Any]:
    """Record a review of a statement, or correct the one at its address."""
    key = _text(given, "key")
    fields = {name: _optional(given, name) for name in ("title", "rating", "lang", "date", "verdict")}
    done = database.edit(
        lambda connection: record_review(
            connection,
            key,
            reviewer=_text(given, "reviewer"),
            url=_text(given, "url"),
            reason=_optional(given, "because"),
            create=given.get("create") is True,
            **fields,
        )
    )
    return {"done": f"review “{done.key}”: {done.what}"} | _read(database, "statements", key)


def merge_records(database: Database, given: Mapping[str, Any]) -> dict[str, Any]:
    """Merge a record into another, or with `try` only report what would be done."""
    dry_run = given.get("try") is True
    done = database.write(
        lambda connection: merge(
            connection,
            _text(given, "keep"),
            _text(given, "other"),
            reason=_text(given, "because"),
            record_type=_optional(given, "type"),
            despite_wikidata=given.get("despite_wikidata") is True,
        ),
        dry_run=dry_run,
    )
    verb = "would be merged" if dry_run else "merged"
    return {"done": f"{done.type} “{done.merged}” {verb} into “{done.kept}”", "report": msgspec.to_builtins(done)}


def split_record(database: Database, given: Mapping[str, Any]) -> dict[str, Any]:
    """Split a merged record off again."""
    done = database.write(
        lambda connection: split(
            connection, _text(given, "other"), reason=_text(given, "because"), record_type=_optional(given, "type")
        )
    )
    return {"done": f"{done.type} “{done.split}” split from “{done.kept}”", "report": msgspec.to_builtins(done)}


def mark_different(database: Database, given: Mapping[str, Any]) -> dict[str, Any]:
    """Record that two records are different, or withdraw that."""
    first, second, withdraw = _text(given, "first"), _text(given, "second"), given.get("withdraw") is True
    found = database.write(
        lambda connection: record_difference(
            connection,
            first,
            second,
            reason=_text(given, "because"),
            record_type=_optional(given, "type"),
            withdraw=withdraw,
        )
    )
    what = "no longer recorded as different" if withdraw else "different"
    return {"done": f"{found} “{first}” and “{second}”: {what}"}


def _read(database: Database, table: str, key: str) -> dict[str, Any]:
    with database.reading() as connection:
        try:
            return recorded(connection, table, key)
        except NotFoundError:  # An alias of a statement has no history of its own.
            return {}


def _text(given: Mapping[str, Any], name: str) -> str:
    value = _optional(given, name)
    if value is None:
        raise InputError(f"{{{name}}} is missing", parameters=(name,))
    return value


def _optional(given: Mapping[str, Any], name: str) -> str | None:
    value = given.get(name)
    if value is not None and not isinstance(value, str):
        raise InputError(f"{{{name}}} should be a text", parameters=(name,))
    return (value or "").strip() or None
