"""What goes out of the database."""

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from kzclaims.cli import Session, options

if TYPE_CHECKING:
    from datetime import date

    from kzclaims.export.timeline.entries import Entry
    from kzclaims.store.database.database import Database
    from kzclaims.store.read.selection import Choice

FORMATS = ("csv", "jsonld", "claimreview", "annotation", "timelinejs", "gexf")


@click.command()
@click.argument("folder", type=click.Path(), metavar="[DIR]", required=False)
@click.option("--jsonl", is_flag=True, help="One stream on stdout instead, a record a line.")
@options.force
@options.as_of
@click.pass_obj
def dump(session: Session, folder: str | None, jsonl: bool, force: bool, as_of: str | None) -> None:
    """Write everything as dossiers.

    DIR gets a TOML file for each source, and one each for topics, organizations and people. "kzclaims load DIR/*.toml"
    loads them into an empty database to the same contents. DIR must be new or empty.
    """
    if jsonl == (folder is not None):
        raise click.UsageError("name a DIR to write dossiers into, or ask for --jsonl")
    from pathlib import Path

    import msgspec

    from kzclaims.cli.output import remark, write
    from kzclaims.dossier import toml_writer as writer
    from kzclaims.dossier.byte_streams import LONGEST
    from kzclaims.export import files
    from kzclaims.store.read import dump as dumping

    with session.database().reading(as_of=as_of, search=False) as connection:
        if folder is None:
            write(msgspec.json.encode(record).decode() + "\n" for record in dumping.everything(connection))
        else:
            with files.folder(Path(folder), force=force) as target:
                for key, records in dumping.dossiers(connection):
                    target.write(f"{key}.toml", writer.written(key, records))
            remark(f"{folder}: {_count(len(target.names), 'dossier')}")
            for name in target.names:
                if (Path(folder) / name).stat().st_size > LONGEST:
                    remark(f"{name} is longer than the {LONGEST // 2**20} MB that “kzclaims load” takes; use --jsonl")
            if others := sorted({path.name for path in Path(folder).glob("*.toml")} - set(target.names)):
                remark(f"{folder} also holds what this dump has not written: {', '.join(others)}")
        if count := dumping.statuses(connection):
            remark(
                f"{_count(count, 'statement')} with a status, which no dossier can say: "
                "“kzclaims db backup” copies that and the history as well"
            )
        for key in dumping.ambiguous_mentions(connection):
            remark(
                f"“{key}” is the key of a person and of an organization, and mentioned: "
                "before this dump can be loaded, give one another key"
            )


@click.command()
@click.option("--as", "form", type=click.Choice(FORMATS), required=True, help="What for: docs/guides/export.md says.")
@options.choosing_statements
@click.option(
    "--output",
    type=click.Path(),
    metavar="FILE|DIR",
    help="Where to; stdout unless given. For csv a folder, new or empty.",
)
@options.force
@options.raw
@options.as_of
@click.pass_obj
def export(
    session: Session, /, form: str, output: str | None, force: bool, raw: bool, as_of: str | None, **filters: str | None
) -> None:
    """Write statements and events for other programs.

    The options choose statements, as those of "kzclaims statements" do, and with them comes all that they refer to.
    Events are those that they are about and, where every option given is one that "kzclaims events" has, those too
    that it lists. Without any of them everything is written.
    """
    if form == "csv" and output is None:
        raise click.UsageError("csv is a folder with a file a table; name it with --output DIR")
    from pathlib import Path

    from kzclaims.cli.output import remark, write
    from kzclaims.export import files
    from kzclaims.store.read.selection import Choice

    undated: Counter[str] = Counter()
    database = session.database()
    _require_another_file(database, output)
    with database.reading(as_of=as_of, search=filters["search"] is not None) as connection:
        choice = Choice(connection, **filters)
        if form == "csv":
            from kzclaims.export.csv_tables import tables

            assert output is not None
            with files.folder(Path(output), force=force) as target:
                target.write_lines(tables(choice, raw=raw))
        else:
            document = _document(form, choice, undated)
            if output is None:
                write(document, escaping=form != "gexf")
            else:
                files.write(Path(output), document, force=force)
        if not choice.found():
            remark("Nothing found.")
    for record_type, count in undated.items():
        remark(f"{_count(count, record_type)} left out: a timeline needs a first and a last day.")
    if output is not None:
        remark(f"{output}: written")


@click.command()
@click.option("--format", "form", type=click.Choice(["text", "svg", "html"]), default="text", show_default=True)
@options.choosing_statements
@click.option("--output", type=click.Path(), metavar="FILE", help="Where to; stdout unless given.")
@options.force
@options.as_of
@click.pass_obj
def timeline(
    session: Session, /, form: str, output: str | None, force: bool, as_of: str | None, **filters: str | None
) -> None:
    """Draw events and statements along time.

    An uncertain date is drawn as the span that it may be; what has no date stands in a lane of its own. svg and html
    are one file each that needs no network, and lead from each entry to what proves it. The options choose as those of
    "kzclaims export" do.
    """
    from pathlib import Path

    from kzclaims.cli.output import remark, write
    from kzclaims.export import files
    from kzclaims.export.timeline.entries import gathered
    from kzclaims.store.read.filters import days_asked
    from kzclaims.store.read.selection import Choice

    database = session.database()
    _require_another_file(database, output)
    with database.reading(as_of=as_of, search=filters["search"] is not None) as connection:
        entries = gathered(Choice(connection, **filters))
    asked = days_asked(filters["on"], filters["since"], filters["until"])
    chosen = [f"{_FILTERS.get(name, name)} {value}" for name, value in filters.items() if value is not None]
    chosen += [f"as of {as_of}"] if as_of else []
    drawn = _drawn(form, chosen, entries, asked, to_file=output is not None)
    if output is None:
        write(drawn, escaping=False, utf8=form != "text")
    else:
        files.write(Path(output), drawn, force=force)
        remark(f"{output}: written")
    if not entries:
        remark("Nothing found.")


_FILTERS = {"since": "from", "until": "to"}


def _drawn(
    form: str, chosen: list[str], entries: "list[Entry]", asked: "tuple[date, date] | None", *, to_file: bool
) -> Iterable[str]:
    """The timeline in a format, with what it shows in words."""
    import shutil
    import sys

    from kzclaims.cli.statements import DATED_BY_PUBLICATION
    from kzclaims.export.timeline.entries import seen
    from kzclaims.language import dates

    days = asked or (dates.OPEN_START, dates.OPEN_END)
    counts = Counter(entry.kind for entry in entries)
    said = [", ".join(_count(counts[kind], kind) for kind in ("event", "statement") if counts[kind]) or "Nothing found"]
    said += [seen(one) for one in chosen]
    remarks = ["; ".join(said) + "."]
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


def _require_another_file(database: "Database", output: str | None) -> None:
    """Raises for a database that cannot be read, and for an output that would replace it."""
    from pathlib import Path

    from kzclaims.errors import InputError

    database.require_current()
    if output is not None and Path(output).exists() and Path(output).samefile(database.path):
        raise InputError(f"{output} is the database itself; name another place")


def _document(form: str, choice: "Choice", undated: Counter[str]) -> Iterable[str]:
    """The one file that a format is."""
    match form:
        case "annotation":
            from kzclaims.export.web_annotation import annotation

            return annotation(choice)
        case "timelinejs":
            from kzclaims.export.timelinejs import timelinejs

            return timelinejs(choice, lambda record_type: undated.update([record_type]))
        case "gexf":
            from kzclaims.export.gexf import gexf

            return gexf(choice)
        case "claimreview":
            from kzclaims.export.schema_org import claimreview

            return claimreview(choice)
        case _:
            from kzclaims.export.schema_org import jsonld

            return jsonld(choice)


def _count(number: int, singular: str) -> str:
    return f"{number} {singular}" + ("" if number == 1 else "s")
