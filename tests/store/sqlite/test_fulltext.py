import sqlite3
import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from kzclaims.errors import InputError
from kzclaims.language.search_query import CLOSE, OPEN, WORDS, Asked, Question, parse, pieces
from kzclaims.store.database.database import Database
from kzclaims.store.schema.search_indexes import EVENTS, STATEMENTS
from kzclaims.store.sqlite.engine import SQLITE
from kzclaims.store.sqlite.fulltext import TOKENIZER, best, check_sql, exact_expression, expression, marked

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
def test_the_very_form_comes_first(connection: Connection, text: str, ids: list[int]) -> None:
    hits = best(connection, STATEMENTS, parse(text))
    exact = [hit.id for hit in hits if hit.exact]
    assert set(exact) == set(ids[: len(exact)])
    assert {hit.id for hit in hits} == set(ids)
    assert sorted(hits, key=lambda hit: (not hit.exact, hit.rank)) == hits


def test_the_best_few_are_the_first_of_all(connection: Connection) -> None:
    question = parse("казахстаном")
    everything = best(connection, STATEMENTS, question)
    for limit in range(1, 5):
        assert best(connection, STATEMENTS, question, limit) == everything[:limit]


def test_words_may_stand_in_different_columns(connection: Connection) -> None:
    assert [hit.id for hit in best(connection, EVENTS, parse("саммит путин"))] == [2]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "*",
        "-",
        '"',
        '""',
        "😀",
        "...",
        "\x00",
        "\ud800",
        "–",
        "-Путин",
        '-"не нужен"',
        "-пут* -казах*",
        "а*",
    ],
)
def test_where_there_is_nothing_to_look_for_a_sentence_says_so(text: str) -> None:
    with pytest.raises(InputError, match=r"there is no word|only what to leave out|too short"):
        parse(text)


def test_too_many_words() -> None:
    parse("слово " * WORDS)
    with pytest.raises(InputError, match="may have 64"):
        parse("слово " * (WORDS + 1))
    with pytest.raises(InputError, match="may have 64"):
        parse('"' + "а б " * WORDS + '"')


@pytest.mark.parametrize(
    "text",
    [
        "AND OR NOT NEAR", "AND", "NOT казахстан", 'казахстан"', '"казахстан', "казахстан)", "((казахстан",
        "text:казахстан", "{a b}:c", "^казахстан", "a + b", "NEAR(a b, 2)", "казахстан\x00путин",
        "казахстан\ud800", "'; DROP TABLE x; --", "каз*ах*", "**каз", "--казахстан а", "в и на не",
        "а" * 10_000, "a'" * 60 + "b", "𞤀𞤁", "½ ② ⅷ", "ﬁ ß ǅ", "\u0301а б",
    ],
)  # fmt: skip
def test_whatever_is_typed_is_a_question(connection: Connection, text: str) -> None:
    start = time.perf_counter()
    found(connection, text)
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize("text", ["-" * 10_000, '"' * 10_001, "а-" * 5_000, "*" * 10_000, "( -" * 3_000, '-"' * 5_001])
def test_long_nonsense_is_refused_at_once(text: str) -> None:
    start = time.perf_counter()
    with pytest.raises(InputError):
        parse(text)
    assert time.perf_counter() - start < 1


@given(st.one_of(st.text(max_size=200), st.text("аб \"*-()«»'\x00\ud800+^:NOTAND", max_size=80)))
@settings(deadline=None)
def test_no_text_is_a_syntax_error(text: str) -> None:
    try:
        question = parse(text)
    except InputError:
        return
    database = sqlite3.connect(":memory:")
    database.execute(f"CREATE VIRTUAL TABLE t USING fts5(text, tokenize='{TOKENIZER}')")
    for match in (expression(question), exact_expression(question)):
        assert (
            database.execute("SELECT rowid, highlight(t, 0, '', '') FROM t WHERE t MATCH ?", (match,)).fetchall() == []
        )
    database.close()
    assert marked(question, ["а"])


def test_parse() -> None:
    assert parse('путин -"не нужен" каз* "мы здесь" -пут* премьер-министр inform.kz') == Question(
        wanted=(
            Asked("путин", "forms"),
            Asked("каз", "prefix"),
            Asked("мы здесь", "exact"),
            Asked("премьер-министр", "forms"),
            Asked("inform kz", "exact"),
        ),
        unwanted=(Asked("не нужен", "exact"), Asked("пут", "prefix")),
    )


def test_expressions() -> None:
    question = parse('Olevsky run* "of the ёж" -x')
    assert expression(question) == ('(("olevsky") AND ("run" *) AND ("of the ёж" OR "of the еж")) NOT ("x")')
    assert exact_expression(question) == expression(question)
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


def test_marked() -> None:
    question = parse('казахстаном "от России" -путин')
    whole, other = marked(question, [TEXTS[0], TEXTS[5]])
    assert whole.replace(OPEN, "[").replace(CLOSE, "]") == (
        "Россия зависит от [Казахстана] больше, чем [Казахстан] [от России]."
    )
    assert other == TEXTS[5]
    (cut,) = marked(parse("олевский"), ["слово " * 50 + "Олевского " + "слово " * 50], words=5)
    assert cut.startswith("…")
    assert f"{OPEN}Олевского{CLOSE}" in cut
    assert marked(question, []) == []


def test_pieces() -> None:
    assert pieces(f"а {OPEN}б{CLOSE}, в") == [("а ", False), ("б", True), (", в", False)]
    assert pieces("") == []


@given(st.text("аб" + OPEN + CLOSE))
def test_pieces_joined_are_the_text_without_marks(text: str) -> None:
    assert "".join(piece for piece, _ in pieces(text)) == text.replace(OPEN, "").replace(CLOSE, "")


@given(st.text("казхстн .,«»", max_size=60))
@settings(deadline=None)
def test_marks_change_no_text(text: str) -> None:
    (found,) = marked(parse("казахстан каз*"), [text])
    assert "".join(piece for piece, _ in pieces(found)) == text
