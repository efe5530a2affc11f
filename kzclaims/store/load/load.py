"""Records to rows: adds what is new, changes what differs, keeps and reports what a dossier says no more."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, and_, delete, insert, select, update

from kzclaims.dossier.records import (
    RECORD_TYPES,
    Person,
    Record,
    Source,
    Statement,
)
from kzclaims.dossier.toml_reader import Dossier
from kzclaims.dossier.validation import Problem
from kzclaims.errors import ConstraintError, InputError
from kzclaims.store.derived import text_hashes as folds
from kzclaims.store.derived.name_keys import add_name_keys, renew_name_keys
from kzclaims.store.history import journal as history
from kzclaims.store.history.statuses import last_statuses
from kzclaims.store.load import duplicates as twins
from kzclaims.store.load import provenance as sayings
from kzclaims.store.load.references import declared_twice, references, unknown_references
from kzclaims.store.load.row_mapping import (
    ALIAS_APPEARANCES,
    PARTS,
    ROLE_CITATIONS,
    Part,
    Row,
    appearances,
    own_row,
    passage,
)
from kzclaims.store.schema import tables as t
from kzclaims.store.schema.batches import batches
from kzclaims.store.schema.keys import Ids, ids_of
from kzclaims.store.schema.record_tables import DECLARED_TABLES, RECORD_TABLES, Alias
from kzclaims.store.verify import source_texts
from kzclaims.store.verify.on_load import PassageCheck
from kzclaims.store.verify.stored import store_results


@dataclass
class Counts:
    """What became of the records of one type."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass
class Outcome:
    """What a load did."""

    counts: dict[str, Counts] = field(default_factory=lambda: {plural: Counts() for plural in RECORD_TYPES})
    """By the plural of the record type."""
    left: list[str] = field(default_factory=list)
    """What is in the database and no longer in its dossier, a line each."""
    removed: list[str] = field(default_factory=list)
    """What of that was removed, a line each."""
    repeated: list[str] = field(default_factory=list)
    """What became a further appearance of a statement, a line each."""
    remarks: list[str] = field(default_factory=list)
    """What is worth knowing of passages: that stand elsewhere in the text, or are recorded unverified."""

    @property
    def added(self) -> int:
        return sum(counts.added for counts in self.counts.values())

    @property
    def changed(self) -> int:
        return sum(counts.changed for counts in self.counts.values())


def load(
    connection: Connection,
    dossiers: Sequence[Dossier],
    *,
    prune: bool = False,
    because: str | None = None,
    allow_unverified: bool = False,
) -> Outcome:
    """Loads dossiers, which may refer to each other's records and to those in the database.

    Raises `InputError` with every problem of every dossier before anything is written. What a dossier said when it
    was loaded before and says no more is kept and reported or, with `prune`, removed where nothing refers to it.
    Whatever is changed or removed stays in the history, with `because` as the reason.
    Passages that are not in their source's text, where that is there, are problems or, with `allow_unverified`,
    recorded as what they are. A direct quotation by the same speaker in the same words from another source becomes a
    further appearance of the statement.
    """
    if because is not None:
        history.checked_reason(because)
    problems = [problem for dossier in dossiers for problem in dossier.problems]
    problems += declared_twice(dossiers)
    problems += _nameless(dossiers) if prune else ()
    problems += unknown_references(connection, dossiers)
    placed = [one for dossier in dossiers for one in dossier.records]
    problems += source_texts.conflicts(connection, placed)
    passages = PassageCheck(connection, placed)
    wrong, remarks = passages.check(placed, allow=allow_unverified)
    problems += wrong
    if problems:
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        raise InputError(f"{count}; nothing was loaded", hints=[str(problem) for problem in sorted(problems)])
    renew_name_keys(connection)
    if not folds.current(connection):
        folds.renew(connection)
    outcome = Loader(connection, prune=prune, because=because, passages=passages).load(dossiers)
    outcome.remarks += remarks
    return outcome


def take(connection: Connection, record: Record, *, because: str | None = None) -> Counts:
    """Adds or changes one record that was checked and that no dossier says."""
    if because is not None:
        history.checked_reason(because)
    loader = Loader(connection, prune=False, because=because)
    plural = next(plural for plural, record_type in RECORD_TYPES.items() if record_type is type(record))
    loader.take(plural, type(record), [record], None)
    return loader.outcome.counts[plural]


def _nameless(dossiers: Sequence[Dossier]) -> Iterator[Problem]:
    """Two files may bear one name; nothing is removed for what only looks like an earlier version of itself."""
    for dossier in dossiers:
        if not dossier.names_itself:
            why = f'--prune wants the dossier to name itself in its first line, such as: dossier = "{dossier.key}"'
            yield Problem(dossier.file, 1, "", "dossier", why)


class Loader:
    def __init__(
        self, connection: Connection, *, prune: bool, because: str | None = None, passages: PassageCheck | None = None
    ) -> None:
        self.connection = connection
        self.passages = passages or PassageCheck(connection, ())
        self.prune = prune
        self.recorded = history.now()
        self.journal = history.Journal(connection, self.recorded, reason=because)
        self.ids = Ids(connection)
        self.next_ids: dict[Table, int] = {}
        self.outcome = Outcome()
        self.aliases: dict[int, set[int]] = defaultdict(set)
        """Those that are said, by dossier."""

    def load(self, dossiers: Sequence[Dossier]) -> Outcome:
        said: dict[int, dict[type[Record], set[int]]] = {}
        numbers = {dossier.key: sayings.dossier_id(self.connection, dossier.key) for dossier in dossiers}
        for plural, record_type in RECORD_TYPES.items():
            for dossier in dossiers:
                number = numbers[dossier.key]
                records = [one.record for one in dossier.records if type(one.record) is record_type]
                ids = said.setdefault(number, {}).setdefault(record_type, set())
                for batch in batches(records):
                    ids |= self.take(plural, record_type, batch, number)
        for number in said:
            self._left_out(number, Alias, self.aliases[number])
        for record_type in reversed(RECORD_TYPES.values()):
            for number, by_type in said.items():
                self._left_out(number, record_type, by_type[record_type])
        return self.outcome

    def take(self, plural: str, record_type: type[Record], batch: Sequence[Record], dossier: int | None) -> set[int]:
        """Brings one batch of records of one type into the database; their ids."""
        self.journal.dossier_id = dossier
        table = RECORD_TABLES[record_type]
        wanted: dict[Table, set[str]] = defaultdict(set)
        for record in batch:
            for _, among, key in references(record):
                for one in among:
                    wanted[one].add(key)
        for one, keys in wanted.items():
            self.ids.learn(one, keys)
        further: list[tuple[Statement, str]] = []
        parted: list[str] = []
        if record_type is Statement and dossier is not None:
            statements = [record for record in batch if isinstance(record, Statement)]
            division = twins.divide(self.connection, statements, self.ids.of)
            batch, further, parted = division.own, division.further, division.parted

        there = select(table).where(table.c.key.in_([record.key for record in batch]))
        existing = {row["key"]: row for row in self.connection.execute(there).mappings()}
        added: list[Row] = []
        changed: set[int] = set()
        for record in batch:
            row = own_row(record, self.ids)
            if before := existing.get(record.key):
                if record_type is Source and row["text"] is None and before["text"] is not None:
                    # What was archived is not the dossier's to empty.
                    row |= {"text": before["text"], "text_sha256": before["text_sha256"]}
                if differing := {name: value for name, value in row.items() if before[name] != value}:
                    self.connection.execute(update(table).where(table.c.id == before["id"]).values(differing))
                    self.journal.changed(_of(record_type, record.key), table, before, differing)
                    changed.add(before["id"])
                    if record_type is Statement and "text" in differing:
                        folds.add(self.connection, [(before["id"], row["text"])])
            else:
                added.append({**row, "recorded": self.recorded})
        if record_type is Statement and added:
            statuses = last_statuses(self.connection, [row["key"] for row in added])
            added = [{**row, "status": statuses.get(row["key"])} for row in added]
        self.insert(table, added)
        known = self.ids[table]
        known.update({key: row["id"] for key, row in existing.items()})
        known.update({row["key"]: row["id"] for row in added})

        of = {known[record.key]: _of(record_type, record.key) for record in batch}
        ids = set(of)
        old = {row["id"] for row in existing.values()}
        with_parts = old | self._part(parted, known)
        alone = set() if dossier is None else sayings.by_none_but(self.connection, dossier, record_type, with_parts)
        shared = self._with_aliases(old) if record_type is Statement else set()
        for part in PARTS[record_type]:
            rows = {known[record.key]: list(part.rows(record, self.ids)) for record in batch}
            mine = alone if part.where else alone - shared
            changed |= self._reconcile(part, rows, with_parts, mine, of)
            if part.table is t.appearances:
                self._note_verified((record, rows[known[record.key]]) for record in batch)
        if record_type is Person:
            changed |= self._take_role_citations(batch, known, old, alone)
        self.journal.write()
        if dossier is not None:
            sayings.link(self.connection, dossier, record_type, ids, old)
        else:
            sayings.not_alone(self.connection, record_type, ids)
        counts = self.outcome.counts[plural]
        counts.added += len(added)
        counts.changed += len(changed & old)
        counts.unchanged += len(old - changed)
        for record, key in further:
            assert dossier is not None
            if self._take_further(record, known[key] if key in known else self._statement(key), key, dossier):
                counts.changed += 1
            else:
                counts.unchanged += 1
        self.journal.write()
        return ids

    def _statement(self, key: str) -> int:
        return ids_of(self.connection, t.statements, [key])[key]

    def _take_further(self, record: Statement, statement: int, key: str, dossier: int) -> bool:
        """Records the appearances of a statement under a further key, and what else it says; whether that changed
        anything.
        """
        aliases = t.statement_aliases
        number = self.connection.scalar(select(aliases.c.id).where(aliases.c.key == record.key))
        old = set() if number is None else {int(number)}
        if number is None:
            row: Row = {"key": record.key, "statement_id": statement, "recorded": self.recorded}
            self.insert(aliases, [row])
            number = row["id"]
            where = " and ".join(dict.fromkeys(f"“{one.source}”" for one in record.appearances))
            self.outcome.repeated.append(
                f"statement “{record.key}”: the same words of the same speaker as “{key}”; "
                f"recorded as its appearance in {where}"
            )
        rows = [{**row, "statement_id": statement} for row in appearances(record, self.ids)]
        for row in rows:
            row.pop("alias_id")
        alone = sayings.by_none_but(self.connection, dossier, Alias, old)
        of = {int(number): _of(Statement, key)}
        changed = bool(self._reconcile(ALIAS_APPEARANCES, {int(number): rows}, {int(number)}, alone, of))
        self._note_verified([(record, rows)])
        for part in PARTS[Statement]:
            if part.table is not t.appearances:
                changed |= self._add_missing(part, record, statement)
        sayings.link(self.connection, dossier, Alias, {int(number)}, old)
        self.aliases[dossier].add(int(number))
        return changed or not old

    def _add_missing(self, part: Part, record: Statement, statement: int) -> bool:
        """Adds the parts that a statement hasn't yet."""
        columns = [part.table.c[name] for name in part.identity]
        there = {
            tuple(row) for row in self.connection.execute(select(*columns).where(part.table.c[part.owner] == statement))
        }
        missing = [
            {**row, part.owner: statement}
            for row in part.rows(record, self.ids)
            if tuple(row[name] for name in part.identity) not in there
        ]
        for row in self.insert(part.table, missing):
            self.journal.added(self._of_number(Statement, statement), part.table, row)
        return bool(missing)

    def _with_aliases(self, ids: set[int]) -> set[int]:
        """Those of the statements that have further keys: their parts are not of one record alone."""
        c = t.statement_aliases.c
        return set(self.connection.scalars(select(c.statement_id).where(c.statement_id.in_(ids))))

    def _part(self, keys: Sequence[str], known: Mapping[str, int]) -> set[int]:
        """Makes aliases statements of their own, which keep the appearances recorded under them; their ids."""
        aliases, links, x = t.statement_aliases, t.dossier_records, t.appearances
        there = select(aliases.c.id, aliases.c.key).where(aliases.c.key.in_(keys))
        found = self.connection.execute(there).all() if keys else []
        for number, key in found:
            own = known[key]
            moved = {"statement_id": own, "alias_id": None}
            for before in self.connection.execute(select(x).where(x.c.alias_id == number)).mappings().all():
                self.journal.changed(_of(Statement, key), x, before, moved)
            self.connection.execute(update(x).where(x.c.alias_id == number).values(moved))
            self.journal.removed(_of(Statement, key), aliases, aliases.c.id == number)
            said = (links.c.record_type == "alias", links.c.record_id == number)
            self.connection.execute(update(links).where(*said).values(record_type="statement", record_id=own))
            self.connection.execute(delete(aliases).where(aliases.c.id == number))
        return {known[key] for _, key in found}

    def _note_verified(self, taken: Iterable[tuple[Any, list[Row]]]) -> None:
        """Stores what holding the appearances of statements has shown."""
        found: dict[int, Any] = {}
        for statement, rows in taken:
            found |= self.passages.results(statement, rows)
        store_results(self.connection, found)

    def insert(self, table: Table, rows: list[Row]) -> list[Row]:
        """Inserts rows and gives each its id: we alone are writing, so the next ids are known."""
        if not rows:
            return rows
        if "id" in table.c:
            first = self.next_ids.get(table)
            if first is None:
                first = history.first_free_id(self.connection, table)
            for number, row in enumerate(rows, first):
                row["id"] = number
            self.next_ids[table] = first + len(rows)
        self.connection.execute(insert(table), rows)
        if table is t.names:
            add_name_keys(self.connection, ((row["id"], row.get("person_id"), row["text"]) for row in rows))
        if table is t.statements:
            folds.add(self.connection, ((row["id"], row["text"]) for row in rows))
        return rows

    def _reconcile(
        self,
        part: Part,
        wanted: dict[int, list[Row]],
        old: set[int],
        alone: set[int],
        of: Mapping[int, history.Of],
    ) -> set[int]:
        """Brings the parts of some records in line with the file; the records of which that changed something.

        `old` are the records that were there before, `alone` those that no other dossier speaks of: what they have
        and the file has not is left over. `of` says what record each number means.
        """
        table, owner = part.table, part.table.c[part.owner]
        there: dict[int, dict[tuple[Any, ...], RowMapping]] = defaultdict(dict)
        if owners := sorted(old & wanted.keys()):
            order = list(table.primary_key.columns)
            ordinals: Counter[tuple[Any, ...]] = Counter()
            stored_rows = select(table).where(owner.in_(owners), *part.where).order_by(*order)
            for stored in self.connection.execute(stored_rows).mappings():
                identity = tuple(stored[name] for name in part.identity)
                there[stored[part.owner]][*identity, ordinals[stored[part.owner], *identity]] = stored
                ordinals[stored[part.owner], *identity] += 1

        changed: set[int] = set()
        added: list[Row] = []
        for number, rows in wanted.items():
            here = there[number]
            if table is t.names:
                self._demote_other_names(here, rows, of[number])
            seen: Counter[tuple[Any, ...]] = Counter()
            for row in rows:
                identity = tuple(row[name] for name in part.identity)
                before = here.pop((*identity, seen[identity]), None)
                seen[identity] += 1
                if before is None:
                    row[part.owner] = number
                    added.append(row)
                    changed.add(number)
                    continue
                if "id" in before:
                    row["id"] = before["id"]
                if differing := {name: value for name, value in row.items() if before[name] != value}:
                    self.connection.execute(update(table).where(table.c.id == before["id"]).values(differing))
                    self.journal.changed(of[number], table, before, differing)
                    changed.add(number)
            if number in alone:
                for left in here.values():
                    line = f"{of[number]}: {table.name}: {self._shown(part, left)}"
                    if self.prune:
                        itself = and_(*(column == left[column.name] for column in table.primary_key.columns))
                        self.journal.removed(of[number], table, itself)
                        self.connection.execute(delete(table).where(itself))
                        self.outcome.removed.append(line)
                        changed.add(number)
                    else:
                        self.outcome.left.append(line)
        self.insert(table, added)
        for row in added:
            if row[part.owner] in old:
                self.journal.added(of[row[part.owner]], table, row)
        return changed

    def _demote_other_names(self, there: Mapping[tuple[Any, ...], RowMapping], rows: list[Row], of: history.Of) -> None:
        """Makes room for another preferred name: the one before stays as an alias."""
        preferred = {(row["text"], row["lang"]) for row in rows if row["kind"] == "preferred"}
        for row in there.values():
            if row["kind"] == "preferred" and (row["text"], row["lang"]) not in preferred:
                self.connection.execute(update(t.names).where(t.names.c.id == row["id"]).values(kind="alias"))
                self.journal.changed(of, t.names, row, {"kind": "alias"})

    def _take_role_citations(
        self, batch: Sequence[Record], known: Mapping[str, int], old: set[int], alone: set[int]
    ) -> set[int]:
        """The citations of roles are parts of parts: they wait for the ids of their roles."""
        persons = [record for record in batch if isinstance(record, Person)]
        roles: dict[int, list[int]] = defaultdict(list)
        owners = [known[person.key] for person in persons]
        columns = (t.roles.c.person_id, t.roles.c.id, t.roles.c.title, t.roles.c.organization_id)
        by_identity: dict[tuple[Any, ...], list[int]] = defaultdict(list)
        for person, number, title, organization in self.connection.execute(
            select(*columns).where(t.roles.c.person_id.in_(owners)).order_by(t.roles.c.id)
        ):
            by_identity[person, title, organization].append(number)
            roles[person].append(number)
        wanted: dict[int, list[Row]] = {}
        persons_of: dict[int, int] = {}
        for person in persons:
            owner = known[person.key]
            seen: Counter[tuple[Any, ...]] = Counter()
            for role in person.roles:
                identity = (owner, role.title, self.ids.of(t.organizations, role.organization))
                number = by_identity[identity][seen[identity]]
                seen[identity] += 1
                wanted[number] = [passage(citation, self.ids) for citation in role.citations]
                persons_of[number] = owner
        old_roles, alone_roles = (
            {number for number, owner in persons_of.items() if owner in some} for some in (old, alone)
        )
        keys = {known[person.key]: person.key for person in persons}
        of = {number: _of(Person, keys[owner]) for number, owner in persons_of.items()}
        changed = self._reconcile(ROLE_CITATIONS, wanted, old_roles, alone_roles, of)
        return {persons_of[number] for number in changed}

    def _left_out(self, dossier: int, record_type: type[Record], said: set[int]) -> None:
        """Reports or removes the records that the dossier said before and says no more."""
        self.journal.dossier_id = dossier
        links = t.dossier_records
        mine = (links.c.dossier_id == dossier, links.c.record_type == record_type.__name__.lower())
        for number in self.connection.scalars(select(links.c.record_id).where(*mine)).all():
            if number in said:
                continue
            of = self._of_number(record_type, number)
            line = str(of)
            if record_type is Alias:
                of = self._of_alias(number)
            unlink = delete(links).where(*mine, links.c.record_id == number)
            if number not in sayings.by_none_but(self.connection, dossier, record_type, {number}):
                self.connection.execute(unlink)
            elif not self.prune:
                self.outcome.left.append(line)
            else:
                table = DECLARED_TABLES[record_type]
                try:
                    with self.connection.begin_nested():
                        self.journal.removed(of, table, table.c.id == number)
                        self.journal.write()
                        self.connection.execute(delete(table).where(table.c.id == number))
                        self.connection.execute(unlink)
                    self.outcome.removed.append(line)
                except ConstraintError:
                    self.outcome.left.append(f"{line}: other records refer to it")

    def _of_number(self, record_type: type[Record], number: int) -> history.Of:
        table = DECLARED_TABLES[record_type]
        return _of(record_type, str(self.connection.scalar(select(table.c.key).where(table.c.id == number))))

    def _of_alias(self, number: int) -> history.Of:
        """Whose history an alias is part of."""
        of = select(t.statement_aliases.c.statement_id).where(t.statement_aliases.c.id == number)
        return self._of_number(Statement, self.connection.scalars(of).one())

    def _shown(self, part: Part, row: RowMapping) -> str:
        """A part in words: its keys and its text."""
        shown = []
        for name in part.identity:
            if row[name] is not None and name.endswith("_id"):
                (foreign,) = part.table.c[name].foreign_keys
                shown.append(
                    str(self.connection.scalar(select(foreign.column.table.c.key).where(foreign.column == row[name])))
                )
            elif row[name] is not None:
                shown.append(str(row[name]))
        words = row.get("exact")
        return ", ".join([*shown, *([f"“{words}”"] if words else [])])


def _of(record_type: type[Record], key: str) -> history.Of:
    return history.Of(record_type.__name__.lower(), key)
