"""An open dossier: its state, edits with undo, its journal, and the answers for the page."""

import difflib
import secrets
import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection

from kzclaims.desk.author import AUTHOR
from kzclaims.desk.checks import Checker, Entry, Trouble
from kzclaims.desk.document import Document, Piece, Splice, digest, parse
from kzclaims.desk.edits import Editing
from kzclaims.desk.journal import Change, Journal, State, journal_of, replay
from kzclaims.dossier.byte_streams import LONGEST, whole
from kzclaims.dossier.records import RECORD_TYPES
from kzclaims.errors import InputError, KzclaimsError
from kzclaims.store.database.database import Database
from kzclaims.store.schema.keys import ids_of
from kzclaims.store.schema.record_tables import RECORD_TABLES

if TYPE_CHECKING:
    from kzclaims.documents.document import Document as SourceDocument

_MOST_EDITS = 500
_MOST_LINES = 400


class OutdatedError(KzclaimsError):
    """A record was changed in another window since the version that an edit is based on."""

    exit_code = 2


class _Disk(NamedTuple):
    """The file as it is on disk."""

    signature: tuple[int, int, int] | None
    """Changes whenever the file does; None for a file that does not exist."""
    raw: bytes | None


class Session:
    """One dossier that is open at the desk. Its methods may be called from several threads."""

    def __init__(self, path: Path, database: Database, *, author: str | None = None) -> None:
        """Open a file. Raise `InputError` for one that is not a dossier or cannot be written."""
        self.id = secrets.token_hex(8)
        self.path = path
        self.database = database
        self.author = author
        self.lock = threading.RLock()
        self.checker = Checker()
        self.focus: int | None = None
        self.problems: list[str] = []
        """Problems of no single record."""
        self.checked = -1
        """The version at the last complete check."""
        self.document_of: tuple[str, SourceDocument] | None = None
        """The document that the dossier was drafted from, with the key of its source: it is archived with the load."""
        self.was_interrupted = False
        """True if the program ended after it had replaced the file: the content may not be loaded."""
        self._disk = _on_disk(path)
        if self._disk.raw is None and not journal_of(path).exists():
            raise InputError(f"there is no file {path}")
        self.journal = Journal(path, author)
        try:
            self.state, self.is_journaled, self.recovered = self._opened()
            self._saved: tuple[object, bool] = (None, True)
            self._shown_conflict: tuple[object, dict[str, Any]] = (None, {})
            self._is_gone = False
            self.refresh()
        except BaseException:
            self.journal.close()
            raise

    def _opened(self) -> tuple[State, bool, int]:
        """Return the state of the file or, after a crash, of the journal; if the journal has it; the changes."""
        state = replay(self.journal)
        raw = self._disk.raw
        if state is not None and (raw is None or digest(raw) == state.disk):
            return state, True, 0 if digest(state.document.raw) == state.disk else state.changes
        if raw is None:
            raise InputError(f"there is no file {self.path}")
        if state is not None:
            sha256, own = digest(raw), digest(state.document.raw)
            if sha256 in (state.writing, own):
                self.was_interrupted = sha256 == state.writing
                self.journal.add(written=sha256)
                state.note_written(sha256, raw)
                return state, True, 0
            if own != state.disk:
                return state, True, state.changes  # The file on disk is another one: a conflict.
        try:
            return State(parse(raw), digest(raw), raw), False, 0
        except InputError as error:
            raise InputError(f"{self.path}: {error.message}") from None

    def close(self) -> None:
        """Close the journal."""
        with self.lock:
            self.journal.close()

    @property
    def document(self) -> Document:
        """The document as it is now."""
        return self.state.document

    # Answers

    def refresh(self) -> None:
        """Check what has changed."""
        with self.database.reading() as connection:
            self.checker.refresh(self.document, connection)

    def changed_on_disk(self) -> bool:
        """Return True if the file is no longer the one that was read or written last."""
        signature = _signature(self.path)
        if signature != self._disk.signature or signature is None:
            self._disk = _on_disk(self.path)
        if self._disk.raw is None:
            return not self._is_gone
        return digest(self._disk.raw) != self.state.disk

    def is_saved(self) -> bool:
        """Return True if the file has the content of the desk."""
        at = self.state.steps, self.state.disk
        if self._saved[0] != at:
            self._saved = at, digest(self.document.raw) == self.state.disk
        return self._saved[1]

    def whole_state(self) -> dict[str, Any]:
        """Return everything that the page shows."""
        with self.lock:
            self.refresh()
            return {
                **self._always(),
                "file": str(self.path),
                "name": self.path.name,
                "key": self.document.pieces[0].content.get("dossier"),
                "author": AUTHOR.get() or self.author,
                "database": str(self.database),
                "recovered": self.recovered,
                "texts": self.checker.texts,
                "order": list(self.checker.entries),
                "records": [_shown(one) for one in self.checker.entries.values()],
            }

    def delta(self, version: int, added: Sequence[str] = ()) -> dict[str, Any]:
        """Return what has changed since a version."""
        with self.lock:
            self.refresh()
            return self._delta(version, added)

    def _delta(self, version: int, added: Sequence[str]) -> dict[str, Any]:
        checker = self.checker
        texts = {key: text for key, text in checker.texts.items() if checker.text_versions.get(key, 0) > version}
        return {
            **self._always(),
            "order": list(checker.entries) if checker.order_version > version else None,
            "changed": [_shown(one) for one in checker.entries.values() if one.version > version],
            "removed": [number for number, at in checker.removed.items() if at > version],
            "texts": texts,
            "added": list(added),
        }

    def _always(self) -> dict[str, Any]:
        return {
            "session": self.id,
            "version": self.checker.version,
            "saved": self.is_saved(),
            "undo": bool(self.state.done),
            "redo": bool(self.state.undone),
            "open": sum(one.draft is not None for one in self.checker.entries.values()),
            "focus": self._focus(),
            "problems": [{"message": message} for message in self.problems],
            "conflict": self._conflict(),
            "checked": self.checked == self.checker.version,
        }

    def _focus(self) -> str | None:
        if self.focus is None:
            return None
        return next((one.id for one in self.checker.entries.values() if one.piece_id == self.focus), None)

    def _conflict(self) -> dict[str, Any] | None:
        if not self.changed_on_disk():
            return None
        raw, at = self._disk.raw, (self._disk.signature, self.state.disk, self.state.steps)
        if self._shown_conflict[0] != at:
            self._shown_conflict = (
                at,
                {
                    "gone": raw is None,
                    "file": _difference(self.state.disk_raw, raw or b""),
                    "mine": _difference(self.state.disk_raw, self.document.raw),
                },
            )
        return self._shown_conflict[1]

    # Changes

    def edit(self, version: int, edits: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
        """Make edits, all or none, as one step. Raise `OutdatedError` if their records have changed since a version."""
        with self.lock, self.database.reading() as connection:
            self.checker.refresh(self.document, connection)
            editing = Editing(self.document, self.checker.entries, self.checker.texts, _Recorded(connection).has_key)
            for number, one in enumerate(edits):
                if number == _MOST_EDITS:
                    raise InputError(f"a request has at most {_MOST_EDITS} edits")
                editing.make(one)
            for touched in editing.touched:
                entry = self.checker.entries.get(touched)
                if entry and entry.edited > version:
                    raise OutdatedError("the record was changed in another window")
            if editing.splices:
                self.change(Change(editing.splices, editing.focus))
                self.checker.refresh(self.document, connection)
            return self._delta(version, editing.added)

    def change(self, change: Change) -> None:
        """Write a change to the journal, and make it."""
        for piece in (piece for splice in change.splices for piece in splice.new):
            try:
                piece.text.encode()
            except UnicodeEncodeError:
                raise InputError("the text contains half of a surrogate pair, which is not a character") from None
        self._require_journal()
        self.journal.add_change(change)
        self.state.take(change)
        self.focus = change.focus
        self.problems.clear()

    def _require_journal(self) -> None:
        """Begin a section of the journal with the content of the file."""
        if not self.is_journaled:
            self.journal.add_content("read", self.state.disk, self.state.disk_raw)
            self.is_journaled = True

    def undo(self, version: int) -> dict[str, Any]:
        """Take the last step back."""
        with self.lock:
            if self.state.done:
                self.journal.add(undo=True)
                self.focus = self.state.undo().focus
                self.problems.clear()
            return self.delta(version)

    def redo(self, version: int) -> dict[str, Any]:
        """Repeat the step that was taken back last."""
        with self.lock:
            if self.state.undone:
                self.journal.add(redo=True)
                self.focus = self.state.redo().focus
                self.problems.clear()
            return self.delta(version)

    def note_on_disk(self) -> None:
        """Take the file on disk for known, after its differences were shown."""
        raw = self._disk.raw
        self._require_journal()
        self._is_gone = raw is None
        if raw is not None:
            self.journal.add_content("disk", digest(raw), raw)
            self.state.note_disk(raw)

    def note_written(self, raw: bytes) -> None:
        """Note that the file was saved with a content."""
        self.journal.add(written=digest(raw))
        self.state.note_written(digest(raw), raw)
        self._disk = _on_disk(self.path)
        self._is_gone = False

    @property
    def disk_raw(self) -> bytes | None:
        """The content of the file on disk, None if there is no file."""
        self.changed_on_disk()
        return self._disk.raw

    def report(self, troubles: Mapping[str, Sequence[Trouble]], problems: Sequence[str]) -> None:
        """Show what a complete check has found, in addition to what each record has already."""
        for one in self.checker.entries.values():
            one.of_load = list(troubles.get(one.id, ()))
        self.problems = list(problems)
        self.refresh()
        self.checked = self.checker.version


class _Recorded:
    """Look-ups of keys in the database."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def has_key(self, table: str, key: str) -> bool:
        """Return True if a record of the table has the key."""
        return bool(ids_of(self._connection, RECORD_TABLES[RECORD_TYPES[table]], [key]))


def replacement(document: Document, other: Document) -> Splice:
    """Return the splice that replaces all pieces by those of another document; records with equal keys keep ids."""
    ids = dict(zip(piece_names(document.pieces), (piece.id for piece in document.pieces), strict=True))
    new = []
    for name, piece in zip(piece_names(other.pieces), other.pieces, strict=True):
        new.append(Piece(ids[name], piece.text) if name in ids else document.piece(piece.text))
    return Splice(0, tuple(document.pieces), tuple(new))


def piece_names(pieces: Sequence[Piece]) -> list[tuple[str, str]]:
    """Return a name for each piece: the table and the key of its first record, with a number if it is not unique."""
    seen: Counter[tuple[str, str]] = Counter()
    names = []
    for number, piece in enumerate(pieces):
        table, index = next(piece.records, ("", 0)) if number else ("", 0)
        row = piece.content[table][index] if table else {}
        name = table, str(row.get("key")) if isinstance(row, dict) else ""
        seen[name] += 1
        names.append(name if seen[name] == 1 else (table, f"{name[1]} {seen[name]}"))
    return names


def _shown(one: Entry) -> dict[str, Any]:
    return {
        "id": one.id,
        "type": one.table,
        "key": one.key,
        "draft": one.draft,
        "version": one.version,
        "recorded": one.is_recorded,
        "fields": {name: value for name, value in one.raw.items() if name != "draft"},
        "passages": [place._asdict() for place in one.passages],
        "problems": [trouble._asdict() for trouble in one.problems],
        "needs": one.needs,
    }


def _difference(old: bytes, new: bytes) -> list[str]:
    """Return the lines of a unified diff."""
    before, after = (raw.decode(errors="replace").splitlines() for raw in (old, new))
    found = list(difflib.unified_diff(before, after, lineterm="", n=1))[2:]
    more = len(found) - _MOST_LINES
    return [*found[:_MOST_LINES], *([f"… {more} more lines"] if more > 0 else [])]


def _signature(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _on_disk(path: Path) -> _Disk:
    signature = _signature(path)
    if signature is None:
        return _Disk(None, None)
    try:
        return _Disk(signature, whole(path, LONGEST))
    except InputError as error:
        raise InputError(f"{path} {error.message}") from None
