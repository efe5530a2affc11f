"""Passages as they stand in the texts of their sources, with what stands around them."""

from typing import NamedTuple

from sqlalchemy import Connection, select

from kzclaims.language.quotes.match import Text, hold
from kzclaims.store import results as a
from kzclaims.store.schema import tables as t

AROUND = 300
"""How many code points are shown before and after a passage."""


class Surroundings(NamedTuple):
    """The words of a text where a passage stands, or the nearest ones; none where nothing tells the place."""

    status: str
    """What holding the passage against the text shows, as `kzclaims.language.quotes.match.Status` says it."""
    before: str = ""
    words: str = ""
    after: str = ""


def surroundings(connection: Connection, passage: a.AppearancePage) -> Surroundings | None:
    """A passage in the archived text of its source; `None` where no text is archived."""
    text = connection.scalar(select(t.sources.c.text).where(t.sources.c.key == passage.source))
    if text is None:
        return None
    held = hold(
        Text(text),
        passage.exact,
        prefix=passage.prefix,
        suffix=passage.suffix,
        start=passage.start,
        end=passage.end,
    )
    if held.start is None or held.end is None:
        return Surroundings(held.status)
    first, last = max(0, held.start - AROUND), min(len(text), held.end + AROUND)
    before, after = text[first : held.start], text[held.end : last]
    if first:
        before = "…" + before[before.find(" ") + 1 :]
    if last < len(text):
        after = after[: after.rfind(" ") + 1].rstrip() + "…"
    return Surroundings(held.status, before, text[held.start : held.end], after)
