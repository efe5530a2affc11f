"""Only documented errors come out of any input; ``python -m tests.fuzzing`` tries far more of them."""

import contextlib
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kzclaims.errors import KzclaimsError
from kzclaims.store.database.database import Database
from tests.fuzzing.targets import TARGETS, prepared


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    with prepared() as made:
        yield made


def mutated(seeds: list[bytes]) -> st.SearchStrategy[bytes]:
    """Generate any bytes, or a good input with a part replaced."""
    pieces = st.binary(max_size=20) | st.text(max_size=10).map(lambda text: text.encode(errors="surrogatepass"))
    cut = st.tuples(st.sampled_from(seeds), st.floats(0, 1), st.integers(0, 10), pieces)
    return st.binary(max_size=200) | cut.map(
        lambda one: one[0][: (at := int(one[1] * len(one[0])))] + one[3] + one[0][at + one[2] :]
    )


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_only_documented_errors_come_out(name: str, database: Database, data: st.DataObject) -> None:
    target = TARGETS[name]
    with contextlib.suppress(KzclaimsError):
        target.take(data.draw(mutated(target.seeds)), database)


FOUND = [
    ("dossier", b"[[statements]]\nspeaker = 4"),
    ("dossier", b"[[people]]\n" + b".".join([b"a"] * 190) + b" = 1"),
    ("dossier", b"a = " + b"9" * 65_000),
    ("dossier", b"a = " + b"9" * 65_000 + b"-01-01"),
    ("dossier", b"[[people]]\nkey = 0x" + b"f" * 65_000),
    ("dossier", b'[[topics]]\nkey = "a\\n"\nname = "A"'),
    ("records", b'{"type": "topic", "key": "k\\n", "name": "x"}'),
    (
        "records",
        b'{"type": "source", "key": "a", "title": "x", "lang": "ru"}\n'
        b'{"type": "statement", "key": "s", "text": "x", "kind": "indirect", "lang": "ru",'
        b' "appearances": [{"source": "a", "exact": "x", "position": 9223372036854775808}]}',
    ),
    ("objects", b"a." * 1500 + b'a\n{"a": ' + b'{"a": ' * 900 + b"1" + b"}" * 901),
    ("table", b"\x00text,speaker,said,url\nt,\xff Brook,,\nt,,,https://\xff\n"),
    ("table", b"\x05\xec" + bytes(66) + b"\x9c\xf5p\xc4\x9a\xf5\xddf"),
    ("mapping", b"a = " + b"[" * 100_000),
    ("mapping", b"a = " + b"9" * 65_000),
    ("mapping", b"a." * 100_000 + b"a = 1"),
    ("date", b"2023\n%d.%d.%Y"),
    ("name", b"\xff Brook\nAda"),
    ("name", b"a\n "),
]
"""Inputs that raised other errors once."""


@pytest.mark.parametrize(("name", "data"), FOUND)
def test_inputs_that_failed_once_raise_only_documented_errors(name: str, data: bytes, database: Database) -> None:
    with contextlib.suppress(KzclaimsError):
        TARGETS[name].take(data, database)


def test_quotations_of_nested_brackets_take_linear_time() -> None:
    from kzclaims.language.quotes.normalise import normalise

    nested = "[" * 200_000 + "…" + "]" * 200_000
    assert normalise(f"a {nested} b") == f"a {nested} b"
    assert normalise("a [[…]] b") == "a…b"


def test_a_passage_too_long_to_compare_is_found_all_the_same() -> None:
    from kzclaims.language.quotes.match import match
    from kzclaims.language.quotes.text import Text

    words = "Он не сказал этого. " * 10_000
    text = Text(f"Начало. {words}Конец.")
    assert match(text, words).found
    assert match(text, f"{words} И ещё.").status == "not found"
