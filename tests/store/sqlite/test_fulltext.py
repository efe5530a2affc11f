from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from kzclaims.errors import InputError
from kzclaims.language.search_query import parse
from kzclaims.store.database.database import Database
from kzclaims.store.schema.search_indexes import EVENTS, STATEMENTS
from kzclaims.store.sqlite.engine import SQLITE
from kzclaims.store.sqlite.fulltext import best, check_sql, condition
from tests.counting import count_calls

MOST_CALLS = 100_000

TEXTS = [
    ("ru", "Россия зависит от Казахстана больше, чем Казахстан от России."),
    ("ru", "Путин не нужен Казахстану."),
    ("ru", "По словам Олевского, Токаев использует «выпрыгивание»."),
    ("ru", "Казахстан может выбрать несколько путей."),
    ("ru", "О ёлках и о Петре."),
    ("en", "The President was running late, said Olevsky."),
    ("kk", "Қазақстанның президенті келді."),
    ("uk", "Україна і міністри."),
    ("zh-Hant", "中國政府表示，不會改變政策。"),
    ("th", "นโยบายรัฐบาลใหม่"),
    ("tr", "İstanbul'da ılımlı bir karar"),
    ("uk-UA", "Обʼєкт у Києві перевірив депутат."),
    ("en", "The news is new to the children’s men, they went and said so."),
    ("kk", "Депутаттар мектебінде"),
]


def add_statement(connection: Connection, number: int, text: str, lang: str = "ru") -> None:
    connection.exec_driver_sql(
        "INSERT INTO statements (id, key, kind, text, lang, recorded) VALUES (?, ?, 'indirect', ?, ?, '2026-01-01')",
        (number, f"statement-{number}", text, lang),
    )


@pytest.fixture
def connection(empty: Database) -> Iterator[Connection]:
    with empty.writing() as found:
        for number, (lang, text) in enumerate(TEXTS, 1):
            add_statement(found, number, text, lang)
        for number, title, description in ((1, "Визит в Бишкек", None), (2, "Саммит", "Визит Путина")):
            found.exec_driver_sql(
                "INSERT INTO events (id, key, title, description, lang, recorded)"
                " VALUES (?, ?, ?, ?, 'ru', '2026-01-01')",
                (number, f"event-{number}", title, description),
            )
        yield found


def test_rows_are_listed_by_word_and_not_for_words_that_too_many_have(connection: Connection) -> None:
    words = [("казахстан",), ("казахстана", "казахстану"), ("ёлках",), ("зависит от",), ("от зависит",), ('"',)]
    rows = SQLITE.rows_with_each(connection, STATEMENTS, words, 2)
    assert [None if one is None else list(one) for one in rows] == [[1, 4], [1, 2], [5], [1], [], []]
    rows = SQLITE.rows_with_each(connection, STATEMENTS, words, 1)
    assert [None if one is None else list(one) for one in rows] == [None, None, [5], [1], [], []]


def found(connection: Connection, text: str) -> list[int]:
    return [hit.id for hit in best(connection, STATEMENTS, parse(text))]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("олевский", {3}),
        ("Олевский токаеву", {3}),
        ("казахстаном", {1, 2, 4}),
        ("казахстан россия", {1}),
        ("казахстан -путина", {1, 4}),
        ("казахстан -пут*", {1}),
        ('казахстан -"от России"', {2, 4}),
        ('"Казахстан"', {1, 4}),
        ('"Казахстан от России"', {1}),
        ('"Россией"', set()),
        ("“нужен Казахстану”", {2}),
        ("каз*", {1, 2, 4}),
        ("елка", {5}),
        ('"ёлках"', {5}),
        ('"елках и о Петре"', {5}),
        ("run", {6}),
        ("OLEVSKY", {6}),
        ("Қазақстан", {7}),
        ("президентіне", {7}),
        ("Україною", {8}),
        ("政府", {9}),
        ("政府 政策", {9}),
        ("政府 -政策", set()),
        ("รัฐบาล", {10}),
        ("istanbul", {11}),
        ("ILIMLI", {11}),
        ("ilimli", {11}),
        ("об'єкти", {12}),
        ("київ", {12}),
        ("депутати", {12}),
        ("депутаттың", {14}),
        ("депутат", {12, 14}),
        ("мектеп депутат", {14}),
        ("депутат -мектеп", {12}),
        ("child went say bought", set()),
        ("child go say", {13}),
        ("man's news", {13}),
        ("-政府 表示", set()),
        ("-каз* 政策", {9}),
        ("путин россия", set()),
    ],
)
def test_search(connection: Connection, text: str, ids: set[int]) -> None:
    assert set(found(connection, text)) == ids
    sql, values = SQLITE.search_condition(connection, STATEMENTS, parse(text))
    assert set(connection.exec_driver_sql(sql, values).scalars()) == ids


@pytest.mark.parametrize(
    ("text", "ids"),
    [("казахстану", [2, 4, 1]), ("казахстана", [1, 2, 4]), ("казахстан", [1, 4, 2])],
)
def test_rows_with_the_very_form_come_first(connection: Connection, text: str, ids: list[int]) -> None:
    hits = best(connection, STATEMENTS, parse(text))
    exact = [hit.id for hit in hits if hit.exact]
    assert set(exact) == set(ids[: len(exact)])
    assert {hit.id for hit in hits} == set(ids)
    assert sorted(hits, key=lambda hit: (not hit.exact, hit.rank)) == hits


def test_the_best_few_are_the_first_of_all(connection: Connection) -> None:
    query = parse("казахстаном")
    everything = best(connection, STATEMENTS, query)
    for limit in range(1, 5):
        assert best(connection, STATEMENTS, query, limit) == everything[:limit]


def test_words_may_stand_in_different_columns(connection: Connection) -> None:
    assert [hit.id for hit in best(connection, EVENTS, parse("саммит путин"))] == [2]


@pytest.mark.parametrize(
    "text",
    [
        "AND OR NOT NEAR", "AND", "NOT казахстан", 'казахстан"', '"казахстан', "казахстан)", "((казахстан",
        "text:казахстан", "{a b}:c", "^казахстан", "a + b", "NEAR(a b, 2)", "казахстан\x00путин",
        "казахстан\ud800", "'; DROP TABLE x; --", "каз*ах*", "**каз", "--казахстан а", "в и на не",
        "а" * 10_000, "a'" * 60 + "b", "𞤀𞤁", "½ ② ⅷ", "ﬁ ß ǅ", "\u0301а б",
    ],
)  # fmt: skip
def test_any_text_can_be_searched(connection: Connection, text: str) -> None:
    assert count_calls(lambda: found(connection, text)) < MOST_CALLS


@given(st.one_of(st.text(max_size=200), st.text("аб \"*-()«»'\x00\ud800+^:NOTAND政", max_size=80)))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_is_a_syntax_error(connection: Connection, text: str) -> None:
    try:
        query = parse(text)
    except InputError:
        return
    ids = {hit.id for hit in best(connection, STATEMENTS, query)}
    sql, values = condition(connection, STATEMENTS, query)
    assert set(connection.exec_driver_sql(sql, values).scalars()) == ids


def test_a_word_matches_by_the_rules_of_the_language(connection: Connection) -> None:
    for number, lang in ((30, "ru"), (31, "uk"), (32, "kk"), (33, "de")):
        add_statement(connection, number, "жирафові", lang)
    assert found(connection, "жираф") == [31]
    assert found(connection, "жирафові") == [30, 31, 32, 33]
    assert found(connection, "жирафові -жираф") == [30, 32, 33]


def test_an_index_follows_its_table_whoever_writes(connection: Connection) -> None:
    assert found(connection, "астана") == []
    connection.exec_driver_sql("UPDATE statements SET text = 'Астана' WHERE id = 1")
    assert found(connection, "астаны") == [1]
    assert 1 not in found(connection, "россия")
    connection.exec_driver_sql("UPDATE statements SET id = 100 WHERE id = 1")
    assert found(connection, "астаны") == [100]
    connection.exec_driver_sql(
        "INSERT INTO statements (id, key, kind, text, lang, recorded)"
        " VALUES (100, 'x', 'direct', 'Алматы', 'ru', '2026-01-01') ON CONFLICT (id) DO UPDATE SET text = excluded.text"
    )
    assert (found(connection, "астаны"), found(connection, "алматы")) == ([], [100])
    connection.exec_driver_sql("DELETE FROM statements WHERE id = 100")
    assert found(connection, "алматы") == []
    connection.exec_driver_sql("UPDATE events SET description = 'Бишкек' WHERE id = 1")
    connection.exec_driver_sql("UPDATE events SET description = NULL WHERE id = 2")
    for index in (STATEMENTS, EVENTS):
        connection.exec_driver_sql(check_sql(index))


def test_a_check_finds_what_a_rebuild_repairs(connection: Connection) -> None:
    connection.exec_driver_sql("DROP TRIGGER statements_fts_insert")
    add_statement(connection, 90, "Бишкек")
    with pytest.raises(Exception, match="malformed"):
        connection.exec_driver_sql(check_sql(STATEMENTS))
    SQLITE.rebuild_search(connection, STATEMENTS)
    connection.exec_driver_sql(check_sql(STATEMENTS))
    assert found(connection, "бишкеке") == [90]


def test_equal_ranks_are_ordered_by_id(connection: Connection) -> None:
    for number in (30, 20, 25):
        add_statement(connection, number, "Верблюд")
    assert found(connection, "верблюд") == [20, 25, 30]
    assert [hit.id for hit in best(connection, STATEMENTS, parse("верблюд"), 2)] == [20, 25]
