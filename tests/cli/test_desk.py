"""`kzclaims desk` where it cannot begin: one sentence, and the exit code of its cause."""

from pathlib import Path

import pytest

from kzclaims.store.database.database import Database
from tests.running import Run

INPUTS = {
    "missing.toml": None,
    "broken.toml": b"a = [",
    "latin.toml": b"\xff\xfe",
    "folder.toml": "",
    "journal.toml": b'dossier = "x"\n',
    "picture.png": b"\x89PNG\r\n",
}


@pytest.mark.parametrize("name", INPUTS)
def test_what_is_no_dossier(run: Run, empty: Database, tmp_path: Path, name: str) -> None:
    content, path = INPUTS[name], tmp_path / name
    if content == "":
        path.mkdir()
    elif isinstance(content, bytes):
        path.write_bytes(content)
    (tmp_path / "journal.toml.journal").write_bytes(b"broken\n{}\n")
    ended = run("--database", empty.path, "desk", path, "--no-open")
    assert (ended.code, ended.out) == (2, "")
    assert name in ended.err
    assert ended.err.count("\n") == 1
    if isinstance(content, bytes):
        assert path.read_bytes() == content


def test_a_name_that_is_neither_a_file_nor_a_source(run: Run, seeded: Database) -> None:
    ended = run("--database", seeded.path, "desk", "nobody", "--no-open")
    assert ended.code == 1
    assert "nobody" in ended.err


def test_a_database_that_is_missing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("", encoding="utf-8")
    assert run("--database", tmp_path / "none.db", "desk", tmp_path / "a.toml", "--no-open").code == 3
    assert not (tmp_path / "a.toml.journal").exists()
