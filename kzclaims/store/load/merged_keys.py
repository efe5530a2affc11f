"""Look-ups of merged keys, and of the records that others were merged into."""

from collections.abc import Collection, Iterable

from sqlalchemy import Connection, RowMapping, select

from kzclaims.dossier.records import Mergeable, Record
from kzclaims.store.schema.batches import batches
from kzclaims.store.schema.tables import merged_keys


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
