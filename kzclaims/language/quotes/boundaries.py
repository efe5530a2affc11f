"""Borders: does a stretch of a text begin and end where its words, numbers and sentences allow it?"""

import re

from kzclaims.language.quotes.normalise import DASHES, INVISIBLE, LETTERS, MARKS, QUOTES, SOFT_HYPHEN, SPACES, Span

LETTER = re.compile(rf"{LETTERS}|[{MARKS}]")
WORD_START = re.compile(rf"(?<!{LETTERS}){LETTERS}")

_AROUND = 64
_BLANK = frozenset(SPACES + SOFT_HYPHEN + INVISIBLE)
_UNSEEN = re.compile(f"[{SOFT_HYPHEN}{INVISIBLE}]+")
_JOIN = "'’ʼ\u2010\u2011-"
_WORD_LEFT = re.compile(rf"(?:{LETTERS}|[{MARKS}])[{_JOIN}]?\Z")
_WORD_RIGHT = re.compile(rf"[{_JOIN}]?(?:{LETTERS}|[{MARKS}])")
_NUMBER_LEFT = re.compile(rf"(?:[{DASHES}]|\d[.,:/])\Z")
_NUMBER_RIGHT = re.compile(rf"[{DASHES}.,:/]\d|\s?[%‰]")
# Groups of three digits: «12 000».
_GROUP_LEFT = re.compile(r"(?<!\d)\d{1,3}\s\Z")
_GROUP_RIGHT = re.compile(r"\s\d{3}(?!\d)")
_GROUP_FIRST = re.compile(r"\d{3}(?!\d)")
_GROUP_LAST = re.compile(r"(?<!\d)\d{1,3}\Z")

_NOT_BEFORE = r"не|ни|нет|ні|ані|not|no|never|cannot|\w+n['’]t"
_NOT_AFTER = r"емес\w*|жоқ\w*"
_DENIED_LEFT = re.compile(rf"(?<!\w)(?:{_NOT_BEFORE})(?P<gap>\s+)[{QUOTES}]*\Z", re.IGNORECASE)
_DENIED_RIGHT = re.compile(rf"[{QUOTES}]*(?P<gap>\s+)(?:{_NOT_AFTER})(?!\w)", re.IGNORECASE)
_NOT_FIRST = re.compile(rf"\W*(?:{_NOT_BEFORE}|{_NOT_AFTER})(?!\w)", re.IGNORECASE)
_NOT_LAST = re.compile(rf"(?<!\w)(?:{_NOT_BEFORE}|{_NOT_AFTER})\W*\Z", re.IGNORECASE)

_CHUNK_LEFT = re.compile(r"\S+\s*\Z")
_CHUNK_RIGHT = re.compile(r"\s*\S+")
_MARKS_AFTER = re.compile(rf"[^\S\n]?[.,;:!?…{QUOTES})\]]*")


def mended(text: str, span: Span) -> Span:
    """A span with the rest of the words, numbers and negations that its borders tear apart.

    The span itself if it tears nothing. Russian, Ukrainian and English negations stand before what they
    deny, Kazakh ones after it; a blank line between ends their reach.
    """
    start, end = span
    while start < end - 1 and text[start] in _BLANK:
        start += 1
    while start < end - 1 and text[end - 1] in _BLANK:
        end -= 1
    left, right = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    if _tears_left(_UNSEEN.sub("", left), text, start):
        found = _CHUNK_LEFT.search(left)
        start -= len(found.group()) if found else 0
    if _tears_right(_UNSEEN.sub("", right), text, end):
        found = _CHUNK_RIGHT.match(right)
        end += found.end() if found else 0
    return Span(min(start, span.start), max(end, span.end))


def hides(text: str, cut: Span) -> bool:
    """Does a marked cut begin or end with a negation, or begin with a question mark?

    The words beside it then mean something else.
    """
    left_out = text[slice(*cut)]
    return bool(_NOT_FIRST.match(left_out) or _NOT_LAST.search(left_out[-_AROUND:]) or asks(text, cut.start))


def asks(text: str, end: int) -> bool:
    """Does a question mark follow, among other marks?"""
    marks = _MARKS_AFTER.match(text, end)
    return marks is not None and "?" in marks.group()


def _tears_left(left: str, text: str, start: int) -> bool:
    first = text[start]
    if not left or not (first in QUOTES or LETTER.match(first)):
        return False
    if left[-1].isspace() or left[-1] in QUOTES:
        denied = _DENIED_LEFT.search(left)
        if denied and not _is_blank_line(denied["gap"]):
            return True
    if first.isdecimal() and (
        _NUMBER_LEFT.search(left) or (_GROUP_FIRST.match(text, start) and _GROUP_LEFT.search(left))
    ):
        return True
    return first not in QUOTES and _WORD_LEFT.search(left) is not None


def _tears_right(right: str, text: str, end: int) -> bool:
    last = text[end - 1]
    if not right or not (last in QUOTES or LETTER.match(last)):
        return False
    if right[0].isspace() or right[0] in QUOTES:
        denied = _DENIED_RIGHT.match(right)
        if denied and not _is_blank_line(denied["gap"]):
            return True
    if last.isdecimal() and (
        _NUMBER_RIGHT.match(right) or (_GROUP_RIGHT.match(right) and _GROUP_LAST.search(text[max(0, end - 4) : end]))
    ):
        return True
    return last not in QUOTES and _WORD_RIGHT.match(right) is not None


def _is_blank_line(gap: str) -> bool:
    return gap.count("\n") > 1
