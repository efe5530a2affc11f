"""The browser view: a Starlette application with the pages of records, and Datasette for tables, SQL, CSV and JSON.

This module is the Datasette plugin. It is not an entry point, so that installing kzclaims changes no other Datasette:
`kzclaims.browse.server` registers it for its own process. Datasette's templates extend the base of `kzclaims.pages`.
"""

from collections.abc import Awaitable, Callable, Generator
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.filters import FilterArguments
from datasette.utils.asgi import Forbidden, Request, Response
from jinja2 import Environment
from markupsafe import Markup

from kzclaims.browse import cells, failures
from kzclaims.browse.filters import MOST_GROUPED, RecordFacet, filter_rows
from kzclaims.browse.metadata import FIRST_COLUMNS
from kzclaims.browse.preferences import here, language_of
from kzclaims.browse.record import links_of
from kzclaims.pages.environment import prepare
from kzclaims.pages.languages import DEFAULT, Language, language
from kzclaims.pages.links import Links


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    """Add the helpers of all pages and those of tables."""
    prepare(env)
    env.globals |= {"first_columns": FIRST_COLUMNS, "most_grouped": MOST_GROUPED}


@hookimpl
def extra_template_vars(datasette: Datasette, request: Request | None) -> dict[str, Links | Language]:
    """Return the addresses and the language that the templates of all pages need."""
    if request is None:
        return {"links": links_of(datasette), "language": language(DEFAULT)}
    return {"links": links_of(datasette).at(here(request.scope)), "language": language_of(request.scope)}


@hookimpl
def filters_from_request(
    request: Request, table: str, datasette: Datasette
) -> Callable[[], Awaitable[FilterArguments | None]]:
    """Add the filters of the command line."""
    return lambda: filter_rows(datasette, request, table)


@hookimpl
def register_facet_classes() -> list[type[RecordFacet]]:
    """Add the groups of statements and events."""
    return [RecordFacet]


@hookimpl
def render_cell(value: object, column: str, table: str | None) -> Markup | None:
    """Show records by their names, with links to their pages."""
    return cells.cell(value, column, table)


@hookimpl(hookwrapper=True)
def handle_exception(datasette: Datasette, request: Request, exception: Exception) -> Generator[None, Any, None]:
    """Answer with a message. Datasette's own handler would print a traceback even for a missing page."""
    outcome = yield
    outcome.force_result([lambda: failures.answer(datasette, request, exception)])


@hookimpl
def forbidden(datasette: Datasette, request: Request) -> Callable[[], Awaitable[Response]]:
    """Answer with a message where Datasette refuses access."""
    return lambda: failures.answer(datasette, request, Forbidden())
