"""Recognise a reporter's words that interrupt a quotation: «Каток, – сказал аким, – откроют», “We, ” she said, “won”.

They are not the speaker's words, so a passage may omit them. They must name who speaks with a neutral verb, and the
quotation must go on: after a comma, or after a full stop within the same quotation marks.
"""

import re

from kzclaims.language.quotes.cuts import is_attributed
from kzclaims.language.quotes.normalise import Span
from kzclaims.language.quotes.numerals import NUMBER
from kzclaims.language.quotes.operators import has_operator

ASIDE = re.compile(
    r"(?P<sign>[,!?…])(?:\s?[–—-]\s(?P<words>[^,.;:!?…«»“”\"()\n]{3,64})(?P<stop>[,.])\s?[–—-]\s(?=\w)"
    r"|(?P<close>[”\"])\s(?P<between>[^,.;:!?…«»“”\"()\n]{3,64}),\s[“\"](?=\w))"
)
_MARK = re.compile(r"[«»„“”\"‚‘]|’(?!\w)")
_OPENING = '«„“"‚‘'
_OPENED_BY = {"»": "«", "“": "„", "”": "“„", '"': '"', "‘": "‚", "’": "‘"}
"""The marks that each closing mark may close; “ and ‘ close German quotations and open English ones."""
_LONGEST = 2000


def without_aside(found: re.Match[str], joint: str) -> str:
    """Return what joins the parts of a quotation without an aside that `ASIDE` found, or the aside if it isn't one.

    The `joint` is " " or ", ", because a comma before an aside may belong to the quotation or not.
    """
    words = found["words"] or found["between"]
    if not is_attributed(words) or has_operator(words) or NUMBER.search(words):
        return found.group()
    following = found.string[found.end() : found.end() + 1]
    if found["stop"] == ".":
        if not following.isupper() or not open_quotations(found.string, found.start()):
            return found.group()
        return ". " if found["sign"] == "," else f"{found['sign']} "
    if found["sign"] != "," or (found["close"] and following.isupper()):
        return found.group()
    return joint


def asides_in(text: str, span: Span) -> list[Span]:
    """Return the spans of the asides within a span."""
    return [Span(*one.span()) for one in ASIDE.finditer(text, *span) if without_aside(one, "") != one.group()]


def is_aside(text: str, cut: Span) -> bool:
    """Return True if an ellipsis leaves out nothing but an aside."""
    start = cut.start
    while start < cut.end and text[start].isspace():
        start += 1
    found = ASIDE.match(text, start)
    return found is not None and found.end() == cut.end and without_aside(found, "") != found.group()


def open_quotations(text: str, at: int) -> list[int]:
    """Return the places of the quotation marks that are open at a place since the beginning of its paragraph."""
    first = max(text.rfind("\n", 0, at) + 1, at - _LONGEST)
    opened: list[int] = []
    for found in _MARK.finditer(text, first, at):
        mark = found.group()
        partner = next((n for n in range(len(opened) - 1, -1, -1) if text[opened[n]] in _OPENED_BY.get(mark, "")), None)
        if partner is not None:
            del opened[partner:]
        elif mark in _OPENING:
            opened.append(found.start())
    return opened
