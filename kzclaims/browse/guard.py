"""The guard: which requests are answered, and what a page may do.

The pages are for this machine. A website could still send a browser here, or rebind its own name to 127.0.0.1 to read
the answers. So only requests addressed to this machine by name are answered, and only reading ones. Pages run no
scripts and load nothing from elsewhere, whatever text they show.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Send = Callable[[Scope], Awaitable[None]]
App = Callable[[Scope, Callable[[], Awaitable[Scope]], Send], Awaitable[None]]

HOSTS = ("127.0.0.1", "localhost")

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_HEADERS = {name.lower().encode(): value.encode() for name, value in HEADERS.items()}


class Guard:
    """The application behind the guard."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Callable[[], Awaitable[Scope]], send: Send) -> None:
        """Answer a request, or refuse it with a reason."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Scope) -> None:
            if message["type"] == "http.response.start":
                others = [one for one in message.get("headers", ()) if one[0].lower() not in _HEADERS]
                message = {**message, "headers": [*others, *_HEADERS.items()]}
            await send(message)

        host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
        if host.rpartition(":")[0] not in HOSTS and host not in HOSTS:
            await _refuse(guarded, 421, "Only requests to 127.0.0.1 and localhost are answered.")
        elif scope["method"] not in ("GET", "HEAD"):
            await _refuse(guarded, 405, "The pages are read-only: use GET or HEAD.")
        else:
            await self.app(scope, receive, guarded)


async def _refuse(send: Send, status: int, why: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": f"{why}\n".encode()})
