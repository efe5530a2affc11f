"""Fixtures for all tests: an empty and a seeded database, the command line, golden files."""

import io
import sys
from collections.abc import Callable
from pathlib import Path
from shutil import copy

import pytest

from kzclaims.cli.main import main
from kzclaims.store.database.database import Database
from tests.databases import create, seed_files
from tests.running import Result, Run


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write golden outputs; read the difference")
    parser.addoption("--screenshots", metavar="DIR", help="keep pictures of pages there")


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Create an empty and a seeded database, which each test copies."""
    folder = tmp_path_factory.mktemp("templates")
    return {
        "empty": create(folder / "empty.db").path,
        "seeded": create(folder / "seeded.db", *seed_files()).path,
    }


@pytest.fixture
def empty(templates: dict[str, Path], tmp_path: Path) -> Database:
    """Return a database without records."""
    return Database(copy(templates["empty"], tmp_path / "kzclaims.db"), timeout=0.1)


@pytest.fixture
def seeded(templates: dict[str, Path], tmp_path: Path) -> Database:
    """Return a database with the seed."""
    return Database(copy(templates["seeded"], tmp_path / "kzclaims.db"), timeout=0.1)


class _Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `kzclaims` in an empty folder and return its exit code and what it wrote to stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KZCLAIMS_DATABASE", raising=False)

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
