"""People whom a table creates: written together, and found as if each had been written at once."""

from itertools import product

import pytest

from kzclaims.language.names.similarity import NearNames, is_near_spelling

NAMES = ("Тимур Олевский", "Тимур Алевский", "Тимур Олевски", "Тимур Олвеский", "Timur Olevsky", "Zemfira", "Zemfirra")


@pytest.mark.parametrize(("name", "recorded"), list(product(NAMES, NAMES)))
def test_no_near_spelling_is_excluded(name: str, recorded: str) -> None:
    if is_near_spelling(name, recorded):
        assert NearNames([recorded]).may_include(name)


def test_other_names_are_excluded() -> None:
    assert not NearNames(NAMES).may_include("Тимур Павловский")
    assert not NearNames(NAMES).may_include("Роман Олевский")
    assert any(is_near_spelling(*pair) for pair in product(NAMES, NAMES))
