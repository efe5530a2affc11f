"""Options and parameter types that commands share."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kzclaims.vocabulary import STATEMENT_KINDS, STATUSES

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

F = TypeVar("F", bound=Callable[..., Any])

LISTING_FORMATS = ("table", "json", "jsonl", "csv", "markdown")
PAGE_FORMATS = ("text", "json", "markdown")


class EdtfDate(click.ParamType[str]):
    """A date as it is known, in EDTF."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from kzclaims.errors import InputError
        from kzclaims.language import dates

        try:
            return dates.parse(str(value)).edtf
        except InputError as error:
            self.fail(error.message, param, ctx)


raw = click.option("--raw", is_flag=True, help="CSV: cells that begin with = + - @ as they are, not guarded by '.")
force = click.option("--force", is_flag=True, help="Overwrite the files that are there.")


def form(command: F) -> F:
    """In what form records are listed."""
    for option in (
        raw,
        click.option(
            "--format",
            "form",
            type=click.Choice(LISTING_FORMATS),
            default="table",
            show_default=True,
            help="Table is tab-separated when piped.",
        ),
    ):
        command = option(command)
    return command


def as_of(command: F) -> F:
    """The day whose knowledge answers."""
    return click.option(
        "--as-of", type=EdtfDate(), metavar="DATE", help="As it was recorded by the end of this date, in UTC."
    )(command)


def listing(command: F) -> F:
    """How many records are shown, and in what form."""
    limit = click.option(
        "--limit",
        type=click.IntRange(0, 10**12),
        default=100,
        show_default=True,
        metavar="N",
        help="At most so many; 0 for all.",
    )
    return form(limit(command))


def page(command: F) -> F:
    """In what form one record is shown."""
    return click.option("--format", "form", type=click.Choice(PAGE_FORMATS), default="text", show_default=True)(command)


def search(command: F) -> F:
    """Words to look for."""
    return click.option("--search", metavar="TEXT", help='Words, "quoted words", beginnings*, -without.')(command)


def known_names(ctx: click.Context, _param: click.Parameter, incomplete: str) -> "list[CompletionItem]":
    """For the shell: the keys of people whose key or name begins like what is typed."""
    from click.shell_completion import CompletionItem

    from kzclaims.cli import Session
    from kzclaims.errors import KzclaimsError
    from kzclaims.store.names.resolve import complete_name

    # While a shell completes, the options before the command are parsed but nothing has run.
    options = ctx.find_root().params
    database = Session(str(options.get("address") or "kzclaims.db"), 0.2).database()
    try:
        with database.reading() as connection:
            found = complete_name(connection, incomplete)
    except KzclaimsError:
        return []
    return [CompletionItem(one.key, help=one.name) for one in found]


newest = click.option("--newest", is_flag=True, help="The newest first.")


def between(command: F) -> F:
    """A range of days, both ends in it."""
    for option in (
        click.option("--to", "until", type=EdtfDate(), metavar="DATE", help="Until this date, included."),
        click.option("--from", "since", type=EdtfDate(), metavar="DATE", help="Since this date, included."),
        click.option("--on", type=EdtfDate(), metavar="DATE", help="On a day, in a month, in a year: 2023-11."),
    ):
        command = option(command)
    return command


def days(command: F) -> F:
    """A range of days, and from which end of it."""
    return between(newest(command))


def choosing_statements(command: F) -> F:
    """Which statements: the filters of `kzclaims.store.read.filters`."""
    for option in (
        between,
        search,
        click.option("--status", type=click.Choice(STATUSES), help="What was last found out about them."),
        click.option(
            "--kind",
            type=click.Choice(STATEMENT_KINDS),
            help="Verbatim, reported, reported with quoted words, or the source's own voice.",
        ),
        click.option("--topic", metavar="KEY", help="A country or a subject."),
        click.option("--source", metavar="KEY", help="Where they are printed."),
        click.option("--organization", metavar="NAME", help="The body that speaks, or is spoken for."),
        click.option(
            "--about",
            metavar="NAME",
            shell_complete=known_names,
            help="Whom they speak of: a person or an organization.",
        ),
        click.option(
            "--person",
            metavar="NAME",
            shell_complete=known_names,
            help="Whose words they are: a name in any recorded form, or a key.",
        ),
    ):
        command = option(command)
    return command
