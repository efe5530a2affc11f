"""Match a recorded passage against its source's text.

Passages follow the W3C Web Annotation model: TextQuoteSelector (`exact`, `prefix`, `suffix`) and
TextPositionSelector (`start` inclusive, `end` exclusive). All offsets are code points of the unchanged text.

Words match only where they are equal when normalised (`normalise.py` lists the rules) and whole: a match never
begins or ends inside a word («правда» in «неправда», «can» in «can't»), inside a number («1» in «1,5», «5» in
«-5», «12» in «12 000» or «10–12»), in a sentence that denies it («помогать» after «не») or puts a condition on it
(«Если …»), or in a question that it states. Similar words never match, and nothing is corrected.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import islice
from typing import Literal

from kzclaims.language.quotes.allowances import Allowance, edge_allowances, shared_edge, shared_length, word_allowances
from kzclaims.language.quotes.asides import asides_in, is_aside
from kzclaims.language.quotes.boundaries import whole_words
from kzclaims.language.quotes.context import goes_on, out_of_context
from kzclaims.language.quotes.cuts import MAX_SENTENCE, Objection, asks_after, cut_problem
from kzclaims.language.quotes.normalise import MARKS, STRESS, Normalised, Span
from kzclaims.language.quotes.occurrences import (
    MAX_CUT,
    MAX_PLACES,
    chains,
    ends_with_ellipsis,
    gaps_between,
    occurrences,
)
from kzclaims.language.quotes.second_hand import witness
from kzclaims.language.quotes.similarity import MIN_SIMILARITY, Difference, Similar, compare, most_similar
from kzclaims.language.quotes.text import SPACED, Passage, Text, join_spaced, lower, without_edges

_OF_MEANING = (Objection.OUT_OF_CONTEXT, Objection.QUESTION)
_MIN_WORDS = 2
_MIN_STATEMENT = 3  # words of a passage that states something when cut out of a question
_MIN_CAPITALS = 3
_MIN_TITLE = 4
_MAX_PIECES = 16

_SHOWN_PLACES = 10
_AROUND = 64
_CONTEXT = 64
_EDGE = 8
_MAY_ASK = re.compile(r"\?|\sли(?!\w)")
_CHUNK_START = re.compile(r"\S{1,64}\Z")
_CHUNK_END = re.compile(r"\S{0,64}")
_STRESSED = re.compile(rf"[^\W\d_](?:[^\W\d_]|[{MARKS}])*")


MatchResult = Literal["exact", "moved", "normalised", "ambiguous", "altered", "not found"]
"""The result of matching a passage.

exact: as recorded, at its place. moved: the same words letter for letter, at another place.
normalised: the same words in another typography, at their place or another.
ambiguous: the words occur several times, and neither the recorded place nor the context selects one.
altered: only similar words occur; the differences are marked.
"""


@dataclass(frozen=True, slots=True)
class Match:
    """The result of matching a passage, with the place of its words."""

    status: MatchResult
    start: int | None = None
    end: int | None = None
    """The place of the words in the text, or for `altered` of the most similar ones; None if unknown."""
    moved: bool = False
    """True if a place was recorded and the words are at another one."""
    allowances: tuple[Allowance, ...] = ()
    """For `normalised`: the kinds of difference."""
    cuts: tuple[Span, ...] = ()
    """For `normalised`: the spans that ellipses leave out."""
    places: tuple[Span, ...] = ()
    """For `ambiguous`: the first ten places."""
    nearest: str = ""
    """For `altered`: the text's words from `start` to `end`."""
    similarity: float = 0.0
    """For `altered`: 0 to 1. It doesn't measure truth: without its «не», a sentence is very similar."""
    differences: tuple[Difference, ...] = ()
    """For `altered`: the words that were kept, dropped, added or changed."""
    problem: Objection | None = None
    """For `altered`: the reason, if the words themselves are in the text."""

    @property
    def found(self) -> bool:
        """Return True if the passage's words are the text's words."""
        return self.status in {"exact", "moved", "normalised"}

    @property
    def verbatim(self) -> bool:
        """Return True if they are equal letter for letter."""
        return self.status in {"exact", "moved"}


def match(
    text: Text,
    exact: str,
    *,
    prefix: str = "",
    suffix: str = "",
    start: int | None = None,
    end: int | None = None,
    attribution: str = "",
) -> Match:
    """Match a recorded passage against a text.

    Words at the recorded place are preferred. Words elsewhere are taken if they occur once, or if `prefix` and `suffix`
    fit one of their places clearly better than all others. Without a recorded place, words found letter for letter are
    `exact`. Words whose context contradicts `prefix` or `suffix` are `altered`, and so are quoted words that somebody
    reports of another, unless the `attribution` names that person.
    """
    place = _place(text.text, exact, start, end)
    if place and exact.strip() and text.text[slice(*place)] == exact:
        found = _match_at(text, exact, place)
    else:
        found = _match_anywhere(text, _passage(exact), place, prefix, suffix)
    if not found.found or found.start is None or found.end is None:
        return found
    span = Span(found.start, found.end)
    if (other := _witness(text.text, span, attribution)) is not None:
        whole = Span(min(other.start, span.start), max(other.end, span.end))
        return _altered(text, compare(text, _passage(exact), *whole), place, Objection.SECOND_HAND)
    if _fits(text.text, span, prefix, suffix):
        return found
    fitting = [one for one in find_places(text, exact) if _fits(text.text, one, prefix, suffix)]
    if len(fitting) == 1 and fitting[0] != span:
        return _match_anywhere(text, _passage(exact), fitting[0], prefix, suffix, recorded=place)
    return _contradicted(text, exact, prefix, suffix, span, place)


@lru_cache(maxsize=16)
def _passage(words: str) -> Passage:
    """Return a passage. The same words are often looked for in many texts in a row."""
    return Passage(words)


def _match_at(text: Text, exact: str, place: Span) -> Match:
    passage: Passage | None = None
    if whole_words(text.text, place) != place:
        problem: Objection | None = Objection.PARTIAL_WORD
    elif out_of_context(text.text, place):
        problem = Objection.OUT_OF_CONTEXT
    elif _MAY_ASK.search(text.text, place.end - _EDGE, place.end + MAX_SENTENCE):
        passage = _passage(exact)
        problem = _question_problem(text.text, passage, place.end - len(passage.tail))
    else:
        problem = None
    if problem is None:
        return Match("exact", *place)
    return _refused(text, passage or _passage(exact), place, problem, place)


def _match_anywhere(
    text: Text, passage: Passage, place: Span | None, prefix: str, suffix: str, *, recorded: Span | None = None
) -> Match:
    if not passage.core.strip():
        return Match("not found")
    if place:
        left = max(0, place.start - _AROUND)
        right = place.end + _AROUND + MAX_CUT * (len(passage.pieces) - 1)
        whole_words, partial_words = _candidates(text, Text(text.text[left:right]), left, passage)
        if here := _at_place(whole_words, place):
            return _matched(text.text, passage, here, recorded or place)
        if there := _at_place(partial_words, place):
            return _refused(text, passage, there.span, there.problem, place)
    whole_words, partial_words = _candidates(text, text, 0, passage)
    if whole_words:
        chosen = whole_words[0] if len(whole_words) == 1 else _by_context(text.text, whole_words, prefix, suffix)
        if chosen:
            return _matched(text.text, passage, chosen, place)
        return Match("ambiguous", places=tuple(one.span for one in whole_words[:_SHOWN_PLACES]))
    if partial_words:
        return _refused(text, passage, partial_words[0].span, partial_words[0].problem, place)
    similar = most_similar(text, passage, around=place)
    if similar and similar.similarity >= MIN_SIMILARITY:
        return _altered(text, similar, place)
    return Match("not found")


def find_places(text: Text, words: str | Passage, *, limit: int | None = None, strict: bool = True) -> list[Span]:
    """Return every place in the text where the normalised words occur whole, in order.

    Words with an ellipsis are found in their pieces. At most 1,000 places are looked at. If not `strict`, words beside
    a negation or within a question are found, too.
    """
    passage = Passage(words) if isinstance(words, str) else words
    if not passage.core.strip() or not all(part in text.lowered for part in passage.necessary):
        return []
    whole_words, partial_words = _candidates(text, text, 0, passage)
    if not strict:
        whole_words += [one for one in partial_words if one.problem in _OF_MEANING]
    return [one.span for one in whole_words[:limit]]


def contains(text: str, words: str) -> bool:
    """Return True if a text contains the words letter for letter, whole, and with the same meaning.

    This is faster than `match`, because the text isn't normalised.
    """
    passage = _passage(words)
    start = text.find(words)
    while start >= 0 and passage.core.strip():
        end = start + len(words)
        if _problem(text, passage, [Span(start + len(passage.head), end - len(passage.tail))]) is None:
            return True
        start = text.find(words, start + 1)
    return False


def _witness(text: str, span: Span, attribution: str) -> Span | None:
    """Return where a sentence names who reports the quoted words of another, if the attribution leaves it out."""
    other = witness(text, span)
    return None if other is None or _letters(text[slice(*other)]) in _letters(attribution) else other


def _place(text: str, exact: str, start: int | None, end: int | None) -> Span | None:
    if start is None:
        if end is None:
            return None
        start = end - len(exact)
    if end is None:
        end = start + len(exact)
    return Span(start, end) if 0 <= start < end <= len(text) else None


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A place where a passage's normalised words occur."""

    span: Span
    cuts: tuple[Span, ...] = ()
    problem: Objection | None = None

    def overlap(self, place: Span) -> int:
        return max(0, min(self.span.end, place.end) - max(self.span.start, place.start))


def _matched(text: str, passage: Passage, candidate: _Candidate, place: Span | None) -> Match:
    start, end = candidate.span
    whole = Span(start - len(passage.head), end + len(passage.tail))
    if whole.start >= 0 and text[slice(*whole)] == passage.exact:
        moved = place is not None and whole != place
        return Match("moved" if moved else "exact", *whole, moved=moved)
    allowances = _inner_allowances(text, passage, candidate)
    head = shared_edge(passage.head[::-1], text[max(0, start - len(passage.head)) : start][::-1])
    tail = shared_edge(passage.tail, text[end : end + len(passage.tail)])
    allowances |= edge_allowances(passage, text[start - head : start], text[end : end + tail])
    start, end = start - head, end + tail
    return Match(
        "normalised",
        start,
        end,
        moved=place is not None and not _same_place(Span(start, end), place),
        allowances=tuple(kind for kind in Allowance if kind in allowances),
        cuts=candidate.cuts,
    )


def _inner_allowances(text: str, passage: Passage, candidate: _Candidate) -> set[Allowance]:
    span, cuts = candidate.span, candidate.cuts
    if not cuts:
        return word_allowances(passage.body, text[slice(*span)])
    bounds = [span.start, *(bound for cut in cuts for bound in cut), span.end]
    parts = [text[start:end] for start, end in zip(bounds[::2], bounds[1::2], strict=True)]
    if len(passage.pieces) == 1:
        return word_allowances(passage.body, " ".join(parts)) - {Allowance.COMPOSITION} | {Allowance.ATTRIBUTION}
    source = "…".join(parts)
    return word_allowances(without_edges(passage.body), without_edges(source)) | {Allowance.ELLIPSIS}


def _candidates(text: Text, part: Text, base: int, passage: Passage) -> tuple[list[_Candidate], list[_Candidate]]:
    """Return the places of a passage in a part of a text at `base`: accepted ones, and those with a problem.

    If none is accepted, words divided at line ends, cases in brackets, footnote marks and capitals are tried.
    """
    whole_words, partial_words = _search(text.text, part.normalised, base, passage)
    if whole_words:
        return whole_words, partial_words
    if len(passage.pieces) == 1 and passage.count >= _MIN_STATEMENT:
        for normalised in part.without_asides:
            candidates = [
                [replace(one, cuts=cuts) for one in found if (cuts := tuple(asides_in(text.text, one.span)))]
                for found in _search(text.text, normalised, base, passage)
            ]
            if candidates[0]:
                return candidates[0], candidates[1]
    for normalised, variant in _readings(part, passage):
        whole_words, others = _search(text.text, normalised, base, variant)
        if whole_words:
            return whole_words, others
        partial_words += others
    words = lower(passage.core)
    in_capitals = [(part.normalised, part.lowered, words)]
    if "ß" in words or part.without_sharp_s:
        spelled_out = part.without_sharp_s or part.normalised
        in_capitals.append((spelled_out, lower(spelled_out.string), words.replace("ß", "ss")))
    for normalised, lowered, words in in_capitals:
        places = islice(occurrences(lowered, words), MAX_PLACES)
        spans = [_origin(normalised, base, Span(at, at + len(words))) for at in places]
        for span in spans:
            if not _differs_in_capitals(passage.body, text.text[slice(*span)]):
                continue
            problem = _problem(text.text, passage, [span])
            (partial_words if problem else whole_words).append(_Candidate(span, problem=problem))
        if whole_words:
            break
    return whole_words, partial_words


def _readings(part: Text, passage: Passage) -> Iterator[tuple[Normalised, Passage]]:
    """Yield other readings of a text or passage: of divided and spaced words, cases in brackets, and footnotes."""
    if passage.compounds and part.has_divided_words:
        yield Normalised(part.text, keep=passage.compounds), passage
    if restored := passage.with_cases_restored:
        yield part.normalised, restored
    if part.has_spaced_letters:
        joined = (SPACED, partial(join_spaced, words=passage.core))
        yield Normalised(part.text, without=joined), passage
    if part.without_notes:
        yield part.without_notes, passage


def _search(
    text: str, normalised: Normalised, base: int, passage: Passage
) -> tuple[list[_Candidate], list[_Candidate]]:
    string = normalised.string
    whole_words: list[_Candidate] = []
    partial_words: list[_Candidate] = []
    for start in islice(occurrences(string, passage.core), MAX_PLACES):
        span = _origin(normalised, base, Span(start, start + len(passage.core)))
        problem = _problem(text, passage, [span])
        (partial_words if problem else whole_words).append(_Candidate(span, problem=problem))
    if whole_words or len(passage.pieces) == 1 or len(passage.pieces) > _MAX_PIECES:
        return whole_words, partial_words
    for chain in chains(string, passage.pieces):
        spans = [_origin(normalised, base, piece) for piece in chain]
        gaps = gaps_between(string, chain)
        real = [index for index, gap in enumerate(gaps) if gap != "…"]
        cuts = tuple(Span(spans[index].end, spans[index + 1].start) for index in real)
        inner = [passage.quotes_beside_cuts[index] for index in real]
        found = (
            cut_problem(text, cut, quotes) for cut, quotes in zip(cuts, inner, strict=True) if not is_aside(text, cut)
        )
        problem = next(filter(None, found), None)
        if len(cuts) > passage.bracketed_ellipses and any(map(ends_with_ellipsis, gaps)):
            problem = problem or Objection.CUT_PAUSE
        problem = problem or _problem(text, passage, spans)
        candidate = _Candidate(Span(spans[0].start, spans[-1].end), cuts, problem)
        (partial_words if problem else whole_words).append(candidate)
    return whole_words, partial_words


def _origin(normalised: Normalised, base: int, span: Span) -> Span:
    first, last = normalised.origin(*span)
    return Span(first + base, last + base)


def _problem(text: str, passage: Passage, spans: list[Span]) -> Objection | None:
    """Return the reason why the words at these spans are not those of the passage, or None."""
    whole = Span(spans[0].start, spans[-1].end)
    if any(whole_words(text, span) != span for span in spans):
        return Objection.PARTIAL_WORD
    if out_of_context(text, whole):
        return Objection.OUT_OF_CONTEXT
    if passage.has_stress and _differs_in_stress(passage.body, text[slice(*whole)]):
        return Objection.STRESS
    if passage.is_sentence and passage.count >= _MIN_STATEMENT and goes_on(text, whole):
        return Objection.GOES_ON
    return _question_problem(text, passage, whole.end)


def _question_problem(text: str, passage: Passage, end: int) -> Objection | None:
    asked = asks_after(text, end, whole_sentence=not passage.is_question and passage.count >= _MIN_STATEMENT)
    may_ask = not passage.is_sentence and passage.count < _MIN_WORDS  # a single word may be a name
    return Objection.QUESTION if asked != passage.is_question and not (asked and may_ask) else None


def _differs_in_stress(recorded: str, source: str) -> bool:
    """Return True if a word has its stress mark in another place."""
    pairs = zip(_STRESSED.findall(recorded), _STRESSED.findall(source), strict=False)
    return any(one.lower() != other.lower() and STRESS.search(one) and STRESS.search(other) for one, other in pairs)


def _differs_in_capitals(recorded: str, source: str) -> bool:
    """Return True if words are equal except for a run of capitals (all, or at least three words) or title case."""
    if recorded == recorded.lower() and source == source.lower():
        return False
    mine, theirs = (_STRESSED.findall(Normalised(words, keep_sharp_s=False).string) for words in (recorded, source))
    if list(map(lower, mine)) != list(map(lower, theirs)):
        return False
    different = [index for index, (one, other) in enumerate(zip(mine, theirs, strict=True)) if one[1:] != other[1:]]
    if not different:
        return _is_title(mine) or _is_title(theirs)
    first, last = different[0], different[-1] + 1
    run = (mine[first:last], theirs[first:last])
    in_capitals = any(all(word.isupper() for word in words) for words in run)
    whole = any(all(word.isupper() for word in words) for words in (mine, theirs))
    return in_capitals and (last - first >= _MIN_CAPITALS or (whole and len(mine) >= _MIN_WORDS))


def _is_title(words: list[str]) -> bool:
    """Return True if words are in title case: all but short ones begin with a capital."""
    return len(words) >= _MIN_TITLE and all(word[0].isupper() for word in words if len(word) >= _MIN_TITLE)


def _same_place(span: Span, place: Span) -> bool:
    """Return True if two spans overlap by more than half of the shorter one."""
    shared = min(span.end, place.end) - max(span.start, place.start)
    return 2 * shared > min(span.end - span.start, place.end - place.start)


def _at_place(candidates: list[_Candidate], place: Span) -> _Candidate | None:
    """Return the candidate that overlaps the recorded place more than all others."""
    here = [one for one in candidates if _same_place(one.span, place)]
    here.sort(key=lambda one: -one.overlap(place))
    if not here or (len(here) > 1 and here[0].overlap(place) == here[1].overlap(place)):
        return None
    return here[0]


def _by_context(text: str, candidates: list[_Candidate], prefix: str, suffix: str) -> _Candidate | None:
    """Return the candidate with the recorded context: all of it, or far more of it than the others have."""
    before, after = _letters(prefix)[::-1], _letters(suffix)
    if not before + after or len(candidates) >= MAX_PLACES:
        return None
    width = 2 * max(len(prefix), len(suffix), _CONTEXT)
    scores = [
        shared_length(before, _letters(text[max(0, start - width) : start])[::-1])
        + shared_length(after, _letters(text[end : end + width]))
        for start, end in (one.span for one in candidates)
    ]
    best = max(scores)
    others = sorted(scores)[-2]
    clear = best == len(before + after) or 2 * others < best
    if others == best or not clear or 2 * best < len(before + after):
        return None
    return candidates[scores.index(best)]


def _letters(words: str) -> str:
    return re.sub(r"\W+", "", lower(Normalised(words).string))


def _fits(text: str, span: Span, prefix: str, suffix: str) -> bool:
    """Return True if the letters of a recorded prefix and suffix are those before and after a span."""
    if not text.endswith(prefix, 0, span.start):
        before = text[max(0, span.start - 2 * len(prefix) - _CONTEXT) : span.start]
        if not _letters(before).endswith(_letters(prefix)):
            return False
    if text.startswith(suffix, span.end):
        return True
    return _letters(text[span.end : span.end + 2 * len(suffix) + _CONTEXT]).startswith(_letters(suffix))


def _contradicted(text: Text, exact: str, prefix: str, suffix: str, span: Span, place: Span | None) -> Match:
    """Return an altered match whose differences contain the recorded context and that of the text."""
    before = _CHUNK_START.search(text.text[: max(0, span.start - len(prefix))][-_CONTEXT:]) if prefix else None
    after = _CHUNK_END.match(text.text, span.end + len(suffix)) if suffix else None
    start = max(0, span.start - len(prefix)) - (len(before.group()) if before else 0)
    end = after.end() if after else min(len(text.text), span.end + len(suffix))
    whole = Passage(f"{prefix}{exact}{suffix}")
    found = _altered(text, compare(text, whole, start, end), place, Objection.CONTEXT)
    moved = place is not None and not _same_place(span, place)
    differences = found.differences[found.differences[0].kind == "dropped" :]
    differences = differences[: len(differences) - (differences[-1:] != () and differences[-1].kind == "dropped")]
    return replace(found, start=span.start, end=span.end, moved=moved, differences=differences)


def _refused(text: Text, passage: Passage, span: Span, problem: Objection | None, place: Span | None) -> Match:
    """Return an altered match for words of the text that have a problem, compared with the whole words or sentence."""
    whole = whole_words(text.text, span)
    if problem is Objection.OUT_OF_CONTEXT:
        whole = out_of_context(text.text, span) or whole
    elif problem is Objection.QUESTION:
        whole = _to_question_mark(text.text, whole)
    return _altered(text, compare(text, passage, *whole), place, problem)


def _to_question_mark(text: str, span: Span) -> Span:
    end = text.find("?", span.end, span.end + 2 * MAX_CUT)
    return Span(span.start, end + 1) if end >= 0 and asks_after(text, span.end, whole_sentence=True) else span


def _altered(text: Text, similar: Similar, place: Span | None, problem: Objection | None = None) -> Match:
    return Match(
        "altered",
        similar.start,
        similar.end,
        moved=place is not None and not _same_place(Span(similar.start, similar.end), place),
        nearest=text.text[similar.start : similar.end],
        similarity=similar.similarity,
        differences=similar.differences,
        problem=problem,
    )
