"""Error pages."""

import re
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
from starlette.responses import JSONResponse, Response

from kzclaims.browse.filters import argument_of
from kzclaims.browse.pages import PRIVATE
from kzclaims.browse.pages import page as show
from kzclaims.browse.preferences import here, language_of
from kzclaims.browse.record import NAME, has_tables, links_of
from kzclaims.errors import DatabaseError, InputError, KzclaimsError, NotFoundError
from kzclaims.pages.environment import render
from kzclaims.pages.languages import DEFAULT, Language


class Failure(NamedTuple):
    """An HTTP status and a message with hints."""

    status: int
    message: str
    hints: tuple[str, ...] = ()
    lang: str = DEFAULT
    """The language of the message, which is English where no translation exists."""


INTERNAL = "an internal error; the terminal in which kzclaims runs shows the details"
NO_TABLES = (
    "tables and SQL are shown of files only; this database is on a server: use psql, or the command line, "
    "such as “kzclaims statements --format csv”"
)
TOO_LONG = "the query took longer than {seconds} s and was stopped; narrow it down"
NOT_AVAILABLE = "this page is not available"
NO_PAGE = "there is no page at {path}"
WRONG_ARGUMENT = "an argument of the address is not valid: {arguments}"
WRONG_QUERY = "the query is not valid: {problem}"
MESSAGES = (INTERNAL, NO_TABLES, TOO_LONG, NOT_AVAILABLE, NO_PAGE, WRONG_ARGUMENT, WRONG_QUERY)


async def page(request: Request, exception: Exception) -> Response:
    """Return an error page for one of our pages, or JSON if JSON was sent or requested."""
    language = language_of(request.scope)
    if isinstance(exception, HTTPException):
        message = NO_PAGE if exception.status_code == 404 else exception.detail
        failure = _failure(language, exception.status_code, message, path=request.scope["path"])
    else:
        error = exception if isinstance(exception, KzclaimsError) else KzclaimsError(INTERNAL)
        failure = of_error(language, error)
    if "application/json" in request.headers.get("accept", "") + request.headers.get("content-type", ""):
        return JSONResponse(_json(failure), failure.status, PRIVATE)
    return show(request, "failure.html", {"failure": failure}, failure.status)


async def answer(datasette: Datasette, request: DatasetteRequest, exception: Exception) -> DatasetteResponse:
    """Return an error page for one of Datasette's pages, or JSON if JSON was requested."""
    language = language_of(request.scope)
    failure = _of_datasette(datasette, request, exception, language)
    if request.path.endswith(".json"):
        return DatasetteResponse.json(_json(failure), status=failure.status)
    html = render("failure.html", {"failure": failure}, links_of(datasette).at(here(request.scope)), language.code)
    return DatasetteResponse.html(html, status=failure.status)


def _failure(language: Language, status: int, message: str, **values: Any) -> Failure:
    return of_error(language, KzclaimsError(message, **values), status)


def _json(failure: Failure) -> dict[str, Any]:
    error = "\n".join([failure.message, *failure.hints])
    return {"ok": False, "error": error, "hints": failure.hints, "status": failure.status}


def of_error(language: Language, error: KzclaimsError, status: int | None = None) -> Failure:
    """Return the HTTP status and the message of an error, in a language as far as it is translated."""
    if status is None:
        status = {NotFoundError: 404, InputError: 400}.get(
            type(error), 503 if isinstance(error, DatabaseError) else 500
        )
    message, *hints = error.lines(argument_of)
    translated, *_ = error.lines(argument_of, language.gettext)
    if translated == message:
        return Failure(status, message, tuple(hints))
    # Quoted values have English quotation marks.
    return Failure(status, re.sub("“([^“”]*)”", r"«\1»", translated), tuple(hints), language.code)


def _of_datasette(datasette: Datasette, request: Any, exception: Exception, language: Language) -> Failure:
    match exception:
        case KzclaimsError():
            return of_error(language, exception)
        case Forbidden() | NotFound() if request.path.startswith(f"/{NAME}") and not has_tables(datasette):
            return _failure(language, 404, NO_TABLES)
        case NotFound():
            return _failure(language, 404, NO_PAGE, path=request.path)
        case _ if isinstance(exception, QueryInterrupted) or isinstance(exception.__context__, QueryInterrupted):
            limit = datasette.setting("sql_time_limit_ms") / 1000
            return _failure(language, 400, TOO_LONG, seconds=f"{limit:g}")
        case Forbidden():
            return _failure(language, 403, NOT_AVAILABLE)
        case DatasetteError():
            # Datasette answers 500 for a column that it cannot sort by.
            return Failure(min(exception.status, 400), str(exception.message))
        case Base400():
            return Failure(exception.status, str(exception))
        case sqlite3.Error():
            return _failure(language, 400, WRONG_QUERY, problem=exception)
        case ValueError() | LookupError() | TypeError() | OverflowError() if _comes_from_datasette(exception):
            if request.query_string:
                return _failure(language, 400, WRONG_ARGUMENT, arguments=", ".join(sorted(set(request.args))))
    # An error of the program itself: a bug report needs the traceback.
    print("".join(traceback.format_exception(exception)), file=sys.stderr)  # noqa: T201
    return _failure(language, 500, INTERNAL)


def _comes_from_datasette(exception: Exception) -> bool:
    """Return True if code of Datasette raised it: most of its arguments are read without a check."""
    modules = [str(frame.f_globals.get("__name__")) for frame, _ in traceback.walk_tb(exception.__traceback__)]
    packages = [name.partition(".")[0] for name in modules]
    return [one for one in packages if one in ("datasette", "kzclaims")][-1:] == ["datasette"]
