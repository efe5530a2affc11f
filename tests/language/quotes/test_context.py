import pytest

from kzclaims.language.quotes.context import out_of_context, rest_of_sentence
from kzclaims.language.quotes.normalise import Span


@pytest.mark.parametrize(
    ("text", "words", "sentence"),
    [
        ("Идёт снег. Мост, говорят, закрыт. Тепло.", "говорят", "Мост, говорят, закрыт"),
        ("Мост строил А. Б. Серик из Аксая. Тепло.", "из Аксая", "Мост строил А. Б. Серик из Аксая"),
        ("Заголовок\n\nмост закрыт вновь\n\nдалее", "закрыт", "мост закрыт вновь"),
        ("«Что?» – спросил мэр. Тепло.", "спросил", "«Что?» – спросил мэр"),
        ("Снег тает.Мост закрыт.Тепло.", "закрыт", "Мост закрыт"),
        ("“It is cold.” The bridge\nis shut now. Good.", "is shut", "The bridge\nis shut now"),
        ("Мост закрыт.", "Мост закрыт.", "Мост закрыт."),
    ],
)
def test_a_sentence_ends_where_the_next_begins(text: str, words: str, sentence: str) -> None:
    start = text.index(words)
    assert text[slice(*rest_of_sentence(text, Span(start, start + len(words))))].strip() == sentence


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("Тепло. Если порт продадут, мы уедем. Снег.", "мы уедем", "Если порт продадут, мы уедем"),
        ("Тепло. Порт продадут, если все согласны. Снег.", "Порт продадут", "Порт продадут, если все согласны"),
        ("The claim that the port is sold is odd.", "the port is sold", "The claim that the port is sold is odd"),
        ("Мэр не пришёл, но порт открыли.", "порт открыли", None),
        ("Мэр не отрицает, что порт открыли.", "порт открыли", None),
    ],
)
def test_the_rest_of_the_sentence_is_shown(text: str, words: str, shown: str | None) -> None:
    start = text.index(words)
    found = out_of_context(text, Span(start, start + len(words)))
    assert (text[slice(*found)].strip() if found else None) == shown
