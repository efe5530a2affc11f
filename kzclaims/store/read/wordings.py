"""Compare given words with the recorded wordings of statements: their texts, passages and translations."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from heapq import nsmallest
from typing import Any

from sqlalchemy import Column, Connection, Select, select

from kzclaims.language.quotes.cuts import Objection
from kzclaims.language.quotes.match import contains, find_places, match
from kzclaims.language.quotes.normalise import Normalised, normalise
from kzclaims.language.quotes.similarity import MIN_SIMILARITY, Difference
from kzclaims.language.quotes.text import Text
from kzclaims.language.quotes.text_hash import hash_words
from kzclaims.store.engine import SearchIndex
from kzclaims.store.results import Deviation, Found, Statement
from kzclaims.store.schema.search_indexes import APPEARANCES, STATEMENTS, TRANSLATIONS
from kzclaims.store.schema.tables import appearances, statement_folds, statements, translations

MOST_READ = 300
"""The number of texts of each index that are read, the best by rank."""
MOST_COMPARED = 25
"""The number of them that are matched although they lack some words: those with the most words."""
FEWEST_OF_PART = 3
"""The minimum of words in a statement that can be a part of the given words."""

TOKEN = re.compile(r"[^\W_]+")


class Grade(IntEnum):
    """The degree to which words match a wording, the best first."""

    EXACT = 0
    NORMALISED = 1
    PART = 2
    NEAR = 3


@dataclass(frozen=True, slots=True)
class WordingMatch:
    """The match of the given words with one wording of a statement."""

    grade: Grade
    nearness: float
    words: str
    differences: tuple[Difference, ...] = ()
    problem: Objection | None = None
    """The reason why words of the wording are not those given: a negation outside of them, for example."""

    @property
    def order(self) -> tuple[int, float]:
        # A short part of the given words is a worse match than all of them without a comma.
        return min(self.grade, Grade.PART), -self.nearness


def found_statement(statement: Statement, match: WordingMatch) -> Found:
    """Return a statement with the match of the given words."""
    return Found(
        **{name: getattr(statement, name) for name in statement.__struct_fields__},
        match=match.grade.name.lower(),
        nearness=round(match.nearness, 3),
        words=match.words,
        differences=[Deviation(*one) for one in match.differences],
    )


def compare_wording(asked: Text, wording: str) -> WordingMatch | None:
    """Match the given words with a recorded wording. A wording that contains them is always included."""
    if contains(wording, asked.text):
        return WordingMatch(Grade.EXACT, 1.0, wording)
    found = match(Text(wording), asked.text)
    if found.status == "ambiguous" or found.verbatim:
        return WordingMatch(Grade.EXACT, 1.0, wording)
    if found.found:
        return WordingMatch(Grade.NORMALISED, 1.0, wording)
    is_short = len(wording) < 2 * len(asked.text) and len(TOKEN.findall(wording)) >= FEWEST_OF_PART
    if is_short and find_places(asked, wording.rstrip(".!")):  # The sentence of the given words may go on there.
        return WordingMatch(Grade.PART, len(wording) / max(len(asked.text), len(wording)), wording)
    if found.status == "altered" and (found.similarity >= MIN_SIMILARITY or asked.text in wording):
        return WordingMatch(Grade.NEAR, found.similarity, wording, found.differences, found.problem)
    return None


def indexed_wordings() -> Iterator[tuple[SearchIndex, Select[Any], Column[int], Column[str]]]:
    """Yield the indexes, each with a query for statements and their indexed wordings, and its columns."""
    s, printed, translated = statements.c, appearances.c, translations.c
    yield STATEMENTS, select(s.id, s.text), s.id, s.text
    # A passage with the same words as its statement adds nothing.
    passages = select(printed.statement_id, printed.exact).join_from(appearances, statements)
    yield APPEARANCES, passages.where(printed.exact != s.text), printed.id, printed.exact
    yield TRANSLATIONS, select(translated.statement_id, translated.text), translated.id, translated.text


def with_hash(connection: Connection, words: str) -> Iterator[tuple[int, str]]:
    """Yield the statements whose text is equal when normalised."""
    s = statements.c
    same = (
        select(s.id, s.text)
        .join_from(statement_folds, statements)
        .where(statement_folds.c.fold == hash_words(normalise(words)))
        .order_by(s.id)
        .limit(MOST_READ)
    )
    yield from (tuple(row) for row in connection.execute(same))


def with_most(
    found: Sequence[tuple[int, str]], words: Sequence[Sequence[str]], most: int = MOST_COMPARED
) -> Iterator[tuple[int, str]]:
    """Yield the texts that have all words, and of the others at most this many: those that have the most."""
    lacking: list[tuple[int, int, str]] = []
    for statement, text in found:
        lowered = text.lower()
        missing = sum(not any(spelling in lowered for spelling in spellings) for spellings in words)
        if missing:
            lacking.append((missing, statement, text))
        else:
            yield statement, text
    yield from ((statement, text) for _, statement, text in nsmallest(most, lacking))


def spellings_of(words: str) -> list[tuple[str, ...]]:
    """Return the spellings of each word: normalised, and with ё if it was written so."""
    with_yo = {word.replace("ё", "е"): word for word in TOKEN.findall(words.lower()) if "ё" in word}
    normalised = dict.fromkeys(TOKEN.findall(Normalised(words).string.lower()))
    return [(word, with_yo[word]) if word in with_yo else (word,) for word in normalised]
