"""Find what an English text reports as said, and who the speakers are."""

import re
from collections.abc import Iterator, Sequence

from kzclaims.draft.clauses import TRIM, stripped
from kzclaims.draft.english_names import BESIDE, TITLES
from kzclaims.draft.people import Mention, Person
from kzclaims.draft.sentences import Span, Word
from kzclaims.draft.speakers import Drafted, Text, is_hearsay
from kzclaims.draft.statements import LONGEST_SENTENCE, Reported, Sentence
from kzclaims.language.names.folding import word_set

_SAID = word_set(
    """said says say told tells added adds noted notes wrote writes argued argues claimed claims announced
    suggested suggests warned warns acknowledged recalled insisted insists declared stated believes believed
    thinks explained admitted predicted reported concluded tweeted testified remarked contended contends
    asserted asserts promised pledged vowed complained conceded stressed emphasized observed responded replied
    repeated reiterated maintained maintains continued quipped joked lamented boasted agreed argue claim
    believe think saying adding noting arguing insisting warning claiming suggesting predicting acknowledging
    asked asks"""
)
"""Verbs of speech and opinion, after which the words or a clause may follow."""
_ONLY_THAT = word_set(
    "found finds shows showed show indicated indicates revealed confirmed denied knew hopes hoped feared"
)
"""Verbs that report only with “that”."""
_OBJECT = word_set("told tells telling")
_AUXILIARY = word_set("also has have had then later previously recently repeatedly already still simply once never not")
_TIME = word_set(
    """monday tuesday wednesday thursday friday saturday sunday yesterday today morning afternoon night evening
    week month year earlier later on in at during of this last the a to an after before when as that"""
)
_NEVER_BESIDE = word_set(
    """if unless whether neither nor either did does do had has have is was were should would could can may might
    someone somebody anyone nobody like unlike asked critics sources fake"""
)
_UNCERTAIN = frozenset({"if", "unless", "whether", "that", "nor", "neither", "or"})
"""Words before a cue that doesn't assert that somebody said it: “if Ann Lee says …”, “denies that Ann Lee said …”."""
_QUOTING = word_set("quote quotes quoting quoted citing cited cites paraphrasing reading impersonating imitating")
_BOUNDARY = frozenset(',;:()—–"“”')
_BINDING = word_set("of for to with from by and or against about on in at")


def reported(text: str, found: Sequence[Sentence]) -> list[Reported]:
    """Return everything that the text reports, in the order of the text."""
    statements: list[Reported] = []
    for index, sentence in enumerate(found):
        direct = list(_direct(text, sentence))
        if not direct and index:
            direct = list(_continued(text, found[index - 1], sentence, statements))
        statements += direct
        statements += _indirect(text, sentence, direct)
    return sorted(statements, key=lambda one: (one.span.start, -one.span.end))


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
    if words[0].text in _SAID:
        return Span(words[0].start, words[_subject_end(words, 1) - 1].end), words[0]
    for place, word in enumerate(words[:16]):
        if word.text in _SAID and place:
            return Span(words[0].start, word.end), word
        if word.text in '.;:"“':
            return None
    return None


def _subject_end(words: Sequence[Word], start: int) -> int:
    """Return the index after the subject that follows a verb: up to a comma, a full stop or a preposition."""
    place = start
    while place < len(words) and words[place].text not in _BOUNDARY | frozenset(".?!"):
        if place > start and words[place].text in _BINDING | {"who", "when", "as", "after"}:
            break
        place += 1
        if words[place - 1].text in {"Mr", "Mrs", "Ms", "Dr", "Sen", "Rep", "Gov", "Gen"} and place < len(words):
            place += words[place].text == "."
    return place


def _cue_before(before: list[Word]) -> tuple[Span, Word] | None:
    """Return the cue before a quotation: “Ann Lee said, …”, “Ann Lee told the council: …”."""
    if not before or before[-1].text not in ",:":
        return None
    words = before[:-1]
    for place in range(len(words) - 1, max(len(words) - 9, -1), -1):
        if words[place].text in _SAID:
            if any(one.text in ".;" for one in words[place + 1 :]):
                return None
            start = _subject_start(words, place)
            return Span(words[start].start, words[-1].end), words[place]
    return None


def _subject_start(words: Sequence[Word], verb: int) -> int:
    """Return the index where the subject of a verb begins; an apposition between commas belongs to it."""
    place = verb
    if place > 2 and words[place - 1].text == ",":
        place -= 1
        while place and words[place - 1].text != ",":
            place -= 1
        place = max(place - 1, 0)
    while place and words[place - 1].text not in _BOUNDARY and not _is_conjunction(words, place - 1):
        if words[place - 1].text == "." and not (place > 1 and words[place - 2].text.casefold() in TITLES):
            break
        place -= 1
    return min(place, verb)


def _is_conjunction(words: Sequence[Word], place: int) -> bool:
    """Return True for a conjunction of clauses; “and” after a name joins names: “Ann Lee and Paul Field said”."""
    word = words[place].text.casefold()
    if word == "and" and place:
        end = place - 1 if words[place - 1].text == "," else place
        clause = [one.text for one in words[_clause_start(words, end) : end]]
        return any(one in _FINITE or one in _SAID or one.endswith("ed") for one in clause)
    return word in _CONJUNCTIONS


def _clause_start(words: Sequence[Word], place: int) -> int:
    """Return the index after the last mark before a word."""
    return next((one + 1 for one in range(place - 1, -1, -1) if words[one].text in _BOUNDARY), 0)


_CONJUNCTIONS = word_set("but and that because while although though when as if which who")


def _continued(text: str, before: Sentence, sentence: Sentence, statements: list[Reported]) -> Iterator[Reported]:
    """Yield a sentence that is a quotation and follows an attributed one in the same paragraph."""
    if not statements or "\n" in text[before.span.end : sentence.span.start] or len(sentence.quotations) != 1:
        return
    mark, last = sentence.quotations[0], statements[-1]
    outside = text[sentence.span.start : mark.start] + text[mark.end : sentence.span.end]
    is_said = last.kind == "direct" and last.attribution is not None and last.attribution.within(before.span)
    if is_said and not outside.strip(" ."):
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
    cues = [*_according(words, last), *_verbs(words, last)]
    for attribution, verb, whole in cues:
        ends = [_before_conjunction(text, whole, one[0].start) for one in cues if one[0].start > attribution.start]
        content = Span(whole.start, min(ends, default=whole.end))
        if any(attribution.start < one.end and one.start < attribution.end for one in taken):
            continue
        span = _with_quotation(sentence, stripped(text, content.start, content.end, TRIM))
        if text[span.start : span.end].count(" ") >= 2 and not any(
            one.start < span.end and span.start < one.end for one in inside
        ):
            quoted = any(one.within(span) for one in sentence.quotations)
            yield Reported(span, "mixed" if quoted else "indirect", attribution, verb)
            taken.append(attribution)


_NEXT_CLAUSE = re.compile(r",\s+(?:and|but|while)\s+\Z")


def _before_conjunction(text: str, content: Span, cue: int) -> int:
    """Return where a content ends if another cue begins in it after a conjunction: “…, and Paul Field said …”."""
    match = _NEXT_CLAUSE.search(text, content.start, cue) if content.start < cue < content.end else None
    return match.start() if match else content.end


def _with_quotation(sentence: Sentence, span: Span) -> Span:
    """Return a span with the closing mark of a quotation that ends it."""
    for mark in sentence.quotations:
        if mark.start >= span.start and mark.start < span.end <= mark.end:
            return Span(span.start, mark.end)
    return span


_Found = tuple[Span, Word | None, Span]
"""The attribution, its verb, and the content."""


def _according(words: Sequence[Word], last: int) -> Iterator[_Found]:
    for place in range(len(words) - 2):
        if (words[place].text.casefold(), words[place + 1].text) != ("according", "to"):
            continue
        end = next((one for one in range(place + 2, len(words)) if words[one].text in _BOUNDARY), len(words))
        end = end if place < 2 else _subject_end(words, place + 2)
        attribution = Span(words[place].start, words[end - 1].end)
        if place < 2 and end < len(words):
            yield attribution, None, Span(words[end].end, last)
        elif place > 3:
            yield attribution, None, Span(words[0].start, words[place - 1].end)


def _verbs(words: list[Word], last: int) -> Iterator[_Found]:
    for place, word in enumerate(words):
        needs_that = word.text in _ONLY_THAT
        if place and words[place - 1].text.endswith(("'s", "’s")):
            continue  # “Ann Lee's claims that …”
        if (word.text not in _SAID and not needs_that) or (place and words[place - 1].text.casefold() in _NO_VERB):
            continue
        start = _subject_start(words, place)
        after = place + 1
        if word.text in _OBJECT:
            while (
                after < len(words)
                and words[after].text != "that"
                and after - place < 6
                and words[after].text not in _BOUNDARY
            ):
                after += 1
            if after == len(words) or words[after].text != "that":
                after = place + 2
                while words[after - 1].is_capitalised and after < len(words) and words[after].is_capitalised:
                    after += 1
        while after < len(words) and words[after].text.casefold() in _DAYS:
            after += 1
        that = next((one for one in range(after, min(after + 9, len(words))) if words[one].text == "that"), None)
        if that is not None and any(one.text in ".;:" or one.text in _SAID for one in words[place + 1 : that]):
            that = None
        trails = start > 1 and words[start - 1].text == "," and _is_last(words, after)
        if trails:
            yield Span(words[start].start, word.end), word, Span(words[0].start, words[start - 1].start)
        elif _is_inverted(words, place):
            end = _subject_end(words, place + 1)
            yield Span(word.start, words[end - 1].end), word, Span(words[0].start, words[place - 1].start)
        elif that is not None and that + 2 < len(words):
            yield Span(words[start].start, words[that - 1].end), word, Span(words[that].end, last)
        elif not needs_that and start < place and after + 2 < len(words) and _begins_clause(words, after):
            yield Span(words[start].start, words[after - 1].end), word, Span(words[after].start, last)


_NO_VERB = word_set("the those these his her their its my our your a an to of i we not never didn't doesn't don't")
"""Words after which a word is a noun or an infinitive, or which show that nobody else is reported."""
_DAYS = word_set("monday tuesday wednesday thursday friday saturday sunday yesterday today")


def _is_inverted(words: Sequence[Word], place: int) -> bool:
    """Return True for “…, said Ann Lee”."""
    if not 0 < place < len(words) - 1 or words[place - 1].text != ",":
        return False
    return words[place + 1].is_capitalised and _is_last(words, _subject_end(words, place + 1))


def _is_last(words: Sequence[Word], place: int) -> bool:
    """Return True if only a time or place follows."""
    rest = [one.text.casefold() for one in words[place:] if one.is_word]
    is_clause = any(one in _FINITE or one.endswith("ed") for one in rest)
    return len(rest) < 10 and (not rest or rest[0] in _TIME) and "that" not in rest and not is_clause


def _begins_clause(words: Sequence[Word], place: int) -> bool:
    """Return True if a clause without “that” begins: “he will run”, “the bridge is safe”."""
    first = words[place].text.casefold()
    if first in _NO_CLAUSE:
        return False
    return any(one.text in _FINITE or one.text.endswith("ed") for one in words[place + 1 : place + 12])


_NO_CLAUSE = word_set("to of about for in on at so as , .")
_FINITE = word_set(
    """is are was were be been has have had will would can could should may might must do does did isn't aren't
    wasn't weren't won't wouldn't can't couldn't shouldn't hasn't haven't hadn't doesn't don't didn't wants
    needs makes plans knows thinks believes supports came went became made took got gave saw knew felt left
    lost ran began"""
)


def attributed(text: Text, found: Sequence[Reported]) -> list[Drafted]:
    """Return statements with their speakers, None where the text leaves one open."""
    done: list[Drafted] = []
    for said in found:
        cue = said.attribution
        who = None
        if cue and not is_hearsay(said, done):
            inside, mentions = text.words_between(cue.start, cue.end), text.mentions_between(cue.start, cue.end)
            before = text.words_between(cue.start - 20, cue.start)[-1:]
            after = text.words_between(cue.end, cue.end + 40)
            uncertain = bool(before) and before[0].text.casefold() in _UNCERTAIN
            if not uncertain and not _has_others(inside, after):
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
    if folded in _NEVER_BESIDE or folded in _BINDING or folded.endswith(("'s", "’s")):
        return False
    return word.is_capitalised or folded in TITLES or folded in BESIDE
