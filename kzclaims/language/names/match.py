"""Decide how far a recorded name matches a query.

The family name must be the same word in some case form or spelling, and the rest of the query (given names, initials,
patronymic, generation) must not contradict the recorded name. Within one script only case, marks, declension and
punctuation may differ; other spellings count between scripts and in related languages. Similarity never counts.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from functools import cached_property
from itertools import product
from typing import TypeVar

from kzclaims.language.names.folding import plain_latin
from kzclaims.language.names.given_names import WOMEN_LIKE_MEN, has_spellings, is_slavic_given, spellings
from kzclaims.language.names.keys import query_keys
from kzclaims.language.names.parse import (
    LONGEST,
    Name,
    Part,
    Script,
    Word,
    has_turkic_case,
    join,
    looks_like_surname,
    parse_name,
    parse_word,
)
from kzclaims.language.names.similarity import rough_sound, similar_keys, similarity, sound_codes
from kzclaims.language.names.transliterate import coarse, readings

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

    @cached_property
    def similar_keys(self) -> Sequence[frozenset[str]]:
        """Groups of keys of similar names, to be used in turn until enough are found."""
        return similar_keys(self.text[:LONGEST])

    def similarity(self, names: Iterable[str]) -> float:
        """Return the similarity of the most similar of a person's names, from 0 to 1."""
        return max((similarity(self.text, name) for name in names), default=0.0)

    def match_person(self, names: Iterable[str]) -> Match:
        """Return how far a person with these recorded names matches.

        The best of the names counts, with two limits. If the person has names in the script of the query, a name in
        another script only suggests, unless it has a Slavic surname, which has many Latin spellings. And a patronymic
        that contradicts one of the names isn't overruled by a name without one.
        """
        script = self._parsed[0].family.script if self._parsed else None
        best = foreign = Match.NO
        has_script = False
        for other in (parsed for name in names for parsed in parse_name(name, is_query=False)):
            same_script = other.family.script is script
            has_script = has_script or same_script
            proves = same_script or (script is Script.LATIN and looks_like_surname(other.family.text))
            for asked in self._parsed:
                if _contradicts(asked, other):
                    return Match.NO
                grade = _grade(asked, other)
                if proves:
                    best = max(best, grade)
                else:
                    foreign = max(foreign, grade)
        return max(best, min(foreign, Match.MAYBE) if has_script else foreign)


# Words

_SLAVIC_LATIN = re.compile(
    ".(?:[oe](?:v|w|ff|va|wa)|sk(?:y|iy|ij|ii|i|yi|yj|yy|aya|aia|aja)|enko|(?:ch|cz|tsch|tch|č)u[kc]|[yi]uk|vi[ct]h|"
    "vych|witsch|h?vili|dze|[yi]an|n[yi][yij]?|naya)$"
)


def _same_word(asked: Word, recorded: Word, *, is_slavic: bool) -> Match:
    if asked.script is recorded.script:
        if not asked.forms.isdisjoint(recorded.nominative or recorded.forms):
            return Match.YES
        compare_spellings = is_slavic and asked.script is Script.LATIN
    else:
        compare_spellings = True
    if compare_spellings and not asked.proofs.isdisjoint(recorded.nominative_proofs or recorded.proofs):
        return Match.YES
    return Match.NO if asked.hints.isdisjoint(recorded.hints) else Match.MAYBE


def _is_slavic(word: Word) -> bool:
    if word.script is Script.LATIN:
        return bool(_SLAVIC_LATIN.search(word.text))
    return looks_like_surname(word.text)


# Given names


def _soft(reading: str) -> str:
    return coarse(reading).replace("иу", "у").replace("иа", "а")


def _same_initial(asked: Word, recorded: Word) -> Match:
    """Compare the first letters of given names, of which one is an initial."""
    longer, shorter = sorted((asked, recorded), key=lambda word: len(word.text), reverse=True)
    if longer.script is shorter.script:
        if longer.script is Script.LATIN:
            same = plain_latin(longer.text).startswith(plain_latin(shorter.text))
        else:
            same = longer.text.startswith(shorter.text) or any(
                long.startswith(short) for long in longer.forms for short in shorter.forms
            )
    else:
        same = any(long.startswith(short) for long in longer.proofs for short in shorter.proofs)
    if same:
        return Match.YES
    names = {other for hint in longer.hints for other in spellings(hint, foreign=True)}
    return Match.MAYBE if {name[:1] for name in names} & {hint[:1] for hint in shorter.hints} else Match.NO


def _same_given(asked: Part, recorded: Part, *, is_slavic: bool) -> Match:
    """Compare two given names as words, in the spellings of related languages, or by the first letter."""
    if asked.is_initial or recorded.is_initial:
        same = _same_initial(asked.word, recorded.word)
        return same if asked.is_initial else min(same, Match.MAYBE)
    same = _same_word(asked.word, recorded.word, is_slavic=is_slavic)
    if same is Match.YES:
        return same
    names = set(map(coarse, recorded.word.nominative_proofs or recorded.word.proofs))
    found = set(map(coarse, asked.word.proofs))
    if asked.word.script is not recorded.word.script:
        # Beside a proved family name a hint is enough for a Latin given name.
        names |= recorded.word.hints if recorded.word.script is Script.LATIN else set()
        found |= asked.word.hints if asked.word.script is Script.LATIN else set()
        if not set(map(_soft, names)).isdisjoint(map(_soft, found)):
            return Match.YES
    elif asked.word.script is Script.LATIN and not is_slavic:
        return _foreign_spelling(found, names) or same
    if any(not names.isdisjoint(spellings(reading) - {reading}) for reading in found):
        return Match.YES
    return _foreign_spelling(found, names) or same


def _foreign_spelling(asked: Iterable[str], recorded: set[str]) -> Match:
    wide = {reading for one in asked for reading in spellings(one, foreign=True)}
    return Match.NO if wide.isdisjoint(recorded) else Match.MAYBE


_ALSO_WESTERN = re.compile("(?:[a-z]n[yi]|[yi]an|[oe]w)$")


def _same_given_names(asked: Name, recorded: Name) -> Match:
    """Compare the given names. More or fewer of them are another person's, except for omitted patronymics."""
    ours, theirs = asked.given, recorded.given
    if not ours:
        return Match.YES
    if not theirs:
        return Match.MAYBE
    is_slavic = _is_slavic(asked.family) or _is_slavic(recorded.family)
    if is_slavic and _ALSO_WESTERN.search(asked.family.text) and _ALSO_WESTERN.search(recorded.family.text):
        # Catherine Kenny is not Katherine Kenny, but Alexei Navalny is Alexey Navalny.
        is_slavic = has_spellings(theirs[0].word.proofs)
    several = max(len(ours), len(theirs)) > 1
    if several and not any(part.is_initial for part in ours + theirs):
        wholes = Part(join(ours)), Part(join(theirs))
        if _same_given(*wholes, is_slavic=is_slavic) is Match.YES:
            return Match.YES
    if ours[0].is_initial and not any(part.is_hyphenated for part in ours):
        theirs = tuple(part for part in theirs if not part.is_hyphenated)
    grade = min(_same_given(one, other, is_slavic=is_slavic) for one, other in zip(ours, theirs, strict=False))
    more = (*ours[len(theirs) :], *theirs[len(ours) :])
    if len(more) == 1 and more[0].is_initial:
        if patronymic := recorded.patronymic if len(ours) > len(theirs) else asked.patronymic:
            return min(grade, _same_initial(more[0].word, patronymic.word))
        if is_slavic or is_slavic_given(theirs[0].word.proofs):
            return grade
    if more and grade is Match.NO:
        shorter, longer = sorted((ours, theirs), key=len)
        grade = max(_same_given(shorter[0], part, is_slavic=is_slavic) for part in longer)
    return min(grade, Match.MAYBE) if more else grade


# Patronymics

_SON_OF = re.compile(
    "(?:[оеє]вич|[иі]ч|[оеі]вн|[иі]ничн|ївн|йович|йівн)(?:а|у|ем|е|еві|ы|ой|ою|и|і)?$"
    "|(?:[oe]vi[ct]h|[oe]wi[ct]z|[oe]vich|[oe]vna|ovych)$"
)
_TURKIC_SON_OF = re.compile("(?:ұлы|улы|уулу|оглы|оғлы|кызы|қызы|гызы|uly|ūly|ulı|uulu|ogl[uy]|oğlu|[kqg]yzy|[kq]ızı)$")

_DAUGHTER = re.compile("(?:вн|чн)(?:а|ы|е|у|ой|ою|и|і)$|[vw]na$|(?:[кқг]ызы|[kqg]yzy|[kq]ızı)$")


def _same_patronymic(asked: Part, recorded: Part, *, is_slavic: bool) -> Match:
    """Compare patronymics. «Серікұлы» and «Серикович» may be one. Another father, or a daughter, contradicts."""
    same = _same_given(asked, recorded, is_slavic=is_slavic)
    if same is Match.YES or asked.is_initial or recorded.is_initial:
        return same
    if bool(_DAUGHTER.search(asked.word.text)) != bool(_DAUGHTER.search(recorded.word.text)):
        return Match.NO
    fathers = [_SON_OF.sub("", _TURKIC_SON_OF.sub("", part.word.text)).strip() for part in (asked, recorded)]
    codes = [set(sound_codes(rough_sound(father))) for father in fathers]
    if codes[0].isdisjoint(codes[1]):
        return Match.NO
    first, second = ({coarse(reading) for reading in readings(father).hints} for father in fathers)
    return Match.MAYBE if first.isdisjoint(second) else Match.YES


def _contradicts(asked: Name, recorded: Name) -> bool:
    if not asked.patronymic or not recorded.patronymic:
        return False
    if _same_word(asked.family, recorded.family, is_slavic=True) is Match.NO:
        return False
    return _same_patronymic(asked.patronymic, recorded.patronymic, is_slavic=True) is Match.NO


# Whole names

_DECLINES = re.compile("(?:[бвгджзйклмнпрстфцчшщғқң]|(?<![иы])х)$")


def _disagree(asked: Name, recorded: Name) -> bool:
    """Tell whether given and family name differ in case: «Александра Ким» is not Александр Ким's genitive."""
    if not asked.given or any(part.is_initial for part in asked.given) or not recorded.given:
        return False
    if asked.family.script is not Script.CYRILLIC or recorded.family.script is not Script.CYRILLIC:
        return False
    if _is_woman(asked, recorded) or _only_family_declined(asked, recorded):
        return True
    if has_turkic_case(asked.family.text):  # Only the last word of a name declines in Turkic languages.
        return False
    stands: list[bool] = []
    for one, other in ((join(asked.given), join(recorded.given)), (asked.family, recorded.family)):
        if one.forms.isdisjoint(other.nominative) or not _DECLINES.search(other.text):
            return False
        stands.append(not one.nominative.isdisjoint(other.nominative))
    return stands[0] != stands[1]


_ALWAYS_DECLINES = re.compile("(?:[бвгджзклмнпрстфхцчшщ][ая]|й)$")
_NEVER_DECLINES = frozenset(("николя", "тома", "люка"))


def _only_family_declined(asked: Name, recorded: Name) -> bool:
    """Tell whether a declined family name follows a nominative: «Саша Попова» is not Саша Попов."""
    given, family = join(recorded.given), asked.family
    if family.forms.isdisjoint(recorded.family.nominative) or has_turkic_case(family.text):
        return False
    declines = _ALWAYS_DECLINES.search(given.text) or (
        _DECLINES.search(given.text) and is_slavic_given(given.nominative_proofs)
    )
    if not declines or given.text in _NEVER_DECLINES or join(asked.given).text != given.text:
        return False
    return family.nominative.isdisjoint(recorded.family.nominative)


_PLURAL = re.compile("(?:[ое]в|[иы]н)(?:ы|ых|ыми)$")


def _is_plural(asked: Word, recorded: Word) -> bool:
    """Tell whether a family name means several people: «Громовы»."""
    return bool(_PLURAL.search(asked.text)) and asked.text != recorded.text


def _governed(asked: Name, recorded: Name) -> bool:
    """Tell whether a genitive follows a title in the nominative: «министр Путина» is not Putin.

    In Turkic languages a title stays in the nominative when the name declines.
    """
    if not asked.is_nominative or asked.family.script is not Script.CYRILLIC or has_turkic_case(asked.family.text):
        return False
    return asked.family.nominative_proofs.isdisjoint(recorded.family.nominative_proofs)


_FEMININE = re.compile("(?:ова|ева|ина|ая)$")


def _is_woman(asked: Name, recorded: Name) -> bool:
    """Tell whether a man's genitive is also a woman's whole name: «Валентина Попова»."""
    given, family = asked.given[0].word.text, asked.family.text
    if recorded.given[0].word.text == given:
        return False
    if _FEMININE.search(recorded.family.text):
        # «Айнура Ахметова» and «Айнуры Ахметовой» are not Айнур Ахметова.
        one, other = asked.given[0].word, recorded.given[0].word
        is_declined = not one.forms.isdisjoint(other.nominative) and one.nominative.isdisjoint(other.nominative)
        return is_declined and (recorded.family.text == family or bool(_DECLINES.search(other.text)))
    feminine = bool(_FEMININE.search(family)) and looks_like_surname(family)
    return given in WOMEN_LIKE_MEN and (feminine or (family == recorded.family.text and not _DECLINES.search(family)))


_FIRST_ITSELF = (("ой", ("ая",)), ("ым", ("ый", "ой")), ("им", ("ий", "ой")), ("ом", ("ый", "ий", "ой")))


def _rather_itself(asked: Word, recorded: Word) -> bool:
    """Tell whether a word is another name first: «Толстой» may be Толстая's genitive, «Рахим» Рахой's."""
    return bool(asked.nominative) and any(
        asked.text.endswith(case) and recorded.text.endswith(nominatives) for case, nominatives in _FIRST_ITSELF
    )


def _same_family(asked: Word, recorded: Word, *, is_slavic: bool) -> Match:
    is_slavic = is_slavic and _is_slavic(asked) and _is_slavic(recorded)
    same = _same_word(asked, recorded, is_slavic=is_slavic)
    if same is Match.NO and "-" in recorded.text + asked.text:
        parts = [map(parse_word, word.text.split("-")) for word in (asked, recorded)]
        same = min(Match.MAYBE, max(_same_word(*pair, is_slavic=is_slavic) for pair in product(*parts)))
    return same


def _grade(asked: Name, recorded: Name) -> Match:
    # "Bryan" has the ending of an Armenian surname, but is no surname at the beginning of "Bryan Adams".
    is_slavic = recorded.order_known or not recorded.family_first
    grade = _same_family(asked.family, recorded.family, is_slavic=is_slavic)
    if grade is Match.NO:
        return grade
    grade = min(grade, _same_given_names(asked, recorded))
    if asked.patronymic and recorded.patronymic:
        grade = min(grade, _same_patronymic(asked.patronymic, recorded.patronymic, is_slavic=True))
    if not asked.given and _rather_itself(asked.family, recorded.family):
        grade = min(grade, Match.RIVAL)
    uncertain = (
        not (asked.is_certain and recorded.is_certain)
        or not (asked.given or recorded.is_enough)
        or not (asked.order_known or recorded.order_known or asked.family_first == recorded.family_first)
        or asked.generation != recorded.generation
        or asked.numbers != recorded.numbers
        or _disagree(asked, recorded)
        or _governed(asked, recorded)
        or _is_plural(asked.family, recorded.family)
    )
    return min(grade, Match.MAYBE) if uncertain else grade
