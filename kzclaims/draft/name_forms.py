"""Find the nominative, the cases and the gender of names as printed."""

import re
from collections.abc import Sequence

from kzclaims.draft.morphology import readings
from kzclaims.language.names.folding import fold, word_set
from kzclaims.language.names.given_names import is_listed
from kzclaims.language.names.parse import looks_like_surname
from kzclaims.language.names.surnames import lemmas

CASES = {"nomn": "n", "gent": "g", "datv": "d", "accs": "a", "ablt": "i", "loct": "l", "gen2": "g", "loc2": "l"}
_MAN = re.compile(r"(?:[оеё]в|[иы]н|ский|цкий|улы|ұлы|вич)$")
_WOMAN = re.compile(r"(?:[оеё]ва|[иы]на|ская|цкая|кызы|қызы|вна|ична)$")
_GENITIVE_OF_MAN = re.compile(
    r"(?:хан|бек|жан|султан|бай|тай|кул|мурат|болат|болл|дос|тас|бол|ерик|олат|ырза|ли|гали)[аыу]$"
)
"""Case forms of men's Turkic names that look like women's names in the nominative."""
_MAYBE_MAN = re.compile(r"[^аеёиоуыэюя]а$")
WOMEN = word_set(
    """ганна ірина катерина марія наталія наталя олена світлана тетяна юлія
    анна галина дарья екатерина елена елизавета жанна зинаида инна ирина ксения лариса лидия людмила маргарита марина
    мария надежда наталия наталья нина оксана ольга полина светлана софья тамара татьяна юлия"""
)
"""Women's Russian and Ukrainian given names that no man's name has in the genitive."""
_Forms = dict[tuple[str, str], str]


def nominative(name: str, title: frozenset[str] = frozenset()) -> tuple[str, frozenset[str], str]:
    """Return a name in the nominative, the cases in which it may be printed (n, g, d, a, i, l), and its gender.

    The nominative is preferred where the printed form may be one, unless a title before it is in other cases.
    """
    words = name.split()
    choices = [name_forms(word) for word in words]
    for place, word in enumerate(words[1:], 1):
        if _MAN.search(word.casefold()):  # «Бейсембаев» is no woman's name.
            choices[place] = {key: lemma for key, lemma in choices[place].items() if key[1] == "m"}
    is_oblique = "n" not in title if title else _GENITIVE_OF_MAN.search(words[0].casefold()) is not None
    for case in "gdailn" if is_oblique else "ngdail":
        for gender in ("m", "f"):
            chosen = [_best(forms, case, gender) for forms in choices]
            if all(chosen):
                text = " ".join(_as_printed(word, str(lemma)) for word, lemma in zip(words, chosen, strict=True))
                shown = gender_of(text) or (gender if _shows_gender(choices, gender) else "")
                return text, _possible_cases(choices, gender), shown
    return name, frozenset("ngdail"), ""


def gender_of(name: str) -> str:
    """Return "m" or "f" if a name in the nominative is a man's or a woman's, otherwise an empty string."""
    words = name.casefold().split()
    if any(_MAN.search(one) for one in words[1:]):
        return "m"
    if any(_WOMAN.search(one) for one in words[1:]):
        return "f"
    genders = {
        one.grammemes & {"masc", "femn"}
        for one in readings(words[0])
        if one.is_known and one.has("Name", "nomn", "sing")
    }
    return (
        {frozenset({"masc"}): "m", frozenset({"femn"}): "f"}.get(next(iter(genders)), "") if len(genders) == 1 else ""
    )


def may_be_genitive(name: str, genders: str = "m") -> bool:
    """Return True if a name may be a man's in the genitive, also where it looks like a woman's: «Ерлана Сатпаева»."""
    given, *others = name.split()
    is_relative = "f" in genders
    if any(_MAN.search(word.casefold()) for word in others):
        genders = genders.replace("f", "")  # «Сатпаев» is never a woman's.
    if fold(given) in WOMEN:
        genders = genders.replace("m", "")
    elif is_relative and others and _MAYBE_MAN.search(given) and all(("g", "m") in name_forms(one) for one in others):
        return True  # «Мать Аяна Ахметова»: Аяна is a woman's name, and Аян a man's.
    if others and not any(map(_MAN.search, others)) and _is_oblique(given):
        return True  # «Анны Ким»
    return any(all(("g", gender) in name_forms(word) for word in name.split()) for gender in genders)


def is_genitive_of(printed: str, name: str, gender: str) -> bool:
    """Return True if a printed name is in the genitive: «Садыкова» is no woman’s, «Садыковой» no man’s."""
    own = {fold(part) for part in name.split()}
    if not gender:
        return True
    for word in printed.split():
        possible = {
            one.text for one in lemmas(fold(word)) if "g" in one.cases_of(gender, is_word=one.text == fold(word))
        }
        possible.add(fold(name_forms(word).get(("g", gender), "")))
        unchanged = fold(word) in own and not (gender == "f" and _WOMAN.search(word.casefold()))
        adjective = any(one.has("ADJF", "gent", "masc") and fold(one.lemma) in own for one in readings(word))
        if possible.isdisjoint(own) and not unchanged and not adjective:
            return False
    return True


def _is_oblique(given: str) -> bool:
    return any(one.is_known and "Name" in one.grammemes and "nomn" not in one.grammemes for one in readings(given)[:1])


def are_forms(one: str, other: str) -> bool:
    """Return True if two names have as many words, and each word may be a form of the other's."""
    pairs = list(zip(one.split(), other.split(), strict=False))
    if len(one.split()) != len(other.split()):
        return False
    return all({fold(word), *name_forms(word).values()} & {fold(own), *name_forms(own).values()} for word, own in pairs)


def _best(forms: _Forms, case: str, gender: str) -> str | None:
    return forms.get((case, gender))


def _possible_cases(choices: Sequence[_Forms], gender: str) -> frozenset[str]:
    sets = [{case for case, of in forms if of == gender} for forms in choices]
    return frozenset(set.intersection(*sets)) if sets else frozenset()


def _shows_gender(choices: Sequence[_Forms], gender: str) -> bool:
    other = "f" if gender == "m" else "m"
    return not all(any(of == other and case == "n" for case, of in forms) for forms in choices)


def name_forms(word: str) -> _Forms:
    """Return a name's nominative for each case and gender in which the word may be."""
    if len(word.rstrip(".")) == 1:
        return {(case, gender): word for case in "ngdail" for gender in "mf"}
    start, hyphen, last = word.rpartition("-")
    if hyphen:
        first = name_forms(start)
        # «Касимом-Жомартом», but «Касым-Жомарта»: the first part may be declined or not.
        return {
            (case, gender): f"{first.get((case, gender), start) if case in 'di' else start}-{lemma}".casefold()
            for (case, gender), lemma in name_forms(last).items()
        }
    found: _Forms = {}
    folded = word.casefold().replace("ё", "е")
    proper = [
        one for one in readings(word) if not one.grammemes.isdisjoint({"Name", "Surn", "Patr"}) and one.has("sing")
    ]
    known = [one for one in proper if one.is_known and "Name" in one.grammemes]
    for one in known or [one for one in proper if "Name" in one.grammemes and not looks_like_surname(folded)]:
        gender = "f" if "femn" in one.grammemes else "m"
        for grammeme in one.grammemes & CASES.keys():
            found.setdefault((CASES[grammeme], gender), one.lemma)
    if any(one.has("Surn", "Fixd", "femn") for one in readings(word)):
        found |= {(case, "f"): folded for case in "ngdail"}  # «Анны Ким»
    if known:
        return found
    for lemma in lemmas(folded):
        for gender in "mf":
            for case in lemma.cases_of(gender, is_word=lemma.text == folded):
                found.setdefault((case, gender), lemma.text)
    if not is_listed(folded) and (given := {key: lemma for key, lemma in found.items() if is_listed(lemma)}):
        return given  # «Ерлана» is rather Ерлан's genitive than a name that nobody knows.
    return found


def _as_printed(word: str, lemma: str) -> str:
    """Return a lemma with the capitals of the printed word, and its ё."""
    if lemma == word.casefold().replace("ё", "е"):
        return word
    if "-" in word and word.count("-") == lemma.count("-"):
        parts = zip(word.split("-"), lemma.split("-"), strict=True)
        return "-".join(_as_printed(printed, part) for printed, part in parts)
    shared = 0
    while shared < min(len(word), len(lemma)) and word[shared].casefold().replace("ё", "е") == lemma[shared].replace(
        "ё", "е"
    ):
        shared += 1
    tail = lemma[shared:]
    return word[:shared] + tail if shared else "-".join(part.capitalize() for part in lemma.split("-"))
