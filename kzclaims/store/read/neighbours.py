"""The statements before and after a statement in its sources."""

from collections.abc import Iterable

from sqlalchemy import Connection

from kzclaims.store.engine import engine_of
from kzclaims.store.read.json_records import read
from kzclaims.store.results import AppearancePage, ListedStatement

# The order of a source page.
PLACE = ('coalesce("position", -1)', 'coalesce("start", -1)', "statement_id")
_FIRST = (
    f"SELECT {', '.join(PLACE)}, source_id FROM appearances JOIN sources ON sources.id = source_id"
    " WHERE sources.key = :source AND statement_id = :id ORDER BY 1, 2 LIMIT 1"
)


def add_neighbours(connection: Connection, statement: int, appearances: Iterable[AppearancePage]) -> None:
    """Set the previous and the next statement of appearances of a statement, which is given by its id."""
    engine = engine_of(connection)
    for one in appearances:
        row = engine.execute(connection, _FIRST, {"source": one.source, "id": statement}).one()
        for name, sign, down in (("previous", "<", " DESC"), ("next", ">", "")):
            sql = (
                f"SELECT statement_id FROM appearances WHERE source_id = :source AND statement_id <> :id"
                f" AND ({', '.join(PLACE)}) {sign} (:position, :start, :id)"
                f" ORDER BY {', '.join(place + down for place in PLACE)} LIMIT 1"
            )
            values = {"source": row[3], "id": statement, "position": row[0], "start": row[1]}
            found = engine.execute(connection, sql, values).scalars().all()
            setattr(one, name, next(read(connection, ListedStatement, found), None))
