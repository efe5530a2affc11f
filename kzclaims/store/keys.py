"""Records by their keys. Apart from what a dossier may say, so that a look-up need not import that."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import Connection, Table, select

from kzclaims.errors import NotFoundError
from kzclaims.store import tables as t
from kzclaims.store.batches import batches


def ids_of(connection: Connection, table: Table, keys: Iterable[str]) -> dict[str, int]:
    """The ids of those of the keys that the table has; a statement has its further keys, too."""
    found: dict[str, int] = {}
    further = t.statement_aliases.c
    for some in batches(sorted(keys)):
        if table is t.statements:
            found.update(
                connection.execute(select(further.key, further.statement_id).where(further.key.in_(some))).all()
            )
        rows = connection.execute(select(table.c.key, table.c.id).where(table.c.key.in_(some)))
        found.update(rows.all())
    return found


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


def id_of(connection: Connection, table: Table, key: str) -> int:
    """The id of a record by its key. Raises `NotFoundError` with the nearest keys."""
    found = ids_of(connection, table, [key]).get(key)
    if found is None:
        near = nearest_keys(connection, [table], key)
        hint = f"did you mean {' or '.join(near)}?" if near else _all_keys(connection, table)
        raise NotFoundError(f"no {table.name.removesuffix('s')} has the key “{key}”; {hint}")
    return found


def _all_keys(connection: Connection, table: Table) -> str:
    if table is t.topics:
        keys = sorted(connection.scalars(select(table.c.key)))
        return f"there are {', '.join(keys[:50])}" if keys else "there are none yet"
    return f"“kzclaims {table.name}” lists what there is"


def nearest_keys(connection: Connection, tables: Iterable[Table], key: str) -> list[str]:
    """The keys of these tables that are most like a key, the nearest first."""
    from rapidfuzz import process

    keys = {one for table in tables for one in connection.scalars(select(table.c.key).limit(100_000))}
    return [one for one, _, _ in process.extract(key, sorted(keys), limit=3, score_cutoff=60)]
