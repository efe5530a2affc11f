"""Everything that the pages of a site show, read once: the selected records, with links among them only."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, select

from kzclaims.dossier import records as dossier
from kzclaims.language.dates import OPEN_END, OPEN_START
from kzclaims.store.history.history import history
from kzclaims.store.read.claims import roles_then
from kzclaims.store.read.json_records import read
from kzclaims.store.read.selection import Selection
from kzclaims.store.results import Change, EventPage, PersonPage, SourcePage, StatementPage
from kzclaims.store.schema import tables

UNDATED = "undated"


class Merged(NamedTuple):
    """A key that means another record."""

    kind: str
    key: str
    into: str


class Records:
    """The selected records by key, in the order of their days or names, and the lists that connect them."""

    def __init__(self, connection: Connection, selection: Selection) -> None:
        self._connection = connection
        ids = {one: selection.ids(one) for one in (dossier.Statement, dossier.Event, dossier.Person, dossier.Source)}
        statements = list(read(connection, StatementPage, ids[dossier.Statement]))
        self._numbers = dict(zip((one.key for one in statements), ids[dossier.Statement], strict=True))
        self.statements = {one.key: one for one in statements}
        self.events = {one.key: one for one in read(connection, EventPage, ids[dossier.Event])}
        people = sorted(read(connection, PersonPage, ids[dossier.Person]), key=lambda one: (one.name, one.key))
        self.people = {one.key: one for one in people}
        self.sources = {one.key: one for one in read(connection, SourcePage, ids[dossier.Source])}
        self.organizations = {
            one.key: one for one in sorted(selection.records(dossier.Organization), key=lambda one: (one.name, one.key))
        }
        self.topics = {
            one.key: one for one in sorted(selection.records(dossier.Topic), key=lambda one: (one.name, one.key))
        }
        self.days = dict(self._days())
        """The first and last day of each dated statement."""
        self.spoken: defaultdict[str, list[StatementPage]] = defaultdict(list)
        """The statements of people and, if no person is named, of organizations; by kind and key."""
        self.mentioning: defaultdict[str, list[StatementPage]] = defaultdict(list)
        self.with_topic: defaultdict[str, list[StatementPage]] = defaultdict(list)
        self.events_with_topic: defaultdict[str, list[EventPage]] = defaultdict(list)
        self.attended: defaultdict[str, list[EventPage]] = defaultdict(list)
        self._link()
        self._with_roles = {one.key for one in people if any(role.held for role in one.roles)}

    def _days(self) -> Iterator[tuple[str, tuple[date, date]]]:
        s = tables.statements.c
        days = select(s.key, s.day_earliest, s.day_latest).where(s.day_earliest.is_not(None))
        for key, first, last in self._connection.execute(days):
            yield key, (first, last)

    def party(self, key: str) -> str:
        """Return the kind and the key of a person or an organization, which may be a person's or an organization's."""
        return f"{'person' if key in self.people else 'organization'}/{key}"

    def _link(self) -> None:
        """Limit the lists of keys in records to selected records, and connect statements and events with others."""
        for event in self.events.values():
            event.statements = [key for key in event.statements if key in self.statements]
            for topic in event.topics:
                self.events_with_topic[topic].append(event)
            for key in {self.party(one.key) for one in event.participants}:
                self.attended[key].append(event)
        for statement in self.statements.values():
            statement.events = [one for one in statement.events if one.key in self.events]
            statement.topics = [one for one in statement.topics if one in self.topics]
            if speaker := statement.speaker or statement.organization:
                self.spoken[f"{'person' if statement.speaker else 'organization'}/{speaker.key}"].append(statement)
            for key in {self.party(one.key) for one in statement.mentions}:
                self.mentioning[key].append(statement)
            for topic in statement.topics:
                self.with_topic[topic].append(statement)
        for person in self.people.values():
            mine = f"person/{person.key}"
            person.statements = dict(Counter(self.year(one) for one in self.spoken[mine]))
            person.mentions = len(self.mentioning[mine])
            person.events = [one for one in person.events if one.key in self.events]
        for source in self.sources.values():
            source.statement_keys = [key for key in dict.fromkeys(source.statement_keys) if key in self.statements]
            source.event_keys = [key for key in source.event_keys if key in self.events]

    def year(self, statement: StatementPage) -> str:
        """Return the year of a statement, several years as `2023-2024`, or "undated"."""
        if statement.key not in self.days:
            return UNDATED
        known = [day for day in self.days[statement.key] if day not in (OPEN_START, OPEN_END)]
        years = [f"{day.year:04}" for day in known]
        return "-".join(dict.fromkeys(years)) or UNDATED

    def complete(self, statement: StatementPage) -> StatementPage:
        """Return a statement with the roles that its speaker held on its day."""
        if statement.speaker and statement.speaker.key in self._with_roles:
            statement.roles = roles_then(self._connection, self._numbers[statement.key])
        return statement

    def statuses(self, statement: StatementPage) -> list[Change]:
        """Return the changes of a statement's status, without authors, and without evidence that isn't published."""
        if statement.status is None:
            return []
        found = history(self._connection, statement.key, record_type="statement").changes
        changes = [one for one in found if one.what == "status" and one.after]
        for one in changes:
            one.author = None
            if one.source and "://" not in one.source and one.source not in self.sources:
                one.source = None
        return changes

    def merged(self) -> Iterator[Merged]:
        """Yield the keys of merged records that mean a selected one."""
        merged, again, s = tables.merged_keys.c, tables.statement_aliases.c, tables.statements.c
        kinds: dict[str, tuple[Table, dict[str, Any]]] = {
            "person": (tables.people, self.people),
            "organization": (tables.organizations, self.organizations),
            "source": (tables.sources, self.sources),
            "event": (tables.events, self.events),
            "topic": (tables.topics, self.topics),
        }
        for kind, (table, selected) in kinds.items():
            query = select(merged.key, table.c.key).where(merged.record_type == kind, merged.kept_id == table.c.id)
            yield from self._pairs(kind, self._connection.execute(query.order_by(merged.key)), selected)
        query = select(again.key, s.key).where(again.statement_id == s.id).order_by(again.key)
        yield from self._pairs("statement", self._connection.execute(query), self.statements)

    @staticmethod
    def _pairs(kind: str, rows: Iterable[Any], selected: dict[str, Any]) -> Iterator[Merged]:
        for key, into in rows:
            if into in selected and key not in selected:
                yield Merged(kind, key, into)
