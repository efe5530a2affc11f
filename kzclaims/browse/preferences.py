"""The language of a page: a choice that the browser keeps in a cookie, or the languages that it prefers."""

from collections.abc import MutableMapping
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kzclaims.pages.languages import NAMES, Language, choose

COOKIE = "kzclaims-language"
ARGUMENT = "lang"
_YEAR = 365 * 24 * 3600


def language_of(scope: MutableMapping[str, Any]) -> Language:
    """Return the language of the page that a request asks for."""
    request = Request(scope)
    return choose(_asked(request), request.cookies.get(COOKIE), accepted=request.headers.get("accept-language", ""))


def here(scope: MutableMapping[str, Any]) -> str:
    """Return the path and query of a request, without a language that the query chooses."""
    request = Request(scope)
    url = request.url if _asked(request) is None else request.url.remove_query_params(ARGUMENT)
    return url.path + (f"?{url.query}" if url.query else "")


def is_own_path(to: str) -> bool:
    """Return True for an address that leads to this server, whatever its name."""
    return to.startswith("/") and not to.startswith(("//", "/\\")) and to.isprintable()


def keep(request: Request, response: Response) -> Response:
    """Return a response that stores the language in a cookie if the address chooses one."""
    if (code := _asked(request)) in NAMES:
        response.set_cookie(COOKIE, str(code), max_age=_YEAR, httponly=True, samesite="lax")
    return response


async def choose_language(request: Request) -> Response:
    """Store a language in a cookie and return to the page that offered it."""
    to = request.query_params.get("to", "/")
    response = RedirectResponse(to if is_own_path(to) else "/", 302, {"Cache-Control": "no-store"})
    response.set_cookie(COOKIE, request.scope["path"].rpartition("/")[2], max_age=_YEAR, httponly=True, samesite="lax")
    return response


def _asked(request: Request) -> str | None:
    """Return the language in the address. In addresses of tables, the argument is a column."""
    return None if request.scope["path"].startswith("/record") else request.query_params.get(ARGUMENT)
