import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kzclaims.language.quotes.normalise import INVISIBLE, SAME, Folded, evenly_folded, fold

signs = st.text(
    st.sampled_from("абёйЕeї́̈̆ ̀10,.-–−«»\"'’…№%?!() \u00a0\u00ad\u200b\r\n\u2060ʼ[]") | st.characters(),
    max_size=40,
)


@given(signs)
@example("ё\u0300")
@example("12\u00a0000 - 5 «1» . . .")
def test_folding_twice_is_folding_once(words: str) -> None:
    assert fold(fold(words)) == fold(words)
    assert Folded(Folded(words).string).string == Folded(words).string


even = st.lists(st.sampled_from(["слово", "ещё", "it", "-", *",.:;!?", " ", "5", "ʼ", "\u0301"]), max_size=12)


@given(even.map("".join) | signs)
@example("Ёлка, ещё? Да: это-то.")
def test_the_quick_way_folds_as_the_other_does(words: str) -> None:
    quick = evenly_folded(words)
    assert quick is None or quick == Folded(words).string


def test_the_quick_way_is_taken() -> None:
    assert evenly_folded("По словам Ёлкина, всё хорошо. Да?") == "По словам Елкина,все хорошо.Да?"


@given(signs)
def test_no_letter_digit_or_decimal_sign_vanishes(words: str) -> None:
    def kept(text: str) -> str:
        text = unicodedata.normalize("NFC", "".join(sign for sign in text if sign not in INVISIBLE + "\u00ad"))
        text = unicodedata.normalize("NFC", "".join(SAME.get(sign, sign) for sign in text))
        return "".join(sign for sign in text if sign.isalnum() or sign == "?")

    assert kept(Folded(words).string) == kept(words)


@given(signs, st.data())
def test_a_folded_stretch_comes_from_its_origin(words: str, data: st.DataObject) -> None:
    folded = Folded(words)
    start = data.draw(st.integers(0, len(folded.string)))
    end = data.draw(st.integers(start, len(folded.string)))
    first, last = folded.origin(start, end)
    assert 0 <= first <= last <= len(words)
    for offset, sign in enumerate(folded.string):
        first, last = folded.origin(offset, offset + 1)
        assert first < last
        if sign.isalpha() and "а" <= sign <= "ї":
            assert sign in Folded(words[first:last]).string or unicodedata.combining(words[first])


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
    ],
)
def test_the_same_words(one: str, other: str) -> None:
    assert fold(one) == fold(other)


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
        ("за́мок", "замок"),
        ("Пyтин", "Путин"),
        ("п'ять", "пять"),
        ("слово\u202eслово", "словослово"),
        ("успел «выпрыгнуть» оттуда", "успел выпрыгнуть оттуда"),
    ],
)
def test_other_words(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    "piece",
    ["а", " ", "а б ", ". ", '"', "\u00ad", "\u00ad ", "1 000 ", "- ", "« ", "а\u0301\u0323", "\u0301\u0323"],
)
def test_folding_takes_linear_time(piece: str) -> None:
    started = time.process_time()
    Folded(piece * (1_000_000 // len(piece)))
    assert time.process_time() - started < 15  # quadratic time would be hours
