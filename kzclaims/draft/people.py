"""Find the people that a text names, with their printed forms, each under one name in the nominative.

A person is named in full at least once: a given name and a family name. A family name alone is a
form of that person if it fits no other one. Nothing is guessed: what may be a place, a company or an ordinary word is
left out.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from kzclaims.draft.cues import speech
from kzclaims.draft.morphology import Reading, is_known, readings
from kzclaims.draft.sentences import Span, Spans, Word
from kzclaims.language.names.affixes import title_length
from kzclaims.language.names.folding import fold, is_cyrillic, word_set
from kzclaims.language.names.given_names import is_listed
from kzclaims.language.names.match import Match, NameQuery, unique_match
from kzclaims.language.names.parse import looks_like_surname
from kzclaims.language.names.surnames import lemmas
from kzclaims.language.names.titles import is_organization

_LONGEST_NAME = 40
"""The most letters of a word that may be a name."""
_PATRONYMIC = re.compile(r"[а-яё]{3,}(?:вич|вна|ична|улы|ұлы|кызы|қызы|оглы|заде)(?:а|у|ем|ом|е|ы|ой)?$")
_CASES = {"nomn": "n", "gent": "g", "datv": "d", "accs": "a", "ablt": "i", "loct": "l", "gen2": "g", "loc2": "l"}
_BEFORE_PLACES = frozenset({"улица", "проспект", "бульвар", "микрорайон", "площадь"})


@dataclass(eq=False)
class Person:
    """A person named in a text."""

    name: str
    gender: str = ""
    """"m" or "f" where the name shows it."""
    forms: dict[str, None] = field(default_factory=dict)
    """The printed forms, in order."""
    first: int = 0
    """The offset of the first place where the person is named."""
    roles: dict[str, str] = field(default_factory=dict)
    """Titles as printed, each under its head noun in the nominative, lower case."""


@dataclass
class Mention:
    """A place where a text names somebody."""

    span: Span
    text: str
    person: Person | None = None
    is_full: bool = False
    namesake: Person | None = None
    """The person whose family name somebody else has here: «Садик Хан», where the text names Имран Хан."""
    cases: frozenset[str] = frozenset()
    title: frozenset[str] = frozenset()
    """The cases of a title directly before the name: g and a in «заместителя Нурлана Ержанова»."""
    is_joined: bool = False
    """True after another given name, whose holder has this family name, too: «Иван и Галина Петренко»."""
    candidates: Sequence[Person] = ()
    """The people whose family name this is, if there are several: «Садыкова» of Асель Садыкова and Марат Садыков."""


def full_names(sentence: Sequence[Word], text: str, *, in_marks: Iterable[Span] = ()) -> Iterator[Mention]:
    """Yield the full names in a sentence."""
    marked = list(in_marks)
    place = 0
    while place < len(sentence):
        run = _run(sentence, place, text)
        length = _name_length(run, sentence, place)
        if length and not any(Span(run[0].start, run[length - 1].end).within(one) for one in marked):
            span = Span(run[0].start, run[length - 1].end)
            title = _title_cases(sentence[place - 1]) if place else frozenset[str]()
            before = sentence[place - 2].text if place > 1 and sentence[place - 1].text == "и" else ""
            is_joined = before[:1].isupper() and _is_given(before)
            yield Mention(span, text[span.start : span.end], is_full=True, title=title, is_joined=is_joined)
            place += length
        else:
            place += 1


def _title_cases(word: Word) -> frozenset[str]:
    """Return the cases in which a word may be, if it is a title: a noun for a human being."""
    found = [one for one in readings(word.text)[:3] if is_title(one) and one.has("sing")]
    return frozenset(_CASES[g] for one in found for g in one.grammemes if g in _CASES)


def is_title(one: Reading) -> bool:
    """Return True for a noun for a human being that is not a name. «Аким» is a title, although also a given name."""
    if one.lemma == "аким":
        return True
    return one.has("NOUN", "anim") and one.grammemes.isdisjoint({"Name", "Surn", "Patr"})


def _run(sentence: Sequence[Word], place: int, text: str) -> list[Word]:
    """Return up to five capitalised words or initials in a row, from this one on."""
    found: list[Word] = []
    while place < len(sentence) and len(found) < 5:
        word = sentence[place]
        if not (word.is_word and word.is_capitalised) or (len(word.text) == 1 and not _is_initial(word, text)):
            break
        if found and text[found[-1].end : word.start].strip(" .\xa0"):
            break
        if found and text[found[-1].end : word.start] == "" and not _is_initial(found[-1], text):
            break
        found.append(word)
        place += 1
        if _is_initial(word, text):
            place += 1
        elif text[word.end : word.end + 1] != " ":
            break
    return found


def _is_initial(word: Word, text: str) -> bool:
    return len(word.text) == 1 and text[word.end : word.end + 1] == "."


_FULL = re.compile(
    r"G[GU]?P?S|GP?A|GPS?|SGP|SG(?![SO])|G[UG]|US|U[UG](?!U)|SS(?!S)|I{1,2}[SUG]|[SU]I{1,2}|GO|GUU|UGS|USP|GI[SU]|S[UG](?![UGSO])|[SU]{2}[SUO](?![UGSO])"
)


def _name_length(run: Sequence[Word], sentence: Sequence[Word], place: int) -> int:
    """Return how many words at the beginning of a run are a person's full name, 0 if they are not."""
    is_first, before = place == 0, sentence[place - 1] if place else None
    if len(run) < 2 or (before and _names_place(before)):
        return 0
    kinds = "".join(_kind(word.text, is_first=is_first and word is run[0]) for word in run)
    match = _FULL.match(kinds)
    if not match or match.end() < 2 or is_organization(" ".join(one.text for one in run[: match.end()])):
        return 0
    if match[0] in {"GO", "GA", "GPA"} and not _agree(run[0].text, run[match.end() - 1].text):
        is_titled = before is not None and any(
            is_title(one) or "Surn" in one.grammemes for one in readings(before.text)[:1]
        )
        after = sentence[place + match.end()] if place + match.end() < len(sentence) else None
        if not is_titled or after is None or speech(after.text) is None:
            return 0  # «Пенсионер Николай Шин считает» is a name, although «шин» is another word.
    if match[0] == "SS" and not set(_forms(run[0].text)) & set(_forms(run[1].text)):
        return 0
    is_relation = before is not None and any(one.lemma in RELATIONS for one in readings(before.text))
    if match[0] == "SG" and is_relation and may_be_genitive(run[0].text):
        return 0  # «Дочь Садыкова Жанна»
    if match[0] in {"UU", "UG"} and len(run) > match.end():
        return 0
    return match.end()


def _names_place(word: Word) -> bool:
    return any(one.lemma in _BEFORE_PLACES for one in readings(word.text))


def _agree(given: str, other: str) -> bool:
    """Return True if an ordinary word after a given name is in the same case, as a family name is: Илон Маск."""
    cases = [
        {g for one in readings(w) for g in one.grammemes if g in _CASES and "sing" in one.grammemes}
        for w in (given, other)
    ]
    return bool(cases[0] & cases[1]) and any({"NOUN", "ADJF"} & one.grammemes for one in readings(other))


def _kind(word: str, *, is_first: bool) -> str:
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


RELATIONS = word_set(
    """мать отец сын дочь брат сестра жена муж супруг супруга вдова вдовец бабушка дедушка внук внучка дядя тётя тетя
    племянник племянница родственник родственница сосед соседка друг подруга коллега адвокат защитник защитница юрист
    представитель представительница помощник помощница советник советница секретарь пресс-секретарь спикер соратник
    соратница сторонник сторонница доверенное заместитель водитель охранник врач"""
)
"""Nouns that a name in the genitive often follows: «мать Ерлана Сатпаева»."""
_OTHER_TITLES = word_set(
    """речник речниця мер мерка міністр міністерка депутатка адвокатка очільник очільниця дружина мати батько донька
    дочка син захисник захисниця помічник помічниця заступник заступниця експертка журналістка керівник керівниця
    посадовець посадовиця науковець науковиця лікар лікарка вчитель вчителька мешканець мешканка
    сарапшы әкім зейнеткер тұрғын кәсіпкер ғалым дәрігер мұғалім басшы төраға саясаткер заңгер тергеуші жазушы ақын
    әнші спортшы журналист депутат министр директор президент жүргізуші көрермен шаруа ұстаз"""
)
_TURKIC_PATRONYMICS = ("улы", "ұлы", "кызы", "қызы")


_ADJECTIVES = ("ый", "ий", "ой", "ого", "его", "ому", "ему", "ым", "им", "ом", "ем", "ая", "яя", "ую", "юю", "ей")


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
    if "-" in word and any(_is_given(part) for part in word.split("-")):
        return "G"
    if looks_like_surname(folded):
        return "S"
    return "X" if not found or "ADJF" in found[0].grammemes else "U"


_SHORT_WORDS = word_set("аж бы во вы да до ее за из им их ко мы на не ни но об он от ох по со та те то ту ты уж эх")


def _is_given(word: str) -> bool:
    return is_listed(fold(word)) or any(one.is_known and "Name" in one.grammemes for one in readings(word))


def _is_only_name(word: str) -> bool:
    return all(one.is_known and "Name" in one.grammemes for one in readings(word))


def nominative(name: str, title: frozenset[str] = frozenset()) -> tuple[str, frozenset[str], str]:
    """Return a name in the nominative, the cases in which it may be printed (n, g, d, a, i, l), and its gender.

    The nominative is preferred where the printed form may be one, unless a title before it is in other cases.
    """
    words = name.split()
    choices = [_forms(word) for word in words]
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


_MAN = re.compile(r"(?:[оеё]в|[иы]н|ский|цкий|улы|ұлы|вич)$")
_WOMAN = re.compile(r"(?:[оеё]ва|[иы]на|ская|цкая|кызы|қызы|вна|ична)$")


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


_GENITIVE_OF_MAN = re.compile(
    r"(?:хан|бек|жан|султан|бай|тай|кул|мурат|болат|болл|дос|тас|бол|ерик|олат|ырза|ли|гали)[аыу]$"
)
"""Case forms of men's Turkic names that look like women's names in the nominative."""


def may_be_genitive(name: str, genders: str = "m") -> bool:
    """Return True if a name may be a man's in the genitive, also where it looks like a woman's: «Ерлана Сатпаева»."""
    given, *others = name.split()
    is_relative = "f" in genders
    if any(_MAN.search(word.casefold()) for word in others):
        genders = genders.replace("f", "")  # «Сатпаев» is never a woman's.
    if fold(given) in WOMEN:
        genders = genders.replace("m", "")
    elif is_relative and others and _MAYBE_MAN.search(given) and all(("g", "m") in _forms(one) for one in others):
        return True  # «Мать Аяна Ахметова»: Аяна is a woman's name, and Аян a man's.
    if others and not any(map(_MAN.search, others)) and _is_oblique(given):
        return True  # «Анны Ким»
    return any(all(("g", gender) in _forms(word) for word in name.split()) for gender in genders)


def _is_oblique(given: str) -> bool:
    return any(one.is_known and "Name" in one.grammemes and "nomn" not in one.grammemes for one in readings(given)[:1])


_MAYBE_MAN = re.compile(r"[^аеёиоуыэюя]а$")
WOMEN = word_set(
    """ганна ірина катерина марія наталія наталя олена світлана тетяна юлія
    анна галина дарья екатерина елена елизавета жанна зинаида инна ирина ксения лариса лидия людмила маргарита марина
    мария надежда наталия наталья нина оксана ольга полина светлана софья тамара татьяна юлия"""
)
"""Women's Russian and Ukrainian given names that no man's name has in the genitive."""


def is_genitive_of(printed: str, person: Person) -> bool:
    """Return True if a printed name is in the genitive: «Садыкова» is no woman’s, «Садыковой» no man’s."""
    own = {fold(part) for part in person.name.split()}
    if not person.gender:
        return True
    for word in printed.split():
        lemma = _forms(word).get(("g", person.gender), "")
        unchanged = fold(word) in own and not (person.gender == "f" and _WOMAN.search(word.casefold()))
        adjective = any(one.has("ADJF", "gent", "masc") and fold(one.lemma) in own for one in readings(word))
        if fold(lemma) not in own and not unchanged and not adjective:
            return False
    return True


_Forms = dict[tuple[str, str], str]


def _best(forms: _Forms, case: str, gender: str) -> str | None:
    return forms.get((case, gender))


def _possible_cases(choices: Sequence[_Forms], gender: str) -> frozenset[str]:
    sets = [{case for case, of in forms if of == gender} for forms in choices]
    return frozenset(set.intersection(*sets)) if sets else frozenset()


def _shows_gender(choices: Sequence[_Forms], gender: str) -> bool:
    other = "f" if gender == "m" else "m"
    return not all(any(of == other and case == "n" for case, of in forms) for forms in choices)


def _forms(word: str) -> _Forms:
    """Return a name's nominative for each case and gender in which the word may be."""
    if len(word.rstrip(".")) == 1:
        return {(case, gender): word for case in "ngdail" for gender in "mf"}
    start, hyphen, last = word.rpartition("-")
    if hyphen:
        first = _forms(start)
        # «Касимом-Жомартом», but «Касым-Жомарта»: the first part may be declined or not.
        return {
            (case, gender): f"{first.get((case, gender), start) if case in 'di' else start}-{lemma}".casefold()
            for (case, gender), lemma in _forms(last).items()
        }
    found: _Forms = {}
    folded = word.casefold().replace("ё", "е")
    proper = [
        one for one in readings(word) if not one.grammemes.isdisjoint({"Name", "Surn", "Patr"}) and one.has("sing")
    ]
    known = [one for one in proper if one.is_known and "Name" in one.grammemes]
    for one in known or [one for one in proper if "Name" in one.grammemes and not looks_like_surname(folded)]:
        gender = "f" if "femn" in one.grammemes else "m"
        for grammeme in one.grammemes & _CASES.keys():
            found.setdefault((_CASES[grammeme], gender), one.lemma)
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


def group(mentions: Sequence[Mention]) -> list[Person]:
    """Give each full mention its person, and return the people in order of their first mention.

    Names in the nominative come first, so that case forms find their person.
    """
    people: list[Person] = []
    parsed = [nominative(one.text, one.title) for one in mentions]
    order = sorted(range(len(mentions)), key=lambda index: ("n" not in parsed[index][1], index))
    for index in order:
        mention, (name, cases, gender) = mentions[index], parsed[index]
        person = _same(people, mention.text) if people else None
        if person is None and "n" not in cases:
            person = _same(people, name)
        if person is None:
            person = Person(name, gender)
            people.append(person)
        mention.person, mention.cases = person, cases
    for mention in sorted(mentions, key=lambda one: one.span):
        if mention.person:
            mention.person.forms.setdefault(mention.text)
    for person in people:
        printed = [one.text for one in mentions if one.person is person and "n" in one.cases]
        if printed:
            person.name = min(printed, key=len)
            person.gender = gender_of(person.name) or person.gender
        person.name = titled(person.name)
    for person in people:
        person.first = min(one.span.start for one in mentions if one.person is person)
    return sorted(people, key=lambda one: one.first)


def titled(name: str) -> str:
    """Return a name that is printed in capitals as names are written."""
    if not name.isupper():
        return name
    return " ".join("-".join(part.capitalize() for part in word.split("-")) for word in name.split(" "))


def add_single_names(sentences: Iterable[Sequence[Word]], people: list[Person], taken: Spans) -> list[Mention]:
    """Add people that the text names by one word only, and return their mentions.

    A given or a family name counts, and an unknown word that is likely to be one and occurs twice. The first word of a
    sentence doesn't, because of its capital.
    """
    found: dict[str, list[Word]] = {}
    for sentence in sentences:
        for place, word in enumerate(sentence):
            if not word.is_capitalised or len(word.text) < 4 or (place and sentence[place - 1].text in '"«“'):
                continue
            if (place == 0 and not _is_only_name(word.text)) or title_length([fold(word.text), ""])[0]:
                continue
            if any(one.lemma == "аким" for one in readings(word.text)):
                continue  # a title in Kazakhstan, although also a given name
            span = Span(word.start, word.end)
            beside = [one for one in sentence[max(place - 1, 0) : place + 2] if one is not word and _may_be_name(one)]
            around = [*sentence[max(place - 1, 1) : place], *sentence[place + 1 : place + 2]]
            is_part = any(  # «Ирина Чен», «риелтор Пак Елена»
                one.is_capitalised and word.start - 1 <= one.end and one.start <= word.end + 1 for one in around
            )
            if beside or is_part or taken.cover(span) or (place and _names_place(sentence[place - 1])):
                continue
            kind = _kind(word.text, is_first=False)
            first = readings(word.text)[0].grammemes if readings(word.text) else frozenset[str]()
            is_name = "Name" in first and "Geox" not in first
            if (
                (kind in "GU" and is_name)
                or (kind == "G" and _is_given(word.text))
                or (kind == "S" and (is_name or "Surn" in first))
            ):
                found.setdefault(nominative(word.text)[0], []).append(word)
    mentions: list[Mention] = []
    for name, words in sorted(found.items(), key=lambda one: len(one[0])):
        same = next((one for one in people if " " not in one.name and _are_forms(name, one.name)), None)
        if len(words) > 1 or _is_given(name) or any(one.is_known for one in readings(words[0].text)):
            person = same or Person(name, gender_of(name), first=words[0].start)
            if same is None:
                people.append(person)
            for word in words:
                person.forms.setdefault(word.text)
                mentions.append(Mention(Span(word.start, word.end), word.text, person, cases=nominative(word.text)[1]))
    return mentions


def _may_be_name(word: Word) -> bool:
    return word.is_word and word.is_capitalised and _kind(word.text, is_first=False) in "GSPUA"


def _same(people: Sequence[Person], name: str) -> Person | None:
    query = NameQuery(name)
    grades = {index: query.match_person([one.name]) for index, one in enumerate(people)}
    found = unique_match(grades)
    if found is not None:
        return people[found]
    alike = [one for one in people if _are_forms(name, one.name)]
    return alike[0] if len(alike) == 1 else None


def _are_forms(one: str, other: str) -> bool:
    """Return True if two names have as many words, and each word may be a form of the other's."""
    pairs = list(zip(one.split(), other.split(), strict=False))
    if len(one.split()) != len(other.split()):
        return False
    return all({fold(word), *_forms(word).values()} & {fold(own), *_forms(own).values()} for word, own in pairs)


def short_names(sentence: Sequence[Word], people: Sequence[Person], taken: Spans) -> Iterator[Mention]:
    """Yield the family and given names that stand alone and fit exactly one of the people."""
    for place, word in enumerate(sentence):
        if not (word.is_word and word.is_capitalised and len(word.text) > 2):
            continue
        span = Span(word.start, word.end)
        if taken.cover(span):
            continue
        fitting = [one for one in people if _may_be(word.text, one)]
        # Before a second person of this family name is introduced, the first one is meant.
        fitting = [one for one in fitting if one.first < word.start] or fitting
        if fitting:
            person = fitting[0] if len(fitting) == 1 else None
            namesake = person if person and _is_of_another(sentence, place, person) else None
            if place and any(one.lemma in _FAMILY for one in readings(sentence[place - 1].text)):
                namesake = person  # «супруги Шевченко»
            person = None if namesake else person
            several = fitting if len(fitting) > 1 else ()
            cases = nominative(word.text)[1]
            yield Mention(span, word.text, person, namesake=namesake, cases=cases, candidates=several)


_FAMILY = word_set("семья чета супруг супруга")


def leave_shared_names_open(mentions: Iterable[Mention]) -> None:
    """Take the person from family names that stand alone, after somebody else of this name is mentioned."""
    shared: set[int] = set()
    for one in mentions:
        if one.namesake or one.is_joined:
            shared.add(id(one.namesake or one.person))
        elif not one.is_full and id(one.person) in shared:
            one.person = None


def _is_of_another(sentence: Sequence[Word], place: int, person: Person) -> bool:
    """Return True if another name stands before or after a name: «Садик Хан» isn't Имран Хан."""
    own = {fold(part) for part in person.name.split()}
    for index in (place - 1, place + 1):
        if not 0 <= index < len(sentence):
            continue
        beside, first, last = sentence[index], min(index, place), max(index, place)
        if sentence[first].end + 1 != sentence[last].start or fold(beside.text) in own:
            continue
        is_title = any(
            one.has("NOUN", "anim") and not {"Name", "Surn"} & one.grammemes for one in readings(beside.text)[:1]
        )
        kind = _kind(beside.text, is_first=index == 0) if beside.is_word and beside.is_capitalised else "X"
        is_word = kind == "O" and any(one.has("nomn") for one in readings(beside.text)[:2])
        if (kind in "GSPU" or is_word) and not is_title:
            return True
    return False


def _may_be(word: str, person: Person) -> bool:
    """Return True if a word may be a form of a part of a person's name."""
    folded = fold(word)
    for part in person.name.split():
        own = fold(part)
        if folded == own:
            return True
        if folded[:3] == own[:3] and abs(len(folded) - len(own)) <= 3:
            forms = {lemma.text for lemma in lemmas(folded)} | {fold(one.lemma) for one in readings(word)}
            if own in forms:
                return True
            if NameQuery(word).match_person([person.name]) is Match.YES:
                return True
    return False
