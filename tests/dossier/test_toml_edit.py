"""Tests of changes to single values of a dossier."""

import difflib
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from kzclaims.dossier.records import RECORD_TYPES
from kzclaims.dossier.toml_edit import read, with_value, without_value
from kzclaims.dossier.toml_lines import Places, header_places
from kzclaims.dossier.validation import Path
from kzclaims.errors import InputError
from tests.databases import seed_files

PERSON = """\
[[people]]  # the first one
key = "a"   # never changed
name = 'Ann'
lang = "en"
names = [
  { text = "Анна", lang = "ru" },  # as in the passport
  { text = "A.", lang = "en" },
]

[[people.roles]]
title = "Mayor"
lang = "en"
# since spring
citations = [{ source = "s", exact = "Mayor Ann" }]

# The next record is about somebody else.
"""
FIELDS = RECORD_TYPES["people"].__struct_fields__


def changed(path: Path, value: Any, text: str = PERSON) -> list[str]:
    """Return the changed lines of a diff, after a check that the value is there."""
    new = with_value(text, ("people", 0, *path), value, FIELDS)
    found: Any = read(new)["people"][0]
    for step in path:
        found = found[step]
    assert found == value
    return lines(text, new)


def lines(old: str, new: str) -> list[str]:
    return [line for line in difflib.ndiff(old.splitlines(), new.splitlines()) if line[0] in "+-"]


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (("name",), "Anna", ["- name = 'Ann'", "+ name = 'Anna'"]),
        (("name",), "Ann O'", ["- name = 'Ann'", '+ name = "Ann O\'"']),
        (("description",), "a mayor", ['+ description = "a mayor"']),
        (("key",), "b", ['- key = "a"   # never changed', '+ key = "b"   # never changed']),
        (("names", 2), {"text": "An", "lang": "en"}, ['+   { text = "An", lang = "en" },']),
        (("roles", 0, "held"), "2020", ['+ held = "2020"']),
        (("merged",), ["x", "y"], ['+ merged = ["x", "y"]']),
    ],
)
def test_a_change_concerns_the_lines_of_its_field_only(path: Path, value: Any, expected: list[str]) -> None:
    assert changed(path, value) == expected


def test_a_field_of_a_part_in_one_line() -> None:
    found = changed(("names", 0, "kind"), "as printed")
    assert found == [
        '-   { text = "Анна", lang = "ru" },  # as in the passport',
        '+   { text = "Анна", lang = "ru", kind = "as printed" },  # as in the passport',
    ]


def test_a_list_changes_where_it_differs() -> None:
    names = [{"text": "Анна", "lang": "ru"}, {"text": "Annie", "lang": "en"}, {"text": "B", "lang": "en"}]
    found = changed(("names",), names)
    assert sorted(line[0] for line in found) == ["+", "+", "-"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("names", 0), ['-   { text = "Анна", lang = "ru" },  # as in the passport']),
        (("lang",), ['- lang = "en"']),
        (("roles", 0, "citations", 0, "exact"), None),
        (("roles", 0), None),
    ],
)
def test_values_are_removed(path: Path, expected: list[str] | None) -> None:
    new = without_value(PERSON, ("people", 0, *path))
    if expected is not None:
        assert lines(PERSON, new) == expected
    assert "The next record" in new


def test_an_empty_list_goes_with_its_field() -> None:
    new = without_value(PERSON, ("people", 0, "roles", 0, "citations", 0))
    assert "citations" not in new
    assert "since spring" in new


def test_a_further_table_follows_the_others_of_its_list() -> None:
    role = {"title": "Deputy", "lang": "en", "citations": [{"source": "s", "exact": "x" * 130}]}
    new = with_value(PERSON, ("people", 0, "roles", 1), role)
    assert read(new)["people"][0]["roles"][1] == role
    assert new.index("Deputy") < new.index("The next record")


def test_texts_of_several_lines() -> None:
    assert changed(("description",), 'one\n"""two"""\\\n')
    assert changed(("description",), "three", with_value(PERSON, ("people", 0, "description"), "one\ntwo"))


def test_a_layout_that_allows_no_change_is_refused() -> None:
    with pytest.raises(InputError, match="editor"):
        with_value('people = [{ key = "a", name.first = "b" }]\n', ("people", 0, "name"), float("nan"))


def test_headers_in_texts_are_none() -> None:
    text = 'a = """\n[[people]]\n"""\nb = [\n  [1],\n]\n# [[x]]\n[[people]]\nc = \'[[d]]\'\n'
    assert [text[place:].splitlines()[0] for place in header_places(text)] == ["[[people]]"]


def leaves(value: Any, path: Path) -> Iterator[Path]:
    """Yield the paths of all texts and numbers."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from leaves(one, (*path, name))
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from leaves(one, (*path, index))
    else:
        yield path


def test_in_the_seed_an_edit_changes_only_the_lines_of_its_field() -> None:
    for file in seed_files():
        text = file.read_text(encoding="utf-8")
        starts = [place for place in header_places(text) if "." not in text[place : text.index("]", place)]]
        for start, end in pairwise([*starts, len(text)]):
            record = text[start:end]
            for path in leaves(read(record), ()):
                value = Places(record).values[path]
                new = with_value(record, path, "other words")
                same = len(record) - value.end
                assert (new[: value.start], new[len(new) - same :]) == (record[: value.start], record[value.end :])
