"""The static website as a reader has it: the search from a disk, and every kind of page on a phone and in the dark."""

from pathlib import Path
from typing import Any

import pytest

from kzclaims.store.database.database import Database
from tests.browser.chromium import Accessible, Screenshot, Visit
from tests.browser.conftest import accessible, browser, screenshot, served, visit  # noqa: F401 - fixtures
from tests.contents import HOSTILE, loaded
from tests.export import hostile
from tests.running import Run

PHONE = {"width": 390, "height": 844}
PAGES = {
    "start": "index.html",
    "statement": "statements/24-kanal-ban-helps-ukraine.html",
    "person": "people/timur-olevsky.html",
    "organization": "organizations/the-moscow-times.html",
    "event": "events/macron-tokayev-meeting-2023-11.html",
    "source": "sources/24-kanal-olevsky-2023-11.html",
    "topic": "topics/sanctions.html",
    "statements": "statements.html",
    "year": "statements/in/2023.html",
    "people": "people.html",
    "timeline": "timeline.html",
    "numbers": "numbers.html",
    "search": "search.html",
}


@pytest.mark.usefixtures("seeded")
def test_the_search_finds_every_form_of_a_word(run: Run, served: str, visit: Visit) -> None:  # noqa: F811
    assert run("site", "out", "--lang", "ru").code == 0
    page = visit(f"{served}/out/index.html")
    page.get_by_role("searchbox").fill("объявило")
    page.get_by_role("searchbox").press("Enter")
    page.get_by_text("Найдено:").wait_for()
    marks = {text.lower() for text in page.locator("#results mark").all_text_contents()}
    assert "объявил" in marks
    page.locator("#results a").first.click()
    assert "объявил" in str(page.locator("main").text_content())
    missing = visit(f"{served}/out/search.html?q=жжж")
    missing.get_by_text("Ничего не найдено").wait_for()


@pytest.mark.slow
@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize(("code", "settings"), [("ru", {}), ("kk", {**PHONE, "scheme": "dark"})], ids=["ru", "kk"])
def test_every_kind_of_page_is_accessible(
    run: Run,
    served: str,  # noqa: F811
    visit: Visit,  # noqa: F811
    accessible: Accessible,  # noqa: F811
    screenshot: Screenshot,  # noqa: F811
    code: str,
    settings: dict[str, Any],
) -> None:
    assert run("site", "out", "--lang", code).code == 0
    for name, path in PAGES.items():
        page = visit(f"{served}/out/{path}", **settings)
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        screenshot(page, f"site-{code}-{name}{'-phone-dark' if settings else ''}")


@pytest.mark.slow
def test_hostile_text_runs_nothing(
    empty: Database,
    run: Run,
    tmp_path: Path,
    served: str,  # noqa: F811
    visit: Visit,  # noqa: F811
) -> None:
    loaded(empty, hostile.records(" ".join(HOSTILE)))
    assert run("site", "out", "--lang", "en").code == 0
    for path in sorted((tmp_path / "out").rglob("*.html")):
        visit(f"{served}/{path.relative_to(tmp_path).as_posix()}")
    page = visit(f"{served}/out/search.html?q=alert")
    page.get_by_text("Found:").wait_for()
    assert page.locator("#results li").count() > 0
