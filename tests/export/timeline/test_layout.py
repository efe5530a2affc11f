"""Laws of the layout of timelines."""

from datetime import date, timedelta
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kzclaims.export.text_width import text_width
from kzclaims.export.timeline import layout
from kzclaims.export.timeline.entries import Entry
from kzclaims.language import dates

WIDTHS = (352, 1120)
ALWAYS = (dates.OPEN_START, dates.OPEN_END)

days = st.dates(date(2022, 1, 1), date(2024, 12, 31)).map(str)
edtf = st.one_of(
    st.none(),
    days,
    days.map(lambda day: f"{day}~"),
    days.map(lambda day: day[:7]),
    days.map(lambda day: f"../{day}"),
    days.map(lambda day: f"{day}/.."),
    st.tuples(days, days).map(lambda two: "/".join(sorted(two))),
    st.sampled_from(["2023", "0001", "9999-12-31", "19XX", "../..", "2023-11-01"]),
)


@st.composite
def entries(draw: st.DrawFn) -> list[Entry]:
    drawn = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["event", "statement"]),
                edtf,
                st.text("жщwiЙ —汉\U0001f469", max_size=60),
                st.sampled_from([None, "disputed"]),
            ),
            max_size=40,
        )
    )
    return [
        Entry(
            kind="event" if kind == "event" else "statement",
            key=str(number),
            text=text,
            lang="ru",
            speaker=None,
            days=dates.parse(when) if when else None,
            published=False,
            status=status,
            about=(),
            proofs=(),
        )
        for number, (kind, when, text, status) in enumerate(drawn)
    ]


ranges = st.sampled_from([ALWAYS, (date(2023, 1, 1), date(2023, 6, 30)), (date(2023, 5, 5), date(2023, 5, 5))])


@given(entries(), st.sampled_from(WIDTHS), ranges)
def test_no_label_covers_another(some: list[Entry], width: int, asked: tuple[date, date]) -> None:
    made = layout.drawing(some, width, asked)
    placed = [one for lane in made.lanes for one in lane.placed]
    assert sorted(one.entry.id for one in placed) == sorted(entry.id for entry in some)
    for one, other in combinations(placed, 2):
        if abs(one.top - other.top) < layout.TEXT:
            assert one.right <= other.left or other.right <= one.left
    for lane in made.lanes:
        assert all(lane.top < one.top and one.top + layout.TEXT <= lane.bottom for one in lane.placed)
    for one in placed:
        words = text_width(one.label, layout.SIZE) + text_width(one.when, layout.SIZE)
        assert words <= one.length + 0.001
        assert one.left >= layout.MARGIN
        assert one.left + one.length <= one.right + 0.001
        assert one.right <= width - layout.MARGIN + 0.001
        if one.mark:
            left, right = one.mark.left + layout.MARGIN, one.mark.right + layout.MARGIN
            assert one.left <= left + 0.001
            assert right <= one.right + 0.001


@given(st.dates(), st.integers(0, 4_000_000), st.sampled_from([24, 352, 1120]), st.sampled_from([1, 9]))
def test_dates_of_the_scale_have_room_and_are_in_order(first: date, length: int, width: int, letter: int) -> None:
    last = date.fromordinal(min(first.toordinal() + length, date.max.toordinal()))
    ticks = layout.Scale(first, last, width).ticks(letter)
    assert ticks
    for (before, name), (after, later) in pairwise(ticks):
        assert before + (len(name) + 1) * letter <= after
        assert name < later
    assert all(0 <= at <= width for at, _ in ticks)


@pytest.mark.parametrize(
    ("first", "last", "names"),
    [
        ("2023-11-01", "2023-11-07", ["2023-11-01", "2023-11-02", "2023-11-03"]),
        ("2023-09-01", "2023-11-30", ["2023-09-01", "2023-09-11", "2023-09-21"]),
        ("2023-03-15", "2025-06-30", ["2023-04", "2023-07", "2023-10"]),
        ("1991-12-16", "2023-11-30", ["1992", "1994", "1996"]),
        ("0001-01-01", "9999-12-31", ["0500", "1000", "1500"]),
    ],
)
def test_the_scale_adapts(first: str, last: str, names: list[str]) -> None:
    scale = layout.Scale(date.fromisoformat(first), date.fromisoformat(last), 1096)
    assert [name for _, name in scale.ticks(8.6)][:3] == names


@given(days, days)
def test_earlier_days_are_further_left(one: str, other: str) -> None:
    scale = layout.Scale(date(2022, 1, 1), date(2024, 12, 31), 1000)
    first, second = (scale.mark(dates.parse(day), 0) for day in sorted((one, other)))
    assert first.left <= second.left
    assert (first.left == second.left) == (one == other)


def test_few_days_have_more_around_them() -> None:
    for day in (date.min + timedelta(1), date(2023, 11, 1), date.max - timedelta(1)):
        entry = Entry("event", "e", "t", "en", None, dates.parse(str(day)), False, None, (), ())
        scale = layout.scale([entry], 100, ALWAYS)
        assert scale is not None
        assert (scale.last - scale.first).days + 1 >= 7
        assert scale.first <= day <= scale.last
