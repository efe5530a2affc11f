"""Counts equal what the listings contain, by every group and every rule for uncertain dates."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

import kzclaims
from kzclaims.dossier.records import Event, Record, Review, Source
from kzclaims.dossier.toml_reader import Dossier
from kzclaims.dossier.validation import Located, Place
from kzclaims.errors import InputError
from kzclaims.store.database.database import Database
from kzclaims.store.load.load import load_dossiers
from kzclaims.vocabulary import DATE_RULES, EVENT_GROUPS, STATEMENT_GROUPS, TIME_GROUPS
from tests.contents import contents

COUNTED = st.one_of(
    *(
        st.tuples(st.just(counted), st.lists(st.sampled_from(groups), unique=True, max_size=3))
        for counted, groups in (
            ("statements", STATEMENT_GROUPS),
            ("people", STATEMENT_GROUPS),
            ("events", EVENT_GROUPS),
        )
    )
)
FILTERS = {
    "speaker": "person", "mentioned": "about", "organization": "organization", "topic": "topic", "kind": "kind",
    "source": "source", "status": "status",
}  # fmt: skip
"""The filter of statements for each group."""


@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=25, phases=[Phase.generate])
@given(records=contents(), asked=COUNTED, rule=st.sampled_from(DATE_RULES))
def test_counts_equal_the_listing(
    empty: Database, records: list[Record], asked: tuple[str, list[str]], rule: str
) -> None:
    counted, by = asked
    rule = "certain" if counted == "people" and rule == "spread" else rule
    with empty.writing(dry_run=True) as connection:
        place = Place("random.toml", 1)
        dossier = Dossier("random.toml", "random", records=[Located(one, place) for one in records])
        dossier.declared = {(type(one), one.key): place for one in records}
        load_dossiers(connection, [dossier], allow_unverified=True)
        found = kzclaims.count(connection, counted, by, dates=rule)
        listed = list(_listed(connection, counted, records, rule))
        people = len(list(kzclaims.people(connection, limit=0)))
    publishers = {one.key: one.publisher for one in records if isinstance(one, Source)}
    expected: dict[tuple[str | None, ...], Any] = {}
    for key, groups in listed:
        for share, period in groups["time"] if TIME_GROUPS.keys() & set(by) else [(1, "")]:
            values = ({period and period[: TIME_GROUPS[name]]} if name in TIME_GROUPS else groups[name] for name in by)
            for value in product(*values):
                of = dict(zip(by, value, strict=True))
                if {"source", "publisher"} <= of.keys() and of["publisher"] != publishers.get(of["source"] or ""):
                    # The publisher is that of the source.
                    continue
                if counted == "people":
                    expected.setdefault(value, set()).add(key)
                else:
                    expected[value] = expected.get(value, 0) + share
    if counted == "people":
        expected = {value: len(speakers) for value, speakers in expected.items()}
        assert found.total == (len({key for key, _ in listed}) if by else people)
    else:
        assert found.total == len(listed)
    if by:
        counts: Counter[Any] = Counter()
        for group in found.groups:
            # Undated and uncertain records are two groups without a value.
            counts[tuple(group.values[name] for name in by)] += group.count  # type: ignore[assignment]
        assert counts == pytest.approx(expected)
    assert found.found == len(found.groups)


def _listed(
    connection: Connection, counted: str, records: list[Record], rule: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the key of what is counted, and the groups that each listed record belongs to."""
    publishers = {one.key: one.publisher for one in records if isinstance(one, Source)}
    places = {one.key: one.place for one in records if isinstance(one, Event)}
    verdicts: dict[str, set[str | None]] = {}
    for review in records:
        if isinstance(review, Review):
            verdicts.setdefault(review.statement, set()).add(review.verdict)
    table, day = ("events", "date") if counted == "events" else ("statements", "day")
    columns = f"key, {day}, CAST({day}_earliest AS TEXT), CAST({day}_latest AS TEXT)"
    days = {key: span for key, *span in connection.exec_driver_sql(f"SELECT {columns} FROM {table}")}
    if counted == "events":
        for event in kzclaims.events(connection, limit=0):
            cited: set[str | None] = {one.source for one in event.citations} or {None}
            yield event.key, {
                "participant": {one.key for one in event.participants} or {None}, "topic": set(event.topics) or {None},
                "place": {event.place}, "source": cited, "publisher": {publishers.get(one or "") for one in cited},
                "language": {event.lang}, "time": _periods(rule, *days[event.key]),
            }  # fmt: skip
        return
    for one in kzclaims.statements(connection, limit=0):
        if counted == "people" and one.speaker is None:
            continue
        printed: set[str | None] = {each.source for each in one.appearances} or {None}
        yield one.speaker.key if counted == "people" and one.speaker else one.key, {
            "speaker": {one.speaker and one.speaker.key}, "mentioned": set(one.mentions) or {None},
            "organization": {one.organization and one.organization.key}, "topic": set(one.topics) or {None},
            "kind": {one.kind}, "source": printed, "publisher": {publishers.get(each or "") for each in printed},
            "place": {places[each] for each in one.events} or {None}, "status": {one.status},
            "verdict": verdicts.get(one.key) or {None}, "language": {one.lang},
            "time": _periods(rule, *days[one.key]),
        }  # fmt: skip


def _periods(rule: str, edtf: str | None, earliest: str, latest: str) -> list[tuple[Any, str | None]]:
    """Return the months of a date with their shares, day by day; years are their beginnings."""
    if edtf is None:
        return [(1, None)]
    if rule == "earliest":
        return [(1, None if earliest == "0001-01-01" else earliest)]
    if rule == "certain":
        return [(1, earliest if earliest[:7] == latest[:7] and not set("?~%") & set(edtf) else None)]
    if earliest == "0001-01-01" or latest == "9999-12-31":
        return [(1, None)]
    first, last = map(date.fromisoformat, (earliest, latest))
    days = [first + timedelta(number) for number in range((last - first).days + 1)]
    months = Counter(f"{day:%Y-%m}" for day in days)
    return [(Fraction(number, len(days)), month) for month, number in months.items()]


def test_a_count_is_what_the_listing_with_the_filter_has(seeded: Database) -> None:
    with seeded.reading() as connection:
        for name, parameter in FILTERS.items():
            for group in kzclaims.count(connection, by=[name], about="Путин").groups:
                value = group.values[name]
                if value is not None and parameter != "about":
                    filters: Any = {parameter: value, "about": "Путин"}
                    assert len(list(kzclaims.statements(connection, limit=0, **filters))) == group.count
        for year in kzclaims.count(connection, "events", "year", dates="certain").groups:
            if day := year.values["year"]:
                assert len(list(kzclaims.events(connection, on=day, certain=True, limit=0))) == year.count


def test_the_order_of_groups(seeded: Database) -> None:
    with seeded.reading() as connection:
        by_count = kzclaims.count(connection, by="speaker,month")
        speakers = list(dict.fromkeys(group.values["speaker"] for group in by_count.groups))
        sizes = {one.values["speaker"]: one.count for one in kzclaims.count(connection, by="speaker").groups}
        assert speakers == list(sizes)
        assert speakers[-1] is None
        numbers = [number for speaker, number in sizes.items() if speaker]
        assert numbers == sorted(numbers, reverse=True)
        names = [group.names["speaker"] for group in kzclaims.count(connection, by="speaker", sort="group").groups]
        assert names[:-1] == sorted(names[:-1])
        few = kzclaims.count(connection, by="speaker", limit=2)
        assert (len(few.groups), few.found, few.total) == (2, len(sizes), 44)


@pytest.mark.parametrize(
    "asked",
    [
        {"counted": "sources"},
        {"by": "speakers"},
        {"by": "year,year"},
        {"counted": "events", "by": "speaker"},
        {"dates": "latest"},
        {"sort": "name"},
        {"limit": -1},
        {"counted": "people", "dates": "spread"},
    ],
)
def test_values_that_are_not_valid(seeded: Database, asked: dict[str, Any]) -> None:
    with seeded.reading() as connection, pytest.raises(InputError):
        kzclaims.count(connection, **asked)
