"""The command `site`."""

from typing import TYPE_CHECKING, Any

import click

from kzclaims.cli import options
from kzclaims.cli.session import Session, command
from kzclaims.wording import counted

if TYPE_CHECKING:
    from kzclaims.language.dates import UncertainDate

LANGUAGES = ("en", "ru", "kk")


def _address(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str:
    """Return an address that ends with a slash."""
    from kzclaims.export.common import web

    if value and not web(value):
        raise click.BadParameter(f"{value} is not an http or https address")
    return f"{value.rstrip('/')}/" if value else ""


@command()
@click.argument("folder", type=click.Path(), metavar="DIR")
@options.choosing_statements
@click.option("--title", metavar="TEXT", default="kzclaims", show_default=True, help="The title of the site.")
@click.option(
    "--lang",
    "languages",
    type=click.Choice(LANGUAGES),
    multiple=True,
    help="A language of the pages; repeat it for several, the main one first. By default all three.",
)
@click.option(
    "--url",
    "base",
    metavar="URL",
    callback=_address,
    help="The address at which the site is published, for the sitemap, feeds and data.",
)
@options.force
@options.confidential
@options.as_of
@click.pass_obj
def site(
    session: Session,
    /,
    folder: str,
    title: str,
    languages: tuple[str, ...],
    base: str,
    force: bool,
    confidential: bool,
    as_of: "UncertainDate | None",
    **filters: Any,
) -> None:
    """Write the database as a static website.

    DIR must be new or empty, or contain an earlier run, which is updated: pages of withdrawn records stay as a notice,
    those of merged records lead to the kept one, and other files stay. The filters select statements, as in "kzclaims
    export". The search needs no server. Publish DIR with any web server, or open DIR/index.html.
    """
    from pathlib import Path

    try:
        from kzclaims.site.build import write_site
    except ImportError as error:
        from kzclaims.errors import InputError

        raise InputError("Jinja is not installed; run: pip install 'kzclaims[browse]'") from error
    from kzclaims.cli.output import remark
    from kzclaims.site.output import output

    session.database().require_current()
    searched = filters["search"] is not None
    with (
        session.reading_public(as_of, search=searched, confidential=confidential) as connection,
        output(Path(folder), force=force) as files,
    ):
        report = write_site(
            connection,
            files,
            title=title,
            languages=tuple(dict.fromkeys(languages)) or LANGUAGES,
            base=base,
            **filters,
        )
    if not report.statements:
        remark("Nothing found.")
    if report.gone:
        remark(f"{counted(len(report.gone), 'page')} of earlier runs withdrawn or moved, such as {report.gone[0]}")
    remark(f"{folder}: {counted(report.pages, 'page')}; {counted(report.changed, 'file')} written")
