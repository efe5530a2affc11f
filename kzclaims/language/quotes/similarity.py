"""Nearness: which words of a text are nearest to a passage, and word by word, how they differ."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from kzclaims.language.quotes.normalise import Folded, Text, Words, core, other_case

ENOUGH = 0.6
"""From this nearness on, words are taken for a wording of the passage."""

LONGEST = 100_000
"""How many code points a passage may have to be compared word by word: the work grows with the square."""

_SEEDS = 4096  # looked at for one passage
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

    `dropped` words are the text's alone, `added` ones the passage's alone.
    """

    kind: _Kind
    recorded: str
    source: str


@dataclass(frozen=True, slots=True)
class Near:
    """Words of a text, at `start` to `end` (exclusive, code points), beside those of a passage."""

    start: int
    end: int
    nearness: float
    """0 to 1, by the letters to take out and to put in (normalised Indel similarity), both folded."""
    differences: tuple[Difference, ...]


def near(text: Text, exact: str, *, around: tuple[int, int] | None = None) -> Near | None:
    """The words of a text that are nearest to a passage, those `around` a recorded place first.

    They are sought where the rarest words stand that both share, or, if they share none, where words
    are spelt most like the passage's. None if nothing points anywhere, or the passage is longer than `LONGEST`.
    """
    if len(exact) > LONGEST:
        return None
    passage = _Passage(exact)
    if not passage.words.words:
        return None
    if around:
        left = max(0, around[0] - _SLACK)
        words = Words(Folded(text.text[left : around[1] + _SLACK]))
        found = passage.nearest(words, [(0, len(words.words))])
        if found and found.nearness >= ENOUGH:
            return passage.beside(text, words, left, found)
    found = passage.nearest(text.words, passage.regions(text.words))
    return passage.beside(text, text.words, 0, found) if found else None


def compare(text: Text, exact: str, start: int, end: int) -> Near:
    """A passage beside the words at a place of the text, `end` exclusive; a very long one as a whole."""
    if len(exact) + end - start > 2 * LONGEST:
        return Near(start, end, 0.0, (Difference("changed", exact, text.text[start:end]),))
    passage = _Passage(exact)
    words = Words(Folded(text.text[start:end]))
    return passage.beside(text, words, start, passage.window(words, 0, len(words.words)))


class _Window(NamedTuple):
    """A run of a text's words, `last` exclusive."""

    nearness: float
    first: int
    last: int


class _Passage:
    def __init__(self, exact: str) -> None:
        folded = Folded(exact)
        self.exact = exact
        start, end = core(folded.string)
        self.words = Words(folded, start, max(end, folded.string.rfind("?") + 1))
        self.string = self.words.between(0, len(self.words.words))

    def window(self, words: Words, first: int, last: int) -> _Window:
        from rapidfuzz.fuzz import ratio

        return _Window(ratio(self.string, words.between(first, last)) / 100, first, last)

    def nearest(self, words: Words, regions: Iterable[tuple[int, int]]) -> _Window | None:
        """The nearest run of words within regions of a text."""
        runs = (run for region in regions for run in self._runs(words, *region))
        windows = (self.window(words, *run) for run in runs if run[0] < run[1])
        return max(windows, default=None)

    def _runs(self, words: Words, first: int, last: int) -> Iterator[tuple[int, int]]:
        """The run of a region that shares most with the passage, and what may stand for the rest."""
        mine = [word.lower() for word in self.words.words]
        theirs = [word.lower() for word in words.words[first:last]]
        best = score = 0
        run: tuple[int, int, int, int] | None = None
        begin = (0, 0)
        previous = 0
        for i, j, length in _shared(mine, theirs):
            i_end, j_end = i + length, j + length
            # The densest stretch of shared words, by Kadane's rule: a foreign word costs half a shared one.
            score -= j - previous
            if score < 0 or run is None:
                score, begin = 0, (i, j)
            score += 2 * (j_end - j)
            previous = j_end
            if score >= best:
                best, run = score, (*begin, i_end, j_end)
        if run is None:
            # Nothing is shared to the letter.
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
        """Where the passage's rare words stand in about its order."""
        length = len(self.words.words)
        step = max(8, length // 2)
        votes: defaultdict[int, float] = defaultdict(float)
        left = _SEEDS
        for number, places in sorted(self._seeds(words), key=lambda seed: len(seed[1])):
            for place in places[:left]:
                votes[(place - number) // step] += 1 / len(places)
            left -= len(places)
            if left <= 0:
                break
        for bucket in sorted(votes, key=lambda bucket: -votes[bucket])[:_REGIONS]:
            begin = bucket * step - step
            yield max(0, begin), min(len(words.words), begin + length + 3 * step)

    def _seeds(self, words: Words) -> Iterator[tuple[int, list[int]]]:
        """Numbers of the passage's words, each with the numbers of the same word in the text."""
        mine = self.words.words
        found = [(number, words.places[word]) for number, word in enumerate(mine) if word in words.places]
        yield from found
        if any(len(mine[number]) > 3 for number, _ in found):
            return
        from rapidfuzz.fuzz import ratio
        from rapidfuzz.process import extractOne

        vocabulary = [word for word in words.places if len(word) <= _LONGEST_WORD]
        longest = sorted(range(len(mine)), key=lambda number: -len(mine[number]))
        for number in longest[:_GUESSED_WORDS]:
            alike = extractOne(mine[number][:_LONGEST_WORD], vocabulary, scorer=ratio, score_cutoff=_ALIKE)
            if alike:
                yield number, words.places[alike[0]]

    def beside(self, text: Text, words: Words, base: int, window: _Window) -> Near:
        start, end = words.origin(window.first, window.last)
        start, end = start + base, end + base
        return Near(start, end, window.nearness, tuple(self._differences(text.text, words, base, window)))

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
    """Runs of words that two lists share in one order: where in each, and how many."""
    from rapidfuzz.distance import Indel, Levenshtein

    # Indel finds the most shared words, but takes a bit for every pair of words; Levenshtein does without.
    align = Indel.opcodes if len(mine) * len(theirs) < _ROOM else Levenshtein.opcodes
    for run in align(mine, theirs):
        if run.tag == "equal":
            yield run.src_start, run.dest_start, run.src_end - run.src_start


def _alignment(mine: list[str], theirs: list[str]) -> Iterator[tuple[_Kind, int, int, int, int]]:
    """Runs of two lists of words, side by side: the fewest words dropped, added or changed."""
    from rapidfuzz.distance import Levenshtein

    for run in Levenshtein.opcodes(mine, theirs):
        yield _KINDS[run.tag], run.src_start, run.src_end, run.dest_start, run.dest_end
