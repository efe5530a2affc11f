"""Numbers of recorded passages by the result of their check."""

from typing import NamedTuple

from sqlalchemy import Connection

from kzclaims.store.engine import NO_LIMIT, engine_of
from kzclaims.vocabulary import CHECKED, FAILED
from kzclaims.wording import describe_checks

_MOST_SOURCES = 4


class Checks(NamedTuple):
    """The numbers of passages by result, “no text” included."""

    counts: dict[str, int]
    without_text: list[str]
    """Some of the sources without a text."""
    not_stored: int

    def __str__(self) -> str:
        return describe_checks(self.counts, self.without_text, not_stored=self.not_stored)

    @property
    def total(self) -> int:
        return sum(self.counts.values()) + self.not_stored

    @property
    def checked(self) -> int:
        return sum(self.counts.get(result, 0) for result in CHECKED)

    @property
    def failed(self) -> int:
        return sum(self.counts.get(result, 0) for result in FAILED)


def count_checks(connection: Connection, most: int | None = None) -> Checks:
    """Count the passages of statements, events and roles by result, of each kind no further than `most`."""
    engine = engine_of(connection)
    counts: dict[str, int] = {}
    for table in ("appearances", "citations"):
        sql = (
            "SELECT coalesce(result, CASE WHEN text IS NULL THEN 'no text' ELSE '' END) AS outcome, count(*) FROM"
            f" (SELECT verified AS result, sources.text FROM {table} JOIN sources ON sources.id = source_id"
            " LIMIT :most) AS passages GROUP BY outcome"
        )
        for outcome, count in engine.execute(connection, sql, {"most": most or NO_LIMIT}):
            counts[outcome] = counts.get(outcome, 0) + count
    not_stored = counts.pop("", 0)
    without_text = "SELECT key FROM sources WHERE text IS NULL ORDER BY key LIMIT :most"
    keys = engine.execute(connection, without_text, {"most": _MOST_SOURCES}).scalars() if "no text" in counts else ()
    return Checks(counts, list(keys), not_stored)
