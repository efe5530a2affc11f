"""All records as those of dossiers, in an order that follows from the contents alone.

A dossier does not contain ids, times of recording, statuses, the history, or which dossier declares a record. Lists
without an order of their own, the topics and events of a record, are in the order of their keys.
"""

from collections.abc import Iterator
from hashlib import blake2b
from heapq import merge
from itertools import groupby, islice
from typing import Any, TypeVar

from sqlalchemy import Column, ColumnElement, Connection, Select, case, exists, func, or_, select

from kzclaims.dossier.records import RECORD_TYPES, Event, Organization, Person, Record, Review, Source, Statement, Topic
from kzclaims.store.database.database_id import database_id
from kzclaims.store.read.json_records import CHUNK, read
from kzclaims.store.schema import tables
from kzclaims.store.schema.keys import id_of
from kzclaims.store.schema.record_tables import RECORD_TABLES

R = TypeVar("R", bound=Record)

LONGEST_KEY = 100
"""The number of characters of a key."""

SHARED: tuple[type[Record], ...] = (Topic, Organization, Person)
"""The types whose records belong to no source and have their own dossier."""


def everything(connection: Connection) -> Iterator[Record]:
    """Yield every record, in an order in which nothing refers to what comes later."""
    for record_type in RECORD_TYPES.values():
        yield from (record for _, record in _in_order(connection, record_type))


def record(connection: Connection, table: str, key: str) -> Record:
    """Return one record as that of a dossier. Raise `NotFoundError`."""
    (found,) = read(connection, RECORD_TYPES[table], [id_of(connection, table, key)])
    return found


def of_source(connection: Connection, key: str) -> list[Record]:
    """Return a source with the statements, events and reviews that belong to it, as in its dossier of a dump."""
    own = id_of(connection, tables.sources, key)
    found: list[Record] = []
    for record_type in RECORD_TYPES.values():
        if record_type not in SHARED:
            found += [one for _, one in _in_order(connection, record_type, with_source=True, source=own)]
    return found


def dossiers(connection: Connection) -> Iterator[tuple[str, Iterator[Record]]]:
    """Yield the records as dossiers with their keys: topics, organizations, people, and one dossier for each source.

    A statement is in the dossier of the source of its first appearance, an event in that of its first citation, a
    review in that of its statement. Records without a source are in dossiers of their own. The records of a dossier
    must be read before the next dossier is asked for.
    """
    for record_type in SHARED:
        yield from _of_one_type(connection, record_type, _in_order(connection, record_type))
    types = [record_type for record_type in RECORD_TYPES.values() if record_type not in SHARED]
    for record_type in types:
        if record_type is not Source:
            yield from _of_one_type(connection, record_type, _in_order(connection, record_type, with_source=False))
    streams = (_in_order(connection, record_type, with_source=True) for record_type in types)
    for source, group in groupby(merge(*streams, key=lambda one: one[0] or ""), lambda one: one[0]):
        assert source is not None
        yield source, (record for _, record in group)


def dossier_key(connection: Connection, name: str) -> str:
    """Return the key of a dossier in a dump: its name with the id of the database, which no other database has.

    So a dump never removes what only the dump of another database declares.
    """
    suffix = f"-{database_id(connection)}"
    if len(name) + len(suffix) > LONGEST_KEY:
        suffix = f"-{blake2b(name.encode(), digest_size=8).hexdigest()}{suffix}"
    return name[: LONGEST_KEY - len(suffix)].rstrip("-") + suffix


def ambiguous_mentions(connection: Connection) -> list[str]:
    """Return keys that a person and an organization share and a statement mentions: a dossier can't tell them apart."""
    people, organizations, mentions = tables.people.c, tables.organizations.c, tables.mentions.c
    shared = select(people.key).join(tables.organizations, organizations.key == people.key)
    mentioned = or_(mentions.person_id == people.id, mentions.organization_id == organizations.id)
    return list(connection.scalars(shared.where(exists().where(mentioned)).order_by(people.key)))


def statuses(connection: Connection) -> int:
    """Return the number of statements with a status, which a dossier can't contain."""
    return connection.scalar(select(func.count()).where(tables.statements.c.status.is_not(None))) or 0


def _of_one_type(
    connection: Connection, record_type: type[Record], stream: Iterator[tuple[str | None, Record]]
) -> Iterator[tuple[str, Iterator[Record]]]:
    """Yield a dossier that is named after its type of records, unless there are none; no source has its key."""
    if (first := next(stream, None)) is None:
        return
    plural = RECORD_TABLES[record_type].name
    key, number = plural, 1
    while connection.scalar(select(tables.sources.c.id).where(tables.sources.c.key == key)) is not None:
        number += 1
        key = f"{plural}-{number}"

    def rest() -> Iterator[Record]:
        yield first[1]
        yield from (record for _, record in stream)

    yield key, rest()


def _in_order(
    connection: Connection, record_type: type[R], *, with_source: bool | None = None, source: int | None = None
) -> Iterator[tuple[str | None, R]]:
    """Yield records with the key of the source that they belong to; `with_source` selects those with or without one.

    `source` is the id of the only source whose records are wanted.
    """
    table = RECORD_TABLES[record_type]
    source_key = tables.sources.c.key
    printed, events = tables.appearances.c, tables.events.c
    query: Select[Any] = select(table.c.id, source_key if record_type not in SHARED else table.c.key)
    order: list[ColumnElement[Any]] = []
    if record_type is Statement:
        query = _with_source(query, record_type, printed.statement_id, table.c.id)
        # A place that the program found itself is not in the dump, so the order doesn't depend on it.
        start = case((~printed.place_found, printed.start))
        order = [printed.position.nulls_last(), start.nulls_last()]
    elif record_type is Event:
        query = _with_source(query, record_type, tables.citations.c.event_id, table.c.id)
        order = [events.date_earliest.nulls_last(), events.date_latest.nulls_last()]
    elif record_type is Review:
        query = _with_source(query, record_type, printed.statement_id, tables.reviews.c.statement_id)
    if record_type not in SHARED:
        order.insert(0, source_key.nulls_first())
    if with_source is not None:
        query = query.where(source_key.is_not(None) if with_source else source_key.is_(None))
    if source is not None:
        query = query.where(tables.sources.c.id == source)
    # Rows are fetched from a server as they are needed.
    query = query.order_by(*order, table.c.key).execution_options(stream_results=True, max_row_buffer=CHUNK)
    rows = iter(connection.execute(query))
    while some := list(islice(rows, CHUNK)):
        keys = [row[1] for row in some]
        yield from zip(keys, read(connection, record_type, [row[0] for row in some]), strict=True)


def _with_source(query: Select[Any], record_type: type[Record], owner: Column[int], number: Column[int]) -> Select[Any]:
    """Return a query with the first passage that belongs to each record, and its source."""
    passages = owner.table
    again = passages.alias()
    first = select(func.min(again.c.id)).where(again.c[owner.name] == number).scalar_subquery()
    joined = RECORD_TABLES[record_type].outerjoin(passages, passages.c.id == first)
    return query.select_from(joined.outerjoin(tables.sources))
