"""The command `scan`."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kzclaims.cli import options
from kzclaims.cli.session import Session, command
from kzclaims.cli.site import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kzclaims.cli.output import View
    from kzclaims.scan.manuscript import Manuscript
    from kzclaims.scan.results import Scanned, ScannedStatement


@command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option("--lang", metavar="TAG", help="The language of the manuscripts; detected if not given.")
@click.option("--failures", is_flag=True, help="List only what fails.")
@click.option(
    "--report", type=click.Path(path_type=Path), metavar="FILE", help="Write a web page with the results, too."
)
@click.option("--report-lang", type=click.Choice(LANGUAGES), help="The language of that page; English if not given.")
@options.force
@options.form
@click.pass_obj
def scan(
    session: Session,
    files: tuple[str, ...],
    lang: str | None,
    failures: bool,
    report: Path | None,
    report_lang: str | None,
    force: bool,
    form: str,
    raw: bool,
) -> None:
    """Check the quotations of a manuscript against the database.

    FILE is a text in UTF-8, Markdown, a page (HTML), a .docx or a PDF; - is the standard input. Reading pages and PDFs
    needs: pip install 'kzclaims[archive]'.

    Each quotation of at least four words is looked up, and shorter ones that somebody is named for: recorded; joined
    from several statements; a part of it is recorded; altered, with the differences; similar to a statement; not
    recorded. Typography is no difference. A sentence that repeats a reviewed claim nearly verbatim is listed, too.

    The exit code is 1 if a quotation is altered, is joined although no source prints it so, is recorded as another
    person's words, or if it or a sentence repeats a claim that a review finds false or mostly false. Another speaker is
    only reported where the text certainly names somebody else.
    """
    from kzclaims.cli import output
    from kzclaims.scan.scan import Scan
    from kzclaims.store.result_set import ResultSet

    if report_lang and not report:
        raise click.UsageError("--report-lang is for --report FILE")
    manuscripts = _read(files, lang)
    results: Counter[str] = Counter()
    problems: Counter[str] = Counter()
    kept: list[Scanned] = []

    def counted(found: "Iterable[Scanned]") -> "Iterator[Scanned]":
        for one in found:
            results[one.result] += 1
            problems.update(one.problems)
            if report:
                kept.append(one)
            if one.problems or not failures:
                yield one

    with session.reading() as connection:
        checks = Scan(connection)
        found = (one for manuscript in manuscripts for one in checks.scan(manuscript))
        output.show(ResultSet(counted(found), 0), _view(several=len(files) > 1), form, raw=raw)
    if report:
        from kzclaims.export import files as exported
        from kzclaims.pages.languages import DEFAULT, language
        from kzclaims.pages.scan_report import html

        exported.write(report, html(kept, language(report_lang or DEFAULT)), force=force)
    if results:
        output.remark(_summary(results))
    if problems:
        output.remark("fails: " + ", ".join(f"{count} {name}" for name, count in problems.items()))
        raise click.exceptions.Exit(1)


def _read(files: "tuple[str, ...]", lang: str | None) -> "list[Manuscript]":
    """Read all manuscripts. Raise `InputError` with every file that cannot be read."""
    from kzclaims.errors import InputError
    from kzclaims.scan.manuscript import read_manuscript

    found: list[Manuscript] = []
    errors: list[InputError] = []
    for name in files:
        try:
            found.append(read_manuscript(name, lang=lang))
        except InputError as error:
            errors.append(error)
    if len(errors) > 1:
        raise InputError("several files cannot be read:", hints=[f"  {one.message}" for one in errors])
    if errors:
        raise errors[0]
    return found


def _summary(results: "Counter[str]") -> str:
    from kzclaims.wording import counted

    repeated = results.pop("repeated", 0)
    parts = [f"{count} {name}" for name, count in results.items()]
    lines = [f"{counted(sum(results.values()), 'quotation')}: {', '.join(parts)}"] if parts else []
    if repeated:
        lines.append(f"{counted(repeated, 'sentence')} like a reviewed claim")
    return "; ".join(lines)


def _view(*, several: bool) -> "View[Scanned]":
    from kzclaims.cli.output import Column, View, fields

    return View(
        columns=[
            *fields("file", "page", "line", "kind", "result", "problems", "words", "speaker"),
            Column("statements", lambda one: [each.key for each in one.statements]),
            Column("speakers", lambda one: [each.speaker.name for each in one.statements if each.speaker]),
            Column("verdicts", lambda one: [r.verdict for each in one.statements for r in each.reviews if r.verdict]),
            Column("finding", lambda one: "; ".join(map(_difference, one.statements[:1])) or None),
        ],
        narrow=[
            Column("place", lambda one: _place(one, several=several)),
            Column("result", lambda one: "\n".join([one.result, *(p for p in one.problems if p != one.result)])),
            Column("quotation", _details, wide=True),
        ],
    )


def _place(one: "Scanned", *, several: bool) -> str:
    place = f"page {one.page}" if one.page else f"line {one.line}" if one.line else ""
    return f"{one.file}\n{place}" if several else place


def _details(one: "Scanned") -> str:
    from kzclaims.pages.languages import DEFAULT, language
    from kzclaims.pages.scan_report import facts

    words = " ".join(one.words.split())
    lines = [words if one.speaker is None else f"{words} ({one.speaker})"]
    for each in one.statements:
        lines.append(facts(each, language(DEFAULT)))
        if difference := _difference(each):
            lines.append(difference)
    return "\n".join(lines)


def _difference(one: "ScannedStatement") -> str:
    from kzclaims.store.verify.passages import format_differences

    reason = [one.problem] if one.problem else []
    if one.differences:
        reason.append(format_differences((each.kind, each.asked, each.recorded) for each in one.differences))
    return "; ".join(reason)
