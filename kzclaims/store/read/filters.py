"""Filters of statements and events, for listings, exports and pages alike, as conditions."""

from collections.abc import Callable, Mapping
from typing import Any, TypedDict, Unpack

from sqlalchemy import Connection

from kzclaims.errors import InputError
from kzclaims.language import dates
from kzclaims.language.dates import Day
from kzclaims.store.engine import engine_of
from kzclaims.store.names.resolve import resolve_organization, resolve_participant, resolve_person
from kzclaims.store.read.conditions import Conditions, DateRange
from kzclaims.store.schema.keys import id_of
from kzclaims.store.schema.search_indexes import EVENTS, STATEMENTS, TRANSLATIONS
from kzclaims.vocabulary import CHECK_STATES, CHECKED, FAILED, STATEMENT_KINDS, STATUSES, STORED_CHECK_RESULTS, VERDICTS


class SearchFilters(TypedDict, total=False):
    """The filters of a search: those of statements, except for the words; ``None`` is no filter.

    `person` is the speaker, `about` a person or an organization that is mentioned, `organization` the body that speaks
    or is spoken for. `source`, `topic` and `event` are keys. `check` selects statements with a passage that failed its
    check or is unchecked, or has one result, such as `altered`; `checked` selects those all of whose passages are
    checked. `on` is a date, `since` and `until` are the ends of a range, both included.
    """

    person: str | None
    about: str | None
    organization: str | None
    source: str | None
    topic: str | None
    event: str | None
    kind: str | None
    status: str | None
    check: str | None
    on: Day | None
    since: Day | None
    until: Day | None


class StatementFilters(SearchFilters, total=False):
    """The filters of statements. `search` is words as in `kzclaims.search`."""

    search: str | None


class EventFilters(TypedDict, total=False):
    """The filters of events; those that statements have too mean the same.

    `person` is a person or an organization that takes part, `place` a part of a place's name in any case, with ё or е.
    `check` is about the passages that report the event. `certain` selects only events that lie wholly within the range,
    `undated` only events without a date.
    """

    on: Day | None
    since: Day | None
    until: Day | None
    certain: bool
    person: str | None
    topic: str | None
    place: str | None
    check: str | None
    search: str | None
    undated: bool


class CountFilters(StatementFilters, EventFilters):
    """The filters of a count: those of the statements or of the events that it counts."""


def statements(connection: Connection, **filters: Unpack[StatementFilters]) -> Conditions:
    """Return the conditions of the selected statements.

    Raise `NotFoundError` for unknown names and keys, `InputError` for ambiguous names and values that are not valid.
    """
    where, values = _conditions(connection, filters, _STATEMENTS, StatementFilters.__annotations__)
    return Conditions(engine_of(connection), "statements", "day", where, values, _days(filters))


def events(connection: Connection, **filters: Unpack[EventFilters]) -> Conditions:
    """Return the conditions of the selected events. Errors are those of `statements`."""
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
    where, values = _conditions(connection, filters, _EVENTS, EventFilters.__annotations__)
    if undated:
        where.append("date IS NULL")
    return Conditions(engine_of(connection), "events", "date", where, values, days, certain)


def shared_with_events(connection: Connection, given: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return filters of statements as those of events, or None if events don't have all of them."""
    if not given.keys() <= StatementFilters.__annotations__.keys() & EventFilters.__annotations__.keys():
        return None
    if "person" not in given:
        return dict(given)
    # A name that means one person is not to mean an organization here.
    return {**given, "person": resolve_person(connection, given["person"]).key}


def require_order(sort: str | None, orders: tuple[str, ...]) -> None:
    """Raise `InputError` for an unknown order."""
    if sort is not None:
        _require_one_of("sort", sort, orders)


def verdict_condition(verdict: str) -> tuple[str, dict[str, object]]:
    """Return the condition that a review of a statement gives a verdict. Raise `InputError` for an unknown one."""
    _require_one_of("verdict", verdict, VERDICTS)
    return "id IN (SELECT statement_id FROM reviews WHERE verdict = :verdict)", {"verdict": verdict}


def date_range(on: Day | None, since: Day | None, until: Day | None) -> DateRange | None:
    """Return the range of days. Raise `InputError` for dates that make no range."""
    if on is not None:
        if since is not None or until is not None:
            raise InputError("give either {on} or {since} and {until}", parameters=("on", "since", "until"))
        whole = dates.parse_end(on)
        return DateRange(whole.earliest, whole.latest)
    if since is None and until is None:
        return None
    first = dates.OPEN_START if since is None else dates.parse_end(since).earliest
    last = dates.OPEN_END if until is None else dates.parse_end(until).latest
    if first > last:
        raise InputError(
            "{since} {first} is after {until} {last}; give the earlier date first",
            parameters=("since", "until"),
            first=since,
            last=until,
        )
    return DateRange(first, last)


def _days(filters: Mapping[str, Any]) -> DateRange | None:
    return date_range(*(filters.get(name) for name in ("on", "since", "until")))


_Filter = Callable[[Connection, str], tuple[str, object]]
"""Return the condition for a filter's value, and the value of the parameter with the filter's name."""


def _conditions(
    connection: Connection, filters: Mapping[str, Any], known: Mapping[str, _Filter], names: Mapping[str, object]
) -> tuple[list[str], dict[str, object]]:
    if unknown := filters.keys() - names.keys():
        raise TypeError(f"there is no filter {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    where: list[str] = []
    values: dict[str, object] = {}
    for name, condition in known.items():
        if (value := filters.get(name)) is not None:
            sql, bound = condition(connection, value)
            # A search has several parameters with other names; a state of checks has none.
            values |= bound if isinstance(bound, dict) else {name: bound}
            where.append(sql)
    return where, values


def _require_one_of(parameter: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise InputError(
            "{" + parameter + "}: “{value}” is not valid; use one of: {allowed}",
            parameters=(parameter,),
            value=value,
            allowed=", ".join(allowed),
        )


def _one_of(column: str, allowed: tuple[str, ...]) -> _Filter:
    def condition(_: Connection, value: str) -> tuple[str, object]:
        _require_one_of(column, value, allowed)
        return f"{column} = :{column}", value

    return condition


def _linked(table: str, parameter: str, links: str, owner: str, column: str) -> _Filter:
    """Return the filter of rows that a table of links connects with the record of a key."""

    def condition(connection: Connection, key: str) -> tuple[str, object]:
        return f"id IN (SELECT {owner} FROM {links} WHERE {column} = :{parameter})", id_of(connection, table, key)

    return condition


def _participant(parameter: str, links: str, owner: str) -> _Filter:
    """Return the filter of rows that a table of links connects with a person or an organization."""

    def condition(connection: Connection, name: str) -> tuple[str, object]:
        column, named = resolve_participant(connection, name)
        return f"id IN (SELECT {owner} FROM {links} WHERE {column} = :{parameter})", named.id

    return condition


def _check(table: str, owner: str) -> _Filter:
    """Return the filter of rows by the checks of their passages."""
    passages = f"SELECT {owner} FROM {table} WHERE {owner} IS NOT NULL AND"
    failed, checked = (
        "verified IN ({})".format(", ".join(f"'{result}'" for result in results)) for results in (FAILED, CHECKED)
    )

    def condition(_: Connection, value: str) -> tuple[str, object]:
        _require_one_of("check", value, (*CHECK_STATES, *STORED_CHECK_RESULTS))
        match value:
            case "unchecked":
                return f"id IN ({passages} verified IS NULL)", {}
            case "failed":
                return f"id IN ({passages} {failed})", {}
            case "checked":
                others = f"id NOT IN ({passages} verified IS NULL) AND id NOT IN ({passages} {failed})"
                return f"id IN ({passages} {checked}) AND {others}", {}
        return f"id IN ({passages} verified = :check)", value

    return condition


def _place(connection: Connection, part: str) -> tuple[str, object]:
    from kzclaims.language.names.folding import fold

    # SQLite folds the case of ASCII only, so the few different places are compared here.
    wanted = fold(part)
    engine = engine_of(connection)
    places = engine.execute(connection, "SELECT DISTINCT place FROM events WHERE place IS NOT NULL").scalars()
    return engine.in_list("place", "place"), engine.list_value(place for place in places if wanted in fold(place))


def _statements_with(connection: Connection, words: str) -> tuple[str, object]:
    from kzclaims.language.search_query import parse

    engine, query = engine_of(connection), parse(words)
    found, values = engine.search_condition(connection, STATEMENTS, query)
    translated, more = engine.search_condition(connection, TRANSLATIONS, query, "statement_id")
    # A single set of ids instead of OR: then SQLite looks up only the statements that match.
    return f"id IN ({found} UNION ALL {translated})", values | more


def _events_with(connection: Connection, words: str) -> tuple[str, object]:
    from kzclaims.language.search_query import parse

    found, values = engine_of(connection).search_condition(connection, EVENTS, parse(words))
    return f"id IN ({found})", values


_STATEMENTS: dict[str, _Filter] = {
    "person": lambda connection, name: ("speaker_id = :person", resolve_person(connection, name).id),
    "organization": lambda connection, name: (
        "organization_id = :organization",
        resolve_organization(connection, name).id,
    ),
    "about": _participant("about", "mentions", "statement_id"),
    "source": _linked("sources", "source", "appearances", "statement_id", "source_id"),
    "topic": _linked("topics", "topic", "statement_topics", "statement_id", "topic_id"),
    "event": _linked("events", "event", "statement_events", "statement_id", "event_id"),
    "kind": _one_of("kind", STATEMENT_KINDS),
    "status": _one_of("status", STATUSES),
    "check": _check("appearances", "statement_id"),
    "search": _statements_with,
}

_EVENTS: dict[str, _Filter] = {
    "person": _participant("person", "participants", "event_id"),
    "topic": _linked("topics", "topic", "event_topics", "event_id", "topic_id"),
    "place": _place,
    "check": _check("citations", "event_id"),
    "search": _events_with,
}
