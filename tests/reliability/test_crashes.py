"""A command that is killed or interrupted has done all or nothing; see ``python -m tests.reliability.trials``."""

from pathlib import Path

import pytest

from tests.reliability.trials import crashes
from tests.reliability.trials.commands import command
from tests.reliability.trials.common import shim

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", ["load", "seed", "db upgrade", "db reindex", "copy"])
def test_killed_at_any_moment(prepared: Path, name: str) -> None:
    found = crashes.killed(command(name, prepared), trials=3)
    assert found.times == 3
    assert found.broken == []


@pytest.mark.skipif(shim() is None, reason="no C compiler makes the library that interrupts")
@pytest.mark.parametrize("name", ["status", "merge", "db check --repair"])
def test_interrupted_at_any_moment(prepared: Path, name: str) -> None:
    found = crashes.interrupted(command(name, prepared), trials=3)
    assert found.times == 3
    assert found.broken == []
