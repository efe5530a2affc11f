"""Compare two databases field by field: find the values to take and to keep, and the conflicts."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import Table

from kzclaims.store.history.history import utc
from kzclaims.store.load.owners import other_owners
from kzclaims.store.merge.base import common_base, is_contained
from kzclaims.store.merge.identities import merged_in
from kzclaims.store.merge.parts import (
    ARCHIVED,
    NAME,
    PASSAGE,
    PLACE,
    ROLE_CITATIONS,
    TYPES,
    Field,
    Spec,
    fields,
    is_unique,
    specs,
)
from kzclaims.store.merge.rows import (
    Outcome,
    description,
    identity_of,
    is_added,
    is_known,
    is_own_statement,
    is_preferred,
    is_removal,
    is_role,
    is_unrelated,
    named,
    of_completion,
    places_of,
    preferred_name,
    preferred_names,
    recorded_names,
    referred_by,
    removals_of,
    repeats_text,
    shown,
    values_of,
)
from kzclaims.store.merge.side import Change, Entry, Item, RecordId, Side
from kzclaims.store.reports import Origin
from kzclaims.store.schema.batches import batches

if TYPE_CHECKING:
    from kzclaims.dossier.records import Record

Kind = Literal["record", "part", "field", "owner"]

_SHOWN = {"source": "title", "event": "title", "statement": "text"}
"""The columns by which people recognise records that have no name."""


@dataclass(kw_only=True, eq=False)
class Difference:
    """A difference between the databases, and what the merge does about it."""

    kind: Kind
    record: RecordId
    outcome: Outcome
    part: str | None = None
    field: Field | None = None
    spec: Spec | None = None
    ours: Item | None = None
    theirs: Item | None = None
    leader: "Difference | None" = None
    """The difference whose outcome decides this one."""
    values: tuple[Any, Any] = (None, None)
    """Both values as readable text."""
    name: Item | None = None
    """The preferred name in the other database."""
    settled: bool = False
    """True for a conflict that a choice has settled."""
    is_known: bool = True
    """False if no history contains the present value of the other database as its last one."""

    @property
    def is_taken(self) -> bool:
        return (self.leader or self).outcome == "take"

    def origins(self) -> tuple[Origin | None, Origin | None]:
        """Return the origins of both values."""
        columns = ("name",) if self.field is NAME else self.field.columns if self.field else ()
        return _origin(self.ours, columns), _origin(self.theirs, columns)


def _origin(item: Item | None, columns: Sequence[str]) -> Origin | None:
    if item is None:
        return None
    if change := item.last_change(columns):
        return Origin(utc(change.row["at"]), change.row["author"], change.row["because"])
    return Origin(utc(item.row["recorded"]), None, None) if "recorded" in item.row else None


@dataclass
class Plan:
    """The steps of a merge."""

    differences: list[Difference] = field(default_factory=list)
    added: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in TYPES})
    """The keys of the records that are new here, by type."""
    changes: list[Change] = field(default_factory=list)
    """The changes of the other database that are not in the history here."""
    known: dict[int, int] = field(default_factory=dict)
    """The ids of the other changes in the other history, with their ids here."""
    rows: dict[tuple[Table, int], int] = field(default_factory=dict)
    """The ids of rows of parts in the other database, with the ids of the same rows here."""
    shared: set[RecordId] = field(default_factory=set)
    """The records that are or were in both databases."""

    def conflicts(self) -> list[Difference]:
        return [one for one in self.differences if one.outcome == "conflict"]

    def taken(self) -> list[Difference]:
        return [one for one in self.differences if one.is_taken]


class Planner:
    """A comparison of two databases. The records of the other one are read from `theirs`."""

    def __init__(self, ours: Side, theirs: Side) -> None:
        self.ours, self.theirs = ours, theirs
        self.plan = Plan()
        self._unknown: tuple[set[tuple[str, object]], set[tuple[str, object]]] = set(), set()
        """Rows and records with changes that the other database does not have: ours, theirs."""
        self._removed: tuple[set[RecordId], set[RecordId]] = set(), set()
        """Records that were removed: ours, and those of theirs that are not known here."""

    def run(self) -> Plan:
        """Return the plan."""
        self._compare_histories()
        ours, theirs = self.ours.marks(), self.theirs.marks()
        changed = {change.record for change in self.plan.changes}
        self.plan.shared = ours.keys() | self._removed[0]
        compared: dict[str, list[str]] = defaultdict(list)
        for record, mark in theirs.items():
            if self._is_known_otherwise(record):
                continue
            if record not in ours and record not in self._removed[0]:
                self.plan.added[record[0]].append(record[1])
            elif ours.get(record) != mark or record in changed:
                compared[record[0]].append(record[1])
        merged = merged_in(self.theirs.connection)
        for record in sorted(self._removed[1]):
            # A merge of records is not a removal: where it was not repeated here, the record stays.
            if record in ours and record not in theirs and record not in merged:
                compared[record[0]].append(record[1])
        for type_name in TYPES:
            for keys in batches(compared[type_name]):
                self._compare_records(type_name, keys)
        return self.plan

    def _is_known_otherwise(self, record: RecordId) -> bool:
        """Return whether a record is here under another key: then it stays as it is here."""
        name, key = record
        other = self.theirs.merged.get(record)
        if name == "statement" and key in self.ours.aliased and key not in self.ours.ids["statements"]:
            other = self.ours.keys["statements"][self.ours.aliased[key]]
        elif name == "review" and key not in self.ours.ids["reviews"]:
            place = self.theirs.review_places.get(key)
            other = next((mine for mine, here in self.ours.review_places.items() if here == place), None)
        if other is None:
            return False
        entry = self.theirs.entries(name, [key])[key]
        theirs = entry.item
        if record in self.theirs.merged and theirs is not None and name in ("person", "organization"):
            kept = self.ours.entries(name, [other])[other].item
            if kept is not None and any(other_owners(self.ours.connection, [named(name, key, entry)])):
                values = kept.values["name"], theirs.values["name"]
                self._add(Difference(kind="owner", record=record, outcome="conflict", values=values))
        changes = self.ours.changes_of(name, [key]).get(key, [])
        is_recorded = theirs is not None and any(change.after == theirs.values for change in changes)
        self.plan.shared.add(record)
        self._add(
            Difference(
                kind="record",
                record=record,
                outcome="keep",
                theirs=theirs,
                values=(f"recorded as “{other}”", "recorded"),
                settled=not is_recorded,
            )
        )
        return True

    def _compare_histories(self) -> None:
        """Find the changes that only one of the histories contains."""
        known: dict[bytes, list[int]] = defaultdict(list)
        signatures = self.theirs.signatures()
        for change in self.ours.changes():
            signature = self.ours.signature(change)
            known[signature].append(change.id)
            if signatures[signature] < len(known[signature]):
                self._unknown[0].update(places_of(change))
            if is_removal(change):
                self._removed[0].add(change.record)
        seen: Counter[bytes] = Counter()
        for change in self.theirs.changes():
            signature = self.theirs.signature(change)
            place = seen[signature]
            seen[signature] += 1
            if place < len(known.get(signature, ())):
                self.plan.known[change.id] = known[signature][place]
                continue
            self.plan.changes.append(change)
            self._unknown[1].update(places_of(change))
            if is_removal(change):
                self._removed[1].add(change.record)

    def _is_changed(self, side: int, item: Item) -> bool:
        """Return whether a row has changes that the other database does not have."""
        return any(place in self._unknown[side] for change in item.changes for place in places_of(change)[:1])

    def _compare_records(self, type_name: str, keys: Sequence[str]) -> None:
        ours, theirs = self.ours.entries(type_name, keys), self.theirs.entries(type_name, keys)
        unrelated = self._unrelated(type_name, ours, theirs)
        for key in keys:
            record = type_name, key
            mine, other = ours[key], theirs[key]
            if mine.item is None or other.item is None:
                self._compare_removal(record, mine, other)
                continue
            if key in unrelated or is_unrelated(type_name, mine, other):
                column = _SHOWN.get(type_name, "name")
                values = mine.item.values[column], other.item.values[column]
                self._add(Difference(kind="owner", record=record, outcome="conflict", values=values))
            self._compare_fields(record, mine.item, other.item)
            if type_name in ("person", "organization"):
                self._compare_name(record, mine, other)
            for spec in specs(type_name):
                self._compare_parts(record, spec, mine, other)

    def _add(self, difference: Difference) -> Difference:
        self.plan.differences.append(difference)
        return difference

    def _unrelated(self, type_name: str, ours: dict[str, Entry], theirs: dict[str, Entry]) -> set[str]:
        """Return the keys that seem to mean other people or organizations in the other database."""
        if type_name not in ("person", "organization"):
            return set()
        records: list[Record] = []
        for key, entry in theirs.items():
            mine = ours[key].item
            if entry.item is None or mine is None or mine.values["name"] == entry.item.values["name"]:
                continue
            if set(preferred_names(ours[key])) & set(preferred_names(entry)):
                continue
            records.append(named(type_name, key, entry))
        return {records[place].key for place, _ in other_owners(self.ours.connection, records)}

    # Records

    def _compare_removal(self, record: RecordId, ours: Entry, theirs: Entry) -> None:
        """Decide about a record that one of the databases has removed."""
        present = 0 if ours.item else 1
        entry, removed = (ours, theirs) if ours.item else (theirs, ours)
        item = entry.item
        if item is None:
            return
        items = [
            (Spec(item.table, "id", ()), item),
            *((spec, one) for spec, some in entry.parts.items() for one in some),
        ]
        is_unchanged = all(is_known(removed, spec, one) for spec, one in items) and not any(
            place in self._unknown[present] for change in entry.changes for place in places_of(change)
        )
        taken: Outcome = "take" if present == 0 else "keep"
        self._add(
            Difference(
                kind="record",
                record=record,
                outcome=taken if is_unchanged else "conflict",
                ours=ours.item,
                theirs=theirs.item,
                values=("recorded", "removed") if ours.item else ("removed", "recorded"),
            )
        )

    def restore_needed(self) -> None:
        """Take records that were removed here if anything that is taken refers to them. Conflicts must be settled."""
        removed = {
            one.record: one
            for one in self.plan.differences
            if one.kind == "record" and one.theirs and one.record in self._removed[0]
        }
        kept = {record: one for record, one in removed.items() if one.outcome == "keep"}
        if not kept:
            return
        needed: set[RecordId] = set()
        for one in self.plan.differences:
            if one.theirs and one.kind != "record" and one.is_taken:
                needed.update(referred_by(one.theirs))
        for type_name in reversed(TYPES):
            taken = {record for record, one in removed.items() if one.outcome == "take"} | (needed & kept.keys())
            keys = [*self.plan.added[type_name], *(key for name, key in taken if name == type_name)]
            for entry in self.theirs.entries(type_name, keys).values():
                for item in (entry.item, *(one for some in entry.parts.values() for one in some)):
                    if item is not None:
                        needed.update(referred_by(item))
        for record, one in kept.items():
            if record in needed:
                one.outcome = "take"

    # Fields

    def _compare_fields(self, record: RecordId, ours: Item, theirs: Item) -> None:
        for one in fields(ours.table):
            self._compare_field(record, one, ours, theirs)

    def _compare_field(
        self, record: RecordId, one: Field, ours: Item, theirs: Item, spec: Spec | None = None, part: str | None = None
    ) -> Difference | None:
        """Compare a field of two rows."""
        values = values_of(ours, one), values_of(theirs, one)
        if values[0] == values[1]:
            return None
        sequences = ours.sequence(one.compared), theirs.sequence(one.compared)
        base = common_base(*sequences)
        outcome: Outcome = "conflict"
        if base.found and base.value in values:
            outcome = "take" if base.value == values[0] else "keep"
        elif not base.found and one in (PLACE, ARCHIVED):
            outcome = of_completion(one, *values)
        return self._add(
            Difference(
                kind="field",
                record=record,
                outcome=outcome,
                part=part,
                field=one,
                spec=spec,
                ours=ours,
                theirs=theirs,
                values=(shown(values[0]), shown(values[1])),
                is_known=theirs.recorded(one.compared)[-1:] == [values[1]] or is_contained(*reversed(sequences)),
            )
        )

    def _compare_name(self, record: RecordId, ours: Entry, theirs: Entry) -> None:
        """Compare the preferred names."""
        sequences = [preferred_names(entry) for entry in (ours, theirs)]
        if not all(sequences) or sequences[0][-1] == sequences[1][-1]:
            return
        values = sequences[0][-1], sequences[1][-1]
        base = common_base(*sequences)
        outcome: Outcome = "conflict"
        if base.found and base.value in values:
            outcome = "take" if base.value == values[0] else "keep"
        texts = values[0][0], values[1][0]
        self._add(
            Difference(
                kind="field",
                record=record,
                outcome=outcome,
                field=NAME,
                ours=ours.item,
                theirs=theirs.item,
                name=preferred_name(theirs),
                values=texts if texts[0] != texts[1] else (shown(values[0]), shown(values[1])),
                is_known=recorded_names(theirs)[-1:] == [values[1]] or is_contained(*reversed(sequences)),
            )
        )

    # Parts

    def _compare_parts(self, record: RecordId, spec: Spec, ours: Entry, theirs: Entry) -> None:
        pairs, only_ours, only_theirs = self._paired(spec, ours.parts[spec], theirs.parts[spec])
        for mine, other in pairs:
            if "id" in other.row:
                self.plan.rows[spec.table, other.row["id"]] = mine.row["id"]
            self._compare_part(record, spec, mine, other, (ours, theirs))
        for item in only_theirs:
            if is_preferred(item):
                continue
            removals = removals_of(ours, spec, item)
            outcome: Outcome = "take"
            if is_own_statement(self.ours, item) or (removals and not self._is_changed(1, item)):
                outcome = "keep"
            elif removals:
                outcome = "conflict"
            if removals and "id" in item.row:
                # If the part stays removed, changes that refer to it keep a part that the history here explains.
                self.plan.rows[spec.table, item.row["id"]] = removals[-1].row["row_id"]
            self._add_part(record, spec, outcome, theirs=item)
        for item in only_ours:
            removals = [one for one in removals_of(theirs, spec, item) if places_of(one)[0] in self._unknown[1]]
            if removals and is_preferred(item):
                # The former preferred name is removed if the new one is taken.
                names = (one for one in self.plan.differences if one.record == record and one.field is NAME)
                if (leader := next(names, None)) is not None:
                    self._add_part(record, spec, "take", ours=item).leader = leader
            elif removals:
                self._add_part(record, spec, "conflict" if self._is_changed(0, item) else "take", ours=item)

    def _add_part(self, record: RecordId, spec: Spec, outcome: Outcome, **items: Item) -> Difference:
        (item,) = items.values()
        shown = description(item, spec)
        values = (shown, None) if "ours" in items else (None, shown)
        difference = Difference(
            kind="part", record=record, outcome=outcome, part=f"{spec.table.name}: {shown}", spec=spec, values=values
        )
        difference.ours, difference.theirs = items.get("ours"), items.get("theirs")
        if spec is ROLE_CITATIONS:
            # A citation is removed with its role.
            role = item.row["role_id"]
            roles = (it for it in self.plan.differences if it.record == record and it.part and it.kind == "part")
            sides = ("ours" if "ours" in items else "theirs",)
            found = (it for it in roles for side in sides if is_role(getattr(it, side), role))
            difference.leader = next(found, None)
        return self._add(difference)

    def _paired(
        self, spec: Spec, ours: Sequence[Item], theirs: Sequence[Item]
    ) -> tuple[list[tuple[Item, Item]], list[Item], list[Item]]:
        """Match the rows of a part: equal ones first, then those with a common history, then those of the records."""
        pairs: list[tuple[Item, Item]] = []
        rest = list(theirs)
        open_ours = list(ours)
        tests = (
            lambda one, other: one.compared(spec) == other.compared(spec),
            lambda one, other: bool(one.former(spec) & other.former(spec)),
            lambda one, other: is_unique(spec) or not (is_added(one) or is_added(other)),
        )
        for matches in tests:
            if not rest:
                break
            still_open = []
            for one in open_ours:
                same = (other for other in rest if identity_of(one, spec) == identity_of(other, spec))
                found = next((other for other in same if matches(one, other)), None)
                if found is None:
                    still_open.append(one)
                else:
                    rest.remove(found)
                    pairs.append((one, found))
            open_ours = still_open
        return pairs, open_ours, rest

    def _compare_part(
        self, record: RecordId, spec: Spec, ours: Item, theirs: Item, entries: tuple[Entry, Entry]
    ) -> None:
        part = f"{spec.table.name}: {description(ours, spec)}"
        for one in fields(spec.table, spec.identity):
            if one.name == "kind" and (is_preferred(ours) or is_preferred(theirs)):
                continue
            if one is PLACE and values_of(ours, PASSAGE) != values_of(theirs, PASSAGE):
                continue
            found = self._compare_field(record, one, ours, theirs, spec, part)
            if found and one is PASSAGE and repeats_text(ours, entries[0]) and repeats_text(theirs, entries[1]):
                texts = [it for it in self.plan.differences if it.record == record and it.field and it.part is None]
                found.leader = next((it for it in texts if it.field and it.field.name == "text"), None)
