"""The addresses of the pages: start, search, person, statement, event, source."""

import asyncio
from collections.abc import Callable
from urllib.parse import quote

from sqlalchemy import Connection
from starlette.convertors import IntegerConvertor, PathConvertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from kzclaims.browse.preferences import choose_language, here, keep, language_of
from kzclaims.browse.record import NAME
from kzclaims.errors import NotFoundError
from kzclaims.pages import contents
from kzclaims.pages.contents import RECORD_TABLES, Contents
from kzclaims.pages.environment import STATIC, render
from kzclaims.pages.languages import NAMES
from kzclaims.store.read.browsing import key_of_row, organization_id

PRIVATE = {"Cache-Control": "private, no-store", "Vary": "Cookie, Authorization, Accept-Language"}
"""Headers of pages that no cache may keep."""


async def start(request: Request) -> Response:
    """Show the contents of the database and the ways to search it."""
    return await answer(request, lambda connection: page(request, "start.html", contents.start(connection)))


async def search(request: Request) -> Response:
    """Show the people with such a name, and the statements and events that contain them."""
    text = request.query_params.get("q", "").strip()
    return await answer(request, lambda connection: page(request, "search.html", contents.search(connection, text)))


async def person(request: Request) -> Response:
    """Show a person by any name. Addresses with another name than the key redirect to the one with the key."""
    year = request.query_params.get("on") or None
    return await _record(request, "person", lambda connection, name: contents.person(connection, name, year))


async def look_up_person(request: Request) -> Response:
    """Redirect from a name in a form to the page of the person."""
    name = request.query_params.get("name", "").strip()
    return redirect(f"/person/{quote(name, safe='')}" if name else f"/{NAME}/people")


async def statement(request: Request) -> Response:
    """Show a statement, with each passage in the text of its source."""
    return await _record(request, "statement", contents.statement)


async def event(request: Request) -> Response:
    """Show an event and the statements about it."""
    return await _record(request, "event", contents.event)


async def source(request: Request) -> Response:
    """Show a source with its statements and events."""
    return await _record(request, "source", contents.source)


async def party(request: Request) -> Response:
    """Redirect from the key of a person or organization to its page."""
    key = _key(request)

    def lead(connection: Connection) -> Response:
        number = organization_id(connection, key)
        return redirect(f"/person/{quote(key, safe='')}" if number is None else f"/{NAME}/organizations/{number}")

    return await answer(request, lead)


async def row(request: Request) -> Response:
    """Redirect from the number of a row to the page of the record."""
    table, kind = RECORD_TABLES[request.scope["path"].split("/")[2]]
    number = request.path_params["number"]

    def lead(connection: Connection) -> Response:
        key = key_of_row(connection, table, number)
        if key is None:
            raise NotFoundError(f"no {kind} has the number {number}")
        return redirect(f"/{kind}/{key}")

    return await answer(request, lead)


class _RowNumber(IntegerConvertor):
    regex = "[0-9]{1,18}"


class _Key(PathConvertor):
    regex = ".+"


register_url_convertor("row_number", _RowNumber())
register_url_convertor("key", _Key())

ROUTES: list[BaseRoute] = [
    Route("/", start),
    Route("/search", search),
    Route("/person", look_up_person),
    Route("/person/{key:key}", person),
    Route("/statement/{key:key}", statement),
    Route("/event/{key:key}", event),
    Route("/source/{key:key}", source),
    Route("/party/{key:key}", party),
    *(Route(f"/{NAME}/{table}/{{number:row_number}}", row) for table in RECORD_TABLES),
    *(Route(f"/language/{code}", choose_language) for code in NAMES),
    Mount("/static", StaticFiles(directory=STATIC)),
]


async def _record(request: Request, kind: str, read: Callable[[Connection, str], Contents]) -> Response:
    """Return the page of a record. Other addresses of the same record redirect to the one with its key."""
    key = _key(request)

    def show(connection: Connection) -> Response:
        context = read(connection, key)
        address = request.app.state.links.record(kind, context[kind].key)
        if address != request.scope["path"]:
            query = request.scope["query_string"].decode("latin-1")
            return redirect(address + (f"?{query}" if query else ""))
        return page(request, f"{kind}.html", context)

    return await answer(request, show)


async def answer(request: Request, respond: Callable[[Connection], Response]) -> Response:
    """Return the result of a function that is called with a read-only connection, in a thread: other pages don't wait.

    Raises its errors, and `kzclaims.errors.DatabaseError` if the database cannot be read.
    """

    def run() -> Response:
        with request.app.state.database.reading() as connection:
            return respond(connection)

    return await asyncio.to_thread(run)


def page(request: Request, template: str, context: Contents, status: int = 200) -> Response:
    """Return a page in the language of the reader, as a response that no cache may keep."""
    links = request.app.state.links.at(here(request.scope))
    html = render(template, context, links, language_of(request.scope).code)
    return keep(request, HTMLResponse(html, status, PRIVATE))


def redirect(address: str) -> Response:
    """Return a redirection that no cache may keep."""
    return RedirectResponse(address, 302, PRIVATE)


def _key(request: Request) -> str:
    """Return the last part of the address, decoded."""
    key: str = request.path_params["key"]
    return key.rstrip("/")
