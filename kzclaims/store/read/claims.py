"""Statements as claims: who reviewed them, and which role their speaker held when they were made."""

from datetime import date

from sqlalchemy import Connection

from kzclaims.errors import InputError
from kzclaims.language import dates
from kzclaims.store import results as a
from kzclaims.store.read import filters
from kzclaims.store.read import json_records as rows


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
        raise InputError(
            "{unreviewed} asks for claims without a review, which have no {verdict}; leave one of them out",
            parameters=("unreviewed", "verdict"),
        )
    which = filters.statements(connection, person=person)
    if unreviewed:
        which.where.append("id NOT IN (SELECT statement_id FROM reviews)")
    if verdict is not None:
        which.where.append("id IN (SELECT statement_id FROM reviews WHERE verdict = :verdict)")
        which.values["verdict"] = verdict
    return a.Answer(rows.read(connection, a.Claim, which.ids(connection, limit=limit)), limit)


_HELD_AND_PRINTED = """
    SELECT roles.id, roles.held, said, said_earliest, said_latest, (
        SELECT max(published_earliest) FROM citations JOIN sources ON sources.id = source_id
        WHERE role_id = roles.id AND published_earliest > '0001-01-01'
    )
    FROM statements JOIN roles ON roles.person_id = statements.speaker_id
    WHERE statements.id = ? AND said IS NOT NULL AND held IS NOT NULL
    ORDER BY held_earliest, roles.id
"""


def roles_then(connection: Connection, statement: int) -> list[a.Role]:
    """The roles that the speaker certainly held on the day of a statement, whichever of its possible days that is.

    Only a recorded day counts: when something was published does not say when it was said. A role without an end lasted
    at least until it was last printed.
    """

    def certainly_held(held: str, said: str, earliest: str, latest: str, printed: str | None) -> bool:
        days = dates.certain(held, still=date.fromisoformat(printed) if printed else None)
        return (
            not dates.is_vague(said)
            and days is not None
            and (days[0] <= date.fromisoformat(earliest) and date.fromisoformat(latest) <= days[1])
        )

    found = connection.exec_driver_sql(_HELD_AND_PRINTED, (statement,))
    return list(rows.read(connection, a.Role, [number for number, *known in found if certainly_held(*known)]))
