import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kzclaims.language.inflection import LONGEST, MOST, Term, fold, spellings, term

CYRILLIC = st.text("абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґәғқңөұүһў-", max_size=60)


@pytest.mark.parametrize(
    ("asked", "printed"),
    [
        ("Казахстан", ["казахстана", "казахстану", "казахстаном", "казахстане"]),
        ("санкциями", ["санкция", "санкции", "санкций", "санкциях"]),
        ("зависит", ["зависеть", "зависела", "зависят"]),
        ("человек", ["люди", "людей", "человека"]),
        ("большой", ["большого", "больших", "большая"]),
        ("премьер-министра", ["премьер-министр", "премьер-министром"]),
        ("YouTube-канала", ["youtube-канал", "youtube-каналом"]),
        ("путинизм", ["путинизма", "путинизмом"]),
        ("Олевский", ["олевского", "олевскому", "олевским", "олевском", "олевская"]),
        ("олевского", ["олевский", "олевским"]),
        ("Жапаров", ["жапарова", "жапарову", "жапаровым", "жапарове", "жапаровой"]),
        ("Пескова", ["песков", "пескову", "песковой", "песковы"]),
        ("Мамин", ["мамина", "мамину", "маминым", "мамине"]),
        ("Байденов", ["байден", "байдена", "байденом"]),
        ("Арестович", ["арестовича", "арестовичу", "арестовичем"]),
    ],
)
def test_a_word_stands_for_its_forms(asked: str, printed: list[str]) -> None:
    assert set(printed) <= set(term(asked).words)


@pytest.mark.parametrize("asked", ["Токаев", "токаев", "Токаева", "токаеву", "ТОКАЕВЫМ"])
def test_a_surname_is_found_though_the_dictionary_takes_it_for_wine(asked: str) -> None:
    assert {"токаев", "токаева", "токаеву", "токаевым", "токаеве"} <= set(term(asked).words)


@pytest.mark.parametrize(
    ("asked", "other"),
    [
        ("стали", "сталью"),
        ("Волков", "волк"),
        ("Романов", "романа"),
        ("Пётр", "петров"),
        ("Годов", "годовых"),
        ("Жапарова", "жапар"),
        ("банком", "банкой"),
        ("Казахстан", "казахстанский"),
    ],
)
def test_other_words_stay_out(asked: str, other: str) -> None:
    assert other not in term(asked).words


def test_a_capital_letter_tells_a_surname_from_a_noun() -> None:
    assert {"волк", "волкова"} <= set(term("волков").words)
    assert "волк" not in term("Волков").words
    assert {"журналисты", "журналист"} <= set(term("Журналистов").words)
    assert "город" in term("Городов").words


@pytest.mark.parametrize(
    ("asked", "printed"),
    [
        ("елка", ["елка", "ёлка"]),
        ("ёлка", ["ёлка", "елка"]),
        ("Петр", ["петр", "пётр"]),
        ("путин", ["путин"]),
        ("Пyтин", ["пyтин", "путин"]),
        ("наро\u0301д", ["народ"]),
        ("каза\u00adхстан", ["казахстан"]),
        ("и\u0306од", ["йод"]),
        ("Café", ["café"]),
        ("İstanbul", ["istanbul"]),
    ],
)
def test_spellings(asked: str, printed: list[str]) -> None:
    assert spellings(asked) == tuple(printed)


def test_forms_come_with_yo_and_with_ye() -> None:
    assert {"ёлки", "елки", "ёлкам", "елкам"} <= set(term("елка").words)


def test_a_text_whose_breves_the_tokenizer_drops_is_found() -> None:
    assert "краи" in term("край").words


@pytest.mark.parametrize(
    ("asked", "prefixes"),
    [
        ("Қазақстанның", ("қазақстан", "казакстан")),
        ("президентінің", ("президент",)),
        ("мемлекеттерінде", ("мемлекет",)),
        ("кітап", ("кітап", "кітаб")),
        ("кітабымыз", ("кітаб", "кітап")),
        ("қазақ", ("қазақ", "қазағ", "казак", "казаг")),
        ("України", ("україн",)),
        ("міністрами", ("міністр",)),
        ("залежить", ()),
        ("Астанада", ("астана",)),
        ("Астана", ()),
    ],
)
def test_kazakh_and_ukrainian_words_are_beginnings(asked: str, prefixes: tuple[str, ...]) -> None:
    assert term(asked).words[0] == asked.lower()
    assert term(asked).prefixes == prefixes


@pytest.mark.parametrize("asked", ["Olevsky", "running", "2023", "24.kz", "", "日本"])
def test_what_is_not_cyrillic_stands_as_it_is(asked: str) -> None:
    assert term(asked) == Term((asked.lower(),))


@pytest.mark.parametrize("asked", ["кто-" * 50 + "то", "а" * 10_000, "мы" * 30])
def test_monsters_stand_as_they_are(asked: str) -> None:
    assert term(asked).words == (asked,)


@given(CYRILLIC)
def test_the_word_asked_comes_first_and_forms_are_lower_case_and_few(word: str) -> None:
    found = term(word)
    assert found.words[0] == fold(word).lower()
    assert len(set(found.words)) == len(found.words) <= MOST
    assert all(form == form.lower() for form in found.words + found.prefixes)
    assert all(found.words[0][:1] or not prefix for prefix in found.prefixes)
    assert len(word) <= LONGEST or not found.words[MOST:]


@given(st.text())
def test_any_text_is_a_word(word: str) -> None:
    assert term(word).words


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)


def test_no_dictionary_is_loaded_for_latin_words() -> None:
    code = "import sys, kzclaims.language.inflection as f; f.term('Olevsky'); print('pymorphy3' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
