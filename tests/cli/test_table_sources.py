"""The sources of table rows, rows with the same words, and the tables of rejected rows."""

import csv
from pathlib import Path

import pytest

from kzclaims.store.database.database import Database
from tests.bulk_files import MAPPED, TABLE, count, write
from tests.running import Run, counted


@pytest.mark.parametrize("wrong", ["It hails.,Nobody At All,", ",Anna Petrova,", "It hails.,Anna Petrova,never"])
@pytest.mark.parametrize("link", ["", "https://a.example/1"])
def test_a_rejected_first_row_takes_no_other_row_with_it(wrong: str, link: str, empty: Database, run: Run) -> None:
    run("load", write("p.csv", TABLE), *MAPPED, "--create-people")
    table = f"Claim,Who,Day,Link\n{wrong},{link}2\nIt pours.,Anna Petrova,,{link}2\nIt snows.,Anna Petrova,,{link}2\n"
    mapped = MAPPED if link else (*MAPPED[:8], *MAPPED[10:])
    result = run("load", write("a.csv", table), *mapped, "--skip-rejects")
    assert result.code == 0
    assert result.err.count("rejected: a.csv:2: ") == result.err.count("rejected: ")
    assert "\n1 rejected" in result.err
    assert (count(empty, "statements"), count(empty, "sources")) == (3, 2)


def test_a_source_with_only_rejected_rows_is_not_recorded(empty: Database, run: Run) -> None:
    table = "Claim,Who,Day,Link\nIt hails.,Nobody At All,,https://a.example/1\n"
    assert run("load", write("a.csv", table), *MAPPED, "--skip-rejects").code == 0
    assert count(empty, "sources") == 0


def test_capitals_do_not_depend_on_the_order_of_rows(empty: Database, run: Run) -> None:
    table = TABLE + "It snows.,ANNA PETROVA,2023-11-02,https://a.example/1\n"
    assert run("load", write("a.csv", table), *MAPPED, "--create-people").code == 0
    assert (count(empty, "people"), count(empty, "statements")) == (1, 2)
    assert counted(run("load", "a.csv", *MAPPED, "--create-people").err) == "0 added, 0 changed\n"


SPELLINGS = [
    "https://A.example/1",
    "https://a.example:443/1",
    "http://a.example/1",
    "http://a.example:80/1/",
    "https://a.example/1?utm_campaign=x&fbclid=y",
    "https://a.example/1#part-2",
]


def test_spellings_of_an_address_are_one_source(empty: Database, run: Run) -> None:
    rows = "".join(f"Words {number}.,Anna Petrova,2023,{link}\n" for number, link in enumerate(SPELLINGS))
    result = run("load", write("a.csv", TABLE + rows), *MAPPED, "--create-people")
    assert result.code == 0
    for link in SPELLINGS:
        assert f"a.csv: {link} is taken for https://a.example/1\n" in result.err
    assert (count(empty, "sources"), count(empty, "statements")) == (1, 7)


@pytest.mark.parametrize("first", SPELLINGS)
def test_a_recorded_spelling_of_an_address_is_found(first: str, empty: Database, run: Run) -> None:
    run("load", write("a.csv", TABLE.replace("https://a.example/1", first)), *MAPPED, "--create-people")
    for number, link in enumerate(SPELLINGS):
        table = f"Claim,Who,Day,Link\nWords {number}.,Anna Petrova,2023,{link}\n"
        assert run("load", write("b.csv", table), *MAPPED).code == 0
    assert count(empty, "sources") == 1


def test_different_addresses_are_different_sources(empty: Database, run: Run) -> None:
    links = ["https://a.example/2", "https://a.example/1?page=2", "https://b.example/1", "https://a.example:8080/1",
             "https://a.example/1#!/x", "https://www.a.example/1"]  # fmt: skip
    rows = "".join(f"Words.,Anna Petrova,2023,{link}\n" for link in links)
    assert run("load", write("a.csv", TABLE + rows), *MAPPED, "--create-people").code == 0
    assert count(empty, "sources") == 1 + len(links)


def test_the_same_words_on_another_day_are_another_statement(empty: Database, run: Run) -> None:
    table = TABLE + TABLE.splitlines()[1].replace("2023-11-01", "2019-05-04") + "\n"
    assert run("load", write("a.csv", table), *MAPPED, "--create-people").code == 0
    assert count(empty, "statements") == 2
    assert counted(run("load", "a.csv", *MAPPED).err) == "0 added, 0 changed\n"


@pytest.mark.usefixtures("empty")
def test_the_same_row_twice_is_recorded_once_and_a_different_one_is_rejected(run: Run) -> None:
    table = TABLE + TABLE.splitlines()[1] + "\n"
    result = run("load", write("a.csv", table), *MAPPED, "--create-people")
    assert result.code == 0
    assert "a.csv: line 3: the same as an earlier row, recorded once" in result.err
    assert "0 added, 0 changed\n" in run("load", "a.csv", *MAPPED).err
    topics = "Claim,Who,Topics\nIt snows.,Anna Petrova,weather\nIt snows.,Anna Petrova,weather;sport\n"
    mapped = (*MAPPED[:6], *MAPPED[10:], "--map", "topics=Topics", "--create-people")
    result = run("load", write("b.csv", topics), *mapped)
    assert result.code == 2
    assert "b.csv:3: statement: is the same as in line 2 but for topics" in result.err


def test_corrected_rejects_belong_to_their_table(empty: Database, run: Run) -> None:
    mapped = (*MAPPED[:8], *MAPPED[10:])
    table = TABLE + "It snows.,Anna Petrova,never,\n"
    load = ("--create-people", "--skip-rejects", "--rejects")
    assert run("load", write("a.csv", table), *mapped, *load, "r.csv").code == 0
    again = Path("r.csv").read_text("utf-8").replace("never", "soon")
    assert run("load", write("b.csv", again), *mapped, *load, "r2.csv").code == 0
    fixed = Path("r2.csv").read_text("utf-8").replace("soon", "2024")
    assert run("load", write("c.csv", fixed), *mapped).code == 0
    assert (count(empty, "sources"), count(empty, "statements")) == (1, 2)


@pytest.mark.usefixtures("empty")
def test_rejects_of_rejects_keep_the_name_of_their_table(run: Run) -> None:
    rows = "".join(f"{line},x,{name}.csv,It snows {line}.,Anna Petrova,never,\n" for line, name in enumerate("abab", 6))
    file = write("r.csv", f"reject_line,reject_reason,reject_file,Claim,Who,Day,Link\n{rows}")
    mapped = (*MAPPED[:8], *MAPPED[10:])
    assert run("load", file, *mapped, "--create-people", "--skip-rejects", "--rejects", "r2.csv").code == 0
    with Path("r2.csv").open(encoding="utf-8", newline="") as written:
        found = [(row["reject_file"], row["reject_line"]) for row in csv.DictReader(written)]
        assert found == [("a.csv", "6"), ("b.csv", "7"), ("a.csv", "8"), ("b.csv", "9")]


def test_rejects_that_do_not_name_their_table_belong_to_the_only_one(empty: Database, run: Run) -> None:
    mapped = (*MAPPED[:8], *MAPPED[10:])
    rejects = write("r.csv", "reject_line,reject_reason,Claim,Who,Day,Link\n3,x,It snows.,Anna Petrova,2024,\n")
    assert run("load", write("a.csv", TABLE), *mapped, "--create-people").code == 0
    assert run("load", rejects, *mapped).code == 0
    assert count(empty, "sources") == 1
    assert run("load", write("b.csv", TABLE), *mapped).code == 0
    result = run("load", write("r2.csv", Path(rejects).read_text("utf-8").replace("snows", "hails")), *mapped)
    assert result.code == 2
    assert "r2.csv:2: source: the file does not name the row's table" in result.err
