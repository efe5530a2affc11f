"""Quotations: does a recorded passage stand in its source's text, where, and in these very words?

Passages are told as in the W3C Web Annotation model: TextQuoteSelector (`exact`, `prefix`, `suffix`) and
TextPositionSelector (`start` inclusive, `end` exclusive). All offsets are code points of the text as it is.

Words are accepted only where they are equal when folded (`folding.py` has the list) and whole: a match never
begins or ends inside a word («правда» in «неправда», «can» in «can't»), inside a number («1» in «1,5», «5» in
«-5», «12» in «12 000» or «10–12») or just beside a negation that governs it («помогать» after «не»).
Nothing near is ever taken for the words themselves, and nothing is repaired.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice, pairwise
from unicodedata import normalize

from kzclaims.language.quotes.boundaries import LETTER, WORD_START, asks, hides, mended
from kzclaims.language.quotes.normalise import (
    DASHES,
    INVISIBLE,
    MARKS,
    QUOTES,
    SAME,
    SOFT_HYPHEN,
    SPACES,
    Folded,
    Span,
    Text,
    core,
    fold,
    other_case,
)
from kzclaims.language.quotes.similarity import ENOUGH, Difference, Near, compare, near

__all__ = [
    "MAX_CUT",
    "Allowance",
    "Difference",
    "Held",
    "Near",
    "Span",
    "Status",
    "Text",
    "find",
    "fold",
    "hold",
    "near",
]

MAX_CUT = 1000
"""The longest cut that an ellipsis may mark, in code points.

Two words or more must stand before, after and between cuts, of which there are no more than 15. A cut that
begins or ends with a negation, or begins with a question mark, isn't accepted: in the text, the words beside
it are denied or asked. Nor is one that begins or ends with an ellipsis of the text's own, unless the mark has
brackets: a bare mark may be that ellipsis.
"""
_MIN_WORDS = 2
_MAX_PIECES = 16

_MAX_PLACES = 1000
_MAX_WORK = 20_000_000  # letters compared for words that stand over and over inside longer ones
_SHOWN_PLACES = 10
_AROUND = 64
_CONTEXT = 64


class Status(StrEnum):
    EXACT = "exact"
    """As recorded, at its place."""
    MOVED = "moved"
    """The same words letter for letter, elsewhere."""
    NORMALISED = "normalised"
    """The same words in another typography, at its place or elsewhere."""
    AMBIGUOUS = "ambiguous"
    """The words stand in several places, and neither the recorded place nor the context tells which."""
    ALTERED = "altered"
    """Something near; the differences are marked."""
    NOT_FOUND = "not found"


class Allowance(StrEnum):
    """A kind of difference that is of typography, not of words."""

    SPACES = "spaces"
    SOFT_HYPHENS = "soft hyphens"
    INVISIBLE = "invisible characters"
    DASHES = "dashes"
    QUOTATION_MARKS = "quotation marks"
    YO = "ё"
    COMPOSITION = "composition"
    FIRST_LETTER = "case of the first letter"
    FINAL_PUNCTUATION = "final punctuation"
    ELLIPSIS = "ellipsis"


@dataclass(frozen=True, slots=True)
class Held:
    """What holding a passage against a text has shown."""

    status: Status
    start: int | None = None
    end: int | None = None
    """Where the words stand in the text, or for `altered` the nearest ones; None if nowhere or ambiguous."""
    moved: bool = False
    """A place was recorded, and the words stand at another."""
    allowances: tuple[Allowance, ...] = ()
    """For `normalised`: the kinds of difference."""
    cuts: tuple[Span, ...] = ()
    """For `normalised`: what a marked cut leaves out."""
    places: tuple[Span, ...] = ()
    """For `ambiguous`: the first ten places."""
    nearest: str = ""
    """For `altered`: the text's words at `start` to `end`."""
    nearness: float = 0.0
    """For `altered`: 0 to 1. Never a measure of truth: a lost «не» is very near."""
    differences: tuple[Difference, ...] = ()
    """For `altered`: word by word, what was kept, dropped, added, changed."""

    @property
    def stands(self) -> bool:
        """Are the passage's words the text's words?"""
        return self.status in {Status.EXACT, Status.MOVED, Status.NORMALISED}

    @property
    def verbatim(self) -> bool:
        """Are they so letter for letter?"""
        return self.status in {Status.EXACT, Status.MOVED}


def hold(
    text: Text,
    exact: str,
    *,
    prefix: str = "",
    suffix: str = "",
    start: int | None = None,
    end: int | None = None,
) -> Held:
    """Hold a recorded passage against a text.

    The recorded place tells first: words that stand there are taken whatever the context says. Words that
    stand elsewhere are taken if they stand there once, or if `prefix` and `suffix` fit one of their
    places clearly better than all others. Without a recorded place, words found to the letter are `exact`.
    """
    place = _place(text.text, exact, start, end)
    if place and exact.strip() and text.text[slice(*place)] == exact:
        whole = mended(text.text, place)
        return Held(Status.EXACT, *place) if whole == place else _altered(text, compare(text, exact, *whole), place)
    passage = _Passage(exact)
    if not passage.core.strip():
        return Held(Status.NOT_FOUND)
    if place:
        left = max(0, place.start - _AROUND)
        right = place.end + _AROUND + MAX_CUT * (len(passage.pieces) - 1)
        sound, torn = _matches(text.text, Folded(text.text[left:right]), left, passage)
        if here := _at_place(sound, place):
            return passage.held(text.text, here, place)
        if there := _at_place(torn, place):
            return _torn(text, exact, there, place)
    sound, torn = _matches(text.text, text.folded, 0, passage)
    if sound:
        chosen = sound[0] if len(sound) == 1 else _by_context(text.text, sound, prefix, suffix)
        if chosen:
            return passage.held(text.text, chosen, place)
        return Held(Status.AMBIGUOUS, places=tuple(Span(match.start, match.end) for match in sound[:_SHOWN_PLACES]))
    if torn:
        return _torn(text, exact, torn[0], place)
    found = near(text, exact, around=place)
    if found and found.nearness >= ENOUGH:
        return _altered(text, found, place)
    return Held(Status.NOT_FOUND)


def find(text: Text, words: str, *, limit: int | None = None) -> list[Span]:
    """Every place where the words stand in the text, whole and folded, in order.

    Words with a marked cut are found in their pieces. No more than 1,000 places are looked at.
    """
    passage = _Passage(words)
    if not passage.core.strip():
        return []
    sound, _ = _matches(text.text, text.folded, 0, passage)
    return [Span(match.start, match.end) for match in sound[:limit]]


def _place(text: str, exact: str, start: int | None, end: int | None) -> Span | None:
    if start is None:
        if end is None:
            return None
        start = end - len(exact)
    if end is None:
        end = start + len(exact)
    return Span(start, end) if 0 <= start < end <= len(text) else None


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    cuts: tuple[Span, ...] = ()

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


class _Passage:
    """Recorded words, ready to be looked for."""

    def __init__(self, exact: str) -> None:
        folded = Folded(exact)
        start, end = core(folded.string)
        self.exact = exact
        self.core = folded.string[start:end]
        begin, stop = folded.origin(start, end)
        self.head, self.words, self.tail = exact[:begin], exact[begin:stop], exact[stop:]
        self.pieces = [piece for piece in map(_piece, self.core.split("…")) if piece] or [self.core]
        self.bracketed = sum(mark[0] in "[(<" for mark in _ELLIPSIS.findall(self.words))
        self.asks = "?" in self.tail
        self.states = not self.asks and any(sign in ".!" for sign in self.tail) and ".." not in self.tail

    def held(self, text: str, match: _Match, place: Span | None) -> Held:
        """What a match says: letter for letter, or with what allowances."""
        start, end = match.span
        whole = Span(start - len(self.head), end + len(self.tail))
        if whole.start >= 0 and text[slice(*whole)] == self.exact:
            moved = place is not None and whole != place
            return Held(Status.MOVED if moved else Status.EXACT, *whole, moved=moved)
        allowances = self._inner_allowances(text, match)
        before = _fitting(self.head[::-1], text[max(0, start - len(self.head)) : start][::-1])
        after = _fitting(self.tail, text[end : end + len(self.tail)])
        allowances |= _edge_allowances(self.head[::-1], text[start - before : start][::-1], at_end=False)
        allowances |= _edge_allowances(self.tail, text[end : end + after], at_end=True)
        start, end = start - before, end + after
        return Held(
            Status.NORMALISED,
            start,
            end,
            moved=place is not None and not _same_place(Span(start, end), place),
            allowances=tuple(kind for kind in Allowance if kind in allowances),
            cuts=match.cuts,
        )

    def _inner_allowances(self, text: str, match: _Match) -> set[Allowance]:
        if not match.cuts:
            return _allowances(self.words, text[slice(*match.span)])
        borders = [match.start, *(border for cut in match.cuts for border in cut), match.end]
        source = "…".join(text[start:end] for start, end in zip(borders[::2], borders[1::2], strict=True))
        return _allowances(_bare_cuts(self.words), _bare_cuts(source)) | {Allowance.ELLIPSIS}


def _piece(words: str) -> str:
    """Words between two cuts: what punctuation stands beside a cut is not told by the text."""
    return words.rstrip(' .,;:!"-)').lstrip(' ,;"')


def _bare_cuts(words: str) -> str:
    return "…".join(part.strip(SPACES + ".,;:!)" + QUOTES + DASHES) for part in _ELLIPSIS.split(words))


def _matches(text: str, folded: Folded, base: int, passage: _Passage) -> tuple[list[_Match], list[_Match]]:
    """Where a passage's words stand whole, and where they stand but tear a word, number or negation apart."""
    string = folded.string
    sound: list[_Match] = []
    torn: list[_Match] = []

    def origin(start: int, end: int) -> Span:
        first, last = folded.origin(start, end)
        return Span(first + base, last + base)

    def judge(match: _Match, spans: list[Span], *, fair: bool = True) -> None:
        whole = all(mended(text, span) == span for span in spans)
        asked = asks(text, match.end)
        if fair and whole and not (passage.asks and not asked) and not (passage.states and asked):
            sound.append(match)
        else:
            torn.append(match)

    for start in islice(_occurrences(string, passage.core), _MAX_PLACES):
        span = origin(start, start + len(passage.core))
        judge(_Match(*span), [span])
    if sound or len(passage.pieces) == 1 or len(passage.pieces) > _MAX_PIECES:
        return sound, torn
    for pieces in _chains(string, passage.pieces):
        spans = [origin(*piece) for piece in pieces]
        gaps = _gaps(string, pieces)
        cuts = tuple(
            Span(left.end, right.start) for (left, right), gap in zip(pairwise(spans), gaps, strict=True) if gap != "…"
        )
        fair = not any(hides(text, cut) for cut in cuts)
        if len(cuts) > passage.bracketed:
            fair = fair and not any(map(_ends_at_pause, gaps))
        judge(_Match(spans[0].start, spans[-1].end, cuts), spans, fair=fair)
    return sound, torn


def _occurrences(string: str, words: str) -> Iterator[int]:
    """Where folded words stand in a folded text, not inside longer words. The work is bounded."""
    begins, ends = (LETTER.match(sign) is not None for sign in (words[0], words[-1]))
    cases = {words, other_case(words)}
    following = {case: string.find(case) for case in cases}
    work = 0
    while found := [(at, case) for case, at in following.items() if at >= 0]:
        at, case = min(found)
        after = at + len(words)
        next_at = at + 1
        if begins and at and LETTER.match(string, at - 1):
            word = WORD_START.search(string, next_at)
            next_at = word.start() if word else len(string)
        elif not (ends and LETTER.match(string, after)):
            yield at
        work += len(words)
        if work > _MAX_WORK:
            return
        following[case] = string.find(case, next_at)


def _chains(string: str, pieces: list[str]) -> Iterator[list[Span]]:
    """Where pieces follow one another with cuts that are short enough: the tightest such places."""
    last: list[Span] = []
    for start in islice(_occurrences(string, pieces[0]), _MAX_PLACES):
        chain = [Span(start, start + len(pieces[0]))]
        for piece in pieces[1:]:
            done = chain[-1].end
            window = string[done - 1 : done + MAX_CUT + len(piece) + 1]
            # Only the passage's first letter is free in its case.
            at = next((at for at in _occurrences(window, piece) if at and window[at : at + 1] == piece[:1]), None)
            if at is None:
                break
            chain.append(Span(done - 1 + at, done - 1 + at + len(piece)))
        else:
            if not _enough(string, chain):
                continue
            if last and last[1:] != chain[1:]:
                yield last
            last = chain
    if last:
        yield last


def _gaps(string: str, chain: list[Span]) -> list[str]:
    return [string[left.end : right.start] for left, right in pairwise(chain)]


def _enough(string: str, chain: list[Span]) -> bool:
    """Are there two words or more between any two cuts?"""
    groups = [string[slice(*chain[0])]]
    for piece, gap in zip(chain[1:], _gaps(string, chain), strict=True):
        if gap == "…":
            groups[-1] += " " + string[slice(*piece)]
        else:
            groups.append(string[slice(*piece)])
    return all(len(WORD_START.findall(group)) >= _MIN_WORDS for group in groups)


def _ends_at_pause(gap: str) -> bool:
    """Does a folded cut begin or end with the text's own ellipsis? A bare mark may be that one."""
    return len(gap) > 1 and (gap[0] == "…" or gap[-1] == "…")


def _overlap(match: _Match, place: Span) -> int:
    return max(0, min(match.end, place.end) - max(match.start, place.start))


def _same_place(span: Span, place: Span) -> bool:
    """Do two spans lie upon each other by more than half of the shorter?"""
    shared = min(span.end, place.end) - max(span.start, place.start)
    return 2 * shared > min(span.end - span.start, place.end - place.start)


def _at_place(matches: list[_Match], place: Span) -> _Match | None:
    """The one match that lies upon the recorded place more than all others do."""
    here = [match for match in matches if _same_place(match.span, place)]
    here.sort(key=lambda match: -_overlap(match, place))
    if not here or (len(here) > 1 and _overlap(here[0], place) == _overlap(here[1], place)):
        return None
    return here[0]


def _by_context(text: str, matches: list[_Match], prefix: str, suffix: str) -> _Match | None:
    """The one match with the recorded surroundings: all of them, or far more of them than elsewhere."""
    before, after = _letters(prefix)[::-1], _letters(suffix)
    if not before + after or len(matches) >= _MAX_PLACES:
        return None
    width = 2 * max(len(prefix), len(suffix), _CONTEXT)
    scores = [
        _shared(before, _letters(text[max(0, match.start - width) : match.start])[::-1])
        + _shared(after, _letters(text[match.end : match.end + width]))
        for match in matches
    ]
    best = max(scores)
    others = sorted(scores)[-2]
    clear = best == len(before + after) or 2 * others < best
    if others == best or not clear or 2 * best < len(before + after):
        return None
    return matches[scores.index(best)]


def _letters(words: str) -> str:
    return re.sub(r"\W+", "", Folded(words).string)


def _shared(one: Iterable[str], other: Iterable[str]) -> int:
    """How many signs two strings share from their beginning."""
    length = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        length += 1
    return length


_ELLIPSIS = re.compile(r"[\[(<]?(?:…|\.(?:\s*\.)+)[\])>]?")
_KINDS = {
    Allowance.SPACES: re.compile(r"\s+"),
    Allowance.SOFT_HYPHENS: re.compile(SOFT_HYPHEN),
    Allowance.INVISIBLE: re.compile(f"[{INVISIBLE}]"),
    Allowance.DASHES: re.compile(f"[{DASHES}]"),
    Allowance.QUOTATION_MARKS: re.compile(f"[{QUOTES}]"),
    Allowance.COMPOSITION: re.compile(f"[{MARKS}]"),
    Allowance.ELLIPSIS: _ELLIPSIS,
}
_YO = re.compile("[её]")


def _allowances(recorded: str, source: str) -> set[Allowance]:
    """In what kinds two wordings that fold to the same differ.

    Each kind has characters of its own, so it differs if and only if the sequence of these does.
    """
    if recorded == source:
        return set()
    kinds = {kind for kind, pattern in _KINDS.items() if pattern.findall(recorded) != pattern.findall(source)}
    yo = [_YO.findall(normalize("NFC", words.lower())) for words in (recorded, source)]
    if yo[0] != yo[1]:
        kinds.add(Allowance.YO)
    if recorded[0] != source[0] and recorded[0].lower() == source[0].lower():
        kinds.add(Allowance.FIRST_LETTER)
    return kinds or {Allowance.COMPOSITION}  # letters that Unicode holds for the same, as Å and the ångström sign


def _fitting(edge: str, beside: str) -> int:
    """How many signs beside a match are those of the passage's edge."""
    return _shared([SAME.get(sign, sign) for sign in edge], [SAME.get(sign, sign) for sign in beside])


def _edge_allowances(edge: str, beside: str, *, at_end: bool) -> set[Allowance]:
    kinds = set()
    for number, sign in enumerate(edge):
        if beside[number : number + 1] == sign:
            continue
        kinds.add(_edge_kind(sign, at_end=at_end))
    return kinds


def _edge_kind(sign: str, *, at_end: bool) -> Allowance:
    if sign in QUOTES:
        return Allowance.QUOTATION_MARKS
    if sign in SPACES:
        return Allowance.SPACES
    if sign == SOFT_HYPHEN:
        return Allowance.SOFT_HYPHENS
    if sign in INVISIBLE:
        return Allowance.INVISIBLE
    if sign == "…":
        return Allowance.ELLIPSIS
    if at_end:
        return Allowance.FINAL_PUNCTUATION
    return Allowance.DASHES if sign in DASHES else Allowance.ELLIPSIS


def _torn(text: Text, exact: str, match: _Match, place: Span | None) -> Held:
    start, end = mended(text.text, match.span)
    if asks(text.text, end):
        end = text.text.index("?", end) + 1
    return _altered(text, compare(text, exact, start, end), place)


def _altered(text: Text, found: Near, place: Span | None) -> Held:
    return Held(
        Status.ALTERED,
        found.start,
        found.end,
        moved=place is not None and not _same_place(Span(found.start, found.end), place),
        nearest=text.text[found.start : found.end],
        nearness=found.nearness,
        differences=found.differences,
    )
