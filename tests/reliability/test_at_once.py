"""Readers and writers at once: nobody fails if waiting would help, and nothing is lost or seen by halves."""

from pathlib import Path

import pytest

from kzclaims.store.schema.revisions import REVISIONS
from tests.reliability.trials import at_once
from tests.reliability.trials.common import seeded

pytestmark = pytest.mark.slow


def test_readers_and_writers_at_once(prepared: Path) -> None:
    asked, written = at_once.crowd(seeded(prepared), seconds=2, readers=2)
    assert asked.times > 0
    assert asked.broken == []
    assert written.times > 0
    assert written.broken == []


def test_whoever_wants_to_write_meanwhile_is_told_after_the_timeout(prepared: Path) -> None:
    assert at_once.waiting(seeded(prepared), trials=2).broken == []


def test_whoever_asks_meanwhile_does_not_wait(prepared: Path) -> None:
    assert at_once.unhindered(seeded(prepared), trials=1).broken == []


def test_one_of_several_upgrades(prepared: Path) -> None:
    before = seeded(prepared, REVISIONS[0])
    assert at_once.together("`db upgrade`", before, ("db", "upgrade"), trials=1).broken == []


def test_one_of_several_makes_the_database() -> None:
    assert at_once.together("`seed`", None, ("seed",), trials=1).broken == []


def test_a_newer_program_upgrades_it_while_this_one_waits(prepared: Path) -> None:
    assert at_once.overtaken(seeded(prepared), trials=1).broken == []
