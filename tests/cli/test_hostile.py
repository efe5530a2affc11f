"""Hostile text neither controls a terminal nor reorders a line, and takes bounded work."""

import os
from pathlib import Path

import pytest

from kzclaims.store.database.database import Database
from tests.counting import count_calls
from tests.running import Result, Run

TRICK = "Ада\u202eкурБ\x1b[31m\x07"
"""A name that a terminal would show in another order, in red, with a bell."""
RECORDS = (
    '{"type": "person", "key": "ada", "name": "Ада\\u202eкурБ\\u001b[31m\\u0007", "lang": "ru", '
    '"names": [{"text": "Брук", "lang": "ru"}]}\n'
    '{"type": "person", "key": "eva", "name": "Ева Брук", "lang": "ru"}\n'
    '{"type": "source", "key": "s", "title": "=1+1", "lang": "ru"}\n'
    '{"type": "statement", "key": "t", "kind": "direct", "text": "@SUM(1)", "lang": "ru", "speaker": "ada", '
    '"appearances": [{"source": "s"}]}\n'
)


@pytest.fixture
def tricked(seeded: Database, run: Run) -> Database:
    Path("t.jsonl").write_text(RECORDS, encoding="utf-8")
    assert run("load", "t.jsonl").code == 0
    return seeded


def unsafe(text: str) -> bool:
    return any(sign in text for sign in "\x1b\x07\u202e")


@pytest.mark.parametrize(
    "command", [["people"], ["statements", "--person", "ada"], ["person", "ada"], ["statement", "t"]]
)
@pytest.mark.usefixtures("tricked")
def test_a_hostile_name_is_stored_unchanged_and_shown_safely(run: Run, command: list[str]) -> None:
    assert not unsafe(run(*command, columns=100).out)
    assert not unsafe(run(*command).out)
    assert "\\u001b[31m\\u0007" in run(*command, "--format", "json").out


@pytest.mark.usefixtures("tricked")
def test_messages_are_as_safe_as_answers(run: Run) -> None:
    asked = run("person", "Брук")
    assert (asked.code, asked.out) == (2, "")
    assert "ada: Ада\N{REPLACEMENT CHARACTER}курБ" in asked.err
    for arguments in (["person", "Брук"], ["statement", TRICK], ["stat\x1b[31m"], ["load", f"{TRICK}.xml"]):
        assert not unsafe(run(*arguments).err)
    Path("t.toml").write_text('"\\u001b[31m\\u202e" = 1\n[[people]]\nkey = "\\u202e"', encoding="utf-8")
    assert not unsafe(run("load", "t.toml").err)


def test_reports_of_oddly_named_files_are_safe(run: Run) -> None:
    database = ("--database", f"{TRICK}.db")
    commands = (
        ["seed"], ["seed", "--prune"], ["db", "upgrade"], ["db", "status"], ["db", "reindex"], ["db", "check"],
        ["db", "backup", f"{TRICK}.backup"], ["dump", TRICK], ["export", "--as", "csv", "--output", f"{TRICK}.csv"],
        ["timeline", "--output", f"{TRICK}.svg"], ["people", "x"],
    )  # fmt: skip
    for arguments in commands:
        done = run(*database, *arguments)
        assert done.code in (0, 1)
        assert not unsafe(done.err + done.out)


@pytest.mark.usefixtures("tricked")
def test_formulas_are_guarded(run: Run) -> None:
    assert "'@SUM(1)" in run("statements", "--person", "ada", "--format", "csv").out
    assert "'=1+1" in run("sources", "--format", "csv").out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["person", "я" * 100_000], 1),
        (["statement", "x" * 1_000_000], 1),
        (["search", "я" * 1_000_000], 0),
        (["search", "a " * 500_000], 2),
        (["search", 'NEAR(a b, 5) OR text:x ^y {a b}: z "'], 0),
        (["search", "-" * 1000], 2),
        (["events", "--on", "9" * 65_000], 2),
        (["events", "--on", "99999999999"], 2),
        (["statements", "--limit", "9" * 65_000], 2),
        (["statements", "--format", "x" * 1_000_000], 2),
        (["export", "--as", "../../etc/passwd"], 2),
        (["load", "x" * 100_000 + ".toml"], 2),
        (["load", "x" * 100_000 + ".jsonl"], 2),
        (["--database", "x" * 100_000, "people"], 3),
        (["--database", "a\0b", "people"], 2),
        (["--database", "\udcff.db", "people"], 3),
        (["person", "\udcff"], 2),
        (["person", "a\0b"], 1),
        (["statements", "--topic", "a\0b"], 1),
        (["status", "x", "disputed", "--because", "\udcff", "--source", "https://a.b"], 2),
    ],
)
@pytest.mark.usefixtures("seeded")
def test_arguments(run: Run, arguments: list[str], code: int) -> None:
    results: list[Result] = []
    assert count_calls(lambda: results.append(run(*arguments))) < 20_000_000  # at most 20 for each letter
    assert results[0].code == code
    assert len(results[0].err) < 5000


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_is_refused_as_a_mapping(seeded: Database, run: Run) -> None:
    assert seeded.state() == "current"
    os.mkfifo("pipe.toml")
    Path("t.csv").write_text("a\n")
    for name in ("pipe.toml", os.devnull):
        result = run("load", "t.csv", "--mapping", name)
        assert (result.code, "is a pipe or a device" in result.err) == (2, True)


def test_a_symbolic_link_in_the_way_is_not_written_through(seeded: Database, run: Run) -> None:
    assert seeded.state() == "current"
    kept = Path("kept.toml")
    kept.write_text("mine")
    Path("dumped").mkdir()
    (Path("dumped") / "people.toml").symlink_to(kept.absolute())
    result = run("dump", "dumped", "--force")
    assert (result.code, "symbolic link" in result.err) == (2, True)
    assert kept.read_text() == "mine"
    assert list(Path("dumped").iterdir()) == [Path("dumped/people.toml")]


@pytest.mark.parametrize("key", ["../x", "/etc/passwd", "a/../b", "..", "a\\b", "a\n"])
def test_keys_are_never_used_as_paths(empty: Database, run: Run, key: str) -> None:
    text = "[[sources]]\nkey = " + repr(key).replace("'", '"') + '\ntitle = "T"\nlang = "ru"\n'
    Path("t.toml").write_text(f"dossier = {repr(key).replace(chr(39), chr(34))}\n{text}")
    result = run("load", "t.toml")
    assert result.code == 2
    assert "sources" not in result.out
    assert empty.state() == "current"


def test_a_million_things_wrong_are_cut_short(seeded: Database, run: Run) -> None:
    assert seeded.state() == "current"
    Path("many.toml").write_text("[[topics]]\n" * 20_000)
    result = run("load", "many.toml")
    assert result.code == 2
    assert "has more problems than are shown" in result.err
    assert len(result.err.splitlines()) < 1100
