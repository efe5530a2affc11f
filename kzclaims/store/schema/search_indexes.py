"""The full-text indexes: which columns of which tables are searched by words.

How an index is stored is the engine's own matter (`kzclaims.store.sqlite.fulltext`).
"""

from kzclaims.store.engine import SearchIndex

STATEMENTS = SearchIndex("statements_fts", "statements", ("text",))
TRANSLATIONS = SearchIndex("translations_fts", "translations", ("text",))
EVENTS = SearchIndex("events_fts", "events", ("title", "description"))
# A passage with exactly the words of its statement is not indexed a second time.
APPEARANCES = SearchIndex("appearances_fts", "appearances", ("exact",), "other_wordings")
INDEXES = (STATEMENTS, TRANSLATIONS, EVENTS, APPEARANCES)
