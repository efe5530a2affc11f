"""Find out who is meant by an attribution, and leave it open if the text doesn't make it certain.

A speaker is given in three cases only. The attribution names a person of the text, in the case that its verb or
preposition asks for. It consists of a title that the text gives to one person, and to nobody else. Or it is a pronoun,
and since the last speaker was named, nobody else is mentioned whom it could mean. Another title, a body, a family name
that two people share and a plural leave the speaker open.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from kzclaims.draft.cues import SPEECH, is_content_noun, speech
from kzclaims.draft.morphology import readings
from kzclaims.draft.people import Mention, Person, is_genitive_of, may_be_genitive
from kzclaims.draft.sentences import Word
from kzclaims.draft.statements import Reported
from kzclaims.language.names.folding import fold, word_set

_SYNONYMS = {
    "мажилисмен": "депутат",
    "сенатор": "депутат",
    "парламентарий": "депутат",
    "глава государства": "президент",
}


@dataclass(frozen=True)
class Drafted:
    """A statement with its speaker, None if the text leaves the speaker open."""

    said: Reported
    speaker: Person | None


@dataclass
class Text:
    """A text's words and mentions in their order, as far as speakers need them."""

    words: Sequence[Word]
    mentions: Sequence[Mention]
    people: Sequence[Person]
    titles: dict[str, list[tuple[Person, int]]] = field(default_factory=dict)
    """The people who have a title, under its head noun, with the offset after which it is known."""
    unnamed: dict[str, set[str]] = field(default_factory=dict)
    """The words after a title whose holder isn't named, under its head noun: «директор завода»."""

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
        if place and (head := _noun(text.words[place - 1])) and word.start not in starts and _narrows(word):
            text.unnamed.setdefault(_class(head), set()).add(fold(word.text)[:4])
        if mention := starts.get(word.start):
            phrase = _title_before(text.words, place, mention)
            if phrase:
                _add(text, mention, *phrase)
        if (mention := ends.get(word.end)) and mention.is_full:
            phrase = _title_after(text.words, place, mention)
            if phrase:
                _add(text, mention, *phrase)


def _narrows(word: Word) -> bool:
    """Return True if a word after a title can tell its holder from others: a noun in the genitive or a name."""
    found = readings(word.text)
    return word.is_word and (word.is_capitalised or any(one.has("NOUN", "gent") for one in found[:1]))


def _add(text: Text, mention: Mention, head: str, phrase: Sequence[Word]) -> None:
    person = mention.person
    if person is None:
        return
    person.roles.setdefault(head, " ".join(one.text for one in phrase))
    known = text.titles.setdefault(_class(head), [])
    if all(one is not person for one, _ in known):
        known.append((person, phrase[0].start))


def _class(head: str) -> str:
    return _SYNONYMS.get(head, head)


def _noun(word: Word, cases: frozenset[str] = frozenset()) -> str | None:
    """Return the dictionary form of a noun for a human being, in one of these cases if some are given."""
    for one in readings(word.text)[:3]:
        is_human = one.has("NOUN", "anim", "sing") and not {"Name", "Surn", "Patr"} & one.grammemes
        if is_human and (not cases or any(_CASES[case] in one.grammemes for case in cases)):
            return one.lemma
    return None


_CASES = {"n": "nomn", "g": "gent", "d": "datv", "a": "accs", "i": "ablt", "l": "loct"}


def _title_before(words: Sequence[Word], place: int, mention: Mention) -> tuple[str, Sequence[Word]] | None:
    """Return the head noun and the words of a title before a name: «депутат Мажилиса Аскар Садыков»."""
    start = place
    while start and place - start < 12 and _continues_title(words[start - 1], words[start]):
        start -= 1
    for index in range(start, place):
        head = _noun(words[index], _own_cases(mention))
        if head in _RELATIONS and may_be_genitive(mention.text, "mf"):
            return None
        if head and words[place - 1].text != "и":
            former = index > start and _FORMER.match(words[index - 1].text.casefold())
            return head, words[index - 1 if former else index : place]
    return None


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
        head = _noun(words[index], _own_cases(mention))
        if head:
            end = index
            while end < len(words) and end - index < 10 and words[end].text not in ",.;:-–—)(":
                end += 1
            return head, words[index:end]
        if not readings(words[index].text) or "ADJF" not in readings(words[index].text)[0].grammemes:
            return None
    return None


def attributed(text: Text, found: Sequence[Reported]) -> list[Drafted]:
    """Return statements with their speakers."""
    done: list[Drafted] = []
    last: tuple[Reported, Person] | None = None
    for said in found:
        if is_hearsay(said, done):
            done.append(Drafted(said, None))  # Somebody else reports these words.
            continue
        person = speaker(text, said) or (by_pronoun(text, said, *last) if last else None)
        if person is not None:
            last = said, person
        elif said.attribution is not None:
            last = None
        done.append(Drafted(said, person))
    return done


def is_hearsay(said: Reported, before: Sequence[Drafted]) -> bool:
    """Return True if the cue is within what somebody else says, or in a cue: «как заявил X, Y сообщил, что …»."""
    cue = said.attribution
    return cue is not None and any(
        cue.within(one.said.span)
        or (one.said.attribution is not None and cue.within(one.said.attribution) and cue != one.said.attribution)
        for one in before[-100:]  # More are not within one another.
    )


def speaker(text: Text, said: Reported) -> Person | None:
    """Return the speaker of a statement, or None if the text leaves the speaker open."""
    if said.attribution is None:
        return None
    span = said.attribution
    words = text.words_between(span.start, span.end)
    mentions = text.mentions_between(span.start, span.end)
    around = [*text.words_between(span.start - 20, span.start), *words]
    if _quotes_another(around, said.verb) or (
        _is_plural(said.verb) if said.verb else _is_listed(text, span.start, span.end)
    ):
        return None
    named = _nearest([one for one in mentions if one.person and _is_subject(one, words, said)], words, said.verb)
    found = {id(one.person): one.person for one in named}
    if len(found) == 1:
        person = next(iter(found.values()))
        if person is not None and not _contradicts(person, said.verb):
            return person
        return None
    if not mentions and not found:
        person = _by_title(text, words, said)
        if person is not None and not _contradicts(person, said.verb):
            return person
    return None


def _nearest(named: Sequence[Mention], words: Sequence[Word], verb: Word | None) -> Sequence[Mention]:
    """Return the name that stands next to the verb, if one does, otherwise all."""
    if verb is None or len(named) < 2:
        return named
    before = [one for one in named if one.span.end <= verb.start]
    between = [one for one in words if before and before[-1].span.end <= one.start < verb.start]
    beside = before and not any("NOUN" in one.grammemes for word in between for one in readings(word.text)[:1])
    return before[-1:] if beside else named


_DOUBT = word_set(
    "якобы будто возможно вероятно если неужели разве вряд бы неправда ложь неверно фейк ссылкой беседовал беседовала"
)
_OTHER = word_set("другой другая старший старшая младший младшая однофамилец тезка персонаж двойник")
"""Words directly before a name that make it somebody else's."""
_FALSE = ("фейков", "лже", "мним", "поддельн")
_QUOTED = frozenset({"слово", "цитата", "высказывание"})


def _quotes_another(words: Sequence[Word], verb: Word | None) -> bool:
    """Return True if the words may be somebody else's («процитировал», «привёл слова»), or the cue is in doubt."""
    if any(fold(one.text) in _DOUBT or fold(one.text).startswith(_FALSE) for one in words):
        return True
    if any(one.has("INFN") and one.lemma in SPEECH for word in words for one in readings(word.text)[:1]):
        return True
    one = readings(verb.text)[0] if verb and readings(verb.text) else None
    if one is None:
        return False
    brings = one.lemma in {"привести", "приводить", "передать", "передавать", "озвучить"}
    cites = one.lemma in {"процитировать", "цитировать", "зачитать"} or "futr" in one.grammemes
    return cites or (brings and any(other.lemma in _QUOTED for word in words for other in readings(word.text)[:1]))


def _is_listed(text: Text, start: int, end: int) -> bool:
    """Return True if another name stands beyond a comma: «по словам X, Y и других», «X, Y: «…»»."""
    before = [one.text for one in text.words_between(start - 3, start)]
    if before[-1:] == [","] and text.mentions_between(start, start + 1):
        return any(one.span.end >= start - 2 for one in text.mentions_between(start - 60, start))
    return any(
        may_be_genitive(one.text, "mf") and one.person is not None and fold(one.text) != fold(one.person.name)
        for one in text.mentions_between(end, end + 3)
    )


def _is_plural(verb: Word) -> bool:
    one = speech(verb.text)
    return one is not None and "plur" in one.grammemes


def _contradicts(person: Person, verb: Word | None) -> bool:
    """Return True if the verb's gender isn't the person's."""
    one = speech(verb.text) if verb else None
    if one is None or not person.gender:
        return False
    return one.has("femn" if person.gender == "m" else "masc") or "neut" in one.grammemes


def _is_subject(mention: Mention, words: Sequence[Word], said: Reported) -> bool:
    """Return True if a name is in the nominative of a verb, or the genitive of «по словам» with its own title only."""
    person = mention.person
    if person is None:
        return False
    own = {fold(part) for part in person.name.split()}
    nearest = next((one for one in reversed(words) if one.end <= mention.span.start), None)
    if nearest is not None and fold(nearest.text) in _OTHER:
        return False
    if said.verb is not None:
        if not all(fold(part) in own for part in mention.text.split()):
            return False
        before = [one for one in words if one.end <= mention.span.start]
        if before and _is_noun(before[-1]) and may_be_genitive(mention.text, _genders_after(before[-1])):
            return False
        if before and (before[-1].text in '«"“' or any(one.lemma in _NAMED for one in readings(before[-1].text)[:1])):
            return False
        between = [one for one in words if mention.span.end <= one.start < said.verb.start]
        # «Токаев поблагодарил всех, отметив, что …»: a gerund has the subject of the clause before it.
        one = speech(said.verb.text)
        most = 1 if one and "GRND" in one.grammemes else 0
        return not _is_joined(words, mention) and sum(map(_is_finite, between)) <= most
    before = [one for one in words if one.end <= mention.span.start]
    if _is_joined(words, mention):
        return False
    if words[0].text.casefold() not in _CUE_PREPOSITIONS:
        if all(fold(part) in own for part in mention.text.split()):
            return not (before and _is_noun(before[-1]) and may_be_genitive(mention.text, "mf"))
        return len(before) == 1 and is_content_noun(before[0].text) and is_genitive_of(mention.text, person)
    if not is_genitive_of(mention.text, person):
        return False
    titles = [one for one in before[2:] if one.is_word]
    heads = [head for one in titles if (head := _noun(one, frozenset("g")))]
    bodies = [
        one for one in titles if _noun(one) is None and readings(one.text) and "NOUN" in readings(one.text)[0].grammemes
    ]
    if not titles:
        return True
    known = {_class(head) for head in person.roles}
    return bool(heads) and _class(heads[0]) in known and (not bodies or _class(heads[0]) in known)


def _is_finite(word: Word) -> bool:
    found = readings(word.text)
    return bool(found) and "VERB" in found[0].grammemes


def _is_joined(words: Sequence[Word], mention: Mention) -> bool:
    """Return True for «X и Y»."""
    after = next((one for one in words if one.start >= mention.span.end), None)
    before = next((one for one in reversed(words) if one.end <= mention.span.start), None)
    return (after is not None and after.text == "и") or (before is not None and before.text == "и")


_CUE_PREPOSITIONS = frozenset({"по", "согласно", "со", "с"})
_RELATIONS = word_set(
    """мать отец сын дочь брат сестра жена муж супруг супруга вдова вдовец бабушка дедушка внук внучка дядя тётя тетя
    племянник племянница родственник родственница сосед соседка друг подруга коллега адвокат защитник защитница юрист
    представитель представительница помощник помощница советник советница секретарь пресс-секретарь спикер соратник
    соратница сторонник сторонница доверенное заместитель водитель охранник врач"""
)
"""Nouns that a name in the genitive often follows: «мать Ерлана Сатпаева»."""


_NAMED = word_set("город улица проспект посёлок поселок село аул станция фонд компания корпорация холдинг банк завод")
"""Nouns that a name follows in the nominative, as in «город Сатпаев»."""


def _genders_after(noun: Word) -> str:
    """Return the genders of names that may be in the genitive after a noun, although they look like the nominative."""
    return "mf" if any(one.lemma in _RELATIONS for one in readings(noun.text)) else "m"


_PLACES = frozenset(["в", "на", "из", "у", "от"])


def _by_title(text: Text, words: Sequence[Word], said: Reported) -> Person | None:
    """Return the only person whom the text gives the title that an attribution consists of."""
    case = frozenset("n") if said.verb is not None else frozenset("g")
    if any(one.text.casefold() in _PLACES for one in words) and said.verb is None:
        return None
    inside = [one for one in words if one is not said.verb and one.is_word]
    if any(one.text.casefold() in {"и", "или"} for one in inside):
        return None
    joined = " ".join(one.text.casefold() for one in inside)
    heads = [(_class(head), one) for one in inside if (head := _noun(one, case))]
    if "глава государства" in joined or "главы государства" in joined:
        heads = [("президент", inside[0])]
    if len(heads) != 1:
        return None
    head, word = heads[0]
    others = [one for one in inside if one is not word and _describes(one) and one.text.casefold() not in _CUE_NOUNS]
    of_state = joined.find("государства") >= 0
    known = [
        person
        for person, place in text.titles.get(head, [])
        if (place <= words[0].start or head == "президент")
        and all(fold(one.text)[:4] in _role(person, head) for one in others)
        and not (_FORMER.search(_role(person, head)) and not _FORMER.search(joined))
        and all(one in _role(person, head) or one in _STATE for one in text.unnamed.get(head, ()))
        and not (of_state and _names_body(_role(person, head)))
    ]
    return known[0] if len(known) == 1 else None


_STATE = frozenset({"госу", "стра", "респ"})
_FORMER = re.compile(r"\b(?:экс|быв|прежн|будущ|избранн)")


def _describes(word: Word) -> bool:
    """Return True for a noun or an adjective, which says who of several has a title: «бывший министр»."""
    found = readings(word.text)
    return bool(found) and not found[0].grammemes.isdisjoint({"NOUN", "ADJF", "PRTF", "LATN"})


def _names_body(role: str) -> bool:
    """Return True if a president's title may name a company and not a state."""
    nouns = [one[0] for word in role.split() if (one := readings(word)) and "NOUN" in one[0].grammemes]
    return any(
        "Geox" not in one.grammemes and one.lemma not in {"президент", "глава", "государство", "республика", "страна"}
        for one in nouns
    )


def _role(person: Person, head: str) -> str:
    return fold(" ".join(phrase for title, phrase in person.roles.items() if _class(title) == head))


def _is_noun(word: Word) -> bool:
    found = readings(word.text)
    return bool(found) and "NOUN" in found[0].grammemes


_CUE_NOUNS = word_set("словам мнению данным слов информации сведениям оценке утверждению государства")


_PRONOUNS = {"он": "m", "его": "m", "она": "f", "её": "f", "ее": "f"}
_NEAR = 700
"""The most characters between two cues of one speaker, the second of them a pronoun."""


def by_pronoun(text: Text, said: Reported, before: Reported, person: Person) -> Person | None:
    """Return the speaker of the statement before, if a pronoun can mean nobody else.

    Since that statement's attribution no other human being may be mentioned, by name or by a noun, and the text names
    nobody else of this gender.
    """
    if said.attribution is None or before.attribution is None:
        return None
    start = before.attribution.start
    words = text.words_between(start, said.attribution.end)
    cue = [one for one in words if one.start >= said.attribution.start]
    genders = {_PRONOUNS[one.text.casefold()] for one in cue if one.text.casefold() in _PRONOUNS}
    if len(genders) != 1 or said.attribution.start - max(before.attribution.end, before.span.end) > _NEAR:
        return None
    gender = genders.pop()
    if person.gender != gender or any(one is not person and one.gender in {"", gender} for one in text.people):
        return None
    if _contradicts(person, said.verb):
        return None
    own = {fold(part) for name in (person.name, *person.forms) for part in name.split()}
    for one in words:
        if _may_speak(one, own):
            return None
        head = _noun(one)
        if head and _class(head) not in {_class(title) for title in person.roles}:
            return None
    return person


_SPEAKING = word_set(
    """аким банк завод фонд суд комитет департамент акимат совет центр институт университет холдинг парламент мажилис
    сенат клуб союз компания полиция прокуратура партия администрация корпорация газета служба"""
)
"""Words for those who can speak, but that aren't animate nouns."""


_INVOLVED = re.compile(
    r"(?:пострадавш|подозреваем|обвиняем|задержанн|погибш|осужденн|потерпевш|подсудим|ранен|арестованн)(?:ый|ий|ая)$"
)


def _may_speak(word: Word, own: set[str]) -> bool:
    """Return True if a word can name somebody else whom a pronoun means: a body, or a family name alone."""
    found = readings(word.text)[:2]
    if _INVOLVED.match(fold(word.text)):
        return True
    if any(one.lemma in _SPEAKING and "nomn" in one.grammemes for one in readings(word.text)):
        return True
    named = any(not {"Name", "Surn", "Patr"}.isdisjoint(one.grammemes) for one in found)
    return named and word.is_capitalised and fold(word.text) not in own
