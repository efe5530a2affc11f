"""Check the boundaries of a passage: they must not split a word or number, or separate words from their negation."""

import re

from kzclaims.language.quotes.normalise import DASHES, INVISIBLE, LETTERS, MARKS, QUOTES, SOFT_HYPHEN, SPACES, Span

LETTER = re.compile(rf"{LETTERS}|[{MARKS}]")
WORD_START = re.compile(rf"(?<!{LETTERS}){LETTERS}")

_AROUND = 64
_BLANK = frozenset(SPACES + SOFT_HYPHEN + INVISIBLE)
_UNSEEN = re.compile(f"[{SOFT_HYPHEN}{INVISIBLE}]+")
_JOIN = "'’ʼ\u2010\u2011-"
_WORD_BEFORE = re.compile(rf"(?:{LETTERS}|[{MARKS}])[{_JOIN}]?\Z")
_WORD_AFTER = re.compile(rf"[{_JOIN}]?(?:{LETTERS}|[{MARKS}])")
_NUMBER_BEFORE = re.compile(rf"(?:[{DASHES}]|\d[.,:/])\Z")
_NUMBER_AFTER = re.compile(rf"[{DASHES}.,:/]\d|\s?[%‰]")
# Groups of three digits: «12 000».
_GROUP_BEFORE = re.compile(r"(?<!\d)\d{1,3}\s\Z")
_GROUP_AFTER = re.compile(r"\s\d{3}(?!\d)")
_GROUP_FIRST = re.compile(r"\d{3}(?!\d)")
_GROUP_LAST = re.compile(r"(?<!\d)\d{1,3}\Z")

# Russian, Ukrainian and English negations precede what they deny, Kazakh ones follow it.
_PRECEDING = r"не|ни|нет|ні|ані|not|no|never|cannot|\w+n['’]t"
_FOLLOWING = r"емес\w*|жоқ\w*"
_NEGATION_BEFORE = re.compile(rf"(?<!\w)(?:{_PRECEDING})(?P<gap>\s+)[{QUOTES}]*\Z", re.IGNORECASE)
_NEGATION_AFTER = re.compile(rf"[{QUOTES}]*(?P<gap>\s+)(?:{_FOLLOWING})(?!\w)", re.IGNORECASE)
_NEGATION_FIRST = re.compile(rf"\W*(?:{_PRECEDING}|{_FOLLOWING})(?!\w)", re.IGNORECASE)
_NEGATION_LAST = re.compile(rf"(?<!\w)(?:{_PRECEDING}|{_FOLLOWING})\W*\Z", re.IGNORECASE)

_CHUNK_BEFORE = re.compile(r"\S+\s*\Z")
_CHUNK_AFTER = re.compile(r"\s*\S+")
_PUNCTUATION = re.compile(rf"[^\S\n]?[.,;:!?…{QUOTES})\]]*")


def expand(text: str, span: Span) -> Span:
    """Return a span extended by the rest of the words, numbers and negations that its boundaries split.

    A span with correct boundaries is returned unchanged. A negation doesn't reach over a blank line.
    """
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


def hides_meaning(text: str, cut: Span) -> bool:
    """Return True if a cut begins or ends with a negation, or begins with a question mark."""
    left_out = text[slice(*cut)]
    return bool(
        _NEGATION_FIRST.match(left_out) or _NEGATION_LAST.search(left_out[-_AROUND:]) or asks_after(text, cut.start)
    )


def asks_after(text: str, end: int) -> bool:
    """Return True if a question mark follows at `end`, possibly among other signs."""
    signs = _PUNCTUATION.match(text, end)
    return signs is not None and "?" in signs.group()


def _splits_start(before: str, text: str, start: int) -> bool:
    first = text[start]
    if not before or not (first in QUOTES or LETTER.match(first)):
        return False
    if before[-1].isspace() or before[-1] in QUOTES:
        negation = _NEGATION_BEFORE.search(before)
        if negation and not _has_blank_line(negation["gap"]):
            return True
    if first.isdecimal() and (
        _NUMBER_BEFORE.search(before) or (_GROUP_FIRST.match(text, start) and _GROUP_BEFORE.search(before))
    ):
        return True
    return first not in QUOTES and _WORD_BEFORE.search(before) is not None


def _splits_end(after: str, text: str, end: int) -> bool:
    last = text[end - 1]
    if not after or not (last in QUOTES or LETTER.match(last)):
        return False
    if after[0].isspace() or after[0] in QUOTES:
        negation = _NEGATION_AFTER.match(after)
        if negation and not _has_blank_line(negation["gap"]):
            return True
    if last.isdecimal() and (
        _NUMBER_AFTER.match(after) or (_GROUP_AFTER.match(after) and _GROUP_LAST.search(text[max(0, end - 4) : end]))
    ):
        return True
    return last not in QUOTES and _WORD_AFTER.match(after) is not None


def _has_blank_line(gap: str) -> bool:
    return gap.count("\n") > 1
