"""Pages in a real headless Chromium that reaches nothing but the page's own origin.

The driver is Playwright, the browser the machine's own (on Debian `apt-get install chromium`), not one that Playwright
downloads. Every browser has a new, empty profile; every tab a context of its own. What a page complains of and whatever
it asks for outside its origin is a fault of the tab: such a request is stopped and recorded.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import urldefrag, urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Dialog, Page, Route, sync_playwright

from tests.browser.serving import authorization

HOW_TO_GET_IT = "there is no Chromium here: apt-get install chromium"

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Not even a look-up of a name leaves: a prefetch or a preconnect is no request that a page's events show.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
_GRAVE = ("serious", "critical")


Scheme = Literal["light", "dark"]
Visit = Callable[..., Page]
Accessible = Callable[[Page], None]
Screenshot = Callable[[Page, str], Path]


class Tab(NamedTuple):
    """A page, and what is wrong with it so far."""

    page: Page
    faults: list[str]


def executable() -> str | None:
    """Return the path of Chromium, or None if it is not installed."""
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


@contextmanager
def launched() -> Iterator[Browser]:
    """Start a headless Chromium with an empty profile. Raises `FileNotFoundError` where there is none.

    While it runs, an event loop runs in this thread, and no other one can.
    """
    path = executable()
    if path is None:
        raise FileNotFoundError(HOW_TO_GET_IT)
    with sync_playwright() as driver, driver.chromium.launch(executable_path=path, args=[*_FLAGS]) as browser:
        yield browser


@contextmanager
def opened(
    browser: Browser,
    address: str | Path,
    *,
    width: int = 1280,
    height: int = 800,
    scheme: Scheme = "light",
    scale: float = 1,
    locale: str = "en",
) -> Iterator[Tab]:
    """Open an address or a file in a window of so many CSS pixels, each of `scale` device pixels.

    The faults are complete when the block has ended.
    """
    home = address.absolute().as_uri() if isinstance(address, Path) else address
    with browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        device_scale_factor=scale,
        locale=locale,
        reduced_motion="reduce",
        service_workers="block",
        extra_http_headers=authorization(home),
    ) as context:
        faults: list[str] = []

        def go(route: Route) -> None:
            if _is_outside(route.request.url, home):
                faults.append(f"asks for {route.request.url}")
                route.abort()
            else:
                route.continue_()

        def dismiss(dialog: Dialog) -> None:
            faults.append(f"dialog: {dialog.message}")
            dialog.dismiss()

        context.route("**", go)
        context.on("console", lambda said: faults.append(f"console: {said.text}") if said.type == "error" else None)
        context.on("weberror", lambda raised: faults.append(f"error: {raised.error}"))
        context.on("dialog", dismiss)
        page = context.new_page()
        page.on("websocket", lambda socket: faults.append(f"asks for {socket.url}"))
        page.goto(home)
        yield Tab(page, faults)
        # Events come in order: what happened before this answer is known after it.
        page.evaluate("0")


def inaccessible(page: Page) -> list[str]:
    """Return the serious and critical findings of axe-core, each with its elements."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['impact']}: {one['help']} ({one['id']})\n"
        + "\n".join(f"  {' '.join(map(str, node['target']))}: {node['html']}" for node in one["nodes"])
        for one in found
        if one["impact"] in _GRAVE
    ]


def _is_outside(url: str, home: str) -> bool:
    """Return True if a page requests another origin. The origin of a file is the file; data: and blob: have none."""
    asked, own = urlsplit(url), urlsplit(home)
    if asked.scheme in ("data", "blob", "about"):
        return False
    if own.scheme == "file":
        return urldefrag(url).url != urldefrag(home).url
    return (asked.scheme, asked.netloc) != (own.scheme, own.netloc)
