"""Find out who is meant by an attribution, and leave it open if the text doesn't make it certain.

A speaker is given in three cases only. The attribution names a person of the text, in the case that its verb or
preposition asks for. It consists of a title that the text gives to one person, and to nobody else. Or it is a pronoun,
and since the last speaker was named, nobody else is mentioned whom it could mean. Another title, a body, a family name
that two people share and a plural leave the speaker open.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kzclaims.draft.cues import SPEECH, is_content_noun, speech
from kzclaims.draft.morphology import readings
from kzclaims.draft.name_forms import is_genitive_of, may_be_genitive
from kzclaims.draft.name_words import RELATIONS
from kzclaims.draft.people import Mention, Person
from kzclaims.draft.pronouns import by_reference, is_only_subject
from kzclaims.draft.sentences import Word
from kzclaims.draft.statements import Reported
from kzclaims.draft.titles import Text, by_title, class_of, contradicts, is_noun, noun
from kzclaims.language.names.folding import fold, word_set


@dataclass(frozen=True)
class Drafted:
    """A statement with its speaker, None if the text leaves the speaker open."""

    said: Reported
    speaker: Person | None


def attributed(text: Text, found: Sequence[Reported], topics: Sequence[Reported] = ()) -> list[Drafted]:
    """Return statements with their speakers. `topics` are the clauses in which somebody speaks without a statement."""
    done: list[Drafted] = []
    last: tuple[Reported, Person] | None = None
    before: Reported | None = None
    """The last clause in which somebody speaks or that begins a paragraph, also if it is not certain who."""
    for said in sorted([*found, *topics], key=lambda one: (one.span.start, -one.span.end)):
        is_topic = any(said is one for one in topics)
        if is_hearsay(said, done, text):
            if not is_topic:
                done.append(Drafted(said, None))  # Somebody else reports these words.
            continue
        person = speaker(text, said)
        if said.is_aside:
            if person and (last is None or last[1] is not person) and is_only_subject(text, said, before, person):
                last = said, person
            continue
        person = person or (by_reference(text, said, *last) if last else None)
        person = person or (_coordinated(text, said, *last) if last else None)
        if person is not None:
            last = said, person
        elif said.attribution is not None:
            last = None
        before = said if said.attribution else before
        if not is_topic:
            done.append(Drafted(said, person))
    return done


def _coordinated(text: Text, said: Reported, before: Reported, person: Person) -> Person | None:
    """Return the subject of two verbs: «X осудил закрытие моста и призвал ждать», where no clause is between them."""
    if said.verb is None or said.attribution is None or said.attribution.start != said.verb.start:
        return None
    between = text.words_between(before.span.start, said.verb.start)
    joined = [one.text for one in text.words_between(before.span.end, said.verb.start)]
    if before.attribution is None or before.attribution.end > before.span.start or joined not in (["и"], [",", "и"]):
        return None
    if any(_is_finite(one) or noun(one, frozenset("n")) or one.text == "что" for one in between):
        return None
    return None if contradicts(person, said.verb) or _is_plural(said.verb) else person


def is_hearsay(said: Reported, before: Sequence[Drafted], text: Text | None = None) -> bool:
    """Return True if the cue is within what somebody else says, or in a cue: «как заявил X, Y сообщил, что …».

    What a press release reports is not hearsay, if the text is given.
    """
    cue = said.attribution
    return cue is not None and any(
        (cue.within(one.said.span) and not (text and _is_release(text, one.said)))
        or (one.said.attribution is not None and cue.within(one.said.attribution) and cue != one.said.attribution)
        for one in before[-100:]  # More are not within one another.
    )


def _is_release(text: Text, said: Reported) -> bool:
    """Return True for what a press release says: «говорится в сообщении», «отмечается в пресс-релизе»."""
    if said.kind != "direct" or said.attribution is None or said.verb is None:
        return False
    words = text.words_between(*said.attribution)
    is_passive = any(one.lemma in {"говориться", "отмечаться", "сказать"} for one in readings(said.verb.text)[:1])
    named = [one for one in words if any(other.lemma in _RELEASES for other in readings(one.text)[:1])]
    return is_passive and bool(named) and not text.mentions_between(*said.attribution)


_RELEASES = frozenset({"сообщение", "пресс-релиз", "релиз"})


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
    mentions = [_by_gender(one, said) for one in mentions]
    named = _nearest([one for one in mentions if one.person and _is_subject(one, words, said)], words, said.verb)
    found = {id(one.person): one.person for one in named}
    if len(found) == 1:
        person = next(iter(found.values()))
        if person is not None and not contradicts(person, said.verb):
            return person
        return None
    if not mentions and not found:
        person = by_title(text, words, said)
        if person is not None and not contradicts(person, said.verb):
            return person
    return None


def _by_gender(mention: Mention, said: Reported) -> Mention:
    """Return a mention with the only one of several people of this name whose gender fits the form of the name.

    «Садыкова заявила» is Асель Садыкова, «Садыков заявил» and «по словам Садыкова» is Марат Садыков.
    """
    if said.verb is None:
        fitting = [
            one for one in mention.candidates if one.gender and is_genitive_of(mention.text, one.name, one.gender)
        ]
    else:
        fitting = [
            one
            for one in mention.candidates
            if one.gender and fold(mention.text) == fold(one.name.split()[-1]) and not contradicts(one, said.verb)
        ]
    genders = {one.gender for one in mention.candidates}
    return replace(mention, person=fitting[0]) if len(fitting) == 1 and genders == {"m", "f"} else mention


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
_PHASES = frozenset({"продолжить", "продолжать", "начать"})
"""Verbs with the subject of the infinitive after them: «продолжил отвечать»."""
_FALSE = ("фейков", "лже", "мним", "поддельн")
_QUOTED = frozenset({"слово", "цитата", "высказывание"})


def _quotes_another(words: Sequence[Word], verb: Word | None) -> bool:
    """Return True if the words may be somebody else's («процитировал», «привёл слова»), or the cue is in doubt."""
    if any(fold(one.text) in _DOUBT or fold(one.text).startswith(_FALSE) for one in words):
        return True
    for place, word in enumerate(words):
        if any(one.has("INFN") and one.lemma in SPEECH for one in readings(word.text)[:1]) and not (
            place and any(one.lemma in _PHASES for one in readings(words[place - 1].text))
        ):
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
        while before and fold(before[-1].text) in own:
            before.pop()
        if before and is_noun(before[-1]) and may_be_genitive(mention.text, _genders_after(before[-1])):
            by_name = len(before) > 1 and before[-2].text == "по" and before[-1].text == "имени"
            if not by_name and not (person.gender == "f" and _owns_nothing(before, mention)):
                return False
        named = any(one.lemma in _NAMED for one in readings(before[-1].text)[:1]) if before else False
        is_of = mention.is_full and named and readings(before[-1].text)[0].has("gent")  # «аким города Ерлан Сатпаев»
        # «фонд "Жаркын" Серик Нургалиев», but not «адвокат владельца "Жаркын" Александра Иванова»
        is_closing = len(before) > 1 and before[-2].is_word and before[-2].end == before[-1].start
        is_closing = is_closing and not may_be_genitive(mention.text, "mf")
        if before and ((before[-1].text in '«"“' and not is_closing) or (named and not is_of)):
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
            return not (before and is_noun(before[-1]) and may_be_genitive(mention.text, "mf"))
        return (
            len(before) == 1
            and is_content_noun(before[0].text)
            and is_genitive_of(mention.text, person.name, person.gender)
        )
    if not is_genitive_of(mention.text, person.name, person.gender):
        return False
    titles = [one for one in before[2:] if one.is_word]
    heads = [head for one in titles if (head := noun(one, frozenset("g")))]
    bodies = [
        one for one in titles if noun(one) is None and readings(one.text) and "NOUN" in readings(one.text)[0].grammemes
    ]
    if not titles:
        return True
    known = {class_of(head) for head in person.roles}
    return bool(heads) and class_of(heads[0]) in known and (not bodies or class_of(heads[0]) in known)


def _owns_nothing(before: Sequence[Word], mention: Mention) -> bool:
    """Return True if a woman's name cannot be a man's in the genitive: nobody has a judge or a district."""
    found = readings(before[-1].text)
    if any(one.has("nomn") and one.lemma in _TITLES for one in found):
        return True
    heads = [head for one in before if (head := noun(one))]
    is_body = any(one.lemma in _BODIES for one in found[:1])
    return mention.is_full and is_body and len(heads) == 1 and heads[0] not in RELATIONS


_TITLES = word_set(
    """судья депутат мажилисвумен сенатор министр вице-министр премьер-министр президент аким прокурор профессор
    академик губернатор мэр генерал полковник майор капитан лейтенант экономист политолог журналистка блогер певица
    актриса эколог активистка омбудсмен посол терапевт жительница казахстанка пенсионерка лидер
    общественница правозащитница"""
)
_BODIES = word_set(
    "район область город село посёлок поселок республика министерство департамент управление комитет акимат"
)


def _is_finite(word: Word) -> bool:
    found = readings(word.text)
    return bool(found) and "VERB" in found[0].grammemes


def _is_joined(words: Sequence[Word], mention: Mention) -> bool:
    """Return True for «X и Y»."""
    after = next((one for one in words if one.start >= mention.span.end), None)
    before = next((one for one in reversed(words) if one.end <= mention.span.start), None)
    return (after is not None and after.text == "и") or (before is not None and before.text == "и")


_CUE_PREPOSITIONS = frozenset({"по", "согласно", "со", "с"})
_NAMED = word_set("город улица проспект посёлок поселок село аул станция фонд компания корпорация холдинг банк завод")
"""Nouns that a name follows in the nominative, as in «город Сатпаев»."""


def _genders_after(word: Word) -> str:
    """Return the genders of names that may be in the genitive after a noun, although they look like the nominative."""
    return "mf" if any(one.lemma in RELATIONS for one in readings(word.text)) else "m"
