"""A user of the desk with a keyboard and a mouse, whose key presses and clicks are counted."""

from typing import Any

from playwright.sync_api import Locator, Page

_FIND = """([words, nth]) => {
    const root = document.getElementById("text");
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const nodes = [];
    let text = "";
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        nodes.push([text.length, node]);
        text += node.data;
    }
    let first = -1;
    for (let count = 0; count <= nth; count++) first = text.indexOf(words, first + 1);
    if (first < 0) throw new Error(`not in the text: ${words}`);
    const place = (offset, end) => {
        const [start, node] = nodes.findLast(([start]) => (end ? start < offset : start <= offset));
        return [node, offset - start];
    };
    const range = document.createRange();
    range.setStart(...place(first, false));
    range.setEnd(...place(first + words.length, true));
    const pane = root.getBoundingClientRect();
    const before = range.getBoundingClientRect();
    root.scrollTop += before.top - pane.top - 40;
    const rects = [...range.getClientRects()].filter((one) => one.width > 1);
    const [from, to] = [rects[0], rects.at(-1)];
    return [from.left + 1, from.top + from.height / 2, to.right - 1, to.top + to.height / 2];
}"""


class Hand:
    """Presses keys and clicks. `count` is their number; typed words are not in it, modifier keys are."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.count = 0

    def settle(self) -> None:
        """Wait until the server has answered to all edits."""
        self.page.locator("main[aria-busy=false]").wait_for()

    def press(self, keys: str) -> None:
        """Press a key, with modifiers: Control+S."""
        self.count += keys.count("+") + 1
        self.page.keyboard.press(keys)
        self.settle()

    def type(self, words: str) -> None:
        """Type words."""
        self.page.keyboard.insert_text(words)

    def click(self, target: Locator) -> None:
        """Click an element."""
        self.count += 1
        target.click()
        self.settle()

    def select(self, words: str, nth: int = 0) -> None:
        """Select words of the text with the mouse."""
        left, top, right, bottom = self.page.evaluate(_FIND, [words, nth])
        self.count += 1
        self.page.mouse.move(left, top)
        self.page.mouse.down()
        self.page.mouse.move(right, bottom)
        self.page.mouse.up()

    def choose(self, name: str) -> None:
        """Choose a name from the open list of an empty field, by its digit."""
        names = self.page.locator("[role=option] .name:visible")
        names.first.wait_for()
        self.press(f"Digit{names.all_text_contents().index(name) + 1}")

    def state(self) -> dict[str, Any]:
        """Return the state of the dossier."""
        answer: dict[str, Any] = self.page.evaluate("fetch('/desk/state').then((answer) => answer.json())")
        return answer
