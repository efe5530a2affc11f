"""Measure how long the desk takes to answer a click in a text of 200,000 characters with 1,000 passages.

    python -m benchmarks.desk [--runs 5]

Each row is one kind of click or key: the milliseconds from the event to the next frame, and the processor time of the
page's main thread in it, which other programs don't lengthen. The longest of the runs is shown, too.
"""

import argparse
import json
import statistics
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser.chromium import launched, opened
from tests.browser.desk_article import long_dossier
from tests.browser.hand import Hand
from tests.browser.serving import at_desk
from tests.databases import create

_CATEGORIES = ["devtools.timeline", "disabled-by-default-devtools.timeline", "blink.user_timing"]
_MEASURE = """() => {
    window.frames_ = [];
    for (const type of ["click", "keydown"]) window.addEventListener(type, (event) => {
        requestAnimationFrame(() => {
            const channel = new MessageChannel();
            channel.port1.onmessage = () => {
                window.frames_.push(performance.now() - event.timeStamp);
                performance.mark("answered");
            };
            channel.port2.postMessage(0);
        });
    }, true);
}"""


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    arguments.add_argument("--runs", type=int, default=5)
    runs = arguments.parse_args().runs
    with tempfile.TemporaryDirectory() as name, launched() as browser:
        folder = Path(name)
        (folder / "long.toml").write_text(long_dossier(), encoding="utf-8")
        database = create(folder / "kzclaims.db").path
        with at_desk(database, folder / "long.toml") as address, opened(browser, address) as tab:
            page = tab.page
            page.locator("#text mark").nth(999).wait_for(state="attached")
            page.wait_for_timeout(2000)
            page.evaluate(_MEASURE)
            hand = Hand(page, address)
            actions: dict[str, Callable[[int], None]] = {
                "click on a passage": lambda run: hand.click(page.locator("#text mark").nth(100 + 150 * run)),
                "click on a record": lambda run: hand.click(page.locator(".summary").nth(60 + 150 * run)),
                "next record": lambda _: hand.press("j"),
                "record a statement": lambda run: _record(hand, 40 + 100 * run),
                "undo": lambda _: hand.press("u"),
            }
            print(f"{'':24}{'to the frame':>14}{'longest':>10}{'processor':>12}{'longest':>10}   (ms, median)")
            for title, action in actions.items():
                times = [_measured(browser, page, folder, partial(action, run)) for run in range(runs)]
                wall, busy = zip(*times, strict=True)
                figures = (statistics.median(wall), max(wall), statistics.median(busy), max(busy))
                print(
                    f"{title:24}"
                    + "".join(f"{one:>{width}.0f}" for one, width in zip(figures, (14, 10, 12, 10), strict=True))
                )


def _record(hand: Hand, nth: int) -> None:
    hand.select("Ветер дует", nth)
    hand.press("s")


def _measured(browser: Browser, page: Page, folder: Path, action: Callable[[], None]) -> tuple[float, float]:
    """Return the milliseconds from the last event of an action to its frame, and the processor time in them."""
    trace = folder / "trace.json"
    page.evaluate("window.frames_.length = 0")
    browser.start_tracing(page=page, path=trace, categories=_CATEGORIES)
    action()
    page.wait_for_function("window.frames_.length > 0")
    page.wait_for_timeout(300)
    browser.stop_tracing()
    wall = max(page.evaluate("window.frames_"))
    events = json.loads(trace.read_text("utf-8"))["traceEvents"]
    (*_, answered) = [one for one in events if one["name"] == "answered"]
    asked = answered["ts"] - wall * 1000
    thread = (answered["pid"], answered["tid"])
    tasks = [one for one in events if one["name"] == "RunTask" and (one["pid"], one["tid"]) == thread]
    busy = sum(one.get("tdur", one["dur"]) for one in tasks if asked - 1000 <= one["ts"] <= answered["ts"]) / 1000
    return wall, busy


if __name__ == "__main__":
    main()
