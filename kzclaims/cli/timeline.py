"""The command `timeline`."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import click

from kzclaims.cli import options
from kzclaims.cli.export import require_another_file
from kzclaims.cli.session import Session, command
from kzclaims.wording import counted

if TYPE_CHECKING:
    from datetime import date

    from kzclaims.export.timeline.entries import Entry
    from kzclaims.language.dates import UncertainDate


@command()
@click.option("--format", "form", type=click.Choice(["text", "svg", "html"]), default="text", show_default=True)
@options.choosing_statements
@click.option("--output", type=click.Path(), metavar="FILE", help="Write to this file instead of stdout.")
@options.force
@options.confidential
@options.as_of
@click.pass_obj
def timeline(
    session: Session,
    /,
    form: str,
    output: str | None,
    force: bool,
    confidential: bool,
    as_of: "UncertainDate | None",
    **filters: Any,
) -> None:
    """Draw events and statements on a time scale.

    An uncertain date is drawn as the range of its possible days. Undated entries have a lane of their own. svg and html
    are single files that need no network and link each entry to the passages that prove it. The filters are those of
    "kzclaims export".
    """
    from pathlib import Path

    from kzclaims.cli.output import remark, write
    from kzclaims.export import files
    from kzclaims.export.timeline.entries import collect_entries
    from kzclaims.store.read.filters import date_range
    from kzclaims.store.read.selection import Selection

    database = session.database()
    require_another_file(database, output)
    searched = filters["search"] is not None
    with session.reading_public(as_of, search=searched, confidential=confidential) as connection:
        entries = collect_entries(Selection(connection, **filters))
    asked = date_range(filters["on"], filters["since"], filters["until"])
    drawn = _drawn(form, chosen({**filters, "as of": as_of}), entries, asked, to_file=output is not None)
    if output is None:
        write(drawn, escaping=False, utf8=form != "text")
    else:
        files.write(Path(output), drawn, force=force)
        remark(f"{output}: written")
    if not entries:
        remark("Nothing found.")


_FILTERS = {"since": "from", "until": "to"}


def chosen(filters: Mapping[str, object]) -> list[str]:
    """Return the filters that are given, as words."""
    from kzclaims.export.timeline.entries import visible

    given = {_FILTERS.get(name, name): value for name, value in filters.items() if value not in (None, False)}
    return [visible(name if value is True else f"{name} {value}") for name, value in given.items()]


def _drawn(
    form: str, filters: list[str], entries: "list[Entry]", asked: "tuple[date, date] | None", *, to_file: bool
) -> Iterable[str]:
    """Return the timeline in a format, with a summary of what it shows."""
    import shutil
    import sys

    from kzclaims.cli.statements import DATED_BY_PUBLICATION
    from kzclaims.language import dates

    days = asked or (dates.OPEN_START, dates.OPEN_END)
    counts = Counter(entry.kind for entry in entries)
    kinds = [counted(counts[kind], kind) for kind in ("event", "statement") if counts[kind]]
    summary = [", ".join(kinds) or "This timeline is empty: nothing is recorded", *filters]
    remarks = ["; ".join(summary) + "."]
    if published := sum(entry.published for entry in entries):
        remarks.append(DATED_BY_PUBLICATION.format(published))
    if form == "svg":
        from kzclaims.export.timeline.svg import svg

        return svg("Timeline", remarks, entries, days)
    if form == "html":
        from kzclaims.export.timeline.html import html

        return html("Timeline", remarks, entries, days)
    from kzclaims.export.timeline.text import text

    encoding = "utf-8" if to_file else sys.stdout.encoding
    return text(remarks, entries, days, width=shutil.get_terminal_size().columns, encoding=encoding)
