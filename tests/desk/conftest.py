"""A dossier that is open at the desk."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kzclaims.desk.session import Session
from kzclaims.store.database.database import Database

TEXT = (
    "Мастер Ерлан Сатпаев сообщил: «Ремонт начнут весной». По словам директора, мост «простоит сто лет».\n"
    "В среду, 1 ноября, школу закрыли."
)
DOSSIER = f'''dossier = "bridge"

# The paper.
[[organizations]]
key = "vesti"
name = "Вести"
lang = "ru"

[[people]]
key = "erlan-satpaev"
name = "Ерлан Сатпаев"
lang = "ru"

[[sources]]
key = "vesti-bridge"
title = "Мост"
lang = "ru"
publisher = "vesti"
published = "2023-11-03"
text = """
{TEXT}"""

[[statements]]
key = "repair-in-spring"  # Checked twice.
draft = "check the words and the speaker"
kind = "direct"
text = "Ремонт начнут весной"
lang = "ru"
speaker = "erlan-satpaev"

[[statements.appearances]]
source = "vesti-bridge"
exact = "Ремонт начнут весной"
attribution = "Ерлан Сатпаев сообщил"

# The end.
'''


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a dossier."""
    path = tmp_path / "bridge.toml"
    path.write_text(DOSSIER, encoding="utf-8")
    return path


@pytest.fixture
def opened(empty: Database) -> Iterator[Callable[[Path], Session]]:
    """Return a function that opens a dossier, as after a crash of the program that had it open before."""
    sessions: list[Session] = []

    def open_again(path: Path) -> Session:
        for one in sessions:
            one.journal._file.close()
        sessions.append(Session(path, empty, author="Editor"))
        return sessions[-1]

    yield open_again
    for one in sessions:
        one.journal._file.close()


@pytest.fixture
def session(path: Path, opened: Callable[[Path], Session]) -> Session:
    """Return the open dossier."""
    return opened(path)
