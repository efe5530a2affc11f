"""Queries about compared rows: their values, owners, names and removals."""

from collections.abc import Iterator
from typing import Any, Literal

from kzclaims.dossier.records import Name, Organization, Person
from kzclaims.store.merge.base import common_base
from kzclaims.store.merge.parts import PLACE, Field, Spec, fields, references
from kzclaims.store.merge.side import Change, Entry, Item, RecordId, Side
from kzclaims.store.schema import tables
from kzclaims.store.schema.record_tables import TABLES_BY_NAME
from kzclaims.wording import shorten

Outcome = Literal["take", "keep", "conflict"]


def is_own_statement(ours: Side, item: Item) -> bool:
    """Return whether a further key, or the one of an appearance, belongs to another statement here."""
    if item.table is tables.statement_aliases:
        key = item.values["key"]
        return key in ours.ids["statements"] or key in ours.aliased
    return item.table is tables.appearances and item.values["alias_id"] in ours.ids["statements"]


def places_of(change: Change) -> list[tuple[str, object]]:
    """Return the row and the record that a change is about."""
    row: object = change.row["row_id"]
    if row is None:
        values = change.after or change.before or {}
        row = tuple(sorted((name, str(value)) for name, value in values.items()))
    return [(change.row["table_name"], row), ("", change.record)]


def is_removal(change: Change) -> bool:
    return change.after is None and change.row["table_name"] == TABLES_BY_NAME[change.record[0]].name


def referred_by(item: Item) -> Iterator[RecordId]:
    """Yield the records that a row refers to."""
    types = {table: name for name, table in TABLES_BY_NAME.items()}
    for column, table in references(item.table).items():
        if table in types and item.values[column] is not None:
            yield types[table], item.values[column]


def values_of(item: Item, one: Field) -> tuple[Any, ...]:
    return tuple(item.values[name] for name in one.compared)


def identity_of(item: Item, spec: Spec) -> tuple[Any, ...]:
    return tuple(item.values[name] for name in spec.identity)


def of_completion(one: Field, ours: tuple[Any, ...], theirs: tuple[Any, ...]) -> Outcome:
    """Decide between a value and one that is only less complete: a place or a text that is not recorded."""
    if one is PLACE:
        return "take" if ours[0] is None else "keep" if theirs[0] is None else "conflict"
    if ours[0] is None and ours[1] in (None, theirs[1]):
        return "take"
    return "keep" if theirs[0] is None and theirs[1] in (None, ours[1]) else "conflict"


def shown(values: tuple[Any, ...]) -> Any:
    """Return values for people: the value itself, or several as one text."""
    known = [value for value in values if value not in (None, "")]
    if len(known) == 1 and values[0] == known[0]:
        return known[0]
    return " / ".join("" if value is None else str(value) for value in values) if known else None


def is_known(entry: Entry, spec: Spec, item: Item) -> bool:
    """Return whether the history of a record contains a row with these values."""
    names = [*spec.identity, *(name for one in fields(spec.table, spec.identity) for name in one.compared)]
    values = [item.values[name] for name in names]
    return any(
        [state.get(name) for name in names] == values
        for change in entry.changes
        if change.row["table_name"] == spec.table.name
        for state in (change.before, change.state)
        if state is not None
    )


def is_role(item: Item | None, number: int) -> bool:
    return item is not None and item.table is tables.roles and item.row["id"] == number


def is_added(item: Item) -> bool:
    """Return whether a part was added to a record that existed before."""
    return any(change.before is None and not change.row["elsewhere"] for change in item.changes)


def is_preferred(item: Item) -> bool:
    return item.table is tables.names and item.values["kind"] == "preferred"


def preferred_name(entry: Entry) -> Item | None:
    names = (one for spec, some in entry.parts.items() if spec.table is tables.names for one in some)
    return next((one for one in names if is_preferred(one)), None)


def recorded_names(entry: Entry) -> list[tuple[str, str]]:
    """Return the preferred names that the history of a record contains, with their languages, oldest first."""
    states = (
        state
        for change in entry.changes
        if change.row["table_name"] == "names"
        for state in (change.before, change.state)
    )
    return [(one["text"], one["lang"]) for one in states if one and one.get("kind") == "preferred"]


def preferred_names(entry: Entry) -> list[tuple[str, str]]:
    """Return the preferred names that a record has had, with their languages, oldest first."""
    current = preferred_name(entry)
    names = recorded_names(entry) + ([(current.values["text"], current.values["lang"])] if current else [])
    return [name for number, name in enumerate(names) if number == 0 or name != names[number - 1]]


def removals_of(entry: Entry, spec: Spec, item: Item) -> list[Change]:
    """Return the removals of a part that another database has."""
    identity, former = identity_of(item, spec), item.former(spec)
    names = [name for one in fields(spec.table, spec.identity) for name in one.compared]
    if spec.table is tables.names:
        # A preferred name becomes an alias before it is removed.
        names, former = [], {()}
    return [
        change
        for change in entry.changes
        if change.after is None
        and change.before is not None
        and change.row["table_name"] == spec.table.name
        and tuple(change.before.get(name) for name in spec.identity) == identity
        and tuple(change.before.get(name) for name in names) in former
    ]


def repeats_text(item: Item, entry: Entry) -> bool:
    return entry.item is not None and item.values["exact"] == entry.item.values.get("text")


def description(item: Item, spec: Spec) -> str:
    """Describe a part by its keys and its words."""
    words = [item.values[name] for name in ("title", "text", "exact") if item.values.get(name)]
    shown = [str(item.values[name]) for name in spec.identity if item.values[name] and item.values[name] not in words]
    return ": ".join([*shown, *(f"“{shorten(word)}”" for word in words)])


def named(type_name: str, key: str, entry: Entry) -> Person | Organization:
    """Return a person or an organization with its key and names only."""
    assert entry.item is not None
    names = [
        Name(text=one.values["text"], lang="und")
        for spec, some in entry.parts.items()
        if spec.table is tables.names
        for one in some
    ]
    make = Person if type_name == "person" else Organization
    values = entry.item.values
    return make(key=key, name=values["name"], lang="und", wikidata=values["wikidata_id"], names=names)


def is_unrelated(type_name: str, ours: Entry, theirs: Entry) -> bool:
    """Return whether statements, sources or events with one key were recorded independently and are unrelated.

    Statements have different texts, and different speakers or no source in common; sources have different addresses
    and titles; events have different titles and dates.
    """

    def are_different(column: str) -> bool:
        assert ours.item is not None
        assert theirs.item is not None
        values = ours.item.values[column], theirs.item.values[column]
        sequences = ours.item.sequence((column,)), theirs.item.sequence((column,))
        return None not in values and values[0] != values[1] and not common_base(*sequences).found

    if type_name == "source":
        return are_different("url") and are_different("title")
    if type_name == "event":
        return are_different("title") and are_different("date")
    if type_name != "statement" or not are_different("text"):
        return False
    sources = [
        {one.values["source_id"] for some in entry.parts.values() for one in some if one.table is tables.appearances}
        for entry in (ours, theirs)
    ]
    return are_different("speaker_id") or sources[0].isdisjoint(sources[1])
