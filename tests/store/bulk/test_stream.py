"""A bulk load records the same as a dossier."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select, text

from kzclaims import resources
from kzclaims.dossier import byte_streams as lines
from kzclaims.dossier import jsonl
from kzclaims.dossier import toml_reader as toml
from kzclaims.dossier.byte_streams import Rejects
from kzclaims.dossier.helper import Helper
from kzclaims.dossier.jsonl import Entry
from kzclaims.dossier.records import RECORD_TYPES
from kzclaims.errors import ConstraintError
from kzclaims.store.bulk import stream
from kzclaims.store.bulk.stream import load_entries
from kzclaims.store.database.database import Database
from kzclaims.store.derived import text_hashes as folds
from kzclaims.store.load.outcome import Outcome
from kzclaims.store.load.row_writer import new_context
from kzclaims.store.read import queries
from kzclaims.store.schema import tables as t
from kzclaims.store.schema.search_indexes import APPEARANCES
from kzclaims.store.sqlite.fulltext import check_sql, rebuild_sql
from kzclaims.store.sqlite.set_aside import TRIGGERS
from kzclaims.store.upkeep import check
from tests.edtf import edtf_strings


def schema(connection: Connection) -> set[tuple[Any, ...]]:
    return {tuple(row) for row in connection.execute(text("SELECT type, name, tbl_name, sql FROM sqlite_schema"))}


def seed_as_jsonl(path: Path) -> bytes:
    records = [one.record for one in toml.read(path).records]
    order = list(RECORD_TYPES.values())
    records.sort(key=lambda one: order.index(type(one)))
    return b"".join(msgspec.json.encode(one) + b"\n" for one in records)


def content(database: Database) -> dict[str, list[Any]]:
    """Return the contents of the database, with keys instead of ids."""
    with database.reading() as connection:
        return {
            "statements": list(queries.statements(connection, limit=0)),
            "events": list(queries.events(connection, limit=0)),
            "people": [queries.person(connection, one.key) for one in queries.people(connection, limit=0)],
            "sources": list(queries.sources(connection, limit=0)),
            "days": list(connection.execute(select(t.statements.c.key, t.statements.c.day).order_by("key"))),
        }


def streamed(connection: Connection, chunks: Iterator[list[Entry]], file: str = "a.jsonl") -> tuple[Outcome, Rejects]:
    outcome, rejects = Outcome(), Rejects()
    with Helper() as helper:
        context = new_context(connection, outcome=outcome, bulk=True)
        load_entries(context, chunks, rejects, file=file, helper=helper)
    return outcome, rejects


@pytest.mark.sqlite
def test_the_seed_streams_to_what_it_loads_to(empty: Database, seeded: Database, tmp_path: Path) -> None:
    # Both fixtures are copies at one path: what the dossier gives is read before the stream fills another database.
    expected = content(seeded)
    other = Database(tmp_path / "streamed.db")
    from kzclaims.store.upkeep import migrate

    migrate.upgrade(other)
    (path,) = resources.directory("seed").glob("*.toml")
    records = tmp_path / "seed.jsonl"
    records.write_bytes(seed_as_jsonl(path))
    with other.writing() as connection, records.open("rb") as file:
        before = schema(connection)
        outcome, rejects = streamed(connection, jsonl.entries(file, "seed.jsonl"))
        assert schema(connection) == before
    assert (rejects.problems, outcome.added) == ([], 81)
    assert content(other) == expected
    with other.writing() as connection, records.open("rb") as file:
        outcome, _ = streamed(connection, jsonl.entries(file, "seed.jsonl"))
    assert (outcome.added, outcome.changed) == (0, 0)
    assert empty.path.exists()


def line(record: object) -> bytes:
    return msgspec.json.encode(record) + b"\n"


SOURCE = {"type": "source", "key": "s", "title": "S", "lang": "ru", "published": "2023"}
STATEMENT = {"type": "statement", "key": "k", "kind": "mixed", "text": "слово", "lang": "ru"}

langs = st.sampled_from(["ru", "r", "ru-", "-ru", "яя", "ru-Latn"])
words = st.text(st.sampled_from(" \t\u00a0\u200b-aЯ0"), max_size=3)


@pytest.mark.sqlite
@given(
    st.fixed_dictionaries(
        {"key": st.sampled_from(["a", "-a", "a-", "A", "б", "", "a" * 101, "a b"]), "lang": langs, "text": words},
        optional={
            "kind": st.sampled_from(["direct", "editorial", "said"]),
            "speaker": st.just("p"),
            "said": words | edtf_strings(),
        },
    ),
    st.fixed_dictionaries(
        {"source": st.just("s")},
        optional=dict.fromkeys(("exact", "prefix"), words) | {name: st.integers(-1, 2) for name in ("start", "end")},
    ),
    st.fixed_dictionaries({}, optional={"title": words, "lang": langs, "published": words | edtf_strings()}),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
def test_what_is_taken_is_what_the_database_would_take(
    empty: Database, said: dict[str, Any], printed: dict[str, Any], source: dict[str, Any]
) -> None:
    """Its constraints rest while records stream in: none of them may be the one that says no."""
    person = {"type": "person", "key": "p", "name": "П", "lang": "ru"}
    records = [person, SOURCE | source, STATEMENT | said | {"appearances": [printed]}]
    with empty.writing(dry_run=True) as connection:
        streamed(connection, jsonl.entries(BytesIO(b"".join(line(one) for one in records)), "a.jsonl"))
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalars().all() == ["ok"]
        with pytest.raises(ConstraintError):
            connection.exec_driver_sql("INSERT INTO topics (key, name, recorded) VALUES ('a', ' ', 'x')")


def indexed(connection: Connection, word: str) -> list[int]:
    query = "SELECT rowid FROM appearances_fts WHERE appearances_fts MATCH ? ORDER BY rowid"
    return list(connection.exec_driver_sql(query, (word,)).scalars())


@pytest.mark.sqlite
def test_passages_that_say_what_the_statement_says_need_no_index_until_they_do_not(empty: Database) -> None:
    appearances = [
        {"source": "s", "exact": "слово"},
        {"source": "s", "exact": "слово"},
        {"source": "s", "exact": "«Слово»"},
    ]
    records = [SOURCE, STATEMENT | {"kind": "editorial", "appearances": appearances}]
    with empty.writing() as connection:
        _, rejects = streamed(connection, jsonl.entries(BytesIO(b"".join(line(one) for one in records)), "a.jsonl"))
        assert rejects.problems == []
        assert indexed(connection, "слово") == [3]
        connection.exec_driver_sql("UPDATE appearances SET exact = 'дело' WHERE id = 1")
        assert (indexed(connection, "слово"), indexed(connection, "дело")) == ([3], [1])
        connection.exec_driver_sql("UPDATE statements SET text = 'дело'")
        assert indexed(connection, "слово") == [2, 3]
        connection.exec_driver_sql("DELETE FROM appearances WHERE id < 3")
        assert (indexed(connection, "слово"), indexed(connection, "дело")) == ([3], [])
        connection.exec_driver_sql(check_sql(APPEARANCES))
        connection.exec_driver_sql(rebuild_sql(APPEARANCES))
        assert indexed(connection, "слово") == [3]
        folds.renew(connection)
    assert all("by another program" in problem for problem in check.problems(empty)), "not by way of the journal"


@pytest.mark.sqlite
def test_the_triggers_are_back_also_for_who_writes_next(empty: Database) -> None:
    with empty.reading() as connection:
        before = schema(connection)
    with empty.writing() as connection:
        streamed(connection, iter([]))
    with empty.reading() as connection:
        assert schema(connection) == before
    assert {name for kind, name, *_ in before if kind == "trigger"} >= set(TRIGGERS)


@pytest.mark.sqlite
def test_a_failure_in_the_middle_leaves_the_triggers_and_the_rest(empty: Database) -> None:
    def chunks() -> Iterator[list[Entry]]:
        yield [jsonl.entry(1, b'{"type": "topic", "key": "rain", "name": "Rain"}', "a")]
        raise RuntimeError

    with empty.reading() as connection:
        before = schema(connection)
    with pytest.raises(RuntimeError), empty.writing() as connection:
        streamed(connection, chunks())
    with empty.reading() as connection:
        assert schema(connection) == before
        assert connection.scalar(text("SELECT count(*) FROM topics")) == 0


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None)
@given(size=st.integers(1, 5), order=st.permutations(range(6)))
def test_chunks_may_end_anywhere(empty: Database, size: int, order: list[int]) -> None:
    entries = [
        jsonl.entry(number + 1, b'{"type": "topic", "key": "t-%d", "name": "T"}' % number, "a") for number in order
    ]
    with empty.writing(dry_run=True) as connection:
        chunks = (entries[first : first + size] for first in range(0, len(entries), size))
        outcome, rejects = streamed(connection, chunks)
        assert (outcome.added, rejects.count) == (6, 0)


def test_what_is_remembered_is_bounded(empty: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "MOST_KNOWN", 3)
    records: list[bytes] = []
    for number in range(20):
        records.append(
            b'{"type":"source","key":"s-%d","title":"T","lang":"en","published":"20%02d"}' % (number, number)
        )
        records.append(
            b'{"type":"statement","key":"x-%d","kind":"indirect","text":"w","lang":"en",'
            b'"appearances":[{"source":"s-%d","exact":"w"},{"source":"s-0","exact":"w"}]}' % (number, number)
        )
    entries = [jsonl.entry(number, raw, "a") for number, raw in enumerate(records, 1)]
    with empty.writing() as connection:
        outcome, rejects = streamed(connection, iter([entries[:10], entries[10:14], entries[14:]]))
        assert (outcome.added, rejects.problems) == (40, [])
        assert set(connection.scalars(text("SELECT day FROM statements"))) == {"2000"}


def test_lines_are_cut_at_line_feeds_and_never_held_when_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    from io import BytesIO

    monkeypatch.setattr(lines, "LONGEST", 10)
    read = list(lines.lines(BytesIO(b"\xef\xbb\xbfa\r\n\n" + b"b" * 11 + b"\nc" + b"\xe2\x80\xa8")))
    assert read == [(1, b"a"), (2, b""), (3, None), (4, b"c\xe2\x80\xa8")]
    assert list(lines.lines(BytesIO(b""))) == []


# Ranges


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(
    days=st.lists(
        st.sampled_from(
            [
                "2020",
                "2020-01",
                "2020-01-31",
                "2020-02-01",
                "2020-01-31/2020-02-01",
                "../2020-02",
                "2020-03/..",
                "2019/2021",
                "2020-02-29",
                "1999-12-31",
                None,
            ]
        ),
        max_size=8,
    ),
    since=st.sampled_from(["2020-01-31", "2020-02", "2020-02-15", "2021", None]),
    until=st.sampled_from(["2021-06", "2022", None]),
    newest=st.booleans(),
)
def test_a_range_finds_all_that_overlaps_it_in_order(
    empty: Database, days: list[str | None], since: str | None, until: str | None, newest: bool
) -> None:
    from kzclaims.language import dates

    records = [
        msgspec.json.encode(
            {"type": "event", "key": f"e-{number}", "title": "E", "lang": "en"} | ({"date": day} if day else {})
        )
        for number, day in enumerate(days)
    ]
    first = dates.parse(since).earliest if since else dates.OPEN_START
    last = dates.parse(until).latest if until else dates.OPEN_END
    known = [(dates.parse(day), number) for number, day in enumerate(days) if day]
    if not (since or until):
        return
    wanted = sorted(
        ((one.earliest, one.latest, number) for one, number in known if one.earliest <= last and one.latest >= first),
        reverse=newest,
    )
    with empty.writing(dry_run=True) as connection:
        streamed(connection, iter([[jsonl.entry(number, raw, "a") for number, raw in enumerate(records, 1)]]))
        found = queries.events(connection, since=since, until=until, newest=newest, limit=0)
        assert [one.key for one in found] == [f"e-{number}" for *_, number in wanted]
        cut = queries.events(connection, since=since, until=until, newest=newest, limit=2)
        assert [one.key for one in cut] == [f"e-{number}" for *_, number in wanted[:2]]
        assert cut.more == (len(wanted) > 2)
