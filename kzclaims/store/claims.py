"""Statements as claims: who reviewed them, and which role their speaker held when they were made."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, exists, func, select

from kzclaims.errors import InputError
from kzclaims.language import dates
from kzclaims.store import answers as a
from kzclaims.store import people as whom
from kzclaims.store import rows
from kzclaims.store import tables as t


def claims(
    connection: Connection,
    *,
    unreviewed: bool = False,
    verdict: str | None = None,
    person: str | None = None,
    limit: int = 100,
) -> a.Answer[a.Claim]:
    """Statements as claims, with the reviews that checked them, by day.

    With `unreviewed`, only those that nobody has checked; with `verdict`, those that at least one review gives it.
    `person` is the speaker. Errors as with `kzclaims.statements`.
    """
    if unreviewed and verdict is not None:
        raise InputError("--unreviewed asks for claims without a review, which have no verdict; leave one of them out")
    s, reviewed = t.statements.c, t.reviews.c
    where: list[ColumnElement[bool]] = []
    if person is not None:
        where.append(s.speaker_id == whom.person(connection, person).id)
    if unreviewed:
        where.append(~exists().where(reviewed.statement_id == s.id))
    if verdict is not None:
        where.append(s.id.in_(select(reviewed.statement_id).where(reviewed.verdict == verdict)))
    query = rows.select_statements().where(*where).order_by(*rows.by_day(s.day_earliest, s.day_latest, s.id))
    found = connection.execute(query.limit(limit + 1) if limit else query)
    return a.Answer(rows.in_chunks(found, lambda some: _claims(connection, some)), limit)


def reviews_of(connection: Connection, ids: Sequence[int]) -> dict[int, list[a.Review]]:
    """The reviews of some statements, by the statement's number, the first one first."""
    c, by = t.reviews.c, t.organizations.c
    found = rows.grouped(
        connection,
        select(c.statement_id, c.key, by.key, by.name, c.url, c.title, c.date, c.rating, c.lang, c.verdict)
        .join(t.organizations, by.id == c.reviewer_id)
        .where(c.statement_id.in_(ids))
        .order_by(*rows.by_day(c.date_earliest, c.date_latest, c.id)),
    )
    reviews: dict[int, list[a.Review]] = defaultdict(list)
    for number, some in found.items():
        reviews[number] = [a.Review(key, a.Named(who, name), *rest) for key, who, name, *rest in some]
    return reviews


def roles_of(connection: Connection, person: int) -> dict[int, a.Role]:
    """What titles a person holds and held, by the number of the role."""
    r = t.roles.c
    found = connection.execute(
        select(r.id, r.title, r.lang, t.organizations.c.key, t.organizations.c.name, r.held)
        .select_from(t.roles.outerjoin(t.organizations))
        .where(r.person_id == person)
        .order_by(r.held_earliest, r.id)
    ).all()
    proofs = rows.citations_of(connection, t.citations.c.role_id, [row.id for row in found])
    return {
        number: a.Role(title, lang, a.Named(key, body) if key else None, held, proofs[number])
        for number, title, lang, key, body, held in found
    }


def roles_then(connection: Connection, statement: Row[Any]) -> list[a.Role]:
    """The roles that the speaker certainly held on the day of a statement, whichever of its possible days that is.

    Only a recorded day counts: when something was published does not say when it was said. A role without an end lasted
    at least until it was last printed.
    """
    if statement.speaker_id is None or statement.said is None or dates.is_vague(statement.said):
        return []
    roles = roles_of(connection, statement.speaker_id)
    printed = (
        select(t.citations.c.role_id, func.max(t.sources.c.published_earliest))
        .join(t.sources)
        .where(t.citations.c.role_id.in_(roles), t.sources.c.published_earliest > dates.OPEN_START)
        .group_by(t.citations.c.role_id)
    )
    last_printed = {row[0]: row[1] for row in connection.execute(printed)}

    def certainly_held(number: int, held: str | None) -> bool:
        days = dates.certain(held, still=last_printed.get(number)) if held else None
        return days is not None and days[0] <= statement.said_earliest and statement.said_latest <= days[1]

    return [role for number, role in roles.items() if certainly_held(number, role.held)]


def _claims(connection: Connection, found: Sequence[Row[Any]]) -> list[a.Claim]:
    reviews = reviews_of(connection, [row.id for row in found])
    return [
        a.Claim(
            key=row.key,
            text=row.text,
            lang=row.lang,
            speaker=a.Named(row.speaker_key, row.speaker_name) if row.speaker_key else None,
            organization=a.Named(row.body_key, row.body_name) if row.body_key else None,
            said=row.said,
            status=row.status,
            reviews=reviews[row.id],
        )
        for row in found
    ]
