"""Duplicates: the same words of the same speaker, recorded again under another key from another source.

A duplicate becomes a further appearance of the statement, and its key becomes an alias. Records that could be a second
utterance stay separate statements: a single word; few words printed at another time; words of unknown speakers;
words in a source that already contains the statement, or that several statements have; and a record whose day,
organization or language differs from the statement's.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import Connection, Table, select

from kzclaims.dossier.records import Statement
from kzclaims.language.quotes.text_hash import hash_words
from kzclaims.store.derived import text_hashes
from kzclaims.store.schema import tables
from kzclaims.store.schema.batches import batches
from kzclaims.store.schema.keys import ids_of

FEWEST_WORDS = 2
FEW_WORDS = 8
"""Fewer words (“Thank you for your question.”) are often said again: they are one utterance only if they are printed
at about the same time."""
SAME_TIME = timedelta(days=7)
"""The most that publications of the same time are apart."""
_WORD = re.compile(r"[^\W_]+")


@dataclass
class Division:
    """Records divided into separate statements and further appearances of other statements."""

    own: list[Statement] = field(default_factory=list)
    further: list[tuple[Statement, str]] = field(default_factory=list)
    """Each with the key of the statement that has the same words."""
    separated: list[str] = field(default_factory=list)
    """Keys that were aliases, and whose records no longer have the same words."""


@dataclass
class _Candidate:
    """A statement that a record may be a duplicate of."""

    key: str
    id: int | None
    said: str | None
    organization: int | None
    lang: str
    sources: set[int]
    is_long: bool
    """True if it has more than a few words."""
    days: list[tuple[date, date]] = field(default_factory=list)
    """The first and the last possible day of each source's publication, as far as they are known."""

    def includes(self, other: "_Candidate", *, is_alias: bool) -> bool:
        """Return True if the other record adds nothing but an appearance in another source."""
        return (
            other.said in (None, self.said)
            and other.organization in (None, self.organization)
            and other.lang == self.lang
            and (is_alias or (not other.sources & self.sources and (self.is_long or self._same_time(other))))
        )

    def _same_time(self, other: "_Candidate") -> bool:
        near = (max(a, c) - min(b, d) <= SAME_TIME for a, b in self.days for c, d in other.days)
        return not self.days or not other.days or any(near)

    def add(self, other: "_Candidate") -> None:
        """Add the sources of a further appearance."""
        self.sources |= other.sources
        self.days += other.days


def count_words(text: str) -> int:
    """Return the number of words in a text."""
    return len(_WORD.findall(text))


def divide(
    connection: Connection, batch: Sequence[Statement], id_of: Callable[[Table, str | None], int | None]
) -> Division:
    """Divide the records of a batch; of equal new records, the first is the statement."""
    there = select(tables.statements.c.key, tables.statements.c.id).where(
        tables.statements.c.key.in_([one.key for one in batch])
    )
    existing = {key: number for key, number in connection.execute(there)}  # noqa: C416 - rows are no pairs for mypy
    if len(existing) == len(batch):
        return Division(own=list(batch))
    aliased = {
        key: number
        for key, number in ids_of(connection, tables.statements, (one.key for one in batch)).items()
        if key not in existing
    }
    keys = {one.key: key for one in batch if (key := _identity(one, id_of))}
    groups = _recorded(connection, set(keys.values()), set(existing))
    mine = {one.key: _candidate(one, existing.get(one.key), id_of) for one in batch if one.key in keys}
    for key in existing.keys() & keys.keys():
        groups[keys[key]].append(mine[key])
    _date(connection, [*mine.values(), *(one for group in groups.values() for one in group)])

    division = Division()
    for record in batch:
        group = groups[keys[record.key]] if record.key in keys else []
        if record.key not in existing and record.key in keys:
            this = mine[record.key]
            of = aliased.get(record.key)
            likely = [
                one for one in group if (of is None or one.id == of) and one.includes(this, is_alias=of is not None)
            ]
            if len(likely) == 1:
                likely[0].add(this)
                division.further.append((record, likely[0].key))
                continue
            group.append(this)
        if record.key in aliased:
            division.separated.append(record.key)
        division.own.append(record)
    return division


def _identity(record: Statement, id_of: Callable[[Table, str | None], int | None]) -> tuple[int, str] | None:
    """Return the speaker and the normalised words of a direct quotation, or None if it cannot have duplicates."""
    if record.kind != "direct" or (speaker := id_of(tables.people, record.speaker)) is None:
        return None
    words = text_hashes.normalised(record.text)
    return (speaker, words) if count_words(words) >= FEWEST_WORDS else None


def _candidate(record: Statement, number: int | None, id_of: Callable[[Table, str | None], int | None]) -> _Candidate:
    sources = {found for one in record.appearances if (found := id_of(tables.sources, one.source)) is not None}
    organization = id_of(tables.organizations, record.organization)
    is_long = count_words(text_hashes.normalised(record.text)) >= FEW_WORDS
    return _Candidate(record.key, number, record.said, organization, record.lang, sources, is_long)


def _date(connection: Connection, candidates: Iterable[_Candidate]) -> None:
    """Look up when the sources of short statements were published."""
    short = {id(one): one for one in candidates if not one.is_long}
    c = tables.sources.c
    days: dict[int, tuple[date, date]] = {}
    for ids in batches(sorted({source for one in short.values() for source in one.sources})):
        dated = select(c.id, c.published_earliest, c.published_latest).where(c.id.in_(ids), c.published.is_not(None))
        days |= {row.id: (row.published_earliest, row.published_latest) for row in connection.execute(dated)}
    for one in short.values():
        one.days = [days[source] for source in sorted(one.sources) if source in days]


def _recorded(
    connection: Connection, keys: set[tuple[int, str]], excluded: Iterable[str]
) -> defaultdict[tuple[int, str], list[_Candidate]]:
    """Return the recorded statements of these speakers with these words, except for some keys."""
    groups: defaultdict[tuple[int, str], list[_Candidate]] = defaultdict(list)
    left_out = set(excluded)
    s, f = tables.statements.c, tables.statement_folds.c
    found: dict[int, _Candidate] = {}
    for some in batches(sorted({hash_words(words) for _, words in keys})):
        same = (
            select(s.id, s.key, s.text, s.lang, s.speaker_id, s.said, s.organization_id)
            .join_from(tables.statement_folds, tables.statements)
            .where(f.fold.in_(some), s.kind == "direct", s.speaker_id.is_not(None))
            .order_by(s.id)
        )
        for row in connection.execute(same):
            key = (row.speaker_id, text_hashes.normalised(row.text))
            if key in keys and row.key not in left_out:
                one = _Candidate(
                    row.key, row.id, row.said, row.organization_id, row.lang, set(), count_words(key[1]) >= FEW_WORDS
                )
                found[row.id] = one
                groups[key].append(one)
    x = tables.appearances.c
    for ids in batches(sorted(found)):
        for statement, source in connection.execute(
            select(x.statement_id, x.source_id).where(x.statement_id.in_(ids)).distinct()
        ):
            found[statement].sources.add(source)
    return groups
