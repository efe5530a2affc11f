"""A disk that is full or broken: a sentence, exit code 3, and the database as it was."""

from pathlib import Path

import pytest

from tests.reliability.trials import storage
from tests.reliability.trials.commands import command

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("way", [*storage.FULL, *storage.BROKEN], ids=lambda way: way.title)
def test_failing_on_the_way(prepared: Path, way: storage.Way) -> None:
    if hindrance := way.hindrance():
        pytest.skip(hindrance)
    found = storage.failing(command("status", prepared), way, trials=3)
    assert found.times == 3
    assert found.broken == []
