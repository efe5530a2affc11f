import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kzclaims.language.inflection.words import LANGUAGES, MAX_FORMS, Language, expand, normalise, spellings

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
    assert set(printed) <= set(expand(asked, "ru"))


@pytest.mark.parametrize("asked", ["Токаев", "токаев", "Токаева", "токаеву", "ТОКАЕВЫМ"])
def test_a_surname_that_the_dictionary_takes_for_wine(asked: str) -> None:
    assert {"токаев", "токаева", "токаеву", "токаевым", "токаеве"} <= set(expand(asked, "ru"))


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
        ("война", "воин"),
        ("Казахстан", "казахстанский"),
    ],
)
def test_other_words_are_not_forms(asked: str, other: str) -> None:
    assert other not in expand(asked, "ru")


@pytest.mark.parametrize(
    ("asked", "other"),
    [
        ("стати", "стаття"),
        ("поріг", "порода"),
        ("рік", "річка"),
        ("пити", "питати"),
        ("земля", "землетрус"),
        ("стояти", "стіл"),
        ("закрити", "закрут"),
    ],
)
def test_other_ukrainian_words_are_not_forms(asked: str, other: str) -> None:
    assert other not in expand(asked, "uk")
    assert asked not in expand(other, "uk")


def test_a_capital_letter_tells_a_surname_from_a_noun() -> None:
    assert {"волк", "волкова"} <= set(expand("волков", "ru"))
    assert "волк" not in expand("Волков", "ru")
    assert {"журналисты", "журналист"} <= set(expand("Журналистов", "ru"))
    assert "город" in expand("Городов", "ru")


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
        ("ıst", ["ıst", "ist"]),
        ("об’єкт", ["об’єкт", "об'єкт", "обʼєкт"]),
        ("Çılgın", ["çılgın", "çilgin", "çilgın", "çılgin"]),
    ],
)
def test_spellings(asked: str, printed: list[str]) -> None:
    assert spellings(asked) == tuple(printed)


def test_forms_come_with_yo_and_with_ye() -> None:
    assert {"ёлки", "елки", "ёлкам", "елкам"} <= set(expand("елка", "ru"))


def test_forms_as_the_tokenizer_drops_their_breves() -> None:
    assert "краи" in expand("край", "ru")


@pytest.mark.parametrize(
    "typed",
    ["аким", "акимы", "акимов", "акимам", "акимах"],
)
def test_a_title_that_the_dictionary_takes_for_a_given_name(typed: str) -> None:
    assert {"аким", "акима", "акимом", "акимы", "акимов", "акимами"} <= set(expand(typed, "ru"))


KAZAKH = {
    "мектеп": "мектептің мектепке мектебі мектебінде мектептер мектептеріміз мектептегі мектебіндегі мектеппен",
    "президент": "президенттің президентке президенті президентіне президенттер президенттерден",
    "халық": "халықтың халқы халқымыз халқына халықтар",
    "қала": "қаланың қалаға қаласы қаласында қаласындағы қалаларда қаламызға",
    "заң": "заңның заңға заңды заңнан заңдар заңдарын",
    "айту": "айтты айтқан айтады айтып айтпайды айтуға",
    "шығу": "шықты шыққан шығады шығып шықпады",
    "шабу": "шапты шапқан шабады шауып",
    "тану": "таныды таныған таниды танып",
    "кезу": "кезді кезбеді кезген",
    "қорғау": "қорғады қорғаған қорғайды қорғамады",
    "танк": "танкке танктің танкі",
    "жою": "жойды жояды жойып жойған",
    "бару": "барамын барамыз",
    "оқу": "оқып оқыды",
}
UKRAINIAN = {
    "депутат": "депутата депутату депутатові депутатом депутати депутатів депутатах",
    "уряд": "уряду урядові урядом уряди урядів",
    "рік": "року роком році роки років",
    "Київ": "Києва Києву Києвом Києві",
    "українець": "українця українцем українці українців",
    "країна": "країни країні країну країною країн країнам",
    "політика": "політики політиці політику політик",
    "незалежність": "незалежності незалежністю",
    "ніч": "ночі ніччю ночей",
    "слово": "слова словом слів словах",
    "питання": "питанню питанням питань",
    "український": "українського українською українські українськими",
    "писати": "пишу пише пишуть писав писала",
    "працювати": "працює працюють працювала",
    "зустрічатися": "зустрічається зустрічався зустрічалась",
    "кров": "крові кров’ю",
    "киянин": "киянина киянином кияни киян киянам",
    "льон": "льону льоном",
    "кінь": "коня кіньми коней",
    "об'єкт": "об’єкта об'єктом обʼєкти",
    "допомогти": "допоможе допоможуть допоміг допомогла",
    "стерегти": "стереже стеріг стерегла",
    "утекти": "утече утік утекла",
    "виїхати": "виїде виїхав виїдуть",
    "знайти": "знайде знайшов знайшла",
    "віддати": "віддасть віддадуть віддав",
    "розпочати": "розпочне розпочав",
    "боятися": "боїться боялися бояться",
    "сидіти": "сиджу сидить",
    "воювати": "воює воював",
    "ягня": "ягняти ягнята ягнят",
    "шість": "шести шістьма",
}


@pytest.mark.parametrize(("language", "paradigms"), [("kk", KAZAKH), ("uk", UKRAINIAN)])
def test_kazakh_and_ukrainian_forms(language: Language, paradigms: dict[str, str]) -> None:
    for lemma, forms in paradigms.items():
        for form in forms.split():
            assert form.lower().replace("’", "'") in expand(lemma, language), (lemma, form)
            assert lemma.lower() in expand(form, language), (form, lemma)


@pytest.mark.parametrize(
    ("typed", "other", "language"),
    [
        ("қалам", "қала", "kk"),
        ("міста", "мости", "uk"),
        ("рік", "рука", "uk"),
        ("рік", "рок", "uk"),
        ("Алматы", "алды", "kk"),
        ("уряд", "урядовий", "uk"),
        ("депутат", "депутаттық", "kk"),
    ],
)
def test_words_that_only_look_related(typed: str, other: str, language: Language) -> None:
    assert other not in expand(typed, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("asked", ["2023", "24.kz", "", "日本"])
def test_other_tokens_have_no_forms(asked: str, language: Language) -> None:
    assert expand(asked, language) == (asked.lower(),)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("asked", ["кто-" * 50 + "то", "а" * 10_000, "мы" * 30, "s" * 10_000])
def test_very_long_words_have_no_forms(asked: str, language: Language) -> None:
    assert expand(asked, language) == (asked,)


@given(CYRILLIC, st.sampled_from(LANGUAGES))
def test_the_typed_word_comes_first_and_forms_are_lower_case_and_few(word: str, language: Language) -> None:
    found = expand(word, language)
    assert found[0] == normalise(word).lower()
    assert len(set(found)) == len(found) <= MAX_FORMS
    assert all(form == form.lower() for form in found)


@given(st.text(), st.sampled_from(LANGUAGES))
def test_any_text_can_be_expanded(word: str, language: Language) -> None:
    assert expand(word, language)


@given(st.text())
def test_normalising_twice_is_normalising_once(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
    assert normalise(unicodedata.normalize("NFD", text)) == normalise(text)


def test_no_dictionary_is_loaded_for_latin_words() -> None:
    code = (
        "import sys; from kzclaims.language.inflection.words import expand; expand('Olevsky', 'ru');"
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
        ("free", "freest"),
        ("agreed", "agree"),
        ("buildings", "building"),
    ],
)
def test_english_forms(typed: str, printed: str) -> None:
    assert printed in expand(typed, "en")
    assert typed in expand(printed, "en")


@pytest.mark.parametrize(
    ("typed", "other"),
    [("new", "news"), ("hope", "hopping"), ("even", "evening"), ("it", "its"), ("fee", "feed"), ("us", "uses")],
)
def test_english_words_that_only_look_related(typed: str, other: str) -> None:
    assert other not in expand(typed, "en")
    assert typed not in expand(other, "en")
