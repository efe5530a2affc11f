"""Rows of a table to records: whose words, from which source, under which key.

A name means whom `kzclaims.store.names.resolve` says it means. Names are resolved once for a whole file, the fullest
first, so that what a row says depends on no other row's place. An unknown name makes a person only where that is asked
for, and an ambiguous one is never decided.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Table, delete, exists, select

from kzclaims.dossier.column_mapping import Mapping
from kzclaims.dossier.csv_reader import Row
from kzclaims.dossier.jsonl import Entry
from kzclaims.dossier.records import Event, Organization, Person, Record, Source, Statement
from kzclaims.dossier.validation import Place, Problem, check
from kzclaims.errors import InputError
from kzclaims.language import dates
from kzclaims.language.names import titles
from kzclaims.language.names.slug import slug
from kzclaims.store.load.load import Loader, Outcome
from kzclaims.store.names.resolve import find_organization, find_person
from kzclaims.store.names.suggest import Named
from kzclaims.store.schema import tables as t
from kzclaims.store.schema.batches import batches
from kzclaims.vocabulary import TableRowKind

MOST_KNOWN = 100_000
"""How many sources of the file are remembered."""

_TYPES: dict[TableRowKind, type[Record]] = {"statements": Statement, "events": Event, "people": Person}
_SPACE = re.compile(r"\s+")


class Who(NamedTuple):
    """Whom a printed name means: a key; nobody; or the reason why that cannot be said."""

    key: str | None
    reason: str | None = None


class WrongRowError(Exception):
    """A row that cannot be a record: which field, and why."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(field, why)
        self.field, self.why = field, why


class Understanding:
    """What the rows of one file mean."""

    def __init__(
        self, connection: Connection, path: Path, mapping: Mapping, kind: TableRowKind, outcome: Outcome
    ) -> None:
        self.connection, self.path, self.mapping, self.kind = connection, path, mapping, kind
        self.outcome = outcome
        self.loader = Loader(connection, prune=False)
        self.speakers: dict[str, Who] = {}
        self.created: list[int] = []
        self.bodies: dict[str, Who] = {}
        self.new_bodies: dict[str, Organization] = {}
        self.new_keys: set[str] = set()
        self.sources: dict[tuple[str, ...], str] = {}
        self.described: dict[str, tuple[int, tuple[str, ...]]] = {}
        self.urls: dict[str, list[str]] = {}
        self.numbers: dict[tuple[Table, str], int] = {}
        """Up to which number the keys of namesakes are taken."""

    # Speakers

    def meet(self, printed: Iterable[str], *, create: bool) -> None:
        """Makes known whom the names mean that are printed in the file; creates unknown people if asked to."""
        options = self.mapping.speakers
        nobody = {_plain(name) for name in options.nobody}
        strings = sorted({_plain(one) for one in printed} - nobody - {""})
        names: dict[str, str | None] = {one: one for one in strings}
        if options.titles:
            names = titles.split(strings, self._recorded(strings))
        # Full names first: "V. Putin" is he only if there is no other whom it may mean.
        for text in sorted(strings, key=lambda one: _fullness(names[one])):
            self.speakers[text] = self._who(text, names[text], create=create)
        self.speakers |= dict.fromkeys(nobody, Who(None))

    def _recorded(self, strings: Sequence[str]) -> set[str]:
        """Those of the strings, and of their endings, that are recorded names."""
        found: set[str] = set()
        texts = sorted({*strings, *(ending for one in strings for ending in titles.endings(one))})
        for some in batches(texts):
            n = t.names.c
            found.update(self.connection.scalars(select(n.text).where(n.person_id.is_not(None), n.text.in_(some))))
        return found

    def _who(self, text: str, name: str | None, *, create: bool) -> Who:
        if name is None and (" " in text or not text):
            return self._unsure(f"it is not certain which part of “{_shown(text)}” is the name")
        found = find_person(self.connection, name or text)
        if isinstance(found, Named):
            return Who(found.key)
        if found:
            candidates = ", ".join(one.key for one in found[:5])
            several = "several may be meant" if len(found) > 1 else "it may be another’s name as well"
            return Who(None, f"“{_shown(text)}”: {several}: {candidates}; write the key of one")
        if name is None or not titles.is_name(name):
            return self._unsure(f"nobody called “{_shown(text)}” is recorded, and it does not look like a full name")
        if not create:
            return Who(None, f"nobody called “{_shown(name)}” is recorded; --create-people records new people")
        return Who(self._create(name))

    def _unsure(self, why: str) -> Who:
        return Who(None) if self.mapping.speakers.unsure == "speakerless" else Who(None, why)

    def _create(self, name: str) -> str:
        key = self._free_key(slug(name) or f"person-{_digest(name)}", t.people)
        lang = self.mapping.constants.get("lang", "und")
        row = {
            "key": key,
            "name": name,
            "description": None,
            "wikidata_id": None,
            "recorded": self.loader.recorded,
        }
        (person,) = self.loader.insert(t.people, [row])
        self.loader.insert(t.names, [{"person_id": person["id"], "text": name, "lang": lang, "kind": "preferred"}])
        self.created.append(person["id"])
        self.outcome.counts["people"].added += 1
        return key

    def _free_key(self, key: str, table: Table) -> str:
        number, wanted = self.numbers.get((table, key), 1), key
        while self.connection.scalar(select(table.c.id).where(table.c.key == key)) is not None:
            number += 1
            key = f"{wanted}-{number}"
        self.numbers[table, wanted] = number
        return key

    def forget_unused(self) -> None:
        """Takes back the people who were created for rows that were not taken."""
        speaks = exists().where(t.statements.c.speaker_id == t.people.c.id)
        for some in batches(self.created):
            gone = self.connection.execute(delete(t.people).where(t.people.c.id.in_(some), ~speaks))
            self.outcome.counts["people"].added -= gone.rowcount

    # Rows

    def __call__(self, rows: Sequence[Row]) -> list[Entry]:
        """The entries of some rows: what a row needs comes before its own record."""
        self._ask_urls(rows)
        entries: list[Entry] = []
        for row in rows:
            if row.wrong is not None:
                entries.append(Entry(row.line, row.raw, None, [Problem(str(self.path), row.line, "", "", row.wrong)]))
                continue
            fields = {name: value.strip() for name, value in row.fields.items()}
            fields |= {name: value for name, value in self.mapping.constants.items() if not fields.get(name)}
            try:
                entries += self._entries(row, {name: value for name, value in fields.items() if value})
            except WrongRowError as error:
                problem = Problem(str(self.path), row.line, "", error.field, error.why)
                entries.append(Entry(row.line, row.raw, None, [problem]))
        return entries

    def _entries(self, row: Row, fields: dict[str, str]) -> Iterator[Entry]:
        for name in ("said", "date", "source.published"):
            if name in fields:
                fields[name] = self._date(name, fields[name])
        needed: list[Record] = []
        match self.kind:
            case "statements":
                source = self._source(row, fields, needed)
                raw = self._statement(fields, source)
            case "events":
                raw = self._event(fields, self._source(row, fields, needed))
            case "people":
                raw = self._person(fields)
        placed, problems = check(raw, _TYPES[self.kind], Place(str(self.path), row.line))
        if problems:
            yield Entry(row.line, row.raw, None, problems)
            return
        for record in needed:
            yield Entry(row.line, row.raw, record, derived=True)
        yield Entry(row.line, row.raw, placed.record)

    def _statement(self, fields: dict[str, str], source: str) -> dict[str, Any]:
        printed = _plain(fields.get("speaker", ""))
        who = self.speakers[printed] if printed else Who(None)
        if who.reason:
            raise WrongRowError("speaker", who.reason)
        organization = None
        if "organization" in fields:
            body = self._body("organization", fields["organization"])
            if body.key is None:
                raise WrongRowError("organization", f"no organization “{fields['organization']}” is recorded")
            organization = body.key
        appearance: dict[str, Any] = {"source": source, "attribution": fields.get("attribution", printed) or None}
        if "position" in fields:
            position = fields["position"].removesuffix(".0")
            if not (position.isascii() and position.isdecimal() and len(position) < 10):
                raise WrongRowError("position", f"“{_shown(position)}” should be a number from 0")
            appearance["position"] = int(position)
        if fields.get("kind") != "direct":
            appearance["exact"] = fields.get("text")
        parts = (source, fields.get("text", ""), printed, fields.get("position", ""))
        return _given(
            key=fields.get("key") or f"{source[:80].rstrip('-')}-{_digest(*parts)}",
            kind=fields.get("kind"),
            text=fields.get("text"),
            lang=fields.get("lang"),
            speaker=who.key,
            organization=organization,
            said=fields.get("said"),
            appearances=[_given(**appearance)],
        )

    def _event(self, fields: dict[str, str], source: str) -> dict[str, Any]:
        title = fields.get("title", "")
        own = ("title", "lang", "description", "place", "date", "date_text")
        key = f"{slug(title) or 'event'}-{_digest(title, fields.get('date', ''))}"
        return _given(
            key=fields.get("key") or key,
            citations=[{"source": source, "exact": fields.get("exact", title)}],
            **{name: fields.get(name) for name in own},
        )

    def _person(self, fields: dict[str, str]) -> dict[str, Any]:
        name = fields.get("name", "")
        key = fields.get("key")
        if key is None and name:
            key = slug(name) or f"person-{_digest(name)}"
            found = find_person(self.connection, name)
            others = [one.key for one in ([found] if isinstance(found, Named) else found) if one.key != key]
            if others:
                why = f"“{_shown(name)}” may be recorded already: {', '.join(others[:5])}; give the person's key"
                raise WrongRowError("name", why)
        return _given(key=key, **{one: fields.get(one) for one in ("name", "lang", "description", "wikidata")})

    # Sources

    def _source(self, row: Row, fields: dict[str, str], needed: list[Record]) -> str:
        """The key of a row's source; the source itself and its publisher are added to what is needed."""
        said = {name.removeprefix("source."): value for name, value in fields.items() if name.startswith("source.")}
        if not said.keys() - {"lang"}:
            name = self.path.name if str(self.path) != "-" else "standard input"
            said = {"key": slug(name) or f"source-{_digest(name)}", "title": f"[{name}]", **said}
        lang = said.pop("lang", fields.get("lang", ""))
        identity = tuple(said.get(name, "") for name in ("key", "url", "title", "publisher", "published"))
        if (known := self.sources.get(identity)) is not None and known in self.described:
            return known
        key = said.get("key") or self._key_of_url(said.get("url"))
        recorded = key is not None
        if key is None:
            tells = identity[1:2] if "url" in said else identity
            key = f"{slug(said.get('title', ''), 40) or 'source'}-{_digest(*tells)}"
        line, before = self.described.get(key, (row.line, identity))
        if before != identity:
            raise WrongRowError("source", f"is described otherwise in line {line}: one source, one description")
        if len(self.sources) >= MOST_KNOWN:
            self.sources.clear()
            self.described.clear()
        if not (recorded and "key" not in said):
            publisher = None
            if "publisher" in said:
                body = self._body("source.publisher", said["publisher"])
                publisher = body.key or self._new_body(said["publisher"], lang, needed)
            title = said.get("title") or (f"[{said['url']}]" if "url" in said else None)
            if title is None and "key" in said and self._is_recorded(said["key"]):
                pass
            else:
                raw = _given(
                    key=key, lang=lang, title=title or f"[{said.get('published') or said.get('publisher') or key}]",
                    publisher=publisher, **{one: said.get(one) for one in ("author", "url", "published")},
                )  # fmt: skip
                placed, problems = check(raw, Source, Place(str(self.path), row.line))
                if problems:
                    first = problems[0]
                    raise WrongRowError(f"source.{first.field}", first.message)
                needed.append(placed.record)
        if url := said.get("url"):
            self.urls[url] = [key]
        self.sources[identity] = key
        self.described[key] = row.line, identity
        return key

    def _is_recorded(self, key: str) -> bool:
        return self.connection.scalar(select(t.sources.c.id).where(t.sources.c.key == key)) is not None

    def _ask_urls(self, rows: Sequence[Row]) -> None:
        """Makes known which sources are recorded under the addresses of some rows: one look at all of them."""
        if "source.url" not in self.mapping.columns:
            return
        if len(self.urls) >= MOST_KNOWN:
            self.urls.clear()
        wanted = (
            {row.fields.get("source.url", "").strip() for row in rows if row.wrong is None} - self.urls.keys() - {""}
        )
        if not wanted:
            return
        query = "SELECT url, key FROM sources WHERE url IN (SELECT value FROM json_each(?)) ORDER BY id"
        found: dict[str, list[str]] = {url: [] for url in wanted}
        for url, key in self.connection.exec_driver_sql(query, (msgspec.json.encode(wanted).decode(),)):
            found[url].append(key)
        self.urls |= found

    def _key_of_url(self, url: str | None) -> str | None:
        keys = self.urls.get(url or "", [])
        if len(keys) > 1:
            raise WrongRowError("source.url", f"several sources have this address: {', '.join(keys[:5])}; give the key")
        return keys[0] if keys else None

    def _body(self, field: str, name: str) -> Who:
        """The organization that a name means: nobody's key if none is recorded."""
        if name not in self.bodies:
            found = find_organization(self.connection, name)
            if isinstance(found, Named):
                self.bodies[name] = Who(found.key)
            elif found:
                candidates = ", ".join(one.key for one in found[:5])
                self.bodies[name] = Who(None, f"“{_shown(name)}”: several may be meant: {candidates}; write the key")
            else:
                self.bodies[name] = Who(None)
        if reason := self.bodies[name].reason:
            raise WrongRowError(field, reason)
        return self.bodies[name]

    def _new_body(self, name: str, lang: str, needed: list[Record]) -> str:
        if name not in self.new_bodies:
            key = self._free_key(slug(name) or f"organization-{_digest(name)}", t.organizations)
            while key in self.new_keys:
                key = f"{key[:80]}-{_digest(name)[:6]}"
            self.new_keys.add(key)
            raw = _given(key=key, name=name, lang=lang)
            placed, problems = check(raw, Organization, Place(str(self.path), 0))
            if problems:
                raise WrongRowError("source.publisher", problems[0].message)
            self.new_bodies[name] = placed.record
        needed.append(self.new_bodies[name])
        return self.new_bodies[name].key

    def _date(self, field: str, value: str) -> str:
        found = _edtf(value, tuple(self.mapping.dates))
        if isinstance(found, InputError):
            forms = f"; the mapping names {', '.join(self.mapping.dates)}" if self.mapping.dates else ""
            raise WrongRowError(field, f"{found.message}{forms}")
        return found


@lru_cache(maxsize=10_000)
def _edtf(value: str, forms: tuple[str, ...]) -> str | InputError:
    """A date as it comes to EDTF: EDTF itself, ISO 8601 with a time, or one of the forms that are named."""
    try:
        return dates.parse(value).edtf
    except InputError as error:
        problem = error
    try:
        return datetime.fromisoformat(value).date().isoformat()
    except ValueError:
        pass
    for form in forms:
        try:
            day = datetime.strptime(value, form).date()  # noqa: DTZ007 - only the day is wanted
        except ValueError:
            continue
        has_month = any(one in form for one in ("%m", "%b", "%B", "%j", "%U", "%W", "%V"))
        has_day = any(one in form for one in ("%d", "%j", "%w", "%a", "%A", "%u"))
        return f"{day:%Y-%m-%d}" if has_day else f"{day:%Y-%m}" if has_month else f"{day:%Y}"
    return problem


def _plain(name: str) -> str:
    """A printed name without spaces to no purpose."""
    return _SPACE.sub(" ", name).strip()


def _fullness(name: str | None) -> tuple[bool, bool, int, str]:
    words = (name or "").split()
    initials = any(len(word.strip(".")) == 1 for word in words)
    return len(words) < 2, initials, -len(words), name or ""


def _given(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _digest(*parts: str) -> str:
    """A short fingerprint of some texts, the same on every machine: 64 bits."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def _shown(text: str) -> str:
    return f"{text[:80]}…" if len(text) > 80 else text
