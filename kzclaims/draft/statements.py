"""Find what a text reports as said: quotations, reported clauses, and the words that attribute them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from kzclaims.draft.clauses import (
    TRIM,
    Cue,
    clause_around,
    content,
    cue_after_quotation,
    cues,
    has_own_subject,
    stripped,
    trailing,
)
from kzclaims.draft.cues import is_agency, is_own, speech
from kzclaims.draft.morphology import is_verb, readings
from kzclaims.draft.sentences import Span, Spans, Word, quotations, sentences, sentences_around, words

Kind = Literal["direct", "indirect", "mixed"]


@dataclass(frozen=True)
class Reported:
    """Words that a text attributes to somebody."""

    span: Span
    kind: Kind
    attribution: Span | None
    """The words that name the source, with the cue; None if the text doesn't attribute the words nearby."""
    verb: Word | None = None
    """The verb of speech, if there is one."""
    is_aside: bool = False
    """True for a sentence within a paragraph in which nobody speaks."""


@dataclass
class Sentence:
    """A sentence with its words and the quotations in it."""

    span: Span
    words: list[Word]
    quotations: list[Span]


def read(text: str, part: Span | None = None) -> list[Sentence]:
    """Return the sentences of a text, or of a part of it."""
    start, end = part or Span(0, len(text))
    closed = quotations(text, start, end)
    marked = Spans(closed)
    return [
        Sentence(span, words(text, span), marked.inside(span)) for span in sentences_around(text, start, end, closed)
    ]


def names_in_marks(text: str, sentence: Sentence) -> list[Span]:
    """Return the quotations that are too short for a statement, such as names of companies."""
    return [one for one in sentence.quotations if text[one.start : one.end].count(" ") < 4]


def reported(text: str, found: Sequence[Sentence]) -> list[Reported]:
    """Return everything that the text reports, in the order of the text."""
    statements: list[Reported] = []
    for index, sentence in enumerate(found):
        direct = list(_direct(text, sentence, found[index - 1] if index else None))
        statements += direct
        statements += [_whole_paragraph(text, found, index, one) for one in _indirect(text, sentence, direct)]
        about = _this_was_said(text, sentence, found[index - 1]) if index else None
        if about and not any(one.span.start < about.span.end and about.span.start < one.span.end for one in statements):
            statements.append(about)
        for one in direct:
            inner = sentences(text, one.span.start, one.span.end)
            for span in inner:
                within = Sentence(span, words(text, span), [])
                statements += [nested for nested in _indirect(text, within, []) if nested.span != one.span]
    return sorted(statements, key=lambda one: (one.span.start, -one.span.end))


def topics(text: str, found: Sequence[Sentence], statements: Sequence[Reported]) -> list[Reported]:
    """Return the sentences without a statement whose subject a pronoun in the next sentence may mean.

    «Об этом рассказал X.», «X посетил завод.»
    """
    cues = Spans({one.attribution for one in statements if one.attribution})
    clauses: list[Reported] = []
    for sentence in found:
        verbs = [one for one in sentence.words if speech(one.text)]
        is_aside = not verbs and sentence.span.start > 0 and text[sentence.span.start - 1] != "\n"
        if not verbs and text[sentence.span.end : sentence.span.end + 1] != "\n":
            verbs = [one for one in sentence.words if is_verb(one.text)]
        inside = any(mark.start <= one.start < mark.end for one in verbs for mark in sentence.quotations)
        if len(verbs) == 1 and not inside and not cues.inside(sentence.span) and not is_own(sentence.words):
            clauses.append(Reported(sentence.span, "indirect", sentence.span, verbs[0], is_aside))
    return clauses


_DASH_CUE = re.compile(r",\s*[-–—―]\s*\Z")


def _whole_paragraph(text: str, found: Sequence[Sentence], index: int, said: Reported) -> Reported:
    """Return direct speech without quotation marks: «… Он не спешит, – сказал X.», from the paragraph's beginning."""
    if said.attribution is None or said.span.end > said.attribution.start:
        return said
    if not _DASH_CUE.search(text, said.span.end, said.attribution.start):
        return said
    start = said.span.start
    while index and "\n" not in text[found[index - 1].span.end : found[index].span.start]:
        before = found[index - 1]
        if before.quotations or any(speech(one.text) for one in before.words) or not text[before.span.end].isspace():
            return Reported(said.span, "direct", said.attribution, said.verb)
        index, start = index - 1, before.span.start
    return Reported(Span(start, said.span.end), "direct", said.attribution, said.verb)


_THIS = frozenset(
    {"Об этом", "Про это", "Такими мыслями", "Такое мнение", "Таким мнением", "Этим мнением", "Такую мысль"}
)


def _this_was_said(text: str, sentence: Sentence, before: Sentence) -> Reported | None:
    """Return the sentence before «Об этом сообщил X.»."""
    found = sentence.words
    if len(found) < 4 or f"{found[0].text} {found[1].text}" not in _THIS:
        return None
    verb = next((one for one in found[2:7] if speech(one.text)), None)
    if verb is None or found[2].text == "," or is_agency(found[2:]):
        return None
    if any(one.text == "что" for one in found[found.index(verb) : found.index(verb) + 4]):
        return None
    later = [place for place, one in enumerate(found) if speech(one.text) and one is not verb]
    commas = [one.start for one in found if one.text == "," and later and one.start < found[later[-1]].start]
    if commas and any(is_verb(one.text) for one in found[found.index(verb) + 1 : later[-1]]):
        commas = commas[:1]
    end = commas[-1] if commas else found[-1].start if found[-1].text in ".!?…" else found[-1].end
    content = stripped(text, before.span.start, before.span.end, TRIM)
    return Reported(content, "indirect", Span(found[2].start, end), verb)


_CUE_AFTER = re.compile(r"\s{0,3}[,.!?…]?\s{0,3}[-–—―]\s*(?=[^\W\d_])")
_RESUMED = re.compile(r"[.,]\s*[-–—―]\s")
_INNER = re.compile(r"[,.!?…]\s*[-–—―]\s+(?=[^\W\d_])")


def _direct(text: str, sentence: Sentence, before: Sentence | None) -> Iterator[Reported]:
    """Yield quotations with a cue after or before them, and those that are a sentence of their own."""
    for mark in sentence.quotations:
        content = stripped(text, mark.start + 1, mark.end - 1, " ,\n\xa0")
        if match := _CUE_AFTER.match(text, mark.end):
            cue = [one for one in sentence.words if one.start >= match.end()]
            verb = next((one for one in cue[:6] if _is_verb(one)), None)
            ended = "," in match[0] or text[mark.end - 2] in ",!?…." or content.end - content.start > 60
            if ended and (verb or _is_document(cue)):
                yield Reported(content, "direct", cue_after_quotation(cue, verb), verb)
                continue
        parts = list(_interrupted(text, sentence, mark))
        if parts:
            yield from parts
            continue
        if text[max(0, mark.start - 9) : mark.start].rstrip()[-1:] == ":":
            yield from _after_colon(text, sentence, before, mark, content)
        elif _is_sentence(text, sentence, mark):
            yield Reported(content, "direct", None)


def _after_colon(
    text: str, sentence: Sentence, before: Sentence | None, mark: Span, content: Span
) -> Iterator[Reported]:
    """Yield a quotation after a colon, attributed by the words before it."""
    holder = sentence if sentence.span.start < mark.start else before
    if holder is None:
        return
    cue = [one for one in holder.words if one.end <= mark.start and one.text != ":"]
    verb = next((one for one in reversed(cue) if speech(one.text)), None)
    if any(one.text.casefold() == "читайте" for one in cue):
        return
    if verb or _is_sentence(text, Sentence(Span(mark.start, sentence.span.end), [], []), mark):
        yield Reported(content, "direct", clause_around(cue, verb), verb)


def _interrupted(text: str, sentence: Sentence, mark: Span) -> Iterator[Reported]:
    """Yield the parts of a quotation that a cue within the marks interrupts or ends."""
    for match in _INNER.finditer(text, mark.start + 1, mark.end - 1):
        cue = [one for one in sentence.words if match.end() <= one.start < mark.end]
        if not cue or not speech(cue[0].text):
            continue
        stop = _RESUMED.search(text, cue[0].end, mark.end)
        ended = stop.start() if stop else mark.end - 1
        if ended - match.end() > 200:
            continue
        attribution = cue_after_quotation([one for one in cue if one.end <= ended], cue[0])
        yield Reported(stripped(text, mark.start + 1, match.start() + 1, " ,"), "direct", attribution, cue[0])
        if stop:
            rest = stripped(text, stop.end(), mark.end - 1, " ,\n\xa0")
            if rest.end - rest.start > 1:
                yield Reported(rest, "direct", attribution, cue[0])
        return


def _is_sentence(text: str, sentence: Sentence, mark: Span) -> bool:
    """Return True if a quotation is a sentence of its own: it is long and nothing else is in the sentence."""
    outside = text[sentence.span.start : mark.start] + text[mark.end : sentence.span.end]
    return not outside.strip(" .,:!?…-–—\n") and text[mark.start : mark.end].count(" ") >= 4


def _is_verb(word: Word) -> bool:
    found = readings(word.text)
    return bool(found) and not found[0].grammemes.isdisjoint({"VERB", "PRTS"}) and word.text[:1].islower()


def _is_document(cue: Sequence[Word]) -> bool:
    """Return True for «из сообщения», «в пресс-релизе»: a source without a verb."""
    return len(cue) > 1 and cue[0].text in {"из", "в"} and any("NOUN" in one.grammemes for one in readings(cue[1].text))


def _indirect(text: str, sentence: Sentence, direct: list[Reported]) -> Iterator[Reported]:
    """Yield the reported clauses of a sentence, left to right."""
    inside = [one for one in sentence.quotations if any(one.start <= said.span.start < one.end for said in direct)]
    outside = [one for one in sentence.words if not any(mark.start <= one.start < mark.end for mark in inside)]
    if not outside or len(outside) > LONGEST_SENTENCE:
        return
    taken = [said.attribution for said in direct if said.attribution]
    end, last = trailing(text, outside)
    found = list(cues(outside))
    if not found and last:
        found = [last]
    spans: list[Span] = []
    previous = 0
    for place, cue in enumerate(found):
        attribution = cue.attribution
        if cue.verb and attribution.start < previous <= cue.verb.start:
            attribution = Span(cue.verb.start, attribution.end)
        previous = cue.begin
        source = [one for one in outside if attribution.start <= one.start < attribution.end]
        if any(attribution.start < one.end and one.start < attribution.end for one in taken) or is_own(source):
            continue
        stop = _next_cue(outside, cue, found[place + 1 :], end if cue.stop is None else cue.stop)
        span = content(text, cue.begin, stop)
        if span.end - span.start >= _SHORTEST and span not in spans:
            spans.append(span)
            yield Reported(span, _kind(text, span, sentence), attribution, cue.verb)


LONGEST_SENTENCE = 500
"""The most words of a sentence that is searched for reported clauses."""
_SHORTEST = 5
"""The fewest characters of a reported clause."""


def _next_cue(outside: list[Word], cue: Cue, later: list[Cue], end: int) -> int:
    """Return where the content of a cue ends: at the next cue of the same speaker or clause, or at the given end."""
    for one in later:
        shared = one.attribution.start < cue.begin
        start = one.verb.start if one.verb and shared else one.attribution.start
        if start > cue.begin and (shared or not has_own_subject(outside, start, one.verb)):
            return min(end, start)
    return end


def _kind(text: str, content: Span, sentence: Sentence) -> Kind:
    """Return mixed if quoted words that are not a name are within the content."""
    for one in sentence.quotations:
        if one.within(content) and text[one.start + 1].islower():
            return "mixed"
    return "indirect"
