"""Find what an English text reports as said, and who the speakers are."""

import re
from collections.abc import Iterator, Sequence

from kzclaims.draft.clauses import TRIM, stripped
from kzclaims.draft.english_acts import acts
from kzclaims.draft.english_clauses import BINDING, SAID, according, subject_end, subject_start, verbs
from kzclaims.draft.english_names import BESIDE, TITLES
from kzclaims.draft.people import Mention, Person
from kzclaims.draft.sentences import Span, Word
from kzclaims.draft.speakers import Drafted, is_hearsay
from kzclaims.draft.statements import LONGEST_SENTENCE, Reported, Sentence
from kzclaims.draft.titles import Text
from kzclaims.language.names.folding import word_set

_AUXILIARY = word_set("also has have had then later previously recently repeatedly already still simply once never not")
_NEVER_BESIDE = word_set(
    """if unless whether neither nor either did does do had has have is was were should would could can may might
    someone somebody anyone nobody like unlike asked critics sources fake"""
)
_UNCERTAIN = frozenset({"if", "unless", "whether", "that", "nor", "neither", "or"})
"""Words before a cue that doesn't assert that somebody said it: “if Ann Lee says …”, “denies that Ann Lee said …”."""
_QUOTING = word_set("quote quotes quoting quoted citing cited cites paraphrasing reading impersonating imitating")
_TWO_MARKS = re.compile(r"''|``")


def with_marks(text: str) -> str:
    """Return a text of the same length with quotation marks instead of two apostrophes: ''The bridge''."""
    if "''" not in text and "``" not in text:
        return text
    return _TWO_MARKS.sub(
        lambda one: (
            ' "'
            if text[one.end() : one.end() + 1].strip() and (one.start() == 0 or text[one.start() - 1] in " \n\t([—–-")
            else '" '
        ),
        text,
    )


def reported(text: str, found: Sequence[Sentence]) -> list[Reported]:
    """Return everything that the text reports, in the order of the text."""
    statements: list[Reported] = []
    found = [Sentence(one.span, _plain(one.words), one.quotations) for one in found]
    for index, sentence in enumerate(found):
        direct = list(_direct(text, sentence))
        if not direct and index:
            direct = list(_continued(text, found[index - 1], sentence, statements))
        statements += direct
        statements += _indirect(text, sentence, direct)
    return sorted(statements, key=lambda one: (one.span.start, -one.span.end))


_BEFORE_STOP = word_set("mr mrs ms dr sen rep gov gen col lt jr sr st")


def _plain(words: Sequence[Word]) -> list[Word]:
    """Return words without full stops of abbreviations, “(D-Ohio)” after a name, and with straight apostrophes."""
    found: list[Word] = []
    place = 0
    while place < len(words):
        word = words[place]
        is_short = bool(found) and (len(found[-1].text) == 1 or found[-1].text.casefold() in _BEFORE_STOP)
        closing = next((one for one in range(place, min(place + 7, len(words))) if words[one].text == ")"), None)
        aside = words[place + 1 : closing or 0]
        if word.text == "(" and found and aside and all(one.is_capitalised or not one.is_word for one in aside):
            place = closing or place
        elif word.text != "." or not is_short or not found[-1].is_capitalised:
            found.append(Word(word.text.replace("’", "'"), word.start))
        place += 1
    return found


def _direct(text: str, sentence: Sentence) -> Iterator[Reported]:
    """Yield quotations of whole clauses with a cue before or after them."""
    cues: list[tuple[Span, Word]] = []
    for mark in sentence.quotations:
        content = stripped(text, mark.start + 1, mark.end - 1, " ,")
        after = [one for one in sentence.words if one.start >= mark.end]
        before = [one for one in sentence.words if one.end <= mark.start]
        cue = None
        if text[mark.end - 2] in ",?!—-" or text[mark.end : mark.end + 1] == ",":
            cue = _cue_after(after)
        cue = cue or _cue_before(before)
        if cue is None and cues and text[cues[-1][0].end : mark.start].strip() in {"", ",", ".", ":"}:
            cue = cues[-1]
        if cue and content.end - content.start > 10:
            cues.append(cue)
            yield Reported(content, "direct", *cue)


def _cue_after(after: list[Word]) -> tuple[Span, Word] | None:
    """Return the cue after a quotation: “said Ann Lee”, “Ann Lee, the mayor, said”."""
    words = after[1:] if after and after[0].text == "," else after
    if not words:
        return None
    if words[0].text in SAID:
        return Span(words[0].start, words[subject_end(words, 1) - 1].end), words[0]
    for place, word in enumerate(words[:16]):
        if word.text in SAID and place:
            return Span(words[0].start, word.end), word
        if word.text in '.;:"“':
            return None
    return None


def _cue_before(before: list[Word]) -> tuple[Span, Word] | None:
    """Return the cue before a quotation: “Ann Lee said, …”, “Ann Lee told the council: …”."""
    if not before or before[-1].text not in ",:":
        return None
    words = before[:-1]
    for place in range(len(words) - 1, max(len(words) - 9, -1), -1):
        if words[place].text in SAID or (place == 0 and words[0].text.casefold() in SAID):
            if any(one.text in ".;" for one in words[place + 1 :]):
                return None
            start = subject_start(words, place)
            return Span(words[start].start, words[-1].end), words[place]
    return None


def _continued(text: str, before: Sentence, sentence: Sentence, statements: list[Reported]) -> Iterator[Reported]:
    """Yield a sentence that is a quotation and follows an attributed one in the same paragraph."""
    if "\n" in text[before.span.end : sentence.span.start] or len(sentence.quotations) != 1:
        return
    mark = sentence.quotations[0]
    last = next((one for one in reversed(statements[-9:]) if one.kind == "direct"), None)
    outside = text[sentence.span.start : mark.start] + text[mark.end : sentence.span.end]
    is_said = (
        last is not None
        and (last.attribution or last.span).end <= before.span.end
        and last.span.end > before.span.start
    )
    if last is not None and last.attribution is not None and is_said and not outside.strip(" ."):
        yield Reported(stripped(text, mark.start + 1, mark.end - 1, " ,"), "direct", last.attribution, last.verb)


def _indirect(text: str, sentence: Sentence, direct: list[Reported]) -> Iterator[Reported]:
    """Yield the reported clauses of a sentence."""
    inside = [one for one in sentence.quotations if any(one.start <= said.span.start < one.end for said in direct)]
    taken = [said.attribution for said in direct if said.attribution]
    words = [one for one in sentence.words if not any(mark.start <= one.start < mark.end for mark in inside)]
    if not words or len(words) > LONGEST_SENTENCE:
        return
    last = words[-1].start if words[-1].text in ".?!" else words[-1].end
    if sentence.quotations and sentence.quotations[-1] not in inside:
        last = max(last, sentence.quotations[-1].end)
    cues = [*according(words, last), *verbs(words, last)]
    cues += [one for one in acts(words, last) if all(one[1] is not other[1] for other in cues)]
    cues.sort(key=lambda one: one[0])
    for attribution, verb, whole in cues:
        ends = [_before_conjunction(text, whole, one[0].start) for one in cues if one[0].start > attribution.start]
        content = Span(whole.start, min(ends, default=whole.end))
        if any(attribution.start < one.end and one.start < attribution.end and attribution != one for one in taken):
            continue
        span = _with_quotation(sentence, stripped(text, content.start, content.end, TRIM))
        if text[span.start : span.end].count(" ") >= 2 and not any(
            one.start < span.end and span.start < one.end for one in inside
        ):
            quoted = any(one.within(span) for one in sentence.quotations)
            yield Reported(span, "mixed" if quoted else "indirect", attribution, verb)
            taken.append(attribution)


_NEXT_CLAUSE = re.compile(r"[,—–]\s*(?:and|but|while|though|although|as)\s+\Z")
_SAME_SPEAKER = re.compile(r"\s(?:and|but)\s+(?:also\s+|then\s+)?\Z")


def _before_conjunction(text: str, content: Span, cue: int) -> int:
    """Return where a content ends if another cue begins in it after a conjunction: “…, and Paul Field said …”."""
    if not content.start < cue < content.end:
        return content.end
    match = _NEXT_CLAUSE.search(text, content.start, cue)
    if match is None and text[cue : cue + 12].partition(" ")[0] in SAID:
        match = _SAME_SPEAKER.search(text, content.start, cue)
    return match.start() if match else content.end


def _with_quotation(sentence: Sentence, span: Span) -> Span:
    """Return a span with the closing mark of a quotation that ends it."""
    for mark in sentence.quotations:
        if mark.start >= span.start and mark.start < span.end <= mark.end:
            return Span(span.start, mark.end)
    return span


def attributed(text: Text, found: Sequence[Reported]) -> list[Drafted]:
    """Return statements with their speakers, None where the text leaves one open."""
    done: list[Drafted] = []
    for said in found:
        cue = said.attribution
        who = None
        if cue and not is_hearsay(said, done):
            inside = _plain(text.words_between(cue.start, cue.end))
            mentions = text.mentions_between(cue.start, cue.end)
            before = text.words_between(cue.start - 20, cue.start)[-2:]
            after = text.words_between(cue.end, cue.end + 40)
            conjunction = before[-1].text.casefold() if before else ""
            dressed = conjunction == "as" and before[0].is_word and len(before) > 1  # “a man dressed as Ann Lee”
            uncertain = conjunction in _UNCERTAIN or dressed
            twice = any(one.text in SAID for one in inside if said.verb and one.end <= said.verb.start)
            if not (uncertain or twice or _has_others(inside, after)):
                who = _subject(mentions, inside, said.verb)
        done.append(Drafted(said, who))
    return done


def _subject(mentions: Sequence[Mention], words: Sequence[Word], verb: Word | None) -> Person | None:
    """Return the person who is the subject of a cue, or None if that is not certain."""
    if verb is None:
        return _alone(mentions, [one for one in words if one.text.casefold() not in {"according", "to"}])
    before = [one for one in words if one.end <= verb.start and one.text.casefold() not in _AUXILIARY]
    after = [one for one in words if one.start >= verb.end]
    return _alone(mentions, before) if before else _alone(mentions, after)


def _has_others(cue: Sequence[Word], after: Sequence[Word]) -> bool:
    """Return True if a cue quotes somebody else or goes on with another speaker: “said Ann Lee and Paul Field”."""
    if any(one.text.casefold() in _QUOTING for one in cue) or any(one.text in {"saying", "telling"} for one in after):
        return True
    listed = [place for place, one in enumerate(after[:5]) if one.text in {"and", "or"} and place + 1 < len(after)]
    if not listed or any(one.text != "," and not one.is_capitalised for one in after[: listed[0]]):
        return False
    following = after[listed[0] + 1]
    return following.is_capitalised or following.text in {"the", "a", "an", "his", "her", "other", "others", "two"}


def _alone(mentions: Sequence[Mention], words: Sequence[Word]) -> Person | None:
    """Return the person whose name ends a phrase that has nothing but titles before it."""
    phrase = [one for one in words if one.text != "."]
    if any(one.text.casefold() in {"through", "via", "by"} for one in phrase):
        return None
    if "," in [one.text for one in phrase]:
        phrase = phrase[: next(place for place, one in enumerate(phrase) if one.text == ",")]
    if not phrase:
        return None
    last = [one for one in mentions if one.span.end == phrase[-1].end]
    if not last or last[0].person is None:
        return None
    before = [one for one in phrase if one.end <= last[0].span.start]
    if last[0].text.endswith(("'s", "’s", "s'", "s’")) or not all(map(_describes, before)):
        return None
    if any(
        mention.span.end <= last[0].span.start and mention.span.start >= phrase[0].start and not before
        for mention in mentions
    ):
        return None
    return last[0].person


def _describes(word: Word) -> bool:
    """Return True for a title, a name or an adjective with a capital, which may stand before the speaker's name."""
    folded = word.text.casefold()
    if folded in _NEVER_BESIDE or folded in BINDING or folded.endswith(("'s", "’s")):
        return False
    return word.is_capitalised or folded in TITLES or folded in BESIDE
