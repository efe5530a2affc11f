"""Dossiers are read with the line of every field, and everything wrong with them at once."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kzclaims.dossier import toml_reader as toml
from kzclaims.dossier.records import KEY_PATTERN, Event, Organization, Person
from kzclaims.dossier.toml_lines import lines_of


def problems(folder: Path, text: str | bytes) -> list[str]:
    path = folder / "x.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return [str(problem).removeprefix(str(path)) for problem in sorted(toml.read(path).problems)]


PERSON = '[[people]]\nkey = "anna"\nname = "Анна"\nlang = "ru"\n'
SOURCE = '[[sources]]\nkey = "paper"\ntitle = "T"\nlang = "ru"\n'
STATEMENT = '[[statements]]\nkey = "s"\nkind = "direct"\ntext = "a b"\nlang = "ru"\n'


def test_a_valid_dossier_has_no_problems(tmp_path: Path) -> None:
    assert problems(tmp_path, PERSON + SOURCE) == []
    dossier = toml.read(tmp_path / "x.toml")
    assert (dossier.key, [one.record.key for one in dossier.records]) == ("x", ["anna", "paper"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[[people]]\nkey = 1\n", ":2: person: key: the number 1 is not valid; write a short permanent name"),
        ("[[people]]\nkey = 1\n", ":1: person: lang: is missing"),
        ("people = 1", ":1: people: should be a list of tables; write each as [[people]]"),
        ("[people]\nkey = 'a'", ":1: people: should be a list of tables; write each as [[people]]"),
        ("people = [1]", ":1: person: should be a table with the fields of a person, not the number 1"),
        (PERSON + "names = 1", ":5: person “anna”: names: should be a list, not the number 1; write it in [ ]"),
        (PERSON + "names = [1]", ":5: person “anna”: names[0]: should be a table with the fields of a name"),
        (PERSON + "nmae = 1", ":5: person “anna”: nmae: there is no such field; did you mean name?"),
        (PERSON + "zzz = 1", "there is no such field; use one of: name, lang, description"),
        (PERSON + "description = true", "the truth value true is not valid"),
        (PERSON + "description = 1.5", "the number 1.5 is not valid"),
        (PERSON + "description = {}", "a table is not valid"),
        (PERSON + "description = []", "a list is not valid"),
        (PERSON + 'description = "\\u0000"', "contains a NUL character"),
        (PERSON + 'names = [{ text = "Анна", lang = "ru" }]', "names[0]: “Анна” (ru) is given twice; remove one"),
        (PERSON + f'wikidata = "{"Q" * 90}"', f"“{'Q' * 60}…” is not valid"),
        (PERSON + "key = 'anna'", ":5: a field is given twice in this line's table; remove one"),
        (PERSON + "x = ", ":5: this is not TOML: Invalid value"),
        (PERSON + "x = " + "[" * 100_000, "nest too deep"),
        (PERSON + PERSON, ":6: person “anna”: key: is already the key of the one in line 1"),
        (SOURCE + "published = 2023-13-01", "this is not TOML"),
        (SOURCE + 'published = "вчера"', ":5: source “paper”: published: “вчера”: that is not a date in EDTF"),
        (SOURCE + 'published = "{2002..2001}"', ":5: source “paper”: published: “{2002..2001}” ends before it begins"),
        (STATEMENT, "appearances: a statement needs an appearance"),
        (STATEMENT + "appearances = [{source = 'p'}]", "speaker: a direct statement needs a speaker"),
        (
            STATEMENT + "speaker = 'x'\nappearances = [{source = 'p', start = 2, end = 9}]",
            ":7: statement “s”: appearances[0].end: 9 is 7 after start; exact has 3 characters, so it ends at 5",
        ),
        (STATEMENT + "topics = ['a', 'a']", ":6: statement “s”: topics[1]: “a” is given twice"),
        (STATEMENT + "topics = ['A']", ":6: statement “s”: topics[0]: “A” is not valid"),
        (
            STATEMENT.replace("direct", "mixed") + "appearances = [{source = 'p'}]",
            "exact: is missing; a statement of kind",
        ),
        (
            "[[events]]\nkey = 'e'\ntitle = 't'\nlang = 'ru'\nparticipants = [{}]",
            "participants[0]: give a person or an",
        ),
        ("dossier = 5", ":1: dossier: should be a key"),
        (b"\xff" + PERSON.encode(), ":1: byte 0xff is not UTF-8; save the file in UTF-8"),
        ("\x00", "this is not TOML"),
    ],
)
def test_problems_are_reported_with_their_places(tmp_path: Path, text: str | bytes, found: str) -> None:
    said = problems(tmp_path, text)
    assert any(found in problem for problem in said), said


def test_one_mistake_in_the_toml_hides_no_other_problem(tmp_path: Path) -> None:
    text = "x = \n" + PERSON + "a = b\n" + SOURCE + "url = 5\n" + STATEMENT + "topics = [\n"
    said = problems(tmp_path, text)
    assert [problem.split(":")[1] for problem in said] == ["1", "6", "11", "17"]
    dossier = toml.read(tmp_path / "x.toml")
    assert (Person, "anna") in dossier.declared


def test_bad_bytes_are_named_a_few_times(tmp_path: Path) -> None:
    said = problems(tmp_path, b"# \xff\n" * 100)
    assert len(said) == 5


def test_a_byte_order_mark_and_windows_line_ends_are_welcome(tmp_path: Path) -> None:
    assert problems(tmp_path, b"\xef\xbb\xbf" + PERSON.replace("\n", "\r\n").encode()) == []
    said = problems(tmp_path, (PERSON + "x = 1\n").replace("\n", "\r\n"))
    assert said[0].startswith(":5: person “anna”: x:")


def test_dates_of_toml_are_dates(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text("[[events]]\nkey='e'\ntitle='t'\nlang='ru'\ndate = 2023-11-01\n")
    (one,) = toml.read(path).records
    assert isinstance(one.record, Event)
    assert one.record.date == "2023-11-01"


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    assert "cannot be read: No such file" in str(toml.read(tmp_path / "x.toml").problems[0])
    assert "is a folder; name the files in it" in str(toml.read(tmp_path).problems[0])


def test_a_file_name_makes_a_key(tmp_path: Path) -> None:
    keys = set()
    for name in ("claims", "Claims", "досье", "другое досье", "my claims"):
        (tmp_path / f"{name}.toml").write_text("")
        keys.add(toml.read(tmp_path / f"{name}.toml").key)
    assert "claims" in keys
    assert len(keys) == 5
    assert all(re.fullmatch(KEY_PATTERN, key) for key in keys)


def test_lines_of_every_way_to_write_a_table() -> None:
    text = '''# a comment with [brackets] and "quotes"
title = "a" # more
"quoted key" = 'x'
a.b.c = 1
[one]
x = """
two lines with ] and ' and \\"
""""
[one.two]
y = [
  1, # first
  { z = [ 2,
    3 ] },
]
[[many]]
k = \'\'\'
'it''s\'\'\'
[[many.parts]]
p = 2023-11-01
[[many.parts]]
p = { q.r = 1, s = "}" }
[[many]]
[many.only]
last = true'''
    lines = lines_of(text)
    assert tomllib.loads(text)
    expected: dict[tuple[Any, ...], int] = {
        ("title",): 2,
        ("quoted key",): 3,
        ("a", "b", "c"): 4,
        ("one",): 5,
        ("one", "x"): 6,
        ("one", "two"): 9,
        ("one", "two", "y"): 10,
        ("one", "two", "y", 0): 11,
        ("one", "two", "y", 1, "z"): 12,
        ("one", "two", "y", 1, "z", 1): 13,
        ("many", 0): 15,
        ("many", 0, "k"): 16,
        ("many", 0, "parts", 0, "p"): 19,
        ("many", 0, "parts", 1, "p", "q", "r"): 21,
        ("many", 0, "parts", 1, "p", "s"): 21,
        ("many", 1): 22,
        ("many", 1, "only", "last"): 24,
    }
    assert {path: lines[path] for path in expected} == expected


def paths(value: Any, at: tuple[Any, ...] = ()) -> set[tuple[Any, ...]]:
    found = {at} if at else set()
    if isinstance(value, dict):
        for name, inner in value.items():
            found |= paths(inner, (*at, name))
    if isinstance(value, list):
        for index, inner in enumerate(value):
            found |= paths(inner, (*at, index))
    return found


PIECES = st.sampled_from(
    [
        "[[a]]\n",
        "[[a.b]]\n",
        "[a.c]\n",
        "[d]\n",
        'x = "q"\n',
        "y.z = [1, [2], {w = 3}]\n",
        "# c\n",
        "\n",
        "'k' = '''\n'\n'''\n",
    ]
)


@given(st.lists(PIECES, max_size=12))
def test_every_path_of_valid_toml_has_a_line(pieces: list[str]) -> None:
    text = "".join(pieces)
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    lines = lines_of(text)
    assert paths(content) <= lines.keys()
    assert all(1 <= line <= text.count("\n") + 1 for line in lines.values())


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_file_is_a_dossier_or_has_problems(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_bytes(content)
    dossier = toml.read(path)
    assert dossier.problems or not dossier.broken


def test_the_schema_speaks_of_every_record_type() -> None:
    schema = toml.schema()
    assert {"people", "statements", "dossier"} <= schema["properties"].keys()
    assert "type" not in schema["$defs"][Organization.__name__]["properties"]
