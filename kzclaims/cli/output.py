"""Output of records: listings as tables, JSON, JSON Lines, CSV and Markdown, and pages for single records.

Rich draws tables that fit the terminal. In a pipe a table has one tab-separated line per record and nothing is
shortened. Characters of a text that could control a terminal or reorder a line are replaced by U+FFFD.
"""

import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, TextIO, TypeVar

import click
import msgspec

from kzclaims.language.control_chars import UNSAFE, safe

if TYPE_CHECKING:
    from kzclaims.store.result_set import ResultSet

T = TypeVar("T")

# Noncharacters, which no printed text contains, mark the words found until a format renders the marks.
MARK_START, MARK_END = "\ufdd0", "\ufdd1"


class Column(msgspec.Struct, Generic[T], frozen=True):
    """One column of a table: its heading and its value for a record."""

    name: str
    value: Callable[[T], object]
    wide: bool = False
    """The column takes the width that the others leave."""
    whole: bool = False
    """The cells are never wrapped."""


def fields(*names: str) -> list[Column[Any]]:
    """Return the columns that show fields of a record unchanged."""
    return [Column(name, attrgetter(name)) for name in names]


class View(msgspec.Struct, Generic[T], frozen=True):
    """The columns of a listing of one record type."""

    columns: Sequence[Column[T]]
    """The columns in a pipe, in CSV and in Markdown."""
    narrow: Sequence[Column[T]]
    """The columns on a terminal."""


class Page(msgspec.Struct):
    """One record: a title, fields, and lists under headings."""

    title: str
    fields: list[tuple[str, object]] = []
    sections: list[tuple[str, list[str]]] = []


def remark(text: str) -> None:
    """Write a remark for the user to stderr."""
    click.echo(safe(text), err=True)


def show(
    answer: "ResultSet[T]", view: View[T], form: str, *, raw: bool = False, noting: Callable[[T], bool] | None = None
) -> int:
    """Write a listing to stdout, with a remark if it is cut short or empty.

    Return the number of records for which `noting` is true.
    """
    out = sys.stdout
    count = noted = 0

    def counted() -> Iterator[T]:
        nonlocal count, noted
        for record in answer:
            count += 1
            noted += noting is not None and noting(record)
            yield record

    records = counted()
    match form:
        case "json":
            _json(records, out)
        case "jsonl":
            _utf8(out)
            for record in records:
                out.write(_escaped_for(out, msgspec.json.encode(record).decode()) + "\n")
        case "csv":
            _csv(records, view, out, raw=raw)
        case "markdown":
            _markdown(records, view, out)
        case _ if out.isatty():
            _draw(list(records), view)
        case _:
            _tabbed(records, view, out)
    if answer.more:
        others = f" of {answer.found}" if answer.found else ""
        remark(f"Only the first {count}{others} are shown; --limit 0 shows all.")
    elif not count:
        remark("Nothing found.")
    return noted


def remark_if_more(shown: int, found: int) -> None:
    """Write a remark if only the first of the statements in a page are shown."""
    if shown < found:
        remark(f"Only the first {shown:,} of {found:,} statements are shown; --limit 0 shows all.")


def show_page(record: msgspec.Struct, page: Page, form: str) -> None:
    """Write one record to stdout."""
    out = sys.stdout
    if form == "json":
        show_json(record)
        return
    lines = _page_in_markdown(page) if form == "markdown" else _page_in_text(page, out)
    out.write("\n".join(safe(line) for line in lines) + "\n")


def show_json(record: msgspec.Struct) -> None:
    """Write one record to stdout as JSON."""
    out = sys.stdout
    _utf8(out)
    out.write(_escaped_for(out, msgspec.json.format(msgspec.json.encode(record), indent=2).decode()) + "\n")


def write(pieces: Iterable[str], *, escaping: bool = True, utf8: bool = True) -> None:
    """Write a document to stdout. On a terminal, control characters are escaped as in JSON, or replaced."""
    out = sys.stdout
    if utf8:
        _utf8(out)
    for piece in pieces:
        out.write(_escaped_for(out, piece) if escaping or not out.isatty() else safe(piece))


def sync() -> None:
    """Make what was written to stdout outlast a power cut, if stdout is a file."""
    import os
    from stat import S_ISREG

    sys.stdout.flush()
    try:
        number = sys.stdout.fileno()
    except (OSError, AttributeError):
        # Not a stream of the operating system.
        return
    if S_ISREG(os.fstat(number).st_mode):
        os.fsync(number)


def _cell(column: Column[T], record: T) -> str:
    value = column.value(record)
    if isinstance(value, list | tuple):
        return "; ".join(str(one) for one in value)
    return "" if value is None else str(value)


def _utf8(out: TextIO) -> None:
    """Write UTF-8 in any terminal: JSON and CSV require it."""
    if hasattr(out, "reconfigure"):
        out.reconfigure(encoding="utf-8", newline="\n")


def _escaped_for(out: TextIO, text: str) -> str:
    """Return JSON text, with control characters escaped if it goes to a terminal."""
    return UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text) if out.isatty() else text


def _json(records: Iterable[Any], out: TextIO) -> None:
    _utf8(out)
    separator = "[\n"
    for record in records:
        text = msgspec.json.format(msgspec.json.encode(record), indent=2).decode()
        out.write(separator + textwrap.indent(_escaped_for(out, text), "  "))
        separator = ",\n"
    out.write("[]\n" if separator == "[\n" else "\n]\n")


def _csv(records: Iterable[T], view: View[T], out: TextIO, *, raw: bool) -> None:
    import csv

    from kzclaims.export.common import guarded

    _utf8(out)
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow([column.name for column in view.columns])
    for record in records:
        cells = [_with_marks(_cell(column, record), "") for column in view.columns]
        if out.isatty():
            cells = [safe(cell) for cell in cells]
        writer.writerow(cells if raw else [guarded(cell) for cell in cells])


def _tabbed(records: Iterable[T], view: View[T], out: TextIO) -> None:
    out.write("\t".join(column.name for column in view.columns) + "\n")
    for record in records:
        cells = (_with_marks(" ".join(safe(_cell(column, record)).split()), "*") for column in view.columns)
        print(*cells, sep="\t", file=out)


def _markdown(records: Iterable[T], view: View[T], out: TextIO) -> None:
    out.write("| " + " | ".join(column.name for column in view.columns) + " |\n")
    out.write("|" + " --- |" * len(view.columns) + "\n")
    for record in records:
        cells = (_with_marks(_in_markdown(safe(_cell(column, record))), "**") for column in view.columns)
        print("|", " | ".join(cells), "|", file=out)


def _with_marks(text: str, mark: str) -> str:
    return text.replace(MARK_START, mark).replace(MARK_END, mark)


def _in_markdown(text: str) -> str:
    escaped = re.sub(r"([\\`*_~\[\]|])", r"\\\1", text.replace("&", "&amp;").replace("<", "&lt;"))
    return "<br>".join(escaped.splitlines())


def _draw(records: Sequence[T], view: View[T]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    if not records:
        return
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for column in view.narrow:
        ratio = {"ratio": 1} if column.wide else {}
        table.add_column(column.name, overflow="fold", no_wrap=column.whole, **ratio)  # type: ignore[arg-type]
    several_lines = any("\n" in _cell(column, records[0]) for column in view.narrow)
    for record in records:
        cells = []
        for column in view.narrow:
            first, *others = safe(_cell(column, record)).split("\n")
            cell = Text()
            for number, piece in enumerate(re.split(f"[{MARK_START}{MARK_END}]", first)):
                cell.append(piece, style="bold" if number % 2 else None)
            for other in others:
                cell.append(f"\n{other}", style="dim")
            cells.append(cell)
        if several_lines and record is not records[-1]:
            cells[-1].append("\n")
        table.add_row(*cells)
    size = shutil.get_terminal_size()
    Console(highlight=False, width=size.columns, height=size.lines).print(table)


def _page_in_text(page: Page, out: TextIO) -> Iterator[str]:
    width = min(shutil.get_terminal_size().columns, 100) if out.isatty() else None

    def wrapped(text: str, first: str, rest: str) -> list[str]:
        text = " ".join(text.split())
        if width is None:
            return [first + text]
        return textwrap.wrap(
            text, max(width, len(rest) + 20), initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
        )

    yield from wrapped(page.title, "", "")
    known = [(name, value) for name, value in page.fields if value not in (None, "", [])]
    if known:
        yield ""
        column = max(len(name) for name, _ in known) + 2
        for name, value in known:
            yield from wrapped(str(value), name.ljust(column), " " * column)
    for heading, lines in page.sections:
        if lines:
            yield ""
            yield heading
            for line in lines:
                first, *others = line.split("\n")
                yield from wrapped(first, "- ", "  ")
                for other in others:
                    yield from wrapped(other, "  ", "  ")


def _page_in_markdown(page: Page) -> Iterator[str]:
    yield f"# {_in_markdown(page.title)}"
    known = [(name, value) for name, value in page.fields if value not in (None, "", [])]
    if known:
        yield ""
        for name, value in known:
            yield f"- **{name}**: {_in_markdown(str(value))}"
    for heading, lines in page.sections:
        if lines:
            yield from ("", f"## {heading}", "")
            for line in lines:
                yield f"- {_in_markdown(line)}"
