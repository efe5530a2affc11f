"""Rows from the future, which a wrong clock recorded: found, and corrected with their former times in the history."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, Table, func, select, update

from kzclaims.store.database.database import Database
from kzclaims.store.derived.history_time import correct, corrected_at
from kzclaims.store.history import chain
from kzclaims.store.history import journal as journals
from kzclaims.store.history.journal import MOST_BACK, Journal, RecordKey
from kzclaims.store.schema.record_tables import TABLES_BY_NAME
from kzclaims.store.schema.tables import history, metadata, settings, statement_aliases, statements

_RECORD_TYPES = {table: name for name, table in TABLES_BY_NAME.items()}


def check(connection: Connection) -> Iterator[str]:
    """Describe rows that were recorded in the future."""
    limit = journals.utc_clock() + MOST_BACK
    at = corrected_at(connection)
    columns = [(table.name, table.c.recorded) for table in _recorded_tables()] + [("history", at)]
    for name, column in columns:
        count, latest = connection.execute(select(func.count(), func.max(column)).where(column > limit)).one()
        if count:
            yield (
                f"{name}: {count} row{'s' if count > 1 else ''} from the future, the latest of {latest}; if the clock "
                "is right, “kzclaims db check --repair-times” corrects them"
            )


def repair(database: Database) -> tuple[Path | None, int]:
    """Give rows from the future the present time. Return the backup made before, if any, and the number of rows.

    The former times stay in the history. Its rows keep their times; a correction is stored for them.
    """
    backup = database.backup_beside()
    with database.writing() as connection:
        at = journals.utc_clock().replace(microsecond=0)
        later = corrected_at(connection) > at
        count = connection.scalar(select(func.count()).select_from(history).where(later)) or 0
        if count:
            setting = correct(connection, connection.scalar(select(func.max(history.c.id))) or 0, at)
            chain.add(connection, settings, ("name", "value"), [setting])
        journal = Journal(connection, at, reason="its time of recording was in the future")
        for table in _recorded_tables():
            for row in connection.execute(select(table).where(table.c.recorded > at)).mappings().all():
                journal.changed(_record(connection, table, row), table, row, {"recorded": at})
                connection.execute(update(table).where(table.c.id == row["id"]).values(recorded=at))
                count += 1
        journal.write()
    return backup, count


def _recorded_tables() -> list[Table]:
    return [table for table in metadata.sorted_tables if "recorded" in table.c]


def _record(connection: Connection, table: Table, row: object) -> RecordKey:
    if table is statement_aliases:
        owner = select(statements.c.key).where(statements.c.id == row["statement_id"])  # type: ignore[index]
        return RecordKey("statement", connection.scalars(owner).one())
    return RecordKey(_RECORD_TYPES[table], row["key"])  # type: ignore[index]
