"""Queries for records. Each takes an open connection and returns the records of `kzclaims.store.results`.

`kzclaims.store.names.resolve` resolves names. Dates are EDTF strings or Python's dates; a range includes both its ends,
and a record is in the range if one of its possible days is. Listings go from the earliest day to the latest, undated
records last.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeVar, Unpack

from msgspec import Struct
from sqlalchemy import Connection

from kzclaims.store.engine import NO_LIMIT, engine_of
from kzclaims.store.names.resolve import list_candidates, resolve_person
from kzclaims.store.read import filters as conditions_of
from kzclaims.store.read.claims import roles_then
from kzclaims.store.read.filters import EventFilters, StatementFilters
from kzclaims.store.read.json_records import read
from kzclaims.store.read.neighbours import PLACE, add_neighbours
from kzclaims.store.read.source_address import source_at
from kzclaims.store.read.versions import add_versions, versions_of
from kzclaims.store.result_set import ResultSet, checked_limit
from kzclaims.store.results import (
    DEFAULT_LIMIT,
    Event,
    EventPage,
    ListedStatement,
    Organization,
    Person,
    PersonPage,
    Source,
    SourcePage,
    Statement,
    StatementPage,
    StatusBasis,
    Topic,
)
from kzclaims.store.schema.keys import id_of, ids_of
from kzclaims.vocabulary import (
    EVENT_ORDERS,
    ORGANIZATION_ORDERS,
    PEOPLE_ORDERS,
    SOURCE_ORDERS,
    STATEMENT_ORDERS,
    TOPIC_ORDERS,
)

R = TypeVar("R", bound=Struct)


def statements(
    connection: Connection,
    *,
    newest: bool = False,
    sort: str | None = None,
    limit: int = DEFAULT_LIMIT,
    **filters: Unpack[StatementFilters],
) -> ResultSet[Statement]:
    """Return statements by day: when they were said or, if that is not recorded, first published.

    `sort` is "day", "recorded" (when they were recorded) or "speaker" (by name, then by day). With `newest`, days and
    times go backwards. The filters are those of `kzclaims.store.read.filters.StatementFilters`. Raise `NotFoundError`
    for unknown names and keys, `InputError` for ambiguous names and for values that are not valid.
    """
    conditions_of.require_order(sort, STATEMENT_ORDERS)
    ids = conditions_of.statements(connection, **filters).ids(connection, sort=sort, newest=newest, limit=limit)
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
    add_neighbours(connection, number, page.appearances)
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
    connection: Connection,
    *,
    newest: bool = False,
    sort: str | None = None,
    limit: int = DEFAULT_LIMIT,
    **filters: Unpack[EventFilters],
) -> ResultSet[Event]:
    """Return events by date.

    `sort` is "date", "recorded" (when they were recorded) or "title". With `newest`, dates and times go backwards. The
    filters are those of `kzclaims.store.read.filters.EventFilters`. Errors are those of `statements`.
    """
    conditions_of.require_order(sort, EVENT_ORDERS)
    ids = conditions_of.events(connection, **filters).ids(connection, sort=sort, newest=newest, limit=limit)
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


_NUMBERS = {
    "people": {"statements": "statements WHERE speaker_id", "mentions": "mentions WHERE person_id"},
    "organizations": {
        "statements": "statements WHERE organization_id",
        "mentions": "mentions WHERE organization_id",
        "sources": "sources WHERE publisher_id",
    },
    "topics": {"statements": "statement_topics WHERE topic_id", "events": "event_topics WHERE topic_id"},
}
"""The rows that are counted in orders by number."""


def people(
    connection: Connection,
    name: str | None = None,
    *,
    sort: str | None = None,
    limit: int = DEFAULT_LIMIT,
    **filters: Unpack[StatementFilters],
) -> ResultSet[Person]:
    """Return all people by name, or the candidates for a name. Raise `NotFoundError` if there are none.

    With filters, only people who speak in the statements that these select are returned. `sort` is "name", or
    "statements" or "mentions", the most first.
    """
    conditions_of.require_order(sort, PEOPLE_ORDERS)
    where, values = [], {}
    if any(value is not None for value in filters.values()):
        said = conditions_of.statements(connection, **filters)
        where.append(f"id IN (SELECT speaker_id FROM statements WHERE {said.sql})")
        values = dict(said.values)
    if name is not None:
        engine = engine_of(connection)
        where.append(engine.in_list("id", "candidates", "integer"))
        values["candidates"] = engine.list_value(one.id for one in list_candidates(connection, name))
    return _listing(connection, Person, "people", _by_name("people", sort), limit, where, values)


def person(connection: Connection, name: str, *, limit: int = DEFAULT_LIMIT) -> PersonPage:
    """Return one person by any name. Raise `NotFoundError`, or `InputError` for the name of several people.

    `limit` is the number of statements in `listed`; 0 is no limit.
    """
    number = resolve_person(connection, name).id
    page = _one(connection, PersonPage, number)
    by_day = "day_earliest NULLS LAST, day_latest NULLS LAST, id"
    sql = f"SELECT id FROM statements WHERE speaker_id = :id ORDER BY {by_day} LIMIT :limit"
    page.listed = _listed(connection, sql, number, limit)
    return page


def organizations(
    connection: Connection, *, sort: str | None = None, limit: int = DEFAULT_LIMIT
) -> ResultSet[Organization]:
    """Return organizations. `sort` is "name", or "statements", "mentions" or "sources", the most first."""
    conditions_of.require_order(sort, ORGANIZATION_ORDERS)
    return _listing(connection, Organization, "organizations", _by_name("organizations", sort), limit)


def topics(connection: Connection, *, sort: str | None = None, limit: int = DEFAULT_LIMIT) -> ResultSet[Topic]:
    """Return topics. `sort` is "name", or "statements" or "events", the most first."""
    conditions_of.require_order(sort, TOPIC_ORDERS)
    return _listing(connection, Topic, "topics", _by_name("topics", sort), limit)


_BY_PUBLICATION = "published_earliest NULLS LAST, published_latest NULLS LAST, id"
_SOURCE_ORDERS = {
    "published": _BY_PUBLICATION,
    "title": f"title, {_BY_PUBLICATION}",
    "publisher": "(SELECT name FROM organizations WHERE organizations.id = publisher_id) NULLS LAST, publisher_id,"
    f" {_BY_PUBLICATION}",
    "statements": "(SELECT count(DISTINCT statement_id) FROM appearances WHERE source_id = sources.id) DESC,"
    f" {_BY_PUBLICATION}",
}


def sources(connection: Connection, *, sort: str | None = None, limit: int = DEFAULT_LIMIT) -> ResultSet[Source]:
    """Return sources by day of publication, undated ones last.

    `sort` is "published", "title", "publisher", or "statements", the most first.
    """
    conditions_of.require_order(sort, SOURCE_ORDERS)
    return _listing(connection, Source, "sources", _SOURCE_ORDERS[sort or "published"], limit)


def source(connection: Connection, key: str, *, limit: int = DEFAULT_LIMIT) -> SourcePage:
    """Return one source, by its key or its address, with everything recorded about it.

    `limit` is the number of statements in `listed`; 0 is no limit. Raise `NotFoundError`, or `InputError` for the
    address of several sources.
    """
    number = source_at(connection, key) if "://" in key else id_of(connection, "sources", key)
    page = _one(connection, SourcePage, number)
    page.versions = versions_of(connection, number)
    # A statement may be printed twice in it.
    page.statement_keys = list(dict.fromkeys(page.statement_keys))
    in_order = ", ".join(f"min({place})" for place in PLACE[:2])
    sql = (
        f"SELECT statement_id FROM appearances WHERE source_id = :id GROUP BY statement_id"
        f" ORDER BY {in_order}, statement_id LIMIT :limit"
    )
    page.listed = _listed(connection, sql, number, limit)
    return page


def _listed(connection: Connection, sql: str, number: int, limit: int) -> list[ListedStatement]:
    rows = checked_limit(limit) or NO_LIMIT
    ids = engine_of(connection).execute(connection, sql, {"id": number, "limit": rows}).scalars().all()
    return list(read(connection, ListedStatement, ids))


def _one(connection: Connection, record_type: type[R], number: int) -> R:
    (record,) = read(connection, record_type, [number])
    return record


def _by_name(table: str, sort: str | None) -> str:
    """Return the order by name, after the number that is asked for."""
    number = _NUMBERS[table].get(sort or "name")
    return f"(SELECT count(*) FROM {number} = {table}.id) DESC, name, key" if number else "name, key"


def _listing(
    connection: Connection,
    record_type: type[R],
    table: str,
    order: str,
    limit: int,
    where: Sequence[str] = (),
    values: Mapping[str, object] = MappingProxyType({}),
) -> ResultSet[R]:
    rows = checked_limit(limit) + 1 if limit else NO_LIMIT
    condition = f" WHERE {' AND '.join(where)}" if where else ""
    sql = f"SELECT id FROM {table}{condition} ORDER BY {order} LIMIT :limit"
    engine = engine_of(connection)
    select = engine.execute if limit else engine.stream
    ids: Iterable[int] = select(connection, sql, {**values, "limit": rows}).scalars()
    return ResultSet(read(connection, record_type, ids), limit)
