"""Rows to answers: SQLite puts each record together with all its parts, as JSON of the fields of its type.

The SQL is made once, of constants alone, and asks for many records at once. A list is a subquery whose order counts;
it selects what it is ordered by, and no outer join is in it. Only so does SQLite look into a view for the rows
asked for (https://sqlite.org/optoverview.html#flattening, 17 and 18) instead of gathering all that are in it: the
tables of a past day are views.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

import msgspec
from msgspec import Struct
from sqlalchemy import Connection

from kzclaims.errors import DatabaseError
from kzclaims.store import results as a

CHUNK = 500
"""How many records are asked for at once."""

R = TypeVar("R", bound=Struct)


def read(connection: Connection, record: type[R], numbers: Iterable[int]) -> Iterator[R]:
    """The records with these ids, in their order. Raises `DatabaseError` for one that is damaged."""
    decoder = msgspec.json.Decoder(record)
    stream = iter(numbers)
    while some := list(islice(stream, CHUNK)):
        asked = msgspec.json.encode(some).decode()
        found: dict[int, bytes] = dict(connection.exec_driver_sql(_QUERIES[record], (asked,)).all())
        try:
            yield from (decoder.decode(found[number]) for number in some)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise DatabaseError(
                f"a record of the database is damaged ({error}); “kzclaims db check” says where, a backup helps"
            ) from error


def _object(record: type[Struct], row: str, **parts: str) -> str:
    """A record: each field is the part given for it, or else the column of its name."""
    fields = (f"""'{name}', {parts.get(name, f'{row}."{name}"')}""" for name in record.__struct_fields__)
    return f"json_object({', '.join(fields)})"


def _list(item: str, rows: str, name: str = "item") -> str:
    """What is made of each row of a subquery, in its order."""
    return f"(SELECT json_group_array({item}) FROM ({rows}) AS {name})"


def _query(record: type[Struct], table: str, **parts: str) -> str:
    # A BLOB: msgspec reads UTF-8, which SQLite holds already.
    json = f"CAST({_object(record, 'row', **parts)} AS BLOB)"
    return f"SELECT row.id, {json} FROM {table} AS row WHERE row.id IN (SELECT value FROM json_each(?))"


def _named(table: str, number: str) -> str:
    return f"(SELECT {_object(a.Named, table)} FROM {table} WHERE {table}.id = {number})"


def _party(column: str) -> str:
    """A column of the person or the organization that an item refers to."""
    person = f"(SELECT people.{column} FROM people WHERE people.id = item.person_id)"
    return f"coalesce({person}, (SELECT {column} FROM organizations WHERE organizations.id = item.organization_id))"


def _topics(links: str, owner: str) -> str:
    return _list(
        "item.key",
        f"SELECT topics.key FROM {links} JOIN topics ON topics.id = topic_id WHERE {owner} = row.id"
        " ORDER BY topics.key",
    )


def _citations(owner: str) -> str:
    return _list(
        _object(a.Citation, "item", publisher=_PUBLISHER),
        "SELECT citations.id, sources.key AS source, sources.publisher_id, citations.exact"
        f" FROM citations JOIN sources ON sources.id = source_id WHERE {owner} ORDER BY citations.id",
    )


def _translations(record: type[Struct]) -> str:
    rows = "SELECT id, lang, text, translator FROM translations WHERE statement_id = row.id ORDER BY id"
    return _list(_object(record, "item"), rows)


def _appearances(record: type[Struct]) -> str:
    """Where a statement is printed, the first publication first."""
    return _list(
        _object(record, "item", publisher=_PUBLISHER),
        "SELECT sources.key AS source, sources.title, sources.publisher_id, sources.published, sources.url,"
        " printed.attribution, printed.exact, printed.prefix, printed.suffix, printed.start, printed.end,"
        " printed.verified, sources.published_earliest, sources.published_latest, printed.position, printed.id"
        " FROM appearances AS printed JOIN sources ON sources.id = printed.source_id"
        " WHERE printed.statement_id = row.id"
        " ORDER BY sources.published_earliest NULLS LAST, sources.published_latest NULLS LAST,"
        " printed.position NULLS LAST, printed.id",
    )


def _headings(links: str) -> str:
    """The events among some, by day."""
    return _list(
        _object(a.EventHeading, "item"),
        "SELECT id, key, title, date, date_earliest, date_latest FROM events"
        f" WHERE id IN (SELECT event_id FROM {links} = row.id)"
        " ORDER BY date_earliest NULLS LAST, date_latest NULLS LAST, id",
    )


def _count(what: str, rows: str) -> str:
    return f"(SELECT count({what}) FROM {rows} = row.id)"


_PUBLISHER = "(SELECT name FROM organizations WHERE organizations.id = item.publisher_id)"

_SPEAKING = {
    "speaker": _named("people", "row.speaker_id"),
    "organization": _named("organizations", "row.organization_id"),
}

_MENTIONED = "SELECT id, person_id, organization_id FROM mentions WHERE statement_id = row.id ORDER BY id"

_STATEMENT = {
    **_SPEAKING,
    "topics": _topics("statement_topics", "statement_id"),
    "mentions": _list(_party("key"), _MENTIONED),
    "events": _list(
        "item.key",
        "SELECT events.key FROM statement_events JOIN events ON events.id = event_id"
        " WHERE statement_id = row.id ORDER BY events.key",
    ),
    "translations": _translations(a.Translation),
    "appearances": _appearances(a.Appearance),
}

_REVIEWS = _list(
    _object(a.Review, "item", reviewer=_named("organizations", "item.reviewer_id")),
    "SELECT id, key, reviewer_id, url, title, date, rating, lang, verdict, date_earliest, date_latest FROM reviews"
    " WHERE statement_id = row.id ORDER BY date_earliest NULLS LAST, date_latest NULLS LAST, id",
)

_EVENT = {
    # An open end is the calendar's.
    "earliest": "nullif(row.date_earliest, '0001-01-01')",
    "latest": "nullif(row.date_latest, '9999-12-31')",
    "participants": _list(
        _object(a.Participant, "item", key=_party("key"), name=_party("name")),
        "SELECT id, person_id, organization_id, part FROM participants WHERE event_id = row.id ORDER BY id",
    ),
    "topics": _topics("event_topics", "event_id"),
    "citations": _citations("citations.event_id = row.id"),
}


def _role(row: str) -> dict[str, str]:
    return {
        "organization": _named("organizations", f"{row}.organization_id"),
        "citations": _citations(f"citations.role_id = {row}.id"),
    }


_FIRST_YEAR, _LAST_YEAR = (f"CAST(substr(day_{end}, 1, 4) AS INTEGER)" for end in ("earliest", "latest"))
_YEARS = f"{_FIRST_YEAR} || CASE WHEN {_FIRST_YEAR} < {_LAST_YEAR} THEN '/' || {_LAST_YEAR} ELSE '' END"

_SOURCE = {
    "publisher": "(SELECT name FROM organizations WHERE organizations.id = row.publisher_id)",
    "statements": _count("DISTINCT statement_id", "appearances WHERE source_id"),
    "events": _count("DISTINCT event_id", "citations WHERE source_id"),
}

_QUERIES = {
    a.Statement: _query(a.Statement, "statements", **_STATEMENT),
    a.StatementPage: _query(
        a.StatementPage,
        "statements",
        **_STATEMENT
        | {
            "mentions": _list(_object(a.Named, "item", key=_party("key"), name=_party("name")), _MENTIONED),
            "events": _headings("statement_events WHERE statement_id"),
            "translations": _translations(a.CreditedTranslation),
            "appearances": _appearances(a.AppearancePage),
            "recorded": "strftime('%Y-%m-%dT%H:%M:%SZ', row.recorded)",
            "roles": "json_array()",
            "reviews": _REVIEWS,
        },
    ),
    a.Claim: _query(a.Claim, "statements", **_SPEAKING, reviews=_REVIEWS),
    a.Event: _query(a.Event, "events", **_EVENT),
    a.EventPage: _query(
        a.EventPage,
        "events",
        **_EVENT,
        statements=_list(
            "item.key",
            "SELECT statements.id, statements.key, day_earliest, day_latest"
            " FROM statement_events JOIN statements ON statements.id = statement_id WHERE event_id = row.id"
            " ORDER BY day_earliest NULLS LAST, day_latest NULLS LAST, statements.id",
        ),
    ),
    a.Role: _query(a.Role, "roles", **_role("row")),
    a.Person: _query(
        a.Person,
        "people",
        statements=_count("*", "statements WHERE speaker_id"),
        mentions=_count("*", "mentions WHERE person_id"),
        events=_count("DISTINCT event_id", "participants WHERE person_id"),
    ),
    a.PersonPage: _query(
        a.PersonPage,
        "people",
        wikidata="row.wikidata_id",
        names=_list(
            _object(a.Name, "item"),
            "SELECT id, text, lang, kind FROM names WHERE person_id = row.id ORDER BY kind <> 'preferred', id",
        ),
        roles=_list(
            _object(a.Role, "role", **_role("role")),
            "SELECT id, title, lang, organization_id, held, held_earliest FROM roles WHERE person_id = row.id"
            " ORDER BY held_earliest, id",
            "role",
        ),
        statements=f"(SELECT json_group_object(years, number) FROM (SELECT coalesce({_YEARS}, 'undated') AS years,"
        " count(*) AS number FROM statements WHERE speaker_id = row.id GROUP BY years"
        " ORDER BY min(day_earliest) NULLS LAST, min(day_latest)))",
        mentions=_count("*", "mentions WHERE person_id"),
        events=_headings("participants WHERE person_id"),
    ),
    a.Source: _query(a.Source, "sources", **_SOURCE),
    a.SourcePage: _query(
        a.SourcePage,
        "sources",
        **_SOURCE,
        statement_keys=_list(
            "item.key",
            "SELECT statements.id, statements.key, position, start"
            " FROM appearances JOIN statements ON statements.id = statement_id WHERE source_id = row.id"
            " ORDER BY position, start, statements.id",
        ),
        event_keys=_list(
            "item.key",
            "SELECT key FROM events WHERE id IN (SELECT event_id FROM citations WHERE source_id = row.id) ORDER BY key",
        ),
    ),
}
