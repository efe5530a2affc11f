"""Charts: their data, their labels, and documents that hostile names do not change."""

import re
from collections.abc import Sequence
from itertools import pairwise
from xml.etree.ElementTree import XML

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kzclaims.errors import InputError
from kzclaims.export.chart import svg as drawing
from kzclaims.export.chart.data import MOST, Chart, Series, chart, visible
from kzclaims.export.chart.html import html
from kzclaims.export.chart.svg import svg
from kzclaims.export.text_width import text_width
from kzclaims.store.results import Counts, Group
from kzclaims.vocabulary import CHART_KINDS
from tests.contents import HOSTILE

_SVG = "{http://www.w3.org/2000/svg}"


def counted(by: Sequence[str], *rows: tuple[Sequence[str | None], float]) -> Counts:
    """Return a count with these values and numbers; a name is its key with a capital."""
    groups = [
        Group(
            dict(zip(by, values, strict=True)),
            {name: (value or "none").capitalize() for name, value in zip(by, values, strict=True)},
            number,
        )
        for values, number in rows
    ]
    return Counts("statements", list(by), "earliest", int(sum(row[1] for row in rows)), len(rows), groups)


def test_lines_have_each_month_in_between() -> None:
    made = chart(
        counted(
            ["speaker", "month"],
            (["ada", "2019-11"], 2),
            (["ada", "2020-02"], 3),
            (["ben", "2020-01"], 9),
            (["ben", None], 1),
        )
    )
    assert (made.kind, made.columns) == ("lines", ["2019-11", "2019-12", "2020-01", "2020-02"])
    assert {one.name: one.numbers for one in made.series} == {"Ben": [0, 0, 9, 0], "Ada": [2, 0, 0, 3]}
    assert "not drawn" in made.omitted[0]


def test_a_matrix_has_the_largest_rows_and_columns_first() -> None:
    made = chart(
        counted(
            ["speaker", "mentioned"], (["ada", "kim"], 1), (["ben", "lee"], 5), (["ben", "kim"], 2), ([None, "kim"], 7)
        )
    )
    assert (made.kind, made.columns) == ("matrix", ["Lee", "Kim"])
    assert [(one.name, one.numbers) for one in made.series] == [("Ben", [5, 2]), ("Ada", [0, 1])]


def test_groups_with_one_name_are_told_apart() -> None:
    count = counted(["speaker", "mentioned"], (["ada", "kim"], 1), (["ben", "lee"], 5))
    for group in count.groups:
        group.names = {"speaker": "Ivan Ivanov", "mentioned": "Kim"}
    assert [one.name for one in chart(count, "bars").series] == [
        "Ivan Ivanov (ada), Kim (kim)",
        "Ivan Ivanov (ben), Kim (lee)",
    ]
    made = chart(count, "matrix")
    assert (made.columns, len(made.series)) == (["Kim (lee)", "Kim (kim)"], 2)


@pytest.mark.parametrize(
    ("by", "kind"),
    [([], "bars"), (["speaker"], "lines"), (["speaker"], "matrix"), (["year", "month"], "lines")],
)
def test_groups_that_do_not_fit_the_kind(by: list[str], kind: str) -> None:
    with pytest.raises(InputError) as refused:
        chart(counted(by), kind)  # type: ignore[arg-type]
    assert "by" in refused.value.parameters


@pytest.mark.parametrize("kind", CHART_KINDS)
def test_many_groups_are_cut_and_this_is_stated(kind: str) -> None:
    by = ["speaker", "year"]
    rows = [([f"speaker-{row}", str(1900 + row)], 500 - row) for row in range(200)]
    made = chart(counted(by, *rows), kind)  # type: ignore[arg-type]
    assert len(made.series) == MOST[made.kind]
    assert made.omitted
    assert len(chart(counted(by, *rows), made.kind, 3).series) == 3


@pytest.mark.parametrize("kind", CHART_KINDS)
@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_names_are_only_text(kind: str, words: str) -> None:
    count = counted(["speaker", "year"], (["ada", "2019"], 1), (["ben", "2020"], 2.5))
    for group in count.groups:
        group.names["speaker"] = words
    made = chart(count, kind)  # type: ignore[arg-type]
    picture = "".join(svg(visible(words), [visible(words)], made))
    root = XML(picture)
    assert {one.tag.removeprefix(_SVG) for one in root.iter()} <= {
        "svg", "title", "desc", "style", "rect", "g", "text", "path", "circle",
    }  # fmt: skip
    assert root.find(f"{_SVG}title") is not None
    assert "2.50" in (root.findtext(f"{_SVG}desc") or "")
    page = "".join(html(visible(words), [], made, count))
    assert "<script" not in page
    assert page.count("<tr>") == 3
    assert not set("\x1b\u202e") & set(picture + page)
    assert set(re.findall(r"https?://[^\s\"]+", picture)) == {"http://www.w3.org/2000/svg"}


@pytest.mark.parametrize("kind", CHART_KINDS)
def test_an_empty_count_is_a_valid_document(kind: str) -> None:
    made = chart(counted(["speaker", "year"]), kind)  # type: ignore[arg-type]
    XML("".join(svg("Nothing", [], made)))
    assert "".join(html("Nothing", [], made, counted(["speaker", "year"])))


@given(ends=st.lists(st.floats(10, 310), min_size=1, max_size=8))
def test_names_of_lines_are_a_line_apart_and_in_the_order_of_the_lines(ends: list[float]) -> None:
    places = drawing._apart(ends, 10, 320)
    in_order = sorted(places)
    assert all(after - before >= 18.9 for before, after in pairwise(in_order))
    assert [place for _, place in sorted(zip(ends, places, strict=True))] == in_order
    assert in_order[0] >= 9.9
    assert in_order[-1] <= 320.1


@given(most=st.one_of(st.integers(0, 10**12), st.floats(0.01, 10**6)))
def test_the_scale_reaches_the_greatest_number_in_few_steps(most: float) -> None:
    steps = drawing._steps(most)
    assert steps[0] == 0
    assert most <= steps[-1] * 1.0000001
    assert 2 <= len(steps) <= 8


@given(first=st.integers(1, 9000), count=st.integers(1, 300), distance=st.floats(0.5, 80))
def test_years_have_room(first: int, count: int, distance: float) -> None:
    names = [f"{year:04}" for year in range(first, first + count)]
    places = drawing._ticks(names, distance)
    room = text_width(names[0], drawing.SIZE)
    assert all((after - before) * distance > room for before, after in pairwise(places))


@pytest.mark.parametrize("width", [352, 1120])
def test_names_have_the_room_that_they_need(width: int) -> None:
    names = ["Касым-Жомарт Токаев", "Жапаров", "Щ" * 200]
    made = Chart("bars", "statements", [], [Series(name, [5]) for name in names], [])
    root = XML("".join(drawing.figure(made, width, "wide", "Title")))
    shown = [one.text or "" for one in root.iter() if one.tag == "text"]
    assert shown[::2][:2] == names[:2]
    assert shown[4].endswith("…")
    for one in root.iter("text"):
        wide = text_width(one.text or "", drawing.SIZE)
        left = float(one.attrib["x"]) - (wide if one.get("class") == "end" else 0)
        assert left >= 0
        assert left + wide <= width
