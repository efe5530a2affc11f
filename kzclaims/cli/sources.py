"""The commands `sources` and `source`."""

from typing import TYPE_CHECKING

import click

from kzclaims.cli import options
from kzclaims.cli.session import Session, command
from kzclaims.export.labels import UNKNOWN_DAY

if TYPE_CHECKING:
    from kzclaims.cli.output import Page, View
    from kzclaims.language.dates import UncertainDate
    from kzclaims.store.results import Source, SourcePage


@command()
@options.as_of
@options.listing
@click.pass_obj
def sources(session: Session, as_of: "UncertainDate | None", form: str, limit: int, raw: bool) -> None:
    """List sources by date of publication."""
    from kzclaims.cli import output
    from kzclaims.store.read import queries

    with session.reading(as_of) as connection:
        output.show(queries.sources(connection, limit=limit), _view(), form, raw=raw)


@command()
@click.argument("key")
@options.page
@click.pass_obj
def source(session: Session, key: str, form: str) -> None:
    """Show one source in full.

    Shows who published it and when, and the statements and events that it proves.
    """
    from kzclaims.cli import output
    from kzclaims.store.read import queries

    with session.reading() as connection:
        found = queries.source(connection, key)
    output.show_page(found, _page(found), form)


def _view() -> "View[Source]":
    from kzclaims.cli.output import Column, View, fields

    return View(
        columns=fields("key", "published", "publisher", "title", "author", "lang", "url", "statements", "events"),
        narrow=[
            Column("published", lambda s: s.published or "undated"),
            *fields("publisher"),
            Column("source", lambda s: f"{s.title}\n{s.key}", wide=True),
            *fields("statements", "events"),
        ],
    )


def _page(found: "SourcePage") -> "Page":
    from kzclaims.cli.output import Page

    return Page(
        title=found.title,
        fields=[
            ("key", found.key),
            ("publisher", found.publisher),
            ("author", found.author),
            ("published", found.published or UNKNOWN_DAY),
            ("retrieved", found.retrieved),
            ("address", found.url),
            ("archived at", found.archive_url),
            ("language", found.lang),
            ("text SHA-256", found.text_sha256),
        ],
        sections=[("Statements", found.statement_keys), ("Events", found.event_keys)],
    )
