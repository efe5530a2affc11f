"""The pages of a database, served as a reader has them."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def browsing(database: Path) -> Iterator[str]:
    """Serve a database with `kzclaims browse` in another process and return the address."""
    command = [sys.executable, "-m", "kzclaims", "--database", str(database), "browse", "--port", "0", "--no-open"]
    here = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=here) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip().rstrip("/")
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=30)
