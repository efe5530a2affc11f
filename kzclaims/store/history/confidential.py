"""Records that are not published: confidential ones, and what would reveal them.

`kzclaims.store.history.as_of` hides tables behind temporary views; here is what these views leave out:

- records with the mark `confidential`, and names of such people and organizations;
- records that refer to them: what a person said or took part in, what a source reports alone, what an organization
  publishes, what mentions them, what is about a confidential event;
- records whose words, key or address contain such a name, in any case form and script.

Of a record with several passages, only those in confidential sources are left out. Descriptions of people that contain
such a name are blanked.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from typing import Any
from urllib.parse import unquote

from sqlalchemy import Connection, Table

from kzclaims.language.names.finder import NameFinder
from kzclaims.store.engine import engine_of
from kzclaims.store.schema.keys import MERGED_TYPES
from kzclaims.store.schema.tables import metadata

MARKED = ("people", "organizations", "sources", "events", "statements")
"""The tables with the mark."""

HIDDEN = (*MARKED, "topics", "reviews", "roles", "appearances", "citations", "history")
"""The tables of which some rows are hidden; the rows that belong to these are hidden with them."""

REPORTED = ("statements", "events", "people", "organizations", "sources", "topics", "reviews")
"""The tables whose hidden rows are counted for the user."""

_REFERENCES = {
    "appearances": {"source_id": "sources"},
    "citations": {"source_id": "sources"},
    "statement_topics": {"topic_id": "topics"},
    "event_topics": {"topic_id": "topics"},
    "statement_aliases": {"statement_id": "statements"},
}
"""References to hidden rows of those rows that are hidden, too."""

_TYPES = {**MERGED_TYPES, "statements": "statement", "reviews": "review"}
"""The types of records in the history, by table."""


def is_any(connection: Connection) -> bool:
    """Return True if a record is confidential."""
    found = " UNION ALL ".join(f"SELECT id FROM {name} WHERE confidential" for name in MARKED)
    return engine_of(connection).execute(connection, f"SELECT 1 FROM ({found}) AS found LIMIT 1").first() is not None


def create_tables(connection: Connection) -> None:
    """Create the tables with the ids of the rows that are hidden, still without rows."""
    for name in HIDDEN:
        engine_of(connection).execute(connection, f"CREATE TEMP TABLE hidden_{name} (id INTEGER PRIMARY KEY)")


def conditions(table: Table, temporary: str) -> list[str]:
    """Return the conditions of the rows, `row`, that are not hidden."""
    name = str(table.name)
    found = [(f"row.{column}", parent) for column, parent in _REFERENCES.get(name, {}).items()]
    if name in HIDDEN:
        found.append(("row.id", name))
    kept = [f"{column} NOT IN (SELECT id FROM {temporary}.hidden_{parent})" for column, parent in found]
    if name == "merged_keys":
        kept += [
            f"(row.record_type <> '{kind}' OR row.kept_id NOT IN (SELECT id FROM {temporary}.hidden_{parent}))"
            for parent, kind in MERGED_TYPES.items()
        ]
    return kept


def statements_with_hidden_passages(stored: str, temporary: str) -> str:
    """Return the query of the ids of statements with a passage that is hidden, so that they may have another day."""
    return (
        f"SELECT statement_id FROM {stored}.appearances WHERE source_id IN (SELECT id FROM {temporary}.hidden_sources)"
        f" OR id IN (SELECT id FROM {temporary}.hidden_appearances)"
    )


def hide(connection: Connection) -> Counter[str]:
    """Fill the tables of hidden rows, behind the views. Return the number of records that are left out, by type."""
    return _Hiding(connection).run()


class _Hiding:
    """The search for hidden rows: the tables that others refer to come first."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._engine = engine_of(connection)
        self._stored, self._temporary = self._engine.stored, self._engine.temporary
        self._visible = Counter[str]()
        self._finder = NameFinder([], [])
        self._keys: list[str] = []
        """The keys of confidential records that could give them away in the keys of others."""

    def run(self) -> Counter[str]:
        for name in REPORTED:
            self._visible[name] = self._count(name)
        for name in MARKED:
            # A mark counts at any time: a record that became confidential since is not published as it was before.
            for schema in (self._stored, self._temporary):
                self._note(schema, name)
        self._prepare_names()
        for name in MARKED:
            self._add(name, f"SELECT id FROM {self._stored}.{name} WHERE confidential")
            self._add(name, f"SELECT id FROM {name} WHERE confidential")
        self._sources()
        self._named("topics", "name", "key")
        self._named("citations", "exact", "prefix", "suffix")
        self._events()
        self._statements()
        self._reviews()
        self._roles()
        self._blank_descriptions()
        self._history()
        return +Counter({_TYPES[name]: self._visible[name] - self._count(name) for name in REPORTED})

    def _note(self, schema: str, name: str) -> None:
        keys = self._engine.execute(self._connection, f"SELECT key FROM {schema}.{name} WHERE confidential")
        self._keys += [key for key in keys.scalars() if "-" in key]

    def _prepare_names(self) -> None:
        names: dict[tuple[str, bool], set[str]] = {}
        for schema in (self._stored, self._temporary):
            for owner, table in (("person_id", "people"), ("organization_id", "organizations")):
                sql = (
                    f"SELECT names.text, {table}.confidential FROM {schema}.names JOIN {schema}.{table}"
                    f" ON {table}.id = names.{owner}"
                )
                for text, marked in self._engine.execute(self._connection, sql):
                    names.setdefault((owner, bool(marked)), set()).add(text)
        people, bodies = names.get(("person_id", True), set()), names.get(("organization_id", True), set())
        self._finder = NameFinder(people, bodies, names.get(("person_id", False), set()) - people if people else ())

    def _count(self, name: str) -> int:
        count: int = self._engine.execute(self._connection, f"SELECT count(*) FROM {name}").scalar_one()
        return count

    def _add(self, name: str, query: str) -> None:
        """Hide the rows with the ids of a query."""
        hidden = f"{self._temporary}.hidden_{name}"
        self._engine.execute(
            self._connection,
            f"INSERT INTO {hidden} SELECT DISTINCT id FROM ({query}) AS found WHERE id IS NOT NULL"
            f" AND id NOT IN (SELECT id FROM {hidden})",
        )

    def _insert(self, name: str, ids: Collection[int]) -> None:
        there = set(self._engine.execute(self._connection, f"SELECT id FROM {self._temporary}.hidden_{name}").scalars())
        rows = [(one,) for one in sorted(set(ids) - there)]
        if rows:
            self._engine.insert(self._connection, f"{self._temporary}.hidden_{name}", ("id",), rows)

    def _with_name(self, sql: str) -> Iterator[int]:
        """Yield the ids of the rows of a query, with texts after the id, that contain a confidential name or key."""
        if not self._finder and not self._keys:
            return
        for number, *texts in self._engine.execute(self._connection, sql):
            texts += [_words_of_address(text) for text in texts if text and "://" in text]
            if self._finder.finds(*texts) or any(self._has_key(text) for text in texts if text):
                yield number

    def _has_key(self, text: str) -> bool:
        return any(f"-{key}-" in f"-{text}-" for key in self._keys)

    def _named(self, table: str, *columns: str, number: str = "id", hidden: str | None = None) -> None:
        """Hide the rows, or those with the id in another column, with a confidential name in one of the columns."""
        self._insert(hidden or table, list(self._with_name(f"SELECT {number}, {', '.join(columns)} FROM {table}")))

    def _only_hidden(self, name: str, passages: str, owner: str) -> None:
        """Hide the rows all of whose passages are hidden."""
        self._add(
            name,
            f"SELECT {owner} AS id FROM {self._past(passages)} WHERE {owner} IS NOT NULL AND {owner} NOT IN"
            f" (SELECT {owner} FROM {passages} WHERE {owner} IS NOT NULL)",
        )

    def _past(self, table: str) -> str:
        """Return the rows of a table in the state that the connection sees, hidden ones included."""
        columns = ", ".join(f'"{column.name}"' for column in metadata.tables[table].c)
        key = ", ".join(f'"{column.name}"' for column in metadata.tables[table].primary_key.columns)
        return (
            f"(SELECT {columns} FROM {self._stored}.{table}"
            f" WHERE ({key}) NOT IN (SELECT {key} FROM {self._temporary}.changed_{table})"
            f" UNION ALL SELECT {columns} FROM {self._temporary}.former_{table}) AS past"
        )

    def _hidden(self, name: str) -> str:
        return f"(SELECT id FROM {self._temporary}.hidden_{name})"

    def _sources(self) -> None:
        self._add("sources", f"SELECT id FROM sources WHERE publisher_id IN {self._hidden('organizations')}")
        self._named("sources", "title", "author", "url", "archive_url", "key")

    def _parties(self, name: str, table: str, owner: str) -> None:
        """Hide the rows that a table of links connects with hidden people or organizations."""
        self._add(
            name,
            f"SELECT {owner} AS id FROM {table} WHERE person_id IN {self._hidden('people')}"
            f" OR organization_id IN {self._hidden('organizations')}",
        )

    def _events(self) -> None:
        self._parties("events", "participants", "event_id")
        self._named("participants", "part", number="event_id", hidden="events")
        self._named("events", "title", "description", "place", "date_text", "date_note", "key")
        self._only_hidden("events", "citations", "event_id")

    def _statements(self) -> None:
        self._add(
            "statements",
            f"SELECT id FROM statements WHERE speaker_id IN {self._hidden('people')}"
            f" OR organization_id IN {self._hidden('organizations')}",
        )
        self._parties("statements", "mentions", "statement_id")
        self._add(
            "statements",
            f"SELECT statement_id AS id FROM statement_events WHERE event_id IN {self._hidden('events')}",
        )
        self._named("statements", "text", "speaker_note", "key")
        self._named("translations", "text", "translator", number="statement_id", hidden="statements")
        self._named("statement_aliases", "key", number="statement_id", hidden="statements")
        self._named("appearances", "exact", "prefix", "suffix", "attribution")
        self._only_hidden("statements", "appearances", "statement_id")

    def _reviews(self) -> None:
        self._add(
            "reviews",
            f"SELECT id FROM reviews WHERE statement_id IN {self._hidden('statements')}"
            f" OR reviewer_id IN {self._hidden('organizations')}",
        )
        self._named("reviews", "title", "rating", "url", "key")

    def _roles(self) -> None:
        self._add("roles", f"SELECT id FROM roles WHERE organization_id IN {self._hidden('organizations')}")
        self._named("roles", "title")
        self._only_hidden("roles", "citations", "role_id")

    def _blank_descriptions(self) -> None:
        for table in ("people", "organizations"):
            ids = list(self._with_name(f"SELECT id, description FROM {table} WHERE description IS NOT NULL"))
            names = [column.name for column in metadata.tables[table].c]
            for number in ids:
                row: Any = self._engine.execute(
                    self._connection, f"SELECT {', '.join(names)} FROM {table} WHERE id = :id", {"id": number}
                ).one()
                values = [None if name == "description" else value for name, value in zip(names, row, strict=True)]
                former, changed = f"{self._temporary}.former_{table}", f"{self._temporary}.changed_{table}"
                self._engine.execute(self._connection, f"DELETE FROM {former} WHERE id = :id", {"id": number})
                self._engine.execute(
                    self._connection, f"INSERT INTO {changed} VALUES (:id) ON CONFLICT DO NOTHING", {"id": number}
                )
                self._engine.insert(self._connection, former, names, [values])

    def _history(self) -> None:
        self._add("history", f"SELECT id FROM history WHERE source_id IN {self._hidden('sources')}")
        for table, kind in _TYPES.items():
            self._add(
                "history",
                f"SELECT id FROM history WHERE record_type = '{kind}' AND record_key IN"
                f" (SELECT key FROM {self._past(table)} WHERE past.id IN {self._hidden(table)})",
            )
        self._insert("history", list(self._with_name("SELECT id, because, url FROM history WHERE because IS NOT NULL")))


def _words_of_address(text: str) -> str:
    """Return the words of an address in capitals, because a family name is found alone only if it has one."""
    return re.sub(r"[\W_]+", " ", unquote(text)).title()
