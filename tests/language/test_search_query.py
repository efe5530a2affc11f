import time

import pytest

from kzclaims.errors import InputError
from kzclaims.language.search_query import MAX_WORDS, SearchQuery, SearchTerm, expand, parse, spell


def test_parse() -> None:
    assert parse('путин -"не нужен" каз* "мы здесь" -пут* премьер-министр inform.kz') == SearchQuery(
        required=(
            SearchTerm("путин", "word"),
            SearchTerm("каз", "prefix"),
            SearchTerm("мы здесь", "phrase"),
            SearchTerm("премьер-министр", "word"),
            SearchTerm("inform kz", "phrase"),
        ),
        excluded=(SearchTerm("не нужен", "phrase"), SearchTerm("пут", "prefix")),
    )


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
def test_reject_searches_without_words(text: str) -> None:
    with pytest.raises(InputError, match=r"there is no word|only words to leave out|too short"):
        parse(text)


@pytest.mark.parametrize("text", ["-" * 10_000, '"' * 10_001, "а-" * 5_000, "*" * 10_000, "( -" * 3_000, '-"' * 5_001])
def test_reject_long_nonsense_at_once(text: str) -> None:
    start = time.perf_counter()
    with pytest.raises(InputError):
        parse(text)
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize("text", ["слово " * (MAX_WORDS + 1), '"' + "а б " * MAX_WORDS + '"'])
def test_reject_too_many_words(text: str) -> None:
    parse("слово " * MAX_WORDS)
    with pytest.raises(InputError, match="may have 64"):
        parse(text)


@pytest.mark.parametrize("text", ["токаеву", '"Пётр пришёл"', "ёл*", "children", "премьер-министра"])
def test_expand_contains_spell(text: str) -> None:
    (term,) = parse(text).required
    assert set(spell(term).phrases) <= set(expand(term).phrases)
    assert set(spell(term).prefixes) <= set(expand(term).prefixes)
