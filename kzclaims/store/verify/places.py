"""Store the results of passage checks, and the places of words for which no file gives one.

A place that the program found is marked. It is replaced or removed when the words are no longer there; a place from a
file is only checked.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Connection, Table, select, update

from kzclaims.store.history.journal import Journal, RecordKey, now
from kzclaims.store.schema.batches import batches
from kzclaims.vocabulary import CheckResult

Place = tuple[int, int]


class Checked(NamedTuple):
    """The result of a check that is stored."""

    result: CheckResult
    place: Place | None
    """The place of words for which no file gives one, if it is certain."""
    has_own_place: bool
    """True if a file gives the place."""


class Storage:
    """Results that are stored together; the places have a history."""

    def __init__(self, connection: Connection, journal: Journal | None = None, *, new_places: bool = True) -> None:
        self._connection = connection
        self._journal = journal or Journal(
            connection, now(connection), reason="found in the text of the source, or no longer there"
        )
        self._new_places = new_places
        self._found: dict[Table, dict[int, tuple[RecordKey, Checked]]] = defaultdict(dict)

    def add(self, table: Table, number: int, record: RecordKey, checked: Checked) -> None:
        """Add the result of a passage, given by the table and the id of its row, and by the record in the history."""
        self._found[table][number] = record, checked

    def move(self, table: Table, number: int, record: RecordKey, place: Place) -> None:
        """Correct a place that a file gives."""
        before = self._connection.execute(select(table).where(table.c.id == number)).mappings().one()
        after = {"start": place[0], "end": place[1]}
        self._journal.changed(record, table, before, after)
        self._connection.execute(update(table).where(table.c.id == number).values(after))

    def write(self) -> None:
        """Store all results, with the time since which they are valid. Changes of places are written to the history."""
        for table, found in self._found.items():
            for ids in batches(sorted(found)):
                self._write_places(table, {number: found[number] for number in ids})
                self._write_results(table, {number: found[number][1].result for number in ids})
        self._found.clear()
        self._journal.write()

    def _write_places(self, table: Table, found: Mapping[int, tuple[RecordKey, Checked]]) -> None:
        wanted = [number for number, (_, checked) in found.items() if not checked.has_own_place]
        rows = select(table).where(table.c.id.in_(wanted), table.c.place_found | table.c.start.is_(None))
        for before in self._connection.execute(rows).mappings().all():
            record, checked = found[before["id"]]
            if checked.place == (None if before["start"] is None else (before["start"], before["end"])):
                continue
            if not before["place_found"] and not self._new_places:
                continue
            start, end = checked.place or (None, None)
            after = {"start": start, "end": end, "place_found": checked.place is not None}
            self._journal.changed(record, table, before, after)
            self._connection.execute(update(table).where(table.c.id == before["id"]).values(after))

    def _write_results(self, table: Table, results: Mapping[int, CheckResult]) -> None:
        for result in dict.fromkeys(results.values()):
            ids = [number for number, one in results.items() if one == result]
            self._connection.execute(
                update(table)
                .where(table.c.id.in_(ids), table.c.verified.is_distinct_from(result))
                .values(verified=result, verified_at=self._journal.at)
            )
