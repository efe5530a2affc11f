"""`kzclaims browse` where it cannot begin."""

import socket
import sqlite3
import sys
from contextlib import closing

import pytest

from kzclaims.store.database.database import Database
from tests.running import Run


def test_a_missing_datasette_is_reported_with_the_way_to_install_it(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("kzclaims.browse")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "datasette", None)
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    ended = run("browse", "--no-open")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.endswith("is not installed; run: pip install 'kzclaims[browse]'\n")


def test_a_port_in_use_gets_a_sentence(run: Run, seeded: Database) -> None:
    pytest.importorskip("datasette")
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        ended = run("--database", seeded.path, "browse", "--no-open", "--port", str(port))
    said = f"Error: port {port} is in use by another program; choose another with --port, or a free one with --port 0\n"
    assert ended == (2, "", said)


def test_a_database_that_is_not_there_behind_or_ahead_gets_a_sentence(run: Run, seeded: Database) -> None:
    pytest.importorskip("datasette")
    missing = run("--database", "none.db", "browse", "--no-open")
    assert (missing.code, missing.out) == (3, "")
    assert "there is no database at none.db" in missing.err
    for revision, said in {"0001": "upgrade it with “kzclaims db upgrade”", "9999": "upgrade kzclaims"}.items():
        with closing(sqlite3.connect(seeded.path)) as connection:
            connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
            connection.commit()
        ended = run("browse", "--no-open")
        assert (ended.code, ended.out) == (3, "")
        assert said in ended.err
