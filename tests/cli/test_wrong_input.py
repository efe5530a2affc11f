"""Whatever is wrong, a sentence says what and what to do, with the documented exit code."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kzclaims.store.database.database import Database
from tests.running import Run

MISTAKES = """dossier = "Twenty Mistakes"

[[people]]
key = "anna"
name = "Анна"
lang = "ru"
roles = [{ title = "a", lang = "ru", held = "2023-13" }, { titel = "b", lang = "ru" }]

[[people]]
key = "anna"
name = "   "
lang = "Russian"
wikidata = 5

[[poeple]]
key = "boris"

[[sources]]
key = "paper"
title = "Погода"
lang = "ru"
publisher = "nobody"
url = "ftp://example.org"
published = "01.11.2023"

[[statements]]
key = "first"
kind = "editorial"
speaker = "ana"
text = "a\\u0000b"
lang = "ru"
appearances = [
  { source = "paper", exact = "слова", start = 5, end = 9 },
  { source = "papr", exact = "слова", start = 5 },
]

[[statements]]
key = "second"
key = "third"
kind = "direct"

[[statements]]
key = "fourth"
kind = "dirct"
txt = "Слова"
lang = "ru"
topics = "rain"

[[statements]]
key = "fifth"
kind = "direct"
text = "Слова"
lang = "ru"
appearances = [{ source = "paper" }]

[[events]]
key = "storm"
title = "Буря"
lang = "ru"
participants = [{ part = "witness" }]
date = 2023
title = Буря
"""


def test_all_mistakes_of_a_dossier_are_reported_at_once(empty: Database, run: Run, golden: object) -> None:
    assert callable(golden)
    before = empty.path.read_bytes()
    raw = MISTAKES.encode() + b"# \xef\xf0\xe8\xe2\xe5\xf2 in cp1251\n"
    Path("mistakes.toml").write_bytes(raw)
    result = run("load", "mistakes.toml")
    assert (result.code, result.out) == (2, "")
    golden("mistakes.remarks", result.err)
    assert len(result.err.splitlines()) > 20
    assert empty.path.read_bytes() == before


def test_two_people_of_one_name_are_both_shown(seeded: Database, run: Run) -> None:
    Path("other.toml").write_text(
        '[[people]]\nkey = "nikita-olevsky"\nname = "Никита Олёвский"\nlang = "ru"\ndescription = "врач"\n',
        encoding="utf-8",
    )
    assert run("load", "other.toml").code == 0
    result = run("statements", "--person", "олевский")
    assert (result.code, result.out) == (2, "")
    listed = [line.split(":")[0].strip() for line in result.err.splitlines()[1:]]
    assert listed == ["timur-olevsky", "nikita-olevsky"]
    assert len(run("people", "олевский").out.splitlines()) == 3
    assert seeded.state() == "current"


@pytest.mark.parametrize(
    "command", [["people"], ["statements"], ["load", "x.toml"], ["db", "check"], ["db", "backup", "b"]]
)
def test_without_a_database(run: Run, command: list[str]) -> None:
    result = run(*command)
    assert (result.code, result.out) == (3, "")
    assert "there is no database at kzclaims.db" in result.err
    assert not list(Path().iterdir())


def test_a_folder_or_another_file_is_refused_as_a_database(run: Run) -> None:
    Path("x.txt").write_text("hello " * 300)
    assert run("--database", ".", "people") == (3, "", "Error: . is a folder; choose another --database\n")
    result = run("--database", "x.txt", "seed")
    assert (result.code, result.out) == (3, "")
    assert "is not an SQLite database" in result.err
    assert Path("x.txt").read_text() == "hello " * 300


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write to read-only files")
def test_a_read_only_database_is_read_and_not_written(seeded: Database, run: Run) -> None:
    seeded.path.chmod(0o444)
    assert run("people").code == 0
    result = run("seed")
    assert (result.code, result.out) == (3, "")
    assert "cannot be written to" in result.err


def test_a_locked_database(seeded: Database, run: Run) -> None:
    with seeded.writing():
        result = run("--timeout", "0.1", "seed")
    assert (result.code, result.out) == (3, "")
    assert "is being written to by another program; waited 0.1 s" in result.err


def test_the_database_can_be_set_in_the_environment(
    seeded: Database, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    seeded.path.rename("other.db")
    assert run("people").code == 3
    monkeypatch.setenv("KZCLAIMS_DATABASE", "other.db")
    assert run("people").code == 0


def test_an_interrupted_command_is_reported(seeded: Database, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **_options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("kzclaims.store.load.load.load_dossiers", stop)
    before = seeded.path.read_bytes()
    assert run("seed") == (130, "", "\nInterrupted. Nothing was half-written.\n")
    assert seeded.path.read_bytes() == before


def test_a_damaged_database(seeded: Database, run: Run) -> None:
    with closing(sqlite3.connect(seeded.path)) as connection, connection:
        connection.execute("DELETE FROM appearances WHERE statement_id = 1")
        connection.execute("UPDATE sources SET published = '2023-13'")
    result = run("db", "check")
    assert result.code == 1
    assert result.err.endswith("\n7 found.\n")
    assert "was deleted by another program" in result.out
    assert "it has no appearance" in result.out
    assert "there is no month 13" in result.out


def test_name_keys_of_other_rule_versions_are_refused(seeded: Database, run: Run) -> None:
    with closing(sqlite3.connect(seeded.path)) as connection, connection:
        connection.execute("UPDATE settings SET value = 'old' WHERE name = 'name_rules'")
        connection.execute("DELETE FROM name_keys")
    result = run("statements", "--person", "Олевский")
    assert (result.code, result.out) == (3, "")
    assert "“kzclaims db upgrade”" in result.err
    assert run("db", "upgrade").err == "kzclaims.db: upgraded\n"
    assert run("statements", "--person", "Олевский").code == 0
    assert run("db", "check").code == 0


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_or_a_device_is_neither_a_dossier_nor_a_database(seeded: Database, run: Run) -> None:
    os.mkfifo("pipe.toml")
    assert "pipe.toml: is a pipe or a device" in run("load", "pipe.toml").err
    assert run("--database", "pipe.toml", "people") == (
        3, "", "Error: pipe.toml is not a regular file; choose another --database\n",
    )  # fmt: skip
    assert run("--database", os.devnull, "seed").code == 3
    assert seeded.state() == "current"
