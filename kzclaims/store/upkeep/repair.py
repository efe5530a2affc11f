"""Replace a damaged database with a rebuilt one: recorded rows are copied, derived data is computed again.

The migrations create a fresh database, the recorded rows are read without any index and copied into it, the rest is
derived from them, and only then, all at once, it replaces the damaged one. So damage to an index, to full text or to
unused space disappears wherever it is; and if a recorded row cannot be read, nothing is changed.
"""

from pathlib import Path

from kzclaims.errors import DatabaseError
from kzclaims.staging import staging_folder
from kzclaims.store.database.database import Database
from kzclaims.store.derived.renew import DERIVED_TABLES, rebuild_all
from kzclaims.store.schema.tables import metadata
from kzclaims.store.sqlite.definitions import GENERATED
from kzclaims.store.upkeep.expected_schema import expected_definitions, migrated


def repair(database: Database) -> tuple[Path | None, list[str]]:
    """Repair a database. Return the backup made before, and the foreign tables and views that only the backup has.

    A server stores what is recorded itself, so of its database only the derived data is computed again, in place.
    Raises `DatabaseError`, and changes nothing, if a recorded row cannot be read.
    """
    if database.place.path is None:
        with database.writing() as connection:
            database.place.complete_migrations(connection)
            rebuild_all(connection)
        return None, []
    found = database.file.definitions()
    if altered := [name for name in metadata.tables if GENERATED.search(found.get(("table", name), ""))]:
        raise DatabaseError(
            f"{database}: the table {', '.join(altered)} would run code that kzclaims did not create when it is read; "
            "nothing was changed; use a backup"
        )
    backup = database.backup_beside(verify=False)
    assert backup is not None
    recorded = [table for table in metadata.sorted_tables if table not in DERIVED_TABLES]
    foreign = found.keys() - expected_definitions().keys()
    with staging_folder(backup.absolute().parent) as folder:
        fresh = migrated(folder)

        def derive() -> None:
            with fresh.writing() as connection:
                rebuild_all(connection)

        database.file.rescue(fresh.file, recorded, derive)
    return backup, sorted(name for kind, name in foreign if kind in ("table", "view"))
