"""Find names in running text, in any case form and script, to keep them out of what is published.

Unlike the resolution of names, which must never take one person for another, a doubtful word counts as found here.
"""

import re
from collections.abc import Collection, Iterable
from functools import lru_cache

from kzclaims.language.inflection.words import LANGUAGES, expand
from kzclaims.language.names.folding import fold
from kzclaims.language.names.parse import parse_name
from kzclaims.language.names.surnames import surname_forms
from kzclaims.language.names.transliterate import coarse, readings

_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST_ALONE = 4
"""A shorter family name is only found together with the other words of the name."""


class NameFinder:
    """Finds the names of some people and organizations: whole names, and family names that nobody else has."""

    def __init__(self, people: Collection[str], organizations: Iterable[str], others: Iterable[str] = ()) -> None:
        """Take names in any recorded form; `others` are the names of people who may be named."""
        shared = _all_forms(word for name in others for word in _families(name))
        self._families = _all_forms(
            word for name in people for word in _families(name) - shared if len(word) >= _SHORTEST_ALONE
        )
        self._names = [
            [_all_forms([word]) for word in words]
            for name in {*people, *organizations}
            # A single word of a person's name is a given name, or a family name as above.
            if (words := _WORD.findall(name)) and (len(words) > 1 or name not in people)
        ]

    def __bool__(self) -> bool:
        return bool(self._families or self._names)

    def finds(self, *texts: str | None) -> bool:
        """Return True if a name is in one of the texts."""
        return any(self._is_in(text) for text in texts if text)

    def _is_in(self, text: str) -> bool:
        words = [(word, _forms_of(word)) for word in _WORD.findall(text)]
        if any(word[0].isupper() and not forms.isdisjoint(self._families) for word, forms in words):
            return True
        return any(self._has(name, [forms for _, forms in words]) for name in self._names)

    @staticmethod
    def _has(name: list[frozenset[str]], words: list[frozenset[str]]) -> bool:
        """Return True if the words of a name follow each other in any order, as in «Олевский Тимур»."""
        length = len(name)
        for orders in (name, name[::-1], [*name[1:], name[0]], [name[-1], *name[:-1]]):
            for start in range(len(words) - length + 1):
                if all(not part.isdisjoint(words[start + place]) for place, part in enumerate(orders)):
                    return True
        return False


def _families(name: str) -> set[str]:
    return {one.family.text for one in parse_name(name, is_query=False)}


def _all_forms(words: Iterable[str]) -> frozenset[str]:
    """Return the forms of words in every language, as `_forms_of` returns those of a printed one."""
    return frozenset(
        one
        for word in words
        for form in {*surname_forms(word), *(form for language in LANGUAGES for form in expand(word, language))}
        for one in _forms_of(form)
    )


@lru_cache(maxsize=100_000)
def _forms_of(word: str) -> frozenset[str]:
    """Return a printed word, folded, and its readings in Cyrillic letters."""
    folded = fold(word)
    return frozenset({folded, *map(coarse, readings(folded).proofs)})
