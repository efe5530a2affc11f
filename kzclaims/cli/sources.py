"""The commands `sources` and `source`."""

from typing import TYPE_CHECKING

import click

from kzclaims.cli import options
from kzclaims.cli.session import Session, command
from kzclaims.cli.statements import listed
from kzclaims.export.labels import UNKNOWN_DAY
from kzclaims.vocabulary import SOURCE_ORDERS

if TYPE_CHECKING:
    from kzclaims.cli.output import Page, View
    from kzclaims.language.dates import UncertainDate
    from kzclaims.store.reports import VersionChange, VersionDifferences
    from kzclaims.store.results import Source, SourcePage, Version


@command()
@options.sort(SOURCE_ORDERS)
@options.as_of
@options.listing
@click.pass_obj
def sources(
    session: Session, sort: str | None, as_of: "UncertainDate | None", form: str, limit: int, raw: bool
) -> None:
    """List sources by date of publication."""
    from kzclaims.cli import output
    from kzclaims.store.read import queries

    with session.reading(as_of) as connection:
        output.show(queries.sources(connection, sort=sort, limit=limit), _view(), form, raw=raw)


@command()
@click.argument("key")
@click.option("--diff", is_flag=True, help="Show the words that the newest version changed, and affected passages.")
@click.option("--compare-with", type=int, metavar="N", help="Compare with version N instead of the one before.")
@options.listed
@options.page
@click.pass_obj
def source(session: Session, key: str, diff: bool, compare_with: int | None, limit: int, form: str) -> None:
    """Show one source in full, by its key or its address.

    Shows who published it and when, its archived versions, and the statements and events that it proves. With --diff,
    [-words-] were removed and {+words+} added.
    """
    from kzclaims.cli import output
    from kzclaims.store.read import queries

    if diff or compare_with is not None:
        from kzclaims.store.verify.differences import compare

        with session.reading() as connection:
            differences = compare(connection, key, compare_with=compare_with)
        output.show_page(differences, _differences(differences), form)
        return
    with session.reading() as connection:
        found = queries.source(connection, key, limit=limit)
    output.show_page(found, _page(found), form)
    output.remark_if_more(len(found.listed), found.statements)


def _view() -> "View[Source]":
    from kzclaims.cli.output import Column, View, fields

    return View(
        columns=fields("key", "published", "publisher", "title", "author", "lang", "url", "statements", "events"),
        narrow=[
            Column("published", lambda s: s.published or "undated"),
            *fields("publisher"),
            Column("source", lambda s: f"{s.title}\n{s.key}", wide=True),
            *fields("statements", "events"),
        ],
    )


def _page(found: "SourcePage") -> "Page":
    from kzclaims.cli.output import Page

    return Page(
        title=found.title,
        fields=[
            ("key", found.key),
            ("confidential", "yes" if found.confidential else None),
            ("publisher", found.publisher),
            ("author", found.author),
            ("published", found.published or UNKNOWN_DAY),
            ("retrieved", found.retrieved),
            ("address", found.url),
            ("archived at", found.archive_url),
            ("language", found.lang),
            ("text SHA-256", found.text_sha256),
        ],
        sections=[
            ("Versions", [_version(one) for one in found.versions]),
            ("Statements", [listed(one) for one in found.listed]),
            ("Events", [f"{one.date or 'undated'}: {one.title} \n{one.key}" for one in found.reported]),
        ],
    )


def _version(one: "Version") -> str:
    lines = [f"{one.number}: {one.recorded[:10]}, {one.characters} characters{', current' if one.current else ''}"]
    if one.url:
        lines.append(f"{one.url}, status {one.http_status}" if one.http_status else one.url)
    if one.media_type:
        by = f", text extracted by {one.extractor} {one.extractor_version}" if one.extractor else ""
        lines.append(f"{one.media_type}, {one.size} bytes{by}")
    lines.append(f"text SHA-256 {one.text_sha256}")
    return "\n".join(lines)


def _differences(found: "VersionDifferences") -> "Page":
    from kzclaims.cli.output import Page
    from kzclaims.wording import describe_check

    changes = [_change(one) for one in found.changes]
    passages = [
        f"{one.exact}\n{one.record} {one.key}\n{describe_check(one.old, found.source)} → "
        f"{describe_check(one.new, found.source)}"
        for one in found.passages
    ]
    return Page(
        title=f"{found.source}: version {found.new} compared with version {found.old}",
        fields=[("text", None if changes else "the same")],
        sections=[("Changes", changes), ("Affected passages", passages)],
    )


def _change(one: "VersionChange") -> str:
    old = f"[-{one.old}-]" if one.old else ""
    new = f"{{+{one.new}+}}" if one.new else ""
    before, after = one.before.rpartition("\n")[2].lstrip(), one.after.partition("\n")[0].rstrip()
    return " ".join(filter(None, (f"…{before}".rstrip(), f"{old}{new}", f"{after}…".lstrip())))
