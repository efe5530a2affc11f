"""`load --suggestions` and `identity answer`: spellings that may mean recorded people."""

import csv
import json
import tomllib
from pathlib import Path

import pytest

from kzclaims.store.database.database import Database
from tests.running import Run

PEOPLE = """
dossier = "people"

[[people]]
key = "vp"
name = "Vladimir Petrov"
lang = "en"
description = "mayor"

[[people]]
key = "om"
name = "Olga Markova"
lang = "en"
"""
TABLE = "who,what\nVladmir Petrov,It rains today.\nOlga Marcova,It rains again.\nJohn Reed,It never rains.\n"
LOAD = (
    *("load", "t.csv", "--as", "statements", "--map", "speaker=who", "--map", "text=what"),
    *("--constant", "lang=en", "--constant", "kind=direct", "--create-people"),
)


@pytest.fixture
def recorded(empty: Database, run: Run) -> Database:
    Path("people.toml").write_text(PEOPLE, encoding="utf-8")
    Path("t.csv").write_text(TABLE, encoding="utf-8")
    assert run("load", "people.toml").code == 0
    return empty


def answered(path: Path, *answers: str) -> None:
    """Fill in the empty answers of a file in their order."""
    text = path.read_text(encoding="utf-8")
    empty = 'answer = ""' if path.suffix == ".toml" else ',""'
    for answer in answers:
        assert empty in text
        text = text.replace(empty, empty.replace('""', f'"{answer}"'), 1)
    path.write_text(text, encoding="utf-8")


def speakers(run: Run) -> dict[str, str]:
    found = json.loads(run("statements", "--format", "json").out)
    return {one["text"]: one["speaker"]["key"] for one in found}


@pytest.mark.usefixtures("recorded")
@pytest.mark.parametrize("name", ["s.toml", "s.csv"])
def test_answered_spellings_become_aliases_or_new_people(run: Run, name: str) -> None:
    refused = run(*LOAD, "--suggestions", name)
    assert refused.code == 2
    assert f"2 spellings written to {name}" in refused.err
    # In the order of the names.
    answered(Path(name), "new", "vp")
    done = run(*LOAD, "--suggestions", name)
    assert done.code == 0
    assert "1 alias added, 1 person added" in done.err
    assert speakers(run) == {
        "It rains today.": "vp",
        "It rains again.": "olga-marcova",
        "It never rains.": "john-reed",
    }
    names = json.loads(run("person", "vp", "--format", "json").out)["names"]
    assert {"text": "Vladmir Petrov", "lang": "en", "kind": "alias"} in names
    assert "0 added, 0 changed" in run("load", "people.toml", "--prune").err
    assert len(json.loads(run("person", "vp", "--format", "json").out)["names"]) == 2


@pytest.mark.usefixtures("recorded")
def test_a_suggestion_has_the_details_of_its_candidates(run: Run) -> None:
    assert run(*LOAD, "--suggestions", "s.toml").code == 2
    first, second = tomllib.loads(Path("s.toml").read_text("utf-8"))["suggestions"]
    assert (first["spelling"], second["spelling"], first["answer"]) == ("Olga Marcova", "Vladmir Petrov", "")
    assert second["candidates"] == [{"key": "vp", "name": "Vladimir Petrov", "details": "mayor, 0 statements"}]
    assert run(*LOAD, "--suggestions", "s.csv").code == 2
    with Path("s.csv").open(encoding="utf-8", newline="") as file:
        assert [one["lang"] for one in csv.DictReader(file)] == ["en", "en"]


@pytest.mark.usefixtures("recorded")
def test_answers_are_recorded_by_a_command_of_their_own(run: Run) -> None:
    assert run(*LOAD, "--suggestions", "s.toml").code == 2
    answered(Path("s.toml"), "om", "")
    assert "1 without an answer" in run("identity", "answer", "s.toml", "--dry-run").err
    assert len(json.loads(run("person", "om", "--format", "json").out)["names"]) == 1
    assert "1 alias added" in run("identity", "answer", "s.toml", "--because", "asked her").err
    assert "0 aliases added" in run("identity", "answer", "s.toml").err
    (change,) = json.loads(run("history", "om", "--format", "json").out)["changes"]
    assert change["because"] == "asked her"


@pytest.mark.usefixtures("recorded")
def test_a_file_of_suggestions_is_never_overwritten(run: Run) -> None:
    assert run(*LOAD, "--suggestions", "s.toml").code == 2
    before = Path("s.toml").read_bytes()
    again = run(*LOAD, "--suggestions", "s.toml")
    assert again.code == 2
    assert "not changed" in again.err
    assert Path("s.toml").read_bytes() == before


@pytest.mark.usefixtures("recorded")
def test_the_rest_is_loaded_with_open_suggestions(run: Run) -> None:
    done = run(*LOAD, "--suggestions", "s.toml", "--skip-rejects")
    assert done.code == 0
    assert "2 spellings written" in done.err
    assert set(speakers(run)) == {"It never rains."}


@pytest.mark.usefixtures("recorded")
@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        (
            "s.toml",
            '[[suggestions]]\nspelling = "A B"\nanswer = "vq"\n\n[[suggestions]]\nspelling = ""\nanswer = "x y"\n',
            [
                "s.toml:1: suggestion “A B”: answer: no person has the key “vq”",
                "s.toml:5: spelling",
                "s.toml:5: answer",
            ],
        ),
        ("s.toml", '[[suggestions]]\nspelling = 5\nanwser = ""\n', ["spelling: should be", "did you mean answer"]),
        ("s.toml", '[[suggestion]]\nspelling = "A"\n', ["suggestion: there is no such table"]),
        ("s.toml", "suggestions = 5\n", ["should be a list"]),
        ("s.toml", "[[", ["not TOML"]),
        ("s.csv", "spelling;answer\nA B;vp\nA B;om\nA C;?\n", ["s.csv:3: ", "line 2", "s.csv:4: "]),
        ("s.csv", "name,answer\nA,vp\n", ["no column spelling"]),
        ("s.csv", 'spelling,answer\n"Olga Markova",vp\n', ["already a name of “om”"]),
        ("s.csv", "spelling,lang,answer\nA B,x!,vp\n", ["lang: "]),
        ("s.txt", "", ["TOML or CSV"]),
    ],
)
def test_all_problems_of_a_file_come_at_once(run: Run, name: str, text: str, expected: list[str]) -> None:
    Path(name).write_text(text, encoding="utf-8")
    before = run("dump", "--jsonl").out
    refused = run("identity", "answer", name)
    assert refused.code == 2
    for one in expected:
        assert one in refused.err
    assert run("dump", "--jsonl").out == before


@pytest.mark.usefixtures("recorded")
def test_wrong_options(run: Run) -> None:
    assert run("identity", "answer", "nothing.toml").code == 2
    without = [one for one in LOAD if one != "--create-people"]
    assert run(*without, "--suggestions", "s.toml").code == 2
    assert run(*LOAD, "--suggestions", "s.txt").code == 2
    assert run(*LOAD, "--suggestions", "no/where.toml").code == 2


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize("kind", ["toml", "jsonl", "csv"])
def test_a_second_person_with_the_full_name_is_reported_once(run: Run, kind: str) -> None:
    Path("people.toml").write_text(PEOPLE, encoding="utf-8")
    assert run("load", "people.toml").err.count("same full name") == 0
    table: tuple[str, ...] = ()
    match kind:
        case "toml":
            Path("x.toml").write_text('[[people]]\nkey = "p2"\nname = "Vladimir PETROV"\nlang = "en"\n', "utf-8")
        case "jsonl":
            record = {"type": "person", "key": "p2", "name": "Vladimir Petrov", "lang": "en"}
            Path("x.jsonl").write_text(json.dumps(record), "utf-8")
        case "csv":
            Path("x.csv").write_text("key,name\np2,Vladimir Petrov\n", "utf-8")
            table = ("--as", "people", "--map", "key=key", "--map", "name=name", "--constant", "lang=en")
    loaded = run("load", f"x.{kind}", *table)
    assert loaded.code == 0
    (line,) = [one for one in loaded.err.splitlines() if "same full name" in one]
    assert "“p2” has the same full name as “vp”" in line
    assert "same full name" not in run("load", f"x.{kind}", *table).err


@pytest.mark.usefixtures("empty")
def test_namesakes_of_one_file_and_organizations_are_reported(run: Run) -> None:
    text = ""
    for key in ("a", "b"):
        text += f'[[people]]\nkey = "{key}"\nname = "Ann Lee"\nlang = "en"\nnames = [{{ text = "Lee", lang = "en" }}]\n'
        text += (
            f'[[organizations]]\nkey = "{key}o"\nname = "{"«The Post»" if key == "a" else "The Post"}"\nlang = "en"\n'
        )
    text += '[[people]]\nkey = "c"\nname = "Lee"\nlang = "en"\n'
    Path("x.toml").write_text(text, encoding="utf-8")
    err = run("load", "x.toml").err
    assert err.count("same full name") == 2
    assert "person “b” has the same full name as “a”" in err
    assert "organization “bo” has the same full name as “ao”" in err


@pytest.mark.usefixtures("empty")
def test_one_wikidata_id_of_two_people_is_reported(run: Run) -> None:
    Path("x.toml").write_text(PEOPLE.replace('lang = "en"', 'lang = "en"\nwikidata = "Q5"'), encoding="utf-8")
    for _ in range(2):
        loaded = run("load", "x.toml")
        assert loaded.code == 0
        assert loaded.err.count("“vp” and “om” have one Wikidata id, Q5") == 1
    checked = run("db", "check")
    assert checked.code == 0
    assert "“vp” and “om” have one Wikidata id, Q5" in checked.err


@pytest.mark.usefixtures("recorded")
def test_a_key_of_a_merged_person_is_not_given_to_a_new_one(run: Run) -> None:
    Path("x.toml").write_text('[[people]]\nkey = "john-reed"\nname = "Zoe Hill"\nlang = "en"\n', encoding="utf-8")
    assert run("load", "x.toml").code == 0
    assert run("identity", "merge", "om", "john-reed", "--because", "x").code == 0
    assert run(*LOAD, "--skip-rejects").code == 0
    assert speakers(run) == {"It never rains.": "john-reed-2"}
