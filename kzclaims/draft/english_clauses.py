"""Find reported clauses in an English sentence, and the words that attribute them."""

from collections.abc import Iterator, Sequence

from kzclaims.draft.english_names import TITLES
from kzclaims.draft.sentences import Span, Word
from kzclaims.language.names.folding import word_set

SAID = word_set(
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
    """found finds shows showed show indicated indicates revealed confirmed denied knew hopes hoped feared estimates
    estimated alleged alleges charges charged understood assumed learned discovered determined decided ruled hoping
    fears worried worry felt thought realized recognized recognizes expects expected demanded doubts doubted fearing
    implied implies means mentioned proves proved feel see sees understand understands reveals confirms denies
    announcing denying stating cautioned emphasizing stressing promising vowing urged suspect suspects assured"""
)
"""Verbs that report only with “that”."""
_OBJECT = word_set("told tells telling")
_TIME = word_set(
    """monday tuesday wednesday thursday friday saturday sunday yesterday today morning afternoon night evening
    week month year earlier later on in at during of this last the a to an after before when as that"""
)
BOUNDARY = frozenset(',;:()—–"“”')
BINDING = word_set("of for to with from by and or against about on in at")


Found = tuple[Span, Word | None, Span]
"""The attribution, its verb, and the content."""


def according(words: Sequence[Word], last: int) -> Iterator[Found]:
    for place in range(len(words) - 2):
        if (words[place].text.casefold(), words[place + 1].text) != ("according", "to"):
            continue
        end = next((one for one in range(place + 2, len(words)) if words[one].text in BOUNDARY), len(words))
        end = end if place < 2 else subject_end(words, place + 2)
        attribution = Span(words[place].start, words[end - 1].end)
        if place < 2 and end < len(words):
            yield attribution, None, Span(words[end].end, last)
        elif place > 3:
            yield attribution, None, Span(words[0].start, words[place - 1].end)


def verbs(words: list[Word], last: int) -> Iterator[Found]:
    for place, word in enumerate(words):
        is_pointed_out = word.text.startswith("point") and words[place + 1 : place + 2] == [Word("out", word.end + 1)]
        if not (word.text in SAID or word.text in _ONLY_THAT or is_pointed_out) or not is_cue(words, place):
            continue
        start = subject_start(words, place)
        if any(one.text.casefold() in _RELATIVE for one in words[max(start - 1, 0) : place]):
            continue  # “what Ann Lee says about it”
        after = _after_object(words, place) + is_pointed_out
        after = _after_time(words, after)
        that = next((one for one in range(after, min(after + 12, len(words))) if words[one].text == "that"), None)
        between = words[after : that or after]
        if any(one.text in ".;:" or _is_finite(one) for one in between) or (
            words[after : after + 1] and (words[after].text in _BEGINNING)
        ):
            that = None
        cue = Span(words[start].start, word.end)
        comma = start > 1 and words[start - 1].text == ","
        if comma and start < place and _is_last(words, after):
            yield cue, word, Span(words[0].start, words[start - 1].start)
        elif comma and start < place and after + 2 < len(words) and words[after].text == ",":
            # “The bridge, Ann Lee said, is closed.”
            if words[0].text.casefold() not in _ADVERBIAL:
                yield cue, word, Span(words[0].start, words[start - 1].start)
            if any(map(_is_finite, words[after:])):
                yield cue, word, Span(words[after].end, last)
        elif _is_inverted(words, place):
            end = subject_end(words, place + 1)
            yield Span(word.start, words[end - 1].end), word, Span(words[0].start, words[place - 1].start)
        elif that is not None and that + 2 < len(words):
            yield Span(words[start].start, words[that - 1].end), word, Span(words[that].end, last)
        elif (
            word.text in SAID
            and after + 2 < len(words)
            and _begins_clause(words, place, after)
            and (start < place or has_subject_before(words, place))
        ):
            yield Span(words[start].start, words[after - 1].end), word, Span(words[after].start, last)


_ADVERBIAL = word_set("in as during at on after before when while since with for by from if because although though")
_RELATIVE = word_set("what everything whatever something anything nothing than how where why")


def _is_finite(word: Word) -> bool:
    return word.text in FINITE or word.text in SAID or (word.text.endswith("ed") and len(word.text) > 4)


def is_cue(words: Sequence[Word], place: int) -> bool:
    """Return True if a verb of speech is one here, and somebody is reported."""
    if place == 0:
        return False
    before = words[place - 1].text.casefold()
    if before.endswith("'s") or before in _NO_VERB:
        return False  # “Ann Lee's claims that …”
    return before not in _PASSIVE or words[place].text.endswith("ing")


_PASSIVE = word_set("is are was were be been being isn't wasn't")


def _after_object(words: Sequence[Word], place: int) -> int:
    """Return the index after a verb and the person spoken to: “told the council”, “told Ann Lee”."""
    after = place + 1
    if words[place].text not in _OBJECT:
        return after
    while (
        after < len(words) and words[after].text != "that" and after - place < 6 and words[after].text not in BOUNDARY
    ):
        after += 1
    if after == len(words) or words[after].text != "that":
        after = place + 2
        while words[after - 1].is_capitalised and after < len(words) and words[after].is_capitalised:
            after += 1
    return min(after, len(words))


def _after_time(words: Sequence[Word], after: int) -> int:
    """Return the index after words for the time or the occasion: “said on Monday”, “said in an interview”."""
    while after < len(words) and words[after].text.casefold() in _DAYS:
        after += 1
    if after + 2 >= len(words) or words[after].text not in _OCCASION:
        return after
    for place in range(after + 1, min(after + 9, len(words) - 1)):
        text = words[place].text
        if text in {",", "that"}:
            return place if text == "that" else place + 1 if words[place + 1].text in _BEGINNING else place
        if place > after + 1 and (text in _BEGINNING or text in SAID):
            return place if words[place - 1].text not in BINDING else after
        if text in FINITE or text in BOUNDARY:
            break
    return after


_OCCASION = word_set("in on at during via by through after")
_BEGINNING = word_set("he she they it we i there his her their its this these those no nobody everyone")


def has_subject_before(words: Sequence[Word], place: int) -> bool:
    """Return True if the subject of a verb is in the clause before: “…, saying he …”, “and said he …”, “who says …”."""
    before = words[place - 1].text.casefold()
    return words[place].text.endswith("ing") or before in {"and", "but", "who", "then", "also"}


_NO_VERB = word_set("the those these his her their its my our your a an to of i we not never didn't doesn't don't")
"""Words after which a word is a noun or an infinitive, or which show that nobody else is reported."""
_DAYS = word_set("monday tuesday wednesday thursday friday saturday sunday yesterday today")


def _is_inverted(words: Sequence[Word], place: int) -> bool:
    """Return True for “…, said Ann Lee”."""
    if not 0 < place < len(words) - 1 or words[place - 1].text != ",":
        return False
    return words[place + 1].is_capitalised and _is_last(words, subject_end(words, place + 1))


def _is_last(words: Sequence[Word], place: int) -> bool:
    """Return True if only a time or place follows."""
    rest = [one.text.casefold() for one in words[place:] if one.is_word]
    is_clause = any(one in FINITE or one.endswith("ed") for one in rest)
    return len(rest) < 10 and (not rest or rest[0] in _TIME) and "that" not in rest and not is_clause


def _begins_clause(words: Sequence[Word], verb: int, place: int) -> bool:
    """Return True if a clause without “that” begins: “he will run”, “the bridge is safe”."""
    if words[place].text.casefold() in _NO_CLAUSE:
        return False
    finite = any(map(_is_finite, words[place + 1 : place + 12]))
    return finite or (words[verb].text in _CLAUSAL and len(words) - place > 3)


_CLAUSAL = word_set("said says say believes believed thinks argues argued claims claimed insists insisted saying")
"""Verbs after which words without “that” are almost always a clause."""
_NO_CLAUSE = word_set(
    "to of about for in on at so as , . with from by when nothing anything something yes no more much"
)
FINITE = word_set(
    """is are was were be been has have had will would can could should may might must do does did isn't aren't
    wasn't weren't won't wouldn't can't couldn't shouldn't hasn't haven't hadn't doesn't don't didn't wants
    needs makes plans knows thinks believes supports came went became made took got gave saw knew felt left
    lost ran began"""
)


def subject_end(words: Sequence[Word], start: int) -> int:
    """Return the index after the subject that follows a verb: up to a comma, a full stop or a preposition."""
    place = start
    while place < len(words) and words[place].text not in BOUNDARY | frozenset(".?!"):
        if place > start and words[place].text in BINDING | {"who", "when", "as", "after"}:
            break
        place += 1
        if words[place - 1].text in {"Mr", "Mrs", "Ms", "Dr", "Sen", "Rep", "Gov", "Gen"} and place < len(words):
            place += words[place].text == "."
    return place


def subject_start(words: Sequence[Word], verb: int) -> int:
    """Return the index where the subject of a verb begins; an apposition between commas belongs to it."""
    place = verb
    if place > 2 and words[place - 1].text == ",":
        place -= 1
        while place and words[place - 1].text != ",":
            place -= 1
        place = max(place - 1, 0)
    while place and words[place - 1].text not in BOUNDARY and not _is_conjunction(words, place - 1):
        if words[place - 1].text in SAID and words[place].text not in SAID:
            break
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
        return any(one in FINITE or one in SAID or one.endswith("ed") for one in clause)
    return word in _CONJUNCTIONS


def _clause_start(words: Sequence[Word], place: int) -> int:
    """Return the index after the last mark before a word."""
    return next((one + 1 for one in range(place - 1, -1, -1) if words[one].text in BOUNDARY), 0)


_CONJUNCTIONS = word_set("but and that because while although though when as if which who")
