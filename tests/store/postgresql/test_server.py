"""A database on a server: addresses, passwords, states, rights, rules and interruptions."""

import re
from pathlib import Path
from threading import Thread
from typing import Any

import psycopg
import pytest
from sqlalchemy import event, text

from kzclaims.errors import DatabaseError, InputError
from kzclaims.store.database.database import Database
from kzclaims.store.engine import engine_of
from kzclaims.store.history.as_of import connect
from kzclaims.store.schema.search_indexes import STATEMENTS
from kzclaims.store.upkeep import check
from tests.cluster import PROGRAMS, Cluster
from tests.running import Run

pytestmark = [
    pytest.mark.skipif(not PROGRAMS, reason="PostgreSQL is not installed: apt-get install postgresql"),
    # One server for all tests of this file.
    pytest.mark.xdist_group("postgresql"),
]

PASSWORD = "hunter2-secret"  # noqa: S105 - of nobody


@pytest.mark.parametrize(
    "address", [f"postgresql://me:{PASSWORD}@127.0.0.1:1/x", f"postgresql://127.0.0.1:1/x?password={PASSWORD}"]
)
def test_a_password_is_refused_on_the_command_line_and_never_shown(
    run: Run, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    result = run("--database", address, "people")
    assert result.code == 2
    assert "PGPASSFILE" in result.err
    assert PASSWORD not in result.err
    monkeypatch.setenv("KZCLAIMS_DATABASE", address)
    for arguments in (["people"], ["db", "status"], ["db", "check"], ["seed"], ["people", "--format", "json"]):
        result = run(*arguments)
        assert result.code == 3
        assert "cannot connect to postgresql://" in result.err
        assert ": Connection refused; check that" in result.err
        assert PASSWORD not in result.err + result.out


@pytest.mark.parametrize("address", [f"postgresql://me:{PASSWORD}@[::1/x", f"mysql://me:{PASSWORD}@host/x"])
def test_an_invalid_address_is_refused_without_its_password(address: str) -> None:
    with pytest.raises(InputError) as error:
        Database(address)
    assert PASSWORD not in str(error.value)


def test_a_database_that_does_not_exist_is_named(server: Cluster) -> None:
    with pytest.raises(DatabaseError, match="createdb"):
        Database(server.address("nowhere")).state()


def test_a_database_of_another_program_is_refused(server: Cluster) -> None:
    address = server.create()
    with psycopg.connect(address) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
    with pytest.raises(DatabaseError, match="another program"):
        Database(address).state()


def test_another_encoding_is_refused(server: Cluster) -> None:
    server.execute("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    with pytest.raises(DatabaseError, match="LATIN1"):
        Database(server.address("latin")).state()


def test_a_new_database_has_nothing_wrong(database: Database) -> None:
    assert list(check.problems(database)) == []
    assert check.status(database)["PostgreSQL"]


def test_changes_by_other_programs_are_noticed(server: Cluster) -> None:
    address = server.create("template_seeded")
    with psycopg.connect(address) as connection:
        connection.execute("ALTER TABLE statements DISABLE TRIGGER statements_fts_update")
        connection.execute("UPDATE statements SET text = text || '!' WHERE id = 1")
        connection.execute("UPDATE statements_fts SET words = '' WHERE id = 1")
        connection.execute("DROP INDEX ix_people_name")
    found = "\n".join(check.problems(Database(address)))
    for name in (
        "ix_people_name is missing",
        "statements_fts_update differs",
        "statements_fts: differs",
        "by another program",
    ):
        assert name in found


def test_a_repair_creates_again_what_is_missing(server: Cluster, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    address = server.create("template_seeded")
    monkeypatch.setenv("KZCLAIMS_DATABASE", address)
    with psycopg.connect(address) as connection:
        connection.execute("ALTER TABLE history DISABLE TRIGGER history_no_update")
        connection.execute("DROP TRIGGER statements_fts_insert ON statements")
        connection.execute("DROP TABLE translations_fts CASCADE")
        connection.execute("UPDATE statements_fts SET words = '' WHERE id = 1")
        connection.execute("DROP INDEX ix_people_name")
        connection.execute("DELETE FROM name_keys")
    found = run("db", "check")
    assert found.code == 1
    assert "translations_fts" in found.out
    repaired = run("db", "check", "--repair")
    assert (repaired.code, repaired.out) == (0, found.out), repaired
    assert list(check.problems(Database(address))) == []


def test_a_connection_for_questions_cannot_write(database: Database) -> None:
    with database.reading() as connection, pytest.raises(DatabaseError, match="reading"):
        connection.execute(text("DELETE FROM topics"))


def test_a_view_of_the_past_cannot_write_either(server: Cluster) -> None:
    with connect(server.create("template_seeded"), as_of="2020") as connection:
        assert connection.execute(text("SELECT count(*) FROM statements")).scalar_one() == 0
        with pytest.raises(DatabaseError):
            connection.execute(text("DELETE FROM public.topics"))


@pytest.mark.parametrize("table", ["history", "chain"])
@pytest.mark.parametrize("change", ["UPDATE {} SET at = at", "DELETE FROM {}"])
def test_history_and_chain_only_grow(database: Database, table: str, change: str) -> None:
    with database.writing() as connection:
        connection.execute(
            text(
                "INSERT INTO history (at, record_type, record_key, table_name, after)"
                " VALUES (now(), 'topic', 'x', 'topics', '{}')"
            )
        )
        with pytest.raises(DatabaseError, match="only grow"), connection.begin_nested():
            connection.execute(text(change.format(table)))


def test_one_writer_waits_for_another_as_long_as_the_timeout(database: Database) -> None:
    with (
        database.writing(),
        pytest.raises(DatabaseError, match="being written to by another program"),
        database.writing(),
    ):
        pass
    with database.writing(), database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM statements")).scalar_one()


def test_ids_are_never_given_twice(server: Cluster) -> None:
    from kzclaims.store.schema.tables import topics

    address = server.create("template_seeded")
    taken: list[range] = []

    def reserve() -> None:
        patient = Database(address, timeout=20)
        for _ in range(5):
            with patient.writing() as connection:
                first = engine_of(connection).reserve_ids(connection, topics, 3)
                taken.append(range(first, first + 3))

    threads = [Thread(target=reserve) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ids = [number for some in taken for number in some]
    assert len(ids) == 60 == len(set(ids))


def test_a_reader_may_ask_and_nothing_else(server: Cluster) -> None:
    address = server.create("template_seeded")
    server.execute("CREATE USER reader")
    with psycopg.connect(address) as connection:
        connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
    reader = Database(address.replace("postgres@", "reader@"))
    with reader.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM people")).scalar_one()
    with pytest.raises(DatabaseError, match="may not"), reader.writing() as connection:
        connection.execute(text("DELETE FROM topics"))


def test_a_backup_is_left_to_the_server(database: Database, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="pg_dump"):
        database.backup(tmp_path / "copy.db")


def test_a_lost_connection_ends_in_a_sentence(database: Database) -> None:
    def interrupted() -> None:
        with database.writing() as connection:
            connection.execute(text("INSERT INTO settings (name, value) VALUES ('x', 'y')"))
            connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises(DatabaseError, match="was lost"):
        interrupted()
    with database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM settings WHERE name = 'x'")).scalar_one() == 0


def test_a_search_ranks_by_the_formula_of_sqlite(database: Database, seeded: Database) -> None:
    from kzclaims.language.search_query import parse

    repeated = "UPDATE statements SET text = 'Раз, два! Раз два три; раз-два и двадцать раз двадцать' WHERE id = 1"
    for one in (database, seeded):
        with one.writing() as connection:
            connection.execute(text(repeated))
    simple = ("Россия", "Казахстан нефть", "санкц*", "Путин -Макрон", "мы они")
    phrases = (
        '"раз два"',
        '"раз два три"',
        '"раз два" двадцать',
        '"в Казахстане"',
        '"Центральной Азии" -"из-за"',
        "раз-два*",
    )
    for words in (*simple, *phrases):
        found = []
        for one in (database, seeded):
            with one.reading() as connection:
                hits = engine_of(connection).search(connection, STATEMENTS, parse(words))
                found.append([(hit.id, hit.exact, round(hit.rank, 6)) for hit in hits])
        assert found[0] == found[1], words


def test_the_newest_statements_come_from_an_index(database: Database) -> None:
    from kzclaims.store.read import queries

    asked: list[tuple[str, Any]] = []
    with database.reading() as connection:
        # A small table would be read as a whole.
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        connection.exec_driver_sql("SET LOCAL enable_sort = off")
        event.listen(connection, "before_cursor_execute", lambda *given: asked.append((given[2], given[3])))
        list(queries.statements(connection, newest=True, limit=5))
        sql, values = next(one for one in asked if "DESC" in one[0])
        plan = connection.exec_driver_sql(f"EXPLAIN {sql}", values).scalars().all()
    assert any("ix_statements_newest" in line for line in plan)
    assert not any("Sort" in line for line in plan)


def test_only_the_first_rows_of_a_range_are_read(database: Database) -> None:
    from kzclaims.store.read import queries

    key = "INSERT INTO statements (key, kind, text, lang, said, said_earliest, said_latest, recorded)"
    values = "'day-' || n, 'indirect', 'words', 'en', to_char(day, 'YYYY-MM-DD'), day, day, now()"
    days = "generate_series(1, 2800) AS n, LATERAL (SELECT date '1901-05-01' + mod(n, 28) AS day) AS one"
    asked: list[tuple[str, Any]] = []
    with database.writing() as connection:
        connection.exec_driver_sql(f"{key} SELECT {values} FROM {days}")
        connection.exec_driver_sql("ANALYZE statements")
        event.listen(connection, "before_cursor_execute", lambda *given: asked.append((given[2], given[3])))
        list(queries.statements(connection, on="1901-05", limit=5))
        sql, bound = next(one for one in asked if "UNION ALL" in one[0])
        plan = connection.exec_driver_sql(f"EXPLAIN (ANALYZE) {sql}", bound).scalars().all()
    read = [int(found) for line in plan if "Scan" in line for found in re.findall(r"actual .* rows=(\d+)", line)]
    assert read
    assert sum(read) < 200, plan
