"""Decide how far a recorded name matches a query.

The family name must be the same word in some case form or spelling, and the rest of the query (given names, initials,
patronymic, generation) must not contradict the recorded name. Within one script only case, marks, declension and
punctuation may differ; other spellings count between scripts and in related languages. Similarity never counts.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from functools import cached_property
from itertools import product, zip_longest
from typing import NamedTuple, TypeVar

from kzclaims.language.names.folding import differs_in_letter, fold
from kzclaims.language.names.given_names import is_of_one_gender, is_womans, known_names, spellings
from kzclaims.language.names.keys import query_keys
from kzclaims.language.names.parse import (
    LONGEST,
    Name,
    Part,
    Script,
    Word,
    WordLemma,
    has_turkic_case,
    join,
    looks_like_surname,
    parse_name,
    parse_word,
    without_cases,
    without_title,
)
from kzclaims.language.names.similarity import rough_sound, similar_keys, similarity, sound_codes
from kzclaims.language.names.surnames import ALL_CASES
from kzclaims.language.names.transliterate import coarse, exact_cyrillic, readings, slavic_readings

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
    """Return the only candidate graded YES, or None if there is none or another one is a RIVAL."""
    found = [key for key, grade in grades.items() if grade >= Match.RIVAL]
    return found[0] if len(found) == 1 and grades[found[0]] is Match.YES else None


_DOUBT = frozenset("?？")
"""Signs that whoever wrote the name was not certain."""
_OTHER_FORM = 0.99
"""A name as printed comes before one that is as similar without its case ending."""


class NameQuery:
    """A person's name to look up, parsed once for all candidates."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._folded = fold(text[:LONGEST])
        self._parsed = parse_name(text, is_query=True)
        self._most = Match.YES if _DOUBT.isdisjoint(text) else Match.MAYBE

    @cached_property
    def keys(self) -> frozenset[str]:
        """The look-up keys of which a matching name has at least one."""
        return query_keys(self._parsed)

    @cached_property
    def _compared(self) -> list[str]:
        text = self.text[:LONGEST]
        return list(dict.fromkeys([*without_cases(text), *without_cases(without_title(text))]))

    @cached_property
    def similar_keys(self) -> Sequence[frozenset[str]]:
        """Groups of keys of similar names, to be used in turn until enough are found."""
        groups = zip_longest(*map(similar_keys, self._compared), fillvalue=frozenset[str]())
        return [frozenset().union(*group) for group in groups]

    def similarity(self, names: Iterable[str]) -> float:
        """Return the similarity of the most similar of a person's names, from 0 to 1."""
        names = list(names)
        printed, *others = (max((similarity(form, name) for name in names), default=0.0) for form in self._compared)
        return max([printed, *(other * _OTHER_FORM for other in others)])

    def match_person(self, names: Iterable[str]) -> Match:
        """Return how far a person with these recorded names matches.

        A recorded name of several words matches itself, though its words may look like forms of others. The best of the
        names counts, with two limits. If the person has names in the script of the query, a name in another script only
        suggests, unless it has a Slavic surname, which has many Latin spellings. And a patronymic that contradicts one
        of the names isn't overruled by a name without one. A query with a question mark only suggests.
        """
        names = list(names)
        if self.keys and " " in self._folded and self._folded in map(fold, names):
            return self._most
        script = self._parsed[0].family.script if self._parsed else None
        best = foreign = Match.NO
        has_script = False
        recorded = [(fold(name), parsed) for name in names for parsed in parse_name(name, is_query=False)]
        for text, other in recorded:
            if any(_is_case_of(other, whole) for _, whole in recorded):
                continue
            same_script = other.family.script is script
            has_script = has_script or same_script
            proves = same_script or (script is Script.LATIN and looks_like_surname(other.family.text))
            for asked in self._parsed:
                if _contradicts(asked, other):
                    return Match.NO
                grade = _grade(asked, other)
                if differs_in_letter(self._folded, text):
                    grade = min(grade, Match.MAYBE)
                if proves:
                    best = max(best, grade)
                else:
                    foreign = max(foreign, grade)
        return min(self._most, max(best, min(foreign, Match.MAYBE) if has_script else foreign))


def _is_case_of(printed: Name, whole: Name) -> bool:
    """Return True if a recorded family name is another one in a different case as printed: «Путина» and «Путин»."""
    is_bare = not printed.given and not printed.patronymic and printed.family.script is Script.CYRILLIC
    return is_bare and not printed.family.forms.isdisjoint(whole.family.nominative - printed.family.nominative)


# Words

_SLAVIC_LATIN = re.compile(
    ".(?:[oe](?:v|w|ff|va|wa)|sk(?:y|iy|ij|ii|i|yi|yj|yy|aya|aia|aja)|enko|(?:ch|cz|tsch|tch|č)u[kc]|[yi]uk|vi[ct]h|"
    "vych|witsch|h?vili|dze|naya)$"
)
_WESTERN_TOO = ("nova", "ow", "ew", "off", "eff", "ski", "sky")
"""Marlow, Hasselhoff, Casanova, Kowalski."""


def _same_word(asked: Word, recorded: Word, *, is_slavic: bool) -> Match:
    if asked.script is recorded.script:
        if asked.is_russian and recorded.is_russian:
            same = not asked.forms.isdisjoint(recorded.nominative or recorded.forms)
        else:
            same = not asked.own.isdisjoint(recorded.nominative_own or recorded.own)
        if is_slavic and not same and asked.script is Script.LATIN:
            same = not _slavic_readings(asked).isdisjoint(_slavic_readings(recorded))
    else:
        same = not asked.proofs.isdisjoint(recorded.nominative_proofs or recorded.proofs)
    if same:
        return Match.YES
    return Match.NO if asked.hints.isdisjoint(recorded.hints) else Match.MAYBE


def _slavic_readings(word: Word) -> frozenset[str]:
    return frozenset().union(*(slavic_readings(lemma.text) for lemma in word.lemmas))


def _is_slavic(word: Word) -> bool:
    if word.script is Script.LATIN:
        return bool(_SLAVIC_LATIN.search(word.text))
    return looks_like_surname(word.text)


def _only_slavic(word: Word) -> bool:
    return _is_slavic(word) and not (word.script is Script.LATIN and word.text.endswith(_WESTERN_TOO))


# Given names


def _soft(word: Word) -> set[str]:
    found = {reading for lemma in word.lemmas for reading in readings(lemma.text).hints}
    return {reading.replace("ы", "и") for reading in found}


def _same_initial(asked: Word, recorded: Word) -> Match:
    """Compare the first letters of given names, of which one is an initial."""
    longer, shorter = sorted((asked, recorded), key=lambda word: len(word.text), reverse=True)
    if longer.script is not shorter.script:
        forms = longer.proofs, shorter.proofs
    elif longer.is_russian and shorter.is_russian:
        forms = longer.forms, shorter.forms
    else:
        forms = longer.own, shorter.own
    if longer.script is not shorter.script and shorter.text in {"е", "э"} and longer.text.startswith("e"):
        return Match.MAYBE  # Eduard is Эдуард, and Erlan may be Ерлан or Эрлан.
    if any(
        long.startswith(short) and not (short == "и" and long[1:2] in {"а", "у"}) for long, short in product(*forms)
    ):
        return Match.YES
    names = {other for hint in longer.hints for other in spellings(hint, foreign=True)}
    return Match.MAYBE if {name[:1] for name in names} & {hint[:1] for hint in shorter.hints} else Match.NO


def _known_names(word: Word, *, nominative: bool = False) -> set[int]:
    some = (lemma for lemma in word.lemmas if lemma.is_word or not nominative)
    return {number for lemma in some for number in known_names(lemma.text)}


_LAST_LETTER = "(?<=[aeo])[iyj]$"
"""Alexei and Alexey are one name in any spelling."""


def _same_given(asked: Part, recorded: Part, *, is_slavic: bool) -> Match:
    """Compare two given names as words, in the spellings of related languages, or by the first letter.

    `is_slavic` is true if the family names show that many Latin spellings are usual.
    """
    one, other = asked.word, recorded.word
    if asked.is_initial or recorded.is_initial:
        same = _same_initial(one, other)
        return same if asked.is_initial else min(same, Match.MAYBE)
    same = _same_word(one, other, is_slavic=is_slavic)
    if same is Match.YES:
        return same
    is_latin = one.script is other.script is Script.LATIN
    known = not _known_names(one).isdisjoint(_known_names(other, nominative=True))
    if known and (
        is_slavic or not is_latin or re.sub(_LAST_LETTER, "", one.text) == re.sub(_LAST_LETTER, "", other.text)
    ):
        return Match.YES
    if is_slavic and one.script is not other.script and not _soft(one).isdisjoint(_soft(other)):
        return Match.YES  # Next to a Slavic family name, a hint is enough.
    wide = {reading for hint in one.hints for reading in spellings(hint, foreign=True)}
    return same if known is False and wide.isdisjoint(other.hints) else Match.MAYBE


def _same_given_names(asked: Name, recorded: Name) -> Match:
    """Compare the given names. More or fewer of them are another person's, except for omitted patronymics."""
    ours, theirs = asked.given, recorded.given
    if not ours:
        return Match.YES
    if not theirs:
        return Match.MAYBE
    is_slavic = _only_slavic(asked.family) or _only_slavic(recorded.family)
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
        if is_slavic:
            return grade
    if more and grade is Match.NO:
        shorter, longer = sorted((ours, theirs), key=len)
        grade = max(_same_given(shorter[0], part, is_slavic=is_slavic) for part in longer)
    return min(grade, Match.MAYBE) if more else grade


# Patronymics

# As in `parse`, patterns that few names need are strings.
_SON_OF = "(?:[оеє]вич|[иі]ч|[оеі]вн|[иі]ничн|ївн|йович|йівн)(?:а|у|ем|е|еві|ы|ой|ою|и|і)?$"
_TURKIC_SON_OF = "(?:ұлы|улы|уулу|оглы|оғлы|кызы|қызы|гызы|uly|ūly|ulı|uulu|ogl[uy]|oğlu|[kqg]yzy|[kq]ızı)$"
_DAUGHTER = "(?:вн|чн)(?:а|ы|е|у|ой|ою|и|і)$|[vw]na$|(?:[кқг]ызы|[kqg]yzy|[kq]ızı)$"


def _same_patronymic(asked: Part, recorded: Part) -> Match:
    """Compare patronymics. «Серікұлы» and «Серикович» may be one. Another father, or a daughter, contradicts."""
    same = _same_given(asked, recorded, is_slavic=True)
    if same is Match.YES or asked.is_initial or recorded.is_initial:
        return same
    texts = asked.word.text, recorded.word.text
    if bool(re.search(_DAUGHTER, texts[0])) != bool(re.search(_DAUGHTER, texts[1])):
        return Match.NO
    fathers = [re.sub(_SON_OF, "", re.sub(_TURKIC_SON_OF, "", text)).strip() for text in texts]
    codes = [set(sound_codes(rough_sound(father))) for father in fathers]
    if codes[0].isdisjoint(codes[1]):
        return Match.NO
    first, second = ({coarse(reading) for reading in readings(father).hints} for father in fathers)
    turkic = any(re.search(_TURKIC_SON_OF, text) for text in texts) or asked.word.script is not recorded.word.script
    return Match.YES if turkic and not first.isdisjoint(second) else Match.MAYBE


def _contradicts(asked: Name, recorded: Name) -> bool:
    """Return True if the patronymic, or its initial, differs from the recorded one."""
    patronymic = asked.patronymic
    ours, theirs = ([part for part in name.given if not part.is_hyphenated] for name in (asked, recorded))
    if not patronymic and theirs and len(ours) == 1 + len(theirs) and ours[-1].is_initial:
        patronymic = ours[-1]
    if not patronymic or not recorded.patronymic:
        return False
    if _same_word(asked.family, recorded.family, is_slavic=True) is Match.NO:
        return False
    return _same_patronymic(patronymic, recorded.patronymic) is Match.NO


# Cases and genders


def _nominatives(recorded: Word) -> list[WordLemma]:
    """Return the dictionary forms of a recorded word, which may be printed in another case: «Токаевым»."""
    return [lemma for lemma in recorded.lemmas if lemma.is_word] or [
        lemma for lemma in recorded.lemmas if lemma.grammar.cases
    ]


def _is_lemma_of(lemma: WordLemma, asked: Word, recorded: Word) -> bool:
    """Return True if a dictionary form of a word is the recorded word."""
    names = _nominatives(recorded)
    if asked.script is not recorded.script:
        return any(not lemma.proofs.isdisjoint(other.proofs) for other in names)
    if asked.is_russian and recorded.is_russian:
        return exact_cyrillic(lemma.text) in {exact_cyrillic(other.text) for other in names}
    return any(not lemma.own.isdisjoint(other.own) for other in names)


class _Readings(NamedTuple):
    """The cases in which a word may be, as a form of the recorded word and as a form of another."""

    same: dict[str, frozenset[str]]
    """By gender."""
    other: dict[str, frozenset[str]]


def _word_readings(asked: Word, recorded: Word, *, is_given: bool) -> _Readings:
    same = [lemma for lemma in asked.lemmas if _is_lemma_of(lemma, asked, recorded)]
    if not same and is_given:
        known = _known_names(recorded, nominative=True)
        same = [lemma for lemma in asked.lemmas if not known.isdisjoint(known_names(lemma.text))]
    kinds = {"", *(lemma.grammar.gender for lemma in same)}
    declined = [lemma for lemma in asked.lemmas if lemma.grammar.gender not in kinds]
    other = [lemma for lemma in declined if _is_partner(lemma, recorded, is_given=is_given)]
    if not same:
        return _Readings(dict.fromkeys("mf", ALL_CASES), {})
    return _Readings(*({gender: _cases(some, gender) for gender in "mf"} for some in (same, other)))


_MAY_BE_A_MAN = "(?<![ое]в)(?<![иы]н)[ая]$(?<!ая)|(?<![oe]v)(?<![iy]n)a$"
"""«Олег Рыбы» isn't Олег Рыба, but «Айнур Громовой» is Айнур Громова."""
_MASCULINE = "(?:[оеєө]в|[иыії]н|(?<=..)[иыоі]й)$|(?<=..)(?:[oe]v|[iy]n|sk(?:y|i|iy))$"


def _is_partner(lemma: WordLemma, recorded: Word, *, is_given: bool) -> bool:
    """Return True if a dictionary form may be a given name, or the family name as the other gender has it."""
    if is_given:
        return not lemma.text.endswith(("ой", "ый", "ая"))
    if lemma.grammar.gender == "f":
        men = any(re.search(_MASCULINE, other.text) for other in _nominatives(recorded))
        return men or recorded.script is not Script.CYRILLIC
    return lemma.grammar.gender == "m" and bool(re.search(_MASCULINE, lemma.text))


def _cases(some: Iterable[WordLemma], gender: str) -> frozenset[str]:
    return frozenset().union(*(lemma.grammar.cases_of(gender, is_word=lemma.is_word) for lemma in some))


def _agrees(asked: Name, recorded: Name) -> bool:
    """Return True if the words agree in case and gender, and can't also be the name of a person of the other gender.

    «Александра Ким» isn't Александр Ким, «Саша Громова» isn't Саша Громов, and «Валентина Попова», «Валентину Попову»
    and «А. А. Попова» may be a man or a woman. A title in the nominative requires it: «министр Путина» isn't Putin.
    """
    if asked.family.script is not Script.CYRILLIC or recorded.family.script is Script.OTHER:
        return True
    family = _word_readings(asked.family, recorded.family, is_given=False)
    words = [family]
    given = tuple(part for part in asked.given if not part.is_initial)
    if given and recorded.given and not recorded.given[0].is_initial:
        theirs = recorded.given if len(given) == len(recorded.given) else recorded.given[:1]
        words.append(_word_readings(join(given[: len(theirs)]), join(theirs), is_given=True))
    genders = "f" if _is_woman(recorded) else "mf"
    cases = {gender: frozenset.intersection(*(word.same[gender] for word in words)) for gender in genders}
    if len(words) > 1 and words[1].same["m"] == {"n"} != words[1].same["f"] and "n" not in family.same["m"]:
        cases["f"] &= words[1].same["m"] if re.search(_MAY_BE_A_MAN, recorded.family.text) else ALL_CASES
    may_be_swapped = recorded.family_first and not (asked.order_known or recorded.order_known)
    if (asked.is_nominative or may_be_swapped) and not has_turkic_case(asked.family.text):
        cases = {gender: found & {"n"} for gender, found in cases.items()}
    if not any(cases.values()):
        return False
    if (asked.patronymic and not asked.patronymic.is_initial) or any("n" in found for found in cases.values()):
        return True
    if len(words) > 1 and words[1].same["m"] < ALL_CASES:
        return not _is_also_another(words[1], family, recorded)
    if not (given or asked.given[1:]):
        # «И. Громова» is rarely Громов's genitive.
        is_hers = "n" in family.other.get("f", "") and re.search(_MASCULINE, recorded.family.text)
        return not (asked.given and is_hers)
    # A given name that doesn't decline, or two initials, don't show the gender.
    return not any(family.other.get(gender) for gender in "mf")


def _is_woman(recorded: Name) -> bool:
    """Return True if the given name shows a woman: Ангела Меркель, but not Мустафа Джемилев."""
    given = recorded.given[0] if recorded.given else None
    if given is None or given.is_initial or not is_womans(given.word.text):
        return False
    return not re.search(_MASCULINE, recorded.family.text)


def _is_also_another(given: _Readings, family: _Readings, recorded: Name) -> bool:
    """Return True if the words are also the name of a person of the other gender, in another case."""
    if any(is_of_one_gender(part.word.nominative_proofs) for part in recorded.given):
        return False
    for gender in "mf":
        cases = given.other.get(gender, frozenset()) - {"l"}  # A locative doesn't occur alone.
        if cases & (family.same[gender] | family.other.get(gender, frozenset())):
            return True
    return False


# Whole names

_FIRST_ITSELF = (("ой", ("ая",)), ("ым", ("ый", "ой")), ("им", ("ий", "ой")), ("ом", ("ый", "ий", "ой")))


def _rather_itself(asked: Word, recorded: Word) -> bool:
    """Return True if a word is another name first: «Толстой» may be Толстая's genitive, «Рахим» Рахой's."""
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
    # "Bryanov" has the ending of a Slavic surname, but is not a surname at the beginning of "Bryanov Adams".
    is_slavic = recorded.order_known or not recorded.family_first
    grade = _same_family(asked.family, recorded.family, is_slavic=is_slavic)
    if grade is Match.NO:
        return grade
    grade = min(grade, _same_given_names(asked, recorded))
    if asked.patronymic and recorded.patronymic:
        grade = min(grade, _same_patronymic(asked.patronymic, recorded.patronymic))
    if all(part.is_initial for part in asked.given) and _rather_itself(asked.family, recorded.family):
        grade = min(grade, Match.RIVAL)
    uncertain = (
        not (asked.is_certain and recorded.is_certain)
        or not (asked.given or recorded.is_enough)
        or not (asked.order_known or recorded.order_known or asked.family_first == recorded.family_first)
        or asked.generation != recorded.generation
        or asked.numbers != recorded.numbers
        or asked.style != recorded.style
        or (grade > Match.MAYBE and not _agrees(asked, recorded))
    )
    return min(grade, Match.MAYBE) if uncertain else grade
