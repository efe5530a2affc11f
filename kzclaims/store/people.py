"""Whom a name means: one person, or nobody, or candidates; never a guess."""

from typing import NamedTuple

from sqlalchemy import Column, Connection, Table, delete, func, insert, select

from kzclaims.errors import DatabaseError, InputError, NotFoundError
from kzclaims.language import names
from kzclaims.store import tables as t

MOST_CANDIDATES = 20
MOST_SUGGESTED_FROM = 100_000
"""Among how many names "did you mean" looks: 20 ms."""


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
    return _one(connection, (t.people,), question)[1]


def organization(connection: Connection, question: str) -> Named:
    """The one organization that a key or a name means; errors as with `person`."""
    return _one(connection, (t.organizations,), question)[1]


def anyone(connection: Connection, question: str, table: Table) -> tuple[Column[int], Named]:
    """The one person or organization that a key or a name means, with the column of `table` that refers to such."""
    kind, one = _one(connection, (t.people, t.organizations), question)
    return (table.c.person_id if kind is t.people else table.c.organization_id), one


def everybody(connection: Connection, question: str) -> list[Named]:
    """All people whom a key or a name may mean. Raises `NotFoundError` with the nearest names where it is nobody."""
    return [one for _, one in _several(connection, (t.people,), question)]


def renew_keys(connection: Connection) -> bool:
    """Makes the look-up keys anew if other rules made those that are there; whether it was needed."""
    if _rules(connection) == str(names.RULES):
        return False
    connection.execute(delete(t.name_keys))
    for number, text in connection.execute(select(t.names.c.id, t.names.c.text)).all():
        if keys := names.index_keys(text):
            connection.execute(insert(t.name_keys), [{"key": key, "name_id": number} for key in keys])
    connection.execute(delete(t.settings).where(t.settings.c.name == "name_rules"))
    connection.execute(insert(t.settings).values(name="name_rules", value=str(names.RULES)))
    return True


def _rules(connection: Connection) -> str | None:
    return connection.scalar(select(t.settings.c.value).where(t.settings.c.name == "name_rules"))


def _owner(table: Table) -> Column[int]:
    return t.names.c.person_id if table is t.people else t.names.c.organization_id


def _one(connection: Connection, among: tuple[Table, ...], question: str) -> tuple[Table, Named]:
    match _several(connection, among, question):
        case [one]:
            return one
        case found:
            hints = [f"  {one.key}: {_told_apart(connection, table, one)}" for table, one in found[:MOST_CANDIDATES]]
            if len(found) > MOST_CANDIDATES:
                hints.append(f"  … and {len(found) - MOST_CANDIDATES} more")
            raise InputError(f"“{_shown(question)}” is the name of several; ask for one by the key:", hints=hints)


def _several(connection: Connection, among: tuple[Table, ...], question: str) -> list[tuple[Table, Named]]:
    """Everybody whom the question may mean, at least one; a key means its owner alone."""
    kinds = " or ".join("person" if table is t.people else "organization" for table in among)
    if not question.strip():
        raise InputError(f"the name of the {kinds} is empty; write a name or a key")
    if _rules(connection) not in (None, str(names.RULES)):
        raise DatabaseError("the look-up keys of the names were made by other rules; “kzclaims db upgrade” renews them")
    found = [(table, one) for table in among for one in _by_key(connection, table, question)]
    found = found or [(table, one) for table in among for one in _by_name(connection, table, question)]
    if not found:
        hints = [f"  {one.name}  ({one.key})" for one in _suggestions(connection, among, question)]
        did_you_mean = "; did you mean:" if hints else ""
        raise NotFoundError(f"no {kinds} “{_shown(question)}” is recorded{did_you_mean}", hints=hints)
    return found


def _by_key(connection: Connection, table: Table, question: str) -> list[Named]:
    c = table.c
    return [Named(*row) for row in connection.execute(select(c.id, c.key, c.name).where(c.key == question.strip()))]


def _by_name(connection: Connection, table: Table, question: str) -> list[Named]:
    c, owner = table.c, _owner(table)
    having = (
        select(owner)
        .join(t.name_keys, t.name_keys.c.name_id == t.names.c.id)
        .where(t.name_keys.c.key.in_(names.question_keys(question)), owner.is_not(None))
    )
    rows = connection.execute(select(c.id, c.key, c.name).where(c.id.in_(having)).order_by(c.name, c.key))
    return [Named(*row) for row in rows]


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
        owner = _owner(table)
        recorded = select(t.names.c.id, t.names.c.text).where(owner.is_not(None)).limit(MOST_SUGGESTED_FROM)
        nearest = names.suggest(question, dict(connection.execute(recorded).all()))
        columns = (t.names.c.id, table.c.id, table.c.key, table.c.name)
        rows = connection.execute(select(*columns).join(t.names, owner == table.c.id).where(t.names.c.id.in_(nearest)))
        by_name = {number: Named(*one) for number, *one in rows}
        near |= dict.fromkeys(by_name[number] for number in nearest)
    return list(near)[:5]


def _shown(question: str) -> str:
    return question if len(question) <= 60 else question[:60] + "…"
