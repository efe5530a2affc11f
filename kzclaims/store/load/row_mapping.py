"""Records as rows: a record's own, and those of its parts."""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Table

from kzclaims.dossier.records import (
    Event,
    Organization,
    Passage,
    Person,
    Record,
    Review,
    Source,
    Statement,
    Topic,
)
from kzclaims.language import dates
from kzclaims.store.schema import tables as t
from kzclaims.store.schema.keys import Ids
from kzclaims.store.verify.source_texts import sha256

Row = dict[str, Any]


class Part(NamedTuple):
    """A table whose rows are parts of a record."""

    table: Table
    owner: str
    identity: tuple[str, ...]
    """The columns by which a row of the file and one of the table are the same part, with their order among equals."""
    rows: Callable[[Any, Ids], Iterable[Row]]
    where: tuple[ColumnElement[bool], ...] = ()
    """Which of the owner's rows are meant, if not all."""


def own_row(record: Record, ids: Ids) -> Row:
    """A record's own row, without its id and the time of recording."""
    match record:
        case Topic():
            return {"key": record.key, "name": record.name}
        case Organization() | Person():
            return {
                "key": record.key,
                "name": record.name,
                "description": record.description,
                "wikidata_id": record.wikidata,
            }
        case Source():
            return {
                "key": record.key,
                "title": record.title,
                "lang": record.lang,
                "publisher_id": ids.of(t.organizations, record.publisher),
                "author": record.author,
                "url": record.url,
                **_date("published", record.published),
                **_date("retrieved", record.retrieved),
                "archive_url": record.archive_url,
                "text": record.text,
                "text_sha256": sha256(record.text) if record.text else record.text_sha256,
            }
        case Event():
            return {
                "key": record.key,
                "title": record.title,
                "description": record.description,
                "lang": record.lang,
                "place": record.place,
                **_date("date", record.date),
                "date_text": record.date_text,
                "date_note": record.date_note,
            }
        case Statement():
            return {
                "key": record.key,
                "kind": record.kind,
                "text": record.text,
                "lang": record.lang,
                "speaker_id": ids.of(t.people, record.speaker),
                "organization_id": ids.of(t.organizations, record.organization),
                **_date("said", record.said),
            }
        case Review():
            return {
                "key": record.key,
                "statement_id": ids[t.statements][record.statement],
                "reviewer_id": ids[t.organizations][record.reviewer],
                "url": record.url,
                "title": record.title,
                **_date("date", record.date),
                "rating": record.rating,
                "lang": record.lang,
                "verdict": record.verdict,
            }
        case _:
            raise AssertionError(record)


@lru_cache(maxsize=10_000)
def _days(edtf: str) -> dates.UncertainDate:
    return dates.parse(edtf)


def _date(name: str, edtf: str | None) -> Row:
    if edtf is None:
        return {name: None, f"{name}_earliest": None, f"{name}_latest": None}
    known = _days(edtf)
    return {name: known.edtf, f"{name}_earliest": known.earliest, f"{name}_latest": known.latest}


def passage(passage: Passage, ids: Ids, exact: str | None = None) -> Row:
    return {
        "source_id": ids[t.sources][passage.source],
        "exact": passage.exact or exact,
        "prefix": passage.prefix,
        "suffix": passage.suffix,
        "start": passage.start,
        "end": passage.end,
    }


def _names(record: Person | Organization, _ids: Ids) -> Iterator[Row]:
    yield {"text": record.name, "lang": record.lang, "kind": "preferred"}
    for name in record.names:
        yield {"text": name.text, "lang": name.lang, "kind": name.kind}


def _roles(person: Person, ids: Ids) -> Iterator[Row]:
    for role in person.roles:
        yield {
            "organization_id": ids.of(t.organizations, role.organization),
            "title": role.title,
            "lang": role.lang,
            **_date("held", role.held),
        }


def _participants(event: Event, ids: Ids) -> Iterator[Row]:
    for one in event.participants:
        yield {
            "person_id": ids.of(t.people, one.person),
            "organization_id": ids.of(t.organizations, one.organization),
            "part": one.part,
        }


def _mentions(statement: Statement, ids: Ids) -> Iterator[Row]:
    for key in statement.mentions:
        yield {
            "person_id": ids[t.people].get(key),
            "organization_id": ids[t.organizations].get(key),
        }


def appearances(statement: Statement, ids: Ids) -> Iterator[Row]:
    for one in statement.appearances:
        place = {"position": one.position, "attribution": one.attribution, "alias_id": None}
        yield place | passage(one, ids, exact=statement.text)


def _translations(statement: Statement, _ids: Ids) -> Iterator[Row]:
    for one in statement.translations:
        yield {"lang": one.lang, "text": one.text, "translator": one.translator}


def _citations(event: Event, ids: Ids) -> Iterator[Row]:
    for citation in event.citations:
        yield passage(citation, ids)


def _links(column: str, table: Table, of: Callable[[Any], list[str]]) -> Callable[[Any, Ids], Iterable[Row]]:
    return lambda record, ids: [{column: ids[table][key]} for key in of(record)]


ROLE_CITATIONS = Part(t.citations, "role_id", ("source_id",), lambda _record, _ids: ())
ALIAS_APPEARANCES = Part(t.appearances, "alias_id", ("source_id",), lambda _record, _ids: ())
PARTS: dict[type[Record], tuple[Part, ...]] = {
    Topic: (),
    Source: (),
    Review: (),
    Organization: (Part(t.names, "organization_id", ("text", "lang"), _names),),
    Person: (
        Part(t.names, "person_id", ("text", "lang"), _names),
        Part(t.roles, "person_id", ("title", "organization_id"), _roles),
    ),
    Event: (
        Part(t.event_topics, "event_id", ("topic_id",), _links("topic_id", t.topics, lambda event: event.topics)),
        Part(t.participants, "event_id", ("person_id", "organization_id"), _participants),
        Part(t.citations, "event_id", ("source_id",), _citations),
    ),
    Statement: (
        Part(t.translations, "statement_id", ("lang", "translator"), _translations),
        Part(t.appearances, "statement_id", ("source_id",), appearances, (t.appearances.c.alias_id.is_(None),)),
        Part(t.mentions, "statement_id", ("person_id", "organization_id"), _mentions),
        Part(
            t.statement_events,
            "statement_id",
            ("event_id",),
            _links("event_id", t.events, lambda statement: statement.events),
        ),
        Part(
            t.statement_topics,
            "statement_id",
            ("topic_id",),
            _links("topic_id", t.topics, lambda statement: statement.topics),
        ),
    ),
}
