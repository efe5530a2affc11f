"""Fixtures of the store's tests."""

from pathlib import Path

import pytest

from kzclaims.store.database.database import Database
from tests.store.loading import Loads


@pytest.fixture
def loads(empty: Database, tmp_path: Path) -> Loads:
    return Loads(empty, tmp_path)
