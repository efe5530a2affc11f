"""JSON records built by the database equal the recorded ones."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kzclaims.errors import DatabaseError
from kzclaims.store import results as answers
from kzclaims.store.database.database import Database
from kzclaims.store.read import queries
from kzclaims.store.read.json_records import read


@pytest.mark.sqlite
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=200)
@given(text=st.text(st.characters(codec="utf-8"), min_size=1).filter(lambda text: text.strip(" ")))
def test_texts_are_read_unchanged(seeded: Database, text: str) -> None:
    with seeded.writing(dry_run=True) as connection:
        connection.exec_driver_sql("UPDATE statements SET text = ? WHERE id = 1", (text,))
        connection.exec_driver_sql("UPDATE translations SET text = ? WHERE statement_id = 1", (text,))
        (found,) = read(connection, answers.Statement, [1])
    assert found.text == text
    assert {one.text for one in found.translations} == {text}


def test_records_are_read_in_the_requested_order(seeded: Database) -> None:
    with seeded.reading() as connection:
        key: dict[int, str] = dict(connection.exec_driver_sql("SELECT id, key FROM events").all())
        order = sorted(key, key=lambda number: (-number % 7, number))
        assert [one.key for one in read(connection, answers.Event, order)] == [key[number] for number in order]


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("damage", "said"),
    [("text = CAST(x'ff' AS TEXT)", "is damaged"), ("text = x'00'", "failed: .* BLOB"), ("kind = NULL", "is damaged")],
)
def test_a_damaged_record_raises_an_error(seeded: Database, damage: str, said: str) -> None:
    with seeded.writing() as connection:
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        connection.exec_driver_sql("PRAGMA writable_schema = ON")
        connection.exec_driver_sql(
            "UPDATE sqlite_schema SET sql = replace(sql, 'kind VARCHAR(10) NOT NULL', 'kind VARCHAR(10)')"
            " WHERE name = 'statements'"
        )
    with seeded.writing() as connection:
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        connection.exec_driver_sql(f"UPDATE statements SET {damage} WHERE id = 1")
    with pytest.raises(DatabaseError, match=said), seeded.reading() as connection:
        list(queries.statements(connection, limit=0))


def test_an_unknown_filter_is_refused(seeded: Database) -> None:
    with seeded.reading() as connection, pytest.raises(TypeError, match="speaker"):
        queries.statements(connection, speaker="Олевский")  # type: ignore[call-arg]
