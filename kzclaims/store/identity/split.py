"""Split a merged record off again: undo exactly what its merge did.

The history has every row that a merge changed. A row that is still as the merge left it is restored; one that
was changed since stays with the kept record, as do rows that were added since. Later merges that concern the same rows
are undone first, the last one first, and repeated afterwards.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

import msgspec
from sqlalchemy import Connection, Date, DateTime, RowMapping, Table, and_, delete, exists, func, select, update

from kzclaims.errors import InputError
from kzclaims.store.derived.name_keys import add_name_keys
from kzclaims.store.engine import engine_of
from kzclaims.store.history.journal import Journal, RecordKey, checked_reason, with_bytes
from kzclaims.store.identity.merge import Merging, field_groups, restore_results, update_record
from kzclaims.store.identity.records import Pair, find_merged, kept_key, name_of
from kzclaims.store.identity.references import PASSAGES, PLACE, TYPES_BY_TABLE, RecordNames
from kzclaims.store.load import provenance
from kzclaims.store.load.row_writer import insert_rows, new_context
from kzclaims.store.reports import IdentitySplit
from kzclaims.store.schema import tables
from kzclaims.store.schema.record_tables import TABLES_BY_NAME
from kzclaims.wording import quoted

_SHARED_TABLES = frozenset(("roles", "participants", "event_topics", "citations"))
"""The tables whose rows refer to several mergeable records, so that merges of different records can unite them."""

_WORDS = ("exact", "prefix", "suffix", "attribution", "attribution_kind")
"""The columns with the words of a passage; citations have only some."""


def split(connection: Connection, other: str, *, reason: str, record_type: str | None = None) -> IdentitySplit:
    """Undo the merge of the record that had the key `other`. Return the result.

    Raise `InputError` for a blank reason, a record that was not merged and a merge in another database, and
    `NotFoundError` for an unknown key.
    """
    checked_reason(reason)
    merge = _Merge(connection, find_merged(connection, other, record_type))
    kept = kept_key(connection, merge.row)
    if not merge.can_be_undone:
        raise InputError(
            f"{quoted(other)} was merged into {quoted(kept)} in another database, and this one does not contain the "
            "changes; split it there"
        )
    later = _related(connection, merge)
    undoing = _Undoing(connection, reason)
    for one in reversed(later):
        undoing.undo(one, count=False)
    undoing.undo(merge, count=True)
    for one in later:
        undoing.merge_again(one)
    table = TABLES_BY_NAME[merge.type]
    row = connection.execute(select(table).where(table.c.key == other)).mappings().one()
    return IdentitySplit(
        type=merge.type,
        kept=kept,
        split=other,
        split_name=name_of(row),
        restored=dict(undoing.restored),
        kept_rows=dict(undoing.kept),
        again=[one.row["key"] for one in later],
    )


@dataclass
class _Merge:
    """A merge, by its row in `merged_keys`."""

    connection: Connection
    row: Mapping[Any, Any]

    @property
    def type(self) -> str:
        found: str = self.row["record_type"]
        return found

    @cached_property
    def changes(self) -> list[RowMapping]:
        """The changes of rows, in their order."""
        h = tables.history.c
        mine = and_(h.id.between(self.row["first_change"], self.row["last_change"]), ~h.elsewhere)
        return list(self.connection.execute(select(tables.history).where(mine).order_by(h.id)).mappings().all())

    @property
    def can_be_undone(self) -> bool:
        """True if the history has the removal of the merged record."""
        if self.row["first_change"] is None:
            return False
        table = TABLES_BY_NAME[self.type]
        return any(
            one["table_name"] == table.name and one["row_id"] == self.row["merged_id"] and one["after"] is None
            for one in self.changes
        )

    @cached_property
    def kept_id_then(self) -> int:
        """The id of the record that it was merged into; that may have been merged since."""
        h = tables.history.c
        added = (
            select(h.after)
            .where(h.table_name == "merged_keys", h.row_id == self.row["id"], h.before.is_(None))
            .order_by(h.id.desc())
        )
        found: int = msgspec.json.decode(self.connection.scalars(added).first() or "{}")["kept_id"]
        return found

    @cached_property
    def touched(self) -> set[tuple[Any, ...]]:
        """The changed rows, columns of records, and records whose parts may be united."""
        found: set[tuple[Any, ...]] = set()
        for change in self.changes:
            table = tables.metadata.tables[change["table_name"]]
            before, after = _json(change["before"]), _json(change["after"])
            row = before or after
            number = tuple(row[column.name] for column in table.primary_key)
            if table in TYPES_BY_TABLE:
                found |= {(table.name, number, column) for column in (after or before)}
            else:
                found.add((table.name, number))
            if table.name in _SHARED_TABLES:
                found.add((table.name, change["record_type"], change["record_key"]))
        return found

    @cached_property
    def needed(self) -> set[tuple[str, int]]:
        """The records, by type and id, that the removed rows refer to."""
        found = set()
        for change in self.changes:
            if change["after"] is None:
                row = _json(change["before"])
                for key in tables.metadata.tables[change["table_name"]].foreign_keys:
                    if (name := TYPES_BY_TABLE.get(key.column.table)) and row[key.parent.name] is not None:
                        found.add((name, row[key.parent.name]))
        return found


def _related(connection: Connection, merge: _Merge) -> list[_Merge]:
    """Return the later merges that concern the same records or rows, in their order."""
    keys = tables.merged_keys
    later = select(keys).where(keys.c.first_change > merge.row["first_change"]).order_by(keys.c.first_change)
    found: list[_Merge] = []
    touched, needed = set(merge.touched), set(merge.needed)
    records = {(merge.type, merge.row["kept_id"])}
    for row in connection.execute(later).mappings().all():
        one = _Merge(connection, row)
        is_related = (
            (one.type, row["kept_id"]) in records
            or (one.type, row["merged_id"]) in needed
            or not touched.isdisjoint(one.touched)
        )
        if is_related:
            found.append(one)
            touched |= one.touched
            needed |= one.needed
            records.add((one.type, row["kept_id"]))
    return found


@dataclass
class _Undoing:
    """The undoing of merges."""

    connection: Connection
    reason: str
    restored: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.journal = Journal(self.connection, new_context(self.connection).recorded, reason=self.reason)
        self._names = RecordNames(self.connection)

    def undo(self, merge: _Merge, *, count: bool) -> None:
        """Undo one merge; nothing that is related to it was merged later."""
        newest_text = self.connection.scalar(select(func.max(tables.former_texts.c.id))) or 0
        for change in reversed(merge.changes):
            table = tables.metadata.tables[change["table_name"]]
            name = RecordKey(change["record_type"], change["record_key"])
            before, after = _json(change["before"]), _json(change["after"])
            if not after:
                done = self._insert(name, table, _typed(table, before))
            elif not before:
                done = self._delete(name, table, after)
            else:
                done = self._change_back(name, table, _typed(table, before), _typed(table, after))
            is_own_field = table is TABLES_BY_NAME[merge.type] and before and after
            if count and not (is_own_field and done):
                (self.restored if done else self.kept)[table.name] += 1
        # A trigger adds the text that the kept source got from the merged one, and had only while they were merged.
        if merge.type == "source":
            texts = tables.former_texts.c
            added = (texts.id > newest_text) & (texts.source_id == merge.kept_id_then)
            self.connection.execute(delete(tables.former_texts).where(added))
        self._require_preferred_name(merge)
        self._forget(merge)
        self.journal.write()

    def merge_again(self, merge: _Merge) -> None:
        """Repeat the merges that were undone only to undo another one, with their reasons."""
        table = TABLES_BY_NAME[merge.type]
        rows = [
            self.connection.execute(select(table).where(table.c.id == number)).mappings().one()
            for number in (merge.kept_id_then, merge.row["merged_id"])
        ]
        context = new_context(self.connection, reason=merge.changes[-1]["because"])
        Merging(context, Pair(merge.type, *rows)).run()

    def _insert(self, name: RecordKey, table: Table, row: dict[str, Any]) -> bool:
        """Insert a removed row with its former id. Return False if the row that it belongs to was removed."""
        for key in table.foreign_keys:
            column, parent = key.parent, key.column.table
            number = row[column.name]
            if number is not None and not self.connection.scalar(select(exists().where(parent.c.id == number))):
                if not column.nullable or key.ondelete == "CASCADE":
                    return False
                row[column.name] = None
        engine_of(self.connection).insert(self.connection, table, list(row), [tuple(row.values())])
        if table is tables.names:
            add_name_keys(self.connection, [(row["id"], row["person_id"], row["text"])])
        self.journal.added(name, table, row)
        return True

    def _delete(self, name: RecordKey, table: Table, row: Mapping[str, Any]) -> bool:
        itself = _itself(table, row)
        if self.connection.execute(select(table).where(itself)).first() is None:
            return False
        self.journal.removed(name, table, itself)
        self.connection.execute(delete(table).where(itself))
        return True

    def _change_back(self, name: RecordKey, table: Table, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
        """Give the columns of a row their former values, if it still has those of the merge."""
        itself = _itself(table, before)
        current = self.connection.execute(select(table).where(itself)).mappings().one_or_none()
        if current is None:
            return False
        compared = [column for column in after if column not in PLACE]
        # The kept record's own fields are independent of each other, those of a part are not.
        groups = field_groups(table, nullable=False).values() if table in TYPES_BY_TABLE else [compared]
        filled = ([column for column in group if column in after] for group in groups)
        unchanged = [group for group in filled if all(current[column] == after[column] for column in group)]
        values = {column: before[column] for group in unchanged for column in group}
        if not values:
            return False
        has_words = table in PASSAGES and all(current[one] == before[one] for one in _WORDS if one in table.c)
        if table in PASSAGES and (current["place_found"] or current["start"] is None):
            # A place that the program found is one in the text of the kept source.
            place = before if has_words else {"start": None, "end": None, "place_found": False}
            values |= {column: place[column] for column in PLACE if current[column] != place[column]}
        self.journal.changed(name, table, current, values)
        if table in TYPES_BY_TABLE:
            update_record(self.connection, table, before["id"], values)
        else:
            self.connection.execute(update(table).where(itself).values(values))
        if has_words and all({**current, **values}[column] == before[column] for column in PLACE):
            restore_results(self.connection, table, [before])
        if table is tables.sources and "text" in values:
            self._remove_places(before["id"])
        return True

    def _remove_places(self, source: int) -> None:
        """Remove the places that were found in the text that a source had only while another one was merged into it."""
        for table in PASSAGES:
            found = and_(table.c.source_id == source, table.c.place_found)
            after = {"start": None, "end": None, "place_found": False}
            for row in self.connection.execute(select(table).where(found)).mappings().all():
                self.journal.changed(self._names.of_row(table, row), table, row, after)
            self.connection.execute(update(table).where(found).values(after))

    def _require_preferred_name(self, merge: _Merge) -> None:
        """Record the preferred name again if its row stays with the kept record, because it was changed there."""
        owner = {"person": "person_id", "organization": "organization_id"}.get(merge.type)
        if owner is None:
            return
        table, names = TABLES_BY_NAME[merge.type], tables.names.c
        number = merge.row["merged_id"]
        has_name = select(exists().where(names[owner] == number, names.kind == "preferred"))
        if self.connection.scalar(has_name):
            return
        record = self.connection.execute(select(table).where(table.c.id == number)).mappings().one()
        rows = (_json(change["before"]) for change in merge.changes if change["table_name"] == "names")
        former = next(row for row in rows if row.get(owner) == number and row["kind"] == "preferred")
        row = {**former, "text": record["name"]}
        del row["id"]
        insert_rows(new_context(self.connection), tables.names, [row])
        self.journal.added(RecordKey(merge.type, record["key"]), tables.names, row)

    def _forget(self, merge: _Merge) -> None:
        """Remove the merged key; what dossiers declared under it is the record's again."""
        keys = tables.merged_keys
        itself = keys.c.id == merge.row["id"]
        self.journal.removed(RecordKey(merge.type, kept_key(self.connection, merge.row)), keys, itself)
        self.connection.execute(delete(keys).where(itself))
        provenance.move(self.connection, ("mergedkey", merge.row["id"]), (merge.type, merge.row["merged_id"]))


def _itself(table: Table, row: Mapping[str, Any]) -> Any:
    return and_(*(column == row[column.name] for column in table.primary_key))


def _json(text: str | None) -> dict[str, Any]:
    return msgspec.json.decode(text) if text else {}


def _typed(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of the history with dates and times as Python objects."""
    return dict(_typed_values(table, with_bytes(table, row).items()))


def _typed_values(table: Table, items: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    for name, value in items:
        if value is not None and isinstance(table.c[name].type, DateTime):
            yield name, datetime.fromisoformat(value)
        elif value is not None and isinstance(table.c[name].type, Date):
            yield name, date.fromisoformat(value)
        else:
            yield name, value
