"""Write what a plan takes from the other database: records, fields, parts, history and statuses."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, and_, delete, select, update

from kzclaims.errors import ConstraintError
from kzclaims.store.derived import text_hashes
from kzclaims.store.derived.status import active_changes
from kzclaims.store.engine import author_of, engine_of
from kzclaims.store.history import chain
from kzclaims.store.history.journal import RecordKey
from kzclaims.store.load.provenance import ELSEWHERE, dossier_id, unlink
from kzclaims.store.load.row_writer import LoadContext, insert_rows, new_context
from kzclaims.store.merge.identities import add_missing, missing_differences, missing_keys
from kzclaims.store.merge.parts import ARCHIVED, KEYED, NAME, TYPES, UNCOMPARED, Spec, references, specs
from kzclaims.store.merge.plan import Difference, Plan
from kzclaims.store.merge.rows import is_own_statement
from kzclaims.store.merge.side import Change, Entry, Item, RecordId, Side
from kzclaims.store.schema import tables
from kzclaims.store.schema.batches import BATCH, batches
from kzclaims.store.schema.record_tables import TABLES_BY_NAME

TABLES = {**{name: str(table.name) for name, table in TABLES_BY_NAME.items()}, "alias": "statement_aliases"}
"""The table of each type of item that a dossier declares."""

_DERIVED = frozenset(("day", "day_earliest", "day_latest"))


class Writer:
    """The execution of a plan. `name` is the other database's name in the history."""

    def __init__(self, ours: Side, theirs: Side, plan: Plan, *, name: str, other_id: str) -> None:
        self.ours, self.theirs, self.plan = ours, theirs, plan
        self.connection: Connection = ours.connection
        self.context: LoadContext = new_context(self.connection, reason=f"merged from {name}")
        self.remarks: list[str] = []
        self._name, self._other_id = name, other_id
        self._ids: dict[tuple[str, int], int] = {(str(table), one): mine for (table, one), mine in plan.rows.items()}
        for table, keys in theirs.keys.items():
            here = {**ours.aliased, **ours.ids[table]} if table == "statements" else ours.ids[table]
            gone = {key: number for number, key in ours.keys[table].items()}
            for number, key in keys.items():
                if (mine := here.get(key, gone.get(key))) is not None:
                    self._ids[table, number] = mine
        self._merge_id = 0

    def write(self) -> None:
        """Write everything, in an order in which nothing refers to a row that is not written yet."""
        self._insert_merge()
        self._add_records()
        for one in self.plan.taken():
            if one.kind == "part" and one.ours is not None:
                self._remove_part(one)
        with chain.adding_former_texts(self.connection):
            self._take_fields()
        # The roles of a person come before the citations of these roles.
        for one in self.plan.taken():
            if one.kind == "part" and one.theirs is not None:
                self._add_part(one.record, one.theirs)
        # The history is in the order of time: what was changed elsewhere comes before the changes of the merge.
        self._import_history()
        self.context.journal.write()
        self._remove_records()
        add_missing(self.context, self.ours, self.theirs)
        self._link_dossiers()
        self._keep_rejected()
        self._set_statuses()

    def _insert_merge(self) -> None:
        row: dict[str, Any] = {
            "at": self.context.recorded,
            "author": author_of(self.connection),
            "name": self._name,
            "database_id": self._other_id,
            "head": chain.head(self.theirs.connection),
        }
        insert_rows(self.context, tables.merges, [row])
        self._merge_id = row["id"]
        if row["head"]:
            chain.note(self.connection, f"merged {row['head']}")
        self.context.journal.merge_id = self._merge_id

    # Rows

    def _own_id(self, table: Table, number: int) -> int:
        """Return the id here of a row of the other database; a row that was removed there gets a new one."""
        place = str(table.name), number
        if place not in self._ids:
            self._ids[place] = engine_of(self.connection).reserve_ids(self.connection, table)
        return self._ids[place]

    def _row(self, item: Item) -> dict[str, Any]:
        """Return a row of the other database with our ids, without its own id and derived columns."""
        referred = references(item.table)
        row = {str(name): value for name, value in item.row.items() if name not in _DERIVED and name != "id"}
        for column, table in referred.items():
            if row[column] is not None:
                row[column] = self._own_id(table, row[column])
        if "key" in row and str(item.table.name) in KEYED:
            row["key"] = item.values["key"]
        return row

    def _insert(self, items: Sequence[Item]) -> list[dict[str, Any]]:
        """Insert rows of one table of the other database."""
        rows = [self._row(item) for item in items]
        for place in range(0, len(rows), BATCH):
            insert_rows(self.context, items[0].table, rows[place : place + BATCH])
        for item, row in zip(items, rows, strict=True):
            if "id" in item.row:
                self._ids[str(item.table.name), item.row["id"]] = row["id"]
        return rows

    def _add_records(self) -> None:
        """Add the records that are new here: first the rows of all, then their parts."""
        restored = [one.record for one in self.plan.taken() if one.kind == "record" and one.theirs]
        for name in TYPES:
            keys = [*self.plan.added[name], *(key for type_name, key in restored if type_name == name)]
            for some in batches(keys):
                entries = self.theirs.entries(name, some).values()
                own = [entry.item for entry in entries if entry.item is not None]
                self._insert(own)
                for item in own:
                    self.ours.ids[str(item.table.name)][item.values["key"]] = self._ids[
                        str(item.table.name), item.row["id"]
                    ]
                for spec in specs(name):
                    self._insert_parts(spec, entries)

    def _insert_parts(self, spec: Spec, entries: Iterable[Entry]) -> None:
        items = [item for entry in entries for item in entry.parts[spec] if not is_own_statement(self.ours, item)]
        if items:
            self._insert(items)

    def _add_part(self, record: RecordId, item: Item) -> None:
        if item.table is tables.appearances:
            # The statement may have another text here.
            item.row = {**item.row, "as_text": False}
        if item.table is tables.former_texts and self._is_former(item):
            return
        (row,) = self._insert([item])
        self.context.journal.added(RecordKey(*record), item.table, row)

    def _is_former(self, item: Item) -> bool:
        """Return whether the hash of a former text is recorded: taking another text has recorded it."""
        row, former = self._row(item), tables.former_texts.c
        same = former.source_id == row["source_id"], former.sha256 == row["sha256"]
        return self.connection.execute(select(former.id).where(*same)).first() is not None

    def _where(self, item: Item) -> Any:
        return and_(*(column == item.row[column.name] for column in item.table.primary_key.columns))

    def _remove_part(self, one: Difference) -> None:
        assert one.ours is not None
        self.context.journal.removed(RecordKey(*one.record), one.ours.table, self._where(one.ours))
        self.connection.execute(delete(one.ours.table).where(self._where(one.ours)))

    def _remove_records(self) -> None:
        """Remove records that were removed in the other database, unless something refers to them."""
        removed = [one for one in self.plan.taken() if one.kind == "record" and one.ours]
        for one in sorted(removed, key=lambda one: list(TYPES).index(one.record[0]), reverse=True):
            assert one.ours is not None
            try:
                with self.connection.begin_nested():
                    self._remove_part(one)
                    self.context.journal.write()
                    self._unlink(one)
                self.ours.ids[str(one.ours.table.name)].pop(one.record[1], None)
            except ConstraintError:
                self.context.journal.discard()
                self.remarks.append(
                    f"{RecordKey(*one.record)} was removed there and is kept: other records refer to it"
                )

    def _unlink(self, one: Difference) -> None:
        assert one.ours is not None
        links, number = tables.dossier_records.c, one.ours.row["id"]
        mine = select(links.dossier_id).where(links.record_type == one.record[0], links.record_id == number)
        for dossier in self.connection.scalars(mine).all():
            unlink(self.connection, TYPES[one.record[0]], number, dossier)

    # Fields

    def _take_fields(self) -> None:
        """Take fields, all of a row in one change."""
        taken: dict[int, tuple[Difference, dict[str, Any]]] = {}
        for one in self.plan.taken():
            if one.kind != "field" or one.field is None or one.ours is None or one.theirs is None:
                continue
            if one.field is NAME:
                self._take_name(one)
                values = {"name": one.theirs.row["name"]}
            else:
                row = self._row(one.theirs)
                values = {name: row[name] for name in one.field.columns}
            taken.setdefault(id(one.ours), (one, {}))[1].update(values)
        for one in self.plan.differences:
            if one.settled and not one.is_taken and one.name is not None:
                self._keep_name(one)
            elif one.settled and not one.is_taken and one.field is ARCHIVED:
                self._keep_hash(one)
        addresses = [one.ours for one, after in taken.values() if one.ours and one.ours.table is tables.reviews]
        for item in addresses:
            # Two reviews may exchange their addresses.
            temporary = f"https://review.invalid/{item.row['id']}"
            self.connection.execute(update(item.table).where(self._where(item)).values(url=temporary))
        for one, after in taken.values():
            assert one.ours is not None
            assert one.theirs is not None
            change = one.theirs.last_change(tuple(after))
            self._change(one.record, one.ours, after, self._dossier(change.row["dossier_id"]) if change else None)

    def _change(self, record: RecordId, item: Item, values: Mapping[str, Any], dossier: int | None) -> None:
        before = item.row
        after = {name: value for name, value in values.items() if before[name] != value}
        if item.table is tables.reviews:
            values = {"url": before["url"], **values}
        self.connection.execute(update(item.table).where(self._where(item)).values(values))
        if after:
            # The dossier that has the value, so that a later load of it finds its own value.
            self.context.journal.dossier_id = dossier
            self.context.journal.changed(RecordKey(*record), item.table, before, after)
            self.context.journal.dossier_id = None
        if item.table is tables.statements and "text" in after:
            text_hashes.add(self.connection, [(item.row["id"], after["text"])])

    def _keep_hash(self, one: Difference) -> None:
        """Record the hash of a text that was rejected like that of a former text, so that dossiers may contain it."""
        assert one.ours is not None
        assert one.theirs is not None
        row = {
            "source_id": one.theirs.row["id"],
            "sha256": one.theirs.row["text_sha256"],
            "replaced": self.context.recorded,
        }
        item = Item(tables.former_texts, row, {})
        if row["sha256"] and row["sha256"] != one.ours.row["text_sha256"] and not self._is_former(item):
            insert_rows(self.context, tables.former_texts, [self._row(item)])

    def _keep_name(self, one: Difference) -> None:
        """Add a rejected preferred name as an alias, so that it still finds the person."""
        assert one.name is not None
        names = tables.names.c
        row = {**self._row(one.name), "kind": "alias"}
        same = (names[name] == row[name] for name in (f"{one.record[0]}_id", "text", "lang"))
        if self.connection.execute(select(names.id).where(*same)).first() is None:
            insert_rows(self.context, tables.names, [row])
            self.context.journal.added(RecordKey(*one.record), tables.names, row)

    def _take_name(self, one: Difference) -> None:
        """Change the preferred name of a person or organization. The former one gets its kind there or is an alias."""
        assert one.ours is not None
        assert one.name is not None
        names, record = tables.names, RecordKey(*one.record)
        entry = self.theirs.entries(one.record[0], [one.record[1]])[one.record[1]]
        kinds = {
            (item.values["text"], item.values["lang"]): item.values["kind"]
            for items in entry.parts.values()
            for item in items
            if item.table is names
        }
        owner = f"{one.record[0]}_id"
        mine = names.c[owner] == one.ours.row["id"]
        text, lang = one.name.row["text"], one.name.row["lang"]
        wanted = None
        for row in self.connection.execute(select(names).where(mine).order_by(names.c.id)).mappings().all():
            if (row["text"], row["lang"]) == (text, lang):
                wanted = row
            elif row["kind"] == "preferred":
                kind = kinds.get((row["text"], row["lang"]), "alias")
                self.context.journal.changed(record, names, row, {"kind": kind})
                self.connection.execute(update(names).where(names.c.id == row["id"]).values(kind=kind))
        if wanted is None:
            # One of the two owners of a name.
            other = "organization_id" if owner == "person_id" else "person_id"
            new = {owner: one.ours.row["id"], other: None, "text": text, "lang": lang, "kind": "preferred"}
            insert_rows(self.context, names, [new])
            self.context.journal.added(record, names, new)
            self._ids["names", one.name.row["id"]] = new["id"]
        elif wanted["kind"] != "preferred":
            self.context.journal.changed(record, names, wanted, {"kind": "preferred"})
            self.connection.execute(update(names).where(names.c.id == wanted["id"]).values(kind="preferred"))

    # Dossiers

    def is_idle(self) -> bool:
        """Return whether there is nothing to write."""
        plan = self.plan
        is_known = not (missing_keys(self.ours, self.theirs) or missing_differences(self.ours, self.theirs))
        rest = plan.changes or any(plan.added.values()) or self._rejected() or self._new_links()
        return is_known and not (plan.taken() or rest)

    def _link_dossiers(self) -> None:
        rows = [
            {"dossier_id": dossier_id(self.connection, dossier), "record_type": name, "record_id": number}
            for dossier, name, number in self._new_links()
        ]
        chain.insert_rows(self.connection, tables.dossier_records, rows)

    def _new_links(self) -> list[tuple[str, str, int]]:
        """Return which dossiers declare which records in the other database and not here: key, type and id here.

        A record that one database has from a dossier and the other from elsewhere has both origins: no dossier may
        remove it.
        """
        ours, theirs = _links(self.ours, None), _links(self.theirs, self._ids)
        added = {(name, key) for name, keys in self.plan.added.items() for key in keys}
        found: list[tuple[str, str, int]] = []
        for name in TABLES:
            here = {number: key for key, number in self.ours.ids[TABLES[name]].items()}
            for number, key in here.items():
                known, declared = ours.get((name, number), set()), theirs.get((name, number), set())
                is_shared = (name, key) not in added and key in self.theirs.ids[TABLES[name]]
                if is_shared and bool(known) != bool(declared):
                    declared = declared | {ELSEWHERE}
                found += [(dossier, name, number) for dossier in sorted(declared - known)]
        return found

    # History

    def _import_history(self) -> None:
        """Add the changes of the other database: to records that both had, they are marked as made elsewhere."""
        ids = dict(self.plan.known)
        waiting: list[tuple[Change, dict[str, Any]]] = []

        def insert_waiting() -> None:
            insert_rows(self.context, tables.history, [row for _, row in waiting])
            ids.update((change.id, row["id"]) for change, row in waiting)
            waiting.clear()

        for change in self.plan.changes:
            withdrawn = change.row["withdraws"]
            if len(waiting) == BATCH or (withdrawn is not None and withdrawn not in ids):
                insert_waiting()
            waiting.append((change, self._history_row(change, ids)))
        insert_waiting()

    def _history_row(self, change: Change, ids: Mapping[int, int]) -> dict[str, Any]:
        row = change.row
        table = tables.metadata.tables[row["table_name"]]
        is_shared = change.record in self.plan.shared
        return {
            "at": row["at"],
            "record_type": change.record[0],
            "record_key": change.record[1],
            "table_name": row["table_name"],
            "row_id": None if row["row_id"] is None else self._own_id(table, row["row_id"]),
            "before": self._json(table, row["before"]),
            "after": self._json(table, row["after"]),
            "because": row["because"],
            "source_id": None if row["source_id"] is None else self._own_id(tables.sources, row["source_id"]),
            "url": row["url"],
            "dossier_id": self._dossier(row["dossier_id"]),
            "withdraws": None if row["withdraws"] is None else ids.get(row["withdraws"]),
            "author": row["author"],
            "merge_id": self._merge_id if is_shared or row["elsewhere"] else None,
            "elsewhere": is_shared or row["elsewhere"],
        }

    def _dossier(self, number: int | None) -> int | None:
        return None if number is None else dossier_id(self.connection, self.theirs.keys["dossiers"][number])

    def _json(self, table: Table, text: str | None) -> str | None:
        """Return a row of the history with our ids."""
        if text is None:
            return None
        values = msgspec.json.decode(text)
        referred = references(table)
        for name, value in values.items():
            if name == "id" and value is not None:
                values[name] = self._own_id(table, value)
            elif name in referred and value is not None:
                values[name] = self._own_id(referred[name], value)
            elif name == "key" and str(table.name) in KEYED:
                values[name] = self.theirs.renames.get((KEYED[str(table.name)], value), value)
        return msgspec.json.encode(values).decode()

    def _rejected(self) -> list[tuple[Difference, Item, tuple[str, ...]]]:
        """Return rows with columns whose values were rejected, and that are in no history."""
        found = []
        for one in self.plan.differences:
            if one.is_taken or one.theirs is None or one.kind == "owner":
                continue
            if one.kind == "field":
                item = one.name or one.theirs
                # A record that was removed there and recorded again has values that no history explains.
                if not one.is_known and (one.settled or item.changes):
                    columns = one.field.columns if one.field and not one.name else tuple(map(str, item.row))
                    found.append((one, item, columns))
                continue
            if not one.settled:
                continue
            items = [one.theirs]
            if one.kind == "record":
                name, key = one.record
                parts = self.theirs.entries(name, [key])[key].parts.values()
                here = self.ours.changes_of(name, [key]).get(key, [])
                items = [item for item in (*items, *(it for some in parts for it in some)) if not _is_in(here, item)]
            found += [(one, item, tuple(map(str, item.row))) for item in items if not item.is_recorded()]
        return found

    def _keep_rejected(self) -> None:
        """Add the rejected values to the history."""
        rows = []
        for one, item, columns in self._rejected():
            values = {name: _plain(item.row[name]) for name in columns}
            number = one.ours.row.get("id") if one.ours is not None and one.name is None else None
            if number is None and "id" in item.row:
                number = self._own_id(item.table, item.row["id"])
            rows.append(
                {
                    **dict.fromkeys(("before", "because", "source_id", "url", "dossier_id", "withdraws", "author")),
                    "at": item.row.get("recorded") or self.context.recorded,
                    "record_type": one.record[0],
                    "record_key": one.record[1],
                    "table_name": str(item.table.name),
                    "row_id": number,
                    "after": self._json(item.table, msgspec.json.encode(values).decode()),
                    "merge_id": self._merge_id,
                    "elsewhere": True,
                }
            )
        insert_rows(self.context, tables.history, rows)

    def _set_statuses(self) -> None:
        """Give statements the latest of the statuses that both histories contain."""
        keys = {change.record[1] for change in self.plan.changes if change.is_status}
        # A statement that was removed here and is recorded again.
        keys |= {one.record[1] for one in self.plan.taken() if one.kind == "record" and one.theirs}
        journal = self.context.journal
        for key in sorted(keys & self.ours.ids["statements"].keys()):
            row = tables.statements.c.key == key
            before = self.connection.execute(select(tables.statements).where(row)).mappings().one()
            active = active_changes(self.connection, key)
            status = active[-1].status if active else None
            if status == before["status"]:
                continue
            self.connection.execute(update(tables.statements).where(row).values(status=status))
            if ("statement", key) in self.plan.shared:
                journal.changed(RecordKey("statement", key), tables.statements, before, {"status": status})
        journal.write()


def _links(side: Side, ids: Mapping[tuple[str, int], int] | None) -> dict[tuple[str, int], set[str]]:
    """Return the dossiers that declare each record, given by its type and its id, translated by `ids`."""
    links = tables.dossier_records.c
    found: dict[tuple[str, int], set[str]] = {}
    for dossier, name, number in side.connection.execute(select(links.dossier_id, links.record_type, links.record_id)):
        place = number if ids is None else ids.get((TABLES.get(name, ""), number))
        if name in TABLES and place is not None:
            found.setdefault((name, place), set()).add(side.keys["dossiers"][dossier])
    return found


def _is_in(changes: Iterable[Change], item: Item) -> bool:
    """Return whether changes contain the values of a row, so that an earlier merge has kept them."""
    values = {name: value for name, value in item.values.items() if name not in UNCOMPARED}
    return any(
        change.row["table_name"] == item.table.name and change.after and change.after.items() >= values.items()
        for change in changes
    )


def _plain(value: Any) -> Any:
    """Return a value as JSON of the history has it."""
    return value if isinstance(value, str | int | float | bool | None) else str(value)
