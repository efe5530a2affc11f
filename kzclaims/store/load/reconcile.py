"""Bring recorded records and their parts in line with a file: add, change, and report or remove the rest."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from typing import Any, NamedTuple

from sqlalchemy import Connection, RowMapping, and_, delete, select, update

from kzclaims.dossier.records import Person, Record, Review, Source, Statement
from kzclaims.store.derived import text_hashes
from kzclaims.store.history.chain import adding_former_texts
from kzclaims.store.history.journal import RecordKey
from kzclaims.store.load import review_addresses
from kzclaims.store.load.corrections import Change, describe_part, note_parts, settle, without_removed
from kzclaims.store.load.merged_keys import kept_records
from kzclaims.store.load.provenance import Declared
from kzclaims.store.load.row_mapping import PARTS, ROLE_CITATIONS, Part, Row, citation_rows, own_row
from kzclaims.store.load.row_writer import LoadContext, insert_rows, store_checks
from kzclaims.store.schema import tables
from kzclaims.store.schema.record_tables import RECORD_TABLES
from kzclaims.store.verify.versions import remember_texts

Identity = tuple[Any, ...]


class Owners(NamedTuple):
    """The records whose parts are reconciled, by id."""

    names: Mapping[int, RecordKey]
    complete: set[int]
    """Those of which the file declares all parts: other parts are reported as missing."""
    declared: Mapping[int, Declared]
    """The items that dossiers declare."""


def record_name(record_type: type[Record], key: str) -> RecordKey:
    """Return the name of a record in the history and in messages."""
    return RecordKey(record_type.__name__.lower(), key)


def change_records(
    context: LoadContext, record_type: type[Record], records: Iterable[Record], recorded: Mapping[str, RowMapping]
) -> set[int]:
    """Update the rows of recorded records that differ; return the ids of the changed records."""
    table = RECORD_TABLES[record_type]
    changed: set[int] = set()
    changes: list[Change] = []
    kept = kept_records(context.connection, record_type, [row["id"] for row in recorded.values()])
    for record in records:
        row, before = own_row(record, context.ids), recorded[record.key]
        if record_type is Source and row["text"] is None and before["text"] is not None:
            # A file without the text doesn't remove an archived one.
            row |= {"text": before["text"], "text_sha256": before["text_sha256"]}
        if before["id"] in kept:
            # A file of one of the merged records doesn't remove what only the other ones have.
            row |= {name: before[name] for name, value in row.items() if value is None}
        if differing := {name: value for name, value in row.items() if before[name] != value}:
            name = record_name(record_type, record.key)
            changes.append(Change(name, (name.type, before["id"]), table, before, differing))
    for change, values in zip(changes, settle(context, changes), strict=True):
        number = change.before["id"]
        if record_type is Review and "url" in change.after and "url" not in values:
            review_addresses.restore(context.connection, change.before)
        if values:
            with adding_former_texts(context.connection) if "text_sha256" in values else nullcontext():
                context.connection.execute(update(table).where(table.c.id == number).values(values))
            context.journal.changed(change.owner, table, change.before, values)
            changed.add(number)
            if record_type is Source and "text" in values:
                remember_texts(context.connection, [number])
                context.other_texts.add(change.owner.key)
            if record_type is Statement and "text" in values:
                text_hashes.add(context.connection, [(number, values["text"])])
    return changed


def reconcile_parts(
    context: LoadContext, record_type: type[Record], records: Mapping[int, Record], complete: set[int]
) -> set[int]:
    """Reconcile all parts of recorded records, given by id; return the ids of the changed records.

    `complete` are the records that nothing else declares: what they have and the file has not is left over.
    """
    names = {number: record_name(record_type, record.key) for number, record in records.items()}
    declared = {number: (name.type, number) for number, name in names.items()}
    changed: set[int] = set()
    # The appearances under further keys are parts of other records, so other parts may come from them.
    unaliased = complete - _with_aliases(context.connection, complete) if record_type is Statement else complete
    for part in PARTS[record_type]:
        rows = {number: list(part.rows(record, context.ids)) for number, record in records.items()}
        owners = Owners(names, complete if part.where else unaliased, declared)
        changed |= reconcile(context, part, rows, owners)
        if part.table in (tables.appearances, tables.citations):
            field = part.table.name
            for number, record in records.items():
                store_checks(context, part.table, names[number], record, (field,), rows[number])
    if record_type is Person:
        changed |= _reconcile_role_citations(context, records, complete)
    return changed


def reconcile(context: LoadContext, part: Part, wanted: Mapping[int, list[Row]], owners: Owners) -> set[int]:
    """Reconcile one part of recorded records, given by id with their rows; return the ids of the changed records."""
    recorded = _recorded_rows(context.connection, part, wanted)
    changed: set[int] = set()
    added: list[Row] = []
    changes: list[Change] = []
    preferred: dict[int, RowMapping] = {}
    for number, rows in wanted.items():
        here = recorded[number]
        name = owners.names[number]
        if part.table is tables.names:
            preferred.update((number, row) for row in here.values() if row["kind"] == "preferred")
        for row, before in _matched(part, rows, here):
            if before is None:
                row[part.owner] = number
                added.append(row)
                continue
            if "id" in before:
                row["id"] = before["id"]
            if "place_found" in row:
                _leave_place(row, before)
            if differing := {column: value for column, value in row.items() if before[column] != value}:
                changes.append(Change(name, owners.declared[number], part.table, before, differing, part))
        if number not in owners.complete:
            marks = context.marks[owners.declared[number]]
            marks |= {f"{part.table.name}/{row['id']}": None for row in here.values() if "id" in row}
        elif _drop_rest(context, part, _settled_rest(context, part, here.values()), name):
            changed.add(number)
    if part.table is tables.names:
        changes, added = _settle_preferred_names(context, part, changes, added, preferred, owners)
    settled = settle(context, changes)
    for change, values in zip(changes, settled, strict=True):
        if values:
            context.connection.execute(update(part.table).where(part.table.c.id == change.before["id"]).values(values))
            context.journal.changed(change.owner, part.table, change.before, values)
            changed.add(change.before[part.owner])
    added = without_removed(context, part, added, owners.names)
    insert_rows(context, part.table, added)
    for row in added:
        changed.add(row[part.owner])
        name = owners.names[row[part.owner]]
        context.journal.added(name, part.table, row)
        if context.differences is not None:
            note_parts(context, name, part.table, "added", describe_part(context.connection, part, row))
    return changed


def _matched(
    part: Part, rows: Sequence[Row], recorded: dict[Identity, RowMapping]
) -> list[tuple[Row, RowMapping | None]]:
    """Match rows of a file with recorded ones, which are taken out: equal ones first, then in order."""
    found: list[RowMapping | None] = [None] * len(rows)
    identities = [tuple(row[column] for column in part.identity) for row in rows]
    there: dict[Identity, list[Identity]] = defaultdict(list)
    for key in recorded:
        there[key[:-1]].append(key)
    for is_equal in (True, False):
        for place, (row, identity) in enumerate(zip(rows, identities, strict=True)):
            keys = there[identity] if found[place] is None else []
            for key in keys if not is_equal or len(keys) > 1 else ():
                if not is_equal or _is_equal(row, recorded[key]):
                    found[place] = recorded.pop(key)
                    keys.remove(key)
                    break
    return list(zip(rows, found, strict=True))


def _is_equal(row: Row, recorded: RowMapping) -> bool:
    """Return True if a recorded row is that of the file, but for a place that the program found."""
    row = dict(row)
    if "place_found" in row:
        _leave_place(row, recorded)
    return all(recorded[column] == value for column, value in row.items())


def _recorded_rows(
    connection: Connection, part: Part, owners: Iterable[int]
) -> Mapping[int, dict[Identity, RowMapping]]:
    """Return the recorded rows of a part by owner and by identity, with a number for equal ones."""
    found: dict[int, dict[Identity, RowMapping]] = defaultdict(dict)
    ordinals: Counter[Identity] = Counter()
    mine = part.table.c[part.owner].in_(sorted(owners))
    rows = select(part.table).where(mine, *part.where).order_by(*part.table.primary_key.columns)
    for row in connection.execute(rows).mappings():
        owner, identity = row[part.owner], tuple(row[column] for column in part.identity)
        found[owner][*identity, ordinals[owner, *identity]] = row
        ordinals[owner, *identity] += 1
    return found


def _drop_rest(context: LoadContext, part: Part, rest: Iterable[RowMapping], name: RecordKey) -> bool:
    """Report the parts that the file no longer contains or, with `prune`, remove them; return True if any were."""
    removed = False
    for row in rest:
        words = describe_part(context.connection, part, row)
        line = f"{name}: {part.table.name}: {words}"
        if context.prune:
            note_parts(context, name, part.table, "removed", words)
            itself = and_(*(column == row[column.name] for column in part.table.primary_key.columns))
            context.journal.removed(name, part.table, itself)
            context.connection.execute(delete(part.table).where(itself))
            context.outcome.removed.append(line)
            removed = True
        else:
            context.outcome.kept.append(line)
    return removed


def _leave_place(row: Row, before: RowMapping) -> None:
    """Leave the place that the program found if the file has the same words without a place."""
    is_same = all(row[column] == before[column] for column in ("exact", "prefix", "suffix"))
    if before["place_found"] and row["start"] is None and is_same:
        row |= {column: before[column] for column in ("start", "end", "place_found")}


def _settled_rest(context: LoadContext, part: Part, rest: Iterable[RowMapping]) -> list[RowMapping]:
    """Return the rest without a preferred name to prune, which may be kept: see `_settle_preferred_names`."""
    is_open = context.prune and part.table is tables.names
    return [row for row in rest if not (is_open and row["kind"] == "preferred")]


def _settle_preferred_names(
    context: LoadContext,
    part: Part,
    changes: Sequence[Change],
    added: Sequence[Row],
    recorded: Mapping[int, RowMapping],
    owners: Owners,
) -> tuple[list[Change], list[Row]]:
    """Make former preferred names aliases, or prune them, where the file's name is taken; there is only one.

    The name is a field of the record, which is settled already; its language is one of the row of the preferred name.
    Return the changes that are not settled yet, and the names to add.
    """
    names, table = tables.names, {"person_id": "people", "organization_id": "organizations"}[part.owner]
    rest: list[Change] = []
    left: list[Row] = []
    promoted: dict[int, Change | Row] = {change.before[part.owner]: change for change in changes if _promotes(change)}
    promoted |= {row[part.owner]: row for row in added if row["kind"] == "preferred"}
    in_file = {change.before["id"] for change in changes}
    for number, new in promoted.items():
        name, former = owners.names[number], recorded.get(number)
        mark = f"{table}/{number}/name"
        if mark in context.kept:
            continue
        if former is not None:
            lang = (new.before if isinstance(new, Change) else new)["lang"]
            language = Change(name, owners.declared[number], names, former, {"lang": lang}, part)
            if mark not in context.taken and not settle(context, [language])[0]:
                continue
            if context.prune and number in owners.complete and former["id"] not in in_file:
                _drop_rest(context, part, [former], name)
            else:
                context.connection.execute(update(names).where(names.c.id == former["id"]).values(kind="alias"))
                context.journal.changed(name, names, former, {"kind": "alias"})
        if isinstance(new, Change):
            context.connection.execute(update(names).where(names.c.id == new.before["id"]).values(new.after))
            context.journal.changed(name, names, new.before, new.after)
        else:
            left.append(new)
    for change in changes:
        is_former = change.before["kind"] == "preferred"
        if not _promotes(change) and not is_former:
            rest.append(change)
    left += [row for row in added if row["kind"] != "preferred"]
    return rest, left


def _promotes(change: Change) -> bool:
    return change.after.get("kind") == "preferred"


def _reconcile_role_citations(context: LoadContext, persons: Mapping[int, Record], complete: set[int]) -> set[int]:
    """Reconcile the citations of roles, which are parts of parts; return the ids of the changed people."""
    roles = tables.roles.c
    recorded: dict[Identity, list[Identity]] = defaultdict(list)
    for row in context.connection.execute(
        select(roles.id, roles.person_id, roles.title, roles.organization_id, roles.lang, roles.held)
        .where(roles.person_id.in_(persons))
        .order_by(roles.id)
    ):
        recorded[row.person_id, row.title, row.organization_id].append((row.id, row.lang, row.held))
    wanted: dict[int, list[Row]] = {}
    person_of: dict[int, int] = {}
    positions: dict[int, int] = {}
    for owner, person in persons.items():
        assert isinstance(person, Person)
        for position, role in enumerate(person.roles):
            same = recorded[owner, role.title, context.ids.of(tables.organizations, role.organization)]
            if not same:
                # The role was not added, because it was removed before.
                continue
            found = next((one for one in same if one[1:] == (role.lang, role.held)), same[0])
            same.remove(found)
            number = found[0]
            wanted[number] = citation_rows(role.citations, context.ids)
            person_of[number] = owner
            positions[number] = position
    names = {number: record_name(Person, persons[owner].key) for number, owner in person_of.items()}
    whole = {number for number, owner in person_of.items() if owner in complete}
    declared = {number: ("person", owner) for number, owner in person_of.items()}
    owners_of_roles = Owners(names, whole, declared)
    changed = reconcile(context, ROLE_CITATIONS, wanted, owners_of_roles)
    for number, rows in wanted.items():
        path = ("roles", positions[number], "citations")
        store_checks(context, tables.citations, names[number], persons[person_of[number]], path, rows)
    return {person_of[number] for number in changed}


def _with_aliases(connection: Connection, ids: set[int]) -> set[int]:
    """Return those of the statements that have further keys."""
    alias = tables.statement_aliases.c
    return set(connection.scalars(select(alias.statement_id).where(alias.statement_id.in_(ids)))) if ids else set()
