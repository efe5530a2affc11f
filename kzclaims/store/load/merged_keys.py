"""Look-ups of merged keys, of the records that others were merged into, and of different records."""

from collections.abc import Collection, Iterable

from sqlalchemy import Connection, RowMapping, select

from kzclaims.dossier.records import Mergeable, Record
from kzclaims.store.schema.batches import batches
from kzclaims.store.schema.record_tables import TABLES_BY_NAME
from kzclaims.store.schema.tables import different_records, merged_keys


def merged_rows(connection: Connection, record_type: type[Record], keys: Iterable[str]) -> dict[str, RowMapping]:
    """Return the rows of `merged_keys` for those of the keys that were merged."""
    if not issubclass(record_type, Mergeable):
        return {}
    m = merged_keys.c
    found: dict[str, RowMapping] = {}
    for some in batches(sorted(set(keys))):
        mine = m.record_type == record_type.__name__.lower(), m.key.in_(some)
        found |= {row["key"]: row for row in connection.execute(select(merged_keys).where(*mine)).mappings()}
    return found


def kept_records(connection: Connection, record_type: type[Record], ids: Collection[int]) -> set[int]:
    """Return those of the records, by id, into which others were merged."""
    if not ids or not issubclass(record_type, Mergeable):
        return set()
    m = merged_keys.c
    mine = m.record_type == record_type.__name__.lower(), m.kept_id.in_(ids)
    return set(connection.scalars(select(m.kept_id).where(*mine)))


def different_pairs(connection: Connection, record_type: str) -> set[tuple[int, int]]:
    """Return the pairs of different records by their ids, the smaller one first; merged keys mean the kept record."""
    table = TABLES_BY_NAME[record_type]
    ids: dict[str, int] = {}
    pairs = connection.execute(
        select(different_records.c.first_key, different_records.c.second_key).where(
            different_records.c.record_type == record_type
        )
    ).all()
    merged = select(merged_keys.c.key, merged_keys.c.kept_id).where(merged_keys.c.record_type == record_type)
    if pairs:
        ids |= {key: number for key, number in connection.execute(merged)}  # noqa: C416 - rows are no pairs for mypy
        keys = {key for pair in pairs for key in pair}
        own = select(table.c.key, table.c.id)
        ids |= {key: number for key, number in connection.execute(own) if key in keys}
    found = ((ids.get(first, 0), ids.get(second, 0)) for first, second in pairs)
    return {(min(pair), max(pair)) for pair in found}
