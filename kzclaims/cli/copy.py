"""The command `copy`."""

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from kzclaims.cli.session import Session, command, refuse_password

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kzclaims.store.upkeep.copy import Progress


@command()
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@click.pass_obj
def copy(session: Session, source: str, target: str) -> None:
    """Copy a whole database, such as a file to a server.

    FROM and TO are files, or addresses such as postgresql://user@host/name; FROM may also be a complete dump. The copy
    has the same records, history, hash chain, ids and database id: the complete dumps of both are compared before it is
    saved. TO must be new or contain no records. FROM is not changed.
    """
    from kzclaims.cli.output import remark
    from kzclaims.store.upkeep.copy import copy as copy_database

    refuse_password(source, "FROM")
    refuse_password(target, "TO")
    # The more private one first: a new file is as private as the database that it is copied from.
    original = session.database(source)
    copied = session.database(target)
    with _progress() as progress:
        rows, head = copy_database(original, copied, progress)
    remark(f"{copied}: a copy of {original}, {rows:,} rows; the complete dumps are equal, the chain's head is {head}")


@contextmanager
def _progress() -> "Iterator[Progress]":
    """Show on a terminal how much has been copied and compared, with the time left."""
    if not sys.stderr.isatty():
        yield lambda _done, _all: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(file=sys.stderr), transient=True) as bar:
        task = bar.add_task("copied and compared", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
