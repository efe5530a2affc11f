"""The times of the history, with those corrected that a wrong clock set in the future.

The history itself never changes. A correction is one setting: the last row that it applies to, and the latest time that
these rows can have.
"""

from datetime import datetime
from typing import Annotated

import msgspec
from sqlalchemy import ColumnElement, Connection, case, delete, insert, literal, select

from kzclaims.errors import DatabaseError
from kzclaims.store.schema.tables import history, settings

_SETTING = "history_times"

_Correction = tuple[Annotated[int, msgspec.Meta(ge=0, le=2**53)], Annotated[datetime, msgspec.Meta(tz=False)]]


def corrected_at(connection: Connection) -> ColumnElement[datetime]:
    """Return the expression of the time of a row of the history."""
    correction = connection.scalar(select(settings.c.value).where(settings.c.name == _SETTING))
    if correction is None:
        return history.c.at
    try:
        last_row, latest = msgspec.json.decode(correction, type=_Correction)
    except msgspec.MsgspecError as error:
        raise DatabaseError(
            f"the setting {_SETTING} was changed by another program ({error}); compare the database with a backup"
        ) from error
    wrong = (history.c.id <= last_row) & (history.c.at > latest)
    return case((wrong, literal(latest, history.c.at.type)), else_=history.c.at)


def correct(connection: Connection, last_row: int, latest: datetime) -> tuple[str, str]:
    """Limit the times of the rows up to this one. Return the setting with its value."""
    value = msgspec.json.encode((last_row, latest)).decode()
    connection.execute(delete(settings).where(settings.c.name == _SETTING))
    connection.execute(insert(settings).values(name=_SETTING, value=value))
    return _SETTING, value
