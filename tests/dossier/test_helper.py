"""The second process gives the results that this one would give."""

from array import array

import msgspec
import pytest

from kzclaims.dossier import helper, jsonl
from kzclaims.dossier.helper import Helper
from kzclaims.language.names.match import NameQuery
from kzclaims.language.quotes.text_hash import hash_text

LINES = [
    b'{"type": "topic", "key": "t", "name": "T"}',
    b'{"type": "topic", "key": "t"}',
    b"not JSON",
    b'{"type": "topic", "key": "t", "name": "a\\u0000b"}',
    None,
]
NAMES = ["Анна Ким", "Kim Anna", "half \ud800"]
TEXTS = ["Слова", "«Other»  words", "half \ud800"]


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(helper, "TASKS_WITHOUT", 0)


def expect_results(one: Helper) -> None:
    assert list(one.check(LINES).result()) == [jsonl.is_plain(line) for line in LINES] == [1, 0, 0, 0, 0]
    for texts in (TEXTS[:2], TEXTS):
        assert list(array("q", one.hash(texts).result())) == list(map(hash_text, texts))
    found = msgspec.msgpack.decode(one.parse(NAMES[:2]).result())
    assert list(map(frozenset, found)) == [NameQuery(name).keys for name in NAMES[:2]]


def test_the_results_are_those_of_this_process() -> None:
    with Helper() as one:
        expect_results(one)
        assert one._process is not None
        assert one._process.poll() is None
    assert one._process.poll() == 0


def test_a_child_that_ends_is_replaced_by_this_process() -> None:
    with Helper() as one:
        one.check(LINES).result()
        assert one._process is not None
        one._process.kill()
        one._process.wait()
        expect_results(one)


def test_without_a_child_this_process_does_the_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    with Helper() as one:
        expect_results(one)
