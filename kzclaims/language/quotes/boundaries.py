"""Check the boundaries of a passage: they must not split a word or number, or separate words from their negation."""

import re

from kzclaims.language.quotes.cuts import Objection, lacks_doubt
from kzclaims.language.quotes.negation import denied_after, denied_before
from kzclaims.language.quotes.normalise import (
    DASHES,
    INVISIBLE,
    LETTERS,
    MARKS,
    NOTE,
    QUOTES,
    SOFT_HYPHEN,
    SPACES,
    Span,
)

LETTER = re.compile(rf"{LETTERS}|[{MARKS}]")
WORD_START = re.compile(rf"(?<!{LETTERS}){LETTERS}")

_AROUND = 96
_BLANK = frozenset(SPACES + SOFT_HYPHEN + INVISIBLE)
_BESIDE = frozenset(QUOTES + SPACES + INVISIBLE + SOFT_HYPHEN)
_UNSEEN = re.compile(f"[{SOFT_HYPHEN}{INVISIBLE}]+")
_JOIN = "'’ʼ\u2010\u2011-"
_WORD_BEFORE = re.compile(rf"(?:{LETTERS}|[{MARKS}])[{_JOIN}]?\Z")
_WORD_AFTER = re.compile(rf"[{_JOIN}]?(?:{LETTERS}|[{MARKS}])")
_NUMBER_BEFORE = re.compile(rf"(?:[{DASHES}]|\d[.,:/]|(?<!\w)(?:минус|мінус|minus)\s+)\Z", re.IGNORECASE)
_NUMBER_AFTER = re.compile(
    rf"[{DASHES}.,:/]\d|\s?[%‰]|\s+(?:процент|відсот|пайыз|percent|per cent|prozent"
    r"|тыс|тис|млн|млрд|трлн|милли|мільй|мільярд"
    r"|трилл|трильй|мың|hundred|thousand|million|billion|trillion|tausend|milliarde"
    r"|bn(?!\w)|mn(?!\w)|евро(?!\w)|євро(?!\w)|тенге|теңге|рубл|гривен|гривн|доллар|долар|dollar|euro|pound)",
    re.IGNORECASE,
)
_PREFIX = re.compile(r"\([^\W\d_]{1,5}\)\Z")  # «(не)законные»
# Groups of three digits: «12 000».
_GROUP_BEFORE = re.compile(r"(?<!\d)\d{1,3}\s\Z")
_GROUP_AFTER = re.compile(r"\s\d{3}(?!\d)")
_GROUP_FIRST = re.compile(r"\d{3}(?!\d)")
_GROUP_LAST = re.compile(r"(?<!\d)\d{1,3}\Z")

_CHUNK_BEFORE = re.compile(r"\S+\s*\Z")
_CHUNK_AFTER = re.compile(r"\s*\S+")


def expand(text: str, span: Span) -> tuple[Span, Objection | None]:
    """Return a span extended by the rest of the words, numbers and negations that its boundaries split.

    A span with correct boundaries is returned unchanged, without a problem.
    """
    start, end = span
    while start < end - 1 and text[start] in _BLANK:
        start += 1
    while start < end - 1 and text[end - 1] in _BLANK:
        end -= 1
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    problem = None
    if _splits_start(_UNSEEN.sub("", before), text, start):
        problem = Objection.PARTIAL_WORD
        found = _CHUNK_BEFORE.search(before)
        start -= len(found.group()) if found else 0
    elif negation := _may_be_denied(text[start], before[-1:]) and denied_before(before, text[start : start + _AROUND]):
        problem = Objection.NEGATION
        start -= negation
    elif lacks_doubt(before):
        problem = Objection.DOUBT
        start -= len(before) - len(before.rstrip()) + len(before.split()[-1])
    if _splits_end(_UNSEEN.sub("", after), text, end):
        problem = Objection.PARTIAL_WORD
        found = _CHUNK_AFTER.match(after)
        end += found.end() if found else 0
    elif negation := _may_be_denied(text[end - 1], after[:1]) and denied_after(text[start:end][-_AROUND:], after):
        problem = Objection.NEGATION
        end += negation
    return Span(min(start, span.start), max(end, span.end)), problem


def _may_be_denied(edge: str, beside: str) -> bool:
    return (edge in QUOTES or LETTER.match(edge) is not None) and (beside.isspace() or beside in _BESIDE)


def _splits_start(before: str, text: str, start: int) -> bool:
    first = text[start]
    if not before or first in QUOTES or not LETTER.match(first):
        return False
    if first.isdecimal() and (
        _NUMBER_BEFORE.search(before) or (_GROUP_FIRST.match(text, start) and _GROUP_BEFORE.search(before))
    ):
        return True
    return (_WORD_BEFORE.search(before) or _PREFIX.search(before)) is not None


def _splits_end(after: str, text: str, end: int) -> bool:
    last = text[end - 1]
    if not after or last in QUOTES or not LETTER.match(last) or NOTE.match(text, end):
        return False
    if last.isdecimal() and (
        _NUMBER_AFTER.match(after) or (_GROUP_AFTER.match(after) and _GROUP_LAST.search(text[max(0, end - 4) : end]))
    ):
        return True
    return _WORD_AFTER.match(after) is not None
