"""Databases to test with: created by the migrations, filled from dossiers."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from kzclaims import resources
from kzclaims.dossier import toml_reader
from kzclaims.store.database.database import Database
from kzclaims.store.load.load import load_dossiers
from kzclaims.store.upkeep import copy as copying
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


def alter(database: Database, *statements: str) -> None:
    """Change a database as another program would, without checks of references."""
    if database.place.path is not None:
        with closing(sqlite3.connect(database.path)) as connection, connection:
            for statement in statements:
                connection.execute(statement)
        return
    with database.place.connected("create") as server, server.begin():
        # Without triggers, which check references, too.
        server.exec_driver_sql("SET session_replication_role = replica")
        for statement in statements:
            server.exec_driver_sql(statement)


def replace(database: Database, source: Path | str) -> None:
    """Give a database without records the content of another one."""
    if database.place.path is not None and Path(source).exists():
        shutil.copy(source, database.path)
    else:
        copying.copy(Database(source), database)
