"""Add the versions of sources that the other database has: all are kept, so there is nothing to decide."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from kzclaims.store.merge.side import Side
from kzclaims.store.schema.keys import ids_of
from kzclaims.store.schema.tables import sources, versions
from kzclaims.store.verify.versions import insert_version

_IDENTITY = (versions.c.text_sha256, versions.c.content_sha256, versions.c.fetched, versions.c.url)
"""The columns in which versions of one source are equal."""


def has_missing(connection: Connection, theirs: Side) -> bool:
    """Return whether the other database has versions of recorded sources that are missing here."""
    return any(True for _ in _missing(connection, theirs))


def add_missing(connection: Connection, theirs: Side) -> None:
    """Add the versions of the other database that are missing here, one by one: each may have many megabytes."""
    for number, source in _missing(connection, theirs):
        row = theirs.connection.execute(select(versions).where(versions.c.id == number)).mappings().one()
        insert_version(connection, {**{str(name): value for name, value in row.items()}, "source_id": source})


def _missing(connection: Connection, theirs: Side) -> Iterator[tuple[int, int]]:
    """Yield the ids of missing versions with the ids of their sources here."""
    v = versions.c
    columns = select(v.id, v.source_id, *_IDENTITY).order_by(v.recorded, v.id)
    found = theirs.connection.execute(columns).all()
    keys = theirs.keys[sources.name]
    ids = ids_of(connection, sources, {keys[source] for _, source, *_ in found})
    known: dict[int, set[tuple[Any, ...]]] = {}
    for number, source, *identity in found:
        here = ids.get(keys[source])
        if here is None:
            continue
        if here not in known:
            known[here] = {tuple(row) for row in connection.execute(select(*_IDENTITY).where(v.source_id == here))}
        if tuple(identity) not in known[here]:
            known[here].add(tuple(identity))
            yield number, here
