"""Old and new versions: what is ahead or behind is refused, an upgrade that fails changes nothing."""

from pathlib import Path

import pytest

from kzclaims.cli.program import COMMANDS
from kzclaims.store.schema.revisions import REVISIONS
from tests.reliability.trials import versions
from tests.reliability.trials.common import seeded

pytestmark = pytest.mark.slow


def test_every_command_is_tried() -> None:
    """All but those that make or upgrade a database; servers open it like any question."""
    assert set(COMMANDS) - {"seed", "browse", "desk"} == set(versions.USES)


def test_every_command_refuses_what_is_ahead_or_behind(tmp_path: Path) -> None:
    found = list(versions.refused(tmp_path))
    assert len(found) == len(REVISIONS)
    assert [line for one in found for line in one.broken] == []


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_an_upgrade(tmp_path: Path, revision: str) -> None:
    before = seeded(tmp_path, revision)
    assert versions.upgraded(before, revision).broken == []
    failed = versions.failing(before, revision, trials=3)
    assert failed.times == 3
    assert failed.broken == []
