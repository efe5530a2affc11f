"""The commands `statements` and `statement`."""

import sys
from typing import TYPE_CHECKING, Any

import click

from kzclaims.cli import options
from kzclaims.cli.session import Session, command
from kzclaims.export.labels import UNKNOWN_DAY, quoted, unnamed
from kzclaims.vocabulary import STATEMENT_ORDERS
from kzclaims.wording import address_at, shorten

if TYPE_CHECKING:
    from kzclaims.cli.output import Page, View
    from kzclaims.language.dates import UncertainDate
    from kzclaims.store.results import AppearancePage, ListedStatement, Review, Role, Statement, StatementPage

_LONGEST_NEIGHBOUR = 300
"""The number of characters that are shown of the statement before or after."""

DATED_BY_PUBLICATION = "{} of these are dated by their first publication; when they were said is not recorded."


@command()
@options.choosing_statements
@options.newest
@options.sort(STATEMENT_ORDERS)
@options.as_of
@options.listing
@click.pass_obj
def statements(
    session: Session,
    /,
    newest: bool,
    sort: str | None,
    as_of: "UncertainDate | None",
    form: str,
    limit: int,
    raw: bool,
    **filters: Any,
) -> None:
    """List statements: who said what, and when.

    The day of a statement is the day on which it was said or, if that is not recorded, first published.
    """
    from kzclaims.cli import output
    from kzclaims.store.read import queries

    with session.reading(as_of, search=filters["search"] is not None) as connection:
        answer = queries.statements(connection, **filters, newest=newest, sort=sort, limit=limit)
        shown = output.show(answer, _view(), form, raw=raw, noting=_dated_by_publication)
    if shown and (filters["on"] or filters["since"] or filters["until"]):
        output.remark(DATED_BY_PUBLICATION.format(shown))


@command()
@click.argument("key")
@options.page
@click.pass_obj
def statement(session: Session, key: str, form: str) -> None:
    """Show one statement in full.

    Shows its words, the speaker, and every source that contains it.
    """
    from kzclaims.cli import output
    from kzclaims.store.read import queries

    with session.reading() as connection:
        found = queries.statement(connection, key)
    output.show_page(found, _page(found), form)


def _dated_by_publication(statement: "Statement") -> bool:
    return statement.said is None and _date(statement) is not None


def _view() -> "View[Statement]":
    from kzclaims.cli.output import Column, View, fields

    def first(statement: "Statement", name: str) -> object:
        return getattr(statement.appearances[0], name) if statement.appearances else None

    return View(
        columns=[
            *fields("key", "said"),
            Column("published", lambda s: first(s, "published")),
            Column("speaker", lambda s: s.speaker.name if s.speaker else None),
            Column("speaker_key", lambda s: s.speaker.key if s.speaker else None),
            Column("organization", lambda s: s.organization.name if s.organization else None),
            *fields("kind", "lang", "text"),
            Column("attribution", lambda s: first(s, "attribution")),
            Column("publisher", lambda s: first(s, "publisher")),
            Column("sources", lambda s: list(dict.fromkeys(one.source for one in s.appearances))),
            *fields("topics", "mentions", "events", "status"),
            Column("check", lambda s: list(dict.fromkeys(one.check for one in s.appearances))),
            *fields("speaker_note"),
        ],
        narrow=[
            Column("day", _day),
            Column("speaker", _speaker),
            Column("statement", _statement, wide=True),
        ],
    )


def _date(statement: "Statement") -> str | None:
    """Return the date of a statement's day."""
    from kzclaims.store.derived.day import day_of

    # Appearances are in the order of their days.
    published = ((one.published,) if one.published else None for one in statement.appearances)
    day = day_of((statement.said,) if statement.said else None, published)
    return day[0] if day else None


def _day(statement: "Statement") -> str:
    date = _date(statement)
    if date is None:
        return "undated"
    return f"{date}\npublished" if _dated_by_publication(statement) else date


def _speaker(statement: "Statement") -> str:
    who = statement.speaker or statement.organization
    if who:
        return f"{who.name}\n{statement.kind}"
    if statement.kind == "editorial":
        publisher = next((one.publisher for one in statement.appearances if one.publisher), None)
        return f"{publisher or '—'}\neditorial"
    return f"{unnamed(statement.kind, statement.speaker_note)}\n{statement.kind}"


def _statement(statement: "Statement") -> str:
    status = [statement.status.upper()] if statement.status else []
    checks = dict.fromkeys(one.check for one in statement.appearances)
    return "\n".join([quoted(statement.kind, statement.text), *status, statement.key, *checks])


def _page(found: "StatementPage") -> "Page":
    from kzclaims.cli.output import Page

    return Page(
        title=quoted(found.kind, found.text),
        fields=[
            ("status", found.status),
            ("because", _basis(found)),
            ("key", found.key),
            ("confidential", "yes" if found.confidential else None),
            ("speaker", _speaker_of(found)),
            ("speaker note", found.speaker_note),
            ("role then", "; ".join(_role(one) for one in found.roles)),
            ("organization", f"{found.organization.name} ({found.organization.key})" if found.organization else None),
            ("kind", found.kind),
            ("said", found.said or UNKNOWN_DAY),
            ("language", found.lang),
            ("topics", ", ".join(found.topics)),
            ("mentions", ", ".join(one.name for one in found.mentions)),
            ("recorded", found.recorded),
        ],
        sections=[
            (
                "In other languages",
                [f"{one.lang}: {one.text}\ntranslated by {one.translator}" for one in found.translations],
            ),
            ("Printed in", [_printed(one) for one in found.appearances]),
            ("Reviewed by", [reviewed(one) for one in found.reviews]),
            ("About", [f"{one.date or 'undated'}: {one.title}\n{one.key}" for one in found.events]),
        ],
    )


def _basis(found: "StatementPage") -> str | None:
    """Return the reason for a status with its day, its author and its evidence."""
    basis = found.status_basis
    if basis is None:
        return None
    noted = ", ".join(part for part in (basis.at[:10], basis.author, basis.source) if part)
    return f"{basis.because} ({noted})"


def _speaker_of(found: "StatementPage") -> str:
    if found.speaker:
        return f"{found.speaker.name} ({found.speaker.key})"
    return unnamed(found.kind, found.speaker_note)


def _role(role: "Role") -> str:
    return ", ".join(part for part in (role.title, role.organization and role.organization.name, role.held) if part)


def reviewed(review: "Review") -> str:
    """Return the lines of a review: reviewer, rating, date, title, address, key."""
    verdict = f" ({review.verdict})" if review.verdict else ""
    dated = f", {review.date}" if review.date else ""
    return f"{review.reviewer.name}: “{review.rating}”{verdict}{dated}\n{review.title}\n{review.url}\n{review.key}"


def listed(one: "ListedStatement", *, named: bool = True, longest: int = sys.maxsize) -> str:
    """Return the lines of a statement in the list of another record: day, speaker and words, and the key."""
    words = quoted(one.kind, shorten(" ".join(one.text.split()), longest))
    status = f"{one.status.upper()} " if one.status else ""
    said = one.speaker or one.organization
    who = f"{said.name if said else unnamed(one.kind, one.speaker_note)}: " if named else ""
    return f"{one.day or 'undated'} {who}{status}{words}\n{one.key}"


def _printed(one: "AppearancePage") -> str:
    where = ", ".join(part for part in (one.publisher, one.title, one.published) if part)
    before, after = (f"…{one.prefix}" if one.prefix else ""), (f"{one.suffix}…" if one.suffix else "")
    lines = [where, f"{before}“{one.exact}”{after}"]
    if one.attribution:
        lines.append(f"attributed: {one.attribution}")
    if one.start is not None:
        lines.append(f"characters {one.start} to {one.end}{f', at {one.time}' if one.time else ''}")
    lines.append(one.check)
    if one.url:
        lines.append(address_at(one.url, one.time))
    lines.append(one.source)
    for name, other in (("before", one.previous), ("after", one.next)):
        if other:
            lines.append(f"{name}: {listed(other, longest=_LONGEST_NEIGHBOUR)}")
    return "\n".join(lines)
