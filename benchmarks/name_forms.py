"""Forms of names for the benchmark: case forms by pymorphy3, spellings by tables that the rules don't use."""

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pymorphy3 import MorphAnalyzer

HERE = Path(__file__).parent

# One table a scheme: Russian letters in order, then what the scheme has for each.
LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
SCHEMES = {
    "BGN/PCGN": "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch ” y ’ e yu ya",
    "ISO 9": "a b v g d e ž z i j k l m n o p r s t u f h c č š ŝ ʺ y ʹ è û â",
    "GOST 7.79 B": "a b v g d e zh z i j k l m n o p r s t u f x cz ch sh shh '' y' ' e' yu ya",
    "GOST R 52535.1": "a b v g d e zh z i i k l m n o p r s t u f kh tc ch sh shch - y - e iu ia",
    "ICAO 9303": "a b v g d e zh z i i k l m n o p r s t u f kh ts ch sh shch ie y - e iu ia",
    "scholarly": "a b v g d e ž z i j k l m n o p r s t u f ch c č š šč - y ’ ė ju ja",
    "English press": "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya",
    "French press": "a b v g d e j z i ï k l m n o p r s t ou f kh ts tch ch chtch - y - e iou ia",
    "German press": "a b w g d e sch s i j k l m n o p r s t u f ch z tsch sch schtsch - y - e ju ja",
}
KAZAKH = dict(
    zip(
        "аәбвгғдежзийкқлмнңоөпрстуұүфхһчшыіэюя",
        re.findall(r"\w+", "a ä b v g ğ d e j z i i k q l m n ñ o ö p r s t u ū ü f h h ç ş y ı e iu ia"),
        strict=True,
    )
)
VOWELS = set("аеиоуыэюяё")
LOOK_ALIKE = dict(zip("аеорсухк", "aeopcyxk", strict=True))
CASES = {"gent": "genitive", "datv": "dative", "ablt": "instrumental", "loct": "prepositional"}


class Person(NamedTuple):
    gender: str
    given: str
    patronymic: str
    family: str
    latin: str
    home: str

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"

    @property
    def names(self) -> list[str]:
        """The recorded name: the Russian name, with the patronymic if known, and the spelling of the press."""
        whole = [f"{self.given} {self.patronymic} {self.family}"] if self.patronymic else []
        return [self.name, *whole, self.latin]


class Form(NamedTuple):
    person: int
    kind: str
    text: str


def people() -> list[Person]:
    found = []
    for line in (HERE / "people.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        gender, name, latin, home = line.split("|")
        given, *rest = name.split()
        patronymic = rest.pop(0) if len(rest) > 1 and rest[0].endswith(("вич", "вна", "ьич", "ична", "улы")) else ""
        found.append(Person(gender, given, patronymic, " ".join(rest), latin, home))
    return found


# Forms


def transliterate(name: str, scheme: str) -> str:
    table = {letter: "" if to == "-" else to for letter, to in zip(LETTERS, SCHEMES[scheme].split(), strict=True)}
    low = name.lower().replace("ё", "е")
    out = []
    for word in low.split():
        if scheme == "English press" and word.endswith(("ский", "ный", "рий", "лий")):
            word = word[:-2] + "ы"  # noqa: PLW2901
        latin = ""
        for place, letter in enumerate(word):
            after_vowel = place == 0 or word[place - 1] in VOWELS or word[place - 1] in "ьъй"
            if letter == "е" and after_vowel and scheme in {"BGN/PCGN", "English press"}:
                latin += "ye"
            elif letter == "е" and place and word[place - 1] in VOWELS and scheme in {"French press", "German press"}:
                latin += "je" if scheme == "German press" else "ïe" if word[place - 1] == "а" else "ie"
            else:
                latin += table.get(letter, letter)
        if scheme == "French press" and latin.endswith("in"):
            latin += "e"
        if scheme == "French press" and latin.endswith("skiï"):
            latin = latin[:-1]
        out.append("-".join(part.capitalize() for part in latin.split("-")))
    return " ".join(out)


class Declined:
    def __init__(self) -> None:
        self._morph = MorphAnalyzer()

    def __call__(self, word: str, tag: str, gender: str, case: str) -> str | None:
        """Return the word in a case, or None if the dictionary can't decline it."""
        if word == "Лев":  # the dictionary has it for an animal only
            return {"gent": "Льва", "datv": "Льву", "ablt": "Львом", "loct": "Льве"}[case]
        wanted = "masc" if gender == "m" else "femn"
        if "-" in word:
            first, _, last = word.rpartition("-")
            parts = [self(part, tag, gender, case) for part in (first, last)]
            return "-".join(part for part in parts if part) if all(parts) else None
        parses = [parse for parse in self._morph.parse(word) if "nomn" in parse.tag or "Fixd" in parse.tag]
        parses = [parse for parse in parses if (wanted in parse.tag or "ms-f" in parse.tag) and "sing" in parse.tag]
        parses.sort(key=lambda parse: tag not in parse.tag)
        if gender == "f" and word[-1] not in "ая":
            return word
        if tag == "Name" and parses and tag not in parses[0].tag:
            return None
        inflected = parses[0].inflect({case, "sing"}) if parses else None
        if word.endswith(("ов", "ев", "ёв", "ин")) and not (inflected and inflected.word.startswith(word.lower())):
            return (
                word + {"gent": "а", "datv": "у", "ablt": "ым", "loct": "е"}[case]
            )  # the dictionary guessed «Жапарва»
        if not inflected or (inflected.word == word.lower() and word[-1] not in "еёиоуыэю"):
            return None
        return str(inflected.word).capitalize()


def forms(place: int, person: Person, declined: Declined, rng: random.Random) -> Iterator[Form]:
    """Yield the forms in which a person's name may be printed."""
    for kind, text in (*declined_forms(person, declined), *spellings(person), *names_at_home(person, rng)):
        yield Form(place, kind, text)


def declined_forms(person: Person, declined: Declined) -> Iterator[tuple[str, str]]:
    given, patronymic, family = person.given, person.patronymic, person.family
    for case, kind in CASES.items():
        first = declined(given, "Name", person.gender, case)
        surname = declined(family, "Surn", person.gender, case) if " " not in family else family
        father = declined(patronymic, "Patr", person.gender, case) if patronymic else None
        if surname:
            yield f"{kind}, family name", surname
            yield "initials", f"{given[0]}. {surname}"
        if first and surname:
            yield kind, f"{first} {surname}"
        if first and surname and father and case in {"gent", "ablt"}:
            yield f"{kind}, patronymic", f"{first} {father} {surname}"


def spellings(person: Person) -> Iterator[tuple[str, str]]:
    given, patronymic, family = person.given, person.patronymic, person.family
    yield "as recorded", person.name
    yield "as recorded", person.latin
    yield "as recorded", family
    yield "order", f"{family} {given}"
    yield "order", f"{family}, {given}"
    yield "capitals", person.name.upper()
    yield "capitals", person.latin.upper()
    yield "initials", f"{family} {given[0]}."
    yield "initials", f"{person.latin[0]}. {person.latin.split(' ', 1)[1]}"
    if patronymic:
        yield "patronymic", f"{given} {patronymic} {family}"
        yield "order", f"{family} {given} {patronymic}"
        for text in ("{0}.{1}. {2}", "{0}. {1}. {2}", "{2} {0}.{1}.", "{2} {0}. {1}."):
            yield "initials", text.format(given[0], patronymic[0], family)
    if "-" in given:
        yield "hyphen", f"{given.replace('-', ' ')} {family}"
        yield "initials", f"{'-'.join(part[0] + '.' for part in given.split('-'))} {family}"
    if "ё" in person.name:
        yield "ё as е", person.name.replace("ё", "е")
    for scheme in SCHEMES:
        yield scheme, transliterate(person.name, scheme)
        yield f"{scheme}, family name", transliterate(family, scheme)
    yield "English genitive", f"{person.latin}'s"
    if letter := next((letter for letter in LOOK_ALIKE if letter in family), None):
        yield "homoglyph", f"{given} {family.replace(letter, LOOK_ALIKE[letter], 1)}"


def names_at_home(person: Person, rng: random.Random) -> Iterator[tuple[str, str]]:
    if not person.home:
        return
    home_given, home_family = person.home.split()
    yield "name at home", person.home
    yield "name at home, family name", home_family
    yield "name at home, initials", f"{home_given[0]}. {home_family}"
    if set(person.home.lower()) & set("әғқңөұүһ"):
        latin = "".join(KAZAKH.get(letter, letter) for letter in person.home.lower())
        yield "Kazakh Latin", latin.title()
    if home_family.endswith(("ев", "ов")) and "і" not in home_family[-2:]:
        yield "Kazakh, Kyrgyz case", home_family + rng.choice(["тың", "қа", "ты", "та"])
    if home_family.endswith("ський"):
        yield "Ukrainian case", home_family[:-2] + "ого"
        yield "Ukrainian case", home_family[:-2] + "им"


def typo(word: str, rng: random.Random) -> str:
    place = rng.randrange(1, len(word) - 1)
    kind = rng.randrange(4)
    if kind == 0:
        return word[:place] + word[place + 1 :]
    if kind == 1:
        return word[:place] + word[place] + word[place:]
    if kind == 2 and word[place] != word[place - 1]:
        return word[: place - 1] + word[place] + word[place - 1] + word[place + 1 :]
    return word[:place] + rng.choice([letter for letter in LETTERS if letter != word[place]]) + word[place + 1 :]
