"""Decline surnames and given names in Russian and Ukrainian, without a dictionary.

The endings are those of the Russian Grammar of 1980 (Nauka) and of the Ukrainian orthography of 2019. They give all
possible forms of a word: «Путина» is Путин's genitive and a woman's surname.
"""

import re
from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

_CONSONANT = "[бвгґджзклмнпрстфхцчшщғқңһ]"
_POSSESSIVE = r"..(?:[оеєө]в|[иыії]н)$"

LONGEST = 40
"""A word of more code points than this is not declined."""


class Declension(NamedTuple):
    """Endings by gender, the nominative first, and the pattern of the stems that take them."""

    stem: str
    masculine: str = ""
    feminine: str = ""
    plural: str = ""


# "-" is the empty ending. Russian endings come before Ukrainian ones.
_DECLENSIONS = (
    # Путин, Королёв, Токаев; -ом: Дарвином
    Declension(_POSSESSIVE, "- а у ым ом е им ові еві і", "а ой у ою ої ій", "ы ых ым ыми и их им ими"),
    # Олевский, Сухий
    Declension(
        "(?<!ь)[гкх]$",
        "ий ого ому им ом ім",
        "ая ой ую ою",
        "ие их им ими і",
    ),
    # Олевський
    Declension("[сц]ьк$", "ий ого ому им ім", "а ої ій у ою", "і их им ими"),
    # Навальный; Ukrainian Залужний
    Declension(
        ".[бвдзлмнпрстц]$",
        "ый ого ому ым ом",
        "ая ой ую ою",
        "ые ых ым ыми",
    ),
    Declension(f".{_CONSONANT}[дтнлрвмжшчщк]$", "ий ого ому им ім ом", "а ої ій у ою", "і их им ими"),
    # Толстой, Крутой
    Declension(f".{_CONSONANT}$", "ой ого ому ым им ом", "ая ой ую ою", "ые ие ых их ыми ими"),
    # Рыжий, Задний
    Declension(".[жшчщн]$", "ий его ему им ем", "ая яя ей ую юю", "ие их им ими"),
    # Макрон, Абрамович
    Declension(f"{_CONSONANT}$", "- а у ом ем е ові еві і", plural="ы и ов ев ей ам ами ах"),
    # Дудь, Эмманюэль
    Declension(f"{_CONSONANT}$", "ь я ю ем е еві і", plural="и ей ям ями ях"),
    # Цой, Андрей, Дмитрий
    Declension(r"(?:[аеєоуюя]|(?<![сцк])и|і)$", "й я ю ем ём е и ї єм єві", plural="и ев їв ям ями ях"),
    # Соловей
    Declension(".[бвлнр]$", "ей ья ью ьем ье ьи", plural="ьев ьям ьями ьях"),
    # Сорока, Никита, Анна
    Declension(f"{_CONSONANT}$", feminine="а ы и е у ой ою ей ею і", plural="ам ами ах"),
    # Земля, Мария, Илья
    Declension(".[бвгджзйклмнпрстфиь]$", feminine="я и е ю ей ею ї і єю", plural="ям ями ях"),
    Declension(".[аеиої]$", feminine="я ї ю єю є", plural="ям ями ях"),
    # Любовь
    Declension("любов$", feminine="ь и ью і ю"),
    # Шевченко, Петро: declined in Ukrainian only
    Declension(f"{_CONSONANT}к$|(?:петр|дмитр|павл|михайл|данил|кирил)$", "о а у ові ом ку і", plural="и"),
    # Fleeting vowels: Кравец, Жданок, Царёк, Павел, Лев
    Declension(f".{_CONSONANT}$", "ец ца цу цем цом це цеві", plural="цы цев цам цами цах"),
    Declension(f".{_CONSONANT}$", "ок ка ку ком ке кові", plural="ки ков кам ками ках"),
    Declension(".[лнрк]$", "ек ька ьку ьком ьке", plural="ьки ьков ькам ьками ьках"),
    Declension("^(?:пав|ор|коз)$", "ел ла лу лом ле"),
    Declension("^л$", "ев ьва ьву ьвом ьве"),
)


class Lemma(NamedTuple):
    """A dictionary form, and whether the word is that form."""

    text: str
    nominative: bool


def _endings(text: str) -> list[str]:
    return ["" if ending == "-" else ending for ending in text.split()]


_PATTERNS = [re.compile(declension.stem) for declension in _DECLENSIONS]
_FORMS = [
    [_endings(declension.masculine), _endings(declension.feminine), _endings(declension.plural)]
    for declension in _DECLENSIONS
]
_BY_ENDING: dict[str, set[int]] = defaultdict(set)
for _index, _genders in enumerate(_FORMS):
    for _ending in (_ending for _gender in _genders for _ending in _gender):
        _BY_ENDING[_ending].add(_index)
_LONGEST_ENDING = max(map(len, _BY_ENDING))


def _readings(word: str) -> list[tuple[int, str, str]]:
    """Return the declensions that a word (lower case, е for ё) may follow, each with its stem and ending."""
    found: list[tuple[int, str, str]] = []
    for length in range(min(_LONGEST_ENDING, len(word) - 1) + 1):
        stem, ending = word[: len(word) - length], word[len(word) - length :]
        for index in sorted(_BY_ENDING.get(ending, ())):
            if _PATTERNS[index].search(stem):
                if index == 0 and not word.endswith(("ові", "еві", "ой", "ою")):  # nothing else ends so
                    return [(index, stem, ending)]
                found.append((index, stem, ending))
    return found


# Women's names that end like surnames in -ина, but have their own dative: Ирине, not Ириной.
_NAMES_IN_INA = frozenset(
    re.findall(
        r"\w+",
        "ирина галина екатерина катерина марина полина кристина карина алина арина регина ангелина альбина сабина"
        " эвелина валентина антонина зарина мадина амина малина паулина каролина василина фаина марцелина аделина"
        " эмина самина фатина жасмина ясмина рина мелина селина юстина павлина августина агриппина"
        " акулина мартина севастина замина залина азалина елина эльвина рамина тахмина шахрина"
        " шамсина хосина насрина перизина дильбарина стелина розалина даниелина радина магдалина христина"
        " ивелина евелина  снежина руслина",
    )
)


@lru_cache(maxsize=8192)
def lemmas(word: str) -> tuple[Lemma, ...]:
    """Return every dictionary form of which a Cyrillic word (lower case, е for ё) may be a case form.

    Masculine and feminine surnames have a form each: «путина» gives путин (its genitive) and путина. The word itself is
    among them, as a nominative, unless it can't be one («олевского»).
    """
    found: dict[str, bool] = {}
    certain = False
    for index, stem, ending in _readings(word) if len(word) <= LONGEST else ():
        masculine, feminine, plural = _FORMS[index]
        for singular in (masculine, feminine):
            if singular and (ending in singular or ending in plural):
                lemma = stem + singular[0]
                found[lemma] = found.get(lemma, False) or lemma == word
        certain = certain or _oblique(index, stem, ending)
    if word.endswith("ине") and f"{word[:-1]}а" in _NAMES_IN_INA:
        found[f"{word[:-1]}а"] = False
    if certain:
        found.pop(word, None)
    else:
        found[word] = True
    return tuple(Lemma(text, nominative) for text, nominative in sorted(found.items()))


_ADJECTIVE = re.compile("(?:[сц]ь?к|[бвгджзйклмпрстцчшщь]н|ст)$")


def _oblique(index: int, stem: str, ending: str) -> bool:
    """Tell whether an ending proves that a surname is not in the nominative."""
    masculine, feminine, _ = _FORMS[index]
    if index == 0:
        return ending not in {masculine[0], feminine[0]}
    if ending in {"ым", "им", "ом"}:
        return masculine[0] in {"ый", "ий", "ой"} and bool(_ADJECTIVE.search(stem))
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
        forms.update(start + ending for start in stems for gender in _FORMS[index] for ending in gender)
    return frozenset(forms)
