"""Find who said it: statements with the words of a quotation, or similar ones, and where they were first printed.

The full-text indexes return texts with the rarest of the words. These are matched with the given words, so that
similar words are never taken for the same (`kzclaims.language.quotes.match`).
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from kzclaims.errors import DatabaseError, InputError
from kzclaims.language.quotes.normalise import UNSPACED, Normalised
from kzclaims.language.quotes.text import ELLIPSIS, Text
from kzclaims.store.derived.text_hashes import is_current, normalised
from kzclaims.store.engine import NO_LIMIT, SearchIndex, engine_of
from kzclaims.store.read.json_records import read
from kzclaims.store.read.wordings import (
    MOST_READ,
    TOKEN,
    Grade,
    WordingMatch,
    compare_wording,
    found_statement,
    indexed_wordings,
    spellings_of,
    with_hash,
    with_most,
)
from kzclaims.store.result_set import ResultSet, checked_limit
from kzclaims.store.results import DEFAULT_LIMIT, Found, Repeat, Saying, Statement
from kzclaims.store.schema.batches import batches
from kzclaims.store.schema.tables import people, statement_folds, statements

MOST_WORDS = 12
"""The number of different words of a quotation that are looked up: the longest, which are usually the rarest."""
MOST_PLACES = 2000
"""A word that more texts have is looked up only if all words are that frequent."""
FEWEST_REPEATED = 2
"""The fewest words that count as repeated."""

_BEGINNING = re.compile(r"\s*\S+(?:\s+\S+){0,23}")


def find(connection: Connection, words: str, *, limit: int = DEFAULT_LIMIT) -> ResultSet[Found]:
    """Return the statements with these words, and those with similar words, the most similar first.

    The words may be those of a statement, of a part of one, or of several statements. They are looked up in statements,
    in the words of their passages and in translations. Equally similar statements are ordered by day. Raise
    `InputError` for a text without words.
    """
    if not TOKEN.search(words):
        raise InputError("there is no word to look for; write some words of the quotation, in quotation marks")
    checked_limit(limit)
    asked = Text(words)
    best: dict[int, WordingMatch] = {}

    def compare(wordings: Iterator[tuple[int, str]]) -> None:
        for statement, wording in wordings:
            if statement in best and best[statement].grade is Grade.EXACT:
                continue
            found = compare_wording(asked, wording)
            if found and (statement not in best or found.order < best[statement].order):
                best[statement] = found

    compare(with_hash(connection, words))
    compare(_containing(connection, words))
    if not limit or sum(one.grade is Grade.EXACT for one in best.values()) <= limit:
        compare(_candidates(connection, words))
    days = _days(connection, list(best))
    ids = sorted(best, key=lambda one: (best[one].order, days[one], one))[: limit + 1 if limit else None]
    records = read(connection, Statement, ids)
    results = (found_statement(record, best[one]) for one, record in zip(ids, records, strict=True))
    return ResultSet(results, limit, found=len(best))


def _days(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[date, date]]:
    """Return the first and last day of statements, undated ones last."""
    s = statements.c
    days: dict[int, tuple[date, date]] = {}
    for some in batches(ids):
        for statement, first, last in connection.execute(
            select(s.id, s.day_earliest, s.day_latest).where(s.id.in_(some))
        ):
            days[statement] = (first or date.max, last or date.max)
    return days


def _containing(connection: Connection, words: str) -> Iterator[tuple[int, str]]:
    """Yield all statements with a wording that contains exactly these words."""
    pieces = [piece for piece in ELLIPSIS.split(words) if TOKEN.search(piece)]
    phrases = [found.group().replace("\0", " ") for piece in pieces if (found := _BEGINNING.match(piece))]
    engine = engine_of(connection)
    for index, wordings, row_id, text in indexed_wordings():
        if UNSPACED.search(words):  # words inside a line are not indexed
            within = wordings.where(*(text.contains(piece.strip(), autoescape=True) for piece in pieces))
            yield from (tuple(row) for row in connection.execute(within.order_by(row_id)))
            continue
        spellings = [(phrase, Normalised(phrase).string) for phrase in phrases]
        for ids in batches(engine.rows_with_all(connection, index, spellings, NO_LIMIT)):
            yield from (tuple(row) for row in connection.execute(wordings.where(row_id.in_(ids)).order_by(row_id)))


def _candidates(connection: Connection, words: str) -> Iterator[tuple[int, str]]:
    """Yield statements that may have the words by their rare words, each with that wording."""
    spellings = spellings_of(words)
    for index, wordings, row_id, _ in indexed_wordings():
        if ids := _likely(connection, index, spellings):
            found = [tuple(row) for row in connection.execute(wordings.where(row_id.in_(ids)).order_by(row_id))]
            yield from with_most(found, spellings)


def _likely(connection: Connection, index: SearchIndex, words: Sequence[tuple[str, ...]]) -> list[int]:
    """Return the rows of an index that share the most with the words, by the rare ones among them."""
    engine = engine_of(connection)
    longest = sorted(words, key=lambda spellings: -max(map(len, spellings)))[:MOST_WORDS]
    places = {spellings: engine.count_with(connection, index, spellings, MOST_PLACES) for spellings in longest}
    known = sorted((spellings for spellings in longest if places[spellings]), key=lambda spellings: places[spellings])
    rare: list[tuple[str, ...]] = []
    left = MOST_PLACES
    for spellings in known:
        if places[spellings] < MOST_PLACES and (places[spellings] <= left or not rare):
            rare.append(spellings)
            left -= places[spellings]
    if rare:
        return engine.rows_with_any(connection, index, rare, MOST_READ)
    # Only frequent words: texts that have all of them, in no order, because ranking so many would take long.
    return engine.rows_with_all(connection, index, known, MOST_READ) if known else []


def repeats(connection: Connection, *, limit: int = DEFAULT_LIMIT) -> ResultSet[Repeat]:
    """Return words that several speakers have said in direct statements of at least two words, the earliest first.

    The words are the same when normalised. Each speaker is listed with the earliest of their statements. Raise
    `DatabaseError` if the hashes of the words follow other rules.
    """
    if not is_current(connection):
        raise DatabaseError("the text hashes follow the rules of another version; “kzclaims db upgrade” computes them")
    return ResultSet(_repeats(connection), limit)


def _repeats(connection: Connection) -> Iterator[Repeat]:
    s, f = statements.c, statement_folds.c
    theirs = (s.kind == "direct", s.speaker_id.is_not(None))
    several = select(f.fold).group_by(f.fold).having(func.count() > 1).subquery()
    groups = (
        select(f.fold)
        .select_from(statement_folds.join(several, several.c.fold == f.fold).join(statements))
        .where(*theirs)
        .group_by(f.fold)
        .having(func.count(s.speaker_id.distinct()) > 1)
        .order_by(func.min(s.day_earliest).nulls_last(), func.min(s.id))
    )
    for fold_number in connection.scalars(groups):
        said = (
            select(s.id, s.key, s.text, s.lang, people.c.key.label("who"), people.c.name, s.day)
            .select_from(statement_folds.join(statements).join(people, people.c.id == s.speaker_id))
            .where(f.fold == fold_number, *theirs)
            .order_by(s.day_earliest.nulls_last(), s.day_latest.nulls_last(), s.id)
        )
        by_words: dict[str, list[Any]] = {}
        for row in connection.execute(said):
            by_words.setdefault(normalised(row.text), []).append(row)
        for words, rows in by_words.items():
            first = {row.who: row for row in reversed(rows)}
            if len(first) < 2 or len(TOKEN.findall(words)) < FEWEST_REPEATED:
                continue
            speakers = [Saying(row.who, row.name, row.key, row.day) for row in rows if first[row.who] is row]
            yield Repeat(rows[0].text, rows[0].lang, rows[0].day, speakers)
