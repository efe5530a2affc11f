"""Every command ends with one sentence on databases that somebody tampered with."""

from pathlib import Path

import pytest

from tests.reliability.trials import damage, tampered

pytestmark = pytest.mark.slow


def test_every_command_on_databases_that_were_tampered_with(tmp_path: Path) -> None:
    assert tampered.tried(damage.sample(tmp_path, statements=20), trials=10).broken == []
