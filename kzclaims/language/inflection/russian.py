"""The forms of Russian words, from pymorphy3's dictionary; of surnames, which it rarely contains, by rules."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from kzclaims.language.names.surnames import surname_forms

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer
    from pymorphy3.analyzer import Parse

MIN_SHARE = 0.05
"""The least share of a word's uses in OpenCorpora for a reading to count: «стали» is a verb (.98), not steel."""

# Nouns of Kazakhstan that the dictionary lacks or has as names only; all are masculine with a hard stem.
_REGIONAL = "аким акимат айтыс жуз кокпар манап маслихат наурыз сарбаз тулпар хаким"
_REGIONAL_FORMS = {
    noun + ending: noun
    for noun in _REGIONAL.split()
    for ending in ("", "а", "у", "ом", "е", "ы", "ов", "ам", "ами", "ах")
}

_NOT_RUSSIAN = re.compile(r"[іїєґәғқңөұүһў]")
_PLURAL_OR_SURNAME = re.compile(r"[оеё]в$")


def is_known(word: str) -> bool:
    """Return True if the dictionary contains the word."""
    return bool(analyzer().word_is_known(word))


def with_yo(word: str) -> list[str]:
    """Return the spellings with ё of a word that is printed with е."""
    return [parse.word for parse in analyzer().parse(word) if parse.is_known] if is_known(word) else []


def forms(word: str, *, is_capitalised: bool) -> Iterator[str]:
    """Yield the forms of a word in Russian letters, those of its likeliest reading first; some come twice.

    A capital letter marks a surname, if the word often is one.
    """
    noun = _REGIONAL_FORMS.get(word)
    if noun and not (is_capitalised and word.endswith("ов")):
        yield from (form for form, lemma in _REGIONAL_FORMS.items() if lemma == noun)
    parses = analyzer().parse(word)
    known = [parse for parse in parses if parse.is_known]
    surnames = [parse for parse in known if "Surn" in parse.tag]
    hides_surname = _PLURAL_OR_SURNAME.search(word) and all("plur" in parse.tag for parse in known)
    if known or not hides_surname:
        is_surname = is_capitalised and sum(parse.score for parse in surnames) >= MIN_SHARE
        counted = surnames if is_surname else known or parses
        shares: Counter[tuple[str, ...]] = Counter()
        for parse in [parse for parse in counted if not _is_plural_name(parse)] or counted:
            shares[_paradigm(parse)] += parse.score
        likely = sum(shares.values()) * MIN_SHARE
        yield from (form for forms, share in shares.most_common() if share >= likely for form in forms)
    if not known or surnames or hides_surname or any("Poss" in parse.tag for parse in known):
        # The dictionary has few surnames of women, and «токаев» only as several Tokays.
        lemmas = {parse.normal_form for parse in parses}
        guessed = surname_forms(word)
        if not known and _PLURAL_OR_SURNAME.search(word) and not analyzer().word_is_known(word[:-2]):
            # «байденов» is of several Bidens or of a Baidenov.
            guessed |= surname_forms(word[:-2])
        for form in sorted(guessed):
            if not _NOT_RUSSIAN.search(form) and not _is_another_word(form, lemmas):
                yield form


def _is_another_word(form: str, lemmas: set[str]) -> bool:
    """Return True if a guessed form is a different word: Годов may be a person, «годовых» is an adjective."""
    if not is_known(form):
        # A guess at the word would take a hundred times as long.
        return False
    known = [parse for parse in analyzer().parse(form) if parse.is_known]
    kin = (parse.normal_form in lemmas or "Surn" in parse.tag or "Poss" in parse.tag for parse in known)
    return bool(known) and not any(kin)


_paradigms: dict[tuple[str, int], tuple[str, ...]] = {}
"""The forms of words of the dictionary by their first form and the number of their paradigm."""
_MOST_PARADIGMS = 50_000


def _paradigm(parse: "Parse") -> tuple[str, ...]:
    """Return the forms of a reading. Computing them takes most of the time, and the forms of a word share them."""
    steps = parse.methods_stack
    key = (parse.normal_form, steps[0][2]) if len(steps) == 1 and len(steps[0]) == 4 else None
    if key is None:
        return _forms_of(parse)
    if key not in _paradigms:
        if len(_paradigms) == _MOST_PARADIGMS:
            _paradigms.clear()
        _paradigms[key] = _forms_of(parse)
    return _paradigms[key]


def _forms_of(parse: "Parse") -> tuple[str, ...]:
    # Plurals of given names are not used: «петров» is not a form of «пётр».
    return tuple(form.word for form in parse.lexeme if "Name" not in form.tag or not _is_plural_name(form))


def _is_plural_name(form: "Parse") -> bool:
    """Return True for the plural of a name that looks like another surname: «романов», of Romans."""
    person = "Name" in form.tag or "Surn" in form.tag
    return person and "plur" in form.tag and _PLURAL_OR_SURNAME.search(form.word) is not None


@cache
def analyzer() -> "MorphAnalyzer":
    """Return pymorphy3's analyzer, which is slow to build."""
    from pymorphy3 import MorphAnalyzer

    return MorphAnalyzer()
