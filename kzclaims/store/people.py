"""Whom a name means: one person, or nobody, or candidates; never a guess."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from sqlalchemy import Column, Connection, Table, delete, false, func, insert, or_, select

from kzclaims.errors import DatabaseError, InputError, NotFoundError
from kzclaims.language import names
from kzclaims.store import tables as t
from kzclaims.store.batches import BATCH

MOST_SHOWN = 20
"""How many candidates are shown."""

MOST_GRADED = 1000
"""How many people who may have a name are looked at one by one; where there are more, nobody is resolved."""

MOST_COMPARED = 20_000
"""With how many names "did you mean" compares: 0.2 s."""


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
    return _one(connection, (t.people,), question).named


def organization(connection: Connection, question: str) -> Named:
    """The one organization that a key or a name means; errors as with `person`."""
    return _one(connection, (t.organizations,), question).named


def anyone(connection: Connection, question: str, table: Table) -> tuple[Column[int], Named]:
    """The one person or organization that a key or a name means, with the column of `table` that refers to such."""
    kind, one = _one(connection, (t.people, t.organizations), question)
    return (table.c.person_id if kind is t.people else table.c.organization_id), one


def everybody(connection: Connection, question: str) -> list[Named]:
    """All people whom a key or a name may mean. Raises `NotFoundError` with the nearest names where it is nobody."""
    found = _found(connection, (t.people,), question)
    if not found.grades:
        raise _nobody(connection, (t.people,), question, [])
    return [one.named for one in found.candidates()]


def beginning(connection: Connection, incomplete: str, *, most: int = 50) -> list[Named]:
    """People whose key, or a word of whose name, begins as typed: for completion, never an answer."""
    c, n = t.people.c, t.names.c
    begun = names.fold(incomplete)
    recorded = (
        select(c.id, c.key, c.name, n.text).join(t.names, n.person_id == c.id).order_by(c.key).limit(MOST_COMPARED)
    )
    found: dict[Named, None] = {}
    for number, key, name, text in connection.execute(recorded):
        folded = names.fold(text)
        if key.startswith(incomplete) or folded.startswith(begun) or f" {begun}" in folded:
            found[Named(number, key, name)] = None
    return list(found)[:most]


def who(connection: Connection, question: str) -> Named | list[Named]:
    """The one person whom a key or a name means, or else everybody whom it may mean, which may be nobody."""
    return _one_or_all(connection, t.people, question)


def which_organization(connection: Connection, question: str) -> Named | list[Named]:
    """The same for an organization."""
    return _one_or_all(connection, t.organizations, question)


def _one_or_all(connection: Connection, table: Table, question: str) -> Named | list[Named]:
    found = _found(connection, (table,), question)
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
        {"key": key, "name_id": number}
        for number, person_id, text in recorded
        for key in keys_of(text, person=person_id is not None)
    ]
    if rows:
        connection.execute(insert(t.name_keys), rows)


def renew_keys(connection: Connection, *, always: bool = False) -> bool:
    """Makes the look-up keys anew if other rules made those that are there; whether it was needed."""
    if _rules(connection) == str(names.RULES) and not always:
        return False
    connection.execute(delete(t.name_keys))
    recorded = iter(connection.execute(select(t.names.c.id, t.names.c.person_id, t.names.c.text)))
    while some := list(islice(recorded, BATCH)):
        add_keys(connection, (tuple(row) for row in some))
    connection.execute(delete(t.settings).where(t.settings.c.name == "name_rules"))
    connection.execute(insert(t.settings).values(name="name_rules", value=str(names.RULES)))
    return True


def _rules(connection: Connection) -> str | None:
    return connection.scalar(select(t.settings.c.value).where(t.settings.c.name == "name_rules"))


def _owner(table: Table) -> Column[int]:
    return t.names.c.person_id if table is t.people else t.names.c.organization_id


class _Candidate(NamedTuple):
    table: Table
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


def _one(connection: Connection, among: tuple[Table, ...], question: str) -> _Candidate:
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


def _found(connection: Connection, among: tuple[Table, ...], question: str) -> _Found:
    """Everybody whom the question may mean; a key means its owner alone."""
    if not question.strip():
        raise InputError(f"the name of the {_kinds(among)} is empty; write a name or a key")
    if _rules(connection) not in (None, str(names.RULES)):
        raise DatabaseError("the look-up keys of the names were made by other rules; “kzclaims db upgrade” renews them")
    for table in among:
        c = table.c
        row = connection.execute(select(c.id, c.key, c.name).where(c.key == question.strip())).one_or_none()
        if row:
            return _Found({_Candidate(table, Named(*row)): names.Match.YES})
    found = _Found({})
    for table in among:
        is_person = table is t.people
        keys = names.question_keys(question) if is_person else names.organization_keys(question)
        if not keys:
            continue
        c, owner = table.c, _owner(table)
        having = (
            select(owner)
            .join(t.name_keys, t.name_keys.c.name_id == t.names.c.id)
            .where(t.name_keys.c.key.in_(keys), owner.is_not(None))
            .distinct()
            .limit(MOST_GRADED + 1)
        )
        recorded: dict[Named, list[str]] = {}
        for number, key, name, text in connection.execute(
            select(c.id, c.key, c.name, t.names.c.text).join(t.names, owner == c.id).where(c.id.in_(having))
        ):
            recorded.setdefault(Named(number, key, name), []).append(text)
        found.all_seen &= len(recorded) <= MOST_GRADED
        for named, texts in recorded.items():
            grade = names.match_person(question, texts) if is_person else names.Match.YES
            if grade > names.Match.NO:
                found.grades[_Candidate(table, named)] = grade
    return found


def _nobody(
    connection: Connection, among: tuple[Table, ...], question: str, maybe: Sequence[_Candidate]
) -> NotFoundError:
    near = dict.fromkeys([*(one.named for one in maybe[:MOST_SHOWN]), *_suggestions(connection, among, question)])
    hints = [f"  {one.name}  ({one.key})" for one in near]
    did_you_mean = "; did you mean:" if hints else ""
    return NotFoundError(f"no {_kinds(among)} “{_shown(question)}” is recorded{did_you_mean}", hints=hints)


def _kinds(among: tuple[Table, ...]) -> str:
    return " or ".join("person" if table is t.people else "organization" for table in among)


def _told_apart(connection: Connection, table: Table, one: Named) -> str:
    """A candidate with what tells it from the others."""
    said = [one.name]
    if description := connection.scalar(select(table.c.description).where(table.c.id == one.id)):
        said.append(description)
    if table is t.people:
        roles = select(t.roles.c.title).where(t.roles.c.person_id == one.id).order_by(t.roles.c.id).limit(2)
        said += connection.scalars(roles)
    speaks = t.statements.c.speaker_id if table is t.people else t.statements.c.organization_id
    count = connection.scalar(select(func.count()).where(speaks == one.id))
    said.append(f"{count} statement{'' if count == 1 else 's'}")
    return ", ".join(said)


def _suggestions(connection: Connection, among: tuple[Table, ...], question: str) -> list[Named]:
    near: dict[Named, None] = {}
    for table in among:
        owner, n = _owner(table), t.names.c
        recorded = select(n.text).where(owner.is_not(None))
        if len(texts := connection.scalars(recorded.limit(MOST_COMPARED + 1)).all()) > MOST_COMPARED:
            # Too many to compare with all of them: those with a key that begins alike.
            alike = [t.name_keys.c.key.startswith(key[:2], autoescape=True) for key in _short_keys(question)]
            begin_alike = recorded.join(t.name_keys).where(or_(false(), *alike)).distinct().limit(MOST_COMPARED)
            texts = connection.scalars(begin_alike).all()
        nearest = names.suggest(question, texts)
        c = table.c
        rows = connection.execute(
            select(n.text, c.id, c.key, c.name).join(t.names, owner == c.id).where(n.text.in_(nearest)).order_by(c.key)
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
