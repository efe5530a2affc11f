"""The guard: checks of requests, and limits of pages.

The pages are for one user of this machine. Another user could request them, and a website could send a browser here or
bind its own name to 127.0.0.1 to read the responses. So a request needs the token of this server, the name of this
machine and the method GET or HEAD, and must not come from another site. Pages run no scripts and load nothing from
other servers, even if recorded text contains markup.

`Editing` names the exceptions of the desk: addresses that accept data, and pages that may run scripts of this server.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute

from kzclaims.browse.csv_cells import guard_cells
from kzclaims.browse.query_limits import IS_USER_QUERY, MOST_RUNNING, USER_ARGUMENTS

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Scope]]
Send = Callable[[Scope], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

HOSTS = ("127.0.0.1", "localhost")
OWN_SITES = (None, "none", "same-origin")
"""The values of Sec-Fetch-Site that are answered: programs send none, an address typed into a browser sends “none”."""
LONGEST_WAIT = 10
"""The number of seconds that a user's query waits for others to finish."""
BODY_TYPES = ("application/json", "application/x-www-form-urlencoded")
LARGEST_BODY = 5_000_000
"""The size of the largest body of a POST request, in bytes."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: with it, the Origin header of a form is “null”.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
SCRIPTS = "; script-src 'self'; connect-src 'self'"
"""Added to the Content-Security-Policy of pages with scripts. It allows none inside a page."""


@dataclass(frozen=True)
class Editing:
    """Additions of the desk to the pages, which accept no data and run no script without it."""

    routes: tuple[BaseRoute, ...] = ()
    posts: frozenset[str] = frozenset()
    """The paths to which POST is allowed. Keys and names belong into the body."""
    pages: tuple[str, ...] = ()
    """The paths of pages that may run scripts; those below them may, too."""


class Guard:
    """The application behind the guard."""

    def __init__(self, app: App, token: str, editing: Editing | None = None) -> None:
        self.app = app
        self._token = token
        self._editing = editing or Editing()
        # Cookies don't distinguish ports, so each server uses another name.
        self.cookie = f"kzclaims-{sha256(token.encode()).hexdigest()[:12]}"
        self._running = asyncio.Semaphore(MOST_RUNNING)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it with a reason."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Scope) -> None:
            if message["type"] == "http.response.start":
                own = self._headers(scope["path"])
                others = [one for one in message.get("headers", ()) if one[0].lower() not in own]
                message = {**message, "headers": [*others, *own.items()]}
            await send(message)

        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        arguments = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        host = headers.get(b"host", "")
        if host.rpartition(":")[0] not in HOSTS and host not in HOSTS:
            await _refuse(guarded, 421, "Only requests to 127.0.0.1 and localhost are answered.")
        elif headers.get(b"sec-fetch-site") not in OWN_SITES:
            await _refuse(guarded, 403, "Links from other sites are not followed. Paste the address into the browser.")
        elif scope["method"] == "POST" and scope["path"] in self._editing.posts:
            await self._post(scope, receive, guarded, headers)
        elif scope["method"] not in ("GET", "HEAD"):
            await _refuse(guarded, 405, "This address is read-only: use GET or HEAD.")
        elif any(name == "token" and self._is_token(value) for name, value in arguments):
            await self._welcome(scope, arguments, guarded)
        elif not self._is_known(headers):
            await _refuse(guarded, 403, "Open the address that kzclaims browse has printed; it contains a token.")
        elif not USER_ARGUMENTS.isdisjoint(name for name, _ in arguments):
            await self._run_query(scope, receive, guard_cells(scope, guarded))
        else:
            await self.app(scope, receive, guard_cells(scope, guarded))

    def _is_token(self, value: str) -> bool:
        return compare_digest(value.encode(), self._token.encode())

    def _headers(self, path: str) -> dict[bytes, bytes]:
        """Return the headers of every response to a path."""
        has_scripts = any(path == one or path.startswith(f"{one}/") for one in self._editing.pages)
        policy = HEADERS["Content-Security-Policy"] + (SCRIPTS if has_scripts else "")
        own = HEADERS | {"Content-Security-Policy": policy}
        return {name.lower().encode(): value.encode() for name, value in own.items()}

    async def _post(self, scope: Scope, receive: Receive, send: Send, headers: dict[bytes, str]) -> None:
        """Pass a request with data on if a page of this server has sent it."""
        origin = urlsplit(headers.get(b"origin", ""))
        size = headers.get(b"content-length", "0")
        if headers.get(b"sec-fetch-site") == "none" or origin.netloc != headers[b"host"]:
            await _refuse(send, 403, "Only pages of this server can send data.")
        elif not self._has_cookie(headers):
            await _refuse(send, 403, "Open the address with the token in this browser first.")
        elif headers.get(b"content-type", "").partition(";")[0].strip().lower() not in BODY_TYPES:
            await _refuse(send, 415, f"Data must be one of: {', '.join(BODY_TYPES)}.")
        elif not size.isascii() or not size.isdigit() or int(size[:20]) > LARGEST_BODY:
            await _refuse(send, 413, _TOO_LARGE)
        else:
            await self.app(scope, _bounded(receive), send)

    def _is_known(self, headers: dict[bytes, str]) -> bool:
        """Return True for a request with the cookie or, from a program, with the token as `Authorization: Bearer`."""
        scheme, _, value = headers.get(b"authorization", "").partition(" ")
        return (scheme.lower() == "bearer" and self._is_token(value)) or self._has_cookie(headers)

    def _has_cookie(self, headers: dict[bytes, str]) -> bool:
        try:
            cookie = SimpleCookie(headers.get(b"cookie", "")).get(self.cookie)
        except CookieError:
            return False
        return cookie is not None and self._is_token(cookie.value)

    async def _welcome(self, scope: Scope, arguments: list[tuple[str, str]], send: Send) -> None:
        """Store the token in a cookie and redirect to the address without it."""
        rest = urlencode([one for one in arguments if one[0] != "token"])
        path = "/" + scope.get("raw_path", scope["path"].encode()).partition(b"?")[0].decode("latin-1").lstrip("/")
        cookie = f"{self.cookie}={self._token}; Path=/; HttpOnly; SameSite=Strict"
        headers = {"location": path + (f"?{rest}" if rest else ""), "set-cookie": cookie, "cache-control": "no-store"}
        await _respond(send, 302, headers, b"")

    async def _run_query(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request with SQL of the user when fewer than `MOST_RUNNING` of them are being answered."""
        try:
            await asyncio.wait_for(self._running.acquire(), LONGEST_WAIT)
        except TimeoutError:
            await _refuse(send, 503, f"{MOST_RUNNING} queries are running already. Try again in a moment.")
            return
        IS_USER_QUERY.set(True)
        try:
            await self.app(scope, receive, send)
        finally:
            IS_USER_QUERY.set(False)
            self._running.release()


_TOO_LARGE = f"The data must have at most {LARGEST_BODY:,} bytes."


def _bounded(receive: Receive) -> Receive:
    """Return a function that receives a body, but not more than `LARGEST_BODY` bytes."""
    size = 0

    async def bounded() -> Scope:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > LARGEST_BODY:
            raise HTTPException(413, _TOO_LARGE)
        return message

    return bounded


async def _refuse(send: Send, status: int, reason: str) -> None:
    await _respond(send, status, {"content-type": "text/plain; charset=utf-8"}, f"{reason}\n".encode())


async def _respond(send: Send, status: int, headers: dict[str, str], body: bytes) -> None:
    encoded = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": encoded})
    await send({"type": "http.response.body", "body": body})
