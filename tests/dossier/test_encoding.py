"""Encodings of tables are detected only where they are certain."""

from contextlib import suppress

import pytest

from kzclaims.dossier.encoding import detect_encoding
from kzclaims.errors import InputError


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Паром больше не ходит,Нина Ковш", "cp1251"),
        ("Паром больше не ходит,Нина Ковш", "koi8-r"),
        ("«Ёлка» – это новость, сказала Їжакевич", "cp1251"),
        ("Die Fähre fährt später,Jürgen Groß", "cp1252"),
        ("Żółw wrócił do źródła,Łucja Ćma", "cp1250"),
        ("Паром,Нина", "utf-8"),
    ],
)
def test_a_certain_encoding_is_detected(text: str, encoding: str) -> None:
    found = detect_encoding(text.encode(encoding))
    assert text.encode(encoding).decode(found) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Çağrı bugün geliyor,İpek Ağaoğlu", "cp1254"),
        ("Příští rok přijde změna", "cp1250"),
        ("Où est la pièce ?", "cp1252"),
        ("Ελληνικά λόγια", "cp1253"),
        ("ПАРОМ", "koi8-r"),
        ("ПАРОМ не ходит", "koi8-r"),
        ("паром больше не ходит", "cp1251"),
    ],
)
def test_an_uncertain_encoding_is_never_taken_wrongly(text: str, encoding: str) -> None:
    """Either the answer is right, or there is none."""
    found = encoding
    with suppress(InputError):
        found = detect_encoding(text.encode(encoding))
    assert text.encode(encoding).decode(found) == text


def test_an_uncertain_encoding_is_refused_with_the_possible_readings() -> None:
    with pytest.raises(InputError) as caught:
        detect_encoding("Çağrı bugün geliyor".encode("cp1254"))
    assert caught.value.parameters == ("encoding",)
    assert "cp1254: Çağrı bugün geliyor" in caught.value.hints
    assert len(caught.value.hints) == 3


def test_a_line_of_only_spaces_is_refused_with_a_message() -> None:
    with pytest.raises(InputError):
        detect_encoding(b"\xa0\n")
