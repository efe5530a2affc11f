"""The databases that the commands of the trials start with."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for databases that tests copy and never change, so that each is created once."""
    return tmp_path_factory.mktemp("prepared")
