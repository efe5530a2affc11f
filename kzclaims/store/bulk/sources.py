"""The sources of table rows."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import select

from kzclaims.dossier.byte_streams import MOST_SHOWN
from kzclaims.dossier.csv_reader import Row
from kzclaims.dossier.records import Record, Source
from kzclaims.dossier.validation import Place, check
from kzclaims.language.names.slug import slug
from kzclaims.store.bulk.row_values import WrongRowError, digest, without_none
from kzclaims.store.bulk.speakers import MOST_CANDIDATES, OrganizationResolver
from kzclaims.store.engine import engine_of
from kzclaims.store.load.row_writer import LoadContext
from kzclaims.store.schema.addresses import plain_address, usual_spellings
from kzclaims.store.schema.keys import ids_of
from kzclaims.store.schema.tables import sources

MOST_KNOWN = 100_000
"""The number of sources of a file that are remembered."""

_DESCRIBING = ("source", "review.url", "review.title", "review.reviewer", "lang")
"""The beginnings of the names of fields that describe a source."""

_OF_REVIEW = {"url": "url", "title": "title", "reviewer": "publisher"}
"""The fields of a review that describe its page as a source."""

_Identity = tuple[str, ...]
"""The fields of a row that describe its source, for comparison with other rows."""


class _Described(NamedTuple):
    """The first accepted row that describes a source."""

    line: int
    identity: _Identity


class RowSource(NamedTuple):
    """The source of one row."""

    key: str
    identity: _Identity
    line: int
    address: str
    url: str
    needed: tuple[Record, ...]
    """The source itself and its publisher, as far as they are not recorded yet."""


class SourceResolver:
    """The sources that the rows of one table name."""

    def __init__(
        self,
        context: LoadContext,
        path: Path,
        organizations: OrganizationResolver,
        fields: Iterable[str],
        *,
        optional: Collection[str] = (),
    ) -> None:
        self._context, self._path, self._organizations = context, path, organizations
        self._describing = [name for name in fields if name.startswith(_DESCRIBING)]
        self._optional = {name.removeprefix("source.") for name in optional}
        """The fields of sources in which rows may differ: the first one describes the source."""
        self._described: dict[str, _Described] = {}
        self._needed: dict[str, tuple[Record, ...]] = {}
        """The records of sources that were not recorded when the chunk began."""
        self._by_address: dict[str, dict[str, str]] = {}
        """The recorded and new sources with an address: their spellings of it by key."""
        self._unusual: dict[str, dict[str, str]] | None = None
        self._noted: set[str] = set()
        self._tables: list[str] | None = None
        self._new: set[str] = set()
        self._found: dict[tuple[Any, ...], Sequence[RowSource]] = {}
        """The sources of the chunk by the describing fields of their rows: many rows have the same source."""

    def begin_chunk(self, urls: Iterable[str]) -> None:
        """Look up the recorded sources with these addresses, and which of the new sources are recorded by now."""
        self._found.clear()
        if max(len(self._by_address), len(self._described)) >= MOST_KNOWN:
            self._by_address.clear()
            self._described.clear()
            self._new.clear()
        recorded = ids_of(self._context.connection, sources, self._needed)
        self._needed = {key: records for key, records in self._needed.items() if key not in recorded}
        wanted = {address for url in urls if url and (address := plain_address(url)) not in self._by_address}
        if not wanted:
            return
        self._by_address |= {address: dict(self._unusual_spellings().get(address, {})) for address in wanted}
        engine = engine_of(self._context.connection)
        spellings = {spelling for address in wanted for spelling in usual_spellings(address)}
        sql = f"SELECT url, key FROM sources WHERE {engine.in_list('url', 'urls')} ORDER BY id"  # noqa: S608
        for row in engine.execute(self._context.connection, sql, {"urls": engine.list_value(spellings)}).all():
            self._by_address[plain_address(row.url)][row.key] = row.url

    def _unusual_spellings(self) -> dict[str, dict[str, str]]:
        """Return the recorded addresses that cannot be looked up, because they have ports, fragments and the like."""
        if self._unusual is None:
            self._unusual = {}
            recorded = select(sources.c.url, sources.c.key).where(sources.c.url.is_not(None))
            for url, key in self._context.connection.execute(recorded):
                self._note_spelling(plain_address(url), key, url)
        return self._unusual

    def _note_spelling(self, address: str, key: str, url: str) -> None:
        if self._unusual is not None and url not in usual_spellings(address):
            self._unusual.setdefault(address, {})[key] = url

    def find_all(self, row: Row, fields: dict[str, Any]) -> Sequence[RowSource]:
        """Return the sources of a row, each once."""
        own = tuple(map(fields.get, self._describing))
        try:
            known = self._found.get(own)
        except TypeError:
            # Lists describe several sources.
            return list(self._find_each(row, fields))
        if known is not None and self._is_current(known[0]):
            return known
        found = list(self._find_each(row, fields))
        if len(found) == 1 and found[0].address:
            self._found[own] = found
        return found

    def _is_current(self, known: RowSource) -> bool:
        """Return True if a source is described as before, and is the only one with its address."""
        described = self._described.get(known.key)
        if described is None or described.identity != known.identity:
            return False
        spellings = self._by_address.get(known.address, ())
        return len(spellings) == 1 and known.key in spellings

    def _find_each(self, row: Row, fields: dict[str, Any]) -> Iterator[RowSource]:
        seen = set()
        for described in _given_sources(fields):
            given, optional = described, self._optional
            if not given.keys() - {"lang"}:
                if "review.url" in fields:
                    # The review is the publication that quotes the claim.
                    given = given | {
                        to: fields[f"review.{name}"] for name, to in _OF_REVIEW.items() if f"review.{name}" in fields
                    }
                    optional = {*optional, "title", "publisher"}
                else:
                    given = given | self._table_itself(row)
            found = self._find(row.line, given, fields.get("lang", ""), optional)
            if found.key not in seen:
                seen.add(found.key)
                yield found

    def _find(self, line: int, given: dict[str, str], lang: str, optional: Collection[str]) -> RowSource:
        """Return the source with the given fields."""
        lang = given.pop("lang", lang)
        address = plain_address(given["url"]) if "url" in given else ""
        names = ("key", "title", "publisher", "published")
        identity = (address, *(given.get(name, "") for name in names))
        recorded = None if "key" in given else self._recorded_key(address, given.get("url", ""))
        key = given.get("key") or recorded or _new_key(given, address, identity)
        first = self._described.get(key, _Described(line, identity))
        if first.identity != identity and any(
            one != other
            for name, one, other in zip(("url", *names), first.identity, identity, strict=True)
            if name not in optional
        ):
            message = f"the description differs from that in line {first.line}; describe a source in the same way"
            raise WrongRowError("source", message)
        needed = self._needed.get(key, ())
        if not needed and recorded is None and key not in self._described and not self._is_reference(given):
            needed = tuple(self._new_records(key, lang, given))
        return RowSource(key, identity, line, address, given.get("url", ""), needed)

    def is_new(self, key: str) -> bool:
        """Return True if a source was certainly not recorded when the load began."""
        return key in self._new

    def accept(self, found: RowSource) -> None:
        """Note the source of a row that can be loaded; later rows must describe it in the same way."""
        if found.key not in self._described:
            self._described[found.key] = _Described(found.line, found.identity)
        if found.needed:
            self._needed[found.key] = found.needed
            self._new.add(found.key)
        if found.address and found.key not in (spellings := self._by_address.setdefault(found.address, {})):
            spellings[found.key] = found.url
            self._note_spelling(found.address, found.key, found.url)

    def _table_itself(self, row: Row) -> dict[str, str]:
        """Return the description of a row's table as a source. A rejected row belongs to the table it came from."""
        name = row.file or (self._path.name if str(self._path) != "-" else "standard input")
        if row.file == "":
            tables = self._recorded_tables()
            if len(tables) != 1:
                raise WrongRowError("source", "the file does not name the row's table; give the key of its source")
            (name,) = tables
        return {"key": _table_key(name), "title": f"[{name}]"}

    def _recorded_tables(self) -> list[str]:
        """Return the names of the tables that were loaded as sources."""
        if self._tables is None:
            without_url = select(sources.c.key, sources.c.title).where(
                sources.c.url.is_(None), sources.c.title.like("[%]")
            )
            rows = self._context.connection.execute(without_url).all()
            self._tables = [row.title[1:-1] for row in rows if row.key == _table_key(row.title[1:-1])]
        return self._tables

    def _recorded_key(self, address: str, url: str) -> str | None:
        """Return the key of the source with an address, in any spelling; note a spelling that differs."""
        spellings = self._by_address.get(address, {})
        keys = [key for key, spelling in spellings.items() if spelling == url] or list(spellings)
        if len(keys) > 1:
            candidates = ", ".join(keys[:MOST_CANDIDATES])
            raise WrongRowError("source.url", f"several sources have this address: {candidates}; give the key of one")
        if not keys:
            return None
        if spellings[keys[0]] != url and url not in self._noted and len(self._noted) < MOST_SHOWN:
            self._noted.add(url)
            self._context.outcome.remarks.append(f"{self._path}: {url} is taken for {spellings[keys[0]]}")
        return keys[0]

    def _is_reference(self, given: dict[str, str]) -> bool:
        """Return True if a row only names a recorded source by its key."""
        if "title" in given or "url" in given or "key" not in given:
            return False
        recorded = select(sources.c.id).where(sources.c.key == given["key"])
        return self._context.connection.scalar(recorded) is not None

    def _new_records(self, key: str, lang: str, given: dict[str, str]) -> list[Record]:
        """Return a new source, after its publisher if that is new as well."""
        records: list[Record] = []
        publisher = None
        if name := given.get("publisher"):
            publisher = self._organizations.key_of("source.publisher", name)
            if publisher is None:
                organization = self._organizations.new_organization("source.publisher", name, lang)
                records.append(organization)
                publisher = organization.key
        described_by = given.get("url") or given.get("published") or given.get("publisher") or key
        raw = without_none(
            key=key,
            lang=lang,
            title=given.get("title") or f"[{described_by}]",
            publisher=publisher,
            **{one: given.get(one) for one in ("author", "url", "published")},
        )
        located, problems = check(raw, Source, Place(str(self._path), 0))
        if problems:
            raise WrongRowError(f"source.{problems[0].field}", problems[0].message)
        return [*records, located.record]


def _given_sources(fields: dict[str, Any]) -> Iterator[dict[str, str]]:
    """Yield the fields of each source of a row. Lists describe several sources, and other values each of them."""
    groups: dict[str, dict[str, Any]] = {"source": {}}
    for name, value in fields.items():
        prefix, dot, field = name.partition(".")
        if dot and prefix.startswith("source"):
            groups.setdefault(prefix, {})[field] = value
    for prefix in sorted(groups):
        group = groups[prefix]
        lengths = {len(value) for value in group.values() if isinstance(value, list)}
        if len(lengths) > 1:
            raise WrongRowError(prefix, f"its fields have {' and '.join(map(str, sorted(lengths)))} values")
        for place in range(max(lengths, default=1)):
            yield {name: value[place] if isinstance(value, list) else value for name, value in group.items()}


@lru_cache(maxsize=20_000)
def _table_key(name: str) -> str:
    return slug(name) or f"source-{digest(name)}"


def _new_key(given: dict[str, str], address: str, identity: _Identity) -> str:
    # The order of the fields must not change: the keys of recorded sources depend on it.
    distinctive = (address,) if address else (identity[1], "", *identity[2:])
    return f"{slug(given.get('title', ''), 40) or 'source'}-{digest(*distinctive)}"
