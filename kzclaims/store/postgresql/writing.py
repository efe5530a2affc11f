"""Transactions that write: their locks, and rows that must follow the rows of all earlier transactions.

A load, an upgrade and other long work holds the lock `LOAD`: they take turns. Changes of single records (the mode
"edit") run beside them, and beside each other. All transactions are on the level REPEATABLE READ, so the server refuses
to overwrite a row that another transaction changed meanwhile: the transaction is then repeated alone.

The locks belong to the session, because the state that a transaction on this level sees is fixed by its first query:
a lock that it took itself would come too late.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, event

from kzclaims.store.engine import Append, Newest

if TYPE_CHECKING:
    import psycopg

LOAD = 0x6B7A636C
"""The key of the advisory lock of loads, upgrades and other long work."""
EDIT = LOAD + 1
"""The key of the advisory lock that changes of single records share."""
APPEND = LOAD + 2
"""The key of the advisory lock under which waiting rows are appended, right before the end of a transaction."""
IDS = LOAD + 3
"""The key of the advisory lock under which ids are reserved; it is held for one query."""

MOST_WAITING = 64 * 2**20
"""The number of bytes of waiting items; beyond it they are appended at once, and others wait to append theirs."""

_STATE = "appending"
_SESSION_LOCKS = {
    "edit": (),
    "write": (f"pg_advisory_lock({LOAD})",),
    "create": (f"pg_advisory_lock({LOAD})",),
}
_BEGIN = """
    {isolation}
    SET LOCAL search_path = public;
    SET LOCAL datestyle = 'ISO';
    SET LOCAL lock_timeout = {milliseconds};
"""
_REPEATABLE = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ;"


def lock(driver: "psycopg.Connection[Any]", mode: str, timeout: float, *, alone: bool) -> None:
    """Take the locks of a session that will write. They are released when the connection is closed."""
    locks = list(_SESSION_LOCKS[mode])
    if alone or mode == "create":
        locks.append(f"pg_advisory_lock({EDIT})")
    elif mode == "edit":
        locks.append(f"pg_advisory_lock_shared({EDIT})")
    driver.execute(f"SET lock_timeout = {milliseconds(timeout)}".encode())
    for one in locks:
        driver.execute(f"SELECT {one}".encode())
    driver.execute("SET lock_timeout = 0")
    driver.commit()


def begin(driver: "psycopg.Connection[Any]", mode: str, timeout: float) -> None:
    """Set up a transaction that writes."""
    # Changes of single records don't keep their rows for long; only a load that changes the same record may.
    lock_timeout = milliseconds(timeout) if mode == "edit" else 0
    isolation = "" if mode == "create" else _REPEATABLE
    driver.execute(_BEGIN.format(isolation=isolation, milliseconds=lock_timeout).encode())


def milliseconds(timeout: float) -> int:
    """Return a timeout as a setting of the server, where 0 would mean no limit."""
    return max(1, round(timeout * 1000))


@dataclass
class Appending:
    """The items that wait to be appended at the end of a transaction, and the row that they follow."""

    newest: Callable[[str], Newest]
    """Run a query on another connection, which sees the rows of all finished transactions."""
    query: str = ""
    append: Append | None = None
    items: list[Any] = field(default_factory=list)
    size: int = 0
    marks: list[int] = field(default_factory=list)
    """The number of items at each savepoint."""
    last: Newest = None
    is_locked: bool = False

    def add(self, connection: Connection, query: str, items: Iterable[Any], append: Append) -> None:
        self.query, self.append = query, append
        for item in items:
            self.items.append(item)
            self.size += len(item.content)
        if self.size > MOST_WAITING and not self.marks:
            self.flush(connection)

    def flush(self, connection: Connection) -> None:
        """Append the items, after all others: the lock is held until the transaction ends."""
        if not self.items or self.append is None:
            return
        if not self.is_locked:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({APPEND})")
            self.is_locked, self.last = True, self.newest(self.query)
        self.last = self.append(connection, self.last, self.items)
        self.items, self.size = [], 0


def start_appending(connection: Connection, newest: Callable[[str], Newest]) -> None:
    """Let items wait for the end of the transaction of a new connection."""
    appending = Appending(newest)
    connection.info[_STATE] = appending

    def mark(*_: object) -> None:
        appending.marks.append(len(appending.items))

    def release(*_: object) -> None:
        appending.marks.pop()

    def undo(*_: object) -> None:
        del appending.items[appending.marks.pop() :]

    event.listen(connection, "savepoint", mark)
    event.listen(connection, "release_savepoint", release)
    event.listen(connection, "rollback_savepoint", undo)
    event.listen(connection, "commit", appending.flush)


def append_in_turn(connection: Connection, query: str, items: Iterable[Any], append: Append) -> bool:
    """Append items at the end of the transaction. Return False if no other transaction can append meanwhile."""
    appending: Appending | None = connection.info.get(_STATE)
    if appending is None:
        return False
    appending.add(connection, query, items, append)
    return True
