"""The commands `dump` and `export`."""

from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from kzclaims.cli import options
from kzclaims.cli.session import Session, command
from kzclaims.wording import counted

if TYPE_CHECKING:
    from kzclaims.language.dates import UncertainDate
    from kzclaims.store.database.database import Database

FORMATS = ("csv", "parquet", "jsonld", "claimreview", "annotation", "timelinejs", "gexf")

FOLDERS = ("csv", "parquet")
"""The formats that consist of several files."""


@command()
@click.argument("folder", type=click.Path(), metavar="[DIR]", required=False)
@click.option("--jsonl", is_flag=True, help="Write JSON Lines to stdout instead, one record per line.")
@click.option("--history", is_flag=True, help="With --jsonl: write every row with its history, to restore or merge.")
@options.force
@options.as_of
@click.pass_obj
def dump(
    session: Session, folder: str | None, jsonl: bool, history: bool, force: bool, as_of: "UncertainDate | None"
) -> None:
    """Write the whole database as dossiers.

    DIR receives one TOML file for each source, and one each for topics, organizations and people. DIR must be new or
    empty. The last line is the command that restores the same contents in an empty database.
    """
    if jsonl == (folder is not None):
        raise click.UsageError("give either DIR, a folder for the dossiers, or --jsonl")
    if history:
        if not jsonl or as_of is not None:
            raise click.UsageError("--history needs --jsonl, and --as-of can't be used with it")
        _dump_history(session)
        return
    from pathlib import Path
    from shlex import quote

    import msgspec

    from kzclaims.cli.output import remark, sync, write
    from kzclaims.dossier import toml_writer as writer
    from kzclaims.dossier.byte_streams import LONGEST
    from kzclaims.export import files
    from kzclaims.store.read import dump as dumping
    from kzclaims.store.read.checks import count_checks

    with session.reading(as_of, search=False) as connection:
        if folder is None:
            write(msgspec.json.encode(record).decode() + "\n" for record in dumping.everything(connection))
            sync()
        else:
            with files.folder(Path(folder), force=force) as target:
                for key, records in dumping.dossiers(connection):
                    target.write(f"{key}.toml", writer.written(dumping.dossier_key(connection, key), records))
            remark(f"{folder}: {counted(len(target.names), 'dossier')}")
            for name in target.names:
                if (Path(folder) / name).stat().st_size > LONGEST:
                    remark(f"{name} is larger than {LONGEST // 2**20} MB, the limit of “kzclaims load”; use --jsonl")
            if others := sorted({path.name for path in Path(folder).glob("*.toml")} - set(target.names)):
                remark(f"{folder} also contains files from elsewhere: {', '.join(others)}")
        if count := dumping.statuses(connection):
            remark(
                f"{counted(count, 'statement')} with a status, which dossiers cannot contain; "
                "“kzclaims dump --jsonl --history” contains them, too"
            )
        for key in dumping.ambiguous_mentions(connection):
            remark(
                f"“{key}” is the key of both a person and an organization, and statements mention it: "
                "change one of the keys before you load this dump"
            )
        checks = count_checks(connection)
    # Words that failed their check are recorded, and would be refused.
    allowed = " --allow-unverified" if checks.failed or checks.not_stored else ""
    remark(f"To load it: kzclaims load{allowed} {f'{quote(folder)}/*.toml' if folder else 'FILE.jsonl'}")


def _dump_history(session: Session) -> None:
    from kzclaims.cli.output import remark, sync, write
    from kzclaims.store.read import complete_dump

    with session.reading() as connection:
        write(complete_dump.lines(connection))
    sync()
    remark("To load it into an empty database, or to merge it into another one: kzclaims merge FILE.jsonl")


@command()
@click.option("--as", "form", type=click.Choice(FORMATS), required=True, help="The format; see docs/guides/export.md.")
@options.choosing_statements
@click.option(
    "--output",
    type=click.Path(),
    metavar="FILE|DIR",
    help="Write to this file instead of stdout; for csv and parquet, to this new or empty folder.",
)
@options.force
@options.raw
@options.confidential
@options.as_of
@click.pass_obj
def export(
    session: Session,
    /,
    form: str,
    output: str | None,
    force: bool,
    raw: bool,
    confidential: bool,
    as_of: "UncertainDate | None",
    **filters: Any,
) -> None:
    """Write statements and events for other programs.

    The filters select statements, as in "kzclaims statements", together with everything that these refer to. The events
    are those that the statements are about. If "kzclaims events" has all the given filters too, the events that it
    would list are added. Without filters everything is exported, but for confidential records.
    """
    if form in FOLDERS and output is None:
        raise click.UsageError(f"{form} needs a folder, for one file per table; name it with --output DIR")
    if form == "parquet":
        from kzclaims.export.parquet import require_pyarrow

        if force:
            # Files of other years would stay, and be read as part of the export.
            raise click.UsageError("parquet needs a new or empty folder; --force cannot be used with it")
        require_pyarrow()
    from pathlib import Path

    from kzclaims.cli.output import remark, write
    from kzclaims.export import files
    from kzclaims.store.read.selection import Selection

    undated: Counter[str] = Counter()
    database = session.database()
    require_another_file(database, output)
    searched = filters["search"] is not None
    with session.reading_public(as_of, search=searched, confidential=confidential) as connection:
        selection = Selection(connection, **filters)
        if form == "csv":
            from kzclaims.export.csv_tables import tables

            assert output is not None
            with files.folder(Path(output), force=force) as target:
                target.write_lines(tables(selection, raw=raw))
        elif form == "parquet":
            from kzclaims.export import parquet

            assert output is not None
            with files.folder(Path(output)) as target:
                parquet.write(selection, target)
        else:
            from kzclaims.export.documents import document

            pieces = document(form, selection, undated)
            if output is None:
                write(pieces, escaping=form != "gexf")
            else:
                files.write(Path(output), pieces, force=force)
        if not selection.found():
            remark("Nothing found.")
    for record_type, count in undated.items():
        remark(f"{counted(count, record_type)} left out: without a first and a last day they cannot be shown.")
    if output is not None:
        remark(f"{output}: written")


def require_another_file(database: "Database", output: str | None) -> None:
    """Raise an error if the database cannot be used, or if the output would replace it."""
    from pathlib import Path

    from kzclaims.errors import InputError

    database.require_current()
    file = database.place.path
    if output is not None and file is not None and Path(output).exists() and Path(output).samefile(file):
        raise InputError(f"{output} is the database itself; choose another name")
