"""`timeline`: the command, its formats, and what it refuses."""

import io
import re
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from kzclaims.cli.main import main
from kzclaims.export.timeline import entries as timeline
from kzclaims.store.database.database import Database
from tests.contents import loaded
from tests.export import archive, hostile
from tests.running import Run


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize("columns", [40, 80, 120])
def test_a_terminal_shows_the_timeline(run: Run, golden: Callable[[str, str], None], columns: int) -> None:
    shown = run("timeline", "--on", "2023-11", "--person", "Макрон", columns=columns)
    assert (shown.code, shown.err) == (0, "")
    golden(f"timeline-on-2023-11-person-Макрон.{columns}", shown.out)


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize("form", ["text", "svg", "html"])
def test_a_format_goes_to_stdout_or_into_a_file(run: Run, form: str, tmp_path: Path) -> None:
    shown = run("timeline", "--format", form)
    assert (shown.code, shown.err) == (0, "")
    assert "7 events, 44 statements." in shown.out
    assert "42 of these are dated by their first publication; when they were said is not" in shown.out
    written = run("timeline", "--format", form, "--output", "file")
    assert (written.code, written.out, written.err) == (0, "", "file: written\n")
    assert (tmp_path / "file").read_bytes().decode() == shown.out
    refused = run("timeline", "--format", form, "--output", "file")
    assert (refused.code, "overwrite it with --force" in refused.err) == (2, True)
    assert run("timeline", "--format", form, "--output", "file", "--force").code == 0


@pytest.mark.usefixtures("seeded")
def test_the_selection_is_described(run: Run) -> None:
    out = run("timeline", "--person", "Макрон", "--from", "2023-09", "--to", "2023-11", "--as-of", "9998").out
    assert out.startswith("3 events, 2 statements; person Макрон; from 2023-09; to 2023-11; as of 9998.\n")


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize("form", ["text", "svg", "html"])
def test_an_empty_timeline_is_drawn(run: Run, form: str) -> None:
    shown = run("timeline", "--format", form, "--on", "1812", "--person", "Макрон")
    assert (shown.code, shown.err) == (0, "Nothing found.\n")
    assert "This timeline is empty: nothing is recorded; on 1812; person Макрон." in shown.out


@pytest.mark.parametrize("form", ["text", "svg", "html"])
def test_too_many_are_drawn_as_their_numbers(
    empty: Database, run: Run, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    loaded(empty, archive.records(20))
    everything = run("timeline", "--format", form).out
    monkeypatch.setattr(timeline, "MOST", 19)
    shown = run("timeline", "--format", form, "--title", "Всё", columns=80)
    assert (shown.code, shown.err) == (0, "")
    assert shown.out != everything
    assert "Всё" in shown.out
    assert re.search("their numbers by (month|year)", shown.out)
    if form == "text":
        assert max(map(len, shown.out.splitlines())) <= 100
        total = sum(int(line.split()[1]) for line in shown.out.splitlines() if re.match(r"\d{4}", line))
        undated = sum(int(line.split()[0]) for line in shown.out.splitlines() if line.endswith("undated."))
        assert total + undated == 20


@pytest.mark.usefixtures("seeded")
def test_labels_show_the_words_of_a_search(run: Run) -> None:
    words = "партнерству"
    shown = run("timeline", "--search", words, "--format", "svg", "--title", "Партнерство").out
    labels = re.findall(r"<tspan[^>]*>([^<]*)</tspan></text>", shown)
    assert any("…" in label and "партнерств" in label for label in labels)
    assert "<title>Партнерство</title>" in shown


@pytest.mark.parametrize("form", ["text", "svg", "html"])
def test_a_terminal_is_safe(empty: Database, run: Run, form: str) -> None:
    loaded(empty, hostile.records("\x1b[31m\x9b\u202e words"))
    assert not {"\x1b", "\x9b", "\u202e"} & set(run("timeline", "--format", form, columns=80).out)


@pytest.mark.sqlite
@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_an_encoding_without_the_letters_is_supported(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, encoding: str
) -> None:
    monkeypatch.chdir(tmp_path)
    buffer = io.BytesIO()
    out = io.TextIOWrapper(buffer, encoding=encoding)
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", out)
        patch.setenv("COLUMNS", "80")
        assert main(["timeline", "--on", "2023-09"]) == 0
        out.flush()
    lines = buffer.getvalue().decode(encoding).splitlines()
    assert any(line.startswith("<####") for line in lines)
    assert max(map(len, lines)) <= 80


@pytest.mark.sqlite
def test_a_date_that_another_program_made_invalid_is_damage(seeded: Database, run: Run) -> None:
    assert seeded.place.path is not None
    with closing(sqlite3.connect(seeded.place.path)) as connection, connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("UPDATE events SET date = '2023-13-45' WHERE date IS NOT NULL")

    for command in (("timeline",), ("export", "--as", "timelinejs"), ("site", "out")):
        result = run(*command)
        assert (result.code, "db check" in result.err) == (3, True)
