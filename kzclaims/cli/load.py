"""What goes into the database."""

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from kzclaims.cli.session import Session, command
from kzclaims.vocabulary import TABLE_ROW_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from kzclaims.dossier.column_mapping import Mapping
    from kzclaims.store.load.load import Outcome

PRUNE = "Remove what a dossier said before and says no more; without it, that is reported and kept."


@command()
@click.option("--prune", is_flag=True, help=PRUNE)
@click.pass_obj
def seed(session: Session, prune: bool) -> None:
    """Create or upgrade the database and load the seed.

    The seed is one article of November 2023 about Kazakhstan. Seeding again changes nothing.
    """
    from kzclaims import resources
    from kzclaims.dossier import toml_reader as toml
    from kzclaims.store.load import load as loading
    from kzclaims.store.upkeep import migrate

    database = session.database()
    done = migrate.upgrade(database)
    if done != "current":
        click.echo(f"{database}: {done}", err=True)
    dossiers = [toml.read(path) for path in sorted(resources.directory("seed").glob("*.toml"))]
    with database.writing() as connection:
        outcome = loading.load(connection, dossiers, prune=prune)
    _report(outcome)


@command()
@click.argument("files", nargs=-1, type=click.Path(allow_dash=True), metavar="FILE…")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option("--prune", is_flag=True, help=PRUNE)
@click.option("--because", metavar="TEXT", help="Why; kept in the history of whatever is corrected or removed.")
@click.option(
    "--allow-unverified",
    is_flag=True,
    help="Record passages that are not in their source's text, as what they are.",
)
@click.option("--schema", is_flag=True, help="Write the JSON Schema of a dossier to stdout, for your editor.")
@click.option("--as", "kind", type=click.Choice(TABLE_ROW_KINDS), help="Table: what its rows are.")
@click.option(
    "--map", "columns", multiple=True, metavar="FIELD=COLUMN", help="Table: the column of a field, by name or number."
)
@click.option(
    "--constant", "constants", multiple=True, metavar="FIELD=TEXT", help="Table: what is the same in every row."
)
@click.option("--mapping", metavar="FILE", help="Table: all of this in a TOML file.")
@click.option("--date-form", "dates", multiple=True, metavar="FORM", help="Table: a form of dates, such as %d.%m.%Y.")
@click.option(
    "--header/--no-header", default=None, help="Table: whether the first row names the columns.  [default: header]"
)
@click.option("--delimiter", metavar="CHARACTER", help="Table: what is between cells; found out if not given.")
@click.option("--quote", metavar="CHARACTER", help="Table: what stands around cells; found out if not given.")
@click.option("--encoding", metavar="NAME", help="Table: utf-8, cp1251, cp1252 …; found out if not given.")
@click.option("--create-people", is_flag=True, help="Table: record speakers whom nobody has recorded.")
@click.option("--skip-rejects", is_flag=True, help="Take the rest where rows cannot be taken; without it, nothing.")
@click.option("--rejects", metavar="FILE", help="Write the rows that cannot be taken to a file, with the reasons.")
@click.pass_obj
def load(
    session: Session,
    /,
    files: tuple[str, ...],
    dry_run: bool,
    prune: bool,
    because: str | None,
    schema: bool,
    allow_unverified: bool,
    create_people: bool,
    skip_rejects: bool,
    rejects: str | None,
    mapping: str | None,
    **meant: Any,
) -> None:
    """Load dossiers, records and tables.

    A dossier is a TOML file that describes sources with their people, statements and events. Dossiers that are loaded
    together may refer to each other's records. docs/reference/dossier.md describes the format.

    Records are JSON Lines, a tagged record a line, plain or compressed with gzip; "-" reads them from the standard
    input. Tables are CSV, TSV or JSON Lines of other objects, loaded by a mapping.
    docs/guides/loading.md describes both.

    Passages of dossiers are held against the text of their source, where the dossier has it or it is archived. All of
    the files are loaded, or none if anything is wrong.
    """
    from kzclaims.dossier import toml_reader as toml

    if schema:
        import json

        click.echo(json.dumps(toml.schema(), indent=2, ensure_ascii=False))
        return
    if not files:
        raise click.UsageError("name at least one FILE to load, or ask for --schema")
    from pathlib import Path

    from kzclaims.cli.output import remark
    from kzclaims.language.control_chars import safe
    from kzclaims.store.load import load as loading

    paths = dict.fromkeys(map(Path, files))
    dossiers = [path for path in paths if path.suffix == ".toml"]
    bulk = [path for path in paths if path.suffix != ".toml"]
    database = session.database()
    database.require_current()
    read = [toml.read(path) for path in dossiers]
    if not bulk:
        with database.writing(dry_run=dry_run) as connection:
            outcome = loading.load(connection, read, prune=prune, because=because, allow_unverified=allow_unverified)
    else:
        understood = _mapping(mapping, meant)
        _require_loadable(bulk, rejects, is_mapped=understood is not None)
        from kzclaims.store.bulk import files as many

        with database.writing(dry_run=dry_run) as connection:
            outcome = loading.load(connection, read, prune=prune, because=because, allow_unverified=allow_unverified)
            skipped = 0
            for path in bulk:
                with _progress(path) as moved:
                    found = many.load(
                        connection,
                        path,
                        understood,
                        because=because,
                        create_people=create_people,
                        rejects_file=Path(rejects) if rejects else None,
                        outcome=outcome,
                        moved=moved,
                        remark=remark,
                    )
                if found.count and not skip_rejects:
                    raise many.refusal(path, found)
                for problem in found.problems:
                    click.echo(safe(f"rejected: {problem}"), err=True)
                skipped += found.count
        if skipped:
            remark(f"{skipped} rejected" + (f", written to {rejects}" if rejects else ""))
    _report(outcome)
    if dry_run:
        click.echo("This was a dry run: nothing was changed.", err=True)


def _mapping(file: str | None, meant: dict[str, Any]) -> "Mapping | None":
    """What the options say of the columns; `None` if they say nothing."""
    for name in ("columns", "constants"):
        pairs = {}
        for pair in meant[name]:
            field, equals, value = pair.partition("=")
            if not equals or not field or not value:
                raise click.UsageError(f"“{pair}”: write FIELD=COLUMN or FIELD=TEXT, such as speaker=Name, lang=en")
            if field in pairs:
                raise click.UsageError(f"{field} is given twice")
            pairs[field] = value
        meant[name] = pairs
    meant["dates"] = list(meant["dates"])
    if file is None and not any(value not in (None, [], {}) for value in meant.values()):
        return None
    from pathlib import Path

    from kzclaims.dossier import column_mapping as mapping

    given = mapping.read(Path(file)) if file else mapping.Mapping()
    merged = mapping.merged(given, meant)
    mapping.check(merged)
    return merged


def _require_loadable(paths: "list[Path]", rejects: str | None, *, is_mapped: bool) -> None:
    from pathlib import Path

    from kzclaims.errors import InputError
    from kzclaims.store.bulk import files as bulk

    known = (*bulk.RECORDS, *bulk.TABLES)
    if wrong := [path for path in paths if str(path) != "-" and not path.name.lower().endswith(known)]:
        raise InputError(
            "only dossiers (.toml), records (.jsonl) and tables (.csv, .tsv) can be loaded",
            hints=[f"{path}: its name ends in none of .toml, {', '.join(known)}" for path in wrong],
        )
    if not is_mapped and (tables := [path for path in paths if path.name.lower().endswith(bulk.TABLES)]):
        raise InputError(
            "say what the rows are (--as) and what the columns mean (--map, or --mapping with a file)",
            hints=[str(path) for path in tables],
        )
    if rejects and len(paths) > 1:
        raise InputError("--rejects is for one file of records or rows at a time; load the others by themselves")
    if rejects and Path(rejects).exists():
        raise InputError(f"{rejects} exists already; name another file for the rejects")


@contextmanager
def _progress(path: "Path") -> "Iterator[Callable[[int], None]]":
    """Shows how far a file is read: on a terminal, with the rate and the time left."""
    if not sys.stderr.isatty() or str(path) == "-":
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    from kzclaims.language.control_chars import safe

    size = path.stat().st_size if path.is_file() else None
    name = TextColumn("{task.description}", markup=False)
    columns = (name, BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(file=sys.stderr), transient=True) as progress:
        task = progress.add_task(safe(path.name), total=size)
        yield lambda position: progress.update(task, completed=position)


def _report(outcome: "Outcome") -> None:
    from kzclaims.cli.output import remark

    for plural, counts in outcome.counts.items():
        if counts.added or counts.changed:
            remark(f"{plural}: {counts.added} added, {counts.changed} changed, {counts.unchanged} unchanged")
    for line in (*outcome.remarks, *outcome.repeated):
        remark(line)
    for line in outcome.removed:
        remark(f"removed: {line}")
    for line in outcome.left:
        remark(f"no longer in the file, kept: {line}")
    if outcome.left:
        remark("--prune removes what is no longer in the file and nothing refers to.")
    remark(f"{outcome.added} added, {outcome.changed} changed")
