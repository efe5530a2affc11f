"""Whom a name means: one person, or nobody, or candidates; never a guess."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal, NamedTuple

import msgspec
from sqlalchemy import Connection

from kzclaims.errors import DatabaseError, InputError, NotFoundError
from kzclaims.language.names import match as names
from kzclaims.store.schema.batches import BATCH

MOST_SHOWN = 20
"""How many candidates are shown."""

MOST_GRADED = 1000
"""How many people who may have a name are looked at one by one; where there are more, nobody is resolved."""

MOST_COMPARED = 20_000
"""With how many names "did you mean" compares: 0.2 s."""


Kind = Literal["people", "organizations"]
"""Of which table somebody is."""

OWNERS: dict[Kind, str] = {"people": "person_id", "organizations": "organization_id"}
"""The columns by which other tables refer to them."""


class Named(NamedTuple):
    """A person or an organization: the id for queries, the key and the name for people."""

    id: int
    key: str
    name: str


def person(connection: Connection, question: str) -> Named:
    """The one person whom a key or a name means.

    Raises `InputError` with the candidates where several people have the name, `NotFoundError` with the nearest names
    where nobody has it.
    """
    return _one(connection, ("people",), question).named


def organization(connection: Connection, question: str) -> Named:
    """The one organization that a key or a name means; errors as with `person`."""
    return _one(connection, ("organizations",), question).named


def anyone(connection: Connection, question: str) -> tuple[str, Named]:
    """The one person or organization that a key or a name means, with the name of the columns that refer to such."""
    kind, one = _one(connection, ("people", "organizations"), question)
    return OWNERS[kind], one


def everybody(connection: Connection, question: str) -> list[Named]:
    """All people whom a key or a name may mean. Raises `NotFoundError` with the nearest names where it is nobody."""
    found = _found(connection, ("people",), question)
    if not found.grades:
        raise _nobody(connection, ("people",), question, [])
    return [one.named for one in found.candidates()]


def beginning(connection: Connection, incomplete: str, *, most: int = 50) -> list[Named]:
    """People whose key, or a word of whose name, begins as typed: for completion, never an answer."""
    begun = names.fold(incomplete)
    recorded = connection.exec_driver_sql(
        "SELECT people.id, people.key, people.name, names.text FROM people JOIN names ON person_id = people.id"
        " ORDER BY people.key LIMIT ?",
        (MOST_COMPARED,),
    )
    found: dict[Named, None] = {}
    for number, key, name, text in recorded:
        folded = names.fold(text)
        if key.startswith(incomplete) or folded.startswith(begun) or f" {begun}" in folded:
            found[Named(number, key, name)] = None
    return list(found)[:most]


def who(connection: Connection, question: str) -> Named | list[Named]:
    """The one person whom a key or a name means, or else everybody whom it may mean, which may be nobody."""
    return _one_or_all(connection, "people", question)


def which_organization(connection: Connection, question: str) -> Named | list[Named]:
    """The same for an organization."""
    return _one_or_all(connection, "organizations", question)


def _one_or_all(connection: Connection, kind: Kind, question: str) -> Named | list[Named]:
    found = _found(connection, (kind,), question)
    if found.all_seen and (the_one := names.answer(found.grades)):
        return the_one.named
    if not found.all_seen or any(grade >= names.Match.RIVAL for grade in found.grades.values()):
        return [one.named for one in found.candidates()]
    return []


def keys_of(name: str, *, person: bool) -> frozenset[str]:
    """The look-up keys of a recorded name of a person or of an organization."""
    return names.index_keys(name) if person else names.organization_keys(name)


def add_keys(connection: Connection, recorded: Iterable[tuple[int, int | None, str]]) -> None:
    """Stores the look-up keys of names, given as their id, their person's id if it is one's, and their text."""
    rows = [
        (key, number) for number, person_id, text in recorded for key in keys_of(text, person=person_id is not None)
    ]
    if rows:
        connection.exec_driver_sql("INSERT INTO name_keys (key, name_id) VALUES (?, ?)", rows)


def renew_keys(connection: Connection, *, always: bool = False) -> bool:
    """Makes the look-up keys anew if other rules made those that are there; whether it was needed."""
    if _rules(connection) == str(names.RULES) and not always:
        return False
    connection.exec_driver_sql("DELETE FROM name_keys")
    recorded = iter(connection.exec_driver_sql("SELECT id, person_id, text FROM names"))
    while some := list(islice(recorded, BATCH)):
        add_keys(connection, (tuple(row) for row in some))
    connection.exec_driver_sql(
        "INSERT INTO settings (name, value) VALUES ('name_rules', ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (str(names.RULES),),
    )
    return True


def _rules(connection: Connection) -> str | None:
    found: str | None = connection.exec_driver_sql("SELECT value FROM settings WHERE name = 'name_rules'").scalar()
    return found


class _Candidate(NamedTuple):
    kind: Kind
    named: Named


@dataclass
class _Found:
    """Who may be meant, and how far."""

    grades: dict[_Candidate, names.Match]
    all_seen: bool = True
    """Whether everybody was looked at who may have the name."""

    def candidates(self) -> list[_Candidate]:
        """The likeliest: those of the highest grade that anybody has; a RIVAL is as likely as a YES."""
        likely = {one: grade for one, grade in self.grades.items() if grade >= names.Match.RIVAL} or self.grades
        return sorted(likely, key=lambda one: (-likely[one], one.named.name, one.named.key))


def _one(connection: Connection, among: tuple[Kind, ...], question: str) -> _Candidate:
    found = _found(connection, among, question)
    the_one = names.answer(found.grades) if found.all_seen else None
    if the_one is not None:
        return the_one
    candidates = found.candidates()
    if not any(grade >= names.Match.RIVAL for grade in found.grades.values()):
        raise _nobody(connection, among, question, candidates)
    hints = [f"  {one.named.key}: {_told_apart(connection, *one)}" for one in candidates[:MOST_SHOWN]]
    if len(candidates) > MOST_SHOWN or not found.all_seen:
        hints.append("  … and more; add a given name or an initial")
    several = "is the name of several" if len(candidates) > 1 else "may be the name of another as well"
    raise InputError(f"“{_shown(question)}” {several}; ask for one by the key:", hints=hints)


def _found(connection: Connection, among: tuple[Kind, ...], question: str) -> _Found:
    """Everybody whom the question may mean; a key means its owner alone."""
    if not question.strip():
        raise InputError(f"the name of the {_kinds(among)} is empty; write a name or a key")
    if _rules(connection) not in (None, str(names.RULES)):
        raise DatabaseError("the look-up keys of the names were made by other rules; “kzclaims db upgrade” renews them")
    for kind in among:
        row = connection.exec_driver_sql(f"SELECT id, key, name FROM {kind} WHERE key = ?", (question.strip(),)).first()
        if row:
            return _Found({_Candidate(kind, Named(*row)): names.Match.YES})
    found = _Found({})
    for kind in among:
        is_person = kind == "people"
        keys = names.question_keys(question) if is_person else names.organization_keys(question)
        if not keys:
            continue
        owner = OWNERS[kind]
        having = (
            f"SELECT DISTINCT {owner} FROM names JOIN name_keys ON name_id = names.id"
            f" WHERE name_keys.key IN (SELECT value FROM json_each(?)) AND {owner} IS NOT NULL LIMIT ?"
        )
        recorded: dict[Named, list[str]] = {}
        for *one, text in connection.exec_driver_sql(
            f"SELECT {kind}.id, {kind}.key, {kind}.name, names.text FROM {kind} JOIN names ON {owner} = {kind}.id"
            f" WHERE {kind}.id IN ({having})",
            (_json(keys), MOST_GRADED + 1),
        ):
            recorded.setdefault(Named(*one), []).append(text)
        found.all_seen &= len(recorded) <= MOST_GRADED
        for named, texts in recorded.items():
            grade = names.match_person(question, texts) if is_person else names.Match.YES
            if grade > names.Match.NO:
                found.grades[_Candidate(kind, named)] = grade
    return found


def _nobody(
    connection: Connection, among: tuple[Kind, ...], question: str, maybe: Sequence[_Candidate]
) -> NotFoundError:
    near = dict.fromkeys([*(one.named for one in maybe[:MOST_SHOWN]), *_suggestions(connection, among, question)])
    hints = [f"  {one.name}  ({one.key})" for one in near]
    did_you_mean = "; did you mean:" if hints else ""
    return NotFoundError(f"no {_kinds(among)} “{_shown(question)}” is recorded{did_you_mean}", hints=hints)


def _kinds(among: tuple[Kind, ...]) -> str:
    return " or ".join("person" if kind == "people" else "organization" for kind in among)


def _told_apart(connection: Connection, kind: Kind, one: Named) -> str:
    """A candidate with what tells it from the others."""
    said = [one.name]
    ask = connection.exec_driver_sql
    if description := ask(f"SELECT description FROM {kind} WHERE id = ?", (one.id,)).scalar():
        said.append(description)
    if kind == "people":
        said += ask("SELECT title FROM roles WHERE person_id = ? ORDER BY id LIMIT 2", (one.id,)).scalars()
    speaks = "speaker_id" if kind == "people" else "organization_id"
    count = ask(f"SELECT count(*) FROM statements WHERE {speaks} = ?", (one.id,)).scalar()
    said.append(f"{count} statement{'' if count == 1 else 's'}")
    return ", ".join(said)


def _suggestions(connection: Connection, among: tuple[Kind, ...], question: str) -> list[Named]:
    ask = connection.exec_driver_sql
    near: dict[Named, None] = {}
    for kind in among:
        owner = OWNERS[kind]
        recorded = f"FROM names WHERE {owner} IS NOT NULL"
        texts = ask(f"SELECT text {recorded} LIMIT ?", (MOST_COMPARED + 1,)).scalars().all()
        if len(texts) > MOST_COMPARED:
            # Too many to compare with all of them: those with a key that begins alike.
            begin_alike = (
                "id IN (SELECT name_id FROM name_keys JOIN json_each(?) AS begun"
                " ON name_keys.key >= begun.value AND name_keys.key < begun.value || ?)"
            )
            begun = _json(sorted({key[:2] for key in _short_keys(question)}))
            texts = (
                ask(
                    f"SELECT DISTINCT text {recorded} AND {begin_alike} LIMIT ?",
                    (begun, chr(sys.maxunicode), MOST_COMPARED),
                )
                .scalars()
                .all()
            )
        nearest = names.suggest(question, texts)
        rows = ask(
            f"SELECT names.text, {kind}.id, {kind}.key, {kind}.name FROM names JOIN {kind} ON {owner} = {kind}.id"
            f" WHERE names.text IN (SELECT value FROM json_each(?)) ORDER BY {kind}.key",
            (_json(nearest),),
        )
        by_text: dict[str, list[Named]] = {}
        for text, *one in rows:
            by_text.setdefault(text, []).append(Named(*one))
        near |= dict.fromkeys(named for text in nearest for named in by_text[text])
    return list(near)[:5]


def _short_keys(question: str) -> list[str]:
    return sorted(names.question_keys(question) or names.organization_keys(question), key=len)[:8]


def _shown(question: str) -> str:
    return question if len(question) <= 60 else question[:60] + "…"


def _json(strings: Iterable[str]) -> str:
    """Strings as one value, for json_each."""
    return msgspec.json.encode(list(strings)).decode()
