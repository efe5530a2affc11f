"""Look-ups of records by key. Apart from the records of dossiers, so that a look-up need not import those."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import Connection, Table

from kzclaims.errors import NotFoundError
from kzclaims.store.engine import engine_of
from kzclaims.wording import MOST_COMPARED, nearest, quoted

MERGED_TYPES = {
    "topics": "topic",
    "organizations": "organization",
    "sources": "source",
    "people": "person",
    "events": "event",
}
"""The types of records that can be merged, by their tables."""


def ids_of(connection: Connection, table: Table | str, keys: Iterable[str]) -> dict[str, int]:
    """Return the ids of those of the keys that a table has; a statement also has its aliases.

    The key of a merged record has the id of the record that it was merged into.
    """
    engine = engine_of(connection)
    wanted = engine.in_list("key", "keys")
    found = f"SELECT key, id FROM {table} WHERE {wanted}"
    # A record's own key comes last and so takes precedence.
    if str(table) == "statements":
        found = f"SELECT key, statement_id FROM statement_aliases WHERE {wanted} UNION ALL {found}"
    elif record_type := MERGED_TYPES.get(str(table)):
        merged = f"SELECT key, kept_id FROM merged_keys WHERE record_type = '{record_type}' AND {wanted}"
        found = f"{merged} UNION ALL {found}"
    rows = engine.execute(connection, found, {"keys": engine.list_value(keys)})
    return dict(rows.all())


class Ids(defaultdict[Table, dict[str, int]]):
    """The ids of records by table and key, as far as they are known."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(dict)
        self.connection = connection

    def learn(self, table: Table, keys: Iterable[str]) -> None:
        """Look up the ids of these keys, as far as they are not known."""
        known = self[table]
        if missing := set(keys) - known.keys():
            known.update(ids_of(self.connection, table, missing))

    def of(self, table: Table, key: str | None) -> int | None:
        """Return the id of a known key, or None for no key."""
        return None if key is None else self[table][key]


def id_of(connection: Connection, table: Table | str, key: str) -> int:
    """Return the id of a record by its key. Raise `NotFoundError` with the nearest keys."""
    found = ids_of(connection, table, [key]).get(key)
    if found is None:
        near = nearest_keys(connection, [table], key)
        raise NotFoundError(
            "no {kind} has the key {key}; did you mean {near}?" if near else "no {kind} has the key {key}; {all_keys}",
            kind=str(table).removesuffix("s"),
            key=quoted(key),
            near=" or ".join(near),
            all_keys="" if near else _all_keys(connection, table),
        )
    return found


def _all_keys(connection: Connection, table: Table | str) -> str:
    if str(table) != "topics":
        return f"“kzclaims {table}” lists all of them"
    keys = engine_of(connection).execute(connection, "SELECT key FROM topics ORDER BY key LIMIT 50").scalars().all()
    return f"there are {', '.join(keys)}" if keys else "none are recorded yet"


def nearest_keys(connection: Connection, tables: Iterable[Table | str], key: str) -> list[str]:
    """Return the keys of these tables that are most similar to a key, the nearest first."""
    engine = engine_of(connection)
    keys: set[str] = set()
    for table in tables:
        some = f"SELECT key FROM {table} ORDER BY key LIMIT :limit"
        keys |= set(engine.execute(connection, some, {"limit": MOST_COMPARED}).scalars())
    return nearest(key, sorted(keys))
