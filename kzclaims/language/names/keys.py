"""Look-up keys of names: coarse, indexed, and the same for every form of a name.

With F for a reading of the family name, a recorded name has the key F; "F+lvr" and "F:о" for a given name (its first
consonants, its first letter); "F=о" if only an initial is recorded; "F=" if nothing is. A query reads those that may
belong to a matching name; `match` then decides.
"""

import re
from collections.abc import Iterable

from kzclaims.language.names.parse import Name, Part, Word, join, parse_name, parse_word
from kzclaims.language.names.transliterate import consonants, fold, same_given

RULES = 2
"""The version of the rules that make keys. Keys of another version must be rebuilt."""

_MOST_FAMILY_KEYS = 24
_MOST_SOUNDS = 8
"""A name of more readings than this gets keys for the shortest only."""


def organization_keys(name: str) -> frozenset[str]:
    """Return the key under which an organization's name is stored and looked up, none without a letter or a digit.

    It is the whole name, folded, without quotation marks, dashes and punctuation.
    """
    key = " ".join(re.findall(r"[^\W_]+(?:'[^\W_]+)*", fold(name)))
    return frozenset({key} if key else ())


def index_keys(name: str) -> frozenset[str]:
    """Return the keys to store for a recorded name of a person, none without a family name.

    The family name is found by its place and by the patterns of its language. A comma proves it («Ким, Вячеслав»).
    """
    keys: set[str] = set()
    for parsed in parse_name(name, is_query=False):
        for family in _family_keys(parsed.family):
            keys.add(family)
            if not parsed.given:
                keys.add(f"{family}=")
                continue
            first = parsed.given[0]
            letters = first_letters(first)
            keys.update(f"{family}:{letter}" for letter in letters)
            if first.is_initial:
                keys.update(f"{family}={letter}" for letter in letters)
            else:
                keys.update(f"{family}+{sounds}" for sounds in _sounds(parsed.given))
    return frozenset(keys)


def query_keys(parsed_names: Iterable[Name]) -> frozenset[str]:
    """Return the keys that names matching a query may have. Nothing without one of them matches.

    There are none if the query has no family name: if it is empty, one letter, initials, signs, or too long.
    """
    keys: set[str] = set()
    for parsed in parsed_names:
        for family in _family_keys(parsed.family):
            if not parsed.given:
                keys.add(family)
                continue
            first = parsed.given[0]
            letters = first_letters(first)
            keys.add(f"{family}=")
            if first.is_initial:
                keys.update(f"{family}:{letter}" for letter in letters)
            else:
                keys.update(f"{family}={letter}" for letter in letters)
                keys.update(f"{family}+{sounds}" for sounds in _sounds(parsed.given))
    return frozenset(keys)


def first_letters(part: Part) -> set[str]:
    """Return the letters with which the readings of a given name begin: и for Я, Ю and Y, which may also be Е."""
    found = {reading[:1] for reading in part.word.hints}
    if not part.is_initial:
        found |= {reading[:1] for hint in part.word.hints for reading in same_given(hint)}
    elif part.word.text[0] in "yij":
        found.add("е")
    return found


def _shortest(keys: Iterable[str], most: int) -> list[str]:
    return sorted(set(keys), key=lambda key: (len(key), key))[:most]


def _family_keys(family: Word) -> list[str]:
    words = [family, *(map(parse_word, family.text.split("-")) if "-" in family.text else ())]
    return [key for word in words for key in _shortest(word.hints, _MOST_FAMILY_KEYS)]


def _sounds(parts: tuple[Part, ...]) -> list[str]:
    """Return the first three consonants of the first given name, alone and with what a hyphen joins to it."""
    whole = join([parts[0], *(part for part in parts[1:] if part.is_hyphenated and not part.is_initial)])
    hints = parts[0].word.hints | whole.hints
    return _shortest((consonants(reading)[:3] for hint in hints for reading in same_given(hint)), _MOST_SOUNDS)
