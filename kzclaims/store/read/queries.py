"""Questions to answers.

Every function takes an open connection and returns the records of `kzclaims.store.results`. Names mean whom
`kzclaims.store.names.resolve` says they mean. Dates are EDTF strings; a range has both its ends in it, and a record is
in the range if one of its possible days is. Listings go from the earliest day to the latest, what has no day last.
"""

from collections.abc import Sequence
from typing import TypeVar, Unpack

import msgspec
from sqlalchemy import Connection

from kzclaims.store import results as a
from kzclaims.store.names.resolve import list_candidates, resolve_person
from kzclaims.store.read import filters as which
from kzclaims.store.read import json_records as rows
from kzclaims.store.read.claims import roles_then
from kzclaims.store.schema.keys import id_of, ids_of

DEFAULT_LIMIT = 100

R = TypeVar("R", bound=msgspec.Struct)


def statements(
    connection: Connection,
    *,
    newest: bool = False,
    limit: int = DEFAULT_LIMIT,
    **filters: Unpack[which.StatementFilters],
) -> a.Answer[a.Statement]:
    """Who said what.

    The filters are those of `kzclaims.store.read.filters.StatementFilters`. A statement's day is when it was said or,
    where that is not known, when it was first published.

    Raises `NotFoundError` for names and keys that nobody has, `InputError` for names that several have and for dates
    that are none.
    """
    numbers = which.statements(connection, **filters).ids(connection, newest=newest, limit=limit)
    return a.Answer(rows.read(connection, a.Statement, numbers), limit)


def statements_by_key(connection: Connection, keys: Sequence[str]) -> list[a.Statement]:
    """The statements with these keys, in the order of the keys."""
    numbers = ids_of(connection, "statements", keys)
    return list(rows.read(connection, a.Statement, (numbers[key] for key in keys)))


def statement(connection: Connection, key: str) -> a.StatementPage:
    """One statement, whole. Raises `NotFoundError`."""
    number = id_of(connection, "statements", key)
    page = _page(connection, a.StatementPage, number)
    page.roles = roles_then(connection, number)
    return page


def events(
    connection: Connection, *, newest: bool = False, limit: int = DEFAULT_LIMIT, **filters: Unpack[which.EventFilters]
) -> a.Answer[a.Event]:
    """What happened.

    The filters are those of `kzclaims.store.read.filters.EventFilters`. Errors as with `statements`.
    """
    numbers = which.events(connection, **filters).ids(connection, newest=newest, limit=limit)
    return a.Answer(rows.read(connection, a.Event, numbers), limit)


def event(connection: Connection, key: str) -> a.EventPage:
    """One event, whole. Raises `NotFoundError`."""
    return _page(connection, a.EventPage, id_of(connection, "events", key))


def events_by_key(connection: Connection, keys: Sequence[str]) -> list[a.Event]:
    """The events with these keys, by day."""
    numbers = msgspec.json.encode(list(ids_of(connection, "events", keys).values())).decode()
    by_day = "date_earliest NULLS LAST, date_latest NULLS LAST, id"
    found = "SELECT id FROM events WHERE id IN (SELECT value FROM json_each(?))"
    return list(
        rows.read(connection, a.Event, connection.exec_driver_sql(f"{found} ORDER BY {by_day}", (numbers,)).scalars())
    )


def people(connection: Connection, name: str | None = None, *, limit: int = DEFAULT_LIMIT) -> a.Answer[a.Person]:
    """Who is recorded: everybody, or all whom a name may mean. Raises `NotFoundError` where nobody has the name."""
    if name is None:
        return _listing(connection, a.Person, "people ORDER BY name, key", limit)
    found = sorted(list_candidates(connection, name), key=lambda one: (one.name, one.key))
    return a.Answer(rows.read(connection, a.Person, (one.id for one in found)), limit)


def person(connection: Connection, name: str) -> a.PersonPage:
    """One person, whole, by any name. Raises `NotFoundError` and, for a name that several have, `InputError`."""
    return _page(connection, a.PersonPage, resolve_person(connection, name).id)


def sources(connection: Connection, *, limit: int = DEFAULT_LIMIT) -> a.Answer[a.Source]:
    """Where statements are printed, by day of publication, what has none last."""
    by_day = "published_earliest NULLS LAST, published_latest NULLS LAST, id"
    return _listing(connection, a.Source, f"sources ORDER BY {by_day}", limit)


def source(connection: Connection, key: str) -> a.SourcePage:
    """One source, whole. Raises `NotFoundError`."""
    page = _page(connection, a.SourcePage, id_of(connection, "sources", key))
    # A statement may be printed twice in it.
    page.statement_keys = list(dict.fromkeys(page.statement_keys))
    return page


def _page(connection: Connection, record: type[R], number: int) -> R:
    (page,) = rows.read(connection, record, [number])
    return page


def _listing(connection: Connection, record: type[R], ordered: str, limit: int) -> a.Answer[R]:
    found = connection.exec_driver_sql(f"SELECT id FROM {ordered} LIMIT ?", (limit + 1 if limit else -1,))
    return a.Answer(rows.read(connection, record, found.scalars()), limit)
