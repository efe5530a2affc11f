"""Keys keep their owners: another preferred name must be related to the recorded names."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import Connection, select

from kzclaims.dossier.records import Organization, Person, Record
from kzclaims.language.names.match import Match, NameQuery
from kzclaims.store.schema import tables
from kzclaims.store.schema.batches import batches
from kzclaims.store.schema.keys import ids_of
from kzclaims.store.schema.record_tables import RECORD_TABLES

_WORD = re.compile(r"[^\W\d_]{3,}")
_OWNERS: dict[type[Record], str] = {Person: "person_id", Organization: "organization_id"}


def other_owners(
    connection: Connection, records: Sequence[Record], renamed: Collection[str] = ()
) -> Iterator[tuple[int, str]]:
    """Yield the places, in the sequence, of people and organizations whose key belongs to another, with a message.

    Keys in `renamed` may get any name.
    """
    for record_type, owner in _OWNERS.items():
        places = {
            one.key: place for place, one in enumerate(records) if type(one) is record_type and one.key not in renamed
        }
        table, names = RECORD_TABLES[record_type], tables.names
        for keys in batches(sorted(places)):
            ids = ids_of(connection, table, keys)
            recorded = select(table.c.id, table.c.name, table.c.wikidata_id).where(table.c.id.in_(ids.values()))
            of_records = select(names.c[owner], names.c.text)
            texts: dict[int, list[str]] = defaultdict(list)
            by_id = {row.id: row for row in connection.execute(recorded)}
            rows = {key: by_id[number] for key, number in ids.items()}
            differing = {key: row for key, row in rows.items() if row.name != _named(records[places[key]]).name}
            if differing:
                numbers = {row.id for row in differing.values()}
                for number, text in connection.execute(of_records.where(names.c[owner].in_(numbers))):
                    texts[number].append(text)
            for key, row in differing.items():
                record = _named(records[places[key]])
                same_item = record.wikidata is not None and record.wikidata == row.wikidata_id
                if not same_item and not _is_related(record, [row.name, *texts[row.id]]):
                    yield (
                        places[key],
                        f"“{key}” is recorded as {row.name}, not {record.name}; use another key, or rename it",
                    )


def _named(record: Record) -> Person | Organization:
    assert isinstance(record, Person | Organization)
    return record


def _is_related(record: Person | Organization, recorded: Sequence[str]) -> bool:
    """Return True if a record may have the recorded names: they match, or they have a name or a word in common."""
    given = [record.name, *(one.text for one in record.names)]
    if not _words(given).isdisjoint(_words(recorded)):
        return True
    return isinstance(record, Person) and any(NameQuery(one).match_person(recorded) != Match.NO for one in given)


def _words(texts: Sequence[str]) -> set[str]:
    return {word.casefold() for text in texts for word in _WORD.findall(text)} | {text.casefold() for text in texts}
