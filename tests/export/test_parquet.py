"""Parquet: the tables of CSV with types, by year, read by DuckDB and Polars."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kzclaims.dossier.records import Appearance, Event, Person, Source, Statement
from kzclaims.errors import InputError
from kzclaims.export import csv_tables, files, parquet
from kzclaims.store.database.database import Database
from kzclaims.store.history.statuses import set_status
from kzclaims.store.read.selection import Selection
from tests.contents import loaded
from tests.export import hostile
from tests.running import Run

pytest.importorskip("pyarrow")
duckdb: Any = pytest.importorskip("duckdb")
polars: Any = pytest.importorskip("polars")

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "export.md"


def written(database: Database, folder: Path, **filters: str) -> Path:
    with database.reading() as connection, files.folder(folder) as target:
        parquet.write(Selection(connection, **filters), target)
    return folder


def query(sql: str, folder: Path) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = duckdb.sql(sql.replace("archive/", f"{folder}/")).fetchall()
    return found


def rows(folder: Path, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = polars.scan_parquet(folder / table, hive_partitioning=True).collect().to_dicts()
    return found


def test_the_tables_have_the_rows_of_csv(seeded: Database, tmp_path: Path) -> None:
    folder = written(seeded, tmp_path / "out")
    lines: dict[str, int] = {}
    with seeded.reading() as connection:
        for name, _ in csv_tables.tables(Selection(connection)):
            lines[name.removesuffix(".csv")] = lines.get(name.removesuffix(".csv"), -1) + 1
    assert {path.name for path in folder.iterdir()} == set(lines)
    for name, count in lines.items():
        assert query(f"SELECT count(*) FROM 'archive/{name}/**/*.parquet'", folder) == [(count,)], name
        assert len(rows(folder, name)) == count, name


def test_records_are_partitioned_by_the_year_of_their_day(
    empty: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "ROWS", 2)
    days = ["[..2023-11]", "1999", "2023-05-14", "2023-06", "2023-07~", "2024-01-31/..", None]
    events = [Event(key=f"event-{number}", title="E", lang="en", date=day) for number, day in enumerate(days)]
    source = Source(key="a", title="a", lang="en", published="2021-03-04")
    printed = [Appearance(source="a", attribution="said")]
    statement = Statement(key="s", kind="direct", text="words", lang="en", appearances=printed)
    loaded(empty, [source, statement, *events])
    folder = written(empty, tmp_path / "out")
    partitions = {path.relative_to(folder / "events").as_posix() for path in (folder / "events").rglob("*.parquet")}
    assert partitions == {
        "year=2023/part-0.parquet",
        "year=1999/part-0.parquet",
        "year=2023/part-1.parquet",
        "year=2024/part-0.parquet",
        f"year={parquet.UNDATED}/part-0.parquet",
    }
    found = {row["key"]: (row["year"], row["date_earliest"], row["date_latest"]) for row in rows(folder, "events")}
    assert found["event-0"] == (2023, None, date(2023, 11, 30))
    assert found["event-4"] == (2023, date(2023, 7, 1), date(2023, 7, 31))
    assert found["event-5"] == (2024, date(2024, 1, 31), None)
    assert found["event-6"] == (None, None, None)
    sql = "SELECT year, key FROM read_parquet('archive/events/**/*.parquet', hive_partitioning=true) ORDER BY key"
    assert [year for year, _ in query(sql, folder)] == [2023, 1999, 2023, 2023, 2023, 2024, None]
    # Of a statement whose day isn't recorded, the year is that of its first publication.
    (one,) = rows(folder, "statements")
    assert (one["year"], one["said"], one["day"], one["day_earliest"]) == (2021, None, "2021-03-04", date(2021, 3, 4))
    assert rows(folder, "statement_appearances")[0]["year"] == 2021


def test_values_have_their_types(empty: Database, tmp_path: Path) -> None:
    loaded(empty, hostile.records("=1+1; words"))
    with empty.writing() as connection:
        set_status(connection, "of-a-person", "retracted", reason="she took it back")
    folder = written(empty, tmp_path / "out")
    schema = polars.read_parquet(folder / "statement_appearances", hive_partitioning=True).schema
    assert (schema["number"], schema["start"], schema["exact"]) == (polars.Int64, polars.Int64, polars.String)
    cited = polars.read_parquet(folder / "person_role_citations").schema
    assert (cited["person"], cited["role"]) == (polars.String, polars.Int64)
    found = {row["key"]: (row["status"], row["text"]) for row in rows(folder, "statements")}
    # No cell is guarded: no spreadsheet reads Parquet.
    assert found["of-a-person"] == ("retracted", "=1+1; words")


def test_tables_without_rows_can_be_queried(empty: Database, tmp_path: Path) -> None:
    loaded(empty, [Person(key="p", name="P", lang="en")])
    folder = written(empty, tmp_path / "out")
    assert query("SELECT count(*) FROM 'archive/statements/**/*.parquet'", folder) == [(0,)]
    assert query("SELECT key FROM 'archive/people/*.parquet'", folder) == [("p",)]


@pytest.mark.usefixtures("seeded")
def test_what_the_command_refuses(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("export", "--as", "parquet").code == 2
    assert run("export", "--as", "parquet", "--output", "out", "--force").code == 2
    assert run("export", "--as", "parquet", "--output", "out").code == 0
    assert run("export", "--as", "parquet", "--output", "out").code == 2
    assert not list(tmp_path.glob("out/.*"))
    monkeypatch.setitem(__import__("sys").modules, "pyarrow.parquet", None)
    result = run("export", "--as", "parquet", "--output", "other")
    assert (result.code, "kzclaims[parquet]" in result.err) == (2, True)
    with pytest.raises(InputError):
        parquet.require_pyarrow()


def test_the_queries_of_the_guide_run(seeded: Database, tmp_path: Path) -> None:
    folder = written(seeded, tmp_path / "out")
    section = GUIDE.read_text("utf-8").partition("### parquet\n")[2].partition("\n### ")[0]
    queries = re.findall(r"```sql\n(.*?)```", section, re.DOTALL)
    assert len(queries) == 3
    most_quoted, _, reprinted = (query(sql, folder) for sql in queries)
    assert ("Тимур Олевский", 15) in {(name, count) for _, name, count in most_quoted}
    assert reprinted
    (code,) = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    exec(code.replace("archive/", f"{folder}/"), {})  # noqa: S102 - an example of our own guide
