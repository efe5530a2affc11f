"""Find the words of a text that are most similar to a passage, and compare them word by word."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from kzclaims.language.quotes.normalise import Normalised, other_case
from kzclaims.language.quotes.text import Passage, Text, Words

MIN_SIMILARITY = 0.6
"""The least similarity of words that count as another wording of the passage."""

MAX_LENGTH = 100_000
"""The longest passage, in code points, that is compared word by word. The work grows with the square."""

_SEEDS = 4096  # places of words that are looked at for one passage
_REGIONS = 3
_GUESSED_WORDS = 8
_LONGEST_WORD = 64
_ALIKE = 70  # of 100
_SLACK = 64
_FEW = 16
_FEW_CHOICES = 8
_MANY = 1000  # words
_ROOM = 1 << 28


_Kind = Literal["kept", "dropped", "added", "changed"]
_KINDS: dict[str, _Kind] = {"equal": "kept", "insert": "dropped", "delete": "added", "replace": "changed"}


class Difference(NamedTuple):
    """A run of words: `recorded` in the passage, `source` in the text.

    `dropped` words are only in the text, `added` words only in the passage.
    """

    kind: _Kind
    recorded: str
    source: str


@dataclass(frozen=True, slots=True)
class Similar:
    """Words of a text at `start` to `end` (exclusive, code points), compared with a passage."""

    start: int
    end: int
    similarity: float
    """The normalised Indel similarity of the normalised words, 0 to 1."""
    differences: tuple[Difference, ...]


def most_similar(text: Text, passage: Passage, *, around: tuple[int, int] | None = None) -> Similar | None:
    """Return the words of a text that are most similar to a passage, preferring those `around` a recorded place.

    They are looked for where the rarest shared words are, or, if no word is shared, where words are spelled
    most alike. Return None if there is no such place, or if the passage is longer than `MAX_LENGTH`.
    """
    if len(passage.exact) > MAX_LENGTH:
        return None
    search = _Search(passage)
    if not search.words.words:
        return None
    if around:
        base = max(0, around[0] - _SLACK)
        words = Words(Normalised(text.text[base : around[1] + _SLACK]))
        found = search.best(words, [(0, len(words.words))])
        if found and found.similarity >= MIN_SIMILARITY:
            return search.result(text, words, base, found)
    found = search.best(text.words, search.regions(text.words))
    return search.result(text, text.words, 0, found) if found else None


def compare(text: Text, passage: Passage, start: int, end: int) -> Similar:
    """Compare a passage with the words at a place of the text, `end` exclusive; very long ones as a whole."""
    if len(passage.exact) + end - start > 2 * MAX_LENGTH:
        return Similar(start, end, 0.0, (Difference("changed", passage.exact, text.text[start:end]),))
    search = _Search(passage)
    words = Words(Normalised(text.text[start:end]))
    return search.result(text, words, start, search.window(words, 0, len(words.words)))


class _Window(NamedTuple):
    """A run of a text's words, `last` exclusive."""

    similarity: float
    first: int
    last: int


class _Search:
    """A passage that is looked for by similarity."""

    def __init__(self, passage: Passage) -> None:
        self.exact = passage.exact
        self.words = passage.words
        self.string = self.words.between(0, len(self.words.words))

    def window(self, words: Words, first: int, last: int) -> _Window:
        from rapidfuzz.fuzz import ratio

        return _Window(ratio(self.string, words.between(first, last)) / 100, first, last)

    def best(self, words: Words, regions: Iterable[tuple[int, int]]) -> _Window | None:
        """Return the most similar run of words within regions of a text."""
        runs = (run for region in regions for run in self._runs(words, *region))
        windows = (self.window(words, *run) for run in runs if run[0] < run[1])
        return max(windows, default=None)

    def _runs(self, words: Words, first: int, last: int) -> Iterator[tuple[int, int]]:
        """Yield the run of a region that shares most words with the passage, extended in several ways."""
        mine = [word.lower() for word in self.words.words]
        theirs = [word.lower() for word in words.words[first:last]]
        best = score = 0
        run: tuple[int, int, int, int] | None = None
        begin = (0, 0)
        previous = 0
        for i, j, length in _shared(mine, theirs):
            i_end, j_end = i + length, j + length
            # The densest stretch of shared words, by Kadane's algorithm: another word costs half a shared one.
            score -= j - previous
            if score < 0 or run is None:
                score, begin = 0, (i, j)
            score += 2 * (j_end - j)
            previous = j_end
            if score >= best:
                best, run = score, (*begin, i_end, j_end)
        if run is None:
            if len(mine) <= _FEW:
                yield from ((left, min(last, left + len(mine))) for left in range(first, last))
            return
        i, j, i_end, j_end = run
        before, after = max(0, j - i), min(len(theirs), j_end + len(mine) - i_end)
        if len(mine) > _MANY:
            yield first + before, first + after
            return
        for left in _choices(before, j):
            for right in _choices(j_end, after):
                yield first + left, first + right

    def regions(self, words: Words) -> Iterator[tuple[int, int]]:
        """Yield the regions that contain the passage's rare words in about its order."""
        length = len(self.words.words)
        step = max(8, length // 2)
        votes: defaultdict[int, float] = defaultdict(float)
        left = _SEEDS
        for index, places in sorted(self._seeds(words), key=lambda seed: len(seed[1])):
            for place in places[:left]:
                votes[(place - index) // step] += 1 / len(places)
            left -= len(places)
            if left <= 0:
                break
        for bucket in sorted(votes, key=lambda bucket: -votes[bucket])[:_REGIONS]:
            begin = bucket * step - step
            yield max(0, begin), min(len(words.words), begin + length + 3 * step)

    def _seeds(self, words: Words) -> Iterator[tuple[int, list[int]]]:
        """Yield indexes of the passage's words with the indexes of the same or a similar word in the text."""
        mine = self.words.words
        found = [(index, words.indexes[word]) for index, word in enumerate(mine) if word in words.indexes]
        yield from found
        if any(len(mine[index]) > 3 for index, _ in found):
            return
        from rapidfuzz.fuzz import ratio
        from rapidfuzz.process import extractOne

        vocabulary = [word for word in words.indexes if len(word) <= _LONGEST_WORD]
        longest = sorted(range(len(mine)), key=lambda index: -len(mine[index]))
        for index in longest[:_GUESSED_WORDS]:
            alike = extractOne(mine[index][:_LONGEST_WORD], vocabulary, scorer=ratio, score_cutoff=_ALIKE)
            if alike:
                yield index, words.indexes[alike[0]]

    def result(self, text: Text, words: Words, base: int, window: _Window) -> Similar:
        start, end = words.origin(window.first, window.last)
        start, end = start + base, end + base
        return Similar(start, end, window.similarity, tuple(self._differences(text.text, words, base, window)))

    def _differences(self, text: str, words: Words, base: int, window: _Window) -> Iterator[Difference]:
        mine, theirs = self.words.words, words.words[window.first : window.last]
        if mine[0] == other_case(theirs[0]):
            theirs[0] = mine[0]

        def recorded(first: int, last: int) -> str:
            return self.exact[slice(*self.words.origin(first, last))] if first < last else ""

        def source(first: int, last: int) -> str:
            if first == last:
                return ""
            start, end = words.origin(window.first + first, window.first + last)
            return text[start + base : end + base]

        for kind, i, i_end, j, j_end in _alignment(mine, theirs):
            yield Difference(kind, recorded(i, i_end), source(j, j_end))


def _choices(first: int, last: int) -> Iterable[int]:
    return range(first, last + 1) if last - first < _FEW_CHOICES else (first, last)


def _shared(mine: list[str], theirs: list[str]) -> Iterator[tuple[int, int, int]]:
    """Yield the runs of words that two lists share in one order: both indexes and the length."""
    from rapidfuzz.distance import Indel, Levenshtein

    # Indel finds the most shared words, but needs one bit for every pair of words; Levenshtein doesn't.
    align = Indel.opcodes if len(mine) * len(theirs) < _ROOM else Levenshtein.opcodes
    for run in align(mine, theirs):
        if run.tag == "equal":
            yield run.src_start, run.dest_start, run.src_end - run.src_start


def _alignment(mine: list[str], theirs: list[str]) -> Iterator[tuple[_Kind, int, int, int, int]]:
    """Yield aligned runs of two lists of words, with the fewest words dropped, added or changed."""
    from rapidfuzz.distance import Levenshtein

    for run in Levenshtein.opcodes(mine, theirs):
        yield _KINDS[run.tag], run.src_start, run.src_end, run.dest_start, run.dest_end
