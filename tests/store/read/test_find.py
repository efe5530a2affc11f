"""Words are found with who said them: the same first, near ones with what differs, nothing by guess."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from kzclaims.dossier import toml_reader as toml
from kzclaims.errors import DatabaseError, InputError
from kzclaims.store.database.database import Database
from kzclaims.store.load.load import load_dossiers
from kzclaims.store.read import find as finding
from tests.store.load.test_duplicates import COMMON, statement

HERS = "Россия зависит от Казахстана больше, чем Казахстан от России"


@pytest.fixture
def connection(empty: Database, tmp_path: Path) -> Iterator[Connection]:
    path = tmp_path / "all.toml"
    path.write_text(
        COMMON
        + statement("depends", "one", HERS)
        + statement("depends-too", "two", f"{HERS}!", 'speaker = "boris"\nsaid = "2023-10-01"')
        + statement("depends-again", "two", HERS)
        + statement("yet", "two", "Ещё не всё решено, и мосты не закрыты. Мы ждём")
        + statement("thanks-1", "one", "Спасибо!")
        + statement("thanks-2", "one", "Спасибо!", 'speaker = "boris"')
        + statement("oil", "one", "Экспорт вырос втрое, заявил он", 'speaker = "boris"', kind="indirect").replace(
            'exact = "Экспорт вырос втрое, заявил он"', 'exact = "по его словам, экспорт нефти увеличился троекратно"'
        )
        + statement("snow", "one", "Скоро выпадет снег", 'translations = [{ lang = "en", translator = "us", '
                    'text = "Snow will fall before long" }]'),
        encoding="utf-8",
    )  # fmt: skip
    with empty.writing() as opened:
        load_dossiers(opened, [toml.read(path)])
    with empty.reading() as opened:
        yield opened


def found(connection: Connection, words: str) -> list[tuple[str, str]]:
    return [(one.key, one.match) for one in finding.find(connection, words)]


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        (HERS, [("depends-too", "exact"), ("depends", "exact")]),
        (f"«{HERS}»", [("depends-too", "normalised"), ("depends", "normalised")]),
        ("Казахстан от России", [("depends-too", "exact"), ("depends", "exact")]),
        ("Ещё не всё решено", [("yet", "exact")]),
        ("еще не все решено", [("yet", "normalised")]),
        ("мосты закрыты", [("yet", "near")]),
        ("и мосты закрыты. Мы ждём", [("yet", "near")]),
        ("Ещё не всё решено, и порты не закрыты. Мы ждём", [("yet", "near")]),
        ("Он сказал: «Ещё не всё решено, и мосты не закрыты. Мы ждём», – и ушёл", [("yet", "part")]),
        ("экспорт нефти увеличился троекратно", [("oil", "exact")]),
        ("Snow will fall", [("snow", "exact")]),
        ("Спасибо", [("thanks-1", "exact"), ("thanks-2", "exact")]),
        ("Спасибо за внимание, коллеги", []),
        ("слова, которых здесь никто не произнёс", []),
        ("Зависит", [("depends-too", "normalised"), ("depends", "normalised")]),
        ("зависит", [("depends-too", "exact"), ("depends", "exact")]),
    ],
)
def test_find(connection: Connection, words: str, keys: list[tuple[str, str]]) -> None:
    assert found(connection, words) == keys


def test_differences_are_reported(connection: Connection) -> None:
    (one,) = finding.find(connection, "Ещё не всё решено, и порты не закрыты. Мы ждём")
    assert 0.8 < one.nearness < 1
    assert one.words == one.text
    assert [(d.kind, d.asked, d.recorded) for d in one.differences if d.kind != "kept"] == [
        ("changed", "порты", "мосты")
    ]
    assert one.speaker
    assert one.speaker.key == "anna"


def test_all_appearances_are_listed_earliest_first(connection: Connection) -> None:
    one = next(one for one in finding.find(connection, HERS) if one.key == "depends")
    assert [(each.source, each.published) for each in one.appearances] == [("two", "2023-11-01"), ("one", "2023-11-02")]


def test_a_limit_says_that_there_are_more(connection: Connection) -> None:
    answer = finding.find(connection, HERS, limit=1)
    assert [one.key for one in answer] == ["depends-too"]
    assert answer.more
    assert answer.found == 2


def test_words_are_found_among_many_statements_with_more_of_the_frequent_ones(empty: Database, tmp_path: Path) -> None:
    """Ranking by words alone would leave out the longest statement with the words."""
    path = tmp_path / "many.toml"
    crowd = [
        statement(f"crowd-{number}", "one", f"Мы не за них, они не за мост и не за нас {number}")
        for number in range(350)
    ]
    long = "Долгая речь о разном. " * 40 + "И всё же мы не за мост, а за порт. " + "Ещё слова. " * 40
    chinese = statement("chinese", "one", "我们不会关闭边境，他说", kind="indirect")
    path.write_text(COMMON + "".join(crowd) + statement("long", "one", long) + chinese, encoding="utf-8")
    with empty.writing() as opened:
        load_dossiers(opened, [toml.read(path)])
    with empty.reading() as opened:
        assert found(opened, "мы не за мост")[0] == ("long", "exact")
        assert ("chinese", "exact") in found(opened, "关闭边境")
        assert finding.find(opened, "не за", limit=5).found == 351


@pytest.mark.parametrize("words", ["", "  ", "…", "«»", "\ud800", "___", "👍"])
def test_no_words(connection: Connection, words: str) -> None:
    with pytest.raises(InputError, match="there is no word to look for"):
        finding.find(connection, words)


@pytest.mark.parametrize(
    "words", ['" OR "', "а" * 100_000, "NEAR(а б)", "text:дождь*", "-не", "слово " * 20_000, "a\0b"]
)
def test_whatever_is_pasted_is_an_answer(connection: Connection, words: str) -> None:
    list(finding.find(connection, words))


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.integers(0, 8), st.integers(1, 9))
def test_whole_words_of_a_statement_are_found_in_it(connection: Connection, first: int, count: int) -> None:
    words = " ".join(HERS.split()[first : first + count])
    assert ("depends", "exact") in found(connection, words)


def test_repeats(connection: Connection) -> None:
    (one,) = finding.repeats(connection)
    assert (one.text, one.lang, one.earliest) == (f"{HERS}!", "ru", "2023-10-01")
    assert [(each.key, each.statement, each.day) for each in one.speakers] == [
        ("boris", "depends-too", "2023-10-01"),
        ("anna", "depends", "2023-11-01"),
    ]


def test_repeats_need_the_rules_that_they_go_by(seeded: Database) -> None:
    with seeded.writing() as connection:
        connection.exec_driver_sql("DELETE FROM settings WHERE name = 'fold_rules'")
    with seeded.reading() as connection, pytest.raises(DatabaseError, match="db upgrade"):
        finding.repeats(connection)
