"""Compare the records with the hash chain: find rows that another program added, changed or deleted."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache, partial
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Boolean, Connection, DateTime, Integer, Table, func, select

from kzclaims.store.damage import UNREADABLE
from kzclaims.store.engine import engine_of
from kzclaims.store.history.chain import (
    HASH_BYTES,
    RULE_SETTINGS,
    Link,
    canonical,
    covered_tables,
    has_id,
    is_covered,
    link_hash,
    row_hash,
    stored_rows,
)
from kzclaims.store.schema.record_tables import TABLES_BY_NAME
from kzclaims.store.schema.tables import chain, dossiers, history

_Row = Mapping[Any, Any]

_RECORD_TYPES = {table: name for name, table in TABLES_BY_NAME.items()} | {dossiers: "dossier"}
_ADDING = ("added", "opened")


class _Expected(NamedTuple):
    """A row as it should be, according to a link of the chain or to a row of the history."""

    position: int
    """The link that records it. The newest one counts."""
    columns: tuple[str, ...] = ()
    hash: bytes | None = None
    change: int | None = None
    """The row of the history."""


class _Changes:
    """The changes of the history, and the links of the chain that contain them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        spans = sorted((link.first_id, link.rows, link.id) for link in _links_of(connection, history) if link.rows)
        self._starts = [first for first, _, _ in spans]
        self._spans = spans

    def position(self, number: int) -> int | None:
        """Return the link that contains a row of the history, or None if another program added the row."""
        place = bisect_right(self._starts, number) - 1
        if place < 0:
            return None
        first, count, link = self._spans[place]
        return link if number < first + count else None

    def newest(self, table: Table) -> Iterator[tuple[int, _Expected]]:
        """Yield the ids of the changed rows of a table in order, each with its newest change."""
        sql = (
            "SELECT row_id, max(id) FROM history WHERE table_name = :name AND row_id IS NOT NULL AND NOT elsewhere"
            " GROUP BY row_id ORDER BY row_id"
        )
        for row_id, number in _stream(self._connection, sql, name=table.name):
            position = self.position(number)
            if position is not None:
                yield row_id, _Expected(position, change=number)

    def of_table(self, table: Table) -> Iterator[tuple[int, bool, tuple[Any, ...]]]:
        """Yield the changes of a table without ids: the link, True for an added row, and the row's key."""
        sql = "SELECT id, before, after FROM history WHERE table_name = :name AND NOT elsewhere ORDER BY id"
        for number, before, after in _stream(self._connection, sql, name=table.name):
            position = self.position(number)
            if position is not None:
                row = msgspec.json.decode(after or before)
                yield position, after is not None, tuple(row[column.name] for column in table.primary_key.columns)

    def row_after(self, table: Table, number: int) -> dict[str, Any] | None:
        """Return the row that a change left, or None if it removed the row."""
        change = self._connection.execute(select(history.c.before, history.c.after).where(history.c.id == number)).one()
        if change.after is None:
            return None
        row: dict[str, Any] = {} if change.before is None else msgspec.json.decode(change.before)
        row |= msgspec.json.decode(change.after)
        for name, value in row.items():
            if isinstance(value, str) and name in table.c and isinstance(table.c[name].type, DateTime):
                row[name] = datetime.fromisoformat(value)
        return row


class _Found(NamedTuple):
    """A link of the chain in the database, without its content."""

    id: int
    what: str
    columns: str | None
    first_id: int
    rows: int


def checks(connection: Connection) -> Iterator[tuple[str, Callable[[], Iterator[str]]]]:
    """Return the checks by name: of the chain itself, and of each table that it covers."""
    yield "chain", partial(_links, connection)
    for table in covered_tables():
        yield f"chain: {table.name}", partial(_rows if has_id(table) else _rows_without_id, connection, table)


def find_head(connection: Connection, wanted: str) -> tuple[datetime, int] | None:
    """Return the time of the link with this hash, and the number of later links; None if there is none."""
    found = connection.execute(select(chain.c.id, chain.c.at).where(chain.c.hash == wanted).limit(1)).one_or_none()
    if found is None:
        return None
    later = select(func.count()).select_from(chain).where(chain.c.id > found.id)
    return found.at, connection.execute(later).scalar_one()


def _links(connection: Connection) -> Iterator[str]:
    """Describe the links whose hash does not match their content and the link before."""
    previous = ""
    names = [*Link._fields, "hash"]
    for rows in stored_rows(connection, chain, ["id", *names]):
        for number, *values, stored in rows:
            if not isinstance(values[-1], bytes) or link_hash(previous, number, Link(*values)) != stored:
                yield f"chain: link {number} was changed, or another one before it is missing; compare with a backup"
            previous = stored


def _rows(connection: Connection, table: Table) -> Iterator[str]:
    """Describe the rows of a table with ids that differ from the chain and the history."""
    changes = _Changes(connection)
    names = [column.name for column in table.c if is_covered(column)]
    id_of = itemgetter(names.index("id"))
    found = ((id_of(row), row) for rows in stored_rows(connection, table, names) for row in rows)
    events = merge(*_expected(connection, table), changes.newest(table), found, key=itemgetter(0))
    for number, group in groupby(events, itemgetter(0)):
        expected: _Expected | None = None
        row: Sequence[Any] | None = None
        for _, event in group:
            if not isinstance(event, _Expected):
                row = event
            elif expected is None or event.position > expected.position:
                expected = event
        if problem := _problem(table, names, row, expected, changes):
            where = f"{table.name}: row {number}"
            record = _record(connection, table, dict(zip(names, row, strict=True))) if row is not None else None
            yield f"{record}: {where} {problem}" if record else f"{where} {problem}"


def _expected(connection: Connection, table: Table) -> tuple[Iterator[tuple[int, _Expected]], ...]:
    """Return two streams of ids with rows as links describe them: the first links, and later ones."""
    spans: list[_Found] = []
    later: dict[int, _Expected] = {}
    last = 0
    for link in _links_of(connection, table):
        if link.what == "removed":
            later |= dict.fromkeys(
                msgspec.json.decode(_content(connection, link.id), type=list[int]), _Expected(link.id)
            )
        elif link.first_id > last:
            spans.append(link)
            last = link.first_id + link.rows - 1
        else:
            later |= _of_link(connection, link)
    first = (row for link in spans for row in _of_link(connection, link))
    return first, iter(sorted(later.items()))


def _of_link(connection: Connection, link: _Found) -> Iterator[tuple[int, _Expected]]:
    content, columns = _content(connection, link.id), _columns(link.columns or "")
    for place in range(link.rows):
        hashed = content[place * HASH_BYTES : (place + 1) * HASH_BYTES]
        yield link.first_id + place, _Expected(link.id, columns, hashed)


def _links_of(connection: Connection, table: Table) -> list[_Found]:
    sql = (
        f"SELECT id, what, columns, first_id, length(content) / {HASH_BYTES} FROM chain"
        " WHERE table_name = :name ORDER BY id"
    )
    return [_Found(*row) for row in engine_of(connection).execute(connection, sql, {"name": table.name})]


def _content(connection: Connection, link: int) -> bytes:
    return bytes(connection.execute(select(chain.c.content).where(chain.c.id == link)).scalar_one())


@cache
def _columns(names: str) -> tuple[str, ...]:
    return tuple(names.split(","))


def _problem(
    table: Table, names: Sequence[str], row: Sequence[Any] | None, expected: _Expected | None, changes: _Changes
) -> str | None:
    """Return the problem of a row, given by the values of the covered columns."""
    if expected is None:
        return "was added by another program"
    if expected.change is not None:
        try:
            wanted = changes.row_after(table, expected.change)
        except UNREADABLE:
            return f"has a change in the history (row {expected.change}) that cannot be read"
        is_removed = wanted is None
    else:
        wanted, is_removed = None, expected.hash is None
    if row is None:
        return None if is_removed else "was deleted by another program"
    if is_removed:
        return "was removed, and another program added it again"
    if wanted is not None:
        values = {column.name: wanted.get(column.name, _default(table, column.name)) for column in table.c}
        differing = [
            name for name, value in zip(names, row, strict=True) if canonical(values[name]) != canonical(value)
        ]
        return f"was changed by another program: {', '.join(differing)}" if differing else None
    return None if _has_hash(table, tuple(names), row, expected) else "was changed by another program"


def _has_hash(table: Table, names: tuple[str, ...], row: Sequence[Any], expected: _Expected) -> bool:
    hashed, others = _places(names, expected.columns)
    values = [canonical(row[place]) for place in hashed]
    return (
        not any(isinstance(value, bytes) for value in values)
        and row_hash(values) == expected.hash
        and all(row[place] == _default(table, names[place]) for place in others)
    )


@cache
def _places(names: tuple[str, ...], hashed: tuple[str, ...]) -> tuple[list[int], list[int]]:
    """Return the places of the hashed columns in their order, and of all others."""
    return [names.index(name) for name in hashed], [n for n, name in enumerate(names) if name not in hashed]


@cache
def _default(table: Table, name: str) -> str | int | None:
    """Return the value of a column in a row that was inserted without it."""
    default = table.c[name].server_default
    if default is None:
        return None
    value = str(getattr(default, "arg", "")).strip("'")
    return int(value) if isinstance(table.c[name].type, Boolean | Integer) else value


def _rows_without_id(connection: Connection, table: Table) -> Iterator[str]:
    """Describe the rows of a table without ids that differ from the chain."""
    key = [column.name for column in table.primary_key.columns]
    names = key + [column.name for column in table.c if column.name not in key and is_covered(column)]
    expected: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    changes = ((at, is_added, [row]) for at, is_added, row in _Changes(connection).of_table(table))
    for _, is_added, rows in merge(_links_without_id(connection, table, names), changes, key=itemgetter(0)):
        for row in rows:
            if is_added:
                expected[row[: len(key)]] = row
            else:
                expected.pop(row[: len(key)], None)
    for found in stored_rows(connection, table, names):
        for stored in map(tuple, found):
            if table.name == "settings" and stored[0] in RULE_SETTINGS:
                continue
            wanted = expected.pop(stored[: len(key)], None)
            if wanted != stored:
                what = "added" if wanted is None else "changed"
                yield f"{_place(connection, table, key, stored)} was {what} by another program"
    for missing in expected:
        yield f"{_place(connection, table, key, missing)} was deleted by another program"


def _links_without_id(
    connection: Connection, table: Table, names: Sequence[str]
) -> Iterator[tuple[int, bool, list[tuple[Any, ...]]]]:
    """Yield the links of a table without ids: the link, True for added rows, and these or the keys of removed ones."""
    for link in _links_of(connection, table):
        rows = msgspec.json.decode(_content(connection, link.id), type=list[tuple[Any, ...]])
        if link.what in _ADDING:
            columns = _columns(link.columns or "")
            added = (dict(zip(columns, row, strict=True)) for row in rows)
            yield link.id, True, [tuple(row.get(name) for name in names) for row in added]
        else:
            yield link.id, False, rows


def _place(connection: Connection, table: Table, key: Sequence[str], row: tuple[Any, ...]) -> str:
    record = _record(connection, table, dict(zip(key, row, strict=False)))
    where = f"{table.name}: row {', '.join(map(str, row[: len(key)]))}"
    return f"{record}: {where}" if record else where


def _record(connection: Connection, table: Table, row: _Row) -> str | None:
    """Return the record that a row belongs to."""
    if table is history:
        return f"{row['record_type']} “{row['record_key']}”"
    if table in _RECORD_TYPES:
        return f"{_RECORD_TYPES[table]} “{row['key']}”"
    for column in table.c:
        for reference in column.foreign_keys:
            owner = reference.column.table
            is_owner = reference.ondelete == "CASCADE" or str(table.name) == "statement_aliases"
            if row.get(column.name) is None or not is_owner:
                continue
            columns = [one for one in owner.c if one.name == "key" or one.foreign_keys]
            wanted = select(*columns).where(owner.c.id == row[column.name])
            found = connection.execute(wanted).mappings().one_or_none()
            return _record(connection, owner, found) if found else None
    return None


def _stream(connection: Connection, sql: str, **values: object) -> Iterator[Sequence[Any]]:
    with engine_of(connection).execute(connection, sql, values) as found:
        while rows := found.fetchmany(1000):
            yield from rows
