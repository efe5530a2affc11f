"""Bring a database to this program's revision, with Alembic in process."""

from typing import Literal

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, inspect, text

from kzclaims import resources
from kzclaims.store.database.database import Database
from kzclaims.store.derived.renew import renew_outdated
from kzclaims.store.history.chain import open_chain
from kzclaims.store.schema.revisions import CHAIN_REVISION, HEAD, REVISIONS
from kzclaims.store.verify.versions import remember_texts

Done = Literal["created", "upgraded", "current"]


def upgrade(database: Database) -> Done:
    """Create or upgrade a database; before an upgrade, make a backup next to it.

    All migrations and the renewal of derived data are one transaction, and no program can write between the backup and
    them. Raises `DatabaseError` for a database that is ahead or of another program.
    """
    if database.state() in ("current", "ahead"):
        with database.writing() as connection:
            return "upgraded" if renew_outdated(connection) else "current"
    with database.migrating() as connection:
        # Another program may have upgraded it while this one waited.
        revision = revision_of(connection)
        if revision not in (None, *REVISIONS):
            database.require_current()
        if revision not in (None, HEAD):
            database.backup_beside()
        if revision is None:
            create(database, connection)
        else:
            _migrate(database, connection, revision, HEAD)
        if revision is None or REVISIONS.index(revision) < REVISIONS.index(CHAIN_REVISION):
            open_chain(connection)
        if revision is not None:
            remember_texts(connection)
        renewed = renew_outdated(connection)
    if revision is None:
        return "created"
    return "upgraded" if revision != HEAD or renewed else "current"


def create(database: Database, connection: Connection) -> None:
    """Create the newest schema in an empty database. Its hash chain is not begun."""
    if not database.place.create_schema(connection):
        _migrate(database, connection, None, HEAD)


def remove(database: Database, connection: Connection) -> None:
    """Remove the newest schema with everything that it contains."""
    if not database.place.drop_schema(connection):
        _migrate(database, connection, HEAD, "base")


def to_revision(database: Database, revision: str) -> None:
    """Migrate up or down to a revision; ``base`` is the empty database."""
    with database.migrating() as connection:
        _migrate(database, connection, revision_of(connection), revision)


def revision_of(connection: Connection) -> str | None:
    """Return the revision of the schema, or None for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def _migrate(database: Database, connection: Connection, current: str | None, revision: str) -> None:
    if current == revision:
        return
    database.place.prepare_migrations(connection, current)
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(resources.directory("migrations")).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    target = REVISIONS.index(revision) if revision in REVISIONS else -1
    if current is not None and REVISIONS.index(current) > target:
        command.downgrade(config, revision)
    else:
        command.upgrade(config, revision)
    if revision == HEAD:
        database.place.complete_migrations(connection)
