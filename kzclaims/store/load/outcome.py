"""The result of a load."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from kzclaims.dossier.records import RECORD_TYPES
from kzclaims.store.history.journal import RecordKey
from kzclaims.store.names.suggest import Named


class Undone(NamedTuple):
    """A correction that a load would undo."""

    record: RecordKey
    field: str
    message: str


@dataclass
class Counts:
    """The number of records of one type by what happened to them."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass(frozen=True)
class Unanswered:
    """A spelling in a table that may mean recorded people."""

    spelling: str
    lang: str
    candidates: Sequence[Named]


@dataclass
class Outcome:
    """The result of a load: counts by the plural of the record type, and lines for the user."""

    counts: dict[str, Counts] = field(default_factory=lambda: {plural: Counts() for plural in RECORD_TYPES})
    kept: list[str] = field(default_factory=list)
    """Things that are recorded and that their dossier no longer contains."""
    removed: list[str] = field(default_factory=list)
    """Things of that kind that were removed."""
    repeated: list[str] = field(default_factory=list)
    """Records that became a further appearance of a statement: the first ones of a bulk load."""
    more_repeated: int = 0
    """The number of further ones."""
    remarks: list[str] = field(default_factory=list)
    """Passages that were found elsewhere in the text or recorded unverified, and settings that were detected."""
    disagreements: list[str] = field(default_factory=list)
    """Fields that keep the recorded value although a dossier has another one."""
    undone: list[Undone] = field(default_factory=list)
    """Corrections that the load would undo."""
    unanswered: list[Unanswered] = field(default_factory=list)
    pairs: set[str] = field(default_factory=set)
    """The pairs of records that were reported, because they may be the same."""
    unlisted_pairs: int = 0
    rejects: list[str] = field(default_factory=list)
    """The first problems of the rows that were skipped."""
    checks: Counter[str] = field(default_factory=Counter)
    """The numbers of checked passages by result."""
    without_text: set[str] = field(default_factory=set)
    """The sources whose passages could not be checked."""
    rejected: int = 0
    """The number of rows that were skipped."""

    @property
    def added(self) -> int:
        return sum(counts.added for counts in self.counts.values())

    @property
    def changed(self) -> int:
        return sum(counts.changed for counts in self.counts.values())

    def repeat(self, line: str, most: int | None = None) -> None:
        """Add a line about a record that became a further appearance; beyond `most` lines, only count it."""
        if most is None or len(self.repeated) < most:
            self.repeated.append(line)
        else:
            self.more_repeated += 1
