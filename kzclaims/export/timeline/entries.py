"""The entries of a timeline: statements and events with their days.

The day of a statement is the day on which it was said or, if that is not recorded, first published; entries
distinguish the two. Text is one line without characters that control a terminal, reorder a line or are forbidden in
XML.
"""

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from kzclaims.dossier.records import Event, Passage, Source, Statement
from kzclaims.errors import InputError
from kzclaims.export.common import characters, recorded_date, web
from kzclaims.export.labels import quoted
from kzclaims.language import dates
from kzclaims.language.control_chars import safe
from kzclaims.language.highlight import excerpt, highlight
from kzclaims.language.search_query import SearchQuery
from kzclaims.language.search_query import parse as parse_query
from kzclaims.store.derived.day import day_of
from kzclaims.store.read.selection import Selection

_BEFORE = 20
"""The number of characters before the words of a search in a label."""

MOST = 1000
"""The limit of entries in one picture; a picture with more is not readable."""


class Proof(Struct, frozen=True):
    """A passage and its source."""

    words: str
    lang: str
    where: str
    addresses: tuple[str, ...]
    """The addresses of the source and its archived copy; http and https only."""
    check: str
    """The result of checking the passage against the text of the source."""


class Entry(Struct, frozen=True):
    """An event or a statement on a timeline."""

    kind: Literal["event", "statement"]
    key: str
    text: str
    """The title of an event or the words of a statement, in quotation marks if they are the speaker's own."""
    lang: str
    speaker: str | None
    days: dates.UncertainDate | None
    published: bool
    """True if the days are those of the first publication."""
    status: str | None
    about: tuple[str, ...]
    """Further facts, one phrase each."""
    proofs: tuple[Proof, ...]
    excerpt: str | None = None
    """The words of a search with the text around them, if the label shows these instead of the beginning."""

    @property
    def id(self) -> str:
        """An id that is unique on the timeline."""
        return f"{self.kind}-{self.key}"

    @property
    def when(self) -> str:
        """The date as recorded."""
        if self.days is None:
            return "undated"
        edtf = visible(self.days.edtf)
        return f"published {edtf}" if self.published else edtf

    @property
    def what(self) -> str:
        """The speaker, if there is one, and the text."""
        return f"{self.speaker}: {self.text}" if self.speaker else self.text

    @property
    def label(self) -> str:
        """The speaker, if there is one, and the text or its excerpt."""
        text = self.excerpt or self.text
        return f"{self.speaker}: {text}" if self.speaker else text

    @property
    def address(self) -> str | None:
        """The first address of a passage."""
        return next((address for proof in self.proofs for address in proof.addresses), None)


def is_dense(selection: Selection) -> bool:
    """Return True if a picture cannot show each of the selected statements and events."""
    return selection.count(Event) + selection.count(Statement) > MOST


def collect_entries(selection: Selection, words: str | None = None) -> list[Entry]:
    """Return the selected statements and events in order of their days, undated ones last.

    Labels show the words of a search. Raises `InputError` for more than `MOST` entries.
    """
    query = parse_query(words) if words else None
    count = selection.count(Event) + selection.count(Statement)
    if count > MOST:
        raise InputError(
            f"{count:,} statements and events are too many for one picture (limit {MOST:,}); "
            "select fewer with {since} and {until}, {person}, {topic} or {search}",
            parameters=("since", "until", "person", "topic", "search"),
        )
    parse = cache(recorded_date)
    entries = [
        _event(event, selection, parse(event.date) if event.date else None) for event in selection.records(Event)
    ]
    for statement in selection.records(Statement):
        edtf = said(statement, selection)
        entry = _statement(statement, selection, parse(edtf) if edtf else None)
        entries.append(replace(entry, excerpt=_excerpt(query, entry)) if query else entry)
    return sorted(entries, key=lambda one: (one.days.earliest, one.days.latest) if one.days else (date.max, date.max))


def _excerpt(query: SearchQuery, entry: Entry) -> str | None:
    """Return the words found with the text around them, or None if the label begins with them anyway."""
    found = highlight(query, entry.text, entry.lang)
    first, _ = excerpt(entry.text, found, _BEFORE, 0)
    return f"… {entry.text[first:]}" if first else None


def said(statement: Statement, selection: Selection) -> str | None:
    """Return the date on which a statement was said or, if that is not recorded, first published."""
    published = (selection.sources[one.source].published for one in statement.appearances)
    day = day_of(_day(statement.said), map(_day, published))
    return day[0] if day else None


def speaker(statement: Statement, selection: Selection) -> str:
    """Return the name of the speaker; for an editorial statement the publisher."""
    if (named := selection.speaker(statement)) is not None:
        return named.name
    if statement.kind != "editorial":
        return "Speaker not named"
    publishers = (selection.sources[one.source].publisher for one in statement.appearances)
    return next((selection.names[f"organization/{key}"].name for key in publishers if key), "Editorial")


def visible(text: str) -> str:
    """Return text in one line without unsafe characters."""
    return safe(characters(" ".join(text.split())))


def _day(edtf: str | None) -> tuple[str, date, date] | None:
    if edtf is None:
        return None
    known = recorded_date(edtf)
    return edtf, known.earliest, known.latest


def _event(event: Event, selection: Selection, days: dates.UncertainDate | None) -> Entry:
    people = (
        f"person/{one.person}" if one.person else f"organization/{one.organization}" for one in event.participants
    )
    about = (event.place, ", ".join(selection.names[key].name for key in people), event.description, event.date_note)
    return Entry(
        kind="event",
        key=event.key,
        text=visible(event.title),
        lang=event.lang,
        speaker=None,
        days=days,
        published=False,
        status=None,
        about=tuple(visible(one) for one in about if one),
        proofs=_proofs(event, ((one, one.exact) for one in event.citations), selection),
    )


def _statement(statement: Statement, selection: Selection, days: dates.UncertainDate | None) -> Entry:
    printed = ((one, one.exact or statement.text) for one in statement.appearances)
    return Entry(
        kind="statement",
        key=statement.key,
        text=visible(quoted(statement.kind, statement.text)),
        lang=statement.lang,
        speaker=visible(speaker(statement, selection)),
        days=days,
        published=days is not None and statement.said is None,
        status=selection.statuses.get(statement.key),
        about=(statement.kind,),
        proofs=_proofs(statement, printed, selection),
    )


def _proofs(
    record: Event | Statement, passages: Iterable[tuple[Passage, str]], selection: Selection
) -> tuple[Proof, ...]:
    return tuple(
        _proof(words, selection.sources[passage.source], selection.check_of(record, passage.source, number), selection)
        for number, (passage, words) in enumerate(passages, 1)
    )


def _proof(words: str, source: Source, check: str, selection: Selection) -> Proof:
    publisher = selection.names[f"organization/{source.publisher}"].name if source.publisher else None
    return Proof(
        words=visible(words),
        lang=source.lang,
        where=", ".join(visible(one) for one in (publisher, source.title, source.published) if one),
        check=check,
        addresses=tuple(
            address
            for address in (source.url, source.archive_url)
            if address and web(address) and visible(address) == address
        ),
    )
