import pytest

from kzclaims.language.quotes.context import beside, out_of_context, rest_of_sentence
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


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("Тепло. Суд закрыл рынки без навеса. Снег.", "Суд закрыл рынки", ("без навеса",)),
        ("Dem Vernehmen nach zieht das Werk weg.", "zieht das Werk weg", ("Dem Vernehmen nach",)),
        ("In May, the ferry sails, as planned.", "the ferry sails", ("In May,", ", as planned")),
        ("Тепло. Мост закрыт. Снег.", "Мост закрыт", ()),
        ("Мэр сообщил, что мост закрыт.", "мост закрыт", ()),
        ("Мэр: «Мост закрыт», – и ушёл.", "Мост закрыт", ()),
        ("Мост закрыт, и паром стоит.", "Мост закрыт", ()),
        ("Мост закрыт, но паром ходит.", "паром ходит", ()),
    ],
)
def test_words_beside_a_passage_may_limit_it(text: str, words: str, shown: tuple[str, ...]) -> None:
    start = text.index(words)
    assert beside(text, Span(start, start + len(words))) == shown
