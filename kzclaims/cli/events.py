"""The commands `events` and `event`."""

from typing import TYPE_CHECKING, Any

import click

from kzclaims.cli import options
from kzclaims.cli.session import Session, command
from kzclaims.export.labels import EVENT_FIELDS, UNKNOWN_DAY, other_fields, possible_days
from kzclaims.vocabulary import EVENT_ORDERS

if TYPE_CHECKING:
    from kzclaims.cli.output import Page, View
    from kzclaims.language.dates import UncertainDate
    from kzclaims.store.results import Event, EventPage


@command()
@options.choosing_events
@options.newest
@options.sort(EVENT_ORDERS)
@options.as_of
@options.listing
@click.pass_obj
def events(
    session: Session,
    /,
    as_of: "UncertainDate | None",
    form: str,
    raw: bool,
    newest: bool,
    sort: str | None,
    limit: int,
    **filters: Any,
) -> None:
    """List events by date.

    Ranges include both ends. An event with an uncertain date is listed if any of its possible days is in the range;
    with --certain, only if all of them are and the date has no mark of doubt (?, ~ or %).
    """
    from kzclaims.cli import output
    from kzclaims.store.read import queries

    with session.reading(as_of, search=filters["search"] is not None) as connection:
        answer = queries.events(connection, newest=newest, sort=sort, limit=limit, **filters)
        output.show(answer, _view(), form, raw=raw)
        is_range = any(filters[name] is not None for name in ("on", "since", "until"))
        if is_range and (count := queries.count_undated_events(connection, **filters)):
            noun = "event without a date is" if count == 1 else "events without a date are"
            output.remark(f"{count:,} {noun} not shown; --undated lists them.")


@command()
@click.argument("key")
@options.page
@click.pass_obj
def event(session: Session, key: str, form: str) -> None:
    """Show one event in full.

    Shows its date as far as it is known, the participants, and the passages that prove it.
    """
    from kzclaims.cli import output
    from kzclaims.store.read import queries

    with session.reading() as connection:
        found = queries.event(connection, key)
    output.show_page(found, _page(found), form)


def _view() -> "View[Event]":
    from kzclaims.cli.output import Column, View, fields
    from kzclaims.store.results import Event

    return View(
        columns=[
            *fields(*EVENT_FIELDS),
            Column("participants", lambda e: [one.name for one in e.participants]),
            *fields("topics"),
            Column("sources", lambda e: list(dict.fromkeys(one.source for one in e.citations))),
            Column("check", lambda e: list(dict.fromkeys(one.check for one in e.citations))),
            *fields(*other_fields(Event, EVENT_FIELDS)),
        ],
        narrow=[
            Column("date", lambda e: e.date or "undated"),
            Column("event", lambda e: "\n".join(filter(None, (e.title, _where_and_who(e), e.key))), wide=True),
        ],
    )


def _where_and_who(event: "Event") -> str:
    return ": ".join(filter(None, (event.place, ", ".join(one.name for one in event.participants))))


def _page(found: "EventPage") -> "Page":
    from kzclaims.cli.output import Page

    return Page(
        title=found.title,
        fields=[
            ("key", found.key),
            ("confidential", "yes" if found.confidential else None),
            ("date", found.date or UNKNOWN_DAY),
            ("possible days", possible_days(found.date, found.earliest, found.latest)),
            ("as printed", found.date_text),
            ("date note", found.date_note),
            ("place", found.place),
            ("description", found.description),
            *((name.replace("_", " "), getattr(found, name)) for name in other_fields(type(found), EVENT_FIELDS)),
            ("language", found.lang),
            ("topics", ", ".join(found.topics)),
        ],
        sections=[
            (
                "Who took part",
                [f"{one.name} ({one.key})" + (f", {one.part}" if one.part else "") for one in found.participants],
            ),
            (
                "Reported in",
                [f"{one.publisher or one.source}: “{one.exact}”\n{one.check}\n{one.source}" for one in found.citations],
            ),
            ("Statements about it", found.statements),
        ],
    )
