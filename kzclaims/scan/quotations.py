"""Find the quotations and the sentences of a manuscript, with the speakers that it certainly names.

A quotation is in quotation marks, in a block that Markdown marks with `>`, or it is direct speech after a dash that
the text attributes. Words in quotation marks may be names; the fewer there are, the less they are searched for.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from kzclaims.draft.draft import drafted
from kzclaims.draft.people import Person
from kzclaims.draft.sentences import Span, Spans, quotations, sentences
from kzclaims.draft.speakers import Drafted
from kzclaims.language.quotes.asides import ASIDE, without_aside
from kzclaims.language.quotes.operators import has_operator
from kzclaims.scan.manuscript import Manuscript
from kzclaims.store.read.wordings import TOKEN

FEWEST_WORDS = 4
"""The fewest words of a quotation that is searched for even if nobody is named as its speaker."""

ATTRIBUTED = ("ru", "uk", "kk", "en")
"""The languages in which speakers are read from the text. In others, none is certain enough to contradict a record."""

_SINGLE = re.compile(r"(?<!\w)‘(?=\w)[^‘\n]{15,2000}?’(?!\w)")
_SIGNATURE = re.compile(r"\n[^\S\n]*[–—-]{1,2}\s?[^\n]{1,200}\s*\Z")
_SIGNING = " \t\r\n\u00a0–—-.,"
_FULL_NAME = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*(?: [^\W\d_]+(?:['’-][^\W\d_]+)*){1,3}")
_ADDRESSING = ("told", "tells", "asked", "asks")
_NEAR = 200
"""The greatest distance, in code points, between two parts of a quotation that an aside interrupts."""
_BEFORE = 12
"""The number of code points before an attribution in which a negation denies it."""
_EDGES = " \t\r\n\u00a0"


@dataclass(frozen=True)
class Quotation:
    """Words that a manuscript quotes."""

    span: Span
    words: str
    """The words as they are printed."""
    wordings: tuple[str, ...]
    """The words, or several ways to join the parts that a reporter's words interrupt."""
    speaker: Person | None
    """The speaker, if the manuscript makes it certain."""
    attribution: str | None
    """The words that attribute the quotation."""
    full_name: str | None = None
    """A full name that is all of the attribution but its verb, if the speaker is open."""

    @property
    def count(self) -> int:
        """The number of its words."""
        return max(len(TOKEN.findall(one)) for one in self.wordings)


def find_quotations(manuscript: Manuscript) -> list[Quotation]:
    """Return the quotations of a manuscript in their order."""
    text = manuscript.text
    marked = quotations(text)
    single = (Span(*found.span()) for found in _SINGLE.finditer(text))
    marked = sorted([*marked, *(one for one in single if not _overlaps(one, marked))])
    said = _Attributed(manuscript)
    found = [_quotation(text, one, said) for one in _joined(text, marked)]
    for block in manuscript.blocks:
        signature = _SIGNATURE.search(text, *block)
        span = Span(block.start, signature.start()) if signature else block
        if not _overlaps(span, marked):
            words = text[slice(*span)].strip()
            signed = signature.group().strip(_SIGNING) if signature else None
            found.append(Quotation(span, words, (words,), None, signed, _full_name(signed or "")))
    taken = sorted(one.span for one in found if one.count >= FEWEST_WORDS)
    short = Spans(one.span for one in found)
    for one in said.direct:
        if not _overlaps(one.said.span, taken) and not short.cover(one.said.span):
            words = text[slice(*one.said.span)]
            found = [other for other in found if not other.span.within(one.said.span)]
            found.append(_attributed(text, one.said.span, words, (words,), [one]))
    return sorted((one for one in found if one.count), key=lambda one: one.span)


def find_inner(text: str, quotation: Quotation) -> list[Quotation]:
    """Return the quotations within a quotation. Their speaker is open."""
    start, end = quotation.span.start + 1, quotation.span.end - 1
    inner = [Span(one.start + start, one.end + start) for one in quotations(text[start:end])]
    return [Quotation(one, _inside(text, one), (_inside(text, one),), None, None) for one in inner]


def find_sentences(text: str, quoted: Sequence[Quotation]) -> Iterator[Span]:
    """Yield the sentences that are not quoted."""
    taken = [one.span for one in quoted]
    yield from (one for one in sentences(text) if not _overlaps(one, taken))


class _Attributed:
    """The statements that the manuscript attributes, by their places."""

    def __init__(self, manuscript: Manuscript) -> None:
        known = manuscript.lang.partition("-")[0] in ATTRIBUTED
        self._found = drafted(manuscript.text, manuscript.lang)[1] if known else []
        self._longest = max((one.said.span.end - one.said.span.start for one in self._found), default=0)

    @property
    def direct(self) -> list[Drafted]:
        return [one for one in self._found if one.said.kind == "direct" and one.said.attribution is not None]

    def near(self, span: Span) -> list[Drafted]:
        """Return the statements within a span, or else the shortest that contains it."""
        first = bisect_left(self._found, span.start - self._longest, key=lambda one: one.said.span.start)
        last = bisect_left(self._found, span.end, key=lambda one: one.said.span.start)
        some = self._found[first:last]
        if within := [one for one in some if one.said.span.within(span) and one.said.kind == "direct"]:
            return within
        around = [one for one in some if span.start >= one.said.span.start and span.end <= one.said.span.end + 1]
        return sorted(around, key=lambda one: one.said.span.end - one.said.span.start)[:1]


def _overlaps(span: Span, others: Sequence[Span]) -> bool:
    """Return True if one of some sorted spans shares a place with this one."""
    place = bisect_left(others, span.end, key=lambda one: one.start) - 1
    return place >= 0 and others[place].end > span.start


def _joined(text: str, marked: Sequence[Span]) -> Iterator[Span]:
    """Yield quotations; two parts that only a reporter's words interrupt are one: “We,” she said, “won”."""
    if not marked:
        return
    current = marked[0]
    for one, following in pairwise(marked):
        aside = (
            ASIDE.match(text, one.end - 2, min(len(text), following.start + 2)) if _are_near(one, following) else None
        )
        if aside and aside["close"] and aside.end() == following.start + 1 and without_aside(aside, "") == "":
            current = Span(current.start, following.end)
        else:
            yield current
            current = following
    yield current


def _are_near(one: Span, following: Span) -> bool:
    return one.end - one.start > 2 and following.start - one.end < _NEAR


def _quotation(text: str, span: Span, attributed: _Attributed) -> Quotation:
    said = attributed.near(span)
    words = _inside(text, span)
    wordings = [ASIDE.sub(partial(without_aside, joint=joint), words) for joint in (" ", ", ")]
    if wordings[0] == words:
        parts = [text[slice(*one.said.span)] for one in said if one.said.kind == "direct"]
        if len(parts) > 1:
            wordings = [joint.join(part.rstrip(",") for part in parts) for joint in (" ", ", ")]
    return _attributed(text, span, words, tuple(dict.fromkeys(wordings)), said)


def _attributed(text: str, span: Span, words: str, wordings: tuple[str, ...], said: Sequence[Drafted]) -> Quotation:
    speakers = {id(one.speaker): one.speaker for one in said}
    speaker = next(iter(speakers.values())) if len(speakers) == 1 else None
    first = next((one.said for one in said if one.said.attribution), None)
    if first is None or first.attribution is None:
        return Quotation(span, words, wordings, speaker, None)
    cue = text[slice(*first.attribution)]
    start = max(0, first.attribution.start - _BEFORE)
    start = max(start, span.end) if span.end <= first.attribution.start else start  # The quotation may have a negation.
    if has_operator(text[start : first.attribution.end]):
        return Quotation(span, words, wordings, None, cue)  # «Он не говорил: «…»»
    rest = cue.replace(first.verb.text, "") if first.verb and first.verb.text not in _ADDRESSING else ""
    return Quotation(span, words, wordings, speaker, cue, None if speaker else _full_name(rest))


def _full_name(words: str) -> str | None:
    """Return words if they are nothing but two to four names."""
    name = " ".join(words.split())
    return name if _FULL_NAME.fullmatch(name) and all(part[0].isupper() for part in name.split()) else None


def _inside(text: str, span: Span) -> str:
    """Return the words between quotation marks."""
    return text[span.start + 1 : span.end - 1].strip(_EDGES)
