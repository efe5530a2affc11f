"""Corrections and disagreements: a load never silently undoes a correction or replaces another dossier's value.

Each field of a recorded row that differs from the file is settled by the history of the row and by the dossiers that
declare the record. `dossier_records.differs` contains, for each dossier, the fields in which it differs from the
record. docs/decisions/0028-load-no-value-over-a-correction.md has the rules.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, RowMapping, Table, select

from kzclaims.dossier.records import Record
from kzclaims.store.history.history import key_of_row
from kzclaims.store.history.journal import RecordKey
from kzclaims.store.load import provenance
from kzclaims.store.load.outcome import Undone
from kzclaims.store.load.provenance import Declared, Marks
from kzclaims.store.load.row_mapping import Part, Row
from kzclaims.store.load.row_writer import LoadContext
from kzclaims.store.reports import FieldDifference
from kzclaims.store.schema.batches import batches
from kzclaims.store.schema.record_tables import RECORD_TABLES
from kzclaims.store.schema.tables import dossiers, history, metadata, statements
from kzclaims.wording import quoted

MOST_DIFFERENCES = 10_000
"""The number of differences that are collected."""

_LONGEST = 80


class Change(NamedTuple):
    """Columns of a recorded row that differ from the file."""

    owner: RecordKey
    declared: Declared
    table: Table
    before: RowMapping
    after: Row
    part: Part | None = None


class Past(NamedTuple):
    """One row of the history."""

    before: dict[str, Any] | None
    after: dict[str, Any] | None
    at: datetime
    author: str | None
    because: str | None
    dossier_id: int | None


def settle(context: LoadContext, changes: Sequence[Change]) -> list[Row]:
    """Return, for each change, the columns that take the file's value; note what happens to the others."""
    if not changes:
        return []
    dossier = context.journal.dossier_id
    if context.policy == "overwrite" and dossier is None and context.differences is None:
        return [change.after for change in changes]
    past: Mapping[tuple[str, int], Sequence[Past]] = {}
    if context.has_history:
        past = _past_of_rows(context.connection, changes)
    declarations: dict[Declared, dict[int, Marks]] = {}
    if dossier is not None:
        declarations = provenance.marks(context.connection, {change.declared for change in changes})
    settled = []
    for change in changes:
        rows = past.get((change.table.name, change.before["id"]), ())
        settled.append(_settle(context, change, rows, declarations.get(change.declared, {})))
    return settled


def _settle(context: LoadContext, change: Change, past: Sequence[Past], declarations: Mapping[int, Marks]) -> Row:
    outcomes = {name: _Field(context, change, name, past, declarations) for name in _leaders(change.after)}
    taken = [name for name, one in outcomes.items() if one.outcome == "changed"]
    if change.table is statements:
        result = {**change.before, **{name: change.after[name] for name in taken}}
        if result["kind"] == "editorial" and result["speaker_id"] is not None:
            # An editorial statement has no speaker, so neither column is taken alone.
            taken = [name for name in taken if name not in ("kind", "speaker_id")]
    for name, one in outcomes.items():
        one.note(is_taken=name in taken)
    return {name: value for name, value in change.after.items() if _leader(name, change.after) in taken}


class _Field:
    """One field that differs, and what the load does with it."""

    def __init__(
        self, context: LoadContext, change: Change, name: str, past: Sequence[Past], declarations: Mapping[int, Marks]
    ) -> None:
        self.context, self.change, self.name, self.declarations = context, change, name, declarations
        self.mark = f"{change.table.name}/{change.before['id']}/{name}"
        self.recorded, self.given = _plain(change.before[name]), _plain(change.after[name])
        self.past = [one for one in past if one.after is not None and name in one.after]
        others = provenance.others(declarations, context.journal.dossier_id)
        self.disagreeing = [one for one in others if not self._agrees(declarations[one])]
        self.outcome = self._decide(bool(others))

    def _agrees(self, marks: Marks) -> bool:
        """Return True if another dossier has the same value as the file, as far as is known, or none."""
        if f"{self.change.table.name}/{self.change.before['id']}" in marks:
            return True
        return marks.get(self.mark, self.recorded) in (self.given, None, "")

    def _decide(self, has_others: bool) -> str:
        dossier = self.context.journal.dossier_id
        is_own = dossier is not None and bool(self.past) and self.past[-1].dossier_id == dossier
        is_renamed = self.name == "name" and self.change.owner.key in self.context.rename
        is_found = self.name in ("start", "place_found") and bool(self.change.before["place_found"])
        if self.context.policy == "overwrite" or is_own or is_renamed or is_found:
            return "changed"
        if has_others and self.given in (None, ""):
            return "left out"
        mine = {} if dossier is None else self.declarations.get(dossier, {})
        if self.disagreeing and self.mark in mine and mine[self.mark] == self.given:
            return "kept"
        if any(one.before is not None and _plain(one.before.get(self.name)) == self.given for one in self.past):
            return "refused" if self.context.policy == "refuse" else "kept"
        return "kept" if self.disagreeing else "changed"

    def note(self, *, is_taken: bool) -> None:
        """Collect the difference, and store which dossier now differs from the record."""
        context, change = self.context, self.change
        outcome = self.outcome if is_taken or self.outcome != "changed" else "kept"
        dossier = context.journal.dossier_id
        if is_taken:
            context.taken.add(self.mark)
            if dossier is not None:
                self._mark_others()
        else:
            context.kept.add(self.mark)
            context.kept_rows.add((change.table.name, change.before["id"]))
            if dossier is not None and outcome == "kept":
                context.marks[change.declared][self.mark] = self.given
        if outcome == "changed" and (context.differences is None or self.name == "place_found"):
            return
        names = [_dossier_key(context.connection, one) for one in self.disagreeing]
        last = self.past[-1] if self.past else None
        difference = FieldDifference(
            record=change.owner.type,
            key=change.owner.key,
            field=_field_name(context.connection, change.table, self.name, change.before, change.part),
            recorded=_readable(context.connection, change.table, self.name, self.recorded),
            file=_readable(context.connection, change.table, self.name, self.given),
            outcome="kept" if outcome == "left out" else outcome,
            dossiers=names,
            **_who(context.connection, last),
        )
        _collect(context, difference)
        if outcome == "refused":
            context.outcome.undone.append(_undone(change.owner, difference))
        elif outcome == "kept":
            context.outcome.disagreements.append(_disagreement(context, difference))

    def _mark_others(self) -> None:
        """Store the former value as that of the other dossiers, which have not been loaded with the new one."""
        change, connection = self.change, self.context.connection
        for other in provenance.others(self.declarations, self.context.journal.dossier_id):
            marks = self.declarations[other]
            before = dict(marks)
            if marks.setdefault(self.mark, self.recorded) in (self.given, None, ""):
                del marks[self.mark]
            if marks != before:
                provenance.set_marks(connection, other, change.declared, marks)


def without_removed(context: LoadContext, part: Part, rows: Sequence[Row], names: Mapping[int, RecordKey]) -> list[Row]:
    """Return the rows of new parts, without those that were removed as a correction."""
    if not rows or not context.has_history or context.policy == "overwrite":
        return list(rows)
    of_type: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        name = names[row[part.owner]]
        of_type[name.type].add(name.key)
    last: dict[tuple[str, Any], list[Past]] = defaultdict(list)
    for record_type, keys in of_type.items():
        for key, past in _past_of_records(context.connection, record_type, keys, part.table):
            last[key, (past.before or past.after or {}).get(part.owner)].append(past)
    kept = []
    for row in rows:
        name = names[row[part.owner]]
        same = [one for one in last[name.key, row[part.owner]] if _is_same(one, row)]
        if not same or same[-1].after is not None or _is_by(context, same[-1]):
            kept.append(row)
            continue
        table, connection = part.table, context.connection
        field, words = table.name, describe_part(connection, part, row)
        outcome = "refused" if context.policy == "refuse" else "kept"
        difference = FieldDifference(
            record=name.type,
            key=name.key,
            field=field,
            recorded=None,
            file=words,
            outcome=outcome,
            dossiers=[],
            **_who(connection, same[-1]),
        )
        _collect(context, difference)
        if outcome == "refused":
            context.outcome.undone.append(_undone(name, difference))
        else:
            context.outcome.disagreements.append(_disagreement(context, difference))
    return kept


def recorded_again(
    context: LoadContext, record_type: type[Record], keys: Collection[str]
) -> Iterator[tuple[str, Undone]]:
    """Yield the keys of new records that were removed as a correction."""
    if not keys or not context.has_history or context.policy == "overwrite":
        return
    table = RECORD_TABLES[record_type]
    name = record_type.__name__.lower()
    last: dict[str, Past] = {}
    for some in batches(sorted(keys)):
        past_rows = _past_of_records(context.connection, name, some, table)
        last |= {key: past for key, past in past_rows if past.after is None or past.before is None}
    for key, past in sorted(last.items()):
        if past.after is None and not _is_by(context, past):
            difference = FieldDifference(
                record=name,
                key=key,
                field="",
                recorded=None,
                file=key,
                outcome="refused",
                dossiers=[],
                **_who(context.connection, past),
            )
            _collect(context, difference)
            yield key, _undone(RecordKey(name, key), difference)


def note_parts(context: LoadContext, owner: RecordKey, table: Table, outcome: str, words: str) -> None:
    """Collect a part that is added or removed."""
    recorded, given = (None, words) if outcome == "added" else (words, None)
    who = _who(context.connection, None)
    _collect(
        context,
        FieldDifference(
            record=owner.type,
            key=owner.key,
            field=table.name,
            recorded=recorded,
            file=given,
            outcome=outcome,
            dossiers=[],
            **who,
        ),
    )


def end_batch(context: LoadContext, declared_type: type[Record], ids: Iterable[int]) -> None:
    """Store the fields in which the dossier differs, and report the other dossiers that differ."""
    dossier = context.journal.dossier_id
    if dossier is None:
        return
    connection = context.connection
    things = {(provenance.type_name(declared_type), number) for number in ids}
    for declared, marks in provenance.marks(connection, things).items():
        mine = context.marks.pop(declared, {})
        if marks[dossier] != mine:
            provenance.set_marks(connection, dossier, declared, mine)
        for other in provenance.others(marks, dossier):
            for mark, value in marks[other].items():
                if difference := _other_difference(context, mark, value, declared, dossier, other):
                    context.outcome.disagreements.append(difference)
    context.marks.clear()


def _other_difference(
    context: LoadContext, mark: str, value: Any, declared: Declared, dossier: int, other: int
) -> str | None:
    """Return the line for a field in which another dossier differs from the recorded value."""
    name, number, *column = mark.split("/")
    table = metadata.tables[name]
    if not column or mark in context.kept:
        return None
    row = context.connection.execute(select(table).where(table.c.id == int(number))).mappings().one_or_none()
    if row is None or _plain(row[column[0]]) in (value, None, ""):
        return None
    record_type, number_of_record = declared
    record_table = metadata.tables["statement_aliases"] if record_type == "alias" else _TABLES[record_type]
    key = context.connection.scalar(select(record_table.c.key).where(record_table.c.id == number_of_record))
    owner = RecordKey("statement" if record_type == "alias" else record_type, str(key))
    field = _field_name(context.connection, table, column[0], row, None)
    shown = [_shown(_readable(context.connection, table, column[0], one)) for one in (value, _plain(row[column[0]]))]
    mine, theirs = (_dossier_key(context.connection, one) for one in (dossier, other))
    return f"{owner}: {field}: dossier “{theirs}” has {shown[0]}; {shown[1]} is kept, as in dossier “{mine}”"


_TABLES = {record_type.__name__.lower(): table for record_type, table in RECORD_TABLES.items()}


def _past_of_rows(connection: Connection, changes: Sequence[Change]) -> dict[tuple[str, int], list[Past]]:
    """Return the history of the rows that differ, oldest first."""
    by_table: dict[str, set[int]] = defaultdict(set)
    for change in changes:
        by_table[change.table.name].add(change.before["id"])
    found: dict[tuple[str, int], list[Past]] = defaultdict(list)
    h = history.c
    for table, numbers in by_table.items():
        for some in batches(sorted(numbers)):
            own = (h.table_name == table, h.row_id.in_(some), ~h.elsewhere)
            rows = select(history).where(*own).order_by(h.id)
            for row in connection.execute(rows):
                found[table, row.row_id].append(_past(row))
    return found


def _past_of_records(
    connection: Connection, record_type: str, keys: Iterable[str], table: Table
) -> Iterator[tuple[str, Past]]:
    """Yield the history of the rows of some records in one table, oldest first."""
    h = history.c
    rows = (
        select(history)
        .where(h.record_type == record_type, h.record_key.in_(sorted(keys)), h.table_name == table.name, ~h.elsewhere)
        .order_by(h.id)
    )
    for row in connection.execute(rows):
        yield row.record_key, _past(row)


def _past(row: Any) -> Past:
    before, after = (None if one is None else msgspec.json.decode(one) for one in (row.before, row.after))
    return Past(before, after, row.at, row.author, row.because, row.dossier_id)


def _is_same(past: Past, row: Row) -> bool:
    """Return True if a part in the history has the values of a row."""
    former = past.before or past.after or {}
    if past.before is not None and past.after is not None:
        former = former | past.after
    left_out = {"id", "start", "end", "place_found"} if former.get("place_found") else {"id"}
    return all(_plain(former.get(name)) == _plain(value) for name, value in row.items() if name not in left_out)


def _is_by(context: LoadContext, past: Past) -> bool:
    return context.journal.dossier_id is not None and past.dossier_id == context.journal.dossier_id


def _leaders(after: Row) -> list[str]:
    return [name for name in after if _leader(name, after) == name]


def _leader(name: str, after: Row) -> str:
    """Return the column whose decision also applies to the given one."""
    base = name.removesuffix("_earliest").removesuffix("_latest")
    if base != name and base in after:
        return base
    if name in ("prefix", "suffix", "start", "end", "place_found") and "exact" in after:
        return "exact"
    if name in ("end", "place_found") and "start" in after:
        return "start"
    if name == "text_sha256" and "text" in after:
        return "text"
    return name


def _plain(value: Any) -> Any:
    """Return a value in the form of the history."""
    return str(value) if isinstance(value, date) else value


def _field_name(connection: Connection, table: Table, column: str, row: Mapping[Any, Any], part: Part | None) -> str:
    """Return the name of a field as users read it: “description”, “roles[Mayor].held”."""
    name = column.removesuffix("_id")
    if table.name in _OWN_TABLES:
        return name
    identity = part.identity if part else _IDENTITIES[table.name]
    return f"{table.name}[{_identity_words(connection, table, identity, row)}].{name}"


_OWN_TABLES = {table.name for table in RECORD_TABLES.values()}
_IDENTITIES = {
    "names": ("text", "lang"),
    "roles": ("title", "organization_id"),
    "participants": ("person_id", "organization_id"),
    "citations": ("source_id",),
    "appearances": ("source_id",),
    "translations": ("lang", "translator"),
}


def describe_part(connection: Connection, part: Part, row: Mapping[Any, Any]) -> str:
    """Describe a part by its keys and its words."""
    shown = _identity_words(connection, part.table, part.identity, row)
    return f"{shown}, “{words}”" if (words := row.get("exact")) else shown


def _identity_words(connection: Connection, table: Table, identity: Iterable[str], row: Mapping[Any, Any]) -> str:
    values = (_readable(connection, table, name, row[name]) for name in identity if row[name] is not None)
    return ", ".join(map(str, values))


def _readable(connection: Connection, table: Table, column: str, value: Any) -> Any:
    """Return a value with the key of the record that it refers to."""
    if value is not None and (referred := next(iter(table.c[column].foreign_keys), None)):
        return key_of_row(connection, referred.column.table, value)
    return value


def _who(connection: Connection, past: Past | None) -> dict[str, Any]:
    if past is None:
        return {"at": None, "author": None, "because": None, "dossier": None}
    dossier = None if past.dossier_id is None else _dossier_key(connection, past.dossier_id)
    return {
        "at": f"{past.at:%Y-%m-%dT%H:%M:%SZ}",
        "author": past.author,
        "because": past.because,
        "dossier": dossier,
    }


def _dossier_key(connection: Connection, number: int) -> str:
    return str(connection.scalar(select(dossiers.c.key).where(dossiers.c.id == number)))


def _collect(context: LoadContext, difference: FieldDifference) -> None:
    if context.differences is not None and len(context.differences) < MOST_DIFFERENCES:
        context.differences.append(difference)


def _shown(value: Any) -> str:
    return "no value" if value in (None, "") else quoted(str(value), _LONGEST)


def _corrected(difference: FieldDifference) -> str:
    """Return the time, author and reason of a correction."""
    words = f"on {(difference.at or '')[:10]}"
    if difference.author:
        words += f" by {difference.author}"
    if difference.dossier:
        words += f" in dossier “{difference.dossier}”"
    return f"{words} ({difference.because})" if difference.because else words


def _undone(owner: RecordKey, difference: FieldDifference) -> Undone:
    when = _corrected(difference)
    if difference.recorded is None and difference.file is not None and "." not in difference.field:
        what = f"{_shown(difference.file)} was removed {when}"
        if not difference.field or difference.field in _IDENTITIES:
            return Undone(owner, difference.field, f"{what}; the file would record it again")
    was = f"corrected to {_shown(difference.recorded)} {when}"
    return Undone(owner, difference.field, f"{_shown(difference.file)} was {was}; the file would undo that")


def _disagreement(context: LoadContext, difference: FieldDifference) -> str:
    """Return the line for a field that keeps its recorded value."""
    dossier = context.journal.dossier_id
    subject = "the file" if dossier is None else f"dossier “{_dossier_key(context.connection, dossier)}”"
    owner, recorded = RecordKey(difference.record, difference.key), _shown(difference.recorded)
    line = f"{owner}: {difference.field}: {subject} has {_shown(difference.file)}; {recorded} is kept"
    if difference.dossiers:
        others = " and ".join(f"dossier “{one}”" for one in difference.dossiers)
        return f"{line}, because the record is in {others}, too"
    return f"{line}, corrected {_corrected(difference)}" if difference.at else line
