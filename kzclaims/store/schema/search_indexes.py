"""The full-text indexes: which columns of which tables are searched by words.

How an index is stored is the engine's own matter (`kzclaims.store.sqlite.fulltext`).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class SearchIndex:
    """A full-text index over columns of a table, named after it."""

    name: str
    table: str
    columns: tuple[str, ...]
    view: str | None = None
    """The view of the indexed rows, if some rows are not indexed."""

    @property
    def content(self) -> str:
        """The table or view whose rows are indexed."""
        return self.view or self.table


STATEMENTS = SearchIndex("statements_fts", "statements", ("text",))
TRANSLATIONS = SearchIndex("translations_fts", "translations", ("text",))
EVENTS = SearchIndex("events_fts", "events", ("title", "description"))
# A passage with the very words of its statement is not indexed a second time.
APPEARANCES = SearchIndex("appearances_fts", "appearances", ("exact",), "other_wordings")
INDEXES = (STATEMENTS, TRANSLATIONS, EVENTS, APPEARANCES)
