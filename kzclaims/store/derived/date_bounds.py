"""The first and the last day that a date can mean, which are stored next to it."""

from collections.abc import Iterator

from sqlalchemy import Connection, select, update

from kzclaims.errors import InputError
from kzclaims.language import dates
from kzclaims.store.schema.tables import metadata, statements

DATES = tuple(
    (table, column.name)
    for table in metadata.sorted_tables
    for column in table.c
    if f"{column.name}_earliest" in table.c and f"{column.name}_latest" in table.c
)
"""The tables and columns with a date; its bounds are in the columns `<date>_earliest` and `<date>_latest`."""


def check(connection: Connection) -> Iterator[str]:
    """Describe dates that are invalid or have wrong bounds."""
    for table, name in DATES:
        date, earliest, latest = (table.c[f"{name}{end}"] for end in ("", "_earliest", "_latest"))
        stored = select(date, earliest, latest).where(date.is_not(None)).distinct()
        for edtf, first, last in connection.execute(stored):
            try:
                known = dates.parse(edtf)
            except InputError as error:
                yield f"{table.name}.{name}: {error.message}"
                continue
            if (known.earliest, known.latest) != (first, last):
                yield f"{table.name}.{name}: “{edtf}” is {known.earliest} to {known.latest}, not {first} to {last}"


def rebuild(connection: Connection) -> None:
    """Compute the bounds of all valid dates again."""
    for table, name in DATES:
        if (table, name) == (statements, "day"):
            # `derived.day` copies it together with its bounds.
            continue
        date, earliest, latest = (table.c[f"{name}{end}"] for end in ("", "_earliest", "_latest"))
        for edtf in connection.scalars(select(date).where(date.is_not(None)).distinct()).all():
            try:
                known = dates.parse(edtf)
            except InputError:
                continue
            wrong = earliest.is_distinct_from(known.earliest) | latest.is_distinct_from(known.latest)
            connection.execute(
                update(table).where(date == edtf, wrong).values({earliest: known.earliest, latest: known.latest})
            )
