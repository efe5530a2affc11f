"""Write the generated pages of the documentation: `python docs/generate.py`.

In docs/reference/, commands.md comes from the help of the commands, the tables of data-dictionary.md from
kzclaims/store/schema/dictionary.toml, the signatures and fields in python.md from the functions and results, and the
fields in dossier.md from the record types. docs/decisions/index.md comes from the titles of the decisions.
"""

import re
from collections.abc import Iterator, Mapping
from inspect import Parameter, Signature, signature
from itertools import groupby
from pathlib import Path
from textwrap import fill
from typing import Any, get_args

import click
import msgspec

import kzclaims as api
from kzclaims.cli.program import kzclaims
from kzclaims.dossier import records
from kzclaims.store import reports, results
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
PYTHON, DOSSIER = REFERENCE / "python.md", REFERENCE / "dossier.md"

PARTS: dict[str, type[msgspec.Struct]] = {
    "names": records.Name,
    "roles": records.Role,
    "participants": records.Participant,
    "translations": records.Translation,
    "appearances": records.Appearance,
    "citations": records.Citation,
}
"""The tables of dossiers that are parts of others."""


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


def python() -> str:
    """Return docs/reference/python.md with new signatures and fields; the other text stays as it is."""
    text = PYTHON.read_text("utf-8")
    for name in api.__all__:
        call = f"`kzclaims.{name}{_signature(getattr(api, name))}`"
        wrapped = fill(call, 120, break_long_words=False, break_on_hyphens=False)
        text = re.sub(rf"(?<=\n### {name}\n\n)`kzclaims\.[^`]+`", wrapped, text)
    structs = [
        one
        for one in (vars(results) | vars(reports)).values()
        if isinstance(one, type) and issubclass(one, msgspec.Struct)
    ]
    rows = [
        f"| `{one.__name__}` | {', '.join(f'`{field}`' for field in one.__struct_fields__)} |\n"
        for one in structs
        if one is not msgspec.Struct
    ]
    return _with_rows(text, "| record | fields |\n| --- | --- |\n", rows)


def _signature(function: Any) -> str:
    """Return the parameters of a function, with each filter by its name."""
    parameters = [one.replace(annotation=one.empty) for one in signature(function).parameters.values()]
    if parameters[-1].kind is Parameter.VAR_KEYWORD:
        (filters,) = get_args(signature(function).parameters[parameters.pop().name].annotation)
        first = next(at for at, one in enumerate(parameters) if one.kind is Parameter.KEYWORD_ONLY)
        parameters[first:first] = [
            Parameter(name, Parameter.KEYWORD_ONLY, default=False if kind is bool else None)
            for name, kind in filters.__annotations__.items()
        ]
    return str(Signature(parameters)).replace("'", '"')


def _with_rows(text: str, head: str, rows: list[str]) -> str:
    """Return a page with other rows in the table that has this head."""
    before, _, after = text.partition(head)
    rest = after.splitlines(keepends=True)
    while rest and rest[0].startswith("|"):
        rest.pop(0)
    return before + head + "".join(rows) + "".join(rest)


def dossier() -> str:
    """Return docs/reference/dossier.md with the fields of each table; the meanings stay as they are written there.

    A new field has the description of its record type.
    """
    head = "| field | meaning |\n| --- | --- |\n"
    tables: Mapping[str, type[msgspec.Struct]] = {**records.RECORD_TYPES, **PARTS}
    parts = re.split(r"(?<=\n)(?=##+ )", DOSSIER.read_text("utf-8"))
    for number, part in enumerate(parts):
        name = part.partition("\n")[0].removeprefix("### ")
        if record_type := tables.get(name):
            meanings = dict(re.findall(r"^\| \**(\w+)\** \| (.*) \|$", part, re.MULTILINE))
            parts[number] = _with_rows(part, head, [_field(one, meanings) for one in _fields(record_type)])
    return "".join(parts)


def _fields(record_type: type[msgspec.Struct]) -> list[tuple[str, bool, str]]:
    """Return the name of each field, whether it is required, and its description. The key is first."""
    _, schemas = msgspec.json.schema_components([record_type])
    schema = schemas[record_type.__name__]
    properties: dict[str, dict[str, str]] = schema["properties"]
    fields = [
        (name, name in schema["required"], field.get("description", ""))
        for name, field in properties.items()
        if name != "type"
    ]
    return sorted(fields, key=lambda field: field[0] != "key")


def _field(field: tuple[str, bool, str], meanings: dict[str, str]) -> str:
    name, is_required, description = field
    return f"| {f'**{name}**' if is_required else name} | {meanings.get(name, description)} |\n"


def decisions() -> str:
    """Return docs/decisions/index.md: a link to each decision by its title."""
    pages = sorted(DECISIONS.glob("[0-9]*.md"))
    titles = ((page.name, page.read_text("utf-8").partition("\n")[0].removeprefix("# ")) for page in pages)
    head = "# Decisions\n\nEach page gives the reason for one choice. `python docs/generate.py` writes this list.\n\n"
    return head + "".join(f"- [{title}]({name})\n" for name, title in titles)


if __name__ == "__main__":
    pages = {
        COMMANDS: reference(),
        TABLES: tables(),
        PYTHON: python(),
        DOSSIER: dossier(),
        DECISIONS / "index.md": decisions(),
    }
    for path, text in pages.items():
        path.write_text(text, encoding="utf-8", newline="\n")
