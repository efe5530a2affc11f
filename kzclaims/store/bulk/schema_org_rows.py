"""Conversion of schema.org in JSON-LD to records: reviews of claims from anywhere, and this program's own export."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Table, select

from kzclaims.dossier.column_mapping import Mapping
from kzclaims.dossier.csv_reader import Row
from kzclaims.dossier.helper import Helper
from kzclaims.dossier.jsonl import Entry
from kzclaims.dossier.records import Organization, Person, Record, Statement
from kzclaims.dossier.schema_org_reader import OWN
from kzclaims.dossier.schema_org_records import Raw, records_of
from kzclaims.dossier.validation import Place, check, label
from kzclaims.language.names import titles
from kzclaims.language.names.nobody import is_nobody
from kzclaims.language.names.organizations import is_organization
from kzclaims.store.bulk.row_values import plain
from kzclaims.store.bulk.table_rows import RowConverter
from kzclaims.store.load.row_writer import LoadContext
from kzclaims.store.schema.batches import batches
from kzclaims.store.schema.record_tables import RECORD_TABLES
from kzclaims.store.schema.tables import organizations, people, statements

_COMPARED: dict[type[Record], tuple[Table, str]] = {
    Person: (people, "name"),
    Organization: (organizations, "name"),
    Statement: (statements, "text"),
}
"""The field that must be the same in a recorded record with the key."""


class SchemaOrgConverter(RowConverter):
    """The reviews and records in one file as entries.

    Recorded records are not changed, because an export contains less than the database.
    """

    def __init__(self, context: LoadContext, path: Path, mapping: Mapping, *, create_people: bool) -> None:
        super().__init__(context, path, mapping, "statements", create_people=create_people)
        self._seen: set[tuple[type[Record], str]] = set()
        self._topic_keys: dict[str, str] = {}
        self._others: set[str] = set()
        """The keys of people and organizations in the file that are recorded for others."""

    def resolve_speakers(self, rows: Iterable[Row], helper: Helper) -> None:
        """Resolve the names of the claimants."""
        printed = (
            one
            for row in rows
            if row.wrong is None and OWN not in row.fields
            for one in self._printed(_with_certain_claimant(row.fields), "speaker")
        )
        self._speakers.resolve(printed, helper)

    def __call__(self, rows: Sequence[Row]) -> list[Entry]:
        """Return the entries of some rows."""
        own = [row for row in rows if OWN in row.fields]
        others = [
            row if row.wrong is not None else row._replace(fields=_with_certain_claimant(row.fields))
            for row in rows
            if OWN not in row.fields
        ]
        entries = super().__call__(others) if others or not rows else []
        return self._own(own) + entries

    def _own(self, rows: Sequence[Row]) -> list[Entry]:
        described = [(row, self._records(row)) for row in rows]
        recorded = self._recorded([one for _, some in described for one in some])
        entries: list[Entry] = []
        for row, some in described:
            place = Place(str(self._path), row.line)
            if not some:
                problem = place.problem("", (), "is not a record as this program exports it")
                entries.append(Entry(row.line, row.raw, None, [problem]))
            for record_type, raw in some:
                key = raw.get("key")
                if (record_type, key) in self._seen:
                    continue
                self._seen.add((record_type, str(key)))
                if (record_type, key) not in recorded:
                    if wrong := sorted(self._others & _named_keys(raw)):
                        why = f"refers to {wrong[0]}, which is the key of another record"
                        problem = place.problem(label(record_type, key), (), why)
                        entries.append(Entry(row.line, row.raw, None, [problem]))
                        continue
                    located, problems = check(raw, record_type, place)
                    entries.append(Entry(row.line, row.raw, None if problems else located.record, problems))
                    continue
                name = _COMPARED.get(record_type, (None, ""))[1]
                before = recorded[record_type, str(key)]
                if name and plain(before) != plain(str(raw.get(name))):
                    self._others |= {str(key)} if record_type in (Person, Organization) else set()
                    why = f"is that of another record, {before:.80}; give this one another key"
                    problem = place.problem(label(record_type, key), ("key",), why)
                    entries.append(Entry(row.line, row.raw, None, [problem]))
        return entries

    def _records(self, row: Row) -> list[Raw]:
        try:
            return list(records_of(row.fields[OWN], self._topic_keys))
        except (KeyError, TypeError, AttributeError):
            return []

    def _recorded(
        self, described: Sequence[tuple[type[Record], dict[str, Any]]]
    ) -> dict[tuple[type[Record], str], str]:
        """Return the records that are recorded, by type and key, with the field that is compared."""
        found: dict[tuple[type[Record], str], str] = {}
        wanted: dict[type[Record], set[str]] = {}
        for record_type, raw in described:
            wanted.setdefault(record_type, set()).add(str(raw.get("key")))
        connection = self._context.connection
        for record_type, keys in wanted.items():
            table = RECORD_TABLES[record_type]
            compared = table.c[_COMPARED[record_type][1]] if record_type in _COMPARED else table.c.key
            for some in batches(sorted(keys)):
                for key, value in connection.execute(select(table.c.key, compared).where(table.c.key.in_(some))):
                    found[record_type, key] = value
        return found


def _named_keys(raw: dict[str, Any]) -> set[str]:
    """Return the keys of people and organizations that a record refers to."""
    participants = [
        one for part in raw.get("participants", []) for one in (part.get("person"), part.get("organization"))
    ]
    roles = [role.get("organization") for role in raw.get("roles", [])]
    own = [raw.get(name) for name in ("speaker", "organization", "reviewer", "publisher")]
    return {one for one in (*own, *participants, *roles, *raw.get("mentions", [])) if isinstance(one, str)}


def _with_certain_claimant(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a review with the type of its claimant, if the type and the name agree.

    Feeds often call people and posts organizations. If that is uncertain, the name becomes the attribution only.
    """
    name, given = fields.get("speaker", ""), fields.get("speaker.type", "")
    fields = {key: value for key, value in fields.items() if key != "speaker.type"}
    if not name or OWN in fields:
        return fields
    if "Person" in given.split():
        return fields | {"speaker.type": "person"}
    if "Organization" not in given:
        return fields
    if is_organization(name) and not is_nobody(name):
        return fields | {"speaker.type": "organization"}
    if titles.is_name(name) or titles.without_title(name):
        del fields["speaker"]
        fields.pop("speaker.role", None)
        return fields | {"attribution": name, "speaker_note": "the file calls the claimant an organization"}
    return fields


def prepared(mapping: Mapping | None) -> Mapping:
    """Return the settings for reviews of claims: those of a mapping, with what such files leave open."""
    import msgspec

    given = mapping or Mapping()
    constants = {"kind": "indirect", "lang": "und", **given.constants}
    optional = ["said", "review.date", "source.url", "source.published", *given.optional]
    speakers = msgspec.structs.replace(given.speakers, organizations=True, unsure="speakerless")
    return msgspec.structs.replace(
        given, kind="statements", constants=constants, optional=optional, speakers=speakers, columns={}
    )
