"""The web server, which listens on this machine only."""

import errno
import socket
import sys
from collections.abc import Callable, Iterable
from contextlib import closing
from importlib.metadata import entry_points
from secrets import token_hex, token_urlsafe

import uvicorn
from datasette.app import Datasette
from datasette.plugins import pm
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Mount

from kzclaims import browse
from kzclaims.browse import failures
from kzclaims.browse.guard import Editing, Guard
from kzclaims.browse.metadata import metadata
from kzclaims.browse.pages import ROUTES
from kzclaims.browse.record import NAME, Notes, attached, links_of
from kzclaims.errors import InputError, KzclaimsError
from kzclaims.pages.environment import TEMPLATES
from kzclaims.store.database.database import Database

HOST = "127.0.0.1"

SETTINGS = {
    "default_page_size": 50,
    "sql_time_limit_ms": 5000,
    # More threads than queries of users, which may take long.
    "num_sql_threads": 6,
    "facet_time_limit_ms": 1000,
    # Looking for columns to group by takes several scans of a table.
    "suggest_facets": False,
    "allow_download": False,
    "truncate_cells_html": 400,
    "default_cache_ttl": 0,
}


def application(database: Database, plugins: Iterable[str] = (), routes: Iterable[BaseRoute] = ()) -> Starlette:
    """Return the web application of a database: further routes, our pages, and Datasette for all other addresses.

    Its state has the `database`, `datasette` and `links`. Raises `kzclaims.errors.DatabaseError`, and `InputError` for
    an unknown plugin.
    """
    datasette = _datasette(database, plugins)
    handlers = dict.fromkeys((KzclaimsError, HTTPException, Exception), failures.page)
    app = Starlette(routes=[*routes, *ROUTES, Mount("/", datasette.app())], exception_handlers=handlers)
    app.state.database = database
    app.state.datasette = datasette
    app.state.links = links_of(datasette)
    return app


def _datasette(database: Database, plugins: Iterable[str]) -> Datasette:
    """Return Datasette for a database, with settings and templates of kzclaims, and with named plugins."""
    database.require_current()
    if not pm.is_registered(browse):
        pm.register(browse)
    for name in plugins:
        _register_plugin(name)
    datasette = Datasette(
        settings=SETTINGS,
        metadata=metadata(with_tables=database.place.path is not None),
        template_dir=str(TEMPLATES),
    )
    # Without a file, Datasette offers an empty database.
    datasette.remove_database("_memory")
    datasette.add_database(attached(datasette, database), name=NAME)
    datasette.remove_database("_internal")
    datasette.add_database(Notes(datasette, memory_name=token_hex()), name="_internal")
    return datasette


def _register_plugin(name: str) -> None:
    found = [one for one in entry_points(group="datasette") if one.dist and name in (one.dist.name, one.name)]
    if not found:
        raise InputError(f"{{plugin}} {name}: no Datasette plugin with this name is installed", parameters=("plugin",))
    for one in found:
        if not pm.has_plugin(one.name):
            pm.register(one.load(), one.name)


def close(app: Starlette) -> None:
    """Close all connections, so that SQLite leaves no files next to the database."""
    datasette = app.state.datasette
    if datasette.executor is not None:
        datasette.executor.shutdown()
    for database in datasette.databases.values():
        database.close()


def listening(port: int) -> socket.socket:
    """Return a socket that listens on this machine only, at a port or, for 0, at a free one.

    Raises `InputError` if the port cannot be used.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    # On Windows this would let two programs listen at once.
    if sys.platform != "win32":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            why = f"port {port} is in use by another program"
        else:
            why = f"port {port} cannot be used: {error.strerror}"
        raise InputError(
            f"{why}; choose another with {{port}}, or a free one with {{port}} 0", parameters=("port",)
        ) from error
    return listener


def serve(
    database: Database,
    port: int,
    ready: Callable[[str], None],
    plugins: Iterable[str] = (),
    token: str | None = None,
    editing: Editing | None = None,
) -> None:
    """Serve the database until Ctrl-C. `ready` is called with the address, with a new token unless one is given.

    `editing` adds the desk. Raises `kzclaims.errors.DatabaseError` and `InputError`.
    """
    app = application(database, plugins, editing.routes if editing else ())
    secret = token or token_urlsafe(24)
    with closing(listening(port)) as listener:
        ready(f"http://{HOST}:{listener.getsockname()[1]}/{'' if token else f'?token={secret}'}")
        config = uvicorn.Config(
            Guard(app, secret, editing), log_level="warning", lifespan="on", timeout_graceful_shutdown=1
        )
        try:
            uvicorn.Server(config).run(sockets=[listener])
        except KeyboardInterrupt:
            return
        finally:
            close(app)
