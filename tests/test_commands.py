"""The commands as functions, and listings as sequences and tables, as a notebook uses them."""

import contextlib
import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import kzclaims
from kzclaims import commands
from kzclaims.errors import InputError, NotFoundError
from kzclaims.store.database.database import Database
from kzclaims.store.result_set import ResultSet
from kzclaims.store.results import Named

NOTEBOOK = Path(__file__).parents[1] / "docs/guides/notebook.ipynb"
STATEMENT = "olevsky-only-astana-can-help-moscow"
TEXT = "Мастер Ерлан Сатпаев сообщил, что ремонт моста начнут весной."
SOURCE = '[[sources]]\nkey = "bridge"\ntitle = "Мост"\nlang = "ru"\n'


@pytest.fixture
def address(seeded: Database, addresses: list[Path | str]) -> Path | str:  # noqa: ARG001
    return addresses[-1]


def test_what_commands_record_can_be_asked_for(address: Path, tmp_path: Path) -> None:
    text, dossier, manuscript = (tmp_path / name for name in ("bridge.txt", "bridge.toml", "article.txt"))
    text.write_text(TEXT, encoding="utf-8")
    dossier.write_text(SOURCE, encoding="utf-8")
    assert commands.upgrade(address) == "current"
    assert commands.load(address, dossier, author="Ann").counts["sources"].added == 1
    assert commands.archive(address, "bridge", text).is_new
    assert [one.status for one in commands.verify(address, "moscow-times-2023-10-20")] == ["no text"] * 2
    assert commands.status(address, STATEMENT, "disputed", because="x") == "disputed"
    assert commands.status(address, STATEMENT, because="y") is None
    key = commands.review(
        address, STATEMENT, reviewer="The Insider", url="https://insider.example/1", title="Так ли это?",
        rating="Нет", lang="ru", verdict="false", create=True,
    )  # fmt: skip
    with kzclaims.connect(address) as connection:
        assert [one.key for one in kzclaims.statement(connection, STATEMENT).reviews] == [key]
    assert "erlan-satpaev" in commands.draft(text, address=address)
    manuscript.write_text("«Только Астана может помочь Москве обойти санкции».", encoding="utf-8")
    (found,) = commands.scan(address, manuscript)
    assert found.problems == ["reviewed as false"]
    assert STATEMENT in commands.cite(address, STATEMENT, style="bibtex")
    assert json.loads(commands.export(address, "jsonld", person="Макрон"))


@pytest.mark.sqlite
def test_databases_are_merged(address: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    assert commands.upgrade(other) == "created"
    (tmp_path / "d.toml").write_text(SOURCE, encoding="utf-8")
    commands.load(other, tmp_path / "d.toml")
    found = commands.merge(address, other)
    assert (found.conflicts, found.added["source"]) == (0, ["bridge"])


def test_commands_raise_errors(address: Path, tmp_path: Path) -> None:
    for call, error in (
        (lambda: commands.load(address), InputError),
        (lambda: commands.load(address, tmp_path / "x.toml", wrong=True), InputError),
        (lambda: commands.status(address, "x", "disputed", because="x"), NotFoundError),
        (lambda: commands.cite(address, "x"), NotFoundError),
    ):
        with pytest.raises(error):
            call()


def test_a_listing_is_a_sequence(address: Path) -> None:
    with kzclaims.connect(address) as connection:
        found = kzclaims.statements(connection, person="Олевский", limit=5)
        assert "not read" in repr(found)
        assert len(found) == 5
        assert found.more
        assert [one.key for one in found] == [one.key for one in found[:]]
        assert found[-1] is list(found)[4]
        assert len(repr(found[0])) < 800
        assert found.to_dicts()[0]["speaker"] == {"key": "timur-olevsky", "name": "Тимур Олевский"}
        assert kzclaims.statements(connection, limit=3)[0].key


def test_a_listing_that_was_streamed_is_not_kept() -> None:
    read: list[int] = []

    def records() -> Iterator[int]:
        for one in range(10):
            read.append(one)
            yield one

    found = ResultSet(records(), 0)
    stream = iter(found)
    assert [next(stream), next(stream)] == [0, 1]
    assert read == [0, 1]
    with pytest.raises(InputError):
        len(found)


def test_hostile_words_run_nothing_in_a_notebook() -> None:
    hostile = "<script>alert(1)</script>"
    for shown in (Named(hostile, hostile), ResultSet([Named(hostile, hostile)], 0)):
        assert "<script" not in shown._repr_html_()


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_table_has_days(address: Path, library: Any) -> None:
    pytest.importorskip(library)
    with kzclaims.connect(address) as connection:
        events = kzclaims.events(connection, on="2023-11").to_frame(library)
        statements = kzclaims.statements(connection).to_frame(library)
        nothing = kzclaims.statements(connection, person="Макрон", on="1999").to_frame(library)
    assert len(nothing) == 0
    assert "speaker_key" in statements.columns
    columns = {name: list(events[name]) for name in ("date", "earliest", "latest")}
    dates = [getattr(one, "date", lambda one=one: one)() for one in columns["earliest"]]
    assert dates[columns["date"].index("2023-11-01")] == date(2023, 11, 1)


@pytest.mark.sqlite
def test_the_notebook_prints_what_it_shows(seeded: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pandas")
    monkeypatch.chdir(seeded.path.parent)
    names: dict[str, object] = {}
    cells = [one for one in json.loads(NOTEBOOK.read_text("utf-8"))["cells"] if one["cell_type"] == "code"]
    for cell in cells:
        with contextlib.redirect_stdout(io.StringIO()) as out:
            exec("".join(cell["source"]), names)  # noqa: S102 - our own documentation
        shown = "".join(text for output in cell["outputs"] for text in output["text"])
        assert out.getvalue() == shown
