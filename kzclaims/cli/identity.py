"""The commands of `kzclaims identity`."""

from typing import TYPE_CHECKING

import click

from kzclaims.cli import options
from kzclaims.cli.session import Group, Session
from kzclaims.vocabulary import MERGEABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kzclaims.cli.output import Page, View
    from kzclaims.store.reports import Duplicate, IdentityMerge, IdentityPair, IdentitySplit

_because = click.option("--because", required=True, metavar="TEXT", help="The reason; kept in the history.")
_type = click.option(
    "--type", "record_type", type=click.Choice(MERGEABLE), help="The record type, if the keys are ambiguous."
)
_dry_run = click.option("--dry-run", is_flag=True, help="Show what would be done, without doing it.")


@click.group(cls=Group)
def identity() -> None:
    """Find, merge and split records of the same person or organization.

    Sources, events and topics can be merged, too. Nothing is merged automatically.
    """


@identity.command()
@click.option(
    "--type",
    "record_type",
    type=click.Choice(("person", "organization")),
    help="Only people, or only organizations.  [default: both]",
)
@options.listing
@click.pass_obj
def duplicates(session: Session, record_type: str | None, form: str, limit: int, raw: bool) -> None:
    """List people and organizations that may be the same.

    The likeliest pairs come first, with the evidence. Pairs that were recorded as different are not listed.
    """
    from kzclaims.cli import output
    from kzclaims.store.identity.duplicates import duplicates as find

    with session.reading() as connection:
        output.show(find(connection, record_type=record_type, limit=limit), _view(), form, raw=raw)


@identity.command()
@click.argument("keep")
@click.argument("other")
@_because
@_type
@click.option("--despite-wikidata", is_flag=True, help="Merge records with two different Wikidata ids.")
@_dry_run
@options.page
@click.pass_obj
def merge(
    session: Session,
    keep: str,
    other: str,
    because: str,
    record_type: str | None,
    despite_wikidata: bool,
    dry_run: bool,
    form: str,
) -> None:
    """Merge the record OTHER into the record KEEP.

    Everything that refers to OTHER refers to KEEP from then on, OTHER's names become aliases, and its key keeps
    working. KEEP keeps its values where both have one. "kzclaims identity split OTHER" undoes it.
    """
    from kzclaims.cli import output
    from kzclaims.store.identity.merge import merge as run

    done = session.database().write(
        lambda connection: run(
            connection, keep, other, reason=because, record_type=record_type, despite_wikidata=despite_wikidata
        ),
        dry_run=dry_run,
    )
    output.show_page(done, _merged(done, dry_run=dry_run), form)
    _report(dry_run=dry_run)


@identity.command()
@click.argument("other")
@_because
@_type
@_dry_run
@options.page
@click.pass_obj
def split(session: Session, other: str, because: str, record_type: str | None, dry_run: bool, form: str) -> None:
    """Split the merged record OTHER off again.

    The state before the merge is restored. What was recorded or changed since then stays with the kept record.
    """
    from kzclaims.cli import output
    from kzclaims.store.identity.split import split as run

    done = session.database().write(
        lambda connection: run(connection, other, reason=because, record_type=record_type), dry_run=dry_run
    )
    output.show_page(done, _split(done, dry_run=dry_run), form)
    _report(dry_run=dry_run)


@identity.command()
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@_because
@_type
@click.option("--withdraw", is_flag=True, help="Withdraw that they are different.")
@click.pass_obj
def different(session: Session, first: str, second: str, because: str, record_type: str | None, withdraw: bool) -> None:
    """Record that A and B are different.

    The pair is not listed as duplicates again and cannot be merged.
    """
    from kzclaims.cli.output import remark
    from kzclaims.store.identity.different import record_difference

    found = session.database().write(
        lambda connection: record_difference(
            connection, first, second, reason=because, record_type=record_type, withdraw=withdraw
        )
    )
    remark(f"{found} “{first}” and “{second}”: {'no longer recorded as different' if withdraw else 'different'}")


@identity.command()
@click.argument("file", type=click.Path())
@click.option("--because", metavar="TEXT", help="The reason; kept in the history.")
@_dry_run
@click.pass_obj
def answer(session: Session, file: str, because: str | None, dry_run: bool) -> None:
    """Record the answers of a file of suggestions.

    "kzclaims load --suggestions FILE" writes it. A spelling whose answer is a key becomes an alias of that person;
    "new" records a new person.
    """
    from pathlib import Path

    from kzclaims.cli.output import remark
    from kzclaims.store.identity.answers import apply_answers

    done = session.database().write(
        lambda connection: apply_answers(connection, Path(file), reason=because), dry_run=dry_run
    )
    remark(str(done))
    _report(dry_run=dry_run)


def _report(*, dry_run: bool) -> None:
    from kzclaims.cli.output import remark

    if dry_run:
        remark("This was a dry run: nothing was changed.")


def _merged(done: "IdentityMerge", *, dry_run: bool) -> "Page":
    from kzclaims.cli.output import Page

    return Page(
        title=f"{'Would merge' if dry_run else 'Merged'} {done.type} “{done.merged}” into “{done.kept}”",
        fields=[
            ("kept", done.kept_name),
            ("merged", done.merged_name),
            ("moved", _counts(done.moved)),
            ("united", _counts(done.united)),
            ("filled", ", ".join(done.filled)),
        ],
        sections=[
            (
                "Kept values; the others are in the history",
                [f"{one.field}: {one.kept}\nnot: {one.merged}" for one in done.conflicts],
            )
        ],
    )


def _split(done: "IdentitySplit", *, dry_run: bool) -> "Page":
    from kzclaims.cli.output import Page

    return Page(
        title=f"{'Would split' if dry_run else 'Split'} {done.type} “{done.split}” from “{done.kept}”",
        fields=[
            ("split", done.split_name),
            ("restored", _counts(done.restored)),
            ("changed since, kept", _counts(done.kept_rows)),
            ("merged again", ", ".join(done.again)),
        ],
    )


def _counts(rows: "Mapping[str, int]") -> str:
    return ", ".join(f"{table.replace('_', ' ')} {count}" for table, count in rows.items() if count)


def _view() -> "View[Duplicate]":
    from kzclaims.cli.output import Column, View
    from kzclaims.wording import counted

    def cells(one: "IdentityPair") -> str:
        number = counted(one.statements, "statement")
        return "\n".join([one.name, one.key, *([one.description] if one.description else []), number])

    def of(name: str, attribute: str) -> "Callable[[Duplicate], object]":
        return lambda pair: getattr(getattr(pair, name), attribute)

    score = Column["Duplicate"]("score", lambda pair: f"{pair.score:.2f}")
    return View(
        columns=[
            score,
            Column("type", lambda pair: pair.type),
            *(Column(f"{name} {what}", of(name, what)) for name in ("first", "second") for what in ("key", "name")),
            Column("evidence", lambda pair: pair.evidence),
        ],
        narrow=[
            score,
            Column("first", lambda pair: cells(pair.first)),
            Column("second", lambda pair: cells(pair.second)),
            Column("evidence", lambda pair: "\n".join(pair.evidence), wide=True),
        ],
    )
