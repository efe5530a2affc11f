"""Suggest recorded names that are near to one that nobody has: for people to read, never to resolve."""

import sys
from typing import NamedTuple

from sqlalchemy import Connection, Select, Table, or_, select

from kzclaims.language.names.match import NameQuery, organization_keys
from kzclaims.language.names.similarity import nearest
from kzclaims.store.schema.tables import name_keys, names

MOST_COMPARED = 20_000
"""How many names are compared with the one asked for: 0.2 s."""

_MOST_SUGGESTED = 5
_MOST_KEYS = 8


class Named(NamedTuple):
    """A person or an organization: the id for queries, the key and the name for people."""

    id: int
    key: str
    name: str


def nearest_names(connection: Connection, table: Table, owner: str, name: str) -> list[Named]:
    """Return the people or organizations whose names are nearest to one, at most five, the nearest first."""
    column = names.c[owner]
    recorded = select(names.c.text).where(column.is_not(None))
    texts = connection.scalars(recorded.limit(MOST_COMPARED + 1)).all()
    if len(texts) > MOST_COMPARED:
        texts = connection.scalars(_beginning_alike(recorded, name)).all()
    near = nearest(name, texts)
    rows = connection.execute(
        select(names.c.text, table.c.id, table.c.key, table.c.name)
        .join(table, column == table.c.id)
        .where(names.c.text.in_(near))
        .order_by(table.c.key)
    )
    by_text: dict[str, list[Named]] = {}
    for text, *named in rows:
        by_text.setdefault(text, []).append(Named(*named))
    return list(dict.fromkeys(named for text in near for named in by_text[text]))[:_MOST_SUGGESTED]


def _beginning_alike(recorded: Select[tuple[str]], name: str) -> Select[tuple[str]]:
    """Limit names to those with a look-up key that begins with the letters of one of this name's keys."""
    keys = sorted(NameQuery(name).keys or organization_keys(name), key=len)[:_MOST_KEYS]
    ranges = [name_keys.c.key.between(start, start + chr(sys.maxunicode)) for start in sorted({k[:2] for k in keys})]
    alike = select(name_keys.c.name_id).where(or_(False, *ranges))
    return recorded.where(names.c.id.in_(alike)).distinct().limit(MOST_COMPARED)
