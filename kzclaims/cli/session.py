"""The options of the whole program, and the command classes that accept them everywhere."""

import os
from collections import Counter
from contextlib import contextmanager
from math import isnan
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from sqlalchemy import Connection

    from kzclaims.language.dates import UncertainDate
    from kzclaims.store.database.database import Database


class Session:
    """Values of the options of the whole program. Opens the database when a command needs it."""

    def __init__(self) -> None:
        self.address = "kzclaims.db"
        self.timeout = 5.0
        self.author: str | None = None
        self.trust_clock = False
        self.given: set[str] = set()
        """Names of the options that the command line contains."""

    def database(self, address: str | None = None) -> "Database":
        """Return the database of the program's options, or the one with an address."""
        from kzclaims.store.database.database import Database

        database = Database(
            self.address if address is None else address,
            timeout=self.timeout,
            author=self.author,
            trust_clock=self.trust_clock,
            explain_damage=True,
        )
        if database.place.path is not None:
            _protect_output(database.place.path)
        return database

    def reading(
        self, as_of: "UncertainDate | None" = None, *, search: bool = True
    ) -> "AbstractContextManager[Connection]":
        """Open the database for reading, as it is or as it was on a day; see `kzclaims.store.history.as_of.reading`."""
        if as_of is None:
            return self.database().reading()
        from kzclaims.store.history.as_of import reading

        return reading(self.database(), as_of, search=search)

    @contextmanager
    def reading_public(
        self, as_of: "UncertainDate | None" = None, *, search: bool = True, confidential: bool = False
    ) -> "Iterator[Connection]":
        """Open the database as `reading` does, without confidential records unless `confidential`.

        A remark states how many are left out.
        """
        if confidential:
            with self.reading(as_of, search=search) as connection:
                yield connection
            return
        from kzclaims.store.history.as_of import reading_public

        with reading_public(self.database(), as_of, search=search) as (connection, hidden):
            yield connection
        if hidden:
            from kzclaims.cli.output import remark
            from kzclaims.wording import counted

            counts = ", ".join(counted(count, f"{name} record") for name, count in hidden.items())
            remark(f"Left out, because confidential or because they refer to what is: {counts}; see --confidential.")


def _protect_output(database: "Path") -> None:
    """Make files that the command writes as private as the database. `main` restores the umask."""
    from kzclaims.staging import private_bits

    try:
        mode = database.stat().st_mode
    except (OSError, ValueError):
        return
    os.umask(os.umask(0o077) | private_bits(mode))


class _Seconds(click.FloatRange):
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        seconds = super().convert(value, param, ctx)
        if isnan(seconds):
            self.fail(f"{value} is not a number of seconds", param, ctx)
        return seconds


def program_options(*, nested: bool = False) -> list[click.Option]:
    """Return the options of the program: for itself or, hidden and without defaults, for a nested command."""
    session = Session()

    def option(*names: str, default: Any = None, envvar: str | None = None, **settings: Any) -> click.Option:
        return click.Option(
            names,
            default=None if nested else default,
            envvar=None if nested else envvar,
            show_default=default is not None,
            show_envvar=True,
            hidden=nested,
            expose_value=False,
            callback=_store,
            **settings,
        )

    return [
        option(
            "--database",
            "address",
            metavar="PATH|URL",
            envvar="KZCLAIMS_DATABASE",
            default=session.address,
            help="The database: a file, or postgresql://user@host/name.",
        ),
        option(
            "--timeout",
            type=_Seconds(min=0, max=86_400),
            default=session.timeout,
            metavar="SECONDS",
            help="How long to wait for another program that is writing.",
        ),
        option(
            "--author",
            metavar="NAME",
            envvar="KZCLAIMS_AUTHOR",
            help="Who makes the changes: stored in the history.",
        ),
        option("--trust-clock", is_flag=True, help="Write although the newest record is more than a year old."),
    ]


def _store(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    session = ctx.ensure_object(Session)
    name = str(param.name)
    if ctx.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE:
        if name in session.given:
            raise click.UsageError(f"{param.opts[0]} is given twice", ctx)
        session.given.add(name)
        if name == "address":
            refuse_password(value)
    if value is not None:
        setattr(session, name, value)


def refuse_password(address: str, name: str = "{address}") -> None:
    """Raise `InputError` for a password, which others could read in the list of processes and the shell's history."""
    from kzclaims.errors import InputError
    from kzclaims.store.database.address import has_password

    if "://" in address and has_password(address):
        variable = ", or put the address into the environment variable KZCLAIMS_DATABASE"
        raise InputError(
            f"{name} contains a password, which others can read in the list of processes; write it into the file "
            f"that PGPASSFILE names{variable if name == '{address}' else ''}",
            parameters=("address",),
        )


class Command(click.Command):
    """A command that also takes the options of the program, and refuses an option that is given twice."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.params += program_options(nested=True)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        require_single_options(self, ctx, args)
        return super().parse_args(ctx, args)


class Group(click.Group):
    """A group whose commands are of the class `Command`."""

    command_class = Command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        require_single_options(self, ctx, args)
        return super().parse_args(ctx, args)


def require_single_options(command: click.Command, ctx: click.Context, args: list[str]) -> None:
    """Raise `click.UsageError` for an option with a single value that is given several times.

    Click itself would take the last value without a word.
    """
    if ctx.resilient_parsing:
        return
    _, _, order = command.make_parser(ctx).parse_args(list(args))
    for option, count in Counter(order).items():
        if count > 1 and isinstance(option, click.Option) and not (option.multiple or option.is_flag or option.count):
            raise click.UsageError(f"{option.opts[0]} is given {count} times; it takes one value", ctx)


def command(**settings: Any) -> "Callable[[Callable[..., Any]], Command]":
    """Declare a command of the program, as `click.command` does."""
    return click.command(cls=Command, **settings)
