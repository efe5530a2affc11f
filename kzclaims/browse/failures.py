"""Error pages."""

import sqlite3
import sys
import traceback
from typing import NamedTuple

from datasette.app import Datasette
from datasette.database import QueryInterrupted
from datasette.utils.asgi import Base400, Forbidden, NotFound, Request, Response
from datasette.views.base import DatasetteError

from kzclaims.browse.filters import argument_of
from kzclaims.browse.record import NAME, has_tables
from kzclaims.errors import DatabaseError, InputError, KzclaimsError, NotFoundError


class Failure(NamedTuple):
    """An HTTP status and a message with hints."""

    status: int
    message: str
    hints: tuple[str, ...] = ()


async def answer(datasette: Datasette, request: Request, exception: Exception) -> Response:
    """Return an error page, or JSON if JSON was requested."""
    failure = _failure(datasette, request, exception)
    if request.path.endswith(".json"):
        error = "\n".join([failure.message, *failure.hints])
        return Response.json({"ok": False, "error": error, "status": failure.status}, status=failure.status)
    context = {"failure": failure, "words": request.path.rpartition("/")[2] if failure.status == 404 else ""}
    return Response.html(
        await datasette.render_template("failure.html", context, request=request), status=failure.status
    )


def _failure(datasette: Datasette, request: Request, exception: Exception) -> Failure:
    match exception:
        case NotFoundError():
            return _from_error(404, exception)
        case InputError():
            return _from_error(400, exception)
        case DatabaseError():
            return _from_error(503, exception)
        case Forbidden() | NotFound() if request.path.startswith(f"/{NAME}") and not has_tables(datasette):
            return Failure(
                404,
                "tables and SQL are shown of files only; this database is on a server: use psql, or the command line, "
                "such as “kzclaims statements --format csv”",
            )
        case NotFound():
            message = str(exception)
            return Failure(404, message if message.startswith("no ") else f"there is no page at {request.path}")
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
    return Failure(500, "an internal error; the terminal in which kzclaims runs shows the details")


def _comes_from_datasette(exception: Exception) -> bool:
    """Return True if code of Datasette raised it: most of its arguments are read without a check."""
    modules = [str(frame.f_globals.get("__name__")) for frame, _ in traceback.walk_tb(exception.__traceback__)]
    packages = [name.partition(".")[0] for name in modules]
    return [one for one in packages if one in ("datasette", "kzclaims")][-1:] == ["datasette"]


def _from_error(status: int, error: KzclaimsError) -> Failure:
    message, *hints = error.lines(argument_of)
    return Failure(status, message, tuple(hints))
