"""New people of a table, written many at once.

Names are resolved as if each person were written before the next name is looked up: as soon as a name may be that of
somebody who is not written yet, everybody is.
"""

from array import array
from collections.abc import Iterable, Mapping

from sqlalchemy import select

from kzclaims.dossier.records import Person
from kzclaims.language.names.similarity import NearNames
from kzclaims.store.bulk.row_values import key_of_name
from kzclaims.store.derived.name_keys import check_rules, keys_of_name
from kzclaims.store.engine import engine_of
from kzclaims.store.load.row_writer import LoadContext, write_new_parts, write_new_rows
from kzclaims.store.names.resolve import find_person
from kzclaims.store.names.suggest import Named, near_spellings
from kzclaims.store.schema.keys import ids_of
from kzclaims.store.schema.tables import names, people

MOST_NAMES = 50_000
"""The number of recorded names that are kept in memory to be compared with new ones."""

MOST_KNOWN = 200_000
"""The number of ids of people that are kept in memory."""


class NewPeople:
    """The people whom one table creates, and the look-up of names among them and the recorded ones."""

    def __init__(self, context: LoadContext, lang: str) -> None:
        self._context, self._lang = context, lang
        self._pending: list[Person] = []
        self._queries: Mapping[str, Iterable[str]] = {}
        """The look-up keys of the names that are resolved next."""
        self._known: set[str] = set()
        """Those of the look-up keys that a recorded name has, and all of the people created since."""
        self._taken: set[str] = set()
        """The same for the keys of people."""
        self._newest = 0
        self._recorded: NearNames | None = None
        self.ids = array("q")
        """The ids of the people, as far as they are written."""

    def begin(self, newest: int) -> None:
        """Begin to resolve names; `newest` is the last id of the people who were recorded before the table."""
        check_rules(self._context.connection)
        self._newest = newest
        recorded = select(names.c.text).where(names.c.person_id <= newest).limit(MOST_NAMES + 1)
        texts = self._context.connection.scalars(recorded).all()
        self._recorded = None if len(texts) > MOST_NAMES else NearNames(texts)

    def look_ahead(self, some: Mapping[str, Iterable[str]]) -> None:
        """Look up together what is recorded under the keys of the names that are resolved next."""
        connection, engine = self._context.connection, engine_of(self._context.connection)
        self.write()
        self._queries = some
        keys = engine.list_value({key for found in self._queries.values() for key in found})
        stored = f"SELECT DISTINCT key FROM name_keys WHERE {engine.in_list('key', 'keys')}"  # noqa: S608
        self._known = set(engine.execute(connection, stored, {"keys": keys}).scalars())
        own = {key_of_name(name, "person") for name in self._queries}
        self._taken = set(ids_of(connection, people, own.union(self._queries)))

    def find(self, name: str) -> Named | list[Named]:
        """Return the person with a name, or the candidates, as `find_person` does."""
        keys = self._queries.get(name)
        if keys is not None and name not in self._taken and self._known.isdisjoint(keys):
            return []
        self.write()
        return find_person(self._context.connection, name)

    def near(self, name: str) -> list[Named]:
        """Return the people recorded before the table of whose names a name is probably a misspelling."""
        if self._recorded is not None and not self._recorded.may_include(name):
            return []
        return near_spellings(self._context.connection, name, newest=self._newest)

    def is_free(self, key: str, name: str) -> bool:
        """Return True if certainly nobody has the key of a name."""
        return name in self._queries and key not in self._taken

    def create(self, key: str, name: str) -> None:
        """Create a person with a free key."""
        self._pending.append(Person(key=key, name=name, lang=self._lang))
        self._taken.add(key)
        self._known |= keys_of_name(name, is_person=True)
        self._context.outcome.counts["people"].added += 1

    def write(self) -> None:
        """Write the people who are not written yet."""
        if not self._pending:
            return
        known = self._context.ids[people]
        if len(known) > MOST_KNOWN:
            known.clear()
        write_new_rows(self._context, Person, self._pending)
        write_new_parts(self._context, Person, self._pending)
        self.ids.extend(known[one.key] for one in self._pending)
        self._pending = []
