"""Ukrainian and Kazakh texts: the commonest verbs of speech, and speakers that are certain."""

import pytest

from kzclaims.draft.draft import drafted


def read(text: str, lang: str) -> list[tuple[str, str, str | None]]:
    """Return the kind, the words and the speaker of each statement."""
    return [
        (
            one.said.kind,
            text[one.said.span.start : one.said.span.end],
            None if one.speaker is None else one.speaker.name,
        )
        for one in drafted(text, lang)[1]
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Мер Іван Мельник заявив, що міст закрито.", ("indirect", "міст закрито", "Іван Мельник")),
        ("«Міст закрито на ремонт», — наголосив Іван Мельник.", ("direct", "Міст закрито на ремонт", "Іван Мельник")),
        ("Як повідомив Іван Мельник, міст закрито.", ("indirect", "міст закрито", "Іван Мельник")),
        ("Міст відкриють у квітні, пообіцяв Іван Мельник.", ("indirect", "Міст відкриють у квітні", "Іван Мельник")),
        ("Іван Мельник закликав відкрити міст.", ("indirect", "відкрити міст", "Іван Мельник")),
        ("За словами мера, міст закрито.", ("indirect", "міст закрито", None)),
        ("У мерії повідомили, що міст закрито.", ("indirect", "міст закрито", None)),
        ("Речник Івана Мельника заявив, що міст закрито.", ("indirect", "міст закрито", None)),
        ("Нібито Іван Мельник заявив, що міст закрито.", ("indirect", "міст закрито", None)),
        ("Іван Мельник та Петро Бондар заявили, що міст закрито.", ("indirect", "міст закрито", None)),
        ("«Міст закрито», — сказав Івану Мельнику Петро Бондар.", ("direct", "Міст закрито", None)),
    ],
)
def test_ukrainian(text: str, expected: tuple[str, str, str | None]) -> None:
    assert read(text, "uk") == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Ольга Коваленко приїхала. Адвокат Коваленко заявила, що міст закрито.",
        "Ольга Коваленко приїхала. Речниця Коваленко заявила, що міст закрито.",
        "Адвокат Олександра Бондаря заявила, що міст закрито.",
    ],
)
def test_a_ukrainian_name_after_a_title_may_be_a_genitive(text: str) -> None:
    assert read(text, "uk") == [("indirect", "міст закрито", None)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("«Көпір ескі», – деді Ерлан Сатпаев.", ("direct", "Көпір ескі", "Ерлан Сатпаев")),
        ("«Көпір ескі», – деп атап өтті әкім Ерлан Сатпаев.", ("direct", "Көпір ескі", "Ерлан Сатпаев")),
        ("Ерлан Сатпаев: «Көпір ескі», – деп мәлімдеді.", ("direct", "Көпір ескі", "Ерлан Сатпаев")),
        ("Ерлан Сатпаевтың айтуынша, көпір ескі.", ("indirect", "көпір ескі", "Ерлан Сатпаев")),
        # the name may be the subject of what is said
        ("Ерлан Сатпаев көпірді ашты деп мәлімдеді.", ("indirect", "көпірді ашты", None)),
        ("Ерлан Сатпаев көпірдің ескі екенін айтты.", ("indirect", "көпірдің ескі екенін", None)),
        ("Ерлан Сатпаевтың адвокатының айтуынша, көпір ескі.", ("indirect", "көпір ескі", None)),
        ("«Көпір ескі», – деді Ерлан Сатпаевтың ұлы.", ("direct", "Көпір ескі", None)),
        ("«Көпір ескі», – деді Ерлан Сатпаев пен Марат Оспанов.", ("direct", "Көпір ескі", None)),
    ],
)
def test_kazakh(text: str, expected: tuple[str, str, str | None]) -> None:
    assert read(text, "kk") == [expected]


def test_kazakh_case_forms_are_one_person() -> None:
    text = "Сарапшы Марат Жұмабековтің айтуынша, көпір ескі. «Ақша жоқ», – деді Марат Жұмабеков."
    people = drafted(text, "kk")[0]
    assert [one.name for one in people] == ["Марат Жұмабеков"]
    assert [one[2] for one in read(text, "kk")] == ["Марат Жұмабеков", "Марат Жұмабеков"]
