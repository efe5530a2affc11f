"""Commands of the program as functions: they load, check, correct, archive, draft, merge, export, cite and scan.

Each takes the address of a database, opens it, and closes it again. What one call records is one transaction.
They raise the errors of `kzclaims.errors`, and print nothing. For queries, open a connection with `kzclaims.connect`.
"""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from kzclaims.errors import InputError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from kzclaims.export.citations import Style
    from kzclaims.export.documents import Form
    from kzclaims.scan.results import Scanned
    from kzclaims.store.database.database import Database
    from kzclaims.store.load.outcome import Outcome
    from kzclaims.store.reports import MergeReport, Verified
    from kzclaims.store.result_set import ResultSet

Address = str | Path


@dataclass(frozen=True)
class Archived:
    """An archived text: its SHA-256, whether it is new, and the numbers of passages by the result of their check."""

    sha256: str
    is_new: bool
    checks: dict[str, int]


def upgrade(address: Address) -> str:
    """Create or upgrade a database. Return "created", "upgraded" or "current"."""
    from kzclaims.store.upkeep import migrate

    return migrate.upgrade(_database(address))


def load(
    address: Address,
    *files: Address,
    mapping: Address | None = None,
    author: str | None = None,
    because: str | None = None,
    **options: bool,
) -> "Outcome":
    """Load dossiers, records and tables: all of them, or nothing if anything is wrong.

    `mapping` is a TOML file for tables. `options` are `dry_run`, `overwrite`, `prune`, `allow_unverified`, `places`,
    `skip_drafts`, `create_people` and `skip_rejects`. The result has `counts` by the plural of the record type.
    """
    from kzclaims.dossier import column_mapping
    from kzclaims.store.bulk.files import LoadOptions, load_files

    if not files:
        raise InputError("name at least one file to load")
    columns = column_mapping.read(Path(mapping)) if mapping is not None else None
    if columns is not None:
        column_mapping.check(columns)
    given: dict[str, Any] = {"mapping": columns, "reason": because, **options}
    try:
        wanted = LoadOptions(**given)
    except TypeError as error:
        raise InputError(f"load has no such option: {error}") from None
    return load_files(_database(address, author), list(map(Path, files)), wanted)


def verify(address: Address, *sources: str, text: str | None = None, fix: bool = False) -> "ResultSet[Verified]":
    """Check the passages of some or all sources against the archived texts, or against a `text`; failures come last.

    `fix` stores the places where words are found, and the results.
    """
    from kzclaims.store.result_set import ResultSet
    from kzclaims.store.verify import stored

    database = _database(address)
    with database.writing() if fix else database.reading() as connection:
        return ResultSet(list(stored.verify(connection, sources, text=text, fix=fix)), 0)


def status(
    address: Address,
    key: str,
    status: str | None = None,
    *,
    because: str,
    source: str | None = None,
    author: str | None = None,
) -> str | None:
    """Record what became known about a statement, or withdraw its latest status if none is given.

    `source` is the key of a source or an address. Return the status that the statement has then.
    """
    from kzclaims.store.history.statuses import set_status, withdraw_status

    def record(connection: "Connection") -> str | None:
        if status is None:
            return withdraw_status(connection, key, reason=because, source=source)[1]
        set_status(connection, key, status, reason=because, source=source)
        return status

    return _database(address, author).edit(record)


def review(
    address: Address,
    key: str,
    *,
    reviewer: str,
    url: str,
    title: str,
    rating: str,
    lang: str,
    date: str | None = None,
    verdict: str | None = None,
    create: bool = False,
    because: str | None = None,
    author: str | None = None,
) -> str:
    """Record a published review of a statement, or correct the one at this address. Return the key of the review.

    With `create`, an unknown reviewer is recorded as a new organization.
    """
    from kzclaims.store.load.reviews import record_review

    fields = {"title": title, "rating": rating, "lang": lang, "date": date, "verdict": verdict}
    done = _database(address, author).edit(
        lambda connection: record_review(
            connection, key, reviewer=reviewer, url=url, reason=because, create=create, **fields
        )
    )
    return done.key


def archive(
    address: Address,
    source: str,
    file: Address,
    *,
    replace: bool = False,
    page: str | None = None,
    allow_private: bool = False,
    places: bool = True,
    author: str | None = None,
) -> Archived:
    """Archive what a source published, from a file or an address, and check its passages.

    `page` is the address of a page in a WARC or WACZ. `replace` accepts another text than the one whose SHA-256 is
    recorded; `places` stores the places of words that are found once.
    """
    from kzclaims.documents.fetch import fetch_document, is_address
    from kzclaims.documents.read import read_file
    from kzclaims.store.read import queries
    from kzclaims.store.verify import source_texts, stored

    database = _database(address, author)
    if is_address(str(file)):
        document = fetch_document(str(file), allow_private=allow_private)
    else:
        with database.reading() as connection:
            recorded = queries.source(connection, source, limit=1)
        document = read_file(Path(file), member=page, address=recorded.url)

    def record(connection: "Connection") -> Archived:
        done = source_texts.archive(connection, source, document, replace=replace)
        verified = stored.verify(connection, [source], store=True, new_places=places)
        return Archived(done.sha256, done.new, dict(Counter(one.status for one in verified)))

    return database.write(record)


def draft(
    file: Address, *, address: Address | None = None, lang: str | None = None, published: str | None = None
) -> str:
    """Return a dossier with the people, statements and events of a text, each with the reason to check it.

    With the `address` of a database, its people are recognised, and its keys are not given twice.
    """
    from contextlib import nullcontext

    from msgspec.structs import replace

    from kzclaims.documents.read import read_file
    from kzclaims.draft.dossier import draft_records, new_dossier
    from kzclaims.draft.recorded import Database as Recorded
    from kzclaims.draft.source import day_of, from_document, require_language
    from kzclaims.language import dates

    document = read_file(Path(file))
    source = from_document(document, Path(file).stem)
    day = dates.parse(published).edtf if published else source.published
    source = replace(source, lang=lang or source.lang, published=day)
    require_language(source.lang)
    with nullcontext() if address is None else _database(address).reading() as connection:
        recorded = Recorded(connection)
        found = draft_records(
            source,
            document.text,
            published=day_of(source.published),
            resolve=recorded.person,
            taken=recorded.has_key,
            times=document.times,
        )
    return "".join(new_dossier(found, key=source.key))


def merge(
    address: Address,
    other: Address,
    *,
    prefer: Literal["ours", "theirs"] | None = None,
    choices: Address | None = None,
    dry_run: bool = False,
    author: str | None = None,
) -> "MergeReport":
    """Merge another database, or a complete dump, into this one.

    Conflicts are settled by the file of `choices`, and the rest by `prefer`. If any is left, nothing is written, and
    `conflicts` of the result is not 0.
    """
    from kzclaims.store.merge.merge import merge as merge_databases
    from kzclaims.store.merge.merge import report

    outcome = merge_databases(
        _database(address, author),
        str(other),
        prefer=prefer,
        choices=None if choices is None else Path(choices),
        dry_run=dry_run,
    )
    return report(outcome, str(other), written=not dry_run)


def export(address: Address, form: "Form", *, confidential: bool = False, **filters: Any) -> str:
    """Return statements and events in a format of one file: jsonld, claimreview, annotation, timelinejs or gexf.

    The filters are those of `kzclaims.statements`. Confidential records are left out unless asked for.
    """
    from kzclaims.export.documents import document
    from kzclaims.store.history.as_of import reading_public
    from kzclaims.store.read.selection import Selection

    database = _database(address)
    if confidential:
        with database.reading() as connection:
            return "".join(document(form, Selection(connection, **filters)))
    with reading_public(database, search="search" in filters) as (connection, _):
        return "".join(document(form, Selection(connection, **filters)))


def scan(address: Address, *files: Address, lang: str | None = None) -> "ResultSet[Scanned]":
    """Check the quotations of manuscripts against a database; `-` is the standard input."""
    from kzclaims.scan.manuscript import read_manuscript
    from kzclaims.scan.scan import Scan
    from kzclaims.store.result_set import ResultSet

    manuscripts = [read_manuscript(str(file), lang=lang) for file in files]
    with _database(address).reading() as connection:
        checks = Scan(connection)
        return ResultSet([one for manuscript in manuscripts for one in checks.scan(manuscript)], 0)


def cite(address: Address, *keys: str, style: "Style" = "chicago", footnote: bool = False) -> str:
    """Return citations of statements and sources: bibtex, csl-json, chicago or gost."""
    from kzclaims.export import citations

    with _database(address).reading() as connection:
        return "".join(citations.write(citations.cited(connection, keys), style, footnote=footnote))


def _database(address: Address, author: str | None = None) -> "Database":
    from kzclaims.store.database.database import DEFAULT_TIMEOUT, Database

    return Database(address, timeout=DEFAULT_TIMEOUT, author=author)
