"""The command `draft`."""

import sys
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, NamedTuple

import click

from kzclaims.cli import options
from kzclaims.cli.session import Session, command

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kzclaims.dossier.records import Source
    from kzclaims.draft.dossier import Drafts
    from kzclaims.draft.recorded import Database
    from kzclaims.draft.transcript import Progress
    from kzclaims.language.dates import UncertainDate
    from kzclaims.store.read.versions import Times


@command()
@click.argument("inputs", nargs=-1, required=True, metavar="FILE|URL|SOURCE…")
@click.option("--output", type=click.Path(), metavar="FILE", help="The dossier to write, or to add new drafts to.")
@click.option("--lang", metavar="TAG", help="The language of the text; detected if not given.")
@click.option("--published", type=options.EdtfDate(), metavar="DATE", help="When the source was published.")
@click.option("--title", metavar="TEXT", help="The source's title; its first line if not given.")
@click.option("--url", metavar="URL", help="The source's address.")
@click.option("--empty", is_flag=True, help="Draft nothing: write the source, its text and an example of each record.")
@click.option("--allow-private", is_flag=True, help="Fetch addresses of private networks, too.")
@click.pass_obj
def draft(
    session: Session,
    inputs: tuple[str, ...],
    output: str | None,
    lang: str | None,
    published: "UncertainDate | None",
    title: str | None,
    url: str | None,
    empty: bool,
    allow_private: bool,
) -> None:
    """Draft a dossier from an article.

    It contains people, statements and events, each with its place in the text. An input is a file that "kzclaims
    archive" can read, an address, or the key of a source whose text is archived. The dossier is written to the standard
    output or to --output. Several inputs give one dossier each, next to the files or in this folder.

    A speaker is given only where the text makes it certain; otherwise the speaker is left open.

    Each drafted record has a line "draft" that names what to check. To accept a record, delete this line; to reject it,
    delete the record. "kzclaims load" refuses a dossier with open drafts, or leaves them out with --skip-drafts.

    If the dossier exists, only drafts that it has never contained are added to it. All else is unchanged.

    With --empty, the text may be in any language, and the examples are commented out. An existing file is not changed.
    """
    from pathlib import Path

    from msgspec.structs import replace

    from kzclaims.draft.recorded import Database

    if len(inputs) > 1 and (output or title or url):
        raise click.UsageError("--output, --title and --url are for a single input")
    database = session.database()
    with nullcontext() if database.place.is_missing() else database.reading() as connection:
        recorded = Database(connection)
        for number, name in enumerate(inputs):
            one = _input(name, recorded if connection is not None else None, allow_private=allow_private)
            given = {"lang": lang, "published": published and published.edtf, "title": title, "url": url}
            one = one._replace(source=replace(one.source, **{field: value for field, value in given.items() if value}))
            target = Path(output) if output else None
            if len(inputs) > 1:
                target = Path(name).with_suffix(".toml") if Path(name).exists() else Path(f"{one.source.key}.toml")
            if empty:
                _write_empty(one.source, one.text, one.publisher, target)
            else:
                with _progress(name, number, len(inputs)) as progress:
                    found = _draft(one, recorded, progress)
                _write(found, target)


class _Input(NamedTuple):
    source: "Source"
    text: str
    publisher: str | None = None
    times: "Times" = ()


def _input(name: str, recorded: "Database | None", *, allow_private: bool) -> _Input:
    from pathlib import Path

    from kzclaims.documents.fetch import fetch_document, is_address
    from kzclaims.documents.read import read_file
    from kzclaims.draft.source import from_document
    from kzclaims.errors import NotFoundError

    if is_address(name):
        document = fetch_document(name, allow_private=allow_private)
        key = document.proposal.title or name.rstrip("/").rpartition("/")[2]
    elif Path(name).exists():
        document = read_file(Path(name))
        key = Path(name).stem
    elif recorded:
        source, text, times = recorded.source(name)
        return _Input(source, text, times=times)
    else:
        raise NotFoundError(f"there is no file {name}, and no database with a source of this key")
    return _Input(from_document(document, key), document.text, document.proposal.publisher, document.times)


@contextmanager
def _progress(name: str, number: int, count: int) -> "Iterator[Progress]":
    """Show on a terminal how much of the inputs has been read, with the time left."""
    if not sys.stderr.isatty():
        yield lambda _done, _all: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    from kzclaims.language.control_chars import safe

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(file=sys.stderr), transient=True) as bar:
        task = bar.add_task(safe(name if count == 1 else f"{name} ({number + 1} of {count})"), total=count)
        yield lambda done, total: bar.update(task, completed=number + done / total)


def _draft(one: _Input, recorded: "Database", progress: "Progress") -> "Drafts":
    from kzclaims.draft.dossier import draft_records
    from kzclaims.draft.source import day_of, require_language

    require_language(one.source.lang)
    return draft_records(
        one.source,
        one.text,
        published=day_of(one.source.published),
        resolve=recorded.person,
        taken=recorded.has_key,
        times=one.times,
        progress=progress,
    )


def _write_empty(source: "Source", text: str, publisher: str | None, target: "Path | None") -> None:
    from kzclaims.cli.output import remark, write
    from kzclaims.draft.empty import empty
    from kzclaims.export import files

    lines = empty(source, text, key=target.stem if target else source.key, publisher=publisher)
    if target is None:
        write(lines)
        return
    files.write(target, lines)
    remark(f"{target}: the source {source.key}, its text and examples; fill it in and load it: kzclaims load {target}")


def _write(found: "Drafts", target: "Path | None") -> None:
    from kzclaims.cli.output import remark, write
    from kzclaims.draft.dossier import differs, extended_dossier, new_dossier
    from kzclaims.errors import InputError
    from kzclaims.export import files
    from kzclaims.wording import counted

    if target is None:
        write(new_dossier(found, key=found.source.key))
    elif target.exists():
        from kzclaims.store.verify.source_texts import read_text

        old = read_text(target)
        try:
            text, added = extended_dossier(old, found)
        except InputError as error:
            raise InputError("{file}: {why}", file=target, why=error.message) from None
        if added:
            files.write(target, [text], force=True)
        remark(f"{target}: {counted(added, 'new draft')}; what it contained is unchanged")
        if added and differs(old, found):
            remark(
                f"{target}: its text of {found.source.key} differs from this one, so places may not fit; "
                "replace the text, and delete start and end where the words have moved"
            )
        return
    else:
        files.write(target, new_dossier(found, key=target.stem))
    remark(
        f"{target or found.source.key}: {counted(len(found.drafts), 'draft')}, {counted(found.open, 'open speaker')}"
    )
