"""For tests of pages as a reader has them, in a real browser.

    def test_the_page(visit: Visit, accessible: Accessible, screenshot: Screenshot) -> None:
        page = visit(address_or_path)  # or with width=390, scheme="dark"
        assert page.get_by_role("heading").first.text_content() == "…"
        accessible(page)
        screenshot(page, "the-page")

`visit` opens a page (Playwright's `Page`) and fails the test at its end for a console error, an exception, a dialog, or
a request to anything but the page's own origin; it takes the arguments of `tests.browser.chromium.opened`. `accessible`
fails for what axe-core calls serious or critical. `screenshot` writes a PNG of the whole page to look at: under the
test's `tmp_path`, or into DIR with `pytest --screenshots DIR`. Without a Chromium these tests are skipped.

One browser serves a module. Playwright runs an event loop in the main thread meanwhile, so that a server belongs into a
thread or a process of its own.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import chromium
from tests.browser.chromium import Accessible, Screenshot, Visit
from tests.browser.serving import serving


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return a headless Chromium with an empty profile."""
    if chromium.executable() is None:
        pytest.skip(chromium.HOW_TO_GET_IT)
    with chromium.launched() as browser:
        yield browser


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Open a page. The test fails at its end if the page logged errors or requested other addresses."""
    tabs: list[chromium.Tab] = []
    with ExitStack() as stack:

        def opens(address: str | Path, **settings: Any) -> Page:
            tabs.append(stack.enter_context(chromium.opened(browser, address, **settings)))
            return tabs[-1].page

        yield opens
    assert [fault for tab in tabs for fault in tab.faults] == []


@pytest.fixture
def accessible() -> Accessible:
    """Fails for serious and critical faults of accessibility."""

    def check(page: Page) -> None:
        faults = chromium.inaccessible(page)
        assert not faults, "\n".join(faults)

    return check


@pytest.fixture
def screenshot(request: pytest.FixtureRequest, tmp_path: Path) -> Screenshot:
    """Write a PNG of the whole page (of an SVG, of the window), for a person to look at."""
    folder = Path(request.config.getoption("--screenshots") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)

    def take(page: Page, name: str) -> Path:
        path = folder / f"{name}.png"
        # Playwright cannot measure a page that is an SVG.
        page.screenshot(path=path, full_page=page.evaluate("document.contentType") == "text/html")
        return path

    return take


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    """Serve the folder of the test on this machine."""
    with serving(tmp_path) as address:
        yield address
