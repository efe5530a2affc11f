"""Declension of surnames."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kzclaims.language.names.surnames import lemmas, surname_forms

PARADIGMS = {
    "Путин": "Путина Путину Путиным Путине Путиной Путины Путиных Путиными",
    "Токаев": "Токаева Токаеву Токаевым Токаеве Токаевой Токаевы Токаевых",
    "Олевский": "Олевского Олевскому Олевским Олевском Олевская Олевской Олевскую Олевские Олевских",
    "Навальный": "Навального Навальному Навальным Навальном Навальная Навальной Навальную",
    "Толстой": "Толстого Толстому Толстым Толстом Толстая Толстую",
    "Сухой": "Сухого Сухому Сухим Сухом Сухая",
    "Рыжий": "Рыжего Рыжему Рыжим Рыжем Рыжая",
    "Макрон": "Макрона Макрону Макроном Макроне Макроны",
    "Абрамович": "Абрамовича Абрамовичу Абрамовичем Абрамовиче",
    "Дудь": "Дудя Дудю Дудем Дуде",
    "Цой": "Цоя Цою Цоем Цое",
    "Соловей": "Соловья Соловью Соловьем Соловье",
    "Сорока": "Сороки Сороке Сороку Сорокой",
    "Берия": "Берии Берию Берией",
    "Дерипаска": "Дерипаски Дерипаске Дерипаску Дерипаской",
    "Кравец": "Кравца Кравцу Кравцом Кравце",
    "Нурбек": "Нурбека Нурбеку Нурбеком Нурбеке",
    "Смағұлов": "Смағұлова Смағұловым",
    "Шевченко": "Шевченка Шевченкові Шевченком",
    "Зеленський": "Зеленського Зеленському Зеленським Зеленська Зеленської",
    "Путін": "Путіна Путінові Путіним",
}


@pytest.mark.parametrize(("nominative", "forms"), PARADIGMS.items())
def test_every_case_form_is_found_from_the_nominative_and_leads_back(nominative: str, forms: str) -> None:
    written = {form.casefold() for form in forms.split()}
    assert written <= surname_forms(nominative)
    for form in forms.split():
        assert nominative.casefold() in surname_forms(form), form


def test_a_form_with_yo_also_stands_with_ye() -> None:
    assert {"королёв", "королев", "королёва", "королева", "королёвым", "королевым"} <= surname_forms("Королёв")
    assert {"королёва", "королев"} <= surname_forms("Королева")


@pytest.mark.parametrize("word", ["Гюго", "Шойгу", "Седых", "Дюма", "Саакашвили", "Macron", "🙂", "а"])
def test_a_surname_that_does_not_decline_answers_itself(word: str) -> None:
    assert word.casefold() in surname_forms(word)


def test_neighbours_stay_apart() -> None:
    assert "левский" not in surname_forms("Олевский")
    assert "макаронов" not in surname_forms("Макарова")
    assert "макрон" not in surname_forms("Макронов")
    assert "путинцев" not in surname_forms("Путин")


def test_no_word_has_no_forms() -> None:
    assert surname_forms(" ") == frozenset()


def test_a_woman_and_a_man_have_lemmas_of_their_own() -> None:
    assert {lemma.text for lemma in lemmas("путин")} == {"путин"}
    assert {"путина", "путин"} & {lemma.text for lemma in lemmas("путиной")} == {"путина"}
    assert {one.text: "n" in one.cases for one in lemmas("путина")} == {"путин": False, "путина": True}
    assert "олевского" not in {lemma.text for lemma in lemmas("олевского")}


@given(st.text(alphabet="абвгдеёийклмнопрстуцчшыьюяғқіїєʼ-z ", max_size=60))
def test_the_word_itself_is_always_a_form(word: str) -> None:
    forms = surname_forms(word)
    assert not word.strip() or word.strip().casefold() in forms
    assert len(forms) < 500
    assert all(form == form.casefold() for form in forms)


def test_a_very_long_word_is_no_surname() -> None:
    assert len(surname_forms("а" * 10_000)) == 1
