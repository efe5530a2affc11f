"""The hash chain over everything that is recorded: changes by other programs are detected.

Each link of the chain covers rows of one table that were added or removed. It contains a hash of every added row, and
its own hash covers the one of the link before. So the newest hash, the head, covers everything that was ever recorded.
Rows of the history are added rows like all others; a row that was changed must be as its newest row of the history
describes it. docs/internals/chain.md defines the bytes that are hashed. Derived tables and columns are not covered.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from hashlib import sha256
from itertools import pairwise
from operator import itemgetter
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Boolean, Column, Connection, Date, DateTime, Table, func, insert, select

from kzclaims.store.engine import Newest, engine_of
from kzclaims.store.schema.batches import BATCH
from kzclaims.store.schema.tables import chain, former_texts, history, metadata, name_keys, statement_folds

HASH_BYTES = 16
"""The number of bytes of a row's hash: the first half of its SHA-256."""

RULE_SETTINGS = frozenset({"name_rules", "fold_rules"})
"""The settings that describe derived data, which are not covered."""

_TO_THE_SECOND = len("2026-11-29 19:00:00")
_NOT_COVERED = frozenset({"as_text", "verified", "verified_at", "content"})
"""Derived columns, and the bytes of versions, whose SHA-256 is covered."""
_DERIVED_DATES = ("_earliest", "_latest")
_NEWEST = f"SELECT id, hash FROM {chain.name} ORDER BY id DESC LIMIT 1"
_encode = msgspec.json.Encoder().encode


class Link(NamedTuple):
    """A link of the chain without its id and hash: a change of rows of a table."""

    at: datetime
    what: str
    table_name: str | None = None
    columns: str | None = None
    first_id: int | None = None
    content: bytes = b""


def is_covered(column: Column[Any]) -> bool:
    """Return True unless a column contains derived data."""
    name: str = column.name
    return not (
        name in _NOT_COVERED
        or name.endswith(_DERIVED_DATES)
        or (name == "day" and f"{name}_earliest" in column.table.c)
    )


@cache
def covered_tables() -> tuple[Table, ...]:
    """Return the tables whose rows are covered, the history first: rows that are added later are newer than it."""
    others = (table for table in metadata.sorted_tables if table not in (chain, history, name_keys, statement_folds))
    return history, *others


def has_id(table: Table) -> bool:
    """Return True if an id identifies rows, False if all columns of their primary key do."""
    return "id" in table.c


def canonical(value: object) -> object:
    """Return a value as it is hashed: dates and times as text, booleans as 0 or 1, all others unchanged."""
    if isinstance(value, bool):
        return int(value)
    return _time_text(value) if isinstance(value, date) else value


@lru_cache(maxsize=1000)
def _time_text(value: date) -> str:
    return f"{value:%Y-%m-%d %H:%M:%S.%f}" if isinstance(value, datetime) else value.isoformat()


def row_hash(values: Sequence[object]) -> bytes:
    """Return the hash of a row, given by the canonical values of its covered columns."""
    return sha256(_encode(values)).digest()[:HASH_BYTES]


def link_hash(previous: str, number: int, link: Link) -> str:
    """Return the hash of a link with this id, which follows a link with the hash `previous`."""
    at, *rest, content = link
    return sha256(_encode([previous, number, canonical(at), *rest, sha256(content).hexdigest()])).hexdigest()


def head(connection: Connection) -> str | None:
    """Return the hash of the newest link, or None for an empty chain."""
    newest = connection.exec_driver_sql(_NEWEST).one_or_none()
    return newest.hash if newest else None


def add(connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Add rows that were just inserted to the chain; their values are in the order of the columns."""
    _append(connection, _links("added", table, columns, rows))


def remove(connection: Connection, table: Table, rows: Iterable[Any]) -> None:
    """Note in the chain that rows were deleted without a row of the history.

    A row is given by its id or, in a table without ids, by the values of its primary key.
    """
    if removed := list(rows):
        _append(connection, [Link(_now(), "removed", str(table.name), content=_encode(removed))])


def note(connection: Connection, text: str) -> None:
    """Add a remark to the chain, such as the head of another chain."""
    _append(connection, [Link(_now(), "noted", content=text.encode())])


def insert_rows(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows with the same columns, among them the id if the table has one, and add them to the chain."""
    if rows:
        connection.execute(insert(table), rows)
        add(connection, table, list(rows[0]), [tuple(row.values()) for row in rows])


@contextmanager
def adding_former_texts(connection: Connection) -> Iterator[None]:
    """Add the rows to the chain that a trigger inserts into `former_texts` meanwhile."""
    last = connection.scalar(select(func.max(former_texts.c.id))) or 0
    yield
    columns = [column.name for column in former_texts.c]
    for rows in stored_rows(connection, former_texts, columns, "id > :last", last=last):
        add(connection, former_texts, columns, rows)


def open_chain(connection: Connection) -> None:
    """Begin the chain with all existing rows."""
    _append(connection, [Link(_now(), "opened")])
    for table in covered_tables():
        columns = [column.name for column in table.c if is_covered(column)]
        for rows in stored_rows(connection, table, columns):
            _append(connection, _links("opened", table, columns, rows))


def stored_rows(
    connection: Connection, table: Table, columns: Sequence[str], where: str = "TRUE", **values: object
) -> Iterator[Sequence[Any]]:
    """Yield rows in the order of their primary key, as they are stored, in batches.

    Times get a fraction of a second, which those of a trigger lack.
    """
    timed = [place for place, name in enumerate(columns) if isinstance(table.c[name].type, DateTime)]
    names = ", ".join(f'"{name}"' for name in columns)
    key = ", ".join(f'"{column.name}"' for column in table.primary_key.columns)
    sql = f"SELECT {names} FROM {table.name} WHERE {where} ORDER BY {key}"
    with engine_of(connection).stream(connection, sql, values) as found:
        while rows := found.fetchmany(BATCH):
            if any(
                isinstance(row[place], str) and len(row[place]) == _TO_THE_SECOND for row in rows for place in timed
            ):
                yield [_with_fractions(row, timed) for row in rows]
            else:
                yield rows


def _with_fractions(row: Sequence[Any], timed: Sequence[int]) -> Sequence[Any]:
    values = list(row)
    for place in timed:
        if isinstance(values[place], str) and len(values[place]) == _TO_THE_SECOND:
            values[place] += ".000000"
    return values


def _links(what: str, table: Table, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Iterator[Link]:
    """Yield links that add rows of a table: one for each sequence of ids."""
    if not rows:
        return
    at, covered = _now(), _covered(table, columns, rows)
    names = [name for name in columns if is_covered(table.c[name])]
    if not has_id(table):
        if table.name == "settings":
            covered = [row for row in covered if row[names.index("name")] not in RULE_SETTINGS]
        if covered:
            yield Link(at, what, str(table.name), ",".join(names), content=_encode(covered))
        return
    ids = list(map(itemgetter(columns.index("id")), rows))
    gaps = [place for place in range(1, len(ids)) if ids[place] != ids[place - 1] + 1]
    for start, end in pairwise([0, *gaps, len(ids)]):
        hashes = b"".join(map(row_hash, covered[start:end]))
        yield Link(at, what, str(table.name), ",".join(names), ids[start], hashes)


def _covered(table: Table, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
    """Return the canonical values of the covered columns of rows."""
    places, converted = _covered_places(table, tuple(columns))
    values = list(zip(*rows, strict=True))
    covered: list[Iterable[Any]] = []
    for place in places:
        found = values[place]
        if place in converted:
            # Few values of times and truth values are different.
            canonical_of = {value: canonical(value) for value in set(found)}
            covered.append(map(canonical_of.__getitem__, found))
        else:
            covered.append(found)
    return list(zip(*covered, strict=True))


@cache
def _covered_places(table: Table, columns: tuple[str, ...]) -> tuple[list[int], set[int]]:
    """Return the places of the covered columns, and of those among them whose values are converted."""
    places = [place for place, name in enumerate(columns) if is_covered(table.c[name])]
    return places, {place for place in places if isinstance(table.c[columns[place]].type, Boolean | Date | DateTime)}


def _append(connection: Connection, links: Iterable[Link]) -> None:
    engine_of(connection).append_in_turn(connection, _NEWEST, links, _append_to)


def _append_to(connection: Connection, newest: Newest, links: Iterable[Link]) -> Newest:
    """Add links after the newest one, and return the id and the hash of the last."""
    number, previous = newest or (0, "")
    for link in links:
        number += 1
        previous = link_hash(previous, number, link)
        connection.execute(insert(chain).values(id=number, hash=previous, **link._asdict()))
    return number, previous


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0, tzinfo=None)
