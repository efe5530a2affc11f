"""Records by their keys. Apart from what a dossier may say, so that a look-up need not import that."""

from collections import defaultdict
from collections.abc import Iterable

import msgspec
from sqlalchemy import Connection, Table

from kzclaims.errors import NotFoundError


def ids_of(connection: Connection, table: Table | str, keys: Iterable[str]) -> dict[str, int]:
    """The ids of those of the keys that the table has; a statement has its further keys, too."""
    wanted = "WHERE key IN (SELECT value FROM json_each(:keys))"
    found = f"SELECT key, id FROM {table} {wanted}"
    if str(table) == "statements":
        # A statement's own key comes last, and counts.
        found = f"SELECT key, statement_id FROM statement_aliases {wanted} UNION ALL {found}"
    values = {"keys": msgspec.json.encode(sorted(keys)).decode()}
    return dict(connection.exec_driver_sql(found, values).all())


class Ids(defaultdict[Table, dict[str, int]]):
    """The ids of records by table and key, as far as they are known."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(dict)
        self.connection = connection

    def learn(self, table: Table, keys: Iterable[str]) -> None:
        """Makes the ids of these keys known."""
        known = self[table]
        if missing := set(keys) - known.keys():
            known.update(ids_of(self.connection, table, missing))

    def of(self, table: Table, key: str | None) -> int | None:
        """The id of a key that is known; `None` for no key."""
        return None if key is None else self[table][key]


def id_of(connection: Connection, table: Table | str, key: str) -> int:
    """The id of a record by its key. Raises `NotFoundError` with the nearest keys."""
    found = ids_of(connection, table, [key]).get(key)
    if found is None:
        near = nearest_keys(connection, [table], key)
        hint = f"did you mean {' or '.join(near)}?" if near else _all_keys(connection, table)
        raise NotFoundError(f"no {str(table).removesuffix('s')} has the key “{key}”; {hint}")
    return found


def _all_keys(connection: Connection, table: Table | str) -> str:
    if str(table) == "topics":
        keys = connection.exec_driver_sql("SELECT key FROM topics ORDER BY key").scalars().all()
        return f"there are {', '.join(keys[:50])}" if keys else "there are none yet"
    return f"“kzclaims {table}” lists what there is"


def nearest_keys(connection: Connection, tables: Iterable[Table | str], key: str) -> list[str]:
    """The keys of these tables that are most like a key, the nearest first."""
    from rapidfuzz import process

    keys: set[str] = set()
    for table in tables:
        keys |= set(connection.exec_driver_sql(f"SELECT key FROM {table} LIMIT 100000").scalars())
    return [one for one, _, _ in process.extract(key, sorted(keys), limit=3, score_cutoff=60)]
