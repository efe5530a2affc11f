"""A migrated database, a seeded one, and the command line run in this process."""

import io
import sys
from collections.abc import Callable
from pathlib import Path
from shutil import copyfile

import pytest

from kzclaims import resources
from kzclaims.cli.main import main
from kzclaims.dossier import toml_reader as toml
from kzclaims.store.database.database import Database
from kzclaims.store.load.load import load_dossiers
from kzclaims.store.upkeep import migrate
from tests.running import Result, Run


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden outputs anew, for you to read")
    parser.addoption("--screenshots", metavar="DIR", help="keep pictures of pages there, for you to look at")


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """An empty and a seeded database, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("templates")
    made = {"empty": folder / "empty.db", "seeded": folder / "seeded.db"}
    for path in made.values():
        migrate.upgrade(Database(path))
    with Database(made["seeded"]).writing() as connection:
        load_dossiers(connection, [toml.read(path) for path in resources.directory("seed").glob("*.toml")])
    return made


@pytest.fixture
def empty(templates: dict[str, Path], tmp_path: Path) -> Database:
    copyfile(templates["empty"], tmp_path / "kzclaims.db")
    return Database(tmp_path / "kzclaims.db", timeout=0.1)


@pytest.fixture
def seeded(templates: dict[str, Path], tmp_path: Path) -> Database:
    copyfile(templates["seeded"], tmp_path / "kzclaims.db")
    return Database(tmp_path / "kzclaims.db", timeout=0.1)


class _Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `kzclaims` in an empty folder: its exit code, what it wrote to stdout and to stderr."""
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
    """Compares a text with the file of that name in tests/golden/; --update-golden writes it."""
    folder = Path(__file__).parent / "golden"

    def same(name: str, text: str) -> None:
        path = folder / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(text.encode())
        assert text.encode() == path.read_bytes()

    return same
