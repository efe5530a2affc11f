"""Datasette's tables, as we configure them."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

import pytest
from sqlalchemy import insert

from kzclaims.browse.server import SETTINGS
from kzclaims.pages.contents import MOST_COUNTED
from kzclaims.store.database.database import Database
from kzclaims.store.read import queries
from kzclaims.store.schema import tables as t
from kzclaims.store.schema.dictionary import dictionary
from tests.browse.conftest import Browse, Get

TABLES = [name for name, meaning in dictionary().tables.items() if not meaning.hidden]


def keys(get: Get, table: str, **asked: str) -> list[str]:
    """Return the keys of the rows that an address selects."""
    answer = get(f"/record/{table}.json?{urlencode({**asked, '_shape': 'array', '_size': 'max'})}")
    assert answer.status == 200, answer.text
    return [row["key"] for row in json.loads(answer.html)]


@pytest.mark.parametrize("name", TABLES)
def test_every_table_has_a_page_with_the_words_of_the_dictionary(get: Get, name: str) -> None:
    page = get(f"/record/{name}")
    assert page.status == 200
    assert f"<h1>{dictionary().tables[name].title}</h1>" in page.html
    for column in t.metadata.tables[name].c:
        assert dictionary().meaning(name, column.name).replace("`", "") in page.text


def test_tables_of_the_program_are_hidden(get: Get) -> None:
    listed = {link.removeprefix("/record/") for link in get("/record").links if link.startswith("/record/")}
    assert listed & set(t.metadata.tables) == set(TABLES)
    assert not [name for name in listed if "fts" in name or "sqlite" in name or "alembic" in name]


def test_rows_are_labelled_by_name_and_link_to_their_pages(get: Get) -> None:
    page = get("/record/statements?_person=Олевский")
    (row,) = {link for link in page.links if link.startswith("/record/people/")}
    assert f'<a href="{row}">Тимур Олевский</a>' in page.html
    assert get(row).headers["location"] == "/person/timur-olevsky"
    assert "/statement/olevsky-only-astana-can-help-moscow" in page.links


ASKED = {
    "statements": [
        {"person": "Олевского"},
        {"about": "Putin"},
        {"topic": "sanctions"},
        {"search": "санкция"},
        {"source": "24-kanal-olevsky-2023-11"},
        {"on": "2023-11"},
        {"since": "2023-12"},
        {"until": "2023-10"},
        {"person": "Токаев", "topic": "russia"},
        {"organization": "24 Канал"},
    ],
    "events": [
        {"person": "Макроном"},
        {"place": "казах"},
        {"topic": "exports"},
        {"on": "2023-09"},
        {"search": "визит"},
        {"since": "2023-10", "until": "2023-11"},
    ],
}
ARGUMENTS = {"since": "_from", "until": "_to"}


def test_a_wrong_range_names_the_arguments_of_the_address(get: Get) -> None:
    page = get("/record/statements?_from=2024&_to=2023")
    assert page.status == 400
    assert "_from 2024 is after _to 2023" in page.text


@pytest.mark.parametrize(("table", "asked"), [(table, one) for table, some in ASKED.items() for one in some])
def test_a_table_is_filtered_as_the_command_line_does(
    get: Get, served: Database, table: str, asked: dict[str, str]
) -> None:
    with served.reading() as connection:
        listing = getattr(queries, table)
        expected = {one.key for one in listing(connection, **asked, limit=0)}
    found = keys(get, table, **{ARGUMENTS.get(name, f"_{name}"): value for name, value in asked.items()})
    assert set(found) == expected
    assert len(found) == len(expected)


def test_statements_about_an_event_are_a_table(get: Get, served: Database) -> None:
    with served.reading() as connection:
        expected = queries.event(connection, "putin-visit-bishkek").statements
    assert set(keys(get, "statements", _event="putin-visit-bishkek")) == set(expected)


def test_facets_count_and_choose(get: Get) -> None:
    facets = json.loads(get("/record/statements.json").html)["facet_results"]
    assert list(facets) == ["speaker", "kind", "topic", "source", "year"]
    for facet in facets.values():
        for one in facet["results"]:
            chosen = json.loads(get(one["toggle_url"].replace("/record/statements?", "/record/statements.json?")).html)
            assert chosen["filtered_table_rows_count"] == one["count"]
            again = next(o for o in chosen["facet_results"][facet["name"]]["results"] if o["value"] == one["value"])
            assert again["selected"]
            assert again["toggle_url"] in ("/record/statements.json", "/record/statements.json?")
    assert list(json.loads(get("/record/events.json").html)["facet_results"]) == ["place", "topic", "year"]


def test_pages_follow_each_other(get: Get) -> None:
    first = json.loads(get("/record/statements.json?_size=30").html)
    second = json.loads(get(f"/record/statements.json?_size=30&_next={first['next']}").html)
    assert len(first["rows"]) + len(second["rows"]) == 44


def test_the_ready_queries_answer(get: Get, served: Database) -> None:
    for name, query in dictionary().queries.items():
        page = get(f"/record/{name}?{urlencode(query.example)}")
        with closing(sqlite3.connect(served.path)) as connection:
            rows = connection.execute(query.sql_of_example).fetchall()
        assert query.title in page.text
        assert rows
        assert all(" ".join(str(cell).split()) in page.text for row in rows for cell in row if cell is not None)
        assert page.html.count("<tr>") == 1 + len(rows)


def test_a_question_in_sql_only_reads(get: Get, served: Database) -> None:
    page = get(f"/record?sql={quote('select count(*) as n from statements')}")
    assert '<td data-column="n" dir="auto">44</td>' in page.html
    before = served.path.read_bytes()
    for sql in (
        "with x as (select 1) insert into topics (key, name) select 1, 2",
        "select load_extension('x')",
        "pragma query_only = off",
        "select * from statements_fts where statements_fts match '\"'",
        "selec",
    ):
        assert get(f"/record?sql={quote(sql)}").status in (200, 400)
    assert served.path.read_bytes() == before


def test_a_question_that_takes_too_long_is_stopped(
    browse: Browse, seeded: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SETTINGS, "sql_time_limit_ms", 200)
    get = browse(seeded)
    endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"
    page = get(f"/record?sql={quote(endless)}")
    assert page.status == 400
    assert "took longer than 0.2 s and was stopped" in page.text


def test_many_rows_are_counted_up_to_a_bound(browse: Browse, empty: Database) -> None:
    with empty.writing() as connection:
        now = datetime.now(UTC)
        rows = [{"key": f"t{number}", "name": "T", "recorded": now} for number in range(MOST_COUNTED + 5)]
        connection.execute(insert(t.topics), rows)
    get = browse(empty)
    assert "More than 10,000 rows" in get("/record/topics").text
    assert "more than 10,000 rows" in get("/record").text
    sql = quote("select count(*) from topics")
    assert f">{MOST_COUNTED + 5}</td>" in get(f"/record?sql={sql}").html
