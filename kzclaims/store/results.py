"""What questions are answered with: plain records, whose fields in this order are the JSON that users see.

Dates are EDTF strings, ``earliest`` and ``latest`` ISO days (``None`` for an open end), offsets code points from the
beginning of the source's text with ``end`` exclusive.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Generic, TypeVar

from msgspec import Struct

T = TypeVar("T")


class Answer(Generic[T]):
    """The records that answer a question, read as they are asked for, at most `limit` of them (0: all)."""

    def __init__(self, records: Iterable[T], limit: int) -> None:
        self._records = records
        self._limit = limit
        self.more = False
        """Whether there are more than the limit; known once all have been read."""

    def __iter__(self) -> Iterator[T]:
        for number, record in enumerate(self._records):
            if self._limit and number == self._limit:
                self.more = True
                return
            yield record


class Named(Struct):
    """A person or an organization."""

    key: str
    name: str


class Translation(Struct):
    """A statement's words in another language."""

    lang: str
    text: str


class CreditedTranslation(Translation):
    """A translation with who made it."""

    translator: str


class Citation(Struct):
    """The passage of a source that reports an event or a role."""

    source: str
    publisher: str | None
    exact: str


class Appearance(Struct):
    """One place where a statement is printed."""

    source: str
    publisher: str | None
    published: str | None
    attribution: str | None
    exact: str
    start: int | None
    end: int | None


class Statement(Struct):
    """Who said what; `said` is ``None`` where the record doesn't know the day, `status` where nothing speaks against it
    and nobody has confirmed it.
    """

    key: str
    kind: str
    text: str
    lang: str
    speaker: Named | None
    organization: Named | None
    said: str | None
    topics: list[str]
    mentions: list[str]
    events: list[str]
    translations: list[Translation]
    appearances: list[Appearance]
    status: str | None


class Role(Struct):
    """A title that a person holds, with the passages that say so."""

    title: str
    lang: str
    organization: Named | None
    held: str | None
    citations: list[Citation]


class Participant(Struct):
    """Somebody who took part in an event."""

    key: str
    name: str
    part: str | None


class Event(Struct):
    """What happened; `earliest` and `latest` are the first and the last day that its date can mean."""

    key: str
    title: str
    description: str | None
    lang: str
    place: str | None
    date: str | None
    earliest: str | None
    latest: str | None
    date_text: str | None
    date_note: str | None
    participants: list[Participant]
    topics: list[str]
    citations: list[Citation]


class Name(Struct):
    """One recorded form of a name."""

    text: str
    lang: str
    kind: str


class Person(Struct):
    """A person in a listing, with how many statements are theirs, how many speak of them, and their events."""

    key: str
    name: str
    description: str | None
    statements: int
    mentions: int
    events: int


class Source(Struct):
    """A publication in a listing, with how many statements are printed in it and how many events it reports."""

    key: str
    title: str
    lang: str
    publisher: str | None
    author: str | None
    url: str | None
    published: str | None
    retrieved: str | None
    archive_url: str | None
    text_sha256: str | None
    statements: int
    events: int


class Hit(Struct):
    """A statement or an event that has the words of a search.

    `text` is its words, a translation or, of an event, its title or description, whichever has the words, in `lang`;
    `found` are the offsets of the words in it, in code points, ends exclusive. `day` is when it was said or happened
    or, for a statement of which that is not known, when it was published first.
    """

    type: str
    key: str
    lang: str
    text: str
    found: list[tuple[int, int]]
    speaker: Named | None
    day: str | None
    status: str | None


class StatementPage(Struct):
    """One statement, whole; `roles` are those that the speaker certainly held when it was said."""

    key: str
    kind: str
    text: str
    lang: str
    speaker: Named | None
    organization: Named | None
    said: str | None
    topics: list[str]
    mentions: list[Named]
    events: list["EventHeading"]
    translations: list[CreditedTranslation]
    appearances: list["AppearancePage"]
    recorded: str
    status: str | None
    roles: list[Role]
    reviews: list["Review"]


class AppearancePage(Struct):
    """One place where a statement is printed, with the source's title and the words around the passage."""

    source: str
    title: str
    publisher: str | None
    published: str | None
    url: str | None
    attribution: str | None
    exact: str
    prefix: str
    suffix: str
    start: int | None
    end: int | None
    verified: str | None


class EventHeading(Struct):
    """An event by its key, title and date."""

    key: str
    title: str
    date: str | None


class EventPage(Event):
    """One event, whole: with the statements about it."""

    statements: list[str]


class PersonPage(Struct):
    """One person, whole. `statements` counts by the year of their day; "undated" where nothing says when."""

    key: str
    name: str
    description: str | None
    wikidata: str | None
    names: list[Name]
    roles: list[Role]
    statements: dict[str, int]
    mentions: int
    events: list[EventHeading]


class SourcePage(Source):
    """One source, whole: `statement_keys` in the order of the text, `event_keys` by key."""

    statement_keys: list[str]
    event_keys: list[str]


class Review(Struct):
    """Somebody's published check of a statement: the rating in the reviewer's words, the verdict on one scale."""

    key: str
    reviewer: Named
    url: str
    title: str
    date: str | None
    rating: str
    lang: str
    verdict: str | None


class Claim(Struct):
    """A statement as something that can be checked, with the reviews that did."""

    key: str
    text: str
    lang: str
    speaker: Named | None
    organization: Named | None
    said: str | None
    status: str | None
    reviews: list[Review]


class Change(Struct):
    """One entry of a history: what was "changed", "added" or "removed", or a "status".

    `part` is the table of the part of the record that it is about, ``None`` for the record itself. `before` and `after`
    hold the fields that changed; of a part `before` holds all, as they both do of what was removed or added.
    """

    at: str
    what: str
    part: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    because: str | None
    source: str | None
    dossier: str | None


class History(Struct):
    """What became of one record, in order of time.

    `recorded` has one time more for each time that the record came back after it was removed.
    """

    type: str
    key: str
    recorded: list[str]
    removed: bool
    status: str | None
    changes: list[Change]


class Difference(Struct):
    """A run of words as it is recorded and as the text has it: `kept`, `dropped`, `added` or `changed`.

    `dropped` words are the text's alone, `added` ones the record's alone.
    """

    kind: str
    recorded: str
    source: str


class Verified(Struct):
    """A passage held against the text of its source.

    `record` says what it is a passage of: a statement, an event or (of a role) a person, or that it is the `source`
    itself whose text has changed. The words stand at `found_start` to `found_end`, or the nearest ones do.
    """

    source: str
    record: str
    key: str
    kind: str | None
    status: str
    verbatim: bool
    exact: str | None
    start: int | None
    end: int | None
    found_start: int | None
    found_end: int | None
    allowances: list[str]
    nearest: str | None
    nearness: float | None
    differences: list[Difference]
    elsewhere: list[str]


class Deviation(Struct):
    """A run of words as it was asked for and as it is recorded: `kept`, `dropped`, `added` or `changed`.

    `dropped` words are the record's alone, `added` ones those asked for alone.
    """

    kind: str
    asked: str
    recorded: str


class Found(Statement):
    """A statement that has the words asked for, or near ones: in `words`, its text, a passage or a translation.

    `match` is `exact`, `normalised` (but for typography), `part` (it is a part of what was asked) or `near`.
    """

    match: str
    nearness: float
    words: str
    differences: list[Deviation]


class Saying(Struct):
    """One speaker's statement of certain words, with its day: when it was said or else first published."""

    key: str
    name: str
    statement: str
    day: str | None


class Repeat(Struct):
    """Words that several speakers have said; `speakers` by day, `earliest` the first of these days."""

    text: str
    lang: str
    earliest: str | None
    speakers: list[Saying]
