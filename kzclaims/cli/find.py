"""Commands that find who said some words."""

from typing import TYPE_CHECKING

import click

from kzclaims.cli import options
from kzclaims.cli.session import Session, command

if TYPE_CHECKING:
    from kzclaims.cli.output import View
    from kzclaims.store.results import Found, Repeat


@command()
@click.argument("words")
@options.listing
@click.pass_obj
def find(session: Session, words: str, form: str, limit: int, raw: bool) -> None:
    """Find who said it, from the words of a quotation.

    Statements with these words come first, then similar ones with their differences. Each is listed with every place
    where it was printed, the earliest first.
    """
    from kzclaims.cli import output
    from kzclaims.store.read import find as finding

    with session.reading() as connection:
        output.show(finding.find(connection, words, limit=limit), _view(), form, raw=raw)


@command()
@options.listing
@click.pass_obj
def repeats(session: Session, form: str, limit: int, raw: bool) -> None:
    """List words that several speakers have said.

    Direct statements are compared without their typography. Each speaker is listed with the earliest statement.
    """
    from kzclaims.cli import output
    from kzclaims.store.read import find as finding

    with session.reading() as connection:
        output.show(finding.repeats(connection, limit=limit), _repeats(), form, raw=raw)


def _view() -> "View[Found]":
    from kzclaims.cli.output import Column, View, fields

    return View(
        columns=[
            *fields("match", "nearness", "key", "said"),
            Column("published", lambda f: next((one.published for one in f.appearances if one.published), None)),
            Column("speaker", lambda f: f.speaker.name if f.speaker else None),
            Column("speaker_key", lambda f: f.speaker.key if f.speaker else None),
            Column("organization", lambda f: f.organization.name if f.organization else None),
            *fields("kind", "text", "words"),
            Column("differences", _differences),
            Column("sources", lambda f: list(dict.fromkeys(one.source for one in f.appearances))),
        ],
        narrow=[
            Column("match", lambda f: f.match if f.match != "near" else f"near\n{f.nearness:.2f}"),
            Column("speaker", _speaker),
            Column("statement", _statement, wide=True),
        ],
    )


def _speaker(found: "Found") -> str:
    who = found.speaker or found.organization
    return f"{who.name if who else 'not named'}\n{found.kind}" + (f"\nsaid {found.said}" if found.said else "")


def _statement(found: "Found") -> str:
    lines = [found.text]
    if found.words != found.text:
        lines.append(f"in the words: {found.words}")
    if found.differences:
        lines.append(_differences(found))
    lines += [f"{one.published or 'undated'}: {one.publisher or one.source}" for one in found.appearances]
    return "\n".join([*lines, found.key])


def _differences(found: "Found") -> str:
    from kzclaims.store.verify.passages import format_differences

    return format_differences((each.kind, each.asked, each.recorded) for each in found.differences)


def _repeats() -> "View[Repeat]":
    from kzclaims.cli.output import Column, View, fields

    def speakers(repeat: "Repeat") -> list[str]:
        return [f"{one.name} ({one.day or 'undated'}, {one.statement})" for one in repeat.speakers]

    return View(
        columns=[
            *fields("earliest", "text", "lang"),
            Column("speakers", speakers),
        ],
        narrow=[
            Column("earliest", lambda r: r.earliest or "undated"),
            Column("words", lambda r: "\n".join([r.text, *speakers(r)]), wide=True),
        ],
    )
