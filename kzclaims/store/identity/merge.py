"""Merge two records of one type: everything that refers to one of them refers to the other from then on.

Rows that would be equal then are united: the mention of both people in one statement, for instance. The merged record's
row is deleted, its key is kept in `merged_keys`, and every changed row is in the history, by which `split` undoes it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, Connection, Table, and_, delete, func, select, update

from kzclaims.errors import InputError
from kzclaims.store.history.journal import RecordKey, checked_reason
from kzclaims.store.identity.different import find_difference
from kzclaims.store.identity.records import Pair, Row, find_pair, name_of, record_key
from kzclaims.store.identity.references import (
    KEPT_WITH_RECORD,
    PASSAGES,
    RecordNames,
    identity_columns,
    identity_of,
    references_to,
)
from kzclaims.store.load import provenance
from kzclaims.store.load.row_writer import LoadContext, insert_rows, new_context
from kzclaims.store.reports import FieldConflict, IdentityMerge
from kzclaims.store.schema import tables
from kzclaims.store.schema.batches import batches
from kzclaims.store.schema.record_tables import TABLES_BY_NAME
from kzclaims.wording import quoted

_UNFILLED = frozenset(("id", "key", "recorded"))
_ENDS = ("_earliest", "_latest", "_sha256", "_text", "_note")
"""Suffixes of the names of columns that belong to another column and are filled together with it."""


def merge(
    connection: Connection,
    keep: str,
    other: str,
    *,
    reason: str,
    record_type: str | None = None,
    despite_wikidata: bool = False,
) -> IdentityMerge:
    """Merge the record `other` into the record `keep`, which keeps its key and its values. Return the result.

    Raise `InputError` for a blank reason, two different Wikidata ids (unless `despite_wikidata` is set), records that
    are marked as different, and the errors of `find_pair`.
    """
    checked_reason(reason)
    pair = find_pair(connection, keep, other, record_type)
    _require_mergeable(connection, pair, despite_wikidata=despite_wikidata)
    context = new_context(connection, reason=reason)
    return Merging(context, pair).run()


def _require_mergeable(connection: Connection, pair: Pair, *, despite_wikidata: bool) -> None:
    kept, merged = pair.first, pair.second
    ids = [row.get("wikidata_id") for row in (kept, merged)]
    if None not in ids and ids[0] != ids[1] and not despite_wikidata:
        raise InputError(
            "{kept} has the Wikidata id {first}, {merged} has {second}, so they should be different; if one of the ids "
            "is wrong, correct it, or use {despite_wikidata}",
            parameters=("despite_wikidata",),
            kept=quoted(kept["key"]),
            merged=quoted(merged["key"]),
            first=ids[0],
            second=ids[1],
        )
    if found := find_difference(connection, pair.type, kept["key"], merged["key"]):
        raise InputError(
            f"{quoted(kept['key'])} and {quoted(merged['key'])} were recorded as different{found}; "
            "withdraw that first: kzclaims identity different --withdraw"
        )
    evidence = select(tables.history.c.record_key).where(tables.history.c.source_id == merged["id"]).limit(1)
    if pair.type == "source" and (key := connection.scalar(evidence)):
        raise InputError(
            f"source {quoted(merged['key'])} is the evidence of a change of “{key}” in the history, which never "
            f"changes; merge {quoted(kept['key'])} into it instead"
        )


@dataclass
class Merging:
    """One merge of `pair.second` into `pair.first`."""

    context: LoadContext
    pair: Pair
    moved: Counter[str] = field(default_factory=Counter)
    united: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.connection, self.journal = self.context.connection, self.context.journal
        self.table = TABLES_BY_NAME[self.pair.type]
        self.names = RecordNames(self.connection)

    def run(self) -> IdentityMerge:
        """Merge, and return the result."""
        kept, merged = self.pair.first, self.pair.second
        before = self.connection.scalar(select(func.max(tables.history.c.id))) or 0
        filled = self._fill()
        for column in references_to(self.table):
            self._redirect(column, merged["id"], kept["id"])
        self._redirect_merged_keys()
        self._remove(merged)
        self.journal.write()
        last = self.connection.scalar(select(func.max(tables.history.c.id)))
        row = {
            "record_type": self.pair.type,
            "key": merged["key"],
            "kept_id": kept["id"],
            "merged_id": merged["id"],
            "first_change": before + 1,
            "last_change": last,
            "recorded": self.context.recorded,
        }
        insert_rows(self.context, tables.merged_keys, [row])
        self.journal.added(record_key(self.pair.type, kept), tables.merged_keys, row)
        self.journal.write()
        provenance.move(self.connection, (self.pair.type, merged["id"]), ("mergedkey", row["id"]))
        return IdentityMerge(
            type=self.pair.type,
            kept=kept["key"],
            kept_name=name_of(kept),
            merged=merged["key"],
            merged_name=name_of(merged),
            moved=dict(self.moved),
            united=dict(self.united),
            filled=filled,
            conflicts=list(self._conflicts()),
        )

    def _fill(self) -> list[str]:
        """Fill the empty fields of the kept record; return their names."""
        kept, merged = self.pair.first, self.pair.second
        after: dict[str, Any] = {}
        filled = []
        for name, group in field_groups(self.table).items():
            if all(kept[one] is None for one in group) and (
                given := {one: merged[one] for one in group if merged[one] is not None}
            ):
                after |= given
                filled.append(_field(name))
        if after:
            self.journal.changed(record_key(self.pair.type, kept), self.table, kept, after)
            update_record(self.connection, self.table, kept["id"], after)
        return filled

    def _conflicts(self) -> Iterable[FieldConflict]:
        kept, merged = self.pair.first, self.pair.second
        has_names = self.pair.type in ("person", "organization")
        for name in field_groups(self.table, nullable=False):
            # The merged name becomes an alias.
            is_shown = name != "text" and not (has_names and name == "name")
            if is_shown and None not in (kept[name], merged[name]) and kept[name] != merged[name]:
                yield FieldConflict(_field(name), self._shown(name, kept), self._shown(name, merged))

    def _shown(self, name: str, row: Row) -> str:
        (*_, reference) = (None, *self.table.c[name].foreign_keys)
        if reference is None:
            return str(row[name])
        other = reference.column.table
        return str(self.connection.scalar(select(other.c.key).where(other.c.id == row[name])))

    def _redirect(self, column: Column[int], old: int, new: int) -> None:
        """Redirect rows that refer to one row to another one, or unite them with equal rows that refer to it."""
        table: Table = column.table
        rows = self.connection.execute(select(table).where(column == old).order_by(*table.primary_key)).mappings().all()
        if not rows:
            return
        identity = identity_columns(column)
        there: dict[tuple[Any, ...], Row] = {}
        if identity is not None:
            present = select(table).where(column == new).order_by(*table.primary_key)
            for row in self.connection.execute(present).mappings().all():
                there.setdefault(identity_of(row, identity), row)
        moved = []
        for row in rows:
            same = None if identity is None else there.get(identity_of(row, identity))
            if same is None:
                moved.append(row)
            else:
                self._unite(column, row, same)
        self.moved[table.name] += len(moved)
        self.united[table.name] += len(rows) - len(moved)
        if column.primary_key:
            self._move_links(column, moved, new)
        else:
            self._move(column, moved, new)

    def _move(self, column: Column[int], rows: Sequence[Row], new: int) -> None:
        table: Table = column.table
        gets_text = table in PASSAGES and column.name == "source_id"
        for row in rows:
            after: dict[str, Any] = {column.name: new}
            if table is tables.names and row["kind"] == "preferred":
                after["kind"] = "alias"
            if gets_text and row["place_found"] and not self._have_one_text():
                # The place is in the other text.
                after |= {"start": None, "end": None, "place_found": False}
            if len(after) > 1:
                self.connection.execute(update(table).where(table.c.id == row["id"]).values(after))
            self.journal.changed(self.names.of_row(table, {**row, column.name: new}), table, row, after)
        for ids in batches([row["id"] for row in rows]):
            self.connection.execute(update(table).where(table.c.id.in_(ids)).values({column.name: new}))
        if gets_text and self._have_one_text():
            restore_results(self.connection, table, rows)

    def _have_one_text(self) -> bool:
        """Return True if checks against the merged source's text are also valid for the kept one's."""
        kept, merged = self.pair.first, self.pair.second
        return merged["text"] is not None and kept["text"] in (None, merged["text"])

    def _move_links(self, column: Column[int], rows: Sequence[Row], new: int) -> None:
        table: Table = column.table
        for row in rows:
            added = {**row, column.name: new}
            name = self.names.of_row(table, added)
            self._delete(table, row, name)
            self.journal.added(name, table, added)
            insert_rows(self.context, table, [dict(added)])

    def _unite(self, column: Column[int], row: Row, same: Row) -> None:
        """Remove a row that differs from another one only in a reference; its parts become parts of the other one."""
        table: Table = column.table
        for part in references_to(table):
            self._redirect(part, row["id"], same["id"])
        self._delete(table, row, self.names.of_row(table, {**row, column.name: same[column.name]}))

    def _delete(self, table: Table, row: Row, name: RecordKey) -> None:
        itself = and_(*(column == row[column.name] for column in table.primary_key))
        self.journal.removed(name, table, itself)
        self.connection.execute(delete(table).where(itself))

    def _redirect_merged_keys(self) -> None:
        """Redirect the keys that were merged into the merged record to the kept one."""
        keys, kept = tables.merged_keys, self.pair.first
        mine = and_(keys.c.record_type == self.pair.type, keys.c.kept_id == self.pair.second["id"])
        for row in self.connection.execute(select(keys).where(mine).order_by(keys.c.id)).mappings().all():
            self.journal.changed(record_key(self.pair.type, kept), keys, row, {"kept_id": kept["id"]})
        self.connection.execute(update(keys).where(mine).values(kept_id=kept["id"]))

    def _remove(self, row: Row) -> None:
        """Delete the merged record's own row, after the rows that depend on it."""
        name = record_key(self.pair.type, row)
        for table in KEPT_WITH_RECORD:
            for key in table.foreign_keys:
                if key.column.table is self.table and key.ondelete == "CASCADE":
                    mine = key.parent == row["id"]
                    for part in self.connection.execute(select(table).where(mine)).mappings().all():
                        self._delete(table, part, name)
        self._delete(self.table, row, name)


def update_record(connection: Connection, table: Table, number: int, values: Mapping[str, Any]) -> None:
    """Update the own row of a record.

    If the text of a source changes, a trigger removes the results of all checks; those that don't depend on the text
    are stored again.
    """
    kept = {}
    if table is tables.sources and "text" in values:
        for passages in PASSAGES:
            drifted = passages.c.source_id == number, passages.c.verified == "drifted"
            kept[passages] = connection.execute(select(passages).where(*drifted)).mappings().all()
    connection.execute(update(table).where(table.c.id == number).values(values))
    for passages, rows in kept.items():
        restore_results(connection, passages, rows)


def restore_results(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    """Store the results of checks again, which a trigger removes when a passage gets another source."""
    for row in rows:
        if row["verified"] is not None:
            values = {name: row[name] for name in ("verified", "verified_at")}
            connection.execute(update(table).where(table.c.id == row["id"]).values(values))


def field_groups(table: Table, *, nullable: bool = True) -> Mapping[str, list[str]]:
    """Return the columns of a record that belong together, by the first one: a date and its days, for instance."""
    groups: dict[str, list[str]] = {}
    for column in table.c:
        base = next((column.name.removesuffix(end) for end in _ENDS if column.name.endswith(end)), column.name)
        if column.name not in _UNFILLED and (column.nullable or not nullable):
            groups.setdefault(base if base in table.c else column.name, []).append(column.name)
    return groups


def _field(column: str) -> str:
    return "wikidata" if column == "wikidata_id" else column.removesuffix("_id")
