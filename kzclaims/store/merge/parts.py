"""The tables that a merge compares: the columns that identify a row among those of its record, and its fields."""

from functools import cache
from typing import NamedTuple

from sqlalchemy import Table

from kzclaims.dossier.records import RECORD_TYPES, Person, Record, Source
from kzclaims.store.load.row_mapping import PARTS
from kzclaims.store.schema import tables
from kzclaims.store.schema.record_tables import TABLES_BY_NAME

KEYED = {table.name: name for name, table in TABLES_BY_NAME.items()}
"""The name of the record type of each table whose rows have keys."""

TYPES: dict[str, type[Record]] = {one.__name__.lower(): one for one in RECORD_TYPES.values()}
"""The record types by name, in an order in which none refers to a later one."""

UNCOMPARED = frozenset(("id", "recorded", "status", "as_text", "verified", "verified_at", "replaced"))
"""Columns that differ without a difference of content: ids, times, and columns that follow from other rows."""

_BOUNDS = ("_earliest", "_latest")


class Spec(NamedTuple):
    """A table whose rows are parts of records of one type."""

    table: Table
    owner: str
    """The column with the id of the record, or of the role that a citation belongs to."""
    identity: tuple[str, ...]
    """The columns by which rows of two databases are matched."""


class Field(NamedTuple):
    """A value that is compared as a whole."""

    name: str
    columns: tuple[str, ...]
    """The columns that change together."""
    compared: tuple[str, ...]
    """The columns that are compared: the others follow from them."""


_WORDS, _PLACE = ("exact", "prefix", "suffix"), ("start", "end", "place_found")
PASSAGE, PLACE = Field("passage", (*_WORDS, *_PLACE), _WORDS), Field("place", _PLACE, _PLACE[:2])
"""A place is compared only where the words are equal, because it changes with them."""
ARCHIVED = Field("text", ("text", "text_sha256"), ("text", "text_sha256"))
NAME = Field("name", ("text", "lang"), ("text", "lang"))
"""The preferred name of a person or an organization, which two tables contain."""
# An editorial statement has no speaker, so both change together.
_GROUPS = (PASSAGE, PLACE, ARCHIVED, Field("speaker", ("kind", "speaker_id"), ("kind", "speaker_id")))

ROLE_CITATIONS = Spec(tables.citations, "role_id", ("role_id", "source_id"))


@cache
def specs(type_name: str) -> tuple[Spec, ...]:
    """Return the parts of a record type; those of parts come last."""
    record_type = TYPES[type_name]
    found = []
    for part in PARTS[record_type]:
        if part.table is tables.appearances:
            found += [Spec(tables.statement_aliases, "statement_id", ("key",))]
            found += [Spec(part.table, part.owner, ("alias_id", *part.identity))]
        else:
            found.append(Spec(part.table, part.owner, part.identity))
    if record_type is Person:
        found.append(ROLE_CITATIONS)
    if record_type is Source:
        found.append(Spec(tables.former_texts, "source_id", ("sha256",)))
    return tuple(found)


@cache
def is_unique(spec: Spec) -> bool:
    """Return whether a record has no two rows with the same identity."""
    return spec.table not in (tables.appearances, tables.citations, tables.roles, tables.participants)


@cache
def fields(table: Table, identity: tuple[str, ...] = ()) -> tuple[Field, ...]:
    """Return the fields of a table's rows, without those that identify a row."""
    names = [str(column.name) for column in table.c if _is_compared(table, str(column.name), identity)]
    groups = [group for group in _GROUPS if set(group.columns) <= set(names)]
    grouped = {column for group in groups for column in group.columns}
    single = [Field(name, (name, *_bounds(table, name)), (name,)) for name in names if name not in grouped]
    return (*single, *groups)


def _bounds(table: Table, name: str) -> tuple[str, ...]:
    return tuple(f"{name}{end}" for end in _BOUNDS if f"{name}{end}" in table.c)


def _is_compared(table: Table, name: str, identity: tuple[str, ...]) -> bool:
    if name in UNCOMPARED or name in identity or name == "day" or name.endswith(_BOUNDS):
        return False
    owners = [key.parent.name for key in table.foreign_keys if key.ondelete == "CASCADE"]
    is_name = name == "name" and table in (tables.people, tables.organizations)
    return name not in owners and not is_name and not (name == "key" and str(table) in KEYED)


@cache
def references(table: Table) -> dict[str, Table]:
    """Return the tables that columns of a table refer to."""
    return {str(key.parent.name): key.column.table for key in table.foreign_keys}
