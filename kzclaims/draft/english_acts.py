"""Find reports of what somebody does by speaking: “promised to open the bridge”, “criticized the plan”."""

from collections.abc import Iterator, Sequence

from kzclaims.draft.english_clauses import BOUNDARY, FINITE, SAID, Found, has_subject_before, is_cue, subject_start
from kzclaims.draft.sentences import Span, Word
from kzclaims.language.names.folding import word_set

_TO = word_set(
    """promised promises promising pledged pledges pledging vowed vows vowing threatened threatens threatening
    refusing offered offers agreed agrees demanded swore proposed proposes"""
)
"""Verbs before “to” and an infinitive."""
_SOMEBODY_TO = word_set(
    """urged urges urging encouraged encourages encouraging advised advises warned called calls calling
    challenged"""
)
"""Verbs before a person, “to” and an infinitive."""
_OBJECT = word_set(
    """criticized criticizes criticizing criticised blasted blasts blasting slammed slams
    denounced denounces denouncing condemned condemns condemning praised praises praising rejected rejects rejecting
    dismissed dismisses accused accuses accusing blamed blames blaming cited cites citing described describes
    describing mentioned mentions mentioning referenced references questioned questioning emphasized
    emphasizes emphasizing stressed stresses stressing highlighted highlights touted touts touting proposed proposes
    proposing predicted predicts acknowledged acknowledges discussed discusses announced announces endorsed endorses
    defended defends defending demanded demanding urged urges likened compared compares ridiculed mocked
    mocks lauded applauded hailed hails underscored underscores admitted admits lamented detailed disputed disputes
    opposed recommended recommends outlined cautioned ripped suggested suggests expressed deplored"""
)
"""Verbs before a noun."""
_WITH = {
    "called": "for", "calls": "for", "calling": "for", "pointed": "to", "points": "to", "pointing": "to",
    "spoke": "about of", "speaks": "about of", "talked": "about", "talks": "about", "complained": "about",
    "warned": "of about against", "warns": "of about against", "warning": "of about against", "apologized": "for",
    "argued": "for against", "campaigned": "on", "objected": "to", "boasted": "about of", "referred": "to",
    "insisted": "on", "wondered": "whether why if how", "asked": "whether why if how",
    "asks": "whether why if how", "explained": "why how", "explains": "why how", "disagreed": "with",
}  # fmt: skip
"""Verbs before a preposition or a question."""
_NEVER = word_set(". , ; : by in as at on for with of that to")


_UNCERTAIN = word_set("if unless whether should would could might may must will can never nobody")


def acts(words: Sequence[Word], last: int) -> Iterator[Found]:
    """Yield the reports of a sentence: the attribution, the verb and the content."""
    for place, word in enumerate(words[:-3]):
        if not is_cue(words, place):
            continue
        after = _content(words, place)
        if after is None or after + 1 >= len(words):
            continue
        start = subject_start(words, place)
        if start == place and not has_subject_before(words, place):
            continue
        if any(one.text.casefold() in _UNCERTAIN for one in words[max(start - 1, 0) : place]):
            continue
        end = _end(words, after, last)
        comma = next((one for one in words[after:] if one.text == ","), None)
        if start == place and comma:
            end = comma.start  # “Ann Lee, who blamed the mayor, left.”
        yield Span(words[start].start, words[after - 1].end), word, Span(words[after].start, end)


def _content(words: Sequence[Word], place: int) -> int | None:
    """Return the index at which the content begins after a verb, or None if there is none."""
    verb, following = words[place].text, words[place + 1].text
    if following == "to" and verb in _TO:
        return place + 1
    if following in _WITH.get(verb, "").split():
        return place + 1 if following in {"whether", "why", "if", "how"} else place + 2
    if verb in _SOMEBODY_TO:
        begin = place + 2 if following in {"on", "upon"} else place + 1
        to = next((one for one in range(begin + 1, min(begin + 7, len(words))) if words[one].text == "to"), None)
        between = words[begin:to] if to else []
        if to and not any(one.text in BOUNDARY or one.text in FINITE or one.text in _NEVER for one in between):
            return begin
        if verb in {"called", "calls", "calling"} and following not in _NEVER:
            return _named(words, place)
    if verb in _OBJECT and following not in _NEVER and following.casefold() not in _PRONOUNS:
        return place + 1
    return None


_PRONOUNS = word_set("it himself herself themselves us me up out off back")


def _named(words: Sequence[Word], place: int) -> int | None:
    """Return the index after a verb of naming, if a name in marks or an article follows its object."""
    inside = [one.text for one in words[place + 1 : place + 7]]
    is_name = any(one in '"“' for one in inside[1:]) or any(one in {"a", "an"} for one in inside[1:4])
    return place + 1 if is_name else None


_ENDING = word_set("and but though although while as after when which who with")
"""Words after a comma with which the report ends."""


def _end(words: Sequence[Word], after: int, last: int) -> int:
    """Return where a content ends: before another report of the same speaker, or with the sentence."""
    for place in range(after + 2, len(words) - 1):
        word, before = words[place], words[place - 1].text
        is_verb = word.text in SAID or word.text in _OBJECT or word.text in _TO or word.text in _SOMEBODY_TO
        if before == "," and (word.text in _ENDING or word.text in SAID or (is_verb and word.text.endswith("ing"))):
            return words[place - 1].start
        if before in {"and", "but"} and is_verb and word.text.endswith(("ed", "said", "told")):
            return words[place - 1].start
    return last
