"""Readings of Russian words in a text: part of speech, case, number, gender and dictionary form."""

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from kzclaims.language.inflection.russian import analyzer

if TYPE_CHECKING:
    from pymorphy3.analyzer import Parse

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
    return tuple(_reading(one) for one in analyzer().parse(word.casefold()) if one.score >= LEAST_SCORE)


def _reading(parse: "Parse") -> Reading:
    return Reading(parse.normal_form, frozenset(str(one) for one in parse.tag.grammemes), parse.is_known)


def is_known(word: str) -> bool:
    """Return True if the dictionary contains the word."""
    return any(one.is_known for one in readings(word))


def is_verb(word: str) -> bool:
    """Return True if the likeliest reading is a finite verb."""
    return bool(found := readings(word)) and "VERB" in found[0].grammemes
