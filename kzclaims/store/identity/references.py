"""The rows that refer to a record, and the records that they are parts of."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Column, Connection, Table, select

from kzclaims.store.derived.renew import DERIVED_TABLES
from kzclaims.store.history.journal import RecordKey
from kzclaims.store.schema import tables
from kzclaims.store.schema.record_tables import TABLES_BY_NAME

TYPES_BY_TABLE = {table: name for name, table in TABLES_BY_NAME.items()}

KEPT_WITH_RECORD = (tables.history, tables.former_texts)
"""The tables whose references are never moved: evidence in the history, and the former texts of a source."""

IDENTITIES = {tables.names: ("text", "lang")}
"""The columns by which rows of one owner are equal, if it is not all of them."""

UNCOMPARED = frozenset(("id", "verified", "verified_at", "as_text", "place_found"))
"""The columns in which equal rows may differ."""

PASSAGES = (tables.appearances, tables.citations)

PLACE = ("start", "end", "place_found")
"""The columns with the place of a passage."""


@cache
def references_to(table: Table) -> list[Column[int]]:
    """Return the columns that refer to a table, without those of derived data."""
    return [
        key.parent
        for other in tables.metadata.sorted_tables
        for key in other.foreign_keys
        if key.column.table is table and other not in (*DERIVED_TABLES, *KEPT_WITH_RECORD)
    ]


def identity_columns(column: Column[int]) -> list[str] | None:
    """Return the columns in which rows are equal that differ in a reference only, or None if rows are never equal."""
    table = column.table
    if "key" in table.c:
        return None
    return list(
        IDENTITIES.get(table, [one.name for one in table.c if one is not column and one.name not in UNCOMPARED])
    )


def identity_of(row: Mapping[Any, Any], columns: Sequence[str]) -> tuple[Any, ...]:
    """Return the values of the columns in which rows are equal; a place that the program found doesn't count."""
    left_out = PLACE if row.get("place_found") else ()
    return tuple(None if name in left_out else row[name] for name in columns)


class RecordNames:
    """The records that rows are parts of, for the history."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[tuple[Table, int], RecordKey] = {}

    def of_row(self, table: Table, row: Mapping[Any, Any]) -> RecordKey:
        """Return the name of the record that a row belongs to."""
        if table in TYPES_BY_TABLE:
            return RecordKey(TYPES_BY_TABLE[table], row["key"])
        if table is tables.merged_keys:
            return self._named(TABLES_BY_NAME[row["record_type"]], row["kept_id"])
        owners = (key for key in table.foreign_keys if key.ondelete == "CASCADE" and row[key.parent.name] is not None)
        # An appearance under an alias belongs to a statement as well.
        owner = min(owners, key=lambda key: key.parent.name == "alias_id")
        return self._named(owner.column.table, row[owner.parent.name])

    def _named(self, table: Table, number: int) -> RecordKey:
        if (table, number) not in self._known:
            row = self._connection.execute(select(table).where(table.c.id == number)).mappings().one()
            self._known[table, number] = self.of_row(table, row)
        return self._known[table, number]
