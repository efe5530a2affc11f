"""Which dossier says which records: what a file said and says no more is reported or pruned, and nothing else."""

from collections import defaultdict

from sqlalchemy import Connection, insert, select

from kzclaims.dossier.records import Record
from kzclaims.store.history.journal import first_free_id
from kzclaims.store.schema import tables as t

ELSEWHERE = "no--dossier"
"""Stands for whatever says records and is no dossier; no file can have this key, for its two hyphens."""


def dossier_id(connection: Connection, key: str) -> int:
    """The number of a dossier by its key; one that is not known yet gets one."""
    found = connection.scalar(select(t.dossiers.c.id).where(t.dossiers.c.key == key))
    if found is None:
        found = first_free_id(connection, t.dossiers)
        connection.execute(insert(t.dossiers).values(id=found, key=key))
    return int(found)


def by_none_but(connection: Connection, dossier: int, record_type: type[Record], ids: set[int]) -> set[int]:
    """Those of the records that this dossier said before, and no other one does."""
    if not ids:
        return set()
    links = t.dossier_records
    rows = connection.execute(
        select(links.c.record_id, links.c.dossier_id).where(
            links.c.record_type == record_type.__name__.lower(), links.c.record_id.in_(ids)
        )
    )
    by: dict[int, set[int]] = defaultdict(set)
    for record, said_by in rows:
        by[record].add(said_by)
    return {record for record, said_by in by.items() if said_by == {dossier}}


def link(connection: Connection, dossier: int, record_type: type[Record], ids: set[int], old: set[int]) -> None:
    """Notes that the dossier says these records, of which the `old` ones were there before."""
    links = t.dossier_records
    name = record_type.__name__.lower()
    mine = (links.c.record_type == name, links.c.record_id.in_(ids))
    linked: dict[int, set[int]] = defaultdict(set)
    for number, said_by in connection.execute(select(links.c.record_id, links.c.dossier_id).where(*mine)):
        linked[number].add(said_by)
    if strangers := old - linked.keys():
        elsewhere(connection, record_type, strangers)
    if fresh := sorted(number for number in ids if dossier not in linked[number]):
        rows = [{"dossier_id": dossier, "record_type": name, "record_id": number} for number in fresh]
        connection.execute(insert(links), rows)


def not_alone(connection: Connection, record_type: type[Record], ids: set[int]) -> None:
    """Notes of records that dossiers say that something else says them as well."""
    links = t.dossier_records
    mine = (links.c.record_type == record_type.__name__.lower(), links.c.record_id.in_(ids))
    if said := set(connection.scalars(select(links.c.record_id).where(*mine))):
        elsewhere(connection, record_type, said)


def elsewhere(connection: Connection, record_type: type[Record], ids: set[int]) -> None:
    """Notes that these records were said by something that is no dossier: a file of records, another program."""
    links = t.dossier_records
    number, name = dossier_id(connection, ELSEWHERE), record_type.__name__.lower()
    mine = (links.c.dossier_id == number, links.c.record_type == name, links.c.record_id.in_(ids))
    linked = set(connection.scalars(select(links.c.record_id).where(*mine)))
    if fresh := sorted(ids - linked):
        rows = [{"dossier_id": number, "record_type": name, "record_id": one} for one in fresh]
        connection.execute(insert(links), rows)
