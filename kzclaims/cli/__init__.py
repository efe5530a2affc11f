"""The command line: parses, asks one function, renders. Data goes to stdout, remarks to stderr."""

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from io import StringIO
from math import isnan
from typing import TYPE_CHECKING

import click

from kzclaims import __version__
from kzclaims.cli.flags import flag
from kzclaims.errors import KzclaimsError

if TYPE_CHECKING:
    from kzclaims.store.database.database import Database

# In the order in which one meets them: the module, which loads neither SQLAlchemy nor Alembic, and what --help says of
# the command without importing it.
COMMANDS = {
    "seed": ("load", "Create or upgrade the database and load the seed."),
    "load": ("load", "Load dossiers, records and tables of your own."),
    "people": ("people", "List who is recorded, or whom NAME may mean."),
    "person": ("people", "Show one person: names, roles, statements, events."),
    "statements": ("statements", "List who said what."),
    "statement": ("statements", "Show one statement whole."),
    "events": ("events", "List what happened, by date."),
    "event": ("events", "Show one event whole."),
    "sources": ("sources", "List what was published, by date."),
    "source": ("sources", "Show one source whole."),
    "search": ("search", "Find statements and events by their words."),
    "find": ("find", "Find who said it, from the words of a quotation."),
    "repeats": ("find", "List words that several speakers have said."),
    "browse": ("browse", "Look at the record in a browser."),
    "archive": ("verify", "Archive the plain text of a source in the database."),
    "verify": ("verify", "Hold every passage against the text of its source."),
    "status": ("history", "Record what was found out of a statement."),
    "history": ("history", "Show statuses, corrections and removals of a record."),
    "claims": ("claims", "List statements as claims, with their reviews."),
    "review": ("claims", "Record a published review of a statement."),
    "dump": ("export", "Write everything as dossiers."),
    "export": ("export", "Write statements and events for other programs."),
    "timeline": ("export", "Draw events and statements along time."),
    "db": ("db", "Look after the database file."),
}


LONGEST_LINE = 2000
"""How much of a line that says what went wrong is shown: it may quote a file or an argument of any length."""


class Commands(click.Group):
    """Imports the module of a command when the command is wanted."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, _ = COMMANDS[name]
        command = getattr(import_module(f"kzclaims.cli.{module}"), name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, short_help) for name, (_, short_help) in COMMANDS.items()])


class Session:
    """What the options of the whole program say; opens the database when a command asks for it."""

    def __init__(self, address: str, timeout: float) -> None:
        self.address = address
        self.timeout = timeout

    def database(self) -> "Database":
        from kzclaims.store.database.database import Database

        return Database(self.address, timeout=self.timeout)


def _a_number(_ctx: click.Context, _param: click.Parameter, value: float) -> float:
    if isnan(value):
        raise click.BadParameter("nan is no number of seconds")
    return value


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--database",
    "address",
    metavar="PATH|URL",
    envvar="KZCLAIMS_DATABASE",
    default="kzclaims.db",
    show_default=True,
    show_envvar=True,
    help="The database file.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, max=86_400),
    callback=_a_number,
    default=5.0,
    show_default=True,
    metavar="SECONDS",
    help="How long to wait for another program that is writing.",
)
@click.version_option(__version__, message="%(prog)s %(version)s")
@click.pass_context
def kzclaims(ctx: click.Context, address: str, timeout: float) -> None:
    """Who said what, when, where it was published, and what happened when.

    "kzclaims seed" makes a database to begin with.
    """
    ctx.obj = Session(address, timeout)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command and returns its exit code: 0 done, 1 the answer is no, 2 wrong input, 3 the database."""
    # Importing makes many objects and hardly any garbage; looking for it takes a tenth of the time of a look-up.
    gc.set_threshold(100_000, 50, 50)
    _open_closed_streams()
    stdout = sys.stdout
    for stream in (stdout, sys.stderr):
        # What a terminal's encoding lacks is shown by its number instead of failing.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = kzclaims.main(args=arguments, prog_name="kzclaims", standalone_mode=False)
        sys.stdout.flush()
    except KzclaimsError as error:
        lines = "\n".join(error.lines(flag))
        _say(f"Error: {lines}\n")
        return error.exit_code
    except click.ClickException as error:
        said = StringIO()
        error.show(said)
        _say(said.getvalue())
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped; of what it was to record, all is recorded or nothing.", err=True)
        return 130
    except BrokenPipeError:
        # The reader has what it wanted, as `head` has: that is no failure.
        _abandon_stdout()
        return 0
    except SystemExit:
        # Click's answer to the same, with another stdout in place; else it is the end of a shell's completion.
        if sys.stdout is not stdout:
            return 0
        raise
    except OSError as error:
        _abandon_stdout()
        click.echo(f"Error: the output cannot be written: {error.strerror}", err=True)
        return 1
    # Click returns the code of a command that leaves early.
    return code if isinstance(code, int) else 0


def _open_closed_streams() -> None:
    """What a shell has closed (``>&-``) is there again: reading it, and writing to stdout, fails."""
    for name, flags, mode in (("stdin", os.O_WRONLY, "r"), ("stdout", os.O_RDONLY, "w"), ("stderr", os.O_WRONLY, "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, flags), mode, encoding="utf-8"))


def _say(message: str) -> None:
    """What went wrong, to stderr: nothing in it drives a terminal, and no line of it is endless."""
    from kzclaims.language.control_chars import safe

    cut = (line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}…" for line in message.split("\n"))
    click.echo(safe("\n".join(cut)), err=True, nl=False)


def _abandon_stdout() -> None:
    """Keeps Python from flushing at exit to where nothing can be written."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
