"""What became of records: statuses, corrections and removals, in one table that only grows.

A row of the history is one change of one row of a table, as JSON: before, the whole row, and after, the columns that
changed. A row that was removed has no after, a part that was added to a record has no before. New records write
nothing. The number of a row is never given to another one (`first_free_id`), so what a number in the JSON refers to can
be told even when it is gone.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Column, ColumnElement, Connection, Table, func, insert, select, update

from kzclaims.dossier.records import Url, Words
from kzclaims.dossier.validation import problem_of
from kzclaims.errors import InputError, KzclaimsError, NotFoundError
from kzclaims.store import results as a
from kzclaims.store.schema import tables as t
from kzclaims.store.schema.keys import id_of, nearest_keys
from kzclaims.store.schema.record_tables import TABLES_BY_NAME
from kzclaims.vocabulary import STATUSES

_Row = Mapping[Any, Any]

MADE = datetime(2026, 1, 1)  # noqa: DTZ001
"""Before this program was made, nothing can have been recorded, in UTC."""

MOST_BACK = timedelta(days=1)
"""How far a clock may be set back."""

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


class Of(NamedTuple):
    """The record whose history it is."""

    type: str
    key: str

    def __str__(self) -> str:
        return f"{self.type} “{self.key}”"


def now() -> datetime:
    """The time of recording: UTC, to the second. Raises `KzclaimsError` where the clock was never set."""
    at = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    if at < MADE:
        raise KzclaimsError(f"the clock says {at:%Y-%m-%d %H:%M} UTC, which cannot be: set it; nothing was recorded")
    return at


class Journal:
    """Notes changes and writes them into the history together."""

    def __init__(self, connection: Connection, at: datetime, *, because: str | None = None) -> None:
        self.connection = connection
        self.at = at
        self.because = because
        self.dossier_id: int | None = None
        self.source_id: int | None = None
        self.url: str | None = None
        self._rows: list[dict[str, Any]] = []

    def changed(self, of: Of, table: Table, before: _Row, after: Mapping[str, Any]) -> None:
        """A row got other values in some columns; `before` is the whole of it."""
        self._note(of, table, before["id"], before, after)

    def added(self, of: Of, table: Table, row: Mapping[str, Any]) -> None:
        """A part was added to a record that was there already."""
        self._note(of, table, row.get("id"), None, row)

    def removed(self, of: Of, table: Table, where: ColumnElement[bool]) -> None:
        """Rows are about to be deleted, and with each of them what belongs to it."""
        for gone, row in _going(self.connection, table, where):
            self._note(of, gone, row.get("id"), row, None)

    def write(self) -> None:
        """Writes what was noted. Raises `KzclaimsError` if the history reaches beyond the time that the clock says."""
        if self._rows:
            self._require_order()
            self.connection.execute(insert(t.history), self._rows)
            self._rows = []

    def _require_order(self) -> None:
        """What was changed later must not seem to have been changed earlier, or the past could not be told."""
        last = self.connection.scalar(select(func.max(t.history.c.at)))
        if last is not None and self.at < last:
            if last - self.at > MOST_BACK:
                raise KzclaimsError(
                    f"the clock says {self.at:%Y-%m-%d %H:%M} UTC, and the history has changes of "
                    f"{last:%Y-%m-%d %H:%M}: set the clock; nothing was recorded"
                )
            for row in self._rows:
                row["at"] = last

    def _note(
        self,
        of: Of,
        table: Table,
        number: int | None,
        before: _Row | None,
        after: _Row | None,
    ) -> None:
        self._rows.append(
            {
                "at": self.at,
                "record_type": of.type,
                "record_key": of.key,
                "table_name": table.name,
                "row_id": number,
                "before": _json(before),
                "after": _json(after),
                "because": self.because,
                "source_id": self.source_id,
                "url": self.url,
                "dossier_id": self.dossier_id,
            }
        )


def set_status(connection: Connection, key: str, status: str, *, because: str, source: str | None = None) -> str | None:
    """Says what is known of a statement's authenticity, and why; the status before.

    `source` is a source's key or an address that shows it. Raises `InputError` for a status that is none, for a blank
    reason and for an address that is none, `NotFoundError` for keys that nobody has.
    """
    if status not in STATUSES:
        raise InputError(f"“{status}” is no status; write one of: {', '.join(STATUSES)}")
    journal = Journal(connection, now(), because=checked_reason(because))
    if source is not None and _SCHEME.match(source):
        if why := problem_of(source, Url):
            raise InputError("{source}: {why}", parameters=("source",), why=why)
        journal.url = source
    elif source is not None:
        journal.source_id = id_of(connection, t.sources, source)
    mine = t.statements.c.id == id_of(connection, t.statements, key)
    before = connection.execute(select(t.statements).where(mine)).mappings().one()
    former: str | None = before["status"]
    journal.changed(Of("statement", key), t.statements, before, {"status": status})
    journal.write()
    connection.execute(update(t.statements).where(mine).values(status=status))
    return former


def checked_reason(because: str) -> str:
    """A reason as it is given. Raises `InputError` for a blank one."""
    if why := problem_of(because, Words) if because else "is empty; say why":
        raise InputError("{reason}: {why}", parameters=("reason",), why=why)
    return because


def last_statuses(connection: Connection, keys: Iterable[str]) -> dict[str, str | None]:
    """The statuses that statements had when they were removed, by key."""
    h = t.history.c
    gone = (
        select(h.record_key, h.before)
        .where(h.record_type == "statement", h.record_key.in_(keys), h.table_name == "statements", h.after.is_(None))
        .order_by(h.id)
    )
    return {key: msgspec.json.decode(before)["status"] for key, before in connection.execute(gone)}


def first_free_id(connection: Connection, table: Table) -> int:
    """The first number that no row of a table has or, as far as the history knows, ever had."""
    had = select(func.max(t.history.c.row_id)).where(t.history.c.table_name == table.name)
    return max(connection.scalar(select(func.max(table.c.id))) or 0, connection.scalar(had) or 0) + 1


def history(connection: Connection, key: str, *, record_type: str | None = None) -> a.History:
    """What became of one record, in order of time; also of one that was removed.

    `record_type` is needed only where records of several types have the key. Raises `InputError` with the types then,
    and `NotFoundError` with the nearest keys where nothing ever had it.
    """
    h = t.history.c
    types = [record_type] if record_type else list(TABLES_BY_NAME)
    tables = {name: TABLES_BY_NAME[name] for name in types}
    there = [name for name, one in tables.items() if connection.scalar(select(one.c.id).where(one.c.key == key))]
    past = select(h.record_type).where(h.record_key == key, h.record_type.in_(types)).distinct()
    found = sorted({*there, *connection.scalars(past)})
    if not found:
        near = nearest_keys(connection, [TABLES_BY_NAME[name] for name in types], key)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        raise NotFoundError(f"no {record_type or 'record'} has or had the key “{key}”{hint}")
    if len(found) > 1:
        raise InputError(
            "“{key}” is the key of {count} records; ask for one with {record_type}: {types}",
            parameters=("record_type",),
            key=key,
            count=len(found),
            types=", ".join(found),
        )
    (name,) = found
    rows = connection.execute(
        select(t.history, t.sources.c.key.label("source"), t.dossiers.c.key.label("dossier"))
        .select_from(t.history.outerjoin(t.sources).outerjoin(t.dossiers))
        .where(h.record_type == name, h.record_key == key)
        .order_by(h.at, h.id)
    ).all()
    table = TABLES_BY_NAME[name]
    changes = [
        a.Change(
            at=_utc(row.at),
            what=_what(row.before, row.after),
            part=None if row.table_name == table.name else row.table_name,
            before=_readable(
                connection, row.table_name, row.before, row.after if row.table_name == table.name else None
            ),
            after=_readable(connection, row.table_name, row.after),
            because=row.because,
            source=row.source or row.url,
            dossier=row.dossier,
        )
        for row in rows
    ]
    current = connection.execute(select(table).where(table.c.key == key)).mappings().one_or_none()
    gone = [row.before for row in rows if row.table_name == table.name and row.after is None]
    recorded = [datetime.fromisoformat(msgspec.json.decode(before)["recorded"]) for before in gone]
    if current is not None:
        recorded.append(current["recorded"])
    return a.History(
        type=name,
        key=key,
        recorded=[_utc(at) for at in recorded],
        removed=current is None,
        status=current.get("status") if current else None,
        changes=changes,
    )


def _what(before: str | None, after: str | None) -> str:
    if before is None or after is None:
        return "added" if before is None else "removed"
    return "status" if msgspec.json.decode(after).keys() == {"status"} else "changed"


def _readable(
    connection: Connection, table_name: str, row: str | None, changes: str | None = None
) -> dict[str, Any] | None:
    """A row as a dossier would say it: keys instead of numbers, and nothing that is derived; of changes only those."""
    if row is None:
        return None
    said: dict[str, Any] = {}
    columns = msgspec.json.decode(row)
    for name in columns if changes is None else msgspec.json.decode(changes):
        value = columns[name]
        column = t.metadata.tables[table_name].c.get(name)
        referred = None if column is None else next(iter(column.foreign_keys), None)
        if referred is None:
            if name not in ("id", "key", "recorded", "day") and not name.endswith(_DERIVED):
                said[name] = value
        elif referred.ondelete != "CASCADE":
            said[name.removesuffix("_id")] = _key(connection, referred.column.table, value)
    return said


_DERIVED = ("_earliest", "_latest")


def _key(connection: Connection, table: Table, number: int | None) -> str | None:
    """The key of a row, be it there or gone."""
    if number is None:
        return None
    h = t.history.c
    gone = select(h.record_key).where(h.table_name == table.name, h.row_id == number).limit(1)
    return connection.scalar(select(table.c.key).where(table.c.id == number)) or connection.scalar(gone)


def _going(connection: Connection, table: Table, where: ColumnElement[bool]) -> Iterator[tuple[Table, _Row]]:
    for row in connection.execute(select(table).where(where)).mappings().all():
        yield table, row
        for child, column in _belonging(table):
            yield from _going(connection, child, column == row["id"])


@cache
def _belonging(table: Table) -> list[tuple[Table, Column[int]]]:
    """The tables whose rows are deleted with a row of this one; look-up keys and folds are derived."""
    return [
        (other, key.parent)
        for other in t.metadata.sorted_tables
        for key in other.foreign_keys
        if key.column.table is table and key.ondelete == "CASCADE" and other not in (t.name_keys, t.statement_folds)
    ]


def _json(row: _Row | None) -> str | None:
    if row is None:
        return None
    # Dates as SQLite has them.
    plain = {str(name): str(value) if isinstance(value, date) else value for name, value in row.items()}
    return msgspec.json.encode(plain).decode()


def _utc(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
