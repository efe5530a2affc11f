"""Check the passages that are recorded in the database."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    Connection,
    Table,
    bindparam,
    case,
    literal,
    null,
    select,
    union_all,
)

from kzclaims.errors import InputError
from kzclaims.language.quotes.framing import beside
from kzclaims.language.quotes.normalise import Span
from kzclaims.language.quotes.text import Text
from kzclaims.store.history.journal import RecordKey
from kzclaims.store.reports import Difference, Verified
from kzclaims.store.schema import tables
from kzclaims.store.schema.keys import id_of
from kzclaims.store.verify.passages import FAILURES, Finding, check_passage, find_elsewhere
from kzclaims.store.verify.places import Checked, Storage
from kzclaims.store.verify.source_texts import Texts
from kzclaims.store.verify.versions import current, number_of, sha256


class _Recorded(NamedTuple):
    """A passage with the record that it belongs to."""

    table: Table | None
    id: int | None
    record: str
    key: str
    kind: str | None = None
    words: str | None = None
    exact: str | None = None
    prefix: str = ""
    suffix: str = ""
    start: int | None = None
    end: int | None = None
    place_found: bool = False
    attribution: str | None = None
    """As printed; None also for a table's cell with the speaker."""

    @property
    def has_own_place(self) -> bool:
        """Return True if a file gives the place."""
        return self.start is not None and not self.place_found


def verify(
    connection: Connection,
    sources: Sequence[str] = (),
    *,
    text: str | None = None,
    store: bool = False,
    fix: bool = False,
    new_places: bool = True,
) -> Iterator[Verified]:
    """Check every passage of some or all sources against the archived text or the given one; yield failures last.

    A text without a source belongs to the source that has its SHA-256. With `store`, the result of each passage is
    stored, and with `new_places` the place of words that have none; with `fix`, the new places of moved words, too.
    A changed text changes nothing. Raise `NotFoundError` for unknown keys, and `InputError` if a text's source is
    unknown.
    """
    columns = tables.sources.c
    if text is None:
        ids = [id_of(connection, tables.sources, key) for key in dict.fromkeys(sources)]
    else:
        ids = [_source_of(connection, sources, text)]
    selected = select(columns.id, columns.key, columns.text_sha256).order_by(columns.id)
    if ids:
        selected = selected.where(columns.id.in_(ids))
    storage = Storage(connection, new_places=new_places) if store or fix else None
    return _verify(connection, connection.execute(selected).all(), text, storage, fix=fix)


def _verify(
    connection: Connection, sources: Iterable[Any], text: str | None, storage: Storage | None, *, fix: bool
) -> Iterator[Verified]:
    failed: list[tuple[str, int | None, _Recorded, Finding]] = []
    for source, key, recorded_hash in sources:
        given = text
        if given is None:
            given = connection.scalar(select(tables.sources.c.text).where(tables.sources.c.id == source))
        changed = given is not None and recorded_hash is not None and sha256(given) != recorded_hash
        if changed:
            failed.append((key, None, _Recorded(None, None, "source", key), Finding("text changed")))
        source_text = None if given is None else Text(given)
        version = None if text is not None or changed else current(connection, source)
        number = None if version is None else number_of(connection, version)
        page = cache(partial(_page, version))
        for passage, finding in _checked(connection, source, source_text, page):
            if storage and not changed:
                _store(storage, passage, finding, fix=fix)
            if finding.status in FAILURES:
                failed.append((key, number, passage, finding))
            else:
                yield _verified(key, number, passage, finding)
        if storage:
            storage.write()
    wanted = ((key, passage.exact or "") for key, _, passage, finding in failed if finding.is_missing)
    elsewhere = find_elsewhere(wanted, Texts(connection).all())
    for key, number, passage, finding in failed:
        others = elsewhere.get((key, passage.exact or "")) if finding.is_missing else None
        if not others:
            yield _verified(key, number, passage, finding)
            continue
        known = replace(finding, status="elsewhere", elsewhere=tuple(others))
        if storage:
            _store(storage, passage, known, fix=fix)
        yield _verified(key, number, passage, known)
    if storage:
        storage.write()


def findings(connection: Connection, source: int, text: Text, page: Text | None) -> Iterator[tuple[_Recorded, Finding]]:
    """Yield the passages of a source, given by its id, with the results of checking them against some text."""
    return _checked(connection, source, text, lambda: page)


def _checked(
    connection: Connection, source: int, text: Text | None, page: Callable[[], Text | None]
) -> Iterator[tuple[_Recorded, Finding]]:
    for passage in _passages(connection, source):
        finding = check_passage(
            text,
            passage.exact or "",
            prefix=passage.prefix,
            suffix=passage.suffix,
            start=passage.start if passage.has_own_place else None,
            end=passage.end if passage.has_own_place else None,
            attribution=passage.attribution,
            words=passage.words,
            others=partial(_passages_of_statement, connection, passage.key),
            page=page,
        )
        yield passage, _with_words_around(finding, text) if text is not None and passage.kind else finding


def _with_words_around(finding: Finding, text: Text) -> Finding:
    around = beside(text.text, Span(*finding.place)) if finding.place else ()
    return replace(finding, left_out=finding.left_out + around) if around else finding


def _page(version: Any) -> Text | None:
    return None if version is None or version["page_text"] is None else Text(version["page_text"])


def _source_of(connection: Connection, sources: Sequence[str], text: str) -> int:
    """Return the id of the named source, else of the one with the text's SHA-256, else of the only one."""
    if len(sources) > 1:
        raise InputError("a text belongs to one source; name only that one")
    if sources:
        return id_of(connection, tables.sources, sources[0])
    columns = tables.sources.c
    same = connection.scalars(select(columns.id).where(columns.text_sha256 == sha256(text)).limit(2)).all()
    found = same or connection.scalars(select(columns.id).limit(2)).all()
    if len(found) == 1:
        return int(found[0])
    subject = "several sources have" if same else "no source has"
    raise InputError(f"{subject} a text with the SHA-256 {sha256(text)}; name its SOURCE")


def _passages(connection: Connection, source: int) -> list[_Recorded]:
    rows = connection.execute(_passages_query(), {"source": source}).all()
    passages = [
        _Recorded(tables.metadata.tables[table], number, record, key, kind, text if kind == "direct" else None, *place)
        for table, number, record, key, kind, text, *place in rows
    ]
    return sorted(passages, key=lambda one: (one.start is None, one.start, one.record, one.id))


@cache
def _passages_query() -> CompoundSelect[Any]:
    source: BindParameter[int] = bindparam("source")
    appearances, citations, statements = tables.appearances.c, tables.citations.c, tables.statements.c
    cited = (literal("citations").label("table"), citations.id)
    place_printed, place_cited = (
        (one.exact, one.prefix, one.suffix, one.start, one.end, one.place_found) for one in (appearances, citations)
    )
    printed = (
        select(
            literal("appearances").label("table"),
            appearances.id,
            literal("statement"),
            statements.key,
            statements.kind,
            statements.text,
            *place_printed,
            case((appearances.attribution_kind.is_(None), appearances.attribution)),
        )
        .join_from(tables.appearances, tables.statements)
        .where(appearances.source_id == source)
    )
    events = (
        select(
            *cited,
            literal("event"),
            tables.events.c.key,
            null(),
            null(),
            *place_cited,
            null(),
        )
        .join_from(tables.citations, tables.events)
        .where(citations.source_id == source)
    )
    roles = (
        select(
            *cited,
            literal("person"),
            tables.people.c.key,
            null(),
            null(),
            *place_cited,
            null(),
        )
        .select_from(tables.citations.join(tables.roles).join(tables.people))
        .where(citations.source_id == source)
    )
    return union_all(printed, events, roles)


def _passages_of_statement(connection: Connection, statement: str) -> Sequence[str]:
    words = select(tables.appearances.c.exact).join_from(tables.appearances, tables.statements)
    return connection.scalars(words.where(tables.statements.c.key == statement)).all()


def _store(storage: Storage, passage: _Recorded, finding: Finding, *, fix: bool) -> None:
    """Store the result of a passage and, with `fix`, the new place of moved words."""
    table, result = passage.table, finding.status
    if table is None or passage.id is None or result == "no text":
        return
    record = RecordKey(passage.record, passage.key)
    if fix and result == "moved" and finding.place:
        storage.move(table, passage.id, record, finding.place)
        result = "exact"
    storage.add(table, passage.id, record, Checked(result, finding.place, passage.has_own_place))


def _verified(source: str, version: int | None, passage: _Recorded, finding: Finding) -> Verified:
    match = finding.match
    altered = match if match and match.status == "altered" else None
    differences = finding.drift or (match.differences if match else ())
    return Verified(
        source=source,
        record=passage.record,
        key=passage.key,
        kind=passage.kind,
        status=finding.status,
        verbatim=finding.verbatim,
        exact=passage.exact,
        start=passage.start,
        end=passage.end,
        found_start=match.start if match else None,
        found_end=match.end if match else None,
        allowances=[kind.value for kind in match.allowances] if match else [],
        nearest=altered.nearest if altered else None,
        nearness=round(altered.similarity, 3) if altered else None,
        differences=[Difference(*one) for one in differences],
        elsewhere=list(finding.elsewhere),
        left_out=list(finding.left_out),
        problem=finding.problem,
        version=version,
        in_page=finding.in_page,
    )
