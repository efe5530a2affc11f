"""Conversion of table rows to records."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from kzclaims.dossier.cells import PRINTED, listed_lines
from kzclaims.dossier.column_mapping import Mapping
from kzclaims.dossier.csv_reader import Row
from kzclaims.dossier.helper import Helper
from kzclaims.dossier.jsonl import Entry
from kzclaims.dossier.records import Event, Person, Record, Review, Statement, Topic
from kzclaims.dossier.table_fields import DATES, REQUIRED, fields_of
from kzclaims.dossier.validation import Place, Problem, check
from kzclaims.language.names.slug import slug
from kzclaims.store.bulk.row_reviews import ReviewResolver
from kzclaims.store.bulk.row_roles import RoleCollector
from kzclaims.store.bulk.row_statuses import StatusCollector
from kzclaims.store.bulk.row_values import (
    LONGEST_SHOWN,
    WrongRowError,
    date_value,
    digest,
    key_of_name,
    number_value,
    plain,
    truth_value,
    without_none,
)
from kzclaims.store.bulk.sources import RowSource, SourceResolver
from kzclaims.store.bulk.speakers import (
    MOST_CANDIDATES,
    OrganizationResolver,
    Printed,
    Resolved,
    SpeakerResolver,
)
from kzclaims.store.engine import engine_of
from kzclaims.store.load.row_writer import LoadContext
from kzclaims.store.names.resolve import find_person
from kzclaims.store.names.suggest import Named
from kzclaims.vocabulary import TableRowKind
from kzclaims.wording import quoted

_SAID = "SELECT said FROM statements WHERE key = :key"
_TYPES: dict[str, type[Record]] = {"statements": Statement, "events": Event, "people": Person}
_WORDS = ("kind", "text", "lang", "said", "speaker_note")
_PASSAGE = ("prefix", "suffix")
_NUMBERS = ("position", "start", "end")
_LINKS = frozenset(("topics", "mentions", "events", "translation.text", "confidential"))
_NAMED = ("speaker", "mentions", "participants")

NAMING = (*_NAMED, "speaker.type")
"""The fields that name people and organizations."""

Fields = dict[str, Any]
"""The values of a row: texts, and lists of texts for fields that may have several."""


class WrongFieldsError(Exception):
    """A row with several problems."""

    def __init__(self, problems: list[Problem], record_type: type[Record]) -> None:
        super().__init__(problems)
        self.problems, self.record_type = problems, record_type


class RowConverter:
    """The rows of one table as entries with records."""

    def __init__(
        self, context: LoadContext, path: Path, mapping: Mapping, kind: TableRowKind, *, create_people: bool
    ) -> None:
        self._context, self._path, self._mapping, self._kind = context, path, mapping, kind
        lang = mapping.constants.get("lang", "und")
        self._organizations = OrganizationResolver(context, str(path))
        self._speakers = SpeakerResolver(
            context, mapping.speakers, self._organizations, lang=lang, create=create_people
        )
        given = {**mapping.columns, **mapping.constants} if mapping.columns else fields_of(kind)
        self._sources = SourceResolver(context, path, self._organizations, given, optional=mapping.optional)
        self._reviews = ReviewResolver(context, self._organizations)
        self._roles = RoleCollector(context)
        self.statuses = StatusCollector(context, path)
        self._dates = [name for name in given if name in DATES or name.endswith(".published")]
        self._addresses = [name for name in given if name.startswith("source") and name.endswith(".url")]
        self._words, self._passage, self._numbers = (
            [name for name in names if name in given] for names in (_WORDS, _PASSAGE, _NUMBERS)
        )
        self._has_types = "speaker.type" in given
        self._has_links = not _LINKS.isdisjoint(given)
        self._left_out: dict[str, list[int]] = {}
        """The lines of the cells that cannot be recorded, by their optional fields."""

    def resolve_speakers(self, rows: Iterable[Row], helper: Helper) -> None:
        """Resolve the names of all people and organizations of the table."""
        columns = self._mapping.columns
        constants = self._mapping.constants
        named = [name for name in _NAMED if name in columns or name in constants]
        if not any(name in columns for name in named):
            rows = []
            printed = (one for name in named for one in self._printed({name: constants[name]}, name))
            self._speakers.resolve(printed, helper)
        elif named:
            printed = (
                one for row in rows if row.wrong is None for name in named for one in self._printed(row.fields, name)
            )
            self._speakers.resolve(printed, helper)
        # Reading finds columns that no row has.
        for _ in rows:
            pass

    def _printed(self, fields: Fields, name: str) -> list[Printed]:
        value = fields.get(name) or self._mapping.constants.get(name, "")
        if name == "speaker":
            return [Printed(plain(value), self._type_of_speaker(fields))]
        return [Printed(plain(one), "either") for one in _list(value)]

    def _type_of_speaker(self, fields: Fields) -> str:
        if not self._has_types:
            return ""
        given = (fields.get("speaker.type") or self._mapping.constants.get("speaker.type", "")).casefold()
        return given if given in ("person", "organization") else ""

    def remove_unused_people(self) -> None:
        """Remove people who were created for rows that were rejected."""
        self._speakers.remove_unused()

    def remarks(self) -> Iterator[str]:
        """Yield lines about cells that were left out."""
        for name, lines in self._left_out.items():
            yield f"{self._path}: {name}: {listed_lines(lines)}: the cell cannot be recorded and is left out"

    def __call__(self, rows: Sequence[Row]) -> list[Entry]:
        """Return the entries of some rows; the records that a row needs come before its own.

        After the last row, no rows give the roles of the speakers.
        """
        if not rows:
            return self._roles.entries()
        constants = self._mapping.constants
        fields = [row.fields for row in rows if row.wrong is None]
        urls = {
            address
            for one in (*fields, constants)
            for name in self._addresses
            if name in one
            for address in _list(one[name])
        }
        reviews = {one["review.url"] for one in (*fields, constants) if "review.url" in one}
        self._sources.begin_chunk(urls | reviews)
        self._reviews.begin_chunk(reviews)
        entries: list[Entry] = []
        for row in rows:
            place = Place(str(self._path), row.line)
            if row.wrong is not None:
                entries.append(Entry(row.line, row.raw, None, [place.problem("", (), row.wrong)]))
                continue
            entries += self._converted(row, place, {**constants, **row.fields})
        return entries

    def texts_of(self, rows: Sequence[Row]) -> list[str]:
        """Return the texts of the statements of some rows, for hashing them ahead."""
        return [row.fields["text"] for row in rows if "text" in row.fields] if self._kind == "statements" else []

    def _converted(self, row: Row, place: Place, fields: Fields) -> list[Entry]:
        """Return the entries of a row; optional fields that cannot be recorded are left out."""
        while True:
            try:
                return self._entries(row, place, fields)
            except WrongRowError as error:
                problems, names = [place.problem("", (error.field,), error.reason)], {error.field}
            except WrongFieldsError as error:
                problems = error.problems
                prefix = "review." if error.record_type is Review else ""
                names = {f"{prefix}{one.field.partition('[')[0]}" for one in problems}
            if not names <= fields.keys() or not names <= set(self._mapping.optional):
                return [Entry(row.line, row.raw, None, problems)]
            for name in names:
                del fields[name]
                self._left_out.setdefault(name, []).append(row.line)

    def _entries(self, row: Row, place: Place, fields: Fields) -> list[Entry]:
        """Return the entries of a row; its dates become EDTF."""
        for name in REQUIRED[self._kind]:
            if name not in fields:
                raise WrongRowError(name, "is missing")
        for name in self._dates:
            if name in fields:
                fields[name] = self._date(name, fields[name])
        found: Sequence[RowSource] = ()
        if self._kind == "people":
            raw = self._person(fields)
        elif self._kind == "events":
            found = self._sources.find_all(row, fields)
            raw = self._event(fields, found)
        else:
            found = self._sources.find_all(row, fields)
            raw = self._statement(fields, found)
        new = raw.pop("_organization", None)
        has_own_key = "key" in fields
        record = self._checked(raw, _TYPES[self._kind], place, has_own_key=has_own_key)
        needed = self._needed(fields)
        if new:
            needed.append(new)
        following: list[Entry] = []
        if self._kind == "statements" and "review.rating" in fields:
            review, reviewer = self._reviews.raw(fields, record.key)
            reviewed = self._checked(review, Review, place, has_own_key="review.key" in fields)
            self._reviews.accept(fields, review)
            if reviewer is not None:
                needed.append(reviewer)
            following = [Entry(row.line, row.raw, reviewed, has_own_key="review.key" in fields, follows=True)]
        for source in found:
            self._sources.accept(source)
            needed += source.needed
        if isinstance(record, Statement) and record.speaker and (role := fields.get("speaker.role")):
            self._roles.add(record.speaker, role, fields["lang"], found[0].key, row)
        if status := fields.get("status"):
            self.statuses.add(record.key, status, fields.get("status.reason", ""), fields.get("status.source"))
        entries = [Entry(row.line, row.raw, one, derived=True) for one in needed]
        return [*entries, Entry(row.line, row.raw, record, has_own_key=has_own_key), *following]

    def _date(self, name: str, value: Any) -> Any:
        if isinstance(value, list):
            return [date_value(name, one, self._mapping.dates) for one in value]
        return date_value(name, value, self._mapping.dates)

    def _checked(self, raw: dict[str, Any], kind: type[Record], place: Place, *, has_own_key: bool) -> Record:
        located, problems = check(raw, kind, place)
        if not problems:
            return located.record
        if not has_own_key:
            # The user did not write this key.
            problems = [Problem(one.file, one.line, "", one.field, one.message) for one in problems]
        raise WrongFieldsError(problems, kind)

    def _needed(self, fields: Fields) -> list[Record]:
        """Return the topics and organizations of a row that may not be recorded yet."""
        topics = _list(fields["topics"]) if "topics" in fields else ()
        needed: list[Record] = [Topic(key=topic_key(name), name=plain(name)) for name in topics]
        if self._speakers.has_new_organizations:
            named = [one for name in _NAMED if name in fields for one in self._printed(fields, name)]
            needed += [new for one in named if one.text and (new := self._speakers.speakers[one].new)]
        return needed

    def _statement(self, fields: Fields, sources: Sequence[RowSource]) -> dict[str, Any]:
        printed, speaker = "", Resolved(None)
        if "speaker" in fields:
            (named,) = self._printed(fields, "speaker")
            printed = named.text
            speaker = self._speakers.speakers[named] if printed else speaker
        if speaker.reason:
            raise WrongRowError("speaker", speaker.reason)
        organization = speaker.key if speaker.is_organization else None
        if name := fields.get("organization"):
            organization = self._organizations.key_of("organization", name)
            if organization is None:
                raise WrongRowError("organization", f"no organization {quoted(name, LONGEST_SHOWN)} is recorded")
        if not printed and fields["kind"] == "direct":
            printed = fields.get(PRINTED, "")
        appearance: dict[str, Any] = {name: fields[name] for name in self._passage if name in fields}
        if attribution := fields.get("attribution", printed):
            appearance["attribution"] = attribution
            if "attribution" not in fields:
                appearance["attribution_kind"] = "cell"
        if (exact := fields.get("exact")) or fields["kind"] != "direct":
            appearance["exact"] = exact or fields["text"]
        for name in self._numbers:
            if name in fields:
                appearance[name] = number_value(name, fields[name])
        known = None if "key" in fields else self._reviews.known(fields)
        raw = {name: fields[name] for name in self._words if name in fields}
        raw["key"] = fields.get("key") or (
            known.statement if known else self._statement_key(fields, sources[0].key, printed)
        )
        raw["appearances"] = [{"source": source.key, **appearance} for source in sources]
        if speaker.key is not None and not speaker.is_organization:
            raw["speaker"] = speaker.key
        if organization is not None:
            raw["organization"] = organization
        if self._has_links:
            raw |= without_none(
                topics=self._topics(fields),
                mentions=[one.key for one in self._named(fields, "mentions")] or None,
                events=_list(fields["events"]) if "events" in fields else None,
                translations=self._translations(fields),
                confidential=_confidential(fields),
            )
        return raw

    def _statement_key(self, fields: Fields, source: str, printed: str) -> str:
        """Return the key that is made from a row. The same words on another day are another statement."""
        parts = [source, fields["text"], printed, fields.get("position", "")]
        said = fields.get("said")
        # Earlier versions of this program made keys without the day.
        if said is None or not self._sources.is_new(source):
            key = f"{source[:80].rstrip('-')}-{digest(*parts)}"
            if said is None:
                return key
            connection = self._context.connection
            recorded = engine_of(connection).execute(connection, _SAID, {"key": key})
            if recorded.scalar() == said:
                return key
        return f"{source[:80].rstrip('-')}-{digest(*parts, said)}"

    def _topics(self, fields: Fields) -> list[str] | None:
        keys = dict.fromkeys(topic_key(name) for name in _list(fields.get("topics", [])))
        return list(keys) or None

    def _named(self, fields: Fields, name: str) -> list[Resolved]:
        """Return the people and organizations in a field, each once."""
        found: dict[str, Resolved] = {}
        for printed in self._printed(fields, name) if name in fields else ():
            one = self._speakers.speakers[printed] if printed.text else Resolved(None)
            if one.reason:
                raise WrongRowError(name, one.reason)
            if one.key is not None:
                found[one.key] = one
        return list(found.values())

    @staticmethod
    def _translations(fields: Fields) -> list[dict[str, str]] | None:
        if "translation.text" not in fields:
            return None
        return [{name: fields.get(f"translation.{name}", "") for name in ("text", "lang", "translator")}]

    def _event(self, fields: Fields, sources: Sequence[RowSource]) -> dict[str, Any]:
        title = fields["title"]
        part = fields.get("participants.part")
        participants = [
            without_none(part=part, **{"organization" if one.is_organization else "person": one.key})
            for one in self._named(fields, "participants")
        ]
        names = ("title", "lang", "description", "place", "date", "date_text", "date_note")
        return without_none(
            key=fields.get("key") or f"{slug(title) or 'event'}-{digest(title, fields.get('date', ''))}",
            citations=[{"source": source.key, "exact": fields.get("exact", title)} for source in sources],
            topics=self._topics(fields),
            participants=participants or None,
            confidential=_confidential(fields),
            **{name: fields.get(name) for name in names},
        )

    def _person(self, fields: Fields) -> dict[str, Any]:
        name, key = fields["name"], fields.get("key")
        if key is None:
            key = key_of_name(name, "person")
            found = find_person(self._context.connection, name)
            others = [one.key for one in ([found] if isinstance(found, Named) else found) if one.key != key]
            if others:
                shown, candidates = quoted(name, LONGEST_SHOWN), ", ".join(others[:MOST_CANDIDATES])
                raise WrongRowError("name", f"{shown} may be recorded already: {candidates}; give the person's key")
        role, organization, new = fields.get("role"), fields.get("role.organization"), None
        if role and organization:
            known = self._organizations.key_of("role.organization", organization)
            if known is None:
                new = self._organizations.new_organization("role.organization", organization, fields["lang"])
            organization = new.key if new else known
        held = without_none(title=role, lang=fields["lang"], organization=organization, held=fields.get("role.held"))
        further = [one for one in dict.fromkeys(map(plain, _list(fields.get("names", [])))) if one != name]
        return without_none(
            key=key,
            roles=[held] if role else None,
            names=[{"text": one, "lang": fields["lang"]} for one in further] or None,
            confidential=_confidential(fields),
            _organization=new,
            **{one: fields.get(one) for one in ("name", "lang", "description", "wikidata")},
        )


def _confidential(fields: Fields) -> bool | None:
    return truth_value("confidential", fields["confidential"]) if "confidential" in fields else None


def topic_key(name: str) -> str:
    """Return the key of a topic, given by its name or key."""
    return key_of_name(name, "topic")


def _list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
