"""Error pages."""

import sqlite3
import sys
import traceback
from typing import Any, NamedTuple

from datasette.app import Datasette
from datasette.database import QueryInterrupted
from datasette.utils.asgi import Base400, Forbidden, NotFound
from datasette.utils.asgi import Request as DatasetteRequest
from datasette.utils.asgi import Response as DatasetteResponse
from datasette.views.base import DatasetteError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from kzclaims.browse.filters import argument_of
from kzclaims.browse.pages import PRIVATE
from kzclaims.browse.record import NAME, has_tables, links_of
from kzclaims.errors import DatabaseError, InputError, KzclaimsError, NotFoundError
from kzclaims.pages.environment import render
from kzclaims.pages.links import Links


class Failure(NamedTuple):
    """An HTTP status and a message with hints."""

    status: int
    message: str
    hints: tuple[str, ...] = ()


INTERNAL = Failure(500, "an internal error; the terminal in which kzclaims runs shows the details")


async def page(request: Request, exception: Exception) -> Response:
    """Return an error page for one of our pages, or JSON if JSON was sent or requested."""
    failure = _of_error(exception) if isinstance(exception, KzclaimsError) else INTERNAL
    if isinstance(exception, HTTPException):
        message = _missing(request.url.path) if exception.status_code == 404 else exception.detail
        failure = Failure(exception.status_code, message)
    if "application/json" in request.headers.get("accept", "") + request.headers.get("content-type", ""):
        return JSONResponse(_json(failure), failure.status, PRIVATE)
    return HTMLResponse(_html(failure, request.app.state.links), failure.status, PRIVATE)


async def answer(datasette: Datasette, request: DatasetteRequest, exception: Exception) -> DatasetteResponse:
    """Return an error page for one of Datasette's pages, or JSON if JSON was requested."""
    failure = _of_datasette(datasette, request, exception)
    if request.path.endswith(".json"):
        return DatasetteResponse.json(_json(failure), status=failure.status)
    return DatasetteResponse.html(_html(failure, links_of(datasette)), status=failure.status)


def _html(failure: Failure, links: Links) -> str:
    return render("failure.html", {"failure": failure}, links)


def _json(failure: Failure) -> dict[str, Any]:
    error = "\n".join([failure.message, *failure.hints])
    return {"ok": False, "error": error, "hints": failure.hints, "status": failure.status}


def _of_error(error: KzclaimsError) -> Failure:
    message, *hints = error.lines(argument_of)
    status = {NotFoundError: 404, InputError: 400}.get(type(error), 503 if isinstance(error, DatabaseError) else 500)
    return Failure(status, message, tuple(hints))


def _of_datasette(datasette: Datasette, request: Any, exception: Exception) -> Failure:
    match exception:
        case KzclaimsError():
            return _of_error(exception)
        case Forbidden() | NotFound() if request.path.startswith(f"/{NAME}") and not has_tables(datasette):
            return Failure(
                404,
                "tables and SQL are shown of files only; this database is on a server: use psql, or the command line, "
                "such as “kzclaims statements --format csv”",
            )
        case NotFound():
            return Failure(404, _missing(request.path))
        case _ if isinstance(exception, QueryInterrupted) or isinstance(exception.__context__, QueryInterrupted):
            limit = datasette.setting("sql_time_limit_ms") / 1000
            return Failure(400, f"the query took longer than {limit:g} s and was stopped; narrow it down")
        case Forbidden():
            return Failure(403, "this page is not available")
        case DatasetteError():
            # Datasette answers 500 for a column that it cannot sort by.
            return Failure(min(exception.status, 400), str(exception.message))
        case Base400():
            return Failure(exception.status, str(exception))
        case sqlite3.Error():
            return Failure(400, f"the query is not valid: {exception}")
        case ValueError() | LookupError() | TypeError() | OverflowError() if _comes_from_datasette(exception):
            if request.query_string:
                return Failure(400, f"an argument of the address is not valid: {', '.join(sorted(set(request.args)))}")
    # An error of the program itself: a bug report needs the traceback.
    print("".join(traceback.format_exception(exception)), file=sys.stderr)  # noqa: T201
    return INTERNAL


def _missing(path: str) -> str:
    return f"there is no page at {path}"


def _comes_from_datasette(exception: Exception) -> bool:
    """Return True if code of Datasette raised it: most of its arguments are read without a check."""
    modules = [str(frame.f_globals.get("__name__")) for frame, _ in traceback.walk_tb(exception.__traceback__)]
    packages = [name.partition(".")[0] for name in modules]
    return [one for one in packages if one in ("datasette", "kzclaims")][-1:] == ["datasette"]
