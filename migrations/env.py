"""Alembic's environment: runs on the connection that it is given, or on the URL of alembic.ini."""

from alembic import context
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool
from sqlalchemy.sql.schema import SchemaItem

from kzclaims.store.schema.tables import metadata


def ours(_item: SchemaItem, name: str | None, kind: str, _reflected: bool, _compared: object) -> bool:
    """Leaves the full-text index alone: FTS5 makes tables of its own that no model describes."""
    return not (kind == "table" and name is not None and "_fts" in name)


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_object=ours,
        render_as_batch=True,
        compare_type=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("migrations look at the data they change: run them on a database, not with --sql")
if given := context.config.attributes.get("connection"):
    run(given)
else:
    with create_engine(context.config.get_main_option("sqlalchemy.url", ""), poolclass=NullPool).begin() as opened:
        run(opened)
