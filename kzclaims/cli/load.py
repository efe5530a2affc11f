"""Commands that load records into the database."""

import sys
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

import click

from kzclaims.cli import options
from kzclaims.cli.session import Session, command
from kzclaims.vocabulary import TABLE_ROW_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from kzclaims.dossier.column_mapping import Mapping
    from kzclaims.store.load.outcome import Outcome
    from kzclaims.store.reports import FieldDifference

PRUNE = "Remove what a dossier no longer contains; without it, that is reported and kept."


@command()
@click.option("--prune", is_flag=True, help=PRUNE)
@click.pass_obj
def seed(session: Session, prune: bool) -> None:
    """Create or upgrade the database and load the seed.

    The seed is one article of November 2023 about Kazakhstan. Seeding again changes nothing, and corrections are kept.
    """
    from kzclaims import resources
    from kzclaims.cli.output import remark
    from kzclaims.dossier import toml_reader
    from kzclaims.store.load.load import load_dossiers
    from kzclaims.store.upkeep import migrate
    from kzclaims.store.verify import source_texts

    database = session.database()
    done = migrate.upgrade(database)
    if done != "current":
        remark(f"{database}: {done}")
    dossiers = [toml_reader.read(path) for path in sorted(resources.directory("seed").glob("*.toml"))]
    outcome = database.write(lambda connection: load_dossiers(connection, dossiers, prune=prune, policy="keep"))
    with database.reading() as connection:
        missing = list(source_texts.missing(connection, outcome.without_text))
    _report(outcome, overwrite=True)
    for line in missing:
        remark(line)


@command()
@click.argument("files", nargs=-1, type=click.Path(allow_dash=True), metavar="FILE…")
@click.option("--dry-run", is_flag=True, help="Show what would be done, field by field, without doing it.")
@click.option("--overwrite", is_flag=True, help="Replace corrections and the values of other dossiers.")
@click.option("--prune", is_flag=True, help=PRUNE)
@click.option("--because", metavar="TEXT", help="The reason; kept in the history of what is corrected or removed.")
@click.option(
    "--allow-unverified",
    is_flag=True,
    help="Record passages that differ from their source's text, with that result.",
)
@options.no_places
@click.option("--skip-drafts", is_flag=True, help="Leave out the records that nobody has accepted yet.")
@click.option(
    "--rename", multiple=True, metavar="KEY", help="Give the person or organization with this key an unrelated name."
)
@options.form
@click.option("--schema", is_flag=True, help="Write the JSON Schema of a dossier to stdout, for your editor.")
@click.option("--as", "kind", type=click.Choice(TABLE_ROW_KINDS), help="Table: the type of its rows.")
@click.option(
    "--map", "columns", multiple=True, metavar="FIELD=COLUMN", help="Table: the column of a field, by name or number."
)
@click.option("--constant", "constants", multiple=True, metavar="FIELD=TEXT", help="Table: a value for all rows.")
@click.option("--mapping", metavar="FILE", help="Table: a TOML file with these settings.")
@click.option("--date-form", "dates", multiple=True, metavar="FORM", help="Table: a format of dates, such as %d.%m.%Y.")
@click.option(
    "--header/--no-header", default=None, help="Table: whether the first row names the columns.  [default: header]"
)
@click.option("--delimiter", metavar="CHARACTER", help="Table: the character between cells; detected if not given.")
@click.option("--quote", metavar="CHARACTER", help="Table: the character around cells; detected if not given.")
@click.option("--encoding", metavar="NAME", help="Table: utf-8, cp1251, cp1252 …; detected if not given.")
@click.option("--sheet", metavar="NAME", help="Spreadsheet: the sheet, by name or number; needed if there are several.")
@click.option("--guess", is_flag=True, help="Table: write a mapping to start from to stdout; record nothing.")
@click.option("--create-people", is_flag=True, help="Table: record unknown speakers as new people.")
@click.option(
    "--skip-rejects", is_flag=True, help="Load the rest if some rows cannot be loaded; without it, nothing is loaded."
)
@click.option(
    "--suggestions",
    metavar="FILE",
    help="Table: write spellings that may mean recorded people to a TOML or CSV file; if it exists, read the answers.",
)
@click.option("--rejects", metavar="FILE", help="Write the rows that cannot be loaded to a file, with the reasons.")
@click.pass_obj
def load(
    session: Session,
    /,
    files: tuple[str, ...],
    dry_run: bool,
    overwrite: bool,
    prune: bool,
    because: str | None,
    form: str,
    raw: bool,
    schema: bool,
    rename: tuple[str, ...],
    allow_unverified: bool,
    places: bool,
    skip_drafts: bool,
    guess: bool,
    create_people: bool,
    skip_rejects: bool,
    rejects: str | None,
    suggestions: str | None,
    mapping: str | None,
    **table: Any,
) -> None:
    """Load dossiers, records and tables.

    A dossier is a TOML file that describes sources with their people, statements and events. Dossiers that are loaded
    together may refer to each other's records. docs/reference/dossier.md describes the format.

    Records are JSON Lines, a tagged record a line, plain or compressed with gzip; "-" reads them from the standard
    input. Tables are CSV, TSV, spreadsheets or JSON of other objects, loaded by a mapping. Reviews are ClaimReview in
    JSON-LD, also in web pages (.html). docs/guides/loading.md describes all of them.

    Passages of dossiers are checked against the text of their source, if the dossier contains it or it is archived. All
    files are loaded, or none if anything is wrong.

    A load that would undo a correction is refused: one that was made since by other means than this dossier. Where two
    dossiers disagree, the recorded value is kept and reported. --overwrite takes the values of the files. --dry-run
    lists the fields that differ, and --format sets the form of this list.
    """
    if schema:
        import json

        from kzclaims.dossier import toml_reader

        click.echo(json.dumps(toml_reader.schema(), indent=2, ensure_ascii=False))
        return
    if not files:
        raise click.UsageError("name at least one FILE to load, or ask for --schema")
    if guess:
        _guess(session, files, mapping, table)
        return
    from pathlib import Path

    from kzclaims.cli.output import remark
    from kzclaims.errors import InputError
    from kzclaims.store.bulk.files import LoadOptions, load_files

    database = session.database()
    database.require_current()
    paths = list(dict.fromkeys(map(Path, files)))
    has_lines = any(path.suffix != ".toml" for path in paths)
    wanted = LoadOptions(
        dry_run=dry_run,
        overwrite=overwrite,
        prune=prune,
        reason=because,
        rename=frozenset(rename),
        allow_unverified=allow_unverified,
        places=places,
        skip_drafts=skip_drafts,
        mapping=_mapping(mapping, table) if has_lines else None,
        create_people=create_people,
        skip_rejects=skip_rejects,
        rejects=Path(rejects) if rejects else None,
        suggestions=Path(suggestions) if suggestions else None,
    )
    differences: list[FieldDifference] | None = [] if dry_run or form != "table" else None
    try:
        with _without_cyclic_gc() if has_lines else nullcontext():
            outcome = load_files(database, paths, wanted, progress=_progress, remark=remark, differences=differences)
    except InputError:
        if differences:
            _show_differences(differences, form, raw=raw)
        raise
    if differences is not None:
        _show_differences(differences, form, raw=raw)
    _report(outcome, rejects, overwrite=overwrite)
    if dry_run:
        remark("This was a dry run: nothing was changed.")


@contextmanager
def _without_cyclic_gc() -> "Iterator[None]":
    """Switch off the search for cyclic garbage: records contain no cycles, and it would look at all of them."""
    import gc

    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _mapping(file: str | None, table: dict[str, Any]) -> "Mapping | None":
    """Return the mapping that the options give, or None if they give none."""
    for name in ("columns", "constants"):
        pairs = {}
        for pair in table[name]:
            field, equals, value = pair.partition("=")
            if not equals or not field or not value:
                raise click.UsageError(f"“{pair}”: write FIELD=COLUMN or FIELD=TEXT, such as speaker=Name, lang=en")
            if field in pairs:
                raise click.UsageError(f"{field} is given twice")
            pairs[field] = value
        table[name] = pairs
    table["dates"] = list(table["dates"])
    if file is None and not any(value not in (None, [], {}) for value in table.values()):
        return None
    from pathlib import Path

    from kzclaims.dossier import column_mapping

    given = column_mapping.read(Path(file)) if file else column_mapping.Mapping()
    merged = column_mapping.merged(given, table)
    column_mapping.check(merged)
    return merged


def _guess(session: Session, files: tuple[str, ...], file: str | None, table: dict[str, Any]) -> None:
    """Write a mapping for a table to stdout, with its first rows as they would be recorded in comments."""
    import tempfile
    import tomllib
    from pathlib import Path

    import msgspec

    from kzclaims.dossier import column_mapping
    from kzclaims.errors import DatabaseError
    from kzclaims.language.control_chars import safe
    from kzclaims.store.bulk.preview import guess_mapping, preview
    from kzclaims.store.database.database import Database
    from kzclaims.store.upkeep import migrate

    if len(files) != 1 or files[0] == "-":
        raise click.UsageError("--guess reads one FILE")
    if file or table["columns"] or table["constants"]:
        raise click.UsageError("--guess writes a mapping; it is not given together with one")
    path = Path(files[0])
    table |= {"columns": {}, "constants": {}, "dates": []}
    toml = guess_mapping(path, column_mapping.merged(column_mapping.Mapping(), table)).toml()
    click.echo(safe(toml), nl=False)
    mapping = msgspec.convert(tomllib.loads(toml), column_mapping.Mapping)
    click.echo("\n# The first rows, as they would be recorded:")
    with tempfile.TemporaryDirectory() as folder:
        database = session.database()
        try:
            database.require_current()
        except DatabaseError:
            database = Database(Path(folder) / "empty.db")
            migrate.upgrade(database)
        for line in preview(database, path, mapping):
            click.echo(safe(f"# {line}"))


@contextmanager
def _progress(path: "Path") -> "Iterator[Callable[[int], None]]":
    """Show on a terminal how much of a file has been read, with the rate and the time left."""
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


def _show_differences(differences: "list[FieldDifference]", form: str, *, raw: bool) -> None:
    """Write the fields that differ from what is recorded to stdout."""
    from kzclaims.cli.output import Column, View, remark, show
    from kzclaims.store.load.corrections import MOST_DIFFERENCES
    from kzclaims.store.result_set import ResultSet

    if not differences and form == "table":
        return
    view: View[FieldDifference] = View(
        columns=[
            Column("record", lambda one: one.record),
            Column("key", lambda one: one.key),
            Column("field", lambda one: one.field),
            Column("recorded", lambda one: one.recorded),
            Column("file", lambda one: one.file),
            Column("outcome", _outcome),
        ],
        narrow=[
            Column("record", lambda one: f"{one.record} {one.key}\n{one.field}"),
            Column("difference", _difference, wide=True),
        ],
    )
    show(ResultSet(iter(differences), 0), view, form, raw=raw)
    if len(differences) == MOST_DIFFERENCES:
        remark(f"Only the first {MOST_DIFFERENCES:,} differences are shown.")


def _difference(one: "FieldDifference") -> str:
    values = ("" if value is None else " ".join(str(value).split()) for value in (one.recorded, one.file))
    return "\n".join([*(f"{sign} {value}" for sign, value in zip("-+", values, strict=True) if value), _outcome(one)])


def _outcome(one: "FieldDifference") -> str:
    """Return what happens to a field, with the reason."""
    reasons = [f"in {name}, too" for name in one.dossiers]
    if one.at:
        by = " ".join(filter(None, (one.author, f"in {one.dossier}" if one.dossier else None)))
        reasons.append(f"corrected {one.at[:10]}{f' by {by}' if by else ''}{f': {one.because}' if one.because else ''}")
    return f"{one.outcome} ({'; '.join(reasons)})" if reasons else one.outcome


def _report(outcome: "Outcome", rejects: str | None = None, *, overwrite: bool = False) -> None:
    from kzclaims.cli.output import remark
    from kzclaims.wording import describe_checks

    for line in outcome.rejects:
        remark(f"rejected: {line}")
    if outcome.rejected:
        remark(f"{outcome.rejected} rejected" + (f", written to {rejects}" if rejects else ""))
    for plural, counts in outcome.counts.items():
        if counts.added or counts.changed:
            remark(f"{plural}: {counts.added} added, {counts.changed} changed, {counts.unchanged} unchanged")
    for line in (*outcome.remarks, *outcome.repeated, *outcome.disagreements):
        remark(line)
    if outcome.unlisted_pairs:
        remark(f"{outcome.unlisted_pairs} more pairs may be the same; “kzclaims identity duplicates” lists them.")
    if outcome.more_repeated:
        remark(f"{outcome.more_repeated:,} more records have the same words of the same speaker as others")
    if outcome.disagreements and not overwrite:
        remark("--overwrite takes the values of the file instead.")
    for line in outcome.removed:
        remark(f"removed: {line}")
    for line in outcome.kept:
        remark(f"no longer in the file, kept: {line}")
    if outcome.kept:
        remark("--prune removes what is no longer in the file and nothing refers to.")
    remark(f"{outcome.added} added, {outcome.changed} changed")
    if outcome.checks:
        remark(describe_checks(outcome.checks, outcome.without_text))
