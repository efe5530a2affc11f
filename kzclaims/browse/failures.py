"""What went wrong, as a page that helps on."""

import sqlite3
import sys
import traceback
from typing import NamedTuple

from datasette.app import Datasette
from datasette.database import QueryInterrupted
from datasette.utils.asgi import Base400, Forbidden, NotFound, Request, Response
from datasette.views.base import DatasetteError

from kzclaims.browse.filters import argument_of
from kzclaims.errors import DatabaseError, InputError, KzclaimsError, NotFoundError


class Failure(NamedTuple):
    """A status of HTTP and a sentence with the ways out."""

    status: int
    message: str
    hints: tuple[str, ...] = ()


async def answer(datasette: Datasette, request: Request, exception: Exception) -> Response:
    """The page, or JSON where JSON was asked for."""
    failure = _failure(datasette, request, exception)
    if request.path.endswith(".json"):
        said = "\n".join([failure.message, *failure.hints])
        return Response.json({"ok": False, "error": said, "status": failure.status}, status=failure.status)
    context = {"failure": failure, "words": request.path.rpartition("/")[2] if failure.status == 404 else ""}
    return Response.html(
        await datasette.render_template("failure.html", context, request=request), status=failure.status
    )


def _failure(datasette: Datasette, request: Request, exception: Exception) -> Failure:
    match exception:
        case NotFoundError():
            return _told(404, exception)
        case InputError():
            return _told(400, exception)
        case DatabaseError():
            return _told(503, exception)
        case NotFound():
            said = str(exception)
            return Failure(404, said if said.startswith("no ") else f"there is no page at {request.path}")
        case DatasetteError() if isinstance(exception.__context__, QueryInterrupted):
            limit = datasette.setting("sql_time_limit_ms") / 1000
            return Failure(400, f"that took longer than {limit:g} s and was stopped; ask for less")
        case Forbidden():
            return Failure(403, "that is not shown here")
        case DatasetteError():
            # Datasette says 500 of a column that it does not sort by.
            return Failure(min(exception.status, 400), str(exception.message))
        case Base400():
            return Failure(exception.status, str(exception))
        case sqlite3.Error():
            return Failure(400, f"the database does not understand that: {exception}")
    # A fault of the program's own: whoever reports it needs to know where.
    print("".join(traceback.format_exception(exception)), file=sys.stderr)  # noqa: T201
    return Failure(500, "that page failed; the terminal in which kzclaims runs says why")


def _told(status: int, error: KzclaimsError) -> Failure:
    message, *hints = error.lines(argument_of)
    return Failure(status, message, tuple(hints))
