import pytest
from hypothesis import given
from hypothesis import strategies as st

from kzclaims.language.highlight import highlight
from kzclaims.language.search_query import parse


def marked(query: str, text: str, lang: str = "ru") -> str:
    for start, end in reversed(highlight(parse(query), text, lang)):
        text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    return text


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ('казахстаном "от России" -путин', "Россия зависит от [Казахстана] больше, чем [Казахстан] [от России]."),
        ("каз*", "Без [Казахстана] и [казны]."),
        ('"по сло*" слов*', "По [словам] «[слово]»"),
        ("run", "She was running."),
        ("cafe", "The [Café]"),
        ("народ", "[Наро́д] решит"),
        ("премьер-министр", "О [премьер-министре] и премьере"),
        ("елка", "О [ёлках]"),
        ("край", "[Краи\u0306] света"),
        ("Путин -Казахстан", "[Путин] и Казахстан"),
        ("жираф", "Верблюд"),
    ],
)
def test_highlight(query: str, text: str) -> None:
    assert marked(query, text.replace("[", "").replace("]", "")) == text


@pytest.mark.parametrize(
    ("query", "lang", "text"),
    [
        ("run", "en-GB", "She was [running], not walking."),
        ("children’s", "en", "[Children] and their [child]’s toys"),
        ("депутат", "uk", "Про [депутатів]"),
        ("мектеп", "kk", "[Мектебінде] оқиды"),
        ("мектеп", "ky", "Мектебінде"),
        ("政府", "zh", "中国[政府]表示，[政府]"),
        ("รัฐบาล", "th", "นโยบาย[รัฐบาล]ใหม่"),
    ],
)
def test_highlight_by_language(query: str, lang: str, text: str) -> None:
    assert marked(query, text.replace("[", "").replace("]", ""), lang) == text


@given(st.text("казхстн .,«»-\u0306", max_size=60))
def test_spans_are_in_order_and_inside_the_text(text: str) -> None:
    at = 0
    for start, end in highlight(parse('казахстан каз* "а а"'), text, "ru"):
        assert at <= start < end <= len(text)
        at = end
