from hypothesis import given
from hypothesis import strategies as st

from kzclaims.language.quotes.similarity import Difference, compare, most_similar
from kzclaims.language.quotes.text import Passage, Text
from tests.language.quotes.mutations import TEXT

SOURCE = Text(TEXT)


def source_of(text: Text, words: str) -> str:
    found = most_similar(text, Passage(words))
    assert found
    return text.text[found.start : found.end]


def test_the_most_similar_words_of_a_long_text() -> None:
    text = Text("Ни слова об этом. " * 30_000 + TEXT + " И ни слова больше." * 30_000)
    assert source_of(text, "Завод в Аксу закрыли не из-за аварии") == "Завод в Темиртау остановили не из-за аварии"


def test_a_misspelled_name_alone() -> None:
    assert source_of(SOURCE, "Жаксибеков") == "Жаксыбеков"


def test_nothing_is_similar() -> None:
    assert most_similar(SOURCE, Passage("ъъъъъ")) is None
    assert most_similar(Text(""), Passage("слово")) is None


def test_a_recorded_place_comes_first() -> None:
    text = Text("Мы поддержим этот закон. " + "Ничего. " * 50 + "Мы поддержали этот закон.")
    far = text.text.rindex("Мы")
    found = most_similar(text, Passage("Мы поддержим закон"), around=(far, far + 18))
    assert found
    assert found.start == far
    assert {difference.kind for difference in found.differences} == {"kept", "changed", "dropped"}
    assert found.differences[-1] == Difference("kept", "закон", "закон")


def test_very_long_passages() -> None:
    words = " ".join(f"слово{number}" for number in range(3000))
    found = most_similar(Text(f"Начало. {words}. Конец."), Passage(words.replace("слово7 ", "слова7 ")))
    assert found
    assert found.similarity > 0.99
    assert [difference.recorded for difference in found.differences if difference.kind == "changed"] == ["слова"]


@given(st.text("аб, -", min_size=1, max_size=30), st.text("аб, -", min_size=1, max_size=30))
def test_differences_contain_both_wordings(words: str, source: str) -> None:
    if not any(letter.isalpha() for letter in words) or not any(letter.isalpha() for letter in source):
        return
    found = compare(Text(source), Passage(words), 0, len(source))

    def bare(text: str) -> str:
        return "".join(letter for letter in text if letter.isalpha())

    assert bare("".join(difference.recorded for difference in found.differences)) == bare(words)
    assert bare("".join(difference.source for difference in found.differences)) == bare(source)
    assert 0 <= found.similarity <= 1
    assert all(bool(d.recorded) == (d.kind != "dropped") for d in found.differences)
