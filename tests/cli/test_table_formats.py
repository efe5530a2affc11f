"""Forms of tables: spreadsheets, encodings, line ends; and the errors of their rows."""

import io
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.running import Run

pytestmark = pytest.mark.usefixtures("empty")

MAPPED = (
    "--as", "statements", "--map", "text=Claim", "--map", "speaker=Speaker", "--map", "said=Date", "--constant",
    "lang=en", "--constant", "kind=indirect", "--create-people",
)  # fmt: skip
TABLE = "Claim,Speaker,Date\n“It rains”,Ada Brook,2024-05-14\nIt snows,Sam Field,2024-05-15\n"


def load(run: Run, name: str, content: bytes, *options: str, code: int = 0) -> str:
    Path(name).write_bytes(content)
    result = run("load", name, *MAPPED, *options)
    assert result.code == code, result.err
    return result.err


def dates(run: Run) -> list[str]:
    return [line.split("\t")[1] for line in run("statements").out.splitlines()[1:]]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_utf_16_is_read(encoding: str, ends: str, run: Run) -> None:
    said = load(run, "a.csv", TABLE.replace("\n", ends).encode(encoding))
    assert "the encoding is taken for utf-16" in said
    assert "“It rains”" in run("statements").out
    assert dates(run) == ["2024-05-14", "2024-05-15"]


def test_lines_may_end_with_carriage_returns(run: Run) -> None:
    load(run, "a.csv", TABLE.replace("\n", "\r").encode())
    assert dates(run) == ["2024-05-14", "2024-05-15"]


@pytest.mark.parametrize("damage", [b"\x00\xd8\x00", b"\x00\xdc" * 2, b"\x00\xdc" * 2**17])
def test_damaged_utf_16_is_refused(damage: bytes, run: Run) -> None:
    said = load(run, "a.csv", TABLE.encode("utf-16") + damage, code=2)
    assert said.endswith("a.csv: is not valid utf-16; save it in UTF-8\n")


def workbook(sheets: dict[str, list[list[Any]]], *merged: str) -> bytes:
    openpyxl = pytest.importorskip("openpyxl")
    pytest.importorskip("python_calamine")
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for area in merged:
            sheet.merge_cells(area)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


CLAIMS: list[list[Any]] = [
    ["Claim", "Speaker", "Date", "Turn"],
    ["It rains", "Ada Brook", date(2024, 5, 14), 1],
    [None, None, None, None],
    ["It snows", None, datetime(2024, 5, 15, 10, 30, tzinfo=UTC).replace(tzinfo=None), 2.0],
]


def test_a_sheet_is_read_with_its_dates_and_reported_cells(run: Run) -> None:
    said = load(run, "a.xlsx", workbook({"Claims": CLAIMS, "Notes": []}, "B4:B5"), "--map", "position=Turn")
    assert dates(run) == ["2024-05-14", "2024-05-15"]
    assert "merged cells have their value in the first row or column only: B4:B5" in said
    assert "speaker: line 4: the cell of column “Speaker” is empty" in said


def test_a_sheet_is_chosen_by_its_name_or_number(run: Run) -> None:
    book = workbook({"Claims": CLAIMS, "Notes": [["x"]]})
    assert "a.xlsx has 2 sheets; name one with --sheet: Claims, Notes" in load(run, "a.xlsx", book, code=2)
    assert "a.xlsx has no sheet “Claim”" in load(run, "a.xlsx", book, "--sheet", "Claim", code=2)
    load(run, "a.xlsx", book, "--sheet", "1")
    load(run, "a.xlsx", book, "--sheet", "Claims")
    assert len(dates(run)) == 2


def test_a_row_of_a_sheet_that_is_rejected_is_written_as_csv(run: Run) -> None:
    rows = [*CLAIMS, ["It thaws", "Ada Brook", "some day", 3]]
    load(run, "a.xlsx", workbook({"Claims": rows}), "--skip-rejects", "--rejects", "rejects.csv")
    corrected = Path("rejects.csv").read_text("utf-8").replace("some day,3", "2024-05-16,3")
    load(run, "corrected.csv", corrected.encode())
    assert len(run("sources").out.splitlines()) == 2
    assert len(dates(run)) == 3


@pytest.mark.parametrize("content", [b"", b"not a spreadsheet", b"PK\x03\x04broken"])
@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.ods"])
def test_other_files_are_not_read_as_spreadsheets(name: str, content: bytes, run: Run) -> None:
    pytest.importorskip("python_calamine")
    assert "cannot be read as a spreadsheet" in load(run, name, content, code=2)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('r="B2"', 'r="2"'),
        ('r="B2"', 'r="XFD1048576"'),
        ('r="B2"', 'r="ZZZZZZ4294967295"'),
    ],
)
def test_a_hostile_spreadsheet_is_refused_in_a_sentence(run: Run, old: str, new: str) -> None:
    """A cell without a column, more cells than fit into the memory, and more than the library can count."""
    sound = zipfile.ZipFile(io.BytesIO(workbook({"Claims": CLAIMS})))
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as hostile:
        for name in sound.namelist():
            text = sound.read(name).decode()
            hostile.writestr(name, text.replace(old, new) if name.endswith("sheet1.xml") else text)
    assert "a.xlsx: cannot be read as a spreadsheet" in load(run, "a.xlsx", content.getvalue(), code=2)


def test_a_missing_library_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "python_calamine", None)
    assert "pip install 'kzclaims[spreadsheets]'" in load(run, "a.xlsx", b"x", code=2)


def test_one_cause_is_reported_once_with_its_first_lines(run: Run) -> None:
    rows = "".join(f"Claim {number},Nobody Knownhere,{number:02}/03/2024\n" for number in range(1, 13))
    said = load(run, "a.csv", f"Claim,Speaker,Date\n{rows}".encode(), code=2)
    assert said.count("\n") == 2
    assert "12 rows of a.csv cannot be loaded" in said
    assert "(12 times: lines 2, 3, 4 …)" in said


def test_each_unknown_name_is_a_cause_of_its_own(run: Run) -> None:
    rows = "A,Ada Brook,2024\nB,Sam Field,2024\nC,Ada Brook,2024\n,Ada Brook,2024\n"
    Path("a.csv").write_text(f"Claim,Speaker,Date\n{rows}", encoding="utf-8")
    said = run("load", "a.csv", *MAPPED[:-1]).err
    assert "(3 times: lines 2, 4, 5)" not in said
    assert "nobody called “Ada Brook” is recorded" in said
    assert "nobody called “Sam Field” is recorded" in said
    assert "a.csv:5: text: is missing\n" in said
    assert "statement “" not in said


def test_a_title_above_the_names_of_columns_is_skipped(run: Run) -> None:
    said = load(run, "a.csv", f"Our checks,,\n{TABLE}".encode())
    assert "line 1: “Our checks” is taken for a title" in said
    assert dates(run) == ["2024-05-14", "2024-05-15"]


def test_a_title_above_a_sheet_is_skipped(run: Run) -> None:
    rows: list[list[Any]] = [["Our checks"], [], ["Claim", "Speaker", "Date"]]
    rows.append(["It rains", "Ada Brook", date(2024, 5, 14)])
    assert "“Our checks” is taken for a title" in load(run, "a.xlsx", workbook({"One": rows}, "A1:C1"))
    assert dates(run) == ["2024-05-14"]


def test_a_first_row_with_one_cell_is_data_without_a_header(run: Run) -> None:
    options = ("--as", "statements", "--map", "text=1", "--constant", "lang=en", "--constant", "kind=indirect")
    Path("a.csv").write_text("It rains,,\nIt snows,x,y\n", encoding="utf-8")
    assert run("load", "a.csv", *options, "--no-header").code == 0
    assert len(run("statements").out.splitlines()) == 3
