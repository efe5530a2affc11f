"""The command `topics`."""

from typing import TYPE_CHECKING

import click

from kzclaims.cli import options
from kzclaims.cli.session import Session, command
from kzclaims.vocabulary import TOPIC_ORDERS

if TYPE_CHECKING:
    from kzclaims.language.dates import UncertainDate


@command()
@options.sort(TOPIC_ORDERS)
@options.as_of
@options.listing
@click.pass_obj
def topics(session: Session, sort: str | None, as_of: "UncertainDate | None", form: str, limit: int, raw: bool) -> None:
    """List topics: countries and subjects."""
    from kzclaims.cli import output
    from kzclaims.cli.people import named_view
    from kzclaims.store.read import queries

    with session.reading(as_of) as connection:
        output.show(
            queries.topics(connection, sort=sort, limit=limit), named_view("statements", "events"), form, raw=raw
        )
