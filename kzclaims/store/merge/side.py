"""One of two databases that are merged, read in a form without ids: rows refer to others by key.

So the rows of both can be compared. `Side` reads its database once: the keys of all records, a mark of each record's
content, and its history.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, func, select

from kzclaims.store.derived.history_time import corrected_at
from kzclaims.store.engine import engine_of
from kzclaims.store.merge.parts import KEYED, ROLE_CITATIONS, UNCOMPARED, Spec, fields, references, specs
from kzclaims.store.schema import tables
from kzclaims.store.schema.batches import batches
from kzclaims.store.schema.record_tables import TABLES_BY_NAME

Row = Mapping[Any, Any]
Values = dict[str, Any]
RecordId = tuple[str, str]
"""The name of a record's type, and its key."""

Renames = Mapping[RecordId, str]
"""New keys of records, by their types and former keys."""

_NAMED = {**{table: table for table in KEYED}, "statement_aliases": "", "dossiers": ""}


@dataclass
class Change:
    """A row of the history."""

    id: int
    row: Row
    """The row itself, with the corrected time as `at`."""
    record: RecordId
    before: Values | None
    after: Values | None

    @property
    def state(self) -> Values | None:
        """The changed row after the change, or None if it was removed."""
        return None if self.after is None else {**(self.before or {}), **self.after}

    @property
    def is_status(self) -> bool:
        """True for a change of a statement's status alone."""
        is_change = self.before is not None and self.after is not None and self.after.keys() == {"status"}
        return is_change and self.row["table_name"] == "statements"

    @property
    def is_repetition(self) -> bool:
        """True for the change by which a merge gave a statement the status of another row of the history."""
        return self.is_status and self.row["merge_id"] is not None and not self.row["elsewhere"]


@dataclass
class Item:
    """A row of a record or of a part."""

    table: Table
    row: Row
    values: Values
    changes: list[Change] = field(default_factory=list)

    def recorded(self, columns: Sequence[str]) -> list[tuple[Any, ...]]:
        """Return the values of some columns that the history contains, oldest first."""
        found: list[tuple[Any, ...]] = []
        for change in self.changes:
            states = (state for state in (change.before, change.state) if state and state.keys() >= set(columns))
            found += [tuple(state[column] for column in columns) for state in states]
        return found

    def sequence(self, columns: Sequence[str]) -> list[tuple[Any, ...]]:
        """Return the values that some columns have had, oldest first."""
        found = [*self.recorded(columns), tuple(self.values[column] for column in columns)]
        return [value for number, value in enumerate(found) if number == 0 or value != found[number - 1]]

    def compared(self, spec: Spec) -> tuple[Any, ...]:
        """Return the values that are compared."""
        return tuple(self.values[name] for one in fields(self.table, spec.identity) for name in one.compared)

    def former(self, spec: Spec) -> set[tuple[Any, ...]]:
        """Return the compared values that the row has or had."""
        names = [name for one in fields(self.table, spec.identity) for name in one.compared]
        return set(self.sequence(names))

    def is_recorded(self) -> bool:
        """Return whether the history contains the present values."""
        names = [name for name in self.values if name not in UNCOMPARED]
        return any(
            all(state.get(name) == self.values[name] for name in names)
            for change in self.changes
            for state in (change.before, change.state)
            if state is not None
        )

    def last_change(self, columns: Sequence[str]) -> Change | None:
        """Return the last change that gave some columns their present values."""
        for change in reversed(self.changes):
            given = {name: value for name, value in (change.after or {}).items() if name in columns}
            if given and all(self.values.get(name) == value for name, value in given.items()):
                return change
        return None


@dataclass
class Entry:
    """A record with its parts."""

    item: Item | None
    """The record's own row; None for a record that was removed."""
    parts: dict[Spec, list[Item]] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)


class Side:
    """A database that is merged.

    `renames` gives records other keys. References to records in `merged` are read as references to those
    that they were merged into in the other database.
    """

    def __init__(self, connection: Connection, renames: Renames | None = None, merged: Renames | None = None) -> None:
        self.connection = connection
        self.renames = dict(renames or {})
        self._original = {(name, new): old for (name, old), new in self.renames.items()}
        self.keys: dict[str, dict[int, str]] = {}
        """The keys of rows by table and id, also of removed rows."""
        self.ids: dict[str, dict[str, int]] = {}
        """The ids of recorded rows by table and key."""
        for table in _NAMED:
            name = KEYED.get(table, "")
            rows = engine_of(connection).execute(connection, f"SELECT id, key FROM {table}").all()  # noqa: S608 - constant
            self.keys[table] = {number: self.renames.get((name, key), key) for number, key in rows}
            self.ids[table] = {key: number for number, key in self.keys[table].items()}
        self.merged = dict(merged or {})
        for (name, key), kept in self.merged.items():
            table = str(TABLES_BY_NAME[name].name)
            if key in self.ids[table]:
                self.keys[table][self.ids[table][key]] = kept
        alias = tables.statement_aliases.c
        self.aliased: dict[str, int] = dict(connection.execute(select(alias.key, alias.statement_id)).all())
        """The ids of statements by their further keys."""
        review = tables.reviews.c
        self.review_places: dict[str, tuple[str | None, str]] = {
            key: (self.keys["statements"].get(statement), url)
            for key, statement, url in connection.execute(select(review.key, review.statement_id, review.url))
        }
        """The statement and the address of each review, by its key."""
        self._roles: dict[int, str] = {}
        self._read_removed()
        roles = select(tables.roles.c.id, tables.roles.c.title, tables.roles.c.organization_id)
        for number, title, organization in connection.execute(roles):
            self._roles[number] = self._role(title, organization)

    def _read_removed(self) -> None:
        """Read the keys of rows that only the history contains, and that the history of other rows refers to."""
        h = tables.history.c
        named = (*_NAMED, tables.roles.name)
        is_added_role = (h.table_name == tables.roles.name) & h.before.is_(None)
        removed = (
            select(h.table_name, h.row_id, func.coalesce(h.before, h.after))
            .where(h.after.is_(None) | is_added_role, h.table_name.in_(named))
            .order_by(h.id)
        )
        roles: dict[int, dict[str, Any]] = {}
        for table, number, before in self.connection.execute(removed):
            row = msgspec.json.decode(before)
            if table == tables.roles.name:
                roles[number] = row
                continue
            key = row["key"]
            self.keys[table].setdefault(number, self.renames.get((KEYED.get(table, ""), key), key))

        for number, row in roles.items():
            self._roles[number] = self._role(row["title"], row["organization_id"])

    def _role(self, title: str, organization: int | None) -> str:
        return f"{title} / {self.keys['organizations'].get(organization or 0, '')}"

    def reference(self, table: Table, number: int | None) -> str | None:
        """Return the key of the row that a row refers to, or what identifies it among the parts of its record."""
        if number is None:
            return None
        name = str(table.name)
        found = self._roles.get(number) if table is tables.roles else self.keys.get(name, {}).get(number)
        return found or f"{name} {number}"

    def values(self, table: Table, row: Row) -> Values:
        """Return the values of a row, without its id, with keys instead of ids and dates as text."""
        found: Values = {}
        referred = references(table)
        for name, value in row.items():
            if name in referred:
                found[str(name)] = self.reference(referred[name], value)
            elif name == "key" and str(table.name) in KEYED:
                found["key"] = self.renames.get((KEYED[str(table.name)], value), value)
            elif name != "id":
                found[str(name)] = str(value) if isinstance(value, date) else value
        return found

    # All records at once

    def marks(self) -> dict[RecordId, int]:
        """Return a mark of the content of every record: equal for equal content, whatever the order of its parts."""
        marks: dict[RecordId, int] = {}
        for name, table in TABLES_BY_NAME.items():
            owners = {number: (name, key) for key, number in self.ids[str(table.name)].items()}
            for number, mark in self._row_marks(table, "id"):
                marks[owners[number]] = mark
            role_owners = {}
            if name == "person":
                rows = select(tables.roles.c.id, tables.roles.c.person_id)
                role_owners = {role: owners[person] for role, person in self.connection.execute(rows)}
            for spec in specs(name):
                of_rows = role_owners if spec is ROLE_CITATIONS else owners
                for number, mark in self._row_marks(spec.table, spec.owner):
                    if number in of_rows:
                        marks[of_rows[number]] += mark
        return marks

    def _row_marks(self, table: Table, owner: str) -> Iterator[tuple[int, int]]:
        """Yield the owner of each row and a mark of its values."""
        referred = references(table)
        names = [
            str(column.name)
            for column in table.c
            if column.name not in UNCOMPARED
            and column.name != owner
            and not column.name.endswith(("_earliest", "_latest"))
            and not (column.name == "day" and table is tables.statements)
        ]
        if owner == ROLE_CITATIONS.owner:
            names.append(owner)
        keys = [
            (place, self._roles if referred[name] is tables.roles else self.keys.get(str(referred[name].name), {}))
            for place, name in enumerate(names)
            if name in referred
        ]
        renamed = names.index("key") if "key" in names and str(table.name) in KEYED else None
        columns = ", ".join(f'"{name}"' for name in names)
        sql = f'SELECT "{owner}", {columns} FROM {table.name} WHERE "{owner}" IS NOT NULL'  # noqa: S608 - constants
        encode = msgspec.json.Encoder().encode
        prefix = str(table.name)
        rows: Iterable[Any] = engine_of(self.connection).execute(self.connection, sql)
        # A text may have been replaced several times.
        rows = set(rows) if table is tables.former_texts else rows
        for number, *row in rows:
            for place, known in keys:
                if row[place] is not None:
                    row[place] = known.get(row[place])
            if renamed is not None:
                row[renamed] = self.renames.get((KEYED[prefix], row[renamed]), row[renamed])
            digest = blake2b(encode((prefix, *row)), digest_size=16).digest()
            yield number, int.from_bytes(digest)

    # The history

    def changes(self) -> Iterator[Change]:
        """Yield the history, oldest first, without repetitions of statuses, which are not separate statuses."""
        columns = [column for column in tables.history.c if column.name != "at"]
        query = select(*columns, corrected_at(self.connection).label("at")).order_by(tables.history.c.id)
        for row in self.connection.execute(query).mappings():
            change = self._change(row)
            if not change.is_repetition:
                yield change

    def changes_of(self, type_name: str, keys: Sequence[str]) -> dict[str, list[Change]]:
        """Return the history of records by key."""
        h = tables.history.c
        originals = [self._original.get((type_name, key), key) for key in keys]
        found: dict[str, list[Change]] = defaultdict(list)
        query = (
            select(*[column for column in h if column.name != "at"], corrected_at(self.connection).label("at"))
            .where(h.record_type == type_name, h.record_key.in_(originals))
            .order_by(h.id)
        )
        for row in self.connection.execute(query).mappings():
            change = self._change(row)
            found[change.record[1]].append(change)
        return found

    def _change(self, row: Row) -> Change:
        table = tables.metadata.tables[row["table_name"]]
        record = row["record_type"], row["record_key"]
        before, after = (
            None if text is None else self.values(table, msgspec.json.decode(text))
            for text in (row["before"], row["after"])
        )
        return Change(row["id"], row, (record[0], str(self.renames.get(record, record[1]))), before, after)

    def signature(self, change: Change) -> bytes:
        """Return a digest that is equal for one change in both databases."""
        row = change.row
        evidence = self.reference(tables.sources, row["source_id"]), self.reference(tables.dossiers, row["dossier_id"])
        facts = (str(row["at"]), *change.record, row["table_name"], change.before, change.after, row["because"])
        return blake2b(
            msgspec.json.encode((facts, evidence, row["url"], row["author"]), order="sorted"), digest_size=16
        ).digest()

    def signatures(self) -> Counter[bytes]:
        """Return how often each change is in the history."""
        return Counter(map(self.signature, self.changes()))

    # Some records in full

    def entries(self, type_name: str, keys: Sequence[str]) -> dict[str, Entry]:
        """Return records with their parts and histories, also of removed records."""
        found: dict[str, Entry] = {}
        for some in batches(keys):
            found |= self._entries(type_name, some)
        return found

    def _entries(self, type_name: str, keys: Sequence[str]) -> dict[str, Entry]:
        table = TABLES_BY_NAME[type_name]
        ids = self.ids[str(table.name)]
        changes = self.changes_of(type_name, keys)
        found = {key: Entry(None, {spec: [] for spec in specs(type_name)}, changes.get(key, [])) for key in keys}
        owners = {ids[key]: key for key in keys if key in ids}
        of_rows: dict[str, dict[tuple[str, int], list[Change]]] = {}
        for key, entry in found.items():
            of_rows[key] = defaultdict(list)
            for change in entry.changes:
                if change.row["row_id"] is not None:
                    of_rows[key][change.row["table_name"], change.row["row_id"]].append(change)

        def item(key: str, of: Table, row: Row) -> Item:
            values = self.values(of, row)
            if "id" in row:
                return Item(of, row, values, of_rows[key].get((str(of.name), row["id"]), []))
            same = (one for one in found[key].changes if one.row["table_name"] == of.name)
            return Item(of, row, values, [one for one in same if values in (one.before, one.after)])

        for row in self._rows(table, "id", owners):
            # A record that was removed and recorded again has another id.
            entry = found[owners[row["id"]]]
            own = [change for change in entry.changes if change.row["table_name"] == table.name]
            entry.item = Item(table, row, self.values(table, row), own)
        roles: dict[int, str] = {}
        for spec in specs(type_name):
            of_spec = roles if spec is ROLE_CITATIONS else owners
            seen: dict[str, set[str | None]] = defaultdict(set)
            for row in self._rows(spec.table, spec.owner, of_spec):
                key = of_spec[row[spec.owner]]
                if spec.table is tables.former_texts and row["sha256"] in seen[key]:
                    continue
                seen[key].add(row.get("sha256"))
                found[key].parts[spec].append(item(key, spec.table, row))
                if spec.table is tables.roles:
                    roles[row["id"]] = key
        return found

    def _rows(self, table: Table, column: str, values: Iterable[int]) -> Iterator[Row]:
        for some in batches(sorted(values)):
            query = select(table).where(table.c[column].in_(some)).order_by(*table.primary_key.columns)
            yield from self.connection.execute(query).mappings()
