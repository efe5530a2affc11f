"""The selection of an export: statements by filters, with all records that they refer to."""

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple, TypeVar, Unpack, cast

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Select,
    Table,
    Text,
    TextClause,
    and_,
    case,
    func,
    literal,
    literal_column,
    or_,
    select,
    union,
)
from sqlalchemy import cast as cast_to

from kzclaims.dossier.records import Event, Organization, Person, Record, Source, Statement
from kzclaims.language import dates
from kzclaims.store.read import filters
from kzclaims.store.read.json_records import CHUNK, read
from kzclaims.store.read.versions import Times, seconds_at, times_of
from kzclaims.store.schema import tables
from kzclaims.store.schema.record_tables import RECORD_TABLES
from kzclaims.wording import describe_check

R = TypeVar("R", bound=Record)

Day = tuple[str | None, date | None, date | None]
_ENDS = ("", "_earliest", "_latest")
_DAYS: dict[type[Record], str] = {Statement: "day", Event: "date", Source: "published"}
"""The columns with the day of a record."""

_MOST_TIMES = 100
"""The number of transcripts whose times are kept in memory."""

NOT_SAID = ("misattributed", "fabricated")
"""The statuses of a statement that its speaker did not make."""


class Mentions(NamedTuple):
    """The number of statements in which a speaker mentions somebody; both are keys of `Selection.names`."""

    speaker: str
    mentioned: str
    statements: int


class _Checked(NamedTuple):
    """The words for the check of a passage, and its time in a recording."""

    words: str
    seconds: float | None


class Selection:
    """Statements by the filters of `kzclaims.store.read.filters`, and the records that they refer to.

    Events are those that the statements are about and, if events have all the given filters too, those that match them.
    Without a filter, everything is selected. Raise the errors of `statements`.
    """

    def __init__(self, connection: Connection, **asked: Unpack[filters.StatementFilters]) -> None:
        self._connection = connection
        given: Any = {name: value for name, value in asked.items() if value is not None}
        self._conditions = filters.statements(connection, **given).clause() if given else None
        self._selected: dict[Table, CTE] = {}
        self._same_events: TextClause | None = None
        self._chunk: list[int] = []
        """The ids of the statements that were read last."""
        self._checks: dict[str, list[_Checked]] = {}
        """The checks of some of them."""
        self._times: dict[int, Times] = {}
        """The times of transcripts, by source."""
        if (shared := filters.shared_with_events(connection, given)) is not None:
            self._same_events = filters.events(connection, **cast("filters.EventFilters", shared)).clause()

    def records(self, record_type: type[R]) -> Iterator[R]:
        """Yield the selected records of a type: statements, events and sources by day, others by key.

        Each record is complete: an appearance has its words even if they are the statement's own. The text of a whole
        publication is left out, because it may be protected by copyright.
        """
        return (record for _, record in self.dated(record_type))

    def ids(self, record_type: type[Record]) -> list[int]:
        """Return the ids of the selected records of a type, in the order of `records`."""
        return [row[0] for row in self._connection.execute(self._ordered(record_type))]

    def dated(self, record_type: type[R]) -> Iterator[tuple[Day, R]]:
        """Yield the records of `records`, each with its day: the EDTF, and the first and the last day it can mean."""
        # Rows are fetched from a server as they are needed.
        ids = self._ordered(record_type).execution_options(stream_results=True, max_row_buffer=CHUNK)
        rows = iter(self._connection.execute(ids))
        while some := list(islice(rows, CHUNK)):
            numbers = [row[0] for row in some]
            if record_type is Statement:
                self._chunk, self._checks = numbers, {}
            for (_, *own), record in zip(some, read(self._connection, record_type, numbers), strict=True):
                if isinstance(record, Source):
                    record.text = None
                elif isinstance(record, Statement):
                    for appearance in record.appearances:
                        appearance.exact = appearance.exact or record.text
                yield (own[0], own[1], own[2]), record

    def _ordered(self, record_type: type[Record]) -> Select[Any]:
        """Return the query of the ids and days of the selected records of a type."""
        table = RECORD_TABLES[record_type]
        column = _DAYS.get(record_type)
        day = [literal(None)] * 3 if column is None else [table.c[f"{column}{end}"] for end in _ENDS]
        ids = select(table.c.id, *day).where(table.c.id.in_(self._ids(table)))
        if column is not None:
            ids = ids.order_by(*(one.nulls_last() for one in day[1:]))
        return ids.order_by(table.c.key)

    def count(self, record_type: type[Record]) -> int:
        """Return the number of selected records of a type."""
        chosen = self._ids(RECORD_TABLES[record_type]).subquery()
        return self._connection.scalar(select(func.count()).select_from(chosen)) or 0

    def by_month(self, record_type: type[Record]) -> dict[str | None, int]:
        """Return the numbers of selected records by the month of their first possible day; None is no such day."""
        column = RECORD_TABLES[record_type].c[f"{_DAYS[record_type]}_earliest"]
        month = case((column > dates.OPEN_START, func.substr(cast_to(column, Text), 1, 7)))
        chosen = column.table.c.id.in_(self._ids(RECORD_TABLES[record_type]))
        grouped = select(month, func.count()).where(chosen).group_by(literal_column("1"))
        return dict(self._connection.execute(grouped).all())

    def found(self) -> bool:
        """Return True if any statement or event is selected."""
        return any(next(self.records(record_type), None) for record_type in (Statement, Event))

    @cached_property
    def statuses(self) -> dict[str, str]:
        """The statuses of the selected statements that have one, by key."""
        s = tables.statements.c
        found = select(s.key, s.status).where(s.status.is_not(None), s.id.in_(self._ids(tables.statements)))
        return dict(self._connection.execute(found).all())

    def check_of(self, record: Record, source: str, number: int) -> str:
        """Return the words for the check of a passage of a record. Its number counts from 1."""
        if isinstance(record, Statement):
            return self._checked(record)[number - 1].words
        return describe_check(None, source, has_text=source in self._archived)

    def seconds_of(self, record: Record, number: int) -> float | None:
        """Return the time of a passage since the beginning of a recording, in seconds; None if there is none."""
        return self._checked(record)[number - 1].seconds if isinstance(record, Statement) else None

    def _checked(self, statement: Statement) -> "list[_Checked]":
        if statement.key not in self._checks:
            self._checks = self._checks_of(tables.statements.c.id.in_(self._chunk))
        if statement.key not in self._checks:
            self._checks |= self._checks_of(tables.statements.c.key == statement.key)
        return self._checks[statement.key]

    @cached_property
    def _archived(self) -> set[str]:
        s = tables.sources.c
        return set(self._connection.scalars(select(s.key).where(s.text.is_not(None))))

    def _checks_of(self, chosen: ColumnElement[bool]) -> "dict[str, list[_Checked]]":
        """Return the checks of statements' appearances, in their order, by the statement's key."""
        s, printed, sources = tables.statements.c, tables.appearances.c, tables.sources.c
        found = (
            select(s.key, printed.verified, sources.key, sources.text.is_not(None), sources.id, printed.start)
            .select_from(tables.appearances.join(tables.statements).join(tables.sources))
            .where(chosen)
            .order_by(printed.id)
        )
        checks: dict[str, list[_Checked]] = {}
        for statement, result, source, has_text, number, start in self._connection.execute(found).all():
            words = describe_check(result, source, has_text=has_text)
            seconds = seconds_at(self._times_of(number), start) if has_text and start is not None else None
            checks.setdefault(statement, []).append(_Checked(words, seconds))
        return checks

    def _times_of(self, source: int) -> Times:
        if source not in self._times:
            if len(self._times) >= _MOST_TIMES:
                self._times.clear()
            self._times[source] = times_of(self._connection, source)
        return self._times[source]

    @cached_property
    def sources(self) -> dict[str, Source]:
        """The selected sources by key."""
        return {source.key: source for source in self.records(Source)}

    @cached_property
    def names(self) -> dict[str, Person | Organization]:
        """The selected people and organizations by "person" or "organization", a slash, and the key."""
        people = {f"person/{one.key}": one for one in self.records(Person)}
        return people | {f"organization/{one.key}": one for one in self.records(Organization)}

    def speaker(self, statement: Statement) -> Person | Organization | None:
        """Return the speaker or, if no person is named, the organization."""
        if statement.speaker:
            return self.names[f"person/{statement.speaker}"]
        return self.names[f"organization/{statement.organization}"] if statement.organization else None

    def mentioned(self, key: str) -> str:
        """Return the key of `names` for a mentioned key, which may be a person's or an organization's."""
        return f"person/{key}" if f"person/{key}" in self.names else f"organization/{key}"

    def mentions(self) -> Iterator[Mentions]:
        """Yield the mentions by speaker. If no person is named, the organization is the speaker.

        Misattributed and fabricated statements are left out.
        """
        s, m = tables.statements.c, tables.mentions.c
        speakers, speaking, people, bodies = (
            table.alias() for table in (tables.people, tables.organizations, tables.people, tables.organizations)
        )
        ends = [speakers.c.key, speaking.c.key, people.c.key, bodies.c.key]
        query: Select[Any] = (
            select(*ends, func.count())
            .select_from(
                tables.mentions.join(tables.statements, s.id == m.statement_id)
                .outerjoin(speakers, speakers.c.id == s.speaker_id)
                .outerjoin(speaking, and_(speaking.c.id == s.organization_id, s.speaker_id.is_(None)))
                .outerjoin(people, people.c.id == m.person_id)
                .outerjoin(bodies, bodies.c.id == m.organization_id)
            )
            .where(
                s.id.in_(self._ids(tables.statements)),
                or_(s.speaker_id.is_not(None), s.organization_id.is_not(None)),
                func.coalesce(s.status, "").not_in(NOT_SAID),
            )
            .group_by(*ends)
            .order_by(*(end.nulls_last() for end in ends))
        )
        for speaker, body, person, other, count in self._connection.execute(query):
            yield Mentions(_of_either(speaker, body), _of_either(person, other), count)

    def _ids(self, table: Table) -> Select[Any]:
        """Return the ids of the selected rows of a table, as a CTE for each table: subqueries would nest too deep."""
        if self._conditions is None:
            return select(table.c.id)
        if table not in self._selected:
            condition = self._conditions if table is tables.statements else table.c.id.in_(self._referred_to(table))
            self._selected[table] = select(table.c.id).where(condition).cte(f"selected_{table.name}")
        return select(self._selected[table].c.id)

    def _referred_to(self, table: Table) -> Any:
        """Return the ids of the rows of a table to which other selected rows refer."""
        chosen = self._ids
        s, e = tables.statements.c, tables.events.c
        if table is tables.events:
            about = tables.statement_events.c
            asked = [select(about.event_id).where(about.statement_id.in_(chosen(tables.statements)))]
            if self._same_events is not None:
                asked.append(select(e.id).where(self._same_events))
        elif table is tables.topics:
            asked = [
                select(link.c.topic_id).where(link.c[owner].in_(chosen(whose)))
                for link, owner, whose in (
                    (tables.statement_topics, "statement_id", tables.statements),
                    (tables.event_topics, "event_id", tables.events),
                )
            ]
        elif table is tables.reviews:
            asked = [select(tables.reviews.c.id).where(tables.reviews.c.statement_id.in_(chosen(tables.statements)))]
        elif table is tables.sources:
            printed, cited, held = tables.appearances.c, tables.citations.c, tables.roles.c
            roles = select(held.id).where(held.person_id.in_(chosen(tables.people)))
            asked = [
                select(printed.source_id).where(printed.statement_id.in_(chosen(tables.statements))),
                select(cited.source_id).where(or_(cited.event_id.in_(chosen(tables.events)), cited.role_id.in_(roles))),
            ]
        else:
            column = "person_id" if table is tables.people else "organization_id"
            speaks = s.speaker_id if table is tables.people else s.organization_id
            asked = [
                select(speaks).where(s.id.in_(chosen(tables.statements))),
                select(tables.mentions.c[column]).where(tables.mentions.c.statement_id.in_(chosen(tables.statements))),
                select(tables.participants.c[column]).where(tables.participants.c.event_id.in_(chosen(tables.events))),
            ]
            if table is tables.organizations:
                asked += [
                    select(tables.roles.c.organization_id).where(tables.roles.c.person_id.in_(chosen(tables.people))),
                    select(tables.sources.c.publisher_id).where(tables.sources.c.id.in_(chosen(tables.sources))),
                    select(tables.reviews.c.reviewer_id).where(tables.reviews.c.id.in_(chosen(tables.reviews))),
                ]
        return union(*asked)


def _of_either(person: str | None, organization: str | None) -> str:
    return f"person/{person}" if person else f"organization/{organization}"
