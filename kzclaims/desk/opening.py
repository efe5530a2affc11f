"""Open a dossier at the desk: a file, the records of a source, or the draft of a document."""

import re
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from kzclaims.desk import saving
from kzclaims.desk.journal import journal_of
from kzclaims.desk.session import Session
from kzclaims.documents.document import Document
from kzclaims.documents.fetch import fetch_document, is_address
from kzclaims.documents.read import read_file
from kzclaims.dossier.records import RECORD_TYPES, Source
from kzclaims.dossier.toml_writer import string, table, written
from kzclaims.draft.dossier import draft_records, extended_dossier, new_dossier
from kzclaims.draft.recorded import Database as Recorded
from kzclaims.draft.source import LANGUAGES, day_of, from_document
from kzclaims.errors import InputError, NotFoundError
from kzclaims.export import files
from kzclaims.store.database.database import Database
from kzclaims.store.read import dump, queries
from kzclaims.store.verify.source_texts import read_text
from kzclaims.wording import quoted

_DOSSIER = ".toml"
_HEAD = re.compile(rf"^(?:dossier|drafted)\s*=|^\[\[(?:{'|'.join(RECORD_TYPES)})\]\]", re.MULTILINE)
_MOST_LISTED = 200
_LONGEST_HEAD = 200_000


@dataclass(frozen=True, kw_only=True)
class OpenOptions:
    """The options for opening documents."""

    empty: bool = False
    """True if nothing is drafted."""
    lang: str | None = None
    published: str | None = None
    allow_private: bool = False


@dataclass
class Desk:
    """The desk of one server: the database, and the dossier that is open."""

    database: Database
    folder: Path
    author: str | None = None
    options: OpenOptions = field(default_factory=OpenOptions)
    _session: Session | None = None

    @property
    def session(self) -> Session:
        """The open dossier. Raise `NotFoundError` if none is open."""
        if self._session is None:
            raise NotFoundError("no dossier is open; choose one")
        return self._session

    @property
    def is_open(self) -> bool:
        """Return True if a dossier is open."""
        return self._session is not None

    def open(self, name: str, options: OpenOptions | None = None) -> Session:
        """Open a dossier, a document, an address or a recorded source, and close the one that is open.

        Raise `InputError` or `NotFoundError` for a name that is none of them; the open dossier stays open then.
        """
        self.database.require_current()
        path, document = self._prepared(name, options or self.options)
        former = self._session
        if former is not None and _is_same(former.path, path):
            return former
        session = Session(path, self.database, author=self.author)
        session.document_of = document
        saving.finish(session)
        self._session = session
        if former is not None:
            former.close()
        return session

    def close(self) -> None:
        """Close the open dossier."""
        if self._session is not None:
            self._session.close()
            self._session = None

    def has_file(self, name: str) -> bool:
        """Return True if a name is that of a file in the folder."""
        path = (self.folder / name).resolve()
        return path.is_relative_to(self.folder.resolve()) and path.is_file()

    def choices(self) -> dict[str, Any]:
        """Return the dossiers in the folder and the recorded sources."""
        found = [path for path in sorted(self.folder.glob(f"*{_DOSSIER}")) if _is_dossier(path)][:_MOST_LISTED]
        with self.database.reading() as connection:
            recorded = [
                {"key": one.key, "title": one.title, "published": one.published}
                for one in queries.sources(connection, limit=_MOST_LISTED)
            ]
        return {"files": [{"file": str(path), "name": path.name} for path in found], "sources": recorded}

    def _prepared(self, name: str, options: OpenOptions) -> tuple[Path, tuple[str, Document] | None]:
        """Return the path of a dossier, which is written first if there is none yet, and the document drafted from."""
        path = self.folder / name
        if is_address(name):
            document = fetch_document(name, allow_private=options.allow_private)
            title = document.proposal.title or name.rstrip("/").rpartition("/")[2]
            source = from_document(document, title)
            return self._drafted(document, source, self.folder / f"{source.key}{_DOSSIER}", options)
        if path.suffix == _DOSSIER:
            if path.is_dir():
                raise InputError(f"{path} is a folder; name a file")
            return path, None
        if path.exists():
            document = read_file(path)
            return self._drafted(document, from_document(document, path.stem), path.with_suffix(_DOSSIER), options)
        return self._recorded(name), None

    def _recorded(self, key: str) -> Path:
        """Return the dossier of a recorded source, which is written if there is none yet."""
        path = self.folder / f"{key}{_DOSSIER}"
        with self.database.reading() as connection:
            try:
                records = dump.of_source(connection, key)
            except NotFoundError as error:
                raise NotFoundError(
                    f"there is no file {quoted(key)}, and {error.message}",
                    hints=error.hints,
                    parameters=error.parameters,
                ) from None
            dossier = dump.dossier_key(connection, key)
        if not path.exists():
            files.write(path, written(dossier, records))
        return path

    def _drafted(
        self, document: Document, source: Source, path: Path, options: OpenOptions
    ) -> tuple[Path, tuple[str, Document]]:
        """Return the dossier drafted from a document; new drafts are added to one that exists."""
        if self._session is not None and _is_same(self._session.path, path):
            return path, (source.key, document)
        given = {"lang": options.lang, "published": options.published}
        source = replace(source, **{name: value for name, value in given.items() if value})
        with nullcontext() if self.database.place.is_missing() else self.database.reading() as connection:
            recorded = Recorded(connection)
            if options.empty or source.lang.partition("-")[0] not in LANGUAGES:
                lines = [f"dossier = {string(path.stem)}\n\n", table("sources", _fields(source))]
                if not path.exists():
                    files.write(path, lines)
                return path, (source.key, document)
            found = draft_records(
                source,
                document.text,
                published=day_of(source.published),
                resolve=recorded.person,
                taken=recorded.has_key,
                times=document.times,
            )
        if path.exists():
            try:
                text, added = extended_dossier(read_text(path), found)
            except InputError as error:
                raise InputError(f"{path}: {error.message}") from None
            if added and not _has_changes(path):
                files.write(path, [text], force=True)
        else:
            files.write(path, new_dossier(found, key=path.stem))
        return path, (source.key, document)


def _fields(source: Source) -> dict[str, Any]:
    return {name: getattr(source, name) for name in source.__struct_fields__ if getattr(source, name)}


def _has_changes(path: Path) -> bool:
    """Return True if a journal may have changes of a dossier that are not saved."""
    return journal_of(path).exists()


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return one == other


def _is_dossier(path: Path) -> bool:
    """Return True if a TOML file looks like a dossier."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return bool(_HEAD.search(file.read(_LONGEST_HEAD)))
    except OSError:
        return False
