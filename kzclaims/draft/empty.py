"""Write a dossier with a source, its text and one commented example of each record."""

from collections.abc import Iterator
from typing import Any

import msgspec

from kzclaims.dossier.records import (
    Appearance,
    Citation,
    Event,
    Name,
    Organization,
    Participant,
    Person,
    Record,
    Review,
    Role,
    Source,
    Statement,
    Topic,
)
from kzclaims.dossier.toml_writer import string, table
from kzclaims.draft.sentences import sentences
from kzclaims.language.names.slug import slug

_HINT = """\
# The examples below are commented out. Remove “# ” from the lines of those that you need, fill them in, and load the
# file. Lines that begin with “##” are explanations. You need not count characters: the places of words in the text are
# found when the file is loaded. If the words occur several times, give some words before or after them:
# prefix = "…", suffix = "…".
"""

_EXPLAINED = {
    "topics": "A country or a subject.",
    "organizations": "A publisher, authority or company. Name the publisher in the source: publisher = {key}",
    "people": "A person who speaks or acts, with the forms of the name as printed, and roles that the text proves.",
    "statements": "Words that somebody says. The kind is direct (verbatim), indirect, mixed, or editorial (the words\n"
    "of the source itself). The speaker is a key of people; leave it out if the text does not show whose words\n"
    "these are. The attribution contains the words that name the speaker, with the verb.",
    "events": "What happened, with a date as in the dossier's reference, such as 2024-05-03, 2024-05 or 2024-05~.",
    "reviews": "A published check of a statement.",
}


def empty(source: Source, text: str, *, key: str, publisher: str | None = None) -> Iterator[str]:
    """Yield the text of a dossier whose only record is the source; the examples have words of the text."""
    yield f"dossier = {string(key)}\n"
    yield f"\n{table('sources', _fields(source))}"
    yield f"\n{_HINT}"
    exact = _example(text)
    body = Organization(key=slug(publisher or "") or "publisher", name=publisher or "The Publisher", lang=source.lang)
    for plural, record in _examples(source, exact, body):
        lines = [f"## {line}" for line in _EXPLAINED[plural].format(key=string(body.key)).split("\n")]
        lines += [f"# {line}".rstrip() for line in table(plural, _fields(record)).rstrip("\n").split("\n")]
        yield "\n" + "\n".join(lines) + "\n"


def _fields(record: Record) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(record)
    return found


def _example(text: str) -> str:
    """Return a sentence that occurs once in the text, or the text's first line."""
    for span in sentences(text[:20_000]):
        exact = text[span.start : span.end]
        if "\n" not in exact and exact[-1:] in ".!?…" and 20 <= len(exact) <= 200 and text.count(exact) == 1:
            return exact
    return text.strip().partition("\n")[0].strip()


def _examples(source: Source, exact: str, body: Organization) -> Iterator[tuple[str, Record]]:
    lang, cited = source.lang, [Citation(source=source.key, exact=exact)]
    yield "topics", Topic(key="topic", name="A topic")
    yield "organizations", body
    yield (
        "people",
        Person(
            key="given-family",
            name="Given Family",
            lang=lang,
            names=[Name(text="Family", lang=lang, kind="as printed")],
            roles=[Role(title="Minister", lang=lang, organization=body.key, citations=cited)],
        ),
    )
    yield (
        "statements",
        Statement(
            key="family-first-words",
            kind="indirect",
            text=exact,
            lang=lang,
            speaker="given-family",
            topics=["topic"],
            appearances=[Appearance(source=source.key, exact=exact, attribution=" ".join(exact.split()[:3]))],
        ),
    )
    yield (
        "events",
        Event(
            key="what-happened",
            title="What happened",
            lang=lang,
            date=source.published or "2024-05",
            participants=[Participant(person="given-family", part="host")],
            citations=cited,
        ),
    )
    yield (
        "reviews",
        Review(
            key="review",
            statement="family-first-words",
            reviewer=body.key,
            url="https://example.org/review",
            title="A review",
            date="2024-05",
            rating="True",
            lang=lang,
            verdict="true",
        ),
    )
