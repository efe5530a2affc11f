"""The command `cite`."""

from typing import TYPE_CHECKING

import click

from kzclaims.cli import options
from kzclaims.cli.session import Session, command

if TYPE_CHECKING:
    from kzclaims.export.citations import Style
    from kzclaims.language.dates import UncertainDate


@command()
@click.argument("keys", nargs=-1, required=True, metavar="KEY…")
@click.option(
    "--as",
    "style",
    type=click.Choice(("bibtex", "csl-json", "chicago", "gost")),
    default="chicago",
    show_default=True,
    help="The format.",
)
@click.option("--footnote", is_flag=True, help="For Chicago and GOST: the short form for a footnote.")
@options.as_of
@click.pass_obj
def cite(
    session: Session, keys: tuple[str, ...], style: "Style", footnote: bool, as_of: "UncertainDate | None"
) -> None:
    """Cite statements and sources.

    KEY is that of a statement, or the key or address of a source. A statement is cited in the source that printed it
    first, with its exact words and their place: characters of the source's text, or the time in a recording.

    The words are in the language of the source: Russian, Ukrainian, Kazakh, otherwise English. Names are cited as they
    are printed. The archived copy has its address, and its date if the address contains one.
    """
    from kzclaims.cli import output
    from kzclaims.export import citations

    if footnote and style in ("bibtex", "csl-json"):
        raise click.UsageError("--footnote is for --as chicago and --as gost")
    with session.reading(as_of, search=False) as connection:
        output.write(citations.write(citations.cited(connection, keys), style, footnote=footnote))
