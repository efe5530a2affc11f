"""Find out whom a pronoun or «специалист» means as the speaker."""

import re
from collections.abc import Collection, Sequence

from kzclaims.draft.cues import speech
from kzclaims.draft.morphology import readings
from kzclaims.draft.people import Person
from kzclaims.draft.sentences import Word
from kzclaims.draft.statements import Reported
from kzclaims.draft.titles import (
    CUE_WORDS,
    FORMER,
    Text,
    class_of,
    contradicts,
    has_clause,
    is_man_before_feminine,
    noun,
    without_occasion,
)
from kzclaims.language.names.folding import fold, word_set

_PRONOUNS = {"он": "m", "его": "m", "она": "f", "её": "f", "ее": "f"}
_NEAR = 700
"""The most characters between two cues of one speaker, the second of them a pronoun."""


def by_reference(text: Text, said: Reported, before: Reported, person: Person) -> Person | None:
    """Return the speaker of the statement before, if a pronoun or a word like «специалист» can mean nobody else.

    Since that statement's attribution no other human being may be mentioned, by name or by a noun. If the text names
    somebody else of this gender anywhere, no word with a capital may occur either, because it may be a name.
    """
    if said.attribution is None or before.attribution is None:
        return None
    if _has_verb(before, _QUESTIONS) or _has_verb(said, _ANSWERS):
        return None
    words = text.words_between(before.attribution.start, said.attribution.end)
    start, last = min(said.span.start, said.attribution.start), max(before.attribution.end, before.span.end)
    if start - last > _NEAR:
        return None
    cue = [one for one in words if one.start >= said.attribution.start]
    reference = _pronoun(cue, person) or _general(text, said, before, person, cue)
    spans = (before.span, said.span) if before.span != before.attribution else (said.span,)
    is_scholar = reference is not None and fold(reference.text) in _SCHOLARLY
    if not _speaks(before) and not _follows(text, said, before, reference, person):
        return None
    if reference is None or not person.gender or contradicts(person, said.verb):
        return None
    own = {fold(part) for name in (person.name, *person.forms) for part in name.split()}
    titles = {class_of(title) for title in person.roles}
    named = {
        one.span
        for one in text.mentions_between(before.attribution.start, said.attribution.end)
        if one.person is person
    }
    title = {fold(word) for phrase in person.roles.values() for word in phrase.split()}
    named_before = any(span.start < before.attribution.end for span in named)
    case = frozenset("n" if before.verb else "g")
    others = any(
        one is not person and one.gender in {"", person.gender} and one.first < said.attribution.end
        for one in text.people
    )
    for place, one in enumerate(words):
        if one is reference or fold(one.text) in own or (place and words[place - 1].text[0].isdigit()):
            continue  # «13 человек»
        if any(span.start <= one.start < span.end for span in named):
            continue
        is_subject = before.attribution != before.span and not named_before and noun(one, case)
        following = fold(words[place + 1].text) if place + 1 < len(words) else ""
        if one.start < before.attribution.end and (fold(one.text) in title or following in title or is_subject):
            continue  # «второй заместитель акима Ерлан Сатпаев», «специалист отметил»
        head = None if _is_particle(one) else noun(one)
        if head in _ANYBODY and is_scholar and any(each.start <= one.start < each.end for each in spans):
            continue  # «иммунитет женщины слабее», – отметил доктор
        own_title = one.start < before.attribution.end or not _is_another(words, place, person)
        if class_of(head or "") in titles and own_title:
            continue
        if (
            head is not None
            or (
                _is_unknown_name(one, is_first=_is_first(words, place))
                and not _is_quoted(words, place)
                and not _is_in(words, place)
            )
            or _may_speak(one, own, person.gender)
            or _is_somebody(words, place)
            or _is_ministry(words, place)
            or (last < one.start < start and _is_first(words, place) and _is_subject(one, person.gender))
        ):
            return None
        if others and _may_be_name(words, place, own):
            return None
    return person


def is_only_subject(text: Text, aside: Reported, before: Reported | None, person: Person) -> bool:
    """Return True if a pronoun after a sentence within a paragraph means its subject, and not an earlier one.

    Whoever spoke before must be of the other gender, or several people, and since then no other subject may be a human
    being, except people of the other gender.
    """
    if aside.verb is None or not _is_its_subject(text, aside, aside.verb, person):
        return False
    is_topic = before is not None and before.attribution == before.span
    if before and not is_topic and not _is_of_others(before, person):
        return False
    start = 0
    if before and before.attribution:
        start = before.span.start if is_topic else max(before.span.end, before.attribution.end)
    other = {id(one) for one in text.people if {one.gender, person.gender} == {"m", "f"}}
    titles = {class_of(title) for one in text.people if id(one) in other for title in one.roles}
    heads = [noun(one, frozenset("n")) for one in text.words_between(start, aside.span.start)]
    return all(head is None or class_of(head) in titles for head in heads) and all(
        id(one.person) in other for one in text.mentions_between(start, aside.span.start)
    )


def _is_its_subject(text: Text, clause: Reported, verb: Word, person: Person) -> bool:
    """Return True if a person's name is before the verb, with nothing but a title, and has its gender."""
    one = readings(verb.text)[0]
    gender = {"m": "masc", "f": "femn"}.get(person.gender, "")
    if not one.has("sing") or ("past" in one.grammemes and gender not in one.grammemes):
        return False
    names = [each.span for each in text.mentions_between(clause.span.start, verb.start) if each.person is person]
    own = {fold(word) for phrase in (person.name, *person.roles.values()) for word in phrase.split()}
    return len(names) == 1 and not any(
        any(reading.has("nomn") and {"NOUN", "NPRO"} & reading.grammemes for reading in readings(word.text)[:1])
        and fold(word.text) not in own
        for word in text.words_between(clause.span.start, verb.start)
        if not names[0].start <= word.start < names[0].end
    )


def _is_of_others(before: Reported, person: Person) -> bool:
    """Return True if a verb is a plural, or has the other gender."""
    verb = speech(before.verb.text) if before.verb else None
    return verb is not None and ("plur" in verb.grammemes or contradicts(person, before.verb))


def _has_verb(said: Reported, verbs: Collection[str]) -> bool:
    verb = speech(said.verb.text) if said.verb else None
    return verb is not None and verb.lemma in verbs


_QUESTIONS = word_set("спросить спрашивать")
_ANSWERS = word_set("ответить отвечать возразить парировать согласиться")
"""Verbs after and with which somebody else speaks."""


def _speaks(before: Reported) -> bool:
    """Return False for a sentence that begins a paragraph, and in which nobody speaks."""
    return before.attribution != before.span or before.verb is None or speech(before.verb.text) is not None


_ABOUT_THINGS = word_set("рассказать рассказывать показать показывать говорить передать передавать гласить")
"""Verbs whose subject may be a film or a report, too."""


def _follows(text: Text, said: Reported, before: Reported, reference: Word | None, person: Person) -> bool:
    """Return True if a word in the next sentence must mean the subject of the sentence that begins a paragraph."""
    if reference is None or (reference.text.casefold() in {"его", "её", "ее"}) is not (said.verb is None):
        return False
    if not person.roles.keys().isdisjoint(one.lemma for one in readings(reference.text)):
        return False  # The title alone was not certain.
    start = min(said.span.start, said.attribution.start if said.attribution else said.span.start)
    if start - before.span.end > _NEXT:
        return False
    if said.verb is None or noun(reference) or readings(said.verb.text)[0].lemma not in _ABOUT_THINGS:
        return True
    return not any(
        any(one.has("NOUN", "sing", "masc" if person.gender == "m" else "femn") for one in readings(word.text)[:2])
        for word in text.words_between(before.span.start, before.span.end)
        if fold(word.text)
        not in {fold(each) for phrase in (person.name, *person.roles.values()) for each in phrase.split()}
    )


_NEXT = 4
"""The most characters between a sentence and the next one, with a quotation mark."""


def _is_another(words: Sequence[Word], place: int, person: Person) -> bool:
    """Return True if an adjective makes a title somebody else's: «другой депутат»."""
    before = words[place - 1] if place else None
    if before is None or not any("ADJF" in one.grammemes for one in readings(before.text)[:1]):
        return False
    return fold(before.text)[:4] not in fold(" ".join(person.roles.values()))


def _is_first(words: Sequence[Word], place: int) -> bool:
    """Return True for the first word of a sentence or a quotation."""
    return place > 0 and words[place - 1].text in '.!?…:"«“'


def _is_subject(word: Word, gender: str) -> bool:
    """Return True for a noun or an adjective in the nominative that a pronoun may mean: «Анализ занял месяц»."""
    grammeme = "masc" if gender == "m" else "femn"
    return any(
        one.has("nomn", "sing", grammeme) and {"NOUN", "ADJF", "PRTF"} & one.grammemes
        for one in readings(word.text)[:1]
    )


def _is_quoted(words: Sequence[Word], place: int) -> bool:
    """Return True for the first word of the name of a company or the like: «ТОО «Кызылжар»»."""
    return place > 0 and words[place - 1].text in '"«“'


def _is_in(words: Sequence[Word], place: int) -> bool:
    """Return True for a place: «в Костанае»."""
    return place > 0 and words[place - 1].text.casefold() in {"в", "во", "из"}


def _is_unknown_name(word: Word, *, is_first: bool) -> bool:
    """Return True for a word with a capital that no dictionary contains: «Чжан», «Smith»; acronyms are none."""
    if not word.is_capitalised or not word.text[1:].islower() or word.text.casefold() in _PLATFORMS:
        return False
    if len(word.text) == 2 and not is_first:
        return all({"NOUN", "PREP"}.isdisjoint(one.grammemes) for one in readings(word.text)[:1])  # «Ли»
    return not any(one.is_known for one in readings(word.text))


_PLATFORMS = word_set("facebook instagram telegram twitter youtube tiktok whatsapp google")


def _pronoun(cue: Sequence[Word], person: Person) -> Word | None:
    """Return the pronoun of a cue, if its gender is the person's."""
    found = [one for one in cue if one.text.casefold() in _PRONOUNS]
    genders = {_PRONOUNS[one.text.casefold()] for one in found}
    return found[0] if genders == {person.gender} else None


_DOCTORS = "терапевт хирург педиатр кардиолог невролог онколог иммунолог инфекционист эпидемиолог психиатр врач доктор"
_SCHOLARS = "экономист политолог юрист аналитик профессор социолог историк эколог финансист психолог археолог"
_GENERAL = {
    word: tuple(stands_for.split())
    for words, stands_for in {
        "специалист": f"{_DOCTORS} {_SCHOLARS} эксперт инженер",
        "эксперт": f"{_SCHOLARS} специалист",
        "врач доктор медик": _DOCTORS,
        "спикер": "пресс-секретарь",
        "политик": "депутат сенатор мажилисмен",
        "педагог": "учитель учительница преподаватель преподавательница",
        "бизнесмен предприниматель": "предприниматель основатель бизнесмен",
        "градоначальник": "аким_города мэр",
        "наставник": "тренер",
        "спортсмен спортсменка": "чемпион чемпионка победитель победительница призер боксер дзюдоист борец",
        "ученый исследователь": f"{_SCHOLARS} научный_сотрудник ученый исследователь",
        "фермер аграрий": "фермер глава_крестьянского глава_хозяйства",
        "худрук": "художественный_руководитель",
        "постановщик": "режиссер",
    }.items()
    for word in words.split()
}
"""Words that may mean somebody again, with the beginnings of the titles that they stand for."""


_ANYBODY = word_set("мужчина женщина человек ребенок ребёнок пациент пациентка")
_SCHOLARLY = word_set("специалист эксперт врач доктор медик ученый")
"""Words that mean none of these."""


def _general(text: Text, said: Reported, before: Reported, person: Person, cue: Sequence[Word]) -> Word | None:
    """Return the word of a cue that stands for one of the person's titles, if the cue directly follows the last one.

    Nothing else may describe the speaker, and nobody else may have a title that the word stands for.
    """
    if said.attribution is None or before.attribution is None or has_clause(text, said):
        return None
    last = max(before.attribution.end, before.span.end)
    if any(one.lemma == "спикер" for word in cue for one in readings(word.text)[:1]):
        last = said.attribution.start  # At a briefing there is one.
    outside = [
        one
        for one in without_occasion(text.words_between(last, max(said.attribution.end, said.span.end)))
        if one.is_word
        and one is not said.verb
        and not said.span.start <= one.start < said.span.end
        and one.text.casefold() not in _CUE_WORDS
    ]
    if len(outside) != 1 or not noun(outside[0]):
        return None
    lemma = fold(readings(outside[0].text)[0].lemma)
    titles = (*_GENERAL.get(lemma, ()), lemma)
    known = [
        one
        for one in text.people
        if one.first < said.attribution.start and _has_title(one, titles) and not is_man_before_feminine(one, said.verb)
    ]
    return outside[0] if known == [person] else None


_CUE_WORDS = CUE_WORDS | {"что", "также"}


def _has_title(person: Person, titles: Sequence[str]) -> bool:
    held = {head: phrase for head, phrase in person.roles.items() if not FORMER.search(fold(phrase))}
    roles = {fold(head) for head in held} | {fold(one.replace(" ", "_")) for one in held.values()}
    return any(one == title or ("_" in title and one.startswith(title)) for one in roles for title in titles)


def _is_particle(word: Word) -> bool:
    """Return True for a word like «уже», which is rarely a noun."""
    found = readings(word.text)
    return bool(found) and not found[0].grammemes.isdisjoint({"ADVB", "CONJ", "PREP", "PRCL"})


def _may_be_name(words: Sequence[Word], place: int, own: set[str]) -> bool:
    """Return True for a word with a capital that is not the person's name, a place, or the first word of a sentence."""
    word = words[place]
    if not word.text[1:].islower() or word.text.casefold() in _PLATFORMS:
        return False
    if not word.is_capitalised or fold(word.text) in own or _is_first(words, place):
        return False
    return not any(
        one.is_known and not one.grammemes.isdisjoint({"Geox", "ADJF", "NPRO", "PREP"}) and "Surn" not in one.grammemes
        for one in readings(word.text)[:1]
    )


_SPEAKING = word_set(
    """аким банк завод фонд суд комитет департамент акимат совет центр институт университет холдинг парламент мажилис
    сенат клуб союз компания полиция прокуратура партия администрация корпорация газета служба
    колледж отдел штаб магазин музей театр телеканал журнал портал сервис регулятор трибунал орган офис альянс блок
    концерн комбинат рудник вуз лицей сайт оператор"""
)
"""Words for those who can speak, but that aren't animate nouns."""


_BODIES = ("суд", "банк", "фонд", "центр", "отдел", "совет", "штаб", "завод", "служба", "комиссия", "мэрия")
_INVOLVED = re.compile(
    r"(?:пострадавш|подозреваем|обвиняем|задержанн|погибш|осужденн|потерпевш|подсудим|ранен|арестованн)"
    r"(?:ый|ий|ая|[ое]го|[ое]му|[ую]ю|[ое]й)$"
)


def _is_ministry(words: Sequence[Word], place: int) -> bool:
    """Return True for an abbreviation before a verb: «Минздрав отправил», «ДЧС опубликовал»."""
    if _is_in(words, place):
        return False  # «в СКО»
    word, after = words[place].text, words[place + 1 : place + 2]
    is_short = (len(word) > 1 and word.isupper()) or re.match(r"Мин[а-я]{3}|Нац[а-я]{3}|Гос[а-я]{3}|Каз[а-я]{4}", word)
    return bool(is_short) and any(one.has("VERB") for other in after for one in readings(other.text)[:1])


def _is_somebody(words: Sequence[Word], place: int) -> bool:
    """Return True for an adjective without a noun, which means a human being: «нашёл выжившего», «сбил знакомого»."""
    if " ".join(each.text.casefold() for each in words[max(place - 1, 0) : place + 1]) in _PHRASES:
        return False
    one = next(iter(readings(words[place].text)), None)
    if one is None or not one.has("sing") or not (one.lemma in _SOMEBODY or {"Subx", "PRTF"} & one.grammemes):
        return False
    if one.grammemes.isdisjoint({"nomn", "gent", "accs", "datv"}) or words[place - 1].text == ",":
        return False
    after = [other for word in words[place + 1 : place + 4] for other in readings(word.text)]
    return not any(other.has("NOUN") and other.grammemes & one.grammemes & _CASES for other in after)


_PHRASES = frozenset(
    {"чаще всего", "больше всего", "прежде всего", "для того", "кроме того", "после того", "до того", "к тому"}
)
_SOMEBODY = word_set("один другой второй третий младший старший неизвестный")
_CASES = frozenset(["gent", "accs", "datv", "ablt", "loct", "nomn"])


def _may_speak(word: Word, own: set[str], gender: str) -> bool:
    """Return True if a word can name somebody else whom a pronoun means: a body, or a family name alone."""
    found = readings(word.text)[:2]
    if _INVOLVED.match(fold(word.text)) or word.text.casefold() in {"кто-то", "некто"}:
        return True
    other = "femn" if gender == "m" else "masc"
    for one in readings(word.text):
        is_body = one.lemma in _SPEAKING or (one.has("NOUN", "inan") and one.lemma.endswith(_BODIES))
        if is_body and one.has("nomn") and not one.has(other):
            return True
    named = any(not {"Name", "Surn", "Patr"}.isdisjoint(one.grammemes) for one in found)
    return named and word.is_capitalised and fold(word.text) not in own
