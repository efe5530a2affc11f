"""The commands `people`, `person` and `organizations`."""

from typing import TYPE_CHECKING, Any

import click

from kzclaims.cli import options
from kzclaims.cli.session import Session, command
from kzclaims.cli.statements import listed
from kzclaims.vocabulary import ORGANIZATION_ORDERS, PEOPLE_ORDERS
from kzclaims.wording import counted

if TYPE_CHECKING:
    from kzclaims.cli.output import Page, View
    from kzclaims.language.dates import UncertainDate
    from kzclaims.store.results import PersonPage, Role


@command()
@click.argument("name", required=False, shell_complete=options.known_names)
@options.choosing_speakers
@options.sort(PEOPLE_ORDERS)
@options.as_of
@options.listing
@click.pass_obj
def people(
    session: Session,
    /,
    name: str | None,
    sort: str | None,
    as_of: "UncertainDate | None",
    form: str,
    limit: int,
    raw: bool,
    **filters: Any,
) -> None:
    """List people, or the candidates for NAME.

    With filters, only people who speak in the statements that these select.
    """
    from kzclaims.cli import output
    from kzclaims.store.read import queries

    with session.reading(as_of, search=filters["search"] is not None) as connection:
        found = queries.people(connection, name, sort=sort, limit=limit, **filters)
        output.show(found, named_view("description", "statements", "mentions", "events"), form, raw=raw)


@command()
@click.argument("name", shell_complete=options.known_names)
@options.listed
@options.page
@click.pass_obj
def person(session: Session, name: str, limit: int, form: str) -> None:
    """Show one person: names, roles, statements, events."""
    from kzclaims.cli import output
    from kzclaims.store.read import queries

    with session.reading() as connection:
        found = queries.person(connection, name, limit=limit)
    output.show_page(found, _page(found), form)
    output.remark_if_more(len(found.listed), sum(found.statements.values()))


@command()
@options.sort(ORGANIZATION_ORDERS)
@options.as_of
@options.listing
@click.pass_obj
def organizations(
    session: Session, sort: str | None, as_of: "UncertainDate | None", form: str, limit: int, raw: bool
) -> None:
    """List organizations: those that speak, act or publish."""
    from kzclaims.cli import output
    from kzclaims.store.read import queries

    with session.reading(as_of) as connection:
        found = queries.organizations(connection, sort=sort, limit=limit)
        output.show(found, named_view("description", "statements", "mentions", "sources"), form, raw=raw)


def named_view(*others: str) -> "View[Any]":
    """Return the view of records with a key and a name."""
    from kzclaims.cli.output import Column, View, fields

    numbers = fields(*(one for one in others if one != "description"))
    return View(
        columns=fields("key", "name", *others),
        narrow=[Column("name", lambda one: "\n".join(filter(None, _named(one))), wide=True), *numbers],
    )


def _named(one: Any) -> tuple[str | None, ...]:
    return one.name, one.key, getattr(one, "description", None)


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
            ("Statements", [listed(one, named=False) for one in found.listed]),
            ("Took part in", [f"{one.date or 'undated'}: {one.title}\n{one.key}" for one in found.events]),
        ],
    )


def _role(role: "Role") -> str:
    held = f", {role.held}" if role.held else ""
    lines = [role.title + (f", {role.organization.name}" if role.organization else "") + held]
    for one in role.citations:
        lines += [f"{one.publisher or one.source}: “{one.exact}”", one.check, one.source]
    return "\n".join(lines)
