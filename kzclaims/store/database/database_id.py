"""The id of a database: random, created with the database, and kept by its copies and complete dumps."""

from sqlalchemy import Connection, select

from kzclaims.store.schema.tables import settings

SETTING = "database_id"


def database_id(connection: Connection) -> str:
    """Return the id of a database."""
    return connection.scalar(select(settings.c.value).where(settings.c.name == SETTING)) or "unknown"
