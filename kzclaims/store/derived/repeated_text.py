"""Passages that repeat the text of their statement, which are not indexed a second time (`appearances.as_text`)."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Connection, select, update

from kzclaims.store.schema.tables import appearances, statements


def check(connection: Connection) -> Iterator[str]:
    """Describe the passages that are marked as repeating the text and do not."""
    for key in connection.scalars(select(statements.c.key).join(appearances).where(_wrong())):
        yield f"statement “{key}”: a passage is marked as repeating its text, which has other words"


def rebuild(connection: Connection) -> None:
    """Remove the marks that are wrong."""
    connection.execute(update(appearances).where(_wrong()).values(as_text=False))


def _wrong() -> ColumnElement[bool]:
    text = select(statements.c.text).where(statements.c.id == appearances.c.statement_id).correlate(appearances)
    return appearances.c.as_text & (appearances.c.exact != text.scalar_subquery())
