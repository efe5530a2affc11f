"""The fields of a record that a table can fill."""

from kzclaims.vocabulary import TableRowKind

SOURCE = {
    f"source.{name}": what
    for name, what in {
        "key": "its key",
        "url": "its address",
        "title": "its title",
        "publisher": "the publisher's name or key",
        "published": "its date of publication",
        "author": "its author",
        "lang": "its language; the record's if left out",
    }.items()
}

FURTHER_SOURCES = range(2, 10)
"""A second source has fields such as `source2.url`, a third one `source3.url`."""

FIELDS: dict[TableRowKind, dict[str, str]] = {
    "statements": {
        "key": "derived from the source, words, speaker, position and day if left out",
        "kind": "direct, indirect, mixed or editorial",
        "text": "the statement",
        "lang": "its language",
        "speaker": "the speaker's name or key",
        "speaker.type": "person or organization; another value leaves it open",
        "speaker.role": "the speaker's title",
        "speaker_note": "how the speaker was concluded",
        "organization": "the name or key of the body that speaks",
        "said": "the date on which it was said",
        "attribution": "how the source names the speaker; the speaker as printed if left out",
        "position": "the number of its turn in a transcript, from 0",
        "exact": "the words of the source; the statement if left out",
        "prefix": "the words of the source before it",
        "suffix": "the words of the source after it",
        "start": "the place of its first character in the source's text, from 0",
        "end": "the place after its last character",
        "topics": "names or keys of topics",
        "mentions": "names or keys of people and organizations that it mentions",
        "events": "keys of the events that it is about",
        "confidential": "true, yes or 1 if exports leave it out; false, no, 0 or empty otherwise",
        "translation.text": "a translation",
        "translation.lang": "the language of the translation",
        "translation.translator": "who translated it",
        "status": "disputed, misattributed, fabricated, retracted or confirmed",
        "status.reason": "the reason for the status",
        "status.source": "the key or address of a source that shows the status",
        "review.rating": "the verdict in the reviewer's words",
        "review.reviewer": "the reviewer's name or key",
        "review.url": "the address of the review",
        "review.title": "the title of the review; the statement in square brackets if left out",
        "review.date": "the date of the review",
        "review.lang": "the language of the review; the statement's if left out",
        "review.verdict": "true, mostly-true, mixed, mostly-false, false or unproven",
        "review.key": "derived from the statement and the address if left out",
        **SOURCE,
    },
    "events": {
        "key": "derived from the title and the date if left out",
        "title": "the title of the event",
        "lang": "the language of the title",
        "description": "a description",
        "place": "the place",
        "date": "the date",
        "date_text": "the date as printed",
        "date_note": "how the date was worked out",
        "exact": "the words of the source that report it; the title if left out",
        "topics": "names or keys of topics",
        "participants": "names or keys of people and organizations that took part",
        "participants.part": "the part that they took: visitor, host, signatory",
        "confidential": "true, yes or 1 if exports leave it out; false, no, 0 or empty otherwise",
        **SOURCE,
    },
    "people": {
        "key": "derived from the name if left out",
        "name": "the preferred name",
        "lang": "the language of the name",
        "names": "further names",
        "description": "a description",
        "wikidata": "the id in Wikidata",
        "role": "a title that the person holds",
        "role.organization": "the name or key of the organization in which the person holds the title",
        "role.held": "when the person held the title",
        "confidential": "true, yes or 1 if exports leave it out; false, no, 0 or empty otherwise",
    },
    # The fields of reviews in JSON-LD are known; values for all rows can be given.
    "claimreview": {
        "kind": "direct, indirect, mixed or editorial; indirect if left out",
        "lang": "the language of reviews that don't name theirs",
        "review.reviewer": "the reviewer of reviews that don't name theirs",
        "said": "when it was said",
        "source.url": "the address of the claim",
        "source.published": "when it was published",
        "review.date": "the date of the review",
        "review.rating": "the rating in the reviewer's words",
        "speaker": "the claimant",
        "text": "the claim",
    },
}
"""The fields that a table can fill, by the type of its rows."""

REQUIRED: dict[TableRowKind, tuple[str, ...]] = {
    "statements": ("text", "lang", "kind"),
    "events": ("title", "lang"),
    "people": ("name", "lang"),
    "claimreview": (),
}

TOGETHER = {
    "speaker.type": ("speaker",),
    "speaker.role": ("speaker",),
    "translation.text": ("translation.lang", "translation.translator"),
    "translation.lang": ("translation.text",),
    "translation.translator": ("translation.text",),
    "status": ("status.reason",),
    "status.reason": ("status",),
    "status.source": ("status",),
    "review.rating": ("review.reviewer", "review.url"),
    "participants.part": ("participants",),
    "role.organization": ("role",),
    "role.held": ("role",),
} | {f"review.{name}": ("review.rating",) for name in ("reviewer", "url", "title", "date", "lang", "verdict", "key")}
"""The fields that a field needs."""

LISTS = frozenset(("topics", "mentions", "events", "participants", "names"))
"""The fields that have any number of values."""

DATES = ("said", "date", "source.published", "review.date", "role.held")
"""The fields that are dates. Those of further sources are, too."""


def is_list(field: str) -> bool:
    """Return True if a cell of a field may have several values: a statement may have several sources."""
    return field in LISTS or field.startswith("source.")


def fields_of(kind: TableRowKind) -> dict[str, str]:
    """Return the fields of rows of a type with their descriptions, those of further sources included."""
    fields = FIELDS[kind]
    if "source.key" not in fields:
        return fields
    further = {
        name.replace("source", f"source{number}"): what for number in FURTHER_SOURCES for name, what in SOURCE.items()
    }
    return fields | further
