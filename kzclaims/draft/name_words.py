"""Tell what a word may be in the name of a person: a given name, a family name, a title or another word."""

import re

from kzclaims.draft.morphology import Reading, is_known, readings
from kzclaims.draft.sentences import Word
from kzclaims.language.names.folding import fold, is_cyrillic, word_set
from kzclaims.language.names.given_names import is_listed
from kzclaims.language.names.parse import looks_like_surname

_LONGEST_NAME = 40
"""The most letters of a word that may be a name."""
_PATRONYMIC = re.compile(r"[а-яё]{3,}(?:вич|вна|ична|улы|ұлы|кызы|қызы|оглы|заде)(?:а|у|ем|ом|е|ы|ой)?$")
_BEFORE_PLACES = frozenset({"улица", "проспект", "бульвар", "микрорайон", "площадь"})
_SHORT_WORDS = word_set("аж бы во вы да до ее за из им их ко мы на не ни но об он от ох по со та те то ту ты уж эх")
_OTHER_TITLES = word_set(
    """речник речниця мер мерка міністр міністерка депутатка адвокатка очільник очільниця дружина мати батько донька
    дочка син захисник захисниця помічник помічниця заступник заступниця експертка журналістка керівник керівниця
    посадовець посадовиця науковець науковиця лікар лікарка вчитель вчителька мешканець мешканка
    сарапшы әкім зейнеткер тұрғын кәсіпкер ғалым дәрігер мұғалім басшы төраға саясаткер заңгер тергеуші жазушы ақын
    әнші спортшы журналист депутат министр директор президент жүргізуші көрермен шаруа ұстаз"""
)
_TURKIC_PATRONYMICS = ("улы", "ұлы", "кызы", "қызы")
_ADJECTIVES = ("ый", "ий", "ой", "ого", "его", "ому", "ему", "ым", "им", "ом", "ем", "ая", "яя", "ую", "юю", "ей")
RELATIONS = word_set(
    """мать отец сын дочь брат сестра жена муж супруг супруга вдова вдовец бабушка дедушка внук внучка дядя тётя тетя
    племянник племянница родственник родственница сосед соседка друг подруга коллега адвокат защитник защитница юрист
    представитель представительница помощник помощница советник советница секретарь пресс-секретарь спикер соратник
    соратница сторонник сторонница доверенное заместитель водитель охранник врач"""
)
"""Nouns that a name in the genitive often follows: «мать Ерлана Сатпаева»."""


def kind_of(word: str, *, is_first: bool) -> str:
    """Return G for a given name, P patronymic, S family name, I initial, U unknown, O another word, X no name."""
    folded = fold(word)
    if len(word) == 1:
        return "I"
    if (
        not is_cyrillic(word.replace("-", ""))
        or not 2 <= len(folded) <= _LONGEST_NAME
        or (word.isupper() and len(word) < 6)
    ):
        return "X"
    if _PATRONYMIC.search(folded) and not is_known(word.casefold()):
        return "S" if folded.endswith(_TURKIC_PATRONYMICS) else "P"
    found = readings(word)
    is_title = any(one.lemma == "аким" for one in found[:1]) or word.casefold().startswith(("экс-", "вице-"))
    if is_title or word.casefold() in _OTHER_TITLES:
        return "X"
    if len(folded) == 2:
        return "X" if is_first or word.isupper() or folded in _SHORT_WORDS else "O"
    if is_first and found and found[0].is_known and not found[0].grammemes.isdisjoint({"CONJ", "PRCL", "PREP"}):
        return "X"
    names = {g for one in found if one.is_known for g in one.grammemes}
    if "Patr" in names:
        return "P"
    if found[:1] and found[0].is_known and "Name" in found[0].grammemes:
        return "G"
    if any(is_listed(form) for form in {folded, *(one.lemma for one in found)}):
        return "G"
    if "Geox" in names and not looks_like_surname(folded):
        return "X"
    if "Surn" in names and (not is_first or "Surn" in found[0].grammemes):
        return "S"
    return "G" if "Name" in names else _kind_of_word(word, folded, is_first=is_first)


def _kind_of_word(word: str, folded: str, *, is_first: bool) -> str:
    """Return the kind of a word that the dictionary doesn't know as a name."""
    found = readings(word)
    known = [one for one in found if one.is_known]
    if known and looks_like_surname(folded) and all("plur" in one.grammemes for one in known):
        return "S"
    if known:
        adjective = all("ADJF" in one.grammemes for one in known)
        if adjective and not is_first and word.casefold().endswith(_ADJECTIVES):
            return "A"
        return "X" if is_first or adjective or "NOUN" not in known[0].grammemes else "O"
    if "-" in word and any(is_given(part) for part in word.split("-")):
        return "G"
    if looks_like_surname(folded):
        return "S"
    return "X" if not found or "ADJF" in found[0].grammemes else "U"


def is_title(one: Reading) -> bool:
    """Return True for a noun for a human being that is not a name. «Аким» is a title, although also a given name."""
    if one.lemma == "аким":
        return True
    return one.has("NOUN", "anim") and one.grammemes.isdisjoint({"Name", "Surn", "Patr"})


def is_initial(word: Word, text: str) -> bool:
    return len(word.text) == 1 and text[word.end : word.end + 1] == "."


def names_place(word: Word) -> bool:
    return any(one.lemma in _BEFORE_PLACES for one in readings(word.text))


def may_be_name(word: Word) -> bool:
    return word.is_word and word.is_capitalised and kind_of(word.text, is_first=False) in "GSPUA"


def is_given(word: str) -> bool:
    return is_listed(fold(word)) or any(one.is_known and "Name" in one.grammemes for one in readings(word))


def is_only_name(word: str) -> bool:
    return all(one.is_known and "Name" in one.grammemes for one in readings(word))
