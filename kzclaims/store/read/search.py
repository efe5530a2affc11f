"""Full-text search: the statements and events that contain the words, best first, and where the words stand in them."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, select

from kzclaims.language import search_query
from kzclaims.language.highlight import highlight
from kzclaims.language.search_query import SearchQuery
from kzclaims.store.engine import SearchIndex, engine_of
from kzclaims.store.read import json_records
from kzclaims.store.read.queries import DEFAULT_LIMIT
from kzclaims.store.results import Answer, Event, Hit, Statement
from kzclaims.store.schema.batches import batches
from kzclaims.store.schema.search_indexes import EVENTS, STATEMENTS, TRANSLATIONS
from kzclaims.store.schema.tables import translations

_Record = tuple[str, int]
"""A record by its type, statement or event, and its id."""


def search(connection: Connection, text: str, *, limit: int = DEFAULT_LIMIT) -> Answer[Hit]:
    """Find statements, by their words or a translation's, and events, by title or description, that have all the words.

    Rows with the very forms of the query come first, then the best by BM25, then by type and id. `text` contains words
    in any form, "exact phrases", beginnings of words with a star, and words to leave out with a minus. Raise
    `InputError` if there is nothing to look for.
    """
    query = search_query.parse(text)
    most = limit + 1 if limit else 0
    ranks: dict[_Record, tuple[bool, float, str]] = {}
    for index in (STATEMENTS, TRANSLATIONS, EVENTS):
        hits = engine_of(connection).search(connection, index, query, most)
        owners = _owners(connection, index, [hit.id for hit in hits])
        for hit in hits:
            record = ("event" if index is EVENTS else "statement", owners[hit.id])
            rank = (not hit.exact, hit.rank, index.name)
            ranks[record] = min(ranks.get(record, rank), rank)
    best = sorted(ranks, key=lambda record: (ranks[record], record))[: most or None]
    return Answer(_hits(connection, query, best), limit)


def _owners(connection: Connection, index: SearchIndex, ids: Sequence[int]) -> dict[int, int]:
    """Return the record that each row of an index belongs to: itself, or the statement of a translation."""
    if index is not TRANSLATIONS:
        return dict(zip(ids, ids, strict=True))
    owners: dict[int, int] = {}
    columns = translations.c
    for some in batches(ids):
        owners.update(connection.execute(select(columns.id, columns.statement_id).where(columns.id.in_(some))).all())
    return owners


def _hits(connection: Connection, query: SearchQuery, best: Sequence[_Record]) -> Iterator[Hit]:
    for some in batches(best):
        found: dict[_Record, Any] = {}
        for kind, record_type in (("statement", Statement), ("event", Event)):
            ids = [number for what, number in some if what == kind]
            records = json_records.read(connection, record_type, ids)
            found |= {(kind, number): record for number, record in zip(ids, records, strict=True)}
        for record in some:
            yield _statement_hit(query, found[record]) if record[0] == "statement" else _event_hit(query, found[record])


def _statement_hit(query: SearchQuery, statement: Statement) -> Hit:
    texts = [(statement.text, statement.lang), *((made.text, made.lang) for made in statement.translations)]
    text, lang, found = _first_found(query, texts)
    day = statement.said or next((one.published for one in statement.appearances if one.published), None)
    return Hit("statement", statement.key, lang, text, found, statement.speaker, day, statement.status)


def _event_hit(query: SearchQuery, event: Event) -> Hit:
    texts = [(text, event.lang) for text in (event.title, event.description) if text]
    text, lang, found = _first_found(query, texts)
    return Hit("event", event.key, lang, text, found, None, event.date, None)


def _first_found(query: SearchQuery, texts: Sequence[tuple[str, str]]) -> tuple[str, str, list[tuple[int, int]]]:
    """Return the first text that contains words of the query, its language, and the offsets of the words.

    If the words are found in none of them alone, return the first text.
    """
    for text, lang in texts:
        if found := highlight(query, text):
            return text, lang, found
    return *texts[0], []
