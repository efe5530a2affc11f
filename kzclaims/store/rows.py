"""Rows to answers: the parts of records are fetched for many records at once."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Column, ColumnElement, Connection, Row, Select, func, select

from kzclaims.language import dates
from kzclaims.store import answers as a
from kzclaims.store import tables as t

CHUNK = 500
"""How many records get their parts at once."""

T = TypeVar("T")

publishers = t.organizations.alias("publishers")
_speakers = t.people.alias("speakers")


def by_day(*columns: Column[Any], newest: bool = False) -> list[ColumnElement[Any]]:
    """The order of listings: by day, what has no day last, either way."""
    return [(column.desc() if newest else column.asc()).nulls_last() for column in columns]


def in_chunks(rows: Iterable[Row[Any]], records: Callable[[Sequence[Row[Any]]], Iterable[T]]) -> Iterator[T]:
    stream = iter(rows)
    while some := list(islice(stream, CHUNK)):
        yield from records(some)


def select_statements(*more: Column[Any]) -> Select[Any]:
    s = t.statements
    return select(
        s.c.id,
        s.c.key,
        s.c.kind,
        s.c.text,
        s.c.lang,
        _speakers.c.key.label("speaker_key"),
        _speakers.c.name.label("speaker_name"),
        t.organizations.c.key.label("body_key"),
        t.organizations.c.name.label("body_name"),
        s.c.said,
        s.c.status,
        *more,
    ).select_from(s.outerjoin(_speakers, _speakers.c.id == s.c.speaker_id).outerjoin(t.organizations))


def statements(connection: Connection, rows: Sequence[Row[Any]]) -> list[a.Statement]:
    ids = [row.id for row in rows]
    x, made = t.appearances.c, t.translations.c
    topics = grouped(
        connection,
        select(t.statement_topics.c.statement_id, t.topics.c.key)
        .join(t.topics)
        .where(t.statement_topics.c.statement_id.in_(ids))
        .order_by(t.topics.c.key),
    )
    mentions = grouped(
        connection,
        select(t.mentions.c.statement_id, func.coalesce(t.people.c.key, t.organizations.c.key))
        .select_from(t.mentions.outerjoin(t.people).outerjoin(t.organizations))
        .where(t.mentions.c.statement_id.in_(ids))
        .order_by(t.mentions.c.id),
    )
    about = grouped(
        connection,
        select(t.statement_events.c.statement_id, t.events.c.key)
        .join(t.events)
        .where(t.statement_events.c.statement_id.in_(ids))
        .order_by(t.events.c.key),
    )
    translations = grouped(
        connection,
        select(made.statement_id, made.lang, made.text).where(made.statement_id.in_(ids)).order_by(made.id),
    )
    appearances = grouped(
        connection,
        select(
            x.statement_id,
            t.sources.c.key,
            publishers.c.name,
            t.sources.c.published,
            x.attribution,
            x.exact,
            x.start,
            x.end,
        )
        .select_from(joined_appearances())
        .where(x.statement_id.in_(ids))
        .order_by(*first_published()),
    )
    return [
        a.Statement(
            key=row.key,
            kind=row.kind,
            text=row.text,
            lang=row.lang,
            speaker=a.Named(row.speaker_key, row.speaker_name) if row.speaker_key else None,
            organization=a.Named(row.body_key, row.body_name) if row.body_key else None,
            said=row.said,
            topics=[key for (key,) in topics[row.id]],
            mentions=[key for (key,) in mentions[row.id]],
            events=[key for (key,) in about[row.id]],
            translations=[a.Translation(*one) for one in translations[row.id]],
            appearances=[a.Appearance(*one) for one in appearances[row.id]],
            status=row.status,
        )
        for row in rows
    ]


def events(connection: Connection, rows: Sequence[Row[Any]]) -> list[a.Event]:
    ids = [row.id for row in rows]
    takes = t.participants.c
    participants = grouped(
        connection,
        select(
            takes.event_id,
            func.coalesce(t.people.c.key, t.organizations.c.key),
            func.coalesce(t.people.c.name, t.organizations.c.name),
            takes.part,
        )
        .select_from(t.participants.outerjoin(t.people).outerjoin(t.organizations))
        .where(takes.event_id.in_(ids))
        .order_by(takes.id),
    )
    topics = grouped(
        connection,
        select(t.event_topics.c.event_id, t.topics.c.key)
        .join(t.topics)
        .where(t.event_topics.c.event_id.in_(ids))
        .order_by(t.topics.c.key),
    )
    citations = citations_of(connection, t.citations.c.event_id, ids)
    return [
        a.Event(
            key=row.key,
            title=row.title,
            description=row.description,
            lang=row.lang,
            place=row.place,
            date=row.date,
            earliest=iso_day(row.date_earliest, dates.OPEN_START),
            latest=iso_day(row.date_latest, dates.OPEN_END),
            date_text=row.date_text,
            date_note=row.date_note,
            participants=[a.Participant(*one) for one in participants[row.id]],
            topics=[key for (key,) in topics[row.id]],
            citations=citations[row.id],
        )
        for row in rows
    ]


def citations_of(connection: Connection, owner: Column[int], ids: Sequence[int]) -> dict[int, list[a.Citation]]:
    found = grouped(
        connection,
        select(owner, t.sources.c.key, publishers.c.name, t.citations.c.exact)
        .select_from(t.citations.join(t.sources).outerjoin(publishers, publishers.c.id == t.sources.c.publisher_id))
        .where(owner.in_(ids))
        .order_by(t.citations.c.id),
    )
    return defaultdict(list, {number: [a.Citation(*one) for one in rows] for number, rows in found.items()})


def headings(connection: Connection, ids: Select[Any]) -> list[a.EventHeading]:
    e = t.events.c
    order = by_day(e.date_earliest, e.date_latest, e.id)
    found = connection.execute(select(e.key, e.title, e.date).where(e.id.in_(ids)).order_by(*order))
    return [a.EventHeading(*one) for one in found]


def select_sources() -> Select[Any]:
    c = t.sources.c
    printed, reported = t.appearances.c, t.citations.c
    return select(
        c.key,
        c.title,
        c.lang,
        publishers.c.name,
        c.author,
        c.url,
        c.published,
        c.retrieved,
        c.archive_url,
        c.text_sha256,
        select(func.count(printed.statement_id.distinct())).where(printed.source_id == c.id).scalar_subquery(),
        select(func.count(reported.event_id.distinct())).where(reported.source_id == c.id).scalar_subquery(),
    ).select_from(t.sources.outerjoin(publishers, publishers.c.id == c.publisher_id))


def joined_appearances() -> Any:
    return t.appearances.join(t.sources).outerjoin(publishers, publishers.c.id == t.sources.c.publisher_id)


def first_published() -> list[ColumnElement[Any]]:
    """The order of appearances: the first publication first."""
    c = t.sources.c
    return [*by_day(c.published_earliest, c.published_latest), *by_day(t.appearances.c.position, t.appearances.c.id)]


def grouped(connection: Connection, query: Select[Any]) -> dict[int, list[tuple[Any, ...]]]:
    """The rows of a query by their first column."""
    groups: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for owner, *rest in connection.execute(query):
        groups[owner].append(tuple(rest))
    return groups


def iso_day(day: date | None, open_end: date) -> str | None:
    return None if day is None or day == open_end else day.isoformat()


def years(earliest: date | None, latest: date | None) -> str:
    if earliest is None or latest is None:
        return "undated"
    return f"{earliest.year}" if earliest.year == latest.year else f"{earliest.year}/{latest.year}"
