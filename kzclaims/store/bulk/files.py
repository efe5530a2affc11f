"""Whole files of records and tables into the database."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import IO, Any, BinaryIO, Self, TypeVar

from sqlalchemy import Connection

from kzclaims.dossier import column_mapping as mapping
from kzclaims.dossier import csv_reader as table
from kzclaims.dossier import jsonl
from kzclaims.dossier.byte_streams import MOST_SHOWN, Rejects, opened
from kzclaims.dossier.column_mapping import Mapping
from kzclaims.errors import InputError
from kzclaims.store.bulk import stream
from kzclaims.store.bulk.table_rows import Understanding
from kzclaims.store.derived.name_keys import renew_name_keys
from kzclaims.store.load.load import Outcome

T = TypeVar("T")

RECORDS = (".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz")
TABLES = (".csv", ".csv.gz", ".tsv", ".tsv.gz", ".txt", ".txt.gz")


def load(
    connection: Connection,
    path: Path,
    meant: Mapping | None = None,
    *,
    because: str | None = None,
    create_people: bool = False,
    rejects_file: Path | None = None,
    outcome: Outcome,
    moved: Callable[[int], None] = lambda _: None,
    remark: Callable[[str], None] = lambda _: None,
) -> Rejects:
    """Loads a file of records or, by a mapping, of rows; what was not taken.

    `-` is the standard input: records, or a table where a mapping says so. `moved` is told how many bytes of the file
    have been read, `remark` what was found out and not given. Nothing is undone here if there are rejects: the caller
    decides. Raises `InputError` for what cannot be read on.
    """
    rejects = Rejects()
    with ExitStack() as stack:
        if rejects_file is not None:
            target = stack.enter_context(_Later(rejects_file))
        rows: Callable[[BinaryIO], Iterator[table.Row]]
        reject: Callable[[int, str, Any], bytes]
        is_table = path.name.lower().endswith(TABLES)
        if meant is None and is_table:
            raise InputError(f"{path}: say what the rows are (--as) and what the columns mean (--map, --mapping)")
        unpacked, plain = stack.enter_context(opened(path, twice=meant is not None))
        if meant is None:
            if rejects_file is not None:
                rejects.write = lambda line, why, raw: target.write(jsonl.rejected(line, why, raw))
            entries = _told(jsonl.entries(unpacked, str(path)), plain, moved)
            stream.load(connection, entries, rejects, file=str(path), outcome=outcome, because=because)
            return rejects
        kind = mapping.check(meant)
        if is_table or (str(path) == "-" and not _is_json(unpacked)):
            written = table.form(unpacked, path, meant)
            for one in written.detected:
                remark(f"{path}: {one}")
            own = table.Table(path, meant, written)
            rows = own.rows
            reject = own.rejected
        else:
            rows = partial(table.objects, mapping=meant)
            reject = jsonl.rejected
        if rejects_file is not None:
            rejects.write = lambda line, why, raw: target.write(reject(line, why, raw))
        renew_name_keys(connection)
        understanding = Understanding(connection, path, meant, kind, outcome)
        if "speaker" in meant.columns:
            unpacked.seek(0)
            printed = (row.fields.get("speaker", "") for row in rows(unpacked) if row.wrong is None)
            understanding.meet(printed, create=create_people)
        elif "speaker" in meant.constants:
            understanding.meet([meant.constants["speaker"]], create=create_people)
        unpacked.seek(0)
        chunks = _told(table.chunks(rows(unpacked)), plain, moved)
        stream.load(
            connection, chunks, rejects, file=str(path), outcome=outcome, because=because, understood=understanding
        )
        understanding.forget_unused()
    return rejects


def refusal(path: Path, rejects: Rejects) -> InputError:
    """The error for a file with rejects that nobody said to skip: its first problems, and how many there are."""
    hints = [str(problem) for problem in rejects.problems]
    if rejects.count > len({problem.line for problem in rejects.problems}):
        hints.append(f"… the first {MOST_SHOWN} problems are shown")
    rows = "1 row of" if rejects.count == 1 else f"{rejects.count:,} rows of"
    return InputError(f"{rows} {path} cannot be taken; nothing was loaded; --skip-rejects takes the rest", hints=hints)


def _told(chunks: Iterator[T], plain: IO[bytes], moved: Callable[[int], None]) -> Iterator[T]:
    seekable = plain.seekable()
    for chunk in chunks:
        if seekable:
            moved(plain.tell())
        yield chunk


def _is_json(stream: BinaryIO) -> bool:
    """Whether a stream begins as an object does."""
    head = stream.read(1024).removeprefix(b"\xef\xbb\xbf").lstrip()
    stream.seek(0)
    return head.startswith(b"{")


class _Later:
    """A file that is made when something is written to it. Never overwrites one."""

    def __init__(self, path: Path) -> None:
        if path.exists():
            raise InputError(f"{path} exists already; name another file for the rejects")
        self.path = path
        self.file: Any = None

    def __enter__(self) -> Self:
        return self

    def write(self, line: bytes) -> None:
        try:
            if self.file is None:
                self.file = self.path.open("xb")
            self.file.write(line)
        except OSError as error:
            raise InputError(f"{self.path}: cannot be written: {error.strerror}; name another file") from error

    def __exit__(self, *_: object) -> None:
        if self.file is not None:
            self.file.close()
