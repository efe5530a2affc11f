"""The commands of `kzclaims db`."""

from typing import TYPE_CHECKING

import click

from kzclaims.cli.session import Group, Session

if TYPE_CHECKING:
    from pathlib import Path

    from kzclaims.store.database.database import Database


@click.group(cls=Group)
def db() -> None:
    """Maintain the database file."""


@db.command()
@click.pass_obj
def upgrade(session: Session) -> None:
    """Upgrade the database, or create an empty one.

    An existing database is first backed up to a file next to it.
    """
    from kzclaims.cli.output import remark
    from kzclaims.store.upkeep import migrate

    database = session.database()
    done = migrate.upgrade(database)
    _report_left_over(database.place.path)
    remark(f"{database}: {'already up to date' if done == 'current' else done}")


@db.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_obj
def status(session: Session, form: str) -> None:
    """Describe the database file and its contents.

    The exit code is 3 if this version of kzclaims cannot use the file.
    """
    import json

    from kzclaims.language.control_chars import safe
    from kzclaims.store.upkeep import check

    database = session.database()
    found = check.status(database)
    if form == "json":
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        width = max(len(name) for name in found) + 2
        for name, value in found.items():
            click.echo(safe(f"{name:{width}}{value}"))
    database.require_current()


@db.command()
@click.pass_obj
def reindex(session: Session) -> None:
    """Rebuild all derived data: indexes, the full-text index, keys of names, text hashes, days."""
    from kzclaims.cli.output import remark
    from kzclaims.store.derived.renew import rebuild_all
    from kzclaims.store.upkeep.expected_schema import require_own_expressions

    database = session.database()
    database.require_current()
    require_own_expressions(database)
    database.write(rebuild_all)
    remark(f"{database}: rebuilt")


@db.command("check")
@click.option("--repair", is_flag=True, help="Back up the database, then rebuild its derived data.")
@click.option("--repair-times", is_flag=True, help="Back up the database, then correct times in the future.")
@click.option("--head", metavar="HASH", help="A head of the hash chain from “db status”, written down earlier.")
@click.pass_obj
def check_(session: Session, repair: bool, repair_times: bool, head: str | None) -> None:
    """Look for damage, broken rules and changes by other programs.

    With --head, also check that everything recorded up to that head is unchanged.

    The exit code is 1 if anything is wrong or, after a repair, if anything is still wrong.
    """
    from contextlib import suppress

    from kzclaims.cli.output import remark
    from kzclaims.errors import KzclaimsError
    from kzclaims.store.load.namesakes import describe_wikidata, shared_wikidata
    from kzclaims.store.read.checks import count_checks
    from kzclaims.store.upkeep import check
    from kzclaims.store.upkeep.repair import repair as repaired

    if head is not None:
        head = _checked_head(head)
    database = session.database()
    _report_left_over(database.place.path)
    if repair_times:
        from kzclaims.store.upkeep import times

        backup, count = times.repair(database)
        remark(f"{count} times corrected.{_backup(backup)}")
    found = _problems(database, head)
    with suppress(KzclaimsError), database.reading() as connection:
        remark(str(count_checks(connection)))
        for pair in shared_wikidata(connection):
            remark(describe_wikidata(*pair))
    if found and repair:
        backup, foreign = repaired(database)
        remark(f"{found} found.{_backup(backup)} Derived data was rebuilt. Still wrong:")
        if foreign:
            remark(f"Not created by kzclaims, now only in the backup: {', '.join(foreign)}")
        found = _problems(database, head)
    if found:
        remark(f"{found} found.")
        raise click.exceptions.Exit(1)
    if head is not None:
        at, later = check.later_links(database, head)
        remark(f"All that was recorded up to {at} UTC is unchanged. Links of the chain since then: {later}.")
    remark("Nothing wrong.")


def _problems(database: "Database", head: str | None) -> int:
    """Print all problems and return their number."""
    from kzclaims.language.control_chars import safe
    from kzclaims.store.upkeep import check

    count = 0
    for problem in check.problems(database, head=head):
        count += 1
        click.echo(safe(problem))
    return count


def _checked_head(head: str) -> str:
    """Return a hash in lower case. Raise `InputError` for anything else."""
    import re

    from kzclaims.errors import InputError
    from kzclaims.wording import quoted

    if not re.fullmatch("[0-9a-f]{64}", head.lower()):
        why = "is not a SHA-256 of 64 digits and letters from a to f; “kzclaims db status” prints the head"
        raise InputError("{head}: {value} {why}", parameters=("head",), value=quoted(head), why=why)
    return head.lower()


def _backup(path: "Path | None") -> str:
    return f" Backup of the database: {path}." if path else ""


def _report_left_over(path: "Path | None") -> None:
    """Print the temporary folders that interrupted commands left next to a file."""
    from kzclaims.cli.output import remark
    from kzclaims.staging import left_over

    if path is not None and (found := left_over(path.absolute().parent)):
        names = ", ".join(path.name for path in found)
        remark(f"Left over from an interrupted command, unless one is still running: {names}. Remove it.")


@db.command()
@click.option("--reader", metavar="ROLE", help="A role that may read.")
@click.option("--editor", metavar="ROLE", help="A role that may read and record.")
@click.option("--owner", metavar="ROLE", help="The role that upgrades and repairs.")
@click.option("--apply", is_flag=True, help="Give the rights now, instead of printing SQL.")
@click.pass_obj
def roles(session: Session, reader: str | None, editor: str | None, owner: str | None, apply: bool) -> None:
    """Print the SQL that gives roles of a server their rights.

    Readers read, editors record, and only the owner alters tables. Nobody may change the history. Run the SQL, or
    --apply, as the owner of the database or as an administrator of the server; an upgrade does not change the rights.
    """
    from kzclaims.cli.output import remark, write
    from kzclaims.store.upkeep import roles as rights

    database = session.database()
    statements = rights.grants(database, reader=reader, editor=editor, owner=owner)
    if apply:
        rights.apply(database, statements)
        remark(f"{database}: the roles have their rights now")
    else:
        write((f"{statement};\n" for statement in statements), utf8=False, escaping=False)


@db.command()
@click.argument("file", type=click.Path())
@click.pass_obj
def backup(session: Session, file: str) -> None:
    """Copy the database, even while another program writes to it."""
    from pathlib import Path

    from kzclaims.cli.output import remark

    target = Path(file)
    sha256 = session.database().backup(target)
    remark(f"{file}: a verified copy of {session.address}, SHA-256 {sha256}")
    _report_left_over(target)
