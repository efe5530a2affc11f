"""What is derived, made anew: the bounds of dates, days, look-up keys, folded words, full text, indexes, triggers.

What is recorded is copied and never changed. A damaged database is repaired by way of a new one: the migrations make
it, the recorded rows are read without any index and copied into it, the rest is derived from them, and only then, all
at once, it takes the place of the damaged one. So damage to an index, to the full text or to the space between them
goes, wherever it is; and where a recorded row cannot be read, nothing is changed.
"""

import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, not_, or_, select, update

from kzclaims.errors import DatabaseError, InputError
from kzclaims.language import dates
from kzclaims.store.database.database import REVISIONS, Database, normal
from kzclaims.store.derived import text_hashes as folds
from kzclaims.store.derived.name_keys import renew_name_keys
from kzclaims.store.schema import tables as t
from kzclaims.store.schema.search_indexes import INDEXES
from kzclaims.store.sqlite import fulltext

DERIVED = (t.name_keys, t.statement_folds)
"""The tables that hold nothing but what follows from others."""

DATES = [
    (table, column.name)
    for table in t.metadata.sorted_tables
    for column in table.c
    if f"{column.name}_earliest" in table.c and (table, column.name) != (t.statements, "day")
]
"""The dates as they were written, each with two columns for the days that it can mean."""

Schema = dict[tuple[str, str], str]
"""Definitions by type and name."""


def derive(connection: Connection) -> None:
    """Makes all that is derived anew, from what is recorded."""
    connection.exec_driver_sql("REINDEX")
    _renew_dates(connection)
    _renew_days(connection)
    _renew_wordings(connection)
    for index in INDEXES:
        connection.exec_driver_sql(fulltext.rebuild_sql(index))
    renew_name_keys(connection, always=True)
    folds.renew(connection, always=True)


def repair(database: Database) -> tuple[Path, list[str]]:
    """Puts a database in the place of the damaged one that has the same rows and the rest anew.

    The backup that was made before, and the names of foreign tables and views, which only the backup still has. Raises
    `DatabaseError`, and changes nothing, if a recorded row cannot be read.
    """
    backup = database.backup_beside()
    with TemporaryDirectory(prefix=".kzclaims-", dir=backup.parent) as folder:
        fresh = _made(Path(folder))
        with database.alone() as damaged:
            try:
                _copy(damaged, fresh)
                with fresh.writing() as connection:
                    derive(connection)
            except (sqlite3.Error, DatabaseError) as error:
                raise DatabaseError(
                    f"{database}: what is recorded is damaged as well, so nothing was changed: {error}; a backup helps"
                ) from error
            foreign = schema(damaged).keys() - schema_made().keys()
            with closing(fresh.plain()) as made:
                made.backup(damaged)
    return backup, sorted(name for kind, name in foreign if kind in ("table", "view"))


def schema(connection: sqlite3.Connection) -> Schema:
    """What a database consists of, but for what SQLite and FTS5 make for themselves."""
    rows = connection.execute("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL")
    shadows = tuple(f"{index.name}_" for index in INDEXES)
    return {
        (kind, name): normal(sql)
        for kind, name, sql in rows
        if not (name.startswith("sqlite_") or (kind == "table" and name.startswith(shadows)))
    }


@cache
def schema_made() -> Schema:
    """What the migrations make."""
    with TemporaryDirectory() as folder, closing(_made(Path(folder)).plain()) as connection:
        return schema(connection)


def wrong_day() -> tuple[ColumnElement[bool], tuple[ColumnElement[Any], ...]]:
    """Of which statements the day is wrong, and what it should be: when it was said, or else first published."""
    s, c = t.statements.c, t.sources.c
    printed = select(c.published).select_from(t.sources.join(t.appearances)).where(t.appearances.c.statement_id == s.id)
    first = printed.where(c.published.is_not(None)).order_by(c.published_earliest, c.published_latest).limit(1)
    right = tuple(
        case(
            (s.said.is_not(None), said),
            else_=first.with_only_columns(published).correlate(s.id.table).scalar_subquery(),
        )
        for said, published in (
            (s.said, c.published),
            (s.said_earliest, c.published_earliest),
            (s.said_latest, c.published_latest),
        )
    )
    # Of two sources of the same days, either may have given the day.
    same_words = case((s.said.is_not(None), s.said == s.day), else_=printed.where(c.published == s.day).exists())
    wrong = or_(
        s.day_earliest.is_distinct_from(right[1]),
        s.day_latest.is_distinct_from(right[2]),
        s.day.is_not(None) & not_(same_words),
    )
    return wrong, right


def wrong_wording() -> ColumnElement[bool]:
    """Which passages are taken for their statement's text, and have other words."""
    x = t.appearances.c
    text = select(t.statements.c.text).where(t.statements.c.id == x.statement_id).correlate(t.appearances)
    return x.as_text & (x.exact != text.scalar_subquery())


def _made(folder: Path) -> Database:
    from kzclaims.store.upkeep import migrate

    database = Database(folder / "made.db")
    migrate.to_revision(database, REVISIONS[-1])
    return database


def _copy(damaged: sqlite3.Connection, fresh: Database) -> None:
    """Copies the recorded rows, as they are, into a new database."""
    with closing(sqlite3.connect(fresh.path, isolation_level=None)) as connection:
        resting = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in resting:
            connection.execute(f"DROP TRIGGER {name}")
    # A row that breaks a rule is recorded all the same; the next check names it.
    damaged.execute("PRAGMA foreign_keys = OFF")
    damaged.execute("PRAGMA ignore_check_constraints = ON")
    damaged.execute("ATTACH ? AS fresh", (str(fresh.path),))
    damaged.execute("BEGIN")
    for table in t.metadata.sorted_tables:
        if table not in DERIVED:
            columns = ", ".join(f'"{column.name}"' for column in table.c)
            damaged.execute(
                f"INSERT INTO fresh.{table.name} ({columns}) SELECT {columns} FROM main.{table.name} NOT INDEXED"  # noqa: S608
            )
    damaged.execute("COMMIT")
    damaged.execute("DETACH fresh")
    with closing(sqlite3.connect(fresh.path, isolation_level=None)) as connection:
        for _, sql in resting:
            connection.execute(sql)


def _renew_dates(connection: Connection) -> None:
    for table, name in DATES:
        written, earliest, latest = (table.c[f"{name}{end}"] for end in ("", "_earliest", "_latest"))
        for (edtf,) in connection.execute(select(written).where(written.is_not(None)).distinct()).all():
            try:
                known = dates.parse(edtf)
            except InputError:
                continue
            days = {earliest: known.earliest, latest: known.latest}
            wrong = [column.is_distinct_from(day) for column, day in days.items()]
            connection.execute(update(table).where(written == edtf, wrong[0] | wrong[1]).values(days))


def _renew_days(connection: Connection) -> None:
    s = t.statements.c
    wrong, right = wrong_day()
    days = dict(zip((s.day, s.day_earliest, s.day_latest), right, strict=True))
    connection.execute(update(t.statements).where(wrong).values(days))


def _renew_wordings(connection: Connection) -> None:
    connection.execute(update(t.appearances).where(wrong_wording()).values(as_text=False))
