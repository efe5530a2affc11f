"""Pairs of people or of organizations that may be the same, the likeliest first, with the evidence.

Pairs are found by name; other details raise or lower the score. Nothing is merged.
"""

from collections.abc import Iterator, Sequence
from math import prod

from sqlalchemy import Connection

from kzclaims.errors import InputError
from kzclaims.language.names.folding import fold
from kzclaims.store.engine import engine_of
from kzclaims.store.identity.candidates import NameEvidence, name_pairs
from kzclaims.store.identity.facts import Facts, read_facts
from kzclaims.store.load.merged_keys import different_pairs
from kzclaims.store.names.suggest import Kind
from kzclaims.store.reports import Duplicate, IdentityPair
from kzclaims.store.result_set import ResultSet, checked_limit
from kzclaims.store.results import DEFAULT_LIMIT
from kzclaims.wording import quoted

TYPES: dict[str, Kind] = {"person": "people", "organization": "organizations"}
"""The types of records that are compared, with their tables."""

_MOST_NAMED = 3
"""The number of roles, sources and so on that the evidence names."""

_LONGEST_LIFE = 80
"""The number of years after which a person is unlikely to speak again."""

_Ids = tuple[int, int]


def duplicates(
    connection: Connection, *, record_type: str | None = None, limit: int = DEFAULT_LIMIT
) -> ResultSet[Duplicate]:
    """Return pairs that may be the same, the likeliest first; `record_type` is `person`, `organization` or both.

    Pairs that were recorded as different are left out, as are those with two Wikidata ids.
    """
    checked_limit(limit)
    if record_type is not None and record_type not in TYPES:
        raise InputError(
            "{record_type}: “{value}” is not valid; use one of: {allowed}",
            parameters=("record_type",),
            value=record_type,
            allowed=", ".join(TYPES),
        )
    found = [one for name in ([record_type] if record_type else TYPES) for one in _of_type(connection, name)]
    found.sort(key=lambda one: (-one.score, one.type, one.first.key, one.second.key))
    return ResultSet(found, limit, found=len(found))


def _of_type(connection: Connection, record_type: str) -> Iterator[Duplicate]:
    kind = TYPES[record_type]
    names = name_pairs(connection, kind)
    for pair in _same_wikidata(connection, kind):
        names.setdefault(pair, NameEvidence(0.0, ""))
    for pair in different_pairs(connection, record_type):
        names.pop(pair, None)
    facts = read_facts(connection, kind, {number for pair in names for number in pair})
    for pair, evidence in names.items():
        first, second = sorted((facts[number] for number in pair), key=lambda one: (-one.statements, one.key))
        if first.wikidata and second.wikidata and first.wikidata != second.wikidata:
            continue
        likely, doubts = _evidence(first, second)
        score = 1 - prod(1 - one for one, _ in [evidence, *likely])
        score *= prod(one for one, _ in doubts)
        reasons = [reason for _, reason in [evidence, *likely, *doubts] if reason]
        yield Duplicate(record_type, round(score, 2), _shown(first), _shown(second), reasons)


def _shown(one: Facts) -> IdentityPair:
    return IdentityPair(one.key, one.name, one.description, one.statements)


def _evidence(one: Facts, two: Facts) -> tuple[list[tuple[float, str]], list[tuple[float, str]]]:
    """Return the factors that make a pair likelier or less likely, with their reasons."""
    likely: list[tuple[float, str]] = []
    doubts: list[tuple[float, str]] = []
    if one.wikidata and one.wikidata == two.wikidata:
        likely.append((0.9, f"both have the Wikidata id {one.wikidata}"))
    if one.description and two.description and fold(one.description) == fold(two.description):
        likely.append((0.3, f"both are described as {quoted(one.description)}"))
    for weight, what, ours, theirs in (
        (0.4, "role", one.roles, two.roles),
        (0.25, "organization", one.organizations, two.organizations),
        (0.15, "source", one.sources, two.sources),
    ):
        if common := [name for key, name in ours.items() if key in theirs]:
            likely.append((weight, f"{what}{'s' if len(common) > 1 else ''} in common: {_listed(common)}"))
    if one.first_year and one.last_year and two.first_year and two.last_year:
        years = f"statements of {_span(one)} and {_span(two)}"
        if max(one.last_year, two.last_year) - min(one.first_year, two.first_year) > _LONGEST_LIFE:
            doubts.append((0.5, years))
        elif one.first_year <= two.last_year and two.first_year <= one.last_year:
            likely.append((0.1, years))
    if common := [key for number, key in one.together.items() if number in two.together]:
        doubts.append((0.5, f"both are named in statement {_listed(common)}"))
    if common := [key for number, key in one.events.items() if number in two.events]:
        doubts.append((0.5, f"both took part in event {_listed(common)}"))
    return likely, doubts


def _span(one: Facts) -> str:
    return str(one.first_year) if one.first_year == one.last_year else f"{one.first_year} to {one.last_year}"


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(map(quoted, names[:_MOST_NAMED])) + more


def _same_wikidata(connection: Connection, kind: Kind) -> Iterator[_Ids]:
    rows = engine_of(connection).execute(
        connection,
        f"SELECT one.id, two.id FROM {kind} AS one JOIN {kind} AS two ON one.wikidata_id = two.wikidata_id"
        " WHERE one.id < two.id",
    )
    yield from ((first, second) for first, second in rows)
