import sqlite3
import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from kzclaims.errors import InputError
from kzclaims.language.highlight import highlight
from kzclaims.language.search_query import parse
from kzclaims.store.database.database import Database
from kzclaims.store.schema.search_indexes import EVENTS, STATEMENTS
from kzclaims.store.sqlite.engine import SQLITE
from kzclaims.store.sqlite.fulltext import TOKENIZER, best, check_sql, exact_expression, expression

TEXTS = [
    "Россия зависит от Казахстана больше, чем Казахстан от России.",
    "Путин не нужен Казахстану.",
    "По словам Олевского, Токаев использует «выпрыгивание».",
    "Казахстан может выбрать несколько путей.",
    "О ёлках и о Петре.",
    "The President was running late, said Olevsky.",
    "Қазақстанның президенті келді.",
    "Україна і міністри.",
]


def add_statement(connection: Connection, number: int, text: str) -> None:
    connection.exec_driver_sql(
        "INSERT INTO statements (id, key, kind, text, lang, recorded) VALUES (?, ?, 'indirect', ?, 'ru', '2026-01-01')",
        (number, f"statement-{number}", text),
    )


@pytest.fixture
def connection(empty: Database) -> Iterator[Connection]:
    with empty.writing() as found:
        for number, text in enumerate(TEXTS, 1):
            add_statement(found, number, text)
        for number, title, description in ((1, "Визит в Бишкек", None), (2, "Саммит", "Визит Путина")):
            found.exec_driver_sql(
                "INSERT INTO events (id, key, title, description, lang, recorded)"
                " VALUES (?, ?, ?, ?, 'ru', '2026-01-01')",
                (number, f"event-{number}", title, description),
            )
        yield found


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
        ("путин россия", set()),
    ],
)
def test_search(connection: Connection, text: str, ids: set[int]) -> None:
    assert set(found(connection, text)) == ids
    having = SQLITE.search_condition(STATEMENTS, "search")
    assert set(connection.exec_driver_sql(having, {"search": expression(parse(text))}).scalars()) == ids


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
    start = time.perf_counter()
    found(connection, text)
    assert time.perf_counter() - start < 1


@given(st.one_of(st.text(max_size=200), st.text("аб \"*-()«»'\x00\ud800+^:NOTAND", max_size=80)))
@settings(deadline=None)
def test_no_text_is_an_fts5_syntax_error(text: str) -> None:
    try:
        query = parse(text)
    except InputError:
        return
    database = sqlite3.connect(":memory:")
    database.execute(f"CREATE VIRTUAL TABLE t USING fts5(text, tokenize='{TOKENIZER}')")
    for match in (expression(query), exact_expression(query)):
        assert (
            database.execute("SELECT rowid, highlight(t, 0, '', '') FROM t WHERE t MATCH ?", (match,)).fetchall() == []
        )
    database.close()
    highlight(query, text)


def test_expressions() -> None:
    query = parse('2023 run* "of the ёж" -x1')
    assert expression(query) == '(("2023") AND ("run" *) AND ("of the ёж" OR "of the еж")) NOT ("x1")'
    assert exact_expression(query) == expression(query)
    assert exact_expression(parse("токаеву")) == '("токаеву")'
    assert expression(parse("токаеву")).startswith('("токаеву" OR "')


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
    add_statement(connection, 9, "Бишкек")
    with pytest.raises(Exception, match="malformed"):
        connection.exec_driver_sql(check_sql(STATEMENTS))
    SQLITE.rebuild_search(connection, STATEMENTS)
    connection.exec_driver_sql(check_sql(STATEMENTS))
    assert found(connection, "бишкеке") == [9]


def test_equal_ranks_are_ordered_by_id(connection: Connection) -> None:
    for number in (30, 20, 25):
        add_statement(connection, number, "Верблюд")
    assert found(connection, "верблюд") == [20, 25, 30]
    assert [hit.id for hit in best(connection, STATEMENTS, parse("верблюд"), 2)] == [20, 25]
