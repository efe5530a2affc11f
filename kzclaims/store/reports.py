"""Public types of reports: on loads, merges, checks of passages, versions and identities.

Their fields, in this order, are the JSON that users see.
"""

from typing import Any

from kzclaims.store.result_set import Result


class VersionChange(Result):
    """A run of words that differs between two versions, with its place in the new one and the text around it."""

    kind: str
    old: str
    new: str
    start: int
    end: int
    before: str
    after: str


class AffectedPassage(Result):
    """A passage whose check has another result in a new version."""

    record: str
    key: str
    exact: str
    old: str
    new: str


class VersionDifferences(Result):
    """The differences between two versions of a source, given by their numbers."""

    source: str
    old: int
    new: int
    changes: list[VersionChange]
    passages: list[AffectedPassage]


class FieldDifference(Result):
    """A field of a record in which a file differs from the recorded value, and what a load does with it.

    `outcome` is `changed`, `added` or `removed` (a part of the record), `kept` (the recorded value stays) or `refused`
    (the load would undo the correction that was made at the time `at`). `dossiers` contain the record, too.
    """

    record: str
    key: str
    field: str
    recorded: Any
    file: Any
    outcome: str
    dossiers: list[str]
    at: str | None
    author: str | None
    because: str | None
    dossier: str | None


class Origin(Result):
    """The time, author and reason of a value, as far as they are known."""

    at: str
    author: str | None
    because: str | None


class MergeDifference(Result):
    """A difference between two databases that are merged.

    `field` is None for a record or a part that only one of them has; the other value is None. `outcome` is "taken",
    "kept" or "conflict". `ours_origin` and `theirs_origin` are None for values that were never changed.
    """

    type: str
    key: str
    part: str | None
    field: str | None
    ours: Any
    theirs: Any
    outcome: str
    ours_origin: Origin | None
    theirs_origin: Origin | None


class MergedStatus(Result):
    """A status from the other database; None restores an earlier status or none."""

    key: str
    status: str | None
    at: str
    because: str | None
    author: str | None


class MergeReport(Result):
    """The result of a merge, or of its dry run."""

    other: str
    written: bool
    conflicts: int
    """The number of conflicts that nothing has settled."""
    added: dict[str, list[str]]
    """The keys of new records by type."""
    differences: list[MergeDifference]
    statuses: list[MergedStatus]
    changes: int
    """The number of changes that were added to the history."""
    remarks: list[str]


class Difference(Result):
    """A run of words as it is recorded and as it is in the text: `kept`, `dropped`, `added` or `changed`.

    `dropped` words are only in the text, `added` ones only in the record.
    """

    kind: str
    recorded: str
    source: str


class Verified(Result):
    """A passage checked against the text of its source.

    `record` is the type of the record that it belongs to: a statement, an event or (of a role) a person, or `source` if
    the text itself has changed. The words, or the most similar ones, are at `found_start` to `found_end`. `left_out`
    has what its ellipses leave out and, for a statement, words around it that may limit it; `problem` has the
    reason why words of the text are not accepted. `version` is the number of the source's version; `in_page` is true
    for words that only the whole page contains, not the extracted article. `attributed_to` is the name of the person
    that the text certainly names as the speaker, if another one is recorded and the speakers were compared.
    """

    source: str
    record: str
    key: str
    kind: str | None
    status: str
    verbatim: bool
    exact: str | None
    start: int | None
    end: int | None
    found_start: int | None
    found_end: int | None
    allowances: list[str]
    nearest: str | None
    nearness: float | None
    differences: list[Difference]
    elsewhere: list[str]
    left_out: list[str]
    problem: str | None
    version: int | None
    in_page: bool
    attributed_to: str | None = None


class FieldConflict(Result):
    """A field of two merged records with different values: the kept one's remains, the other one is in the history."""

    field: str
    kept: str
    merged: str


class IdentityMerge(Result):
    """A merge of two records. `moved` and `united` are numbers of rows by table; `united` rows were equal to others."""

    type: str
    kept: str
    kept_name: str
    merged: str
    merged_name: str
    moved: dict[str, int]
    united: dict[str, int]
    filled: list[str]
    conflicts: list[FieldConflict]


class IdentitySplit(Result):
    """A split of a merged record. `restored` and `kept_rows` are numbers of rows by table.

    `kept_rows` were changed since the merge and stay with the kept record.
    """

    type: str
    kept: str
    split: str
    split_name: str
    restored: dict[str, int]
    kept_rows: dict[str, int]
    again: list[str]
    """The keys of other merges that were undone and repeated, because they concern the same rows."""


class IdentityPair(Result):
    """One of two records that may be the same."""

    key: str
    name: str
    description: str | None
    statements: int


class Duplicate(Result):
    """Two records that may be the same, with the evidence; the higher the score, from 0 to 1, the likelier it is."""

    type: str
    score: float
    first: IdentityPair
    second: IdentityPair
    evidence: list[str]
