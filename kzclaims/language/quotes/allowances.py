"""Name the kinds of difference between a passage and the words of a text that are equal when normalised."""

import re
from collections.abc import Iterable
from enum import StrEnum
from unicodedata import normalize

from kzclaims.language.quotes.normalise import (
    BRACKETED,
    DASHES,
    DIVIDED,
    INVISIBLE,
    LIGATURE,
    MARKS,
    NOTE,
    QUOTES,
    SAME,
    SOFT_HYPHEN,
    SPACES,
    STRESS,
    join_divided,
)
from kzclaims.language.quotes.text import ELLIPSIS, Passage


class Allowance(StrEnum):
    """A kind of difference in typography, not in words."""

    SPACES = "spaces"
    SOFT_HYPHENS = "soft hyphens"
    INVISIBLE = "invisible characters"
    DASHES = "dashes"
    QUOTATION_MARKS = "quotation marks"
    YO = "ё"
    COMPOSITION = "composition"
    LIGATURES = "ligatures"
    DIVIDED = "words divided at line ends"
    STRESS = "stress marks"
    BRACKETS = "bracketed letters"
    CAPITALS = "capitals"
    NOTES = "footnote marks"
    FIRST_LETTER = "case of the first letter"
    FINAL_PUNCTUATION = "final punctuation"
    ELLIPSIS = "ellipsis"
    ATTRIBUTION = "attribution within the quotation"


_KINDS = {
    Allowance.SPACES: re.compile(r"\s+"),
    Allowance.SOFT_HYPHENS: re.compile(SOFT_HYPHEN),
    Allowance.INVISIBLE: re.compile(f"[{INVISIBLE}]"),
    Allowance.DASHES: re.compile(f"[{DASHES}]"),
    Allowance.QUOTATION_MARKS: re.compile(f"[{QUOTES}\u02b9\u2032\u2035]|,,|<<|>>"),
    Allowance.LIGATURES: LIGATURE,
    Allowance.COMPOSITION: re.compile(f"[{MARKS}]"),
    Allowance.ELLIPSIS: ELLIPSIS,
}
_YO = re.compile("[её]")


def word_allowances(recorded: str, source: str) -> set[Allowance]:
    """Return the kinds in which two wordings differ that are equal when normalised.

    Each kind has its own characters, so two wordings differ in it if the sequences of these characters do.
    """
    if recorded == source:
        return set()
    kinds = set()
    for kind, pattern, replace in (
        (Allowance.DIVIDED, DIVIDED, lambda found: join_divided(found, ())),
        (Allowance.BRACKETS, BRACKETED, lambda found: found[1]),
        (Allowance.STRESS, STRESS, lambda _: ""),
        (Allowance.NOTES, NOTE, lambda _: ""),
    ):
        plain = pattern.sub(replace, recorded), pattern.sub(replace, source)
        if plain != (recorded, source):
            kinds.add(kind)
            recorded, source = plain
    kinds |= {kind for kind, pattern in _KINDS.items() if pattern.findall(recorded) != pattern.findall(source)}
    yo = [_YO.findall(normalize("NFC", words.lower())) for words in (recorded, source)]
    if yo[0] != yo[1]:
        kinds.add(Allowance.YO)
    if _capitals(recorded, source):
        kinds.add(Allowance.CAPITALS)
    elif recorded[0] != source[0] and recorded[0].lower() == source[0].lower():
        kinds.add(Allowance.FIRST_LETTER)
    return kinds or {Allowance.COMPOSITION}  # equivalent letters, such as Å and the ångström sign


def _capitals(recorded: str, source: str) -> bool:
    letters = ["".join(filter(str.isalpha, words))[1:] for words in (recorded, source)]
    return letters[0] != letters[1] and letters[0].lower() == letters[1].lower()


def edge_allowances(passage: Passage, before: str, after: str) -> set[Allowance]:
    """Return the kinds in which the signs at both ends of a passage differ from those next to the match."""
    edges = ((passage.head[::-1], before[::-1], False), (passage.tail, after, True))
    return {
        _edge_kind(sign, at_end=at_end)
        for edge, beside, at_end in edges
        for index, sign in enumerate(edge)
        if beside[index : index + 1] != sign
    }


def shared_edge(edge: str, beside: str) -> int:
    """Return how many signs next to a match equal those at the passage's edge."""
    return shared_length([SAME.get(sign, sign) for sign in edge], [SAME.get(sign, sign) for sign in beside])


def shared_length(one: Iterable[str], other: Iterable[str]) -> int:
    """Return the length of the longest common beginning."""
    length = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        length += 1
    return length


def _edge_kind(sign: str, *, at_end: bool) -> Allowance:
    if sign in QUOTES:
        return Allowance.QUOTATION_MARKS
    if sign in SPACES:
        return Allowance.SPACES
    if sign == SOFT_HYPHEN:
        return Allowance.SOFT_HYPHENS
    if sign in INVISIBLE:
        return Allowance.INVISIBLE
    if sign == "…":
        return Allowance.ELLIPSIS
    if at_end:
        return Allowance.FINAL_PUNCTUATION
    return Allowance.DASHES if sign in DASHES else Allowance.ELLIPSIS
