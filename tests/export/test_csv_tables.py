"""CSV: RFC 4180, read by the csv module; keys lead from one table to the other."""

import csv
import io
import re
from collections import defaultdict

import pytest

from kzclaims.dossier.records import Appearance, Person, Source, Statement
from kzclaims.export import csv_tables as tables
from kzclaims.export.common import guarded
from kzclaims.export.schema_org import jsonld
from kzclaims.export.timeline.entries import collect_entries
from kzclaims.export.timeline.html import html
from kzclaims.export.timeline.text import text
from kzclaims.export.web_annotation import annotation
from kzclaims.language import dates
from kzclaims.store.database.database import Database
from kzclaims.store.history.statuses import set_status
from kzclaims.store.read.selection import Selection
from tests.contents import HOSTILE, loaded
from tests.export import hostile

# RFC 4180, section 2: TEXTDATA is printable ASCII without the quote and the comma; here any character but a line's end.
FIELD = r'(?:[^",\r\n]*|"(?:[^"]|"")*")'
LINE = re.compile(rf"{FIELD}(?:,{FIELD})*\r\n")

TABLES = {
    *("events", "organizations", "people", "reviews", "sources", "statements", "topics"),
    *("event_citations", "event_participants", "event_topics"),
    *("organization_names", "person_names", "person_role_citations", "person_roles"),
    *("statement_appearances", "statement_events", "statement_mentions", "statement_topics", "statement_translations"),
}


def written(database: Database, *, raw: bool = True, **filters: str) -> dict[str, str]:
    files: dict[str, str] = defaultdict(str)
    with database.reading() as connection:
        for name, line in tables.tables(Selection(connection, **filters), raw=raw):
            assert LINE.fullmatch(line), line
            files[name.removesuffix(".csv")] += line
    return files


def read(database: Database, *, raw: bool = True, **filters: str) -> dict[str, list[dict[str, str]]]:
    found = {}
    for name, content in written(database, raw=raw, **filters).items():
        rows = list(csv.reader(io.StringIO(content, newline=""), strict=True))
        assert {len(row) for row in rows} == {len(rows[0])}, name
        found[name] = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    return found


def test_a_file_a_table_with_as_many_rows_as_the_database(seeded: Database) -> None:
    found = read(seeded)
    assert set(found) == TABLES
    with seeded.reading() as connection:
        for name, table in {
            **{name: name for name in ("statements", "people", "events", "topics", "sources", "organizations")},
            "statement_appearances": "appearances",
            "statement_mentions": "mentions",
            "statement_topics": "statement_topics",
            "event_participants": "participants",
            "person_roles": "roles",
        }.items():
            assert len(found[name]) == connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar(), name


@pytest.mark.parametrize("filters", [{}, {"person": "Макрон"}, {"on": "2023-09"}, {"search": "санкциями"}])
def test_every_key_refers_to_a_row(seeded: Database, filters: dict[str, str]) -> None:
    found = read(seeded, raw=True, **filters)
    keys = {name: {row["key"] for row in rows} for name, rows in found.items() if "_" not in name}
    parties = keys["people"] | keys["organizations"]
    plurals = {"person": "people"}
    for rows in found.values():
        for row in rows:
            for column in ("statement", "event", "person", "organization", "source", "topic", "publisher"):
                assert row.get(column, "") in keys[
                    plurals.get(column, f"{column}s".replace("publishers", "organizations"))
                ] | {""}
            assert row.get("mention", "") in parties | {""}
            assert row.get("speaker", "") in keys["people"] | {""}


def test_a_date_is_three_columns(seeded: Database) -> None:
    dates = {row["key"]: [row["date"], row["date_earliest"], row["date_latest"]] for row in read(seeded)["events"]}
    assert dates["kazakhstan-export-ban-2023-09"] == ["2023-09?", "2023-09-01", "2023-09-30"]
    assert dates["putin-visit-bishkek"] == ["[..2023-11]", "", "2023-11-30"]


def test_the_words_of_an_appearance_are_there_even_where_they_are_the_statements(empty: Database) -> None:
    printed = [Appearance(source="a", attribution="said")]
    statement = Statement(key="s", kind="direct", text="words", lang="en", appearances=printed)
    loaded(empty, [Source(key="a", title="a", lang="en", text="whole text"), statement])
    found = read(empty)
    assert found["statement_appearances"][0]["exact"] == "words"
    assert "text" not in found["sources"][0]


def test_the_status_of_a_statement_is_a_column(empty: Database) -> None:
    loaded(empty, hostile.records("words"))
    with empty.writing() as connection:
        set_status(connection, "of-a-person", "retracted", reason="she took it back")
    found = read(empty)
    assert {row["key"]: row["status"] for row in found["statements"]} == {"of-a-person": "retracted", "of-a-body": ""}
    (review,) = found["reviews"]
    assert (review["statement"], review["verdict"], review["date_latest"]) == ("of-a-person", "false", "2023-11-30")


def test_a_nested_part_has_the_keys_of_its_owners(empty: Database) -> None:
    loaded(empty, hostile.records("words"))
    found = read(empty)
    (cited,) = found["person_role_citations"]
    assert (cited["person"], cited["role"], cited["number"], cited["start"]) == ("person", "1", "1", "0")
    assert [row["number"] for row in found["person_roles"]] == ["1", "2"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_one_cell(empty: Database, text: str) -> None:
    loaded(empty, hostile.records(text))
    assert {row["text"] for row in read(empty)["statements"]} == {text}
    (name,) = {row["name"] for row in read(empty, raw=False)["people"]}
    assert name == guarded(text)
    assert not name.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_an_empty_selection_has_headings(empty: Database) -> None:
    found = written(empty)
    assert {text.count("\n") for text in found.values()} == {1}
    loaded(empty, [Person(key="p", name="P", lang="en")])
    assert len(read(empty)["people"]) == 1


FORMULAS = tuple("=+-@＝＋－＠\t\r\n")


@pytest.mark.parametrize(
    "cell",
    ["=1", "＝1", "＋1", "－1", "＠SUM(1)", "\tx", "\rx", "\n=1", "a;=1+1;b", "a;＝1", "a\t+1", "a\n-1", "=1;=2"],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_no_spreadsheet_runs_a_guarded_cell(cell: str, delimiter: str) -> None:
    file = io.StringIO(newline="")
    csv.writer(file, quoting=csv.QUOTE_ALL).writerow(["x", guarded(cell)])
    for row in csv.reader(io.StringIO(file.getvalue(), newline=""), delimiter=delimiter):
        assert not any(one.lstrip('"').startswith(FORMULAS) for one in row)
    assert guarded(cell).startswith("'")


@pytest.mark.parametrize("cell", ["", "слова", "a - b", "a; b", "1;2", "a = b", "'=1"])
def test_harmless_cells_are_unchanged(cell: str) -> None:
    assert guarded(cell) == cell


def test_every_passage_has_its_check(empty: Database) -> None:
    printed = [Appearance(source="a", exact="words"), Appearance(source="b", exact="words")]
    statement = Statement(key="s", kind="direct", text="words", lang="en", appearances=printed)
    sources = [Source(key="a", title="a", lang="en", text="the words"), Source(key="b", title="b", lang="en")]
    loaded(empty, [*sources, statement])
    checks = {row["source"]: row["check"] for row in read(empty)["statement_appearances"]}
    assert checks == {"a": "checked (exact)", "b": "not checked (no text of b)"}
    with empty.reading() as connection:
        selection = Selection(connection)
        days = (dates.OPEN_START, dates.OPEN_END)
        entries = collect_entries(selection)
        for document in (
            annotation(selection),
            jsonld(selection),
            text([], entries, days),
            html("T", [], entries, days),
        ):
            shown = " ".join("".join(document).split())
            assert all(check in shown for check in checks.values())
