"""Rank texts by how many words of a quotation they have near each other, and find the part that has them."""

from collections.abc import Iterable, Iterator
from heapq import nlargest, nsmallest
from typing import NamedTuple

from kzclaims.language.quotes.text import lower
from kzclaims.store.read.wordings import spellings_of

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


class Wording(NamedTuple):
    """The recorded words of a statement, and the part of them that is compared."""

    statement: int
    words: str
    part: str
    is_complete: bool = True
    """False if words of the quotation are missing."""


class _Most(NamedTuple):
    """The greatest number of different words near each other, with the places of the first and the last one."""

    number: int
    first: int
    last: int


_NOTHING = _Most(0, 0, 0)


class _Text(NamedTuple):
    """A text in which words are looked for."""

    statement: int
    words: str
    comparable: str
    counts: list[int]
    """The number of places with the letters of each word."""

    @property
    def is_long(self) -> bool:
        return len(self.words) >= LONG


class Nearby:
    """Finds the words of a quotation near each other."""

    def __init__(self, words: str) -> None:
        self._words = nlargest(MOST_NEARBY, (one[0] for one in spellings_of(words)), key=len)
        self._width = WIDTH * len(words)
        self._margin = len(words) + MARGIN

    def nearest(self, *some: Iterable[tuple[int, str]]) -> Iterator[Wording]:
        """Yield the texts with all words near each other, and then of the others of each list `MOST_LACKING`.

        These are the ones with the most words. A long text without half of the words is left out.
        """
        others: list[list[_Text]] = []
        for found in some:
            others.append([])
            for one in (self._counted(statement, text) for statement, text in found):
                most = self._most(one, len(self._words)) if all(one.counts) else _NOTHING
                if most.number == len(self._words):
                    yield self._wording(one, most, is_complete=True)
                else:
                    others[-1].append(one)
        for lacking in others:
            yield from self._lacking(lacking)

    def _lacking(self, found: list[_Text]) -> Iterator[Wording]:
        """Yield the texts with the most words near each other."""
        best: list[tuple[int, int, Wording]] = []
        least = 1
        for one in sorted(found, key=lambda one: one.counts.count(0)):
            if len(one.counts) - one.counts.count(0) < least:
                break  # No other text has as many different words.
            needed = max(least, (len(self._words) + 1) // 2) if one.is_long else least
            most = self._most(one, needed)
            if most.number >= needed:
                wording = self._wording(one, most, is_complete=False)
                best = nsmallest(MOST_LACKING, [*best, (-most.number, most.last - most.first, wording)])
                least = -best[-1][0] if len(best) == MOST_LACKING else 1
        yield from (wording for _, _, wording in best)

    def _counted(self, statement: int, text: str) -> _Text:
        comparable = _comparable(text)
        return _Text(statement, text, comparable, [comparable.count(word) for word in self._words])

    def _wording(self, one: _Text, most: _Most, *, is_complete: bool) -> Wording:
        part = self._part(one.words, most) if one.is_long else one.words
        return Wording(one.statement, one.words, part, is_complete)

    def _most(self, one: _Text, least: int) -> _Most:
        """Return the greatest number of words near each other, exact if it is at least `least`.

        Any so many words include one of the rarest, so others are only looked for around those.
        """
        text = one.comparable
        numbers = sorted(range(len(self._words)), key=one.counts.__getitem__)
        rare = len(numbers) - least + 1
        found = [
            (place, number) for number in numbers[:rare] for place in _places(text, self._words[number], 0, len(text))
        ]
        if found and numbers[rare:]:
            around = list(self._around(sorted(place for place, _ in found)))
            found += (
                (place, number)
                for number in numbers[rare:]
                for start, end in around
                for place in _places(text, self._words[number], start, end + len(self._words[number]))
            )
        return self._densest(sorted(found))

    def _around(self, places: Iterable[int]) -> Iterator[tuple[int, int]]:
        """Yield the spans in which words are near some of these places, joined where they overlap."""
        first = last = -1
        for place in places:
            if last < 0:
                first = place
            elif place - last > 2 * self._width:
                yield max(0, first - self._width), last + self._width
                first = place
            last = place
        yield max(0, first - self._width), last + self._width

    def _densest(self, found: list[tuple[int, int]]) -> _Most:
        """Return the first part with the most different words, given the places of all of them in order."""
        inside = [0] * len(self._words)
        best, count, first = _NOTHING, 0, 0
        for place, word in found:
            count += not inside[word]
            inside[word] += 1
            while place - found[first][0] > self._width:
                inside[found[first][1]] -= 1
                count -= not inside[found[first][1]]
                first += 1
            if count > best.number:
                best = _Most(count, found[first][0], place)
        return best

    def _part(self, text: str, most: _Most) -> str:
        """Return the part of a long text with the most words, and its context."""
        start, end = most.first - self._margin, most.last + self._margin
        start = text.find(" ", start) + 1 if start > 0 else 0
        return text[start : text.find(" ", end) if " " in text[end:] else None]


def _places(text: str, word: str, start: int, end: int) -> Iterator[int]:
    """Yield the places of a whole word. Looking for few words is faster than cutting a long text into words."""
    place = text.find(word, start, end)
    while place >= 0:
        after = place + len(word)
        if not text[after : after + 1].isalnum() and not (place and text[place - 1].isalnum()):
            yield place
        place = text.find(word, after, end)


def _comparable(text: str) -> str:
    """Return a text in lower case without ё, with each character at its place."""
    return lower(text).replace("ё", "е")
