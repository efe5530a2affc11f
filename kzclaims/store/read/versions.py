"""The versions of sources, and the times of passages in transcripts."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import Connection

from kzclaims.store.engine import engine_of
from kzclaims.store.results import AppearancePage, Version
from kzclaims.wording import clock_time

Times = Sequence[tuple[int, float]]
"""The places in a text at which a part of a recording begins, with the seconds."""


_CURRENT = (
    "SELECT v.{column} FROM versions AS v"
    " JOIN sources ON sources.id = v.source_id AND sources.text_sha256 = v.text_sha256"
    " WHERE sources.id = :id ORDER BY v.recorded DESC, v.id DESC LIMIT 1"
)


def versions_of(connection: Connection, source: int) -> list[Version]:
    """Return the versions of a source, given by its id, oldest first."""
    engine = engine_of(connection)
    current = engine.execute(connection, _CURRENT.format(column="id"), {"id": source}).scalar()
    rows = engine.execute(
        connection,
        f"SELECT id, {engine.utc_text('recorded')} AS recorded, {engine.utc_text('fetched')} AS fetched, url,"
        " http_status, media_type, content_size AS size, content_sha256 AS sha256, length(text) AS characters,"
        " text_sha256, extractor, extractor_version FROM versions WHERE source_id = :id ORDER BY versions.recorded, id",
        {"id": source},
    )
    found = []
    for number, row in enumerate(rows.mappings(), 1):
        values = {str(name): value for name, value in row.items() if name != "id"}
        found.append(Version(number=number, current=row["id"] == current, **values))
    return found


def times_of(connection: Connection, source: int) -> Times:
    """Return the times of the current text of a source; none if it is not a transcript."""
    found = engine_of(connection).execute(connection, _CURRENT.format(column="times"), {"id": source}).scalar()
    return msgspec.json.decode(found, type=list[tuple[int, float]]) if found else []


def seconds_at(times: Times, place: int | None) -> float | None:
    """Return the seconds at which the part begins that contains a place of the text."""
    if place is None:
        return None
    number = bisect_right(times, (place, float("inf"))) - 1
    return times[number][1] if number >= 0 else None


def add_versions(connection: Connection, appearances: Iterable[AppearancePage]) -> None:
    """Give each appearance the number of the version that it was checked against, and its time in a recording."""
    known: dict[str, tuple[int | None, Times]] = {}
    for one in appearances:
        if one.verified is None and one.start is None:
            continue
        if one.source not in known:
            sql = "SELECT id FROM sources WHERE key = :key"
            source = engine_of(connection).execute(connection, sql, {"key": one.source}).scalar_one()
            current = next((version.number for version in versions_of(connection, source) if version.current), None)
            known[one.source] = current, times_of(connection, source)
        number, times = known[one.source]
        one.version = None if one.verified is None else number
        one.time = clock_time(seconds_at(times, one.start))
