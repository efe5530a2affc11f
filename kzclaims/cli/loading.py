"""What goes into the database."""

from typing import TYPE_CHECKING

import click

from kzclaims.cli import Session

if TYPE_CHECKING:
    from kzclaims.store.load import Outcome

PRUNE = "Remove what a dossier said before and says no more; without it, that is reported and kept."


@click.command()
@click.option("--prune", is_flag=True, help=PRUNE)
@click.pass_obj
def seed(session: Session, prune: bool) -> None:
    """Create or upgrade the database and load the seed.

    The seed is one article of November 2023 about Kazakhstan. Seeding again changes nothing.
    """
    from kzclaims import resources
    from kzclaims.dossier import toml
    from kzclaims.store import load as loading
    from kzclaims.store import migrate

    database = session.database()
    done = migrate.upgrade(database)
    if done != "current":
        click.echo(f"{database}: {done}", err=True)
    dossiers = [toml.read(path) for path in sorted(resources.directory("seed").glob("*.toml"))]
    with database.writing() as connection:
        outcome = loading.load(connection, dossiers, prune=prune)
    _report(outcome)


@click.command()
@click.argument("files", nargs=-1, type=click.Path(), metavar="FILE…")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option("--prune", is_flag=True, help=PRUNE)
@click.option("--because", metavar="TEXT", help="Why; kept in the history of whatever is corrected or removed.")
@click.option("--schema", is_flag=True, help="Write the JSON Schema of a dossier to stdout, for your editor.")
@click.pass_obj
def load(
    session: Session, files: tuple[str, ...], dry_run: bool, prune: bool, because: str | None, schema: bool
) -> None:
    """Load dossiers of your own.

    A dossier is a TOML file that describes sources with their people, statements and events.

    Dossiers that are loaded together may refer to each other's records. All of them are loaded, or none if anything is
    wrong. docs/dossier.md describes the format.
    """
    from kzclaims.dossier import toml

    if schema:
        import json

        click.echo(json.dumps(toml.schema(), indent=2, ensure_ascii=False))
        return
    if not files:
        raise click.UsageError("name at least one FILE to load, or ask for --schema")
    from pathlib import Path

    from kzclaims.errors import InputError
    from kzclaims.store import load as loading

    paths = dict.fromkeys(map(Path, files))
    if wrong := [path for path in paths if path.suffix != ".toml"]:
        raise InputError(
            "only dossiers in TOML can be loaded",
            hints=[f"{path}: its name does not end in .toml" for path in wrong],
        )
    database = session.database()
    database.require_current()
    dossiers = [toml.read(path) for path in paths]
    with database.writing(dry_run=dry_run) as connection:
        outcome = loading.load(connection, dossiers, prune=prune, because=because)
    _report(outcome)
    if dry_run:
        click.echo("This was a dry run: nothing was changed.", err=True)


def _report(outcome: "Outcome") -> None:
    from kzclaims.cli.output import remark

    for plural, counts in outcome.counts.items():
        if counts.added or counts.changed:
            remark(f"{plural}: {counts.added} added, {counts.changed} changed, {counts.unchanged} unchanged")
    for line in outcome.removed:
        remark(f"removed: {line}")
    for line in outcome.left:
        remark(f"no longer in the file, kept: {line}")
    if outcome.left:
        remark("--prune removes what is no longer in the file and nothing refers to.")
    remark(f"{outcome.added} added, {outcome.changed} changed")
