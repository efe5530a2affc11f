"""Candidates for a reference: records of the file, names in the text, recorded ones. None of them is ever preselected.

Each comes with details that distinguish it from the others.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, select

from kzclaims.desk.checks import Entry, name_of
from kzclaims.desk.selections import printed_date
from kzclaims.desk.session import Session
from kzclaims.dossier.records import RECORD_TYPES
from kzclaims.dossier.validation import Path, Place, check
from kzclaims.draft.draft import drafted
from kzclaims.draft.source import LANGUAGES, day_of, language
from kzclaims.errors import InputError, NotFoundError
from kzclaims.language import dates
from kzclaims.language.names.folding import fold
from kzclaims.language.names.match import Match, NameQuery
from kzclaims.language.names.slug import slug
from kzclaims.language.printed_dates import read_printed
from kzclaims.store.load.references import references
from kzclaims.store.names.resolve import complete_name, details_of, find_organization, find_person
from kzclaims.store.names.suggest import Kind, Named, similar
from kzclaims.store.read.search import search
from kzclaims.store.schema import tables
from kzclaims.store.schema.record_tables import RECORD_TABLES
from kzclaims.wording import counted

_MOST = 40
_MOST_LISTED = 2000
_KINDS: tuple[Kind, ...] = ("people", "organizations")
_FAR = 2**31


class Candidate(msgspec.Struct, kw_only=True):
    """A record that a reference may mean, or a name of the text that nobody has recorded."""

    type: str
    key: str | None
    name: str
    lang: str | None = None
    where: str
    """file, text or database"""
    draft: bool = False
    details: list[str] = []
    aliases: list[str] = []
    start: int | None = None
    """The place where the text names it."""


class _InText(NamedTuple):
    name: str
    lang: str
    forms: list[str]
    roles: list[str]
    first: int


def suggest(session: Session, types: Sequence[str], query: str, near: str | None) -> list[Candidate]:
    """Return candidates for a reference, those of the file first. Without a query, the nearest in the text come first.

    Raise `InputError` for an unknown type.
    """
    if wrong := [one for one in types if one not in RECORD_TYPES]:
        raise InputError(f"“{wrong[0]}” is not a type of records; there are {', '.join(RECORD_TYPES)}")
    with session.lock, session.database.reading() as connection:
        session.checker.refresh(session.document, connection)
        entry = session.checker.entries.get(near or "")
        place = next(iter(entry.passages), None) if entry else None
        source = place.source if place else next(iter(session.checker.texts), "")
        text = session.checker.texts.get(source, "")
        own = [_of_entry(one, session) for one in session.checker.entries.values() if one.table in types]
        lang = _lang_of(session, source, text)
    named = list(_named_in(text, lang)) if "people" in types else []
    for candidate in own:
        candidate.start = _nearest(text, [candidate.name, *candidate.aliases], place.start if place else 0)
    with session.database.reading() as connection:
        known = {(one.type, one.key) for one in own}
        names = {fold(name) for one in own for name in (one.name, *one.aliases)}
        printed = [_of_text(one, text, place.start if place else 0) for one in named if fold(one.name) not in names]
        found = [one for one in (*own, *printed) if not query or _fits(query, [one.name, *one.aliases, one.key or ""])]
        if not query and place:
            found.sort(key=lambda one: _FAR if one.start is None else abs(one.start - place.start))
        wanted = [query] if query else [one.name for one in printed]
        recorded: dict[tuple[str, str | None], Candidate] = {}
        for name in wanted[:_MOST]:
            for one in _recorded(connection, types, name, exactly=not query):
                if (one.type, one.key) not in known:
                    recorded.setdefault((one.type, one.key), one)
        return [*found[:_MOST], *list(recorded.values())[:_MOST]]


def _of_entry(one: Entry, session: Session) -> Candidate:
    record: Any = one.record
    names = [name.text for name in getattr(record, "names", ())]
    details = [getattr(record, "description", None), *(role.title for role in getattr(record, "roles", ()))]
    if one.table in ("people", "organizations"):
        target = RECORD_TABLES[RECORD_TYPES[one.table]]
        count = sum(
            any(key == one.key and target in wanted for path, wanted, key in references(other.record) if len(path) == 1)
            for other in session.checker.entries.values()
            if other.table == "statements"
        )
        details.append(f"{counted(count, 'statement')} here")
    elif one.table == "events":
        details += [record.date, record.place]
    name = str(getattr(record, "name", None) or getattr(record, "title", None) or getattr(record, "text", ""))
    return Candidate(
        type=one.table,
        key=one.key,
        name=name,
        lang=getattr(record, "lang", None),
        where="file",
        draft=one.draft is not None,
        details=[str(detail) for detail in details if detail],
        aliases=names,
    )


def _of_text(one: _InText, text: str, place: int) -> Candidate:
    start = _nearest(text, one.forms, place)
    return Candidate(
        type="people",
        key=None,
        name=one.name,
        lang=one.lang,
        where="text",
        details=one.roles,
        aliases=one.forms,
        start=one.first if start is None else start,
    )


def _lang_of(session: Session, source: str, text: str) -> str:
    described = session.checker.by_key("sources", source)
    lang = str(described.raw.get("lang", "")) if described else ""
    return lang if lang.partition("-")[0] in LANGUAGES else language(text) or ""


@lru_cache(maxsize=4)
def _named_in(text: str, lang: str) -> list[_InText]:
    """Return the people whom a text names. Reading a long text takes a second."""
    if not text or lang.partition("-")[0] not in LANGUAGES:
        return []
    people, _ = drafted(text, lang)
    return [_InText(one.name, lang, list(one.forms), list(one.roles.values()), one.first) for one in people]


def _nearest(text: str, names: Iterable[str], place: int) -> int | None:
    """Return where one of the names, or its last word without its ending, is nearest to a place in a text."""
    found: list[int] = []
    for name in names:
        words = name.split()
        stem = words[-1][: max(4, len(words[-1]) - 2)] if words else ""
        if len(stem) > 2:
            found += [at for at in (text.rfind(stem, 0, place), text.find(stem, place)) if at >= 0]
    return min(found, key=lambda at: abs(at - place), default=None)


def _fits(query: str, names: Iterable[str]) -> bool:
    """Return True if a word of a name begins with the query, in this script or another, or the name matches it."""
    beginning, spelled = fold(query), slug(query)
    given = [name for name in names if name]
    if any(f" {beginning}" in f" {fold(name)}" for name in given if beginning):
        return True
    if spelled and any(f"-{spelled}" in f"-{slug(name, 500)}" for name in given):
        return True
    return NameQuery(query).match_person(given) > Match.NO


def _recorded(connection: Connection, types: Sequence[str], name: str, *, exactly: bool) -> Iterator[Candidate]:
    for kind in _KINDS:
        if kind in types:
            found: dict[Named, None] = {}
            match = find_person(connection, name) if kind == "people" else find_organization(connection, name)
            found.update(dict.fromkeys(match if isinstance(match, list) else [match]))
            if not exactly:
                if kind == "people":
                    found.update(dict.fromkeys(complete_name(connection, name, limit=10)))
                found.update(dict.fromkeys(similar(connection, kind, NameQuery(name))))
            for named in list(found)[:_MOST]:
                yield _of_named(connection, kind, named)
    if not exactly:
        yield from _others(connection, types, name)


def _of_named(connection: Connection, kind: Kind, named: Named) -> Candidate:
    names, s, a = tables.names.c, tables.statements.c, tables.appearances.c
    owner, speaker = (names.person_id, s.speaker_id) if kind == "people" else (names.organization_id, s.organization_id)
    texts = connection.scalars(select(names.text).where(owner == named.id).order_by(names.id).limit(8)).all()
    lang = connection.scalar(select(names.lang).where(owner == named.id, names.kind == "preferred"))
    sources = connection.scalars(
        select(tables.sources.c.title)
        .join(tables.appearances, a.source_id == tables.sources.c.id)
        .join(tables.statements, s.id == a.statement_id)
        .where(speaker == named.id)
        .distinct()
        .order_by(tables.sources.c.title)
        .limit(3)
    ).all()
    return Candidate(
        type=kind,
        key=named.key,
        name=named.name,
        lang=lang,
        where="database",
        details=[*details_of(connection, kind, named), *sources],
        aliases=[text for text in texts if text != named.name],
    )


def _others(connection: Connection, types: Sequence[str], query: str) -> Iterator[Candidate]:
    """Yield recorded topics, sources, events and statements whose titles or words contain the query."""
    for kind in ("topics", "sources"):
        if kind in types:
            table = RECORD_TABLES[RECORD_TYPES[kind]]
            title = table.c.name if kind == "topics" else table.c.title
            rows = connection.execute(select(table.c.key, title).order_by(table.c.id.desc()).limit(_MOST_LISTED))
            fitting = ((key, name) for key, name in rows if _fits(query, [name, key]))
            yield from (Candidate(type=kind, key=key, name=name, where="database") for key, name in fitting)
    if "events" in types or "statements" in types:
        try:
            hits = list(search(connection, query, limit=_MOST))
        except InputError:
            hits = []
        for hit in hits:
            kind = f"{hit.type}s"
            if kind in types:
                details = [str(one) for one in (hit.day, hit.speaker.name if hit.speaker else None) if one]
                yield Candidate(type=kind, key=hit.key, name=hit.text, lang=hit.lang, where="database", details=details)


def date_of(session: Session, text: str, source: str) -> dict[str, Any]:
    """Return the date that a text in words means, as EDTF with its days and a note, or the problem."""
    text = text.strip()
    described = session.checker.by_key("sources", source)
    published = described.raw.get("published") if described else None
    note, printed = None, None
    try:
        found = dates.parse(text)
    except InputError as error:
        day = day_of(published if isinstance(published, str) else None)
        named = printed_date(text, 0, len(text), day)
        if named and re.search(r"\w", text.replace(named.printed, "", 1)):
            named = None  # the rest may mean another day: «5 мая по старому стилю»
        edtf = named.edtf if named else read_printed(text)
        if edtf is None:
            problem = error.message
            if day is None and text and not text[:1].isdigit():
                problem = (
                    "relative dates need the day on which the source was published; or write the date as 2023-11-01"
                )
            return {"edtf": None, "problem": problem}
        note, printed = (named.note or None) if named else None, named.printed if named else text
        found = dates.parse(edtf)
    return {
        "edtf": found.edtf,
        "earliest": None if found.earliest == dates.OPEN_START else str(found.earliest),
        "latest": None if found.latest == dates.OPEN_END else str(found.latest),
        "note": note,
        "printed": printed,
    }


def problem_of_value(entry: Entry | None, path: Path, value: Any) -> str | None:
    """Return the problem that a record would have in a field with a value, or None."""
    if entry is None:
        raise NotFoundError("this record is no longer in the file")
    raw: Any = {name: field for name, field in deepcopy(entry.raw).items() if name != "draft"}
    owner = raw
    try:
        for step in path[:-1]:
            owner = owner[step]
        if isinstance(owner, list) and path[-1] == len(owner):
            owner.append(value)
        else:
            owner[path[-1]] = value
    except (KeyError, IndexError, TypeError):
        return None
    _, problems = check(raw, RECORD_TYPES[entry.table], Place("", 0))
    return next((one.message for one in problems if one.field == name_of(path)), None)
