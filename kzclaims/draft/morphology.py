"""Readings of Russian words in a text: part of speech, case, number, gender and dictionary form."""

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from kzclaims.language.inflection.russian import analyzer

if TYPE_CHECKING:
    from pymorphy3.analyzer import Parse
    from pymorphy3.tagset import OpencorporaTag

LEAST_SCORE = 0.03
"""The least share of a word's uses for a reading to count."""


class Reading(NamedTuple):
    """One reading of a word, in the grammemes of OpenCorpora."""

    lemma: str
    grammemes: frozenset[str]
    is_known: bool

    def has(self, *grammemes: str) -> bool:
        """Return True if the reading has all of these grammemes."""
        return self.grammemes.issuperset(grammemes)


@lru_cache(maxsize=65536)
def readings(word: str) -> tuple[Reading, ...]:
    """Return the readings of a word, the likeliest first."""
    folded = word.casefold()
    if folded != word:
        return readings(folded)
    return tuple(_reading(one) for one in analyzer().parse(word) if one.score >= LEAST_SCORE)


def _reading(parse: "Parse") -> Reading:
    from pymorphy3.units import DictionaryAnalyzer

    # A word of the dictionary has a reading by look-up only; others also by their prefix, ending or hyphen.
    is_known = len(parse.methods_stack) == 1 and isinstance(parse.methods_stack[0][0], DictionaryAnalyzer)
    return Reading(parse.normal_form, _grammemes(parse.tag), is_known)


@lru_cache(maxsize=4096)
def _grammemes(tag: "OpencorporaTag") -> frozenset[str]:
    return frozenset(str(one) for one in tag.grammemes)


def is_known(word: str) -> bool:
    """Return True if the dictionary contains the word."""
    return any(one.is_known for one in readings(word))


@lru_cache(maxsize=65536)
def is_listed(part: str) -> bool:
    """Return True if the dictionary contains a part of a word, which is not read otherwise."""
    return bool(analyzer().word_is_known(part.casefold()))


def is_verb(word: str) -> bool:
    """Return True if the likeliest reading is a finite verb."""
    return bool(found := readings(word)) and "VERB" in found[0].grammemes
