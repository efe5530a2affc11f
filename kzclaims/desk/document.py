"""The text of a dossier in pieces that can be edited one by one: everything before the records, then each record.

A piece is immutable and keeps its id when its text changes. Joined, the pieces are the text of the file.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from itertools import pairwise
from typing import Any, NamedTuple

from kzclaims.dossier.byte_streams import BOM
from kzclaims.dossier.records import RECORD_TYPES
from kzclaims.dossier.toml_edit import body_end, read
from kzclaims.dossier.toml_lines import header_places
from kzclaims.errors import InputError

_RECORD = re.compile(r"[ \t]*\[\[[ \t]*([a-z]+)[ \t]*\]\]")
_ONLY_BLANK = re.compile(r"\s*")


@dataclass(frozen=True)
class Piece:
    """A part of the text: usually one record with the comments and blank lines after it."""

    id: int
    text: str

    @cached_property
    def content(self) -> dict[str, Any]:
        """The content of the piece, which must not be changed."""
        return read(self.text)

    @property
    def records(self) -> Iterator[tuple[str, int]]:
        """The tables and the indexes of the records in the piece."""
        for table, rows in self.content.items():
            if table in RECORD_TYPES and isinstance(rows, list):
                yield from ((table, index) for index in range(len(rows)))


class Splice(NamedTuple):
    """Replace the pieces from a place on by others."""

    place: int
    old: tuple[Piece, ...]
    new: tuple[Piece, ...]

    @property
    def reverse(self) -> "Splice":
        return Splice(self.place, self.new, self.old)


@dataclass
class Document:
    """The pieces of a dossier, and how its file is written."""

    pieces: list[Piece]
    has_bom: bool = False
    has_crlf: bool = False
    """True if every line ends with CR LF; the pieces have LF."""
    next_id: int = field(init=False)

    def __post_init__(self) -> None:
        self.next_id = max((piece.id for piece in self.pieces), default=0) + 1

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    @property
    def raw(self) -> bytes:
        """The bytes of the file."""
        text = self.text.replace("\n", "\r\n") if self.has_crlf else self.text
        return (BOM if self.has_bom else b"") + text.encode()

    def piece(self, text: str) -> Piece:
        """Return a new piece."""
        self.next_id += 1
        return Piece(self.next_id - 1, text)

    def apply(self, splice: Splice) -> None:
        """Replace pieces."""
        end = splice.place + len(splice.old)
        if tuple(self.pieces[splice.place : end]) != splice.old:
            raise ValueError("the pieces are not those that the splice replaces")
        self.pieces[splice.place : end] = splice.new
        self.next_id = max([self.next_id, *(piece.id + 1 for piece in splice.new)])

    def without(self, index: int) -> Splice:
        """Return the splice that removes a piece. Comments after its record, which may belong to others, stay."""
        before, piece = self.pieces[index - 1], self.pieces[index]
        rest = piece.text[body_end(piece.text) :]
        if _ONLY_BLANK.fullmatch(rest):
            return Splice(index, (piece,), ())
        joined = before.text if before.text.endswith("\n\n") else before.text + "\n"
        kept = Piece(before.id, joined + rest.lstrip("\n"))
        return Splice(index - 1, (before, piece), (kept,))

    def with_record(self, index: int, text: str) -> tuple[Splice, Piece]:
        """Return the splice that inserts a record, given as a table in TOML, before a piece, and the new piece."""
        before = self.pieces[index - 1]
        end = body_end(before.text)
        # Comments after the record before may be about what follows, so that they stay behind the new one.
        head, tail = before.text[:end], before.text[end:]
        if index == 1 or index == len(self.pieces) or _ONLY_BLANK.fullmatch(tail):
            head, tail = before.text, ""
        if head and not head.endswith("\n"):
            head += "\n"
        gap = "" if not head or head.endswith("\n\n") else "\n"
        more = index < len(self.pieces) and not tail.startswith("\n")
        new = self.piece(text + ("\n" if more else "") + tail)
        return Splice(index - 1, (before,), (Piece(before.id, head + gap), new)), new


def digest(raw: bytes) -> str:
    """Return the SHA-256 of a file's content."""
    return sha256(raw).hexdigest()


def has_crlf(raw: bytes) -> bool:
    """Return True if every line of a file ends with CR LF."""
    return b"\r\n" in raw and raw.count(b"\n") == raw.count(b"\r\n")


def parse(raw: bytes) -> Document:
    """Return the document of a file. Raise `InputError` if it is not TOML in UTF-8."""
    has_bom = raw.startswith(BOM)
    try:
        text = raw.removeprefix(BOM).decode()
    except UnicodeDecodeError:
        raise InputError("it is not in UTF-8; save it in UTF-8") from None
    if is_crlf := has_crlf(raw):
        text = text.replace("\r\n", "\n")
    try:
        whole = read(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"this is not TOML: {error}; correct it in an editor") from None
    pieces = [Piece(number, part) for number, part in enumerate(_split(text))]
    if _joined(pieces) != whole:
        # A layout that the parts do not have alone, such as tables within a record that is not the last one.
        pieces = [Piece(0, text)]
    return Document(pieces, has_bom=has_bom, has_crlf=is_crlf)


def _split(text: str) -> list[str]:
    starts = [place for place in header_places(text) if _RECORD.match(text, place)]
    bounds = [0, *starts, len(text)]
    return [text[start:end] for start, end in pairwise(bounds)]


def _joined(pieces: Sequence[Piece]) -> dict[str, Any] | None:
    """Return the content of all pieces together, or None if one is not valid TOML alone."""
    content: dict[str, Any] = {}
    for piece in pieces:
        try:
            part = piece.content
        except tomllib.TOMLDecodeError:
            return None
        for name, value in part.items():
            if isinstance(value, list) and isinstance(content.get(name), list):
                content[name] = content[name] + value
            elif name in content:
                return None
            else:
                content[name] = value
    return content
