"""Find the titles that a text gives to people, and the person whom a title means."""

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from kzclaims.draft.cues import speech
from kzclaims.draft.morphology import readings
from kzclaims.draft.name_forms import may_be_genitive
from kzclaims.draft.name_words import RELATIONS, is_title
from kzclaims.draft.people import Mention, Person
from kzclaims.draft.sentences import Word
from kzclaims.draft.statements import Reported
from kzclaims.language.names.folding import fold, word_set

_SYNONYMS = {
    "мажилисмен": "депутат",
    "сенатор": "депутат",
    "парламентарий": "депутат",
    "глава государства": "президент",
    "премьер": "премьер-министр",
    "наставник": "тренер",
    "защитник": "адвокат",
    "создатель": "основатель",
    "сооснователь": "основатель",
}


@dataclass
class Text:
    """A text's words and mentions in their order, as far as speakers need them."""

    words: Sequence[Word]
    mentions: Sequence[Mention]
    people: Sequence[Person]
    titles: dict[str, list[tuple[Person, int]]] = field(default_factory=dict)
    """The people who have a title, under its head noun, with the offset after which it is known."""
    unnamed: dict[str, set[str]] = field(default_factory=dict)
    """The words beside a title whose holder isn't named, under its head noun: «директор завода», "?" for «его»."""
    given: dict[str, int] = field(default_factory=dict)
    """The offset at which the text first reports that somebody becomes the holder of a title: «директором стал …»."""
    doubtful: dict[str, int] = field(default_factory=dict)
    """The offset of the first place that may mention another holder of a title: «тоже дизайнер», «обязанности мэра»."""
    titled: set[int] = field(default_factory=set)
    """The offsets of the words of titles next to names."""

    def words_between(self, start: int, end: int) -> Sequence[Word]:
        """Return the words that begin between two offsets, `end` exclusive."""
        first, last = (bisect_left(self.words, place, key=lambda one: one.start) for place in (start, end))
        return self.words[first:last]

    def mentions_between(self, start: int, end: int) -> Sequence[Mention]:
        """Return the mentions that begin between two offsets, `end` exclusive."""
        first, last = (bisect_left(self.mentions, place, key=lambda one: one.span.start) for place in (start, end))
        return self.mentions[first:last]


def add_roles(text: Text) -> None:
    """Give people the titles that stand next to their full names."""
    ends = {one.span.end: one for one in text.mentions if one.person}
    starts = {one.span.start: one for one in text.mentions if one.person}
    for place, word in enumerate(text.words):
        if place and (head := noun(text.words[place - 1])) and word.start not in starts and _narrows(word):
            text.unnamed.setdefault(class_of(head), set()).add(fold(word.text)[:4])
        if place and (head := noun(word)) and not any(one.is_capitalised for one in text.words[place + 1 : place + 2]):
            before = text.words[place - 1]
            if _is_unnamed(text, place):
                text.unnamed.setdefault(class_of(head), set()).add("?")
            elif any(one.has("ADJF") and "Apro" not in one.grammemes for one in readings(before.text)[:1]):
                text.unnamed.setdefault(class_of(head), set()).add(fold(before.text)[:4])
        if (head := noun(word, frozenset("i"))) and any(
            _BECOMES.match(one.text.casefold()) for one in text.words[max(place - 4, 0) : place + 6]
        ):
            text.given.setdefault(class_of(head), word.start)
        if mention := starts.get(word.start):
            phrase = _title_before(text.words, place, mention, ends)
            if phrase:
                _add(text, mention, *phrase)
                if phrase := _title_beyond(text.words, place - len(phrase[1]), mention, ends):
                    _add(text, mention, *phrase)
        if (mention := ends.get(word.end)) and mention.is_full:
            phrase = _title_after(text.words, place, mention)
            if phrase:
                _add(text, mention, *phrase)
    _add_doubtful(text)


def _add_doubtful(text: Text) -> None:
    for place, word in enumerate(text.words):
        if _CHANGES.match(word.text.casefold()):
            text.doubtful.setdefault("", word.start)
        found = readings(word.text)
        title = next((one for one in found[:1] if is_title(one)), None)
        if title is None or word.start in text.titled or class_of(title.lemma) not in text.titles:
            continue
        before = text.words[max(place - 3, 0) : place]
        is_cue = any(one.text.casefold() in CUE_NOUNS or speech(one.text) for one in before)
        is_bare = not (before and before[-1].text.casefold() in _ALSO)
        is_bare = is_bare and not any(one.text in _WITH for one in text.words[place + 1 : place + 2])
        is_subject = any(one.has("nomn", "sing") for one in found)
        if "plur" in title.grammemes or not is_bare or not (is_subject or is_cue):
            text.doubtful.setdefault(class_of(title.lemma), word.start)


_CHANGES = re.compile(r"возглав|уволен|уволил|отставк|преемни")
_ALSO = frozenset({"тоже", "также", "ещё", "еще"})
_WITH = frozenset({"с", "из", "от"})


_WOMANS_TITLE = re.compile(r"(?:к|иц|есс)а$")
_OTHERS = frozenset({"один", "другой", "второй", "третий", "некий"})
_OWNERS = frozenset({"его", "её", "ее", "их"})
_BECOMES = re.compile(r"стал[аи]?$|стан[еу]т$|назнач|избра[лн]")


def _is_unnamed(text: Text, place: int) -> bool:
    """Return True for a title of somebody who isn't named: «его директор», «два депутата», «следователь из Актау»."""
    before, after = text.words[place - 1], text.words[place + 1 : place + 2]
    if any(one.text.casefold() in _OWNERS for one in (before, *after)) or any(
        one.lemma in _OTHERS or "NUMR" in one.grammemes for one in readings(before.text)[:1]
    ):
        return True
    word = text.words[place]
    follows = bool(after) and after[0].text.casefold() in {"из", "от"}
    return follows and not text.mentions_between(word.start, word.start + _LONGEST_TITLE)


_LONGEST_TITLE = 60
"""The most characters from a title to the name of its holder."""


def _narrows(word: Word) -> bool:
    """Return True if a word after a title can tell its holder from others: a name, or a word in the genitive."""
    found = readings(word.text)
    return word.is_word and (
        word.is_capitalised
        or any("gent" in one.grammemes and {"NOUN", "ADJF", "PRTF"} & one.grammemes for one in found[:1])
    )


def _add(text: Text, mention: Mention, head: str, phrase: Sequence[Word]) -> None:
    person = mention.person
    if person is None:
        return
    if not person.gender and _WOMANS_TITLE.search(head) and any(one.has("femn") for one in readings(head)[:1]):
        person.gender = "f"  # «студентка Айгуль Ким»
    person.roles.setdefault(head, " ".join(one.text for one in phrase))
    text.titled |= {one.start for one in phrase}
    known = text.titles.setdefault(class_of(head), [])
    if all(one is not person for one, _ in known):
        known.append((person, phrase[0].start))


def class_of(head: str) -> str:
    """Return the title that stands for titles of the same people."""
    return _SYNONYMS.get(head, head)


def noun(word: Word, cases: frozenset[str] = frozenset()) -> str | None:
    """Return the dictionary form of a noun for a human being, in one of these cases if some are given."""
    return _noun(word.text, cases)


@lru_cache(maxsize=65536)
def _noun(word: str, cases: frozenset[str]) -> str | None:
    for one in readings(word)[:3]:
        if is_title(one) and one.has("sing") and (not cases or any(_CASES[case] in one.grammemes for case in cases)):
            return one.lemma
    return None


_CASES = {"n": "nomn", "g": "gent", "d": "datv", "a": "accs", "i": "ablt", "l": "loct"}


def _title_before(
    words: Sequence[Word], place: int, mention: Mention, names: Collection[int]
) -> tuple[str, Sequence[Word]] | None:
    """Return the head noun and the words of a title before a name: «депутат Мажилиса Аскар Садыков»."""
    start = place
    while (
        start
        and place - start < 12
        and words[start - 1].end not in names
        and _continues_title(words[start - 1], words[start])
    ):
        start -= 1
    for index in range(start, place):
        head = noun(words[index], _own_cases(mention))
        if head in RELATIONS and may_be_genitive(mention.text, "mf"):
            return None
        if head and words[place - 1].text != "и":
            begin = index
            while begin > start and any(one.has("ADJF") for one in readings(words[begin - 1].text)[:1]):
                begin -= 1  # «бывший вице-министр», «главный инженер»
            return head, words[begin:place]
    return None


def _title_beyond(
    words: Sequence[Word], place: int, mention: Mention, names: Collection[int]
) -> tuple[str, Sequence[Word]] | None:
    """Return the first of two titles between a verb and a name: «сказал экономист, глава центра Ерлан Сатпаев»."""
    if place < 3 or words[place - 1].text != ",":
        return None
    phrase = _title_before(words, place - 1, mention, names)
    before = place - 1 - len(phrase[1]) if phrase else 0
    said = speech(words[before - 1].text) if before else None
    return phrase if said and "sing" in said.grammemes else None


def _own_cases(mention: Mention) -> frozenset[str]:
    if mention.person and fold(mention.text) == fold(mention.person.name):
        return frozenset("n")
    return mention.cases - {"n"} or mention.cases


def _continues_title(word: Word, following: Word) -> bool:
    if word.end + 2 < following.start and word.text not in '"»':
        return False
    if word.text in '"«»':
        return True
    if not (word.is_word or word.text.isdigit()):
        return False
    found = readings(word.text)
    grammemes = found[0].grammemes if found else frozenset[str]()
    return not grammemes & {"VERB", "INFN", "PREP", "CONJ", "NPRO", "GRND", "ADVB", "PRCL"} or word.text in {
        "по",
        "и",
        "при",
    }


def _title_after(words: Sequence[Word], place: int, mention: Mention) -> tuple[str, Sequence[Word]] | None:
    """Return the head noun and the words of a title after a name and a comma: «…, директор филармонии»."""
    if place + 2 >= len(words) or words[place + 1].text != ",":
        return None
    for index in range(place + 2, min(len(words), place + 5)):
        head = noun(words[index], _own_cases(mention))
        if head:
            end = index
            while end < len(words) and end - index < 10 and words[end].text not in ",.;:-–—)(":
                end += 1
            if any(one.has("VERB") for word in words[index:end] for one in readings(word.text)[:1]):
                return None  # «…, присяжный не пришёл» is a clause.
            return head, words[index:end]
        if not readings(words[index].text) or "ADJF" not in readings(words[index].text)[0].grammemes:
            return None
    return None


_PLACES = frozenset(["в", "на", "из", "у", "от"])


def by_title(text: Text, words: Sequence[Word], said: Reported) -> Person | None:
    """Return the only person whom the text gives the title that an attribution consists of."""
    case = frozenset("n") if said.verb is not None else frozenset("g")
    if (any(one.text.casefold() in _PLACES for one in words) and said.verb is None) or has_clause(text, said):
        return None
    subject = list(without_occasion(words))
    verb = next((place for place, one in enumerate(subject) if speech(one.text)), None)
    if verb and any(noun(one, case) for one in subject[:verb]) and not any(map(_is_subject, subject[verb:])):
        subject = subject[:verb]  # «Депутат напомнил о пожаре и указал»
    inside = [one for one in subject if one is not said.verb and one.is_word]
    is_new = any(fold(one.text) == "еще" for one in text.words_between(words[0].start - 4, words[0].start))
    if is_new or any(one.text.casefold() in {"и", "или"} for one in inside):
        return None
    joined = " ".join(one.text.casefold() for one in inside)
    if len(inside) == 2 and (person := _leader(text, *inside)):
        return person
    heads = [(class_of(head), one) for one in inside if (head := noun(one, case))]
    if "глава государства" in joined or "главы государства" in joined:
        heads = [("президент", inside[0])]
    if len(heads) != 1:
        return None
    head, word = heads[0]
    start = words[0].start
    if head in _MANY or text.given.get(head, start) < start or min(text.doubtful.get("", start), start) < start:
        return None
    others = [one for one in inside if one is not word and _describes(one) and one.text.casefold() not in CUE_WORDS]
    of_state = joined.find("государства") >= 0
    known = [
        person
        for person, place in text.titles.get(head, [])
        if (place <= words[0].start or head == "президент")
        and not is_man_before_feminine(person, said.verb)
        and all(fold(one.text)[:4] in _role(person, head) for one in others)
        and not (FORMER.search(_role(person, head)) and not FORMER.search(joined))
        and not (of_state and _names_body(_role(person, head)))
    ]
    if len(known) != 1:
        return None
    is_named = bool(others) and all(one.is_capitalised for one in others)  # «основатель Telegram»
    if not is_named and head != "президент" and text.doubtful.get(head, start) < start:
        return None
    role = _role(known[0], head)
    is_only = is_named or all(one in role or one in _STATE for one in text.unnamed.get(head, ()))
    return known[0] if is_only else None


_ADJECTIVES = """турецкий казахстанский российский американский украинский белорусский узбекский узбекистанский
    кыргызский киргизский таджикский туркменский азербайджанский французский бразильский аргентинский мексиканский
    египетский индонезийский"""
_GENITIVES = """турции казахстана россии сша украины беларуси узбекистана узбекистана кыргызстана кыргызстана
    таджикистана туркменистана азербайджана франции бразилии аргентины мексики египта индонезии"""
_STATES = dict(zip(_ADJECTIVES.split(), _GENITIVES.split(), strict=True))
"""States that a president leads."""


def _leader(text: Text, adjective: Word, head: Word) -> Person | None:
    """Return the only president of a state: «турецкий лидер» is the president of Turkey."""
    if not any(one.lemma in {"лидер", "президент"} and one.has("sing") for one in readings(head.text)[:1]):
        return None
    state = next((_STATES[one.lemma] for one in readings(adjective.text) if one.lemma in _STATES), None)
    known = [
        person
        for person, place in text.titles.get("президент", [])
        if place <= adjective.start and state in _role(person, "президент").split()
    ]
    if len(known) != 1:
        return None
    is_exact = set(_role(known[0], "президент").split()) <= {
        "президент",
        "президента",
        "президентом",
        "президенту",
        state,
    }
    return known[0] if is_exact else None


def has_clause(text: Text, said: Reported) -> bool:
    """Return True if a clause describes the speaker after a cue: «женщина, которая …», «эксперт, пожелавший …»."""
    end = said.attribution.end if said.attribution else said.span.end
    after = text.words_between(end, end + 30)[:4]
    if not after or after[0].text != ",":
        return False
    return any(
        one.lemma == "который" or one.has("PRTF", "sing") for word in after[1:] for one in readings(word.text)[:1]
    )


def _is_subject(word: Word) -> bool:
    """Return True for a noun or pronoun in the nominative."""
    found = readings(word.text)[:1]
    return any(one.has("nomn") and {"NOUN", "NPRO", "Apro"} & one.grammemes for one in found)


def without_occasion(words: Sequence[Word]) -> Sequence[Word]:
    """Return words without the occasion on which somebody spoke: «в беседе с гражданами», «на брифинге»."""
    for place, word in enumerate(words[:-1]):
        if word.text.casefold() not in {"в", "во", "на"}:
            continue
        head = next((one for one in range(place + 1, min(place + 4, len(words))) if is_noun(words[one])), None)
        if head is None or readings(words[head].text)[0].lemma not in _OCCASIONS:
            continue
        end = head + 1
        while end < len(words) and not (noun(words[end], frozenset("n")) or speech(words[end].text)):
            end += 1
        return [*words[:place], *without_occasion(words[end:])]
    return words


_OCCASIONS = word_set(
    """ход беседа интервью брифинг заседание встреча эфир пресс-конференция обращение выступление кулуары комментарий
    совещание форум разговор конференция пост публикация видеообращение"""
)
_MANY = word_set(
    """житель жительница сотрудник сотрудница работник работница очевидец прохожий пассажир пассажирка свидетель
    свидетельница гражданин гражданка казахстанец казахстанка студент студентка мужчина женщина девушка
    парень водитель таксист турист туристка пенсионер пенсионерка школьник школьница ученик ученица сосед соседка
    покупатель клиент клиентка пациент пациентка полицейский спасатель волонтёр охранник
    врач фермер предприниматель предпринимательница бизнесмен заместитель"""
)
"""Titles of so many people that one who has it may be somebody else, who is not named."""
_STATE = frozenset({"госу", "стра", "респ"})
FORMER = re.compile(r"\b(?:экс|быв|прежн|будущ|избранн)")


def _describes(word: Word) -> bool:
    """Return True for a noun or an adjective, which says who of several has a title: «бывший министр»."""
    found = readings(word.text)
    return word.is_capitalised or (bool(found) and not found[0].grammemes.isdisjoint({"NOUN", "ADJF", "PRTF"}))


def _names_body(role: str) -> bool:
    """Return True if a president's title may name a company and not a state."""
    nouns = [one[0] for word in role.split() if (one := readings(word)) and "NOUN" in one[0].grammemes]
    return any(
        "Geox" not in one.grammemes and one.lemma not in {"президент", "глава", "государство", "республика", "страна"}
        for one in nouns
    )


def _role(person: Person, head: str) -> str:
    return fold(" ".join(phrase for title, phrase in person.roles.items() if class_of(title) == head))


CUE_NOUNS = word_set("словам мнению данным слов информации сведениям оценке утверждению государства")
CUE_WORDS = CUE_NOUNS | {"по", "согласно", "со", "с"}


def is_noun(word: Word) -> bool:
    """Return True if the likeliest reading is a noun."""
    found = readings(word.text)
    return bool(found) and "NOUN" in found[0].grammemes


def is_man_before_feminine(person: Person, verb: Word | None) -> bool:
    """Return True if a verb's gender excludes a man: «депутат сказала». A masculine verb may have a woman's title."""
    one = speech(verb.text) if verb else None
    return one is not None and one.has("femn") and person.gender == "m"


def contradicts(person: Person, verb: Word | None) -> bool:
    """Return True if the verb's gender isn't the person's."""
    one = speech(verb.text) if verb else None
    if one is None or not person.gender:
        return False
    return one.has("femn" if person.gender == "m" else "masc") or "neut" in one.grammemes
