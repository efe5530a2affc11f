"""Check the boundaries of a passage: they must not split a word or number."""

import re

from kzclaims.language.quotes.normalise import (
    CURRENCIES,
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
from kzclaims.language.quotes.operator_words import BEGINS_PHRASE

LETTER = re.compile(rf"{LETTERS}|[{MARKS}]")
WORD_START = re.compile(rf"(?<!{LETTERS}){LETTERS}")

_AROUND = 96
_BLANK = frozenset(SPACES + SOFT_HYPHEN + INVISIBLE)
_UNSEEN = re.compile(f"[{SOFT_HYPHEN}{INVISIBLE}]+")
_JOIN = "'’ʼ\u2010\u2011-"
_WORD_BEFORE = re.compile(rf"(?:{LETTERS}|[{MARKS}])[{_JOIN}]?\Z")
_ELISION = re.compile(r"(?<!\w)(?:(?:lors|puis|quoi|jus)?qu|[ld])['’]\Z", re.IGNORECASE)
"""A French word that is written together with the next one («qu'il»), but not «n'», which denies."""
_WORD_AFTER = re.compile(rf"[{_JOIN}]?(?:{LETTERS}|[{MARKS}])")
_NUMBER_BEFORE = re.compile(rf"(?:[{DASHES}]|\d[.,:/]|(?<!\w)(?:минус|мінус|minus)\s+)\Z", re.IGNORECASE)
_NUMBER_AFTER = re.compile(rf"[{DASHES}.,:/]\d|\s?[%‰°{CURRENCIES}]")
_WORD_NEXT = re.compile(r"[^\S\n]+([^\W\d_]+)")
_LABEL = re.compile(r"(?:[№#§]\s?|\w\s(?!\d)[^\W_a-zа-яё]\w*\s)\d+\Z|(?<![\d.,])(?:1[89]|20)\d\d\Z")
"""A number that is not a count: of a school, of Apollo, or a year."""
_PREFIX = re.compile(r"\([^\W\d_]{1,5}\)\Z")  # «(не)законные»
# Groups of three digits: «12 000».
_GROUP_BEFORE = re.compile(r"(?<!\d)\d{1,3}\s\Z")
_GROUP_AFTER = re.compile(r"\s\d{3}(?!\d)")
_GROUP_FIRST = re.compile(r"\d{3}(?!\d)")
_GROUP_LAST = re.compile(r"(?<!\d)\d{1,3}\Z")

_GLUED = re.compile(r"[а-яёіїєґәғқңөұүһ][А-ЯЁІЇЄҐӘҒҚҢӨҰҮҺ]")
"""Two words whose space was lost, as on web pages: «областьАким». Cyrillic words have no capitals inside."""

_CHUNK_BEFORE = re.compile(r"\S+\s*\Z")
_CHUNK_AFTER = re.compile(r"\s*\S+")


def whole_words(text: str, span: Span) -> Span:
    """Return a span extended by the rest of the words and numbers that its boundaries split, or the span itself."""
    start, end = span
    while start < end - 1 and text[start] in _BLANK:
        start += 1
    while start < end - 1 and text[end - 1] in _BLANK:
        end -= 1
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    if _splits_start(_UNSEEN.sub("", before), text, start):
        found = _CHUNK_BEFORE.search(before)
        start -= len(found.group()) if found else 0
    if _splits_end(_UNSEEN.sub("", after), text, end):
        found = _CHUNK_AFTER.match(after)
        end += found.end() if found else 0
    return Span(min(start, span.start), max(end, span.end))


def _splits_start(before: str, text: str, start: int) -> bool:
    first = text[start]
    if not before or first in QUOTES or not LETTER.match(first) or _GLUED.match(text, start - 1):
        return False
    if first.isdecimal() and (
        _NUMBER_BEFORE.search(before) or (_GROUP_FIRST.match(text, start) and _GROUP_BEFORE.search(before))
    ):
        return True
    if _ELISION.search(before):
        return False
    return (_WORD_BEFORE.search(before) or _PREFIX.search(before)) is not None


def _splits_end(after: str, text: str, end: int) -> bool:
    last = text[end - 1]
    if not after or last in QUOTES or not LETTER.match(last) or NOTE.match(text, end) or _GLUED.match(text, end - 1):
        return False
    if last.isdecimal() and (
        _NUMBER_AFTER.match(after)
        or (_counts(after) and not _LABEL.search(text[max(0, end - _AROUND) : end]))
        or (_GROUP_AFTER.match(after) and _GROUP_LAST.search(text[max(0, end - 4) : end]))
    ):
        return True
    return _WORD_AFTER.match(after) is not None


def _counts(after: str) -> bool:
    found = _WORD_NEXT.match(after)
    return found is not None and found[1].lower() not in BEGINS_PHRASE
