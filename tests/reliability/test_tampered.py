"""Every command ends with one sentence on databases and dumps that somebody tampered with."""

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from kzclaims.store.database.database import Database
from tests.databases import create
from tests.reliability.trials import damage, dumps, tampered
from tests.running import Run


@pytest.mark.slow
def test_every_command_on_databases_that_were_tampered_with(tmp_path: Path) -> None:
    assert tampered.tried(damage.sample(tmp_path, statements=20), trials=3).broken == []


@pytest.mark.slow
def test_merging_what_was_tampered_with(tmp_path: Path) -> None:
    assert dumps.merged(tmp_path, trials=4).broken == []


@pytest.mark.parametrize(
    ("table", "values"),
    [
        ("people", {"recorded": []}),
        ("people", {"recorded": "2023-13-45"}),
        ("people", {"id": 2**63}),
        ("people", {"id": "1"}),
        ("people", {"name": 7}),
        ("people", {"name": "a\0b"}),
        ("people", {"": 1}),
        ("citations", {"source_id": {}}),
        ("statements", {"said_earliest": "yesterday"}),
        ("chain", {"content": "===="}),
        ("names", None),
    ],
)
def test_a_dump_with_an_impossible_value_is_refused(
    seeded: Database, run: Run, tmp_path: Path, table: str, values: dict[str, Any] | None
) -> None:
    lines = [json.loads(line) for line in run("dump", "--jsonl", "--history").out.splitlines()]
    row = next(line for line in lines if line.get("table") == table)
    row["values"] = {} if values is None else row["values"] | values
    (tmp_path / "dump.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    empty = create(tmp_path / "empty.db")
    for database in (seeded, empty):
        ended = run("--database", str(database.path), "merge", "dump.jsonl")
        assert ended.code == 2
        assert f"dump.jsonl:{lines.index(row) + 1}: " in ended.err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes")
def test_a_pipe_is_not_waited_for(run: Run, tmp_path: Path, seeded: Database) -> None:
    os.mkfifo(tmp_path / "pipe.jsonl")
    ended = run("--database", str(seeded.path), "merge", "pipe.jsonl")
    assert ended.code == 2
    assert "pipe" in ended.err


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("UPDATE sources SET title = 'a' || char(0)", 3),
        ("DELETE FROM dossiers", 3),
        ("UPDATE topics SET name = 'Another' WHERE id = 1", 1),
    ],
)
def test_merging_a_database_that_was_tampered_with_is_refused_or_reported(
    seeded: Database, run: Run, tmp_path: Path, sql: str, code: int
) -> None:
    other = tmp_path / "other.db"
    other.write_bytes(seeded.path.read_bytes())
    with closing(sqlite3.connect(other)) as connection:
        connection.execute(sql)
        connection.commit()
    ended = run("merge", "other.db")
    assert ended.code == code
    assert "other.db is damaged" in ended.err or "db check” reports: 1" in ended.err
    assert run("db", "check").code == 0
