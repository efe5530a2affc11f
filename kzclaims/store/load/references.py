"""Foreign-key references between records, and the detection of unknown keys."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice

from sqlalchemy import Connection, Table, select

from kzclaims.dossier.byte_streams import MOST_SHOWN
from kzclaims.dossier.records import Event, Person, Record, Review, Source, Statement
from kzclaims.dossier.toml_reader import Dossier
from kzclaims.dossier.validation import Path, Place, Problem, label
from kzclaims.store.schema import tables
from kzclaims.store.schema.keys import ids_of
from kzclaims.store.schema.record_tables import RECORD_TABLES, TABLES_BY_NAME
from kzclaims.wording import MOST_COMPARED, did_you_mean, quoted


def references(record: Record) -> Iterator[tuple[Path, tuple[Table, ...], str]]:
    """Yield each key by which a record refers to another, with its path and the tables that may contain it."""
    for path, candidates, key in _references(record):
        if key is not None:
            yield path, candidates, key


def _references(record: Record) -> Iterator[tuple[Path, tuple[Table, ...], str | None]]:
    match record:
        case Source():
            yield ("publisher",), (tables.organizations,), record.publisher
        case Person():
            for number, role in enumerate(record.roles):
                yield ("roles", number, "organization"), (tables.organizations,), role.organization
                for index, citation in enumerate(role.citations):
                    yield ("roles", number, "citations", index, "source"), (tables.sources,), citation.source
        case Event():
            for index, topic in enumerate(record.topics):
                yield ("topics", index), (tables.topics,), topic
            for index, participant in enumerate(record.participants):
                yield ("participants", index, "person"), (tables.people,), participant.person
                yield ("participants", index, "organization"), (tables.organizations,), participant.organization
            for index, citation in enumerate(record.citations):
                yield ("citations", index, "source"), (tables.sources,), citation.source
        case Statement():
            yield ("speaker",), (tables.people,), record.speaker
            yield ("organization",), (tables.organizations,), record.organization
            for index, topic in enumerate(record.topics):
                yield ("topics", index), (tables.topics,), topic
            for index, mention in enumerate(record.mentions):
                yield ("mentions", index), (tables.people, tables.organizations), mention
            for index, event in enumerate(record.events):
                yield ("events", index), (tables.events,), event
            for index, appearance in enumerate(record.appearances):
                yield ("appearances", index, "source"), (tables.sources,), appearance.source
        case Review():
            yield ("statement",), (tables.statements,), record.statement
            yield ("reviewer",), (tables.organizations,), record.reviewer


def declared_twice(dossiers: Sequence[Dossier]) -> Iterator[Problem]:
    """Yield a problem for each key that two dossiers have or declare."""
    seen: dict[tuple[type[Record], str], Place] = {}
    keys: dict[str, str] = {}
    for dossier in dossiers:
        if (other := keys.setdefault(dossier.key, dossier.file)) != dossier.file:
            message = f'is the key of {other} too; give each its own: dossier = "…" in the first line'
            yield Problem(dossier.file, 1, "", "dossier", message)
        for (record_type, key), place in dossier.declared.items():
            first = seen.setdefault((record_type, key), place)
            # A file that is given twice declares each record in one place.
            if first is not place and (first.file, first.line) != (place.file, place.line):
                where = f"{first.file}:{first.line}"
                yield place.problem(label(record_type, key), ("key",), f"is recorded at {where} too; record it once")


def unknown_references(connection: Connection, dossiers: Sequence[Dossier]) -> Iterator[Problem]:
    """Yield a problem for each reference to a key that is neither declared nor recorded."""
    known: dict[Table, set[str]] = {table: set() for table in RECORD_TABLES.values()}
    for dossier in dossiers:
        for record_type, key in dossier.declared:
            known[RECORD_TABLES[record_type]].add(key)
    located = [one for dossier in dossiers for one in (*dossier.records, *dossier.broken)]
    wanted: dict[Table, set[str]] = {}
    for one in located:
        for _, candidates, key in references(one.record):
            for table in candidates:
                wanted.setdefault(table, set()).add(key)
    for table, keys in wanted.items():
        known[table] |= ids_of(connection, table, keys).keys()
    count = 0
    for one in located:
        for path, message in wrong_references(connection, one.record, known, suggest=count < MOST_SHOWN):
            count += 1
            yield one.problem(path, message)


def wrong_references(
    connection: Connection, record: Record, known: Mapping[Table, Collection[str]], *, suggest: bool
) -> Iterator[tuple[Path, str]]:
    """Yield the path and a message for each key of a record that no table, or more than one, contains.

    Suggestions of similar keys are slow: without `suggest`, none are looked for.
    """
    for path, candidates, key in references(record):
        found = sum(key in known[table] for table in candidates)
        if found > 1:
            yield path, f"“{key}” is the key of a person and of an organization; give one another key"
        elif not found:
            names = " or ".join(_NAMES[table] for table in candidates)
            similar = suggest and did_you_mean(key, _all_keys(connection, candidates, known))
            yield path, f"no {names} has the key {quoted(key, 100)}; {similar or 'record it, or correct the key'}"


def _all_keys(
    connection: Connection, candidates: tuple[Table, ...], known: Mapping[Table, Collection[str]]
) -> set[str]:
    keys: set[str] = set()
    for table in candidates:
        keys.update(islice(known[table], MOST_COMPARED))
        keys.update(connection.execute(select(table.c.key).limit(MOST_COMPARED)).scalars())
    return keys


_NAMES = {table: name for name, table in TABLES_BY_NAME.items()}
