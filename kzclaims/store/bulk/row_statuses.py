"""The statuses of statements that a table names."""

from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select

from kzclaims.errors import KzclaimsError
from kzclaims.store.bulk.row_values import LONGEST_SHOWN, WrongRowError
from kzclaims.store.derived.status import active_changes
from kzclaims.store.history.statuses import set_status
from kzclaims.store.load.row_writer import LoadContext
from kzclaims.store.schema.batches import batches
from kzclaims.store.schema.tables import statements
from kzclaims.vocabulary import STATUSES
from kzclaims.wording import quoted

MOST_REMARKS = 3


class _Given(NamedTuple):
    status: str
    reason: str
    source: str | None


class StatusCollector:
    """The statuses in one table: recorded at its end for statements without a status."""

    def __init__(self, context: LoadContext, path: Path) -> None:
        self._context, self._path = context, path
        self._given: dict[str, _Given] = {}

    def add(self, key: str, status: str, reason: str, source: str | None) -> None:
        """Note the status of a statement in a row. Raise `WrongRowError` if it is not valid."""
        if status not in STATUSES:
            shown = quoted(status, LONGEST_SHOWN)
            raise WrongRowError("status", f"{shown} is not valid; use one of: {', '.join(STATUSES)}")
        if not reason:
            raise WrongRowError("status.reason", "is missing; a status needs it")
        self._given[key] = _Given(status, reason, source)

    def record(self) -> None:
        """Record the statuses. A statement that has had another status keeps its own, with a remark."""
        connection = self._context.connection
        different = []
        for some in batches(list(self._given)):
            rows = connection.execute(
                select(statements.c.key, statements.c.status).where(statements.c.key.in_(some))
            ).all()
            for key, recorded in rows:
                status, reason, source = self._given[key]
                if recorded == status:
                    continue
                if recorded is not None or active_changes(connection, key):
                    different.append(f"{key} ({recorded or 'withdrawn'}; the table has {status})")
                    continue
                try:
                    set_status(connection, key, status, reason=reason, source=source)
                except KzclaimsError as error:
                    error.hints = (f"{self._path}: status of {key}", *error.hints)
                    raise
        if different:
            shown = ", ".join(different[:MOST_REMARKS]) + (" …" if len(different) > MOST_REMARKS else "")
            self._context.outcome.remarks.append(f"{self._path}: {len(different)} keep their status: {shown}")
