"""The contents of the pages: the context of each template, read from the database."""

from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table

from kzclaims.errors import InputError, NotFoundError
from kzclaims.store.history.history import history
from kzclaims.store.names.resolve import MOST_SHOWN, list_candidates
from kzclaims.store.read import queries
from kzclaims.store.read import search as words
from kzclaims.store.read.browsing import count_rows, topic_names
from kzclaims.store.read.checks import count_checks
from kzclaims.store.results import AppearancePage, Hit, Named
from kzclaims.store.schema import tables
from kzclaims.store.schema.dictionary import dictionary
from kzclaims.store.verify.context import Context, passage_context
from kzclaims.wording import describe_check

Contents = dict[str, Any]
"""The context of a template."""

MOST = 100
"""The number of statements that a page lists; a table has the others."""

FEW = 12
"""The number of people that the start page names."""

MOST_COUNTED = 10_000
"""Rows are counted up to this limit and shown as “more than” beyond it, because counting a million takes a second."""

RECORD_TABLES: dict[str, tuple[Table, str]] = {
    "people": (tables.people, "person"),
    "statements": (tables.statements, "statement"),
    "events": (tables.events, "event"),
    "sources": (tables.sources, "source"),
}
"""The tables whose rows have pages, and the kinds of their records."""


def start(connection: Connection) -> Contents:
    """Return the contents of the database and the ways to search it, for `start.html`."""
    counted = {name: count_rows(connection, table, MOST_COUNTED + 1) for name, (table, _) in RECORD_TABLES.items()}
    newest = list(queries.statements(connection, newest=True, limit=FEW))
    if counted["people"] <= FEW:
        begin = [Named(one.key, one.name) for one in queries.people(connection, limit=FEW)]
    else:
        # Among many people, name those who spoke last.
        spoke = queries.statements(connection, newest=True, limit=10 * FEW)
        named = {one.speaker.key: one.speaker for one in spoke if one.speaker}
        begin = list(named.values())[:FEW]
    return {
        "counted": counted,
        "most_counted": MOST_COUNTED,
        "people": begin,
        "newest": newest[:5],
        "events": list(queries.events(connection, newest=True, limit=5)),
        "sources": list(islice(queries.sources(connection, limit=5), 5)),
        "queries": dictionary().queries,
        "checks": count_checks(connection, MOST_COUNTED),
    }


def search(connection: Connection, text: str) -> Contents:
    """Return the people with such a name, and the statements and events that contain the words, for `search.html`."""
    if not text:
        return {"text": text}
    named = []
    hints: tuple[str, ...] = ()
    try:
        named = list_candidates(connection, text)[:MOST_SHOWN]
    except NotFoundError as error:
        hints = error.hints
    try:
        answer = words.search(connection, text, limit=MOST)
    except InputError as error:
        return {"text": text, "people": named, "problem": error.message}
    hits = [(hit, _pieces(hit)) for hit in answer]
    return {"text": text, "people": named, "hints": () if hits else hints, "hits": hits, "more": answer.more}


def person(connection: Connection, name: str, year: str | None = None) -> Contents:
    """Return a person by any name, with statements, for `person.html`."""
    found = queries.person(connection, name)
    said = queries.statements(connection, person=found.key, on=year, limit=MOST)
    return {"person": found, "statements": list(said), "more": said.more, "year": year}


def statement(connection: Connection, key: str) -> Contents:
    """Return a statement with each passage in the text of its source, for `statement.html`."""
    found = queries.statement(connection, key)
    changes = history(connection, found.key, record_type="statement").changes
    return {
        "statement": found,
        "topics": topic_names(connection, found.topics),
        "appearances": [_evidence(connection, one) for one in found.appearances],
        "statuses": [one for one in changes if one.what == "status" and one.after],
    }


def event(connection: Connection, key: str) -> Contents:
    """Return an event and the statements about it, for `event.html`."""
    found = queries.event(connection, key)
    said = queries.statements_by_key(connection, found.statements[:MOST])
    return {
        "event": found,
        "topics": topic_names(connection, found.topics),
        "statements": said,
        "more": len(found.statements) > MOST,
    }


def source(connection: Connection, key: str) -> Contents:
    """Return a source with its statements and events, for `source.html`."""
    found = queries.source(connection, key)
    printed = dict.fromkeys(found.statement_keys)
    said = queries.statements_by_key(connection, list(islice(printed, MOST)))
    reported = queries.events_by_key(connection, found.event_keys[:MOST])
    return {"source": found, "statements": said, "events": reported, "more": len(printed) > MOST}


def _evidence(connection: Connection, one: AppearancePage) -> tuple[AppearancePage, Context | None, str]:
    """Return an appearance with its text around it and the words for its check, made now if the text is archived."""
    context = passage_context(connection, one)
    return one, context, describe_check(context.status, one.source) if context else one.check


def _pieces(hit: Hit) -> list[tuple[str, bool]]:
    """Return the text in pieces, each with True if it is among the words found."""
    pieces, at = [], 0
    for start, end in hit.found:
        pieces += [(hit.text[at:start], False), (hit.text[start:end], True)]
        at = end
    return [*pieces, (hit.text[at:], False)]
