"""The same words of the same speaker, recorded again under another key from another source.

They are a further appearance of the statement, whose further key is kept as an alias. Recorded apart is whatever
could be a second utterance: a single word; few words printed at another time; words of unknown speakers; words in
a source that has the statement already, or that several statements have; and a record that says of the day, the
body or the language what the statement doesn't.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import Connection, Table, select

from kzclaims.dossier.records import Statement
from kzclaims.store.derived import text_hashes as folds
from kzclaims.store.schema import tables as t
from kzclaims.store.schema.batches import batches
from kzclaims.store.schema.keys import ids_of

FEWEST_WORDS = 2
FEW_WORDS = 8
"""Fewer words (“Thank you for your question.”) are said again and again: they are one utterance only if they are
printed at one time."""
ONE_TIME = timedelta(days=7)
"""No farther apart is what is printed at one time."""
_WORD = re.compile(r"[^\W_]+")


@dataclass
class Division:
    """Records that are statements of their own, and those that are further appearances."""

    own: list[Statement] = field(default_factory=list)
    further: list[tuple[Statement, str]] = field(default_factory=list)
    """Each with the key of the statement whose words they are."""
    parted: list[str] = field(default_factory=list)
    """Keys that were aliases, and whose records are no longer of the same words."""


@dataclass
class _Candidate:
    """A statement whose words may be said again."""

    key: str
    id: int | None
    said: str | None
    organization: int | None
    lang: str
    sources: set[int]
    many: bool
    """Whether there are more than a few words."""
    days: list[tuple[date, date]] = field(default_factory=list)
    """When the sources were published, where that is known: the first and the last day that it can mean."""

    def takes(self, other: "_Candidate", *, known: bool) -> bool:
        """Does this statement say all that the other one does, from another source?"""
        return (
            other.said in (None, self.said)
            and other.organization in (None, self.organization)
            and other.lang == self.lang
            and (known or (not other.sources & self.sources and (self.many or self._at_one_time(other))))
        )

    def _at_one_time(self, other: "_Candidate") -> bool:
        near = (max(a, c) - min(b, d) <= ONE_TIME for a, b in self.days for c, d in other.days)
        return not self.days or not other.days or any(near)

    def add(self, other: "_Candidate") -> None:
        """Takes in the sources of words that are a further appearance."""
        self.sources |= other.sources
        self.days += other.days


def words(folded: str) -> int:
    """How many words folded words are."""
    return len(_WORD.findall(folded))


def divide(
    connection: Connection, batch: Sequence[Statement], id_of: Callable[[Table, str | None], int | None]
) -> Division:
    """Which records of a batch are statements, and which are further appearances of others; the first one is first."""
    there = select(t.statements.c.key, t.statements.c.id).where(t.statements.c.key.in_([one.key for one in batch]))
    existing = {key: number for key, number in connection.execute(there)}  # noqa: C416 - rows are no pairs for mypy
    if len(existing) == len(batch):
        return Division(own=list(batch))
    aliased = {
        key: number
        for key, number in ids_of(connection, t.statements, (one.key for one in batch)).items()
        if key not in existing
    }
    keys = {one.key: key for one in batch if (key := _sayable(one, id_of))}
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
            likely = [one for one in group if (of is None or one.id == of) and one.takes(this, known=of is not None)]
            if len(likely) == 1:
                likely[0].add(this)
                division.further.append((record, likely[0].key))
                continue
            group.append(this)
        if record.key in aliased:
            division.parted.append(record.key)
        division.own.append(record)
    return division


def _sayable(record: Statement, id_of: Callable[[Table, str | None], int | None]) -> tuple[int, str] | None:
    """The speaker and the folded words of a direct quotation that another record may have as well."""
    if record.kind != "direct" or (speaker := id_of(t.people, record.speaker)) is None:
        return None
    folded = folds.folded(record.text)
    return (speaker, folded) if words(folded) >= FEWEST_WORDS else None


def _candidate(record: Statement, number: int | None, id_of: Callable[[Table, str | None], int | None]) -> _Candidate:
    sources = {found for one in record.appearances if (found := id_of(t.sources, one.source)) is not None}
    organization = id_of(t.organizations, record.organization)
    many = words(folds.folded(record.text)) >= FEW_WORDS
    return _Candidate(record.key, number, record.said, organization, record.lang, sources, many)


def _date(connection: Connection, candidates: Iterable[_Candidate]) -> None:
    """Notes when the sources of few words were published."""
    few = {id(one): one for one in candidates if not one.many}
    c = t.sources.c
    days: dict[int, tuple[date, date]] = {}
    for ids in batches(sorted({source for one in few.values() for source in one.sources})):
        dated = select(c.id, c.published_earliest, c.published_latest).where(c.id.in_(ids), c.published.is_not(None))
        days |= {row.id: (row.published_earliest, row.published_latest) for row in connection.execute(dated)}
    for one in few.values():
        one.days = [days[source] for source in sorted(one.sources) if source in days]


def _recorded(
    connection: Connection, keys: set[tuple[int, str]], but: Iterable[str]
) -> defaultdict[tuple[int, str], list[_Candidate]]:
    """The statements of these speakers with these words that are recorded, but for some keys."""
    groups: defaultdict[tuple[int, str], list[_Candidate]] = defaultdict(list)
    left_out = set(but)
    s, f = t.statements.c, t.statement_folds.c
    found: dict[int, _Candidate] = {}
    for some in batches(sorted({folds.number(folded) for _, folded in keys})):
        same = (
            select(s.id, s.key, s.text, s.lang, s.speaker_id, s.said, s.organization_id)
            .join_from(t.statement_folds, t.statements)
            .where(f.fold.in_(some), s.kind == "direct", s.speaker_id.is_not(None))
            .order_by(s.id)
        )
        for row in connection.execute(same):
            key = (row.speaker_id, folds.folded(row.text))
            if key in keys and row.key not in left_out:
                one = _Candidate(
                    row.key, row.id, row.said, row.organization_id, row.lang, set(), words(key[1]) >= FEW_WORDS
                )
                found[row.id] = one
                groups[key].append(one)
    x = t.appearances.c
    for ids in batches(sorted(found)):
        for statement, source in connection.execute(
            select(x.statement_id, x.source_id).where(x.statement_id.in_(ids)).distinct()
        ):
            found[statement].sources.add(source)
    return groups
