"""The guard: checks of requests, and limits of pages.

The pages are for one user of this machine. Another user could request them, and a website could send a browser here or
bind its own name to 127.0.0.1 to read the responses. So a request needs the token of this server, the name of this
machine and the method GET or HEAD, and must not come from another site. Pages run no scripts and load nothing from
other servers, even if recorded text contains markup.

With `Access`, requests from other machines are answered, too: those with the password, or those that a trusted proxy
sends with the name of a user. They may use any name of this machine, because cookies belong to one name.

`Editing` names the exceptions of the desk: addresses that accept data, and pages that may run scripts of this server.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from hmac import compare_digest
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from kzclaims.browse.access import LOGIN, Access, Login, is_loopback
from kzclaims.browse.csv_cells import guard_cells
from kzclaims.browse.preferences import language_of
from kzclaims.browse.query_limits import IS_USER_QUERY, MOST_RUNNING, USER_ARGUMENTS

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Scope]]
Send = Callable[[Scope], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

OWN_SITES = (None, "none", "same-origin")
"""The values of Sec-Fetch-Site that are answered: programs send none, an address typed into a browser sends “none”."""
LONGEST_WAIT = 10
"""The number of seconds that a user's query waits for others to finish."""
BODY_TYPES = ("application/json", "application/x-www-form-urlencoded")
LARGEST_BODY = 5_000_000
"""The size of the largest body of a POST request, in bytes."""
_LARGEST_LOGIN = 10_000
_PUBLIC = ("/static/", "/language/")
"""The beginnings of paths that the login page needs."""

OTHER_HOST = "Only requests to 127.0.0.1 and localhost are answered."
OTHER_SITE = "Links from other sites are not followed. Paste the address into the browser."
READ_ONLY = "This address is read-only: use GET or HEAD."
NO_TOKEN = "Open the address that kzclaims has printed; it contains a token."  # noqa: S105 - a message
NO_USER = "Only requests that the proxy has authenticated are answered."
NOT_OUR_PAGE = "Only pages of this server can send data."
NO_COOKIE = "Open a page of this server in this browser first."
WRONG_TYPE = "Data must be JSON or a form."
TOO_LARGE = "The data is too large."
BUSY = "Too many queries are running already. Try again in a moment."
REASONS = (
    *(OTHER_HOST, OTHER_SITE, READ_ONLY, NO_TOKEN, NO_USER, NOT_OUR_PAGE, NO_COOKIE, WRONG_TYPE, TOO_LARGE, BUSY),
)

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

    def __init__(self, app: App, token: str, editing: Editing | None = None, access: Access | None = None) -> None:
        self.app = app
        self._token = token
        self._editing = editing or Editing()
        self._access = access or Access()
        self._login = Login(self._access.password) if self._access.password else None
        # Cookies don't distinguish ports, so each server uses another name.
        self.cookie = f"kzclaims-{sha256(token.encode()).hexdigest()[:12]}"
        self._running = asyncio.Semaphore(MOST_RUNNING)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it with a reason."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        scope["user"] = self._user(scope)
        guarded = self._guarded(scope, headers, send)
        arguments = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        refuse = partial(_refuse, scope, guarded)
        if not self._access.is_open and not _is_local(headers.get(b"host", "")):
            await refuse(421, OTHER_HOST)
        elif headers.get(b"sec-fetch-site") not in OWN_SITES:
            await refuse(403, OTHER_SITE)
        elif self._login and scope["path"] == LOGIN:
            await self._log_in(self._login, scope, receive, guarded, headers)
        elif scope["method"] == "POST" and scope["path"] in self._editing.posts:
            await self._post(scope, receive, guarded, headers)
        elif scope["method"] not in ("GET", "HEAD"):
            await refuse(405, READ_ONLY)
        elif any(name == "token" and self._is_token(value) for name, value in arguments):
            await self._welcome(scope, arguments, guarded)
        elif not self._is_known(scope, headers) and not (self._login and scope["path"].startswith(_PUBLIC)):
            if self._login:
                await self._login.ask(Request(scope))(scope, receive, guarded)
            else:
                await refuse(403, NO_USER if self._access.proxy_header else NO_TOKEN)
        elif not USER_ARGUMENTS.isdisjoint(name for name, _ in arguments):
            await self._run_query(scope, receive, guard_cells(scope, guarded))
        else:
            await self.app(scope, receive, guard_cells(scope, guarded))

    def _guarded(self, scope: Scope, headers: dict[bytes, str], send: Send) -> Send:
        """Return a function that sends a response with the headers of every response."""

        async def guarded(message: Scope) -> None:
            if message["type"] == "http.response.start":
                own = self._headers(scope["path"])
                others = [one for one in message.get("headers", ()) if one[0].lower() not in own]
                if scope["user"] is not None and not self._has_cookie(headers):
                    others.append((b"set-cookie", self._new_cookie(headers).encode()))
                message = {**message, "headers": [*others, *own.items()]}
            await send(message)

        return guarded

    def _user(self, scope: Scope) -> str | None:
        """Return the user that the proxy names."""
        name = (self._access.proxy_header or "").lower().encode()
        if not name:
            return None
        values = [value.decode("latin-1") for header, value in scope["headers"] if header == name]
        return self._access.user_of(scope["client"][0] if scope.get("client") else None, values)

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
        if problem := _problem_of_data(headers, LARGEST_BODY):
            await _refuse(scope, send, *problem)
        elif not self._has_cookie(headers):
            await _refuse(scope, send, 403, NO_COOKIE)
        elif self._access.proxy_header and scope["user"] is None:
            await _refuse(scope, send, 403, NO_USER)
        else:
            await self.app(scope, _bounded(receive, LARGEST_BODY), send)

    async def _log_in(
        self, login: Login, scope: Scope, receive: Receive, send: Send, headers: dict[bytes, str]
    ) -> None:
        """Show the login page, or check a password that it has sent."""

        def enter(to: str) -> Response:
            cookie = {"Set-Cookie": self._new_cookie(headers), "Cache-Control": "no-store"}
            return RedirectResponse(to, 303, cookie)

        request = Request(scope, _bounded(receive, _LARGEST_LOGIN))
        if scope["method"] != "POST":
            response = login.ask(request)
        elif problem := _problem_of_data(headers, _LARGEST_LOGIN):
            await _refuse(scope, send, *problem)
            return
        else:
            try:
                response = await login.check(request, enter)
            except HTTPException as error:
                await _refuse(scope, send, error.status_code, error.detail)
                return
        await response(scope, receive, send)

    def _is_known(self, scope: Scope, headers: dict[bytes, str]) -> bool:
        """Return True for a user of the proxy, or the cookie; or for the token as `Authorization: Bearer`."""
        scheme, _, value = headers.get(b"authorization", "").partition(" ")
        if scheme.lower() == "bearer" and self._is_token(value):
            return True
        return scope["user"] is not None if self._access.proxy_header else self._has_cookie(headers)

    def _has_cookie(self, headers: dict[bytes, str]) -> bool:
        try:
            cookie = SimpleCookie(headers.get(b"cookie", "")).get(self.cookie)
        except CookieError:
            return False
        return cookie is not None and self._is_token(cookie.value)

    def _new_cookie(self, headers: dict[bytes, str]) -> str:
        """Return the cookie with the token, for connections with TLS only if the page has come through one."""
        is_secure = headers.get(b"origin", "").startswith("https:")
        return f"{self.cookie}={self._token}; Path=/; HttpOnly; SameSite=Strict{'; Secure' if is_secure else ''}"

    async def _welcome(self, scope: Scope, arguments: list[tuple[str, str]], send: Send) -> None:
        """Store the token in a cookie and redirect to the address without it."""
        rest = urlencode([one for one in arguments if one[0] != "token"])
        path = "/" + scope.get("raw_path", scope["path"].encode()).partition(b"?")[0].decode("latin-1").lstrip("/")
        location = path + (f"?{rest}" if rest else "")
        headers = {"location": location, "set-cookie": self._new_cookie({}), "cache-control": "no-store"}
        await _respond(send, 302, headers, b"")

    async def _run_query(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request with SQL of the user when fewer than `MOST_RUNNING` of them are being answered."""
        try:
            await asyncio.wait_for(self._running.acquire(), LONGEST_WAIT)
        except TimeoutError:
            await _refuse(scope, send, 503, BUSY)
            return
        IS_USER_QUERY.set(True)
        try:
            await self.app(scope, receive, send)
        finally:
            IS_USER_QUERY.set(False)
            self._running.release()


def _is_local(host: str) -> bool:
    """Return True for a Host header that names this machine as only this machine can."""
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    return is_loopback(name.removeprefix("[").removesuffix("]"))


def _problem_of_data(headers: dict[bytes, str], largest: int) -> tuple[int, str] | None:
    """Return the status and the reason why the data of a request is not accepted, or None."""
    size = headers.get(b"content-length", "0")
    if headers.get(b"sec-fetch-site") == "none" or urlsplit(headers.get(b"origin", "")).netloc != headers.get(b"host"):
        return 403, NOT_OUR_PAGE
    if headers.get(b"content-type", "").partition(";")[0].strip().lower() not in BODY_TYPES:
        return 415, WRONG_TYPE
    if not size.isascii() or not size.isdigit() or int(size[:20]) > largest:
        return 413, TOO_LARGE
    return None


def _bounded(receive: Receive, largest: int) -> Receive:
    """Return a function that receives a body, but not more bytes than `largest`."""
    size = 0

    async def bounded() -> Scope:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > largest:
            raise HTTPException(413, TOO_LARGE)
        return message

    return bounded


async def _refuse(scope: Scope, send: Send, status: int, reason: str) -> None:
    """Answer with a reason, in the language of the reader."""
    text = language_of(scope).gettext(reason)
    await _respond(send, status, {"content-type": "text/plain; charset=utf-8"}, f"{text}\n".encode())


async def _respond(send: Send, status: int, headers: dict[str, str], body: bytes) -> None:
    encoded = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": encoded})
    await send({"type": "http.response.body", "body": body})
