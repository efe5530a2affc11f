"""Merge another database into this one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import msgspec
from sqlalchemy import Connection, Table, select
from sqlalchemy.exc import NoResultFound

from kzclaims.errors import DatabaseError, InputError
from kzclaims.store.damage import UNREADABLE
from kzclaims.store.database.database import Database
from kzclaims.store.database.database_id import database_id
from kzclaims.store.history.history import utc
from kzclaims.store.merge import versions
from kzclaims.store.merge.apply import Writer
from kzclaims.store.merge.choices import Choices
from kzclaims.store.merge.identities import contradictions, merged_in, repeat_merges
from kzclaims.store.merge.plan import Difference, Plan, Planner
from kzclaims.store.merge.side import Renames, Side
from kzclaims.store.reports import MergeDifference, MergedStatus, MergeReport
from kzclaims.store.schema.record_tables import TABLES_BY_NAME
from kzclaims.store.schema.revisions import HEAD
from kzclaims.store.schema.tables import sources
from kzclaims.store.upkeep import check, restore
from kzclaims.store.upkeep import copy as copying
from kzclaims.store.upkeep.expected_schema import foreign_expressions
from kzclaims.store.upkeep.migrate import to_revision
from kzclaims.store.verify.stored import verify
from kzclaims.store.verify.versions import remember_texts

Preference = Literal["ours", "theirs"]
_SQLITE = b"SQLite format 3\0"


@dataclass
class Outcome:
    """The result of a merge."""

    plan: Plan = field(default_factory=Plan)
    conflicts: list[Difference] = field(default_factory=list)
    """The conflicts that nothing has settled: if there are any, nothing was written."""
    remarks: list[str] = field(default_factory=list)
    is_restored: bool = False
    """True if the database was empty and now has the content of the dump."""
    is_idle: bool = False
    """True if there was nothing to do."""


def merge(
    database: Database,
    other: Path | str,
    *,
    prefer: Preference | None = None,
    choices: Path | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Merge another database, given by its address, or a complete dump into a database.

    Conflicts are settled by a file of `choices`, and the rest by `prefer`. If any is left, nothing is written. An
    empty database gets the content of a dump as it is, with all ids. Raise `InputError` for another kind of file and
    for problems of the choices.
    """
    database.require_current()
    given = Choices(choices) if choices else None
    with TemporaryDirectory(prefix="kzclaims-") as folder:
        copy, is_dump = _copied(str(other), Path(folder), database)
        problem = _problem(copy, str(other))
        if is_dump and _is_empty(database):
            if not dry_run:
                _restore(database, copy)
            return Outcome(is_restored=True, remarks=[problem] if problem else [])
        try:
            with (
                copy.reading() as theirs,
                database.writing(dry_run=dry_run) as connection,
                connection.begin_nested() as attempt,
            ):
                outcome = _merge(connection, theirs, Path(str(other)).name, given, prefer)
                if outcome.conflicts:
                    attempt.rollback()
        except (msgspec.MsgspecError, NoResultFound, *UNREADABLE) as error:
            if problem is None:
                raise
            raise DatabaseError(f"{problem}; nothing was merged; use a backup of {other}") from error
    if problem:
        outcome.remarks.insert(0, problem)
    return outcome


def _problem(copy: Database, other: str) -> str | None:
    """Return a remark on the problems of the other database, such as changes by another program, if there are any.

    Raise `DatabaseError` if values of it cannot be read, or rows are missing that others refer to.
    """
    if not foreign_expressions(copy) and (damage := copy.place.first_problem()):
        raise DatabaseError(f"{other} is damaged: {damage}; nothing was merged; use a backup of it")
    found = list(check.problems(copy))
    if not found:
        return None
    return f"{other}: problems that “kzclaims db check” reports: {len(found)}, the first: {found[0]}"


def _merge(
    connection: Connection, theirs: Connection, name: str, given: Choices | None, prefer: Preference | None
) -> Outcome:
    if problems := list(contradictions(connection, theirs, name)):
        raise InputError("the databases disagree about which records are the same; nothing was merged", hints=problems)
    remarks = list(repeat_merges(connection, theirs, name))
    ours = Side(connection)
    renames = given.renames() if given else {}
    _require_free(renames, ours, Side(theirs))
    other = Side(theirs, renames, merged_in(connection))
    planner = Planner(ours, other)
    plan = planner.run()
    if given:
        given.settle(plan.differences, renames)
    for one in plan.conflicts():
        if prefer and one.kind != "owner":
            one.outcome = "take" if prefer == "theirs" else "keep"
            one.settled = True
    outcome = Outcome(plan, [one for one in plan.conflicts() if one.leader is None], remarks)
    if outcome.conflicts:
        return outcome
    planner.restore_needed()
    writer = Writer(ours, other, plan, name=name, other_id=database_id(theirs))
    if writer.is_idle() and not versions.has_missing(connection, other):
        outcome.is_idle = not remarks
        return outcome
    writer.write()
    versions.add_missing(connection, other)
    outcome.remarks += writer.remarks
    _check_passages(connection, plan)
    return outcome


def report(outcome: Outcome, other: str, *, written: bool) -> MergeReport:
    """Return what a merge did, or would do, for people and programs."""
    plan = outcome.plan
    outcomes = {"take": "taken", "keep": "kept", "conflict": "conflict"}
    differences = []
    for one in plan.differences:
        if one.leader is None:
            ours, theirs = one.origins()
            field_name = "key" if one.kind == "owner" else one.field.name if one.field else None
            values = one.values
            differences.append(
                MergeDifference(*one.record, one.part, field_name, *values, outcomes[one.outcome], ours, theirs)
            )
    statuses = [
        MergedStatus(
            change.record[1], change.after["status"], utc(change.row["at"]), change.row["because"], change.row["author"]
        )
        for change in plan.changes
        if change.is_status and change.after is not None
    ]
    return MergeReport(
        other=other,
        written=written and not outcome.conflicts and not outcome.is_idle,
        conflicts=len(outcome.conflicts),
        added={name: keys for name, keys in plan.added.items() if keys},
        differences=differences,
        statuses=statuses,
        changes=0 if outcome.conflicts else len(plan.changes),
        remarks=outcome.remarks,
    )


def _is_empty(database: Database) -> bool:
    with database.reading() as connection:
        return restore.is_empty(connection)


def _require_free(renames: Renames, ours: Side, theirs: Side) -> None:
    """Raise `InputError` for new keys that another record has. An earlier merge may have given them to the same one."""
    problems = []
    for (name, key), new in renames.items():
        table = TABLES_BY_NAME[name]
        here, there = ours.ids[str(table.name)], theirs.ids[str(table.name)]
        if new in there or (new in here and not _is_same_row(table, (ours, here[new]), (theirs, there.get(key)))):
            problems.append(f"{name} “{key}”: the new key “{new}” is taken; choose another one")
    if problems:
        raise InputError("the choices give keys that are taken; nothing was merged", hints=problems)


def _is_same_row(table: Table, *rows: tuple[Side, int | None]) -> bool:
    """Return whether two databases recorded a row at one time: a merge keeps the time, whatever key it gives."""
    recorded = select(table.c.recorded)
    times = [side.connection.scalar(recorded.where(table.c.id == number)) for side, number in rows]
    return times[0] is not None and times[0] == times[1]


def _check_passages(connection: Connection, plan: Plan) -> None:
    """Check the passages again of the sources whose texts or passages the merge has changed."""
    keys = {one.record[1] for one in plan.differences if one.record[0] == "source" and one.field is not None}
    for one in plan.taken():
        for item in (one.theirs, one.ours):
            if item is not None and item.values.get("source_id"):
                keys.add(item.values["source_id"])
    with_text = select(sources.c.key).where(sources.c.key.in_(sorted(keys)), sources.c.text.is_not(None))
    if found := list(connection.scalars(with_text)):
        for _ in verify(connection, found, store=True):
            pass


def _restore(database: Database, restored: Database) -> None:
    """Give an empty database the content of another one."""
    if database.place.path is None:
        copying.copy(restored, database)
    else:
        database.file.rescue(restored.file, (), lambda: None)


def _copied(address: str, folder: Path, database: Database) -> tuple[Database, bool]:
    """Return the other database, or a copy with this program's revision, and True if it is from a dump."""
    original = Database(address)
    if str(original) == str(database):
        raise InputError(f"{original} is the database itself; name another one")
    other = original.place.path
    if other is None:
        original.require_current()
        return original, False
    if not other.exists():
        raise InputError(f"there is no file {other}")
    if not other.is_file() and not other.is_dir():
        raise InputError(f"{other} is a pipe or a device, which may never end; save it to a file and name that")
    if database.place.path is not None and other.samefile(database.place.path):
        raise InputError(f"{other} is the database itself; name another one")
    with _readable(other), other.open("rb") as file:
        is_sqlite = file.read(len(_SQLITE)) == _SQLITE
    if not is_sqlite:
        return restore.restored(other, folder), True
    state = original.state()
    if state in ("empty", "ahead"):
        original.require_current()
    copy = Database(folder / "other.db")
    original.file.copy(copy.path)
    if copy.revision() != HEAD:
        to_revision(copy, HEAD)
        with copy.writing() as connection:
            remember_texts(connection)
    return copy, False


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from None
