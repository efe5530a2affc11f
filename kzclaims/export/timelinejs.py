"""TimelineJS: events and dated statements, https://timeline.knightlab.com/docs/json-format.html.

A slide must begin on a day. An uncertain date becomes the range of its possible days, displayed as printed or in EDTF.
Records without a first or a last possible day cannot be shown and are counted.
"""

from collections.abc import Callable, Iterator
from datetime import date
from html import escape
from typing import Any

from kzclaims.dossier.records import Event, Statement
from kzclaims.export.common import certain_day, document, filled, span
from kzclaims.export.labels import quoted
from kzclaims.export.timeline.entries import said, speaker
from kzclaims.store.read.selection import Selection

Slide = dict[str, Any]


def timelinejs(selection: Selection, left_out: Callable[[str], None]) -> Iterator[str]:
    """Return the timeline. `left_out` is called with "event" or "statement" for each record that cannot be shown."""

    def slides() -> Iterator[Slide]:
        for event in selection.records(Event):
            dated = _dates(event.date, event.date_text)
            if dated is None:
                left_out("event")
                continue
            yield {
                "unique_id": f"event-{event.key}",
                "group": "events",
                **dated,
                "text": _text(event.title, filled(where=event.place, what=event.description)),
            }
        for statement in selection.records(Statement):
            dated = _dates(*_said(statement, selection))
            if dated is None:
                left_out("statement")
                continue
            yield {
                "unique_id": f"statement-{statement.key}",
                "group": "statements",
                **dated,
                "text": _text(
                    _headline(statement, selection),
                    {"what": quoted(statement.kind, statement.text), "where": _printed(statement, selection)},
                ),
            }

    return document({}, "events", slides())


def _dates(edtf: str | None, shown: str | None) -> Slide | None:
    if edtf is None:
        return None
    first, last = span(edtf)
    if first is None or last is None:
        return None
    if certain_day(edtf):
        return filled(start_date=_day(first), display_date=escape(shown) if shown and shown != edtf else None)
    return {"start_date": _day(first), "end_date": _day(last), "display_date": escape(shown or edtf)}


def _day(day: date) -> dict[str, int]:
    return {"year": day.year, "month": day.month, "day": day.day}


def _said(statement: Statement, selection: Selection) -> tuple[str | None, str | None]:
    """Return the date of a statement and, if it is the date of publication, a text that marks it."""
    edtf = said(statement, selection)
    return edtf, f"published {edtf}" if edtf and not statement.said else None


def _headline(statement: Statement, selection: Selection) -> str:
    status = selection.statuses.get(statement.key)
    return speaker(statement, selection) + (f" ({status})" if status else "")


def _printed(statement: Statement, selection: Selection) -> str:
    titles = dict.fromkeys(selection.sources[one.source].title for one in statement.appearances)
    return "; ".join(titles)


def _text(headline: str, lines: dict[str, str]) -> dict[str, str]:
    """Return escaped text, because TimelineJS expects HTML."""
    return {"headline": escape(headline), "text": "".join(f"<p>{escape(line)}</p>" for line in lines.values())}
