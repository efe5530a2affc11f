"""A passage must not split a word; a capital within a Cyrillic word begins another one."""

import pytest

from kzclaims.language.quotes.boundaries import whole_words
from kzclaims.language.quotes.normalise import Span


@pytest.mark.parametrize(
    ("text", "exact", "is_whole"),
    [
        ("Гроза пришла в областьАким уехал", "Аким уехал", True),
        ("Гроза пришла в областьАким уехал", "Гроза пришла в область", True),
        ("Гроза пришла", "роза пришла", False),
        ("Гроза пришла", "Гроза приш", False),
        ("ГРОЗА ПРИШЛА", "РОЗА ПРИШЛА", False),
        ("The MacDonald farm", "Donald farm", False),
    ],
)
def test_a_capital_begins_a_word(text: str, exact: str, is_whole: bool) -> None:
    start = text.index(exact)
    span = Span(start, start + len(exact))
    assert (whole_words(text, span) == span) is is_whole
