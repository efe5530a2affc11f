"""Addresses of reviews: a statement has one review at an address."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import Connection, RowMapping, select, update

from kzclaims.dossier.records import Review
from kzclaims.store.schema.tables import reviews, statement_aliases, statements


def conflicts(connection: Connection, records: Sequence[Review]) -> Iterator[tuple[int, str]]:
    """Yield the places, in the sequence, of reviews whose address another review has, with a message."""
    keys = {record.key for record in records}
    recorded = _recorded(connection, records)
    seen: dict[tuple[str, str], str] = {}
    for place, record in enumerate(records):
        address = record.statement, record.url
        if (other := seen.setdefault(address, record.key)) != record.key:
            yield place, f"is the address of the review “{other}” of the same statement, too; remove one of them"
        elif (other := recorded.get(address, record.key)) not in keys:
            yield place, f"is the address of the recorded review “{other}” of the same statement; use its key"


def _recorded(connection: Connection, records: Iterable[Review]) -> dict[tuple[str, str], str]:
    """Return the keys of the recorded reviews at the addresses of some reviews, by statement and address."""
    aliases = statement_aliases.c.key.label("alias")
    query = (
        select(reviews.c.key, reviews.c.url, statements.c.key.label("statement"), aliases)
        .join_from(reviews, statements)
        .outerjoin(statement_aliases)
        .where(reviews.c.url.in_({record.url for record in records}))
    )
    found: dict[tuple[str, str], str] = {}
    for row in connection.execute(query) if records else ():
        found[row.statement, row.url] = row.key
        if row.alias:
            found[row.alias, row.url] = row.key
    return found


def restore(connection: Connection, review: RowMapping) -> None:
    """Give a review its recorded address back, which `make_room` replaced."""
    connection.execute(update(reviews).where(reviews.c.id == review["id"]).values(url=review["url"]))


def make_room(connection: Connection, records: Iterable[Review], recorded: Mapping[str, RowMapping]) -> None:
    """Give recorded reviews whose address changes a temporary one, so that two can exchange theirs."""
    for record in records:
        before = recorded[record.key]
        if before["url"] != record.url:
            temporary = f"https://review.invalid/{before['id']}"
            connection.execute(update(reviews).where(reviews.c.id == before["id"]).values(url=temporary))
