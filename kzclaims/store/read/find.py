"""Words from a quotation to the statements that have them: who said it, and where it was first printed.

The full-text indexes say where the rarest of the words stand; what they find is held against the words asked for,
so that nothing near is ever called the same (`kzclaims.language.quotes.match`).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from heapq import nsmallest
from typing import Any

from sqlalchemy import Connection, func, select

from kzclaims.errors import DatabaseError, InputError
from kzclaims.language.quotes.match import find_places, match
from kzclaims.language.quotes.normalise import Normalised, normalise
from kzclaims.language.quotes.similarity import MIN_SIMILARITY, Difference
from kzclaims.language.quotes.text import Text
from kzclaims.store import results as a
from kzclaims.store.derived import text_hashes as folds
from kzclaims.store.engine import SearchIndex
from kzclaims.store.load import duplicates as twins
from kzclaims.store.read.json_records import read
from kzclaims.store.schema import tables as t
from kzclaims.store.schema.search_indexes import APPEARANCES, STATEMENTS, TRANSLATIONS

DEFAULT_LIMIT = 100
MOST_WORDS = 12
"""How many different words of a quotation are looked up: the longest, which are the rarest on the whole."""
MOST_PLACES = 2000
"""A word that stands in more texts than these says little, and is passed over where others say more."""
MOST_READ = 300
"""How many texts of each index are read, the best by rank."""
MOST_HELD = 25
"""How many of them are held against the words asked for, if they lack some: those that have most."""
FEWEST_OF_PART = 3
"""A statement that is a part of the words asked for has at least so many words."""

_TOKEN = re.compile(r"[^\W_]+")


class _Grade(IntEnum):
    EXACT = 0
    NORMALISED = 1
    PART = 2
    NEAR = 3


@dataclass(frozen=True, slots=True)
class _Match:
    """How near one wording of a statement is."""

    grade: _Grade
    nearness: float
    words: str
    differences: tuple[Difference, ...] = ()

    @property
    def order(self) -> tuple[int, float]:
        # A short part of what was asked for says less than all of it but a comma.
        return min(self.grade, _Grade.PART), -self.nearness


def find(connection: Connection, words: str, *, limit: int = DEFAULT_LIMIT) -> a.Answer[a.Found]:
    """Who said it: the statements that have these words, those that are near them, the nearest first.

    The words may be those of a whole statement, of a part of one, or more than one statement. They are sought in
    statements, in the words of their passages and in translations. Equally near ones go by their first day. Each has
    its appearances, first publication first. Raises `InputError` for words that are none.
    """
    if not _TOKEN.search(words):
        raise InputError("there is no word to look for; write some words of the quotation, in quotation marks")
    asked = Text(words)
    best: dict[int, _Match] = {}
    for statement, wording in _candidates(connection, words):
        found = _held(asked, wording)
        if found and (statement not in best or found.order < best[statement].order):
            best[statement] = found
    s = t.statements.c
    by_day = select(s.id).where(s.id.in_(best)).order_by(s.day_earliest.nulls_last(), s.day_latest, s.id)
    order = sorted(connection.scalars(by_day), key=lambda one: best[one].order)
    chosen = order[: limit + 1] if limit else order
    records = read(connection, a.Statement, chosen)
    return a.Answer((_found(record, best[one]) for one, record in zip(chosen, records, strict=True)), limit)


def _found(statement: a.Statement, match: _Match) -> a.Found:
    return a.Found(
        **{name: getattr(statement, name) for name in statement.__struct_fields__},
        match=match.grade.name.lower(),
        nearness=round(match.nearness, 3),
        words=match.words,
        differences=[a.Deviation(*one) for one in match.differences],
    )


def _held(asked: Text, wording: str) -> _Match | None:
    """How the words asked for stand in a recorded wording, if they do."""
    text = Text(wording)
    found = match(text, asked.text)
    if found.status == "ambiguous" or found.verbatim:
        return _Match(_Grade.EXACT, 1.0, wording)
    if found.found:
        return _Match(_Grade.NORMALISED, 1.0, wording)
    if len(wording) < 2 * len(asked.text) and twins.words(wording) >= FEWEST_OF_PART and find_places(asked, wording):
        return _Match(_Grade.PART, len(wording) / max(len(asked.text), len(wording)), wording)
    if found.status == "altered" and found.similarity >= MIN_SIMILARITY:
        return _Match(_Grade.NEAR, found.similarity, wording, found.differences)
    return None


def _candidates(connection: Connection, words: str) -> Iterator[tuple[int, str]]:
    """Statements that may have the words, each with the wording that may: by its fold, then by its rare words."""
    s, f = t.statements.c, t.statement_folds.c
    same = (
        select(s.id, s.text)
        .join_from(t.statement_folds, t.statements)
        .where(f.fold == folds.number(normalise(words)))
        .limit(MOST_READ)
    )
    yield from (tuple(row) for row in connection.execute(same))
    x, made = t.appearances.c, t.translations.c
    spellings = _spellings(words)
    printed = select(x.statement_id, x.exact)
    # A passage with the very words of its statement says nothing new.
    printed = printed.join_from(t.appearances, t.statements).where(x.exact != s.text)
    for index, wordings, number in (
        (STATEMENTS, select(s.id, s.text), s.id),
        (APPEARANCES, printed, x.id),
        (TRANSLATIONS, select(made.statement_id, made.text), made.id),
    ):
        if ids := _likely(connection, index, spellings):
            read = [tuple(row) for row in connection.execute(wordings.where(number.in_(ids)))]
            yield from _with_most(read, spellings)


def _with_most(read: Sequence[tuple[int, str]], spellings: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The texts that have all of the words, and of the others those that have most."""
    wanted = [re.findall(r'"([^"]+)"', spelling) for spelling in spellings]
    lacking: list[tuple[int, int, str]] = []
    for statement, text in read:
        lowered = text.lower()
        missing = sum(not any(word in lowered for word in words) for words in wanted)
        if missing:
            lacking.append((missing, statement, text))
        else:
            yield statement, text
    yield from ((statement, text) for _, statement, text in nsmallest(MOST_HELD, lacking))


def _spellings(words: str) -> list[str]:
    """Each word as an FTS5 query for its spellings: folded, and with ё where it is written so."""
    with_yo = {word.replace("ё", "е"): word for word in _TOKEN.findall(words.lower()) if "ё" in word}
    folded = dict.fromkeys(_TOKEN.findall(Normalised(words).string.lower()))
    return [f'("{word}" OR "{with_yo[word]}")' if word in with_yo else f'"{word}"' for word in folded]


def _likely(connection: Connection, index: SearchIndex, words: Sequence[str]) -> list[int]:
    """The rows of an index that share most with the words, by the rare ones among them."""
    name = index.name
    longest = sorted(words, key=lambda word: -len(word))[:MOST_WORDS]
    count = f"SELECT count(*) FROM (SELECT 1 FROM {name} WHERE {name} MATCH ? LIMIT ?)"
    places = {word: connection.exec_driver_sql(count, (word, MOST_PLACES)).scalar_one() for word in longest}
    known = sorted((word for word in longest if places[word]), key=lambda word: places[word])
    rare: list[str] = []
    left = MOST_PLACES
    for word in known:
        if places[word] < MOST_PLACES and (places[word] <= left or not rare):
            rare.append(word)
            left -= places[word]
    if rare:
        query = f"SELECT rowid FROM {name} WHERE {name} MATCH ? ORDER BY rank LIMIT ?"
        match = " OR ".join(rare)
    elif known:
        # Common words only: texts that have all of them, in no order; to rank so many would take long.
        query = f"SELECT rowid FROM {name} WHERE {name} MATCH ? LIMIT ?"
        match = " AND ".join(known)
    else:
        return []
    return [row for (row,) in connection.exec_driver_sql(query, (match, MOST_READ))]


def repeats(connection: Connection, *, limit: int = DEFAULT_LIMIT) -> a.Answer[a.Repeat]:
    """Words that several speakers have said, each in a direct statement of at least two words; the earliest first.

    The words are the same when folded. Each speaker comes with the earliest of their statements. Raises
    `DatabaseError` where other rules have folded the words.
    """
    if not folds.current(connection):
        raise DatabaseError("the words of the statements were folded by other rules; “kzclaims db upgrade” renews them")
    return a.Answer(_repeats(connection), limit)


def _repeats(connection: Connection) -> Iterator[a.Repeat]:
    s, f = t.statements.c, t.statement_folds.c
    theirs = (s.kind == "direct", s.speaker_id.is_not(None))
    several = select(f.fold).group_by(f.fold).having(func.count() > 1).subquery()
    groups = (
        select(f.fold)
        .select_from(t.statement_folds.join(several, several.c.fold == f.fold).join(t.statements))
        .where(*theirs)
        .group_by(f.fold)
        .having(func.count(s.speaker_id.distinct()) > 1)
        .order_by(func.min(s.day_earliest).nulls_last(), func.min(s.id))
    )
    for fold_number in connection.scalars(groups):
        said = (
            select(s.id, s.key, s.text, s.lang, t.people.c.key.label("who"), t.people.c.name, s.day)
            .select_from(t.statement_folds.join(t.statements).join(t.people, t.people.c.id == s.speaker_id))
            .where(f.fold == fold_number, *theirs)
            .order_by(s.day_earliest.nulls_last(), s.day_latest, s.id)
        )
        by_words: dict[str, list[Any]] = {}
        for row in connection.execute(said):
            by_words.setdefault(folds.folded(row.text), []).append(row)
        for folded, rows in by_words.items():
            first = {row.who: row for row in reversed(rows)}
            if len(first) < 2 or twins.words(folded) < twins.FEWEST_WORDS:
                continue
            speakers = [a.Saying(row.who, row.name, row.key, row.day) for row in rows if first[row.who] is row]
            yield a.Repeat(rows[0].text, rows[0].lang, rows[0].day, speakers)
