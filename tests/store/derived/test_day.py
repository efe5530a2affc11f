"""The three versions of a statement's day: the triggers, the SQL and Python."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from kzclaims.language import dates
from kzclaims.store.database.database import Database
from kzclaims.store.derived.day import check, day_of, rebuild, set_days
from kzclaims.store.schema.tables import appearances, sources, statements

DATES = (
    "2023",
    "2023-11",
    "2023-11-02",
    "2023-11/2023-12",
    "2022-12-31",
    "../2023",
    "2023-10/..",
    "2023-11-01/2023-11-30",
)
STATEMENTS, SOURCES = (1, 2, 3), (1, 2, 3, 4)

date = st.none() | st.sampled_from(DATES)
change = st.one_of(
    st.tuples(st.just("said"), st.sampled_from(STATEMENTS), date),
    st.tuples(st.just("published"), st.sampled_from(SOURCES), date),
    st.tuples(st.just("print"), st.sampled_from(STATEMENTS), st.sampled_from(SOURCES)),
    st.tuples(st.just("move"), st.sampled_from(STATEMENTS), st.sampled_from(SOURCES)),
    st.tuples(st.just("remove"), st.sampled_from(STATEMENTS), st.sampled_from(SOURCES)),
    st.tuples(st.just("add"), st.sampled_from(STATEMENTS), date),
    st.tuples(st.just("delete"), st.sampled_from(STATEMENTS), st.none()),
)


def bounds(edtf: str | None) -> tuple[str | None, str | None, str | None]:
    if edtf is None:
        return None, None, None
    known = dates.parse(edtf)
    return known.edtf, str(known.earliest), str(known.latest)


def apply(connection: sqlite3.Connection, kind: str, number: int, value: Any) -> None:
    match kind:
        case "said":
            connection.execute(
                "UPDATE statements SET (said, said_earliest, said_latest) = (?, ?, ?) WHERE id = ?",
                (*bounds(value), number),
            )
        case "published":
            connection.execute(
                "UPDATE sources SET (published, published_earliest, published_latest) = (?, ?, ?) WHERE id = ?",
                (*bounds(value), number),
            )
        case "print":
            connection.execute(
                "INSERT INTO appearances (statement_id, source_id, exact)"
                " SELECT id, ?, 'words' FROM statements WHERE id = ?",
                (value, number),
            )
        case "move":
            connection.execute("UPDATE appearances SET source_id = ? WHERE statement_id = ?", (value, number))
        case "remove":
            connection.execute("DELETE FROM appearances WHERE statement_id = ? AND source_id = ?", (number, value))
        case "add":
            connection.execute(
                "INSERT INTO statements (id, key, kind, text, lang, said, said_earliest, said_latest, recorded)"
                " VALUES (?, ?, 'indirect', 'words', 'en', ?, ?, ?, '2026-01-01') ON CONFLICT DO NOTHING",
                (number, f"statement-{number}", *bounds(value)),
            )
        case "delete":
            connection.execute("DELETE FROM statements WHERE id = ?", (number,))


@contextmanager
def with_history(template: Path, folder: Path, changes: list[tuple[str, int, Any]]) -> Iterator[Database]:
    path = folder / "history.db"
    copyfile(template, path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("BEGIN")
        for number in SOURCES:
            connection.execute(
                "INSERT INTO sources (id, key, title, lang, recorded) VALUES (?, ?, 'T', 'en', '2026-01-01')",
                (number, f"source-{number}"),
            )
        for one in changes:
            apply(connection, *one)
        connection.execute("COMMIT")
    yield Database(path)
    path.unlink()


@pytest.mark.sqlite
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(change, max_size=25))
def test_triggers_sql_and_python_agree(
    templates: dict[str, Path], tmp_path: Path, changes: list[tuple[str, int, Any]]
) -> None:
    with with_history(templates["empty"], tmp_path, changes) as database, database.writing() as connection:
        s = statements.c
        columns = select(s.id, s.day, s.day_earliest, s.day_latest).order_by(s.id)
        by_triggers = connection.execute(columns).all()
        for number, *day in by_triggers:
            said = connection.execute(select(s.said, s.said_earliest, s.said_latest).where(s.id == number)).one()
            published = connection.execute(
                select(sources.c.published, sources.c.published_earliest, sources.c.published_latest)
                .join(appearances, appearances.c.source_id == sources.c.id)
                .where(appearances.c.statement_id == number)
            ).all()
            printed = [tuple(one) for one in published if one[0] is not None]
            expected = day_of(tuple(said) if said[0] is not None else None, printed)
            assert day[1:] == list(expected[1:] if expected else (None, None))
            # Of two dates with the same days, either may be the statement's.
            assert day[0] in (
                [said[0]] if said[0] else [one[0] for one in printed if one[1:] == tuple(day[1:])] or [None]
            )
        assert list(check(connection)) == []
        set_days(connection, [number for number, *_ in by_triggers])
        assert [row[2:] for row in connection.execute(columns)] == [row[2:] for row in by_triggers]


def test_a_wrong_day_is_described_and_rebuilt(seeded: Database) -> None:
    with seeded.writing() as connection:
        before = connection.execute(select(statements.c.id, statements.c.day).order_by(statements.c.id)).all()
        connection.exec_driver_sql("UPDATE statements SET day_latest = '2030-01-01' WHERE id IN (1, 2)")
        assert len(list(check(connection))) == 2
        rebuild(connection)
        assert list(check(connection)) == []
        after = connection.execute(select(statements.c.id, statements.c.day).order_by(statements.c.id)).all()
        assert after == before
