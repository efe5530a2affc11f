"""Damage is named, nothing makes it worse, a repair keeps what is recorded."""

from pathlib import Path

import pytest

from kzclaims.cli.program import COMMANDS
from tests.reliability.trials import damage

pytestmark = pytest.mark.slow

CHANGES = {"seed", "load", "archive", "status", "review", "merge", "copy"}
"""The commands that write into the database; `verify` only with --fix."""

SERVERS = {"browse", "desk"}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return damage.sample(tmp_path_factory.mktemp("damage"), statements=20)


def test_every_command_that_only_reads_is_asked() -> None:
    assert {question[0] for question in damage.QUESTIONS} | CHANGES | SERVERS == set(COMMANDS)


def test_damaged_pages(sample: Path) -> None:
    check, questions, repair = damage.flipped(sample, trials=2)
    assert (check.times, questions.times, repair.times) == (2, 2 * len(damage.QUESTIONS), 2)
    assert [*check.broken, *questions.broken, *repair.broken] == []


def test_files_that_are_no_database_of_ours(sample: Path) -> None:
    assert damage.files(sample, damage.QUESTIONS[:3]).broken == []
