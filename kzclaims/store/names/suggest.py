"""Find recorded names that are similar to an unknown name, for suggestions only."""

from collections.abc import Iterable
from heapq import nlargest
from typing import Literal, NamedTuple

from sqlalchemy import Connection

from kzclaims.language.names.match import Match, NameQuery
from kzclaims.language.names.similarity import is_near_spelling
from kzclaims.store.engine import NO_LIMIT, engine_of

Kind = Literal["people", "organizations"]
"""The table that a record belongs to."""

OWNERS: dict[Kind, str] = {"people": "person_id", "organizations": "organization_id"}
"""The columns by which other tables refer to people and organizations."""

_MOST_SUGGESTED = 5
_MOST_COMPARED = 100
"""Number of people or organizations with similar names that are compared."""

_MOST_GRADED = 12
"""Number of the most similar ones that are compared as names."""

_LEAST_SIMILARITY = 0.6


class Named(NamedTuple):
    """A person or an organization: the id for queries, the key and the name for people."""

    id: int
    key: str
    name: str


def names_by_keys(
    connection: Connection, kind: Kind, keys: Iterable[str], limit: int, newest: int | None = None
) -> dict[Named, list[str]]:
    """Return who has one of these look-up keys, with all recorded names. More than `limit` are cut off."""
    engine, owner = engine_of(connection), OWNERS[kind]
    values = {"keys": engine.list_value(sorted(keys)), "limit": limit, "newest": NO_LIMIT if newest is None else newest}
    # A join reads no more rows than the limit requires; IN would collect all names with a frequent key first.
    owners = (
        f"SELECT DISTINCT {owner} FROM name_keys CROSS JOIN names"
        f" WHERE names.id = name_id AND {engine.in_list('name_keys.key', 'keys')} AND {owner} <= :newest LIMIT :limit"
    )
    rows = engine.execute(
        connection,
        f"SELECT owners.id, owners.key, owners.name, names.text FROM {kind} AS owners"
        f" JOIN names ON names.{owner} = owners.id WHERE owners.id IN ({owners}) ORDER BY names.id",
        values,
    )
    found: dict[Named, list[str]] = {}
    for owner_id, key, name, text in rows:
        found.setdefault(Named(owner_id, key, name), []).append(text)
    return found


def similar(connection: Connection, kind: Kind, query: NameQuery) -> list[Named]:
    """Return the people or organizations whose names are most similar to a query, at most five, the best first.

    Those that may have the name in another spelling come before those that only look alike.
    """
    names = _similar_names(connection, kind, query)
    scores = {named: query.similarity(texts) for named, texts in names.items()}
    best = nlargest(_MOST_GRADED, scores, key=lambda named: (scores[named], named.key))
    grades = {named: query.match_person(names[named]) if kind == "people" else Match.NO for named in best}
    shown = [named for named in best if grades[named] > Match.NO or scores[named] >= _LEAST_SIMILARITY]
    return sorted(shown, key=lambda named: (-grades[named], -scores[named], named.key))[:_MOST_SUGGESTED]


def near_spellings(connection: Connection, name: str, *, newest: int | None = None) -> list[Named]:
    """Return the people of whose recorded names a name is probably a misspelling.

    Only people with ids up to `newest` count: those recorded before a table, for instance, and not those it creates.
    """
    if newest == 0:
        return []
    names = _similar_names(connection, "people", NameQuery(name), newest)
    return [named for named, texts in names.items() if any(is_near_spelling(name, text) for text in texts)]


def _similar_names(
    connection: Connection, kind: Kind, query: NameQuery, newest: int | None = None
) -> dict[Named, list[str]]:
    found: dict[Named, list[str]] = {}
    for keys in [query.keys if kind == "people" else frozenset(), *query.similar_keys]:
        if keys and len(found) < _MOST_COMPARED:
            found |= names_by_keys(connection, kind, keys, _MOST_COMPARED - len(found), newest)
    return found
