"""The three questions and the pages, in every format, as people see them."""

import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import event

from kzclaims.cli.options import LISTING_FORMATS, PAGE_FORMATS
from kzclaims.store.database.database import Database
from kzclaims.store.read import claims, queries
from tests.running import Run

Golden = Callable[[str, str], None]

pytestmark = pytest.mark.usefixtures("seeded")

UNKNOWN_BEGINNING = ["rare-metals-declaration", "putin-visit-bishkek", "olevsky-talk-24-kanal"]
"""The events that may have happened on any day until the month of publication."""


@pytest.mark.parametrize("form", LISTING_FORMATS)
@pytest.mark.parametrize(
    "question",
    [
        ("statements", "--person", "Олевский"),
        ("statements", "--about", "Путин", "--on", "2023-11", "--limit", "3"),
        ("events", "--from", "2023-09", "--to", "2023-11"),
        ("events", "--undated"),
        ("people",),
        ("sources",),
    ],
    ids="-".join,
)
def test_listings(run: Run, golden: Golden, form: str, question: tuple[str, ...]) -> None:
    result = run(*question, "--format", form)
    assert result.code == 0
    golden(f"{'-'.join(question).replace('--', '')}.{form}", result.out)
    golden(f"{'-'.join(question).replace('--', '')}.remarks", result.err)


@pytest.mark.parametrize("form", PAGE_FORMATS)
@pytest.mark.parametrize(
    "question",
    [
        ("statement", "olevsky-only-astana-can-help-moscow"),
        ("event", "macron-tokayev-meeting-2023-11"),
        ("person", "Токаев"),
        ("source", "24-kanal-olevsky-2023-11"),
    ],
    ids="-".join,
)
def test_pages(run: Run, golden: Golden, form: str, question: tuple[str, ...]) -> None:
    result = run(*question, "--format", form)
    assert (result.code, result.err) == (0, "")
    golden(f"{'-'.join(question)}.{form}", _without_the_clock(result.out))


def _without_the_clock(text: str) -> str:
    return re.sub(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", "(now)", text)


@pytest.mark.parametrize("columns", [40, 80, 120])
@pytest.mark.parametrize("question", [("statements", "--person", "Олевский"), ("events",), ("person", "Макрон")])
def test_listings_fit_any_terminal(run: Run, golden: Golden, question: tuple[str, ...], columns: int) -> None:
    result = run(*question, columns=columns)
    assert result.code == 0
    assert max(len(line) for line in result.out.splitlines()) <= columns
    golden(f"{'-'.join(question).replace('--', '')}.{columns}", result.out)


def test_json_has_the_documented_fields(run: Run) -> None:
    (statement,) = json.loads(run("statements", "--kind", "direct", "--limit", "1", "--format", "json").out)
    assert list(statement) == [
        "key", "kind", "text", "lang", "speaker", "organization", "said", "topics", "mentions", "events",
        "translations", "appearances", "status", "speaker_note",
    ]  # fmt: skip
    assert list(statement["appearances"][0]) == [
        "source", "publisher", "published", "attribution", "exact", "start", "end", "check",
    ]  # fmt: skip
    (event,) = json.loads(run("events", "--limit", "1", "--format", "json").out)
    assert list(event) == [
        "key", "title", "description", "lang", "place", "date", "earliest", "latest", "date_text", "date_note",
        "participants", "topics", "citations",
    ]  # fmt: skip


def test_json_lines_are_the_records_of_json(run: Run) -> None:
    lines = run("statements", "--format", "jsonl").out.splitlines()
    assert [json.loads(line) for line in lines] == json.loads(run("statements", "--format", "json").out)


@pytest.mark.parametrize(
    ("arguments", "keys"),
    [
        (["--on", "2023-09"], [*UNKNOWN_BEGINNING, "kazakhstan-export-ban-2023-09"]),
        (["--on", "2023-09", "--certain"], []),
        (["--from", "2023-11-01", "--to", "2023-11-01", "--certain"], ["macron-visit-kazakhstan-2023-11"]),
        (["--on", "2023-11-30"], [*UNKNOWN_BEGINNING, "macron-tokayev-meeting-2023-11"]),
        (["--from", "2023-12"], []),
        (["--person", "Токаев"], ["macron-tokayev-meeting-2023-11"]),
        (["--place", "бишк"], ["putin-visit-bishkek"]),
        (["--topic", "rare-earths"], ["rare-metals-declaration"]),
        (
            ["--newest", "--limit", "2", "--to", "2023"],
            ["macron-tokayev-meeting-2023-11", "macron-visit-kazakhstan-2023-11"],
        ),
    ],
)
def test_events(run: Run, arguments: list[str], keys: list[str]) -> None:
    result = run("events", *arguments, "--format", "json")
    assert [event["key"] for event in json.loads(result.out)] == keys


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        (["--person", "timur-olevsky"], 15),
        (["--person", "ОЛЕВСКОГО"], 15),
        (["--person", "Макрон", "--topic", "rare-earths"], 1),
        (["--kind", "editorial"], 9),
        (["--about", "Жапаров"], 3),
        (["--source", "24-kanal-olevsky-2023-11"], 43),
        (["--on", "2023-09"], 1),
        (["--organization", "24 Канал"], 0),
    ],
)
def test_statements(run: Run, arguments: list[str], count: int) -> None:
    result = run("statements", *arguments, "--format", "jsonl", "--limit", "0")
    assert len(result.out.splitlines()) == count


def test_a_cut_listing_is_reported(run: Run) -> None:
    assert run("statements", "--limit", "3").err == "Only the first 3 are shown; --limit 0 shows all.\n"
    assert run("statements", "--limit", "44").err == ""
    assert run("events", "--on", "2030").err.startswith("Nothing found.\n")
    assert run("events", "--on", "2030", "--format", "json").out == "[]\n"


def test_days_of_publication_are_reported(run: Run) -> None:
    assert run("statements", "--person", "Макрон", "--on", "2023").err == (
        "2 of these are dated by their first publication; when they were said is not recorded.\n"
    )


def test_the_newest_come_first_on_request(run: Run) -> None:
    keys = [json.loads(line)["key"] for line in run("statements", "--format", "jsonl").out.splitlines()]
    newest = [json.loads(line)["key"] for line in run("statements", "--newest", "--format", "jsonl").out.splitlines()]
    assert newest == keys[::-1]


CHECKS = [{"check": state} for state in ("checked", "failed", "unchecked", "altered")]


@pytest.mark.sqlite
def test_every_question_uses_an_index(seeded: Database) -> None:
    asked: list[tuple[str, Any]] = []
    with seeded.reading() as connection:
        event.listen(
            connection.engine, "before_cursor_execute", lambda _c, _u, sql, values, *_: asked.append((sql, values))
        )
        for question in (
            {"person": "Олевский"},
            {"about": "Путин"},
            {"organization": "24 Канал"},
            {"source": "24-kanal-olevsky-2023-11"},
            {"topic": "russia"},
            {"on": "2023-11"},
            {"status": "disputed"},
            *CHECKS,
            {},
        ):
            list(queries.statements(connection, **question))  # type: ignore[arg-type]
        for question in ({"on": "2023-11"}, {"person": "Путин"}, {"topic": "russia"}, {"place": "Бишкек"}, *CHECKS, {}):
            list(queries.events(connection, **question))  # type: ignore[arg-type]
        list(claims.claims(connection, verdict="true"))
        list(claims.claims(connection, unreviewed=True, person="Олевский"))
    with closing(sqlite3.connect(seeded.path)) as raw:
        plans = [step[3] for sql, values in asked for step in raw.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
    assert len(plans) > len(asked) > 20
    # Items and spans are rows that a subquery has found.
    assert [step for step in plans if re.fullmatch(r"SCAN (?!item|spans)[a-z_]+", step)] == []


@pytest.mark.sqlite
def test_a_range_reports_the_number_of_undated_events(seeded: Database, run: Run) -> None:
    undo = "UPDATE events SET date = NULL, date_earliest = NULL, date_latest = NULL WHERE key IN (?, ?)"
    with seeded.writing() as connection:
        connection.exec_driver_sql(undo, ("rare-metals-declaration", "olevsky-talk-24-kanal"))
    assert "2 events without a date are not shown" in run("events", "--on", "2023").err
    assert "1 event without a date is not shown" in run("events", "--on", "2023", "--person", "Олевский").err
    assert "without a date" not in run("events").err
    assert "without a date" not in run("events", "--on", "2023", "--place", "Бишкек").err


def test_a_range_may_begin_before_the_calendar(run: Run) -> None:
    assert run("events", "--from", "-0043", "--to", "2023").out == run("events", "--to", "2023").out != ""
