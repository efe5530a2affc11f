"""Records whose key was merged into another record's, and the further keys that records declare."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import RowMapping, select

from kzclaims.dossier.records import Mergeable, Person, Record
from kzclaims.store.load import provenance
from kzclaims.store.load.corrections import without_removed
from kzclaims.store.load.merged_keys import merged_rows
from kzclaims.store.load.reconcile import record_name
from kzclaims.store.load.row_mapping import PARTS, ROLE_CITATIONS, Part, Row, citation_rows
from kzclaims.store.load.row_writer import LoadContext, insert_rows
from kzclaims.store.schema import tables
from kzclaims.store.schema.record_tables import RECORD_TABLES, MergedKey
from kzclaims.store.schema.tables import different_records, merged_keys
from kzclaims.wording import quoted


def add_to_kept(
    context: LoadContext, record_type: type[Record], records: Sequence[tuple[Record, RowMapping]], dossier: int | None
) -> set[int]:
    """Add to kept records the parts that merged ones have in a file and that are missing; return the changed ones."""
    changed: set[int] = set()
    table = RECORD_TABLES[record_type]
    for record, merged in records:
        number: int = merged["kept_id"]
        name = record_name(
            record_type, context.connection.scalars(select(table.c.key).where(table.c.id == number)).one()
        )
        for part in PARTS[record_type]:
            rows = list(part.rows(record, context.ids))
            if part.table is tables.names:
                rows = [{**row, "kind": "alias" if row["kind"] == "preferred" else row["kind"]} for row in rows]
            found = _add_missing(context, part, rows, number, name)
            if any(is_new for _, is_new in found):
                changed.add(number)
            if part.table is tables.roles:
                assert isinstance(record, Person)
                for role, (role_id, _) in zip(record.roles, found, strict=True):
                    if role_id is None:
                        continue
                    citations = citation_rows(role.citations, context.ids)
                    added = _add_missing(context, ROLE_CITATIONS, citations, role_id, name)
                    changed |= {number} if any(is_new for _, is_new in added) else set()
    ids = {merged["id"] for _, merged in records}
    if dossier is not None:
        provenance.declare(context.connection, dossier, MergedKey, ids, ids)
    else:
        provenance.share(context.connection, MergedKey, ids)
    return changed


def _add_missing(
    context: LoadContext, part: Part, rows: Sequence[Row], owner: int, name: Any
) -> list[tuple[int | None, bool]]:
    """Insert the rows that a record doesn't have. Return the id of each row, and True if it is new.

    A row that was removed as a correction is not inserted and has no id.
    """
    mine = select(part.table).where(part.table.c[part.owner] == owner, *part.where)
    recorded: list[Mapping[Any, Any]] = list(context.connection.execute(mine).mappings().all())
    found = []
    for row in rows:
        columns = part.identity if part.table is tables.names else tuple(row)
        # A file may leave out what became known since, such as the place of a passage.
        same = next(
            (one for one in recorded if all(c == "place_found" or row[c] in (None, one[c]) for c in columns)), None
        )
        if same is not None:
            found.append((same.get("id"), False))
            continue
        new = without_removed(context, part, [{**row, part.owner: owner}], {owner: name})
        insert_rows(context, part.table, new)
        for one in new:
            context.journal.added(name, part.table, one)
        recorded += new
        found.append((new[0].get("id") if new else None, bool(new)))
    return found


def declare_identities(context: LoadContext, record_type: type[Record], records: Iterable[Record]) -> set[int]:
    """Record the further keys and the different records that records declare; return the changed ones.

    Nothing is merged: a further key that belongs to a separate record is reported.
    """
    changed: set[int] = set()
    for record in records:
        if isinstance(record, Mergeable) and (record.merged or record.different):
            number = context.ids[RECORD_TABLES[record_type]][record.key]
            if _add_merged_keys(context, record_type, record, number) | _add_differences(context, record_type, record):
                changed.add(number)
    return changed


def _add_merged_keys(context: LoadContext, record_type: type[Record], record: Mergeable, number: int) -> bool:
    connection, table = context.connection, RECORD_TABLES[record_type]
    type_name, key = record_type.__name__.lower(), record.key
    known = merged_rows(connection, record_type, record.merged)
    own = set(connection.scalars(select(table.c.key).where(table.c.key.in_(record.merged))))
    added = False
    for one in record.merged:
        if one in own:
            context.outcome.remarks.append(
                f"{type_name} {quoted(one)} was merged into {quoted(key)} elsewhere and is a record of its own here; "
                f"“kzclaims identity merge {key} {one} --because …” merges it"
            )
        elif one in known and known[one]["kept_id"] != number:
            context.outcome.remarks.append(
                f"{type_name} {quoted(one)} was merged into another record than {quoted(key)}"
            )
        elif one not in known:
            row: Row = {
                "record_type": type_name,
                "key": one,
                "kept_id": number,
                "recorded": context.recorded,
            }
            insert_rows(context, merged_keys, [row])
            context.journal.added(record_name(record_type, key), merged_keys, row)
            context.ids[table][one] = number
            added = True
    return added


def _add_differences(context: LoadContext, record_type: type[Record], record: Mergeable) -> bool:
    type_name = record_type.__name__.lower()
    d = different_records.c
    added = False
    for other in record.different:
        pair = min(record.key, other), max(record.key, other)
        same = (d.record_type == type_name, d.first_key == pair[0], d.second_key == pair[1])
        if other != record.key and context.connection.scalar(select(d.id).where(*same)) is None:
            row: Row = {
                "record_type": type_name,
                "first_key": pair[0],
                "second_key": pair[1],
                "recorded": context.recorded,
            }
            insert_rows(context, different_records, [row])
            context.journal.added(record_name(record_type, record.key), different_records, row)
            added = True
    return added
