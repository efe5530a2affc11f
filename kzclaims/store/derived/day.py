"""The day of a statement: when it was said or, if that is not recorded, when it was first published.

The rule exists in SQL, in Python and in the triggers of migration 0001, which keep the column right whichever program
writes. A test compares the three on random histories. If two sources were published on the same days, either of their
dates may be the statement's.
"""

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, case, not_, or_, select

from kzclaims.store.engine import engine_of
from kzclaims.store.schema.batches import batches

Day = TypeVar("Day", bound=tuple[Any, ...])
"""An EDTF string with its first and last possible day, or the string alone if the days are passed in order."""


def day_of(said: Day | None, published: Iterable[Day | None]) -> Day | None:
    """Return the day of a statement that was said then and published on these days."""
    if said is not None:
        return said
    return min((day for day in published if day is not None), key=lambda day: day[1:], default=None)


def update_sql(table: str = "statements") -> tuple[str, str]:
    """Return the SQL that sets the days of statements that have a recorded day, and of all others.

    Both end with a WHERE clause, which the caller may continue.
    """
    name = table.rpartition(".")[2]
    columns = "(day, day_earliest, day_latest)"
    first_publication = (
        "SELECT published, published_earliest, published_latest"
        " FROM appearances JOIN sources ON sources.id = appearances.source_id"
        f" WHERE appearances.statement_id = {name}.id AND published IS NOT NULL"
        " ORDER BY published_earliest, published_latest LIMIT 1"
    )
    return (
        f"UPDATE {table} SET {columns} = (said, said_earliest, said_latest) WHERE said IS NOT NULL",
        f"UPDATE {table} SET {columns} = ({first_publication}) WHERE said IS NULL",
    )


def set_days(connection: Connection, ids: Iterable[int]) -> None:
    """Set the days of these statements."""
    engine = engine_of(connection)
    values = {"ids": engine.list_value(ids)}
    for sql in update_sql():
        engine.execute(connection, f"{sql} AND {engine.in_list('id', 'ids', 'integer')}", values)


def check(connection: Connection) -> Iterator[str]:
    """Describe the statements whose day is wrong."""
    s, wrong, (first, last) = _wrong()
    for key, day, first_day, last_day in connection.execute(select(s.key, s.day, first, last).where(wrong)):
        yield f"statement “{key}”: its day “{day}” should be {first_day} to {last_day}"


def rebuild(connection: Connection) -> None:
    """Set the days that are wrong."""
    s, wrong, _ = _wrong()
    for ids in batches(connection.scalars(select(s.id).where(wrong)).all()):
        set_days(connection, ids)


def _wrong() -> tuple[Any, ColumnElement[bool], tuple[ColumnElement[Any], ...]]:
    """Return the columns of statements, the condition for a wrong day, and the days that would be right."""
    # Imported here, because listings of statements need only `day_of`, and the import of table metadata is slow.
    from kzclaims.store.schema.tables import appearances, sources, statements

    s, published = statements.c, sources.c
    printed = (
        select(published.published).select_from(sources.join(appearances)).where(appearances.c.statement_id == s.id)
    )
    first_publication = (
        printed.where(published.published.is_not(None))
        .order_by(published.published_earliest, published.published_latest)
        .limit(1)
        .correlate(statements)
    )
    right = tuple(
        case((s.said.is_not(None), said), else_=first_publication.with_only_columns(column).scalar_subquery())
        for said, column in (
            (s.said_earliest, published.published_earliest),
            (s.said_latest, published.published_latest),
        )
    )
    same_date = case((s.said.is_not(None), s.said == s.day), else_=printed.where(published.published == s.day).exists())
    wrong = or_(
        s.day_earliest.is_distinct_from(right[0]),
        s.day_latest.is_distinct_from(right[1]),
        s.day.is_not(None) & not_(same_date),
    )
    return s, wrong, right
