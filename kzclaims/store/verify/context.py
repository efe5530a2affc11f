"""Show a passage within the text of its source."""

from functools import partial
from typing import NamedTuple

from sqlalchemy import Connection, select

from kzclaims.language.quotes.match import match
from kzclaims.language.quotes.text import Text
from kzclaims.store.results import AppearancePage
from kzclaims.store.schema.tables import sources
from kzclaims.store.verify.versions import current

AROUND = 300
"""The number of code points that are shown before and after a passage."""


class Context(NamedTuple):
    """A passage, or the most similar words, with the text before and after; empty if the place is unknown."""

    status: str
    """A `kzclaims.language.quotes.match.MatchResult`."""
    before: str = ""
    words: str = ""
    after: str = ""


def passage_context(connection: Connection, passage: AppearancePage) -> Context | None:
    """Return a passage within the archived text of its source, or None if no text is archived."""
    row = connection.execute(select(sources.c.id, sources.c.text).where(sources.c.key == passage.source)).one()
    text = row.text
    if text is None:
        return None
    find = partial(match, exact=passage.exact, prefix=passage.prefix, suffix=passage.suffix)
    found = find(Text(text), start=passage.start, end=passage.end)
    if not found.found and (version := current(connection, row.id)) and version["page_text"] is not None:
        on_page = find(Text(version["page_text"]))
        if on_page.found:
            text, found = version["page_text"], on_page
    if found.start is None or found.end is None:
        return Context(found.status)
    first, last = max(0, found.start - AROUND), min(len(text), found.end + AROUND)
    before, after = text[first : found.start], text[found.end : last]
    if first:
        before = "…" + before[before.find(" ") + 1 :]
    if last < len(text):
        after = after[: after.rfind(" ") + 1].rstrip() + "…"
    return Context(found.status, before, text[found.start : found.end], after)
