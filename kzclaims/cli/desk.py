"""The command `desk`."""

from typing import TYPE_CHECKING

import click

from kzclaims.cli import options
from kzclaims.cli.access import access_options, describe, read_access
from kzclaims.cli.browse import import_server, open_browser
from kzclaims.cli.session import Session, command

if TYPE_CHECKING:
    from kzclaims.language.dates import UncertainDate


@command()
@click.argument("name", required=False, metavar="[FILE.toml|FILE|URL|SOURCE]")
@click.option("--empty", is_flag=True, help="Draft nothing: begin with the source and its text.")
@click.option("--lang", metavar="TAG", help="The language of the text; detected if not given.")
@click.option("--published", type=options.EdtfDate(), metavar="DATE", help="When the source was published.")
@click.option("--allow-private", is_flag=True, help="Fetch addresses of private networks, too.")
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=0,
    metavar="N",
    help="The port; a free one if not given.",
)
@click.option("--no-open", "--no-browser", is_flag=True, help="Print the address without opening a browser.")
@access_options
@click.pass_obj
def desk(
    session: Session,
    name: str | None,
    empty: bool,
    lang: str | None,
    published: "UncertainDate | None",
    allow_private: bool,
    port: int,
    no_open: bool,
    host: str,
    password_file: str | None,
    proxy_header: str | None,
    proxy_addresses: tuple[str, ...],
) -> None:
    """Record and review a dossier in a web browser.

    The argument is a dossier; a text, page or other document, or an address, which is drafted as by "kzclaims draft";
    or the key of a recorded source, whose records become a dossier. Without it, the page offers the dossiers of this
    folder and the recorded sources. A new dossier is written next to the document, or in this folder.

    Saving writes the dossier and loads it: both, or neither. Every change is written to a journal next to the dossier
    at once, so that a crash loses nothing. The page is only available on this machine, at an address with a token.
    Press Ctrl-C to stop. Needs pip install 'kzclaims[browse]'.
    """
    from pathlib import Path

    from kzclaims.cli.output import remark

    serve = import_server()
    access = read_access(host, password_file, proxy_header, proxy_addresses)

    from kzclaims.desk import page
    from kzclaims.desk.opening import Desk, OpenOptions
    from kzclaims.desk.routes import editing

    database = session.database()
    database.require_current()
    wanted = OpenOptions(
        empty=empty, lang=lang, published=published.edtf if published else None, allow_private=allow_private
    )
    opened = Desk(database, Path.cwd(), author=session.author, options=wanted)
    if name is not None:
        found = opened.open(name)
        recovered = f"; {found.recovered} changes were taken from its journal" if found.recovered else ""
        remark(f"{found.path}{recovered}")

    def ready(address: str) -> None:
        address = address.replace("/?", "/desk?", 1) if "?" in address else f"{address}desk"
        click.echo(address)
        remark(f"{describe(access)} Press Ctrl-C to stop.")
        if not no_open:
            open_browser(address)

    try:
        serve(database, port, ready, editing=editing(opened, page.routes()), host=host, access=access)
    finally:
        opened.close()
