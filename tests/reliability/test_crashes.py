"""What was killed has done the whole of it or nothing; the long run: ``python -m benchmarks.reliability``."""

from pathlib import Path

import pytest

from benchmarks.reliability import crashes


@pytest.mark.parametrize("name", ["load", "seed", "db upgrade", "db reindex"])
def test_killed_at_any_moment(tmp_path: Path, name: str) -> None:
    (command,) = (one for one in crashes.commands(tmp_path) if one.name == name)
    found = crashes.killed(command, trials=4)
    assert found.times == 4
    assert found.broken == []
