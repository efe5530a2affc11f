"""Web pages of the database: a Datasette plugin.

The plugin is not an entry point, so that installing kzclaims changes no other Datasette: `kzclaims.browse.server`
registers it for its own process.
"""

from collections.abc import Awaitable, Callable, Generator
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.filters import FilterArguments
from datasette.utils.asgi import Forbidden, Request, Response
from jinja2 import Environment
from markupsafe import Markup

from kzclaims.browse import cells, failures, pages
from kzclaims.browse.filters import MOST_GROUPED, RecordFacet, filter_rows
from kzclaims.browse.metadata import FIRST_COLUMNS
from kzclaims.browse.record import has_tables
from kzclaims.export import labels
from kzclaims.export.common import web
from kzclaims.language.control_chars import safe
from kzclaims.wording import address_at


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    """Add the pages."""
    return pages.ROUTES


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    """Replace unsafe characters in everything that a template prints, and add helpers."""
    env.finalize = _visible
    env.globals |= {"labels": labels, "first_columns": FIRST_COLUMNS, "web": web, "most_grouped": MOST_GROUPED}
    env.globals["address_at"] = address_at
    env.filters["code"] = cells.code


@hookimpl
def extra_template_vars(datasette: Datasette) -> dict[str, bool]:
    """Tell templates whether there are pages of tables, to which they can link."""
    return {"has_tables": has_tables(datasette)}


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


def _visible(value: object) -> object:
    if isinstance(value, Markup):
        return Markup(safe(value))  # noqa: S704 - it was escaped before
    return safe(value) if isinstance(value, str) else value
