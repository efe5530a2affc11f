"""The commands `people` and `person`."""

from typing import TYPE_CHECKING

import click

from kzclaims.cli import options
from kzclaims.cli.session import Session, command
from kzclaims.wording import counted

if TYPE_CHECKING:
    from kzclaims.cli.output import Page, View
    from kzclaims.language.dates import UncertainDate
    from kzclaims.store.results import Person, PersonPage, Role


@command()
@click.argument("name", required=False, shell_complete=options.known_names)
@options.as_of
@options.listing
@click.pass_obj
def people(session: Session, name: str | None, as_of: "UncertainDate | None", form: str, limit: int, raw: bool) -> None:
    """List people, or the candidates for NAME."""
    from kzclaims.cli import output
    from kzclaims.store.read import queries

    with session.reading(as_of) as connection:
        output.show(queries.people(connection, name, limit=limit), _view(), form, raw=raw)


@command()
@click.argument("name", shell_complete=options.known_names)
@options.page
@click.pass_obj
def person(session: Session, name: str, form: str) -> None:
    """Show one person: names, roles, statements, events."""
    from kzclaims.cli import output
    from kzclaims.store.read import queries

    with session.reading() as connection:
        found = queries.person(connection, name)
    output.show_page(found, _page(found), form)


def _view() -> "View[Person]":
    from kzclaims.cli.output import Column, View, fields

    counts = fields("statements", "mentions", "events")
    return View(
        columns=[*fields("key", "name", "description"), *counts],
        narrow=[
            Column("name", lambda p: f"{p.name}\n{p.key}" + (f"\n{p.description}" if p.description else ""), wide=True),
            *counts,
        ],
    )


def _page(found: "PersonPage") -> "Page":
    from kzclaims.cli.output import Page

    return Page(
        title=found.name,
        fields=[
            ("key", found.key),
            ("confidential", "yes" if found.confidential else None),
            ("description", found.description),
            ("Wikidata", f"https://www.wikidata.org/wiki/{found.wikidata}" if found.wikidata else None),
            ("mentioned in", counted(found.mentions, "statement")),
        ],
        sections=[
            ("Names", [f"{one.text} ({one.lang}, {one.kind})" for one in found.names]),
            ("Roles", [_role(one) for one in found.roles]),
            ("Statements by year", [f"{year}: {count}" for year, count in found.statements.items()]),
            ("Took part in", [f"{one.date or 'undated'}: {one.title}\n{one.key}" for one in found.events]),
        ],
    )


def _role(role: "Role") -> str:
    held = f", {role.held}" if role.held else ""
    lines = [role.title + (f", {role.organization.name}" if role.organization else "") + held]
    for one in role.citations:
        lines += [f"{one.publisher or one.source}: “{one.exact}”", one.check, one.source]
    return "\n".join(lines)
