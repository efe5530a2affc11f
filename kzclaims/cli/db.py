"""The database file itself."""

from typing import TYPE_CHECKING

import click

from kzclaims.cli import Session

if TYPE_CHECKING:
    from kzclaims.store.database.database import Database


@click.group()
def db() -> None:
    """Look after the database file."""


@db.command()
@click.pass_obj
def upgrade(session: Session) -> None:
    """Upgrade the database, or make an empty one.

    Before a database is upgraded, a backup is made beside it.
    """
    from kzclaims.store.upkeep import migrate

    database = session.database()
    done = migrate.upgrade(database)
    click.echo(f"{database}: {'up to date already' if done == 'current' else done}", err=True)


@db.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_obj
def status(session: Session, form: str) -> None:
    """Say what the file is and what is in it.

    The exit code is 3 unless this program can use it.
    """
    import json

    from kzclaims.store.upkeep import check

    database = session.database()
    found = check.status(database)
    if form == "json":
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        width = max(len(name) for name in found) + 2
        for name, value in found.items():
            click.echo(f"{name:{width}}{value}")
    database.require_current()


@db.command()
@click.pass_obj
def reindex(session: Session) -> None:
    """Make everything anew that is derived: the full-text index, indexes, names' keys, folded words, days."""
    from kzclaims.store.upkeep import repair

    database = session.database()
    with database.writing() as connection:
        repair.derive(connection)
    click.echo(f"{database}: rebuilt", err=True)


@db.command("check")
@click.option("--repair", is_flag=True, help="Make anew what is derived, after a backup; what is recorded stays.")
@click.pass_obj
def check_(session: Session, repair: bool) -> None:
    """Look for damage and broken rules.

    The exit code is 1 if there is any; with --repair, if any is left.
    """
    from kzclaims.cli.output import remark
    from kzclaims.store.upkeep.repair import repair as repaired

    database = session.database()
    found = _problems(database)
    if found and repair:
        backup, foreign = repaired(database)
        remark(f"{found} found. The database as it was: {backup}. Made anew what is derived; what is left:")
        if foreign:
            remark(f"Only the backup still has what kzclaims did not make: {', '.join(foreign)}")
        found = _problems(database)
    if found:
        remark(f"{found} found.")
        raise click.exceptions.Exit(1)
    remark("Nothing wrong.")


def _problems(database: "Database") -> int:
    """Says what is wrong; how much that is."""
    from kzclaims.language.control_chars import safe
    from kzclaims.store.upkeep import check

    count = 0
    for problem in check.problems(database):
        count += 1
        click.echo(safe(problem))
    return count


@db.command()
@click.argument("file", type=click.Path())
@click.pass_obj
def backup(session: Session, file: str) -> None:
    """Copy the database, even while it is written to."""
    from pathlib import Path

    session.database().backup(Path(file))
    click.echo(f"{file}: a copy of {session.address}", err=True)
