"""A power cut loses nothing that was reported; the long run: ``python -m tests.reliability.trials power``."""

from pathlib import Path

import pytest

from tests.reliability.trials import power
from tests.reliability.trials.commands import FILES, NAMES, command
from tests.reliability.trials.common import library

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(library("recorder") is None, reason="no C compiler makes the library that records writes"),
]


@pytest.mark.parametrize("name", [*NAMES, *FILES])
def test_the_power_fails_at_any_moment(prepared: Path, name: str) -> None:
    found = power.cut(command(name, prepared), trials=3)
    assert found.times == 3
    assert found.broken == []


@pytest.mark.parametrize("name", ["status", "dump"])
def test_the_trials_notice_a_disk_that_does_not_sync(prepared: Path, name: str) -> None:
    assert power.cut(command(name, prepared), trials=19, syncs=False).broken
