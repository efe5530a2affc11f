"""The web server. It listens on this machine only, unless users of other machines have to log in."""

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
from kzclaims.browse.access import Access
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


def _address(listener: socket.socket) -> str:
    """Return the address that opens a server in a browser on this machine."""
    host, port = listener.getsockname()[:2]
    name = {"0.0.0.0": HOST, "::": "localhost"}.get(host, host)  # noqa: S104 - a comparison
    return f"http://{f'[{name}]' if ':' in name else name}:{port}"


def listening(port: int, host: str = HOST) -> socket.socket:
    """Return a socket that listens at an address of this machine, at a port or, for 0, at a free one.

    Raises `InputError` if the address or the port cannot be used.
    """
    try:
        family, kind, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError) as error:
        raise _not_here(host) from error
    listener = socket.socket(family, kind)
    # On Windows this would let two programs listen at once.
    if sys.platform != "win32":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(place)
        listener.listen(128)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRNOTAVAIL:
            raise _not_here(host) from error
        if error.errno == errno.EADDRINUSE:
            why = f"port {port} is in use by another program"
        else:
            why = f"port {port} cannot be used: {error.strerror}"
        raise InputError(
            f"{why}; choose another with {{port}}, or a free one with {{port}} 0", parameters=("port",)
        ) from error
    return listener


def _not_here(host: str) -> InputError:
    return InputError("{host}: {name} is not an address of this machine", parameters=("host",), name=host)


def serve(
    database: Database,
    port: int,
    ready: Callable[[str], None],
    plugins: Iterable[str] = (),
    token: str | None = None,
    editing: Editing | None = None,
    host: str = HOST,
    access: Access | None = None,
) -> None:
    """Serve the database until Ctrl-C. `ready` is called with the address.

    The address contains a new token, unless one is given or `access` admits users in another way. `editing` adds the
    desk. Raises `kzclaims.errors.DatabaseError` and `InputError`.
    """
    app = application(database, plugins, editing.routes if editing else ())
    secret = token or token_urlsafe(24)
    is_printed = token is None and not (access and access.is_open)
    with closing(listening(port, host)) as listener:
        ready(f"{_address(listener)}/{f'?token={secret}' if is_printed else ''}")
        guarded = Guard(app, secret, editing, access)
        # The guard reads the header of a proxy itself, and only from the addresses of `access`.
        config = uvicorn.Config(
            guarded, log_level="warning", lifespan="on", timeout_graceful_shutdown=1, proxy_headers=False
        )
        try:
            uvicorn.Server(config).run(sockets=[listener])
        except KeyboardInterrupt:
            return
        finally:
            close(app)
