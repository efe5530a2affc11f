"""User text is never part of SQL, and the database of a stranger runs no code."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import Engine, event

from kzclaims.store.database.database import Database
from tests.running import Run

TYPED = "zzmarker'); DROP TABLE people; --"


@pytest.fixture
def asked() -> Iterator[list[str]]:
    """Collect the SQL that SQLAlchemy passes to SQLite."""
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        found.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield found
    event.remove(Engine, "before_cursor_execute", note)


@pytest.mark.parametrize(
    "arguments",
    [
        *(["statements", f"--{name}", TYPED] for name in ("person", "about", "organization", "source", "topic")),
        ["statements", "--search", TYPED],
        *(["events", f"--{name}", TYPED] for name in ("person", "place", "topic", "search")),
        *([name, TYPED] for name in ("people", "person", "statement", "event", "source", "search", "find", "history")),
        ["status", TYPED, "disputed", "--because", TYPED],
        ["verify", TYPED],
    ],
)  # fmt: skip
@pytest.mark.usefixtures("seeded")
def test_no_sql_is_made_of_what_a_user_types(run: Run, asked: list[str], arguments: list[str]) -> None:
    assert run(*arguments).code in (0, 1, 2)
    assert asked
    assert not [sql for sql in asked if "zzmarker" in sql or "DROP TABLE people" in sql]


@pytest.mark.parametrize(
    "theirs",
    [
        "CREATE TRIGGER t AFTER INSERT ON history BEGIN SELECT load_extension('evil'); END",
        "CREATE TRIGGER t AFTER UPDATE ON statements BEGIN INSERT INTO ran VALUES (1); END",
        "CREATE TRIGGER t BEFORE DELETE ON people BEGIN INSERT INTO ran VALUES (1); END",
        "CREATE VIEW v AS SELECT load_extension('evil') AS name",
        "DROP TABLE mentions; CREATE VIEW mentions AS SELECT load_extension('evil') AS id",
        "DROP VIEW other_wordings; CREATE VIEW other_wordings AS SELECT 1 AS id, load_extension('evil') AS exact",
    ],
)
def test_the_code_of_a_strangers_database_does_not_run(seeded: Database, run: Run, theirs: str) -> None:
    with closing(sqlite3.connect(seeded.path)) as connection:
        connection.executescript(f"CREATE TABLE ran (at); {theirs}")
    status = ["status", "olevsky-only-astana-can-help-moscow", "disputed", "--because", "x"]
    codes = {run(*command).code for command in (["people"], ["search", "Казахстан"], ["dump", "out"], ["seed"], status)}
    assert codes <= {0, 3}
    with closing(sqlite3.connect(seeded.path)) as connection:
        assert connection.execute("SELECT count(*) FROM ran").fetchone() == (0,)
    if theirs.startswith("CREATE VIEW"):
        assert codes == {0}
    else:
        assert 3 in codes
