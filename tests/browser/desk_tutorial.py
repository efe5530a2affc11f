"""Record the article of docs/tutorial.md at the desk, step by step as the tutorial describes."""

import re
from collections.abc import Callable
from pathlib import Path

from tests.browser.hand import Hand

TUTORIAL = Path(__file__).parents[2] / "docs/tutorial.md"
OPTIONS = ("--empty", "--published", "2025-06-04")


def article() -> str:
    """Return the article."""
    found = re.search(r"^```text\n(.*?)^```$", TUTORIAL.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


def record_library(hand: Hand, take: Callable[[str], object] = lambda _: None) -> None:
    """Record the source, three statements and two events, and save. `take` is called for each picture."""
    page = hand.page
    hand.click(page.locator("#group-sources .summary"))
    hand.click(page.get_by_role("combobox", name="Publisher"))
    hand.type("The Hillside Post")
    page.get_by_role("option", name="The Hillside Post new").wait_for()
    hand.press("ArrowDown")
    hand.press("Enter")
    _fill(hand, "url", "https://post.example/2025/06/04/library")

    for name in ("Nora Lind", "Tomas Reyes"):
        hand.select(name)
        hand.press("p")
        hand.press("Enter")

    hand.select("Nobody should have to choose between work and books")
    page.get_by_role("toolbar", name="Selected words").wait_for()
    take("tutorial-select")
    hand.press("s")
    hand.select("she said")
    hand.press("b")
    page.get_by_role("option", name="Nora Lind").wait_for()
    take("tutorial-speaker")
    hand.choose("Nora Lind")
    _fill(hand, "said", "on Tuesday")
    _fill(hand, "said", "2025-06-03")

    _record(hand, "The cost, she added, is “less than a new bus stop”", "she added", "Nora Lind")
    page.get_by_label("Kind").select_option("mixed")
    hand.settle()
    _fill(hand, "said", "2025-06-03")
    _fill(hand, "text", "The cost is “less than a new bus stop”.")

    _record(hand, "two in three visitors come at weekends", "According to Reyes", "Tomas Reyes")
    _fill(hand, "text", "Two in three visitors come at weekends.")

    hand.select("From September the library on Mill Street will open on Sundays")
    hand.press("v")
    _fill(hand, "title", "The library in Hillside opens on Sundays")
    _fill(hand, "date", "2025-09")
    _fill(hand, "place", "Hillside")

    hand.select("has asked for Sunday hours since the summer of 2021")
    hand.press("v")
    _fill(hand, "title", "Tomas Reyes asks for Sunday hours")
    _fill(hand, "date", "2021-22/..")
    hand.click(page.get_by_role("combobox", name="Add a participant"))
    hand.choose("Tomas Reyes")

    hand.press("Control+s")
    page.get_by_text("Saved and loaded.").wait_for()
    hand.click(page.locator("#group-statements .summary").first)
    page.evaluate("document.getElementById('text').scrollTop = 0")
    take("tutorial-desk")


def _record(hand: Hand, words: str, attribution: str, speaker: str) -> None:
    hand.select(words)
    hand.press("s")
    hand.page.locator(".current .words", has_text=words.strip("“”")).wait_for()
    hand.select(attribution)
    hand.press("b")
    hand.choose(speaker)


def _fill(hand: Hand, field: str, words: str) -> None:
    """Fill a field of the current record, and leave it."""
    target = hand.page.locator(f".current [data-path='{field}']").locator("input, textarea")
    target.fill(words)
    target.blur()
    hand.settle()
