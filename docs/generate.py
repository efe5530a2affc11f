"""Write the generated pages of the documentation: `python docs/generate.py`.

docs/reference/commands.md comes from the help of the commands, the tables of docs/reference/data-dictionary.md from
kzclaims/store/schema/dictionary.toml, and docs/decisions/index.md from the titles of the decisions.
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

The help of every command. `python docs/generate.py` writes this page, and the tests compare it with the program.
[Formats and exit codes](../guides/command-line.md) describes what all commands share.
"""

REFERENCE = Path(__file__).parent / "reference"
DECISIONS = Path(__file__).parent / "decisions"
COMMANDS, TABLES = REFERENCE / "commands.md", REFERENCE / "data-dictionary.md"


def reference() -> str:
    """Return docs/reference/commands.md; help is 80 columns wide."""
    sections = (f"## {ctx.command_path}\n\n```text\n{ctx.command.get_help(ctx)}\n```\n" for ctx in contexts())
    return "\n".join([HEAD, *sections])


def contexts(command: click.Command = kzclaims, parent: click.Context | None = None) -> Iterator[click.Context]:
    """Yield the context of every command, in the order of the help."""
    ctx = command.context_class(
        command, info_name=command.name, parent=parent, terminal_width=80, **command.context_settings
    )
    yield ctx
    if isinstance(command, click.Group):
        for name in command.list_commands(ctx):
            if found := command.get_command(ctx, name):
                yield from contexts(found, ctx)


def tables() -> str:
    """Return docs/reference/data-dictionary.md with new tables; the text above them stays as it is."""
    meanings = dictionary().tables
    sections = [(name, list(some)) for name, some in groupby(meanings, key=lambda table: meanings[table].section)]
    head, _, _ = TABLES.read_text("utf-8").partition(f"\n## {sections[0][0]}\n")
    parts = [part for title, names in sections for part in (f"## {title}\n", *map(table, names))]
    return "\n".join([head, *parts])


def table(name: str) -> str:
    """Describe a table and its columns."""
    rows = ["| column | type | empty? | meaning |", "| --- | --- | --- | --- |"]
    for column in metadata.tables[name].c:
        refers = "".join(f"[{key.column.table.name}](#{key.column.table.name}): " for key in column.foreign_keys)
        meaning = refers + dictionary().meaning(name, column.name)
        rows.append(f"| {column.name} | {column.type} | {'yes' if column.nullable else 'no'} | {meaning} |")
    described = fill(dictionary().tables[name].description, 120, break_on_hyphens=False)
    return "\n".join([f"### {name}\n", f"{described}\n", *rows, ""])


def decisions() -> str:
    """Return docs/decisions/index.md: a link to each decision by its title."""
    pages = sorted(DECISIONS.glob("[0-9]*.md"))
    titles = ((page.name, page.read_text("utf-8").partition("\n")[0].removeprefix("# ")) for page in pages)
    head = "# Decisions\n\nEach page gives the reason for one choice. `python docs/generate.py` writes this list.\n\n"
    return head + "".join(f"- [{title}]({name})\n" for name, title in titles)


if __name__ == "__main__":
    for path, text in ((COMMANDS, reference()), (TABLES, tables()), (DECISIONS / "index.md", decisions())):
        path.write_text(text, encoding="utf-8", newline="\n")
