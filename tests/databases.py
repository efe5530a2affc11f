"""Databases to test with: created by the migrations, filled from dossiers."""

from pathlib import Path

from kzclaims import resources
from kzclaims.dossier import toml_reader
from kzclaims.store.database.database import Database
from kzclaims.store.load.load import load_dossiers
from kzclaims.store.upkeep import migrate


def seed_files() -> list[Path]:
    """Return the dossiers of the seed."""
    return sorted(resources.directory("seed").glob("*.toml"))


def create(address: Path | str, *dossiers: Path, allow_unverified: bool = False) -> Database:
    """Create a database and load dossiers into it."""
    database = Database(address)
    migrate.upgrade(database)
    if dossiers:
        with database.writing() as connection:
            loaded = [toml_reader.read(dossier) for dossier in dossiers]
            load_dossiers(connection, loaded, allow_unverified=allow_unverified)
    return database
