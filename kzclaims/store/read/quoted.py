"""Look up the many quotations of a text: statements with the words of each, or with similar ones.

The rows that have a word are read once and kept, because the words of a text recur. Candidates are the rows that share
the most of a quotation's words; words that very many rows have count only in pairs with the next word.
"""

from array import array
from collections import Counter, OrderedDict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from heapq import nlargest, nsmallest
from itertools import pairwise

from sqlalchemy import Connection, select

from kzclaims.language.quotes.match import match
from kzclaims.language.quotes.normalise import UNSPACED
from kzclaims.language.quotes.text import Text, lower
from kzclaims.store.engine import SearchIndex, engine_of
from kzclaims.store.read.wordings import (
    MOST_READ,
    Grade,
    WordingMatch,
    compare_wording,
    indexed_wordings,
    spellings_of,
    with_hash,
)
from kzclaims.store.schema.search_indexes import STATEMENTS
from kzclaims.store.schema.tables import statements

MOST_WORDS = 8
"""The number of different words of a quotation that are looked up: the longest, which are usually the rarest."""
MOST_WORDS_OF_SENTENCE = 5
"""The same for a sentence that nobody is quoted with."""
MOST_PLACES = 1000
"""A word that more rows have is frequent: it is looked up only together with the next word."""
ENOUGH_WORDS = 4
"""The number of words that are not frequent with which no pairs of words are looked up."""
MOST_PAIRS = 6
MOST_CANDIDATES = 30
"""The number of rows of each index that are read; of rows that share equally many words, up to `MOST_READ`."""
MOST_LACKING = 5
"""The number of texts that lack some words and are compared word by word."""
MOST_NEARBY = 12
"""The number of words, the longest, by which texts are ranked: the more of them are near each other, the better."""
WIDTH = 2
"""The length of the part in which words are near each other, in lengths of the quotation."""
LONG = 2000
"""The length, in code points, of a text of which only the part with the most words is compared."""
MARGIN = 500
"""The context of this part that is compared, too: a sentence may deny the words."""
_MOST_KEPT = 20_000


class Lookup:
    """Looks up quotations, all with one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._engine = engine_of(connection)
        self._wordings = [one for one in indexed_wordings() if connection.execute(one[1].limit(1)).first()]
        self._kept: OrderedDict[tuple[str, tuple[str, ...]], array[int] | None] = OrderedDict()

    def same(self, words: str) -> dict[int, WordingMatch]:
        """Return the statements whose whole text has these words."""
        return _best(Text(words), with_hash(self._connection, words))

    def similar(self, words: str) -> dict[int, WordingMatch]:
        """Return the statements with these words, with parts of them, or with similar words, by id.

        Words of scripts without spaces are found only if they are the whole text of a statement.
        """
        return _best(Text(words), [*with_hash(self._connection, words), *self._candidates(words)])

    def repeated(self, words: str, among: Collection[int]) -> dict[int, WordingMatch]:
        """Return those of some statements whose text has nearly these words, by id."""
        spellings = spellings_of(words)
        votes: Counter[int] = Counter()
        rare = 0
        for one in sorted(spellings, key=lambda one: -len(one[0]))[:MOST_WORDS_OF_SENTENCE]:
            if rows := self._rows(STATEMENTS, one):
                votes.update(number for number in rows if number in among)
                rare += 1
        shared = [number for number, count in votes.items() if 2 * count >= rare]
        ids = nlargest(MOST_LACKING, shared, key=lambda number: (votes[number], -number))
        texts = select(statements.c.id, statements.c.text).where(statements.c.id.in_(ids))
        same = [one for one in with_hash(self._connection, words) if one[0] in among]
        return _best(Text(words), [*same, *(tuple(row) for row in self._connection.execute(texts) if ids)])

    def _candidates(self, words: str) -> Iterator[tuple[int, str]]:
        if UNSPACED.search(words):
            return
        spellings = spellings_of(words)
        nearby = _Nearby(words)
        for index, wordings, row_id, _ in self._wordings:
            if ids := self._likely(index, spellings):
                found = [tuple(row) for row in self._connection.execute(wordings.where(row_id.in_(ids)))]
                yield from nearby.nearest(found)

    def _likely(self, index: SearchIndex, words: Sequence[tuple[str, ...]]) -> list[int]:
        """Return the rows of an index that share the most words."""
        votes: Counter[int] = Counter()
        rare = 0
        for spellings in sorted(words, key=lambda one: -len(one[0]))[:MOST_WORDS]:
            if (rows := self._rows(index, spellings)) is not None:
                votes.update(rows)
                rare += bool(rows)
        if rare < ENOUGH_WORDS:
            pairs = [f"{first[-1]} {second[-1]}" for first, second in pairwise(words)]
            for pair in sorted(pairs, key=lambda one: -len(one))[:MOST_PAIRS]:
                votes.update(self._rows(index, (pair,)) or ())
        if not votes:
            phrase = " ".join(spellings[-1] for spellings in words)
            return self._engine.rows_with_all(self._connection, index, [(phrase,)], MOST_READ)
        most = max(votes.values())
        best = [row for row, count in votes.items() if count == most][:MOST_READ]
        if len(best) < MOST_CANDIDATES:
            best = nlargest(MOST_CANDIDATES, votes, key=lambda row: (votes[row], -row))
        return best

    def _rows(self, index: SearchIndex, spellings: tuple[str, ...]) -> "array[int] | None":
        """Return the rows that have a word or words in a row, or None if they are frequent."""
        key = (index.name, spellings)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        rows = self._engine.rows_with_all(self._connection, index, [spellings], MOST_PLACES + 1)
        self._kept[key] = array("q", rows) if len(rows) <= MOST_PLACES else None
        if len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
        return self._kept[key]


def _best(asked: Text, wordings: Iterable[tuple[int, str]]) -> dict[int, WordingMatch]:
    """Return the best match of each statement."""
    best: dict[int, WordingMatch] = {}
    nearby = _Nearby(asked.text)
    for statement, wording in wordings:
        if statement in best and best[statement].grade is Grade.EXACT:
            continue
        part = wording if len(wording) < LONG else nearby.part(wording)
        found = compare_wording(asked, part) if part else None
        if found and part is not wording:
            found = replace(found, words=wording)
        if found and (statement not in best or found.order < best[statement].order):
            best[statement] = found
    return best


def with_differences(words: str, found: WordingMatch) -> WordingMatch:
    """Return the match of words that contain a wording as one of similar words, with their differences."""
    similar = match(Text(found.words), words)
    return WordingMatch(Grade.NEAR, similar.similarity, found.words, similar.differences, similar.problem)


class _Nearby:
    """Finds the part of a text in which the most words of a quotation are near each other."""

    def __init__(self, words: str) -> None:
        self._words = nlargest(MOST_NEARBY, (one[0] for one in spellings_of(words)), key=len)
        self._width = WIDTH * len(words)
        self._margin = len(words) + MARGIN

    @property
    def count(self) -> int:
        """The number of different words."""
        return len(self._words)

    def most(self, text: str) -> tuple[int, int, int]:
        """Return the greatest number of different words, and the places of the first and the last of them."""
        text = _comparable(text)
        found = sorted((place, number) for number, word in enumerate(self._words) for place in _places(text, word))
        inside = [0] * len(self._words)
        best, count, first, ends = 0, 0, 0, (0, 0)
        for place, word in found:
            count += not inside[word]
            inside[word] += 1
            while place - found[first][0] > self._width:
                inside[found[first][1]] -= 1
                count -= not inside[found[first][1]]
                first += 1
            if count > best:
                best, ends = count, (found[first][0], place)
        return best, *ends

    def nearest(self, found: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
        """Yield the texts with all words near each other, and of others `MOST_LACKING`: those with the most."""
        lacking: list[tuple[int, int, int, str]] = []
        for statement, text in found:
            most, first, last = self.most(text)
            if most == self.count:
                yield statement, text
            elif most:
                lacking.append((self.count - most, last - first, statement, text))
        yield from ((statement, text) for _, _, statement, text in nsmallest(MOST_LACKING, lacking))

    def part(self, text: str) -> str | None:
        """Return the part of a long text with its context, or None if it doesn't have half of the words."""
        most, first, last = self.most(text)
        if 2 * most < self.count:
            return None
        start, end = first - self._margin, last + self._margin
        start = text.find(" ", start) + 1 if start > 0 else 0
        return text[start : text.find(" ", end) if " " in text[end:] else None]


def _places(text: str, word: str) -> Iterator[int]:
    """Yield the places of a whole word. Looking for few words is faster than cutting a long text into words."""
    place = text.find(word)
    while place >= 0:
        end = place + len(word)
        if not text[end : end + 1].isalnum() and not (place and text[place - 1].isalnum()):
            yield place
        place = text.find(word, end)


def _comparable(text: str) -> str:
    """Return a text in lower case without ё, with each character at its place."""
    return lower(text).replace("ё", "е")
