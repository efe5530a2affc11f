"""Bulk load of records: chunk by chunk, in one transaction and in bounded memory.

A file of records is not a dossier: nothing is pruned by it. Records that a dossier declares as well are marked, so that
pruning the dossier does not remove them.
"""

import gc
from array import array
from collections import ChainMap, defaultdict, deque
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import compress
from typing import Any, NamedTuple

from sqlalchemy import Table, select

from kzclaims.dossier.byte_streams import MOST_SHOWN, Rejects
from kzclaims.dossier.cells import listed_lines
from kzclaims.dossier.helper import Helper
from kzclaims.dossier.jsonl import Entry
from kzclaims.dossier.records import RECORD_TYPES, Event, Organization, Person, Record, Review, Statement
from kzclaims.dossier.validation import Place, Problem, label, passages
from kzclaims.store.bulk.joining import further_appearances
from kzclaims.store.derived import text_hashes
from kzclaims.store.derived.day import set_days
from kzclaims.store.engine import SearchIndex, engine_of
from kzclaims.store.load import namesakes, review_addresses
from kzclaims.store.load.aliases import add_aliases
from kzclaims.store.load.corrections import recorded_again
from kzclaims.store.load.load import load_batch
from kzclaims.store.load.merged import declare_identities
from kzclaims.store.load.owners import other_owners
from kzclaims.store.load.references import references, wrong_references
from kzclaims.store.load.row_writer import LoadContext, write_new_parts, write_new_rows
from kzclaims.store.read.json_records import read
from kzclaims.store.schema import search_indexes, tables
from kzclaims.store.schema.batches import batches
from kzclaims.store.schema.record_tables import RECORD_TABLES

MOST_KNOWN = 50_000
"""The number of keys of a table that are remembered; beyond it, they are looked up again."""

FILLED = (tables.statements, tables.appearances, tables.statement_folds)
"""The tables with most rows of a large file. If they are empty, their indexes are built at the end."""


class _LinesById:
    """The line of the file on which each record of a table, given by id, was declared: 4 bytes a record."""

    def __init__(self) -> None:
        self._lines = array("I")

    def get(self, number: int) -> int:
        """Return the line, or 0 if the file hasn't declared the record so far."""
        return self._lines[number] if number < len(self._lines) else 0

    def set(self, first: int, lines: Sequence[int]) -> None:
        """Store the lines of records with consecutive ids."""
        if missing := first + len(lines) - len(self._lines):
            self._lines.frombytes(bytes(max(missing, 0) * self._lines.itemsize))
        self._lines[first : first + len(lines)] = array("I", lines)


@dataclass
class _Stream:
    """The state of one file's load."""

    context: LoadContext
    file: str
    aliases: set[str]
    """The further keys of statements."""
    alias_lines: dict[str, int]
    """The lines of the file with such keys."""
    merged: set[tuple[str, str]]
    """The types and keys of merged records."""
    unindexed: dict[SearchIndex, int]
    """The first id that each full-text index lacks."""
    lines: dict[Table, _LinesById] = field(default_factory=lambda: defaultdict(_LinesById))
    unknown: int = 0
    """The number of unknown keys so far."""
    texts: dict[str, bool] = field(default_factory=dict)
    """For each source by key, True if its text is archived."""
    repeated: list[int] = field(default_factory=list)
    """The lines of rows that give a record of an earlier row again."""


@dataclass
class _Chunk:
    """The records of a chunk that can be loaded."""

    declared: dict[Table, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    """The line of each record by table and key."""
    entries: dict[type[Record], list[Entry]] = field(default_factory=lambda: defaultdict(list))

    def find(self, record_type: type[Record], key: str) -> Record | None:
        """Return the record with a key in the chunk."""
        return next((one.record for one in self.entries[record_type] if one.record and one.record.key == key), None)


def load_entries(
    context: LoadContext,
    chunks: Iterator[Any],
    rejects: Rejects,
    *,
    file: str,
    helper: Helper,
    convert: Callable[[Any], list[Entry]] = lambda chunk: chunk,
    texts_of: Callable[[Any], list[str]] | None = None,
) -> None:
    """Load chunks of entries; what cannot be loaded is added to the rejects.

    `convert` turns a chunk into entries with the help of the database, and `texts_of` returns the texts of its
    statements. The chunks themselves are read in a second thread while the database is busy, and must not touch it;
    the helper hashes their texts meanwhile. The context must be one for bulk mode.
    """
    connection = context.connection
    engine = engine_of(connection)
    aliases = set(connection.scalars(select(tables.statement_aliases.c.key)))
    indexes = (search_indexes.STATEMENTS, search_indexes.APPEARANCES)
    merged = {
        tuple(row) for row in connection.execute(select(tables.merged_keys.c.record_type, tables.merged_keys.c.key))
    }
    stream = _Stream(context, file, aliases, {}, merged, {one: _next_id(context, one) for one in indexes})

    def read() -> _Read | None:
        chunk = next(chunks, None)
        if chunk is None:
            return None
        texts = (texts_of or _texts_of)(chunk)
        return _Read(chunk, texts, helper.hash(texts))

    with engine.bulk_mode(connection, FILLED), ThreadPoolExecutor(1) as ahead:
        waiting = deque([ahead.submit(read), ahead.submit(read)])
        while (found := waiting.popleft().result()) is not None:
            hashes = array("q", found.hashes.result())
            context.hashes = dict(zip(found.texts, hashes, strict=True))
            _load_chunk(stream, convert(found.chunk), rejects)
            waiting.append(ahead.submit(read))
            _index_words(stream)
            # Rows are inserted one by one, and a busy thread would take its turn between any two of them.
            wait(waiting)
            folds = text_hashes.hash_rows(context.unhashed, context.hashes)
            engine.insert(connection, tables.statement_folds, ("statement_id", "fold"), folds)
            context.unhashed, context.hashes = [], {}
            # Remove the little cyclic garbage of the chunk while that is fast.
            gc.collect(0)
    if lines := stream.repeated:
        context.outcome.remarks.append(f"{file}: {listed_lines(lines)}: the same as an earlier row, recorded once")


def _texts_of(entries: Sequence[Entry]) -> list[str]:
    return [entry.record.text for entry in entries if isinstance(entry.record, Statement)]


class _Read(NamedTuple):
    """A chunk that was read, with the texts of its statements and their hashes."""

    chunk: Any
    texts: list[str]
    hashes: Future[bytes]


def _next_id(context: LoadContext, index: SearchIndex) -> int:
    return engine_of(context.connection).reserve_ids(context.connection, tables.metadata.tables[index.table], 0)


def _index_words(stream: _Stream) -> None:
    """Bring the full-text indexes up to the newest statement and appearance."""
    connection = stream.context.connection
    for index, first in stream.unindexed.items():
        following = _next_id(stream.context, index)
        if first < following:
            engine_of(connection).index_rows(connection, index, first)
            stream.unindexed[index] = following


def _load_chunk(stream: _Stream, entries: Sequence[Entry], rejects: Rejects) -> None:
    known = _learn_keys(stream, entries)
    chunk = _Chunk()
    needed: list[tuple[Table, Entry]] = []
    is_rejected = False
    for entry in entries:
        record = entry.record
        if entry.follows and is_rejected:
            continue
        is_rejected = record is None
        if record is None:
            rejects.add(entry.problems, entry.raw)
            continue
        record_type = type(record)
        table = RECORD_TABLES[record_type]
        is_known = record.key in known[table] or record.key in chunk.declared[table]
        if entry.derived:
            # What a row needs is loaded with the first row that is not rejected.
            if not is_known:
                chunk.declared[table][record.key] = entry.line
                needed.append((table, entry))
            continue
        is_certain = not is_known and record_type is Statement and _has_known_references(record, known, chunk)
        if not is_certain or record.key in stream.aliases:
            problems = _problems(stream, entry, record, chunk)
            if problems:
                is_repeated = problems == [_REPEATED]
                is_rejected = not is_repeated
                if is_repeated:
                    stream.repeated += [] if entry.follows else [entry.line]
                else:
                    rejects.add(problems, entry.raw)
                for other, one in needed:
                    del chunk.declared[other][one.record.key]  # type: ignore[union-attr]
                needed.clear()
                continue
        chunk.declared[table][record.key] = entry.line
        for _, one in needed:
            chunk.entries[type(one.record)].append(one)  # type: ignore[index]
        needed.clear()
        chunk.entries[record_type].append(entry)
    connection = stream.context.connection
    for record_type in (Person, Organization):
        conflicts = other_owners(connection, _records(chunk, record_type), stream.context.rename)
        _reject_conflicts(stream, chunk, record_type, "name", conflicts, rejects)
    reviews = [one for one in _records(chunk, Review) if isinstance(one, Review)]
    _reject_conflicts(stream, chunk, Review, "url", review_addresses.conflicts(connection, reviews), rejects)
    for plural, record_type in RECORD_TYPES.items():
        if chunk.entries[record_type]:
            removed = _removed_before(stream, record_type, chunk)
            _reject_conflicts(stream, chunk, record_type, "", removed, rejects)
        if found := chunk.entries[record_type]:
            _write(stream, plural, record_type, found, rejects)


def _records(chunk: _Chunk, record_type: type[Record]) -> list[Record]:
    return [entry.record for entry in chunk.entries[record_type] if entry.record is not None]


def _reject_conflicts(
    stream: _Stream,
    chunk: _Chunk,
    record_type: type[Record],
    field_name: str,
    conflicts: Iterator[tuple[int, str]],
    rejects: Rejects,
) -> None:
    """Reject the records of a chunk that conflict with recorded ones, given by their places."""
    messages = dict(conflicts)
    entries = chunk.entries[record_type]
    for place, message in messages.items():
        entry = entries[place]
        assert entry.record is not None
        name = label(record_type, entry.record.key)
        problem = Place(stream.file, entry.line).problem(name, (field_name,) if field_name else (), message)
        rejects.add([problem], entry.raw)
    chunk.entries[record_type] = [entry for place, entry in enumerate(entries) if place not in messages]


def _removed_before(stream: _Stream, record_type: type[Record], chunk: _Chunk) -> Iterator[tuple[int, str]]:
    """Yield the places of new records that were removed as a correction, with a message."""
    context = stream.context
    if not context.has_history or context.policy == "overwrite":
        return
    known = context.ids[RECORD_TABLES[record_type]]
    places = {one.key: place for place, one in enumerate(_records(chunk, record_type)) if one.key not in known}
    for key, undone in recorded_again(context, record_type, places):
        context.outcome.undone.append(undone)
        yield places[key], undone.message


def _learn_keys(stream: _Stream, entries: Sequence[Entry]) -> dict[Table, dict[str, int]]:
    """Look up all keys that the entries have or refer to; return the ids of the recorded ones."""
    wanted: dict[Table, set[str]] = {table: set() for table in RECORD_TABLES.values()}
    statements, speakers, sources = (wanted[one] for one in (tables.statements, tables.people, tables.sources))
    for entry in entries:
        record = entry.record
        if type(record) is Statement:
            statements.add(record.key)
            sources.update([appearance.source for appearance in record.appearances])
            if record.speaker is not None:
                speakers.add(record.speaker)
            if not (record.organization or record.topics or record.mentions or record.events):
                continue
        elif record is None:
            continue
        wanted[RECORD_TABLES[type(record)]].add(record.key)
        for _, candidates, key in references(record):
            for table in candidates:
                wanted[table].add(key)
    ids = stream.context.ids
    for table, keys in wanted.items():
        if table is tables.statements or len(ids[table]) > MOST_KNOWN:
            ids[table].clear()
        ids.learn(table, keys)
    return ids


def _has_known_references(record: Record, known: dict[Table, dict[str, int]], chunk: _Chunk) -> bool:
    """Return True if a statement certainly refers to nothing unknown: the quick answer for most statements."""
    assert isinstance(record, Statement)
    if record.organization or record.topics or record.mentions or record.events:
        return False
    speaker = record.speaker
    if speaker is not None and speaker not in known[tables.people] and speaker not in chunk.declared[tables.people]:
        return False
    sources, declared = known[tables.sources], chunk.declared[tables.sources]
    return all(one.source in sources or one.source in declared for one in record.appearances)


def _problems(stream: _Stream, entry: Entry, record: Record, chunk: _Chunk) -> list[Problem]:
    place, name = Place(stream.file, entry.line), label(type(record), record.key)
    ids, table = stream.context.ids, RECORD_TABLES[type(record)]
    problems: list[Problem] = []
    earlier = chunk.declared[table].get(record.key)
    if table is tables.statements and record.key in stream.aliases:
        earlier = earlier or stream.alias_lines.get(record.key)
    elif not earlier and not _is_merged(stream, record):
        earlier = stream.lines[table].get(ids[table].get(record.key, 0))
    if earlier:
        if entry.has_own_key:
            why = f"is already the key of the one in line {earlier}; each needs a key of its own"
            problems.append(place.problem(name, ("key",), why))
        else:
            before = chunk.find(type(record), record.key) or _recorded_earlier(stream, record)
            different = [] if before is None else _differences(before, record)
            if not different:
                return [_REPEATED]
            names = " and ".join(different)
            why = f"is the same as in line {earlier} but for {names}: give the rows keys, positions or different dates"
            problems.append(place.problem(name.partition(" ")[0], (), why))
    known = {one: ChainMap(ids[one], chunk.declared[one]) for one in RECORD_TABLES.values()}
    suggest = stream.unknown < MOST_SHOWN
    for path, message in wrong_references(stream.context.connection, record, known, suggest=suggest):
        stream.unknown += 1
        problems.append(place.problem(name, path, message))
    return problems[:MOST_SHOWN]


_REPEATED = Problem("", 0, "", "", "is the same as in an earlier line")
"""Stands for the problems of a row that only repeats an earlier one."""


def _recorded_earlier(stream: _Stream, record: Record) -> Record | None:
    """Return the record that an earlier chunk recorded under the same key."""
    table = RECORD_TABLES[type(record)]
    number = stream.context.ids[table].get(record.key)
    return None if number is None else next(read(stream.context.connection, type(record), [number]))


def _differences(before: Record, record: Record) -> list[str]:
    """Return the fields in which two records with one key differ."""
    return [name for name in record.__struct_fields__ if _comparable(before, name) != _comparable(record, name)]


def _comparable(record: Record, name: str) -> Any:
    value = getattr(record, name)
    if isinstance(record, Statement) and name == "appearances":
        return sorted((one.source, one.exact or record.text, one.attribution or "", one.position or 0) for one in value)
    if name in ("text", "said", "date", "key"):
        return value
    return sorted(value) if isinstance(value, list) and all(isinstance(one, str) for one in value) else value


def _is_merged(stream: _Stream, record: Record) -> bool:
    """Return True if a record's key was merged, so that its id is that of another record."""
    return bool(stream.merged) and (type(record).__name__.lower(), record.key) in stream.merged


def _write(stream: _Stream, plural: str, record_type: type[Record], entries: list[Entry], rejects: Rejects) -> None:
    """Write the records of one type, new and recorded ones, and remember their lines."""
    context, table = stream.context, RECORD_TABLES[record_type]
    known, lines = context.ids[table], stream.lines[table]
    if record_type in (Person, Event, Statement):
        _check_passages(stream, [entry.record for entry in entries if entry.record is not None])
    recorded: list[Entry] = []
    new: list[Record] = []
    new_lines: list[int] = []
    further: list[tuple[Statement, str]] = []
    if record_type is Statement:
        entries, further = _without_duplicates(stream, entries, rejects)
    for entry in entries:
        assert entry.record is not None
        if entry.record.key in known:
            recorded.append(entry)
            if not _is_merged(stream, entry.record):
                lines.set(known[entry.record.key], [entry.line])
        else:
            new.append(entry.record)
            new_lines.append(entry.line)
    for batch in batches(recorded):
        _change(stream, record_type, batch, rejects)
    if recorded and record_type is Statement:
        # In bulk mode, no trigger does it when an appearance is added.
        set_days(context.connection, [known[one.record.key] for one in recorded if one.record])
    if new:
        write_new_rows(context, record_type, new)
        write_new_parts(context, record_type, new)
        declare_identities(context, record_type, new)
        namesakes.warn(context, record_type, new, new)
        context.journal.write()
        lines.set(known[new[0].key], new_lines)
        context.outcome.counts[plural].added += len(new)
    if further:
        add_aliases(context, further)
        context.journal.write()
        set_days(context.connection, list({known[key] for _, key in further}))
        known.update((record.key, known[key]) for record, key in further)
        context.outcome.counts[plural].changed += len(further)


def _check_passages(stream: _Stream, records: Sequence[Record]) -> None:
    """Check the passages of records whose sources have a text, and count all passages."""
    check, texts = stream.context.passages, stream.texts
    if check is None:
        return
    check.clear()
    of_records = [
        record.appearances if isinstance(record, Statement) else [one for _, one in passages(record)]
        for record in records
    ]
    named = {one.source for of_record in of_records for one in of_record}
    if unknown := named - texts.keys():
        if len(texts) > MOST_KNOWN:
            texts.clear()
            unknown = named
        texts |= dict.fromkeys(unknown, False) | dict.fromkeys(_with_text(stream, unknown), True)
    without = {key for key in named if not texts[key]}
    if len(without) < len(named):
        checked = [any(texts[one.source] for one in of_record) for of_record in of_records]
        check.check_quickly(compress(records, checked))
        of_records = [of_record for of_record, one in zip(of_records, checked, strict=True) if not one]
    if count := sum(map(len, of_records)):
        check.counts["no text"] += count
    if len(check.without_text) < 4 * MOST_KNOWN:
        check.without_text |= without


def _with_text(stream: _Stream, keys: Collection[str]) -> Iterator[str]:
    """Yield those of the sources whose text is archived."""
    ids = stream.context.ids[tables.sources]
    engine = engine_of(stream.context.connection)
    archived = f"SELECT id FROM sources WHERE text IS NOT NULL AND {engine.in_list('id', 'ids', 'integer')}"  # noqa: S608
    values = engine.list_value(ids[key] for key in keys)
    found = set(engine.execute(stream.context.connection, archived, {"ids": values}).scalars())
    yield from (key for key in keys if ids[key] in found)


def _without_duplicates(
    stream: _Stream, entries: Sequence[Entry], rejects: Rejects
) -> tuple[list[Entry], list[tuple[Statement, str]]]:
    """Bring recorded duplicates in line with the entries. Return the other entries and the new duplicates.

    Each duplicate has the key of the statement whose words it has.
    """
    context, known = stream.context, stream.context.ids[tables.statements]
    recorded = [entry for entry in entries if entry.record and entry.record.key in stream.aliases]
    for batch in batches(recorded):
        _change(stream, Statement, batch, rejects)
        records = {entry.record.key: entry.line for entry in batch if entry.record}
        stream.alias_lines |= records
        set_days(context.connection, [known[key] for key in records])
    if recorded:
        entries = [entry for entry in entries if entry.record and entry.record.key not in stream.aliases]
    new = [entry.record for entry in entries if entry.record and entry.record.key not in known]
    further = further_appearances(context, new)
    if further:
        keys = {record.key for record, _ in further}
        lines = {entry.record.key: entry.line for entry in entries if entry.record and entry.record.key in keys}
        stream.alias_lines |= lines
        stream.aliases |= keys
    return [entry for entry in entries if entry.record and entry.record.key not in stream.alias_lines], further


def _change(stream: _Stream, record_type: type[Record], entries: Sequence[Entry], rejects: Rejects) -> None:
    """Bring recorded records in line with the entries; reject those that would undo a correction."""
    context, outcome = stream.context, stream.context.outcome
    before, refused, compared = deepcopy(outcome), len(outcome.undone), len(context.differences or ())
    savepoint = context.connection.begin_nested()
    load_batch(context, record_type, [entry.record for entry in entries if entry.record is not None])
    undone = defaultdict(list)
    for one in outcome.undone[refused:]:
        undone[one.record.key].append(one)
    if not undone:
        savepoint.commit()
        return
    savepoint.rollback()
    vars(outcome).update(vars(before))
    outcome.undone += [one for of_record in undone.values() for one in of_record]
    if context.differences is not None:
        context.differences[compared:] = [one for one in context.differences[compared:] if one.outcome == "refused"]
    left: list[Entry] = []
    for entry in entries:
        assert entry.record is not None
        if entry.record.key not in undone:
            left.append(entry)
            continue
        place, name = Place(stream.file, entry.line), label(record_type, entry.record.key)
        problems = [place.problem(name, (one.field,), one.message) for one in undone[entry.record.key]]
        rejects.add(problems, entry.raw)
    if left:
        _change(stream, record_type, left, rejects)
