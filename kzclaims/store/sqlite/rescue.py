"""Rescue the recorded rows of a damaged file into a fresh database."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from sqlalchemy import Table


def copy_rows(damaged: sqlite3.Connection, fresh: Path, tables: Iterable[Table]) -> None:
    """Copy rows as they are, read without any index, into the tables of a file that the migrations created."""
    with closing(sqlite3.connect(fresh, isolation_level=None)) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
    # A row that breaks a rule is inserted anyway; the next check names it.
    damaged.execute("PRAGMA foreign_keys = OFF")
    damaged.execute("PRAGMA ignore_check_constraints = ON")
    damaged.execute("ATTACH ? AS fresh", (str(fresh),))
    damaged.execute("BEGIN")
    for table in tables:
        columns = ", ".join(f'"{column.name}"' for column in table.c)
        damaged.execute(f"DELETE FROM fresh.{table.name}")
        damaged.execute(
            f"INSERT INTO fresh.{table.name} ({columns}) SELECT {columns} FROM main.{table.name} NOT INDEXED"
        )
    damaged.execute("COMMIT")
    damaged.execute("DETACH fresh")
    with closing(sqlite3.connect(fresh, isolation_level=None)) as connection:
        for _, sql in triggers:
            connection.execute(sql)
