"""The commands `count statements`, `count events` and `count people`."""

import shutil
import sys
from typing import TYPE_CHECKING, Any

import click

from kzclaims.cli import options
from kzclaims.cli.session import Group as CommandGroup
from kzclaims.cli.session import Session
from kzclaims.vocabulary import COUNT_ORDERS, DATE_RULES, EVENT_GROUPS, STATEMENT_GROUPS, TIME_GROUPS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kzclaims.cli.output import View
    from kzclaims.language.dates import UncertainDate
    from kzclaims.store.results import Counts, Group

_NAMED = {"speaker", "mentioned", "organization", "participant", "topic", "source", "publisher"}
"""The groups that have a key and a name."""

_LEAST_BAR, _LONGEST_BAR = 8, 60
_BETWEEN = 3
"""The columns between two columns of a table."""
_EIGHTHS = " ▏▎▍▌▋▊▉█"


@click.group(cls=CommandGroup)
def count() -> None:
    """Count statements, events or people by groups.

    A record with several values, such as several topics, is counted in the group of each. Records without a value have
    a group of their own.

    --dates sets the rule by which a record with several possible days is counted in a year or a month: by the first of
    them (earliest), in fractions by their share (spread), or only if the date certainly is in it (certain). Dates that
    a rule cannot place are counted as uncertain, and records without a date as undated.
    """


def _by(names: "Sequence[str]") -> "Callable[[options.F], options.F]":
    return click.option("--by", default="", metavar="GROUP,…", help=f"Groups, separated by commas: {', '.join(names)}.")


_dates = click.option(
    "--dates",
    type=click.Choice(DATE_RULES),
    default="earliest",
    show_default=True,
    help="The rule for uncertain dates in years and months.",
)
_sort = click.option(
    "--sort",
    type=click.Choice(COUNT_ORDERS),
    help="The largest groups first, or by their names; years and months alone are in order of time by default.",
)


@count.command()
@_by(STATEMENT_GROUPS)
@options.choosing_statements
@_dates
@_sort
@options.as_of
@options.listing
@click.pass_obj
def statements(session: Session, /, as_of: "UncertainDate | None", form: str, raw: bool, **asked: Any) -> None:
    """Count statements.

    The filters are those of "kzclaims statements". The day of a statement is the day on which it was said or, if that
    is not recorded, first published. Its place is that of the events that it is about.
    """
    _count(session, "statements", as_of, form, asked, raw=raw)


@count.command()
@_by(EVENT_GROUPS)
@options.choosing_events
@_dates
@_sort
@options.as_of
@options.listing
@click.pass_obj
def events(session: Session, /, as_of: "UncertainDate | None", form: str, raw: bool, **asked: Any) -> None:
    """Count events.

    The filters are those of "kzclaims events".
    """
    _count(session, "events", as_of, form, asked, raw=raw)


@count.command()
@_by(STATEMENT_GROUPS)
@options.choosing_statements
@_dates
@_sort
@options.as_of
@options.listing
@click.pass_obj
def people(session: Session, /, as_of: "UncertainDate | None", form: str, raw: bool, **asked: Any) -> None:
    """Count people, or those who speak.

    Without filters and groups, all recorded people are counted. With them, those who speak in the selected statements
    are counted, once in each group.
    """
    _count(session, "people", as_of, form, asked, raw=raw)


def _count(
    session: Session, counted: str, as_of: "UncertainDate | None", form: str, asked: dict[str, Any], *, raw: bool
) -> None:
    from kzclaims.cli import output
    from kzclaims.store.read.count import count as count_groups
    from kzclaims.store.result_set import ResultSet

    with session.reading(as_of, search=asked["search"] is not None) as connection:
        found = count_groups(connection, counted, **asked)
    if form == "json":
        output.show_json(found)
    else:
        output.show(ResultSet(found.groups, 0), _view(found), form, raw=raw)
    if found.found > len(found.groups):
        output.remark(f"Only the first {len(found.groups):,} of {found.found:,} groups are shown; --limit 0 shows all.")
    if found.by and form == "table":
        output.remark(f"{found.total:,} {counted if found.total != 1 else _ONE[counted]} in all.")


_ONE = {"statements": "statement", "events": "event", "people": "person"}


def _view(found: "Counts") -> "View[Group]":
    from kzclaims.cli.output import Column, View

    columns: list[Column[Group]] = []
    for name in found.by:
        if name in _NAMED:
            columns += [
                Column(name, lambda group, name=name: group.values[name]),  # type: ignore[misc]
                Column(f"{name}_name", lambda group, name=name: group.names[name]),  # type: ignore[misc]
            ]
        else:
            columns.append(Column(name, lambda group, name=name: group.names[name]))  # type: ignore[misc]
    narrow: list[Column[Group]] = [
        Column(name, lambda group, name=name: group.names[name], whole=name in TIME_GROUPS)  # type: ignore[misc]
        for name in found.by
    ]
    digits = max(map(len, [found.counted, *(_shown(group.count) for group in found.groups)]))
    narrow.append(Column(found.counted, lambda group: _shown(group.count).rjust(digits), whole=True))
    if found.by and sys.stdout.isatty():
        most, room = max((group.count for group in found.groups), default=0) or 1, _room(found, digits)
        narrow.append(Column("", lambda group: _bar(group.count / most * room), whole=True))
    return View(columns=[*columns, Column("count", lambda group: group.count)], narrow=narrow)


def _room(found: "Counts", digits: int) -> int:
    """Return the number of columns that the bars may take beside the names and the numbers."""
    from rich.cells import cell_len

    names = (max((cell_len(group.names[name]) for group in found.groups), default=0) for name in found.by)
    taken = digits + sum(max(width, len(name)) + _BETWEEN for name, width in zip(found.by, names, strict=True))
    return min(max(shutil.get_terminal_size().columns - taken - _BETWEEN, _LEAST_BAR), _LONGEST_BAR)


def _shown(number: float) -> str:
    return f"{number:,}" if isinstance(number, int) else f"{number:,.2f}"


def _bar(cells: float) -> str:
    """Return a bar of so many cells, in eighths of a cell if the terminal can show them."""
    try:
        _EIGHTHS.encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        return "#" * max(round(cells), cells > 0)
    whole, part = divmod(max(round(cells * 8), cells > 0), 8)
    return _EIGHTHS[8] * whole + _EIGHTHS[part].strip()
