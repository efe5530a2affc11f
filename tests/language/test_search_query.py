import pytest

from kzclaims.errors import InputError
from kzclaims.language.inflection.words import LANGUAGES
from kzclaims.language.search_query import MAX_WORDS, SearchQuery, SearchTerm, expand, language_of, parse, spell
from tests.counting import count_calls

MOST_CALLS = 20_000


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
    def rejected() -> None:
        with pytest.raises(InputError):
            parse(text)

    assert count_calls(rejected) < MOST_CALLS


@pytest.mark.parametrize("text", ["слово " * (MAX_WORDS + 1), '"' + "а б " * MAX_WORDS + '"'])
def test_reject_too_many_words(text: str) -> None:
    parse("слово " * MAX_WORDS)
    with pytest.raises(InputError, match="may have 64"):
        parse(text)


@pytest.mark.parametrize("text", ["токаеву", '"Пётр пришёл"', "ёл*", "children", "премьер-министра"])
def test_expand_contains_spell(text: str) -> None:
    (term,) = parse(text).required
    for language in (*LANGUAGES, None):
        assert set(spell(term).phrases) <= set(expand(term, language).phrases)
        assert set(spell(term).prefixes) <= set(expand(term, language).prefixes)


@pytest.mark.parametrize("text", ["中国", '"日本 政府"', "ประเทศ*", "รัฐบาล", "2023年", "대통령"])
def test_words_written_without_spaces_are_letters_in_a_row(text: str) -> None:
    (term,) = parse(text).required
    assert (term.kind, term.text) == ("letters", text.strip('"*'))


@pytest.mark.parametrize(
    ("tag", "language"), [("ru", "ru"), ("uk-UA", "uk"), ("KK-Latn", "kk"), ("ukr", None), ("de", None), ("rue", None)]
)
def test_language_of_a_tag(tag: str, language: str | None) -> None:
    assert language_of(tag) == language
