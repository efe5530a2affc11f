"""Find statements and events by their words."""

from typing import TYPE_CHECKING, Any

import click

from kzclaims.cli import options
from kzclaims.cli.session import Session, command

if TYPE_CHECKING:
    from kzclaims.cli.output import View
    from kzclaims.store.results import Hit

AROUND = 150
"""The number of characters that a terminal shows before and after the first words found."""


@command(context_settings={"ignore_unknown_options": True})
@click.argument("text", nargs=-1, required=True)
@options.choosing_hits
@options.listing
@click.pass_obj
def search(session: Session, /, text: tuple[str, ...], form: str, limit: int, raw: bool, **filters: Any) -> None:
    """Find statements and events by their words.

    A word finds all its forms: санкциями finds санкции. "Quoted words" find exactly these words, сан* finds words that
    begin with it, -word leaves out texts with the word. Texts with the very forms that you type come first.

    The filters are those of "kzclaims statements". Events are found, too, if "kzclaims events" has all of the filters.
    """
    if mistaken := next((word for word in text if word.startswith("--")), None):
        raise click.NoSuchOption(mistaken)
    from kzclaims.cli import output
    from kzclaims.store.read import search as searching

    with session.reading() as connection:
        output.show(searching.search(connection, " ".join(text), limit=limit, **filters), _view(), form, raw=raw)


def _view() -> "View[Hit]":
    from kzclaims.cli.output import Column, View, fields

    return View(
        columns=[
            *fields("type", "key", "day"),
            Column("speaker", lambda h: h.speaker.name if h.speaker else None),
            *fields("lang"),
            Column("text", lambda h: _marked(h, 0, len(h.text))),
            *fields("status"),
        ],
        narrow=[
            Column("day", lambda h: f"{h.day or 'undated'}\n{h.type}"),
            Column("found", lambda h: f"{_piece(h)}\n{_whose(h)}", wide=True),
        ],
    )


def _whose(hit: "Hit") -> str:
    status = f"{hit.status.upper()}\n" if hit.status else ""
    return status + (f"{hit.speaker.name}: {hit.key}" if hit.speaker else hit.key)


def _marked(hit: "Hit", first: int, last: int) -> str:
    """Return the text from one offset to another, with marks around the words found."""
    from kzclaims.cli.output import MARK_END, MARK_START

    pieces = []
    at = first
    for start, end in hit.found:
        if first <= start and end <= last:
            pieces += [hit.text[at:start], MARK_START, hit.text[start:end], MARK_END]
            at = end
    return "".join([*pieces, hit.text[at:last]])


def _piece(hit: "Hit") -> str:
    """Return the text around the first words found, in one line, cut between words."""
    from kzclaims.language.highlight import excerpt

    if not hit.found:
        return hit.text[: 2 * AROUND]
    first, last = excerpt(hit.text, hit.found, AROUND, AROUND)
    cut_before, cut_after = ("… " if first else ""), (" …" if last < len(hit.text) else "")
    return cut_before + " ".join(_marked(hit, first, last).split()) + cut_after
