"""The record in a browser: Datasette over the database, with pages of ours. This package is the Datasette plugin.

It is no entry point: `kzclaims.browse.server` registers it for its own process, so that nobody's other Datasette is
changed by kzclaims being installed.
"""

from collections.abc import Awaitable, Callable, Generator
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.filters import FilterArguments
from datasette.utils.asgi import Forbidden, Request, Response
from jinja2 import Environment
from markupsafe import Markup

from kzclaims.browse import cells, failures, guard, pages
from kzclaims.browse.filters import MOST_GROUPED, RecordFacet, filtered
from kzclaims.browse.metadata import SHOWN
from kzclaims.export import labels as wording
from kzclaims.language.control_chars import safe


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    """The pages of ours."""
    return pages.ROUTES


@hookimpl
def asgi_wrapper() -> Callable[[guard.App], guard.App]:
    """Who may ask, and what a page may do."""
    return guard.Guard


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    """Text from a database may hold anything: whatever a template prints is made visible, in one place."""
    env.finalize = _visible
    env.globals |= {"wording": wording, "shown": SHOWN, "web": cells.web, "most_grouped": MOST_GROUPED}
    env.filters["code"] = cells.code


@hookimpl
def filters_from_request(
    request: Request, table: str, datasette: Datasette
) -> Callable[[], Awaitable[FilterArguments | None]]:
    """Words in all their forms, people by any form of a name, ranges of days."""
    return lambda: filtered(datasette, request, table)


@hookimpl
def register_facet_classes() -> list[type[RecordFacet]]:
    """Speaker, kind, topic, source, year."""
    return [RecordFacet]


@hookimpl
def render_cell(value: object, column: str, table: str | None) -> Markup | None:
    """Rows by their names, with links to their pages."""
    return cells.cell(value, column, table)


@hookimpl(hookwrapper=True)
def handle_exception(datasette: Datasette, request: Request, exception: Exception) -> Generator[None, Any, None]:
    """A sentence, never a traceback: Datasette's own handler would print one, for a missing page as well."""
    outcome = yield
    outcome.force_result([lambda: failures.answer(datasette, request, exception)])


@hookimpl
def forbidden(datasette: Datasette, request: Request) -> Callable[[], Awaitable[Response]]:
    """The same for what Datasette keeps to itself."""
    return lambda: failures.answer(datasette, request, Forbidden())


def _visible(value: object) -> object:
    if isinstance(value, Markup):
        return Markup(safe(value))  # noqa: S704 - as safe as it was
    return safe(value) if isinstance(value, str) else value
