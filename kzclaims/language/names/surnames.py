"""Decline surnames and given names in Russian and Ukrainian, without a dictionary.

The endings are those of the Russian Grammar of 1980 (Nauka) and of the Ukrainian orthography of 2019. They give all
possible forms of a word: «Путина» is Путин's genitive and a woman's surname.
"""

import re
from collections import defaultdict
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

from kzclaims.language.names.folding import word_set

_CONSONANT = "[бвгґджзклмнпрстфхцчшщғқңһ]"
_POSSESSIVE = r"..(?:[оеєө]в|[иыії]н)$"

LONGEST = 40
"""A word of more code points than this is not declined."""


class Declension(NamedTuple):
    """Endings by gender, and the pattern of the stems that take them.

    The cases are separated by bars: nominative, genitive, dative, instrumental and locative of men, whose accusative is
    the genitive; nominative, genitive, dative, accusative, instrumental and locative of women. "-" is the empty ending.
    """

    stem: str
    masculine: str = ""
    feminine: str = ""
    plural: str = ""


ALL_CASES = frozenset("ngdail")
_NO_CASES: frozenset[str] = frozenset()
_MASCULINE_CASES = ("n", "ga", "d", "i", "l")
_ADJECTIVE_ENDINGS = "ая|ой|ой|ую|ой ою|ой"
_UKRAINIAN_ADJECTIVE = "а|ої|ій|у|ою|ій"

# Russian endings come before Ukrainian ones.
_DECLENSIONS = (
    # Путин, Королёв, Токаев; -ом: Дарвином
    Declension(
        _POSSESSIVE, "-|а|у ові еві|ым ом им|е ові еві і", "а|ой ої|ой ій|у|ой ою|ой ій", "ы ых ым ыми и их им ими"
    ),
    # Олевский, Сухий
    Declension("(?<!ь)[гкх]$", "ий|ого|ому|им ім|ом ім", _ADJECTIVE_ENDINGS, "ие их им ими і"),
    # Олевський
    Declension("[сц]ьк$", "ий|ого|ому|им|ом ому ім", _UKRAINIAN_ADJECTIVE, "і их им ими"),
    # Навальный; Ukrainian Залужний
    Declension(".[бвдзлмнпрстц]$", "ый|ого|ому|ым|ом", _ADJECTIVE_ENDINGS, "ые ых ым ыми"),
    Declension(f".{_CONSONANT}[дтнлрвмжшчщк]$", "ий|ого|ому|им|ом ому ім", _UKRAINIAN_ADJECTIVE, "і их им ими"),
    # Толстой, Крутой
    Declension(f".{_CONSONANT}$", "ой|ого|ому|ым им|ом", _ADJECTIVE_ENDINGS, "ые ие ых их ыми ими"),
    # Рыжий, Задний
    Declension(".[жшчщн]$", "ий|его|ему|им|ем", "ая яя|ей|ей|ую юю|ей|ей", "ие их им ими"),
    # Макрон, Абрамович
    Declension(f"{_CONSONANT}$", "-|а|у ові еві|ом ем|е ові еві і", plural="ы и ов ев ей ам ами ах"),
    # Дудь, Эмманюэль
    Declension(f"{_CONSONANT}$", "ь|я|ю еві|ем|е еві і", plural="и ей ям ями ях"),
    # Цой, Андрей, Дмитрий
    Declension("[аеєоуюя]$", "й|я|ю єві|ем ём єм|е ї єві", plural="и ев їв ям ями ях"),
    Declension("(?<![сцк])и$|і$", "й|я|ю єві|ем єм|и ї єві", plural="и ев їв ям ями ях"),
    # Соловей
    Declension(".[бвлнр]$", "ей|ья|ью|ьем|ье ьи", plural="ьев ьям ьями ьях"),
    # Сорока, Никита, Анна
    Declension(f"{_CONSONANT}$", feminine="а|ы и|е і|у|ой ою ей ею|е і", plural="ам ами ах"),
    # Земля, Мария, Илья
    Declension(".[бвгджзйклмнпрстфиь]$", feminine="я|и ї і|е и ї і|ю|ей ею єю|е и ї і", plural="ям ями ях"),
    Declension(".[аеиої]$", feminine="я|ї|ї є|ю|єю|ї є", plural="ям ями ях"),
    # Любовь
    Declension("любов$", feminine="ь|и і|и і|ь|ью|и і"),
    # Шевченко, Петро: declined in Ukrainian only
    Declension(f"{_CONSONANT}к$|(?:петр|дмитр|павл|михайл|данил|кирил)$", "о|а|у ові ку|ом|у ові ку і", plural="и"),
    # Fleeting vowels: Кравец, Жданок, Царёк, Павел, Лев
    Declension(f".{_CONSONANT}$", "ец|ца|цу цеві|цем цом|це цеві", plural="цы цев цам цами цах"),
    Declension(f".{_CONSONANT}$", "ок|ка|ку кові|ком|ке кові", plural="ки ков кам ками ках"),
    Declension(".[лнрк]$", "ек|ька|ьку|ьком|ьке", plural="ьки ьков ькам ьками ьках"),
    Declension("^(?:пав|ор|коз)$", "ел|ла|лу|лом|ле"),
    Declension("^л$", "ев|ьва|ьву|ьвом|ьве"),
)


class Lemma(NamedTuple):
    """A dictionary form of a word."""

    text: str
    cases: frozenset[str] = ALL_CASES
    """The cases (n, g, d, a, i, l) in which the word may be, none if it can only be a plural."""
    gender: str = ""
    """"m" or "f" if only a man or a woman has this name in this form, "a" if it declines alike for both, "" if it
    doesn't decline."""

    def cases_of(self, gender: str, *, is_word: bool) -> frozenset[str]:
        """Return the cases in which the word may be as the name of a man or a woman.

        A woman's name in a masculine form, «Ким», doesn't decline. `is_word` is true if the word is the lemma.
        """
        if self.gender in {"", "a", gender}:
            return self.cases
        return ALL_CASES if self.gender == "m" and is_word else _NO_CASES


def _endings(text: str) -> list[list[str]]:
    return [["" if ending == "-" else ending for ending in case.split()] for case in text.split("|") if case]


_FORMS = [(_endings(one.masculine), _endings(one.feminine), one.plural.split()) for one in _DECLENSIONS]
_BY_ENDING: dict[str, list[int]] = defaultdict(list)
for _index, (_masculine, _feminine, _plural) in enumerate(_FORMS):
    for _ending in dict.fromkeys(chain(*_masculine, *_feminine, _plural)):
        _BY_ENDING[_ending].append(_index)
_LONGEST_ENDING = max(map(len, _BY_ENDING))


@cache
def _takes(index: int) -> re.Pattern[str]:
    """Return the compiled pattern of the stems of a declension."""
    return re.compile(_DECLENSIONS[index].stem)


def _readings(word: str) -> list[tuple[int, str, str]]:
    """Return the declensions that a word (lower case, е for ё) may follow, each with its stem and ending."""
    found: list[tuple[int, str, str]] = []
    for length in range(min(_LONGEST_ENDING, len(word) - 1) + 1):
        stem, ending = word[: len(word) - length], word[len(word) - length :]
        for index in _BY_ENDING.get(ending, ()):
            if _takes(index).search(stem):
                if index == 0 and not word.endswith(("ові", "еві", "ой", "ою")):  # nothing else ends so
                    return [(index, stem, ending)]
                found.append((index, stem, ending))
    return found


# Women's names that end like surnames in -ина, but have their own dative: Ирине, not Ириной.
_NAMES_IN_INA = word_set(
    """ирина галина екатерина катерина марина полина кристина карина алина арина регина ангелина альбина сабина эвелина
    валентина антонина зарина мадина амина малина паулина каролина василина фаина марцелина аделина эмина самина
    фатина жасмина ясмина рина мелина селина юстина павлина августина агриппина акулина мартина севастина замина
    залина азалина елина эльвина рамина тахмина шахрина шамсина хосина насрина перизина дильбарина стелина розалина
    даниелина радина магдалина христина ивелина евелина снежина руслина"""
)


@lru_cache(maxsize=8192)
def lemmas(word: str) -> tuple[Lemma, ...]:
    """Return every dictionary form of which a Cyrillic word (lower case, е for ё) may be a case form.

    Masculine and feminine surnames have a form each: «путина» gives путин (its genitive) and путина. The word itself is
    among them, as a nominative, unless it can't be one («олевского»).
    """
    found: dict[str, Lemma] = {}
    certain = False
    for index, stem, ending in _readings(word) if len(word) <= LONGEST else ():
        masculine, feminine, plural = _FORMS[index]
        for endings, names, gender in (
            (masculine, _MASCULINE_CASES, "m"),
            (feminine, "ngdail", "f" if masculine else "a"),
        ):
            cases = frozenset("".join(name for name, case in zip(names, endings, strict=False) if ending in case))
            if endings and (cases or ending in plural):
                lemma = stem + endings[0][0]
                before = found.get(lemma, Lemma(lemma, _NO_CASES, gender))
                found[lemma] = Lemma(lemma, cases | before.cases, before.gender)
        certain = certain or _oblique(index, stem, ending)
    if word.endswith("ине") and f"{word[:-1]}а" in _NAMES_IN_INA:
        found[f"{word[:-1]}а"] = Lemma(f"{word[:-1]}а", frozenset("dl"), "a")
    if certain or word.endswith("ии"):
        found.pop(word, None)
    elif word.endswith(_INDECLINABLE):
        found[word] = Lemma(word)
    else:
        found.setdefault(word, Lemma(word))
    return tuple(found[text] for text in sorted(found))


_INDECLINABLE = ("их", "ых", "о")
_ADJECTIVE = ("ск", "цк", "ськ", "цьк", "ст", *(consonant + "н" for consonant in "бвгджзйклмпрстцчшщь"))


def _oblique(index: int, stem: str, ending: str) -> bool:
    """Return True if an ending proves that a surname is not in the nominative."""
    masculine, feminine, _ = _FORMS[index]
    if index == 0:
        return ending not in {"", *feminine[0]}
    if ending in {"ым", "им", "ом"}:
        return bool(masculine) and masculine[0][0] in {"ый", "ий", "ой"} and stem.endswith(_ADJECTIVE)
    return ending in {"ого", "ому", "его", "ему"}


def surname_forms(word: str) -> frozenset[str]:
    """Return all case forms of every surname of which a word may be a case form, in lower case.

    They are masculine, feminine and plural, with ё and with е, and include the word itself. «Сорока» is also Сорок's
    genitive, so the forms of both are returned. A word that isn't Cyrillic or doesn't decline has only itself.
    """
    printed = word.strip().casefold()
    if not printed:
        return frozenset()
    plain = printed.replace("ё", "е")
    forms = {printed, plain}
    for index, stem, _ in _readings(plain) if len(plain) <= LONGEST else ():
        stems = {stem, printed[: len(stem)]} | ({stem[:-2] + "ёв"} if index == 0 and stem.endswith("ев") else set())
        masculine, feminine, plural = _FORMS[index]
        forms.update(start + ending for start in stems for ending in chain(*masculine, *feminine, plural))
    return frozenset(forms)
