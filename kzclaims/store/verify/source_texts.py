"""The texts of sources: read from files as they are, archived, and never replaced unasked."""

import hashlib
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select, update

from kzclaims.dossier.byte_streams import LONGEST, whole
from kzclaims.dossier.records import Record, Source
from kzclaims.dossier.validation import Placed, Problem
from kzclaims.errors import InputError
from kzclaims.language.quotes.match import Text
from kzclaims.store.history.journal import Journal, Of, now
from kzclaims.store.schema import tables as t
from kzclaims.store.schema.batches import batches
from kzclaims.store.schema.keys import id_of

_AT_HAND = 8


def sha256(text: str) -> str:
    """The SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def read(path: Path) -> str:
    """The text of a file in UTF-8, each of its code points as it is: line ends, and a byte order mark if it has one.

    Raises `InputError` for what isn't a file of text.
    """
    try:
        raw = whole(path, LONGEST)
    except InputError as error:
        raise InputError(f"{path} {error.message}") from None
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        why = f"byte 0x{raw[error.start]:02x} in line {line} is not UTF-8"
        raise InputError(f"{path}: {why}; save the text in UTF-8") from error
    if "\0" in text:
        raise InputError(f"{path} holds a NUL character, as text in UTF-8 doesn't; save the text in UTF-8")
    if not text.strip():
        raise InputError(f"{path} is empty; it should hold the source's text")
    return text


@dataclass(frozen=True, slots=True)
class Archived:
    """What archiving a text did."""

    text: str
    sha256: str
    former: str | None = None
    """The SHA-256 of the text that it replaces; it is kept in `former_texts`."""
    new: bool = True


def archive(connection: Connection, source: str, text: str, *, replace: bool = False) -> Archived:
    """Stores the text of a source, given by its key.

    Raises `NotFoundError` for a source that is not recorded and, unless it may `replace`, `InputError` for another
    text than the one whose SHA-256 is recorded.
    """
    c = t.sources.c
    number = id_of(connection, t.sources, source)
    before = connection.execute(select(t.sources).where(c.id == number)).mappings().one()
    recorded, there = before["text_sha256"], before["text"]
    known = recorded if recorded is not None or there is None else sha256(there)
    given = sha256(text)
    if known is not None and known != given and not replace:
        raise InputError(
            f"this is not the text of “{source}” that is recorded; nothing was changed",
            hints=[
                f"  recorded: SHA-256 {known}",
                f"  given:    SHA-256 {given}",
                "“kzclaims verify SOURCE --text FILE” shows what differs; --replace takes this text.",
            ],
        )
    if there == text and recorded == given:
        return Archived(text, given, new=False)
    if recorded is None and known is not None:
        # So that the trigger finds a hash to keep.
        connection.execute(update(t.sources).where(c.id == number).values(text_sha256=known))
    now_there = {"text": text, "text_sha256": given}
    journal = Journal(connection, now())
    journal.changed(Of("source", before["key"]), t.sources, before, now_there)
    journal.write()
    connection.execute(update(t.sources).where(c.id == number).values(now_there))
    return Archived(text, given, former=known if known != given else None)


def conflicts(connection: Connection, records: Iterable[Placed[Record]]) -> Iterator[Problem]:
    """Where a record has the SHA-256 of a text that isn't, and never was, the archived one."""
    said = {
        one.record.key: (one, one.record.text_sha256)
        for one in records
        if isinstance(one.record, Source) and one.record.text is None and one.record.text_sha256 is not None
    }
    c, former = t.sources.c, t.former_texts.c
    for keys in batches(sorted(said)):
        rows = connection.execute(
            select(c.id, c.key, c.text_sha256).where(c.key.in_(keys), c.text.is_not(None), c.text_sha256.is_not(None))
        )
        for number, key, known in rows.all():
            placed, given = said[key]
            if given == known or given in connection.scalars(select(former.sha256).where(former.source_id == number)):
                continue
            why = (
                f"the archived text has another, {known}; “kzclaims archive {key} FILE --replace” archives another text"
            )
            yield placed.problem(("text_sha256",), why)


class Texts:
    """The texts by the keys of their sources: those given, and those archived. The last few are kept at hand."""

    def __init__(self, connection: Connection, given: Mapping[str, str] | None = None) -> None:
        self._connection = connection
        self._given = given or {}
        self._at_hand: OrderedDict[str, Text] = OrderedDict()
        self._without: set[str] = set()

    def get(self, source: str) -> Text | None:
        """The text of a source, or None where there is none."""
        if source in self._at_hand:
            self._at_hand.move_to_end(source)
            return self._at_hand[source]
        if source in self._without:
            return None
        text = self._given.get(source)
        if text is None:
            text = self._connection.scalar(select(t.sources.c.text).where(t.sources.c.key == source))
        if text is None:
            self._without.add(source)
            return None
        self._at_hand[source] = Text(text)
        if len(self._at_hand) > _AT_HAND:
            self._at_hand.popitem(last=False)
        return self._at_hand[source]

    def all(self) -> Iterator[tuple[str, Text]]:
        """Every text there is, with its source's key."""
        for key, given in self._given.items():
            yield key, Text(given)
        c = t.sources.c
        for key in self._connection.scalars(select(c.key).where(c.text.is_not(None)).order_by(c.id)).all():
            if key not in self._given:
                text = self._connection.scalar(select(c.text).where(c.key == key))
                yield key, Text(text or "")
