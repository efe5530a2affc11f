"""Statements and events in time: what a timeline shows, whatever draws it.

The day of a statement is when it was said or, where that is not known, when it was first published, and says which.
Text is as a reader may see it, in one line: nothing in it drives a terminal, reorders a line or is forbidden in XML.
"""

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Literal
from urllib.parse import urlsplit

from msgspec import Struct

from kzclaims.dossier.records import Event, Passage, Source, Statement
from kzclaims.errors import InputError
from kzclaims.export.common import characters
from kzclaims.language import dates
from kzclaims.language.control_chars import safe
from kzclaims.store.read.selection import Choice

MOST = 1000
"""How many statements and events one picture holds: beyond it, nobody finds anything in it."""


class Proof(Struct, frozen=True):
    """The words of a source, with where they are printed."""

    words: str
    lang: str
    where: str
    addresses: tuple[str, ...]
    """Of the source and of its archived copy; http and https only."""


class Entry(Struct, frozen=True):
    """An event or a statement on a timeline."""

    kind: Literal["event", "statement"]
    key: str
    text: str
    """The title or, with quotation marks where they are the speaker's own, the words."""
    lang: str
    speaker: str | None
    days: dates.UncertainDate | None
    published: bool
    """Whether the days are those of the first publication."""
    status: str | None
    about: tuple[str, ...]
    """What else is known, a phrase each."""
    proofs: tuple[Proof, ...]

    @property
    def id(self) -> str:
        """Unique on the timeline."""
        return f"{self.kind}-{self.key}"

    @property
    def when(self) -> str:
        """The date as it is known."""
        if self.days is None:
            return "undated"
        edtf = seen(self.days.edtf)
        return f"published {edtf}" if self.published else edtf

    @property
    def what(self) -> str:
        """The speaker, if there is one, and the words."""
        return f"{self.speaker}: {self.text}" if self.speaker else self.text

    @property
    def address(self) -> str | None:
        """Where the proof can be read."""
        return next((address for proof in self.proofs for address in proof.addresses), None)


def gathered(choice: Choice) -> list[Entry]:
    """The chosen statements and events from the earliest day to the latest, what has none last.

    Raises `InputError` for more than `MOST`.
    """
    count = choice.count(Event) + choice.count(Statement)
    if count > MOST:
        raise InputError(
            f"{count:,} statements and events are too many for one picture, which holds {MOST:,}; "
            "choose fewer with --from and --to, --person, --topic or --search"
        )
    parse = cache(dates.parse)
    entries = [_event(event, choice, parse(event.date) if event.date else None) for event in choice.records(Event)]
    for statement in choice.records(Statement):
        edtf = said(statement, choice)
        entries.append(_statement(statement, choice, parse(edtf) if edtf else None))
    return sorted(entries, key=lambda one: (one.days.earliest, one.days.latest) if one.days else (date.max, date.max))


def said(statement: Statement, choice: Choice) -> str | None:
    """When it was said or, where that is not known, when it was first published."""
    if statement.said:
        return statement.said
    published = (choice.sources[one.source].published for one in statement.appearances)
    return min(filter(None, published), key=_days, default=None)


def speaker(statement: Statement, choice: Choice) -> str:
    """Who speaks, in words: of an editorial statement the publisher."""
    if (named := choice.speaker(statement)) is not None:
        return named.name
    if statement.kind != "editorial":
        return "Speaker not named"
    publishers = (choice.sources[one.source].publisher for one in statement.appearances)
    return next((choice.names[f"organization/{key}"].name for key in publishers if key), "Editorial")


def quoted(statement: Statement) -> str:
    """Only a direct statement is the speaker's own words, and only they stand in quotation marks."""
    return f"«{statement.text}»" if statement.kind == "direct" else statement.text


def seen(text: str) -> str:
    """Text in one line, as a reader may see it."""
    return safe(characters(" ".join(text.split())))


def _days(edtf: str) -> tuple[date, date]:
    known = dates.parse(edtf)
    return known.earliest, known.latest


def _event(event: Event, choice: Choice, days: dates.UncertainDate | None) -> Entry:
    people = (
        f"person/{one.person}" if one.person else f"organization/{one.organization}" for one in event.participants
    )
    about = (event.place, ", ".join(choice.names[key].name for key in people), event.description, event.date_note)
    return Entry(
        kind="event",
        key=event.key,
        text=seen(event.title),
        lang=event.lang,
        speaker=None,
        days=days,
        published=False,
        status=None,
        about=tuple(seen(one) for one in about if one),
        proofs=_proofs(((one, one.exact) for one in event.citations), choice),
    )


def _statement(statement: Statement, choice: Choice, days: dates.UncertainDate | None) -> Entry:
    printed = ((one, one.exact or statement.text) for one in statement.appearances)
    return Entry(
        kind="statement",
        key=statement.key,
        text=seen(quoted(statement)),
        lang=statement.lang,
        speaker=seen(speaker(statement, choice)),
        days=days,
        published=days is not None and statement.said is None,
        status=choice.statuses.get(statement.key),
        about=(statement.kind,),
        proofs=_proofs(printed, choice),
    )


def _proofs(passages: Iterable[tuple[Passage, str]], choice: Choice) -> tuple[Proof, ...]:
    return tuple(_proof(words, choice.sources[passage.source], choice) for passage, words in passages)


def _proof(words: str, source: Source, choice: Choice) -> Proof:
    publisher = choice.names[f"organization/{source.publisher}"].name if source.publisher else None
    return Proof(
        words=seen(words),
        lang=source.lang,
        where=", ".join(seen(one) for one in (publisher, source.title, source.published) if one),
        addresses=tuple(filter(_leads_to_the_web, (source.url or "", source.archive_url or ""))),
    )


def _leads_to_the_web(address: str) -> bool:
    """Whether an address is safe to follow: `javascript:` and the like run what a source says."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and seen(address) == address
