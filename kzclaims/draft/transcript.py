"""Draft a transcript turn by turn, so that a long one needs little memory."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence

from kzclaims.draft import english, english_names, other, people, statements
from kzclaims.draft.people import Mention, Person
from kzclaims.draft.sentences import Span, Spans, words
from kzclaims.draft.speakers import Drafted, attributed
from kzclaims.draft.statements import Reported, Sentence, names_in_marks, read
from kzclaims.draft.titles import Text, add_roles
from kzclaims.draft.turns import Turn, asserts, pieces

Progress = Callable[[int, int], None]
"""Called with the work that is done and the whole."""


def drafted_turns(
    text: str, turns: Sequence[Turn], lang: str, *, is_recording: bool, progress: Progress
) -> tuple[list[Person], list[Drafted]]:
    """Return the people and the statements of a transcript.

    A speaker is given only if the label is a full name. What a speaker reports of others has no speaker.
    """
    is_english = lang.startswith("en")
    # Subtitles break lines anywhere. A space instead keeps all offsets.
    whole = text.replace("\n", " ") if is_recording else text
    if is_english:
        whole = english.with_marks(whole)
    before = Span(0, (turns[0].label or turns[0].words).start)
    parts: list[tuple[Turn | None, Span]] = [(None, before)]
    parts += [(one, span) for one in turns for span in pieces(text, one.words, is_recording=is_recording)]

    def sentences(phase: int) -> Iterator[Sentence]:
        for _, span in parts:
            yield from read(whole, span)
            progress(phase * len(text) + span.end, 4 * len(text))

    labels = [named for one in turns if one.label and (named := _named(text, one.label, is_english=is_english))]
    names = [*labels, *(mention for one in sentences(0) for mention in _full_names(one, whole, is_english=is_english))]
    found = english_names.group(names) if is_english else people.group(names)
    taken = Spans(one.span for one in names)
    short = english_names.short_names if is_english else people.short_names
    names += [mention for one in sentences(1) for mention in short(one.words, found, taken)]
    people.leave_shared_names_open(sorted(names, key=lambda one: one.span))
    if not is_english:
        taken = Spans(one.span for one in names)
        names += people.add_single_names((one.words for one in sentences(2)), found, taken)
    names.sort(key=lambda one: one.span)
    by_label = {one.span.start: one.person for one in labels}
    asserting = {one.words: asserts(whole[one.words.start : one.words.end]) for one in turns}
    done: list[Drafted] = []
    for turn, span in parts:
        inside = read(whole, span)
        context = Text([word for one in inside for word in one.words], _between(names, span), found)
        if not is_english:
            add_roles(context)
        reported = _reported(whole, inside, lang)
        if turn is None:
            done += english.attributed(context, reported) if is_english else attributed(context, reported)
        else:
            if asserting[turn.words]:
                person = by_label.get(turn.label.start) if turn.label else None
                done.append(Drafted(Reported(span, "direct", turn.label), person))
            # Whatever a speaker reports of others, nobody can check here who they are.
            done += [Drafted(one, None) for one in reported if one.attribution is not None and one.span != span]
        progress(3 * len(text) + span.end, 4 * len(text))
    return found, done


def _reported(text: str, inside: list[Sentence], lang: str) -> list[Reported]:
    if lang.startswith("en"):
        return english.reported(text, inside)
    return statements.reported(text, inside) if lang.startswith("ru") else other.reported(text, inside, lang)


def _full_names(sentence: Sentence, text: str, *, is_english: bool) -> Iterator[Mention]:
    if is_english:
        return english_names.full_names(sentence.words, text)
    return people.full_names(sentence.words, text, in_marks=names_in_marks(text, sentence))


def _between(names: Sequence[Mention], span: Span) -> Sequence[Mention]:
    first, last = (bisect_left(names, place, key=lambda one: one.span.start) for place in span)
    return names[first:last]


def _named(text: str, label: Span, *, is_english: bool) -> Mention | None:
    """Return the full name that a label consists of, with or without a title after a comma."""
    printed = text[label.start : label.end]
    name, comma, title = printed.partition(",")
    if (comma and not title.strip()[:1].islower()) or text[label.end : label.end + 2].strip()[:1] in ("(", "["):
        return None
    titled = people.titled(name)
    inside = words(titled, Span(0, len(titled)))
    mentions = list(english_names.full_names(inside, titled) if is_english else people.full_names(inside, titled))
    if len(mentions) != 1 or mentions[0].span != Span(0, len(titled)) or "." in titled:
        return None
    return Mention(Span(label.start, label.start + len(name)), name, is_full=True)
