"""Running commands, and parsing them without running."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import click

from kzclaims.cli.program import kzclaims


class Result(NamedTuple):
    """The exit code and the output of a command."""

    code: int
    out: str
    err: str


Run = Callable[..., Result]


def counted(remarks: str) -> str:
    """Return the remarks of a load without the line about its passages."""
    return "".join(line for line in remarks.splitlines(keepends=True) if not line.startswith("passages: "))


def parse(arguments: Sequence[str]) -> None:
    """Parse the arguments of a call of `kzclaims`, with the options of its commands, and don't run it.

    click makes the help option of a command once, from the settings of the first context. So every context must descend
    from that of the program.
    """
    context = kzclaims.make_context("kzclaims", [*arguments])
    while isinstance(group := context.command, click.Group):
        name, command, rest = group.resolve_command(context, [*context._protected_args, *context.args])
        assert command is not None, arguments
        context = command.make_context(name, rest, parent=context)
