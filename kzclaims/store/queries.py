"""Questions to answers.

Every function takes an open connection and returns the records of `kzclaims.store.answers`. Names mean whom
`kzclaims.store.people` says they mean. Dates are EDTF strings; a range has both its ends in it, and a record is in the
range if one of its possible days is. Listings go from the earliest day to the latest, what has no day last.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain, islice
from typing import Any

from msgspec.structs import asdict
from sqlalchemy import Column, ColumnElement, Connection, Row, Select, func, select, text, union_all

from kzclaims.errors import InputError
from kzclaims.language import dates, names
from kzclaims.store import answers as a
from kzclaims.store import people as whom
from kzclaims.store import rows
from kzclaims.store import tables as t
from kzclaims.store.claims import reviews_of, roles_of, roles_then
from kzclaims.store.keys import id_of as _id

DEFAULT_LIMIT = 100


def statements(
    connection: Connection,
    *,
    person: str | None = None,
    about: str | None = None,
    organization: str | None = None,
    source: str | None = None,
    topic: str | None = None,
    kind: str | None = None,
    status: str | None = None,
    on: str | None = None,
    since: str | None = None,
    until: str | None = None,
    search: str | None = None,
    newest: bool = False,
    limit: int = DEFAULT_LIMIT,
) -> a.Answer[a.Statement]:
    """Who said what.

    `person` is the speaker, `about` somebody whom the statement mentions, `organization` the body that speaks or is
    spoken for, `source` and `topic` are keys, `search` is words as `kzclaims.search` understands them. A statement's
    day is when it was said or, where that is not known, when it was first published.

    Raises `NotFoundError` for names and keys that nobody has, `InputError` for names that several have and for dates
    that are none.
    """
    s = t.statements
    where = statement_conditions(
        connection,
        person=person,
        about=about,
        organization=organization,
        source=source,
        topic=topic,
        kind=kind,
        status=status,
        search=search,
    )
    days = (s.c.day_earliest, s.c.day_latest)
    query = rows.select_statements().where(*where).order_by(*rows.by_day(*days, s.c.id, newest=newest))
    found = _found(connection, _parts(query, *days, days_asked(on, since, until), newest=newest), limit)
    return a.Answer(rows.in_chunks(found, lambda some: rows.statements(connection, some)), limit)


def statement_conditions(
    connection: Connection,
    *,
    person: str | None = None,
    about: str | None = None,
    organization: str | None = None,
    source: str | None = None,
    topic: str | None = None,
    event: str | None = None,
    kind: str | None = None,
    status: str | None = None,
    on: str | None = None,
    since: str | None = None,
    until: str | None = None,
    search: str | None = None,
) -> list[ColumnElement[bool]]:
    """What holds of the statements that the filters of `statements` choose, or are about an event; errors as there."""
    s = t.statements
    where: list[ColumnElement[bool]] = []
    if person is not None:
        where.append(s.c.speaker_id == whom.person(connection, person).id)
    if organization is not None:
        where.append(s.c.organization_id == whom.organization(connection, organization).id)
    if about is not None:
        column, someone = whom.anyone(connection, about, t.mentions)
        where.append(s.c.id.in_(select(t.mentions.c.statement_id).where(column == someone.id)))
    if source is not None:
        number = _id(connection, t.sources, source)
        where.append(s.c.id.in_(select(t.appearances.c.statement_id).where(t.appearances.c.source_id == number)))
    if topic is not None:
        number = _id(connection, t.topics, topic)
        where.append(
            s.c.id.in_(select(t.statement_topics.c.statement_id).where(t.statement_topics.c.topic_id == number))
        )
    if event is not None:
        number = _id(connection, t.events, event)
        where.append(
            s.c.id.in_(select(t.statement_events.c.statement_id).where(t.statement_events.c.event_id == number))
        )
    if kind is not None:
        where.append(s.c.kind == kind)
    if status is not None:
        where.append(s.c.status == status)
    if search is not None:
        from kzclaims.store import fulltext

        where.append(fulltext.statements_with(fulltext.parse(search)))
    days = days_asked(on, since, until)
    return [*where, *_on_days(s.c.day_earliest, s.c.day_latest, days)]


def statements_by_id(connection: Connection, ids: Sequence[int]) -> list[a.Statement]:
    """The statements with these ids, in the order of the ids."""
    found = {row.id: row for row in connection.execute(rows.select_statements().where(t.statements.c.id.in_(ids)))}
    return rows.statements(connection, [found[number] for number in ids])


def statements_by_key(connection: Connection, keys: Sequence[str]) -> list[a.Statement]:
    """The statements with these keys, in the order of the keys."""
    s = t.statements.c
    found = {row.key: row for row in connection.execute(rows.select_statements().where(s.key.in_(keys)))}
    return rows.statements(connection, [found[key] for key in keys])


def statement(connection: Connection, key: str) -> a.StatementPage:
    """One statement, whole. Raises `NotFoundError`."""
    number = _id(connection, t.statements, key)
    s = t.statements
    more = (s.c.recorded, s.c.speaker_id, s.c.said_earliest, s.c.said_latest)
    row = connection.execute(rows.select_statements(*more).where(s.c.id == number)).one()
    (plain,) = rows.statements(connection, [row])
    mentioned = connection.execute(
        select(
            func.coalesce(t.people.c.key, t.organizations.c.key), func.coalesce(t.people.c.name, t.organizations.c.name)
        )
        .select_from(t.mentions.outerjoin(t.people).outerjoin(t.organizations))
        .where(t.mentions.c.statement_id == number)
        .order_by(t.mentions.c.id)
    )
    x, made = t.appearances.c, t.translations.c
    printed: Iterable[Any] = connection.execute(
        select(
            t.sources.c.key,
            t.sources.c.title,
            rows.publishers.c.name,
            t.sources.c.published,
            t.sources.c.url,
            x.attribution,
            x.exact,
            x.prefix,
            x.suffix,
            x.start,
            x.end,
            x.verified,
        )
        .select_from(rows.joined_appearances())
        .where(x.statement_id == number)
        .order_by(*rows.first_published())
    )
    translated = select(made.lang, made.text, made.translator).where(made.statement_id == number).order_by(made.id)
    about = select(t.statement_events.c.event_id).where(t.statement_events.c.statement_id == number)
    return a.StatementPage(
        key=plain.key,
        kind=plain.kind,
        text=plain.text,
        lang=plain.lang,
        speaker=plain.speaker,
        organization=plain.organization,
        said=plain.said,
        topics=plain.topics,
        mentions=[a.Named(*one) for one in mentioned],
        events=rows.headings(connection, about),
        translations=[a.CreditedTranslation(*one) for one in connection.execute(translated)],
        appearances=[a.AppearancePage(*one) for one in printed],
        recorded=f"{row.recorded:%Y-%m-%dT%H:%M:%SZ}",
        status=plain.status,
        roles=roles_then(connection, row),
        reviews=reviews_of(connection, [number])[number],
    )


def events(
    connection: Connection,
    *,
    on: str | None = None,
    since: str | None = None,
    until: str | None = None,
    certain: bool = False,
    person: str | None = None,
    topic: str | None = None,
    place: str | None = None,
    search: str | None = None,
    undated: bool = False,
    newest: bool = False,
    limit: int = DEFAULT_LIMIT,
) -> a.Answer[a.Event]:
    """What happened.

    With `certain`, only events that lie wholly within the range; with `undated`, only those without a date. `place` is
    part of a place's name, whatever the case of the letters, ё or е. Errors as with `statements`.
    """
    e = t.events
    range_asked = _event_range(on, since, until, certain=certain, undated=undated)
    where = event_conditions(connection, person=person, topic=topic, place=place, search=search, undated=undated)
    days = (e.c.date_earliest, e.c.date_latest)
    query = select(e).where(*where).order_by(*rows.by_day(*days, e.c.id, newest=newest))
    found = _found(connection, _parts(query, *days, range_asked, certain=certain, newest=newest), limit)
    return a.Answer(rows.in_chunks(found, lambda some: rows.events(connection, some)), limit)


def event_conditions(
    connection: Connection,
    *,
    on: str | None = None,
    since: str | None = None,
    until: str | None = None,
    certain: bool = False,
    person: str | None = None,
    topic: str | None = None,
    place: str | None = None,
    search: str | None = None,
    undated: bool = False,
) -> list[ColumnElement[bool]]:
    """What holds of the events that the filters of `events` choose; errors as there."""
    e = t.events
    days = _event_range(on, since, until, certain=certain, undated=undated)
    where: list[ColumnElement[bool]] = []
    if undated:
        where.append(e.c.date.is_(None))
    if person is not None:
        column, someone = whom.anyone(connection, person, t.participants)
        where.append(e.c.id.in_(select(t.participants.c.event_id).where(column == someone.id)))
    if topic is not None:
        number = _id(connection, t.topics, topic)
        where.append(e.c.id.in_(select(t.event_topics.c.event_id).where(t.event_topics.c.topic_id == number)))
    if place is not None:
        # SQLite folds the case of ASCII only, so the few different places are compared here.
        wanted = names.fold(place)
        places = connection.scalars(select(e.c.place).where(e.c.place.is_not(None)).distinct())
        where.append(e.c.place.in_([one for one in places if wanted in names.fold(one)]))
    if search is not None:
        from kzclaims.store import fulltext

        where.append(fulltext.events_with(fulltext.parse(search)))
    return [*where, *_on_days(e.c.date_earliest, e.c.date_latest, days, certain=certain)]


def event(connection: Connection, key: str) -> a.EventPage:
    """One event, whole. Raises `NotFoundError`."""
    number = _id(connection, t.events, key)
    (plain,) = rows.events(connection, connection.execute(select(t.events).where(t.events.c.id == number)).all())
    about = (
        select(t.statements.c.key)
        .join(t.statement_events)
        .where(t.statement_events.c.event_id == number)
        .order_by(*rows.by_day(t.statements.c.day_earliest, t.statements.c.day_latest, t.statements.c.id))
    )
    return a.EventPage(**asdict(plain), statements=list(connection.scalars(about)))


def events_by_key(connection: Connection, keys: Sequence[str]) -> list[a.Event]:
    """The events with these keys, by day."""
    e = t.events
    query = select(e).where(e.c.key.in_(keys)).order_by(*rows.by_day(e.c.date_earliest, e.c.date_latest, e.c.id))
    return rows.events(connection, connection.execute(query).all())


def people(connection: Connection, name: str | None = None, *, limit: int = DEFAULT_LIMIT) -> a.Answer[a.Person]:
    """Who is recorded: everybody, or all whom a name may mean. Raises `NotFoundError` where nobody has the name."""
    p = t.people
    speaks, spoken_of, takes_part = t.statements.c.speaker_id, t.mentions.c.person_id, t.participants.c.person_id
    query: Select[Any] = select(
        p.c.key,
        p.c.name,
        p.c.description,
        *(select(func.count()).where(column == p.c.id).scalar_subquery() for column in (speaks, spoken_of)),
        select(func.count(t.participants.c.event_id.distinct())).where(takes_part == p.c.id).scalar_subquery(),
    ).order_by(p.c.name, p.c.key)
    if name is not None:
        query = query.where(p.c.id.in_([one.id for one in whom.everybody(connection, name)]))
    found = connection.execute(query.limit(limit + 1) if limit else query)
    return a.Answer((a.Person(*row) for row in found), limit)


def person(connection: Connection, name: str) -> a.PersonPage:
    """One person, whole, by any name. Raises `NotFoundError` and, for a name that several have, `InputError`."""
    number = whom.person(connection, name).id
    row = connection.execute(select(t.people).where(t.people.c.id == number)).one()
    n, s = t.names.c, t.statements.c
    forms = select(n.text, n.lang, n.kind).where(n.person_id == number).order_by(n.kind != "preferred", n.id)
    counts: dict[str, int] = defaultdict(int)
    days = (s.day_earliest, s.day_latest)
    for earliest, latest, count in connection.execute(
        select(*days, func.count()).where(s.speaker_id == number).group_by(*days).order_by(*rows.by_day(*days))
    ):
        counts[rows.years(earliest, latest)] += count
    part = select(t.participants.c.event_id).where(t.participants.c.person_id == number)
    return a.PersonPage(
        key=row.key,
        name=row.name,
        description=row.description,
        wikidata=row.wikidata_id,
        names=[a.Name(*one) for one in connection.execute(forms)],
        roles=list(roles_of(connection, number).values()),
        statements=dict(counts),
        mentions=connection.scalar(select(func.count()).where(t.mentions.c.person_id == number)) or 0,
        events=rows.headings(connection, part),
    )


def sources(connection: Connection, *, limit: int = DEFAULT_LIMIT) -> a.Answer[a.Source]:
    """Where statements are printed, by day of publication, what has none last."""
    days = (t.sources.c.published_earliest, t.sources.c.published_latest)
    query = rows.select_sources().order_by(*rows.by_day(*days, t.sources.c.id))
    found = connection.execute(query.limit(limit + 1) if limit else query)
    return a.Answer((a.Source(*row) for row in found), limit)


def source(connection: Connection, key: str) -> a.SourcePage:
    """One source, whole. Raises `NotFoundError`."""
    number = _id(connection, t.sources, key)
    row = connection.execute(rows.select_sources().where(t.sources.c.id == number)).one()
    x = t.appearances.c
    printed = (
        select(t.statements.c.key)
        .join(t.appearances)
        .where(x.source_id == number)
        .order_by(x.position, x.start, t.statements.c.id)
    )
    reported = (
        select(t.events.c.key)
        .where(t.events.c.id.in_(select(t.citations.c.event_id).where(t.citations.c.source_id == number)))
        .order_by(t.events.c.key)
    )
    return a.SourcePage(
        **asdict(a.Source(*row)),
        statement_keys=list(dict.fromkeys(connection.scalars(printed))),
        event_keys=list(connection.scalars(reported)),
    )


def days_asked(on: str | None, since: str | None, until: str | None) -> tuple[date, date] | None:
    """The first and the last day asked for, both in the range. Raises `InputError` for dates that make no range."""
    if on is not None:
        if since is not None or until is not None:
            raise InputError("give either --on or --from and --to")
        asked = dates.parse(on)
        return asked.earliest, asked.latest
    if since is None and until is None:
        return None
    first = dates.OPEN_START if since is None else dates.parse(since).earliest
    last = dates.OPEN_END if until is None else dates.parse(until).latest
    if first > last:
        raise InputError(f"--from {since} is after --to {until}; give the earlier date first")
    return first, last


def _event_range(
    on: str | None, since: str | None, until: str | None, *, certain: bool, undated: bool
) -> tuple[date, date] | None:
    days = days_asked(on, since, until)
    if undated and (days or certain):
        raise InputError("--undated asks for events without a date; leave out --on, --from, --to and --certain")
    if certain and not days:
        raise InputError("--certain needs a range to lie within; give --on, --from or --to")
    return days


def _in_range(
    earliest: Column[date], latest: Column[date], days: tuple[date, date] | None, *, certain: bool = False
) -> list[ColumnElement[bool]]:
    if days is None:
        return []
    first, last = days
    return [earliest >= first, latest <= last] if certain else [earliest <= last, latest >= first]


def _on_days(
    earliest: Column[date], latest: Column[date], days: tuple[date, date] | None, *, certain: bool = False
) -> list[ColumnElement[bool]]:
    """That a row is in a range, as a set of ids: whatever else is asked, no other row is looked at."""
    if days is None:
        return []
    ids = earliest.table.c.id
    parts = _parts(select(ids), earliest, latest, days, certain=certain)
    return [ids.in_(union_all(*(part.order_by(None) for part in parts)))]


def _parts(
    query: Select[Any],
    earliest: Column[date],
    latest: Column[date],
    days: tuple[date, date] | None,
    *,
    certain: bool = False,
    newest: bool = False,
) -> list[Select[Any]]:
    """A listing by day, cut to a range: queries whose answers follow each other.

    What overlaps a range may have begun long before it. Those few spans have an index of their own, so that nothing
    else is looked at that begins before the range's first month.
    """
    if days is None:
        return [query]
    first, last = days
    # What has no day is in no range, and an order that need not put it last is that of the index.
    in_order = (column.desc() if newest else column.asc() for column in (earliest, latest, earliest.table.c.id))
    query = query.order_by(None).order_by(*in_order)
    if certain:
        return [query.where(*_in_range(earliest, latest, days, certain=True))]
    month = first.replace(day=1)
    # As the index has it: SQLite compares the conditions as they are written.
    is_long = text(f"substr({earliest}, 1, 7) < substr({latest}, 1, 7)")
    parts = [
        query.where(is_long, earliest < month, latest >= first),
        query.where(earliest >= month, earliest <= last, latest >= first),
    ]
    return parts[::-1] if newest else parts


def _found(connection: Connection, queries: Sequence[Select[Any]], limit: int) -> Iterator[Row[Any]]:
    """The rows of queries one after another; one more than the limit, for the caller to know that there is more."""
    found = chain.from_iterable(connection.execute(one.limit(limit + 1) if limit else one) for one in queries)
    return islice(found, limit + 1) if limit else found
