"""The rights of roles on a server: readers read, editors record, and only the owner changes the schema."""

from collections.abc import Iterator

from psycopg import sql
from sqlalchemy import Connection

from kzclaims.store.postgresql import schema

_TABLES = "ALL TABLES IN SCHEMA public"
_SEQUENCES = "ALL SEQUENCES IN SCHEMA public"


def grants(connection: Connection, reader: str | None, editor: str | None, owner: str | None) -> list[str]:
    """Return the statements that give each role its rights, and take other rights on the tables away."""
    database = _quoted(connection.exec_driver_sql("SELECT current_database()").scalar_one())
    present = "SELECT pg_get_userbyid(relowner)::text FROM pg_class WHERE oid = 'public.alembic_version'::regclass"
    creator = _quoted(owner or connection.exec_driver_sql(present).scalar_one())
    found = ["REVOKE CREATE ON SCHEMA public FROM PUBLIC", f"REVOKE ALL ON {_TABLES} FROM PUBLIC"]
    if owner:
        found += _owner(creator, database)
    for name in filter(None, (reader, editor)):
        role = _quoted(name)
        found += [
            f"GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {role}",
            f"GRANT USAGE ON SCHEMA public TO {role}",
            f"REVOKE ALL ON {_TABLES} FROM {role}",
            f"GRANT SELECT ON {_TABLES} TO {role}",
            f"GRANT SELECT ON {_SEQUENCES} TO {role}",
            # Those that a later upgrade creates.
            f"ALTER DEFAULT PRIVILEGES FOR ROLE {creator} IN SCHEMA public GRANT SELECT ON TABLES TO {role}",
            f"ALTER DEFAULT PRIVILEGES FOR ROLE {creator} IN SCHEMA public GRANT SELECT ON SEQUENCES TO {role}",
        ]
    if editor:
        role = _quoted(editor)
        found += [
            f"GRANT INSERT, UPDATE, DELETE ON {_TABLES} TO {role}",
            f"GRANT USAGE, UPDATE ON {_SEQUENCES} TO {role}",
            f"REVOKE UPDATE, DELETE ON {', '.join(schema.ONLY_GROWING)} FROM {role}",
            f"REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {role}",
            f"ALTER DEFAULT PRIVILEGES FOR ROLE {creator} IN SCHEMA public"
            f" GRANT INSERT, UPDATE, DELETE ON TABLES TO {role}",
            f"ALTER DEFAULT PRIVILEGES FOR ROLE {creator} IN SCHEMA public GRANT USAGE, UPDATE ON SEQUENCES TO {role}",
        ]
    return found


def _owner(owner: str, database: str) -> Iterator[str]:
    tables, views, functions = schema.objects()
    yield f"GRANT CONNECT, CREATE, TEMPORARY ON DATABASE {database} TO {owner}"
    yield f"GRANT USAGE, CREATE ON SCHEMA public TO {owner}"
    for kind, names in (("TABLE", tables), ("VIEW", views), ("FUNCTION", functions)):
        yield from (f"ALTER {kind} {name} OWNER TO {owner}" for name in names)


def _quoted(name: str) -> str:
    return sql.Identifier(name).as_string(None)
