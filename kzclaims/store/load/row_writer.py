"""The writing of new records: rows with their ids, and the data derived from them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter
from typing import Any, Literal

from sqlalchemy import Connection, Table, select

from kzclaims.dossier.records import Person, Record, Review, Source, Statement
from kzclaims.dossier.validation import Path
from kzclaims.store.derived import text_hashes
from kzclaims.store.derived.day import day_of
from kzclaims.store.derived.name_keys import add_name_keys
from kzclaims.store.derived.renew import renew_outdated
from kzclaims.store.engine import engine_of
from kzclaims.store.history import chain
from kzclaims.store.history.journal import Journal, RecordKey, now
from kzclaims.store.history.statuses import last_statuses
from kzclaims.store.load.outcome import Outcome
from kzclaims.store.load.provenance import Declared, Marks
from kzclaims.store.load.row_mapping import PARTS, ROLE_CITATIONS, Row, citation_rows, own_row
from kzclaims.store.reports import FieldDifference
from kzclaims.store.schema import tables
from kzclaims.store.schema.keys import Ids
from kzclaims.store.schema.record_tables import RECORD_TABLES
from kzclaims.store.verify.on_load import PassageCheck, numbered, passages_at
from kzclaims.store.verify.places import Storage
from kzclaims.store.verify.versions import remember_texts

Policy = Literal["refuse", "keep", "overwrite"]
"""The treatment of a value that would undo a correction, or that another dossier does not have."""

_Day = tuple[str, Any, Any]


@dataclass
class LoadContext:
    """The state that the steps of one load share."""

    connection: Connection
    journal: Journal
    ids: Ids
    outcome: Outcome
    prune: bool = False
    policy: Policy = "overwrite"
    rename: Collection[str] = ()
    """The keys of people and organizations that take the name of the file."""
    differences: list[FieldDifference] | None = None
    """The differences between the files and the records, or None to collect none."""
    passages: PassageCheck | None = None
    """The passages of the records that are loaded, with the results of their check."""
    has_history: bool = True
    """False if nothing was ever changed or removed."""
    bulk: bool = False
    """True while the engine is in bulk mode: days are set here, and text hashes are left to the caller."""
    unhashed: list[tuple[int, str]] = field(default_factory=list)
    """In bulk mode, the ids and texts of new statements that have no text hash yet."""
    hashes: dict[str, int] = field(default_factory=dict)
    """The hashes of those texts that were computed already."""
    marks: defaultdict[Declared, Marks] = field(default_factory=lambda: defaultdict(dict))
    """The fields of the batch in which its dossier differs from the record."""
    taken: set[str] = field(default_factory=set)
    """The fields of the batch that took the value of the file, as in the marks."""
    kept: set[str] = field(default_factory=set)
    """The fields of the batch that keep the recorded value."""
    kept_rows: set[tuple[str, int]] = field(default_factory=set)
    """The tables and ids of their rows."""
    checks: Storage = field(init=False)
    """The results of recorded passages that are not stored yet."""
    other_texts: set[str] = field(default_factory=set)
    """The recorded sources that got another text."""

    def __post_init__(self) -> None:
        new_places = self.passages is None or self.passages.new_places
        self.checks = Storage(self.connection, self.journal, new_places=new_places)

    @property
    def recorded(self) -> datetime:
        return self.journal.at


def new_context(
    connection: Connection,
    *,
    reason: str | None = None,
    prune: bool = False,
    policy: Policy = "overwrite",
    rename: Collection[str] = (),
    differences: list[FieldDifference] | None = None,
    passages: PassageCheck | None = None,
    outcome: Outcome | None = None,
    bulk: bool = False,
) -> LoadContext:
    """Return the context of a load that begins now, with up-to-date look-up keys and text hashes."""
    renew_outdated(connection)
    journal = Journal(connection, now(connection), reason=reason)
    has_history = connection.scalar(select(tables.history.c.id).limit(1)) is not None
    return LoadContext(
        connection,
        journal,
        Ids(connection),
        outcome=outcome or Outcome(),
        prune=prune,
        policy=policy,
        rename=rename,
        differences=differences,
        passages=passages,
        has_history=has_history,
        bulk=bulk,
    )


def write_new_rows(context: LoadContext, record_type: type[Record], records: Sequence[Record]) -> None:
    """Insert the own rows of records that are not recorded yet, and make their ids known."""
    rows = [{**own_row(record, context.ids), "recorded": context.recorded} for record in records]
    if record_type is Statement:
        _complete_statements(context, records, rows)
    table = RECORD_TABLES[record_type]
    insert_rows(context, table, rows)
    context.ids[table].update((row["key"], row["id"]) for row in rows)
    if record_type is Source:
        remember_texts(context.connection, [row["id"] for row in rows if row["text"] is not None])
    if record_type is Review:
        for row in rows:
            context.journal.added(RecordKey("review", row["key"]), table, row)


def write_new_parts(context: LoadContext, record_type: type[Record], records: Sequence[Record]) -> None:
    """Insert the parts of records whose own rows were just inserted."""
    ids = context.ids
    known = ids[RECORD_TABLES[record_type]]
    has_checks = context.passages is not None and not context.passages.is_empty
    for part in PARTS[record_type]:
        having = [one for one in records if getattr(one, part.field)] if part.field else records
        rows: list[Row] = []
        of_records = []
        owner, rows_of = part.owner, part.rows
        for record in having:
            own = list(rows_of(record, ids))
            number = known[record.key]
            for row in own:
                row[owner] = number
            rows += own
            of_records.append((record, own))
        if part.table is tables.appearances:
            for record, own in of_records:
                text = record.text  # type: ignore[attr-defined]
                for row in own:
                    row["as_text"] = row["exact"] == text
        if has_checks and part.table in (tables.appearances, tables.citations):
            for record, own in of_records:
                add_checks(context, record, (part.table.name,), own)
        insert_rows(context, part.table, rows)
        if part.table is tables.roles:
            _insert_role_citations(context, of_records)


def _complete_statements(context: LoadContext, records: Sequence[Record], rows: list[Row]) -> None:
    """Add the statuses that removed statements had and, in bulk mode, the days of all."""
    statuses = last_statuses(context.connection, [row["key"] for row in rows]) if context.has_history else {}
    for row in rows:
        row["status"] = statuses.get(row["key"])
    if not context.bulk:
        return
    sources = context.ids[tables.sources]
    statements = [record for record in records if isinstance(record, Statement)]
    printed = [[sources[one.source] for one in statement.appearances] for statement in statements]
    undated = (ids for ids, row in zip(printed, rows, strict=True) if row["said"] is None)
    published = _publication_days(context.connection, {one for ids in undated for one in ids})
    for row, ids in zip(rows, printed, strict=True):
        said = None if row["said"] is None else (row["said"], row["said_earliest"], row["said_latest"])
        day = day_of(said, map(published.get, ids)) or (None, None, None)
        row["day"], row["day_earliest"], row["day_latest"] = day


def _publication_days(connection: Connection, sources: set[int]) -> dict[int, _Day]:
    if not sources:
        return {}
    engine = engine_of(connection)
    sql = (
        "SELECT id, published, published_earliest, published_latest FROM sources "  # noqa: S608 - constant names
        f"WHERE published IS NOT NULL AND {engine.in_list('id', 'ids', 'integer')}"
    )
    found = engine.execute(connection, sql, {"ids": engine.list_value(sources)}).all()
    return {row.id: (row.published, row.published_earliest, row.published_latest) for row in found}


def _insert_role_citations(context: LoadContext, people_with_roles: Iterable[tuple[Record, list[Row]]]) -> None:
    rows = []
    for person, role_rows in people_with_roles:
        assert isinstance(person, Person)
        for number, (role, row) in enumerate(zip(person.roles, role_rows, strict=True)):
            cited = citation_rows(role.citations, context.ids)
            for one in cited:
                one[ROLE_CITATIONS.owner] = row["id"]
            add_checks(context, person, ("roles", number, "citations"), cited)
            rows += cited
    insert_rows(context, tables.citations, rows)


def insert_rows(context: LoadContext, table: Table, rows: list[Row]) -> None:
    """Insert rows, give each its id, add them to the hash chain, and store their look-up keys and text hashes."""
    if not rows:
        return
    connection = context.connection
    engine = engine_of(connection)
    if "id" in table.c:
        for number, row in enumerate(rows, engine.reserve_ids(connection, table, len(rows))):
            row["id"] = number
    columns = list(rows[0])
    values = list(map(itemgetter(*columns), rows))
    engine.insert(connection, table, columns, values)
    chain.add(connection, table, columns, values)
    if table is tables.names:
        add_name_keys(connection, ((row["id"], row.get("person_id"), row["text"]) for row in rows))
    elif table is tables.statements:
        hashed = [(row["id"], row["text"]) for row in rows]
        if context.bulk:
            context.unhashed += hashed
        else:
            text_hashes.add(connection, hashed)


def store_checks(
    context: LoadContext, table: Table, name: RecordKey, record: Record, path: Path, rows: Sequence[Row]
) -> None:
    """Store the results of the passage check for recorded passages, which are at a path of their record.

    Passages with other words than the file are not changed.
    """
    check, kept = context.passages, context.kept_rows
    if check is None or check.is_empty:
        return
    if kept and isinstance(record, Statement):
        number = context.ids[tables.statements].get(record.key, 0)
        if ("statements", number) in kept:
            return
    for index, row in numbered(passages_at(record, path), rows, getattr(record, "text", None)):
        result = check.result(record, (*path, index))
        if result is not None and (table.name, row["id"]) not in kept:
            context.checks.add(table, row["id"], name, result)


def add_checks(context: LoadContext, record: Record, path: Path, rows: Sequence[Row]) -> None:
    """Add the results of the passage check to the new rows of passages, which are at a path of their record."""
    check = context.passages
    if check is None or check.is_empty:
        return
    for row in rows:
        row["verified"] = row["verified_at"] = None
    for index, row in numbered(passages_at(record, path), rows, getattr(record, "text", None)):
        if result := check.result(record, (*path, index)):
            row["verified"], row["verified_at"] = result.result, context.recorded
            if result.place and check.new_places:
                row["start"], row["end"] = result.place
                row["place_found"] = True
