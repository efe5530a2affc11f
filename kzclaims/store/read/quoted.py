"""Look up the many quotations of a text: statements with the words of each, or with similar ones.

The rows that have a word are read once and kept, because the words of a text recur. Candidates are the rows that share
the most of a quotation's words; words that very many rows have count only in pairs with the next word. If many rows
share most words, as long speeches do, pairs of the others count, too.
"""

from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from heapq import nlargest
from itertools import pairwise

from sqlalchemy import Connection, func, select

from kzclaims.language.quotes.match import match
from kzclaims.language.quotes.normalise import UNSPACED, Normalised
from kzclaims.language.quotes.text import Text
from kzclaims.language.quotes.text_hash import hash_text
from kzclaims.store.engine import SearchIndex, engine_of
from kzclaims.store.read.nearby import MOST_LACKING, Nearby, Wording
from kzclaims.store.read.wordings import (
    MOST_READ,
    TOKEN,
    Grade,
    WordingMatch,
    compare_wording,
    indexed_wordings,
    spellings_of,
    with_hash,
)
from kzclaims.store.schema.search_indexes import STATEMENTS
from kzclaims.store.schema.tables import reviews, statement_folds, statements

MOST_WORDS = 8
"""The number of different words of a quotation that are looked up: the longest, which are usually the rarest."""
MOST_WORDS_OF_SENTENCE = 5
"""The same for a sentence that nobody is quoted with."""
LONGEST_CLAIM = 4
"""The length of the longest claim that a sentence repeats, in lengths of the sentence."""
MOST_PLACES = 1000
"""A word that more rows have is frequent: it is looked up only together with the next word."""
ENOUGH_WORDS = 4
"""The number of words that are not frequent with which no pairs are looked up, unless too many rows have most words."""
MOST_PAIRS = 6
MOST_CANDIDATES = 10
"""The number of rows of each index that are read; of rows that share equally many words, up to `MOST_READ`."""
_MOST_KEPT = 20_000


class Lookup:
    """Looks up quotations, all with one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._engine = engine_of(connection)
        self._wordings = [one for one in indexed_wordings() if self._engine.has_indexed(connection, one[0])]
        self._kept_claims: dict[tuple[str, ...], list[int] | None] = {}
        self._kept: OrderedDict[tuple[str, tuple[str, ...]], Sequence[int] | None] = OrderedDict()

    @cached_property
    def claims(self) -> dict[int, int]:
        """The ids of the statements with reviews, and the lengths of their texts."""
        s = statements.c
        reviewed = select(s.id, func.length(s.text).label("length")).where(s.id.in_(select(reviews.c.statement_id)))
        return {row.id: row.length for row in self._connection.execute(reviewed)}

    @cached_property
    def _hashes_of_claims(self) -> frozenset[int]:
        f = statement_folds.c
        return frozenset(
            self._connection.scalars(select(f.fold).where(f.statement_id.in_(select(reviews.c.statement_id))))
        )

    def same(self, words: str) -> dict[int, WordingMatch]:
        """Return the statements whose whole text has these words."""
        return _best(words, self._with_hash(words))

    def similar(self, words: str) -> dict[int, WordingMatch]:
        """Return the statements with these words, with parts of them, or with similar words, by id.

        Words of scripts without spaces are found only if they are the whole text of a statement.
        """
        return _best(words, [*self._with_hash(words), *self._candidates(words)])

    def repeated(self, words: str) -> dict[int, WordingMatch]:
        """Return the statements with reviews whose text has nearly these words, by id."""
        votes: Counter[int] = Counter()
        rare = 0
        longest = sorted(spellings_of(words), key=lambda one: -len(one[0]))[:MOST_WORDS_OF_SENTENCE]
        for claims in self._claims_with(longest):
            if claims is not None:
                votes.update(claims)
                rare += 1
        most = LONGEST_CLAIM * len(words)
        shared = [number for number, count in votes.items() if 2 * count >= rare and self.claims[number] <= most]
        ids = nlargest(MOST_LACKING, shared, key=lambda number: (votes[number], -number))
        found: list[Wording] = []
        if hash_text(words) in self._hashes_of_claims:
            found += (one for one in self._with_hash(words) if one.statement in self.claims)
        if ids:
            texts = select(statements.c.id, statements.c.text).where(statements.c.id.in_(ids))
            found += (Wording(number, text, text) for number, text in self._connection.execute(texts))
        return _best(words, found)

    def _claims_with(self, words: Sequence[tuple[str, ...]]) -> list[list[int] | None]:
        """Return the statements with reviews that have each word, or None if it is frequent or no statement has it."""
        missing = [one for one in words if one not in self._kept_claims]
        for one, rows in zip(missing, self._rows(STATEMENTS, missing), strict=True):
            self._kept_claims[one] = [number for number in rows if number in self.claims] if rows else None
        return [self._kept_claims[one] for one in words]

    def _with_hash(self, words: str) -> Iterator[Wording]:
        return (Wording(number, text, text) for number, text in with_hash(self._connection, words))

    def _candidates(self, words: str) -> Iterator[Wording]:
        if UNSPACED.search(words):
            return
        spellings = spellings_of(words)
        spelled = {one[0]: one[-1] for one in spellings}
        tokens = [spelled[one] for one in TOKEN.findall(Normalised(words).string.lower())]
        pairs = list(dict.fromkeys(map(" ".join, pairwise(tokens))))
        found = [
            [tuple(row) for row in self._connection.execute(wordings.where(row_id.in_(ids)))]
            for index, wordings, row_id, _ in self._wordings
            if (ids := self._likely(index, spellings, pairs))
        ]
        yield from Nearby(words).nearest(*found)

    def _likely(self, index: SearchIndex, words: Sequence[tuple[str, ...]], pairs: Iterable[str]) -> list[int]:
        """Return the rows of an index that share the most words, and those that have a very rare one."""
        votes: Counter[int] = Counter()
        rare = 0
        few: Sequence[int] = ()
        for rows in self._rows(index, sorted(words, key=_rarity)[:MOST_WORDS]):
            if rows:
                votes.update(rows)
                rare += 1
                if len(rows) <= MOST_CANDIDATES and (not few or len(rows) < len(few)):
                    few = rows
        if rare < ENOUGH_WORDS or sum(2 * count >= rare for count in votes.values()) > MOST_CANDIDATES:
            longest = sorted(pairs, key=lambda one: -len(one))[:MOST_PAIRS]
            for rows in self._rows(index, [(pair,) for pair in longest]):
                votes.update(rows or ())
        if not votes:
            phrase = " ".join(spellings[-1] for spellings in words)
            return self._engine.rows_with_all(self._connection, index, [(phrase,)], MOST_READ)
        most = max(votes.values())
        best = [row for row, count in votes.items() if count == most][:MOST_READ]
        if len(best) < MOST_CANDIDATES:
            best = nlargest(MOST_CANDIDATES, votes, key=lambda row: (votes[row], -row))
        return list(dict.fromkeys([*best, *few]))

    def _rows(self, index: SearchIndex, words: Sequence[tuple[str, ...]]) -> list[Sequence[int] | None]:
        """Return the rows that have each word, or each words in a row, or None if they are frequent."""
        missing = [one for one in words if (index.name, one) not in self._kept]
        if missing:
            found = self._engine.rows_with_each(self._connection, index, missing, MOST_PLACES)
            self._kept.update(((index.name, one), rows) for one, rows in zip(missing, found, strict=True))
        for one in words:
            self._kept.move_to_end((index.name, one))
        result = [self._kept[index.name, one] for one in words]
        while len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
        return result


def _rarity(spellings: tuple[str, ...]) -> int:
    """Return a number by which rare words come first: the long ones, and numbers of several digits."""
    word = spellings[0]
    return -len(word) * (2 if word.isdigit() else 1)


def _best(words: str, wordings: Iterable[Wording]) -> dict[int, WordingMatch]:
    """Return the best match of each statement. Once one has the words, others that lack some are not compared."""
    asked = Text(words)
    best: dict[int, WordingMatch] = {}
    is_found = False
    for statement, wording, part, is_complete in wordings:
        if is_found and not is_complete:
            break  # None of the others is complete.
        if statement in best and best[statement].grade is Grade.EXACT:
            continue
        found = compare_wording(asked, part)
        if found and (statement not in best or found.order < best[statement].order):
            best[statement] = found if part is wording else replace(found, words=wording)
            is_found = is_found or found.grade in (Grade.EXACT, Grade.NORMALISED)
    return best


def with_differences(words: str, found: WordingMatch) -> WordingMatch:
    """Return the match of words that contain a wording as one of similar words, with their differences."""
    similar = match(Text(found.words), words)
    return WordingMatch(Grade.NEAR, similar.similarity, found.words, similar.differences, similar.problem)
