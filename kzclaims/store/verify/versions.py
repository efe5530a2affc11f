"""The versions of sources: their archived states, none of which is ever changed or removed.

The current version of a source is the newest one with the source's text. A passage was checked against it if the result
of its check is stored, because a trigger removes the results when the text changes.
"""

import hashlib
import zlib
from collections.abc import Collection, Iterable, Iterator
from typing import Any

import msgspec
from sqlalchemy import Connection, exists, func, select

from kzclaims.documents.document import Document
from kzclaims.store.engine import engine_of
from kzclaims.store.history import chain
from kzclaims.store.history.journal import now
from kzclaims.store.schema.batches import BATCH
from kzclaims.store.schema.tables import sources, versions

_MOST_CHARACTERS = 4 * 2**20
"""The size of the texts that are inserted together."""


def sha256(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def version_row(document: Document) -> dict[str, Any]:
    """Return the columns of the version that contains a document."""
    text_sha256, content_sha256 = sha256(document.text), hashlib.sha256(document.content).hexdigest()
    return {
        "fetched": document.fetched,
        "url": document.url,
        "http_status": document.http_status,
        "media_type": document.media_type,
        "content": None if content_sha256 == text_sha256 else zlib.compress(document.content),
        "content_sha256": content_sha256,
        "content_size": len(document.content),
        "text": document.text,
        "text_sha256": text_sha256,
        "page_text": document.page_text,
        "times": msgspec.json.encode(document.times).decode() if document.times else None,
        "extractor": document.extractor,
        "extractor_version": document.extractor_version,
    }


def content_of(row: Any) -> bytes | None:
    """Return the bytes of a version, or None if they are not known. Raise `zlib.error` if they are damaged."""
    if row["content"] is not None:
        unpacked = zlib.decompressobj()
        # The size is checked first: a changed database may contain bytes that expand without limit.
        return unpacked.decompress(row["content"], row["content_size"] + 1)
    return None if row["content_sha256"] is None else str(row["text"]).encode(errors="surrogatepass")


def add_version(connection: Connection, source: int, row: dict[str, Any]) -> None:
    """Add a version of a source, given by its id."""
    insert_version(connection, {"source_id": source, "recorded": now(connection), **row})


def current(connection: Connection, source: int) -> Any:
    """Return the row of the current version of a source, without its bytes; None if there is none."""
    s, v = sources.c, versions.c
    columns = [column for column in v if column is not v.content]
    query = select(*columns).join_from(versions, sources, (s.id == v.source_id) & (s.text_sha256 == v.text_sha256))
    newest = query.where(s.id == source).order_by(v.recorded.desc(), v.id.desc()).limit(1)
    return connection.execute(newest).mappings().one_or_none()


def number_of(connection: Connection, version: Any) -> int:
    """Return the number of a version among those of its source: 1 is the oldest one."""
    v = versions.c
    is_older = (v.recorded < version["recorded"]) | ((v.recorded == version["recorded"]) & (v.id < version["id"]))
    older = select(func.count()).select_from(versions).where(v.source_id == version["source_id"], is_older)
    return 1 + (connection.scalar(older) or 0)


def remember_texts(connection: Connection, ids: Collection[int] | None = None) -> None:
    """Add a version for each text, of all sources or of those with these ids, that no version contains.

    The texts of all sources are from before there were versions: they get the time at which their source was recorded.
    """
    if ids is not None and not ids:
        return
    s, v = sources.c, versions.c
    known = exists().where(v.source_id == s.id, v.text_sha256 == s.text_sha256)
    texts = select(s.id, s.text_sha256).where(s.text.is_not(None), s.text_sha256.is_(None) | ~known).order_by(s.id)
    found = texts if ids is None else texts.where(s.id.in_(sorted(ids)))
    rows: list[dict[str, Any]] = []
    size, at = 0, None if ids is None else now(connection)
    for row in _unknown(connection, [number for number, _ in connection.execute(found).all()]):
        rows.append({**row, "recorded": at or row["recorded"]})
        size += len(row["text"])
        if len(rows) == BATCH or size > _MOST_CHARACTERS:
            _insert(connection, rows)
            rows, size = [], 0
    _insert(connection, rows)


def _unknown(connection: Connection, ids: Iterable[int]) -> Iterator[dict[str, Any]]:
    """Yield the source, the text and the hash of each text that no version of its source contains."""
    for number in ids:
        columns = select(sources.c.text, sources.c.recorded).where(sources.c.id == number)
        text, recorded = connection.execute(columns).one()
        given = sha256(text)
        same = select(versions.c.id).where(versions.c.source_id == number, versions.c.text_sha256 == given).limit(1)
        if text.strip() and connection.scalar(same) is None:
            yield {"source_id": number, "recorded": recorded, "text": text, "text_sha256": given}


def insert_version(connection: Connection, row: dict[str, Any]) -> None:
    """Insert the row of a version with an id of this database."""
    _insert(connection, [row])


def _insert(connection: Connection, rows: list[dict[str, Any]]) -> None:
    if rows:
        first = engine_of(connection).reserve_ids(connection, versions, len(rows))
        chain.insert_rows(connection, versions, [{**row, "id": number} for number, row in enumerate(rows, first)])
