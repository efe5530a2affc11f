"""The command `cite`."""

from typing import TYPE_CHECKING

import click

from kzclaims.cli import options
from kzclaims.cli.session import Session, command

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from kzclaims.export.citations import Cited, Style
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
    first, with its exact words and their place: characters of the archived text, or the time in a recording.

    The words are in the language of the source: Russian, Ukrainian, Kazakh, otherwise English. Names are cited as they
    are printed. The archived copy has its address, and its date if the address contains one.
    """
    from kzclaims.cli import output
    from kzclaims.export import citations

    if footnote and style in ("bibtex", "csl-json"):
        raise click.UsageError("--footnote is for --as chicago and --as gost")
    with session.reading(as_of, search=False) as connection:
        output.write(citations.write(list(_cited(connection, keys)), style, footnote=footnote))


def _cited(connection: "Connection", keys: "tuple[str, ...]") -> "Iterator[Cited]":
    """Yield what has the keys. Raise `NotFoundError` with all keys that nothing has."""
    from kzclaims.errors import NotFoundError
    from kzclaims.export.citations import Cited
    from kzclaims.store.read import queries

    missing: list[str] = []
    for key in keys:
        found = False
        for read in (_statement, lambda connection, key: Cited(queries.source(connection, key, limit=1))):
            try:
                yield read(connection, key)
                found = True
            except NotFoundError:
                continue
        if not found:
            missing.append(key)
    if missing:
        raise NotFoundError(f"no statement or source has the key {', '.join(missing)}")


def _statement(connection: "Connection", key: str) -> "Cited":
    from kzclaims.errors import InputError
    from kzclaims.export.citations import Cited
    from kzclaims.store.read import queries

    statement = queries.statement(connection, key)
    if not statement.appearances:
        raise InputError(f"no source is recorded for the statement {key}, so it cannot be cited")
    first = statement.appearances[0]
    return Cited(queries.source(connection, first.source, limit=1), statement, first)
