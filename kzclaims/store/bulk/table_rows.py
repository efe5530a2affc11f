"""Conversion of table rows to records."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select

from kzclaims.dossier.column_mapping import Mapping
from kzclaims.dossier.csv_reader import Row
from kzclaims.dossier.jsonl import Entry
from kzclaims.dossier.records import Event, Person, Record, Statement
from kzclaims.dossier.validation import Place, check
from kzclaims.language.names.slug import slug
from kzclaims.store.bulk.row_values import (
    LONGEST_SHOWN,
    WrongRowError,
    date_value,
    digest,
    plain,
    position_value,
    without_none,
)
from kzclaims.store.bulk.sources import SourceResolver
from kzclaims.store.bulk.speakers import (
    MOST_CANDIDATES,
    OrganizationResolver,
    Resolved,
    SpeakerResolver,
    key_of_name,
)
from kzclaims.store.load.row_writer import LoadContext
from kzclaims.store.names.resolve import find_person
from kzclaims.store.names.suggest import Named
from kzclaims.store.schema.tables import statements
from kzclaims.vocabulary import TableRowKind
from kzclaims.wording import quoted

_TYPES: dict[TableRowKind, type[Record]] = {"statements": Statement, "events": Event, "people": Person}
_DATES = ("said", "date", "source.published")


class RowConverter:
    """The rows of one table as entries with records."""

    def __init__(
        self, context: LoadContext, path: Path, mapping: Mapping, kind: TableRowKind, *, create_people: bool
    ) -> None:
        self._context, self._path, self._mapping, self._kind = context, path, mapping, kind
        lang = mapping.constants.get("lang", "und")
        self._speakers = SpeakerResolver(context, mapping.speakers, lang=lang, create=create_people)
        self._organizations = OrganizationResolver(context, str(path))
        self._sources = SourceResolver(context, path, self._organizations)

    def resolve_speakers(self, rows: Iterable[Row]) -> None:
        """Resolve the names of all speakers of the table."""
        if "speaker" in self._mapping.columns:
            self._speakers.resolve(row.fields.get("speaker", "") for row in rows if row.wrong is None)
        elif "speaker" in self._mapping.constants:
            self._speakers.resolve([self._mapping.constants["speaker"]])

    def remove_unused_people(self) -> None:
        """Remove people who were created for rows that were rejected."""
        self._speakers.remove_unused()

    def __call__(self, rows: Sequence[Row]) -> list[Entry]:
        """Return the entries of some rows; the records that a row needs come before its own."""
        urls = {row.fields.get("source.url", "").strip() for row in rows if row.wrong is None}
        self._sources.begin_chunk(urls | {self._mapping.constants.get("source.url", "")})
        entries: list[Entry] = []
        for row in rows:
            place = Place(str(self._path), row.line)
            if row.wrong is not None:
                entries.append(Entry(row.line, row.raw, None, [place.problem("", (), row.wrong)]))
                continue
            fields = {name: value.strip() for name, value in row.fields.items()}
            fields |= {name: value for name, value in self._mapping.constants.items() if not fields.get(name)}
            try:
                entries += self._entries(row, place, {name: value for name, value in fields.items() if value})
            except WrongRowError as error:
                entries.append(Entry(row.line, row.raw, None, [place.problem("", (error.field,), error.reason)]))
        return entries

    def _entries(self, row: Row, place: Place, fields: dict[str, str]) -> Iterator[Entry]:
        for name in _DATES:
            if name in fields:
                fields[name] = date_value(name, fields[name], self._mapping.dates)
        source = None if self._kind == "people" else self._sources.find(row, fields)
        if source is None:
            raw = self._person(fields)
        elif self._kind == "events":
            raw = self._event(fields, source.key)
        else:
            raw = self._statement(fields, source.key)
        located, problems = check(raw, _TYPES[self._kind], place)
        if problems:
            yield Entry(row.line, row.raw, None, problems)
            return
        if source is not None:
            self._sources.accept(source, fields.get("source.url", ""))
            for record in source.needed:
                yield Entry(row.line, row.raw, record, derived=True)
        yield Entry(row.line, row.raw, located.record, has_own_key="key" in fields)

    def _statement(self, fields: dict[str, str], source: str) -> dict[str, Any]:
        printed = plain(fields.get("speaker", ""))
        speaker = self._speakers.speakers[printed] if printed else Resolved(None)
        if speaker.reason:
            raise WrongRowError("speaker", speaker.reason)
        organization = None
        if name := fields.get("organization"):
            organization = self._organizations.key_of("organization", name)
            if organization is None:
                raise WrongRowError("organization", f"no organization {quoted(name, LONGEST_SHOWN)} is recorded")
        attribution = fields.get("attribution", printed) or None
        appearance = without_none(
            source=source,
            attribution=attribution,
            attribution_kind="cell" if attribution and "attribution" not in fields else None,
            position=position_value(fields["position"]) if "position" in fields else None,
            exact=None if fields.get("kind") == "direct" else fields.get("text"),
        )
        return without_none(
            key=fields.get("key") or self._statement_key(fields, source, printed),
            speaker=speaker.key,
            organization=organization,
            appearances=[appearance],
            **{name: fields.get(name) for name in ("kind", "text", "lang", "said")},
        )

    def _statement_key(self, fields: dict[str, str], source: str, printed: str) -> str:
        """Return the key that is made from a row. The same words on another day are another statement."""
        parts = [source, fields.get("text", ""), printed, fields.get("position", "")]
        key = f"{source[:80].rstrip('-')}-{digest(*parts)}"
        said = fields.get("said")
        # Earlier versions of this program made keys without the day.
        if said is None:
            return key
        if not self._sources.is_new(source):
            recorded = select(statements.c.said).where(statements.c.key == key)
            if self._context.connection.scalar(recorded) == said:
                return key
        return f"{source[:80].rstrip('-')}-{digest(*parts, said)}"

    def _event(self, fields: dict[str, str], source: str) -> dict[str, Any]:
        title = fields.get("title", "")
        return without_none(
            key=fields.get("key") or f"{slug(title) or 'event'}-{digest(title, fields.get('date', ''))}",
            citations=[{"source": source, "exact": fields.get("exact", title)}],
            **{name: fields.get(name) for name in ("title", "lang", "description", "place", "date", "date_text")},
        )

    def _person(self, fields: dict[str, str]) -> dict[str, Any]:
        name, key = fields.get("name", ""), fields.get("key")
        if key is None and name:
            key = key_of_name(name, "person")
            found = find_person(self._context.connection, name)
            others = [one.key for one in ([found] if isinstance(found, Named) else found) if one.key != key]
            if others:
                shown, candidates = quoted(name, LONGEST_SHOWN), ", ".join(others[:MOST_CANDIDATES])
                raise WrongRowError("name", f"{shown} may be recorded already: {candidates}; give the person's key")
        return without_none(key=key, **{one: fields.get(one) for one in ("name", "lang", "description", "wikidata")})
