"""Find the people that a text names, with their printed forms, each under one name in the nominative.

A person is named in full at least once: a given name and a family name. A family name alone is a
form of that person if it fits no other one. Nothing is guessed: what may be a place, a company or an ordinary word is
left out.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from kzclaims.draft.cues import speech
from kzclaims.draft.morphology import Reading, readings
from kzclaims.draft.name_forms import CASES, are_forms, gender_of, may_be_genitive, name_forms, nominative
from kzclaims.draft.name_words import (
    RELATIONS,
    is_given,
    is_initial,
    is_only_name,
    is_title,
    kind_of,
    may_be_name,
    names_place,
)
from kzclaims.draft.sentences import Span, Spans, Word
from kzclaims.language.names.affixes import title_length
from kzclaims.language.names.folding import fold, word_set
from kzclaims.language.names.match import Match, NameQuery, unique_match
from kzclaims.language.names.organizations import is_organization
from kzclaims.language.names.surnames import lemmas


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
            name = text[span.start : span.end]
            title = _title_cases(sentence[place - 1], name) if place else frozenset[str]()
            before = sentence[place - 2].text if place > 1 and sentence[place - 1].text == "и" else ""
            is_joined = before[:1].isupper() and is_given(before)
            yield Mention(span, name, is_full=True, title=title, is_joined=is_joined)
            place += length
        else:
            place += 1


def _title_cases(word: Word, name: str) -> frozenset[str]:
    """Return the cases in which a word may be, if it is a title: a noun for a human being.

    A woman's title in another case doesn't belong to a name in the nominative: «ученица художницы Камила Серикова».
    """
    found = [one for one in readings(word.text)[:3] if is_title(one) and one.has("sing")]
    if any(one.has("femn") and "ms-f" not in one.grammemes and "nomn" not in one.grammemes for one in found[:1]):
        forms = [name_forms(each) for each in name.split()]
        found = [
            one
            for one in found
            if all(any(of == "f" and case in _cases_of(one) for case, of in each) for each in forms)
        ]
    return frozenset[str]().union(*map(_cases_of, found))


def _cases_of(one: Reading) -> frozenset[str]:
    return frozenset(CASES[grammeme] for grammeme in one.grammemes & CASES.keys())


def _run(sentence: Sequence[Word], place: int, text: str) -> list[Word]:
    """Return up to five capitalised words or initials in a row, from this one on."""
    found: list[Word] = []
    while place < len(sentence) and len(found) < 5:
        word = sentence[place]
        if not (word.is_word and word.is_capitalised) or (len(word.text) == 1 and not is_initial(word, text)):
            break
        if found and text[found[-1].end : word.start].strip(" .\xa0"):
            break
        if found and text[found[-1].end : word.start] == "" and not is_initial(found[-1], text):
            break
        found.append(word)
        place += 1
        if is_initial(word, text):
            place += 1
        elif text[word.end : word.end + 1] != " ":
            break
    return found


_FULL = re.compile(
    r"G[GU]?P?S|GP?A|GPS?|SGP|SG(?![SO])|G[UG]|US|U[UG](?!U)|SS(?!S)|I{1,2}[SUG]|[SU]I{1,2}|GO|GUU|UGS|USP|GI[SU]|S[UG](?![UGSO])|[SU]{2}[SUO](?![UGSO])"
)


def _name_length(run: Sequence[Word], sentence: Sequence[Word], place: int) -> int:
    """Return how many words at the beginning of a run are a person's full name, 0 if they are not."""
    is_first, before = place == 0, sentence[place - 1] if place else None
    if len(run) < 2 or (before and names_place(before)):
        return 0
    kinds = "".join(kind_of(word.text, is_first=is_first and word is run[0]) for word in run)
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
    if match[0] == "SS" and not set(name_forms(run[0].text)) & set(name_forms(run[1].text)):
        return 0
    is_relation = before is not None and any(one.lemma in RELATIONS for one in readings(before.text))
    if match[0] == "SG" and is_relation and may_be_genitive(run[0].text):
        return 0  # «Дочь Садыкова Жанна»
    if match[0] in {"UU", "UG"} and len(run) > match.end():
        return 0
    return match.end()


def _agree(given: str, other: str) -> bool:
    """Return True if an ordinary word after a given name is in the same case, as a family name is: Илон Маск."""
    cases = [
        {g for one in readings(w) for g in one.grammemes if g in CASES and "sing" in one.grammemes}
        for w in (given, other)
    ]
    return bool(cases[0] & cases[1]) and any({"NOUN", "ADJF"} & one.grammemes for one in readings(other))


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
    people = _with_patronymics(people, mentions)
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


def _with_patronymics(people: list[Person], mentions: Sequence[Mention]) -> list[Person]:
    """Join «Вера Ильинична», if no title is before it, with the only person of this given name: Вера Астахова."""
    for person in people:
        given, _, patronymic = person.name.partition(" ")
        if not patronymic or kind_of(patronymic, is_first=False) != "P":
            continue
        own = [one for one in mentions if one.person is person]
        others = [one for one in people if one is not person and fold(one.name.split()[0]) == fold(given)]
        if len(others) == 1 and len(others[0].name.split()) == len("GS") and not any(one.title for one in own):
            for one in own:
                one.person, one.cases = others[0], frozenset()  # It isn't a name to choose for the person.
    named = {id(one.person) for one in mentions}
    return [one for one in people if id(one) in named]


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
            if (place == 0 and not is_only_name(word.text)) or title_length([fold(word.text), ""])[0]:
                continue
            if any(one.lemma == "аким" for one in readings(word.text)):
                continue  # a title in Kazakhstan, although also a given name
            span = Span(word.start, word.end)
            beside = [one for one in sentence[max(place - 1, 0) : place + 2] if one is not word and may_be_name(one)]
            around = [*sentence[max(place - 1, 1) : place], *sentence[place + 1 : place + 2]]
            is_part = any(  # «Ирина Чен», «риелтор Пак Елена»
                one.is_capitalised and word.start - 1 <= one.end and one.start <= word.end + 1 for one in around
            )
            is_apart = _is_explained(sentence, place) or not (beside or is_part)
            if not is_apart or taken.cover(span) or (place and names_place(sentence[place - 1])):
                continue
            kind = kind_of(word.text, is_first=False)
            first = readings(word.text)[0].grammemes if readings(word.text) else frozenset[str]()
            is_name = "Name" in first and "Geox" not in first
            if (
                (kind in "GU" and is_name)
                or (kind == "G" and is_given(word.text))
                or (kind == "S" and (is_name or "Surn" in first))
            ):
                found.setdefault(nominative(word.text)[0], []).append(word)
    mentions: list[Mention] = []
    for name, words in sorted(found.items(), key=lambda one: len(one[0])):
        same = next((one for one in people if " " not in one.name and are_forms(name, one.name)), None)
        if len(words) > 1 or is_given(name) or any(one.is_known for one in readings(words[0].text)):
            person = same or Person(name, gender_of(name), first=words[0].start)
            if same is None:
                people.append(person)
            for word in words:
                person.forms.setdefault(word.text)
                mentions.append(Mention(Span(word.start, word.end), word.text, person, cases=nominative(word.text)[1]))
    return mentions


def _is_explained(sentence: Sequence[Word], place: int) -> bool:
    """Return True for a given name with a title in brackets: «Ерлан (брат погибшей)»."""
    after = sentence[place + 1 : place + 3]
    if len(after) < 2 or after[0].text != "(" or kind_of(sentence[place].text, is_first=False) != "G":
        return False
    return any(is_title(one) and one.has("nomn", "sing") for one in readings(after[1].text)[:1])


def _same(people: Sequence[Person], name: str) -> Person | None:
    query = NameQuery(name)
    grades = {index: query.match_person([one.name]) for index, one in enumerate(people)}
    found = unique_match(grades)
    if found is not None:
        return people[found]
    alike = [one for one in people if are_forms(name, one.name)]
    return alike[0] if len(alike) == 1 else None


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
        kind = kind_of(beside.text, is_first=index == 0) if beside.is_word and beside.is_capitalised else "X"
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
