"""Alembic in process: brings a database to this program's revision."""

from typing import Literal

from alembic import command
from alembic.config import Config

from kzclaims import resources
from kzclaims.store import folds, people
from kzclaims.store.database import REVISIONS, Database

Done = Literal["created", "upgraded", "current"]


def upgrade(database: Database) -> Done:
    """Creates or upgrades the database; before it upgrades it, makes a backup beside it.

    All migrations are one transaction. Raises `DatabaseError` for a database that is ahead or of another program.
    """
    state = database.state()
    if state == "ahead":
        database.require_current()
    if state == "behind":
        database.backup_beside()
    if state != "current":
        to_revision(database, REVISIONS[-1])
    with database.writing() as connection:
        renewed = [people.renew_keys(connection), folds.renew(connection)]
    if state == "current":
        return "upgraded" if any(renewed) else "current"
    return "upgraded" if state == "behind" else "created"


def to_revision(database: Database, revision: str) -> None:
    """Migrates up or down to a revision; ``base`` is the empty database."""
    with database.migrating() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(resources.directory("migrations")).replace("%", "%%"))
        config.set_main_option("path_separator", "os")
        known = REVISIONS.index(revision) if revision in REVISIONS else -1
        current = connection.exec_driver_sql("SELECT count(*) FROM sqlite_schema WHERE name = 'alembic_version'")
        at = (
            connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() if current.scalar() else None
        )
        if at is not None and REVISIONS.index(at) > known:
            command.downgrade(config, revision)
        else:
            command.upgrade(config, revision)
