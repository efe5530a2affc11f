"""`count`: its table with bars, its formats, and wrong input."""

import csv
import io
import json
from pathlib import Path

import pytest
from rich.cells import cell_len

from kzclaims.dossier.records import Appearance, Person, Source, Statement
from kzclaims.store.database.database import Database
from tests.contents import loaded
from tests.running import Run


def _record(database: Database) -> None:
    """Record statements of people with narrow, wide and hostile names."""
    names = {"ada": "Ада Брук", "kim": "김정은", "red": "\x1b[31m=1+1"}
    loaded(
        database,
        [
            Source(key="paper", title="Paper", lang="en", published="2020"),
            *(Person(key=key, name=name, lang="en") for key, name in names.items()),
            *(
                Statement(
                    key=f"{key}-{number}",
                    kind="indirect",
                    text=f"{key} {number}",
                    lang="en",
                    speaker=key,
                    said=f"{2020 + number % 2}",
                    appearances=[Appearance(source="paper", exact=f"{key} {number}")],
                )
                for key, most in (("ada", 7), ("kim", 3), ("red", 1))
                for number in range(most)
            ),
        ],
    )


@pytest.mark.parametrize("columns", [30, 60, 120])
def test_bars_fit_the_terminal_and_begin_in_one_column(empty: Database, run: Run, columns: int) -> None:
    _record(empty)
    shown = run("count", "statements", "--by", "speaker", columns=columns)
    rows = [line.rstrip() for line in shown.out.splitlines() if "█" in line or "▏" in line]
    assert len(rows) == 3
    assert max(map(cell_len, shown.out.splitlines())) <= columns
    assert {cell_len(row[: row.index("█")]) for row in rows} == {cell_len(rows[0][: rows[0].index("█")])}
    lengths = [row.count("█") for row in rows]
    assert lengths == sorted(lengths, reverse=True)
    assert "\x1b" not in shown.out


def test_a_pipe_has_keys_names_and_numbers(empty: Database, run: Run) -> None:
    _record(empty)
    shown = run("count", "statements", "--by", "speaker,year", "--person", "ada")
    assert shown.out.splitlines() == [
        "speaker\tspeaker_name\tyear\tcount",
        "ada\tАда Брук\t2020\t4",
        "ada\tАда Брук\t2021\t3",
    ]
    assert "7 statements" in shown.err


def test_csv_is_guarded_and_json_has_the_rule(empty: Database, run: Run) -> None:
    _record(empty)
    table = list(csv.reader(io.StringIO(run("count", "statements", "--by", "speaker", "--format", "csv").out)))
    assert [row[2] for row in table] == ["count", "7", "3", "1"]
    assert not table[3][1].startswith("=")
    found = json.loads(run("count", "people", "--by", "year", "--dates", "certain", "--format", "json").out)
    assert (found["counted"], found["by"], found["dates"], found["total"], found["found"]) == (
        "people", ["year"], "certain", 3, 2,
    )  # fmt: skip
    assert [group["count"] for group in found["groups"]] == [3, 2]
    spread = json.loads(run("count", "statements", "--by", "month", "--dates", "spread", "--format", "json").out)
    assert sum(group["count"] for group in spread["groups"]) == pytest.approx(11)


def test_a_number_without_groups(empty: Database, run: Run) -> None:
    _record(empty)
    assert run("count", "statements").out == "count\n11\n"
    assert run("count", "events").out == "count\n0\n"


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["statements", "--by", "speker"], "--by"),
        (["events", "--by", "speaker"], "--by"),
        (["statements", "--by", "year,year"], "twice"),
        (["people", "--by", "year", "--dates", "spread"], "--dates"),
        (["statements", "--sort", "name"], "--sort"),
        (["topics"], "topics"),
        (["statements", "--topic", "x"], "x"),
    ],
)
def test_wrong_input_is_explained(run: Run, arguments: list[str], part: str) -> None:
    refused = run("count", *arguments)
    assert refused.code in (1, 2)
    assert part in refused.err


@pytest.mark.parametrize("form", ["svg", "html"])
def test_a_picture_is_written_by_the_ending_of_its_file(empty: Database, run: Run, form: str, tmp_path: Path) -> None:
    _record(empty)
    asked = ("count", "statements", "--by", "speaker,year", "--from", "2020", "--title", "Кто и когда")
    shown = run(*asked, "--format", form)
    assert (shown.code, shown.err) == (0, "")
    assert "Кто и когда" in shown.out
    assert "11 statements; from 2020." in shown.out
    written = run(*asked, "--output", f"file.{form}")
    assert (written.code, written.out) == (0, "")
    assert (tmp_path / f"file.{form}").read_bytes().decode() == shown.out
    assert run(*asked, "--output", f"file.{form}").code == 2
    assert run(*asked, "--output", f"file.{form}", "--force", "--chart", "matrix").code == 0
    assert (tmp_path / f"file.{form}").read_bytes().decode() != shown.out


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["--by", "speaker", "--chart", "bars"], "--chart"),
        (["--by", "speaker", "--title", "x"], "--title"),
        (["--by", "speaker", "--output", "x.png"], "--output"),
        (["--by", "speaker", "--chart", "lines", "--format", "svg"], "--chart"),
        (["--by", "speaker", "--chart", "matrix", "--format", "svg"], "--by"),
        (["--format", "html"], "--by"),
    ],
)
def test_pictures_that_cannot_be_drawn(run: Run, arguments: list[str], part: str) -> None:
    refused = run("count", "statements", *arguments)
    assert (refused.code, refused.out) == (2, "")
    assert part in refused.err
