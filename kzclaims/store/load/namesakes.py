"""Warnings of records that may be of one person or organization: one full name, or one Wikidata id."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from sqlalchemy import Connection, select

from kzclaims.dossier.records import Organization, Person, Record
from kzclaims.language.names.folding import fold
from kzclaims.language.names.keys import organization_keys
from kzclaims.store.derived.name_keys import keys_of_name
from kzclaims.store.engine import engine_of
from kzclaims.store.load.merged_keys import different_pairs
from kzclaims.store.load.row_writer import LoadContext
from kzclaims.store.names.suggest import OWNERS, Kind
from kzclaims.store.schema.batches import batches
from kzclaims.store.schema.record_tables import RECORD_TABLES

MOST_SHOWN = 20
"""The number of warnings of one load; the rest is counted."""

_KINDS: dict[type[Record], Kind] = {Person: "people", Organization: "organizations"}
_WORD = re.compile(r"[^\W\d_]{2,}")


def warn(context: LoadContext, record_type: type[Record], records: Sequence[Record], new: Sequence[Record]) -> None:
    """Note new records with the full name of another one, and records with the Wikidata id of another one."""
    if record_type not in _KINDS:
        return
    known = context.ids[RECORD_TABLES[record_type]]
    keys = {number: key for key, number in known.items()}
    different: set[tuple[int, int]] | None = None
    for number, other, other_key, name in _same_names(context.connection, record_type, new, known):
        different = (
            different_pairs(context.connection, record_type.__name__.lower()) if different is None else different
        )
        if (min(number, other), max(number, other)) not in different:
            # Of two new records, the first one is named.
            first, second = (other_key, keys[number]) if other < number else (keys[number], other_key)
            kind = record_type.__name__.lower()
            line = (
                f"{kind} “{second}” has the same full name as “{first}”, {name}; if they are the same, run:"
                f" kzclaims identity merge {first} {second} --because …"
            )
            _note(context, f"{kind} {first} {second}", line)
    ids = {one.wikidata for one in records if isinstance(one, Person | Organization) and one.wikidata}
    for kind_of_table, first, second, item in shared_wikidata(context.connection, [_KINDS[record_type]], ids):
        _note(context, f"{item} {first} {second}", describe_wikidata(kind_of_table, first, second, item))
    # The names of these records are not needed again, and those of a chunk take 10 MB.
    keys_of_name.cache_clear()


def _note(context: LoadContext, pair: str, line: str) -> None:
    outcome = context.outcome
    if pair not in outcome.pairs:
        outcome.pairs.add(pair)
        if len(outcome.pairs) <= MOST_SHOWN:
            outcome.remarks.append(line)
        else:
            outcome.unlisted_pairs += 1


def _same_names(
    connection: Connection, record_type: type[Record], records: Sequence[Record], known: dict[str, int]
) -> Iterator[tuple[int, int, str, str]]:
    """Yield the id of a record, the id and the key of another one with the same full name, and this name."""
    kind = _KINDS[record_type]
    wanted: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for record in records:
        assert isinstance(record, Person | Organization)
        for text in dict.fromkeys([record.name, *(one.text for one in record.names)]):
            if key := _key(text, record_type):
                wanted[key].append((known[record.key], _folded(text, record_type)))
    engine, owner = engine_of(connection), OWNERS[kind]
    for some in batches(sorted(wanted)):
        rows = engine.execute(
            connection,
            f"SELECT name_keys.key, names.text, owners.id, owners.key FROM name_keys"  # noqa: S608 - constant names
            f" JOIN names ON names.id = name_keys.name_id JOIN {kind} AS owners ON owners.id = names.{owner}"
            f" WHERE {engine.in_list('name_keys.key', 'keys')} ORDER BY owners.id",
            {"keys": engine.list_value(some)},
        )
        for key, text, other, other_key in rows.all():
            for number, folded in wanted[key]:
                if number != other and _folded(text, record_type) == folded:
                    yield number, other, other_key, text


def _key(text: str, record_type: type[Record]) -> str | None:
    """Return one of the look-up keys that every equal name has, or None for a name that is not a full one."""
    if record_type is Organization:
        return min(organization_keys(text), default=None)
    if len(_WORD.findall(text)) < 2:
        return None
    return min((key for key in keys_of_name(text, is_person=True) if "+" in key), default=None)


def _folded(text: str, record_type: type[Record]) -> str:
    return min(organization_keys(text), default="") if record_type is Organization else fold(text)


def shared_wikidata(
    connection: Connection, kinds: Iterable[Kind] = ("people", "organizations"), ids: Iterable[str] | None = None
) -> Iterator[tuple[Kind, str, str, str]]:
    """Yield the table, the keys and the Wikidata id of records with one id; `ids` are those that are looked up."""
    for kind in kinds:
        table = RECORD_TABLES[Person if kind == "people" else Organization]
        c = table.c
        query = select(c.wikidata_id, c.key).where(c.wikidata_id.is_not(None)).order_by(c.wikidata_id, c.id)
        looked_up = [None] if ids is None else batches(sorted(ids))
        for some in looked_up:
            of_item: dict[str, list[str]] = defaultdict(list)
            for item, key in connection.execute(query if some is None else query.where(c.wikidata_id.in_(some))):
                of_item[item].append(key)
            for item, keys in of_item.items():
                yield from ((kind, first, second, item) for first, second in combinations(keys, 2))


def describe_wikidata(kind: Kind, first: str, second: str, item: str) -> str:
    return f"{kind} “{first}” and “{second}” have one Wikidata id, {item}: correct one, or merge the records"
