"""Find the source that has an address."""

from sqlalchemy import Connection

from kzclaims.errors import InputError, NotFoundError
from kzclaims.store.engine import engine_of
from kzclaims.store.schema.addresses import plain_address, usual_spellings
from kzclaims.wording import quoted

_LONGEST_SHOWN = 200


def source_at(connection: Connection, url: str) -> int:
    """Return the id of the source with an address, or with an archived copy there.

    Spellings of the same page are compared, such as one with a fragment. Raise `NotFoundError` if no source has the
    address, `InputError` if several have it.
    """
    engine = engine_of(connection)
    address = plain_address(url)
    same = engine.in_list("url", "urls")
    copies = "SELECT source_id FROM versions WHERE url = :url"
    sql = f"SELECT id, key FROM sources WHERE {same} OR archive_url = :url OR id IN ({copies})"
    values = {"urls": engine.list_value([url, *usual_spellings(address)]), "url": url}
    found: dict[int, str] = dict(map(tuple, engine.execute(connection, sql, values)))
    if not found and (host := address.partition("://")[2].partition("/")[0]):
        # Unusual spellings, such as one with parameters that count visits.
        there = "SELECT id, key, url FROM sources WHERE lower(url) LIKE :host"
        rows = engine.execute(connection, there, {"host": f"%{host}%"})
        found = {row.id: row.key for row in rows if plain_address(row.url) == address}
    shown = quoted(url, _LONGEST_SHOWN)
    if not found:
        raise NotFoundError(f"no source has the address {shown}; “kzclaims sources” lists all of them")
    if len(found) > 1:
        raise InputError(
            "{number} sources have the address {shown}; give the key of one",
            hints=sorted(found.values()),
            number=len(found),
            shown=shown,
        )
    return next(iter(found))
