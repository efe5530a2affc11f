"""The package as a whole: what it exports, where its files lie."""

from pathlib import Path

import pytest

import kzclaims
from kzclaims import resources
from kzclaims.store.database.database import Database


def test_the_questions_can_be_asked_from_python(seeded: Database) -> None:
    with kzclaims.connect(seeded.path) as connection:
        answer = kzclaims.statements(connection, person="Олевский", kind="direct", limit=2)
        assert [statement.speaker.name for statement in answer if statement.speaker] == ["Тимур Олевский"] * 2
        assert answer.more
        assert kzclaims.person(connection, "Макрон").key == "emmanuel-macron"


def test_nothing_else_is_exported() -> None:
    for name in kzclaims.__all__:
        assert callable(getattr(kzclaims, name))
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = kzclaims.nothing


def test_resources_are_found_or_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert (resources.directory("seed") / "kazakhstan-2023-11.toml").is_file()
    assert (resources.directory("migrations") / "env.py").is_file()
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path)
    with pytest.raises(FileNotFoundError, match="install kzclaims again"):
        resources.directory("seed")
