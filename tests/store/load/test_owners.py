"""A key never changes its owner."""

import pytest

from kzclaims.errors import InputError
from tests.store.loading import BASE, Loads


def renamed(name: str) -> str:
    return f'[[people]]\nkey = "anna"\nname = "{name}"\nlang = "ru"\n'


@pytest.mark.parametrize("name", ["Борис Ким", "Boris Kim", "Мария Иванова"])
def test_an_unrelated_name_is_refused(loads: Loads, name: str) -> None:
    loads(BASE)
    with pytest.raises(InputError) as raised:
        loads(renamed(name), "other")
    (hint,) = raised.value.hints
    assert "Анна Петрова" in hint
    assert name in hint
    assert loads(renamed(name), "other", rename={"anna"}).counts["people"].changed == 1


@pytest.mark.parametrize("name", ["Анна Иванова", "Anna Petrova", "Петрова Анна Сергеевна", "А. Петрова"])
def test_another_name_of_the_same_person_is_taken(loads: Loads, name: str) -> None:
    loads(BASE)
    assert loads(renamed(name)).counts["people"].changed == 1


def test_a_name_among_the_further_names_relates_them(loads: Loads) -> None:
    loads(BASE)
    names = 'names = [{ text = "Анна Петрова", lang = "ru" }]\n'
    assert loads(renamed("Мария Ким") + names).counts["people"].changed == 1
