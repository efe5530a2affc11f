"""The commands `status` and `history`."""

from typing import TYPE_CHECKING

import click

from kzclaims.cli import options
from kzclaims.cli.session import Session, command
from kzclaims.vocabulary import RECORD_TYPE_NAMES, STATUSES

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from kzclaims.cli.output import Page
    from kzclaims.store.results import Change, History


@command()
@click.argument("key")
@click.argument("status", type=click.Choice(STATUSES), metavar="|".join(STATUSES), required=False)
@click.option("--withdraw", is_flag=True, help="Withdraw the latest status; the one before is restored.")
@click.option("--because", required=True, metavar="TEXT", help="The reason: what became known.")
@click.option("--source", metavar="KEY|URL", help="The evidence: a recorded source, or an address.")
@click.pass_obj
def status(session: Session, key: str, status: str | None, withdraw: bool, because: str, source: str | None) -> None:
    """Record what became known about a statement.

    Earlier statuses stay in the history; the latest one is shown wherever the statement is shown.
    """
    from kzclaims.cli.output import remark
    from kzclaims.store.history.statuses import set_status, withdraw_status

    if withdraw == (status is not None):
        raise click.UsageError("give either a status or --withdraw")

    def record(connection: "Connection") -> str:
        if status is None:
            withdrawn, restored = withdraw_status(connection, key, reason=because, source=source)
            return f"{withdrawn} withdrawn; now: {restored or 'no status'}"
        before = set_status(connection, key, status, reason=because, source=source)
        return status + (f"; before: {before}" if before else "")

    done = session.database().edit(record)
    remark(f"statement “{key}”: {done}")


@command()
@click.argument("key")
@click.option(
    "--type",
    "record_type",
    type=click.Choice(RECORD_TYPE_NAMES),
    help="The record type, if it is ambiguous.",
)
@options.page
@click.pass_obj
def history(session: Session, key: str, record_type: str | None, form: str) -> None:
    """Show the statuses, corrections and removals of a record.

    Changes are listed in order of time, also for records that were removed.
    """
    from kzclaims.cli import output
    from kzclaims.store.history import history as histories

    with session.reading() as connection:
        found = histories.history(connection, key, record_type=record_type)
    output.show_page(found, _page(found), form)


def _page(found: "History") -> "Page":
    from kzclaims.cli.output import Page

    return Page(
        title=f"{found.type} “{found.key}”",
        fields=[
            ("recorded", ", ".join(found.recorded)),
            ("now", _now(found)),
            ("changes", len(found.changes) or "none"),
        ],
        sections=[("Changes", [_described(one) for one in found.changes])],
    )


def _now(found: "History") -> str | None:
    if found.merged_into:
        return f"merged into “{found.merged_into}”"
    return "removed" if found.removed else found.status


def _described(change: "Change") -> str:
    part = f" {change.part}" if change.part else ""
    before, after = change.before or {}, change.after or {}
    if change.withdrawn:
        lines = [f"{change.at}: {before['status']} withdrawn", f"now: {after['status'] or 'no status'}"]
    elif change.what == "status":
        lines = [f"{change.at}: {after['status']}", *([f"before: {before['status']}"] if before["status"] else [])]
    else:
        lines = [f"{change.at}: {change.what}{part}"]
        for name in {**before, **after}:
            if change.what == "changed" and name in after:
                lines.append(f"{name}: {_shown(before.get(name))} → {_shown(after[name])}")
            elif (value := before.get(name, after.get(name))) not in (None, ""):
                lines.append(f"{name}: {_shown(value)}")
    for name in ("because", "source", "dossier", "author"):
        if value := getattr(change, name):
            lines.append(f"{name}: {value}")
    if change.elsewhere:
        lines.append(f"in the merged database: {change.elsewhere}")
    return "\n".join(lines)


def _shown(value: object) -> str:
    return "nothing" if value in (None, "") else f"“{value}”" if isinstance(value, str) else str(value)
