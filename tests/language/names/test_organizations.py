"""Organizations and groups are distinguished from people, and no real name is refused for a word that may be one."""

import pytest

from kzclaims.language.names.organizations import is_organization
from kzclaims.language.names.titles import is_mononym, is_name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Labour Ministry", True), ("The Courier", True), ("Агентство новостей", True), ("Партія зелених", True),
        ("Acme Corp", True), ("Theo Bank", True), ("Anna Petrova", False), ("Theodora Lund", False),
        ("Банкир Петров", False), ("Пресняков Иван", False), ("Le Matin", True), ("Der Bote", True), ("Le Minh", False),
        ("Norland Airways", True), ("Northern Motors", True), ("Верский и партнёры Холдинг", True),
        ("Сельхозбанк", True), ("Городская дума", True), ("Қала әкімдігі", True), ("ФК Верск", True),
        ("Goldman Sachs", True), ("Emily Post", False), ("Margaret Court", False), ("Virginia Court", True),
        ("Christian Post", True), ("Наполеон Орда", False), ("Джейн Эйр", False), ("Антон Радионов", False),
        ("Инна Газетина", False), ("Союз журналистов", True), ("Радио Радионов", True),
    ],
)  # fmt: skip
def test_is_organization(text: str, expected: bool) -> None:
    assert is_organization(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Эхо Москвы", "Честная Россия", "Эйр Астана", "Avia Almaty", "Islamic Front", "National Choir",
        "Kazakh Officials", "Жители Верска", "Ученые Верска", "Қала тұрғындары", "Norland Spokesperson",
        "Ukrainian Soldiers", "Verskisches Landesamt", "Neue Wiesenzeitung", "Mairie de Versk", "Banco Verde",
        "Conseil d'Orient", "Halk Ajansı", "Eğitim Bakanlığı", "Partito Verde", "Urząd Versk", "Полк Рубеж",
        "Кабинет Верска",
        "New Norland", "North Norland", "San Diego", "Norland Airport", "Border Riders",
        "Международная амнистия", "საქართველოს პარლამენტი",
    ],
)  # fmt: skip
def test_groups_and_institutions_are_no_people(text: str) -> None:
    assert not is_name(text)


@pytest.mark.parametrize(
    "text",
    [
        "Урсула фон дер Линде", "Amina wa Kamau", "María Teresa Lunes de la Cruz", "Рашид Акиф оглы Мамедов",
        "Мамедов Рашид Акиф оглы", "Харун ар-Рашид", "ნინო ბერიძე", "Emily Post", "Nico Le Brun", "Jón Th. Lundsson",
        "Luc d'Argent", "Dana al-Amin",
        "Klaus Amtmann", "Karin Bahnsen", "Uwe Gericke", "Bruno Cour", "Adam West", "Hugo Street", "Norton Hale",
        "Hong Li",
        "Rada Todorović", "Коля Полков", "Клара Кабинетова", "San Yu Lin", "Ali Partisan", "Sandra Westley",
        "Mario Banca",
        "Gʻani Oʻrozov", "Kim Mi-na", "Grace O'Dell", "Karl Berg III", "Жительский Иван", "Kazakhbay Ermekov",
    ],
)  # fmt: skip
def test_real_names_are_not_refused(text: str) -> None:
    assert is_name(text)


@pytest.mark.parametrize(("text", "expected"), [("山田太郎", True), ("김하늘", True), ("김", False), ("амина", False)])
def test_a_name_without_spaces_is_a_mononym(text: str, expected: bool) -> None:
    assert is_mononym(text) == expected
