import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kzclaims.language.quotes.normalise import (
    INVISIBLE,
    LIGATURE,
    SAME,
    Normalised,
    compatible,
    normalise,
    normalise_simple,
)
from tests.counting import count_calls

signs = st.text(
    st.sampled_from("абёйЕeї́̈̆ ̀10,.-–−«»\"'’…№%?!() \u00a0\u00ad\u200b\r\n\u2060ʼ[]") | st.characters(),
    max_size=40,
)


@given(signs)
@example("ё\u0300")
@example("12\u00a0000 - 5 «1» . . .")
def test_normalising_is_idempotent(words: str) -> None:
    assert normalise(normalise(words)) == normalise(words)
    assert Normalised(Normalised(words).string).string == Normalised(words).string


even = st.lists(st.sampled_from(["слово", "ещё", "it", "-", *",.:;!?", " ", "5", "ʼ", "\u0301"]), max_size=12)


@given(even.map("".join) | signs)
@example("Ёлка, ещё? Да: это-то.")
def test_simple_normalisation_agrees_with_the_full_one(words: str) -> None:
    quick = normalise_simple(words)
    assert quick is None or quick == Normalised(words).string


def test_simple_normalisation_is_used() -> None:
    assert normalise_simple("По словам Ёлкина, всё хорошо. Да?") == "По словам Елкина,все хорошо.Да?"


@given(signs)
def test_no_letter_digit_or_question_mark_is_lost(words: str) -> None:
    def kept(text: str) -> str:
        text = unicodedata.normalize("NFC", "".join(sign for sign in text if sign not in INVISIBLE + "\u00ad"))
        text = unicodedata.normalize("NFC", "".join(SAME.get(sign, sign) for sign in text))
        text = LIGATURE.sub(lambda found: compatible(found.group()), text)
        return "".join(sign for sign in text if sign.isalnum() or sign == "?")

    assert kept(Normalised(words).string) == kept(words)


@given(signs, st.data())
def test_a_normalised_span_has_an_origin(words: str, data: st.DataObject) -> None:
    normalised = Normalised(words)
    start = data.draw(st.integers(0, len(normalised.string)))
    end = data.draw(st.integers(start, len(normalised.string)))
    first, last = normalised.origin(start, end)
    assert 0 <= first <= last <= len(words)
    for offset, sign in enumerate(normalised.string):
        first, last = normalised.origin(offset, offset + 1)
        assert first < last
        if sign.isalpha() and "а" <= sign <= "ї":
            assert sign in Normalised(words[first:last]).string or unicodedata.combining(words[first])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1\u00a0000 тонн", "1000 тонн"),
        ("12 000 000", "12\u202f000\u2009000"),
        ("по-путински", "по\u2011путински"),
        ("Астана – город", "Астана — город"),
        ("Астана – город", "Астана -- город"),
        ("2010–2015", "2010 - 2015"),
        ("п’ять об'єктів", "пʼять об’єктів"),
        ("ещё", "еще"),
        ("ещё", "еще\u0308"),
        ("мой", "мои\u0306"),
        ("сло\u00adво", "слово"),
        ("сло\u00ad\r\nво", "слово"),
        ("А. С. Пушкин", "А.С. Пушкин"),
        ("Нет... Да", "Нет … Да"),
        ("№ 5", "№5"),
        ("5 %", "5\u00a0%"),
        ("«Да», – сказал он", "„Да“, - сказал он"),
        ("слово\r\nслово", "слово слово"),
        ("«Мы победим».", "мы победим"),
        ("Å", "\u212b"),
        ("за́мок", "замок"),
        ("оﬃс", "оffiс"),
        ("[П]о словам", "по словам"),
        ("при-\nшёл", "пришел"),
        ("об′єкт", "об’єкт"),
        ("0,123\u200945", "0,12345"),
    ],
)
def test_equal_words(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("компании", "компаний"),
        ("компаніи", "компании"),
        ("Казакстан", "Қазақстан"),
        ("выросло на 1,5", "выросло на 15"),
        ("1, 5", "1,5"),
        ("1,000", "1000"),
        ("2023 500", "2023500"),
        ("на -5 градусов", "на 5 градусов"),
        ("-5", "5"),
        ("температура – 5", "температура –5"),
        ("не правда", "неправда"),
        ("казнить, нельзя помиловать", "казнить нельзя, помиловать"),
        ("Это правда?", "Это правда."),
        ("он сказал Да", "он сказал да"),
        ("Пyтин", "Путин"),
        ("п'ять", "пять"),
        ("5′", "5'"),
        ("Алма-\nАта", "АлмаАта"),
        ("[Мэр] ушёл", "Мэр ушёл"),
        ("слово\u202eслово", "словослово"),
        ("успел «выпрыгнуть» оттуда", "успел выпрыгнуть оттуда"),
    ],
)
def test_different_words(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


@pytest.mark.parametrize(
    "piece",
    [
        "а",
        " ",
        "а б ",
        ". ",
        '"',
        "\u00ad",
        "\u00ad ",
        "1 000 ",
        "- ",
        "« ",
        "а\u0301\u0323",
        "\u0301\u0323",
        "&nbsp;",
        "м²",
        "а\n1\n",
    ],
)
def test_the_work_of_normalising_grows_no_faster_than_the_text(piece: str) -> None:
    def work(length: int) -> int:
        text = piece * (length // len(piece))
        return count_calls(lambda: Normalised(text))

    assert work(100_000) <= 3 * work(50_000) + 1_000
