"""Nothing recorded is lost: what was changed or removed is in the history, which only grows."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, nullcontext
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from kzclaims.dossier import toml_reader as toml
from kzclaims.errors import InputError, KzclaimsError, NotFoundError
from kzclaims.store import results as a
from kzclaims.store.database.database import Database
from kzclaims.store.history import journal
from kzclaims.store.history.history import history
from kzclaims.store.history.journal import now
from kzclaims.store.history.statuses import set_status
from kzclaims.store.load.load import load_dossiers
from kzclaims.store.read import queries
from kzclaims.store.schema import tables as t
from kzclaims.store.schema.record_tables import TABLES_BY_NAME
from kzclaims.store.schema.revisions import REVISIONS
from kzclaims.store.upkeep import migrate
from kzclaims.vocabulary import RECORD_TYPE_NAMES
from tests.store.load.test_load import everything
from tests.store.loading import BASE, Loads

STATEMENTS = BASE.index("[[statements]]")


@pytest.fixture
def raw(empty: Database) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(empty.path)) as connection:
        yield connection


def of(database: Database, key: str, record_type: str | None = None) -> a.History:
    with database.reading() as connection:
        return history(connection, key, record_type=record_type)


def rows(database: Database) -> list[Any]:
    return everything(database)["history"]


def test_every_record_type_has_a_history() -> None:
    assert set(RECORD_TYPE_NAMES) == set(TABLES_BY_NAME)


def test_the_id_of_a_removed_row_is_given_to_no_other(loads: Loads) -> None:
    def ids() -> dict[str, int]:
        with loads.database.reading() as connection:
            return dict(connection.execute(select(t.names.c.text, t.names.c.id)).all())

    loads(BASE)
    before = ids()
    loads(BASE.replace("Anna Petrova", "Ann").replace("Петрова", "Пет"), prune=True)
    after = ids()
    assert before.keys() != after.keys()
    assert not {after[text] for text in after.keys() - before.keys()} & set(before.values())


def test_new_records_and_unchanged_ones_write_no_history(loads: Loads) -> None:
    loads(BASE)
    loads(BASE)
    loads(BASE, prune=True)
    assert rows(loads.database) == []


@pytest.mark.parametrize(
    ("old", "new", "key", "part", "before", "after"),
    [
        ('text = "Идёт дождь."', 'text = "Снег и лёд."', "it-rains", None,
         {"text": "Идёт дождь."}, {"text": "Снег и лёд."}),
        ('speaker = "anna"', 'organization = "gazette"', "it-rains", None,
         {"speaker": "anna", "organization": None}, {"speaker": None, "organization": "gazette"}),
        ('kind = "direct"', 'kind = "mixed"', "it-rains", None, {"kind": "direct"}, {"kind": "mixed"}),
        ('key = "it-rains"', 'key = "it-rains"\nsaid = "2023"', "it-rains", None, {"said": None}, {"said": "2023"}),
        ('date = "2023-11-01"', 'date = "2023-11"', "storm", None, {"date": "2023-11-01"}, {"date": "2023-11"}),
        ('name = "Дождь"', 'name = "Дожди"', "rain", None, {"name": "Дождь"}, {"name": "Дожди"}),
        ('title = "Погода"', 'title = "Погода завтра"', "paper", None, {"title": "Погода"}, {"title": "Погода завтра"}),
        ('part = "witness"', 'part = "victim"', "storm", "participants",
         {"person": "anna", "organization": None, "part": "witness"}, {"part": "victim"}),
        ('text = "It rains."', 'text = "Rain."', "it-rains", "translations",
         {"lang": "en", "text": "It rains.", "translator": "us"}, {"text": "Rain."}),
        ('exact = "метеоролог Петрова"', 'exact = "Петрова"', "anna", "citations",
         {"source": "paper", "exact": "метеоролог Петрова", "prefix": "", "suffix": "", "start": None, "end": None},
         {"exact": "Петрова"}),
    ],
)  # fmt: skip
def test_a_correction_keeps_what_was_there(
    loads: Loads, old: str, new: str, key: str, part: str | None, before: dict[str, Any], after: dict[str, Any]
) -> None:
    loads(BASE)
    assert BASE.count(old) == 1
    changed = BASE.replace(old, new)
    if 'kind = "mixed"' in new:
        changed = changed.replace("attribution =", 'exact = "Идёт дождь.", attribution =')
    loads(changed, reason="typo")
    (change,) = [one for one in of(loads.database, key).changes if one.part == part]
    assert (change.what, change.because, change.dossier) == ("changed", "typo", "base")
    assert change.before == before
    assert change.after == after
    known = rows(loads.database)
    loads(changed)
    assert rows(loads.database) == known


def test_parts_that_come_and_go_are_in_the_history(loads: Loads) -> None:
    loads(BASE)
    loads(BASE.replace('"Anna Petrova", lang = "en"', '"Ann Petrova", lang = "en"'), prune=True)
    added, removed = sorted(of(loads.database, "anna").changes, key=lambda change: change.what)
    assert (added.what, added.part, added.before) == ("added", "names", None)
    assert added.after == {"text": "Ann Petrova", "lang": "en", "kind": "alias"}
    assert (removed.what, removed.part, removed.after) == ("removed", "names", None)
    assert removed.before == {"text": "Anna Petrova", "lang": "en", "kind": "alias"}


def test_a_pruned_role_leaves_its_citations(loads: Loads) -> None:
    loads(BASE)
    role = BASE[BASE.index("[[people.roles]]") : BASE.index("[[sources]]")]
    loads(BASE.replace(role, ""), prune=True)
    assert everything(loads.database)["citations"] != []
    changes = of(loads.database, "anna").changes
    assert [(one.what, one.part) for one in changes] == [("removed", "roles"), ("removed", "citations")]
    assert changes[0].before
    assert changes[0].before["organization"] == "gazette"


def test_a_replaced_preferred_name_is_in_the_history(loads: Loads) -> None:
    loads(BASE)
    loads(BASE.replace('name = "Анна Петрова"', 'name = "Анна Сидорова"'))
    told = {(one.what, one.part) for one in of(loads.database, "anna").changes}
    assert told == {("changed", None), ("changed", "names"), ("added", "names")}


def test_a_pruned_record_leaves_all_of_it_in_the_history(loads: Loads) -> None:
    loads(BASE)
    with loads.database.writing() as connection:
        set_status(connection, "it-rains", "disputed", reason="no rain")
    loads(BASE[:STATEMENTS], prune=True)
    with loads.database.reading() as connection, pytest.raises(NotFoundError):
        queries.statement(connection, "it-rains")
    found = of(loads.database, "it-rains")
    assert found.removed
    assert len(found.recorded) == 1
    gone = {one.part: one.before for one in found.changes if one.what == "removed"}
    assert set(gone) == {
        None, "translations", "appearances", "mentions", "statement_events", "statement_topics",
    }  # fmt: skip
    record, appearance = gone[None], gone["appearances"]
    assert record
    assert appearance
    assert (record["text"], record["speaker"], record["status"]) == ("Идёт дождь.", "anna", "disputed")
    assert (appearance["source"], appearance["attribution"]) == ("paper", "сказала Петрова")
    assert gone["mentions"] == {"person": None, "organization": "gazette"}
    loads('dossier = "base"', prune=True)
    assert of(loads.database, "it-rains").changes[-1].before
    record = next(
        one.before for one in of(loads.database, "it-rains").changes if one.what == "removed" and not one.part
    )
    assert record
    assert record["speaker"] == "anna", "a person who is gone too is named all the same"


def test_a_statement_that_comes_back_has_its_status_and_another_number(loads: Loads) -> None:
    loads(BASE)
    with loads.database.writing() as connection:
        set_status(connection, "it-rains", "fabricated", reason="no rain")
    loads(BASE[:STATEMENTS], prune=True)
    loads(BASE)
    with loads.database.reading() as connection:
        assert queries.statement(connection, "it-rains").status == "fabricated"
        assert connection.scalar(select(t.statements.c.id)) == 2
    found = of(loads.database, "it-rains")
    assert (found.removed, len(found.recorded)) == (False, 2)


def test_a_prune_that_fails_writes_no_history(loads: Loads) -> None:
    loads(BASE)
    loads(
        '[[statements]]\nkey = "o"\nkind = "indirect"\nspeaker = "anna"\ntext = "Д."\nlang = "ru"\n'
        'appearances = [{ source = "paper", exact = "д" }]',
        "other",
    )
    loads('dossier = "base"', prune=True)
    assert of(loads.database, "anna").changes == []
    assert of(loads.database, "storm").removed


def test_what_a_status_rests_on_is_not_pruned(loads: Loads) -> None:
    loads(BASE)
    loads('[[sources]]\nkey = "recording"\ntitle = "T"\nlang = "ru"', "other")
    with loads.database.writing() as connection:
        set_status(connection, "it-rains", "confirmed", reason="heard", source="recording")
    assert loads('dossier = "other"', "other", prune=True).kept == ["source “recording”: other records refer to it"]


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE history SET because = 'x'",
        "UPDATE history SET before = NULL",
        "DELETE FROM history",
        "INSERT OR REPLACE INTO history SELECT * FROM history",
        "REPLACE INTO history (id, at, record_type, record_key, table_name, after) VALUES (1, '', '', '', '', '{}')",
    ],
)
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_the_history_can_only_grow(loads: Loads, raw: sqlite3.Connection, sql: str, recursive: str) -> None:
    loads(BASE)
    loads(BASE.replace("Идёт", "Идет"))
    before = rows(loads.database)
    raw.execute(f"PRAGMA recursive_triggers = {recursive}")
    with pytest.raises(sqlite3.IntegrityError, match="the history can only grow"):
        raw.execute(sql)
    raw.rollback()
    assert rows(loads.database) == before != []


def test_statuses_are_a_history(loads: Loads) -> None:
    loads(BASE)
    with loads.database.writing() as connection:
        assert set_status(connection, "it-rains", "disputed", reason="a", source="https://x.example") is None
        assert set_status(connection, "it-rains", "disputed", reason="b", source="paper") == "disputed"
        assert set_status(connection, "it-rains", "confirmed", reason="c") == "disputed"
    found = of(loads.database, "it-rains")
    assert found.status == "confirmed"
    assert [(one.what, one.after, one.because, one.source) for one in found.changes] == [
        ("status", {"status": "disputed"}, "a", "https://x.example"),
        ("status", {"status": "disputed"}, "b", "paper"),
        ("status", {"status": "confirmed"}, "c", None),
    ]
    assert loads(BASE).changed == 0
    with loads.database.reading() as connection:
        assert [one.status for one in queries.statements(connection, status="confirmed")] == ["confirmed"]
        assert list(queries.statements(connection, status="disputed")) == []


def test_a_key_of_records_of_several_types_is_asked_back(loads: Loads) -> None:
    loads(BASE)
    loads('[[topics]]\nkey = "storm"\nname = "Буря"', "other")
    with pytest.raises(InputError, match="event, topic"):
        of(loads.database, "storm")
    assert of(loads.database, "storm", "topic").type == "topic"
    with pytest.raises(NotFoundError, match="did you mean storm"):
        of(loads.database, "stom")


@pytest.mark.sqlite
def test_a_removed_row_holds_every_column(loads: Loads, raw: sqlite3.Connection) -> None:
    loads(BASE)
    loads('dossier = "base"', prune=True)
    for name, before in raw.execute("SELECT table_name, before FROM history WHERE after IS NULL"):
        assert set(json.loads(before)) == {column.name for column in t.metadata.tables[name].c}
    told = {name for (name,) in raw.execute("SELECT DISTINCT table_name FROM history")}
    parts = {table.name for table in t.metadata.sorted_tables if any(key.ondelete for key in table.foreign_keys)}
    assert parts - told <= {"name_keys", "statement_folds", "former_texts", "versions", "dossier_records", "reviews"}


@pytest.mark.sqlite
@pytest.mark.parametrize("revision", REVISIONS[: REVISIONS.index("0004")])
def test_a_database_of_any_revision_before_is_upgraded_with_its_data(revision: str, tmp_path: Path) -> None:
    database = Database(tmp_path / "old.db")
    migrate.to_revision(database, revision)
    with closing(sqlite3.connect(database.path)) as old, old:
        old.executescript(
            """
            INSERT INTO people (id, key, name, recorded) VALUES (1, 'anna', 'Анна', '2026-01-01 00:00:00.000000');
            INSERT INTO statements (id, key, kind, text, lang, speaker_id, recorded)
            VALUES (1, 's', 'mixed', 'Слова', 'ru', 1, '2026-01-01 00:00:00.000000');
            """
        )
    assert migrate.upgrade(database) == "upgraded"
    with database.writing() as connection:
        (found,) = queries.statements(connection)
        assert (found.text, found.speaker, found.status) == ("Слова", a.Named("anna", "Анна"), None)
        set_status(connection, "s", "retracted", reason="x")
        assert [one.status for one in queries.statements(connection)] == ["retracted"]


def test_loading_again_with_a_blank_reason_is_refused(loads: Loads) -> None:
    with pytest.raises(InputError, match="reason"):
        loads(BASE, reason=" ")


def test_dossiers_are_named_where_they_corrected(loads: Loads) -> None:
    loads(BASE)
    shared = BASE[:STATEMENTS].replace('dossier = "base"', 'dossier = "second"').replace("Буря", "Ураган")
    loads(shared, "second", policy="overwrite")
    assert [one.dossier for one in of(loads.database, "storm").changes] == ["second"]


def test_the_readers_of_toml_know_reviews(loads: Loads, tmp_path: Path) -> None:
    loads(BASE)
    path = tmp_path / "reviews.toml"
    path.write_text(
        '[[reviews]]\nkey = "r"\nstatement = "it-rain"\nreviewer = "nobody"\nurl = "ftp://x"\ntitle = "T"\n'
        'rating = "Неправда"\nlang = "Russian"\nverdict = "wrong"\ndate = "2023-13"\n',
        encoding="utf-8",
    )
    with pytest.raises(InputError) as caught, loads.database.writing() as connection:
        load_dossiers(connection, [toml.read(path)])
    text = str(caught.value)
    assert text.startswith("6 problems")
    assert "no statement has the key “it-rain”; did you mean it-rains?" in text
    assert "write one of: true, mostly-true, mixed, mostly-false, false, unproven" in text


def test_a_clock_that_was_never_set_records_nothing(seeded: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "utc_clock", lambda: datetime.fromisoformat("1970-01-01"))
    with pytest.raises(KzclaimsError, match="1970-01-01 00:00 UTC"), seeded.writing() as connection:
        now(connection)


@pytest.mark.parametrize(("back", "told"), [(timedelta(minutes=5), False), (timedelta(days=2), True)])
def test_the_history_is_in_order_of_time(seeded: Database, back: timedelta, told: bool) -> None:
    key = "olevsky-only-astana-can-help-moscow"
    with seeded.writing() as connection:
        set_status(connection, key, "disputed", reason="x")
    with pytest.MonkeyPatch.context() as patch, seeded.writing() as connection:
        earlier = now(connection) - back
        patch.setattr(journal, "utc_clock", lambda: earlier)
        with pytest.raises(KzclaimsError, match="set the clock") if told else nullcontext():
            set_status(connection, key, "confirmed", reason="y")
    with seeded.reading() as connection:
        times = connection.scalars(select(t.history.c.at).order_by(t.history.c.id)).all()
    assert len(times) == (1 if told else 2)
    assert times == sorted(times)
