"""People named in a text are found under one name in the nominative; places and companies are not people."""

import pytest

from kzclaims.draft.draft import drafted


def names(text: str) -> list[str]:
    return [one.name for one in drafted(text)[0]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Врач Ерлан Сатпаев уехал.", ["Ерлан Сатпаев"]),
        ("Школу назвали в честь Ерлана Сатпаева.", ["Ерлан Сатпаев"]),
        ("Пришла Гульнара Оспанова, а с ней Марат Оспанов.", ["Гульнара Оспанова", "Марат Оспанов"]),
        ("Об этом знает Касым-Жомарт Сатпаев.", ["Касым-Жомарт Сатпаев"]),
        ("Слово взял Пётр Ильич Гордеев.", ["Пётр Ильич Гордеев"]),
        ("Там живёт А. Гордеев.", ["А. Гордеев"]),
        ("Директора Ивана Гордеева спросили. Гордеев молчал. О Гордееве забыли.", ["Иван Гордеев"]),
        ("Он жил в Нижнем Новгороде, затем в Северо-Казахстанской области.", []),
        ("Завод «Иван Гордеев» закрыт.", []),
        ("Министерство обороны и Верховный суд спорят.", []),
        ("Утром Гульнара пришла первой.", ["Гульнара"]),
    ],
)
def test_names(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_forms_and_titles_are_kept() -> None:
    text = "Мэр города Ерлан Сатпаев выступил. Затем спросили Ерлана Сатпаева, бывшего учителя."
    (person,) = drafted(text)[0]
    assert list(person.forms) == ["Ерлан Сатпаев", "Ерлана Сатпаева"]
    assert person.roles == {"мэр": "Мэр города", "учитель": "учителя"}
