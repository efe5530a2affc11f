"""The reference of the commands from their own help: `python docs/generate.py` writes docs/commands.md."""

from collections.abc import Iterator
from pathlib import Path

import click

from kzclaims.cli import kzclaims

HEAD = """\
# Commands

What `--help` says of every command. Written by `python docs/generate.py`; the tests hold it against the program.
What the commands share, their formats and exit codes, stands in the [README](../README.md#formats-and-exit-codes).
"""


def reference() -> str:
    """docs/commands.md, whole; help is 80 columns wide."""
    sections = (f"## {ctx.command_path}\n\n```text\n{ctx.command.get_help(ctx)}\n```\n" for ctx in contexts())
    return "\n".join([HEAD, *sections])


def contexts(command: click.Command = kzclaims, parent: click.Context | None = None) -> Iterator[click.Context]:
    """Every command with its name and the names of the groups around it, in the order of the help."""
    ctx = command.context_class(
        command, info_name=command.name, parent=parent, terminal_width=80, **command.context_settings
    )
    yield ctx
    if isinstance(command, click.Group):
        for name in command.list_commands(ctx):
            if found := command.get_command(ctx, name):
                yield from contexts(found, ctx)


if __name__ == "__main__":
    Path(__file__).with_name("commands.md").write_text(reference(), encoding="utf-8", newline="\n")
