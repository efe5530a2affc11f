"""Output of hostile text, encodings, closed streams and imports."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kzclaims.store.database.database import Database
from tests.running import Run

HOSTILE = "=1+1 \\u001b[31mred\\u009b2J \\u202eтекст | <b>*\\\\nline two"
HOSTILE_TEXT = json.loads(f'"{HOSTILE}"')


@pytest.fixture
def hostile(empty: Database, run: Run) -> Database:
    Path("hostile.toml").write_text(
        f"""
        [[sources]]
        key = "paper"
        title = "T"
        lang = "ru"
        [[statements]]
        key = "bad"
        kind = "direct"
        text = "{HOSTILE}"
        lang = "ru"
        appearances = [{{ source = "paper", attribution = "x" }}]
        """,
        encoding="utf-8",
    )
    assert run("load", "hostile.toml").code == 0
    return empty


UNSAFE = ("\x1b", "\x9b", "\u202e")


@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv", "markdown"])
def test_listings_contain_no_control_characters(run: Run, form: str) -> None:
    out = run("statements", "--format", form, columns=100).out
    assert not any(character in out for character in UNSAFE)


@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_pages_contain_no_control_characters(run: Run, form: str) -> None:
    out = run("statement", "bad", "--format", form, columns=100).out
    assert not any(character in out for character in UNSAFE)


@pytest.mark.usefixtures("hostile")
def test_data_in_a_pipe_is_the_record_itself(run: Run) -> None:
    assert json.loads(run("statements", "--format", "json").out)[0]["text"] == HOSTILE_TEXT
    (row,) = csv.DictReader(io.StringIO(run("statements", "--format", "csv", "--raw").out, newline=""))
    assert row["text"] == HOSTILE_TEXT


@pytest.mark.usefixtures("hostile")
def test_a_cell_that_a_spreadsheet_would_run_is_guarded(run: Run) -> None:
    (row,) = csv.DictReader(io.StringIO(run("statements", "--format", "csv").out, newline=""))
    assert row["text"] == f"'{HOSTILE_TEXT}"


@pytest.mark.usefixtures("hostile")
def test_markdown_stays_one_cell(run: Run) -> None:
    header, _, row = run("statements", "--format", "markdown").out.splitlines()
    assert row.replace("\\|", "").count("|") == header.count("|")
    assert "<b>" not in row


def kzclaims(*arguments: str, cwd: Path, before: str = "", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the program, or the code `before`, in another process."""
    return subprocess.run(
        [sys.executable, *(["-c", before] if before else ["-m", "kzclaims"]), *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **environment},
        capture_output=True,
        check=False,
        timeout=60,
    )


def test_an_encoding_without_cyrillic_shows_escapes(seeded: Database) -> None:
    folder = seeded.path.parent
    table = kzclaims("people", cwd=folder, PYTHONIOENCODING="cp1252")
    assert (table.returncode, table.stderr) == (0, b"")
    assert b"\\u041e\\u043b" in table.stdout
    data = kzclaims("people", "--format", "json", cwd=folder, PYTHONIOENCODING="cp1252")
    assert "Олевский" in data.stdout.decode("utf-8")
    assert "Олевский" in kzclaims("people", cwd=folder, LANG="C", LC_ALL="C").stdout.decode("utf-8")


HEAD = """
import os, subprocess, sys
with subprocess.Popen([sys.executable, "-m", "kzclaims", *sys.argv[1:]], stdout=subprocess.PIPE) as asked:
    print(asked.stdout.readline())
    asked.stdout.close()
sys.exit(asked.returncode)
"""


def test_a_closed_pipe_is_not_an_error(seeded: Database) -> None:
    done = kzclaims("statements", "--limit", "0", "--format", "json", cwd=seeded.path.parent, before=HEAD)
    assert (done.returncode, done.stdout.split(), done.stderr) == (0, [b"b'[\\n'"], b"")


@pytest.mark.skipif(sys.platform == "win32", reason="a shell that closes streams")
@pytest.mark.parametrize(
    ("streams", "code", "said"),
    [("2>&-", 0, b""), (">&-", 1, b"Error: the output cannot be written: Bad file descriptor\n"), (">&- 2>&-", 1, b"")],
)
def test_a_closed_stream_causes_no_traceback(seeded: Database, streams: str, code: int, said: bytes) -> None:
    done = subprocess.run(
        ["sh", "-c", f'exec "$0" -m kzclaims people {streams}', sys.executable],
        cwd=seeded.path.parent,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (code, said)


def test_a_full_disk_for_the_output_is_reported(seeded: Database) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("there is no /dev/full here")
    with full.open("wb") as out:
        done = subprocess.run(
            [sys.executable, "-m", "kzclaims", "people"],
            cwd=seeded.path.parent,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
            stdout=out,
            stderr=subprocess.PIPE,
            check=False,
            timeout=60,
        )
    assert (done.returncode, done.stderr) == (1, b"Error: the output cannot be written: No space left on device\n")


INTERRUPTED = """
import builtins, sys
module, sys.argv[1] = sys.argv[1], "people"
real = builtins.__import__
def interrupted(name, *rest):
    if name == module:
        raise KeyboardInterrupt
    return real(name, *rest)
builtins.__import__ = interrupted
from kzclaims.__main__ import run
sys.exit(run())
"""
AT_EXIT = """
import atexit, os, signal, sys
atexit.register(os.kill, os.getpid(), signal.SIGINT)
from kzclaims.cli.main import main
sys.argv = ["kzclaims", "people"]
sys.exit(main())
"""


@pytest.mark.parametrize(
    "module", ["kzclaims.cli.main", "click", "kzclaims.cli.program", "sqlalchemy", "kzclaims.store.read"]
)
def test_an_interrupt_during_imports_is_one_line(seeded: Database, module: str) -> None:
    done = kzclaims(module, cwd=seeded.path.parent, before=INTERRUPTED)
    assert (done.returncode, done.stdout) == (130, b"")
    assert done.stderr.decode().strip() == "Interrupted. Nothing was half-written."


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_an_interrupt_at_exit_causes_no_traceback(seeded: Database) -> None:
    done = kzclaims(cwd=seeded.path.parent, before=AT_EXIT)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["statements", "--person", "Никто"], 1),
        (["statements", "--topic", "kazakstan"], 1),
        (["events", "--from", "2023-12", "--to", "2023-01"], 2),
        (["statements", "--kind", "x"], 2),
        (["--database", "none.db", "people"], 3),
    ],
)
@pytest.mark.parametrize("form", [["--format", "json"], ["--format=json"], ["--format", "jsonl"]])
@pytest.mark.usefixtures("seeded")
def test_errors_are_json_with_the_json_formats(run: Run, arguments: list[str], code: int, form: list[str]) -> None:
    result = run(*arguments, *form)
    assert (result.code, result.out) == (code, "")
    error = json.loads(result.err)
    assert (list(error), error["exit_code"]) == (["error", "hints", "exit_code"], code)
    assert error["error"] in run(*arguments).err


def test_an_unreadable_file_is_named(run: Run, seeded: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **_options: object) -> None:
        raise PermissionError(13, "Permission denied", "notes.txt")

    monkeypatch.setattr("kzclaims.store.read.queries.people", fail)
    assert run("people") == (1, "", "Error: notes.txt: Permission denied\n")
    assert seeded.state() == "current"


LOADED = """
import sys
from kzclaims.cli.main import main
code = main(sys.argv[1:])
print(*sorted(sys.modules), file=sys.stderr)
sys.exit(code)
"""
HEAVY = {"sqlalchemy", "alembic", "msgspec", "rich", "rapidfuzz", "edtf"}


@pytest.mark.parametrize(
    ("arguments", "not_loaded"),
    [
        (["--help"], HEAVY),
        (["statements", "--help"], HEAVY),
        (
            ["statements", "--person", "Олевский", "--on", "2023-11"],
            HEAVY - {"sqlalchemy", "msgspec"} | {"sqlalchemy.orm"},
        ),
        (["db", "status"], {"alembic", "sqlalchemy.orm", "rich"}),
    ],
)
def test_a_command_imports_no_more_than_it_needs(seeded: Database, arguments: list[str], not_loaded: set[str]) -> None:
    done = kzclaims(*arguments, cwd=seeded.path.parent, before=LOADED, PYTHONIOENCODING="utf-8")
    assert done.returncode == 0
    assert not set(done.stderr.decode().split()) & not_loaded
