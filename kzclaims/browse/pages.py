"""The pages: start, search, person, statement, event, source."""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any
from urllib.parse import quote, unquote

from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Request, Response
from sqlalchemy import Connection, Table

from kzclaims.browse.record import MOST_COUNTED, NAME
from kzclaims.browse.run_in_thread import run_in_thread
from kzclaims.errors import InputError, NotFoundError
from kzclaims.store.history.history import history
from kzclaims.store.names.resolve import MOST_SHOWN, list_candidates
from kzclaims.store.read import queries, search
from kzclaims.store.read.browsing import count_rows, key_of_row, organization_id, topic_names
from kzclaims.store.read.checks import count_checks
from kzclaims.store.results import AppearancePage, Hit, Named
from kzclaims.store.schema import tables
from kzclaims.store.schema.dictionary import dictionary
from kzclaims.store.verify.context import Context, passage_context
from kzclaims.wording import describe_check

MOST = 100
"""The number of statements that a page lists; a table has the others."""

FEW = 12
"""The number of people that the start page names."""

Query = Callable[[Connection], dict[str, Any]]


async def start(datasette: Datasette, request: Request) -> Response:
    """Show the contents of the database and the ways to search it."""
    return await _page(datasette, request, "start.html", _start)


async def found(datasette: Datasette, request: Request) -> Response:
    """Show the people with such a name, and the statements and events that contain them."""
    text = request.args.get("q", "").strip()
    return await _page(datasette, request, "search.html", lambda connection: _found(connection, text))


async def person(datasette: Datasette, request: Request) -> Response:
    """Show a person by any name. Addresses with another name than the key redirect to the one with the key."""
    name = _last(request)
    year = request.args.get("on") or None

    def about(connection: Connection) -> dict[str, Any]:
        found = queries.person(connection, name)
        said = queries.statements(connection, person=found.key, on=year, limit=MOST)
        return {"person": found, "statements": list(said), "more": said.more, "year": year}

    return await _page(datasette, request, "person.html", about, lambda context: f"/person/{context['person'].key}")


async def who(request: Request) -> Response:
    """Redirect from a name in a form to the page of the person."""
    name = request.args.get("name", "").strip()
    return Response.redirect(f"/person/{quote(name, safe='')}" if name else "/record/people")


async def statement(datasette: Datasette, request: Request) -> Response:
    """Show a statement, with each passage in the text of its source."""
    key = _last(request)

    def about(connection: Connection) -> dict[str, Any]:
        found = queries.statement(connection, key)
        changes = history(connection, found.key, record_type="statement").changes
        return {
            "statement": found,
            "topics": topic_names(connection, found.topics),
            "appearances": [_evidence(connection, one) for one in found.appearances],
            "statuses": [one for one in changes if one.what == "status" and one.after],
        }

    return await _page(
        datasette, request, "statement.html", about, lambda context: f"/statement/{context['statement'].key}"
    )


async def event(datasette: Datasette, request: Request) -> Response:
    """Show an event and the statements about it."""
    key = _last(request)

    def about(connection: Connection) -> dict[str, Any]:
        found = queries.event(connection, key)
        said = queries.statements_by_key(connection, found.statements[:MOST])
        return {
            "event": found,
            "topics": topic_names(connection, found.topics),
            "statements": said,
            "more": len(found.statements) > MOST,
        }

    return await _page(datasette, request, "event.html", about, lambda context: f"/event/{context['event'].key}")


async def source(datasette: Datasette, request: Request) -> Response:
    """Show a source with its statements and events."""
    key = _last(request)

    def about(connection: Connection) -> dict[str, Any]:
        found = queries.source(connection, key)
        printed = dict.fromkeys(found.statement_keys)
        said = queries.statements_by_key(connection, list(islice(printed, MOST)))
        reported = queries.events_by_key(connection, found.event_keys[:MOST])
        return {"source": found, "statements": said, "events": reported, "more": len(printed) > MOST}

    return await _page(datasette, request, "source.html", about, lambda context: f"/source/{context['source'].key}")


async def party(datasette: Datasette, request: Request) -> Response:
    """Redirect from the key of a person or organization to its page."""
    key = _last(request)

    number = await run_in_thread(datasette, lambda connection: organization_id(connection, key))
    return Response.redirect(f"/person/{key}" if number is None else f"/{NAME}/organizations/{number}")


PAGES: dict[str, tuple[Table, str]] = {
    "people": (tables.people, "person"),
    "statements": (tables.statements, "statement"),
    "events": (tables.events, "event"),
    "sources": (tables.sources, "source"),
}
"""The tables whose rows have pages, and the first parts of their addresses."""


async def row(datasette: Datasette, request: Request) -> Response:
    """Redirect from the number of a row to the page of the record."""
    table, page = PAGES[request.url_vars["table"]]
    number = int(request.url_vars["number"])

    key = await run_in_thread(datasette, lambda connection: key_of_row(connection, table, number))
    if key is None:
        raise NotFound(f"no {page} has the number {number}")
    return Response.redirect(f"/{page}/{key}")


ROUTES: list[tuple[str, Callable[..., Any]]] = [
    (r"^/$", start),
    (r"^/search$", found),
    (r"^/person$", who),
    (r"^/person/(?P<key>[^/]+)$", person),
    (r"^/statement/(?P<key>[^/]+)$", statement),
    (r"^/event/(?P<key>[^/]+)$", event),
    (r"^/source/(?P<key>[^/]+)$", source),
    (r"^/party/(?P<key>[^/]+)$", party),
    (rf"^/{NAME}/(?P<table>{'|'.join(PAGES)})/(?P<number>[0-9]{{1,18}})$", row),
]


async def _page(
    datasette: Datasette,
    request: Request,
    template: str,
    query: Query,
    address: Callable[[dict[str, Any]], str] | None = None,
) -> Response:
    """Return a page with the result of a query. Other addresses of the same record redirect to `address`."""
    context = await run_in_thread(datasette, query)
    if address is not None and (home := address(context)) != unquote(request.path):
        return Response.redirect(home)
    return Response.html(await datasette.render_template(template, context, request=request))


def _evidence(connection: Connection, one: AppearancePage) -> tuple[AppearancePage, Context | None, str]:
    """Return an appearance with its text around it and the words for its check, made now if the text is archived."""
    context = passage_context(connection, one)
    return one, context, describe_check(context.status, one.source) if context else one.check


def _last(request: Request) -> str:
    """Return the last part of the address, decoded."""
    return unquote(request.url_vars["key"])


def _start(connection: Connection) -> dict[str, Any]:
    counted = {name: count_rows(connection, table, MOST_COUNTED + 1) for name, (table, _) in PAGES.items()}
    newest = list(queries.statements(connection, newest=True, limit=FEW))
    if counted["people"] <= FEW:
        begin: Iterable[Named] = (Named(one.key, one.name) for one in queries.people(connection, limit=FEW))
    else:
        # Among many people, name those who spoke last.
        spoke = queries.statements(connection, newest=True, limit=10 * FEW)
        named = {one.speaker.key: one.speaker for one in spoke if one.speaker}
        begin = islice(named.values(), FEW)
    return {
        "counted": counted,
        "most_counted": MOST_COUNTED,
        "people": list(begin),
        "newest": newest[:5],
        "events": list(queries.events(connection, newest=True, limit=5)),
        "sources": list(islice(queries.sources(connection, limit=5), 5)),
        "queries": dictionary().queries,
        "checks": count_checks(connection, MOST_COUNTED),
    }


def _found(connection: Connection, text: str) -> dict[str, Any]:
    if not text:
        return {"text": text}
    named = []
    hints: tuple[str, ...] = ()
    try:
        named = list_candidates(connection, text)[:MOST_SHOWN]
    except NotFoundError as error:
        hints = error.hints
    try:
        answer = search.search(connection, text, limit=MOST)
    except InputError as error:
        return {"text": text, "people": named, "problem": error.message}
    hits = [(hit, _pieces(hit)) for hit in answer]
    return {"text": text, "people": named, "hints": () if hits else hints, "hits": hits, "more": answer.more}


def _pieces(hit: Hit) -> list[tuple[str, bool]]:
    """Return the text in pieces, each with True if it is among the words found."""
    pieces, at = [], 0
    for start, end in hit.found:
        pieces += [(hit.text[at:start], False), (hit.text[start:end], True)]
        at = end
    return [*pieces, (hit.text[at:], False)]
