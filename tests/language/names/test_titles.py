"""A title is separated from a name only where the printed words prove it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kzclaims.language.names import titles

PRINTED = [
    "Vladimir Putin", "Dmitry Peskov", "Dmitry Medvedev", "Ivan Petrov", "Svetlana Orlova", "Maria Petrova",
    "Sanusi Barkindo", "Vladimir Potanin", "Vladimir Zhirinovsky", "Mikhail Mishustin",
    "President of Russia Vladimir Putin", "President of Russia Dmitry Medvedev", "Prime Minister Dmitry Medvedev",
    "Prime Minister Mikhail Mishustin", "Governor of Vladimir Region Svetlana Orlova",
    "World’s first cosmonaut Maria Petrova",
]  # fmt: skip


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Vladimir Putin", "Vladimir Putin"),
        ("V. Putin", "V. Putin"),
        ("Владимир Путин", "Владимир Путин"),
        ("President of Russia Vladimir Putin", "Vladimir Putin"),
        ("Prime Minister Dmitry Medvedev", "Dmitry Medvedev"),
        ("Governor of Vladimir Region Svetlana Orlova", "Svetlana Orlova"),
        ("Vladimir Potanin", "Vladimir Potanin"),
        ("Press Secretary of the President of Russia Dmitry Peskov", "Dmitry Peskov"),
        ("Rosatom CEO Ivan Petrov", "Ivan Petrov"),
        ("Senator Grace Adeyemi", "Grace Adeyemi"),
        ("Dr. Lena Brandt", "Lena Brandt"),
        ("Премьер-министр Олжас Бектенов", "Олжас Бектенов"),
        ("Министра обороны Ивана Громова", "Ивана Громова"),
        ("Ivan Petrov Jr.", "Ivan Petrov Jr."),
        ("Ivan Petrov, Sr.", "Ivan Petrov, Sr."),
        ("TJ Marlow", "TJ Marlow"),
        # What is not certain is nobody's name.
        ("President of Belarus Alexander Lukashenko", None),
        ("President Putin", None),
        ("Aide to Vladimir Putin", None),
        ("Mother of Ivan Petrov", None),
        ("Spokesman for President of Russia Vladimir Putin", None),
        ("Mohammed Sanusi Barkindo", None),
        ("Anna Maria Petrova", None),
        ("Prince Rogers Nelson", None),
        ("Dmitry, Moscow", None),
        ("Question", None),
        ("Call centre operator", None),
        ("DEPUTY CHIEF OF STAFF DMITRY PESKOV", None),
        ("", None),
        ("a " * 1000, None),
    ],
)
def test_split(printed: str, name: str | None) -> None:
    assert titles.split([*PRINTED, printed])[printed] == name


def test_a_recorded_name_proves_what_the_file_does_not() -> None:
    printed = "President of Belarus Alexander Lukashenko"
    assert titles.split([printed], {"Alexander Lukashenko"})[printed] == "Alexander Lukashenko"
    assert titles.split(["Mohammed Sanusi Barkindo"], {"Mohammed Sanusi Barkindo"}) == {
        "Mohammed Sanusi Barkindo": "Mohammed Sanusi Barkindo"
    }


@given(st.lists(st.text("АаBb .,-'’\u0301", max_size=20) | st.sampled_from(PRINTED)))
def test_a_name_is_the_end_of_what_is_printed_and_the_order_does_not_matter(printed: list[str]) -> None:
    found = titles.split(printed)
    assert found.keys() == set(printed)
    for text, name in found.items():
        assert name is None or (name and " ".join(text.split()).endswith(" ".join(name.split())))
    assert titles.split(printed[::-1]) == found


@pytest.mark.parametrize(
    ("text", "is_name"),
    [
        ("Anna Petrova", True), ("A. B. Petrova", True), ("Alexander Van der Bellen", True), ("Feng Shaolai", True),
        ("Ebtesam al-Ketbi", True), ("Касым-Жомарт Токаев", True), ("John O’Brien", True), ("Petrova", False),
        ("anna petrova", False), ("Phone call", False), ("barack-obama", False), ("A B C D E", False),
        ("NBC News", False),
        ("Room 5", False), ("", False), ("TJ Marlow", True), ("Harry Whitfield Jr.", True), ("Prince Harry", True),
        ("Health Ministry", False), ("The Evening Herald", False), ("Министерство труда", False),
        ("Иван Рыбин мл.", True), ("King Oswin II of Norland", False),
        ("President Putin", False), ("Фонд Дружба", False), ("Minister Lavrov", False),
    ],
)  # fmt: skip
def test_is_name(text: str, is_name: bool) -> None:
    assert titles.is_name(text) == is_name


@pytest.mark.parametrize(
    ("text", "is_mononym"),
    [("Zemfira", True), ("Тимати", True), ("Reuters", False), ("President", False), ("moderator", False), ("", False)],
)
def test_is_mononym(text: str, is_mononym: bool) -> None:
    assert titles.is_mononym(text) == is_mononym
