"""Counts of statements, events and people by groups. The database groups; only spans of days are spread here.

A date that means several days belongs to a year or a month by one of three rules: by its first possible day
(`earliest`), in fractions by the share of its possible days (`spread`), or only if it certainly is in it (`certain`).
Dates that a rule can't place are counted as uncertain, and records without a date as undated.
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from operator import itemgetter
from typing import Any, NamedTuple, Unpack

from sqlalchemy import Connection

from kzclaims.errors import InputError
from kzclaims.store.engine import engine_of
from kzclaims.store.read import filters as conditions_of
from kzclaims.store.read.conditions import VAGUE_MARKS, Conditions
from kzclaims.store.read.filters import CountFilters
from kzclaims.store.result_set import checked_limit
from kzclaims.store.results import Counts, Group
from kzclaims.vocabulary import COUNT_ORDERS, COUNTED_TYPES, DATE_RULES, EVENT_GROUPS, STATEMENT_GROUPS, TIME_GROUPS
from kzclaims.wording import nearest_or_all

UNCERTAIN, UNDATED = "uncertain", "undated"
_FIRST_DAY, _LAST_DAY = "0001-01-01", "9999-12-31"
"""The days that stand for open ends."""


class _Dimension(NamedTuple):
    """One way to group records: the value of a group, and the table that has its key and its name."""

    value: str
    missing: str
    """The name of the group of records without a value."""
    joins: tuple[str, ...] = ()
    table: str | None = None
    name: str = "name"
    several: bool = False
    """True if a record may have several values."""
    repeats: bool = False
    """True if a record may have the same value twice."""


def _join(table: str, condition: str) -> str:
    return f"LEFT JOIN {table} ON {condition}"


# A negative id is an organization's.
_PARTY = "coalesce({0}.person_id, -{0}.organization_id)"
_PARTIES = "parties"


def _printed(links: str, owner: str) -> dict[str, _Dimension]:
    """Return the groups by the sources in which a table of links finds records."""
    link = _join(links, f"{links}.{owner} = chosen.id")
    source = _join("sources", f"sources.id = {links}.source_id")
    return {
        "source": _Dimension(
            f"{links}.source_id", "no source", (link,), "sources", "title", several=True, repeats=True
        ),
        "publisher": _Dimension(
            "sources.publisher_id", "no publisher", (link, source), "organizations", several=True, repeats=True
        ),
    }


def _topic(links: str, owner: str) -> _Dimension:
    return _Dimension(
        f"{links}.topic_id", "no topic", (_join(links, f"{links}.{owner} = chosen.id"),), "topics", several=True
    )


_STATEMENTS = {
    "speaker": _Dimension("chosen.speaker_id", "no speaker named", table="people"),
    "mentioned": _Dimension(
        _PARTY.format("mentions"),
        "nobody mentioned",
        (_join("mentions", "mentions.statement_id = chosen.id"),),
        _PARTIES,
        several=True,
    ),
    "organization": _Dimension("chosen.organization_id", "no organization", table="organizations"),
    "topic": _topic("statement_topics", "statement_id"),
    "kind": _Dimension("chosen.kind", "no kind"),
    **_printed("appearances", "statement_id"),
    "place": _Dimension(
        "events.place",
        "no place",
        (
            _join("statement_events", "statement_events.statement_id = chosen.id"),
            _join("events", "events.id = statement_events.event_id"),
        ),
        several=True,
        repeats=True,
    ),
    "status": _Dimension("chosen.status", "no status"),
    "verdict": _Dimension(
        "reviews.verdict", "no verdict", (_join("reviews", "reviews.statement_id = chosen.id"),),
        several=True, repeats=True,
    ),
    "language": _Dimension("chosen.lang", "no language"),
}  # fmt: skip
_EVENTS = {
    "participant": _Dimension(
        _PARTY.format("participants"),
        "no participant",
        (_join("participants", "participants.event_id = chosen.id"),),
        _PARTIES,
        several=True,
        repeats=True,
    ),
    "topic": _topic("event_topics", "event_id"),
    "place": _Dimension("chosen.place", "no place"),
    **_printed("citations", "event_id"),
    "language": _Dimension("chosen.lang", "no language"),
}


def count(
    connection: Connection,
    counted: str = "statements",
    by: str | Sequence[str] = (),
    *,
    dates: str = "earliest",
    sort: str | None = None,
    limit: int = 0,
    **filters: Unpack[CountFilters],
) -> Counts:
    """Count statements, events or people by groups, such as ``by="speaker,year"``.

    The filters are those of the listings: of `statements` for statements and people, of `events` for events. Without a
    filter or a group, all recorded people are counted, otherwise those who speak in the selected statements. `dates` is
    the rule for uncertain dates. `sort` is "count", the largest groups first, or "group", by their names; by default
    groups of time alone are in order of time, and others by count. Groups of time within other groups always are in
    order of time. `limit` is the greatest number of groups; 0 is no limit.

    Raise `InputError` for values that are not valid; errors of filters are those of the listings.
    """
    names = _valid_names(counted, by)
    sort = sort or ("group" if names and TIME_GROUPS.keys() >= set(names) else "count")
    for parameter, value, allowed in (("dates", dates, DATE_RULES), ("sort", sort, COUNT_ORDERS)):
        if value not in allowed:
            raise _unknown(parameter, value, allowed)
    if dates == "spread" and counted == "people":
        raise InputError(
            "{dates} “spread” counts fractions, and a person is counted once; use “earliest” or “certain”",
            parameters=("dates",),
        )
    checked_limit(limit)
    given = {name: value for name, value in filters.items() if value not in (None, False)}
    query = _Query(connection, counted, names, dates, given)
    rows = list(_spread(query.rows(), names) if query.spreads else query.rows())
    groups = _sorted(rows, names, sort)
    total = query.total([row.number for row in rows])
    shown = [_group(row, names, query.dimensions) for row in groups[: limit or None]]
    return Counts(counted, names, dates, total, len(groups), shown)


def _valid_names(counted: str, by: str | Sequence[str]) -> list[str]:
    """Return the names of the groups."""
    if counted not in COUNTED_TYPES:
        raise _unknown("counted", counted, COUNTED_TYPES)
    names = [one.strip() for one in by.split(",") if one.strip()] if isinstance(by, str) else list(by)
    known = EVENT_GROUPS if counted == "events" else STATEMENT_GROUPS
    if unknown := next((one for one in names if one not in known), None):
        raise _unknown("by", unknown, known)
    if twice := [one for one, number in Counter(names).items() if number > 1]:
        raise InputError("{by}: “{value}” is given twice", parameters=("by",), value=twice[0])
    return names


def _unknown(parameter: str, value: str, allowed: Sequence[str]) -> InputError:
    return InputError(
        "{" + parameter + "}: “{value}” is not valid; {allowed}",
        parameters=(parameter,),
        value=value,
        allowed=nearest_or_all(value, allowed),
    )


class _Row(NamedTuple):
    """A group: the key and the name of each value, and the number of records."""

    values: tuple[tuple[str | None, str | None], ...]
    number: int | Fraction
    span: tuple[str, str] | None = None
    """The first and the last possible day of records that are spread."""


class _Query:
    """The SQL of a count."""

    def __init__(
        self, connection: Connection, counted: str, names: Sequence[str], dates: str, filters: Mapping[str, Any]
    ) -> None:
        self._connection, self._engine = connection, engine_of(connection)
        self._counted, self._names, self._dates = counted, names, dates
        self._is_filtered = bool(filters)
        known = _EVENTS if counted == "events" else _STATEMENTS
        conditions: Any = conditions_of.events if counted == "events" else conditions_of.statements
        self._chosen: Conditions = conditions(connection, **filters)
        self.dimensions = {
            name: _Dimension(self._period(TIME_GROUPS[name]), UNDATED) if name in TIME_GROUPS else known[name]
            for name in names
        }
        self.spreads = dates == "spread" and any(name in TIME_GROUPS for name in names)

    def total(self, counts: Sequence[int | Fraction]) -> int:
        """Return the number of selected records; `counts` are those of the groups."""
        if self._counted != "people" and not any(one.several for one in self.dimensions.values()):
            return int(sum(counts))
        return self._number(f"SELECT {self._counting(repeats=False)} {self._from()}")

    def rows(self) -> Iterator[_Row]:
        """Yield the groups."""
        if not self._names:
            yield _Row((), self._number(f"SELECT {self._counting(repeats=False)} {self._from()}"))
            return
        dimensions = list(self.dimensions.values())
        inner = [f"{one.value} AS value{number}" for number, one in enumerate(dimensions)]
        if self.spreads:
            crosses = f"NOT coalesce({self._is_in_one(self._finest)}, TRUE)"
            inner += [f"CASE WHEN {crosses} THEN {self._day(end)} END AS {end}" for end in ("earliest", "latest")]
        joins = dict.fromkeys(join for one in dimensions for join in one.joins)
        number = self._counting(repeats=any(one.repeats for one in dimensions))
        places = ", ".join(str(place) for place in range(1, len(inner) + 1))
        grouped = f"SELECT {', '.join(inner)}, {number} AS number {self._from(*joins)} GROUP BY {places}"
        columns, labels = zip(*map(_labels, dimensions, range(len(dimensions))), strict=True)
        days = ["earliest", "latest"] if self.spreads else ["NULL", "NULL"]
        sql = (
            f"SELECT {', '.join((*columns, *days, 'number'))} FROM ({grouped}) AS grouped"
            f" {' '.join(label for label in labels if label)}"
        )
        for *pairs, first, last, found in self._engine.execute(self._connection, sql, self._chosen.values):
            values = tuple(zip(pairs[::2], pairs[1::2]))  # noqa: B905 - as many of both
            yield _Row(values, found, None if first is None else (first, last))

    def _number(self, sql: str) -> int:
        number: int = self._engine.execute(self._connection, sql, self._chosen.values).scalar_one()
        return number

    @property
    def _finest(self) -> int:
        return max(TIME_GROUPS[name] for name in self._names if name in TIME_GROUPS)

    def _counting(self, *, repeats: bool) -> str:
        if self._counted == "people":
            return "count(DISTINCT chosen.speaker_id)" if self._names or self._is_filtered else "count(*)"
        return "count(DISTINCT chosen.id)" if repeats else "count(*)"

    def _from(self, *joins: str) -> str:
        """Return the selected rows with everything joined to them."""
        if self._counted == "people" and not self._names and not self._is_filtered:
            return "FROM people"
        speaking = " WHERE chosen.speaker_id IS NOT NULL" if self._counted == "people" else ""
        rows = f"SELECT * FROM {self._chosen.table} WHERE {self._chosen.sql}"
        return f"FROM ({rows}) AS chosen {' '.join(joins)}{speaking}"

    def _day(self, end: str) -> str:
        return f"CAST(chosen.{self._chosen.date}_{end} AS TEXT)"

    def _is_in_one(self, digits: int) -> str:
        """Return the condition that all possible days are in one year or month."""
        return f"substr({self._day('earliest')}, 1, {digits}) = substr({self._day('latest')}, 1, {digits})"

    def _period(self, digits: int) -> str:
        """Return the year or the month of a row, by the rule for uncertain dates."""
        first = self._day("earliest")
        match self._dates:
            case "certain":
                marks = " AND ".join(f"chosen.{self._chosen.date} NOT LIKE {mark} ESCAPE '!'" for mark in VAGUE_MARKS)
                condition = f"{self._is_in_one(digits)} AND {marks}"
            case "spread":
                # The rest is spread over its days, which are selected beside it.
                condition = self._is_in_one(self._finest)
            case _:
                condition = f"{first} > '{_FIRST_DAY}'"
        period = f"CASE WHEN {condition} THEN substr({first}, 1, {digits})"
        return f"{period} WHEN {first} IS NOT NULL THEN '{UNCERTAIN}' END"


def _labels(dimension: _Dimension, number: int) -> tuple[str, str]:
    """Return the two columns with the key and the name of a group, and the joins that they need."""
    value, label = f"value{number}", f"label{number}"
    if dimension.table is None:
        return f"{value}, {value}", ""
    if dimension.table == _PARTIES:
        body = f"body{number}"
        return (
            f"coalesce({label}.key, {body}.key), coalesce({label}.name, {body}.name)",
            f"{_join(f'people AS {label}', f'{label}.id = {value}')}"
            f" {_join(f'organizations AS {body}', f'{body}.id = -{value}')}",
        )
    return f"{label}.key, {label}.{dimension.name}", _join(f"{dimension.table} AS {label}", f"{label}.id = {value}")


def _spread(rows: Iterable[_Row], names: Sequence[str]) -> Iterator[_Row]:
    """Yield groups in which rows with several possible days are spread over the years or months of these."""
    counts: dict[tuple[tuple[str | None, str | None], ...], int | Fraction] = {}
    digits = max(TIME_GROUPS[name] for name in names if name in TIME_GROUPS)
    for row in rows:
        is_open = row.span is not None and (row.span[0] == _FIRST_DAY or row.span[1] == _LAST_DAY)
        shares = {None: Fraction(1)} if row.span is None or is_open else _shares(*row.span, digits)
        for period, share in shares.items():
            values = row.values
            if period is not None:
                values = tuple(
                    (period[: TIME_GROUPS[name]],) * 2 if name in TIME_GROUPS else value
                    for name, value in zip(names, row.values, strict=True)
                )
            counts[values] = counts.get(values, 0) + row.number * share
    for values, number in counts.items():
        yield _Row(values, int(number) if number == int(number) else number)


def _shares(first: str, last: str, digits: int) -> dict[str | None, Fraction]:
    """Return the share of the days from the first to the last one in each year or month."""
    day, end = date.fromisoformat(first), date.fromisoformat(last)
    days = (end - day).days + 1
    shares: dict[str | None, Fraction] = {}
    while True:
        month = day.month if digits == TIME_GROUPS["month"] else 12
        until = min(date(day.year, month, monthrange(day.year, month)[1]), end)
        shares[day.isoformat()[:digits]] = Fraction((until - day).days + 1, days)
        if until == end:
            return shares
        day = until + timedelta(1)


def _sorted(rows: list[_Row], names: Sequence[str], sort: str) -> list[_Row]:
    """Return the groups in their order, which no engine's collation changes; those without a value are last."""
    times = [place for place, name in enumerate(names) if name in TIME_GROUPS]
    others = [place for place, name in enumerate(names) if name not in TIME_GROUPS]
    if not names:
        return rows
    compared, timed = _getter(others or times), _getter(times if others else [])
    sizes: dict[_Values, int | Fraction] = {}
    for row in rows:
        # Groups of time within a group of others are ordered by its sum.
        key = compared(row.values)
        sizes[key] = sizes.get(key, 0) + (row.number if sort == "count" else 0)

    ranks = _ranks(sizes, lambda key: ([value[0] is None for value in key], -sizes[key], [*map(_place, key)]))
    periods = _ranks({timed(row.values) for row in rows}, lambda key: [*map(_place, key)])
    return sorted(rows, key=lambda row: (ranks[compared(row.values)], periods[timed(row.values)]))


_Values = tuple[tuple[str | None, str | None], ...]


def _getter(places: Sequence[int]) -> Callable[[_Values], _Values]:
    """Return a function that selects some values of a group."""
    if len(places) > 1:
        return itemgetter(*places)
    return itemgetter(slice(places[0], places[0] + 1) if places else slice(0))


def _ranks(keys: Iterable[_Values], order: Callable[[_Values], Any]) -> dict[_Values, int]:
    return {key: rank for rank, key in enumerate(sorted(keys, key=order))}


def _place(value: tuple[str | None, str | None]) -> tuple[int, str, str]:
    key, name = value
    return (2 if key is None else 1 if key == UNCERTAIN else 0), name or "", key or ""


def _group(row: _Row, names: Sequence[str], dimensions: Mapping[str, _Dimension]) -> Group:
    values: dict[str, str | None] = {}
    shown: dict[str, str] = {}
    for name, (key, label) in zip(names, row.values, strict=True):
        is_uncertain = name in TIME_GROUPS and key == UNCERTAIN
        values[name] = None if is_uncertain else key
        shown[name] = label or dimensions[name].missing
    return Group(values, shown, row.number if isinstance(row.number, int) else float(row.number))
