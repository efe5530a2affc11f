"""Find what a Ukrainian or Kazakh text reports as said, by the commonest verbs, and who certainly said it.

These languages have no dictionary here, so a speaker is given only if nothing but the name, or a title before a full
name, stands next to the verb.
"""

import re
from collections.abc import Iterator, Sequence

from kzclaims.draft.clauses import TRIM, stripped
from kzclaims.draft.name_forms import WOMEN
from kzclaims.draft.people import Mention, Person
from kzclaims.draft.sentences import Span, Word
from kzclaims.draft.speakers import Drafted, is_hearsay
from kzclaims.draft.statements import LONGEST_SENTENCE, Kind, Reported, Sentence
from kzclaims.draft.titles import Text
from kzclaims.language.names.folding import fold, word_set

_UKRAINIAN = """заяви сказа повідоми розпові наголоси зазначи підкресли дода поясни уточни нагада ствердж відпові написа
    попереди визна запевни запере підтверди спростува припусти констатува зауважи відзначи прокоментува говори каза
    повідомля поділи переко пообіця закликa заклика поскаржи підсумува резюмува вважа"""
_PAST = re.compile(rf"(?:{'|'.join(_UKRAINIAN.split())})[а-яіїєґ']{{0,4}}?(?:в|ла|ло|ли)(?:ся|сь)?$")
_PRESENT = word_set(
    """вважає вважають стверджує стверджують каже кажуть говорить говорять заявляє заявляють повідомляє повідомляють
    зазначає зазначають пояснює пояснюють додає додають наголошує наголошують підкреслює розповідає розповідають
    переконаний переконана переконані"""
)
_KAZAKH = word_set(
    """деді дейді деген депті айтты айтады мәлімдеді мәлімдейді хабарлады хабарлайды жеткізді жазды түсіндірді санайды
    есептейді шағымданды ескертті сендірді баяндады атап қосты растады жауап ойлайды сендіреді"""
)
_CONNECTIVE = word_set("деп")
_ACCORDING = word_set("айтуынша пікірінше сөзінше мәліметінше деуінше хабарлауынша ойынша мәлімдеуінше деректеріне")
_SOURCES = word_set("словами даними інформацією оцінками оцінкою версією повідомленням")
_STOP = frozenset(".,;:()—–-?!…")
_CIRCUMSTANCE = word_set("у в на під після для про з із зі та і до")
_CUE_AFTER = re.compile(r"\s{0,3}[,.!?…]?\s{0,3}[-–—―]\s*(?=[^\W\d_])")
_SHORTEST = 5


def reported(text: str, found: Sequence[Sentence], lang: str) -> list[Reported]:
    """Return everything that the text reports, in the order of the text."""
    is_kazakh = lang.startswith("kk")
    statements: list[Reported] = []
    for sentence in found:
        if len(sentence.words) > LONGEST_SENTENCE:
            continue
        direct = list(_direct(text, sentence, is_kazakh=is_kazakh))
        statements += direct
        if not direct:
            statements += _kazakh(text, sentence) if is_kazakh else _ukrainian(text, sentence)
    return sorted(statements, key=lambda one: (one.span.start, -one.span.end))


def is_said(word: str, *, is_kazakh: bool) -> bool:
    """Return True for a verb of speech or opinion."""
    folded = word.casefold()
    if is_kazakh:
        return folded in _KAZAKH
    return folded in _PRESENT or (len(folded) > 4 and _PAST.match(folded) is not None)


def _verb(words: Sequence[Word], *, is_kazakh: bool) -> Word | None:
    return next((one for one in words if is_said(one.text, is_kazakh=is_kazakh)), None)


def _direct(text: str, sentence: Sentence, *, is_kazakh: bool) -> Iterator[Reported]:
    """Yield quotations with a cue after or before them."""
    for mark in sentence.quotations:
        content = stripped(text, mark.start + 1, mark.end - 1, " ,\n\xa0")
        later = None
        if match := _CUE_AFTER.match(text, mark.end):
            cue = [one for one in sentence.words if one.start >= match.end()]
            verb = later = _verb(cue[:4], is_kazakh=is_kazakh)
            is_named = any(one.is_capitalised for one in cue)  # «X: «…», – деп мәлімдеді»
            if verb and (is_named or not sentence.span.start < mark.start):
                yield Reported(content, "direct", _until_mark(cue, cue.index(verb)), verb)
                continue
        before = [one for one in sentence.words if one.end <= mark.start]
        if before and before[-1].text == ":":
            clause = before[_clause(before, len(before) - 1) : -1]
            verb = _verb(list(reversed(clause)), is_kazakh=is_kazakh)
            if clause and (verb or later or content.end - content.start > 40):
                yield Reported(content, "direct", Span(clause[0].start, clause[-1].end), verb)


def _until_mark(cue: Sequence[Word], verb: int) -> Span:
    """Return a cue after a quotation up to a mark, or to a circumstance after its subject."""
    end = verb + 1
    while end < len(cue) and cue[end].text not in _STOP:
        if end > verb + 1 and cue[end].text in _CIRCUMSTANCE:
            break
        end += 1
    return Span(cue[0].start, cue[end - 1].end)


def _clause(words: Sequence[Word], place: int) -> int:
    """Return the index where the clause before a place begins."""
    start = place
    while start and words[start - 1].text not in ",;:()—–":
        start -= 1
    return start


def _said(text: str, sentence: Sentence, start: int, end: int, cue: Span, verb: Word | None) -> Iterator[Reported]:
    span = stripped(text, start, end, TRIM)
    if span.end - span.start >= _SHORTEST:
        quoted = any(one.within(span) and text[one.start + 1].islower() for one in sentence.quotations)
        kind: Kind = "mixed" if quoted else "indirect"
        yield Reported(span, kind, cue, verb)


def _end(words: Sequence[Word]) -> int:
    return words[-1].start if words[-1].text in ".!?…" else words[-1].end


def _ukrainian(text: str, sentence: Sentence) -> Iterator[Reported]:
    words, end = sentence.words, _end(sentence.words)
    for place, word in enumerate(words):
        folded = word.text.casefold()
        if folded == "що" and place > 1 and words[place - 1].text == ",":
            start = _clause(words, place - 1)
            verb = _verb(words[start : place - 1], is_kazakh=False)
            before = words[words.index(verb) - 1].text.casefold() if verb and words.index(verb) > start else ""
            if verb and before not in {"не", "ні"}:
                yield from _said(text, sentence, word.end, end, Span(words[start].start, words[place - 2].end), verb)
                return
        is_according = folded == "за" and any(one.text.casefold() in _SOURCES for one in words[place + 1 : place + 3])
        as_said = folded == "як" and _verb(words[place + 1 : place + 4], is_kazakh=False) is not None
        if place < 2 and (is_according or as_said):
            comma = next((one for one in range(place + 2, min(len(words), place + 20)) if words[one].text == ","), None)
            if comma and comma + 2 < len(words):
                cue = Span(word.start, words[comma - 1].end)
                verb = _verb(words[place + 1 : comma], is_kazakh=False) if as_said else None
                yield from _said(text, sentence, words[comma].end, end, cue, verb)
                return
        if place > 2 and words[place - 1].text in {",", "—", "–"} and is_said(folded, is_kazakh=False):
            tail = words[place + 1 :]
            if not any(one.text in {",", ":", "що", "«", '"'} for one in tail) and len(tail) < 15:
                cue = _until_mark(words[place:], 0)
                yield from _said(text, sentence, sentence.span.start, words[place - 1].start, cue, word)
                return
        if folded != word.text or not _PAST.match(folded) or place + 2 >= len(words):
            continue
        following = words[place + 1 : place + 3]
        if following[0].text == ":" and following[1].text not in '"«“':
            yield from _said(
                text, sentence, following[0].end, end, Span(words[_clause(words, place)].start, word.end), word
            )
            return
        if following[0].text.endswith("ти") or (following[0].text == "не" and following[1].text.endswith("ти")):
            start = _clause(words, place)
            cue = Span(words[start].start, word.end)
            yield from _said(text, sentence, word.end, end, cue, word)
            return


_ACCUSATIVE = re.compile(r"[а-яәғқңөұүһі]{2,}(?:ын|ін|нын|нін)$")


def _kazakh(text: str, sentence: Sentence) -> Iterator[Reported]:
    words, end = sentence.words, _end(sentence.words)
    for place, word in enumerate(words):
        folded = word.text.casefold()
        if folded in _ACCORDING and place and place + 2 < len(words):
            comma = place + 1 if words[place + 1].text == "," else place
            start = _clause(words, place)
            cue = Span(words[start].start, word.end)
            yield from _said(text, sentence, words[comma].end, end, cue, None)
            return
        if folded not in _KAZAKH or place < 3:
            continue
        is_clause = words[place - 1].text.casefold() in _CONNECTIVE or _ACCUSATIVE.match(
            words[place - 1].text.casefold()
        )
        if not is_clause:
            continue
        begin = _after_name(words)
        last = words[place - 2] if words[place - 1].text.casefold() in _CONNECTIVE else words[place - 1]
        cue = Span(words[0].start, words[begin - 1].end) if begin else Span(words[place - 1].start, word.end)
        yield from _said(text, sentence, words[begin].start, last.end, cue, word)
        return


def _after_name(words: Sequence[Word]) -> int:
    """Return the index after a full name near the beginning of a sentence, or 0."""
    for place in range(1, min(len(words), 8)):
        end = place
        while end < len(words) and words[end].is_capitalised and words[end - 1].end + 1 == words[end].start:
            end += 1
        if end > place and words[place - 1].is_capitalised:
            return end
    return 0


_CASE_ENDING = re.compile(
    r"((?:[оеё]в|[иы]н)а?|[иы]й)(?:[тдн][ыі]ң?|[қғкг][ае]|[тд][ае]|[тдн][ае]н|[мбп]ен)$", re.IGNORECASE
)
"""Family names like «Жұмабеков», «Оспанова» and «Ержановский» with the ending of a case."""


def without_case(name: str) -> str:
    """Return a Kazakh name without the ending of a case: «Марат Жұмабеков» for «Марат Жұмабековтің»."""
    return _CASE_ENDING.sub(r"\1", name)


def join_case_forms(people: list[Person], names: Sequence[Mention]) -> list[Person]:
    """Return the people of a Kazakh text under their names in the nominative, each once."""
    found: dict[str, Person] = {}
    same: dict[int, Person] = {}
    for person in people:
        person.name = without_case(person.name)
        same[id(person)] = first = found.setdefault(fold(person.name), person)
        first.forms |= person.forms
        first.gender = first.gender or person.gender
    for one in names:
        if one.person is not None:
            one.person = same.get(id(one.person), one.person)
    return list(found.values())


def attributed(text: Text, found: Sequence[Reported], lang: str) -> list[Drafted]:
    """Return statements with their speakers, None where the text leaves one open."""
    done: list[Drafted] = []
    for said in found:
        who = None
        if said.attribution is not None and not is_hearsay(said, done):
            cue = text.words_between(said.attribution.start, said.attribution.end)
            mentions = text.mentions_between(said.attribution.start, said.attribution.end)
            if len(mentions) == 1 and mentions[0].person is not None:
                who = (
                    _kazakh_speaker(cue, mentions[0], said)
                    if lang.startswith("kk")
                    else (_ukrainian_speaker(cue, mentions[0], said))
                )
        done.append(Drafted(said, who))
    return done


def _is_nominative(mention: Mention) -> bool:
    own = {fold(part) for part in mention.person.name.split()} if mention.person else set()
    return all(fold(part) in own for part in mention.text.split())


def _ukrainian_speaker(cue: Sequence[Word], mention: Mention, said: Reported) -> Person | None:
    if said.verb is None or not _is_nominative(mention) or mention.person is None:
        return None
    verb = said.verb.text.casefold()
    gender = "f" if verb.endswith(("ла", "лася", "на")) else "m" if verb.endswith(("в", "вся", "ний")) else ""
    if verb.endswith(("ли", "лися", "ють")) or (gender and mention.person.gender not in {"", gender}):
        return None
    others = [one for one in cue if one is not said.verb and not mention.span.start <= one.start < mention.span.end]
    before = [one for one in others if one.end <= mention.span.start and one.text.casefold() not in {"як", "також"}]
    after = [one for one in others if one.start >= mention.span.end and one.text.casefold() != "також"]
    has_marks = any(not one.is_word or one.text.casefold() in _DOUBTED for one in others)
    # «Адвокат Коваленко заявив» may be Коваленко's lawyer, and «адвокат Олександра Бондаря» is another person's.
    parts = mention.text.split()
    may_be_genitive = fold(parts[0]) not in WOMEN and all(one.endswith(("а", "я")) for one in parts)
    has_title = mention.is_full and not may_be_genitive and not any(one.is_capitalised for one in before[1:])
    is_clear = not before or has_title
    return mention.person if is_clear and not has_marks and (not after or said.verb.start > mention.span.end) else None


_DOUBTED = word_set("якби якщо нібито буцімто ніби чи та і або")


def _kazakh_speaker(cue: Sequence[Word], mention: Mention, said: Reported) -> Person | None:
    """Return the person of «…», – деді X, of «X: «…»» and of «X-тің айтуынша, …».

    Elsewhere the name may belong to what is said.
    """
    if mention.person is None or any(one.text.casefold() in {"мен", "және", "немесе"} for one in cue):
        return None
    others = [one for one in cue if not mention.span.start <= one.start < mention.span.end]
    before = [one for one in others if one.end <= mention.span.start and one.text.casefold() not in _CUE_WORDS]
    is_clear = all(one.is_word for one in before) and (mention.is_full or not before)
    if said.verb is None and said.kind != "direct":
        is_genitive = (
            re.search(r"[тдн][ыі]ң$", mention.text) and without_case(mention.text).split()[-1] in mention.person.name
        )
        return mention.person if is_genitive and is_clear and len(others) - len(before) == 1 else None
    is_last = mention.span.end == cue[-1].end and said.kind == "direct"
    return mention.person if is_last and is_clear and _is_nominative(mention) else None


_CUE_WORDS = _KAZAKH | _CONNECTIVE | {"өтті"}
