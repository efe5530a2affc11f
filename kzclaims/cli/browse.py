"""The command `browse`."""

from typing import TYPE_CHECKING

import click

from kzclaims.cli.access import access_options, describe, read_access
from kzclaims.cli.session import Session, command
from kzclaims.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

SHORTEST_TOKEN = 24
"""The number of characters of the shortest token."""


@command()
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=8001,
    show_default=True,
    metavar="N",
    help="0 chooses a free port.",
)
@click.option("--no-open", is_flag=True, help="Print the address without opening a browser.")
@click.option(
    "--plugin", "plugins", multiple=True, metavar="NAME", help="Load an installed Datasette plugin; no other is loaded."
)
@click.option(
    "--token-file",
    type=click.Path(),
    metavar="FILE",
    help="Use the token in this file instead of a new one.",
)
@access_options
@click.pass_obj
def browse(
    session: Session,
    port: int,
    no_open: bool,
    plugins: tuple[str, ...],
    token_file: str | None,
    host: str,
    password_file: str | None,
    proxy_header: str | None,
    proxy_addresses: tuple[str, ...],
) -> None:
    """Browse the database in a web browser.

    The pages are read-only and only available on this machine, at an address with a token: others who use this machine
    cannot open them. With a password or a reverse proxy, "--host" opens them to other machines. Press Ctrl-C to stop.
    Needs pip install 'kzclaims[browse]'.
    """
    from kzclaims.cli.output import remark

    serve = import_server()
    access = read_access(host, password_file, proxy_header, proxy_addresses)

    def ready(address: str) -> None:
        click.echo(address)
        remark(f"Read-only. {describe(access)} Press Ctrl-C to stop.")
        if not no_open:
            open_browser(address)

    token = _token(token_file) if token_file else None
    serve(session.database(), port, ready, plugins, token, host=host, access=access)


def import_server() -> "Callable[..., None]":
    """Return the function that serves the pages. Raise `InputError` if a library is not installed."""
    try:
        _import_datasette()
        from kzclaims.browse.server import serve
    except ModuleNotFoundError as error:
        if str(error.name).startswith("kzclaims"):
            raise
        raise InputError(f"{error.name} is not installed; run: pip install 'kzclaims[browse]'") from error
    return serve


def _token(file: str) -> str:
    """Return the token in a file. Raise `InputError` for one that can be guessed."""
    from pathlib import Path

    token = Path(file).read_text("utf-8", errors="replace").strip()
    if len(token) < SHORTEST_TOKEN or not (token.isascii() and token.isprintable()) or " " in token:
        raise InputError(
            f"{{token_file}}: {file} must contain one word of at least {SHORTEST_TOKEN} letters and digits, such as "
            "“openssl rand -hex 24” prints",
            parameters=("token_file",),
        )
    return token


def _import_datasette() -> None:
    """Import Datasette without the plugins of the environment, which would run outside the guard of the pages.

    Datasette has no setting for this, only the mark that its own tests set.
    """
    import sys

    mark = "_called_from_test"
    setattr(sys, mark, True)
    try:
        import datasette.plugins  # noqa: F401
    finally:
        delattr(sys, mark)


def open_browser(address: str) -> None:
    """Open a browser in a thread, because it may block or write to the terminal."""
    import threading
    import webbrowser

    threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
