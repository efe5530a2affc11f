"""The record types that a file may contain, shared by every reader and writer.

A record names other records by their keys. Dates are EDTF strings (`kzclaims.language.dates`), languages BCP 47 tags,
offsets count code points from the beginning of a source's text, ``end`` exclusive, as in the W3C Web Annotation
selectors. The docstrings and descriptions here are those of the JSON Schema that editors use.
"""

from typing import Annotated

from msgspec import Meta, Struct

from kzclaims.language import dates
from kzclaims.vocabulary import AttributionKind, FurtherNameKind, StatementKind, Verdict

# In Python, unlike JSON Schema's regular expressions, $ also matches before a line feed at the end.
KEY_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$(?!\n)"
LANG_PATTERN = r"^[a-z]{2,8}(-[A-Za-z0-9]{1,8})*$(?!\n)"

Key = Annotated[
    str,
    Meta(
        pattern=KEY_PATTERN,
        max_length=100,
        description="A short permanent name: lower-case ASCII letters, digits and hyphens",
        extra_json_schema={"examples": ["timur-olevsky"]},
    ),
]
Lang = Annotated[
    str,
    Meta(
        pattern=LANG_PATTERN,
        max_length=35,
        description="A language, as a BCP 47 tag",
        extra_json_schema={"examples": ["ru", "kk-Latn"]},
    ),
]
Words = Annotated[str, Meta(min_length=1, description="Text, not blank")]
Edtf = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=100,
        description="A date in EDTF, as exact as it is known",
        extra_json_schema={"examples": ["2023-11-01", "2023-09", "2023-10~", "../2023-11"]},
        extra={"parse": dates.parse},
    ),
]
Url = Annotated[str, Meta(pattern=r"^https?://[^\s]+$(?!\n)", description="An http or https address")]
WikidataId = Annotated[
    str, Meta(pattern=r"^Q[1-9][0-9]{0,17}$(?!\n)", description="An item of Wikidata, such as Q7747")
]
Sha256 = Annotated[
    str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)", description="SHA-256 of the text in UTF-8, in hexadecimal")
]
MergedKeys = Annotated[list[Key], Meta(description="Further keys: those of records that were merged into this one")]
DifferentKeys = Annotated[
    list[Key], Meta(description="Keys of records that look alike and were found to be different from this one")
]
Confidential = Annotated[
    bool, Meta(description="true: exports and sites leave it out, and what refers to it or contains its name")
]
Offset = Annotated[
    int, Meta(ge=0, le=2**31 - 1, description="A place in the source's text, counted in code points from 0")
]


class Record(Struct, forbid_unknown_fields=True, omit_defaults=True, tag_field="type", kw_only=True):
    """A record of its own, with a key that is unique among the records of its type."""

    key: Key


class Part(Struct, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A part of a record."""


class Passage(Part):
    """The words of a source that prove a record: W3C TextQuoteSelector and TextPositionSelector."""

    source: Key
    exact: Words | None = None
    prefix: Annotated[str, Meta(description="Words just before, where the exact words occur more than once")] = ""
    suffix: Annotated[str, Meta(description="Words just after")] = ""
    start: Annotated[Offset | None, Meta(description="Offset of the first code point")] = None
    end: Annotated[Offset | None, Meta(description="Offset after the last code point")] = None


class Citation(Passage):
    """The passage that reports an event or a role."""

    exact: Annotated[Words, Meta(description="The words, verbatim")]


class Name(Part):
    """A further name: an alias, or a form as it is printed somewhere."""

    text: Words
    lang: Lang
    kind: FurtherNameKind = "alias"


class Role(Part):
    """A title that a person holds in an organization, with the time that it is held."""

    title: Words
    lang: Lang
    organization: Key | None = None
    held: Annotated[Edtf | None, Meta(description="When the title was held, as far as the record says")] = None
    citations: list[Citation] = []


class Topic(Record, tag="topic"):
    """A country or a subject."""

    name: Words
    merged: MergedKeys = []
    different: DifferentKeys = []


class Organization(Record, tag="organization"):
    """A body that publishes, speaks or acts."""

    name: Words
    lang: Annotated[Lang, Meta(description="Language of the preferred name")]
    description: Words | None = None
    wikidata: WikidataId | None = None
    names: list[Name] = []
    confidential: Confidential = False
    merged: MergedKeys = []
    different: DifferentKeys = []


class Person(Record, tag="person"):
    """A human being who speaks or acts."""

    name: Words
    lang: Annotated[Lang, Meta(description="Language of the preferred name")]
    description: Words | None = None
    wikidata: WikidataId | None = None
    names: list[Name] = []
    roles: list[Role] = []
    confidential: Confidential = False
    merged: MergedKeys = []
    different: DifferentKeys = []


class Source(Record, tag="source"):
    """A publication: an article, a transcript, a post. Never the speaker."""

    title: Annotated[Words, Meta(description="As printed; in square brackets where it is supplied (ISBD)")]
    lang: Lang
    publisher: Annotated[Key | None, Meta(description="An organization's key")] = None
    author: Words | None = None
    url: Url | None = None
    published: Edtf | None = None
    retrieved: Edtf | None = None
    archive_url: Url | None = None
    text: Words | None = None
    text_sha256: Sha256 | None = None
    confidential: Confidential = False
    merged: MergedKeys = []
    different: DifferentKeys = []


class Translation(Part):
    """A statement's words in another language."""

    lang: Lang
    text: Words
    translator: Annotated[Words, Meta(description="Who translated: a person, a machine, or the source itself")]


class Appearance(Passage):
    """One place where a statement is printed."""

    exact: Annotated[
        Words | None, Meta(description="The words there, verbatim; a direct statement's own text if not given")
    ] = None
    attribution: Annotated[
        Words | None, Meta(description="How the source names the speaker, verbatim, cue words included")
    ] = None
    attribution_kind: Annotated[
        AttributionKind | None, Meta(description="cell: the attribution is a table's cell, not the words of the source")
    ] = None
    position: Annotated[Offset | None, Meta(description="Which turn of a transcript it is, from 0")] = None


class Event(Record, tag="event"):
    """Something that happened, with a date that may be uncertain."""

    title: Words
    lang: Lang
    description: Words | None = None
    place: Words | None = None
    date: Edtf | None = None
    date_text: Annotated[Words | None, Meta(description="The date as printed")] = None
    date_note: Annotated[Words | None, Meta(description="How the date was worked out")] = None
    topics: list[Key] = []
    participants: "list[Participant]" = []
    citations: list[Citation] = []
    confidential: Confidential = False
    merged: MergedKeys = []
    different: DifferentKeys = []


class Participant(Part):
    """Somebody who took part in an event: a person or an organization, one of the two."""

    person: Key | None = None
    organization: Key | None = None
    part: Annotated[Words | None, Meta(description="The part taken: visitor, host, signatory …")] = None


class Statement(Record, tag="statement"):
    """An utterance attributed to a speaker, or made in a source's own voice."""

    kind: Annotated[
        StatementKind,
        Meta(
            description="direct: the speaker's words, verbatim; indirect: reported by the source; "
            "mixed: indirect with quoted words inside; editorial: certainly the source's own voice"
        ),
    ]
    text: Words
    lang: Lang
    speaker: Annotated[Key | None, Meta(description="A person's key; left out when the source does not say")] = None
    organization: Annotated[Key | None, Meta(description="The body that speaks, or is spoken for")] = None
    speaker_note: Annotated[
        Words | None, Meta(description="How the speaker was concluded, or why it is not certain whose words these are")
    ] = None
    said: Annotated[Edtf | None, Meta(description="When it was said; left out when the source does not say")] = None
    topics: list[Key] = []
    mentions: Annotated[list[Key], Meta(description="Keys of the people and organizations that it mentions")] = []
    events: Annotated[list[Key], Meta(description="Keys of the events that it is about")] = []
    translations: list[Translation] = []
    appearances: list[Appearance] = []
    confidential: Confidential = False


class Review(Record, tag="review"):
    """Somebody's published check of a claim, in the reviewer's own words: schema.org ClaimReview."""

    statement: Annotated[Key, Meta(description="Key of the statement that was checked")]
    reviewer: Annotated[Key, Meta(description="Key of the organization that checked it")]
    url: Annotated[Url, Meta(description="Where the review is published: an http or https address")]
    title: Words
    rating: Annotated[Words, Meta(description="The reviewer's verdict in the reviewer's words")]
    lang: Annotated[Lang, Meta(description="Language of the rating and the title")]
    date: Annotated[Edtf | None, Meta(description="When the review was published")] = None
    verdict: Annotated[Verdict | None, Meta(description="The rating on one scale for all reviewers")] = None


Mergeable = Topic | Organization | Source | Person | Event
"""The records into which others of their type can be merged."""

RECORD_TYPES: dict[str, type[Record]] = {
    "topics": Topic,
    "organizations": Organization,
    "sources": Source,
    "people": Person,
    "events": Event,
    "statements": Statement,
    "reviews": Review,
}
"""Each record type under its plural, ordered so that none refers to a later one."""
