"""Resolve a name or a key to the one recorded person or organization it means, or to candidates. Never guess."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from sqlalchemy import Connection

from kzclaims.errors import InputError, NotFoundError
from kzclaims.language.names.folding import fold
from kzclaims.language.names.keys import organization_keys
from kzclaims.language.names.match import Match, NameQuery, unique_match
from kzclaims.store.derived.name_keys import check_rules
from kzclaims.store.engine import engine_of
from kzclaims.store.names.suggest import OWNERS, Kind, Named, names_by_keys, similar
from kzclaims.store.schema.keys import ids_of
from kzclaims.wording import counted, quoted

MOST_SHOWN = 20
"""Number of candidates listed."""

MOST_GRADED = 300
"""Number of people with a key of the name that are compared. If more have it, nothing resolves."""

_MOST_COMPLETED = 20_000
"""Number of names that a shell's completion reads."""


def resolve_person(connection: Connection, name: str) -> Named:
    """Return the one person with this key or name.

    Raise `InputError` with the candidates if several people match, `NotFoundError` with the nearest names if none does.
    """
    return _resolve(connection, ("people",), name).named


def resolve_organization(connection: Connection, name: str) -> Named:
    """Return the one organization with this key or name. Errors are those of `resolve_person`."""
    return _resolve(connection, ("organizations",), name).named


def resolve_participant(connection: Connection, name: str) -> tuple[str, Named]:
    """Return the one person or organization with this key or name, after the column by which tables refer to it."""
    kind, named = _resolve(connection, ("people", "organizations"), name)
    return OWNERS[kind], named


def list_candidates(connection: Connection, name: str) -> list[Named]:
    """Return the candidates for a key or a name. Raise `NotFoundError` with the nearest names if there are none."""
    found = _find(connection, ("people",), name)
    if not found.grades:
        raise _not_found(connection, ("people",), found.query)
    return [candidate.named for candidate in found.likeliest()]


def find_person(connection: Connection, name: str) -> Named | list[Named]:
    """Return the matching person, or the candidates (possibly none) if the name is ambiguous."""
    return _find_one(connection, "people", name)


def find_organization(connection: Connection, name: str) -> Named | list[Named]:
    """Return the matching organization, or the candidates (possibly none) if the name is ambiguous."""
    return _find_one(connection, "organizations", name)


def complete_name(connection: Connection, incomplete: str, *, limit: int = 50) -> list[Named]:
    """Return people whose key, or a word of whose names, begins with these letters, for completion in a shell."""
    beginning = fold(incomplete)
    sql = (
        "SELECT people.id, people.key, people.name, names.text FROM people JOIN names ON names.person_id = people.id"
        " ORDER BY people.key, names.id LIMIT :limit"
    )
    recorded = engine_of(connection).execute(connection, sql, {"limit": _MOST_COMPLETED})
    found: dict[Named, None] = {}
    for person_id, key, name, text in recorded:
        if key.startswith(incomplete) or f" {beginning}" in f" {fold(text)}":
            found[Named(person_id, key, name)] = None
    return list(found)[:limit]


class _Candidate(NamedTuple):
    kind: Kind
    named: Named


@dataclass
class _Candidates:
    query: NameQuery
    grades: dict[_Candidate, Match] = field(default_factory=dict)
    texts: dict[_Candidate, list[str]] = field(default_factory=dict)
    complete: bool = True
    """True if everybody with a key of the name was compared."""

    @property
    def is_known(self) -> bool:
        """True if the person has the name, or may have it and no other person does."""
        return any(grade >= Match.RIVAL for grade in self.grades.values())

    def likeliest(self) -> list[_Candidate]:
        """Return those that a YES or a RIVAL makes likely, or else all, in the order in which they are listed."""
        likely = [one for one, grade in self.grades.items() if grade >= Match.RIVAL] or list(self.grades)
        ranks = {one: (-self.grades[one], -self.query.similarity(self.texts.get(one, []))) for one in likely}
        return sorted(likely, key=lambda one: (*ranks[one], one.named.name, one.named.key))

    def unique(self) -> _Candidate | None:
        return unique_match(self.grades) if self.complete else None


def _find_one(connection: Connection, kind: Kind, name: str) -> Named | list[Named]:
    found = _find(connection, (kind,), name)
    if match := found.unique():
        return match.named
    if found.complete and not found.is_known:
        return []
    return [candidate.named for candidate in found.likeliest()]


def _resolve(connection: Connection, kinds: tuple[Kind, ...], name: str) -> _Candidate:
    found = _find(connection, kinds, name)
    if match := found.unique():
        return match
    if found.complete and not found.is_known:
        raise _not_found(connection, kinds, found.query)
    candidates = found.likeliest()
    hints = [f"  {one.named.key}: {_description(connection, one)}" for one in candidates[:MOST_SHOWN]]
    if len(candidates) > MOST_SHOWN or not found.complete:
        hints.append("  … and more; add a given name or an initial")
    several = "is the name of several" if len(candidates) > 1 else "may be the name of another as well"
    raise InputError(f"{quoted(name)} {several}; use a key:", hints=hints)


def _find(connection: Connection, kinds: tuple[Kind, ...], name: str) -> _Candidates:
    """Return the candidates for a name. A key has its owner as the only candidate."""
    if not name.strip():
        raise InputError(f"the name of the {_kinds(kinds)} is empty; write a name or a key")
    check_rules(connection)
    found = _Candidates(NameQuery(name))
    for kind in kinds:
        number = ids_of(connection, kind, [name.strip()]).get(name.strip())
        sql = f"SELECT id, key, name FROM {kind} WHERE id = :id"
        if number and (row := engine_of(connection).execute(connection, sql, {"id": number}).first()):
            found.grades = {_Candidate(kind, Named(*row)): Match.YES}
            return found
    for kind in kinds:
        is_person = kind == "people"
        keys = found.query.keys if is_person else organization_keys(name)
        recorded = names_by_keys(connection, kind, keys, MOST_GRADED + 1) if keys else {}
        if len(recorded) > MOST_GRADED:
            found.complete = False
            recorded = dict(islice(recorded.items(), MOST_SHOWN + 1))
        for named, texts in recorded.items():
            grade = found.query.match_person(texts) if is_person else Match.YES
            if grade > Match.NO:
                candidate = _Candidate(kind, named)
                found.grades[candidate], found.texts[candidate] = grade, texts
    return found


def _not_found(connection: Connection, kinds: tuple[Kind, ...], query: NameQuery) -> NotFoundError:
    hints = [f"  {one.name}  ({one.key})" for kind in kinds for one in similar(connection, kind, query)]
    message = "no {kind} {name} is recorded; did you mean:" if hints else "no {kind} {name} is recorded"
    return NotFoundError(message, hints=hints, kind=_kinds(kinds), name=quoted(query.text))


def _kinds(kinds: tuple[Kind, ...]) -> str:
    return " or ".join("person" if kind == "people" else "organization" for kind in kinds)


def _description(connection: Connection, candidate: _Candidate) -> str:
    """Return a candidate's name with facts that distinguish it from the others."""
    return ", ".join([candidate.named.name, *details_of(connection, *candidate)])


def details_of(connection: Connection, kind: Kind, named: Named) -> Iterator[str]:
    """Yield facts that distinguish a person or an organization from others with the name."""
    engine, value = engine_of(connection), {"id": named.id}
    description = f"SELECT description FROM {kind} WHERE id = :id AND description IS NOT NULL"
    yield from engine.execute(connection, description, value).scalars()
    if kind == "people":
        held = "SELECT title FROM roles WHERE person_id = :id ORDER BY id LIMIT 2"
        yield from engine.execute(connection, held, value).scalars()
    speaker = "speaker_id" if kind == "people" else "organization_id"
    count = engine.execute(connection, f"SELECT count(*) FROM statements WHERE {speaker} = :id", value).scalar_one()
    yield counted(count, "statement")
