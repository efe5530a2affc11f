"""Write the draft of a dossier: a source, its people, statements and events, each with the reason to check it."""

import hashlib
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import msgspec

from kzclaims.dossier.records import Appearance, Citation, Event, Name, Person, Record, Role, Source, Statement
from kzclaims.dossier.toml_reader import loads
from kzclaims.dossier.toml_writer import string, table
from kzclaims.draft.draft import drafted
from kzclaims.draft.events import dates, happens
from kzclaims.draft.people import Person as Named
from kzclaims.draft.sentences import Span, sentences, words
from kzclaims.draft.speakers import Drafted
from kzclaims.draft.statements import Reported
from kzclaims.draft.transcript import Progress
from kzclaims.errors import InputError
from kzclaims.language.names.slug import slug
from kzclaims.language.quotes.context import out_of_context
from kzclaims.language.quotes.cuts import Objection
from kzclaims.language.quotes.normalise import Span as Place
from kzclaims.store.read.versions import Times, seconds_at
from kzclaims.wording import clock_time

_PLURALS = {Person: "people", Statement: "statements", Event: "events", Source: "sources"}
_LONGEST_KEY = 50


@dataclass(frozen=True)
class Recorded:
    """A person in the database that has a name of the text."""

    key: str
    name: str
    lang: str


Resolve = Callable[[str], Recorded | None]
"""Returns the only recorded person with a name, if there is one."""


@dataclass(frozen=True)
class Draft:
    """A record with the reason to check it."""

    record: Record
    reason: str


@dataclass
class Drafts:
    """The records drafted from one text."""

    source: Source
    drafts: list[Draft]

    @property
    def marks(self) -> list[str]:
        """Hashes of the words of statements and events, and the keys of people, for the list `drafted` of a file.

        They don't contain places, which change if the text before them does.
        """
        seen: Counter[str] = Counter()
        return [_mark(one.record, seen) for one in self.drafts]

    @property
    def open(self) -> int:
        """The number of statements without a speaker."""
        return sum(isinstance(one.record, Statement) and one.record.speaker is None for one in self.drafts)


def draft_records(
    source: Source,
    text: str,
    *,
    published: date | None,
    resolve: Resolve,
    taken: Callable[[str], bool],
    times: Times = (),
    progress: Progress = lambda _done, _all: None,
) -> Drafts:
    """Return the records that a text suggests.

    `resolve` finds recorded people, and `taken` returns True for a key that a record has already. `times` are those of
    a recording.
    """
    resolve = cache(resolve)  # A text repeats its names.
    people, statements = drafted(
        text,
        source.lang,
        is_recording=bool(times),
        is_recorded=lambda name: resolve(name) is not None,
        progress=progress,
    )
    keys: set[str] = set()

    def unused(wanted: str) -> str:
        key = _free_key(wanted or "x", lambda one: one in keys or taken(one))
        keys.add(key)
        return key

    records: list[Draft] = []
    by_person: dict[int, str] = {}
    by_key: dict[str, Person] = {}
    for person in people:
        known = resolve(person.name)
        if known and " " not in person.name and " " in known.name:
            known = None  # A given name alone may mean somebody else of this name.
        record, why = _person(person, source.lang, known, unused)
        by_person[id(person)] = record.key
        if same := by_key.get(record.key):  # The text has two names of a recorded person.
            same.names.extend(name for name in record.names if name not in same.names)
            same.roles.extend(role for role in record.roles if role not in same.roles)
        else:
            by_key[record.key] = record
            records.append(Draft(record, why))
    for said in statements:
        time = clock_time(seconds_at(times, said.said.span.start))
        records.append(_statement(said, text, source, by_person, unused, time))
    records += _events(text, source, statements, published, unused)
    return Drafts(source, records)


def _person(named: Named, lang: str, known: Recorded | None, unused: Callable[[str], str]) -> tuple[Person, str]:
    name = known.name if known else named.name
    forms = [Name(text=form, lang=lang, kind="as printed") for form in named.forms if form not in {name, named.name}]
    if known and named.name != known.name:
        forms.insert(0, Name(text=named.name, lang=lang))
    roles = [Role(title=title, lang=lang) for title in dict.fromkeys(named.roles.values())]
    key = known.key if known else unused(slug(name))
    why = (
        f"taken for the recorded person {known.key}"
        if known
        else "new person: check the name in the nominative and the key"
    )
    return Person(key=key, name=name, lang=known.lang if known else lang, names=forms, roles=roles), why


def _statement(
    one: Drafted,
    text: str,
    source: Source,
    people: Mapping[int, str],
    unused: Callable[[str], str],
    time: str | None,
) -> Draft:
    span, is_whole = _with_denial(one.said, text)
    exact = text[span.start : span.end]
    person = one.speaker
    attribution = one.said.attribution
    printed = text[attribution.start : attribution.end] if attribution else None
    speaker = people[id(person)] if person else None
    if person is None:
        why = f"speaker open: «{printed}»" if printed else "speaker open: the text names none nearby"
    else:
        why = f"check the words and the speaker: «{printed}»"
    if not is_whole:
        why = f"{why}; {Objection.OUT_OF_CONTEXT}"
    if time:
        why = f"{why}, at {time}"
    record = Statement(
        key=unused(slug(f"{person.name.split()[-1] if person else ''} {exact}", _LONGEST_KEY)),
        kind=one.said.kind,
        text=" ".join(exact.split()),
        lang=source.lang,
        speaker=speaker,
        appearances=[Appearance(source=source.key, exact=exact, attribution=printed, start=span.start, end=span.end)],
    )
    return Draft(record, why)


def _with_denial(said: Reported, text: str) -> tuple[Span, bool]:
    """Return the words to record, with the verb before them if it denies them, and whether nothing is left out.

    “She denied that the road is closed” becomes “denied that the road is closed”: the clause alone is the opposite of
    what she said, and no load accepts it.
    """
    if not _leaves_out(said.span, text):
        return said.span, True
    if said.kind != "direct" and said.verb and said.verb.start < said.span.start:
        wider = Span(said.verb.start, said.span.end)
        if not _leaves_out(wider, text):
            return wider, True
    return said.span, False


def _leaves_out(span: Span, text: str) -> bool:
    """Return True if a negation, doubt, condition or limit of the sentence is outside a passage."""
    return out_of_context(text, Place(*span)) is not None


def _events(
    text: str, source: Source, statements: Sequence[Drafted], published: date | None, unused: Callable[[str], str]
) -> Iterator[Draft]:
    said = [one.said.span for one in statements]
    for span in sentences(text):
        found = next(dates(text, span.start, span.end, published), None)
        inside = any(one.start <= found.start < one.end for one in said) if found else False
        glued = text[span.end - 1 : span.end + 1].isalnum() and span.end < len(text)
        if found is None or inside or glued or not happens(words(text, span), source.lang):
            continue
        exact = text[span.start : span.end]
        record = Event(
            key=unused(slug(f"{found.edtf[:10]} {exact}", _LONGEST_KEY)),
            title=exact.strip(" .•*"),
            lang=source.lang,
            date=found.edtf,
            date_text=found.printed,
            date_note=found.note or None,
            citations=[Citation(source=source.key, exact=exact, start=span.start, end=span.end)],
        )
        yield Draft(record, "check that it happened, its title and its date")


def new_dossier(found: Drafts, *, key: str) -> Iterator[str]:
    """Yield the text of a new dossier."""
    yield f"dossier = {string(key)}\n"
    yield f"{_remembered(found.marks)}\n"
    yield f"\n{_HINT}\n{table('sources', msgspec.to_builtins(found.source))}"
    for one in found.drafts:
        yield f"\n{_table(one)}"


_HINT = (
    "# Drafted by kzclaims. To accept a record, check it and delete its line “draft”; to reject it, delete it.\n"
    "# `drafted` remembers what was drafted, so that drafting again brings back nothing that was rejected.\n"
)


def _table(one: Draft) -> str:
    fields = msgspec.to_builtins(one.record)
    return table(_PLURALS[type(one.record)], {"key": fields.pop("key"), "draft": one.reason, **fields})


def extended_dossier(old: str, found: Drafts) -> tuple[str, int]:
    """Return the text of a dossier with the drafts that it has never contained, and their number.

    Everything in the file stays as it is, comments included.
    """
    content = _content(old)
    remembered = [str(one) for one in content.get("drafted", [])]
    keys = {one.get("key") for plural in _PLURALS.values() for one in content.get(plural, [])}
    marked = [
        (one, mark)
        for one, mark in zip(found.drafts, found.marks, strict=True)
        if mark not in remembered and not (isinstance(one.record, Person) and one.record.key in keys)
    ]
    if not marked:
        return old, 0
    fresh = [_renamed(one, keys) for one, _ in marked]
    line = _remembered([*remembered, *(mark for _, mark in marked)])
    text = _REMEMBERED.sub(lambda _: line, old, count=1) if _REMEMBERED.search(old) else f"{line}\n{old}"
    return text.rstrip("\n") + "\n" + "".join(f"\n{_table(one)}" for one in fresh), len(fresh)


def _content(text: str) -> dict[str, Any]:
    """Return what a dossier contains. Raise `InputError` if nothing can be added to it."""
    try:
        content = loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError("the dossier to add to is broken: {error}; correct it, and draft again", error=error) from None
    for field in ("drafted", *_PLURALS.values()):
        rows = content.get(field, [])
        if not isinstance(rows, list) or not all(isinstance(one, str if field == "drafted" else dict) for one in rows):
            raise InputError("“{field}” of the dossier to add to is wrong; correct it, and draft again", field=field)
    return content


def differs(old: str, found: Drafts) -> bool:
    """Return True if a dossier contains another text of the source, in which the places of the drafts don't fit."""
    texts = [one.get("text") for one in _content(old).get("sources", []) if one.get("key") == found.source.key]
    return bool(texts and texts[0] and found.source.text) and texts[0].strip() != str(found.source.text).strip()


_REMEMBERED = re.compile(r"^drafted = \[[^\]]*\]", re.MULTILINE)


def _remembered(places: Iterable[str]) -> str:
    return "drafted = [" + ", ".join(string(one) for one in places) + "]"


def _free_key(wanted: str, is_taken: Callable[[str], bool]) -> str:
    """Return a key, with a number after it if it is taken."""
    key, number = wanted, 1
    while is_taken(key):
        number += 1
        key = f"{wanted}-{number}"
    return key


def _renamed(one: Draft, keys: set[Any]) -> Draft:
    key = _free_key(one.record.key, keys.__contains__)
    keys.add(key)
    return Draft(msgspec.structs.replace(one.record, key=key), one.reason)


def _mark(record: Record, seen: Counter[str]) -> str:
    match record:
        case Statement():
            words = f"statement {record.appearances[0].exact}"
        case Event():
            words = f"event {record.citations[0].exact}"
        case _:
            return record.key
    digest = hashlib.sha256(words.encode()).hexdigest()[:12]
    seen[digest] += 1
    return digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"
