"""The commands `claims` and `review`."""

from typing import TYPE_CHECKING, Any

import click

from kzclaims.cli import options
from kzclaims.cli.session import Session, command
from kzclaims.vocabulary import VERDICTS

if TYPE_CHECKING:
    from kzclaims.cli.output import View
    from kzclaims.language.dates import UncertainDate
    from kzclaims.store.results import Claim


@command()
@click.option("--unreviewed", is_flag=True, help="Only claims without a review.")
@click.option("--verdict", type=click.Choice(VERDICTS), help="Only claims with this verdict in a review.")
@click.option("--person", metavar="NAME", help="Statements by this person: a name in any recorded form, or a key.")
@options.as_of
@options.listing
@click.pass_obj
def claims(session: Session, /, as_of: "UncertainDate | None", form: str, raw: bool, **filters: Any) -> None:
    """List statements as claims, with their reviews."""
    from kzclaims.cli import output
    from kzclaims.store.read.claims import claims

    with session.reading(as_of) as connection:
        output.show(claims(connection, **filters), _view(), form, raw=raw)


@command()
@click.argument("key")
@click.option("--reviewer", required=True, metavar="NAME", help="The organization that reviewed it: a name or a key.")
@click.option("--url", required=True, metavar="URL", help="The address of the review.")
@click.option("--title", required=True, metavar="TEXT", help="The title of the review.")
@click.option("--date", metavar="DATE", help="The date of the review, if it is known.")
@click.option("--rating", required=True, metavar="TEXT", help="The rating in the reviewer's own words.")
@click.option("--lang", required=True, metavar="TAG", help="The language of the rating and the title, a BCP 47 tag.")
@click.option("--verdict", type=click.Choice(VERDICTS), help="The rating on a scale common to all reviewers.")
@click.option("--create", is_flag=True, help="Record an unknown reviewer as a new organization.")
@click.option("--because", metavar="TEXT", help="The reason for a correction; kept in the history.")
@click.pass_obj
def review(session: Session, /, key: str, because: str | None, **fields: Any) -> None:
    """Record a published review of a statement.

    To correct a review, record it again with the same address; the earlier version stays in the history.
    """
    from kzclaims.cli.output import remark
    from kzclaims.store.load.reviews import record_review

    done = session.database().edit(lambda connection: record_review(connection, key, reason=because, **fields))
    remark(f"review “{done.key}”: {done.what}")


def _view() -> "View[Claim]":
    from kzclaims.cli.output import Column, View, fields
    from kzclaims.cli.statements import reviewed

    def of_all(claim: "Claim", name: str) -> list[str]:
        return [str(getattr(one, name) or "") for one in claim.reviews]

    return View(
        columns=[
            *fields("key", "said"),
            Column("speaker", lambda c: c.speaker.name if c.speaker else None),
            Column("organization", lambda c: c.organization.name if c.organization else None),
            *fields("lang", "text", "status"),
            Column("reviewers", lambda c: [one.reviewer.name for one in c.reviews]),
            Column("ratings", lambda c: of_all(c, "rating")),
            Column("verdicts", lambda c: of_all(c, "verdict")),
            Column("reviewed", lambda c: of_all(c, "date")),
            Column("urls", lambda c: of_all(c, "url")),
        ],
        narrow=[
            Column("speaker", lambda c: who.name if (who := c.speaker or c.organization) else "—"),
            Column("claim", lambda c: "\n".join([c.text, *([c.status.upper()] if c.status else []), c.key]), wide=True),
            Column("reviews", lambda c: "\n".join(reviewed(one).split("\n")[0] for one in c.reviews) or "none"),
        ],
    )
