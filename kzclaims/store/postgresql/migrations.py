"""Run the migrations on a server: with the types of `kzclaims.store.postgresql.schema`, and without SQLite's own SQL.

Importing this module registers it with Alembic. Triggers and full text are not migrated, but created again after the
last migration (`schema.complete`).
"""

import re
from typing import Any

from alembic.ddl.postgresql import PostgresqlImpl
from sqlalchemy import Column, Executable, Index, Table

from kzclaims.store.postgresql.schema import adapt, adapt_index, adapted_type

_OF_SQLITE = re.compile(r"\s*(CREATE|DROP)\s+(TRIGGER|VIRTUAL)\b|.*_fts\b", re.IGNORECASE | re.DOTALL)
"""Matches SQL about triggers and full text."""


class ServerMigrations(PostgresqlImpl):
    """Alembic's operations on PostgreSQL."""

    __dialect__ = "postgresql"

    def create_table(self, table: Table, **options: Any) -> None:
        """Create a table with adapted types and indexes."""
        adapt(table)
        super().create_table(table, **options)

    def add_column(self, table_name: str, column: Column[Any], **options: Any) -> None:
        """Add a column with an adapted type."""
        column.type = adapted_type(column.type)
        super().add_column(table_name, column, **options)

    def alter_column(self, table_name: str, column_name: str, **options: Any) -> None:
        """Alter a column; a new type is adapted."""
        if (type_ := options.get("type_")) is not None:
            options["type_"] = adapted_type(type_)
        super().alter_column(table_name, column_name, **options)

    def create_index(self, index: Index, **options: Any) -> None:
        """Create an index, unless its expression needs one of PostgreSQL's own."""
        if adapt_index(index):
            super().create_index(index, **options)

    def execute(self, sql: Executable | str, execution_options: dict[str, Any] | None = None) -> None:
        """Execute SQL, unless it is about triggers or full text."""
        if not _OF_SQLITE.match(str(sql)):
            super().execute(sql, execution_options)
