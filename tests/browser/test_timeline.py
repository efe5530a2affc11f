"""The timeline as a reader has it: nothing covers anything, nothing asks for anything, every link leads to a proof."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Page

from kzclaims.store.database.database import Database
from tests.browser.chromium import Accessible, Screenshot, Visit
from tests.contents import loaded
from tests.export import archive, hostile
from tests.running import Run

WINDOWS = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}

LABELS = """() => [...document.querySelectorAll('[role=listitem] text')]
    .filter(text => text.checkVisibility())
    .map(text => { const box = text.getBBox(); return [text.textContent, box.x, box.y, box.width, box.height] })"""


class _Label(NamedTuple):
    """A label where Chromium has drawn it."""

    text: str
    left: float
    top: float
    width: float
    height: float


Drawn = Callable[..., Path]


@pytest.fixture
def drawn(run: Run, tmp_path: Path) -> Drawn:
    """Draws what the database of the test holds into a file."""

    def draws(form: str, *filters: str) -> Path:
        path = tmp_path / f"timeline.{form}"
        assert run("timeline", "--format", form, *filters, "--output", path, "--force").code == 0
        return path

    return draws


def covered(page: Page) -> list[tuple[str, str]]:
    """Labels of which one covers the other, and labels that leave the picture."""
    labels = [_Label(*one) for one in page.evaluate(LABELS)]
    width = page.evaluate(
        "[...document.querySelectorAll('svg')].find(one => one.checkVisibility()).viewBox.baseVal.width"
    )
    assert labels
    labels.sort(key=lambda one: one.top)
    found = [(one.text, "the edge") for one in labels if one.left < 0 or one.left + one.width > width]
    for number, one in enumerate(labels):
        for other in labels[number + 1 :]:
            if other.top >= one.top + one.height:
                break
            if one.left < other.left + other.width and other.left < one.left + one.width:
                found.append((one.text, other.text))
    return found


@pytest.mark.parametrize("form", ["html", "svg"])
@pytest.mark.parametrize("count", [5, 50, pytest.param(500, marks=pytest.mark.slow)])
def test_no_label_covers_another(
    empty: Database, drawn: Drawn, visit: Visit, accessible: Accessible, screenshot: Screenshot, count: int, form: str
) -> None:
    loaded(empty, archive.records(count))
    path = drawn(form)
    for window, size in WINDOWS.items():
        page = visit(path, **size)
        assert covered(page) == []
        assert page.get_by_role("listitem").filter(visible=True).count() >= count
        screenshot(page, f"timeline-{count}-{form}-{window}")
        if form == "html":
            assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
    accessible(page)


@pytest.mark.parametrize("font", ["DejaVu Sans", "Liberation Sans", "serif"])
def test_labels_have_room_in_any_usual_font(empty: Database, drawn: Drawn, visit: Visit, font: str) -> None:
    loaded(empty, archive.records(100))
    page = visit(drawn("svg"))
    page.evaluate("font => document.documentElement.style.fontFamily = font", font)
    assert page.evaluate("getComputedStyle(document.querySelector('a text')).fontFamily").strip('"') == font
    assert covered(page) == []


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("window", WINDOWS)
def test_the_seed_can_be_read(
    drawn: Drawn, visit: Visit, accessible: Accessible, screenshot: Screenshot, window: str, scheme: str
) -> None:
    page = visit(drawn("html"), **WINDOWS[window], scheme=scheme)
    assert page.title() == "Timeline"
    accessible(page)
    screenshot(page, f"timeline-seed-{window}-{scheme}")
    page.get_by_role("link", name="Визит Эмманюэля Макрона в Казахстан").first.click()
    assert page.url.endswith("#event-macron-visit-kazakhstan-2023-11")
    proof = page.locator(":target")
    assert "президент Франции Эмманюэль Макрон прибыл в Казахстан" in (proof.text_content() or "")
    assert proof.evaluate("one => one.getBoundingClientRect().top") < 200


@pytest.mark.usefixtures("seeded")
def test_entries_of_an_svg_file_link_to_the_passages_below(drawn: Drawn, visit: Visit, accessible: Accessible) -> None:
    page = visit(drawn("svg"))
    accessible(page)
    page.locator("a").filter(has_text="Визит Эмманюэля Макрона").click()
    place = page.locator("[id=event-macron-visit-kazakhstan-2023-11]").evaluate(
        "one => one.getBoundingClientRect().top"
    )
    assert 0 <= place < 800


HOSTILE = "<script>alert(1)</script><img src=//evil.example onerror=alert(1)> javascript:alert(1) \u202egpj.exe"


@pytest.mark.parametrize("form", ["html", "svg"])
def test_hostile_text_is_only_text(empty: Database, drawn: Drawn, visit: Visit, form: str) -> None:
    loaded(empty, hostile.records(HOSTILE))
    with empty.writing() as connection:
        connection.exec_driver_sql("UPDATE sources SET url = 'javascript:alert(1)', archive_url = NULL")
    page = visit(drawn(form))
    shown = page.evaluate("document.documentElement.textContent")
    assert (
        "<script>alert(1)</script><img src=//evil.example onerror=alert(1)> javascript:alert(1) \ufffdgpj.exe" in shown
    )
    assert page.locator("script, img").count() == 0
    addresses = page.evaluate("[...document.querySelectorAll('a')].map(one => one.getAttribute('href'))")
    assert addresses
    assert all(address.startswith("#") for address in addresses)
    for link in page.locator("a").all():
        if link.is_visible():
            link.click()


@pytest.mark.usefixtures("seeded")
def test_the_keyboard_reaches_every_entry_of_the_picture_that_is_shown(drawn: Drawn, visit: Visit) -> None:
    page = visit(drawn("html", "--on", "2023-11", "--person", "Макрон"))
    reached = []
    for _ in range(page.locator("svg.wide a").count()):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.getAttribute('href')"))
    assert len(set(reached)) == len(reached) > 3
