"""Write the generated pages of the documentation.

`python docs/generate.py` writes docs/reference/commands.md from the help of the commands, and the tables of
docs/reference/data-dictionary.md from kzclaims/store/schema/dictionary.toml.
"""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from textwrap import fill

import click

from kzclaims.cli.program import kzclaims
from kzclaims.store.schema.dictionary import dictionary
from kzclaims.store.schema.tables import metadata

HEAD = """\
# Commands

What `--help` says of every command. Written by `python docs/generate.py`; the tests hold it against the program.
What the commands share, their formats and exit codes, stands in the [README](../../README.md#formats-and-exit-codes).
"""

REFERENCE = Path(__file__).parent / "reference"
COMMANDS, TABLES = REFERENCE / "commands.md", REFERENCE / "data-dictionary.md"


def reference() -> str:
    """docs/reference/commands.md, whole; help is 80 columns wide."""
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


def tables() -> str:
    """docs/reference/data-dictionary.md: what stands before the first section of tables as it is, and the tables."""
    meanings = dictionary().tables
    sections = [(name, list(some)) for name, some in groupby(meanings, key=lambda table: meanings[table].section)]
    head, _, _ = TABLES.read_text("utf-8").partition(f"\n## {sections[0][0]}\n")
    parts = [part for title, names in sections for part in (f"## {title}\n", *map(table, names))]
    return "\n".join([head, *parts])


def table(name: str) -> str:
    """What a table holds and its columns mean."""
    rows = ["| column | type | empty? | meaning |", "| --- | --- | --- | --- |"]
    for column in metadata.tables[name].c:
        refers = "".join(f"[{key.column.table.name}](#{key.column.table.name}): " for key in column.foreign_keys)
        meaning = refers + dictionary().meaning(name, column.name)
        rows.append(f"| {column.name} | {column.type} | {'yes' if column.nullable else 'no'} | {meaning} |")
    described = fill(dictionary().tables[name].description, 120, break_on_hyphens=False)
    return "\n".join([f"### {name}\n", f"{described}\n", *rows, ""])


if __name__ == "__main__":
    for path, text in ((COMMANDS, reference()), (TABLES, tables())):
        path.write_text(text, encoding="utf-8", newline="\n")
