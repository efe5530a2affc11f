"""Commands that archive texts and check passages against them."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kzclaims.cli import options
from kzclaims.cli.session import Session, command

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from kzclaims.cli.output import View
    from kzclaims.documents.document import Document, Proposal
    from kzclaims.store.reports import Verified
    from kzclaims.store.results import SourcePage


@command()
@click.argument("source", metavar="SOURCE")
@click.argument("file", metavar="FILE|URL")
@click.option("--replace", is_flag=True, help="Accept another text than the one whose SHA-256 is recorded.")
@click.option("--page", metavar="URL", help="The page to take from a WARC or WACZ.")
@click.option("--allow-private", is_flag=True, help="Fetch addresses of private networks, too.")
@options.no_places
@click.pass_obj
def archive(
    session: Session, source: str, file: str, replace: bool, page: str | None, allow_private: bool, places: bool
) -> None:
    """Archive what a source published, and its text.

    FILE is a page (HTML), a PDF, a .docx, a text in UTF-8, subtitles (.srt, .vtt), a transcript of Whisper (.json), or
    a WARC or WACZ. A URL is fetched; only http and https. Reading pages, PDFs and WARCs needs: pip install
    'kzclaims[archive]'.

    SOURCE is a key. Archiving again adds a version; no version is ever lost. The newest one is the text that passages
    are checked against, and where words are found once, their place is stored. If a SHA-256 is recorded and that text
    was never archived, another text is refused.
    """
    from kzclaims.cli import output
    from kzclaims.documents.fetch import fetch_document, is_address
    from kzclaims.documents.read import read_file
    from kzclaims.store.read import queries
    from kzclaims.store.verify import source_texts, stored
    from kzclaims.wording import describe_checks

    with session.database().reading() as connection:
        recorded = queries.source(connection, source)
    if is_address(file):
        document = fetch_document(file, allow_private=allow_private)
    else:
        document = read_file(Path(file), member=page, address=recorded.url)

    def record(connection: "Connection") -> "tuple[source_texts.Archived, Counter[str]]":
        archived = source_texts.archive(connection, source, document, replace=replace)
        verified = stored.verify(connection, [source], store=True, new_places=places)
        return archived, Counter(one.status for one in verified)

    done, counts = session.database().write(record)
    length = len(document.text)
    output.remark(f"{source}: {length} characters{'' if done.new else ', archived already'}, SHA-256 {done.sha256}")
    for line in _described(document, recorded):
        output.remark(line)
    if done.former:
        output.remark(f"It replaces the text with the SHA-256 {done.former}.")
        output.remark(f"The former text is kept: kzclaims source {source} --diff")
    output.remark(describe_checks(counts))


def _described(document: "Document", recorded: "SourcePage") -> "Iterator[str]":
    """Yield where a document is from, and what it states about itself that is not recorded."""
    from kzclaims.wording import quoted

    if document.url is not None:
        status = "" if document.http_status is None else f", status {document.http_status}"
        yield f"from {document.url}{status}"
    if document.extractor is not None:
        name = f"{document.extractor} {document.extractor_version}"
        yield f"{document.media_type}, {len(document.content)} bytes; text extracted by {name}"
    given = document.proposal
    known = (recorded.title, recorded.author, recorded.publisher, recorded.published, recorded.lang)
    for name, (value, known_value) in zip(_PROPOSED, zip(_values(given), known, strict=True), strict=True):
        if value is not None and value != known_value:
            now = "not recorded" if known_value is None else f"recorded: {quoted(known_value)}"
            yield f"{name} according to the document: {quoted(value)} ({now})"


_PROPOSED = ("title", "author", "publisher", "published", "lang")


def _values(given: "Proposal") -> "Iterator[str | None]":
    return (getattr(given, name) for name in _PROPOSED)


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
@click.option("--speakers", is_flag=True, help="Also name quotations that the text attributes to somebody else.")
@click.option("--strict", is_flag=True, help="Exit with 1 if any passage is unchecked, too.")
@options.form
@click.pass_obj
def verify(
    session: Session,
    sources: tuple[str, ...],
    file: Path | None,
    failures: bool,
    fix: bool,
    speakers: bool,
    strict: bool,
    form: str,
    raw: bool,
) -> None:
    """Check every passage against the text of its source.

    Without SOURCE, all sources are checked. A FILE without a SOURCE is the text of the source that has its SHA-256.

    With --speakers, it also compares the recorded speaker of each quotation with the one that the text certainly names,
    in English, Kazakh, Russian and Ukrainian. A difference is only a remark. This takes longer.

    The exit code is 1 if words differ from the text, or the text from the recorded one, and with --strict if a passage
    cannot be checked because no text is archived. Failures are listed last.
    """
    from kzclaims.cli import output
    from kzclaims.store.result_set import ResultSet
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
        if speakers:
            from kzclaims.scan.speakers import with_speakers

            found = with_speakers(connection, found, text)
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
    if one.attributed_to:
        details.append(f"the text attributes these words to {one.attributed_to}")
    if one.in_page:
        details.append("only in the whole page, not in the extracted article")
    if one.elsewhere:
        details.append(f"in {', '.join(one.elsewhere)}")
    if one.differences:
        details.append(format_differences((each.kind, each.recorded, each.source) for each in one.differences))
    if one.status == "text changed":
        details.append("its SHA-256 differs from the recorded one")
    return "; ".join(details)
