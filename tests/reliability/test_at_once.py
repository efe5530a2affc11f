"""Readers and writers at once: nobody fails if waiting would help, and nothing is lost or seen by halves."""

from pathlib import Path

import pytest

from kzclaims.store.schema.revisions import REVISIONS
from tests.reliability.trials import at_once
from tests.reliability.trials.common import seeded

pytestmark = pytest.mark.slow


def test_readers_and_writers_at_once(tmp_path: Path) -> None:
    asked, written = at_once.crowd(seeded(tmp_path), seconds=2, readers=2)
    assert asked.times > 0
    assert asked.broken == []
    assert written.times > 0
    assert written.broken == []


def test_whoever_wants_to_write_meanwhile_is_told_after_the_timeout(tmp_path: Path) -> None:
    assert at_once.waiting(seeded(tmp_path), trials=2).broken == []


def test_whoever_asks_meanwhile_does_not_wait(tmp_path: Path) -> None:
    assert at_once.unhindered(seeded(tmp_path), trials=1).broken == []


def test_one_of_several_upgrades(tmp_path: Path) -> None:
    before = seeded(tmp_path, REVISIONS[0])
    assert at_once.together("`db upgrade`", before, ("db", "upgrade"), trials=1).broken == []


def test_one_of_several_makes_the_database() -> None:
    assert at_once.together("`seed`", None, ("seed",), trials=1).broken == []


def test_a_newer_program_upgrades_it_while_this_one_waits(tmp_path: Path) -> None:
    assert at_once.overtaken(seeded(tmp_path), trials=1).broken == []
