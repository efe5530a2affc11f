"""The pages of a database, served as a reader has them."""

import http.server
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import MappingProxyType

TOKENS: dict[str, str] = {}
"""The tokens of servers by their addresses."""


def authorization(address: str) -> dict[str, str]:
    """Return the header with the token of the server of an address."""
    tokens = [token for server, token in TOKENS.items() if address.startswith(f"{server}/") or address == server]
    return {"Authorization": f"Bearer {tokens[0]}"} if tokens else {}


@contextmanager
def browsing(database: Path, **environment: str) -> Iterator[str]:
    """Serve a database with `kzclaims browse` in another process and return the address."""
    command = ("--database", str(database), "browse", "--port", "0", "--no-open")
    with _serving(*command, environment=environment) as printed:
        address, _, token = printed.removesuffix("/").partition("/?token=")
        TOKENS[address] = token
        yield address


@contextmanager
def at_desk(database: Path, *arguments: str | Path, folder: Path | None = None) -> Iterator[str]:
    """Open a file with `kzclaims desk` in another process and return the address with its token."""
    command = ("--database", str(database), "desk", "--port", "0", "--no-open", *map(str, arguments))
    with _serving(*command, folder=folder) as address:
        yield address


@contextmanager
def _serving(
    *arguments: str, folder: Path | None = None, environment: Mapping[str, str] = MappingProxyType({})
) -> Iterator[str]:
    """Run a command that serves pages, in a folder, and return the address that it prints."""
    command = [sys.executable, "-m", "kzclaims", *arguments]
    here = {**os.environ, **environment, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=here, cwd=folder) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip()
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=30)


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


class _Server(http.server.ThreadingHTTPServer):
    # A browser opens more connections at once than the five that wait by default.
    request_queue_size = 128


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve the files of a folder and return the address."""
    handler = partial(_Quiet, directory=str(folder))
    with _Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
