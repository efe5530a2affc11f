"""Records declared by each dossier: only records that a file itself declared before are reported or pruned."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import Connection, insert, select

from kzclaims.dossier.records import Record
from kzclaims.store.engine import engine_of
from kzclaims.store.schema.tables import dossier_records, dossiers

ELSEWHERE = "no--dossier"
"""The key for records that come from something other than a dossier. No file can have a key with two hyphens."""


def dossier_id(connection: Connection, key: str) -> int:
    """Return the id of a dossier by its key; a new dossier is recorded."""
    found: int | None = connection.scalar(select(dossiers.c.id).where(dossiers.c.key == key))
    if found is None:
        found = engine_of(connection).reserve_ids(connection, dossiers)
        connection.execute(insert(dossiers).values(id=found, key=key))
    return found


def declared_only_by(connection: Connection, dossier: int, record_type: type[Record], ids: set[int]) -> set[int]:
    """Return those of the records that this dossier declared before and no other one does."""
    return {record for record, by in _declarations(connection, record_type, ids).items() if by == {dossier}}


def declare(connection: Connection, dossier: int, record_type: type[Record], ids: set[int], old: set[int]) -> None:
    """Note that the dossier declares these records, of which the `old` ones were recorded before."""
    declared = _declarations(connection, record_type, ids)
    declare_elsewhere(connection, record_type, old - declared.keys())
    _link(connection, dossier, record_type, (number for number in ids if dossier not in declared[number]))


def share(connection: Connection, record_type: type[Record], ids: set[int]) -> None:
    """Note that those of these records that dossiers declare are declared elsewhere as well."""
    declare_elsewhere(connection, record_type, set(_declarations(connection, record_type, ids)))


def declare_elsewhere(connection: Connection, record_type: type[Record], ids: set[int]) -> None:
    """Note that these records come from something other than a dossier: a file of records, another program."""
    if ids:
        number = dossier_id(connection, ELSEWHERE)
        declared = _declarations(connection, record_type, ids)
        _link(connection, number, record_type, (one for one in ids if number not in declared[one]))


def _declarations(connection: Connection, record_type: type[Record], ids: set[int]) -> defaultdict[int, set[int]]:
    """Return the dossiers that declare records, by the ids of the records."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    if ids:
        links = dossier_records.c
        of_type = links.record_type == record_type.__name__.lower()
        for record, dossier in connection.execute(
            select(links.record_id, links.dossier_id).where(of_type, links.record_id.in_(ids))
        ):
            found[record].add(dossier)
    return found


def _link(connection: Connection, dossier: int, record_type: type[Record], ids: Iterable[int]) -> None:
    name = record_type.__name__.lower()
    if rows := [{"dossier_id": dossier, "record_type": name, "record_id": one} for one in sorted(ids)]:
        connection.execute(insert(dossier_records), rows)
