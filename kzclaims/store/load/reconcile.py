"""Bring recorded records and their parts in line with a file: add, change, and report or remove the rest."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, RowMapping, and_, delete, select, update

from kzclaims.dossier.records import Person, Record, Source, Statement
from kzclaims.store.derived import text_hashes
from kzclaims.store.history.journal import RecordKey
from kzclaims.store.load.row_mapping import PARTS, ROLE_CITATIONS, Part, Row, own_row, passage_row
from kzclaims.store.load.row_writer import LoadContext, insert_rows, store_check_results
from kzclaims.store.schema import tables
from kzclaims.store.schema.record_tables import RECORD_TABLES

Identity = tuple[Any, ...]


class Owners(NamedTuple):
    """The records whose parts are reconciled, by id."""

    names: Mapping[int, RecordKey]
    complete: set[int]
    """Those of which the file declares all parts: what it doesn't contain is left over."""


def record_name(record_type: type[Record], key: str) -> RecordKey:
    """Return the name of a record in the history and in messages."""
    return RecordKey(record_type.__name__.lower(), key)


def change_records(
    context: LoadContext, record_type: type[Record], records: Iterable[Record], recorded: Mapping[str, RowMapping]
) -> set[int]:
    """Update the rows of recorded records that differ; return the ids of the changed records."""
    table = RECORD_TABLES[record_type]
    changed: set[int] = set()
    for record in records:
        row, before = own_row(record, context.ids), recorded[record.key]
        if record_type is Source and row["text"] is None and before["text"] is not None:
            # A file without the text doesn't remove an archived one.
            row |= {"text": before["text"], "text_sha256": before["text_sha256"]}
        if differing := {name: value for name, value in row.items() if before[name] != value}:
            context.connection.execute(update(table).where(table.c.id == before["id"]).values(differing))
            context.journal.changed(record_name(record_type, record.key), table, before, differing)
            changed.add(before["id"])
            if record_type is Statement and "text" in differing:
                text_hashes.add(context.connection, [(before["id"], row["text"])])
    return changed


def reconcile_parts(
    context: LoadContext, record_type: type[Record], records: Mapping[int, Record], complete: set[int]
) -> set[int]:
    """Reconcile all parts of recorded records, given by id; return the ids of the changed records.

    `complete` are the records that nothing else declares: what they have and the file has not is left over.
    """
    names = {number: record_name(record_type, record.key) for number, record in records.items()}
    changed: set[int] = set()
    # The appearances under further keys are parts of other records, so other parts may come from them.
    unaliased = complete - _with_aliases(context.connection, complete) if record_type is Statement else complete
    for part in PARTS[record_type]:
        rows = {number: list(part.rows(record, context.ids)) for number, record in records.items()}
        owners = Owners(names, complete if part.where else unaliased)
        changed |= reconcile(context, part, rows, owners)
        if part.table is tables.appearances:
            store_check_results(context, ((record, rows[number]) for number, record in records.items()))
    if record_type is Person:
        changed |= _reconcile_role_citations(context, records, complete)
    return changed


def reconcile(context: LoadContext, part: Part, wanted: Mapping[int, list[Row]], owners: Owners) -> set[int]:
    """Reconcile one part of recorded records, given by id with their rows; return the ids of the changed records."""
    recorded = _recorded_rows(context.connection, part, wanted)
    changed: set[int] = set()
    added: list[Row] = []
    for number, rows in wanted.items():
        here = recorded[number]
        name = owners.names[number]
        if part.table is tables.names:
            _demote_other_names(context, here, rows, name)
        seen: Counter[Identity] = Counter()
        for row in rows:
            identity = tuple(row[column] for column in part.identity)
            before = here.pop((*identity, seen[identity]), None)
            seen[identity] += 1
            if before is None:
                row[part.owner] = number
                added.append(row)
                changed.add(number)
            elif _change_part(context, part, row, before, name):
                changed.add(number)
        if number in owners.complete and _drop_rest(context, part, here.values(), name):
            changed.add(number)
    insert_rows(context, part.table, added)
    for row in added:
        context.journal.added(owners.names[row[part.owner]], part.table, row)
    return changed


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


def _change_part(context: LoadContext, part: Part, row: Row, before: RowMapping, name: RecordKey) -> bool:
    """Update a recorded part that differs; return True if it did."""
    table = part.table
    if "id" in before:
        row["id"] = before["id"]
    differing = {column: value for column, value in row.items() if before[column] != value}
    if differing:
        context.connection.execute(update(table).where(table.c.id == before["id"]).values(differing))
        context.journal.changed(name, table, before, differing)
    return bool(differing)


def _drop_rest(context: LoadContext, part: Part, rest: Iterable[RowMapping], name: RecordKey) -> bool:
    """Report the parts that the file no longer contains or, with `prune`, remove them; return True if any were."""
    removed = False
    for row in rest:
        line = f"{name}: {part.table.name}: {_description(context.connection, part, row)}"
        if context.prune:
            itself = and_(*(column == row[column.name] for column in part.table.primary_key.columns))
            context.journal.removed(name, part.table, itself)
            context.connection.execute(delete(part.table).where(itself))
            context.outcome.removed.append(line)
            removed = True
        else:
            context.outcome.kept.append(line)
    return removed


def _description(connection: Connection, part: Part, row: RowMapping) -> str:
    """Describe a part by its keys and its words."""
    shown = []
    for name in part.identity:
        if row[name] is not None and name.endswith("_id"):
            (foreign,) = part.table.c[name].foreign_keys
            key = select(foreign.column.table.c.key).where(foreign.column == row[name])
            shown.append(str(connection.scalar(key)))
        elif row[name] is not None:
            shown.append(str(row[name]))
    if words := row.get("exact"):
        shown.append(f"“{words}”")
    return ", ".join(shown)


def _demote_other_names(
    context: LoadContext, recorded: Mapping[Identity, RowMapping], rows: Sequence[Row], name: RecordKey
) -> None:
    """Make former preferred names aliases: there is one preferred name only."""
    names = tables.names
    preferred = {(row["text"], row["lang"]) for row in rows if row["kind"] == "preferred"}
    for row in recorded.values():
        if row["kind"] == "preferred" and (row["text"], row["lang"]) not in preferred:
            context.connection.execute(update(names).where(names.c.id == row["id"]).values(kind="alias"))
            context.journal.changed(name, names, row, {"kind": "alias"})


def _reconcile_role_citations(context: LoadContext, persons: Mapping[int, Record], complete: set[int]) -> set[int]:
    """Reconcile the citations of roles, which are parts of parts; return the ids of the changed people."""
    roles = tables.roles.c
    recorded: dict[Identity, list[int]] = defaultdict(list)
    for number, *identity in context.connection.execute(
        select(roles.id, roles.person_id, roles.title, roles.organization_id)
        .where(roles.person_id.in_(persons))
        .order_by(roles.id)
    ):
        recorded[tuple(identity)].append(number)
    wanted: dict[int, list[Row]] = {}
    person_of: dict[int, int] = {}
    for owner, person in persons.items():
        assert isinstance(person, Person)
        seen: Counter[Identity] = Counter()
        for role in person.roles:
            same = (owner, role.title, context.ids.of(tables.organizations, role.organization))
            number = recorded[same][seen[same]]
            seen[same] += 1
            wanted[number] = [passage_row(citation, context.ids) for citation in role.citations]
            person_of[number] = owner
    names = {number: record_name(Person, persons[owner].key) for number, owner in person_of.items()}
    whole = {number for number, owner in person_of.items() if owner in complete}
    return {person_of[number] for number in reconcile(context, ROLE_CITATIONS, wanted, Owners(names, whole))}


def _with_aliases(connection: Connection, ids: set[int]) -> set[int]:
    """Return those of the statements that have further keys."""
    alias = tables.statement_aliases.c
    return set(connection.scalars(select(alias.statement_id).where(alias.statement_id.in_(ids)))) if ids else set()
