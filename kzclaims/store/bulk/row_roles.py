"""The roles of speakers that a table names."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from kzclaims.dossier.csv_reader import Row
from kzclaims.dossier.jsonl import Entry
from kzclaims.dossier.records import Citation, Person, Role
from kzclaims.store.bulk.row_values import plain
from kzclaims.store.load.row_writer import LoadContext
from kzclaims.store.read.json_records import read
from kzclaims.store.schema.keys import ids_of
from kzclaims.store.schema.tables import people


class _Named(NamedTuple):
    """The first row that names a role."""

    source: str
    lang: str
    line: int
    raw: Any


class RoleCollector:
    """The roles of the people in one table: recorded at its end, each once, with the source of the first row."""

    def __init__(self, context: LoadContext) -> None:
        self._context = context
        self._roles: dict[str, dict[str, _Named]] = {}

    def add(self, person: str, title: str, lang: str, source: str, row: Row) -> None:
        """Note the role of a person in a row that can be loaded."""
        self._roles.setdefault(person, {}).setdefault(plain(title), _Named(source, lang, row.line, row.raw))

    def entries(self) -> list[Entry]:
        """Return the people whose roles are not recorded yet, with these roles added."""
        return list(self._changed())

    def _changed(self) -> Iterator[Entry]:
        ids = ids_of(self._context.connection, people, self._roles)
        for key, person in zip(ids, read(self._context.connection, Person, ids.values()), strict=True):
            known = {role.title.casefold() for role in person.roles}
            new = {title: one for title, one in self._roles[key].items() if title.casefold() not in known}
            if not new:
                continue
            first = next(iter(new.values()))
            person.roles += [
                Role(title=title, lang=one.lang, citations=[Citation(source=one.source, exact=title)])
                for title, one in new.items()
            ]
            yield Entry(first.line, first.raw, person)
