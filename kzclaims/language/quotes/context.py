"""Find the rest of the sentence around a passage, and check that it doesn't change what the passage states."""

import re

from kzclaims.language.quotes.cuts import MAX_SENTENCE, is_attributed, is_wrapped
from kzclaims.language.quotes.introductions import disowns
from kzclaims.language.quotes.neighbours import MAX_WORDS, is_denied_by_next, supposition
from kzclaims.language.quotes.normalise import DASHES, INVISIBLE, QUOTES, SOFT_HYPHEN, SPACES, Span
from kzclaims.language.quotes.operator_words import CONJUNCTIONS, COORDINATORS, FRONTED, SUBORDINATORS
from kzclaims.language.quotes.operators import is_denied_after, is_denied_before, is_judged, is_kazakh, plain

_AROUND = 32
_NEAR = 8
_LONGEST = 8
_OPENING = SPACES + QUOTES + DASHES + INVISIBLE + SOFT_HYPHEN + "(["
_END = re.compile(rf"[.!?…]+[{re.escape(QUOTES)})\]]*(?:\[\d+\]|[¹²³*])?[{SPACES}]*|\n|\u2029")
_ABBREVIATION = re.compile(
    r"(?<![\w'’ʼ])(?:[^\W\d]|гг|ул|им|тыс|млн|млрд|трлн|руб|коп|чел|акад|проф|ген|стр|обл|др|пр|см|ср|тж|просп|mr"
    r"|mrs|ms"
    r"|dr|st|prof"
    r"|jr|sr|bzw|ca|nr|no|vs|inc|gen|sen|rep|gov|mme|vol|fig|т\.\s?[едпкн]|z\.\s?b|u\.\s?a|d\.\s?h)\Z",
    re.IGNORECASE,
)
_NEXT = 160
_BEFORE = 80
_GAP = re.compile(rf"[.!?…{re.escape(_OPENING)}\n\])]*")
_DOUBTING = re.compile(
    r"(?:неужели|разве|правда|серь[её]зно|really|хіба|невже|wirklich|vraiment|шынымен|или (?:все-таки |всё-таки "
    r"|же )?нет|чи ні"
    r"|or (?:not|(?:was|is|did|does|has|have|had|will|would|are|were) \w+)|oder (?:doch )?nicht|ou pas"
    r"|әлде жоқ па)\s?\?",
    re.IGNORECASE,
)
_STOP = re.compile(r"[.!?…\n]|\Z")
_CLOSING_QUOTE = re.compile("[»”›]|[\"“’'](?!\\w)")
_TURN = re.compile(r"[^\W\d_][^.!?,;:\n]{0,40}:\s")
_WORD = re.compile(r"\w")
_NEXT_WORD = re.compile(r" ((?:[^\W\d_]|['’])+)")
_JOINTS = CONJUNCTIONS | COORDINATORS
_SHORT = re.compile(r"(?<!\w)\w{1,4}\Z")
"""A word that may be an abbreviation if a lower-case letter follows its full stop."""


def rest_of_sentence(text: str, span: Span) -> Span:
    """Return a span extended to the ends of its sentence, or of the sentences at both its ends."""
    word = _WORD.search(text, span.start, span.end)
    first_word = word.start() if word else span.start  # signs before it may end the sentence before
    start = max(0, span.start - MAX_SENTENCE)
    for first in (max(0, span.start - _NEAR), start):  # most passages begin with a sentence
        ends = [found.end() for found in _END.finditer(text, first, first_word) if _ends_sentence(text, found)]
        if ends:
            start = min(ends[-1], span.start)
            break
    last = span.start + len(text[slice(*span)].rstrip(_OPENING))
    if last > span.start and text[last - 1] in ".!?…":
        last -= 1
    after = (found.start() for found in _END.finditer(text, last, last + MAX_SENTENCE) if _ends_sentence(text, found))
    return Span(start, max(span.end, next(after, min(len(text), last + MAX_SENTENCE))))


def out_of_context(text: str, span: Span) -> Span | None:
    """Return the span extended to the ends of its sentence at which an operator affects it, or None."""
    sentence = rest_of_sentence(text, span)
    if following := _denial_after(text, span, sentence.end):
        return Span(span.start, following)
    first = max(0, sentence.start - _BEFORE)
    if (supposed := supposition(text[first : sentence.start])) is not None:
        return Span(first + supposed, span.end)
    if sentence == span:
        return None
    words = text[slice(*span)]
    before, after = text[sentence.start : span.start], text[span.end : sentence.end]
    before_denies = bool(before.strip()) and (is_denied_before(before, words[:MAX_SENTENCE]) or disowns(before))
    after_denies = bool(after.strip()) and len(words.split()) > 1 and is_denied_after(after, words[-MAX_SENTENCE:])
    if is_judged(before, after):
        before_denies = after_denies = True
    if not before_denies and not after_denies:
        return None
    return Span(sentence.start if before_denies else span.start, sentence.end if after_denies else span.end)


def goes_on(text: str, span: Span) -> bool:
    """Return True if the clause of a passage goes on after it («закроют рынки | без навеса»).

    In Kazakh, what limits a word is before it.
    """
    found = _NEXT_WORD.match(text, span.end)
    if found is None or found[1] in _JOINTS or found[1] in SUBORDINATORS or found[1] in FRONTED:
        return False
    return not is_kazakh(text[span.start : found.end() + _AROUND])


def next_sentence(text: str, end: int) -> Span | None:
    """Return the place of the sentence after a place of the text if it is short, or None."""
    gap = _GAP.match(text, end)
    start = gap.end() if gap else end
    stop = _STOP.search(text, start, start + _NEXT)
    if stop is None or text.count(" ", start, stop.start()) >= MAX_WORDS:
        return None
    if "\n" in text[end:start] and _TURN.match(text, start):
        return None
    ends = (found.start() for found in _END.finditer(text, start, start + _NEXT) if _ends_sentence(text, found))
    return Span(start, next(ends, len(text)))


def closes_quotation(text: str, end: int, following: int) -> bool:
    """Return True if a quotation mark closes between a passage's last character and the next sentence."""
    return _CLOSING_QUOTE.search(text, end - 1, following) is not None


def states(text: str, sentence: Span) -> bool:
    """Return True if a sentence that `next_sentence` found is neither a question nor unfinished."""
    start, end = sentence
    return 0 < end - start <= _NEXT and text[end : end + 1] not in ("?", "…")


def _denial_after(text: str, span: Span, end: int) -> int | None:
    """Return the end of the next sentence if it denies the passage, or None."""
    following = next_sentence(text, end)
    if following is None or closes_quotation(text, span.end, following.start):
        return None  # quoted words are reported, whatever the next sentence states about them
    if _DOUBTING.match(text, following.start):
        return following.end
    if not states(text, following):
        return None
    passage = text[max(span.start, span.end - MAX_SENTENCE) : span.end]
    denied = is_denied_by_next(plain(text[slice(*following)]), plain(passage)) and not is_attributed(passage)
    return following.end if denied else None


def _ends_sentence(text: str, found: re.Match[str]) -> bool:
    sign = found.group()[0]
    if sign == "\u2029":
        return True
    if sign == "\n":
        following = text[found.end() : found.end() + _AROUND].lstrip(" \t\r")
        return following[:1] == "\n" or not is_wrapped(text, found.start())
    first = max(0, found.start() - _LONGEST)
    between = found.group()
    rest = text[found.end() : found.end() + _AROUND]
    following = rest.lstrip(_OPENING)[:1]
    if between.count("\n") > 1:
        return True
    if not between[-1].isspace() and found.end() < len(text):
        ends = following.isupper() or (following.isdecimal() and between[-1] in QUOTES)
    elif following.islower():  # also in «Всё?» – спросил он
        ends = (
            between.rstrip() in (".", "!", "?")
            and rest[:1] == following
            and not _SHORT.search(text, first, found.start())
        )
    else:
        ends = True
    return ends and not (sign == "." and _ABBREVIATION.search(text, first, found.start()))
