"""Options and parameter types that several commands use."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kzclaims.vocabulary import CHECK_STATES, STATEMENT_KINDS, STATUSES, STORED_CHECK_RESULTS

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from kzclaims.language.dates import UncertainDate

F = TypeVar("F", bound=Callable[..., Any])

LISTING_FORMATS = ("table", "json", "jsonl", "csv", "markdown")
PAGE_FORMATS = ("text", "json", "markdown")


class EdtfDate(click.ParamType["UncertainDate"]):
    """A date in EDTF, as the days that it can mean."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> "UncertainDate":
        from kzclaims.errors import InputError
        from kzclaims.language import dates

        try:
            return dates.parse_end(value)
        except InputError as error:
            self.fail(error.message, param, ctx)


def all_of(*options: Callable[[F], F]) -> Callable[[F], F]:
    """Return a decorator that adds several options, in this order."""

    def decorate(command: F) -> F:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def sort(orders: tuple[str, ...]) -> Callable[[F], F]:
    """Return the option that sorts a listing."""
    numbers = " Numbers go from the greatest to the least." if "statements" in orders else ""
    return click.option("--sort", type=click.Choice(orders), help=f"The order; the default is {orders[0]}.{numbers}")


def known_names(ctx: click.Context, _param: click.Parameter, incomplete: str) -> "list[CompletionItem]":
    """Return the keys of people whose key or name starts with the given text, for shell completion."""
    from click.shell_completion import CompletionItem

    from kzclaims.cli.session import Session
    from kzclaims.errors import KzclaimsError
    from kzclaims.store.names.resolve import complete_name

    session = ctx.ensure_object(Session)
    session.timeout = min(session.timeout, 0.2)
    try:
        with session.reading() as connection:
            found = complete_name(connection, incomplete)
    except KzclaimsError:
        return []
    return [CompletionItem(one.key, help=one.name) for one in found]


raw = click.option("--raw", is_flag=True, help="CSV: leave cells that look like formulas unguarded.")
force = click.option("--force", is_flag=True, help="Overwrite existing files.")
no_places = click.option(
    "--no-places", "places", flag_value=False, default=True, help="Do not store the places at which words are found."
)
newest = click.option("--newest", is_flag=True, help="List the newest first.")
search = click.option("--search", metavar="TEXT", help='Words, "exact phrases", prefix*, -excluded.')
confidential = click.option(
    "--confidential", is_flag=True, help="Include confidential records, and what refers to them."
)
as_of = click.option(
    "--as-of", type=EdtfDate(), metavar="DATE", help="The database as it was at the end of this date, in UTC."
)
page = click.option("--format", "form", type=click.Choice(PAGE_FORMATS), default="text", show_default=True)


def _listing(*more: str) -> tuple[Callable[[F], F], Callable[[F], F]]:
    """Return the options of the format of a listing, and those of its format and its length."""
    form = all_of(
        click.option(
            "--format",
            "form",
            type=click.Choice((*LISTING_FORMATS, *more)),
            default="table",
            show_default=True,
            help="A table is tab-separated when piped.",
        ),
        raw,
    )
    limit = click.option(
        "--limit",
        type=click.IntRange(0, 10**12),
        default=100,
        show_default=True,
        metavar="N",
        help="List at most N records; 0 lists all.",
    )
    return form, all_of(form, limit)


form, listing = _listing()
_, counts = _listing("svg", "html")
between = all_of(
    click.option("--on", type=EdtfDate(), metavar="DATE", help="On a day, in a month or in a year: 2023-11."),
    click.option("--from", "since", type=EdtfDate(), metavar="DATE", help="From this date on, inclusive."),
    click.option("--to", "until", type=EdtfDate(), metavar="DATE", help="Until this date, inclusive."),
)
check = click.option(
    "--check",
    type=click.Choice((*CHECK_STATES, *STORED_CHECK_RESULTS)),
    metavar="|".join(CHECK_STATES),
    help="Only those with passages in this state, or with one result, such as altered.",
)
listed = click.option(
    "--limit",
    type=click.IntRange(0, 10**12),
    default=100,
    show_default=True,
    metavar="N",
    help="Show the words of at most N statements; 0 shows all.",
)
choosing_events = all_of(
    between,
    click.option("--certain", is_flag=True, help="Only events that are certainly within the range."),
    click.option(
        "--person",
        metavar="NAME",
        shell_complete=known_names,
        help="Events with this participant: a person or organization.",
    ),
    click.option("--topic", metavar="KEY", help="Only this topic: a country or a subject."),
    click.option("--place", metavar="TEXT", help="Events at this place: part of its name."),
    check,
    search,
    click.option("--undated", is_flag=True, help="Only events without a date."),
)
_by_person = click.option(
    "--person",
    metavar="NAME",
    shell_complete=known_names,
    help="Statements by this person: a name in any recorded form, or a key.",
)
_about = all_of(
    click.option(
        "--about",
        metavar="NAME",
        shell_complete=known_names,
        help="Statements that mention this person or organization.",
    ),
    click.option("--organization", metavar="NAME", help="Statements by this organization or on its behalf."),
    click.option("--source", metavar="KEY", help="Only statements that this source contains."),
    click.option("--topic", metavar="KEY", help="Only this topic: a country or a subject."),
    click.option(
        "--kind",
        type=click.Choice(STATEMENT_KINDS),
        help="Verbatim, reported, reported with quoted words, or in the source's own voice.",
    ),
    check,
    click.option("--status", type=click.Choice(STATUSES), help="Only statements with this latest status."),
)
choosing_statements = all_of(_by_person, _about, search, between)
choosing_speakers = all_of(_about, search, between)
choosing_hits = all_of(_by_person, _about, between)
