"""Pairs of recorded names that may be names of one person or organization.

Not all pairs are compared, but those with a look-up key in common (`kzclaims.language.names.keys`): the family name
with the sounds of a given name, the sounds of two words, an initial, or the family name alone if no more is recorded.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from rapidfuzz.distance import OSA
from sqlalchemy import Connection

from kzclaims.language.names.folding import fold
from kzclaims.language.names.match import Match, NameQuery
from kzclaims.language.names.similarity import is_near_spelling, rough_sound, similarity
from kzclaims.store.derived.name_keys import check_rules
from kzclaims.store.engine import engine_of
from kzclaims.store.names.suggest import OWNERS, Kind
from kzclaims.wording import quoted

_MOST_ALIKE = 40
"""The most names with a key in common that are compared; of more, only equal ones are."""

_LEAST_SIMILAR = 0.6
"""The minimum similarity of the sounds of names that are compared as names."""

_LEAST_ORGANIZATION = 0.88

_NUMBER = re.compile(r"\d+")

_Ids = tuple[int, int]


class NameEvidence(NamedTuple):
    """The likelihood that two records have one name, from 0 to 1, and the reason."""

    score: float
    reason: str


def name_pairs(connection: Connection, kind: Kind) -> dict[_Ids, NameEvidence]:
    """Return the pairs of records that may have one name, by their ids, the smaller one first."""
    check_rules(connection)
    owner = OWNERS[kind]
    engine = engine_of(connection)
    texts: dict[int, list[str]] = defaultdict(list)
    owners: dict[int, int] = {}
    for name_id, number, text in engine.execute(
        connection, f"SELECT id, {owner}, text FROM names WHERE {owner} IS NOT NULL ORDER BY id"
    ):
        owners[name_id] = number
        texts[number].append(text)
    keys: dict[str, set[int]] = defaultdict(set)
    for key, name_id in engine.execute(connection, "SELECT key, name_id FROM name_keys"):
        if name_id in owners:
            keys[key].add(owners[name_id])
    compare = _compare_people if kind == "people" else _compare_organizations
    found: dict[_Ids, NameEvidence] = {}
    tried: set[_Ids] = set()
    for pair in _pairs(keys, texts, is_person=kind == "people"):
        if pair not in tried:
            tried.add(pair)
            evidence = compare(texts[pair[0]], texts[pair[1]])
            if evidence is not None:
                found[pair] = evidence
    return found


def _pairs(keys: Mapping[str, set[int]], texts: Mapping[int, list[str]], *, is_person: bool) -> Iterator[_Ids]:
    """Yield pairs of owners with a key in common, some of them several times."""
    for key, owners in keys.items():
        # The sounds of single words are in too many names.
        if key.startswith("~") and "/" not in key and is_person:
            continue
        if is_person and not key.startswith("~") and "+" not in key:
            if "=" in key:
                # Besides the family name, at most an initial is recorded.
                family, _, letter = key.partition("=")
                wider = keys.get(f"{family}:{letter}" if letter else family, set())
                if len(wider | owners) <= _MOST_ALIKE:
                    yield from ((min(one, two), max(one, two)) for one in owners for two in wider if one != two)
            continue
        if len(owners) > _MOST_ALIKE:
            yield from _equal_names(owners, texts)
        else:
            yield from combinations(sorted(owners), 2)


def _equal_names(owners: Iterable[int], texts: Mapping[int, list[str]]) -> Iterator[_Ids]:
    same: dict[str, list[int]] = defaultdict(list)
    for number in sorted(owners):
        for text in {fold(text) for text in texts[number]}:
            same[text].append(number)
    for numbers in same.values():
        yield from combinations(numbers[:_MOST_ALIKE], 2)


def _compare_people(first: list[str], second: list[str]) -> NameEvidence | None:
    same = {fold(text): text for text in first if _is_full(text)}
    for text in second:
        if fold(text) in same:
            return NameEvidence(0.9, f"both have the name {quoted(text)}")
    pairs = [(one, two) for one in first for two in second if _sound_alike(one, two)]
    if not pairs:
        return None
    grade = max(min(_query(one).match_person(second), Match.YES) for one in {one for one, _ in pairs})
    reverse = max(min(_query(two).match_person(first), Match.YES) for two in {two for _, two in pairs})
    one, two = max(
        pairs, key=lambda pair: (all(map(_is_full, pair)), all(" " in one for one in pair), similarity(*pair))
    )
    names = f"{quoted(one)} and {quoted(two)}"
    if max(grade, reverse) is Match.YES:
        if _is_full(one) and _is_full(two):
            return NameEvidence(0.8, f"{names} are forms of one name")
        if len(one.split()) > 1 and len(two.split()) > 1:
            return NameEvidence(0.5, f"{names} have the same family name and initial")
        return NameEvidence(0.3, f"{names} have the same family name")
    if any(is_near_spelling(*pair) for pair in pairs):
        near = next(pair for pair in pairs if is_near_spelling(*pair))
        return NameEvidence(0.6, f"{quoted(near[0])} and {quoted(near[1])} differ in one letter or sound")
    if max(grade, reverse) > Match.NO and _is_full(one) and _is_full(two):
        return NameEvidence(0.4, f"{names} may be forms of one name")
    return None


def _compare_organizations(first: list[str], second: list[str]) -> NameEvidence | None:
    same = {_plain(text): text for text in first}
    for text in second:
        if _plain(text) in same:
            return NameEvidence(0.9, f"both have the name {quoted(text)}")
    scores = {
        (one, two): min(similarity(one, two), similarity(two, one))
        for one in first
        for two in second
        if _numbers(one) == _numbers(two)
    }
    best = max(scores, key=lambda pair: scores[pair], default=None)
    if best is None or scores[best] < _LEAST_ORGANIZATION:
        return None
    score = 0.6 if scores[best] < 1 else 0.75
    return NameEvidence(score, f"{quoted(best[0])} and {quoted(best[1])} are similar names")


@lru_cache(maxsize=100_000)
def _query(text: str) -> NameQuery:
    return NameQuery(text)


@lru_cache(maxsize=100_000)
def _is_full(text: str) -> bool:
    """Return True if a name has two words that are more than initials."""
    return len([word for word in re.split(r"[\s.]+", text) if len(word) > 1]) > 1


@lru_cache(maxsize=100_000)
def _sounds(text: str) -> str:
    return " ".join(sorted(rough_sound(text[:200]).split()))


def _sound_alike(one: str, two: str) -> bool:
    """Return False for names that are certainly different, quickly. Initials are compared as names."""
    if not _is_full(one) or not _is_full(two):
        return True
    return OSA.normalized_similarity(_sounds(one), _sounds(two)) >= _LEAST_SIMILAR


@lru_cache(maxsize=100_000)
def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))


@lru_cache(maxsize=100_000)
def _numbers(text: str) -> tuple[str, ...]:
    return tuple(_NUMBER.findall(text))
