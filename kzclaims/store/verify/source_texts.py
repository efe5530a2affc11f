"""Read, archive and look up the texts of sources."""

from collections import Counter, OrderedDict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select, update

from kzclaims.documents.document import Document
from kzclaims.documents.read import decoded
from kzclaims.dossier.byte_streams import LONGEST, whole
from kzclaims.dossier.records import Record, Source, Statement
from kzclaims.dossier.validation import Located, Problem
from kzclaims.errors import InputError
from kzclaims.language.quotes.text import Text
from kzclaims.store.history.chain import adding_former_texts
from kzclaims.store.history.journal import Journal, RecordKey, now
from kzclaims.store.schema.batches import BATCH, batches
from kzclaims.store.schema.keys import id_of, ids_of
from kzclaims.store.schema.tables import former_texts, sources
from kzclaims.store.verify.versions import add_version, current, remember_texts, sha256, version_row
from kzclaims.wording import counted

_CACHED = 8

MOST_SHOWN = 3
"""The number of missing texts that are described."""


def read_text(path: Path) -> str:
    """Return the text of a file in UTF-8 with all its code points, including line ends and a byte order mark.

    Raise `InputError` if it isn't a text file.
    """
    try:
        return decoded(whole(path, LONGEST))
    except InputError as error:
        raise InputError(f"{path} {error.message}") from None


@dataclass(frozen=True, slots=True)
class Archived:
    """The result of archiving a text."""

    text: str
    sha256: str
    former: str | None = None
    """The SHA-256 of the text that was the current one before."""
    new: bool = True
    """True if a version was added."""


def archive(connection: Connection, source: str, document: Document, *, replace: bool = False) -> Archived:
    """Add a version of the source with this key; the document's text becomes the current one.

    Raise `NotFoundError` for an unknown source and, without `replace`, `InputError` for a text other than the one
    whose SHA-256 is recorded if that text is not archived.
    """
    row = sources.c.id == id_of(connection, sources, source)
    before = connection.execute(select(sources).where(row)).mappings().one()
    remember_texts(connection, [before["id"]])
    recorded, archived = before["text_sha256"], before["text"]
    known = recorded if recorded is not None or archived is None else sha256(archived)
    version = version_row(document)
    text, given = document.text, version["text_sha256"]
    if archived is None and known is not None and known != given and not replace:
        raise InputError(
            f"this is not the recorded text of “{source}”; nothing was changed",
            hints=[
                f"  recorded: SHA-256 {known}",
                f"  given:    SHA-256 {given}",
                "{replace} takes this text.",
            ],
            parameters=("replace",),
        )
    if archived == text and recorded == given:
        newest = current(connection, before["id"])
        # The bytes of a text from a dossier are not known.
        if newest is not None and all(newest[name] == version[name] for name in ("content_sha256", "page_text")):
            return Archived(text, given, new=False)
        add_version(connection, before["id"], version)
        return Archived(text, given)
    add_version(connection, before["id"], version)
    if recorded is None and known is not None:
        # The trigger that fills `former_texts` needs the hash.
        connection.execute(update(sources).where(row).values(text_sha256=known))
    after = {"text": text, "text_sha256": given}
    journal = Journal(connection, now(connection))
    journal.changed(RecordKey("source", before["key"]), sources, before, after)
    journal.write()
    with adding_former_texts(connection):
        connection.execute(update(sources).where(row).values(after))
    return Archived(text, given, former=known if known != given else None)


def conflicts(connection: Connection, records: Iterable[Located[Record]]) -> Iterator[Problem]:
    """Yield a problem for each record with the SHA-256 of a text that was never the archived one."""
    given_hashes = {
        one.record.key: (one, one.record.text_sha256)
        for one in records
        if isinstance(one.record, Source) and one.record.text is None and one.record.text_sha256 is not None
    }
    columns = sources.c
    for keys in batches(sorted(given_hashes)):
        rows = connection.execute(
            select(columns.id, columns.key, columns.text_sha256).where(
                columns.key.in_(keys), columns.text.is_not(None), columns.text_sha256.is_not(None)
            )
        )
        for number, key, known in rows.all():
            located, given = given_hashes[key]
            former = select(former_texts.c.sha256).where(former_texts.c.source_id == number)
            if given == known or given in connection.scalars(former):
                continue
            reason = (
                f"differs from that of the archived text, {known}; "
                f"“kzclaims archive {key} FILE --replace” archives another text"
            )
            yield located.problem(("text_sha256",), reason)


def untraceable(connection: Connection, records: Sequence[Located[Record]]) -> Iterator[str]:
    """Yield a warning for each source of direct statements that has neither text, address nor date."""
    printed = Counter(
        one.source
        for located in records
        if isinstance(located.record, Statement) and located.record.kind == "direct"
        for one in located.record.appearances
    )
    columns = sources.c
    without = (columns.text.is_(None), columns.url.is_(None), columns.published.is_(None))
    for keys in batches(sorted(printed)):
        for key in connection.scalars(select(columns.key).where(columns.key.in_(keys), *without).order_by(columns.key)):
            count = counted(printed[key], "direct statement")
            yield f"source “{key}”: it has no text, address or date, so nobody can look up its {count}; add one"


def missing(connection: Connection, keys: Collection[str]) -> Iterator[str]:
    """Yield how to check the passages of sources whose text is not archived but has a recorded SHA-256.

    Only the SHA-256 identifies a saved text as the one that contains the passages.
    """
    s = sources.c
    without = (s.text.is_(None), s.text_sha256.is_not(None))
    columns = select(s.key, s.title, s.url, s.text_sha256)
    rows = connection.execute(
        columns.where(s.key.in_(sorted(keys)[:BATCH]), *without).order_by(s.key).limit(MOST_SHOWN)
    )
    for key, title, url, recorded in rows:
        yield (
            f"The text of {title} is not included. To check its passages, save it{f' from {url}' if url else ''}"
            f" (SHA-256 {recorded}) and run: kzclaims archive {key} FILE"
        )


class Texts:
    """Given and archived texts by the keys of their sources. The last few are cached."""

    def __init__(self, connection: Connection, given: Mapping[str, str] | None = None) -> None:
        self._connection = connection
        self._given = given or {}
        self._cached: OrderedDict[str, Text] = OrderedDict()
        self._without: set[str] = set()
        self._pages: dict[str, Text | None] = {}

    def reconnect(self, connection: Connection) -> None:
        """Use another connection to the same database, in which the texts are the same."""
        self._connection = connection
        self._without.clear()
        self._pages.clear()

    def page(self, source: str) -> Text | None:
        """Return the text of the whole page that the archived text of a source is the article of."""
        if source not in self._pages:
            self._pages.clear()
            self._pages[source] = self._page(source)
        return self._pages[source]

    def _page(self, source: str) -> Text | None:
        number = ids_of(self._connection, sources, [source]).get(source)
        given = self._given.get(source)
        row = None if number is None else current(self._connection, number)
        if row is None or row["page_text"] is None or (given is not None and given != row["text"]):
            return None
        return Text(row["page_text"])

    def get(self, source: str) -> Text | None:
        """Return the text of a source, or None if there is none."""
        if source in self._cached:
            self._cached.move_to_end(source)
            return self._cached[source]
        if source in self._without:
            return None
        text = self._given.get(source)
        if text is None:
            number = ids_of(self._connection, sources, [source]).get(source)
            text = self._connection.scalar(select(sources.c.text).where(sources.c.id == number))
        if text is None:
            self._without.add(source)
            return None
        self._cached[source] = Text(text)
        if len(self._cached) > _CACHED:
            self._cached.popitem(last=False)
        return self._cached[source]

    def all(self) -> Iterator[tuple[str, Text]]:
        """Yield every text with its source's key."""
        for key, given in self._given.items():
            yield key, Text(given)
        archived = select(sources.c.key).where(sources.c.text.is_not(None)).order_by(sources.c.id)
        for key in self._connection.scalars(archived).all():
            if key not in self._given:
                text = self._connection.scalar(select(sources.c.text).where(sources.c.key == key))
                yield key, Text(text or "")
