"""Take the pictures in docs/images/: `python -m docs.screenshots`, in the project's folder, takes all of them again.

They show `kzclaims browse` on the seed and on the example of docs/reference/dossier.md, and `kzclaims timeline` of the
seed, in Debian's Chromium.
"""

import re
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from kzclaims.cli.main import main as kzclaims
from tests.browser.chromium import launched, opened
from tests.browser.serving import browsing
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

TIMELINES: dict[str, dict[str, Any]] = {
    "timeline": {"width": 1144, "height": 560},
    "timeline-phone-dark": {**PHONE, "scheme": "dark"},
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


def _take(browser: Browser, address: str | Path, title: str, settings: dict[str, Any]) -> None:
    with opened(browser, address, **settings) as tab:
        tab.page.screenshot(path=IMAGES / f"{title}.png")
    assert not tab.faults, tab.faults


if __name__ == "__main__":
    main()
