"""A PostgreSQL server of the tests' own: in a temporary folder, reached through a socket there."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from tempfile import mkdtemp

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
"""The folders of the installed versions of the server, as Debian has them."""

OPTIONS = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=50"


class Cluster:
    """A running server."""

    def __init__(self, folder: Path, options: str = OPTIONS) -> None:
        self.folder = folder
        self._options = options

    def address(self, name: str, user: str = "postgres") -> str:
        # On a busy disk, a new database may take seconds to connect to.
        return f"postgresql://{user}@/{name}?host={self.folder}&connect_timeout=60"

    def execute(self, sql: str, name: str = "postgres") -> None:
        """Run SQL as the superuser, each statement in a transaction of its own."""
        import psycopg

        with psycopg.connect(self.address(name), autocommit=True) as connection:
            connection.execute(sql.encode())

    def create(self, template: str = "template1") -> str:
        """Create a database as a copy of another one, and return its address."""
        name = f"test_{token_hex(6)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.address(name)

    def stop(self, mode: str = "immediate") -> None:
        _run(self.folder, "pg_ctl", "stop", "-D", "data", "-m", mode)

    def start(self) -> None:
        options = f"{self._options} -c unix_socket_directories={self.folder}"
        # Recovery after a crash may take longer than the usual minute on a busy machine.
        _run(self.folder, "pg_ctl", "start", "-w", "-t", "600", "-s", "-D", "data", "-l", "log", "-o", options)


@contextmanager
def running(options: str = OPTIONS, original: Cluster | None = None) -> Iterator[Cluster]:
    """Start a server and stop it at the end; a read-only replica if there is an original."""
    # Not in pytest's folder, whose path may be too long for a socket.
    folder = Path(mkdtemp(prefix="kzclaims-postgresql-"))
    try:
        if user := _user():
            os.chown(folder, *user)
        if original is None:
            settings = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
            _run(folder, "initdb", "-D", "data", *settings)
        else:
            _run(
                folder, "pg_basebackup", "-D", "data", "-h", str(original.folder), "-U", "postgres", "-R", "-c", "fast"
            )
        cluster = Cluster(folder, options)
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _user() -> tuple[int, int] | None:
    """Return the ids of the user who may run a server, if this one may not."""
    if os.geteuid() != 0:
        return None
    found = pwd.getpwnam("postgres")
    return found.pw_uid, found.pw_gid


def _run(folder: Path, program: str, *arguments: str) -> None:
    uid, gid = _user() or (None, None)
    command = [str(PROGRAMS[-1] / program), *arguments]
    # The server keeps what it inherits: it must not keep a pipe open that somebody reads to its end.
    none = subprocess.DEVNULL
    result = subprocess.run(command, cwd=folder, user=uid, group=gid, stdin=none, stdout=none, stderr=none, check=False)
    assert result.returncode == 0, command
