"""Whom and what records refer to by key, and which of that nobody records."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice

from sqlalchemy import Connection, Table, select

from kzclaims.dossier.byte_streams import MOST_SHOWN
from kzclaims.dossier.records import Event, Person, Record, Review, Source, Statement
from kzclaims.dossier.toml_reader import Dossier
from kzclaims.dossier.validation import Path, Problem, label
from kzclaims.store.schema import tables as t
from kzclaims.store.schema.keys import ids_of
from kzclaims.store.schema.record_tables import RECORD_TABLES

LONGEST_KEY = 100
MOST_COMPARED = 10_000
"""Among how many keys of a table those are sought that are near one that nobody has."""


def references(record: Record) -> Iterator[tuple[Path, tuple[Table, ...], str]]:
    """Each key by which a record refers to another, with its path and the tables that may hold it."""
    for path, tables, key in _references(record):
        if key is not None:
            yield path, tables, key


def _references(record: Record) -> Iterator[tuple[Path, tuple[Table, ...], str | None]]:
    match record:
        case Source():
            yield ("publisher",), (t.organizations,), record.publisher
        case Person():
            for number, role in enumerate(record.roles):
                yield ("roles", number, "organization"), (t.organizations,), role.organization
                for index, citation in enumerate(role.citations):
                    yield ("roles", number, "citations", index, "source"), (t.sources,), citation.source
        case Event():
            for index, topic in enumerate(record.topics):
                yield ("topics", index), (t.topics,), topic
            for index, participant in enumerate(record.participants):
                yield ("participants", index, "person"), (t.people,), participant.person
                yield ("participants", index, "organization"), (t.organizations,), participant.organization
            for index, citation in enumerate(record.citations):
                yield ("citations", index, "source"), (t.sources,), citation.source
        case Statement():
            yield ("speaker",), (t.people,), record.speaker
            yield ("organization",), (t.organizations,), record.organization
            for index, topic in enumerate(record.topics):
                yield ("topics", index), (t.topics,), topic
            for index, mention in enumerate(record.mentions):
                yield ("mentions", index), (t.people, t.organizations), mention
            for index, event in enumerate(record.events):
                yield ("events", index), (t.events,), event
            for index, appearance in enumerate(record.appearances):
                yield ("appearances", index, "source"), (t.sources,), appearance.source
        case Review():
            yield ("statement",), (t.statements,), record.statement
            yield ("reviewer",), (t.organizations,), record.reviewer


def declared_twice(dossiers: Sequence[Dossier]) -> Iterator[Problem]:
    seen: dict[tuple[type[Record], str], str] = {}
    keys: dict[str, str] = {}
    for dossier in dossiers:
        if (other := keys.setdefault(dossier.key, dossier.file)) != dossier.file:
            why = f'is the key of {other} too; give each its own: dossier = "…" in the first line'
            yield Problem(dossier.file, 1, "", "dossier", why)
        for (record_type, key), place in dossier.declared.items():
            here = f"{place.file}:{place.line}"
            if (first := seen.setdefault((record_type, key), here)) != here:
                yield place.problem(label(record_type, key), ("key",), f"is recorded at {first} too; record it once")


def unknown_references(connection: Connection, dossiers: Sequence[Dossier]) -> Iterator[Problem]:
    known: dict[Table, set[str]] = {table: set() for table in RECORD_TABLES.values()}
    for dossier in dossiers:
        for record_type, key in dossier.declared:
            known[RECORD_TABLES[record_type]].add(key)
    placed = [one for dossier in dossiers for one in (*dossier.records, *dossier.broken)]
    wanted: dict[Table, set[str]] = {}
    for one in placed:
        for _, among, key in references(one.record):
            for table in among:
                wanted.setdefault(table, set()).add(key)
    for table, keys in wanted.items():
        known[table] |= ids_of(connection, table, keys).keys()
    told = 0
    for one in placed:
        for path, among, key in references(one.record):
            having = [table for table in among if key in known[table]]
            if not having:
                told += 1
                yield one.problem(path, no_such(connection, key, among, known if told <= MOST_SHOWN else None))
            elif len(having) > 1:
                yield one.problem(path, f"“{key}” is the key of a person and of an organization; give one another key")


def no_such(
    connection: Connection, key: str, among: tuple[Table, ...], known: Mapping[Table, Collection[str]] | None
) -> str:
    """What to say of a key that nobody has, with those that are near, of the known ones and of the recorded ones.

    Without `known` none are sought: for the many of a file in which everything is wrong.
    """
    from rapidfuzz import process

    singular = {table: record_type.__name__.lower() for record_type, table in RECORD_TABLES.items()}
    candidates: set[str] = set()
    for table in among:
        if known is None or len(key) > LONGEST_KEY:
            break
        candidates.update(islice(known[table], MOST_COMPARED))
        candidates.update(connection.execute(select(table.c.key).limit(MOST_COMPARED)).scalars())
    near = [name for name, _, _ in process.extract(key, candidates, limit=3, score_cutoff=60)]
    hint = f"did you mean {' or '.join(near)}?" if near else "record it, or correct the key"
    return f"no {' or '.join(singular[table] for table in among)} has the key “{key:.{LONGEST_KEY}}”; {hint}"
