"""Statements as claims with their reviews, and the roles of a speaker on the day of a statement."""

from datetime import date

from sqlalchemy import Connection

from kzclaims.errors import InputError
from kzclaims.language import dates
from kzclaims.store.engine import engine_of
from kzclaims.store.read import filters
from kzclaims.store.read.json_records import read
from kzclaims.store.result_set import ResultSet
from kzclaims.store.results import DEFAULT_LIMIT, Claim, Role


def claims(
    connection: Connection,
    *,
    unreviewed: bool = False,
    verdict: str | None = None,
    person: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> ResultSet[Claim]:
    """Return statements as claims by day, with the reviews that checked them.

    `unreviewed` selects those without a review, `verdict` those to which at least one review gives it. `person` is the
    speaker. Errors are those of `kzclaims.statements`.
    """
    if unreviewed and verdict is not None:
        raise InputError(
            "{unreviewed} asks for claims without a review, which have no {verdict}; leave one of them out",
            parameters=("unreviewed", "verdict"),
        )
    conditions = filters.statements(connection, person=person)
    if unreviewed:
        conditions.where.append("id NOT IN (SELECT statement_id FROM reviews)")
    if verdict is not None:
        condition, value = filters.verdict_condition(verdict)
        conditions.where.append(condition)
        conditions.values |= value
    return ResultSet(read(connection, Claim, conditions.ids(connection, limit=limit)), limit)


_HELD_AND_PRINTED = """
    SELECT roles.id, roles.held, said, CAST(said_earliest AS TEXT), CAST(said_latest AS TEXT), (
        SELECT CAST(max(published_earliest) AS TEXT) FROM citations JOIN sources ON sources.id = source_id
        WHERE role_id = roles.id AND published_earliest > '0001-01-01'
    )
    FROM statements JOIN roles ON roles.person_id = statements.speaker_id
    WHERE statements.id = :id AND said IS NOT NULL AND held IS NOT NULL
    ORDER BY held_earliest, roles.id
"""


def roles_then(connection: Connection, statement: int) -> list[Role]:
    """Return the roles that the speaker certainly held on the day of a statement, on any of its possible days.

    Only a recorded day counts: a publication may be much later. A role without an end lasted at least until it was last
    printed.
    """

    def certainly_held(_: int, held: str, said: str, earliest: str, latest: str, printed: str | None) -> bool:
        days = dates.certain(held, still=date.fromisoformat(printed) if printed else None)
        return (
            not dates.is_vague(said)
            and days is not None
            and (days[0] <= date.fromisoformat(earliest) and date.fromisoformat(latest) <= days[1])
        )

    found = engine_of(connection).execute(connection, _HELD_AND_PRINTED, {"id": statement})
    return list(read(connection, Role, [row[0] for row in found if certainly_held(*tuple(row))]))
