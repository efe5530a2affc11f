"""Quotations and reported clauses are found with their places, and the words that attribute them."""

from functools import partial

import pytest

from kzclaims.draft.draft import drafted
from kzclaims.draft.speakers import Drafted
from tests.counting import count_calls


def said(text: str) -> list[tuple[str, str]]:
    """Return the kind and the words of each statement."""
    return [(one.said.kind, text[one.said.span.start : one.said.span.end]) for one in drafted(text)[1]]


def only(text: str) -> Drafted:
    (one,) = drafted(text)[1]
    return one


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("«Мост закрыт. Ждите», – сказал Ерлан Сатпаев.", [("direct", "Мост закрыт. Ждите")]),
        ('"Мост закрыт!" - сказал мастер вчера.', [("direct", "Мост закрыт!")]),
        ("Мастер сказал: «Мост закрыт на всю зиму».", [("direct", "Мост закрыт на всю зиму")]),
        (
            "«Мост закрыт, – сказал мастер. – Ждите весны».",
            [("direct", "Мост закрыт"), ("direct", "Ждите весны")],
        ),
        ("Мост закрыт. Он стар,\n– объяснил мастер Орлов.", [("direct", "Мост закрыт. Он стар")]),
        ("Мастер сообщил, что мост закрыт.", [("indirect", "мост закрыт")]),
        ("Мастер настаивал на том, что мост цел.", [("indirect", "мост цел")]),
        ("Мастер приехал утром, добавив, что мост закрыт.", [("indirect", "мост закрыт")]),
        ("По словам мастера, мост закрыт до весны.", [("indirect", "мост закрыт до весны")]),
        ("Как отметил мастер, мост закрыт до весны.", [("indirect", "мост закрыт до весны")]),
        ("Мост закрыт до весны, сообщил мастер.", [("indirect", "Мост закрыт до весны")]),
        ("Мост закрыт до весны. Об этом сообщили в акимате.", [("indirect", "Мост закрыт до весны")]),
        ("Мастер указал на необходимость ремонта моста.", [("indirect", "необходимость ремонта моста")]),
        ("О закрытии моста рассказал мастер Орлов.", [("indirect", "закрытии моста")]),
        ("При этом, добавил он, мост ещё стоит.", [("indirect", "мост ещё стоит")]),
        ("Мастер считает важным ремонт старого моста.", [("indirect", "важным ремонт старого моста")]),
        ("Мастер призвал открыть старый мост.", [("indirect", "открыть старый мост")]),
        ("Мастер призвал жителей открыть мост.", [("indirect", "жителей открыть мост")]),
        ("Мастер предложил открыть старый мост.", [("indirect", "открыть старый мост")]),
        ("В акимате уверены, что мост цел.", [("indirect", "мост цел")]),
        ("Мастер Орлов сообщил Abcnews.kz, что мост цел.", [("indirect", "мост цел")]),
        ("Мастер указал на ошибки завода.", [("indirect", "ошибки завода")]),
        ("Завод сообщил о запуске моста.", [("indirect", "запуске моста")]),
        (
            "Мост закрыт до весны, сообщил мастер, передаёт корреспондент Abcnews.kz.",
            [("indirect", "Мост закрыт до весны")],
        ),
        (
            "Мастер осудил закрытие моста и призвал жителей подождать до весны.",
            [("indirect", "закрытие моста"), ("indirect", "жителей подождать до весны")],
        ),
        ("Мастер заявил, что мост «никуда не денется».", [("mixed", "мост «никуда не денется»")]),
        (
            "Мастер сообщил, что мост закрыт, и добавил, что ремонт начат.",
            [("indirect", "мост закрыт"), ("indirect", "ремонт начат")],
        ),
        (
            "Мастер рассказал, что жители думали, что мост упадёт.",
            [("indirect", "жители думали, что мост упадёт"), ("indirect", "мост упадёт")],
        ),
    ],
)
def test_what_is_reported(text: str, expected: list[tuple[str, str]]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Мост закрыт до весны, передаёт корреспондент Abcnews.kz.",
        "Напомним, что мост закрыли осенью.",
        "Мастер знал, что мост стар.",
        "Мастер рассказал о причинах аварии.",
        "Мастер читал «Абая» на мосту.",
        "Читайте также: «Почему мост закрыли до самой весны».",
        "Акция «Чистый мост» - праздник для жителей города.",
        "Мастер не сказал, что мост закрыт.",
    ],
)
def test_what_is_not_reported(text: str) -> None:
    assert said(text) == []


def test_the_attribution_is_verbatim() -> None:
    text = "Вчера в городе. Мастер завода Ерлан Сатпаев сообщил журналистам, что мост закрыт."
    span = only(text).said.attribution
    assert span is not None
    assert text[span.start : span.end] == "Мастер завода Ерлан Сатпаев сообщил журналистам"


def test_the_outlets_credit_does_not_belong_to_the_words() -> None:
    text = "Мастер сообщил, что мост закрыт, передаёт корреспондент Abcnews.kz."
    assert said(text) == [("indirect", "мост закрыт")]


@pytest.mark.parametrize("text", ['"а ', "«а ", "по словам, ", "он сказал, что ", "он сказал, что мост стоит. "])
def test_long_texts_take_linear_work(text: str) -> None:
    work = [count_calls(partial(drafted, text * times)) for times in (500, 1000)]
    assert work[1] < 2.5 * work[0]
