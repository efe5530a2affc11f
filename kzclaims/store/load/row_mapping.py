"""The rows of a record: its own row, and those of its parts."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Table

from kzclaims.dossier.records import (
    RECORD_TYPES,
    Appearance,
    Citation,
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
from kzclaims.store.schema import tables
from kzclaims.store.schema.keys import Ids
from kzclaims.store.verify.versions import sha256

Row = dict[str, Any]


class Part(NamedTuple):
    """A table whose rows are parts of a record."""

    table: Table
    owner: str
    identity: tuple[str, ...]
    """The columns by which a row of the file is matched with a recorded one; equal ones are matched in order."""
    rows: Callable[[Any, Ids], Iterable[Row]]
    where: tuple[ColumnElement[bool], ...] = ()
    """The condition for the owner's rows that belong to the part."""
    field: str = ""
    """The field of the record with the part; empty if the part is made from several."""


class _Columns(NamedTuple):
    """The fields of a record that are columns of its table."""

    plain: tuple[str, ...]
    values: Callable[[Any], tuple[Any, ...]]
    """Return the values of the plain columns."""
    references: list[tuple[str, str, Table]]
    """Fields with keys, with their columns, which have the suffix ``_id``."""
    dates: list[str]


def own_row(record: Record, ids: Ids) -> Row:
    """Return a record's own row, without its id and the time of recording."""
    columns = _columns(type(record))
    row: Row = dict(zip(columns.plain, columns.values(record), strict=True))
    for field, column, table in columns.references:
        key = getattr(record, field)
        row[column] = None if key is None else ids[table][key]
    for name in columns.dates:
        row |= _date(name, getattr(record, name))
    if isinstance(record, Source) and record.text:
        row["text_sha256"] = sha256(record.text)
    return row


@cache
def _columns(record_type: type[Record]) -> _Columns:
    table = tables.metadata.tables[next(name for name, one in RECORD_TYPES.items() if one is record_type)]
    fields, plain, references, dates_of = [], [], [], []
    for name in record_type.__struct_fields__:
        column = table.c.get(name, table.c.get(f"{name}_id"))
        if column is None:
            continue
        refers_to = next((key.column.table for key in column.foreign_keys), None)
        if refers_to is not None:
            references.append((name, column.name, refers_to))
        elif f"{name}_earliest" in table.c:
            dates_of.append(name)
        else:
            fields.append(name)
            plain.append(column.name)
    return _Columns(tuple(plain), attrgetter(*fields), references, dates_of)


@lru_cache(maxsize=50_000)
def _date(name: str, edtf: str | None) -> Row:
    """Return the three columns of a date. The row is shared: copy it before changing it."""
    if edtf is None:
        return {name: None, f"{name}_earliest": None, f"{name}_latest": None}
    known = dates.parse(edtf)
    return {name: known.edtf, f"{name}_earliest": known.earliest, f"{name}_latest": known.latest}


def passage_row(passage: Passage, ids: Ids, exact: str | None = None) -> Row:
    """Return the columns of a passage; `exact` is the text of a passage without its own words."""
    return {
        "source_id": ids[tables.sources][passage.source],
        "exact": passage.exact or exact,
        "prefix": passage.prefix,
        "suffix": passage.suffix,
        "start": passage.start,
        "end": passage.end,
        "place_found": False,
    }


def distinct(rows: Iterable[tuple[str | None, Row]]) -> list[Row]:
    """Return rows, each given with a key that it refers to, without those that are equal under different keys.

    Two records that were merged may be named side by side.
    """
    listed = list(rows)
    if len(listed) < 2:
        return [row for _, row in listed]
    found: list[Row] = []
    keys: dict[tuple[Any, ...], str | None] = {}
    for key, row in listed:
        if keys.setdefault(tuple(row.values()), key) == key:
            found.append(row)
    return found


def appearance_rows(statement: Statement, ids: Ids) -> list[Row]:
    """Return the rows of a statement's appearances."""
    text = statement.text
    if len(statement.appearances) == 1:
        return [_appearance_row(statement.appearances[0], ids, text)]
    return distinct((one.source, _appearance_row(one, ids, text)) for one in statement.appearances)


def _appearance_row(one: Appearance, ids: Ids, text: str) -> Row:
    row = passage_row(one, ids, exact=text)
    row["position"] = one.position
    row["attribution"] = one.attribution
    row["attribution_kind"] = one.attribution_kind
    row["alias_id"] = None
    return row


def _names(record: Person | Organization, _ids: Ids) -> Iterator[Row]:
    yield {"text": record.name, "lang": record.lang, "kind": "preferred"}
    for name in record.names:
        yield {"text": name.text, "lang": name.lang, "kind": name.kind}


def _roles(person: Person, ids: Ids) -> Iterator[Row]:
    for role in person.roles:
        yield {
            "organization_id": ids.of(tables.organizations, role.organization),
            "title": role.title,
            "lang": role.lang,
            **_date("held", role.held),
        }


def _participants(event: Event, ids: Ids) -> list[Row]:
    return distinct(
        (
            one.person or one.organization,
            {
                "person_id": ids.of(tables.people, one.person),
                "organization_id": ids.of(tables.organizations, one.organization),
                "part": one.part,
            },
        )
        for one in event.participants
    )


def _mentions(statement: Statement, ids: Ids) -> list[Row]:
    people, organizations = ids[tables.people], ids[tables.organizations]
    return distinct(
        (key, {"person_id": people.get(key), "organization_id": organizations.get(key)}) for key in statement.mentions
    )


def _translations(statement: Statement, _ids: Ids) -> Iterator[Row]:
    for one in statement.translations:
        yield {"lang": one.lang, "text": one.text, "translator": one.translator}


def citation_rows(citations: Iterable[Citation], ids: Ids) -> list[Row]:
    """Return the rows of the citations of an event or a role."""
    return distinct((one.source, passage_row(one, ids)) for one in citations)


def _citations(event: Event, ids: Ids) -> list[Row]:
    return citation_rows(event.citations, ids)


def _links(table: Table, owner: str, target: Table, field: str) -> Part:
    """Return the part of records that refer to others by a list of keys."""
    (column,) = (key.parent.name for key in table.foreign_keys if key.column.table is target)
    return Part(
        table,
        owner,
        (column,),
        lambda record, ids: distinct((key, {column: ids[target][key]}) for key in getattr(record, field)),
        field=field,
    )


ROLE_CITATIONS = Part(tables.citations, "role_id", ("source_id",), lambda _record, _ids: ())
APPEARANCES = Part(
    tables.appearances, "statement_id", ("source_id",), appearance_rows, (tables.appearances.c.alias_id.is_(None),)
)
ALIAS_APPEARANCES = Part(tables.appearances, "alias_id", ("source_id",), lambda _record, _ids: ())
PARTS: dict[type[Record], tuple[Part, ...]] = {
    Topic: (),
    Source: (),
    Review: (),
    Organization: (Part(tables.names, "organization_id", ("text", "lang"), _names),),
    Person: (
        Part(tables.names, "person_id", ("text", "lang"), _names),
        Part(tables.roles, "person_id", ("title", "organization_id"), _roles, field="roles"),
    ),
    Event: (
        _links(tables.event_topics, "event_id", tables.topics, "topics"),
        Part(tables.participants, "event_id", ("person_id", "organization_id"), _participants, field="participants"),
        Part(tables.citations, "event_id", ("source_id",), _citations),
    ),
    Statement: (
        Part(tables.translations, "statement_id", ("lang", "translator"), _translations, field="translations"),
        APPEARANCES,
        Part(tables.mentions, "statement_id", ("person_id", "organization_id"), _mentions, field="mentions"),
        _links(tables.statement_events, "statement_id", tables.events, "events"),
        _links(tables.statement_topics, "statement_id", tables.topics, "topics"),
    ),
}
