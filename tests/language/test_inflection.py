import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kzclaims.language.inflection.words import MAX_FORMS, MAX_LENGTH, Expansion, expand, normalise, spellings

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
def test_russian_forms(asked: str, printed: list[str]) -> None:
    assert set(printed) <= set(expand(asked).words)


@pytest.mark.parametrize("asked", ["Токаев", "токаев", "Токаева", "токаеву", "ТОКАЕВЫМ"])
def test_a_surname_that_the_dictionary_takes_for_wine(asked: str) -> None:
    assert {"токаев", "токаева", "токаеву", "токаевым", "токаеве"} <= set(expand(asked).words)


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
def test_other_words_are_not_forms(asked: str, other: str) -> None:
    assert other not in expand(asked).words


def test_a_capital_letter_tells_a_surname_from_a_noun() -> None:
    assert {"волк", "волкова"} <= set(expand("волков").words)
    assert "волк" not in expand("Волков").words
    assert {"журналисты", "журналист"} <= set(expand("Журналистов").words)
    assert "город" in expand("Городов").words


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
    assert {"ёлки", "елки", "ёлкам", "елкам"} <= set(expand("елка").words)


def test_forms_as_the_tokenizer_drops_their_breves() -> None:
    assert "краи" in expand("край").words


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
def test_kazakh_and_ukrainian_words_become_prefixes(asked: str, prefixes: tuple[str, ...]) -> None:
    assert expand(asked).words[0] == asked.lower()
    assert expand(asked).prefixes == prefixes


@pytest.mark.parametrize("asked", ["2023", "24.kz", "", "日本"])
def test_other_tokens_have_no_forms(asked: str) -> None:
    assert expand(asked) == Expansion((asked.lower(),))


@pytest.mark.parametrize("asked", ["кто-" * 50 + "то", "а" * 10_000, "мы" * 30])
def test_very_long_words_have_no_forms(asked: str) -> None:
    assert expand(asked).words == (asked,)


@given(CYRILLIC)
def test_the_typed_word_comes_first_and_forms_are_lower_case_and_few(word: str) -> None:
    found = expand(word)
    assert found.words[0] == normalise(word).lower()
    assert len(set(found.words)) == len(found.words) <= MAX_FORMS
    assert all(form == form.lower() for form in found.words + found.prefixes)
    assert all(found.words[0][:1] or not prefix for prefix in found.prefixes)
    assert len(word) <= MAX_LENGTH or not found.words[MAX_FORMS:]


@given(st.text())
def test_any_text_can_be_expanded(word: str) -> None:
    assert expand(word).words


@given(st.text())
def test_normalising_twice_is_normalising_once(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
    assert normalise(unicodedata.normalize("NFD", text)) == normalise(text)


def test_no_dictionary_is_loaded_for_latin_words() -> None:
    code = (
        "import sys; from kzclaims.language.inflection.words import expand; expand('Olevsky');"
        "print('pymorphy3' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("child", "children"),
        ("men", "man"),
        ("women", "woman"),
        ("went", "going"),
        ("say", "said"),
        ("bought", "buys"),
        ("hoping", "hoped"),
        ("stopped", "stopping"),
        ("travelled", "traveling"),
        ("countries", "country"),
        ("carry", "carried"),
        ("crisis", "crises"),
        ("thought", "thoughts"),
        ("big", "bigger"),
        ("agreed", "agree"),
        ("buildings", "building"),
    ],
)
def test_english_forms(typed: str, printed: str) -> None:
    assert printed in expand(typed).words
    assert typed in expand(printed).words


@pytest.mark.parametrize(
    ("typed", "other"),
    [("new", "news"), ("hope", "hopping"), ("even", "evening"), ("it", "its"), ("fee", "feed"), ("us", "uses")],
)
def test_english_words_that_only_look_related(typed: str, other: str) -> None:
    assert other not in expand(typed).words
    assert typed not in expand(other).words
