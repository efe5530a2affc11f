"""Records that one of the databases has merged or marked as different, such as people with two keys."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from kzclaims.errors import KzclaimsError
from kzclaims.store.identity.merge import merge as merge_records
from kzclaims.store.load.owners import other_owners
from kzclaims.store.load.row_writer import LoadContext, insert_rows
from kzclaims.store.merge.rows import named
from kzclaims.store.merge.side import RecordId, Side
from kzclaims.store.schema.record_tables import TABLES_BY_NAME
from kzclaims.store.schema.tables import different_records, merged_keys

Merged = dict[RecordId, str]
"""The keys of the records that others were merged into, by types and former keys."""


def merged_in(connection: Connection) -> Merged:
    """Return the records that were merged in a database."""
    found: Merged = {}
    merged = merged_keys.c
    for name, table in TABLES_BY_NAME.items():
        kept = select(merged.key, table.c.key).join_from(merged_keys, table, table.c.id == merged.kept_id)
        found |= {(name, key): into for key, into in connection.execute(kept.where(merged.record_type == name))}
    return found


def contradictions(ours: Connection, theirs: Connection, name: str) -> Iterator[str]:
    """Yield a problem for each pair of records that one database has merged and the other has found to be different."""
    places = ("here", f"in {name}")
    sides = (ours, theirs)
    for one, other in ((0, 1), (1, 0)):
        merged = merged_in(sides[one])
        pairs = select(*(different_records.c[column] for column in ("record_type", "first_key", "second_key")))
        for record_type, *keys in sides[other].execute(pairs.order_by(different_records.c.id)):
            if len({merged.get((record_type, key), key) for key in keys}) == 1:
                yield (
                    f"{record_type} “{keys[0]}” and “{keys[1]}” were merged {places[one]} and are different "
                    f"{places[other]}; split them (kzclaims identity split), or withdraw the answer (kzclaims identity "
                    "different --withdraw)"
                )


def repeat_merges(connection: Connection, theirs: Connection, name: str) -> Iterator[str]:
    """Merge the records here that were merged in the other database; yield a remark for each."""
    ours = merged_in(connection)
    for (record_type, key), kept in sorted(merged_in(theirs).items()):
        table = TABLES_BY_NAME[record_type]
        here = set(connection.scalars(select(table.c.key).where(table.c.key.in_([key, kept]))))
        if len(here) < 2 or (record_type, key) in ours:
            continue
        if record_type in ("person", "organization"):
            record = named(record_type, key, Side(connection).entries(record_type, [key])[key])
            if any(other_owners(theirs, [record])):
                yield (
                    f"{record_type} “{key}” was merged into “{kept}” in {name}, and not here, where {record.name} has "
                    f"this key; if they are the same, run: kzclaims identity merge {kept} {key} --because …"
                )
                continue
        try:
            merge_records(
                connection, kept, key, reason=f"merged from {name}", record_type=record_type, despite_wikidata=True
            )
        except KzclaimsError as error:
            yield f"{record_type} “{key}” was merged into “{kept}” in {name}, and not here: {error.message}"
        else:
            yield f"{record_type} “{key}” was merged into “{kept}”, as in {name}"


def missing_keys(ours: Side, theirs: Side) -> list[dict[str, Any]]:
    """Return rows of `merged_keys` for keys that are merged in the other database and unknown here."""
    known = merged_in(ours.connection)
    recorded = {
        (row["record_type"], row["key"]): row["recorded"]
        for row in theirs.connection.execute(select(merged_keys)).mappings()
    }
    rows = []
    for (record_type, key), kept in merged_in(theirs.connection).items():
        ids = ours.ids[str(TABLES_BY_NAME[record_type].name)]
        if (record_type, key) not in known and key not in ids and kept in ids:
            at = recorded[record_type, key]
            row = {"record_type": record_type, "key": key, "kept_id": ids[kept], "recorded": at}
            # Split undoes a merge by its changes in the history, which are those of another database.
            rows.append({**row, "merged_id": None, "first_change": None, "last_change": None})
    return rows


def missing_differences(ours: Side, theirs: Side) -> list[dict[str, Any]]:
    """Return the pairs of different records that only the other database has."""
    names = ("record_type", "first_key", "second_key")
    columns = [different_records.c[name] for name in names]
    known = {tuple(row) for row in ours.connection.execute(select(*columns))}
    rows = theirs.connection.execute(select(*columns, different_records.c.recorded)).mappings()
    return [dict(row) for row in rows if tuple(row[name] for name in names) not in known]


def add_missing(context: LoadContext, ours: Side, theirs: Side) -> None:
    """Add the merged and different records of the other database."""
    insert_rows(context, merged_keys, missing_keys(ours, theirs))
    insert_rows(context, different_records, missing_differences(ours, theirs))
