"""Passages held against the texts that they are of: do the words stand there, and in these very words?"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, literal, null, select, union_all, update

from kzclaims.dossier.records import Passage, Record, Source, Statement
from kzclaims.dossier.validation import Path, Placed, Problem, passages
from kzclaims.errors import InputError
from kzclaims.language.quotes import match as quotes
from kzclaims.language.quotes.match import Held, Text, fold, hold
from kzclaims.store import results as a
from kzclaims.store.history.journal import Journal, Of, now
from kzclaims.store.schema import tables as t
from kzclaims.store.schema.batches import BATCH
from kzclaims.store.schema.keys import id_of
from kzclaims.store.verify.source_texts import Texts, sha256

_SHOWN = 40  # letters at either end of a long run of words that are the same


_CLOSING = (",", ".", ";", ":", "!", "?", ")", "»", "”")


class Status(StrEnum):
    """What holding a passage against its source's text has shown."""

    EXACT = "exact"
    """As recorded, at its place."""
    MOVED = "moved"
    """The same words letter for letter, at another place."""
    NORMALISED = "normalised"
    """The same words in another typography; never called verbatim."""
    DRIFTED = "drifted"
    """The passage may stand, but a direct statement's own text is not its words."""
    AMBIGUOUS = "ambiguous"
    """The words stand in several places, and nothing tells which is meant."""
    ELSEWHERE = "elsewhere"
    """The words stand in the archived text of another source."""
    ALTERED = "altered"
    """Something near stands in the text."""
    NOT_FOUND = "not found"
    NO_TEXT = "no text"
    """There is no text to hold the passage against."""
    TEXT_CHANGED = "text changed"
    """The text is not the one whose SHA-256 is recorded."""


FAILURES = frozenset(
    {
        Status.DRIFTED,
        Status.AMBIGUOUS,
        Status.ELSEWHERE,
        Status.ALTERED,
        Status.NOT_FOUND,
        Status.TEXT_CHANGED,
    }
)
_REFUSED = FAILURES - {Status.AMBIGUOUS}
"""What loading refuses. Words that stand in several places do stand in the text."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What holding one passage has shown."""

    status: Status
    held: Held | None = None
    """Against the source's text, where there is one."""
    verbatim: bool = False
    """Whether it is a direct statement and its text letter for letter that of the source."""
    drift: tuple[quotes.Difference, ...] = ()
    """For `drifted`: the statement's text beside the passage."""
    elsewhere: tuple[str, ...] = ()
    """For `elsewhere`: the keys of the sources."""


def marked(differences: Iterable[tuple[str, str, str]]) -> str:
    """Differences word by word, in the notation of wdiff: [-of the source alone-] {+of the record alone+}."""
    said = ""
    for kind, recorded, source in differences:
        if kind == "kept":
            part = source if len(source) <= 2 * _SHOWN else f"{source[:_SHOWN]} … {source[-_SHOWN:]}"
        else:
            part = (f"[-{source}-]" if source else "") + (f"{{+{recorded}+}}" if recorded else "")
        said += part if not said or part.startswith(_CLOSING) else f" {part}"
    return said


def judge(
    text: Text | None,
    exact: str,
    *,
    prefix: str = "",
    suffix: str = "",
    start: int | None = None,
    end: int | None = None,
    words: str | None = None,
    others: Callable[[], Iterable[str]] = tuple,
) -> Finding:
    """Hold a passage against its source's text and, for a direct statement, the statement's `words` against it.

    A passage may print only a part of the words if one of the statement's `others` prints all of them.
    """
    own = Held(quotes.Status.EXACT) if words is None else _own(words, exact)
    if words is not None and not own.stands:
        part = hold(Text(words), exact)
        if part.status is not quotes.Status.ALTERED and part.status is not quotes.Status.NOT_FOUND:
            own = part if any(_own(words, other).stands for other in others()) else own
    if text is None:
        drifted = own.status is quotes.Status.ALTERED
        return Finding(Status.DRIFTED, drift=own.differences) if drifted else Finding(Status.NO_TEXT)
    held = hold(text, exact, prefix=prefix, suffix=suffix, start=start, end=end)
    status = Status(held.status.value)
    if held.stands and own.status is quotes.Status.ALTERED:
        return Finding(Status.DRIFTED, held, drift=own.differences)
    return Finding(status, held, verbatim=words is not None and held.verbatim and own.verbatim)


def _own(words: str, exact: str) -> Held:
    """A direct statement's own text held against its passage: it has to be all of it, but for cuts that it marks."""
    if words == exact:
        return Held(quotes.Status.EXACT, 0, len(exact))
    held = hold(Text(exact), words)
    same = fold(words) == fold(exact)
    if held.stands and (same or (held.cuts and fold(exact[held.start : held.end]) == fold(exact))):
        return held
    if same:
        return Held(quotes.Status.NORMALISED, 0, len(exact))
    near = quotes.near(Text(exact), words)
    differences = near.differences if near else (quotes.Difference("changed", words, exact),)
    if near and (missing := _edges(exact, near.start, near.end)):
        first, last = missing
        before = (quotes.Difference("dropped", "", first),) if first else ()
        after = (quotes.Difference("dropped", "", last),) if last else ()
        differences = (*before, *differences, *after)
    return Held(quotes.Status.ALTERED, differences=differences)


def _edges(exact: str, start: int, end: int) -> tuple[str, str]:
    return exact[:start].strip(), exact[end:].strip()


class _Asked(NamedTuple):
    """A passage as it is recorded."""

    table: Table | None
    id: int | None
    record: str
    key: str
    kind: str | None
    words: str | None
    exact: str | None
    prefix: str
    suffix: str
    start: int | None
    end: int | None


def verify(
    connection: Connection, sources: Sequence[str] = (), *, text: str | None = None, fix: bool = False
) -> Iterator[a.Verified]:
    """Every passage of some sources or of all, held against the archived text or the one given; failures come last.

    A text without a source is that of the source whose SHA-256 it has. With `fix`, the new places of moved words are
    taken, and the status of each appearance is stored; a changed text changes nothing. Raises `NotFoundError` for keys
    that nobody has, `InputError` for a text that isn't known whose it is.
    """
    c = t.sources.c
    if text is None:
        numbers = [id_of(connection, t.sources, key) for key in dict.fromkeys(sources)]
    else:
        numbers = [_source_of(connection, sources, text)]
    chosen = select(c.id, c.key, c.text_sha256).order_by(c.id)
    if numbers:
        chosen = chosen.where(c.id.in_(numbers))
    return _verify(connection, connection.execute(chosen).all(), text, fix=fix)


def _verify(connection: Connection, sources: Iterable[Any], text: str | None, *, fix: bool) -> Iterator[a.Verified]:
    c = t.sources.c
    elsewhere = _Elsewhere(Texts(connection))
    failed: list[tuple[a.Verified, _Asked, Finding]] = []
    for number, key, recorded in sources:
        given = text
        if given is None:
            given = connection.scalar(select(c.text).where(c.id == number))
        changed = given is not None and recorded is not None and sha256(given) != recorded
        if changed:
            yielded = _Asked(None, None, "source", key, None, None, None, "", "", None, None)
            failed.append(
                (_verified(key, yielded, Finding(Status.TEXT_CHANGED)), yielded, Finding(Status.TEXT_CHANGED))
            )
        held = None if given is None else Text(given)
        for asked in _passages_of(connection, number):
            finding = judge(
                held,
                asked.exact or "",
                prefix=asked.prefix,
                suffix=asked.suffix,
                start=asked.start,
                end=asked.end,
                words=asked.words,
                others=partial(_exacts, connection, asked.key),
            )
            if fix and not changed:
                _keep(connection, asked, finding)
            answer = _verified(key, asked, finding)
            if finding.status in FAILURES:
                failed.append((answer, asked, finding))
                elsewhere.want(key, asked.exact or "", finding)
            else:
                yield answer
    found = elsewhere.found()
    for answer, asked, finding in failed:
        others = found.get((answer.source, asked.exact or ""), ()) if finding.status in _SOUGHT else ()
        if not others:
            yield answer
            continue
        known = replace(finding, status=Status.ELSEWHERE, elsewhere=tuple(others))
        if fix:
            _keep(connection, asked, known)
        yield _verified(answer.source, asked, known)


def _source_of(connection: Connection, sources: Sequence[str], text: str) -> int:
    """Whose text this is: that of the source named, or of the one with its SHA-256, or of the only one."""
    if len(sources) > 1:
        raise InputError("a text is that of one source; name only that one")
    if sources:
        return id_of(connection, t.sources, sources[0])
    c = t.sources.c
    same = connection.scalars(select(c.id).where(c.text_sha256 == sha256(text)).limit(2)).all()
    found = same or connection.scalars(select(c.id).limit(2)).all()
    if len(found) == 1:
        return int(found[0])
    whose = "several sources have" if same else "no source has"
    raise InputError(f"{whose} a text with the SHA-256 {sha256(text)}; name the SOURCE that it is of")


def _passages_of(connection: Connection, source: int) -> list[_Asked]:
    x, c, s = t.appearances.c, t.citations.c, t.statements.c
    own = (x.prefix, x.suffix, x.start, x.end)
    cited = (c.prefix, c.suffix, c.start, c.end)
    printed = (
        select(literal("appearances").label("table"), x.id, literal("statement"), s.key, s.kind, s.text, x.exact, *own)
        .join_from(t.appearances, t.statements)
        .where(x.source_id == source)
    )
    reported = (
        select(literal("citations"), c.id, literal("event"), t.events.c.key, null(), null(), c.exact, *cited)
        .join_from(t.citations, t.events)
        .where(c.source_id == source)
    )
    held = (
        select(literal("citations"), c.id, literal("person"), t.people.c.key, null(), null(), c.exact, *cited)
        .select_from(t.citations.join(t.roles).join(t.people))
        .where(c.source_id == source)
    )
    rows = connection.execute(union_all(printed, reported, held)).all()
    found = [
        _Asked(t.metadata.tables[table], number, record, key, kind, words if kind == "direct" else None, *passage)
        for table, number, record, key, kind, words, *passage in rows
    ]
    return sorted(found, key=lambda one: (one.start is None, one.start, one.record, one.id))


def _exacts(connection: Connection, statement: str) -> Sequence[str]:
    x, s = t.appearances.c, t.statements.c
    return connection.scalars(select(x.exact).join_from(t.appearances, t.statements).where(s.key == statement)).all()


def _printed(record: Record) -> list[str]:
    """The words of all appearances of a statement."""
    found = record.appearances if isinstance(record, Statement) else []
    return [one.exact or record.text for one in found if isinstance(record, Statement)]


def _keep(connection: Connection, asked: _Asked, finding: Finding) -> None:
    """Takes the new place of moved words, and stores what was found."""
    assert asked.table is not None
    row = asked.table.c.id == asked.id
    status = finding.status
    if finding.held and status is Status.MOVED:
        place = {"start": finding.held.start, "end": finding.held.end}
        journal = Journal(connection, now(), because="the words stand there in the text")
        before = connection.execute(select(asked.table).where(row)).mappings().one()
        journal.changed(Of(asked.record, asked.key), asked.table, before, place)
        journal.write()
        connection.execute(update(asked.table).where(row).values(place))
        status = Status.EXACT
    if asked.table is t.appearances and status is not Status.NO_TEXT:
        assert asked.id is not None
        store(connection, {asked.id: status})


def store(connection: Connection, found: Mapping[int, Status]) -> None:
    """Stores what was found of appearances, by their ids, and since when it is so."""
    x = t.appearances.c
    at = now()
    for status in dict.fromkeys(found.values()):
        ids = [number for number, one in found.items() if one is status]
        for first in range(0, len(ids), BATCH):
            some = x.id.in_(ids[first : first + BATCH])
            connection.execute(
                update(t.appearances)
                .where(some, x.verified.is_distinct_from(status.value))
                .values(verified=status.value, verified_at=at)
            )


_SOUGHT = frozenset({Status.ALTERED, Status.NOT_FOUND})
"""What is worth looking for in other texts."""


class _Elsewhere:
    """Looks for words in the texts of other sources: for all of them in one pass, for each text is folded anew."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._wanted: dict[tuple[str, str], None] = {}

    def want(self, source: str, exact: str, finding: Finding) -> None:
        if finding.status in _SOUGHT:
            self._wanted[source, exact] = None

    def found(self) -> dict[tuple[str, str], list[str]]:
        """The keys of the other sources, by the source and the words."""
        found: dict[tuple[str, str], list[str]] = {}
        if not self._wanted:
            return found
        for key, text in self._texts.all():
            for source, exact in self._wanted:
                if key != source and quotes.find(text, exact, limit=1):
                    found.setdefault((source, exact), []).append(key)
        return found


def _verified(source: str, asked: _Asked, finding: Finding) -> a.Verified:
    held = finding.held
    differences = finding.drift or (held.differences if held else ())
    altered = held is not None and held.status is quotes.Status.ALTERED
    return a.Verified(
        source=source,
        record=asked.record,
        key=asked.key,
        kind=asked.kind,
        status=finding.status.value,
        verbatim=finding.verbatim,
        exact=asked.exact,
        start=asked.start,
        end=asked.end,
        found_start=held.start if held else None,
        found_end=held.end if held else None,
        allowances=[kind.value for kind in held.allowances] if held else [],
        nearest=held.nearest if held and altered else None,
        nearness=round(held.nearness, 3) if held and altered else None,
        differences=[a.Difference(*one) for one in differences],
        elsewhere=list(finding.elsewhere),
    )


class Verifier:
    """Holds the passages of records that are to be loaded, where the text of their source is there."""

    def __init__(self, connection: Connection, records: Iterable[Placed[Record]]) -> None:
        given = {
            one.record.key: one.record.text
            for one in records
            if isinstance(one.record, Source) and one.record.text is not None
        }
        self._texts = Texts(connection, given)
        self._found: dict[tuple[str, int], Status] = {}

    def statuses(self, statement: Statement, rows: Sequence[Mapping[str, Any]]) -> dict[int, Status]:
        """What was found of a statement's appearances, by the ids of their rows, which are in the same order."""
        found = ((row["id"], self._found.get((statement.key, index))) for index, row in enumerate(rows))
        return {number: status for number, status in found if status is not None}

    def hold(self, records: Iterable[Placed[Record]], *, allow: bool = False) -> tuple[list[Problem], list[str]]:
        """Everything that is wrong with the passages of sound records, and remarks.

        With `allow`, words that are not those of the text are a remark and no problem.
        """
        problems: list[Problem] = []
        remarks: list[str] = []
        failed: list[tuple[Placed[Record], Path, Passage, str, Finding]] = []
        elsewhere = _Elsewhere(self._texts)
        for placed in records:
            problems += self._outside(placed)
            for at, passage in passages(placed.record):
                words = _direct_words(placed.record)
                exact = passage.exact or words
                if exact is None:
                    continue
                finding = judge(
                    self._texts.get(passage.source),
                    exact,
                    prefix=passage.prefix,
                    suffix=passage.suffix,
                    start=passage.start,
                    end=passage.end,
                    words=words,
                    others=partial(_printed, placed.record),
                )
                self._note(placed.record, at, finding)
                if finding.status in _REFUSED:
                    failed.append((placed, at, passage, exact, finding))
                    elsewhere.want(passage.source, exact, finding)
                elif finding.status is Status.MOVED and finding.held:
                    place = f"{finding.held.start} to {finding.held.end}"
                    why = f"stands at {place}, not {passage.start} to {passage.end}; “kzclaims verify --fix” takes that"
                    remarks.append(str(placed.problem(at, why)))
                elif finding.status is Status.AMBIGUOUS:
                    why = "stands in several places, and nothing tells which is meant; give start and end"
                    remarks.append(str(placed.problem(at, why)))
        found = elsewhere.found()
        for placed, at, passage, exact, finding in failed:
            others = found.get((passage.source, exact), []) if finding.status in _SOUGHT else []
            if others:
                self._note(placed.record, at, replace(finding, status=Status.ELSEWHERE))
            in_text = passage.exact is None or finding.status is Status.DRIFTED
            where = ("text",) if in_text else (*at, "exact")
            why = self._why(passage.source, exact, finding, others)
            if allow:
                remarks.append(f"not verified: {placed.problem(where, why)}")
            else:
                problems.append(placed.problem(where, why))
        return problems, remarks

    def _outside(self, placed: Placed[Record]) -> Iterator[Problem]:
        """Offsets beyond the text."""
        for at, passage in passages(placed.record):
            if passage.end is not None and (text := self._texts.get(passage.source)) is not None:
                length = len(text.text)
                if passage.end > length:
                    why = f"{passage.end} is beyond the text of “{passage.source}”, which has {length} characters"
                    yield placed.problem((*at, "end"), why)

    def _note(self, record: Record, at: Path, finding: Finding) -> None:
        if isinstance(record, Statement) and finding.status is not Status.NO_TEXT:
            self._found[record.key, int(at[1])] = finding.status

    def _why(self, source: str, exact: str, finding: Finding, others: Sequence[str]) -> str:
        if finding.status is Status.DRIFTED:
            return (
                f"a direct statement's text should be the words of its passage, which differ: {marked(finding.drift)}; "
                "correct one of them, or make it mixed or indirect"
            )
        text = self._texts.get(source)
        assert text is not None
        said = f"these are not the words of “{source}”"
        if others:
            said += f", but of {' and '.join(f'“{one}”' for one in others)}"
        held = finding.held
        if held and held.status is quotes.Status.ALTERED:
            return f"{said}; nearest, {held.start} to {held.end}: {marked(held.differences)}"
        near = quotes.near(text, exact)
        if near:
            return f"{said}; nearest, {near.start} to {near.end}: {text.text[near.start : near.end]}"
        return f"{said}; nothing in its text is near"


def _direct_words(record: Record) -> str | None:
    return record.text if isinstance(record, Statement) and record.kind == "direct" else None
