"""Queries for records. Each takes an open connection and returns the records of `kzclaims.store.results`.

`kzclaims.store.names.resolve` resolves names. Dates are EDTF strings or Python's dates; a range includes both its ends,
and a record is in the range if one of its possible days is. Listings go from the earliest day to the latest, undated
records last.
"""

from collections.abc import Iterable, Sequence
from typing import TypeVar, Unpack

from msgspec import Struct
from sqlalchemy import Connection

from kzclaims.store.engine import NO_LIMIT, engine_of
from kzclaims.store.names.resolve import list_candidates, resolve_person
from kzclaims.store.read import filters as conditions_of
from kzclaims.store.read.claims import roles_then
from kzclaims.store.read.filters import EventFilters, StatementFilters
from kzclaims.store.read.json_records import read
from kzclaims.store.read.versions import add_versions, versions_of
from kzclaims.store.results import (
    DEFAULT_LIMIT,
    Event,
    EventPage,
    Person,
    PersonPage,
    ResultSet,
    Source,
    SourcePage,
    Statement,
    StatementPage,
    StatusBasis,
    checked_limit,
)
from kzclaims.store.schema.keys import id_of, ids_of

R = TypeVar("R", bound=Struct)


def statements(
    connection: Connection, *, newest: bool = False, limit: int = DEFAULT_LIMIT, **filters: Unpack[StatementFilters]
) -> ResultSet[Statement]:
    """Return statements by day: when they were said or, if that is not recorded, first published.

    The filters are those of `kzclaims.store.read.filters.StatementFilters`. Raise `NotFoundError` for unknown names and
    keys, `InputError` for ambiguous names and for values that are not valid.
    """
    ids = conditions_of.statements(connection, **filters).ids(connection, newest=newest, limit=limit)
    return ResultSet(read(connection, Statement, ids), limit)


def statements_by_key(connection: Connection, keys: Sequence[str]) -> list[Statement]:
    """Return the statements with these keys, in the order of the keys."""
    ids = ids_of(connection, "statements", keys)
    return list(read(connection, Statement, (ids[key] for key in keys)))


def statement(connection: Connection, key: str) -> StatementPage:
    """Return one statement with everything recorded about it. Raise `NotFoundError`."""
    number = id_of(connection, "statements", key)
    page = _one(connection, StatementPage, number)
    page.roles = roles_then(connection, number)
    add_versions(connection, page.appearances)
    if page.status is not None:
        page.status_basis = _status_basis(connection, page.key, page.status)
    return page


def _status_basis(connection: Connection, key: str, status: str) -> StatusBasis | None:
    # Imported here, because most queries need no table metadata, and its import is slow.
    from kzclaims.store.derived.status import active_changes

    changes = active_changes(connection, key)
    if not changes or changes[-1].status != status:
        return None
    latest = changes[-1]
    return StatusBasis(status, f"{latest.at:%Y-%m-%dT%H:%M:%SZ}", latest.because, latest.source, latest.author)


def events(
    connection: Connection, *, newest: bool = False, limit: int = DEFAULT_LIMIT, **filters: Unpack[EventFilters]
) -> ResultSet[Event]:
    """Return events by date.

    The filters are those of `kzclaims.store.read.filters.EventFilters`. Errors are those of `statements`.
    """
    ids = conditions_of.events(connection, **filters).ids(connection, newest=newest, limit=limit)
    return ResultSet(read(connection, Event, ids), limit)


def count_undated_events(connection: Connection, **filters: Unpack[EventFilters]) -> int:
    """Count the events without a date that a range of days leaves out; the other filters apply."""
    rest = filters | EventFilters(on=None, since=None, until=None, certain=False, undated=True)
    undated = conditions_of.events(connection, **rest)
    sql = f"SELECT count(*) FROM events WHERE {undated.sql}"
    count: int = undated.engine.execute(connection, sql, undated.values).scalar_one()
    return count


def event(connection: Connection, key: str) -> EventPage:
    """Return one event with everything recorded about it. Raise `NotFoundError`."""
    return _one(connection, EventPage, id_of(connection, "events", key))


def events_by_key(connection: Connection, keys: Sequence[str]) -> list[Event]:
    """Return the events with these keys, by date."""
    engine = engine_of(connection)
    by_day = "date_earliest NULLS LAST, date_latest NULLS LAST, id"
    sql = f"SELECT id FROM events WHERE {engine.in_list('key', 'keys')} ORDER BY {by_day}"
    return list(read(connection, Event, engine.execute(connection, sql, {"keys": engine.list_value(keys)}).scalars()))


def people(connection: Connection, name: str | None = None, *, limit: int = DEFAULT_LIMIT) -> ResultSet[Person]:
    """Return all people by name, or the candidates for a name. Raise `NotFoundError` if there are none."""
    if name is None:
        return _listing(connection, Person, "people ORDER BY name, key", limit)
    found = sorted(list_candidates(connection, name), key=lambda one: (one.name, one.key))
    return ResultSet(read(connection, Person, (one.id for one in found)), limit)


def person(connection: Connection, name: str) -> PersonPage:
    """Return one person by any name. Raise `NotFoundError`, or `InputError` for the name of several people."""
    return _one(connection, PersonPage, resolve_person(connection, name).id)


def sources(connection: Connection, *, limit: int = DEFAULT_LIMIT) -> ResultSet[Source]:
    """Return sources by day of publication, undated ones last."""
    by_day = "published_earliest NULLS LAST, published_latest NULLS LAST, id"
    return _listing(connection, Source, f"sources ORDER BY {by_day}", limit)


def source(connection: Connection, key: str) -> SourcePage:
    """Return one source with everything recorded about it. Raise `NotFoundError`."""
    number = id_of(connection, "sources", key)
    page = _one(connection, SourcePage, number)
    page.versions = versions_of(connection, number)
    # A statement may be printed twice in it.
    page.statement_keys = list(dict.fromkeys(page.statement_keys))
    return page


def _one(connection: Connection, record_type: type[R], number: int) -> R:
    (record,) = read(connection, record_type, [number])
    return record


def _listing(connection: Connection, record_type: type[R], ordered: str, limit: int) -> ResultSet[R]:
    rows = checked_limit(limit) + 1 if limit else NO_LIMIT
    sql = f"SELECT id FROM {ordered} LIMIT :limit"
    ids: Iterable[int] = engine_of(connection).execute(connection, sql, {"limit": rows}).scalars()
    return ResultSet(read(connection, record_type, ids), limit)
