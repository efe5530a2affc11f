"""What an export is about: chosen statements, with all that they refer to."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple, TypeVar, Unpack

from sqlalchemy import CTE, Connection, Select, Table, TextClause, and_, func, or_, select, union

from kzclaims.dossier.records import Event, Organization, Person, Record, Source, Statement
from kzclaims.store.names.resolve import resolve_person
from kzclaims.store.read import dump, filters
from kzclaims.store.schema import tables as t
from kzclaims.store.schema.record_tables import RECORD_TABLES

R = TypeVar("R", bound=Record)

SHARED_WITH_EVENTS = filters.StatementFilters.__annotations__.keys() & filters.EventFilters.__annotations__.keys()
"""The filters that statements and events have in common."""

NOT_SAID = ("misattributed", "fabricated")
"""The statuses of a statement that its speaker did not make."""


class Mentions(NamedTuple):
    """In how many statements one speaks of another; both are keys of `Choice.names`."""

    speaker: str
    mentioned: str
    statements: int


class Choice:
    """Statements by the filters of `kzclaims.store.read.filters`, and the records that they refer to.

    Events are those that the statements are about and, where every filter given is one that events have too, those
    that answer the same question. Without any filter it is everything. Raises what `statements` raises.
    """

    def __init__(self, connection: Connection, **asked: Unpack[filters.StatementFilters]) -> None:
        self._connection = connection
        given: Any = {name: value for name, value in asked.items() if value is not None}
        self._conditions = filters.statements(connection, **given).clause() if given else None
        self._chosen: dict[Table, CTE] = {}
        self._same_events: TextClause | None = None
        if given.keys() <= SHARED_WITH_EVENTS:
            # A name that means one person is not to mean an organization here.
            if "person" in given:
                given["person"] = resolve_person(connection, given["person"]).key
            self._same_events = filters.events(connection, **given).clause()

    def records(self, record_type: type[R]) -> Iterator[R]:
        """The chosen records of a type: statements, events and sources by day, others by key.

        Each stands by itself: an appearance has its words even where they are the statement's own. The text of a whole
        publication is not there: it may be somebody's property.
        """
        table = RECORD_TABLES[record_type]
        ids = select(table.c.id).where(table.c.id.in_(self._ids(table)))
        day = {Statement: "day", Event: "date", Source: "published"}.get(record_type)
        if day is not None:
            ids = ids.order_by(*(table.c[f"{day}_{end}"].nulls_last() for end in ("earliest", "latest")))
        found = self._connection.scalars(ids.order_by(table.c.key))
        for record in dump.records(self._connection, record_type, found):
            if isinstance(record, Source):
                record.text = None
            elif isinstance(record, Statement):
                for appearance in record.appearances:
                    appearance.exact = appearance.exact or record.text
            yield record

    def count(self, record_type: type[Record]) -> int:
        """How many records of a type are chosen."""
        chosen = self._ids(RECORD_TABLES[record_type]).subquery()
        return self._connection.scalar(select(func.count()).select_from(chosen)) or 0

    def found(self) -> bool:
        """Whether there is any statement or event."""
        return any(next(self.records(record_type), None) for record_type in (Statement, Event))

    @cached_property
    def statuses(self) -> dict[str, str]:
        """What was last found out about the chosen statements of which anything was, by key."""
        s = t.statements.c
        found = select(s.key, s.status).where(s.status.is_not(None), s.id.in_(self._ids(t.statements)))
        return dict(self._connection.execute(found).all())

    @cached_property
    def sources(self) -> dict[str, Source]:
        """The chosen sources by key."""
        return {source.key: source for source in self.records(Source)}

    @cached_property
    def names(self) -> dict[str, Person | Organization]:
        """The chosen people and organizations by "person" or "organization", a slash, and the key."""
        people = {f"person/{one.key}": one for one in self.records(Person)}
        return people | {f"organization/{one.key}": one for one in self.records(Organization)}

    def speaker(self, statement: Statement) -> Person | Organization | None:
        """Who speaks: the person or, where none is named, the body."""
        if statement.speaker:
            return self.names[f"person/{statement.speaker}"]
        return self.names[f"organization/{statement.organization}"] if statement.organization else None

    def mentioned(self, key: str) -> str:
        """Whether a mentioned key is a person's or an organization's, as a key of `names`."""
        return f"person/{key}" if f"person/{key}" in self.names else f"organization/{key}"

    def mentions(self) -> Iterator[Mentions]:
        """Who speaks of whom, and in how many statements; a body speaks where no person is named.

        What was found to be misattributed or fabricated is nobody's speaking.
        """
        s, m = t.statements.c, t.mentions.c
        speakers, speaking, people, bodies = (
            table.alias() for table in (t.people, t.organizations, t.people, t.organizations)
        )
        ends = [speakers.c.key, speaking.c.key, people.c.key, bodies.c.key]
        query: Select[Any] = (
            select(*ends, func.count())
            .select_from(
                t.mentions.join(t.statements, s.id == m.statement_id)
                .outerjoin(speakers, speakers.c.id == s.speaker_id)
                .outerjoin(speaking, and_(speaking.c.id == s.organization_id, s.speaker_id.is_(None)))
                .outerjoin(people, people.c.id == m.person_id)
                .outerjoin(bodies, bodies.c.id == m.organization_id)
            )
            .where(
                s.id.in_(self._ids(t.statements)),
                or_(s.speaker_id.is_not(None), s.organization_id.is_not(None)),
                func.coalesce(s.status, "").not_in(NOT_SAID),
            )
            .group_by(*ends)
            .order_by(*(end.nulls_last() for end in ends))
        )
        for speaker, body, person, other, count in self._connection.execute(query):
            yield Mentions(_of_either(speaker, body), _of_either(person, other), count)

    def _ids(self, table: Table) -> Select[Any]:
        """The ids of the chosen rows of a table; each table's are a CTE, since one inside the other nests too deep."""
        if self._conditions is None:
            return select(table.c.id)
        if table not in self._chosen:
            condition = self._conditions if table is t.statements else table.c.id.in_(self._referred_to(table))
            self._chosen[table] = select(table.c.id).where(condition).cte(f"chosen_{table.name}")
        return select(self._chosen[table].c.id)

    def _referred_to(self, table: Table) -> Any:
        """The ids of the rows of a table that other chosen rows refer to."""
        chosen = self._ids
        s, e = t.statements.c, t.events.c
        if table is t.events:
            about = t.statement_events.c
            asked = [select(about.event_id).where(about.statement_id.in_(chosen(t.statements)))]
            if self._same_events is not None:
                asked.append(select(e.id).where(self._same_events))
        elif table is t.topics:
            asked = [
                select(link.c.topic_id).where(link.c[owner].in_(chosen(whose)))
                for link, owner, whose in (
                    (t.statement_topics, "statement_id", t.statements),
                    (t.event_topics, "event_id", t.events),
                )
            ]
        elif table is t.reviews:
            asked = [select(t.reviews.c.id).where(t.reviews.c.statement_id.in_(chosen(t.statements)))]
        elif table is t.sources:
            printed, cited, held = t.appearances.c, t.citations.c, t.roles.c
            roles = select(held.id).where(held.person_id.in_(chosen(t.people)))
            asked = [
                select(printed.source_id).where(printed.statement_id.in_(chosen(t.statements))),
                select(cited.source_id).where(or_(cited.event_id.in_(chosen(t.events)), cited.role_id.in_(roles))),
            ]
        else:
            column = "person_id" if table is t.people else "organization_id"
            speaks = s.speaker_id if table is t.people else s.organization_id
            asked = [
                select(speaks).where(s.id.in_(chosen(t.statements))),
                select(t.mentions.c[column]).where(t.mentions.c.statement_id.in_(chosen(t.statements))),
                select(t.participants.c[column]).where(t.participants.c.event_id.in_(chosen(t.events))),
            ]
            if table is t.organizations:
                asked += [
                    select(t.roles.c.organization_id).where(t.roles.c.person_id.in_(chosen(t.people))),
                    select(t.sources.c.publisher_id).where(t.sources.c.id.in_(chosen(t.sources))),
                    select(t.reviews.c.reviewer_id).where(t.reviews.c.id.in_(chosen(t.reviews))),
                ]
        return union(*asked)


def _of_either(person: str | None, organization: str | None) -> str:
    return f"person/{person}" if person else f"organization/{organization}"
