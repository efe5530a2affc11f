"""Records declared by each dossier: only records that a file itself declared before are reported or pruned."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, select, update

from kzclaims.dossier.records import Record
from kzclaims.store.engine import engine_of
from kzclaims.store.history import chain
from kzclaims.store.schema.batches import batches
from kzclaims.store.schema.tables import dossier_records, dossiers

Declared = tuple[str, int]
"""An item that dossiers declare: the name of its type, and its id."""

Marks = dict[str, Any]
"""The values of a dossier that differ from the recorded ones, by table, row and column: ``people/5/description``.

A part that the dossier does not have is there without a column: ``roles/7``.
"""

_COLUMNS = ("dossier_id", "record_type", "record_id", "differs")

ELSEWHERE = "no--dossier"
"""The key for records that come from something other than a dossier. No file can have a key with two hyphens."""


def dossier_id(connection: Connection, key: str) -> int:
    """Return the id of a dossier by its key; a new dossier is recorded."""
    found: int | None = connection.scalar(select(dossiers.c.id).where(dossiers.c.key == key))
    if found is None:
        found = engine_of(connection).reserve_ids(connection, dossiers)
        chain.insert_rows(connection, dossiers, [{"id": found, "key": key}])
    return found


def declared_only_by(connection: Connection, dossier: int, record_type: type[Record], ids: set[int]) -> set[int]:
    """Return those of the records that this dossier declared before and no other one does."""
    return {record for record, by in _declarations(connection, record_type, ids).items() if by == {dossier}}


def declare(connection: Connection, dossier: int, record_type: type[Record], ids: set[int], old: set[int]) -> None:
    """Note that the dossier declares these records, of which the `old` ones were recorded before."""
    declared = _declarations(connection, record_type, ids)
    declare_elsewhere(connection, record_type, old - declared.keys())
    _link(connection, dossier, record_type, (number for number in ids if dossier not in declared[number]))


def marks(connection: Connection, things: Collection[Declared]) -> dict[Declared, dict[int, Marks]]:
    """Return the fields in which each of the dossiers that declare an item differs from the record.

    Values with another origin than a dossier are left out.
    """
    links = dossier_records.c
    by_type: defaultdict[str, list[int]] = defaultdict(list)
    for name, number in things:
        by_type[name].append(number)
    found: defaultdict[Declared, dict[int, Marks]] = defaultdict(dict)
    for name, numbers in by_type.items():
        for some in batches(sorted(numbers)):
            rows = (
                select(links.record_id, links.dossier_id, links.differs)
                .join_from(dossier_records, dossiers)
                .where(links.record_type == name, links.record_id.in_(some), dossiers.c.key != ELSEWHERE)
            )
            for record, dossier, differs in connection.execute(rows):
                found[name, record][dossier] = {} if differs is None else msgspec.json.decode(differs)
    return found


def set_marks(connection: Connection, dossier: int, declared: Declared, differs: Marks) -> None:
    """Store the fields in which a dossier differs from the record."""
    links = dossier_records.c
    name, number = declared
    encoded = msgspec.json.encode(differs, order="sorted").decode() if differs else None
    connection.execute(
        update(dossier_records)
        .where(links.dossier_id == dossier, links.record_type == name, links.record_id == number)
        .values(differs=encoded)
    )
    chain.add(connection, dossier_records, _COLUMNS, [(dossier, name, number, encoded)])


def others(declarations: Mapping[int, Marks], dossier: int | None) -> list[int]:
    """Return the dossiers other than one, which is the loaded one."""
    return [one for one in declarations if one != dossier]


def type_name(record_type: type[Record]) -> str:
    """Return the name of a type of items that dossiers declare."""
    return record_type.__name__.lower()


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
        of_type = links.record_type == type_name(record_type)
        for record, dossier in connection.execute(
            select(links.record_id, links.dossier_id).where(of_type, links.record_id.in_(ids))
        ):
            found[record].add(dossier)
    return found


def _link(connection: Connection, dossier: int, record_type: type[Record], ids: Iterable[int]) -> None:
    name = type_name(record_type)
    rows = [{"dossier_id": dossier, "record_type": name, "record_id": one} for one in sorted(ids)]
    chain.insert_rows(connection, dossier_records, rows)


def unlink(connection: Connection, record_type: type[Record], record: int, dossier: int) -> None:
    """Store that a dossier no longer declares a record."""
    links, name = dossier_records.c, type_name(record_type)
    mine = (links.dossier_id == dossier, links.record_type == name, links.record_id == record)
    connection.execute(delete(dossier_records).where(*mine))
    chain.remove(connection, dossier_records, [(dossier, name, record)])


def move(connection: Connection, former: Declared, new: Declared) -> None:
    """Store that the dossiers that declared an item declare another one instead."""
    links = dossier_records.c
    moved = (links.record_type == former[0], links.record_id == former[1])
    rows = connection.execute(select(links.dossier_id, links.differs).where(*moved)).all()
    connection.execute(update(dossier_records).where(*moved).values(record_type=new[0], record_id=new[1]))
    chain.remove(connection, dossier_records, [(row.dossier_id, *former) for row in rows])
    chain.add(connection, dossier_records, _COLUMNS, [(row.dossier_id, *new, row.differs) for row in rows])
