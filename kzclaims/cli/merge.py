"""The command `merge`."""

from typing import TYPE_CHECKING

import click

from kzclaims.cli import options
from kzclaims.cli.session import Session, command, refuse_password

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kzclaims.store.merge.merge import Outcome
    from kzclaims.store.reports import MergeDifference, MergeReport, Origin

_MOST_KEYS = 20
_LONGEST_VALUE = 300


@command()
@click.argument("other", type=click.Path(), metavar="OTHER")
@click.option("--ours", is_flag=True, help="Settle all conflicts by the value of this database.")
@click.option("--theirs", is_flag=True, help="Settle all conflicts by the value of OTHER.")
@click.option("--choices", type=click.Path(), metavar="FILE", help="Settle conflicts by the choices in this file.")
@click.option("--write-choices", type=click.Path(), metavar="FILE", help="Write the conflicts to a file, to be edited.")
@click.option("--dry-run", is_flag=True, help="Show what would be done, without doing it.")
@options.force
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.pass_obj
def merge(
    session: Session,
    other: str,
    ours: bool,
    theirs: bool,
    choices: str | None,
    write_choices: str | None,
    dry_run: bool,
    force: bool,
    form: str,
) -> None:
    """Merge another database into this one.

    OTHER is a file or an address: a database of kzclaims, which is not changed, or a complete dump ("kzclaims dump
    --jsonl --history"). What only one of the databases has changed is taken from it. What both have changed is a
    conflict; until all are settled, nothing is written, and the exit code is 1. Statuses, reviews and the history of
    both are kept.

    If this database is empty, a complete dump is restored into it as it is.
    """
    if ours and theirs:
        raise click.UsageError("give either --ours or --theirs; --write-choices and --choices settle each on its own")
    refuse_password(other, "OTHER")
    from pathlib import Path
    from shlex import quote

    from kzclaims.cli.output import remark, show_json, write
    from kzclaims.export import files
    from kzclaims.store.merge import choices as choosing
    from kzclaims.store.merge.merge import merge as merge_databases
    from kzclaims.store.merge.merge import report

    outcome = merge_databases(
        session.database(),
        other,
        prefer="ours" if ours else "theirs" if theirs else None,
        choices=Path(choices) if choices else None,
        dry_run=dry_run,
    )
    found = report(outcome, other, written=not dry_run)
    if form == "json":
        show_json(found)
    else:
        write((f"{line}\n" for line in _lines(found)), utf8=False, escaping=False)
    if write_choices and outcome.conflicts:
        files.write(Path(write_choices), choosing.written(outcome.conflicts), force=force)
        remark(
            f"{write_choices}: written; edit it, then: kzclaims merge {quote(other)} --choices {quote(write_choices)}"
        )
    for line in outcome.remarks:
        remark(line)
    remark(_summary(outcome, found))
    if dry_run:
        remark("This was a dry run: nothing was changed.")
    if outcome.conflicts:
        raise click.exceptions.Exit(1)


def _summary(outcome: "Outcome", found: "MergeReport") -> str:
    from kzclaims.wording import counted

    if outcome.is_restored:
        return f"{found.other}: restored into the empty database"
    if outcome.conflicts:
        general = "" if all(one.kind == "owner" for one in outcome.conflicts) else "--ours, --theirs, or "
        return (
            f"{counted(found.conflicts, 'conflict')}; nothing was merged. "
            f"Settle them with {general}--write-choices and --choices."
        )
    if outcome.is_idle:
        return f"{found.other}: nothing to merge"
    taken = sum(one.outcome == "taken" for one in found.differences)
    kept = len(found.differences) - taken
    parts = [
        f"{counted(sum(map(len, found.added.values())), 'record')} added",
        f"{counted(taken, 'difference')} taken, {kept} kept",
        counted(len(found.statuses), "status change"),
        f"{counted(found.changes, 'change')} added to the history",
    ]
    return f"{found.other}: {'; '.join(parts)}"


def _lines(found: "MergeReport") -> "Iterator[str]":
    for name, keys in found.added.items():
        if keys:
            more = f" and {len(keys) - _MOST_KEYS:,} more" if len(keys) > _MOST_KEYS else ""
            yield f"added: {len(keys)} of type {name}: {', '.join(keys[:_MOST_KEYS])}{more}"
    for one in found.differences:
        yield from _described(one)
    for status in found.statuses:
        origin = _origin(status.at, status.author, status.because)
        yield f"statement “{status.key}”: status {status.status or 'withdrawn'}{origin}"


def _described(one: "MergeDifference") -> "Iterator[str]":
    place = ": ".join(filter(None, (f"{one.type} “{one.key}”", one.part, one.field)))
    yield f"{place}: {one.outcome}"
    yield f"  ours:   {_value(one.ours, one.ours_origin)}"
    yield f"  theirs: {_value(one.theirs, one.theirs_origin)}"


def _value(value: object, origin: "Origin | None") -> str:
    from kzclaims.wording import shorten

    shown = "nothing" if value in (None, "") else shorten(" ".join(str(value).split()), _LONGEST_VALUE)
    return shown + (_origin(origin.at, origin.author, origin.because) if origin else "")


def _origin(at: str, author: str | None, because: str | None) -> str:
    return f" ({at}{f' by {author}' if author else ''}{f': {because}' if because else ''})"
