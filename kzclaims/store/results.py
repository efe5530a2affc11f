"""Public result types: records whose fields, in this order, are the JSON that users see.

Dates are EDTF strings, ``earliest`` and ``latest`` ISO days (``None`` for an open end), offsets code points from the
beginning of the source's text with ``end`` exclusive.
"""

from typing import Any

from kzclaims.store.result_set import Result

DEFAULT_LIMIT = 100


class Named(Result):
    """A person or an organization."""

    key: str
    name: str


class Translation(Result):
    """A statement's words in another language."""

    lang: str
    text: str


class CreditedTranslation(Translation):
    """A translation with its translator."""

    translator: str


class Citation(Result):
    """The passage of a source that reports an event or a role."""

    source: str
    publisher: str | None
    exact: str
    check: str
    """The result of comparing the passage with the text of its source, in words: “checked (exact)”."""


class Appearance(Result):
    """One place where a statement is printed."""

    source: str
    publisher: str | None
    published: str | None
    attribution: str | None
    exact: str
    start: int | None
    end: int | None
    check: str
    """As in a citation."""


class Statement(Result):
    """A statement. `said` is ``None`` if the day is not recorded, `status` if it has none."""

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
    speaker_note: str | None


class Role(Result):
    """A title that a person holds, with the passages that report it."""

    title: str
    lang: str
    organization: Named | None
    held: str | None
    citations: list[Citation]


class Participant(Result):
    """A person or an organization that took part in an event."""

    key: str
    name: str
    part: str | None


class Event(Result):
    """An event. `earliest` and `latest` are the first and the last day that its date can mean."""

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


class Name(Result):
    """One recorded form of a name."""

    text: str
    lang: str
    kind: str


class Person(Result):
    """A person in a listing, with the numbers of their statements, of mentions of them, and of their events."""

    key: str
    name: str
    description: str | None
    statements: int
    mentions: int
    events: int


class Organization(Result):
    """An organization in a listing, with the numbers of its statements, of mentions of it, and of its publications."""

    key: str
    name: str
    description: str | None
    statements: int
    mentions: int
    sources: int


class Topic(Result):
    """A topic in a listing, with the numbers of its statements and events."""

    key: str
    name: str
    statements: int
    events: int


class ListedStatement(Result):
    """A statement in the list of another record: its words and who says them."""

    key: str
    kind: str
    text: str
    lang: str
    speaker: Named | None
    organization: Named | None
    day: str | None
    status: str | None
    speaker_note: str | None


class Source(Result):
    """A publication in a listing, with the numbers of statements printed in it and of events that it reports."""

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


class Hit(Result):
    """A statement or an event with the words of a search.

    `text` has the words: the statement, a translation, or an event's title or description. `lang` is its language.
    `found` are the offsets of the words in it, in code points, ends exclusive. `day` is the date of the event, or
    the day of the statement: when it was said or, if that is not recorded, when it was first published.
    """

    type: str
    key: str
    lang: str
    text: str
    found: list[tuple[int, int]]
    speaker: Named | None
    day: str | None
    status: str | None


class StatementPage(Result):
    """One statement with everything recorded about it. `roles` are those that the speaker certainly held on the day."""

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
    speaker_note: str | None
    roles: list[Role]
    reviews: list["Review"]
    status_basis: "StatusBasis | None" = None
    confidential: bool = False


class AppearancePage(Result):
    """One place where a statement is printed, with the source's title and the words around the passage.

    `version` is the number of the source's version that the passage was checked against, and `time` when a recording
    comes to it, such as “00:12:31”. `previous` and `next` are the statements before and after it in the source.
    """

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
    check: str
    version: int | None
    time: str | None
    previous: ListedStatement | None = None
    next: ListedStatement | None = None


class EventHeading(Result):
    """An event by its key, title and date."""

    key: str
    title: str
    date: str | None


class EventPage(Event):
    """One event, with the statements about it."""

    statements: list[str]
    confidential: bool = False


class PersonPage(Result):
    """One person. `statements` are numbers by the year of their day, or "undated"; `listed` are the first by day."""

    key: str
    name: str
    description: str | None
    wikidata: str | None
    names: list[Name]
    roles: list[Role]
    statements: dict[str, int]
    mentions: int
    events: list[EventHeading]
    listed: list[ListedStatement]
    confidential: bool = False


class Version(Result):
    """An archived state of a source; times are UTC. `current` is true for the one whose text is checked."""

    number: int
    recorded: str
    fetched: str | None
    url: str | None
    http_status: int | None
    media_type: str | None
    size: int | None
    sha256: str | None
    characters: int
    text_sha256: str
    extractor: str | None
    extractor_version: str | None
    current: bool


class SourcePage(Source):
    """One source. `statement_keys` are in the order of the text, `event_keys` by key, `versions` oldest first.

    `listed` are the first of the statements, with their words, and `reported` the events.
    """

    statement_keys: list[str]
    event_keys: list[str]
    versions: list[Version]
    listed: list[ListedStatement]
    reported: list[EventHeading]
    confidential: bool = False


class Group(Result):
    """A group of a count. `values` are keys or values by the name of the group, ``None`` for a record without one.

    `names` are the words to show for them. `count` is a fraction only if records are spread over their possible days.
    """

    values: dict[str, str | None]
    names: dict[str, str]
    count: int | float


class Counts(Result):
    """The numbers of records by groups, and `total`, the number of all selected records.

    A record with several topics or sources is counted in the group of each, so that the sum of the groups may be
    larger. `found` is the number of all groups; `groups` are at most as many as the limit.
    """

    counted: str
    by: list[str]
    dates: str
    total: int
    found: int
    groups: list[Group]


class Review(Result):
    """A published check of a statement: the rating in the reviewer's words, the verdict on one scale."""

    key: str
    reviewer: Named
    url: str
    title: str
    date: str | None
    rating: str
    lang: str
    verdict: str | None


class Claim(Result):
    """A statement that can be checked, with its reviews."""

    key: str
    text: str
    lang: str
    speaker: Named | None
    organization: Named | None
    said: str | None
    status: str | None
    reviews: list[Review]


class ReviewedStatement(Statement):
    """A statement with its reviews."""

    reviews: list[Review]


class Change(Result):
    """One entry of a history: "changed", "added", "removed" or "status".

    `part` is the table of the changed part of the record, ``None`` for the record itself. `before` and `after` contain
    the fields that changed; `before` of a part, and both for an added or removed row, contain all fields.
    """

    at: str
    what: str
    part: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    because: str | None
    source: str | None
    dossier: str | None
    author: str | None
    withdrawn: bool
    """True for a withdrawal of a status; `after` has the one that it restores."""
    elsewhere: str | None = None
    """The merged database in which it happened; it changed nothing in this one, or was repeated by the merge."""


class StatusBasis(Result):
    """The reason for a statement's status, with its evidence: the key of a source, or an address."""

    status: str
    at: str
    because: str | None
    source: str | None
    author: str | None


class History(Result):
    """The changes of one record, in order of time.

    `recorded` has one more time for each time that the record was recorded again after a removal.
    """

    type: str
    key: str
    recorded: list[str]
    removed: bool
    status: str | None
    changes: list[Change]
    merged_into: str | None = None
    """The key of the record into which a removed one was merged."""


class Deviation(Result):
    """A run of words as given and as recorded: `kept`, `dropped`, `added` or `changed`.

    `dropped` words are only in the record, `added` ones only in the given words.
    """

    kind: str
    asked: str
    recorded: str


class Found(Statement):
    """A statement with the given words, or similar ones. `words` is its text, a passage or a translation.

    `match` is `exact`, `normalised` (other typography), `part` (a part of the given words) or `near`.
    """

    match: str
    nearness: float
    words: str
    differences: list[Deviation]


class Saying(Result):
    """One speaker's statement of certain words, with its day: when it was said or else first published."""

    key: str
    name: str
    statement: str
    day: str | None


class Repeat(Result):
    """Words that several speakers have said. `speakers` are by day, `earliest` is the first of these days."""

    text: str
    lang: str
    earliest: str | None
    speakers: list[Saying]
