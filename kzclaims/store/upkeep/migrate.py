"""Alembic in process: brings a database to this program's revision."""

from typing import Literal

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from kzclaims import resources
from kzclaims.store.database.database import REVISIONS, Database
from kzclaims.store.derived import text_hashes as folds
from kzclaims.store.derived.name_keys import renew_name_keys

Done = Literal["created", "upgraded", "current"]


def upgrade(database: Database) -> Done:
    """Creates or upgrades the database; before it upgrades it, makes a backup beside it.

    All migrations are one transaction, with what this program derives anew, and nobody writes between the backup and
    them. Raises `DatabaseError` for a database that is ahead or of another program.
    """
    state = database.state()
    if state in ("current", "ahead"):
        with database.writing() as connection:
            return "upgraded" if _derive(connection) else "current"
    with database.migrating() as connection:
        # Another program may have upgraded it while this one waited.
        at = _revision(connection)
        if at not in (None, *REVISIONS):
            database.require_current()
        if at is not None and at != REVISIONS[-1]:
            database.backup_beside()
        _migrate(connection, at, REVISIONS[-1])
        renewed = _derive(connection)
    if at is None:
        return "created"
    return "upgraded" if at != REVISIONS[-1] or renewed else "current"


def to_revision(database: Database, revision: str) -> None:
    """Migrates up or down to a revision; ``base`` is the empty database."""
    with database.migrating() as connection:
        _migrate(connection, _revision(connection), revision)


def _derive(connection: Connection) -> bool:
    """Makes anew what other rules of this program have made; whether that was needed."""
    return any([renew_name_keys(connection), folds.renew(connection)])


def _revision(connection: Connection) -> str | None:
    there = connection.exec_driver_sql("SELECT count(*) FROM sqlite_schema WHERE name = 'alembic_version'").scalar()
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() if there else None


def _migrate(connection: Connection, at: str | None, revision: str) -> None:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(resources.directory("migrations")).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    known = REVISIONS.index(revision) if revision in REVISIONS else -1
    if at is not None and REVISIONS.index(at) > known:
        command.downgrade(config, revision)
    else:
        command.upgrade(config, revision)
