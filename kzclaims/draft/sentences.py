"""Split a text into sentences, quotations and words, each with its offsets in the text.

Texts from web pages often lack the spaces between paragraphs ("…сказал он.Президент…"), so a sentence may also end
without one. Offsets count code points, `end` exclusive.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from kzclaims.draft.cues import is_speech
from kzclaims.draft.morphology import is_known, is_listed
from kzclaims.language.names.folding import word_set

OPENING = "«„“‹"
CLOSING = {"«": "»", "„": "“”", "“": "”“", "‹": "›"}
_DASH = "-–—―"
DEEPEST = 4
"""The most quotations within one another."""
LONGEST_QUOTATION = 6000
"""A quotation mark without a partner within this many characters is not one."""

# A domain, a number with its fraction, a word with hyphens, or one other character.
_WORD = re.compile(
    r"(?:https?://[^\s<>«»\"]+)|[A-Za-z0-9-]{1,63}\.(?:kz|ru|com|org|net|info|ua|uz|kg|media|news)(?![a-z])|\d+(?:[.,]\d+)*"
    r"|[A-Za-zÀ-ɏ]+(?:['’][A-Za-zÀ-ɏ]+)*(?:[-‐‑][^\W_]+)*|(?:(?![A-Za-z])[^\W\d_])+(?:['’ʼ][^\W\d_]+)*(?:[-‐‑][^\W_]+)*"
    r"|[^\w\s]|\w"
)
_ABBREVIATIONS = word_set(
    """г гг в вв тыс млн млрд трлн руб коп ул пр просп д кв стр с см ср им проф акад т п н э т.д т.п др обл р р-н
    кг км м св ст рис напр англ фр лат mr mrs ms dr prof st sen gov rep gen col lt jr sr inc ltd co vs no dept
    univ etc u.s тг теңге доб тел"""
)  # fmt: skip
_END = re.compile(r"[.!?…]+[»”\"’)\]]*|\n+")


class Word(NamedTuple):
    """A word, number or other character of a text."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """Return the offset after the last code point."""
        return self.start + len(self.text)

    @property
    def is_capitalised(self) -> bool:
        """Return True if the word begins with a capital letter."""
        return self.text[:1].isupper()

    @property
    def is_word(self) -> bool:
        """Return True for a word in letters."""
        return self.text[:1].isalpha()


class Span(NamedTuple):
    """A part of a text."""

    start: int
    end: int

    def within(self, other: "Span") -> bool:
        """Return True if the other span contains this one."""
        return other.start <= self.start and self.end <= other.end


class Spans:
    """Spans that don't overlap, to be looked up by their place."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = sorted(spans)

    def cover(self, span: Span) -> bool:
        """Return True if one of the spans contains this one."""
        place = bisect_right(self._spans, span.start, key=lambda one: one.start) - 1
        return place >= 0 and span.within(self._spans[place])

    def inside(self, span: Span) -> list[Span]:
        """Return the spans that this one contains."""
        first = bisect_left(self._spans, span.start, key=lambda one: one.start)
        last = bisect_left(self._spans, span.end, key=lambda one: one.start)
        return [one for one in self._spans[first:last] if one.within(span)]


def words(text: str, span: Span) -> list[Word]:
    """Return the words within a span; two glued words are split where a capital or a verb of speech begins."""
    found: list[Word] = []
    for match in _WORD.finditer(text, span.start, span.end):
        begin = match.start()
        is_name = begin > 0 and text[begin - 1] in '«"“'  # «СтройЛюкс»
        for end in [*(() if is_name else _seams(match[0])), len(match[0])]:
            found.append(Word(text[begin : match.start() + end], begin))
            begin = match.start() + end
    return found


@lru_cache(maxsize=16384)
def _seams(word: str) -> tuple[int, ...]:
    """Return the places within a word where two words were glued together: «средствГлава», «передаетTengrinews»."""
    if word.isascii() or not word.isalpha():
        return ()
    found = tuple(place for place in range(2, len(word) - 1) if word[place - 1].islower() and word[place].isupper())
    return found or _verb_seam(word)


def _verb_seam(word: str) -> tuple[int, ...]:
    """Return the place where a verb of speech was glued to an unknown word: «Досаеврассказал», «чтоновое»."""
    if len(word) < 8 or is_known(word):
        return ()
    if word.startswith("что") and is_listed(word[3:]):
        return (3,)
    for tail in ("для", "чтобы", "также"):
        if word.endswith(tail) and is_listed(word[: -len(tail)]):
            return (len(word) - len(tail),)
    for place in range(3, len(word) - 5):
        if is_speech(word[place:]) and (word[0].isupper() or is_listed(word[:place])):
            return (place,)
    return ()


def quotations(whole: str, start: int = 0, stop: int | None = None) -> list[Span]:
    """Return the outermost quotations between two offsets with their marks, in order."""
    text = whole[start:stop]
    found: list[Span] = []
    match = _OPENING.search(text)
    while match:
        place, mark, end = match.start(), match[0], None
        if mark != '"':
            end = _closing(text, place, mark)
        elif text[place + 1 : place + 2].isalnum() or _opens(text, place):
            end = _closing_straight(text, place)
        if end is not None:
            found.append(Span(start + place, start + end))
        match = _OPENING.search(text, place + 1 if end is None else end)
    return found


_OPENING = re.compile(f'[{OPENING}"]')


def _closing(text: str, start: int, mark: str) -> int | None:
    depth, closing = 1, CLOSING[mark]
    for place in range(start + 1, min(len(text), start + LONGEST_QUOTATION)):
        one = text[place]
        if one in closing and not (one == mark and _opens(text, place)):
            depth -= 1
            if depth == 0 or _ends_before_cue(text, place + 1):
                return place + 1
        elif one == mark:
            depth += 1
            if depth > DEEPEST:
                return None
    return None


def _opens(text: str, place: int) -> bool:
    """Return True if a straight mark opens a quotation: a word follows, and no word or comma is before it."""
    after = text[place + 1 : place + 2]
    before = text[place - 1 : place] if place else " "
    return (after.isalnum() or (after != "" and after in '«“„…-–—("[')) and not (before.isalnum() or before in ",;)»”")


def _closing_straight(text: str, start: int) -> int | None:
    """Return the end of a quotation in straight marks, where names of one or two words may stand in marks, too."""
    depth = 1
    for match in _MARK.finditer(text, start + 1, start + LONGEST_QUOTATION):
        place = match.start()
        if match[0] != '"':
            return None
        if _opens(text, place) and not (text[place - 1].isspace() and _ends_before_cue(text, place + 1)):
            if text[place - 1] in ".!?…":
                return None  # A new sentence begins with a mark, so the first one was left open.
            depth += 1
            if depth > DEEPEST:
                return None
        else:
            depth -= 1
            if depth == 0 or _ends_before_cue(text, place + 1):
                return place + 1
    return None


_MARK = re.compile(r"\"|\n\n")
_BEFORE_CUE = re.compile(rf"\s{0, 3}[,.!?…]?\s{0, 3}[{_DASH}]\s*[^\W\d_]")


def _ends_before_cue(text: str, place: int) -> bool:
    """Return True if a comma and a dash follow, after which the cue stands: «…», — сказал он."""
    match = _BEFORE_CUE.match(text, place)
    return match is not None and "," in match[0]


def sentences(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Return the sentences between two offsets. Outermost quotations of several sentences are not split."""
    stop = len(text) if end is None else end
    return sentences_around(text, start, stop, quotations(text, start, stop))


def sentences_around(text: str, start: int, stop: int, closed: list[Span]) -> list[Span]:
    """Return the sentences between two offsets, whose quotations are known."""
    found: list[Span] = []
    begin = start
    for place in _ends(text, start, stop, closed):
        if text[begin:place].strip():
            found.append(_stripped(text, begin, place))
        begin = place
    if text[begin:stop].strip():
        found.append(_stripped(text, begin, stop))
    return found


def _ends(text: str, start: int, stop: int, closed: list[Span]) -> Iterator[int]:
    """Yield the offsets after the ends of sentences outside quotations."""
    places = sorted({*_after_marks(text, start, stop), *_after_quotations(text, closed), *_glued(text, start, stop)})
    index = 0
    for place in places:
        while index < len(closed) and closed[index].end < place:
            index += 1
        if index == len(closed) or not closed[index].start < place < closed[index].end:
            yield place


def _after_marks(text: str, start: int, stop: int) -> Iterator[int]:
    for match in _END.finditer(text, start, stop):
        if match[0][0] == "\n":
            # «…, \n– сказал он»: the line goes on.
            if (
                not _CONTINUES.match(text, match.end())
                or text[max(0, match.start() - 9) : match.start()].rstrip()[-1:] in ".:"
            ):
                yield match.end()
        elif _is_end(text, match.start(), match.end()):
            yield match.end()


_CONTINUES = re.compile(rf"\s*[{_DASH}]\s*[^\W\d_A-ZА-ЯЁІЇЄҐ]")


_LAST_WORD = re.compile(r"[\w.]*\w$")


def _is_end(text: str, mark: int, after: int) -> bool:
    """Return True if a sentence ends with the mark: a capital, digit, dash or quotation follows, no abbreviation."""
    rest = text[after : after + 40]
    following = rest.lstrip()
    if not following:
        return True
    first = following[0]
    glued = following is rest or rest[:1] == first
    if not (
        first.isupper()
        or (first.isdigit() and not glued)
        or first in OPENING + '"[(■•*'
        or (first in _DASH and not glued)
    ):
        return False
    if first in _DASH and text[after - 1] in '»”"':
        return False
    if text[mark] != "." or after - mark > 1:
        return not (first in _DASH and _BEFORE_CUE.match(text, after))
    before = _LAST_WORD.search(text[max(0, mark - 20) : mark])
    word = before[0].casefold() if before else ""
    if len(word) == 1 and word.isalpha() and before and before[0].isupper():
        return False  # an initial
    return not (word in _ABBREVIATIONS and (not glued))


def _after_quotations(text: str, closed: list[Span]) -> Iterator[int]:
    """Yield the end of each quotation that ends a sentence, and the beginning of one that follows a sentence."""
    for one in closed:
        before, last, after = text[one.start - 1 : one.start], text[one.end - 2], text[one.end : one.end + 3]
        if before in (".", "!", "?", "…", ":"):
            yield one.start
        following = after.lstrip()
        if last in ".!?…" and (not following or following[0].isupper()):
            yield one.end


def _glued(text: str, start: int, stop: int) -> Iterator[int]:
    """Yield the places where a heading or a caption was glued to a sentence that begins with a function word."""
    for match in _SEAM.finditer(text, start, stop):
        yield match.start() + 1


_SEAM = re.compile(
    r"[а-яё\d](?=(?:По|В|Во|На|Как|С|Со|При|Однако|Также|Кроме|Он|Она|Они|Это|Но|И|А|Так|Напомним|Ранее|Сейчас"
    r"|После|Для|За|Из|К|Об|От|Фото|Читайте)\s)"
)


def _stripped(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
