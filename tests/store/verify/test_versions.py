"""Every archived state of a source is kept as a version."""

import json
import sqlite3
import zlib
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from kzclaims.documents.document import Document, plain
from kzclaims.dossier import toml_reader
from kzclaims.store.database.database import Database
from kzclaims.store.identity.merge import merge as merge_identities
from kzclaims.store.identity.split import split
from kzclaims.store.load.load import load_dossiers
from kzclaims.store.merge.merge import merge
from kzclaims.store.read import complete_dump
from kzclaims.store.schema.tables import sources, versions
from kzclaims.store.upkeep import migrate, restore
from kzclaims.store.upkeep.check import problems
from kzclaims.store.verify import source_texts, stored
from kzclaims.store.verify.versions import content_of, sha256

PAPER = """
[[sources]]
key = "paper"
title = "Газета"
lang = "ru"
{text}
[[statements]]
key = "it-rains"
kind = "editorial"
text = "Идёт дождь."
lang = "ru"
[[statements.appearances]]
source = "paper"
exact = "Идёт дождь."
"""
PAGE = Document(
    b"<p>menu</p><article>one</article>",
    "text/html",
    "Ночью был снег.",
    page_text="Меню\nНочью был снег.\nИдёт дождь.",
    times=((0, 0.0),),
    extractor="test",
    extractor_version="1",
    url="https://example.org/a",
    fetched=datetime(2026, 11, 29, 12),  # noqa: DTZ001 - times in the database are UTC
    http_status=200,
)


@pytest.fixture
def paper(empty: Database, tmp_path: Path) -> Database:
    load(empty, tmp_path)
    return empty


def load(database: Database, folder: Path, text: str = "Утро. Идёт дождь.") -> None:
    path = folder / "paper.toml"
    path.write_text(PAPER.format(text=f"text = {json.dumps(text, ensure_ascii=False)}"), encoding="utf-8")
    with database.writing() as connection:
        load_dossiers(connection, [toml_reader.read(path)])


def archived(database: Database, document: Document, key: str = "paper") -> bool:
    with database.writing() as connection:
        done = source_texts.archive(connection, key, document)
        for _ in stored.verify(connection, [key], store=True):
            pass
        return done.new


def rows(database: Database) -> list[tuple[str, str, str | None]]:
    v = versions.c
    with database.reading() as connection:
        query = select(sources.c.key, v.text, v.media_type).join_from(versions, sources).order_by(v.recorded, v.id)
        return [tuple(row) for row in connection.execute(query)]


FIRST = ("paper", "Утро. Идёт дождь.", None)


def test_a_loaded_text_is_a_version_and_so_is_each_text_that_replaces_it(paper: Database, tmp_path: Path) -> None:
    assert rows(paper) == [FIRST]
    load(paper, tmp_path, "Вечер. Идёт дождь.")
    load(paper, tmp_path, "Вечер. Идёт дождь.")
    assert rows(paper) == [FIRST, ("paper", "Вечер. Идёт дождь.", None)]
    assert list(problems(paper)) == []


def test_archiving_adds_a_version_with_the_bytes(paper: Database) -> None:
    assert archived(paper, PAGE)
    assert not archived(paper, PAGE)
    assert rows(paper) == [FIRST, ("paper", "Ночью был снег.", "text/html")]
    with paper.reading() as connection:
        row = connection.execute(select(versions).order_by(versions.c.id.desc()).limit(1)).mappings().one()
        assert content_of(row) == PAGE.content
        assert (row["content_size"], row["http_status"], row["times"]) == (len(PAGE.content), 200, "[[0,0.0]]")
        assert connection.scalar(select(sources.c.text)) == PAGE.text
    # The same text with other bytes is a new state of the page.
    assert archived(paper, replace(PAGE, content=b"<p>other</p>"))
    assert len(rows(paper)) == 3


def test_the_bytes_of_a_plain_text_are_stored_once(paper: Database) -> None:
    archived(paper, plain("Идёт дождь.\r\n"))
    with paper.reading() as connection:
        row = connection.execute(select(versions).order_by(versions.c.id.desc()).limit(1)).mappings().one()
    assert row["content"] is None
    assert content_of(row) == "Идёт дождь.\r\n".encode()


def test_words_that_the_extractor_left_out_are_found_in_the_whole_page(paper: Database) -> None:
    archived(paper, PAGE)
    with paper.reading() as connection:
        (one,) = stored.verify(connection)
    assert (one.status, one.in_page, one.version) == ("exact", True, 2)
    archived(paper, replace(PAGE, page_text="Меню"))
    with paper.reading() as connection:
        (one,) = stored.verify(connection)
    assert (one.status, one.in_page, one.version) == ("not found", False, 3)


def test_an_upgrade_makes_texts_versions(tmp_path: Path) -> None:
    database = Database(tmp_path / "old.db")
    migrate.to_revision(database, "0015")
    with closing(sqlite3.connect(database.path)) as old, old:
        for key, digest in (("a", sha256("Первый")), ("b", None)):
            old.execute(
                "INSERT INTO sources (key, title, lang, recorded, text, text_sha256) VALUES"
                " (?, 'T', 'ru', '2026-01-01 00:00:00.000000', 'Первый', ?)",
                (key, digest),
            )
    migrate.upgrade(database)
    assert rows(database) == [("a", "Первый", None), ("b", "Первый", None)]
    assert migrate.upgrade(database) == "current"
    assert [line for line in problems(database) if "version" in line] == []


@pytest.mark.sqlite
def test_a_check_compares_texts_and_bytes_with_their_hashes(paper: Database) -> None:
    archived(paper, PAGE)
    changes = {
        "its bytes do not have": ("content = ?", zlib.compress(b"x" * 40)),
        "its bytes cannot be unpacked": ("content = ?", b"none"),
        "its text does not have": ("text = ?", "x"),
        "is not one of its versions": ("text_sha256 = text_sha256, text = ?", "x"),
    }
    for expected, (change, value) in changes.items():
        with paper.writing() as connection, connection.begin_nested() as attempt:
            connection.exec_driver_sql(f"UPDATE versions SET {change} WHERE media_type IS NOT NULL", (value,))
            attempt.commit()
        assert any(expected in line for line in problems(paper)), expected


@pytest.mark.sqlite
def test_a_complete_dump_contains_the_versions(paper: Database, tmp_path: Path) -> None:
    archived(paper, PAGE)
    with paper.reading() as connection:
        (tmp_path / "dump.jsonl").write_text("".join(complete_dump.lines(connection)), encoding="utf-8")
    again = restore.restored(tmp_path / "dump.jsonl", tmp_path)
    assert rows(again) == rows(paper)
    assert list(problems(again)) == []


@pytest.mark.sqlite
def test_a_merge_of_databases_adds_the_versions_of_both(paper: Database, tmp_path: Path) -> None:
    other = Database(tmp_path / "other.db")
    paper.file.copy(other.path)
    archived(other, PAGE)
    archived(paper, plain("Идёт дождь. Это важно."))
    outcome = merge(paper, other.path, prefer="ours")
    assert not outcome.conflicts
    assert {text for _, text, _ in rows(paper)} == {FIRST[1], PAGE.text, "Идёт дождь. Это важно."}
    assert merge(paper, other.path, prefer="ours").is_idle
    assert list(problems(paper)) == []


@pytest.mark.sqlite
def test_merged_sources_keep_their_versions_and_a_split_returns_them(paper: Database) -> None:
    with paper.writing() as connection:
        connection.exec_driver_sql(
            "INSERT INTO sources (key, title, lang, recorded) VALUES ('copy', 'T', 'ru', '2026-01-01 00:00:00.000000')"
        )
    archived(paper, PAGE, "copy")
    before = rows(paper)
    with paper.writing() as connection:
        merge_identities(connection, "paper", "copy", reason="one article", record_type="source")
    assert sorted(rows(paper)) == sorted(("paper", *row[1:]) for row in before)
    with paper.writing() as connection:
        split(connection, "copy", reason="two articles", record_type="source")
    assert sorted(rows(paper)) == sorted(before)
    with paper.reading() as connection:
        row = connection.execute(select(versions).where(versions.c.media_type == "text/html")).mappings().one()
    assert content_of(row) == PAGE.content
