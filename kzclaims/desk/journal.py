"""The journal of a dossier: every change at the desk, in a file next to it, written before the change is answered.

It consists of lines of JSON. The first line of a section has the content of the file as it was read; the following
ones have the changes, who made them and when. After a crash the section is replayed. Nothing is ever removed from a
journal: once everything is saved, the file may be deleted.
"""

import io
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from kzclaims.desk.author import AUTHOR
from kzclaims.desk.document import Document, Piece, Splice, digest, has_crlf, parse
from kzclaims.dossier.byte_streams import BOM
from kzclaims.errors import InputError, KzclaimsError
from kzclaims.staging import sync_folder

SUFFIX = ".journal"


def journal_of(path: Path) -> Path:
    """Return the path of the journal of a file."""
    return path.with_name(path.name + SUFFIX)


@dataclass
class Change:
    """One step that can be undone."""

    splices: list[Splice]
    focus: int | None = None
    """The id of the piece concerned."""


@dataclass
class State:
    """A document with its history, as a journal gives it."""

    document: Document
    disk: str
    """The SHA-256 of the file as it was read or written last."""
    disk_raw: bytes
    done: list[Change] = field(default_factory=list)
    undone: list[Change] = field(default_factory=list)
    writing: str | None = None
    """The SHA-256 of a content that is about to replace that of the file."""
    options: dict[str, Any] = field(default_factory=dict)
    """The options of this saving."""
    changes: int = 0
    """The number of changes since the file was read or written."""
    steps: int = 0
    """The number of times that the document changed."""

    def take(self, change: Change) -> None:
        """Apply a new change."""
        self._apply(change)
        self.note(change)

    def note(self, change: Change) -> None:
        """Add a change that was applied to the history."""
        self.done.append(change)
        self.undone.clear()
        self.changes += 1

    def note_written(self, sha256: str, raw: bytes) -> None:
        """Take a content for that of the file."""
        self.disk, self.disk_raw, self.writing, self.changes = sha256, raw, None, 0

    def note_disk(self, raw: bytes) -> None:
        """Take a content that another program has written for that of the file."""
        self.note_written(digest(raw), raw)
        self.document.has_bom, self.document.has_crlf = raw.startswith(BOM), has_crlf(raw)
        self.steps += 1
        self.changes = 1

    def undo(self) -> Change:
        """Take the last change back."""
        change = self.done.pop()
        self._apply(Change([one.reverse for one in reversed(change.splices)]))
        self.undone.append(change)
        self.changes += 1
        return change

    def redo(self) -> Change:
        """Repeat the change that was taken back last."""
        change = self.undone.pop()
        self._apply(change)
        self.done.append(change)
        self.changes += 1
        return change

    def _apply(self, change: Change) -> None:
        self.steps += 1
        for splice in change.splices:
            self.document.apply(splice)


class Journal:
    """The open journal of one file. No other program can have it open at the same time."""

    def __init__(self, path: Path, author: str | None) -> None:
        self.path = journal_of(path)
        self._author = author
        try:
            opener = partial(_open, of=path)
            # Without a buffer, so that a line that cannot be written is not written later.
            self._file: io.FileIO = open(self.path, "ab+", buffering=0, opener=opener)  # noqa: SIM115
            sync_folder(path.parent)
        except OSError as error:
            why = f"its journal {self.path.name} cannot be written next to it: {error.strerror}"
            raise InputError(f"{path}: {why}; change the permissions, or copy the file to another folder") from None
        if not _lock(self._file):
            self._file.close()
            raise InputError(f"{path} is open at another desk; use that one, or close it first")

    def lines(self) -> Iterator[dict[str, Any]]:
        """Yield the complete lines. The rest of a line that was being written at a crash is removed."""
        self._file.seek(0)
        end = 0
        with open(self._file.fileno(), "rb", closefd=False) as file:
            for line in file:
                try:
                    entry = json.loads(line) if line.endswith(b"\n") else None
                except ValueError:
                    entry = None
                if not isinstance(entry, dict):
                    break
                end += len(line)
                yield entry
            else:
                return
            is_last = not file.read(1)
        if not is_last:
            raise InputError(
                f"{self.path} is damaged after {end} bytes; move it to another folder to open the file without it"
            )
        self._file.truncate(end)

    def add(self, **entry: Any) -> None:
        """Write a line and wait until it outlasts a power cut."""
        entry |= {"at": datetime.now(UTC).isoformat(timespec="milliseconds"), "by": AUTHOR.get() or self._author}
        rest = json.dumps(entry, ensure_ascii=False).encode(errors="surrogatepass") + b"\n"
        end = self._file.seek(0, os.SEEK_END)
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
            os.fsync(self._file.fileno())
        except OSError as error:
            # The next line must not follow a part of this one.
            with suppress(OSError):
                self._file.truncate(end)
            raise KzclaimsError(f"{self.path} cannot be written: {error.strerror}; the change was not made") from error

    def close(self) -> None:
        """Close the journal, and remove it if it is empty."""
        self._file.seek(0, os.SEEK_END)
        if not self._file.tell():
            self.path.unlink(missing_ok=True)
        self._file.close()

    def add_content(self, kind: str, sha256: str, raw: bytes) -> None:
        """Write a line with the content of the file."""
        self.add(**{kind: sha256, "content": raw.decode(errors="surrogateescape")})

    def add_change(self, change: Change) -> None:
        """Write a change that can be applied to the document as it is before."""
        self.add(change=[_entry(one) for one in change.splices], focus=change.focus)


def replay(journal: Journal) -> State | None:
    """Return the state after the last section of a journal, or None for an empty one.

    Raise `InputError` if its lines don't follow from one another.
    """
    state: State | None = None
    try:
        for line in journal.lines():
            state = _after(state, line)
    except (AttributeError, LookupError, TypeError, ValueError):
        raise InputError(f"{journal.path} is damaged; move it to another folder to open the file without it") from None
    return state


def _after(state: State | None, line: dict[str, Any]) -> State:
    """Return the state after a line."""
    if "read" in line:
        raw = line["content"].encode(errors="surrogateescape")
        return State(parse(raw), line["read"], raw)
    if state is None:
        raise ValueError("the first line has no content")
    if "change" in line:
        change = Change([], line["focus"])
        for entry in line["change"]:
            splice = _splice(state.document, entry)
            state.document.apply(splice)
            change.splices.append(splice)
        state.note(change)
    elif "undo" in line:
        state.undo()
    elif "redo" in line:
        state.redo()
    elif "writing" in line:
        state.writing, state.options = line["writing"], line["options"]
    elif "failed" in line:
        state.writing = None
    elif "written" in line:
        state.note_written(line["written"], state.document.raw)
    elif "disk" in line:
        state.note_disk(line["content"].encode(errors="surrogateescape"))
    return state


def _entry(splice: Splice) -> dict[str, Any]:
    """Return a splice for a line of the journal, without the text that a piece keeps."""
    old = {piece.id: piece.text for piece in splice.old}
    new = [_piece_entry(piece, old.get(piece.id, "")) for piece in splice.new]
    return {"at": splice.place, "old": list(old), "new": new}


def _piece_entry(piece: Piece, old: str) -> list[Any]:
    head = _common(old, piece.text)
    tail = _common(old[head:][::-1], piece.text[head:][::-1])
    return [piece.id, head, tail, piece.text[head : len(piece.text) - tail]]


def _common(one: str, other: str) -> int:
    """Return the length of the beginning that two texts have in common."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _splice(document: Document, entry: dict[str, Any]) -> Splice:
    place = entry["at"]
    old = tuple(document.pieces[place : place + len(entry["old"])])
    texts = {piece.id: piece.text for piece in old}
    if list(texts) != entry["old"]:
        raise ValueError("the pieces are not those of the content")
    new = []
    for number, head, tail, text in entry["new"]:
        before = texts.get(number, "")
        new.append(Piece(number, before[:head] + text + before[len(before) - tail :]))
    return Splice(place, old, tuple(new))


def _open(path: str, flags: int, *, of: Path) -> int:
    """Open a journal, which is as private as its file, and not a link."""
    mode = of.stat().st_mode if of.exists() else 0o600
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), mode & 0o666)


if os.name == "posix":
    import fcntl

    def _lock(file: io.FileIO) -> bool:
        """Lock a file until it is closed. Return False if another program has locked it."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # A file system without locks.
            return True
        return True

else:

    def _lock(file: io.FileIO) -> bool:  # noqa: ARG001
        """Return True: elsewhere than on POSIX, two desks on one file notice each other only by its content."""
        return True
