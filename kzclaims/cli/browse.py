"""The record in a browser."""

import click

from kzclaims.cli import Session
from kzclaims.errors import InputError


@click.command()
@click.option(
    "--port", type=click.IntRange(0, 65_535), default=8001, show_default=True, metavar="N", help="0 for a free one."
)
@click.option("--no-open", is_flag=True, help="Only say the address; open no browser.")
@click.pass_obj
def browse(session: Session, port: int, no_open: bool) -> None:
    """Look at the record in a browser.

    Read-only, and on this machine alone. Ctrl-C ends it. Needs Datasette: pip install 'kzclaims[browse]'.
    """
    from kzclaims.cli.output import remark

    try:
        from kzclaims.browse.server import serve
    except ModuleNotFoundError as error:
        if str(error.name).startswith("kzclaims"):
            raise
        raise InputError(
            f"the pages need {error.name}, which is not installed: pip install 'kzclaims[browse]'"
        ) from error

    def ready(address: str) -> None:
        click.echo(address)
        remark("Read-only, on this machine alone. Ctrl-C ends it.")
        if not no_open:
            _open(address)

    serve(session.database(), port, ready)


def _open(address: str) -> None:
    """Opens a browser, which may take its time or use the terminal."""
    import threading
    import webbrowser

    threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
