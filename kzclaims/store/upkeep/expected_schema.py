"""The definitions that a database of this program's revision should contain: those that the migrations create."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from kzclaims.store.database.database import Database
from kzclaims.store.schema.revisions import HEAD


def migrated(folder: Path) -> Database:
    """Create an empty database of this program's revision in a folder."""
    # Here, because most commands that import this module need no Alembic.
    from kzclaims.store.upkeep.migrate import to_revision

    database = Database(folder / "fresh.db")
    to_revision(database, HEAD)
    return database


@cache
def expected_definitions() -> dict[tuple[str, str], str]:
    """Return the definitions by type and name."""
    with TemporaryDirectory() as folder:
        return migrated(Path(folder)).file.definitions()
