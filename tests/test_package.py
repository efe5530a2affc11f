"""The package as a whole: the public functions and the files that belong to it."""

import ast
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import kzclaims
from kzclaims import resources
from kzclaims.errors import InputError
from kzclaims.store.database.database import Database

PUBLIC = {
    *("claims", "connect", "count", "event", "events", "find", "history", "organizations", "people", "person"),
    *("repeats", "search", "source", "sources", "statement", "statements", "topics"),
}


def test_the_queries_can_be_used_from_python(seeded: Database) -> None:
    with kzclaims.connect(seeded.path) as connection:
        results = kzclaims.statements(connection, person="Олевский", kind="direct", limit=2)
        assert [statement.speaker.name for statement in results if statement.speaker] == ["Тимур Олевский"] * 2
        assert results.more
        assert kzclaims.person(connection, "Макрон").key == "emmanuel-macron"


def test_dates_may_be_datetime_dates(seeded: Database) -> None:
    with kzclaims.connect(seeded.path) as connection:
        expected = [event.key for event in kzclaims.events(connection, since="2023-11-01", until="2023-11-09")]
        assert expected
        found = kzclaims.events(connection, since=date(2023, 11, 1), until=date(2023, 11, 9))
        assert [event.key for event in found] == expected


@pytest.mark.parametrize(
    ("parameter", "call"),
    [
        ("kind", lambda connection: kzclaims.statements(connection, kind="spoken")),
        ("status", lambda connection: kzclaims.statements(connection, status="doubtful")),
        ("verdict", lambda connection: kzclaims.claims(connection, verdict="wrong")),
        ("limit", lambda connection: kzclaims.statements(connection, limit=-1)),
        ("limit", lambda connection: kzclaims.events(connection, limit=-1)),
        ("limit", lambda connection: kzclaims.claims(connection, limit=-1)),
        ("limit", lambda connection: kzclaims.people(connection, limit=-1)),
        ("limit", lambda connection: kzclaims.people(connection, "Макрон", limit=-1)),
        ("limit", lambda connection: kzclaims.sources(connection, limit=-1)),
        ("limit", lambda connection: kzclaims.search(connection, "Казахстан", limit=-1)),
        ("limit", lambda connection: kzclaims.find(connection, "Казахстан", limit=-1)),
        ("limit", lambda connection: kzclaims.repeats(connection, limit=-1)),
    ],
)
def test_an_invalid_value_is_refused(seeded: Database, parameter: str, call: Callable[[Any], object]) -> None:
    with kzclaims.connect(seeded.path) as connection, pytest.raises(InputError) as caught:
        call(connection)
    assert caught.value.parameters == (parameter,)


def test_nothing_else_is_exported() -> None:
    assert set(kzclaims.__all__) == PUBLIC
    assert set(dir(kzclaims)) == PUBLIC | {"__version__"}
    # In a process that has imported nothing else, so that no submodule is an attribute yet.
    shown = "import kzclaims; print([name for name in vars(kzclaims) if not name.startswith('_')])"
    names = ast.literal_eval(
        subprocess.run([sys.executable, "-c", shown], capture_output=True, check=True).stdout.decode()
    )
    assert set(names) <= PUBLIC | {"TYPE_CHECKING"}
    for name in PUBLIC:
        assert callable(getattr(kzclaims, name))
    for name in ("nothing", "Database", "store"):
        code = f"import kzclaims; kzclaims.{name}"
        failed = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
        assert b"AttributeError" in failed.stderr


def test_resources_are_found_or_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert (resources.directory("seed") / "kazakhstan-2023-11.toml").is_file()
    assert (resources.directory("migrations") / "env.py").is_file()
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path)
    with pytest.raises(FileNotFoundError, match="install kzclaims again"):
        resources.directory("seed")


def test_a_lookup_builds_no_table_metadata(seeded: Database) -> None:
    code = (
        "import sys; from kzclaims.cli.main import main; main(sys.argv[1:]);"
        "print(sys.modules.keys() & {'kzclaims.store.schema.tables', 'alembic', 'kzclaims.language.inflection'})"
    )
    command = [sys.executable, "-c", code, "--database", str(seeded.path), "statements", "--person", "Олевский"]
    out = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    assert out.count("timur-olevsky") or out.count("Олевский")
    assert out.splitlines()[-1] == "set()"
