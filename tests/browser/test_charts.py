"""Charts as a reader has them: no label covers another, in any window and colour scheme, and nothing is asked for."""

from pathlib import Path

import pytest

from kzclaims.export.chart.data import chart
from kzclaims.export.chart.html import html
from kzclaims.store.results import Counts, Group
from kzclaims.vocabulary import CHART_KINDS, ChartKind
from tests.browser.chromium import Accessible, Screenshot, Visit

WINDOWS = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
NAMES = ["Касым-Жомарт Токаев", "Щ" * 80, "Әлия Жұмабекқызы", "Садыр Жапаров", "김정은", "Emmanuel Macron"]

OVERLAPS = """() => {
    const texts = [...document.querySelectorAll('svg text')].filter(one => one.checkVisibility());
    const boxes = texts.map(one => [one.textContent, one.getBoundingClientRect()]);
    const found = [];
    boxes.forEach(([words, a], number) => boxes.slice(number + 1).forEach(([others, b]) => {
        if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 4 && b.top < a.bottom - 4)
            found.push([words, others]);
    }));
    return found;
}"""


def _counts() -> Counts:
    by = ["speaker", "year"]
    groups = [
        Group(
            dict(zip(by, (f"person-{number}", str(year)), strict=True)),
            dict(zip(by, (name, str(year)), strict=True)),
            1 + (number * 7 + year) % 12 * 90,
        )
        for number, name in enumerate(NAMES)
        for year in range(1999, 2025)
    ]
    return Counts("statements", by, "earliest", 1000, len(groups), groups)


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", CHART_KINDS)
def test_no_label_of_a_chart_covers_another(
    visit: Visit, accessible: Accessible, screenshot: Screenshot, tmp_path: Path, kind: ChartKind, scheme: str
) -> None:
    counts = _counts()
    path = tmp_path / "chart.html"
    path.write_text("".join(html("Кто и когда", [], chart(counts, kind), counts)), encoding="utf-8")
    for window, size in WINDOWS.items():
        page = visit(path, **size, scheme=scheme)
        assert page.evaluate(OVERLAPS) == []
        assert page.get_by_role("img").filter(visible=True).count() == 1
        assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
        screenshot(page, f"chart-{kind}-{window}-{scheme}")
        accessible(page)
