"""Random changes with undo and kills: file and database agree, and nothing that was answered is lost."""

import json
import random
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from kzclaims.desk import saving
from kzclaims.desk.document import digest
from kzclaims.desk.session import Session
from kzclaims.dossier import toml_reader
from kzclaims.errors import InputError
from kzclaims.store.database.database import Database
from kzclaims.store.load.load import load_dossiers
from tests.desk.conftest import DOSSIER, TEXT

ROOT = Path(__file__).parents[2]
CHANGES = 240


def differences(database: Database, path: Path) -> int:
    """Return the number of records of a file that differ from what is recorded."""
    dossier = toml_reader.read(path)
    toml_reader.require_accepted([dossier], skip=True)
    outcome = database.write(lambda connection: load_dossiers(connection, [dossier]), dry_run=True)
    return outcome.added + outcome.changed + len(outcome.kept)


def other_program(database: Path, path: Path, stop: threading.Event) -> None:
    """Load another dossier again and again."""
    number = 0
    while not stop.is_set():
        number += 1
        path.write_text(f'[[topics]]\nkey = "other"\nname = "Other {number}"\n', encoding="utf-8")
        with Database(database, timeout=30).writing() as connection:
            load_dossiers(connection, [toml_reader.read(path)])
        stop.wait(0.2)


@pytest.mark.slow
def test_random_changes_with_kills(empty: Database, path: Path, tmp_path: Path) -> None:
    path.write_text(DOSSIER.replace(TEXT, "\n".join([TEXT] * 5)), encoding="utf-8")
    rng = random.Random(11)
    stop = threading.Event()
    loading = threading.Thread(target=other_program, args=(empty.path, tmp_path / "other.toml", stop))
    loading.start()
    try:
        changes, kinds = trial(empty, path, rng)
    finally:
        stop.set()
        loading.join()
    assert changes >= CHANGES
    assert kinds >= {"edit", "undo", "redo", "save"}


def trial(empty: Database, path: Path, rng: random.Random) -> tuple[int, set[str]]:
    changes, kills, kinds = 0, 0, set()
    while changes < CHANGES:
        command = [sys.executable, "-m", "tests.desk.writer", str(path), str(empty.path), str(kills)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            last: dict[str, Any] = {}
            for _ in range(rng.randint(20, 60)):
                last = json.loads(child.stdout.readline())
                kinds.add(last["kind"])
                changes += 1
            timer = threading.Timer(rng.random() * 0.05, child.kill)
            timer.start()
            for line in child.stdout.read().splitlines():
                if line.endswith("}"):
                    last = json.loads(line)
                    changes += 1
        kills += 1
        session = Session(path, Database(empty.path, timeout=30))
        saving.finish(session)
        states = {digest(session.document.raw)}
        # The last change may have been made, and not answered.
        if session.state.done:
            session.undo(0)
            states.add(digest(session.document.raw))
            session.redo(0)
        if session.state.undone:
            session.redo(0)
            states.add(digest(session.document.raw))
            session.undo(0)
        assert last["sha"] in states
        if "save" in kinds and session.is_saved():
            assert differences(session.database, path) == 0
        session.close()
    session = Session(path, Database(empty.path, timeout=30))
    while True:
        try:
            keys = [one.key for one in session.checker.entries.values()]
            saving.save(session, prune=True, overwrite=True, reason="a trial", rename=keys)
        except InputError:
            session.undo(0)
        else:
            break
    assert path.read_bytes() == session.document.raw
    assert differences(session.database, path) == 0
    while session.state.done:
        session.undo(0)
    assert session.document.raw == DOSSIER.replace(TEXT, "\n".join([TEXT] * 5)).encode()
    session.close()
    return changes, kinds
