"""Odd paths and a clock that was never set; the rest: ``python -m tests.reliability.trials places``."""

from pathlib import Path

import pytest

from tests.reliability.trials import places
from tests.reliability.trials.common import seeded

pytestmark = pytest.mark.slow


def test_odd_names_of_folders_and_files() -> None:
    assert places.paths(("50%25 what?", "часть #2, 'x' \"y\"")).broken == []


def test_a_clock_that_was_never_set(prepared: Path) -> None:
    assert places.clocks(seeded(prepared), days=("1970-01-01",)).broken == []
