import pytest

from kzclaims.errors import InputError
from kzclaims.store.database.database import Database
from kzclaims.store.read.search import search


def test_a_statement_without_a_day_has_the_day_of_its_first_publication(seeded: Database) -> None:
    with seeded.reading() as connection:
        days = {hit.key: hit.day for hit in search(connection, "Россия", limit=0) if hit.type == "statement"}
        assert days
        for key, day in days.items():
            sql = "SELECT day FROM statements WHERE key = ?"
            assert day == connection.exec_driver_sql(sql, (key,)).scalar_one()


def test_the_first_hits_are_those_of_the_whole_list(seeded: Database) -> None:
    with seeded.reading() as connection:
        everything = [hit.key for hit in search(connection, "Казахстан", limit=0)]
        for limit in (1, 5, 20):
            assert [hit.key for hit in search(connection, "Казахстан", limit=limit)] == everything[:limit]


def test_words_in_title_and_description_together(seeded: Database) -> None:
    with seeded.writing() as connection:
        connection.exec_driver_sql("UPDATE events SET title = 'Верблюд', description = 'Жираф' WHERE id = 1")
    with seeded.reading() as connection:
        (hit,) = search(connection, "жираф верблюд")
        assert (hit.text, hit.found) == ("Верблюд", [(0, 7)])


def test_reject_a_search_without_words(seeded: Database) -> None:
    with seeded.reading() as connection, pytest.raises(InputError):
        search(connection, "-Россия")
