"""Find the turns of speakers in transcripts and interviews, each with its label: «МАКРОН: …», “SPEAKER_02: …”, “Q: …”.

A text has turns only if its lines show it: labels come back, or every line has one. A label is printed as it is, and is
no person by itself.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kzclaims.draft.cues import speech
from kzclaims.draft.morphology import readings
from kzclaims.draft.sentences import Span, sentences
from kzclaims.language.names.folding import word_set


class Turn(NamedTuple):
    """The words that one speaker says without an interruption."""

    label: Span | None
    """The label, without its colon; None for a turn that begins with a dash only."""
    words: Span


class _Line(NamedTuple):
    """The beginning of a turn: its label and the offset of the words after it."""

    label: Span
    words: int
    is_plain: bool
    """True for words with capitals, which may be a heading, False for a label that can be nothing else."""


_TIME = r"[\[(]?(?:\d{1,2}:)?\d{1,2}:\d\d(?:[.,]\d{1,3})?[\])]?"
_LABEL = re.compile(
    rf"[ \t]{{0,9}}(?:>{{2,3}}[ \t]?|[-–—][ \t])?(?:{_TIME}[ \t]?(?:[-–—][ \t])?)?(?:\*\*|__)?"
    r"(?P<label>[^\W\d_][^\n:*<>«»\"“”!?;(\[]{0,59})(?:[(\[][^()\[\]\n]{1,40}[)\]][ \t]?)?"
    rf"(?:(?:\*\*|__)?[ \t]?:(?:\*\*|__)?(?=\s|$)|(?<=[ \t]){_TIME}[ \t]{{0,9}}(?=\n|$))"
)
_NUMBERED = re.compile(
    r"(?:speaker|voice|spk|unknown|спикер|участник|участница|говорящий|голос|мужчина|женщина|сөйлеуші)"
    r"[ _-]?(?:\d{1,3}|[a-zа-я])",
    re.IGNORECASE,
)
_ROLES = word_set(
    """q a question answer interviewer interviewee moderator host reporter anchor narrator unidentified operator
    вопрос ответ ведущий ведущая корреспондент корр журналист журналистка модератор интервьюер собеседник диктор
    переводчик редакция запитання відповідь кореспондент ведуча журналіст сұрақ жауап жүргізуші тілші журналистің"""
)
_NO_LABELS = word_set(
    """важно внимание справка обновлено источник источники фото видео автор адрес телефон читайте дата место время
    итог итоги тема кто где когда что почему как вывод примечание совет рецепт цена
    note update updated warning source sources photo video author address phone date place time subject from to cc
    summary who where when what why how topic location tip price"""
)
_MOST_WORDS = 5
_SHORTEST = 5
"""The fewest letters of a label in capitals: «США: …» is rather an item of a list."""


def _label(text: str, start: int) -> _Line | None:
    """Return the label with which a line begins."""
    found = _LABEL.match(text, start)
    if found is None:
        return None
    printed = found["label"].rstrip()
    span = Span(found.start("label"), found.start("label") + len(printed))
    name = printed.partition(",")[0].rstrip(" .")
    words = name.split()
    if not words or len(words) > _MOST_WORDS or any(one.strip(".").casefold() in _NO_LABELS for one in words):
        return None
    is_role = words[0].casefold() in _ROLES and len(words) <= 2
    if is_role or _NUMBERED.fullmatch(name):
        return _Line(span, found.end(), is_plain=False)
    if not all(map(_may_label, words)) or not _may_name(words):
        return None
    is_bold = text[span.start - 2 : span.start] in ("**", "__")
    return _Line(span, found.end(), is_plain=not is_bold and (not name.isupper() or len(name) < _SHORTEST))


def _may_label(word: str) -> bool:
    return word[:1].isupper() and word.replace("-", "").replace(".", "").replace("'", "").replace("’", "").isalpha()


def _may_name(words: Sequence[str]) -> bool:
    """Return False for a verb of speech, a place and a thing: «Заявил Сатпаев:», «АСТАНА:», «Погода:»."""
    if any(speech(one) for one in words):
        return False
    found = readings(words[0])[:1]
    if len(words) > 1 or not found or not found[0].is_known or not found[0].has("NOUN"):
        return True
    if words[0].isupper() and len(words[0]) >= _SHORTEST:
        return "Geox" not in found[0].grammemes
    return not found[0].grammemes.isdisjoint({"anim", "Name", "Surn", "Patr"})


def turns(text: str, *, is_recording: bool = False) -> list[Turn]:
    """Return the turns of a text in their order, or none if it isn't a transcript.

    `is_recording` is True for subtitles and the output of speech recognition, where a single label is enough.
    """
    lines = [place for place in _line_starts(text) if text[place : place + 1] != "\n"]
    labels = [one for place in lines if (one := _label(text, place))]
    if is_recording:
        is_early = labels and not text[: labels[0].label.start].strip(_MARKS)
        labels = [one for one in labels if is_early or not one.is_plain]
    elif not _are_labels(text, labels, len(lines)):
        labels = []
    starts: list[tuple[int, Span | None, int]] = [(one.label.start, one.label, one.words) for one in labels]
    if is_recording or not labels:
        begun = {text.rfind("\n", 0, one.label.start) + 1 for one in labels}
        starts += [one for one in _dashes(text, lines, is_recording=is_recording) if one[0] not in begun]
    return list(_between(text, sorted(starts, key=lambda one: one[0])))


_MARKS = " \t\n[]()0123456789:.,-–—*_>"
"""Characters that may be before the first label."""


def _line_starts(text: str) -> Iterator[int]:
    place = 0
    while 0 <= place < len(text):
        yield place
        place = text.find("\n", place) + 1 or -1


def _are_labels(text: str, labels: list[_Line], lines: int) -> bool:
    """Return True if the lines that may begin with labels make the text a transcript."""
    if not labels:
        return False
    often = Counter(text[one.label.start : one.label.end] for one in labels)
    returning = sum(count for count in often.values() if count > 1)
    certain = sum(not one.is_plain for one in labels)
    if certain > 1 and 4 * len(labels) >= lines:
        return True
    return labels[0].label.start < len(text) / 2 and returning > 2 and len(often) > 1 and lines < 25 * len(labels)


_DASH = re.compile(r"[ \t]{0,9}(?:>{2,3}|[-–—](?=[ \t]))[ \t]{0,9}(?=[^\s])")
_SAID = re.compile(r"[,.!?…] ?[-–—] ?([^\W\d_]+)")


def _dashes(text: str, lines: list[int], *, is_recording: bool) -> list[tuple[int, None, int]]:
    """Return the beginnings of turns that begin with a dash, if they are questions and answers."""
    found = [(place, match.end()) for place in lines if (match := _DASH.match(text, place))]
    ends = [text.find("\n", words) for _, words in found]
    parts = [text[words : end if end > 0 else len(text)].rstrip() for (_, words), end in zip(found, ends, strict=True)]
    if not is_recording:
        asked = sum(one.endswith("?") for one in parts)
        if asked < 2 or len(found) - asked < 2 or 2 * len(found) < sum(place >= found[0][0] for place in lines):
            return []
        if any(speech(one[1]) for part in parts for one in _SAID.finditer(part)):
            return []  # direct speech of an article: «– Мост закрыт, – сказал Сатпаев»
    return [(place, None, words) for place, words in found]


def _between(text: str, starts: Sequence[tuple[int, Span | None, int]]) -> Iterator[Turn]:
    """Yield the turns, each up to the line in which the next one begins."""
    for place, (_, label, words) in enumerate(starts):
        end = text.rfind("\n", 0, starts[place + 1][0] + 1) if place + 1 < len(starts) else len(text)
        start = words
        while start < end and text[start] in " \t\n*_":
            start += 1
        while end > start and text[end - 1] in " \t\n*_":
            end -= 1
        if start < end:
            yield Turn(label, Span(start, end))


LONGEST = 1500
"""The most characters of a turn that is drafted as one statement."""
_PARAGRAPH = re.compile(r"\n[ \t]*\n|(?<=[.!?…»”\"])[ \t]*\n")


def pieces(text: str, turn: Span, *, is_recording: bool) -> Iterator[Span]:
    """Yield the parts of a turn, each to be drafted as one statement: its paragraphs, long ones by sentences."""
    begin = turn.start
    breaks = [] if is_recording else list(_PARAGRAPH.finditer(text, turn.start, turn.end))
    for start, end in [*((one.start(), one.end()) for one in breaks), (turn.end, turn.end)]:
        yield from _parts(text, begin, start)
        begin = end


def _parts(text: str, start: int, end: int) -> Iterator[Span]:
    if end - start <= LONGEST:
        if text[start:end].strip():
            yield Span(start, end)
        return
    begin = last = start
    for one in sentences(text, start, end):
        if one.end - begin > LONGEST and last > begin:
            yield Span(begin, last)
            begin = one.start
        while one.end - begin > LONGEST:  # speech recognition without full stops
            cut = max(text.rfind(mark, begin, begin + LONGEST) for mark in "\n ")
            cut = cut if cut > begin else begin + LONGEST
            yield Span(begin, cut)
            begin = cut + text[cut].isspace()
        last = one.end
    if text[begin:end].strip():
        yield Span(begin, end)


_EMPTY = word_set(
    """спасибо здравствуйте привет добрый доброе день утро вечер угу ага так хорошо понятно ясно пожалуйста вам большое
    до свидания эм э м ну за беседу разговор интервью внимание вопрос ответ ответы всем thank thanks you hello hi okay
    ok yeah right uh um hmm mm huh mhm so much very good morning evening afternoon bye welcome рахмет сәлем
    сәлеметсіз бе дякую вітаю"""
)
_WORD = re.compile(r"[^\W\d_]+")


def asserts(words: str) -> bool:
    """Return False for a turn that only asks, greets or thanks."""
    return any(
        not words[one.start : one.end].rstrip('»”" ').endswith("?")
        and any(word not in _EMPTY for word in _WORD.findall(words[one.start : one.end].casefold()))
        for one in sentences(words)
    )
