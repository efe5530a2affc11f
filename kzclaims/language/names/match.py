"""Decide how far a recorded name matches a query.

The family name must be the same word in some case form or spelling, and the rest of the query (given name, initials,
patronymic) must not contradict the recorded name. Similarity never counts.
"""

import re
from collections.abc import Iterable, Mapping
from enum import IntEnum
from functools import cached_property
from itertools import product
from typing import TypeVar

from kzclaims.language.names.keys import RULES, first_letters, index_keys, organization_keys, query_keys
from kzclaims.language.names.parse import LONGEST, Name, Part, Word, join, parse_name, parse_word
from kzclaims.language.names.transliterate import coarse, same_given

__all__ = ["LONGEST", "RULES", "Match", "NameQuery", "index_keys", "organization_keys", "unique_match"]

T = TypeVar("T")


class Match(IntEnum):
    """Degree to which a recorded name matches a query."""

    NO = 0
    MAYBE = 1
    """A candidate to show if nothing matches."""
    RIVAL = 2
    """Not a match by itself, but as likely meant as another name's YES: «Толстой» may be Толстая's genitive."""
    YES = 3


def unique_match(grades: Mapping[T, Match]) -> T | None:
    """Return the only candidate graded YES, or None if there is no such or a RIVAL beside it."""
    found = [key for key, grade in grades.items() if grade >= Match.RIVAL]
    return found[0] if len(found) == 1 and grades[found[0]] is Match.YES else None


class NameQuery:
    """A person's name to look up, parsed once for all candidates."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._parsed = parse_name(text, is_query=True)

    @cached_property
    def keys(self) -> frozenset[str]:
        """The look-up keys of which a matching name has at least one."""
        return query_keys(self._parsed)

    def match_name(self, recorded: str) -> Match:
        """Return how far one recorded name matches: the family name must, and the rest must agree."""
        grades = (_grade(one, other) for other in parse_name(recorded, is_query=False) for one in self._parsed)
        return max(grades, default=Match.NO)

    def match_person(self, names: Iterable[str]) -> Match:
        """Return how far a person with these recorded names matches.

        The best of the names counts, with two limits. If the person has names in Cyrillic, only they prove a Cyrillic
        query: a Latin name may be the spelling of several. And a patronymic that contradicts one of the names isn't
        overruled by a name without one.
        """
        best = {True: Match.NO, False: Match.NO}
        has_cyrillic = False
        for other in (parsed for name in names for parsed in parse_name(name, is_query=False)):
            is_cyrillic = bool(other.family.plain_forms)
            has_cyrillic = has_cyrillic or is_cyrillic
            for asked in self._parsed:
                if _contradicts(asked, other):
                    return Match.NO
                best[is_cyrillic] = max(best[is_cyrillic], _grade(asked, other))
        if has_cyrillic and self._parsed and self._parsed[0].family.plain_forms:
            return max(best[True], min(best[False], Match.MAYBE))
        return max(best.values())


def _same_word(asked: Word, recorded: Word) -> Match:
    if asked.plain_forms and recorded.plain_forms:
        if not asked.plain_forms.isdisjoint(recorded.plain_itself or recorded.plain_forms):
            return Match.YES
    elif not asked.forms.isdisjoint(recorded.itself or recorded.forms):
        return Match.YES
    return Match.NO if asked.hints.isdisjoint(recorded.hints) else Match.MAYBE


def _soft(reading: str) -> str:
    return coarse(reading).replace("иу", "у").replace("иа", "а")


def _same_given(asked: Part, recorded: Part) -> Match:
    """Compare two given names as words, as names of other languages, or by the first letter."""
    if asked.is_initial or recorded.is_initial:
        if first_letters(asked).isdisjoint(first_letters(recorded)):
            return Match.NO
        return Match.YES if asked.is_initial else Match.MAYBE
    same = _same_word(asked.word, recorded.word)
    if same is Match.YES:
        return same
    names = {coarse(reading) for reading in recorded.word.itself or recorded.word.forms}
    if not recorded.word.plain_forms:  # of a Latin given name, beside a proved family name, a hint is enough
        names |= recorded.word.hints
    for reading in asked.word.hints if not asked.word.plain_forms else map(coarse, asked.word.forms):
        if not same_given(reading).isdisjoint(names) or any(_soft(reading) == _soft(name) for name in names):
            return Match.YES
    return same


def _given(asked: tuple[Part, ...], recorded: Name) -> Match:
    if not asked:
        return Match.YES
    if not recorded.given:
        return Match.MAYBE
    if len(asked) == 1 and not asked[0].is_initial and len(recorded.given) > 1:
        whole = (
            Part(join(part for part in recorded.given if not part.is_initial))
            if recorded.given[1].is_hyphenated
            else None
        )
        if whole and _same_given(asked[0], whole) is Match.YES:
            return Match.YES
    if (
        len(asked) > 1
        and asked[1].is_initial
        and not asked[1].is_hyphenated
        and any(part.is_hyphenated for part in recorded.given)
    ):
        heads = tuple(part for part in recorded.given if not part.is_hyphenated)
        if _given(asked, recorded._replace(given=heads)) is Match.YES:
            return Match.YES
    grades = [_same_given(one, other) for one, other in zip(asked, recorded.given, strict=False)]
    rest = asked[len(recorded.given) :]
    if rest and rest[0].is_initial and recorded.patronymic:
        grades.append(_same_given(rest[0], recorded.patronymic))
    elif rest and not rest[0].is_initial:
        grades.append(Match.MAYBE)
    left = recorded.given[len(asked) : len(asked) + 1]
    if left and left[0].is_hyphenated and not asked[0].is_initial:
        grades.append(Match.MAYBE)
    return min(grades)


_DECLINES = re.compile("[бвгджзйклмнпрстфхцчшщьғқң]$")


def _disagree(asked: Name, recorded: Name) -> bool:
    """Tell whether given and family name differ in case: «Александра Ким» is not Александр Ким's genitive."""
    if not asked.given or any(part.is_initial for part in asked.given) or not recorded.given:
        return False
    stands: list[bool] = []
    for one, other in ((join(asked.given), join(recorded.given)), (asked.family, recorded.family)):
        if one.plain_forms.isdisjoint(other.plain_itself) or not _DECLINES.search(other.text):
            return False
        stands.append(not one.plain_itself.isdisjoint(other.plain_itself))
    return stands[0] != stands[1]


_FIRST_ITSELF = (("ой", ("ая",)), ("ым", ("ый", "ой")), ("им", ("ий", "ой")), ("ом", ("ый", "ий", "ой")))


def _rather_itself(asked: Word, recorded: Word) -> bool:
    """Tell whether a word is another name first: «Толстой» may be Толстая's genitive, «Рахим» Рахой's."""
    return bool(asked.plain_itself) and any(
        asked.text.endswith(case) and recorded.text.endswith(nominatives) for case, nominatives in _FIRST_ITSELF
    )


def _grade(asked: Name, recorded: Name) -> Match:
    family = _same_word(asked.family, recorded.family)
    if family is Match.NO and "-" in recorded.family.text + asked.family.text:
        parts = [map(parse_word, name.family.text.split("-")) for name in (asked, recorded)]
        family = min(Match.MAYBE, max(_same_word(one, other) for one, other in product(*parts)))
    if family is Match.NO:
        return family
    grade = min(family, _given(asked.given, recorded))
    if not (asked.is_certain and recorded.is_certain and (asked.given or recorded.is_enough)):
        grade = min(grade, Match.MAYBE)
    if not asked.given and _rather_itself(asked.family, recorded.family):
        grade = min(grade, Match.RIVAL)
    if asked.patronymic and recorded.patronymic:
        grade = min(grade, _same_given(asked.patronymic, recorded.patronymic))
    return min(grade, Match.MAYBE) if _disagree(asked, recorded) else grade


def _contradicts(asked: Name, recorded: Name) -> bool:
    if not asked.patronymic or not recorded.patronymic or not _same_word(asked.family, recorded.family):
        return False
    return _same_given(asked.patronymic, recorded.patronymic) is Match.NO
