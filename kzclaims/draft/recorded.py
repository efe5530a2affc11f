"""Look up people by their names, keys in use, and the texts of sources in the database."""

from sqlalchemy import Connection, select

from kzclaims.dossier.records import Source
from kzclaims.draft.dossier import Recorded
from kzclaims.errors import InputError
from kzclaims.store.names.resolve import find_person
from kzclaims.store.read.versions import Times, times_of
from kzclaims.store.schema.keys import id_of
from kzclaims.store.schema.tables import events, names, people, sources, statements


class Database:
    """Look-ups in a database that a draft needs. Without a connection, they find nothing."""

    def __init__(self, connection: Connection | None) -> None:
        self._connection = connection

    def person(self, name: str) -> Recorded | None:
        """Return the recorded person that a name means, or None if there is none or several."""
        if self._connection is None:
            return None
        found = find_person(self._connection, name)
        if isinstance(found, list):
            return None
        preferred = select(names.c.lang).join(people, people.c.id == names.c.person_id)
        lang = self._connection.scalar(preferred.where(people.c.key == found.key, names.c.kind == "preferred"))
        return Recorded(found.key, found.name, str(lang))

    def has_key(self, key: str) -> bool:
        """Return True if a person, a statement or an event has this key."""
        if self._connection is None:
            return False
        tables = (people, statements, events)
        return any(self._connection.scalar(select(one.c.id).where(one.c.key == key)) is not None for one in tables)

    def source(self, key: str) -> tuple[Source, str, Times]:
        """Return a recorded source, its archived text and the times in it.

        Raise `NotFoundError`, or `InputError` without a text.
        """
        assert self._connection is not None
        number = id_of(self._connection, sources, key)
        row = self._connection.execute(select(sources).where(sources.c.id == number)).one()
        if row.text is None:
            raise InputError(f"the text of {key} is not archived; archive it first: kzclaims archive {key} FILE")
        source = Source(key=key, title=row.title, lang=row.lang, published=row.published, url=row.url)
        return source, row.text, times_of(self._connection, number)
