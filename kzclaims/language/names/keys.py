"""Look-up keys of names: coarse, indexed, and the same for every form of a name.

With F for a reading of the family name, a recorded name has the key F; "F+lvr" and "F:о" for a given name (its
consonants, its first letter); "F=о" if only an initial is recorded; "F=" if nothing is. A query reads those that may
belong to a matching name; `match` then decides. Numbers in a name are part of F. Keys that begin with "~" are sounds:
they find similar names to suggest (`similarity`).
"""

import re
from collections.abc import Iterable

from kzclaims.language.names.folding import fold
from kzclaims.language.names.given_names import spellings
from kzclaims.language.names.parse import Name, Part, join, parse_name
from kzclaims.language.names.similarity import sound_keys
from kzclaims.language.names.transliterate import coarse, consonants

RULES = 7
"""The version of the rules that make keys. Keys of another version must be rebuilt."""

_MOST_FAMILY_KEYS = 24
_MOST_SOUNDS = 8
"""A name of more readings than this gets keys for the shortest only."""

_MOST_CONSONANTS = 5


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
        for family in _family_keys(parsed):
            keys.add(family)
            if not parsed.given:
                keys.add(f"{family}=")
                continue
            first = parsed.given[0]
            letters = _first_letters(first)
            keys.update(f"{family}:{letter}" for letter in letters)
            if first.is_initial:
                keys.update(f"{family}={letter}" for letter in letters)
            else:
                keys.update(f"{family}+{sounds}" for sounds in _sounds(parsed.given))
    return frozenset(keys | sound_keys(name) if keys else keys)


def query_keys(parsed_names: Iterable[Name]) -> frozenset[str]:
    """Return the keys that names matching a query may have. Nothing without one of them matches.

    There are none if the query has no family name: if it is empty, one letter, initials, signs, or too long.
    """
    keys: set[str] = set()
    for parsed in parsed_names:
        for family in _family_keys(parsed):
            if not parsed.given:
                keys.add(family)
                continue
            first = parsed.given[0]
            letters = _first_letters(first)
            keys.add(f"{family}=")
            if first.is_initial:
                keys.update(f"{family}:{letter}" for letter in letters)
            else:
                keys.update(f"{family}={letter}" for letter in letters)
                keys.update(f"{family}+{sounds}" for sounds in _sounds(parsed.given))
    return frozenset(keys)


def _first_letters(part: Part) -> set[str]:
    """Return the letters with which the readings of a given name begin: и for Я, Ю and Y, which may also be Е."""
    found = {reading[:1] for reading in part.word.hints}
    if part.is_initial and part.word.text[0] in "yij":
        found.add("е")
    if part.word.text[0] == "д" and not part.is_initial:  # Д. for Джамиля, which is read as Жамиля
        found.add("д")
    return found


def _shortest(keys: Iterable[str], most: int) -> list[str]:
    return sorted(set(keys), key=lambda key: (len(key), key))[:most]


def _family_keys(parsed: Name) -> list[str]:
    family = parsed.family
    found = _shortest(map(coarse, family.proofs), _MOST_FAMILY_KEYS)
    found += _shortest(family.hints.difference(found), _MOST_FAMILY_KEYS - len(found))
    number = "".join(f"#{number}" for number in sorted(parsed.numbers))
    return [f"{key}{number}" for key in found]


def _sounds(parts: tuple[Part, ...]) -> list[str]:
    """Return the first consonants of the first given name, alone and with the part after a hyphen."""
    whole = join([parts[0], *(part for part in parts[1:] if part.is_hyphenated and not part.is_initial)])
    hints = parts[0].word.hints | whole.hints
    if not whole.proofs:
        return sorted(hints)
    readings = {reading for hint in hints for reading in spellings(hint)}
    return _shortest((consonants(reading)[:_MOST_CONSONANTS] for reading in readings), _MOST_SOUNDS)
