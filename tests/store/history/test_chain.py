"""The hash chain: valid after every command, and any change by another program is noticed."""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table, select

from kzclaims.documents.document import plain
from kzclaims.dossier.records import Record
from kzclaims.dossier.toml_reader import Dossier
from kzclaims.dossier.validation import Located, Place
from kzclaims.store.damage import limited
from kzclaims.store.database.database import Database
from kzclaims.store.history import chain, chain_check
from kzclaims.store.history.statuses import set_status, withdraw_status
from kzclaims.store.load.load import load_dossiers
from kzclaims.store.schema import tables
from kzclaims.store.schema.tables import statements
from kzclaims.store.upkeep import check, migrate
from kzclaims.store.upkeep.repair import repair
from kzclaims.store.verify.source_texts import archive
from tests.contents import contents, loaded
from tests.databases import create
from tests.running import Run

STATEMENT = "olevsky-only-astana-can-help-moscow"
SOURCE = "24-kanal-olevsky-2023-11"


def found(database: Database, table: Table | None = None) -> list[str]:
    """Return what the chain does not describe, of one table or of all."""
    wanted = table is not None and ("chain" if table is tables.chain else f"chain: {table.name}")
    with database.reading() as connection:
        checks = [limited(name, one) for name, one in chain_check.checks(connection) if not wanted or name == wanted]
        return [line for one in checks for line in one]


def head(database: Database) -> str:
    with database.reading() as connection:
        newest = chain.head(connection)
    assert newest is not None
    return newest


def outside(database: Database, *commands: str) -> None:
    """Run SQL as another program that ignores all rules."""
    with closing(sqlite3.connect(database.path)) as connection, connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for command in commands:
            connection.execute(command)


def copies(database: Database) -> Iterator[Database]:
    """Yield any number of copies of a database."""
    folder = database.path.parent
    database.backup(folder / "original.db")
    for number in count():
        yield Database(copy(folder / "original.db", folder / f"{number}.db"))


def edited(database: Database) -> Database:
    """Let the database contain something in each kind of table."""
    with database.writing() as connection:
        set_status(connection, STATEMENT, "disputed", reason="because", source=SOURCE)
        archive(connection, SOURCE, plain("one"), replace=True)
        row = {"name": "history_times", "value": '[0,"2027-01-01T00:00:00"]'}
        chain.insert_rows(connection, tables.settings, [row])
    return database


@pytest.mark.sqlite
def test_the_documented_bytes_give_the_stored_hashes(seeded: Database) -> None:
    def encoded(value: object) -> bytes:
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()

    previous, rows = "", 0
    with closing(sqlite3.connect(seeded.path)) as connection:
        for number, at, what, table, columns, first, content, stored in connection.execute("SELECT * FROM chain"):
            link = [previous, number, at, what, table, columns, first, hashlib.sha256(content).hexdigest()]
            previous = hashlib.sha256(encoded(link)).hexdigest()
            assert previous == stored
            names = columns and ", ".join(f'"{name}"' for name in columns.split(","))
            for place in range(0, len(content), 16) if first else ():
                sql = f"SELECT {names} FROM {table} WHERE id = ?"
                (values,) = connection.execute(sql, (first + place // 16,))
                assert hashlib.sha256(encoded(values)).digest()[:16] == content[place : place + 16]
                rows += 1
    assert rows > 200
    assert head(seeded) == previous


def cells(database: Database) -> Iterator[tuple[Table, str]]:
    """Yield the covered columns of tables with rows, and those of the chain."""
    with database.reading() as connection:
        for table in (*chain.covered_tables(), tables.chain):
            if connection.execute(select(table).limit(1)).first():
                yield from ((table, column.name) for column in table.c if chain.is_covered(column))


@pytest.mark.sqlite
def test_a_change_of_any_column_is_noticed(seeded: Database) -> None:
    edited(seeded)
    assert found(seeded) == []
    copied = copies(seeded)
    tried = 0
    for table, name in cells(seeded):
        database = next(copied)
        where = "WHERE name = 'history_times'" if table.name == "settings" else ""
        which = f"rowid = (SELECT max(rowid) FROM {table.name} {where})"
        outside(
            database,
            f"UPDATE {table.name} SET \"{name}\" = CASE typeof(\"{name}\") WHEN 'null' THEN 'x' WHEN 'integer'"
            f' THEN "{name}" + 1000 ELSE CAST("{name}" || \'x\' AS TEXT) END WHERE {which}',
        )
        lines = found(database, table)
        assert lines, (table.name, name)
        if table.name in ("statements", "sources", "people", "events", "appearances") and "id" not in name:
            assert any("“" in line for line in lines), (table.name, name, lines)
        database.path.unlink()
        tried += 1
    assert tried > 120


@pytest.mark.sqlite
@pytest.mark.slow
def test_a_blob_of_the_same_bytes_a_deleted_row_and_a_copy_are_noticed(seeded: Database) -> None:
    edited(seeded)
    copied = copies(seeded)
    for table in (*chain.covered_tables(), tables.chain):
        with seeded.reading() as connection:
            if not connection.execute(select(table).limit(1)).first():
                continue
        where = "WHERE name = 'history_times'" if table.name == "settings" else ""
        last = f"(SELECT max(rowid) FROM {table.name} {where})"
        texts = [column for column in table.c if "CHAR" in str(column.type) or "TEXT" in str(column.type)]
        text = next((column.name for column in texts if not column.nullable), "")
        commands = [f"DELETE FROM {table.name} WHERE rowid = {last}"] if table is not tables.chain else []
        if text:
            commands.append(f'UPDATE {table.name} SET "{text}" = CAST("{text}" AS BLOB) WHERE rowid = {last}')
        if "id" in table.c:
            new = {"id": "1000000", "key": "'a-copy'"}
            names = [f'"{column.name}"' for column in table.c]
            values = [new.get(column.name, f'"{column.name}"') for column in table.c]
            commands.append(
                f"INSERT OR IGNORE INTO {table.name} ({', '.join(names)})"
                f" SELECT {', '.join(values)} FROM {table.name} WHERE rowid = {last}"
            )
        for command in commands:
            database = next(copied)
            outside(database, command)
            with closing(sqlite3.connect(database.path)) as after:
                is_copied = after.execute(f"SELECT count(*) FROM {table.name} WHERE rowid = 1000000").fetchone() == (1,)
            if is_copied or not command.startswith("INSERT"):
                assert found(database, table), command
            database.path.unlink()


@pytest.mark.sqlite
def test_a_head_that_was_written_down_shows_that_the_past_is_unchanged(seeded: Database, run: Run) -> None:
    before = head(seeded)
    assert run("db", "status").out.count(before) == 1
    assert run("status", STATEMENT, "disputed", "--because", "because").code == 0
    assert head(seeded) != before
    result = run("db", "check", "--head", before.upper())
    assert result.code == 0
    assert "unchanged" in result.err
    outside(seeded, "DELETE FROM chain WHERE id > 5", "DELETE FROM history", "UPDATE statements SET status = NULL")
    result = run("db", "check", "--head", before)
    assert result.code == 1
    assert before in result.out
    assert run("db", "check", "--head", "abc").code == 2


@pytest.mark.sqlite
def test_an_upgrade_begins_the_chain_with_what_is_there(seeded: Database) -> None:
    edited(seeded)
    migrate.to_revision(seeded, "0014")
    assert migrate.upgrade(seeded) == "upgraded"
    assert list(check.problems(seeded)) == []
    first = head(seeded)
    outside(seeded, "UPDATE statements SET text = text || '.' WHERE id = 7")
    assert any("statements: row 7" in line for line in found(seeded))
    assert head(seeded) == first


COMMANDS = [
    ["load", "table.csv", "--as", "statements", "--map", "text=text", "--map", "speaker=who", "--map", "key=key",
     "--map", "source.key=source", "--constant", "lang=ru", "--constant", "kind=indirect", "--create-people",
     "--skip-rejects"],
    ["load", "records.jsonl"],
    ["load", "other.toml"],
    ["load", "other.toml", "--overwrite", "--prune", "--because", "x"],
    ["status", STATEMENT, "disputed", "--because", "x", "--source", SOURCE],
    ["status", STATEMENT, "--withdraw", "--because", "x"],
    ["archive", SOURCE, "text.txt", "--replace"],
    ["archive", SOURCE, "other.txt", "--replace"],
    ["verify", "--fix"],
    ["review", STATEMENT, "--reviewer", "Checkers", "--create", "--url", "https://example.org/r", "--title", "x",
     "--rating", "false", "--lang", "en"],
    ["review", STATEMENT, "--reviewer", "Checkers", "--url", "https://example.org/r", "--title", "y",
     "--rating", "false", "--lang", "en", "--because", "x"],
    ["identity", "different", "timur-olevsky", "vladimir-putin", "--because", "x"],
    ["identity", "merge", "timur-olevsky", "emmanuel-macron", "--because", "x"],
    ["identity", "merge", "24-kanal-olevsky-2023-11", "moscow-times-2023-10-20", "--because", "x"],
    ["load", "other.toml"],
    ["identity", "split", "emmanuel-macron", "--because", "x"],
    ["identity", "split", "moscow-times-2023-10-20", "--because", "x"],
    ["merge", "before.db", "--ours"],
    ["db", "reindex"],
    ["db", "upgrade"],
    ["db", "check", "--repair-times"],
]  # fmt: skip

OTHER = """
dossier = "other"

[[people]]
key = "ada-brook"
name = "Ада Брук"
lang = "ru"
roles = [{ title = "Мэр", lang = "ru" }]

[[sources]]
key = "paper"
title = "Газета"
lang = "ru"

[[statements]]
key = "brook-rain"
kind = "indirect"
speaker = "ada-brook"
text = "Завтра дождь."
lang = "ru"
topics = ["sanctions"]
appearances = [{ source = "paper", exact = "Завтра дождь." }]
"""


@pytest.mark.sqlite
def test_every_command_that_writes_keeps_the_chain(seeded: Database, run: Run) -> None:
    folder = seeded.path.parent
    seeded.backup(folder / "before.db")
    rows = f"a1,Слова первые,Иван Нов,{SOURCE}\na2,,Анна Нова,{SOURCE}\na3,Слова вторые,Пётр Новый,нет такого\n"
    record = {"type": "topic", "key": "rain", "name": "Дождь"}
    files = {"table.csv": f"key,text,who,source\n{rows}", "records.jsonl": json.dumps(record), "other.toml": OTHER}
    files |= {"text.txt": "Только Астана может помочь Москве.", "other.txt": "Другой текст."}
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    heads = [head(seeded)]
    for number, command in enumerate(COMMANDS):
        result = run(*command)
        assert result.code in ((0, 1) if command[0] == "verify" else (0,)), (command, result)
        assert found(seeded) == [], command
        heads.append(head(seeded))
        if number == 2:
            changed = OTHER.replace("roles =", "#").replace("Завтра", "Сегодня").replace('topics = ["sanctions"]', "")
            (folder / "other.toml").write_text(changed, "utf-8")
    assert len(set(heads)) > 15
    with seeded.reading() as connection:
        assert all(chain_check.find_head(connection, one) for one in heads)


@pytest.mark.sqlite
def test_a_complete_dump_restores_the_chain(seeded: Database, run: Run) -> None:
    edited(seeded)
    dumped = run("dump", "--jsonl", "--history").out
    seeded.path.with_name("dump.jsonl").write_text(dumped, "utf-8")
    assert run("--database", "other.db", "db", "upgrade").code == 0
    assert run("--database", "other.db", "merge", "dump.jsonl").code == 0
    other = Database(seeded.path.with_name("other.db"))
    assert head(other) == head(seeded)
    assert found(other) == []


def test_a_repair_keeps_the_chain(seeded: Database) -> None:
    edited(seeded)
    before = head(seeded)
    repair(seeded)
    assert head(seeded) == before
    assert found(seeded) == []


def test_another_program_that_follows_the_rules_of_the_schema_is_noticed(seeded: Database) -> None:
    with seeded.writing() as connection:
        connection.exec_driver_sql("UPDATE statements SET status = 'fabricated' WHERE id = 3")
        connection.exec_driver_sql(
            "INSERT INTO topics (key, name, recorded) SELECT 'new', name, recorded FROM topics LIMIT 1"
        )
        connection.exec_driver_sql("DELETE FROM mentions WHERE id = 1")
        connection.exec_driver_sql("INSERT INTO event_topics SELECT 1, max(topic_id) + 1 FROM event_topics")
    lines = "\n".join(found(seeded))
    assert "statements: row 3" in lines
    assert "topic “new”" in lines
    assert "mentions" in lines
    assert "event_topics" in lines


@pytest.fixture
def databases() -> Iterator[Callable[[], Database]]:
    with TemporaryDirectory() as folder:
        number = iter(range(10_000))
        empty = create(Path(folder) / "empty.db").path.read_bytes()

        def database() -> Database:
            path = Path(folder) / f"{next(number)}.db"
            path.write_bytes(empty)
            return Database(path)

        yield database


def dossier(records: list[Record]) -> Dossier:
    place = Place("random.toml", 1)
    one = Dossier("random.toml", "random", names_itself=True, records=[Located(one, place) for one in records])
    one.declared = {(type(record), record.key): place for record in records}
    return one


@pytest.mark.sqlite
@pytest.mark.slow
@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(data=st.data())
def test_random_histories_leave_a_valid_chain_and_random_changes_do_not(
    databases: Callable[[], Database], data: st.DataObject
) -> None:
    database = databases()
    loaded(database, data.draw(contents()))
    heads = [head(database)]
    for _ in range(data.draw(st.integers(0, 3))):
        with database.writing() as connection:
            if data.draw(st.booleans()):
                again = dossier(data.draw(contents()))
                load_dossiers(
                    connection,
                    [again],
                    prune=data.draw(st.booleans()),
                    allow_unverified=True,
                    rename={record.record.key for record in again.records},
                )
            elif key := connection.scalar(select(statements.c.key).limit(1)):
                set_status(connection, key, "disputed", reason="because")
                if data.draw(st.booleans()):
                    withdraw_status(connection, key, reason="because")
        heads.append(head(database))
    assert found(database) == []
    with database.reading() as connection:
        assert all(chain_check.find_head(connection, one) for one in heads)

    table, name = data.draw(st.sampled_from(list(cells(database)) or [(statements, "text")]))
    with database.reading() as connection:
        names = [column.name for column in table.primary_key.columns]
        rows = connection.execute(select(table)).mappings().all()
    assume(rows)
    row = data.draw(st.sampled_from(rows))
    if table.name == "settings":
        assume(row["name"] not in chain.RULE_SETTINGS)
    value = data.draw(st.none() | st.integers(-(2**63), 2**63 - 1) | st.text(max_size=3) | st.binary(max_size=3))
    with closing(sqlite3.connect(database.path)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        where = " AND ".join(f'"{one}" = ?' for one in names)
        key = [row[one] for one in names]
        rowid, before = connection.execute(f'SELECT rowid, "{name}" FROM {table.name} WHERE {where}', key).fetchone()
        for (trigger,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        try:
            connection.execute(f'UPDATE {table.name} SET "{name}" = ? WHERE rowid = ?', (value, rowid))
        except sqlite3.IntegrityError:
            assume(False)
        number = value if name == "id" else rowid
        after = connection.execute(f'SELECT "{name}" FROM {table.name} WHERE rowid = ?', (number,)).fetchone()
        assume(after != (before,))
        connection.commit()
    assert found(database)
