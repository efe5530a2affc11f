"""Records by the million: streamed to rows in one transaction, memory flat.

New sources and statements, which are nearly all of a large file, go in by plain SQL; whatever is there already, and the
types that are few, go the way of dossiers (`kzclaims.store.load.load`). Four triggers rest meanwhile, because their
work is done here for many rows at once: a full-text trigger makes FTS5 write its index after every row, which costs
four times what the same index costs for a few thousand rows.

A file of records is not a dossier: nobody keeps it and prunes by it. What it says is marked as said elsewhere where a
dossier says it too, so that the dossier's pruning leaves it alone.
"""

import gc
from array import array
from collections import ChainMap, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, literal, select

from kzclaims.dossier.byte_streams import MOST_SHOWN, Rejects
from kzclaims.dossier.jsonl import Entry
from kzclaims.dossier.records import RECORD_TYPES, Record, Source, Statement
from kzclaims.dossier.validation import MOST_OF_ONE, Problem, label
from kzclaims.language import dates
from kzclaims.store.derived import text_hashes as folds
from kzclaims.store.derived.name_keys import renew_name_keys
from kzclaims.store.history import journal as history
from kzclaims.store.history.statuses import last_statuses
from kzclaims.store.load.load import Loader, Outcome
from kzclaims.store.load.references import no_such, references
from kzclaims.store.load.row_mapping import PARTS
from kzclaims.store.schema import search_indexes as fulltext
from kzclaims.store.schema import tables as t
from kzclaims.store.schema.batches import batches
from kzclaims.store.schema.keys import Ids
from kzclaims.store.schema.record_tables import RECORD_TABLES

MOST_KNOWN = 200_000
"""How many keys of a table are remembered; beyond that they are asked for again."""

CACHE_KIB = 49_152
"""SQLite's page cache while loading."""

Day = tuple[str, str, str]
"""An EDTF string with its first and last day, as SQLite stores them."""

RESTING = ("statements_fts_insert", "appearances_fts_insert", "statements_day_insert", "appearances_day_insert")
"""The triggers whose work is done here."""

FILLED = (t.statements, t.appearances, t.statement_folds)
"""Where most rows of a large file go. If they are empty, their indexes are made at the end."""

SOURCES = (
    "id", "key", "title", "lang", "publisher_id", "author", "url", "published", "published_earliest",
    "published_latest", "retrieved", "retrieved_earliest", "retrieved_latest", "archive_url", "recorded",
    "text_sha256", "text",
)  # fmt: skip
STATEMENTS = (
    "id", "key", "kind", "text", "lang", "speaker_id", "organization_id", "said", "said_earliest", "said_latest",
    "day", "day_earliest", "day_latest", "recorded", "status",
)  # fmt: skip
FOLDS = ("statement_id", "fold")
APPEARANCES = (
    "id", "statement_id", "position", "attribution", "source_id", "exact", "prefix", "suffix", "start", "end",
    "as_text",
)  # fmt: skip


def load(
    connection: Connection,
    chunks: Iterator[Any],
    rejects: Rejects,
    *,
    file: str,
    outcome: Outcome,
    because: str | None = None,
    understood: Callable[[Any], list[Entry]] = lambda chunk: chunk,
) -> None:
    """Loads what comes in chunks, and adds what it did to `outcome`, what it did not take to `rejects`.

    `understood` makes entries of a chunk with the help of the database; the chunks themselves are made in a thread
    beside this one, while SQLite is busy, and must not touch the database.
    """
    renew_name_keys(connection)
    if not folds.current(connection):
        folds.renew(connection)
    stream = Stream(connection, outcome, file, because)
    with _room(connection), _resting(connection), ThreadPoolExecutor(1) as ahead:
        coming = ahead.submit(next, chunks, None)
        while (chunk := coming.result()) is not None:
            fresh = stream.take(understood(chunk), rejects)
            folded = ahead.submit(folds.rows, fresh)
            coming = ahead.submit(next, chunks, None)
            stream.index()
            # Rows go in one by one, and between any two of them a thread that is busy would take its turn.
            wait([coming])
            stream.insert(t.statement_folds, FOLDS, folded.result())


@contextmanager
def _room(connection: Connection) -> Iterator[None]:
    """A larger page cache; no search for cyclic garbage, of which records by the million make none; and no checks by
    the database of what the records' types and `sound` are stricter about: they would take a quarter of the time.
    """
    size = connection.exec_driver_sql("PRAGMA cache_size").scalar_one()
    connection.exec_driver_sql(f"PRAGMA cache_size = -{CACHE_KIB}")
    connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = OFF")
        connection.exec_driver_sql(f"PRAGMA cache_size = {size}")


@contextmanager
def _resting(connection: Connection) -> Iterator[None]:
    """Puts triggers aside and back as they were, and the indexes of empty tables, which are sorted in less time than
    they grow. All within the transaction, so nobody ever sees them gone.
    """
    empty = [
        one.name for one in FILLED if connection.execute(select(literal(1)).select_from(one).limit(1)).first() is None
    ]
    found = connection.exec_driver_sql(
        "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid"
    )
    aside = [
        (kind, name, sql)
        for kind, name, table, sql in found
        if (kind == "trigger" and name in RESTING) or (kind == "index" and table in empty)
    ]
    for kind, name, _ in aside:
        connection.exec_driver_sql(f"DROP {kind} {name}")
    yield
    for _, _, sql in aside:
        connection.exec_driver_sql(sql)


class _Lines:
    """The line on which each record of a table, by id, was said in this load."""

    def __init__(self) -> None:
        self.by_id = array("I")

    def get(self, number: int) -> int:
        return self.by_id[number] if number < len(self.by_id) else 0

    def extend(self, first: int, lines: Sequence[int]) -> None:
        """Says the lines of records with ids one after another, the newest of their table."""
        self.by_id.frombytes(bytes((first - len(self.by_id)) * self.by_id.itemsize))
        self.by_id.extend(lines)

    def set(self, number: int, line: int) -> None:
        if number >= len(self.by_id):
            self.by_id.frombytes(bytes((number + 1 - len(self.by_id)) * self.by_id.itemsize))
        self.by_id[number] = line


class Stream:
    """One file's records on their way in."""

    def __init__(self, connection: Connection, outcome: Outcome, file: str, because: str | None = None) -> None:
        self.connection = connection
        self.file = file
        self.loader = Loader(connection, prune=False, because=because)
        self.loader.outcome = outcome
        self.outcome = outcome
        self.recorded = f"{self.loader.recorded:%Y-%m-%d %H:%M:%S}.000000"
        self.lines: dict[Table, _Lines] = defaultdict(_Lines)
        self.published: dict[int, Day | None] = {}
        self.days: dict[str, Day] = {}
        self.ids: dict[Table, int] = {}
        self.unfolded: list[tuple[int, str]] = []
        self.unknown = 0
        """How many keys nobody had so far."""
        # A statement that was removed and comes back has the status that it had.
        self.aliases = set(connection.scalars(select(t.statement_aliases.c.key)))
        self.has_history = connection.scalar(select(t.history.c.id).limit(1)) is not None
        self.unindexed = {
            fulltext.STATEMENTS: self._next_id(t.statements),
            fulltext.APPEARANCES: self._next_id(t.appearances),
        }

    def take(self, entries: Sequence[Entry], rejects: Rejects) -> list[tuple[int, str]]:
        """Brings the records of a chunk into the database; what is wrong goes to the rejects.

        The ids and texts of the new statements, whose words are still to be folded.
        """
        self.unfolded = []
        known = self._known(entries)
        declared: dict[Table, dict[str, int]] = defaultdict(dict)
        by_type: dict[type[Record], list[Entry]] = defaultdict(list)
        there, said = known[t.statements], declared[t.statements]
        statements = by_type[Statement]
        for one in entries:
            record = one.record
            if record is None:
                rejects.add(one.problems, one.raw)
                continue
            if type(record) is Statement:
                key = record.key
                if (
                    key not in self.aliases
                    and key not in there
                    and key not in said
                    and self._refers_to_what_is_there(record, known, declared)
                ):
                    said[key] = one.line
                    statements.append(one)
                    continue
            table = RECORD_TABLES[type(record)]
            if one.derived and (record.key in known[table] or record.key in declared[table]):
                continue
            if problems := self._problems(one, record, known, declared):
                rejects.add(problems, one.raw)
                continue
            declared[table][record.key] = one.line
            by_type[type(record)].append(one)
        for plural, record_type in RECORD_TYPES.items():
            if found := by_type[record_type]:
                self._take_type(plural, record_type, found, known)
        return self.unfolded

    def index(self) -> None:
        """Brings the full-text indexes up to the newest statement and appearance."""
        for index, first in self.unindexed.items():
            table = t.metadata.tables[index.table]
            if first < self.ids.get(table, 0):
                words = ", ".join(index.columns)
                self.connection.exec_driver_sql(
                    f"INSERT INTO {index.name}(rowid, {words}) "  # noqa: S608
                    f"SELECT id, {words} FROM {index.content} WHERE id >= ? ORDER BY id",
                    (first,),
                )
                self.unindexed[index] = self.ids[table]

    def _known(self, entries: Iterable[Entry]) -> Ids:
        """The ids of all that the entries are or refer to, as far as it is in the database."""
        wanted: dict[Table, set[str]] = {table: set() for table in RECORD_TABLES.values()}
        statements = wanted[t.statements]
        speakers, sources = wanted[t.people], wanted[t.sources]
        for one in entries:
            record = one.record
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
            for _, among, key in references(record):
                for table in among:
                    wanted[table].add(key)
        for table, keys in wanted.items():
            known = self.loader.ids[table]
            if table is t.statements or len(known) > MOST_KNOWN:
                known.clear()
            if missing := keys - known.keys():
                known.update(self._ids_of(table, missing))
        return self.loader.ids

    def _ids_of(self, table: Table, keys: set[str]) -> Iterable[tuple[str, int]]:
        """As `references.ids_of`, with all keys in one parameter: nothing is to be compiled anew."""
        query = f"SELECT key, id FROM {table.name} WHERE key IN (SELECT value FROM json_each(?))"  # noqa: S608
        return self.connection.exec_driver_sql(query, (msgspec.json.encode(keys).decode(),)).all()

    def _problems(
        self,
        one: Entry,
        record: Record,
        known: dict[Table, dict[str, int]],
        declared: dict[Table, dict[str, int]],
    ) -> list[Problem]:
        table = RECORD_TABLES[type(record)]
        problems: list[Problem] = []
        if table is t.statements and record.key in self.aliases:
            name = label(type(record), record.key)
            why = "is a further key of another statement; load it as a dossier, or give it a key of its own"
            problems.append(Problem(self.file, one.line, name, "key", why))
        earlier = declared[table].get(record.key) or self.lines[table].get(known[table].get(record.key, 0))
        if earlier and not one.derived:
            name = label(type(record), record.key)
            why = f"is already the key of the one in line {earlier}; each needs a key of its own"
            problems.append(Problem(self.file, one.line, name, "key", why))
        if self._refers_to_what_is_there(record, known, declared):
            return problems
        name = label(type(record), record.key)
        for path, among, key in references(record):
            if len(problems) >= MOST_OF_ONE:
                break
            having = [one for one in among if key in known[one] or key in declared[one]]
            field = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")
            if not having:
                self.unknown += 1
                there = {table: ChainMap(known[table], declared[table]) for table in among}
                why = no_such(self.connection, key, among, there if self.unknown <= MOST_SHOWN else None)
                problems.append(Problem(self.file, one.line, name, field, why))
            elif len(having) > 1:
                why = f"“{key}” is the key of a person and of an organization; give one another key"
                problems.append(Problem(self.file, one.line, name, field, why))
        return problems

    @staticmethod
    def _refers_to_what_is_there(
        record: Record, known: dict[Table, dict[str, int]], declared: dict[Table, dict[str, int]]
    ) -> bool:
        """The quick answer for most statements; no other is ever certain."""
        if type(record) is not Statement or record.organization or record.topics or record.mentions or record.events:
            return False
        speakers, sources = known[t.people], known[t.sources]
        speaker = record.speaker
        if speaker is not None and speaker not in speakers and speaker not in declared[t.people]:
            return False
        for appearance in record.appearances:
            if appearance.source not in sources and appearance.source not in declared[t.sources]:
                return False
        return True

    def _take_type(
        self, plural: str, record_type: type[Record], entries: list[Entry], known: dict[Table, dict[str, int]]
    ) -> None:
        table = RECORD_TABLES[record_type]
        ids, lines = known[table], self.lines[table]
        fast = record_type is Source or record_type is Statement
        slow = [one for one in entries if not fast or one.record.key in ids]  # type: ignore[union-attr]
        if slow:
            self.loader.next_ids.update(self.ids)
            for some in batches([one.record for one in slow if one.record is not None]):
                self.loader.take(plural, record_type, some, None)
            self.ids.update(self.loader.next_ids)
            if record_type is Source:
                for one in slow:
                    self.published.pop(ids[one.record.key], None)  # type: ignore[union-attr]
            elif record_type is Statement:
                self._set_days([ids[one.record.key] for one in slow])  # type: ignore[union-attr]
        if fast and len(slow) < len(entries):
            passed = {id(one) for one in slow}
            fresh = [one for one in entries if id(one) not in passed] if passed else entries
            number = self._next_id(table)
            lines.extend(number, [one.line for one in fresh])
            for one in fresh:
                ids[one.record.key] = number  # type: ignore[union-attr]
                number += 1
            self.ids[table] = number
            if record_type is Source:
                self._add_sources([one.record for one in fresh])  # type: ignore[misc]
            else:
                self._add_statements([one.record for one in fresh])  # type: ignore[misc]
            self.outcome.counts[plural].added += len(fresh)
        for one in slow:
            lines.set(ids[one.record.key], one.line)  # type: ignore[union-attr]

    def _add_sources(self, sources: Sequence[Source]) -> None:
        ids = self.loader.ids[t.sources]
        rows = []
        for one in sources:
            published = self._day(one.published)
            self.published[ids[one.key]] = published
            rows.append(
                (
                    ids[one.key], one.key, one.title, one.lang, self.loader.ids.of(t.organizations, one.publisher),
                    one.author, one.url, *(published or _NO_DAY), *(self._day(one.retrieved) or _NO_DAY),
                    one.archive_url, self.recorded, one.text_sha256, one.text,
                )
            )  # fmt: skip
        self.insert(t.sources, SOURCES, rows)

    def _add_statements(self, statements: Sequence[Statement]) -> None:
        ids, speakers, sources = (self.loader.ids[table] for table in (t.statements, t.people, t.sources))
        self._ask_published({sources[x.source] for one in statements for x in one.appearances})
        statuses = last_statuses(self.connection, [one.key for one in statements]) if self.has_history else {}
        number = self._next_id(t.appearances)
        rows: list[tuple[Any, ...]] = []
        printed: list[tuple[Any, ...]] = []
        for one in statements:
            owner = ids[one.key]
            said = self._day(one.said)
            day = said
            for x in one.appearances:
                source = sources[x.source]
                printed.append(
                    (
                        number, owner, x.position, x.attribution, source, x.exact or one.text, x.prefix, x.suffix,
                        x.start, x.end, x.exact is None or x.exact == one.text,
                    )
                )  # fmt: skip
                number += 1
                if said is None and (first := self.published[source]) is not None:
                    day = first if day is None else min(day, first, key=_by_days)
            rows.append(
                (
                    owner, one.key, one.kind, one.text, one.lang,
                    None if one.speaker is None else speakers[one.speaker],
                    self.loader.ids.of(t.organizations, one.organization),
                    *(said or _NO_DAY), *(day or _NO_DAY), self.recorded, statuses.get(one.key),
                )
            )  # fmt: skip
        self.ids[t.appearances] = number
        self.insert(t.statements, STATEMENTS, rows)
        self.unfolded = [(ids[one.key], one.text) for one in statements]
        self.insert(t.appearances, APPEARANCES, printed)
        more = [one for one in statements if one.topics or one.mentions or one.events or one.translations]
        for part in PARTS[Statement] if more else ():
            if part.table is not t.appearances:
                parts = [row | {part.owner: ids[one.key]} for one in more for row in part.rows(one, self.loader.ids)]
                self.loader.insert(part.table, parts)

    def _set_days(self, statements: Sequence[int]) -> None:
        """Gives statements that were there before the day that the resting triggers would give them."""
        first = (
            "SELECT published, published_earliest, published_latest FROM appearances "
            "JOIN sources ON sources.id = appearances.source_id "
            "WHERE appearances.statement_id = statements.id AND published IS NOT NULL "
            "ORDER BY published_earliest, published_latest LIMIT 1"
        )
        ids = msgspec.json.encode(statements).decode()
        for values, which in (("said, said_earliest, said_latest", "NOT NULL"), (first, "NULL")):
            self.connection.exec_driver_sql(
                f"UPDATE statements SET (day, day_earliest, day_latest) = "  # noqa: S608
                f"({values if values is first else f'SELECT {values}'}) "
                f"WHERE said IS {which} AND id IN (SELECT value FROM json_each(?))",
                (ids,),
            )

    def _ask_published(self, sources: set[int]) -> None:
        """Makes known when the sources were published."""
        if len(self.published) > MOST_KNOWN:
            self.published.clear()
        c = t.sources.c
        for some in batches(sorted(sources - self.published.keys())):
            for number, edtf in self.connection.execute(select(c.id, c.published).where(c.id.in_(some))):
                self.published[number] = self._day(edtf)

    def _day(self, edtf: str | None) -> Day | None:
        if edtf is None:
            return None
        if (found := self.days.get(edtf)) is None:
            if len(self.days) > MOST_KNOWN:
                self.days.clear()
            known = dates.parse(edtf)
            found = self.days[edtf] = known.edtf, known.earliest.isoformat(), known.latest.isoformat()
        return found

    def _next_id(self, table: Table) -> int:
        if table not in self.ids:
            self.ids[table] = history.first_free_id(self.connection, table)
        return self.ids[table]

    def insert(self, table: Table, columns: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
        """Inserts rows as they are: the driver's own binding, with no step between."""
        names = ", ".join(f'"{name}"' for name in columns)
        marks = ", ".join("?" * len(columns))
        if rows:
            self.connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", rows)  # noqa: S608


_NO_DAY = (None, None, None)


def _by_days(day: Day) -> tuple[str, str]:
    return day[1], day[2]
