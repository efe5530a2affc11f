"""Access from other machines: a password, or a reverse proxy that has authenticated the user."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from hmac import compare_digest
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from time import monotonic
from urllib.parse import parse_qs, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from kzclaims.browse.preferences import here, is_own_path, language_of
from kzclaims.errors import InputError
from kzclaims.pages.environment import render
from kzclaims.pages.links import LinksWithoutTables

SHORTEST_PASSWORD = 12
"""The number of characters of the shortest password."""
LOGIN = "/login"

MOST_FAILURES = 5
MOST_FAILURES_OF_ALL = 100
"""The numbers of wrong passwords in a minute after which one address, or everybody, has to wait."""
_MINUTE = 60

WRONG_PASSWORD = "The password is wrong."  # noqa: S105 - a message
TOO_MANY = "Too many wrong passwords. Try again in a minute."


@dataclass(frozen=True)
class Access:
    """The ways in from other machines; none by default."""

    password: str | None = None
    proxy_header: str | None = None
    """The header in which a proxy names the user."""
    proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    """The addresses of the proxy. From others, the header is ignored."""

    @property
    def is_open(self) -> bool:
        return self.password is not None or self.proxy_header is not None

    def user_of(self, client: str | None, values: list[str]) -> str | None:
        """Return the user that the proxy names, from the address of the client and all values of the header."""
        try:
            address = ip_address(client or "")
        except ValueError:
            return None
        # A second value may come from the client itself.
        is_named = len(values) == 1 and values[0].strip() and any(address in network for network in self.proxies)
        return values[0].strip().encode("latin-1").decode("utf-8", "replace") if is_named else None


def is_loopback(host: str) -> bool:
    """Return True for an address that only this machine reaches."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def access(password: str | None = None, proxy_header: str | None = None, proxies: tuple[str, ...] = ()) -> Access:
    """Return the access that options describe. Raises `InputError` for incomplete or unsafe ones."""
    if password is not None and proxy_header is not None:
        raise InputError("give either a password or {proxy_header}, not both", parameters=("proxy_header",))
    if password is not None and len(password) < SHORTEST_PASSWORD:
        raise InputError(
            f"the password must have at least {SHORTEST_PASSWORD} characters, such as “openssl rand -hex 12” prints"
        )
    if (proxy_header is None) != (not proxies):
        raise InputError(
            "{proxy_header} needs the address of the proxy as {proxy_address}, and the other way round",
            parameters=("proxy_header", "proxy_address"),
        )
    try:
        return Access(password, proxy_header, tuple(ip_network(one) for one in proxies))
    except ValueError as error:
        raise InputError(
            "{proxy_address} must be an IP address or a network: {problem}",
            parameters=("proxy_address",),
            problem=error,
        ) from error


class Login:
    """The page that asks for the password."""

    def __init__(self, password: str, clock: Callable[[], float] = monotonic) -> None:
        self._password = password.encode()
        self._clock = clock
        self._failures: deque[tuple[float, str]] = deque()

    def ask(self, request: Request) -> Response:
        """Return a redirection to the login page, or the page itself."""
        if request.url.path != LOGIN:
            return RedirectResponse(
                f"{LOGIN}?{urlencode({'to': here(request.scope)})}", 302, {"Cache-Control": "no-store"}
            )
        return self._page(request, None, 200)

    async def check(self, request: Request, enter: Callable[[str], Response]) -> Response:
        """Return what `enter` returns for the address that was asked for, if the form contains the password."""
        fields = parse_qs((await request.body()).decode("utf-8", "replace"), keep_blank_values=True)
        client = request.client.host if request.client else ""
        if self._has_to_wait(client):
            return self._page(request, TOO_MANY, 429)
        if not compare_digest(fields.get("password", [""])[0].encode(), self._password):
            self._failures.append((self._clock(), client))
            return self._page(request, WRONG_PASSWORD, 403)
        to = request.query_params.get("to", "/")
        return enter(to if is_own_path(to) else "/")

    def _has_to_wait(self, client: str) -> bool:
        since = self._clock() - _MINUTE
        while self._failures and self._failures[0][0] < since:
            self._failures.popleft()
        of_client = sum(address == client for _, address in self._failures)
        return of_client >= MOST_FAILURES or len(self._failures) >= MOST_FAILURES_OF_ALL

    def _page(self, request: Request, problem: str | None, status: int) -> Response:
        links = LinksWithoutTables().at(here(request.scope))
        context = {"problem": problem, "address": here(request.scope)}
        html = render("login.html", context, links, language_of(request.scope).code)
        headers = {"Cache-Control": "no-store"} | ({"Retry-After": str(_MINUTE)} if status == 429 else {})
        return HTMLResponse(html, status, headers)
