"""Texts are split into sentences, quotations and words with their places, also where spaces were lost."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kzclaims.draft.sentences import Span, quotations, sentences, words


def parts(text: str) -> list[str]:
    return [text[one.start : one.end] for one in sentences(text)]


def quoted(text: str) -> list[str]:
    return [text[one.start : one.end] for one in quotations(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Идёт дождь. Дует ветер!", ["Идёт дождь.", "Дует ветер!"]),
        ("Дождь кончился.Ветер стих.", ["Дождь кончился.", "Ветер стих."]),
        ("Мост построили в 1998 г. в Семее.", ["Мост построили в 1998 г. в Семее."]),
        ("Об этом рассказал А. Ким. Он врач.", ["Об этом рассказал А. Ким.", "Он врач."]),
        ("Заголовок\nПервая строка.", ["Заголовок", "Первая строка."]),
        ("Мост закрыт,\n– сказал мастер.", ["Мост закрыт,\n– сказал мастер."]),
        ("Он сказал: «Мост закрыт. Ждите». И ушёл.", ["Он сказал: «Мост закрыт. Ждите».", "И ушёл."]),
        ('"Мост закрыт. Ждите", - сказал мастер.', ['"Мост закрыт. Ждите", - сказал мастер.']),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Он читал «Абая».", ["«Абая»"]),
        ('"Завод "Нурлы" встал", - сказал он.', ['"Завод "Нурлы" встал"']),
        ('Вот завод "Нурлы".', ['"Нурлы"']),
        ('Пришло письмо"Всем привет всем", - пишет он.', ['"Всем привет всем"']),
        ('Диагональ 5" и всё.', []),
        ("„Мост закрыт“, сказал он", ["„Мост закрыт“"]),
    ],
)
def test_quotations(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


def test_glued_words_are_split() -> None:
    text = "В городеМастер ОрловсообщилAbc.kz, чтоновое"
    found = [one.text for one in words(text, Span(0, len(text)))]
    assert found == ["В", "городе", "Мастер", "Орлов", "сообщил", "Abc.kz", ",", "что", "новое"]


@given(st.text(alphabet='Аа б.«»"–,\nBc1!', max_size=60))
def test_every_part_is_in_its_place(text: str) -> None:
    found = sentences(text)
    assert [one for one in found if not text[one.start : one.end].strip()] == []
    assert all(one.end <= other.start for one, other in pairwise(found))
    covered = "".join(text[one.start : one.end] for one in found)
    assert sorted(covered.replace(" ", "").replace("\n", "")) == sorted(text.replace(" ", "").replace("\n", ""))
    for sentence in found:
        assert all(text[one.start : one.end] == one.text for one in words(text, sentence))
