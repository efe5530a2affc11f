"""Find out who is meant by an attribution, and leave it open if the text doesn't make it certain.

A speaker is given in three cases only. The attribution names a person of the text, in the case that its verb or
preposition asks for. It consists of a title that the text gives to one person, and to nobody else. Or it is a pronoun,
and since the last speaker was named, nobody else is mentioned whom it could mean. Another title, a body, a family name
that two people share and a plural leave the speaker open.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from kzclaims.draft.cues import speech
from kzclaims.draft.morphology import readings
from kzclaims.draft.people import Mention, Person, may_be_genitive
from kzclaims.draft.sentences import Word
from kzclaims.draft.statements import Reported
from kzclaims.language.names.folding import fold, word_set

_SYNONYMS = {
    "мажилисмен": "депутат",
    "сенатор": "депутат",
    "парламентарий": "депутат",
    "глава государства": "президент",
}


@dataclass
class Text:
    """A text's words and mentions in their order, as far as speakers need them."""

    words: Sequence[Word]
    mentions: Sequence[Mention]
    people: Sequence[Person]
    titles: dict[str, list[tuple[Person, int]]] = field(default_factory=dict)
    """The people who have a title, under its head noun, with the offset after which it is known."""

    def words_between(self, start: int, end: int) -> Sequence[Word]:
        """Return the words that begin between two offsets, `end` exclusive."""
        first, last = (bisect_left(self.words, place, key=lambda one: one.start) for place in (start, end))
        return self.words[first:last]

    def mentions_between(self, start: int, end: int) -> Sequence[Mention]:
        """Return the mentions that begin between two offsets, `end` exclusive."""
        first, last = (bisect_left(self.mentions, place, key=lambda one: one.span.start) for place in (start, end))
        return self.mentions[first:last]


@dataclass(frozen=True)
class Speaker:
    """The person who is meant, or the reason why the speaker is open."""

    person: Person | None
    reason: str = ""


def add_roles(text: Text) -> None:
    """Give people the titles that stand next to their full names."""
    ends = {one.span.end: one for one in text.mentions if one.person}
    starts = {one.span.start: one for one in text.mentions if one.person}
    for place, word in enumerate(text.words):
        if mention := starts.get(word.start):
            phrase = _title_before(text.words, place, mention)
            if phrase:
                _add(text, mention, *phrase)
        if (mention := ends.get(word.end)) and mention.is_full:
            phrase = _title_after(text.words, place, mention)
            if phrase:
                _add(text, mention, *phrase)


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
        if head:
            return head, words[index:place]
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


def speaker(text: Text, said: Reported) -> Speaker:
    """Return the speaker of a statement, or the reason why it is open."""
    if said.attribution is None:
        return Speaker(None, "no attribution nearby")
    span = said.attribution
    words = text.words_between(span.start, span.end)
    printed = " ".join(one.text for one in words)
    mentions = text.mentions_between(span.start, span.end)
    if said.verb is not None and _is_plural(said.verb):
        return Speaker(None, printed)
    named = _nearest([one for one in mentions if one.person and _is_subject(one, words, said)], words, said.verb)
    found = {id(one.person): one.person for one in named}
    if len(found) == 1:
        person = next(iter(found.values()))
        if person is not None and not _contradicts(person, said.verb):
            return Speaker(person)
        return Speaker(None, printed)
    if not mentions and not found:
        person = _by_title(text, words, said)
        if person is not None and not _contradicts(person, said.verb):
            return Speaker(person)
    return Speaker(None, printed)


def _nearest(named: Sequence[Mention], words: Sequence[Word], verb: Word | None) -> Sequence[Mention]:
    """Return the name that stands next to the verb, if one does, otherwise all."""
    if verb is None or len(named) < 2:
        return named
    before = [one for one in named if one.span.end <= verb.start]
    between = [one for one in words if before and before[-1].span.end <= one.start < verb.start]
    beside = before and not any("NOUN" in one.grammemes for word in between for one in readings(word.text)[:1])
    return before[-1:] if beside else named


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
    if said.verb is not None:
        own = {fold(part) for part in person.name.split()}
        if not all(fold(part) in own for part in mention.text.split()):
            return False
        before = [one for one in words if one.end <= mention.span.start]
        if before and _is_noun(before[-1]) and may_be_genitive(mention.text):
            return False
        between = [one for one in words if mention.span.end <= one.start < said.verb.start]
        # «Токаев поблагодарил всех, отметив, что …»: a gerund has the subject of the clause before it.
        one = speech(said.verb.text)
        most = 1 if one and "GRND" in one.grammemes else 0
        return not _is_joined(words, mention) and sum(map(_is_finite, between)) <= most
    before = [one for one in words if one.end <= mention.span.start]
    if _is_joined(words, mention):
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
    others = (
        [one for one in inside if one is not word and _is_noun(one) and one.text.casefold() not in _CUE_NOUNS]
        if head != "президент"
        else []
    )
    known = [
        person
        for person, place in text.titles.get(head, [])
        if (place <= words[0].start or head == "президент")
        and all(fold(one.text)[:4] in _role(person, head) for one in others)
    ]
    return known[0] if len(known) == 1 else None


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
    for one in words:
        head = _noun(one)
        if head and _class(head) not in {_class(title) for title in person.roles}:
            return None
    return person
