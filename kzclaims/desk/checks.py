"""The records of an open dossier with their problems, those that `load` would report, checked again after each change.

Only what a change can affect is checked again: the record itself, and what depends on other records by set look-ups.
The passages of a source are checked again if its text changes.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, select

from kzclaims.desk.document import Document, Piece
from kzclaims.dossier.records import RECORD_TYPES, Appearance, Passage, Record, Review, Source
from kzclaims.dossier.validation import Located, Path, Place, check, passages
from kzclaims.store.history import chain
from kzclaims.store.load import owners, review_addresses
from kzclaims.store.load.references import references, wrong_references
from kzclaims.store.schema.keys import ids_of
from kzclaims.store.schema.record_tables import RECORD_TABLES
from kzclaims.store.schema.tables import sources
from kzclaims.store.verify import source_texts
from kzclaims.store.verify.on_load import PassageCheck
from kzclaims.store.verify.passages import NEAR, Finding
from kzclaims.store.verify.source_texts import Texts
from kzclaims.vocabulary import CheckResult

_TABLE_NAMES = {table: name for name, record_type in RECORD_TYPES.items() for table in [RECORD_TABLES[record_type]]}
_NOWHERE = Place("", 0)
_MOST_SUGGESTED = 20
"""The number of records with wrong references for which similar keys are looked for."""


class Trouble(NamedTuple):
    """A problem or a remark about a field of a record."""

    field: str
    message: str
    kind: str = "error"


class PlacedPassage(NamedTuple):
    """Words of a record in the text of a source."""

    field: str
    source: str
    start: int
    end: int
    check: CheckResult | None


@dataclass
class Entry:
    """A record of the dossier."""

    id: str
    table: str
    index: int
    """The place among the records of this table in its piece."""
    raw: dict[str, Any]
    draft: str | None
    located: Located[Record]
    own: list[Trouble]
    """The problems of the record alone."""
    of_texts: list[Trouble] = field(default_factory=list)
    of_database: list[Trouble] = field(default_factory=list)
    of_load: list[Trouble] = field(default_factory=list)
    """Further problems that the last complete check found, until the record changes."""
    passages: list[PlacedPassage] = field(default_factory=list)
    problems: list[Trouble] = field(default_factory=list)
    """All problems."""
    needs: list[str] = field(default_factory=list)
    """The ids of the drafts that it refers to."""
    is_recorded: bool = False
    version: int = 0
    """The version of the desk in which anything of this last changed."""
    edited: int = 0
    """The version in which the record itself last changed."""

    @property
    def record(self) -> Record:
        return self.located.record

    @property
    def key(self) -> str:
        return self.record.key

    @property
    def piece_id(self) -> int:
        return int(self.id.partition(".")[0])

    @property
    def path(self) -> Path:
        """The path of the record in its piece."""
        return self.table, self.index


class _Check(PassageCheck):
    """A check that keeps where the passages of the current record are."""

    placed: list[PlacedPassage]

    def note(self, _record: Record, path: Path, passage: Passage, finding: Finding) -> None:
        """Keep the places of the words and of the attribution."""
        place = self._place(passage, finding)
        if place is None:
            return
        self.placed.append(PlacedPassage(name_of((*path, "exact")), passage.source, *place, finding.status))
        if isinstance(passage, Appearance) and passage.attribution and passage.attribution_kind is None:
            text = self._texts.get(passage.source)
            at = _nearest(text.text if text else "", passage.attribution, place)
            if at is not None:
                end = at + len(passage.attribution)
                self.placed.append(PlacedPassage(name_of((*path, "attribution")), passage.source, at, end, None))

    def _place(self, passage: Passage, finding: Finding) -> tuple[int, int] | None:
        match = finding.match
        if match and match.start is not None and match.end is not None and not finding.in_page:
            return match.start, match.end
        if passage.start is None or passage.end is None:
            return None
        return passage.start, passage.end


def _nearest(text: str, words: str, place: tuple[int, int]) -> int | None:
    """Return the occurrence of words that is nearest to a place."""
    start, end = place
    before = text.rfind(words, max(0, start - NEAR), start + len(words))
    after = text.find(words, end, end + NEAR)
    found = [at for at in (before, after) if at >= 0]
    return min(found, key=lambda at: at - end if at >= end else start - at - len(words), default=None)


def name_of(path: Path) -> str:
    """Return the name of a field: ``appearances[0].exact``."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


class Checker:
    """The entries of a document and their problems."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self.version = 0
        self.order_version = 0
        """The version in which records were added, removed or moved."""
        self.removed: dict[str, int] = {}
        """The ids of removed records, with the versions in which they were removed."""
        self.texts: dict[str, str] = {}
        """The texts of sources: those of the file, and archived ones."""
        self.text_versions: dict[str, int] = {}
        self._pieces: dict[int, tuple[Piece, list[Entry]]] = {}
        self._texts: Texts | None = None
        self._given: dict[str, str] = {}
        self._archived: dict[str, str | None] = {}
        """The SHA-256 of the archived texts that are used."""
        self._recorded: dict[Table, dict[str, bool]] = defaultdict(dict)
        self._head: str | None = None
        self._declared: set[tuple[str, str]] = set()
        self._wrong: dict[tuple[str, int], list[Trouble]] = {}
        """The wrong references of entries in their current version. Suggestions take long to find."""

    def by_key(self, table: str, key: str) -> Entry | None:
        """Return the first entry with a key."""
        return next((one for one in self.entries.values() if one.table == table and one.key == key), None)

    def refresh(self, document: Document, connection: Connection) -> int:
        """Check what has changed, and return the version: a new one if anything did."""
        new_version = self.version + 1
        fresh = self._read(document, new_version)
        renewed = self._notice_changes(connection)
        stale = list(self.entries.values()) if self._learn_texts(connection, new_version) else fresh
        self._check_texts(connection, stale, new_version)
        if renewed:
            self._check_recorded(connection, list(self.entries.values()))
        elif fresh:
            self._check_recorded(connection, fresh)
        self._learn_keys(connection, self.entries.values() if renewed else fresh)
        is_changed = self.order_version == new_version or new_version in self.text_versions.values()
        for entry, before in self._combine(connection):
            if before or entry.version == new_version:
                entry.version = new_version
                is_changed = True
        if is_changed:
            self.version = new_version
        return self.version

    def _read(self, document: Document, version: int) -> list[Entry]:
        """Read the pieces that have changed, and return their entries."""
        fresh: list[Entry] = []
        order: dict[str, Entry] = {}
        pieces: dict[int, tuple[Piece, list[Entry]]] = {}
        for piece in document.pieces:
            known = self._pieces.get(piece.id)
            if known is None or (known[0] is not piece and known[0].text != piece.text):
                known = piece, list(self._entries(piece, version))
                fresh += known[1]
            pieces[piece.id] = known
            order.update((one.id, one) for one in known[1])
        if list(order) != list(self.entries):
            self.order_version = version
            self.removed |= dict.fromkeys(self.entries.keys() - order.keys(), version)
            for number in order:
                self.removed.pop(number, None)
        self._pieces, self.entries = pieces, order
        return fresh

    def _entries(self, piece: Piece, version: int) -> Iterator[Entry]:
        records = list(piece.records)
        for number, (table, index) in enumerate(records):
            raw = piece.content[table][index]
            entry_id = str(piece.id) if len(records) == 1 else f"{piece.id}.{number}"
            before = self.entries.get(entry_id)
            if before and before.raw == raw and before.path == (table, index):
                yield before
                continue
            given = raw if isinstance(raw, dict) else {}
            draft = given.get("draft")
            rest = {name: value for name, value in given.items() if name != "draft"} if given else raw
            located, problems = check(rest, RECORD_TYPES[table], _NOWHERE)
            own = [Trouble(one.field, one.message) for one in problems]
            reason = None if "draft" not in given else draft if isinstance(draft, str) else ""
            yield Entry(entry_id, table, index, given, reason, located, own, version=version, edited=version)

    def _notice_changes(self, connection: Connection) -> bool:
        """Return True if the database has changed since the last check."""
        head = chain.head(connection)
        if head == self._head and self._recorded:
            return False
        self._head = head
        self._recorded.clear()
        self._wrong.clear()
        return True

    def _learn_texts(self, connection: Connection, version: int) -> bool:
        """Learn the texts of the sources; return True if one has changed, so that all passages are checked again."""
        given = {
            one.record.key: one.record.text
            for one in self.entries.values()
            if isinstance(one.record, Source) and isinstance(one.record.text, str)
        }
        printed = {passage.source for one in self.entries.values() for _, passage in passages(one.record)}
        own = {one.key for one in self.entries.values() if one.table == "sources"}
        s = sources.c
        ids = ids_of(connection, sources, sorted((printed | own) - given.keys()))
        texts_of = select(s.id, s.text_sha256).where(s.id.in_(set(ids.values())), s.text.is_not(None))
        hashes = {row.id: row.text_sha256 for row in connection.execute(texts_of)}
        archived = {key: hashes[number] for key, number in ids.items() if number in hashes}
        if self._texts and given == self._given and archived == self._archived:
            self._texts.reconnect(connection)
            return False
        texts: dict[str, str] = dict(given)
        for key, sha256 in archived.items():
            if self._archived.get(key) == sha256 and key in self.texts:
                texts[key] = self.texts[key]
            else:
                texts[key] = connection.scalar(select(s.text).where(s.id == ids[key])) or ""
        for key, text in texts.items():
            if self.texts.get(key) != text:
                self.text_versions[key] = version
        self.texts, self._given, self._archived = texts, given, archived
        self._texts = Texts(connection, texts)
        return True

    def _check_texts(self, connection: Connection, stale: list[Entry], version: int) -> None:
        checker = _Check(connection, (), texts=self._texts)
        length = {key: len(text) for key, text in self.texts.items()}
        for one in stale:
            checker.placed = []
            one.of_texts = []
            if not any(trouble.field.startswith(("appearances", "citations", "roles")) for trouble in one.own):
                problems, remarks = checker.check([one.located], elsewhere=False)
                one.of_texts = [Trouble(wrong.field, wrong.message) for wrong in problems]
                one.of_texts += [
                    Trouble(remark.field, remark.message, "remark") for remark in remarks if not isinstance(remark, str)
                ]
            before = one.passages
            one.passages = [placed for placed in checker.placed if placed.end <= length.get(placed.source, 0)]
            if before != one.passages:
                one.version = version
        checker.clear()

    def _check_recorded(self, connection: Connection, stale: list[Entry]) -> None:
        """Check entries against what is recorded: names that belong to others, addresses of reviews, hashes."""
        for one in stale:
            one.of_database = []
            found = source_texts.conflicts(connection, [one.located])
            one.of_database += [Trouble(wrong.field, wrong.message) for wrong in found]
        for place, message in owners.other_owners(connection, [one.record for one in stale]):
            stale[place].of_database.append(Trouble("name", message, "renamed"))
        reviews = [(one, one.record) for one in stale if isinstance(one.record, Review)]
        if reviews:
            every = [(one, one.record) for one in self.entries.values() if isinstance(one.record, Review)]
            for one, _ in every:
                one.of_database = [trouble for trouble in one.of_database if trouble.field != "url"]
            for place, message in review_addresses.conflicts(connection, [record for _, record in every]):
                every[place][0].of_database.append(Trouble("url", message))

    def _learn_keys(self, connection: Connection, stale: Iterator[Entry] | Any) -> None:
        """Look up which of the keys that entries have or refer to are recorded."""
        wanted: dict[Table, set[str]] = defaultdict(set)
        for one in stale:
            wanted[RECORD_TABLES[type(one.record)]].add(one.key)
            for _, tables, key in references(one.record):
                for table in tables:
                    wanted[table].add(key)
        for table, keys in wanted.items():
            if missing := keys - self._recorded[table].keys():
                found = ids_of(connection, table, sorted(missing))
                self._recorded[table] |= {key: key in found for key in missing}

    def _combine(self, connection: Connection) -> Iterator[tuple[Entry, bool]]:
        """Combine all problems of each entry; yield it with True if they, or anything about other records, changed."""
        declared: dict[tuple[str, str], Entry] = {}
        twice: dict[str, Entry] = {}
        for one in self.entries.values():
            first = declared.setdefault((one.table, one.key), one)
            if first is not one and one.key:
                twice[one.id] = first
        if self._declared != declared.keys():
            self._declared = set(declared)
            self._wrong.clear()
        known: dict[Table, set[str]] = {
            table: {key for key, is_recorded in self._recorded[table].items() if is_recorded}
            for table in RECORD_TABLES.values()
        }
        for table, key in declared:
            known[RECORD_TABLES[RECORD_TYPES[table]]].add(key)
        for one in self.entries.values():
            problems = [*one.own, *one.of_texts, *one.of_database]
            if one.id in twice:
                problems.append(Trouble("key", "is already the key of another record of this file; give it its own"))
            needs: list[str] = []
            problems += self._of_references(connection, one, known, declared, needs)
            shown = {(trouble.field, trouble.message) for trouble in problems}
            problems += [trouble for trouble in one.of_load if (trouble.field, trouble.message) not in shown]
            is_recorded = self._recorded[RECORD_TABLES[type(one.record)]].get(one.key, False)
            is_changed = (one.problems, one.needs, one.is_recorded) != (problems, needs, is_recorded)
            one.problems, one.needs, one.is_recorded = problems, needs, is_recorded
            yield one, is_changed

    def _of_references(
        self,
        connection: Connection,
        one: Entry,
        known: Mapping[Table, set[str]],
        declared: Mapping[tuple[str, str], Entry],
        needs: list[str],
    ) -> Iterator[Trouble]:
        is_wrong = False
        for path, tables, key in references(one.record):
            found = [table for table in tables if key in known[table]]
            if len(found) != 1:
                is_wrong = True
                continue
            entry = declared.get((_TABLE_NAMES[found[0]], key))
            if entry and entry.draft is not None:
                needs.append(entry.id)
                if one.draft is None and not self._recorded[found[0]].get(key):
                    yield Trouble(name_of(path), f"“{key}” is still a draft; accept it, too")
        if is_wrong:
            at = one.id, one.edited
            if at not in self._wrong:
                suggest = len(self._wrong) < _MOST_SUGGESTED
                wrong = wrong_references(connection, one.record, known, suggest=suggest)
                self._wrong[at] = [Trouble(name_of(path), message) for path, message in wrong]
            fields = {trouble.field for trouble in one.own}
            yield from (trouble for trouble in self._wrong[at] if trouble.field not in fields)
