"""Rows back to the records of a dossier, as they come, in an order that follows from the contents alone.

What a dossier cannot say is not here: ids, times of recording, statuses and the history, which dossier said what.
Lists without an order of their
own, the topics and events of a record, are in the order of their keys.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import merge
from itertools import groupby, islice
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, Select, Table, exists, func, or_, select

from kzclaims.dossier.records import (
    RECORD_TYPES,
    Appearance,
    Citation,
    Event,
    Name,
    Organization,
    Participant,
    Person,
    Record,
    Review,
    Role,
    Source,
    Statement,
    Topic,
    Translation,
)
from kzclaims.store.read.json_records import CHUNK
from kzclaims.store.schema import tables as t
from kzclaims.store.schema.record_tables import RECORD_TABLES

R = TypeVar("R", bound=Record)

APART: tuple[type[Record], ...] = (Topic, Organization, Person)
"""What belongs to no one source, and has a dossier of its own."""


def everything(connection: Connection) -> Iterator[Record]:
    """Every record, in an order in which nothing refers to what comes later."""
    for record_type in RECORD_TYPES.values():
        yield from (record for _, record in _in_order(connection, record_type))


def dossiers(connection: Connection) -> Iterator[tuple[str, Iterator[Record]]]:
    """The records as dossiers, each with its key: the topics, the organizations, the people, and one a source.

    A statement stands in the dossier of the source that its first appearance is in, an event in that of its first
    citation, a review in that of its statement. What has no source is in dossiers of its own. The records of a dossier
    must be read before the next dossier is asked for.
    """
    for record_type in APART:
        yield from _apart(connection, record_type, _in_order(connection, record_type))
    types = [record_type for record_type in RECORD_TYPES.values() if record_type not in APART]
    for record_type in types:
        if record_type is not Source:
            yield from _apart(connection, record_type, _in_order(connection, record_type, homeless=True))
    streams = (_in_order(connection, record_type, homeless=False) for record_type in types)
    for home, group in groupby(merge(*streams, key=lambda one: one[0] or ""), lambda one: one[0]):
        assert home is not None
        yield home, (record for _, record in group)


def records(connection: Connection, record_type: type[R], ids: Iterable[int]) -> Iterator[R]:
    """The records with these ids, in their order."""
    numbers = iter(ids)
    while some := list(islice(numbers, CHUNK)):
        found = _READERS[record_type](connection, some)
        for number in some:
            yield found[number]


def ambiguous_mentions(connection: Connection) -> list[str]:
    """Keys that both a person and an organization have and a statement mentions, so that no dossier can say which."""
    shared = select(t.people.c.key).join(t.organizations, t.organizations.c.key == t.people.c.key)
    mentioned = exists().where(
        or_(t.mentions.c.person_id == t.people.c.id, t.mentions.c.organization_id == t.organizations.c.id)
    )
    return list(connection.scalars(shared.where(mentioned).order_by(t.people.c.key)))


def statuses(connection: Connection) -> int:
    """How many statements have a status, which no dossier can say."""
    return connection.scalar(select(func.count()).where(t.statements.c.status.is_not(None))) or 0


def _apart(
    connection: Connection, record_type: type[Record], stream: Iterator[tuple[str | None, Record]]
) -> Iterator[tuple[str, Iterator[Record]]]:
    """A dossier named after what is in it, if there is anything; no source has its key."""
    if (first := next(stream, None)) is None:
        return
    plural = RECORD_TABLES[record_type].name
    key, number = plural, 1
    while connection.scalar(select(t.sources.c.id).where(t.sources.c.key == key)) is not None:
        number += 1
        key = f"{plural}-{number}"

    def rest() -> Iterator[Record]:
        yield first[1]
        yield from (record for _, record in stream)

    yield key, rest()


def _in_order(
    connection: Connection, record_type: type[R], *, homeless: bool | None = None
) -> Iterator[tuple[str | None, R]]:
    """Records with the key of the source that they belong to; `homeless` asks for those with or without one alone."""
    table = RECORD_TABLES[record_type]
    query: Select[Any] = select(table.c.id)
    home: Column[Any] | None = None
    if record_type is Source:
        home = t.sources.c.key
    elif record_type is Statement:
        home = t.sources.c.key
        query = _at_first(query, t.statements, t.appearances, t.appearances.c.statement_id, table.c.id)
        query = query.order_by(home, t.appearances.c.position.nulls_last(), t.appearances.c.start.nulls_last())
    elif record_type is Event:
        home = t.sources.c.key
        query = _at_first(query, t.events, t.citations, t.citations.c.event_id, table.c.id)
        query = query.order_by(home, table.c.date_earliest.nulls_last(), table.c.date_latest.nulls_last())
    elif record_type is Review:
        home = t.sources.c.key
        query = _at_first(query, t.reviews, t.appearances, t.appearances.c.statement_id, t.reviews.c.statement_id)
        query = query.order_by(home)
    if home is not None:
        query = query.add_columns(home)
        if homeless is not None:
            query = query.where(home.is_(None) if homeless else home.is_not(None))
    rows = iter(connection.execute(query.order_by(table.c.key)))
    while some := list(islice(rows, CHUNK)):
        homes = [row[1] if home is not None else None for row in some]
        yield from zip(homes, records(connection, record_type, [row[0] for row in some]), strict=True)


def _at_first(
    query: Select[Any], table: Table, passages: Table, owner: Column[int], number: Column[int]
) -> Select[Any]:
    """A query with the first passage of the statement or event of each record, and its source."""
    again = passages.alias()
    first = select(func.min(again.c.id)).where(again.c[owner.name] == number).scalar_subquery()
    return query.select_from(table.outerjoin(passages, passages.c.id == first).outerjoin(t.sources))


def _topics(connection: Connection, ids: Sequence[int]) -> dict[int, Topic]:
    c = t.topics.c
    rows = connection.execute(select(c.id, c.key, c.name).where(c.id.in_(ids)))
    return {row.id: Topic(key=row.key, name=row.name) for row in rows}


def _organizations(connection: Connection, ids: Sequence[int]) -> dict[int, Organization]:
    forms = _names(connection, t.names.c.organization_id, ids)
    rows = connection.execute(select(t.organizations).where(t.organizations.c.id.in_(ids)))
    return {row.id: Organization(**_named(row, forms)) for row in rows}


def _people(connection: Connection, ids: Sequence[int]) -> dict[int, Person]:
    forms = _names(connection, t.names.c.person_id, ids)
    r = t.roles.c
    held = _grouped(
        connection,
        select(r.person_id, r.id, r.title, r.lang, t.organizations.c.key, r.held)
        .select_from(t.roles.outerjoin(t.organizations))
        .where(r.person_id.in_(ids))
        .order_by(r.id),
    )
    proofs = _citations(connection, t.citations.c.role_id, [role for roles in held.values() for role, *_ in roles])
    roles = {
        person: [
            Role(title=title, lang=lang, organization=body, held=when, citations=proofs.get(number, []))
            for number, title, lang, body, when in of_person
        ]
        for person, of_person in held.items()
    }
    rows = connection.execute(select(t.people).where(t.people.c.id.in_(ids)))
    return {row.id: Person(**_named(row, forms), roles=roles.get(row.id, [])) for row in rows}


def _sources(connection: Connection, ids: Sequence[int]) -> dict[int, Source]:
    c = t.sources.c
    rows = connection.execute(
        select(t.sources, t.organizations.c.key.label("publisher"))
        .select_from(t.sources.outerjoin(t.organizations))
        .where(c.id.in_(ids))
    )
    fields = [name for name in Source.__struct_fields__ if name != "publisher"]
    return {row.id: Source(**{name: getattr(row, name) for name in fields}, publisher=row.publisher) for row in rows}


def _events(connection: Connection, ids: Sequence[int]) -> dict[int, Event]:
    c, takes = t.events.c, t.participants.c
    topics = _keys(connection, t.event_topics.c.event_id, t.event_topics.join(t.topics), t.topics.c.key, ids)
    participants = _grouped(
        connection,
        select(takes.event_id, t.people.c.key, t.organizations.c.key, takes.part)
        .select_from(t.participants.outerjoin(t.people).outerjoin(t.organizations))
        .where(takes.event_id.in_(ids))
        .order_by(takes.id),
    )
    citations = _citations(connection, t.citations.c.event_id, ids)
    return {
        row.id: Event(
            key=row.key,
            title=row.title,
            lang=row.lang,
            description=row.description,
            place=row.place,
            date=row.date,
            date_text=row.date_text,
            date_note=row.date_note,
            topics=topics.get(row.id, []),
            participants=[
                Participant(person=person, organization=body, part=part)
                for person, body, part in participants.get(row.id, [])
            ],
            citations=citations.get(row.id, []),
        )
        for row in connection.execute(select(t.events).where(c.id.in_(ids)))
    }


def _statements(connection: Connection, ids: Sequence[int]) -> dict[int, Statement]:
    s, x, made, m = t.statements.c, t.appearances.c, t.translations.c, t.mentions.c
    topics = _keys(
        connection, t.statement_topics.c.statement_id, t.statement_topics.join(t.topics), t.topics.c.key, ids
    )
    about = _keys(connection, t.statement_events.c.statement_id, t.statement_events.join(t.events), t.events.c.key, ids)
    mentions = _grouped(
        connection,
        select(m.statement_id, func.coalesce(t.people.c.key, t.organizations.c.key))
        .select_from(t.mentions.outerjoin(t.people).outerjoin(t.organizations))
        .where(m.statement_id.in_(ids))
        .order_by(m.id),
    )
    translations = _grouped(
        connection,
        select(made.statement_id, made.lang, made.text, made.translator)
        .where(made.statement_id.in_(ids))
        .order_by(made.id),
    )
    printed = _grouped(
        connection,
        select(x.statement_id, x.attribution, x.position, t.sources.c.key, x.exact, x.prefix, x.suffix, x.start, x.end)
        .select_from(t.appearances.join(t.sources))
        .where(x.statement_id.in_(ids))
        .order_by(x.id),
    )
    rows = connection.execute(
        select(
            *(s.id, s.key, s.kind, s.text, s.lang, s.said),
            t.people.c.key.label("speaker"),
            t.organizations.c.key.label("organization"),
        )
        .select_from(t.statements.outerjoin(t.people).outerjoin(t.organizations))
        .where(s.id.in_(ids))
    )
    return {
        row.id: Statement(
            key=row.key,
            kind=row.kind,
            text=row.text,
            lang=row.lang,
            speaker=row.speaker,
            organization=row.organization,
            said=row.said,
            topics=topics.get(row.id, []),
            mentions=[key for (key,) in mentions.get(row.id, [])],
            events=about.get(row.id, []),
            translations=[
                Translation(lang=lang, text=text, translator=translator)
                for lang, text, translator in translations.get(row.id, [])
            ],
            appearances=[
                Appearance(
                    attribution=attribution,
                    position=position,
                    source=source,
                    # Left out where it only repeats the statement: then one correction corrects both.
                    exact=None if row.kind == "direct" and exact == row.text else exact,
                    prefix=prefix,
                    suffix=suffix,
                    start=start,
                    end=end,
                )
                for attribution, position, source, exact, prefix, suffix, start, end in printed.get(row.id, [])
            ],
        )
        for row in rows
    }


def _reviews(connection: Connection, ids: Sequence[int]) -> dict[int, Review]:
    c = t.reviews.c
    rows = connection.execute(
        select(
            *(c.id, c.key, c.url, c.title, c.date, c.rating, c.lang, c.verdict),
            t.statements.c.key.label("statement"),
            t.organizations.c.key.label("reviewer"),
        )
        .select_from(
            t.reviews.join(t.statements, t.statements.c.id == c.statement_id).join(
                t.organizations, t.organizations.c.id == c.reviewer_id
            )
        )
        .where(c.id.in_(ids))
    )
    return {row.id: Review(**{name: getattr(row, name) for name in Review.__struct_fields__}) for row in rows}


def _named(row: Any, forms: dict[int, list[tuple[Any, ...]]]) -> dict[str, Any]:
    """What people and organizations have in common."""
    names = forms.get(row.id, [])
    # Only a damaged database has nobody's preferred name; then its language is undetermined (ISO 639-2).
    lang = next((lang for _, lang, kind in names if kind == "preferred"), "und")
    return {
        "key": row.key,
        "name": row.name,
        "lang": lang,
        "description": row.description,
        "wikidata": row.wikidata_id,
        "names": [Name(text=text, lang=lang, kind=kind) for text, lang, kind in names if kind != "preferred"],
    }


def _names(connection: Connection, owner: Column[int], ids: Sequence[int]) -> dict[int, list[tuple[Any, ...]]]:
    n = t.names.c
    return _grouped(connection, select(owner, n.text, n.lang, n.kind).where(owner.in_(ids)).order_by(n.id))


def _keys(
    connection: Connection, owner: Column[int], joined: Any, key: Column[Any], ids: Sequence[int]
) -> dict[int, list[str]]:
    found = _grouped(connection, select(owner, key).select_from(joined).where(owner.in_(ids)).order_by(key))
    return {number: [key for (key,) in keys] for number, keys in found.items()}


def _citations(connection: Connection, owner: Column[int], ids: Sequence[int]) -> dict[int, list[Citation]]:
    c = t.citations.c
    found = _grouped(
        connection,
        select(owner, t.sources.c.key, c.exact, c.prefix, c.suffix, c.start, c.end)
        .select_from(t.citations.join(t.sources))
        .where(owner.in_(ids))
        .order_by(c.id),
    )
    return {
        number: [
            Citation(source=source, exact=exact, prefix=prefix, suffix=suffix, start=start, end=end)
            for source, exact, prefix, suffix, start, end in rows
        ]
        for number, rows in found.items()
    }


def _grouped(connection: Connection, query: Select[Any]) -> dict[int, list[tuple[Any, ...]]]:
    """The rows of a query by their first column."""
    groups: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for owner, *rest in connection.execute(query):
        groups[owner].append(tuple(rest))
    return groups


_READERS: dict[type[Any], Callable[[Connection, Sequence[int]], dict[int, Any]]] = {
    Topic: _topics,
    Organization: _organizations,
    Source: _sources,
    Person: _people,
    Event: _events,
    Statement: _statements,
    Review: _reviews,
}
