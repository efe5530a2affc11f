"""The history: changes of rows, in one table that only grows.

A row of the history is one change of one row of a table, as JSON: `before` is the whole row, `after` the columns that
changed. A removed row has no `after`, a part that was added to a record has no `before`. Of new records, only reviews
write something. The
id of a row is never given to another one, so the JSON can be resolved even if the row was removed. Each change has the
author that the database was opened with.
"""

from base64 import b64decode
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Column, ColumnElement, Connection, LargeBinary, Select, Table, func, select

from kzclaims.dossier.records import Words
from kzclaims.dossier.validation import problem_of
from kzclaims.errors import InputError, KzclaimsError
from kzclaims.store.derived.history_time import corrected_at
from kzclaims.store.engine import TRUST_CLOCK, author_of, engine_of
from kzclaims.store.history import chain
from kzclaims.store.schema.tables import history, metadata, name_keys, statement_folds

_Row = Mapping[Any, Any]

EARLIEST = datetime(2026, 1, 1)  # noqa: DTZ001
"""Nothing can have been recorded before this program existed, in UTC."""

MOST_AHEAD = timedelta(days=366)
"""The longest time between two writes without a question."""

MOST_BACK = timedelta(days=1)
"""The longest time by which a clock may be set back."""


class RecordKey(NamedTuple):
    """A record by the name of its type and its key."""

    type: str
    key: str

    def __str__(self) -> str:
        return f"{self.type} “{self.key}”"


def utc_clock() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def now(connection: Connection) -> datetime:
    """Return the time of recording: UTC, to the second.

    Raise `KzclaimsError` if the clock was never set, or if it differs so much from the newest rows that it or their
    clock must be wrong.
    """
    at = utc_clock().replace(microsecond=0)
    if at < EARLIEST:
        raise KzclaimsError(
            f"the clock shows {at:%Y-%m-%d %H:%M} UTC, which is too early: set it; nothing was recorded"
        )
    newest = _newest(connection)
    if newest is None:
        return at
    if newest - at > MOST_BACK:
        raise KzclaimsError(
            f"the clock shows {at:%Y-%m-%d %H:%M} UTC, but the newest record is of {newest:%Y-%m-%d %H:%M}: set the "
            "clock or, if it is right, run “kzclaims db check --repair-times”; nothing was recorded"
        )
    if at - newest > MOST_AHEAD and not connection.info.get(TRUST_CLOCK):
        raise KzclaimsError(
            "the clock shows {at} UTC, more than a year after the newest record ({newest}): set the clock or, if it is "
            "right, repeat this with {trust_clock}; nothing was recorded",
            parameters=("trust_clock",),
            at=f"{at:%Y-%m-%d %H:%M}",
            newest=f"{newest:%Y-%m-%d %H:%M}",
        )
    return at


def _newest(connection: Connection) -> datetime | None:
    """Return the time of the newest rows."""
    times = [*connection.execute(_newest_rows()).one(), connection.scalar(select(func.max(corrected_at(connection))))]
    return max((at for at in times if at is not None), default=None)


@cache
def _newest_rows() -> Select[Any]:
    """Return the query of the newest time in each table. Ids grow with time, so the last row of a table has it."""
    tables = [table for table in metadata.sorted_tables if "recorded" in table.c]
    return select(*(select(one.c.recorded).order_by(one.c.id.desc()).limit(1).scalar_subquery() for one in tables))


def checked_reason(reason: str) -> str:
    """Return a reason as it is given. Raise `InputError` for a blank one."""
    if why := problem_of(reason, Words) if reason else "is empty; say why":
        raise InputError("{reason}: {why}", parameters=("reason",), why=why)
    return reason


class Journal:
    """Collects changes and writes them into the history together."""

    def __init__(self, connection: Connection, at: datetime, *, reason: str | None = None) -> None:
        self.connection = connection
        self.at = at
        self.reason = reason
        self.dossier_id: int | None = None
        self.source_id: int | None = None
        self.url: str | None = None
        self.withdraws: int | None = None
        self.merge_id: int | None = None
        self._rows: list[dict[str, Any]] = []

    def changed(self, record: RecordKey, table: Table, before: _Row, after: Mapping[str, Any]) -> None:
        """Note that columns of a row got other values; `before` is the whole row."""
        self._note(record, table, before["id"], before, after)

    def added(self, record: RecordKey, table: Table, row: Mapping[str, Any]) -> None:
        """Note that a part was added to a record that existed before."""
        self._note(record, table, row.get("id"), None, row)

    def removed(self, record: RecordKey, table: Table, where: ColumnElement[bool]) -> None:
        """Note rows that are about to be deleted, each with the rows that are deleted with it."""
        for gone, row in _deleted(self.connection, table, where):
            if "id" in row:
                # The history is written later, and the id is not given to a row that is added before.
                engine_of(self.connection).reserve_ids(self.connection, gone, 0)
            self._note(record, gone, row.get("id"), row, None)

    def write(self) -> None:
        """Write the collected changes. Raise `KzclaimsError` if the history has changes later than the clock."""
        if self._rows:
            self._require_order()
            first = engine_of(self.connection).reserve_ids(self.connection, history, len(self._rows))
            for number, row in enumerate(self._rows, first):
                row["id"] = number
            chain.insert_rows(self.connection, history, self._rows)
            self._rows = []

    def discard(self) -> None:
        """Discard the collected changes."""
        self._rows = []

    def _require_order(self) -> None:
        """Keep the times of the history in order: otherwise a past state could not be reconstructed."""
        last = self.connection.scalar(select(func.max(corrected_at(self.connection))))
        if last is not None and self.at < last:
            if last - self.at > MOST_BACK:
                raise KzclaimsError(
                    f"the clock shows {self.at:%Y-%m-%d %H:%M} UTC, and the history has changes of "
                    f"{last:%Y-%m-%d %H:%M}: set the clock; nothing was recorded"
                )
            for row in self._rows:
                row["at"] = last

    def _note(
        self, record: RecordKey, table: Table, number: int | None, before: _Row | None, after: _Row | None
    ) -> None:
        self._rows.append(
            {
                "at": self.at,
                "record_type": record.type,
                "record_key": record.key,
                "table_name": str(table.name),
                "row_id": number,
                "before": _json(before),
                "after": _json(after),
                "because": self.reason,
                "source_id": self.source_id,
                "url": self.url,
                "dossier_id": self.dossier_id,
                "author": author_of(self.connection),
                "withdraws": self.withdraws,
                "merge_id": self.merge_id,
            }
        )


def with_bytes(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of the history with its bytes, which JSON contains in base64."""
    values = dict(row)
    for name, value in row.items():
        if isinstance(value, str) and name in table.c and isinstance(table.c[name].type, LargeBinary):
            values[name] = b64decode(value)
    return values


def _deleted(connection: Connection, table: Table, where: ColumnElement[bool]) -> Iterator[tuple[Table, _Row]]:
    for row in connection.execute(select(table).where(where)).mappings().all():
        yield table, row
        for child, column in _children(table):
            yield from _deleted(connection, child, column == row["id"])


@cache
def _children(table: Table) -> list[tuple[Table, Column[int]]]:
    """Return the tables whose rows are deleted with a row of this one, apart from derived ones."""
    return [
        (other, key.parent)
        for other in metadata.sorted_tables
        for key in other.foreign_keys
        if key.column.table is table and key.ondelete == "CASCADE" and other not in (name_keys, statement_folds)
    ]


def _json(row: _Row | None) -> str | None:
    if row is None:
        return None
    # Dates as SQLite stores them.
    plain = {str(name): str(value) if isinstance(value, date) else value for name, value in row.items()}
    return msgspec.json.encode(plain).decode()
