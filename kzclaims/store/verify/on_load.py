"""Check the passages of records that are about to be loaded."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection, select

from kzclaims.dossier.records import Appearance, Passage, Record, Source, Statement
from kzclaims.dossier.validation import Located, Path, Problem, passages
from kzclaims.language.quotes.cuts import Objection
from kzclaims.language.quotes.similarity import most_similar
from kzclaims.language.quotes.text import Passage as Words
from kzclaims.store.schema.tables import merged_keys, sources
from kzclaims.store.verify.passages import (
    FAILURES,
    Finding,
    check_passage,
    find_elsewhere,
    format_differences,
)
from kzclaims.store.verify.places import Checked
from kzclaims.store.verify.source_texts import Texts

_REFUSED = FAILURES - {"ambiguous"}
"""Results that prevent loading. Ambiguous words do occur in the text."""


R = TypeVar("R", bound=Mapping[str, Any])


class PassageCheck:
    """The passages of records, checked where the text of their source is known."""

    def __init__(
        self,
        connection: Connection,
        records: Iterable[Located[Record]],
        *,
        new_places: bool = True,
        texts: Texts | None = None,
    ) -> None:
        given = {
            one.record.key: one.record.text
            for one in records
            if isinstance(one.record, Source) and one.record.text is not None
        }
        self._texts = texts or Texts(connection, given)
        self._foreign = _other_texts(connection, given)
        self._results: dict[tuple[type[Record], str, Path], Checked] = {}
        self.new_places = new_places
        self.counts: Counter[str] = Counter()
        """The numbers of passages by result."""
        self.without_text: set[str] = set()
        """The sources of the passages that could not be checked."""

    def result(self, record: Record, path: Path) -> Checked | None:
        """Return the result of a passage of a record, or None if it was not checked."""
        return self._results.get((type(record), record.key, path))

    def check(
        self, records: Iterable[Located[Record]], *, allow: bool = False, elsewhere: bool = True
    ) -> tuple[list[Problem], list[Problem | str]]:
        """Return all problems of the passages of valid records, and remarks.

        With `allow`, words that differ from the text lead to a remark instead of a problem. With `elsewhere`, missing
        words are looked for in all texts.
        """
        problems: list[Problem] = []
        remarks: list[Problem | str] = []
        failed: list[tuple[Located[Record], Path, Passage, str, Finding]] = []
        for located in records:
            problems += self._beyond_text(located)
            for path, passage, exact, finding in self._findings(located.record):
                if finding.status in _REFUSED:
                    failed.append((located, path, passage, exact, finding))
                elif remark := _remark(passage, finding):
                    remarks.append(located.problem(path, remark))
        missing = ((passage.source, exact) for *_, passage, exact, finding in failed if finding.is_missing)
        found = find_elsewhere(missing, self._texts.all()) if elsewhere else {}
        for located, path, passage, exact, finding in failed:
            others = found.get((passage.source, exact), []) if finding.is_missing else []
            if others:
                self.note(located.record, path, passage, replace(finding, status="elsewhere"))
                self.counts.subtract([finding.status])
            attribution = passage.attribution if isinstance(passage, Appearance) else None
            if finding.problem is Objection.ATTRIBUTION or (attribution and finding.problem is Objection.SECOND_HAND):
                field: Path = (*path, "attribution")
            else:
                in_text = passage.exact is None or finding.status == "drifted"
                field = ("text",) if in_text else (*path, "exact")
            problem = located.problem(field, self._reason(passage.source, exact, finding, others))
            if allow:
                remarks.append(f"not verified: {problem}")
            else:
                problems.append(problem)
        return problems, remarks

    def clear(self) -> None:
        """Discard the results of the records that are now stored."""
        self._results.clear()

    @property
    def is_empty(self) -> bool:
        """Return True if no passage was checked."""
        return not self._results

    def check_quickly(self, records: Iterable[Record]) -> None:
        """Check the passages of records in bulk: without reasons, and without searching other texts."""
        for record in records:
            for _ in self._findings(record):
                pass

    def _findings(self, record: Record) -> Iterator[tuple[Path, Passage, str, Finding]]:
        """Yield the passages of a record with their paths, words and findings; note the results."""
        words = _direct_words(record)
        for path, passage in passages(record):
            exact = passage.exact or words
            if exact is None:
                continue
            has_words = isinstance(passage, Appearance) and passage.attribution_kind is None
            finding = check_passage(
                self._texts.get(passage.source),
                exact,
                prefix=passage.prefix,
                suffix=passage.suffix,
                start=passage.start,
                end=passage.end,
                attribution=passage.attribution if isinstance(passage, Appearance) and has_words else None,
                words=words,
                others=partial(_printed_words, record),
                page=partial(self._texts.page, passage.source),
            )
            self.note(record, path, passage, finding)
            yield path, passage, exact, finding

    def _beyond_text(self, located: Located[Record]) -> Iterator[Problem]:
        for path, passage in passages(located.record):
            if passage.end is not None and (text := self._texts.get(passage.source)) is not None:
                length = len(text.text)
                if passage.end > length:
                    reason = f"{passage.end} is beyond the text of “{passage.source}”, which has {length} characters"
                    yield located.problem((*path, "end"), reason)

    def note(self, record: Record, path: Path, passage: Passage, finding: Finding) -> None:
        """Note the result of a passage."""
        result = finding.status
        self.counts[result] += 1
        if result == "no text":
            self.without_text.add(passage.source)
        elif passage.source not in self._foreign:
            place = None if passage.start is not None else finding.place
            self._results[type(record), record.key, path] = Checked(result, place, passage.start is not None)

    def _reason(self, source: str, exact: str, finding: Finding, others: Sequence[str]) -> str:
        if finding.status == "drifted":
            return (
                "the text of a direct statement must be the words of its passage, but they differ: "
                f"{format_differences(finding.drift)}; correct one of them, or make it mixed or indirect"
            )
        text = self._texts.get(source)
        assert text is not None
        match = finding.match
        if match and match.problem is Objection.ATTRIBUTION:
            return f"isn't in the text of “{source}” near the passage; nearest: {format_differences(match.differences)}"
        reason = f"these are not the words of “{source}”"
        if match and match.problem:
            reason += f": {match.problem}"
        if others:
            reason += f", but of {' and '.join(f'“{one}”' for one in others)}"
        if match and match.status == "altered":
            return f"{reason}; nearest, {match.start} to {match.end}: {format_differences(match.differences)}"
        similar = most_similar(text, Words(exact))
        if similar is None:
            return f"{reason}; its text contains nothing similar"
        return f"{reason}; nearest, {similar.start} to {similar.end}: {text.text[similar.start : similar.end]}"


def _other_texts(connection: Connection, given: Mapping[str, str]) -> set[str]:
    """Return the merged sources whose text in a file is not that of the source that they were merged into.

    Their passages are checked against the file, but these are not results for the archived text.
    """
    m = merged_keys.c
    texts = (
        select(m.key, sources.c.text)
        .join_from(merged_keys, sources, sources.c.id == m.kept_id)
        .where(m.record_type == "source", m.key.in_(given))
    )
    return {key for key, text in connection.execute(texts) if text != given[key]} if given else set()


def passages_at(record: Record, path: Path) -> Sequence[Passage]:
    """Return the passages in a list of a record, given by its path."""
    value: Any = record
    for step in path:
        value = value[step] if isinstance(step, int) else getattr(value, step)
    return value  # type: ignore[no-any-return]


def numbered(
    passages_of_record: Sequence[Passage], rows: Sequence[R], words: str | None = None
) -> Iterator[tuple[int, R]]:
    """Yield the rows of passages with the numbers of the passages: equal ones in merged sources have one row.

    `words` are used for passages without their own words.
    """
    if len(rows) == len(passages_of_record):
        yield from enumerate(rows)
        return
    rest = list(rows)
    for index, one in enumerate(passages_of_record):
        same = (one.exact or words, one.prefix, one.suffix)
        row = next((row for row in rest if (row["exact"], row["prefix"], row["suffix"]) == same), None)
        if row is not None:
            rest.remove(row)
            yield index, row


def _remark(passage: Passage, finding: Finding) -> str | None:
    if finding.status == "ambiguous":
        return "occurs several times, and nothing selects one place; give start and end"
    if finding.status == "moved" and finding.match:
        place = f"{finding.match.start} to {finding.match.end}"
        return f"is at {place}, not at {passage.start} to {passage.end}; “kzclaims verify --fix” corrects that"
    return None


def _direct_words(record: Record) -> str | None:
    return record.text if isinstance(record, Statement) and record.kind == "direct" else None


def _printed_words(record: Record) -> list[str]:
    if not isinstance(record, Statement):
        return []
    return [one.exact or record.text for one in record.appearances]
