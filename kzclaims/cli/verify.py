"""Commands that archive texts and check passages against them."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kzclaims.cli import options
from kzclaims.cli.session import Session, command

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kzclaims.cli.output import View
    from kzclaims.store.results import Verified


@command()
@click.argument("source", metavar="SOURCE")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Take another text than the one whose SHA-256 is recorded.")
@options.no_places
@click.pass_obj
def archive(session: Session, source: str, file: Path, replace: bool, places: bool) -> None:
    """Archive the plain text of a source in the database.

    FILE must be UTF-8; its characters are kept unchanged. SOURCE is a key. A text whose SHA-256 differs from the
    recorded one is refused. The passages of the source are checked, and where words are found once, their place is
    stored.
    """
    from kzclaims.cli import output
    from kzclaims.documents.document import plain
    from kzclaims.store.verify import source_texts, stored
    from kzclaims.wording import describe_checks

    text = source_texts.read_text(file)
    document = plain(text)
    with session.database().writing() as connection:
        done = source_texts.archive(connection, source, document, replace=replace)
        counts = Counter(one.status for one in stored.verify(connection, [source], store=True, new_places=places))
    output.remark(f"{source}: {len(text)} characters{'' if done.new else ', archived already'}, SHA-256 {done.sha256}")
    if done.former:
        output.remark(f"It replaces the text with the SHA-256 {done.former}.")
    output.remark(describe_checks(counts))


@command()
@click.argument("sources", nargs=-1, metavar="[SOURCE]…")
@click.option(
    "--text",
    "file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Check against this text, in UTF-8, instead of the archived one.",
)
@click.option("--failures", is_flag=True, help="List only what fails.")
@click.option("--fix", is_flag=True, help="Store the places where words are found, and the results.")
@click.option("--strict", is_flag=True, help="Exit with 1 if any passage is unchecked, too.")
@options.form
@click.pass_obj
def verify(
    session: Session,
    sources: tuple[str, ...],
    file: Path | None,
    failures: bool,
    fix: bool,
    strict: bool,
    form: str,
    raw: bool,
) -> None:
    """Check every passage against the text of its source.

    Without SOURCE, all sources are checked. A FILE without a SOURCE is the text of the source that has its SHA-256.

    The exit code is 1 if words differ from the text, or the text from the recorded one, and with --strict if a passage
    cannot be checked because no text is archived. Failures are listed last.
    """
    from kzclaims.cli import output
    from kzclaims.store.results import ResultSet
    from kzclaims.store.verify import source_texts, stored
    from kzclaims.store.verify.passages import FAILURES
    from kzclaims.wording import describe_checks

    text = None if file is None else source_texts.read_text(file)
    counts: Counter[str] = Counter()
    without_text: set[str] = set()
    direct: Counter[bool] = Counter()

    def seen(answers: "Iterator[Verified]") -> "Iterator[Verified]":
        for one in answers:
            counts[one.status] += 1
            if one.status == "no text":
                without_text.add(one.source)
            if one.kind == "direct" and one.status != "no text":
                direct[one.verbatim] += 1
            if not failures or one.status in FAILURES:
                yield one

    database = session.database()
    with database.writing() if fix else database.reading() as connection:
        found = stored.verify(connection, sources, text=text, fix=fix)
        output.show(ResultSet(seen(found), 0), _view(), form, raw=raw)
        missing = list(source_texts.missing(connection, without_text))
    if counts:
        output.remark(describe_checks(counts, without_text))
    if direct:
        output.remark(f"direct quotations: {direct[True]} of {direct.total()} verbatim")
    for line in missing:
        output.remark(line)
    if any(counts[status] for status in FAILURES) or (strict and without_text):
        raise click.exceptions.Exit(1)


def _view() -> "View[Verified]":
    from kzclaims.cli.output import Column, View, fields

    return View(
        columns=[
            *fields("status", "source", "record", "key", "kind"),
            Column("verbatim", lambda v: "yes" if v.verbatim else "no"),
            *fields("start", "end", "found_start", "found_end", "exact"),
            Column("finding", _finding),
        ],
        narrow=[
            *fields("status"),
            Column("passage", _passage, wide=True),
        ],
    )


def _passage(one: "Verified") -> str:
    lines = [one.exact or "the text of the source", f"{one.record} {one.key}"]
    if finding := _finding(one):
        lines.append(finding)
    return "\n".join(lines)


def _finding(one: "Verified") -> str:
    """Return the details of a result."""
    from kzclaims.store.verify.passages import format_differences

    details = [one.problem] if one.problem else []
    if one.allowances:
        details.append(", ".join(one.allowances))
    if one.found_start is not None and one.status in ("moved", "altered", "normalised"):
        details.append(f"at {one.found_start} to {one.found_end}")
    details += [f"leaves out “{part}”" for part in one.left_out]
    if one.in_page:
        details.append("only in the whole page, not in the extracted article")
    if one.elsewhere:
        details.append(f"in {', '.join(one.elsewhere)}")
    if one.differences:
        details.append(format_differences((each.kind, each.recorded, each.source) for each in one.differences))
    if one.status == "text changed":
        details.append("its SHA-256 differs from the recorded one")
    return "; ".join(details)
