"""Hostile files are refused in a stated memory; the long run: ``python -m tests.reliability.trials hostile``."""

import os

import pytest

from kzclaims.store.database.database import Database
from tests.reliability.trials import hostile

pytestmark = pytest.mark.slow

SMALL = 64 * 2**20
"""Four times what a line may have, and still more than the memory that it takes."""


@pytest.mark.skipif(not hasattr(os, "wait4"), reason="Windows does not tell what a process took")
@pytest.mark.parametrize("one", hostile.files(SMALL), ids=lambda one: one.name)
def test_a_hostile_file_is_refused_in_bounded_memory(seeded: Database, one: hostile.File) -> None:
    assert hostile.tried(seeded.path.parent, one).broken == []
