"""Read a text into people and statements: the draft of a dossier."""

from collections.abc import Callable

from kzclaims.draft import english, english_names, other
from kzclaims.draft.people import (
    Mention,
    Person,
    add_single_names,
    full_names,
    group,
    leave_shared_names_open,
    short_names,
)
from kzclaims.draft.sentences import Spans
from kzclaims.draft.speakers import Drafted, attributed
from kzclaims.draft.statements import names_in_marks, read, reported, topics
from kzclaims.draft.titles import Text, add_roles
from kzclaims.draft.transcript import Progress, drafted_turns
from kzclaims.draft.turns import turns


def drafted(
    text: str,
    lang: str = "ru",
    *,
    is_recording: bool = False,
    is_recorded: Callable[[str], bool] = lambda _name: False,
    progress: Progress = lambda _done, _all: None,
) -> tuple[list[Person], list[Drafted]]:
    """Return the people and the statements of a text.

    `is_recording` is True for subtitles and the output of speech recognition. `is_recorded` returns True for the name
    of a recorded person; it helps to find names in English texts.
    """
    found = turns(text, is_recording=is_recording)
    if found:
        return drafted_turns(text, found, lang, is_recording=is_recording, progress=progress)
    if is_recording:
        text = text.replace("\n", " ")  # Subtitles break lines anywhere.
    found_in = _english(text, is_recorded) if lang.startswith("en") else _cyrillic(text, lang)
    progress(1, 1)
    return found_in


def _english(text: str, is_recorded: Callable[[str], bool]) -> tuple[list[Person], list[Drafted]]:
    text = english.with_marks(text)
    sentences = read(text)
    names = [mention for one in sentences for mention in english_names.full_names(one.words, text, is_recorded)]
    people = english_names.group(names)
    taken = Spans(one.span for one in names)
    names += [mention for one in sentences for mention in english_names.short_names(one.words, people, taken)]
    names.sort(key=lambda one: one.span)
    leave_shared_names_open(names)
    whole = Text([word for sentence in sentences for word in sentence.words], names, people)
    return people, english.attributed(whole, english.reported(text, sentences))


def _cyrillic(text: str, lang: str) -> tuple[list[Person], list[Drafted]]:
    sentences = read(text)
    names: list[Mention] = []
    for sentence in sentences:
        names += full_names(sentence.words, text, in_marks=names_in_marks(text, sentence))
    people = group(names)
    taken = Spans(one.span for one in names)
    for sentence in sentences:
        names += short_names(sentence.words, people, taken)
    names += add_single_names([one.words for one in sentences], people, Spans(one.span for one in names))
    names.sort(key=lambda one: one.span)
    leave_shared_names_open(names)
    whole = Text([word for sentence in sentences for word in sentence.words], names, people)
    add_roles(whole)
    if lang.startswith("kk"):
        whole.people = people = other.join_case_forms(people, names)
    if not lang.startswith("ru"):
        return people, other.attributed(whole, other.reported(text, sentences, lang), lang)
    found = reported(text, sentences)
    return people, attributed(whole, found, topics(text, sentences, found))
