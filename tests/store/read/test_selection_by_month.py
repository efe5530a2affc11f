"""The numbers of selected records by month."""

from collections import Counter

from kzclaims.dossier.records import Event, Statement
from kzclaims.store.database.database import Database
from kzclaims.store.read.selection import Selection


def test_numbers_by_month_are_those_of_the_records(seeded: Database) -> None:
    with seeded.reading() as connection:
        for filters in ({}, {"on": "2023-11"}, {"person": "Олевский"}):
            selection = Selection(connection, **filters)
            for record_type in (Event, Statement):
                months = Counter(
                    str(first)[:7] if first and str(first) > "0001-01-01" else None
                    for (_, first, _), _ in selection.dated(record_type)
                )
                assert selection.by_month(record_type) == months
