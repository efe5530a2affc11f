"""Old and new versions: what is ahead or behind is refused, an upgrade that fails changes nothing."""

from pathlib import Path

import pytest

from kzclaims.cli.program import COMMANDS
from kzclaims.store.schema.revisions import REVISIONS
from tests.reliability.trials import versions
from tests.reliability.trials.common import seeded

pytestmark = pytest.mark.slow

ENDS = (REVISIONS[0], REVISIONS[-2])
"""An upgrade from the first revision runs every migration; tests/store/upkeep/test_migrate.py begins at each."""


def test_every_command_is_tried() -> None:
    """All but those that make or upgrade a database; servers open it like any question."""
    assert set(COMMANDS) - {"seed", "browse", "desk"} == set(versions.USES)


def test_every_command_refuses_what_is_ahead_or_behind(tmp_path: Path) -> None:
    found = list(versions.refused(tmp_path, ENDS))
    assert len(found) == 1 + len(ENDS)
    assert [line for one in found for line in one.broken] == []


@pytest.mark.parametrize("revision", ENDS)
def test_an_upgrade(tmp_path: Path, revision: str) -> None:
    before = seeded(tmp_path, revision)
    assert versions.upgraded(before, revision).broken == []
    failed = versions.failing(before, revision, trials=8)
    assert failed.times == 8
    assert failed.broken == []
