"""Filters to conditions: which statements and which events are meant, for listings and exports alike.

A condition is SQL of constants alone. What a user asks for goes beside it, as a value with the filter's name.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypedDict, Unpack

import msgspec
from sqlalchemy import Connection, TextClause, bindparam, text

from kzclaims.errors import InputError
from kzclaims.language import dates
from kzclaims.language.names.transliterate import fold
from kzclaims.store.engine import engine_of
from kzclaims.store.names.resolve import resolve_organization, resolve_participant, resolve_person
from kzclaims.store.schema.keys import id_of
from kzclaims.store.schema.search_indexes import EVENTS, STATEMENTS, TRANSLATIONS


class StatementFilters(TypedDict, total=False):
    """Which statements; ``None`` asks for nothing.

    `person` is the speaker, `about` somebody whom the statement mentions, `organization` the body that speaks or is
    spoken for, `source`, `topic` and `event` are keys, `search` is words as `kzclaims.search` understands them. `on` is
    a date, `since` and `until` the ends of a range, both in it.
    """

    person: str | None
    about: str | None
    organization: str | None
    source: str | None
    topic: str | None
    event: str | None
    kind: str | None
    status: str | None
    on: str | None
    since: str | None
    until: str | None
    search: str | None


class EventFilters(TypedDict, total=False):
    """Which events; those that statements have too mean the same.

    `person` is a person or an organization that takes part, `place` a part of a place's name, whatever the case of the
    letters, ё or е. With `certain`, only events that lie wholly within the range; with `undated`, only those without a
    date.
    """

    on: str | None
    since: str | None
    until: str | None
    certain: bool
    person: str | None
    topic: str | None
    place: str | None
    search: str | None
    undated: bool


@dataclass
class Conditions:
    """What holds of the rows of a table that are meant."""

    table: str
    day: str
    """What its columns of days begin with."""
    where: list[str]
    values: dict[str, object]
    days: tuple[date, date] | None = None
    """The first and the last day of a range."""
    certain: bool = False

    def __post_init__(self) -> None:
        if self.days:
            first, last = self.days
            month = first.replace(day=1)
            self.values |= {"first": str(first), "last": str(last)}
            self.values |= {"month": str(month), "year": str(month.replace(month=1))}

    def ids(self, connection: Connection, *, newest: bool = False, limit: int = 0) -> Iterator[int]:
        """The ids by day, what has no day last; one more than the limit, for the caller to know that there is more."""
        down = " DESC" if newest else ""
        # What has no day is in no range, and an order that need not put it last is that of the index.
        last = "" if self.days else " NULLS LAST"
        # What it is ordered by is selected, as in rows.py.
        columns = f"id, {self.day}_earliest, {self.day}_latest"
        parts = (
            f"SELECT {columns} FROM {rows} WHERE {' AND '.join([*self.where, days])}" for rows, days in self._parts()
        )
        sql = f"{' UNION ALL '.join(parts)} ORDER BY 2{down}{last}, 3{down}{last}, 1{down} LIMIT :limit"
        found = connection.exec_driver_sql(sql, self.values | {"limit": limit + 1 if limit else -1})
        return (number for number, *_ in found)

    @property
    def sql(self) -> str:
        """All of it in one condition; a range is a set of ids, so that no other rows are looked at."""
        return " AND ".join([*self.where, f"id IN ({self._in_range})" if self.days else "TRUE"])

    def sql_for_few(self, connection: Connection) -> str:
        """The same for a query that wants the first rows by id: they are soon met with where a range has most rows, and
        to gather the ids of all of those would take longer.
        """
        if self.days is None or self.certain:
            return self.sql
        half = (connection.exec_driver_sql(f"SELECT max(id) FROM {self.table}").scalar() or 0) // 2
        some = f"SELECT count(*) FROM ({self._in_range} LIMIT {half + 1})"
        if (connection.exec_driver_sql(some, self.values).scalar() or 0) <= half:
            return self.sql
        return " AND ".join([*self.where, f"{self.day}_earliest <= :last AND {self.day}_latest >= :first"])

    def clause(self) -> TextClause:
        """The same for a query of SQLAlchemy's."""
        used = {name: value for name, value in self.values.items() if f":{name}" in self.sql}
        return text(self.sql).bindparams(*(bindparam(name, value, unique=True) for name, value in used.items()))

    @property
    def _in_range(self) -> str:
        return " UNION ALL ".join(f"SELECT id FROM {rows} WHERE {days}" for rows, days in self._parts())

    def _parts(self) -> list[tuple[str, str]]:
        """Rows, and which of them are in the range: in parts that have none in common.

        What overlaps a range may have begun long before it. Those few spans have indexes of their own, so that nothing
        else is looked at that begins before the range's first month, and of what begins before its first year nothing
        but what reaches over a year's end.
        """
        earliest, latest = f"{self.day}_earliest", f"{self.day}_latest"
        if self.days is None:
            return [(self.table, "TRUE")]
        if self.certain:
            return [(self.table, f"{earliest} >= :first AND {latest} <= :last")]
        parts = []
        for digits, begins in ((4, f"{earliest} < :year"), (7, f"{earliest} >= :year AND {earliest} < :month")):
            # As the index has it: SQLite compares the conditions as they are written.
            is_long = f"substr({earliest}, 1, {digits}) < substr({latest}, 1, {digits})"
            spans = f"{is_long} AND {begins} AND {latest} >= :first"
            # LIMIT has SQLite take that index even where a filter has one: a speaker may have said much.
            fenced = f"(SELECT * FROM {self.table} WHERE {spans} LIMIT -1) AS spans"
            parts.append((fenced, "TRUE") if self.where else (self.table, spans))
        return [*parts, (self.table, f"{earliest} >= :month AND {earliest} <= :last AND {latest} >= :first")]


def days_asked(on: str | None, since: str | None, until: str | None) -> tuple[date, date] | None:
    """The first and the last day asked for, both in the range. Raises `InputError` for dates that make no range."""
    if on is not None:
        if since is not None or until is not None:
            raise InputError("give either {on} or {since} and {until}", parameters=("on", "since", "until"))
        asked = dates.parse(on)
        return asked.earliest, asked.latest
    if since is None and until is None:
        return None
    first = dates.OPEN_START if since is None else dates.parse(since).earliest
    last = dates.OPEN_END if until is None else dates.parse(until).latest
    if first > last:
        raise InputError(
            "{since} {first} is after {until} {last}; give the earlier date first",
            parameters=("since", "until"),
            first=since,
            last=until,
        )
    return first, last


def statements(connection: Connection, **filters: Unpack[StatementFilters]) -> Conditions:
    """Which statements the filters choose.

    Raises `NotFoundError` for names and keys that nobody has, `InputError` for names that several have and for dates
    that are none.
    """
    where, values = _asked(connection, filters, _STATEMENTS, StatementFilters.__annotations__)
    return Conditions("statements", "day", where, values, _days(filters))


def events(connection: Connection, **filters: Unpack[EventFilters]) -> Conditions:
    """Which events the filters choose; errors as with `statements`."""
    days = _days(filters)
    certain, undated = filters.get("certain", False), filters.get("undated", False)
    if undated and (days or certain):
        raise InputError(
            "{undated} asks for events without a date; leave out {on}, {since}, {until} and {certain}",
            parameters=("undated", "on", "since", "until", "certain"),
        )
    if certain and not days:
        raise InputError(
            "{certain} needs a range of dates; give {on}, {since} or {until}",
            parameters=("certain", "on", "since", "until"),
        )
    where, values = _asked(connection, filters, _EVENTS, EventFilters.__annotations__)
    if undated:
        where.append("date IS NULL")
    return Conditions("events", "date", where, values, days, certain)


def _days(filters: Mapping[str, Any]) -> tuple[date, date] | None:
    return days_asked(*(filters.get(name) for name in ("on", "since", "until")))


_Condition = Callable[[Connection, str], tuple[str, object]]
"""A filter's value to a condition, and what stands in it for the filter's name."""


def _asked(
    connection: Connection, filters: Mapping[str, Any], known: Mapping[str, _Condition], names: Mapping[str, object]
) -> tuple[list[str], dict[str, object]]:
    if unknown := filters.keys() - names.keys():
        raise TypeError(f"there is no filter {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    where: list[str] = []
    values: dict[str, object] = {}
    for name, condition in known.items():
        if (value := filters.get(name)) is not None:
            sql, values[name] = condition(connection, value)
            where.append(sql)
    return where, values


def _about(connection: Connection, name: str) -> tuple[str, object]:
    column, one = resolve_participant(connection, name)
    return f"id IN (SELECT statement_id FROM mentions WHERE {column} = :about)", one.id


def _taking_part(connection: Connection, name: str) -> tuple[str, object]:
    column, one = resolve_participant(connection, name)
    return f"id IN (SELECT event_id FROM participants WHERE {column} = :person)", one.id


def _place(connection: Connection, part: str) -> tuple[str, object]:
    # SQLite folds the case of ASCII only, so the few different places are compared here.
    wanted = fold(part)
    places = connection.exec_driver_sql("SELECT DISTINCT place FROM events WHERE place IS NOT NULL").scalars()
    found = [place for place in places if wanted in fold(place)]
    return "place IN (SELECT value FROM json_each(:place))", msgspec.json.encode(found).decode()


def _statements_with(connection: Connection, words: str) -> tuple[str, object]:
    from kzclaims.language.search_query import parse

    engine = engine_of(connection)
    found = engine.search_condition(STATEMENTS, "search")
    translated = engine.search_condition(TRANSLATIONS, "search", "statement_id")
    # One set of ids, and not one or the other: SQLite then looks up no more statements than are wanted.
    return f"id IN ({found} UNION ALL {translated})", engine.search_value(parse(words))


def _events_with(connection: Connection, words: str) -> tuple[str, object]:
    from kzclaims.language.search_query import parse

    engine = engine_of(connection)
    return f"id IN ({engine.search_condition(EVENTS, 'search')})", engine.search_value(parse(words))


_STATEMENTS: dict[str, _Condition] = {
    "person": lambda connection, name: ("speaker_id = :person", resolve_person(connection, name).id),
    "organization": lambda connection, name: (
        "organization_id = :organization",
        resolve_organization(connection, name).id,
    ),
    "about": _about,
    "source": lambda connection, key: (
        "id IN (SELECT statement_id FROM appearances WHERE source_id = :source)",
        id_of(connection, "sources", key),
    ),
    "topic": lambda connection, key: (
        "id IN (SELECT statement_id FROM statement_topics WHERE topic_id = :topic)",
        id_of(connection, "topics", key),
    ),
    "event": lambda connection, key: (
        "id IN (SELECT statement_id FROM statement_events WHERE event_id = :event)",
        id_of(connection, "events", key),
    ),
    "kind": lambda _, kind: ("kind = :kind", kind),
    "status": lambda _, status: ("status = :status", status),
    "search": _statements_with,
}

_EVENTS: dict[str, _Condition] = {
    "person": _taking_part,
    "topic": lambda connection, key: (
        "id IN (SELECT event_id FROM event_topics WHERE topic_id = :topic)",
        id_of(connection, "topics", key),
    ),
    "place": _place,
    "search": _events_with,
}
