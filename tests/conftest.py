"""Fixtures for all tests: an empty and a seeded database, the command line, golden files."""

import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copy

import pytest

from kzclaims.cli.main import main
from kzclaims.store.database.database import Database
from tests.cluster import PROGRAMS, Cluster, running
from tests.databases import create, seed_files
from tests.running import Result, Run

ON_BOTH = (
    "tests/cli/test_bulk.py",
    "tests/cli/test_confidential.py",
    "tests/cli/test_correcting.py",
    "tests/cli/test_count.py",
    "tests/cli/test_export.py",
    "tests/cli/test_identity.py",
    "tests/cli/test_load.py",
    "tests/cli/test_mappings.py",
    "tests/cli/test_questions.py",
    "tests/cli/test_scan.py",
    "tests/cli/test_search.py",
    "tests/cli/test_suggestions.py",
    "tests/cli/test_table_sources.py",
    "tests/cli/test_table_speakers.py",
    "tests/cli/test_tables.py",
    "tests/cli/test_timeline.py",
    "tests/cli/test_verify.py",
    "tests/export/test_citations.py",
    "tests/desk/test_routes.py",
    "tests/export/test_parquet.py",
    "tests/store/bulk/",
    "tests/store/derived/",
    "tests/store/history/",
    "tests/store/identity/",
    "tests/store/load/",
    "tests/store/merge/",
    "tests/store/names/",
    "tests/store/read/",
    "tests/store/upkeep/",
    "tests/store/verify/",
    "tests/test_commands.py",
    "tests/test_seed.py",
)
"""Tests of questions, loads, history, search and checks that run on both engines."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write golden outputs; read the difference")
    parser.addoption("--engine", choices=("sqlite", "postgresql"), default="sqlite", help="the engine of databases")
    parser.addoption("--screenshots", metavar="DIR", help="keep pictures of pages there")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With PostgreSQL, run only the tests that don't depend on an SQLite file."""
    if config.getoption("--engine") != "postgresql":
        return
    on_both = [one for one in items if one.nodeid.startswith(ON_BOTH) and not one.get_closest_marker("sqlite")]
    config.hook.pytest_deselected(items=[one for one in items if one not in on_both])
    items[:] = on_both


@pytest.fixture(scope="session")
def cluster(request: pytest.FixtureRequest) -> Iterator[Cluster | None]:
    """Start a PostgreSQL server, if the tests run on it."""
    if request.config.getoption("--engine") != "postgresql":
        yield None
    elif not PROGRAMS:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    else:
        with running() as server:
            yield server


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Create an empty and a seeded database, which each test copies."""
    folder = tmp_path_factory.mktemp("templates")
    return {
        "empty": create(folder / "empty.db").path,
        "seeded": create(folder / "seeded.db", *seed_files()).path,
    }


@pytest.fixture(scope="session")
def server_templates(cluster: Cluster | None) -> None:
    """Create the same on the server."""
    if cluster:
        for name, files in (("empty", []), ("seeded", seed_files())):
            cluster.execute(f"CREATE DATABASE {name}")
            create(cluster.address(name), *files)


@pytest.fixture
def addresses() -> list[Path | str]:
    """Return the addresses of the databases that a test has so far."""
    return []


@pytest.fixture
def copied(
    cluster: Cluster | None,
    server_templates: None,  # noqa: ARG001
    addresses: list[Path | str],
    request: pytest.FixtureRequest,
) -> Callable[[str], Path | str]:
    """Return a function that copies the database "empty" or "seeded", and returns the address of the copy."""

    def copy_of(name: str) -> Path | str:
        if cluster:
            addresses.append(cluster.create(name))
        else:
            templates, folder = request.getfixturevalue("templates"), request.getfixturevalue("tmp_path")
            addresses.append(Path(copy(templates[name], folder / "kzclaims.db")))
        return addresses[-1]

    return copy_of


@pytest.fixture
def empty(copied: Callable[[str], Path | str]) -> Database:
    """Return a database without records."""
    return Database(copied("empty"), timeout=0.1)


@pytest.fixture
def seeded(copied: Callable[[str], Path | str]) -> Database:
    """Return a database with the seed."""
    return Database(copied("seeded"), timeout=0.1)


class _Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def run(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    cluster: Cluster | None,
    addresses: list[Path | str],
    request: pytest.FixtureRequest,
) -> Run:
    """Run `kzclaims` in an empty folder and return its exit code and what it wrote to stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KZCLAIMS_DATABASE", raising=False)
    if cluster:
        for name in {"empty", "seeded"} & set(request.fixturenames):
            request.getfixturevalue(name)
        monkeypatch.setenv("KZCLAIMS_DATABASE", str(addresses[-1]) if addresses else cluster.create())

    def runs(*arguments: str | Path, columns: int | None = None) -> Result:
        kind = _Terminal if columns else io.TextIOWrapper
        out, err = kind(io.BytesIO(), encoding="utf-8"), kind(io.BytesIO(), encoding="utf-8")
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            patch.setenv("COLUMNS", str(columns or 80))
            patch.setenv("TERM", "dumb")
            code = main([str(argument) for argument in arguments])
            out.flush()
            err.flush()
        written = [stream.buffer.getvalue().decode() for stream in (out, err)]  # type: ignore[attr-defined]
        return Result(code, *written)

    return runs


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with the file of that name in tests/golden/; --update-golden writes the file."""
    folder = Path(__file__).parent / "golden"

    def same(name: str, text: str) -> None:
        path = folder / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(text.encode())
        assert text.encode() == path.read_bytes()

    return same
