"""The commands `count statements`, `count events` and `count people`."""

import shutil
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from kzclaims.cli import options
from kzclaims.cli.export import require_another_file
from kzclaims.cli.session import Group as CommandGroup
from kzclaims.cli.session import Session
from kzclaims.cli.timeline import chosen
from kzclaims.vocabulary import CHART_KINDS, COUNT_ORDERS, DATE_RULES, EVENT_GROUPS, STATEMENT_GROUPS, TIME_GROUPS
from kzclaims.wording import bar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kzclaims.cli.output import View
    from kzclaims.store.results import Counts, Group
    from kzclaims.vocabulary import ChartKind

_NAMED = {"speaker", "mentioned", "organization", "participant", "topic", "source", "publisher"}
"""The groups that have a key and a name."""

_LEAST_BAR, _LONGEST_BAR = 8, 60
_BETWEEN = 3
"""The columns between two columns of a table."""


@click.group(cls=CommandGroup)
def count() -> None:
    """Count statements, events or people by groups.

    A record with several values, such as several topics, is counted in the group of each. Records without a value have
    a group of their own.

    --dates sets the rule by which a record with several possible days is counted in a year or a month: by the first of
    them (earliest), in fractions by their share (spread), or only if the date certainly is in it (certain). Dates that
    a rule cannot place are counted as uncertain, and records without a date as undated.

    svg and html are pictures in single files that need no network and no script: bars, lines over time, or a matrix of
    two groups. html has all groups as a table, too.
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


_picture = options.all_of(
    click.option("--chart", type=click.Choice(CHART_KINDS), help="svg and html: the kind of chart."),
    click.option("--title", metavar="TEXT", help="svg and html: the title."),
    click.option("--output", type=click.Path(), metavar="FILE", help="Write svg or html to this file, by its ending."),
    options.force,
    options.confidential,
)


def _options(
    groups: "Sequence[str]", filters: "Callable[[options.F], options.F]"
) -> "Callable[[options.F], options.F]":
    """Return the options of a count by these groups, with the filters of a listing."""
    return options.all_of(_by(groups), filters, _dates, _sort, options.as_of, options.counts, _picture)


@count.command()
@_options(STATEMENT_GROUPS, options.choosing_statements)
@click.pass_obj
def statements(session: Session, /, **asked: Any) -> None:
    """Count statements.

    The filters are those of "kzclaims statements". The day of a statement is the day on which it was said or, if that
    is not recorded, first published. Its place is that of the events that it is about.
    """
    _count(session, "statements", asked)


@count.command()
@_options(EVENT_GROUPS, options.choosing_events)
@click.pass_obj
def events(session: Session, /, **asked: Any) -> None:
    """Count events.

    The filters are those of "kzclaims events".
    """
    _count(session, "events", asked)


@count.command()
@_options(STATEMENT_GROUPS, options.choosing_statements)
@click.pass_obj
def people(session: Session, /, **asked: Any) -> None:
    """Count people, or those who speak.

    Without filters and groups, all recorded people are counted. With them, those who speak in the selected statements
    are counted, once in each group.
    """
    _count(session, "people", asked)


def _count(session: Session, counted: str, asked: dict[str, Any]) -> None:
    """Count, and show the groups as a table or as a picture."""
    from kzclaims.cli import output
    from kzclaims.store.read.count import count as count_groups
    from kzclaims.store.result_set import ResultSet

    picture = _Picture(*(asked.pop(name) for name in _Picture._fields))
    raw, as_of = asked.pop("raw"), asked.pop("as_of")
    searched = asked["search"] is not None
    if form := picture.document():
        limit = asked.pop("limit")
        with session.reading_public(as_of, search=searched, confidential=picture.confidential) as connection:
            found = count_groups(connection, counted, **asked)
        shown = {name: value for name, value in asked.items() if name not in ("by", "dates", "sort")}
        _draw(session, picture, form, found, limit, {**shown, "as of": as_of})
        return
    with session.reading(as_of, search=searched) as connection:
        found = count_groups(connection, counted, **asked)
    if picture.form == "json":
        output.show_json(found)
    else:
        output.show(ResultSet(found.groups, 0), _view(found), picture.form, raw=raw)
    if found.found > len(found.groups):
        output.remark(f"Only the first {len(found.groups):,} of {found.found:,} groups are shown; --limit 0 shows all.")
    if found.by and picture.form == "table":
        output.remark(f"{_number(found)} in all.")


class _Picture(NamedTuple):
    """The options of a picture."""

    form: str
    chart: "ChartKind | None"
    output: str | None
    force: bool
    title: str | None
    confidential: bool

    def document(self) -> str | None:
        """Return the format of the picture, or None if none is asked for. The name of the file may decide."""
        form = self.form
        if self.output and form == "table":
            form = self.output.rpartition(".")[2].lower()
        if form in _DOCUMENTS:
            return form
        given = [f"--{name}" for name in ("chart", "output", "title", "force", "confidential") if getattr(self, name)]
        if given:
            raise click.UsageError(f"{given[0]} is for pictures; give --format svg or html, or --output FILE.svg")
        return None


def _draw(
    session: Session, picture: _Picture, form: str, found: "Counts", limit: int, asked: "Mapping[str, object]"
) -> None:
    from pathlib import Path

    from kzclaims.cli.output import remark, write
    from kzclaims.export import files
    from kzclaims.export.chart.data import chart, visible
    from kzclaims.export.chart.data import title as default_title
    from kzclaims.export.chart.html import html
    from kzclaims.export.chart.svg import svg

    require_another_file(session.database(), picture.output)
    drawn = chart(found, picture.chart, 0 if limit == _DEFAULT_LIMIT else limit)
    title = visible(picture.title or default_title(found))
    remarks = [f"{'; '.join([_number(found), *chosen(asked)])}."]
    if found.dates != "earliest" and any(name in TIME_GROUPS for name in found.by):
        remarks.append(_RULES[found.dates])
    document = svg(title, remarks, drawn) if form == "svg" else html(title, remarks, drawn, found)
    if picture.output is None:
        write(document, escaping=False)
    else:
        files.write(Path(picture.output), document, force=picture.force)
        remark(f"{picture.output}: written")
    if not found.total:
        remark("Nothing found.")


_DEFAULT_LIMIT = 100
_DOCUMENTS = ("svg", "html")
_RULES = {
    "spread": "Uncertain dates are counted in fractions, by the share of their possible days.",
    "certain": "Only dates that certainly are within a year or month are counted in it.",
}


def _number(found: "Counts") -> str:
    return f"{found.total:,} {found.counted if found.total != 1 else _ONE[found.counted]}"


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
        narrow.append(Column("", lambda group: bar(group.count / most * room, sys.stdout.encoding), whole=True))
    return View(columns=[*columns, Column("count", lambda group: group.count)], narrow=narrow)


def _room(found: "Counts", digits: int) -> int:
    """Return the number of columns that the bars may take beside the names and the numbers."""
    from rich.cells import cell_len

    names = (max((cell_len(group.names[name]) for group in found.groups), default=0) for name in found.by)
    taken = digits + sum(max(width, len(name)) + _BETWEEN for name, width in zip(found.by, names, strict=True))
    return min(max(shutil.get_terminal_size().columns - taken - _BETWEEN, _LEAST_BAR), _LONGEST_BAR)


def _shown(number: float) -> str:
    return f"{number:,}" if isinstance(number, int) else f"{number:,.2f}"
