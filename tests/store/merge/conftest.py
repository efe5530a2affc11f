"""Two colleagues who have loaded one dossier."""

from pathlib import Path
from shutil import copyfile

import pytest

from tests.store.loading import BASE
from tests.store.merge.colleagues import Colleague


@pytest.fixture
def both(templates: dict[str, Path], tmp_path: Path) -> tuple[Colleague, Colleague]:
    """Return two colleagues who have loaded one dossier, each into a database of their own."""
    found = []
    for name in ("ada", "boris"):
        (tmp_path / name).mkdir()
        copyfile(templates["empty"], tmp_path / name / "claims.db")
        colleague = Colleague(tmp_path / name / "claims.db", name)
        colleague.load(BASE)
        found.append(colleague)
    return found[0], found[1]
