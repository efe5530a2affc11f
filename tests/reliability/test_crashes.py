"""A killed command has done all of its work or none; the long run: ``python -m tests.reliability.trials``."""

from pathlib import Path

import pytest

from tests.reliability.trials import crashes
from tests.reliability.trials.commands import command

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", ["load", "seed", "db upgrade", "db reindex", "copy"])
def test_killed_at_any_moment(tmp_path: Path, name: str) -> None:
    found = crashes.killed(command(name, tmp_path), trials=3)
    assert found.times == 3
    assert found.broken == []
