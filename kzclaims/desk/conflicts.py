"""Resolve a conflict: the file was changed on disk while it was open at the desk."""

from collections.abc import Mapping
from typing import Literal

from kzclaims.desk.checks import Trouble
from kzclaims.desk.document import Document, Piece, Splice, parse
from kzclaims.desk.journal import Change
from kzclaims.desk.session import Session, piece_names, replacement
from kzclaims.errors import InputError

Take = Literal["file", "mine", "both"]
Name = tuple[str, str]


def resolve(session: Session, take: Take) -> None:
    """Take the content of the file, that of the desk, or the changes of both. The step can be undone."""
    with session.lock:
        if not session.changed_on_disk():
            return
        raw = session.disk_raw
        if raw is None:
            if take == "file":
                raise InputError(f"{session.path} was deleted; keep your content, and save it again")
            session.note_on_disk()
            return
        other = parse(raw) if take != "mine" else None
        before = parse(session.state.disk_raw)
        both_changed: list[str] = []
        session.note_on_disk()
        if take == "file" and other:
            session.change(Change([replacement(session.document, other)]))
        elif take == "both" and other:
            splice, both_changed = merged(session.document, before, other)
            session.change(Change([splice]))
        session.refresh()
        if both_changed:
            why = "the file on disk has another version of this record; yours was kept"
            named = {(one.table, one.key): one.id for one in session.checker.entries.values()}
            notes = {named[name]: [Trouble("", why, "remark")] for name in map(_name, both_changed) if name in named}
            session.report(notes, [] if notes else [why])
            session.checked = -1


def _name(shown: str) -> Name:
    table, _, key = shown.partition(" ")
    return table, key


def merged(mine: Document, before: Document, other: Document) -> tuple[Splice, list[str]]:
    """Return the splice that adds another file's changes, and the records that both changed.

    Pieces are compared as a whole. Where both changed one, mine stays.
    """
    base, theirs = _texts(before), _texts(other)
    names = piece_names(mine.pieces)
    own = dict(zip(names, mine.pieces, strict=True))
    kept: list[Piece] = []
    both: list[str] = []
    for name, piece in own.items():
        new = _merged_text(name, piece.text, base, theirs)
        if new is None:
            continue
        if new == piece.text and not _is_same(theirs.get(name), base.get(name)) and not _is_same(theirs.get(name), new):
            both.append(" ".join(name))
        kept.append(piece if new == piece.text else Piece(piece.id, new))
    kept_names = [name for name in own if _merged_text(name, own[name].text, base, theirs) is not None]
    previous: Name | None = None
    for name, text in theirs.items():
        if name not in own and name not in base:
            at = kept_names.index(previous) + 1 if previous in kept_names else len(kept)
            _end_lines(kept, at)
            kept.insert(at, mine.piece(text))
            kept_names.insert(at, name)
        elif name not in own and not _is_same(text, base[name]):
            both.append(" ".join(name))
        previous = name
    for at in range(1, len(kept)):
        _end_lines(kept, at)
    return Splice(0, tuple(mine.pieces), tuple(kept)), both


def _merged_text(name: Name, mine: str, base: Mapping[Name, str], theirs: Mapping[Name, str]) -> str | None:
    """Return the text of a piece after a merge, or None if the other file removed it."""
    old, new = base.get(name), theirs.get(name)
    if old is None or not _is_same(mine, old):
        return mine
    return new if new is None or not _is_same(new, old) else mine


def _is_same(one: str | None, other: str | None) -> bool:
    return one is other is None or (one is not None and other is not None and one.rstrip() == other.rstrip())


def _end_lines(pieces: list[Piece], at: int) -> None:
    """Put a blank line before the piece at a place, unless there is one."""
    if at and (text := pieces[at - 1].text) and not text.endswith("\n\n"):
        pieces[at - 1] = Piece(pieces[at - 1].id, text.rstrip("\n") + "\n\n")


def _texts(document: Document) -> dict[Name, str]:
    return dict(zip(piece_names(document.pieces), (piece.text for piece in document.pieces), strict=True))
