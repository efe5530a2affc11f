"""Spellings of a name meet in one reading."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kzclaims.language.names.folding import fold, unify_script
from kzclaims.language.names.given_names import spellings
from kzclaims.language.names.transliterate import MOST_READINGS, readings

SPELLINGS = {
    "токаев": "tokayev tokaev tokaiev tokaïev tokajew tokajev toqaev toqayev тоқаев токаєв",
    "хрущев": "khrushchev chruschtschow hruŝev xrushhev chruščev khrouchtchev",
    "жапаров": "japarov zhaparov žaparov dzhaparov djaparov dschaparow caparov schaparow джапаров",
    "путин": "putin poutine poetin путін",
    "макрон": "macron makron",
    "цветков": "tsvetkov cvetkov czvetkov tcvetkov zwetkow",
    "шмелев": "shmelev šmelev chmelev schmeljow şmelev шмельов",
    "юсупов": "yusupov iusupov jusupov ûsupov youssoupov jussupow",
    "яковлев": "yakovlev iakovlev jakovlev âkovlev jakowlew",
    "захаров": "zakharov zaxarov zaharov zacharov sacharow",
    "гройсман": "groysman groisman grojsman ґройсман",
    "выборный": "vyborny vybornyi vybornyy vybornyj wybornyj выборний",
    "васильев": "vasilyev vasiliev vasilev vasil'ev vasilʹev wassiljew vassiliev васильєв",
}


@pytest.mark.parametrize(("word", "spellings"), SPELLINGS.items())
def test_spellings_meet(word: str, spellings: str) -> None:
    for spelling in spellings.split():
        assert readings(fold(word))[1] & readings(fold(spelling))[1], spelling


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("тогаев", "токаев"),
        ("левский", "олевский"),
        ("макаров", "макрон"),
        ("марат", "мурат"),
        ("togaev", "tokaev"),
    ],
)
def test_neighbours_stay_apart(one: str, other: str) -> None:
    assert not readings(one)[1] & readings(other)[1]


@given(st.text(alphabet="abcehijkoqsuvwxyzžčšëöûı'", max_size=60))
def test_there_are_never_too_many_readings(word: str) -> None:
    proofs, everything = readings(word)
    assert proofs <= everything
    # Proofs are also read with е for о and э for е; then there are hints, and those of Kazakh letters.
    assert len(everything) <= (2 * 2 + 1 + 1) * MOST_READINGS


def test_homoglyphs_only_where_the_whole_word_looks_so() -> None:
    assert unify_script("пyтин") == "путин"
    assert unify_script("тoкaeв") == "токаев"
    assert unify_script("mаcrоn") == "macron"
    assert unify_script("ярzеv") == "ярzеv"
    assert unify_script("putin") == "putin"


def test_what_russian_print_makes_of_kazakh_vowels_is_a_hint() -> None:
    for kazakh, russian in [("қонаев", "кунаев"), ("нұртілеу", "нуртлеу"), ("nūrtıleu", "нуртлеу")]:
        assert not readings(kazakh)[0] & readings(russian)[0]
        assert readings(kazakh)[1] & readings(russian)[0]


def test_given_names_that_are_one() -> None:
    assert "владимир" in spellings("володимир")
    assert "алина" not in spellings("алена")
    assert spellings("каират") == {"каират"}
