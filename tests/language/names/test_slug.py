"""Names to keys."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kzclaims.dossier.records import KEY_PATTERN
from kzclaims.language.names.slug import slug


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Vladimir Putin", "vladimir-putin"),
        ("Тимур Олевский", "timur-olevskiy"),
        ("Қасым-Жомарт Тоқаев", "kasym-zhomart-tokaev"),
        ("Володимир Зеленський", "volodimir-zelenskiy"),
        ("Sauli Niinistö", "sauli-niinisto"),
        ("Щёлково’", "shchyolkovo"),
        ("习近平", ""),
        ("  ", ""),
        ("a" * 70, "a" * 60),
        ("word " * 30, "word-" * 11 + "word"),
    ],
)
def test_slug(text: str, key: str) -> None:
    assert slug(text) == key


@given(st.text())
def test_a_slug_is_a_key_or_empty(text: str) -> None:
    key = slug(text)
    assert not key or re.fullmatch(KEY_PATTERN, key)
    assert len(key) <= 60
    assert slug(key) == key
