"""Load of files: dossiers, records and tables."""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from shlex import quote
from typing import IO, Any, BinaryIO, Self, TypeVar

from msgspec.structs import replace
from sqlalchemy import Connection

from kzclaims.dossier import column_mapping, csv_reader, jsonl, schema_org_reader, suggestions, toml_reader
from kzclaims.dossier.byte_streams import MOST_SHOWN, Rejects, opened, with_line_feeds
from kzclaims.dossier.column_mapping import Mapping
from kzclaims.dossier.helper import Helper
from kzclaims.dossier.json_tables import JsonTable
from kzclaims.dossier.schema_org_reader import SchemaOrgTable, is_schema_org
from kzclaims.dossier.spreadsheets import SPREADSHEETS, Spreadsheet
from kzclaims.errors import InputError
from kzclaims.staging import sync, sync_folder
from kzclaims.store.bulk.schema_org_rows import SchemaOrgConverter, prepared
from kzclaims.store.bulk.stream import load_entries
from kzclaims.store.bulk.table_rows import NAMING, RowConverter
from kzclaims.store.database.database import Database
from kzclaims.store.identity.answers import apply_answers, write_suggestions
from kzclaims.store.load.load import check_again, load_dossiers
from kzclaims.store.load.outcome import Outcome
from kzclaims.store.load.row_writer import LoadContext, Policy, new_context
from kzclaims.store.read.complete_dump import is_complete_dump
from kzclaims.store.reports import FieldDifference
from kzclaims.store.verify.on_load import PassageCheck
from kzclaims.wording import counted

T = TypeVar("T")

DOSSIER = ".toml"
RECORDS = (".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz", ".json", ".json.gz")
PAGES = (*schema_org_reader.PAGES, ".jsonld", ".jsonld.gz")
TABLES = (".csv", ".csv.gz", ".tsv", ".tsv.gz", ".txt", ".txt.gz")

Progress = Callable[[Path], AbstractContextManager[Callable[[int], None]]]
"""Follows the reading of a file: the function is called with the number of bytes that have been read."""


@dataclass(frozen=True, kw_only=True)
class LoadOptions:
    """The options of a load."""

    dry_run: bool = False
    prune: bool = False
    reason: str | None = None
    places: bool = True
    """True if the places of words that are found once in a text are stored."""
    rename: frozenset[str] = frozenset()
    """The keys of people and organizations that may get an unrelated name."""
    allow_unverified: bool = False
    overwrite: bool = False
    """True if corrections and the values of other dossiers may be replaced."""
    mapping: Mapping | None = None
    """The mapping of tables; without it, lines of JSON are records."""
    skip_drafts: bool = False
    """True if records of dossiers that nobody has accepted yet are left out; otherwise they are refused."""
    create_people: bool = False
    skip_rejects: bool = False
    rejects: Path | None = None
    """The file for the rows that cannot be loaded."""
    suggestions: Path | None = None
    """The file of spellings that may mean recorded people: written if it does not exist, otherwise read."""

    @property
    def policy(self) -> Policy:
        return "overwrite" if self.overwrite else "refuse"


def load_files(
    database: Database,
    paths: Sequence[Path],
    options: LoadOptions,
    *,
    progress: Progress = lambda _: nullcontext(lambda _: None),
    remark: Callable[[str], None] = lambda _: None,
    differences: list[FieldDifference] | None = None,
) -> Outcome:
    """Load dossiers, records and tables in one transaction: all of them, or nothing if anything is wrong.

    `-` is the standard input: records, or a table if there is a mapping. `remark` is called with the settings that
    were detected in a table, and `differences` collects the differences from recorded values. Raise `InputError` for
    rows that cannot be loaded, unless they are to be skipped.
    """
    _require_loadable(paths, options)
    dossiers = [toml_reader.read(path) for path in paths if path.suffix == DOSSIER]
    skipped = toml_reader.require_accepted(dossiers, skip=options.skip_drafts)

    def work(connection: Connection) -> Outcome:
        if differences is not None:
            differences.clear()
        answered = _read_answers(connection, options)
        outcome = load_dossiers(
            connection,
            dossiers,
            prune=options.prune,
            reason=options.reason,
            allow_unverified=options.allow_unverified,
            rename=options.rename,
            policy=options.policy,
            differences=differences,
            places=options.places,
        )
        for path in paths:
            if path.suffix == DOSSIER:
                continue
            with progress(path) as moved:
                rejects = load_lines(
                    connection, path, options, outcome, moved=moved, remark=remark, differences=differences
                )
            if rejects.count and not options.skip_rejects:
                written = _write_suggestions(connection, options, outcome, has_answers=answered is not None)
                raise _refusal(path, rejects, undone=bool(outcome.undone), written=written)
            outcome.rejected += rejects.count
            outcome.rejects += rejects.problems
        written = _write_suggestions(connection, options, outcome, has_answers=answered is not None)
        outcome.remarks += [one for one in (answered, written, skipped) if one]
        return outcome

    with _without_collections():
        if Path("-") not in paths and not options.rejects and not options.suggestions:
            return database.write(work, dry_run=options.dry_run)
        # What was read from the standard input or written to these files cannot be repeated.
        with database.writing(dry_run=options.dry_run) as connection:
            return work(connection)


@contextmanager
def _without_collections() -> Iterator[None]:
    """Pause the search for cyclic garbage, which takes a tenth of the time: a load creates hardly any."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _read_answers(connection: Connection, options: LoadOptions) -> str | None:
    """Record the answers of the file of suggestions, if it exists; return a line about them."""
    if options.suggestions is None:
        return None
    if not options.create_people:
        raise InputError(
            "{suggestions} is for the speakers of a table that may be new people; give {create_people}, too",
            parameters=("suggestions", "create_people"),
        )
    suggestions.require_format(options.suggestions)
    if not options.suggestions.exists():
        return None
    return str(apply_answers(connection, options.suggestions, reason=options.reason))


def _write_suggestions(
    connection: Connection, options: LoadOptions, outcome: Outcome, *, has_answers: bool
) -> str | None:
    """Write spellings that may mean recorded people to the file of suggestions, and return a line about them."""
    if options.suggestions is None or not outcome.unanswered:
        return None
    count = counted(len(outcome.unanswered), "spelling")
    if has_answers:
        return f"{count} without an answer; {options.suggestions} is not changed: answer them there, or name a new file"
    write_suggestions(connection, options.suggestions, outcome.unanswered)
    return f"{count} written to {options.suggestions}; write the answers and load again with the same options"


def _require_loadable(paths: Sequence[Path], options: LoadOptions) -> None:
    known = (DOSSIER, *RECORDS, *TABLES, *SPREADSHEETS, *PAGES)
    if wrong := [path for path in paths if str(path) != "-" and not path.name.lower().endswith(known)]:
        raise InputError(
            "only dossiers (.toml), records (.jsonl), tables (.csv, .xlsx, .json) and JSON-LD (.jsonld) can be loaded",
            hints=[f"{path}: its name ends in none of {', '.join(known)}" for path in wrong],
        )
    if options.mapping is None and (
        tables := [path for path in paths if path.name.lower().endswith((*TABLES, *SPREADSHEETS))]
    ):
        raise InputError(
            "a table needs {as_type} for the type of its rows and {columns}, or {mapping} with a file, for its columns",
            parameters=("as_type", "columns", "mapping"),
            hints=list(map(str, tables)),
        )
    _require_rejects(paths, options)
    records = (path for path in paths if path.name.lower().endswith(RECORDS))
    if options.mapping is None and (dumps := [path for path in records if is_complete_dump(path)]):
        raise InputError(
            "a complete dump is not loaded but merged, also into an empty database: {commands}",
            commands=", ".join(f"kzclaims merge {quote(str(path))}" for path in dumps),
        )


def _require_rejects(paths: Sequence[Path], options: LoadOptions) -> None:
    if options.rejects is None:
        return
    if sum(path.suffix != DOSSIER for path in paths) > 1:
        raise InputError(
            "{rejects} is for one file of records or rows at a time; load the others separately",
            parameters=("rejects",),
        )
    if options.rejects.exists():
        raise InputError(f"{options.rejects} exists already; name another file for the rejects")


def load_lines(
    connection: Connection,
    path: Path,
    options: LoadOptions,
    outcome: Outcome,
    *,
    moved: Callable[[int], None] = lambda _: None,
    remark: Callable[[str], None] = lambda _: None,
    differences: list[FieldDifference] | None = None,
) -> Rejects:
    """Load a file of records or, with a mapping, of rows; return the rejects, which the caller handles."""
    rejects = Rejects()
    mapping = options.mapping
    context = new_context(
        connection,
        reason=options.reason,
        outcome=outcome,
        passages=PassageCheck(connection, (), new_places=options.places),
        bulk=True,
        policy=options.policy,
        rename=options.rename,
        differences=differences,
    )
    with ExitStack() as stack:
        helper = stack.enter_context(Helper())
        target = None if options.rejects is None else stack.enter_context(_LazyFile(options.rejects))
        unpacked, plain = stack.enter_context(opened(path, twice=mapping is not None))
        is_linked = _is_linked(unpacked, path, mapping)
        if mapping is None and not is_linked:
            rejects.write = _reject_writer(target, partial(jsonl.rejected, file=path.name))
            entries = _followed(jsonl.entries(unpacked, str(path), helper.check), plain, moved)
            load_entries(context, entries, rejects, file=str(path), helper=helper)
        else:
            mapping = prepared(mapping) if is_linked else mapping or Mapping()
            if not path.name.lower().endswith(SPREADSHEETS):
                unpacked, recoded = stack.enter_context(with_line_feeds(unpacked, path, mapping.encoding))
                if recoded:
                    remark(f"{path}: the encoding is taken for {recoded}")
                    mapping = replace(mapping, encoding="utf-8")
            table, rejected = _open_table(unpacked, path, mapping, remark, is_linked=is_linked)
            rejects.write = _reject_writer(target, rejected)
            convert = _converter(context, unpacked, table, path, mapping, options, helper)
            # An empty chunk after the last row gives the records that belong to no single row.
            chunks = chain(_followed(csv_reader.chunks(table.rows(unpacked)), plain, moved), [[]])
            load_entries(
                context,
                chunks,
                rejects,
                file=str(path),
                helper=helper,
                convert=convert,
                texts_of=convert.texts_of,
            )
            convert.remove_unused_people()
            convert.statuses.record()
            outcome.remarks += [f"{path}: {one}" for one in table.remarks()]
            outcome.remarks += convert.remarks()
    check_again(context, new_places=options.places)
    assert context.passages is not None
    outcome.checks += context.passages.counts
    outcome.without_text |= context.passages.without_text
    return rejects


def _open_table(
    stream: BinaryIO, path: Path, mapping: Mapping, remark: Callable[[str], None], *, is_linked: bool
) -> tuple[csv_reader.Table | JsonTable | SchemaOrgTable, Callable[[int, str, Any], bytes]]:
    """Return the reader of a file's rows, and the function that formats a rejected row."""
    if is_linked:
        return SchemaOrgTable(path, mapping), partial(jsonl.rejected, file=path.name)
    if path.name.lower().endswith(SPREADSHEETS):
        sheet = Spreadsheet(path, mapping)
        return sheet, sheet.rejected
    if path.name.lower().endswith(TABLES) or (str(path) == "-" and not _is_json(stream)):
        form = csv_reader.detect_format(stream, path, mapping)
        for one in form.detected:
            remark(f"{path}: {one}")
        table = csv_reader.Table(path, mapping, form)
        return table, table.rejected
    return JsonTable(path, mapping), partial(jsonl.rejected, file=path.name)


def _converter(
    context: LoadContext,
    stream: BinaryIO,
    table: csv_reader.Table | JsonTable | SchemaOrgTable,
    path: Path,
    mapping: Mapping,
    options: LoadOptions,
    helper: Helper,
) -> RowConverter:
    """Return the converter of a table's rows, with all speakers resolved, and go back to the table's beginning."""
    converter: RowConverter
    stream.seek(0)
    if isinstance(table, SchemaOrgTable):
        converter = SchemaOrgConverter(context, path, mapping, create_people=options.create_people)
        rows = table.rows(stream)
    else:
        kind = column_mapping.check(mapping)
        converter = RowConverter(context, path, mapping, kind, create_people=options.create_people)
        rows = table.rows(stream, only=NAMING)
    converter.resolve_speakers(rows, helper)
    stream.seek(0)
    return converter


def _refusal(path: Path, rejects: Rejects, *, undone: bool, written: str | None) -> InputError:
    """Return the error for a file with rejects that are not to be skipped: the number and the first problems."""
    hints = rejects.problems
    if rejects.unlisted:
        hints.append(f"… the first {MOST_SHOWN} problems are shown, {rejects.unlisted:,} more have other causes")
    rows = counted(rejects.count, "row")
    message = f"{rows} of {path} cannot be loaded; nothing was loaded; {{skip_rejects}} loads the rest"
    if written:
        hints.append(written)
    if undone:
        message += ", and {overwrite} records the values of the file in place of corrections"
    return InputError(message, hints=hints, parameters=("skip_rejects", "overwrite"))


def _is_linked(stream: BinaryIO, path: Path, mapping: Mapping | None) -> bool:
    """Return True if a file contains schema.org in JSON-LD, by the mapping, its name or its beginning."""
    if mapping is not None:
        return mapping.kind == "claimreview"
    if path.name.lower().endswith(PAGES):
        return True
    if str(path) == "-" or not path.name.lower().endswith(RECORDS):
        return False
    head = stream.read(2**12)
    stream.seek(0)
    return is_schema_org(head)


def _followed(chunks: Iterator[T], plain: IO[bytes], moved: Callable[[int], None]) -> Iterator[T]:
    seekable = plain.seekable()
    for chunk in chunks:
        if seekable:
            moved(plain.tell())
        yield chunk


def _is_json(stream: BinaryIO) -> bool:
    """Return True if a stream begins with a JSON object or array."""
    head = stream.read(1024).removeprefix(b"\xef\xbb\xbf").lstrip()
    stream.seek(0)
    return head.startswith((b"{", b"["))


class _LazyFile:
    """A new file that is created when something is written to it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: Any = None

    def __enter__(self) -> Self:
        return self

    def write(self, line: bytes) -> None:
        try:
            if self._file is None:
                self._file = self._path.open("xb")
            self._file.write(line)
        except OSError as error:
            raise InputError(f"{self._path}: cannot be written: {error.strerror}; name another file") from error

    def __exit__(self, *_: object) -> None:
        if self._file is None:
            return
        try:
            with self._file:
                sync(self._file)
            sync_folder(self._path.absolute().parent)
        except OSError as error:
            raise InputError(f"{self._path}: cannot be written: {error.strerror}; name another file") from error


def _reject_writer(
    target: _LazyFile | None, rejected: Callable[[int, str, Any], bytes]
) -> Callable[[int, str, Any], None] | None:
    return None if target is None else lambda line, reason, raw: target.write(rejected(line, reason, raw))
