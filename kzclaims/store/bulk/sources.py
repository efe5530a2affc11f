"""The sources of table rows."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select

from kzclaims.dossier.records import Record, Source
from kzclaims.dossier.validation import Place, check
from kzclaims.language.names.slug import slug
from kzclaims.store.bulk.row_values import WrongRowError, digest, without_none
from kzclaims.store.bulk.speakers import MOST_CANDIDATES, OrganizationResolver
from kzclaims.store.engine import engine_of
from kzclaims.store.load.row_writer import LoadContext
from kzclaims.store.schema.tables import sources

MOST_KNOWN = 100_000
"""The number of sources of a file that are remembered."""

_Identity = tuple[str, ...]
"""The fields of a row that describe its source, for comparison with other rows."""


class _Described(NamedTuple):
    """The first row that describes a source."""

    line: int
    identity: _Identity


class SourceResolver:
    """The sources that the rows of one table name."""

    def __init__(self, context: LoadContext, path: Path, organizations: OrganizationResolver) -> None:
        self._context, self._path, self._organizations = context, path, organizations
        self._keys: dict[_Identity, str] = {}
        self._described: dict[str, _Described] = {}
        self._by_url: dict[str, list[str]] = {}
        """The keys of the recorded sources with an address."""

    def learn_urls(self, urls: Iterable[str]) -> None:
        """Look up the recorded sources with these addresses."""
        if len(self._by_url) >= MOST_KNOWN:
            self._by_url.clear()
        wanted = set(urls) - self._by_url.keys() - {""}
        if not wanted:
            return
        engine = engine_of(self._context.connection)
        recorded: dict[str, list[str]] = {url: [] for url in wanted}
        sql = f"SELECT url, key FROM sources WHERE {engine.in_list('url', 'urls')} ORDER BY id"  # noqa: S608
        for row in engine.execute(self._context.connection, sql, {"urls": engine.list_value(wanted)}).all():
            recorded[row.url].append(row.key)
        self._by_url |= recorded

    def key_of(self, line: int, fields: dict[str, str], needed: list[Record]) -> str:
        """Return the key of a row's source; add the source itself and its publisher to the needed records."""
        given = {name.removeprefix("source."): value for name, value in fields.items() if name.startswith("source.")}
        if not given.keys() - {"lang"}:
            given |= self._file_itself()
        lang = given.pop("lang", fields.get("lang", ""))
        identity = tuple(given.get(name, "") for name in ("key", "url", "title", "publisher", "published"))
        known = self._keys.get(identity)
        if known is not None and known in self._described:
            return known
        recorded = None if "key" in given else self._recorded_key(given.get("url"))
        key = given.get("key") or recorded or _new_key(given, identity)
        first = self._described.get(key, _Described(line, identity))
        if first.identity != identity:
            message = f"the description differs from that in line {first.line}; describe a source in the same way"
            raise WrongRowError("source", message)
        if len(self._keys) >= MOST_KNOWN:
            self._keys.clear()
            self._described.clear()
        if recorded is None and not self._is_reference(given):
            needed += self._new_records(key, lang, given)
        if url := given.get("url"):
            self._by_url[url] = [key]
        self._keys[identity] = key
        self._described[key] = first
        return key

    def _file_itself(self) -> dict[str, str]:
        """Return the description of the table as a source, for rows without one."""
        name = self._path.name if str(self._path) != "-" else "standard input"
        return {"key": slug(name) or f"source-{digest(name)}", "title": f"[{name}]"}

    def _recorded_key(self, url: str | None) -> str | None:
        keys = self._by_url.get(url or "", [])
        if len(keys) > 1:
            candidates = ", ".join(keys[:MOST_CANDIDATES])
            raise WrongRowError("source.url", f"several sources have this address: {candidates}; give the key of one")
        return keys[0] if keys else None

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
                organization = self._organizations.new_publisher(name, lang)
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


def _new_key(given: dict[str, str], identity: _Identity) -> str:
    distinctive = (given["url"],) if "url" in given else identity
    return f"{slug(given.get('title', ''), 40) or 'source'}-{digest(*distinctive)}"
