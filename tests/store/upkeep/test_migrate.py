"""The schema is what the migrations make, at every revision, there and back."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from kzclaims import resources
from kzclaims.errors import DatabaseError
from kzclaims.store.database.database import Database
from kzclaims.store.schema.revisions import REVISIONS
from kzclaims.store.schema.tables import metadata
from kzclaims.store.sqlite.definitions import expected_fingerprint, fingerprint
from kzclaims.store.upkeep import migrate

pytestmark = pytest.mark.sqlite


def schema(path: Path) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(
            "SELECT type, name, sql FROM sqlite_schema WHERE name <> 'alembic_version' ORDER BY 1, 2"
        )
        return [(kind, name, " ".join((sql or "").split())) for kind, name, sql in rows]


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        ours = [name for name in tables if name != "alembic_version" and "_fts" not in name]
        return {name: sorted(connection.execute(f'SELECT * FROM "{name}"'), key=repr) for name in ours}


def test_revisions_are_those_of_the_migrations() -> None:
    config = Config()
    config.set_main_option("script_location", str(resources.directory("migrations")))
    config.set_main_option("path_separator", "os")
    walked = ScriptDirectory.from_config(config).walk_revisions()
    assert tuple(script.revision for script in walked)[::-1] == REVISIONS


def test_the_head_equals_the_tables(empty: Database) -> None:
    with empty.reading() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "compare_server_default": True,
                "include_object": lambda _item, name, *_rest: "_fts" not in (name or ""),
            },
        )
        assert compare_metadata(context, metadata) == []


def test_the_head_has_the_constraints_of_the_tables(empty: Database, tmp_path: Path) -> None:
    """Alembic doesn't compare CHECK constraints."""
    engine = create_engine(f"sqlite:///{tmp_path / 'by_metadata.db'}", poolclass=NullPool)
    metadata.create_all(engine)

    def checks(path: Path) -> dict[str, list[str]]:
        return {
            name: sorted(part.strip() for part in sql.split("CONSTRAINT") if " CHECK " in part)
            for kind, name, sql in schema(path)
            if kind == "table" and "_fts" not in name
        }

    def bare(found: dict[str, list[str]]) -> dict[str, list[str]]:
        # Columns that were added later follow the constraints.
        column = r",\s+\w+ [A-Z]+(?: DEFAULT '\d' NOT NULL)?"
        return {
            name: [re.sub(rf"(?:{column})+[,)\s]*$", "", one).rstrip(",) ") for one in some]
            for name, some in found.items()
        }

    assert bare(checks(empty.path)) == bare(checks(tmp_path / "by_metadata.db"))


ON_SERVERS_ONLY = {"0018", "0019"}
"""The revisions that change nothing in a file."""


@pytest.mark.parametrize("revision", REVISIONS)
def test_every_revision_goes_up_down_and_up_again(revision: str, tmp_path: Path) -> None:
    database = Database(tmp_path / "x.db")
    before = REVISIONS[: REVISIONS.index(revision)]
    migrate.to_revision(database, revision)
    there = schema(database.path)
    migrate.to_revision(database, before[-1] if before else "base")
    assert (schema(database.path) != there) == (revision not in ON_SERVERS_ONLY)
    migrate.to_revision(database, revision)
    assert schema(database.path) == there
    assert database.revision() == revision
    assert fingerprint(sql for kind, _, sql in there if kind in ("trigger", "view")) == expected_fingerprint(revision)


def test_upgrading_twice_changes_nothing(tmp_path: Path) -> None:
    database = Database(tmp_path / "x.db")
    assert migrate.upgrade(database) == "created"
    there = schema(database.path), contents(database.path)
    assert migrate.upgrade(database) == "current"
    assert (schema(database.path), contents(database.path)) == there


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Migrations whose last step fails."""
    copy = tmp_path / "migrations"
    copytree(resources.directory("migrations"), copy, ignore=ignore_patterns("__pycache__"))
    last = max((copy / "versions").glob("*.py"))
    upgrade, downgrade = last.read_text(encoding="utf-8").split("\ndef downgrade")
    failing = f'{upgrade.rstrip()}\n    op.execute("DROP TABLE nowhere")\n\n\ndef downgrade{downgrade}'
    last.write_text(failing, encoding="utf-8")
    monkeypatch.setattr(resources, "directory", lambda _name: copy)


@pytest.mark.usefixtures("broken")
def test_a_failed_migration_of_a_new_database_leaves_an_empty_one(tmp_path: Path) -> None:
    """To remove it would take it from a program that waits to write to it."""
    with pytest.raises(DatabaseError, match="no such table: nowhere"):
        migrate.upgrade(Database(tmp_path / "x.db"))
    assert Database(tmp_path / "x.db").state() == "empty"
    assert [path.name for path in tmp_path.glob("x.db*")] == ["x.db"]


@pytest.mark.usefixtures("broken")
def test_a_failed_migration_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "x.db").touch()
    with pytest.raises(DatabaseError):
        migrate.upgrade(Database(tmp_path / "x.db"))
    assert schema(tmp_path / "x.db") == []


def test_migrations_import_nothing_of_the_package() -> None:
    for script in (resources.directory("migrations") / "versions").glob("*.py"):
        assert "kzclaims." not in script.read_text(encoding="utf-8").replace("op.execute", "")


@pytest.fixture
def rows(empty: Database) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(empty.path)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        for key, published in (("early", "2023-10-05"), ("late", "2023-11-05"), ("never", None)):
            connection.execute(
                "INSERT INTO sources (key, title, lang, published, published_earliest, published_latest, recorded)"
                " VALUES (?, 'T', 'ru', ?, ?, ?, '2026-01-01')",
                (key, published, published, published),
            )
        connection.execute(
            "INSERT INTO statements (key, kind, text, lang, recorded) VALUES ('s', 'mixed', 'a', 'ru', 'x')"
        )
        yield connection


def day(rows: sqlite3.Connection) -> tuple[object, ...]:
    found = rows.execute("SELECT day, day_earliest, day_latest FROM statements").fetchone()
    assert isinstance(found, tuple)
    assert len(set(found)) == 1
    return found[:1]


def printed(rows: sqlite3.Connection, source: str) -> None:
    rows.execute(
        "INSERT INTO appearances (statement_id, source_id, exact) SELECT 1, id, 'a' FROM sources WHERE key = ?",
        (source,),
    )


def test_a_statements_day_is_its_first_publication_whoever_writes(rows: sqlite3.Connection) -> None:
    assert day(rows) == (None,)
    printed(rows, "never")
    assert day(rows) == (None,)
    printed(rows, "late")
    assert day(rows) == ("2023-11-05",)
    printed(rows, "early")
    assert day(rows) == ("2023-10-05",)
    rows.execute(
        "UPDATE sources SET published = :day, published_earliest = :day, published_latest = :day WHERE key = 'early'",
        {"day": "2024-01-01"},
    )
    assert day(rows) == ("2023-11-05",)
    rows.execute("UPDATE appearances SET source_id = 1 WHERE source_id = 2")
    assert day(rows) == ("2024-01-01",)
    rows.execute("DELETE FROM appearances")
    assert day(rows) == (None,)


def test_a_statements_day_is_when_it_was_said_if_that_is_known(rows: sqlite3.Connection) -> None:
    printed(rows, "early")
    rows.execute("UPDATE statements SET said = '2023-09-01', said_earliest = '2023-09-01', said_latest = '2023-09-01'")
    assert day(rows) == ("2023-09-01",)
    printed(rows, "late")
    assert day(rows) == ("2023-09-01",)
    rows.execute("UPDATE statements SET said = NULL, said_earliest = NULL, said_latest = NULL")
    assert day(rows) == ("2023-10-05",)
    rows.execute(
        "INSERT INTO statements (key, kind, text, lang, said, said_earliest, said_latest, recorded)"
        " VALUES ('t', 'mixed', 'a', 'ru', '2020', '2020-01-01', '2020-12-31', 'x')"
    )
    assert rows.execute("SELECT day, day_earliest FROM statements WHERE key = 't'").fetchone() == ("2020", "2020-01-01")


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO topics (key, name, recorded) VALUES ('Bad Key', 'n', 'x')",
        "INSERT INTO topics (key, name, recorded) VALUES ('-a', 'n', 'x')",
        "INSERT INTO topics (key, name, recorded) VALUES ('a', '  ', 'x')",
        "INSERT INTO statements (key, kind, text, lang, recorded) VALUES ('x', 'said', 'a', 'ru', 'x')",
        "INSERT INTO statements (key, kind, text, lang, recorded) VALUES ('x', 'mixed', 'a', 'по-русски', 'x')",
        "INSERT INTO statements (key, kind, text, lang, said, recorded) VALUES ('x', 'mixed', 'a', 'ru', '2023', 'x')",
        "INSERT INTO events (key, title, lang, date, date_earliest, date_latest, recorded) VALUES"
        " ('x', 'a', 'ru', '2023', '2023-12-31', '2023-01-01', 'x')",
        "INSERT INTO mentions (statement_id) VALUES (1)",
        "INSERT INTO appearances (statement_id, source_id, exact) VALUES (1, 99, 'a')",
        "INSERT INTO appearances (statement_id, source_id, exact, \"start\") VALUES (1, 1, 'a', 4)",
        'INSERT INTO appearances (statement_id, source_id, exact, "start", "end") VALUES (1, 1, \'a\', 4, 4)',
        "INSERT INTO names (text, lang, kind) VALUES ('a', 'ru', 'alias')",
    ],
)
def test_constraints_of_the_database(rows: sqlite3.Connection, sql: str) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        rows.execute(sql)


def test_an_editorial_statement_has_no_speaker_in_the_database(rows: sqlite3.Connection) -> None:
    rows.execute("INSERT INTO people (key, name, recorded) VALUES ('a', 'A', 'x')")
    with pytest.raises(sqlite3.IntegrityError, match="editorial"):
        rows.execute("UPDATE statements SET kind = 'editorial', speaker_id = 1")


def test_the_alembic_command_line_finds_nothing_to_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from alembic import command

    root = resources.directory("migrations").parent
    migrate.upgrade(Database(tmp_path / "kzclaims.db"))
    monkeypatch.chdir(tmp_path)
    config = Config(root / "alembic.ini")
    command.check(config)
    with pytest.raises(SystemExit, match="not with --sql"):
        command.upgrade(config, "head", sql=True)
