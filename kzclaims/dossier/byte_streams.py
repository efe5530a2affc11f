"""Reading of files line by line, plain or compressed, in bounded memory.

Lines end with a line feed, as in JSON Lines (https://jsonlines.org) and CSV (RFC 4180); a carriage return before it
belongs to the end. A line that is too long is skipped, never kept in memory.
"""

import codecs
import gzip
import io
import json
import re
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import IO, Any, BinaryIO

from kzclaims.dossier.validation import Problem
from kzclaims.errors import InputError

LONGEST = 16 * 2**20
"""The most bytes that a line, a dossier or a text may have."""

CHUNK_LINES, CHUNK_BYTES = 5_000, 8 * 2**20
"""The size of a chunk: whichever is reached first."""

MOST_SHOWN = 50
"""The number of problems that are shown; all are counted."""

REJECT_LINE, REJECT_REASON, REJECT_FILE, REJECT_TEXT = "reject_line", "reject_reason", "reject_file", "reject_text"
"""The additional fields of a row in a file of rejects. Loading that file ignores them, apart from the file's name."""

BOM = b"\xef\xbb\xbf"
_KEPT = 2**16
"""The number of bytes of an unreadable rest that go to the file of rejects."""
TOO_LONG = f"is longer than {LONGEST // 2**20} MB, the limit for a record"


_MOST_AROUND = 2**16
"""The most characters of the fields around an array that are added to its items; more are without lists and objects."""
_NOT_SPACE = re.compile(r"[^ \t\r\n]")
_DECODER = json.JSONDecoder()


@dataclass
class Cause:
    """One cause of rejects: its first problem, the number of problems, and their first lines."""

    problem: Problem
    count: int
    lines: list[int]

    def __str__(self) -> str:
        if self.count == 1:
            return str(self.problem)
        shown = ", ".join(map(str, self.lines)) + (" …" if self.count > len(self.lines) else "")
        one = self.problem
        kind = one.record.partition(" ")[0]
        return f"{Problem(one.file, one.line, kind, one.field, one.message)} ({self.count:,} times: lines {shown})"


@dataclass
class Rejects:
    """The number of rejected rows, and the causes. Rows are written to a file as they are rejected."""

    write: Callable[[int, str, Any], None] | None = None
    """Write a row to the file of rejects: its line, the reason, and the row as the reader returned it."""
    count: int = 0
    causes: dict[tuple[str, ...], Cause] = field(default_factory=dict)
    """The first causes, each once."""
    unlisted: int = 0
    """The number of problems with other causes."""

    @property
    def problems(self) -> list[str]:
        """The first problems, each cause once."""
        return list(map(str, self.causes.values()))

    def add(self, problems: list[Problem], row: Any) -> None:
        """Add a row with its problems."""
        self.count += 1
        for one in problems:
            cause = _cause(one)
            known = self.causes.get(cause)
            if known is not None:
                known.count += 1
                if len(known.lines) < _MOST_LINES:
                    known.lines.append(one.line)
            elif len(self.causes) < MOST_SHOWN:
                self.causes[cause] = Cause(one, 1, [one.line])
            else:
                self.unlisted += 1
        if self.write:
            reason = "; ".join(": ".join(filter(None, (one.record, one.field, one.message))) for one in problems)
            self.write(problems[0].line, reason, row)


_MOST_LINES = 3
_QUOTED = re.compile("“[^“”]*”")
_LINE_NUMBER = re.compile(r"\bline [\d,]+")
_NAMED = ("speaker", "organization", "mentions", "participants", "name", "source")
"""The fields in which each value is a cause of its own: the user has to decide about each name."""


def _cause(problem: Problem) -> tuple[str, ...]:
    """Return what equal problems have in common: different values of a cell are one cause, different names are not."""
    if problem.field.partition("[")[0].partition(".")[0] in _NAMED and problem.field != "source.url":
        return problem.record.partition(" ")[0], problem.field, problem.message
    message = _LINE_NUMBER.sub("line", _QUOTED.sub("“”", problem.message.partition("; ")[0]))
    return problem.record.partition(" ")[0], re.sub(r"\d+", "", problem.field), message


def failure(path: Path, why: str, line: int = 0) -> InputError:
    """Return the error for a file whose reading cannot continue."""
    return InputError("1 problem; nothing was loaded", hints=[str(Problem(str(path), line, "", "", why))])


def whole(path: Path, longest: int) -> bytes:
    """Return the bytes of a file. Raise `InputError`, without the file's name, if it has more than `longest` bytes."""
    try:
        mode = path.stat().st_mode
        if S_ISDIR(mode):
            raise InputError("is a folder; name the files in it")
        if not S_ISREG(mode):
            # It may never end.
            raise InputError("is a pipe or a device, which may never end; save it to a file and name that")
        with path.open("rb") as file:
            raw = file.read(longest + 1)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}") from None
    except ValueError:
        raise InputError("cannot be read: a file name cannot contain NUL") from None
    if len(raw) > longest:
        raise InputError(f"is longer than {longest // 2**20} MB")
    return raw


@contextmanager
def opened(path: Path, *, twice: bool = False) -> Iterator[tuple[BinaryIO, IO[bytes]]]:
    """Open a file: yield its uncompressed bytes, and the file itself, whose position shows the progress.

    `-` is the standard input; it is copied to a temporary file if it is read `twice`.
    """
    try:
        with _plain(path, twice=twice) as plain:
            if plain.seekable():
                packed = plain.read(2) == b"\x1f\x8b"
                plain.seek(0)
            else:
                packed = plain.peek(2)[:2] == b"\x1f\x8b"  # type: ignore[attr-defined]
            unpacked: Any = gzip.GzipFile(fileobj=plain) if packed else plain
            yield unpacked, plain
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise failure(path, f"is damaged or cut off: {error}; fetch the file again") from None
    except OSError as error:
        # Windows calls opening a folder forbidden.
        is_folder = isinstance(error, IsADirectoryError) or (isinstance(error, PermissionError) and path.is_dir())
        why = "is a folder; name the files in it" if is_folder else f"cannot be read: {error.strerror or error}"
        raise failure(path, why) from None


@contextmanager
def _plain(path: Path, *, twice: bool) -> Iterator[IO[bytes]]:
    if "\0" in str(path):
        raise failure(path, "cannot be read: a file name cannot contain NUL")
    if str(path) != "-":
        if path.exists() and not path.is_file() and not path.is_dir():
            # A pipe or a device may never end.
            raise failure(path, "is a pipe or a device, which may never end; save it to a file and name that")
        with path.open("rb") as file:
            yield file
    elif not twice:
        yield sys.stdin.buffer
    else:
        with tempfile.TemporaryFile() as copy:
            while block := sys.stdin.buffer.read(2**20):
                copy.write(block)
            copy.seek(0)
            yield copy


@contextmanager
def with_line_feeds(stream: BinaryIO, path: Path, encoding: str | None) -> Iterator[tuple[BinaryIO, str | None]]:
    """Yield a file's stream whose lines end with line feeds, and the encoding that it had if it was changed to UTF-8.

    UTF-16 is recognised by its byte order mark or by the NULs in it. Other streams are yielded as they are.
    """
    head = stream.read(2**16)
    stream.seek(0)
    wide = _wide_encoding(head) if encoding is None else encoding if _WIDE.match(encoding) else None
    if wide is None and (b"\r" not in head or b"\n" in head):
        yield stream, None
        return
    with tempfile.TemporaryFile() as copy:
        # Latin-1 leaves all bytes as they are.
        decoder = codecs.getincrementaldecoder(wide or "latin-1")
        changed = "utf-8" if wide else "latin-1"
        try:
            ends = "\r" if "\n" not in decoder().decode(head) else "\n"
            decode = decoder().decode
            while block := stream.read(2**20):
                copy.write(decode(block).replace(ends, "\n").encode(changed))
            copy.write(decode(b"", final=True).encode(changed))
        except UnicodeError:
            raise failure(path, f"is not valid {wide}; save it in UTF-8") from None
        copy.seek(0)
        yield copy, wide


_WIDE = re.compile("utf[-_]?(16|32)", re.IGNORECASE)


def _wide_encoding(head: bytes) -> str | None:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) * 4 > len(head) > 1:
        return "utf-16-be" if even > odd else "utf-16-le"
    return None


def json_texts(stream: BinaryIO, inside: str = "", *, around: bool = False) -> Iterator[tuple[int, bytes | None]]:
    """Yield the JSON texts of a stream with their lines.

    Those are the lines of JSON Lines, the items of an array, or objects of several lines. `inside` is the key of an
    array in objects that is read item by item, with `around` with the fields of the object around it.
    """
    if hasattr(stream, "peek"):
        head = stream.peek(2**12)
    else:
        head = stream.read(2**12)
        stream.seek(-len(head), io.SEEK_CUR)
    head = head.removeprefix(BOM).lstrip()
    if head.startswith(b"["):
        return _Values(stream).items()
    if head.startswith(b"{") and inside:
        return _Values(stream).items_around(inside) if around else _Values(stream).items_inside(inside)
    if _BEGINS_OBJECT.match(head):
        return _Values(stream).values()
    return lines(stream)


_BEGINS_OBJECT = re.compile(rb"\{(?:[^\r\n]*[{\[,:])?[ \t]*\r?\n")
"""The first line of an object that continues on the next line."""


class _Values:
    """JSON that is read value by value. An unreadable rest is yielded unchanged as the last value."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._decode = codecs.getincrementaldecoder("utf-8-sig")(errors="surrogateescape").decode
        self._text, self._at, self._line = "", 0, 1
        self._is_complete = False

    def items(self) -> Iterator[tuple[int, bytes | None]]:
        """Yield the items with the lines on which they begin, and `None` for an item that is too long."""
        self._next_character()
        yield from self._elements()
        if self._next_character():
            yield self._line, self._text[self._at : self._at + _KEPT].encode(errors="surrogateescape")

    def _elements(self) -> Iterator[tuple[int, bytes | None]]:
        """Yield the items of the array that begins here."""
        self._at += 1
        is_wrong = False
        if self._next_character() != "]":
            while not is_wrong:
                line = self._line
                item = self._item()
                yield line, item
                is_wrong = item is None or self._next_character() != ","
                self._at += not is_wrong
                self._next_character()
        if self._next_character() == "]":
            self._at += 1
        elif not self._text[self._at :]:
            yield self._line, b"["

    def values(self) -> Iterator[tuple[int, bytes | None]]:
        """Yield values that follow each other, with their lines."""
        while self._next_character():
            yield self._line, self._item()

    def items_inside(self, key: str) -> Iterator[tuple[int, bytes | None]]:
        """Yield the items of the array that an object has under a key, with their lines.

        An object without such an array is yielded as a whole, if it is not too long.
        """
        before = ["{"]
        self._next_character()
        line = self._line
        self._at += 1
        while self._next_character() == '"':
            name = self._item()
            if name is None or self._next_character() != ":":
                break
            self._at += 1
            begins_list = self._next_character() == "["
            if begins_list and json.loads(name.decode(errors="replace")) == key:
                yield from self._elements()
                return
            value = self._item()
            if value is None:
                yield line, None
                return
            before.append(f"{name.decode(errors='surrogateescape')}:{value.decode(errors='surrogateescape')}")
            if self._next_character() == ",":
                self._at += 1
                before.append(",")
        rest = self._text[self._at : self._at + _KEPT]
        yield line, ("".join(before) + rest).encode(errors="surrogateescape")

    def items_around(self, key: str) -> Iterator[tuple[int, bytes | None]]:
        """Yield the items of the array that each object has under a key, with the other fields of the object.

        An object without such an array is yielded as a whole. One that is too long to be read at once has none of its
        own fields, and ends the reading.
        """
        while self._next_character():
            line = self._line
            whole = self._item()
            if whole is None:
                yield from self.items_inside(key)
                return
            value = _object(whole)
            if not isinstance(value.get(key), list):
                yield line, whole
                continue
            end, end_line = self._at, self._line
            self._at, self._line = end - len(whole.decode(errors="surrogateescape")), line
            fields = {name: one for name, one in value.items() if name != key}
            if len(json.dumps(fields)) > _MOST_AROUND:
                fields = {name: one for name, one in fields.items() if not isinstance(one, dict | list)}
            for number, item in self.items_inside(key):
                yield number, item and _joined(fields, item)
            self._at, self._line = end, end_line

    def _next_character(self) -> str:
        """Skip white space and return the next character, or an empty string at the end."""
        while True:
            match = _NOT_SPACE.search(self._text, self._at)
            end = match.start() if match else len(self._text)
            self._line += self._text.count("\n", self._at, end)
            self._at = end
            if match or not self._read_on():
                return self._text[end : end + 1] if match else ""

    def _item(self) -> bytes | None:
        while True:
            try:
                _, end = _DECODER.raw_decode(self._text, self._at)
            except (ValueError, RecursionError):
                end = -1
            # A number may continue in the next block.
            if 0 <= end < len(self._text) or (end >= 0 and self._is_complete):
                item = self._text[self._at : end]
                self._line += item.count("\n")
                self._at = end
                return item.encode(errors="surrogateescape")
            if len(self._text) - self._at > LONGEST:
                return None
            if not self._read_on() and end < 0:
                item = self._text[self._at : self._at + _KEPT]
                self._at = len(self._text)
                return item.encode(errors="surrogateescape")

    def _read_on(self) -> bool:
        # An object of many blocks is tried after each of them, so blocks double.
        block = self._stream.read(max(2**20, len(self._text) - self._at))
        self._is_complete = not block
        self._text = self._text[self._at :] + self._decode(block, not block)
        self._at = 0
        return bool(block)


def _object(text: bytes) -> dict[str, Any]:
    """Return the object of JSON in a text, or an empty one if there is none."""
    try:
        value = json.loads(text.decode(errors="surrogateescape"))
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _joined(fields: dict[str, Any], item: bytes) -> bytes:
    """Return an object of JSON with the fields of the object around it that it does not have itself."""
    own = _object(item)
    more = {name: value for name, value in fields.items() if name not in own}
    if not more or not item.startswith(b"{") or not item.endswith(b"}"):
        return item
    start = json.dumps(more, ensure_ascii=False)[:-1].encode(errors="surrogateescape")
    return start + (b"," if own else b"") + item[1:]


def lines(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Yield the lines of a stream with their numbers, without their ends; `None` for a line that is too long.

    A byte order mark is removed.
    """
    number = 0
    while raw := stream.readline(LONGEST + 1):
        number += 1
        if len(raw) > LONGEST:
            while raw and not raw.endswith(b"\n"):
                raw = stream.readline(2**20)
            yield number, None
            continue
        if number == 1:
            raw = raw.removeprefix(BOM)
        yield number, raw.rstrip(b"\r\n")
