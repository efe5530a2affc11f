"""The database file itself."""

import click

from kzclaims.cli import Session


@click.group()
def db() -> None:
    """Look after the database file."""


@db.command()
@click.pass_obj
def upgrade(session: Session) -> None:
    """Upgrade the database, or make an empty one.

    Before a database is upgraded, a backup is made beside it.
    """
    from kzclaims.store import migrate

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

    from kzclaims.store import check

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
    """Rebuild the full-text index, the names' keys and the folded words."""
    from kzclaims.store import check

    database = session.database()
    check.reindex(database)
    click.echo(f"{database}: rebuilt", err=True)


@db.command("check")
@click.pass_obj
def check_(session: Session) -> None:
    """Look for damage and broken rules.

    The exit code is 1 if there is any.
    """
    from kzclaims.language.visible import safe
    from kzclaims.store import check

    problems = 0
    for problem in check.problems(session.database()):
        problems += 1
        click.echo(safe(problem))
    if problems:
        click.echo(f"{problems} found.", err=True)
        raise click.exceptions.Exit(1)
    click.echo("Nothing wrong.", err=True)


@db.command()
@click.argument("file", type=click.Path())
@click.pass_obj
def backup(session: Session, file: str) -> None:
    """Copy the database, even while it is written to."""
    from pathlib import Path

    session.database().backup(Path(file))
    click.echo(f"{file}: a copy of {session.address}", err=True)
