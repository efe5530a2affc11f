"""Another site in the browser of a reader who is logged in gets nothing from the server and no work out of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("datasette", reason="the pages need Datasette: pip install 'kzclaims[browse]'")

from playwright.sync_api import Browser, Page, Request

from tests.browser.serving import TOKENS, browsing
from tests.databases import create, seed_files

COSTLY = "/record.json?sql=select+hex(zeroblob(100000))"
SITE = """<!doctype html><title>Hostile</title>
<img src="{target}/x.png"><img src="{target}{costly}">
<script src="{target}{costly}"></script>
<link rel="stylesheet" href="{target}/static/style.css">
<iframe src="{target}/record"></iframe>
<iframe name="searched"></iframe>
<iframe name="posted"></iframe>
<form id="get" target="searched" action="{target}/search"><input name="q" value="x"></form>
<form id="post" target="posted" method="post" action="{target}/record?posted"><input name="sql" value="select 1"></form>
<script>
window.read = [];
const seen = (answer) => answer.text().then((text) => read.push(text), () => null);
const options = [
  {{credentials: "include"}}, {{mode: "no-cors", credentials: "include"}},
  {{method: "POST", mode: "no-cors", body: "x"}},
  {{headers: {{authorization: "Bearer x"}}}},
];
window.done = Promise.all(options.map((one) => fetch("{target}{costly}", one).then(seen, () => null)));
window.onload = () => {{ document.forms.get.submit(); document.forms.post.submit(); }};
</script>
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of the seed."""
    with browsing(create(tmp_path_factory.mktemp("seeded") / "kzclaims.db", *seed_files()).path) as address:
        yield address


def log_in(page: Page, home: str) -> None:
    for path in (f"/?token={TOKENS[home]}", "/record/statements"):
        response = page.goto(home + path)
        assert response is not None
        assert response.ok


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1"])
def test_another_site_gets_nothing(browser: Browser, home: str, served: str, tmp_path: Path, name: str) -> None:
    """The same host with another port is the same site for cookies; another name is another site."""
    (tmp_path / "index.html").write_text(SITE.format(target=home, costly=COSTLY), "utf-8")
    requests: list[Request] = []
    with browser.new_context() as context:
        page = context.new_page()
        log_in(page, home)
        page.on("request", lambda request: requests.append(request))  # noqa: PLW0108 - Playwright sets attributes on it
        with page.expect_response(f"{home}/search?q=x"), page.expect_response(f"{home}/record?posted"):
            page.goto(served.replace("127.0.0.1", name))
        page.evaluate("window.done")
        asked = [one for one in requests if one.url.startswith(home) and "icon" not in one.url]
        # Chromium also blocks the refusals, so that the page does not see a response at all.
        codes = {response.status for one in asked if (response := one.response()) is not None}
        read = page.evaluate("read.join('')")
        texts = [frame.content() for frame in page.frames if frame != page.main_frame]
    assert len(asked) >= 10
    assert codes == {403}
    assert read == ""
    assert not any("statements" in text for text in texts)


def test_a_link_from_another_site_opens_nothing(browser: Browser, home: str, served: str, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(f'<a href="{home}{COSTLY}">x</a>', "utf-8")
    with browser.new_context() as context:
        page = context.new_page()
        log_in(page, home)
        page.goto(served)
        with page.expect_navigation() as navigation:
            page.click("a")
        assert navigation.value.status == 403
