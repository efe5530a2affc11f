"""Chinese and Japanese names in Latin letters are read as Russian spells them."""

import pytest

from kzclaims.language.names.east_asian import russian_readings
from kzclaims.language.names.match import Match, NameQuery
from kzclaims.language.names.transliterate import readings

SPELLINGS = {
    "си": "xi", "цзиньмин": "jinming", "кэцян": "keqiang", "чжан": "zhang", "сяолин": "xiaoling", "лиюань": "liyuan",
    "хуэй": "hui", "сиань": "xi'an", "цзюнь": "jun", "жуй": "rui", "вэнь": "wen", "юэ": "yue", "цы": "ci",
    "исигава": "ishigawa", "миядзава": "miyazawa", "дзюнко": "junko", "такаити": "takaichi", "кэндзи": "kenji",
    "цубаки": "tsubaki", "рёко": "ryoko", "синъити": "shinichi",
}  # fmt: skip


@pytest.mark.parametrize(("russian", "latin"), SPELLINGS.items())
def test_readings(russian: str, latin: str) -> None:
    assert not readings(russian).proofs.isdisjoint(readings(latin).hints)


@pytest.mark.parametrize("word", ["petrov", "smith", "juan-carlos-maria-jose", "łi", "", "x" * 200, "a" * 200])
def test_other_words_have_none(word: str) -> None:
    assert not russian_readings(word)


@pytest.mark.parametrize(
    ("asked", "recorded"), [("Li Jianmin", "Ли Цзяньминь"), ("Исигава Харуто", "Haruto Ishigawa"), ("Wan Yi", "Ван И")]
)
def test_they_only_suggest(asked: str, recorded: str) -> None:
    assert NameQuery(asked).match_person([recorded]) is not Match.NO
    assert NameQuery("Wang Yi").match_person(["Вань И"]) is not Match.YES
