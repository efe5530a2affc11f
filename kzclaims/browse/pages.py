"""The pages of ours: where a reader begins, what a search finds, a person, a statement, an event, a source."""

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any
from urllib.parse import quote, unquote

from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Request, Response
from sqlalchemy import Connection, Table, func, select

from kzclaims.browse.record import MOST_COUNTED, NAME
from kzclaims.browse.run_in_thread import ask
from kzclaims.errors import InputError, NotFoundError
from kzclaims.store import results as a
from kzclaims.store.history.journal import history
from kzclaims.store.names.resolve import MOST_SHOWN, list_candidates
from kzclaims.store.read import queries, search
from kzclaims.store.schema import tables as t
from kzclaims.store.schema.dictionary import dictionary
from kzclaims.store.schema.keys import id_of
from kzclaims.store.verify.context import passage_context

MOST = 100
"""How many statements a page lists; a table has the others."""

FEW = 12
"""How many people and statements the first page names."""

Asked = Callable[[Connection], dict[str, Any]]


async def start(datasette: Datasette, request: Request) -> Response:
    """What is in the record, and where to begin."""
    return await _page(datasette, request, "start.html", _start)


async def found(datasette: Datasette, request: Request) -> Response:
    """People whom the words may name, and statements and events that have them."""
    text = request.args.get("q", "").strip()
    return await _page(datasette, request, "search.html", lambda connection: _found(connection, text))


async def person(datasette: Datasette, request: Request) -> Response:
    """A person by any name; an address by another name than the key leads on to that by the key."""
    name = _last(request)
    year = request.args.get("on") or None

    def about(connection: Connection) -> dict[str, Any]:
        found = queries.person(connection, name)
        said = queries.statements(connection, person=found.key, on=year, limit=MOST)
        return {"person": found, "statements": list(said), "more": said.more, "year": year}

    return await _page(datasette, request, "person.html", about, lambda context: f"/person/{context['person'].key}")


async def who(request: Request) -> Response:
    """From a name in a form to the person's page."""
    name = request.args.get("name", "").strip()
    return Response.redirect(f"/person/{quote(name, safe='')}" if name else "/record/people")


async def statement(datasette: Datasette, request: Request) -> Response:
    """A statement whole, each passage where it stands in the text of its source."""
    key = _last(request)

    def about(connection: Connection) -> dict[str, Any]:
        found = queries.statement(connection, key)
        changes = history(connection, found.key, record_type="statement").changes
        return {
            "statement": found,
            "topics": _topics(connection, found.topics),
            "appearances": [(one, passage_context(connection, one)) for one in found.appearances],
            "statuses": [one for one in changes if one.what == "status" and one.after],
        }

    return await _page(
        datasette, request, "statement.html", about, lambda context: f"/statement/{context['statement'].key}"
    )


async def event(datasette: Datasette, request: Request) -> Response:
    """An event whole, with what was said about it."""
    key = _last(request)

    def about(connection: Connection) -> dict[str, Any]:
        found = queries.event(connection, key)
        said = queries.statements_by_key(connection, found.statements[:MOST])
        return {
            "event": found,
            "topics": _topics(connection, found.topics),
            "statements": said,
            "more": len(found.statements) > MOST,
        }

    return await _page(datasette, request, "event.html", about)


async def source(datasette: Datasette, request: Request) -> Response:
    """A source with what is printed in it."""
    key = _last(request)

    def about(connection: Connection) -> dict[str, Any]:
        found = queries.source(connection, key)
        printed = dict.fromkeys(found.statement_keys)
        said = queries.statements_by_key(connection, list(islice(printed, MOST)))
        reported = queries.events_by_key(connection, found.event_keys[:MOST])
        return {"source": found, "statements": said, "events": reported, "more": len(printed) > MOST}

    return await _page(datasette, request, "source.html", about)


async def party(datasette: Datasette, request: Request) -> Response:
    """From the key of a person or an organization to its page."""
    key = _last(request)

    def where(connection: Connection) -> str:
        if connection.scalar(select(t.people.c.id).where(t.people.c.key == key)):
            return f"/person/{key}"
        return f"/{NAME}/organizations/{id_of(connection, t.organizations, key)}"

    return Response.redirect(await ask(datasette, where))


PAGES: dict[str, tuple[Table, str]] = {
    "people": (t.people, "person"),
    "statements": (t.statements, "statement"),
    "events": (t.events, "event"),
    "sources": (t.sources, "source"),
}
"""The tables whose rows have pages of ours, and how those begin."""


async def row(datasette: Datasette, request: Request) -> Response:
    """From the number of a row to the page of the record."""
    table, page = PAGES[request.url_vars["table"]]
    number = int(request.url_vars["number"])

    def key_of(connection: Connection) -> str | None:
        return connection.scalar(select(table.c.key).where(table.c.id == number))

    key = await ask(datasette, key_of)
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
    question: Asked,
    address: Callable[[dict[str, Any]], str] | None = None,
) -> Response:
    """A page of what a question answers; another address that means the same leads to its own."""
    context = await ask(datasette, question)
    if address is not None and (home := address(context)) != unquote(request.path):
        return Response.redirect(home)
    return Response.html(await datasette.render_template(template, context, request=request))


def _last(request: Request) -> str:
    """The last part of the address, as it was meant."""
    return unquote(request.url_vars["key"])


def _start(connection: Connection) -> dict[str, Any]:
    counted = {name: _count(connection, t.metadata.tables[name]) for name in PAGES}
    newest = list(queries.statements(connection, newest=True, limit=FEW))
    if counted["people"] <= FEW:
        begin: Iterable[a.Named] = (a.Named(one.key, one.name) for one in queries.people(connection, limit=FEW))
    else:
        # Of many, those who spoke last.
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
    }


def _topics(connection: Connection, keys: Sequence[str]) -> dict[str, str]:
    """The names of topics by their keys."""
    c = t.topics.c
    named = connection.execute(select(c.key, c.name).where(c.key.in_(keys)).order_by(c.name))
    return {row.key: row.name for row in named}


def _count(connection: Connection, table: Table) -> int:
    some = select(table.c.id).limit(MOST_COUNTED + 1).subquery()
    return connection.scalar(select(func.count()).select_from(some)) or 0


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


def _pieces(hit: a.Hit) -> list[tuple[str, bool]]:
    """The text of what was found, in pieces, each with whether it is words of the search."""
    pieces, at = [], 0
    for start, end in hit.found:
        pieces += [(hit.text[at:start], False), (hit.text[start:end], True)]
        at = end
    return [*pieces, (hit.text[at:], False)]
