"""The browser notices what it is there to notice."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import chromium
from tests.browser.chromium import Accessible, Screenshot, Visit

PAGE = """<!doctype html><html lang="en"><title>Page</title><main><h1>Heading</h1>{}</main></html>"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    return tmp_path / "page.html"


FAULTS = {
    "<script>console.error('what is wrong')</script>": "console: what is wrong",
    "<script>throw new Error('broken')</script>": "error: broken",
    "<script>alert('boo')</script>": "dialog: boo",
    "<img src='https://example.org/a.png' alt=''>": "asks for https://example.org/a.png",
    "<link rel='stylesheet' href='other.css'>": "asks for file:///",
    "<script>new WebSocket('ws://127.0.0.1:9/')</script>": "asks for ws://127.0.0.1:9/",
    "<iframe src='https://example.org/' title='x'></iframe>": "asks for https://example.org/",
}


@pytest.mark.parametrize(("html", "fault"), FAULTS.items())
def test_problems_of_a_page_are_detected(browser: Browser, page: Path, html: str, fault: str) -> None:
    page.write_text(PAGE.format(html), "utf-8")
    with chromium.opened(browser, page) as tab:
        pass
    assert any(found.startswith(fault) for found in tab.faults), tab.faults


def test_a_page_may_request_its_own_origin(page: Path, served: str, visit: Visit) -> None:
    page.write_text(PAGE.format("<img src='own.svg' alt='a'><img src='data:image/svg+xml,<svg/>' alt='b'>"), "utf-8")
    page.with_name("own.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="7" height="7"/>', "utf-8")
    opened = visit(f"{served}/page.html")
    assert opened.evaluate("document.images[0].naturalWidth") == 7


def test_another_port_is_another_origin(browser: Browser, page: Path, served: str) -> None:
    page.write_text(PAGE.format("<img src='http://127.0.0.1:9/' alt=''>"), "utf-8")
    with chromium.opened(browser, f"{served}/page.html") as tab:
        pass
    assert "asks for http://127.0.0.1:9/" in tab.faults


def test_accessibility_problems_are_detected(visit: Visit, accessible: Accessible, page: Path) -> None:
    page.write_text(PAGE.format("<p>words</p>"), "utf-8")
    accessible(visit(page))
    page.write_text(PAGE.format("<p style='color: #ddd; background: #fff'>words</p>"), "utf-8")
    with pytest.raises(AssertionError, match=r"serious: .*contrast.*\n +p: <p style"):
        accessible(visit(page))


def test_a_window_has_the_requested_size(visit: Visit, screenshot: Screenshot, page: Path) -> None:
    page.write_text(PAGE.format("<p style='height: 2000px'>words</p>"), "utf-8")
    opened = visit(page, width=390, height=844, scheme="dark", scale=2)
    assert opened.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    head = screenshot(opened, "phone").read_bytes()[:24]
    assert head.startswith(b"\x89PNG")
    width, height = (int.from_bytes(head[at : at + 4]) for at in (16, 20))
    assert width == 780
    assert height > 4000


def test_a_missing_chromium_is_reported_with_the_way_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(FileNotFoundError, match="apt-get install chromium"), chromium.launched():
        pass
