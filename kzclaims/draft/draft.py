"""Read a text into people and statements: the draft of a dossier."""

from dataclasses import dataclass

from kzclaims.draft import english
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
from kzclaims.draft.speakers import Text, add_roles, by_pronoun, speaker
from kzclaims.draft.statements import Reported, read, reported


@dataclass(frozen=True)
class Drafted:
    """A statement with its speaker, None if the text leaves the speaker open."""

    said: Reported
    speaker: Person | None


def drafted(text: str, lang: str = "ru") -> tuple[list[Person], list[Drafted]]:
    """Return the people and the statements of a text."""
    return _english(text) if lang.startswith("en") else _russian(text)


def _is_hearsay(said: Reported, before: list[Drafted]) -> bool:
    """Return True if the cue is within what somebody else says, or in a cue: «как заявил X, Y сообщил, что …»."""
    cue = said.attribution
    return cue is not None and any(
        cue.within(one.said.span)
        or (one.said.attribution is not None and cue.within(one.said.attribution) and cue != one.said.attribution)
        for one in before[-100:]  # More are not within one another.
    )


def _english(text: str) -> tuple[list[Person], list[Drafted]]:
    sentences = read(text)
    names = [mention for one in sentences for mention in english.full_names(one.words, text)]
    people = english.group(names)
    taken = Spans(one.span for one in names)
    names += [mention for one in sentences for mention in english.short_names(one.words, people, taken)]
    names.sort(key=lambda one: one.span)
    leave_shared_names_open(names)
    whole = Text([word for sentence in sentences for word in sentence.words], names, people)
    found: list[Drafted] = []
    for said in english.reported(text, sentences):
        cue = said.attribution
        who = None
        if cue and not _is_hearsay(said, found):
            inside, mentions = whole.words_between(cue.start, cue.end), whole.mentions_between(cue.start, cue.end)
            before = whole.words_between(cue.start - 20, cue.start)[-1:]
            after = whole.words_between(cue.end, cue.end + 40)
            uncertain = bool(before) and before[0].text.casefold() in english.UNCERTAIN
            if not uncertain and not english.has_others(inside, after):
                who = english.subject(mentions, inside, said.verb)
        found.append(Drafted(said, who))
    return people, found


def _russian(text: str) -> tuple[list[Person], list[Drafted]]:
    sentences = read(text)
    names: list[Mention] = []
    for sentence in sentences:
        short = [one for one in sentence.quotations if text[one.start : one.end].count(" ") < 4]
        names += full_names(sentence.words, text, in_marks=short)
    people = group(names)
    taken = Spans(one.span for one in names)
    for sentence in sentences:
        names += short_names(sentence.words, people, taken)
    names += add_single_names([one.words for one in sentences], people, Spans(one.span for one in names))
    names.sort(key=lambda one: one.span)
    leave_shared_names_open(names)
    whole = Text([word for sentence in sentences for word in sentence.words], names, people)
    add_roles(whole)
    found: list[Drafted] = []
    last: tuple[Reported, Person] | None = None
    for said in reported(text, sentences):
        if _is_hearsay(said, found):
            found.append(Drafted(said, None))  # Somebody else reports these words.
            continue
        person = speaker(whole, said) or (by_pronoun(whole, said, *last) if last else None)
        if person is not None:
            last = said, person
        elif said.attribution is not None:
            last = None
        found.append(Drafted(said, person))
    return people, found
