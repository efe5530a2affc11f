"""Full-text search: which statements and events have the words, best first, and where in them the words stand."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, select

from kzclaims.language.search_query import OPEN, Question, parse, pieces
from kzclaims.store import results as a
from kzclaims.store.engine import engine_of
from kzclaims.store.read import json_records as rows
from kzclaims.store.read import queries
from kzclaims.store.schema import tables as t
from kzclaims.store.schema.batches import batches
from kzclaims.store.schema.search_indexes import EVENTS, STATEMENTS, TRANSLATIONS, SearchIndex
from kzclaims.store.sqlite import fulltext


def search(connection: Connection, text: str, *, limit: int = queries.DEFAULT_LIMIT) -> a.Answer[a.Hit]:
    """Statements, by their words or a translation's, and events, by title or description, that have all the words.

    Rows with the very forms asked come before those with other forms of the words; within both the best come first, by
    BM25. `text` is words in any form, "quoted words" as they stand, beginnings of words with a star, and words to leave
    out with a minus. Raises `InputError` where nothing is asked for.
    """
    question = parse(text)
    most = limit + 1 if limit else 0
    found: dict[tuple[str, int], tuple[bool, float, str]] = {}
    for index in (STATEMENTS, TRANSLATIONS, EVENTS):
        hits = engine_of(connection).search(connection, index, question, most)
        owners = _owners(connection, index, [hit.id for hit in hits])
        for hit in hits:
            record = ("event" if index is EVENTS else "statement", owners[hit.id])
            rank = (not hit.exact, hit.rank, index.name)
            found[record] = min(found.get(record, rank), rank)
    best = sorted(found, key=lambda record: (found[record], record))[: most or None]
    return a.Answer(_hits(connection, question, best), limit)


def _owners(connection: Connection, index: SearchIndex, ids: Sequence[int]) -> dict[int, int]:
    """The record that each row of an index belongs to: itself, or the statement of a translation."""
    if index is not TRANSLATIONS:
        return dict(zip(ids, ids, strict=True))
    c = t.translations.c
    owners: dict[int, int] = {}
    for some in batches(ids):
        owners.update(connection.execute(select(c.id, c.statement_id).where(c.id.in_(some))).all())
    return owners


def _hits(connection: Connection, question: Question, best: Sequence[tuple[str, int]]) -> Iterator[a.Hit]:
    for some in batches(best):
        found: dict[tuple[str, int], Any] = {}
        for kind, record_type in (("statement", a.Statement), ("event", a.Event)):
            numbers = [number for what, number in some if what == kind]
            records = rows.read(connection, record_type, numbers)
            found |= {(kind, number): one for number, one in zip(numbers, records, strict=True)}
        for record in some:
            one = found[record]
            texts = [one.text, *(made.text for made in one.translations)] if record[0] == "statement" else [one.title]
            if record[0] == "event" and one.description:
                texts.append(one.description)
            yield _hit(record[0], one, fulltext.marked(question, texts))


def _hit(kind: str, record: Any, marked: Sequence[str]) -> a.Hit:
    """A record with the first of its texts that has words of the question, or else its main one."""
    text = next((one for one in marked if OPEN in one), marked[0])
    found: list[tuple[int, int]] = []
    at = 0
    for piece, is_found in pieces(text):
        if is_found:
            found.append((at, at + len(piece)))
        at += len(piece)
    plain = "".join(piece for piece, _ in pieces(text))
    if kind == "event":
        return a.Hit("event", record.key, record.lang, plain, found, None, record.date, None)
    lang = next((made.lang for made in record.translations if made.text == plain), record.lang)
    return a.Hit(
        "statement", record.key, lang, plain, found, record.speaker, record.said or _published(record), record.status
    )


def _published(statement: a.Statement) -> str | None:
    return next((one.published for one in statement.appearances if one.published), None)
