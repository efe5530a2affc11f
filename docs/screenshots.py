"""Take the pictures in docs/images/: `python -m docs.screenshots`, in the project's folder, takes all of them again.

They show `kzclaims browse` on the seed and on the example of docs/reference/dossier.md, `kzclaims timeline` and
`kzclaims site` of the seed, and `kzclaims desk` with the article of docs/tutorial.md and a drafted one, in Debian's
Chromium.
"""

import re
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from kzclaims.cli.main import main as kzclaims
from tests.browser.chromium import launched, opened
from tests.browser.desk_article import ARTICLE, STATEMENTS
from tests.browser.desk_tutorial import OPTIONS, article, record_library
from tests.browser.hand import Hand
from tests.browser.serving import at_desk, browsing, serving
from tests.databases import create, seed_files

DOCS = Path(__file__).parent
IMAGES = DOCS / "images"
PHONE: dict[str, Any] = {"width": 390, "height": 844}

Pages = dict[str, tuple[str, dict[str, Any]]]

SEED: Pages = {
    "start": ("/", {}),
    "search": ("/search?q=санкциями", {"height": 420}),
    "person-phone": ("/person/timur-olevsky", PHONE),
    "event-dark": ("/event/macron-tokayev-meeting-2023-11", {"scheme": "dark"}),
    "table": ("/record/statements?_topic=sanctions", {}),
}
EXAMPLE: Pages = {"passage": ("/statement/brook-nine-years", {})}

SITE: Pages = {
    "site-start": ("/ru/index.html", {}),
    "site-search": ("/ru/search.html?q=санкция", {"height": 520}),
    "site-phone-kk": ("/kk/people/timur-olevsky.html", {**PHONE, "scheme": "dark"}),
}

TIMELINES: dict[str, dict[str, Any]] = {
    "timeline": {"width": 1144, "height": 560},
    "timeline-phone-dark": {**PHONE, "scheme": "dark"},
}

DESKS: dict[str, dict[str, Any]] = {
    "desk": {"width": 1180, "height": 720},
    "desk-phone-dark": {**PHONE, "scheme": "dark"},
}


def example(path: Path) -> Path:
    """Create a database of the example of docs/reference/dossier.md, which contains the text of its source."""
    dossier = path.with_suffix(".toml")
    page = (DOCS / "reference/dossier.md").read_text("utf-8")
    (block,) = re.findall(r"^```toml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    dossier.write_text(block, encoding="utf-8")
    return create(path, dossier).path


def main() -> None:
    """Write the pictures."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name, launched() as browser:
        folder = Path(name)
        seed = create(folder / "seed.db", *seed_files()).path
        for database, pages in ((seed, SEED), (example(folder / "example.db"), EXAMPLE)):
            with browsing(database) as address:
                for title, (path, settings) in pages.items():
                    _take(browser, address + path, title, {"width": 1000, "height": 640, **settings})
        timeline = folder / "timeline.html"
        kzclaims(["--database", str(seed), "timeline", "--format", "html", "--output", str(timeline)])
        for title, settings in TIMELINES.items():
            _take(browser, timeline, title, settings)
        kzclaims(["--database", str(seed), "site", str(folder / "site")])
        with serving(folder / "site") as address:
            for title, (path, settings) in SITE.items():
                _take(browser, address + path, title, {"width": 1000, "height": 640, **settings})
        _take_tutorial(browser, folder)
        _take_drafts(browser, folder)


def _take_tutorial(browser: Browser, folder: Path) -> None:
    """Record the article of the tutorial at the desk, and take its pictures."""
    (folder / "library.txt").write_text(article(), encoding="utf-8")
    database = create(folder / "library.db").path
    with at_desk(database, folder / "library.txt", *OPTIONS) as address:
        with opened(browser, address, width=1180, height=720) as tab:
            page = tab.page
            page.locator("#text p").first.wait_for()
            record_library(Hand(page, address), lambda title: page.screenshot(path=IMAGES / f"{title}.png"))
        assert not tab.faults, tab.faults


def _take_drafts(browser: Browser, folder: Path) -> None:
    """Open a drafted article at the desk, and take pictures of a choice of speakers and of a phone."""
    (folder / "shore.txt").write_text(ARTICLE, encoding="utf-8")
    database = create(folder / "shore.db").path
    with at_desk(database, folder / "shore.txt") as address:
        for title, settings in DESKS.items():
            with opened(browser, address, **settings) as tab:
                tab.page.locator("#text p").first.wait_for()
                if title == "desk":
                    words, attribution, _ = STATEMENTS[7]
                    hand = Hand(tab.page, address)
                    hand.select(words)
                    hand.press("s")
                    hand.select(attribution)
                    hand.press("b")
                    tab.page.get_by_role("option").first.wait_for()
                tab.page.screenshot(path=IMAGES / f"{title}.png")
            assert not tab.faults, tab.faults


def _take(browser: Browser, address: str | Path, title: str, settings: dict[str, Any]) -> None:
    with opened(browser, address, **settings) as tab:
        # The search of a site needs a moment.
        tab.page.wait_for_load_state("networkidle")
        tab.page.screenshot(path=IMAGES / f"{title}.png")
    assert not tab.faults, tab.faults


if __name__ == "__main__":
    main()
