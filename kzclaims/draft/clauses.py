"""Find reported clauses in a sentence, and the words that attribute them."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from kzclaims.draft.cues import PREPOSITIONAL, TOPIC_PREPOSITIONS, is_agency, is_content_noun, speech
from kzclaims.draft.morphology import is_verb, readings
from kzclaims.draft.sentences import Span, Word
from kzclaims.language.names.folding import word_set

TRIM = " \n\t\xa0,;:.-–—"
"""Characters at the edges of reported words that are not part of them."""


def cue_after_quotation(cue: list[Word], verb: Word | None) -> Span | None:
    """Return the cue after a quotation: its verb and its subject with an apposition."""
    if not cue:
        return None
    end = cue[0].end
    has_noun = False
    for place, word in enumerate(cue):
        if word.text in ".;!?…:(" or (word.text == "," and not _apposition(cue, place)):
            break
        if word.text in "-–—":
            break
        if has_noun and word is not cue[0] and word.text in _ADVERBIAL and (verb is None or cue[place - 1] is not verb):
            break
        has_noun = has_noun or any(
            "NOUN" in one.grammemes or "NPRO" in one.grammemes for one in readings(word.text)[:1]
        )
        end = word.end
    return Span(cue[0].start, end)


_ADVERBIAL = word_set("в во на по после в при из для с со о об перед через до от к ко во")


def _apposition(cue: list[Word], place: int) -> bool:
    """Return True if a comma is followed by a title of the name before it: «сказал Иван Петров, директор завода»."""
    if place + 1 >= len(cue) or not cue[place - 1].is_capitalised:
        return False
    following = readings(cue[place + 1].text)
    return bool(following) and following[0].has("NOUN", "anim") and not {"Name", "Surn"} & following[0].grammemes


def clause_around(cue: list[Word], verb: Word | None) -> Span | None:
    """Return the words of a clause around its verb of speech."""
    if not cue:
        return None
    place = cue.index(verb) if verb in cue else len(cue) - 1
    start = place
    while start and cue[start - 1].text not in ",;:(—–-":
        start -= 1
    return Span(cue[start].start, cue[-1].end)


def has_own_subject(found: list[Word], start: int, verb: Word | None) -> bool:
    """Return True if a cue within what somebody says has a subject of its own: «…, что люди думали, что …»."""
    if verb is None:
        return False
    inside = [one for one in found if start <= one.start < verb.start]
    before = next((one.text for one in reversed(found) if one.end <= start), "")
    return before != "а" and not (inside and inside[0].text == "а") and any(_is_nominative(one) for one in inside)


def _is_nominative(word: Word) -> bool:
    one = readings(word.text)
    return len(word.text) > 1 and any(
        reading.has("nomn") and not reading.grammemes.isdisjoint({"NOUN", "NPRO"}) for reading in one[:2]
    )


def content(text: str, begin: int, stop: int) -> Span:
    """Return the span of reported words without marks and conjunctions at its edges."""
    found = stripped(text, begin, stop, TRIM)
    while tail := _TAIL.search(text, found.start, found.end):
        found = stripped(text, found.start, tail.start(), TRIM)
    return found


_TAIL = re.compile(r"[\s,](?:и|а|но|а также|при этом|также|кроме того)\Z")


class Cue(NamedTuple):
    """Words that attribute something, with the place of what they attribute."""

    begin: int
    """The offset at which the content begins."""
    attribution: Span
    verb: Word | None
    stop: int | None = None
    """The offset at which the content ends, if not with the sentence."""


def cues(found: list[Word]) -> Iterator[Cue]:
    """Yield where reported content begins, its attribution and its verb."""
    place = 0
    while place < len(found):
        for look in (_that, _prepositional, _as_said, _colon, _inserted, _about, _told_about, _considers):
            cue = look(found, place)
            if cue:
                yield cue
                after = next((index for index, one in enumerate(found) if one.start >= cue.begin), len(found))
                place = max(place, after - 1)
                break
        place += 1


def _left_clause(found: list[Word], place: int) -> int:
    """Return the index where the clause that contains a word begins."""
    start = place
    while start and found[start - 1].text not in ",;:(—–":
        start -= 1
    return start


_THAT = frozenset({"что", "будто", "якобы"})


def _that(found: list[Word], place: int) -> Cue | None:
    """Match «…сообщил, что …», «настаивал на том, что …»."""
    if found[place].text not in _THAT or place < 2:
        return None
    comma = found[place - 1].text == ","
    last = place - 2 if comma else place - 1
    if not comma and not speech(found[last].text):
        return None
    start = _left_clause(found, last)
    for _ in range(3):
        verb = next((one for one in reversed(found[start : last + 1]) if speech(one.text)), None)
        if verb or start < 2 or any(is_verb(one.text) for one in found[start : last + 1]):
            break
        last, start = start - 2, _left_clause(found, start - 2)
    if verb is None:
        nouns = [one for one in found[max(start, place - 7) : place] if is_content_noun(one.text)]
        if not nouns:
            return None
    if verb is not None and _is_denied(found, start, verb):
        return None
    if verb is not None and _is_gerund(verb):
        start = next((index + 1 for index in range(start - 1, -1, -1) if found[index].text in ";:("), 0)
    if verb is not None:
        start = _over_insertion(found, start, found.index(verb))
    begin = _subject_start(found, start, verb)
    return Cue(found[place].end, Span(found[begin].start, found[place - (2 if comma else 1)].end), verb)


_INSERTIONS = frozenset(
    ["в свою очередь", "однако", "между тем", "в частности", "кроме того", "тем временем", "в то же время", "впрочем"]
)


def _over_insertion(found: list[Word], start: int, verb: int) -> int:
    """Return where a clause begins whose subject and verb are parted: «Ким, в свою очередь, сообщил»."""
    if start != verb or start < 3 or found[start - 1].text != ",":
        return start
    comma = next((place for place in range(start - 2, max(start - 14, 0), -1) if found[place].text == ","), None)
    if comma is None:
        return start
    inside = found[comma + 1 : start - 1]
    is_participle = any("GRND" in one.grammemes or "PRTF" in one.grammemes for one in readings(inside[0].text)[:1])
    if is_participle or " ".join(one.text.casefold() for one in inside) in _INSERTIONS:
        return _left_clause(found, comma - 1)
    return start


def _is_gerund(verb: Word) -> bool:
    one = speech(verb.text)
    return one is not None and "GRND" in one.grammemes


def _is_denied(found: list[Word], start: int, verb: Word) -> bool:
    """Return True if the clause doesn't assert that somebody said it: «не сказал, что»."""
    place = found.index(verb)
    return (
        place > start
        and found[place - 1].text.casefold() in {"не", "ни"}
        and speech(verb.text) is not None
        and (readings(verb.text)[0].lemma not in {"исключить", "скрывать", "отрицать"})
    )


def _subject_start(found: list[Word], start: int, verb: Word | None) -> int:
    """Return the index where the attribution begins, without a conjunction or adverb before it."""
    while (
        start < len(found) - 1
        and found[start] is not verb
        and (
            found[start].text.casefold() in _LEADING
            or not (found[start].is_word or found[start].text[0].isdigit() or found[start].text in '"«“')
        )
    ):
        start += 1
    glued = [place for place in range(start + 1, len(found)) if _is_glued(found, place)]
    stop = found.index(verb) if verb in found else len(found)
    return max((place for place in glued if place <= stop and found[place].is_capitalised), default=start)


def _is_glued(found: list[Word], place: int) -> bool:
    """Return True if a word follows the one before without a space: «…область|Аким области сообщил»."""
    return found[place - 1].end == found[place].start and found[place - 1].is_word


_LEADING = word_set(
    """что и а но также кроме того при этом однако так же ещё еще ранее потом затем поэтому напомним отметим"""
)


def _prepositional(found: list[Word], place: int) -> Cue | None:
    """Match «по словам X, …», «согласно данным X, …», «со слов X, …»."""
    word = found[place].text.casefold()
    if word not in {"по", "согласно", "со", "с"} or place + 1 >= len(found):
        return None
    noun = next((one for one in found[place + 1 : place + 4] if one.text.casefold() in PREPOSITIONAL[word]), None)
    if noun is None:
        return None
    if word in {"со", "с"} and noun.text.casefold() != "слов":
        return None
    index = found.index(noun)
    comma = next(
        (index for index in range(index, min(len(found), index + 25)) if found[index].text in {",", ":"}), None
    )
    if comma is None or comma + 2 >= len(found):
        return None
    begins = place == 0 or place - _left_clause(found, place) < 3 or found[place - 1].text in ",—–-("
    if not begins:
        return None
    return Cue(found[comma].end, Span(found[place].start, found[comma - 1].end), None)


def _as_said(found: list[Word], place: int) -> Cue | None:
    """Match «как сообщил X, …»."""
    if found[place].text.casefold() != "как" or place + 2 >= len(found):
        return None
    if place and found[place - 1].text not in ",.—–-:;":
        return None
    verb = next((one for one in found[place + 1 : place + 6] if speech(one.text)), None)
    if verb is None or any(one.text == "," for one in found[place + 1 : found.index(verb)]):
        return None
    comma = next(
        (
            i
            for i in range(place + 2, min(len(found), place + 30))
            if found[i].text == "," and (not _apposition(found, i) or _is_clause(found, i + 1))
        ),
        None,
    )
    if comma is None or comma + 2 >= len(found):
        return None
    return Cue(found[comma].end, Span(found[place].start, found[comma - 1].end), verb)


def _is_clause(found: list[Word], start: int) -> bool:
    """Return True if there is a finite verb before the next mark: «присяжный не пришёл»."""
    end = next((place for place in range(start, len(found)) if found[place].text in ",.;:—–"), len(found))
    return any(is_verb(one.text) for one in found[start:end])


def _colon(found: list[Word], place: int) -> Cue | None:
    """Match «X отметил: …» without quotation marks."""
    if found[place].text != ":" or place < 2 or place + 2 >= len(found):
        return None
    start = _left_clause(found, place - 1)
    verb = next((one for one in reversed(found[start:place]) if speech(one.text)), None)
    if verb is None or found[place + 1].text in '"«“':
        return None
    begin = _subject_start(found, _over_insertion(found, start, found.index(verb)), verb)
    return Cue(found[place].end, Span(found[begin].start, found[place - 1].end), verb)


def _inserted(found: list[Word], place: int) -> Cue | None:
    """Match «При этом, добавил он, деньги лежат …»: a cue between commas after a few words."""
    if not (0 < place <= 5 and found[place - 1].text == "," and speech(found[place].text)):
        return None
    comma = next((i for i in range(place + 1, min(len(found), place + 12)) if found[i].text == ","), None)
    if comma is None or comma + 2 >= len(found) or found[comma + 1].text == "что" or speech(found[comma + 1].text):
        return None
    return Cue(found[comma].end, Span(found[place].start, found[comma - 1].end), found[place])


def _about(found: list[Word], place: int) -> Cue | None:
    """Match «рассказал о проведении …», «указал на необходимость …»."""
    word = found[place].text.casefold()
    if word not in TOPIC_PREPOSITIONS or place < 1 or place + 1 >= len(found):
        return None
    start = _left_clause(found, place - 1)
    verb = next((one for one in reversed(found[max(start, place - 6) : place]) if speech(one.text)), None)
    if verb is None:
        return None
    reading = speech(verb.text)
    if reading is None or reading.lemma not in TOPIC_PREPOSITIONS[word]:
        return None
    if found[place + 1].text.casefold() in {"том", "этом", "то", "себе", "нем", "ней", "них", "чем"}:
        return None
    if reading.lemma in {"обратить", "обращать"} and found[place - 1].text != "внимание":
        return None
    if reading.lemma not in _POINTING and not _asserts(found, place + 1):
        return None
    begin = _subject_start(found, start, verb)
    return Cue(found[place].end, Span(found[begin].start, found[place - 1].end), verb)


_POINTING = frozenset(["указать", "указывать", "обратить", "обращать"])


def _told_about(found: list[Word], place: int) -> Cue | None:
    """Match «О необходимости … рассказал X»: the content is before the verb."""
    if found[place].text.casefold() not in {"о", "об"} or place - _left_clause(found, place) > 1:
        return None
    if found[place + 1 : place + 2] and found[place + 1].text in {"этом", "том"}:
        return None
    for index in range(place + 2, min(len(found) - 1, place + 15)):
        reading = speech(found[index].text)
        if found[index].text in ",.;:()":
            return None
        if reading and reading.lemma in TOPIC_PREPOSITIONS["о"] and _is_nominative(found[index + 1]):
            if not _asserts(found, place + 1):
                return None
            attribution = cue_after_quotation(found[index:], found[index])
            return attribution and Cue(found[place].end, attribution, found[index], found[index].start)
    return None


def _asserts(found: list[Word], place: int) -> bool:
    """Return True if the noun after «о» is a fact («о проведении») and not only a topic («о причинах»)."""
    for word in found[place : place + 5]:
        one = readings(word.text)
        if one and "NOUN" in one[0].grammemes:
            return is_content_noun(word.text) or one[0].lemma.endswith(("ние", "тие", "ость", "ство", "рост"))
        if word.text in ",.;:":
            return False
    return False


_WANTED = {
    "считать": "ablt", "назвать": "ablt", "называть": "ablt", "пообещать": "INFN", "обещать": "INFN",
    "осудить": "accs", "раскритиковать": "accs", "призвать": "INFN NOUN NPRO", "призывать": "INFN NOUN NPRO",
    "требовать": "INFN", "потребовать": "INFN", "предложить": "INFN", "предлагать": "INFN",
    "пригрозить": "INFN", "угрожать": "INFN",
}  # fmt: skip
"""The verbs that report without «что», and the case or form that follows them."""


def _considers(found: list[Word], place: int) -> Cue | None:
    """Match «считает важным …», «назвал болезненным …»."""
    one = next((one for one in readings(found[place].text) if one.lemma in _WANTED), None)
    if one is None or "VERB" not in one.grammemes or place + 1 >= len(found):
        return None
    following = readings(found[place + 1].text)
    wanted = _WANTED[one.lemma].split()
    fits = found[place + 1].text in '"«“' or any(not other.grammemes.isdisjoint(wanted) for other in following)
    if not fits or len(found) - place < 5:
        return None
    start = _subject_start(found, _left_clause(found, place), found[place])
    return Cue(found[place].end, Span(found[start].start, found[place].end), found[place])


def trailing(text: str, found: list[Word]) -> tuple[int, Cue | None]:
    """Return where a sentence's content ends, and the cue if one ends it: «…, сообщил X.».

    The outlet's own credit («…, передаёт корреспондент Y») ends the content and is not a cue.
    """
    whole = found[-1].end
    for place in range(len(found) - 1, 2, -1):
        if found[place - 1].text not in {",", "-", "–", "—"}:
            continue
        start = place + 1 if found[place].text == "как" and place + 1 < len(found) else place
        verb = found[start]
        tail = found[start + 1 :]
        follows = verb.text == "следует" and bool(tail) and tail[0].text == "из"
        if not speech(verb.text) and not follows:
            continue
        if _has_clause(tail) or not _names_source(tail) or any(one.text in _NOT_TRAILING for one in tail):
            return whole, None
        said = stripped(text, found[0].start, found[place - 1].start, TRIM)
        if is_agency([verb, *tail]):
            before = trailing(text, found[: place - 1])  # «…, сообщил X, передаёт Abcnews.kz»
            return before if before[1] else (said.end, None)
        last = found[-1].start if found[-1].text in ".!?…" else found[-1].end
        return said.end, Cue(said.start, Span(found[place].start, last), verb, said.end)
    return whole, None


_NOT_TRAILING = frozenset({"что", ":", "«", '"'})


def _has_clause(tail: list[Word]) -> bool:
    """Return True if a finite verb follows a comma."""
    commas = [place for place, one in enumerate(tail) if one.text == ","]
    return bool(commas) and any(is_verb(one.text) for one in tail[commas[0] :])


def _names_source(tail: list[Word]) -> bool:
    """Return True if a subject or a place follows a verb of speech, or nothing does."""
    return (
        not any(one.is_word for one in tail)
        or tail[0].text in {"в", "на", "из", "со", "у"}
        or any(_is_nominative(one) for one in tail[:6])
        or any(one.is_capitalised for one in tail[:3])
    )


def stripped(text: str, start: int, end: int, marks: str) -> Span:
    """Return a span without these characters at its edges."""
    while start < end and text[start] in marks:
        start += 1
    while start < end and text[end - 1] in marks:
        end -= 1
    return Span(start, end)
