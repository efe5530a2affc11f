"""The command `timeline`."""

import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from kzclaims.cli import options
from kzclaims.cli.export import require_another_file
from kzclaims.cli.session import Session, command
from kzclaims.wording import counted

if TYPE_CHECKING:
    from datetime import date

    from kzclaims.export.timeline.entries import Entry
    from kzclaims.language.dates import UncertainDate
    from kzclaims.store.results import Counts


@command()
@click.option("--format", "form", type=click.Choice(["text", "svg", "html"]), default="text", show_default=True)
@options.choosing_statements
@click.option("--title", metavar="TEXT", default="Timeline", show_default=True, help="The title.")
@click.option("--output", type=click.Path(), metavar="FILE", help="Write to this file instead of stdout.")
@options.force
@options.confidential
@options.as_of
@click.pass_obj
def timeline(
    session: Session,
    /,
    form: str,
    title: str,
    output: str | None,
    force: bool,
    confidential: bool,
    as_of: "UncertainDate | None",
    **filters: Any,
) -> None:
    """Draw events and statements on a time scale.

    More than 1,000 of them are drawn as their numbers by month or year. An uncertain date is drawn as the range of its
    possible days. Undated entries have a lane of their own. svg and html are single files that need no network and link
    each entry to the passages that prove it. The filters are those of "kzclaims export".
    """
    from pathlib import Path

    from kzclaims.cli.output import remark, write
    from kzclaims.export import files
    from kzclaims.export.timeline.density import density
    from kzclaims.export.timeline.entries import collect_entries, is_dense, visible
    from kzclaims.store.read.filters import date_range
    from kzclaims.store.read.selection import Selection

    database = session.database()
    require_another_file(database, output)
    searched = filters["search"] is not None
    with session.reading_public(as_of, search=searched, confidential=confidential) as connection:
        selection = Selection(connection, **filters)
        counts = density(selection) if is_dense(selection) else None
        entries = [] if counts else collect_entries(selection, filters["search"])
    asked = date_range(filters["on"], filters["since"], filters["until"])
    given = chosen({**filters, "as of": as_of})
    page = _Page(form, visible(title), to_file=output is not None)
    drawn = page.of_numbers(counts, given) if counts else page.of_entries(entries, given, asked)
    if output is None:
        write(drawn, escaping=False, utf8=form != "text")
    else:
        files.write(Path(output), drawn, force=force)
        remark(f"{output}: written")
    if not entries and not counts:
        remark("Nothing found.")


_FILTERS = {"since": "from", "until": "to"}


def chosen(filters: Mapping[str, object]) -> list[str]:
    """Return the filters that are given, as words."""
    from kzclaims.export.timeline.entries import visible

    given = {_FILTERS.get(name, name): value for name, value in filters.items() if value not in (None, False)}
    return [visible(name if value is True else f"{name} {value}") for name, value in given.items()]


class _Page(NamedTuple):
    """The document that a timeline is drawn in."""

    form: str
    title: str
    to_file: bool

    @property
    def encoding(self) -> str:
        return "utf-8" if self.to_file else sys.stdout.encoding

    def of_entries(
        self, entries: "list[Entry]", filters: list[str], asked: "tuple[date, date] | None"
    ) -> Iterable[str]:
        """Return the timeline of entries, with a summary of what it shows."""
        from kzclaims.cli.statements import DATED_BY_PUBLICATION
        from kzclaims.language import dates

        days = asked or (dates.OPEN_START, dates.OPEN_END)
        counts = Counter(entry.kind for entry in entries)
        kinds = [counted(counts[kind], kind) for kind in ("event", "statement") if counts[kind]]
        summary = [", ".join(kinds) or "This timeline is empty: nothing is recorded", *filters]
        remarks = ["; ".join(summary) + "."]
        if published := sum(entry.published for entry in entries):
            remarks.append(DATED_BY_PUBLICATION.format(published))
        if self.form == "svg":
            from kzclaims.export.timeline.svg import svg

            return svg(self.title, remarks, entries, days)
        if self.form == "html":
            from kzclaims.export.timeline.html import html

            return html(self.title, remarks, entries, days)
        from kzclaims.export.timeline.text import text

        return text(self._titled(remarks), entries, days, width=_width(), encoding=self.encoding)

    def of_numbers(self, counts: "Counts", filters: list[str]) -> Iterable[str]:
        """Return the timeline of the numbers of entries."""
        from kzclaims.export.chart.data import chart

        kinds = ", ".join(
            counted(number, kind)
            for kind in ("event", "statement")
            if (number := int(sum(one.count for one in counts.groups if one.values["record"] == f"{kind}s")))
        )
        remarks = [
            f"{'; '.join([kinds, *filters])}.",
            f"Too many to show each: their numbers by {counts.by[1]}, an uncertain date by its first possible day.",
        ]
        if self.form == "text":
            from kzclaims.export.timeline.density import text

            return text(self._titled(remarks), counts, width=_width(), encoding=self.encoding)
        drawn = chart(counts, "lines")
        if self.form == "svg":
            from kzclaims.export.chart.svg import svg

            return svg(self.title, remarks, drawn)
        from kzclaims.export.chart.html import html

        return html(self.title, remarks, drawn, counts)

    def _titled(self, remarks: list[str]) -> list[str]:
        return remarks if self.title == _TITLE else [self.title, *remarks]


_TITLE = "Timeline"


def _width() -> int:
    return shutil.get_terminal_size().columns
