"""Texts and passages, each normalised and cut into words once, when first needed."""

import re
from collections import defaultdict
from functools import cached_property, partial
from unicodedata import is_normalized

from kzclaims.language.quotes.asides import ASIDE, asides_in, without_aside
from kzclaims.language.quotes.normalise import (
    BRACKETED,
    DASHES,
    DIVIDED,
    MARKS,
    NOTE,
    QUOTES,
    REWRITTEN,
    SPACES,
    STRESS,
    Normalised,
    Span,
    core,
)

ELLIPSIS = re.compile(r"[\[(<{/]?(?:[…‥⋯]|\.(?:\s*\.)+)[\])>}/]?")

SPACED = re.compile(r"(?<![^\s«„“(\"])(?:[^\W\d_][ \u00a0\u2009\u202f]){3,}[^\W\d_](?!\w)")
"""Letters with spaces between them («н и к о г д а»), a way to stress a word."""
_MAY_BE_SPACED = re.compile(r"[ \u00a0\u2009\u202f][^\W\d_][ \u00a0\u2009\u202f][^\W\d_][ \u00a0\u2009\u202f]")

_NOTE_SIGN = re.compile(r"[\[<*†‡\u2070\u00b9\u00b2\u00b3\u2074-\u2079]")  # takes a twentieth of the time of NOTE
_LETTERS = re.compile(r"[^\W\d_]+")
_COMPOUND = re.compile(r"(?<![^\W\d_])[^\W\d_]+-[^\W\d_]+")
_LONGER = 4
_EDGE_START, _EDGE_END = ' ,;"', ' .,;:!"-)'
_WORD = re.compile(rf"\d+(?:[.,]\d+)*|[^\W\d_](?:[^\W\d_]|['{MARKS}])*|\S")


class Words:
    """A normalised string cut into words, numbers and signs, which are addressed by index."""

    def __init__(self, normalised: Normalised, start: int = 0, end: int | None = None) -> None:
        string = normalised.string
        found = _WORD.finditer(string, start, len(string) if end is None else end)
        self.spans = [word.span() for word in found]
        self.words = [string[first:last] for first, last in self.spans]
        self._normalised = normalised

    @cached_property
    def indexes(self) -> dict[str, list[int]]:
        """The indexes of each word and number (not of signs)."""
        indexes: defaultdict[str, list[int]] = defaultdict(list)
        for index, word in enumerate(self.words):
            if word[0].isalnum():
                indexes[word].append(index)
        return dict(indexes)

    def between(self, first: int, last: int) -> str:
        """Return the normalised string from one word to another, `last` exclusive."""
        return self._normalised.string[self.spans[first][0] : self.spans[last - 1][1]] if first < last else ""

    def origin(self, first: int, last: int) -> Span:
        """Return the span of at least one word in the original."""
        return self._normalised.origin(self.spans[first][0], self.spans[last - 1][1])


class Text:
    """A text in which many passages are looked for."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def normalised(self) -> Normalised:
        return Normalised(self.text)

    @cached_property
    def words(self) -> Words:
        return Words(self.normalised)

    @cached_property
    def lowered(self) -> str:
        """The normalised text in lower case, with each character at its place."""
        return lower(self.normalised.string)

    @cached_property
    def _plain_letters(self) -> str | None:
        """The text in lower case if the letters of its words are those of the normalised text, otherwise None."""
        is_rewritten = REWRITTEN.search(self.text) or not is_normalized("NFC", self.text)
        return None if is_rewritten else lower(self.text).replace("ё", "е")

    def may_contain(self, words: list[str]) -> bool:
        """Return False if a word is certainly missing in the normalised text, which need not be known for that."""
        return self._plain_letters is None or all(word in self._plain_letters for word in words)

    @cached_property
    def without_notes(self) -> Normalised | None:
        """The normalised text without its footnote marks, or None if there are none."""
        if not _NOTE_SIGN.search(self.text) or not NOTE.search(self.text):
            return None
        return Normalised(self.text, without=(NOTE, lambda _: ""))

    @cached_property
    def without_asides(self) -> list[Normalised]:
        """The normalised text without the words of reporters within quotations, with a comma there and without."""
        if not asides_in(self.text, Span(0, len(self.text))):
            return []
        return [Normalised(self.text, without=(ASIDE, partial(without_aside, joint=joint))) for joint in (" ", ", ")]

    @cached_property
    def without_sharp_s(self) -> Normalised | None:
        """The normalised text with «ss» for ß, or None if it has no ß."""
        return Normalised(self.text, keep_sharp_s=False) if "ß" in self.lowered else None

    @cached_property
    def has_spaced_letters(self) -> bool:
        return _MAY_BE_SPACED.search(self.text) is not None and SPACED.search(self.text) is not None

    @cached_property
    def has_divided_words(self) -> bool:
        return DIVIDED.search(self.text) is not None


class Passage:
    """Recorded words: their normalised core, the pieces between ellipses, and the signs at both ends."""

    def __init__(self, exact: str) -> None:
        self.exact = exact
        self._normalised = Normalised(exact)
        self._core = core(self._normalised.string)
        self.core = self._normalised.string[slice(*self._core)]
        start, end = self._normalised.origin(*self._core)
        self.head, self.body, self.tail = exact[:start], exact[start:end], exact[end:]
        self.count = len(_LETTERS.findall(self.core))
        self.is_question = "?" in self.tail

    @cached_property
    def compounds(self) -> frozenset[str]:
        """The words with a hyphen, in lower case."""
        return frozenset(_COMPOUND.findall(self.core.lower()))

    @cached_property
    def letters(self) -> list[str]:
        """The longer words, in lower case, without hyphens and apostrophes."""
        return [word for word in _LETTERS.findall(lower(self.core)) if len(word) >= _LONGER and "ß" not in word]

    @cached_property
    def necessary(self) -> list[str]:
        """Words in lower case that every text with the passage contains."""
        pieces = [lower(piece) for piece in self.pieces]
        return [max(piece.split("-"), key=len) for piece in pieces] if self.compounds else pieces

    @cached_property
    def has_stress(self) -> bool:
        return STRESS.search(self.exact) is not None

    @cached_property
    def with_cases_restored(self) -> "Passage | None":
        """The passage without the changes of case that its brackets mark («… [T]he»), or None if there are none."""
        if not BRACKETED.search(self.exact):
            return None
        return Passage(BRACKETED.sub(lambda found: found[1].swapcase(), self.exact))

    @cached_property
    def words(self) -> Words:
        string = self._normalised.string
        return Words(self._normalised, self._core.start, max(self._core.end, string.rfind("?") + 1))

    @cached_property
    def pieces(self) -> list[str]:
        """The normalised words between ellipses, without the punctuation next to an ellipsis."""
        return [part.rstrip(_EDGE_END).lstrip(_EDGE_START) for part in self._parts] or [self.core]

    @cached_property
    def _parts(self) -> list[str]:
        return [part for part in self.core.split("…") if part.rstrip(_EDGE_END).lstrip(_EDGE_START)]

    @cached_property
    def quotes_beside_cuts(self) -> list[tuple[int, int]]:
        """The numbers of quotation marks directly before and after each ellipsis."""
        before = [len(part.rstrip(_EDGE_END)) for part in self._parts]
        after = [len(part) - len(part.lstrip(_EDGE_START)) for part in self._parts]
        return [
            (left[length:].count('"'), right[:margin].count('"'))
            for left, length, right, margin in zip(self._parts, before, self._parts[1:], after[1:], strict=False)
        ]

    @property
    def bracketed_ellipses(self) -> int:
        """Return the number of ellipses with brackets, which can't be the text's own."""
        return sum(mark[0] in "[(<{/" for mark in ELLIPSIS.findall(self.body))

    @property
    def is_sentence(self) -> bool:
        """Return True if the passage ends with a full stop or an exclamation mark."""
        return not self.is_question and any(sign in ".!" for sign in self.tail) and ".." not in self.tail


def join_spaced(found: re.Match[str], words: str) -> str:
    """Return spaced letters as the words of a passage that have these letters, or as one word."""
    letters = re.sub(r"\s", "", found.group())
    pattern = " ?".join(letters.replace("ё", "е").replace("Ё", "Е"))
    same = re.search(rf"(?<!\w){pattern}(?!\w)", words) or (
        re.search(rf"(?i:(?<!\w){pattern}(?!\w))", words) if letters.isupper() else None
    )
    return same.group() if same else letters


def lower(text: str) -> str:
    """Return a text in lower case without changing its length."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(one.lower() if len(one.lower()) == 1 else one for one in text)


def without_edges(words: str) -> str:
    """Return words with their ellipses unified and the punctuation next to them removed."""
    return "…".join(part.strip(SPACES + ".,;:!)" + QUOTES + DASHES) for part in ELLIPSIS.split(words))
