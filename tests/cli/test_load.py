"""seed, load and db, as a user meets them."""

import json
from pathlib import Path

import click
import pytest

from kzclaims import resources
from kzclaims.cli.program import COMMANDS, kzclaims
from kzclaims.store.database.database import Database
from tests.running import Run

UNCHECKED = "passages: 59 not checked (no text of 24-kanal-olevsky-2023-11, moscow-times-2023-10-20)\n"


@pytest.mark.sqlite
def test_seed_creates_a_database_and_seeding_again_changes_nothing(run: Run) -> None:
    first = run("seed")
    assert (first.code, first.out) == (0, "")
    assert first.err.startswith("kzclaims.db: created\n")
    assert f"\n81 added, 0 changed\n{UNCHECKED}" in first.err
    assert first.err.endswith("and run: kzclaims archive 24-kanal-olevsky-2023-11 FILE\n")
    second = run("seed")
    assert (second.code, second.out) == (0, "")
    assert second.err.startswith(f"0 added, 0 changed\n{UNCHECKED}")


def test_an_edited_dossier_changes_what_was_edited(run: Run) -> None:
    run("seed")
    text = next(resources.directory("seed").glob("*.toml")).read_text(encoding="utf-8")
    Path("kazakhstan-2023-11.toml").write_text(text.replace("Timur Olevsky", "Timur Olevskiy"), encoding="utf-8")
    assert run("load", "kazakhstan-2023-11.toml", "--dry-run").err == (
        "people: 0 added, 1 changed, 5 unchanged\n"
        "no longer in the file, kept: person “timur-olevsky”: names: Timur Olevsky, en\n"
        "--prune removes what is no longer in the file and nothing refers to.\n"
        "0 added, 1 changed\n"
        f"{UNCHECKED}"
        "This was a dry run: nothing was changed.\n"
    )
    assert run("load", "kazakhstan-2023-11.toml").err.endswith(f"0 added, 1 changed\n{UNCHECKED}")
    assert run("load", "kazakhstan-2023-11.toml", "--prune").err == (
        "people: 0 added, 1 changed, 5 unchanged\n"
        "removed: person “timur-olevsky”: names: Timur Olevsky, en\n"
        "0 added, 1 changed\n"
        f"{UNCHECKED}"
    )


PERSON = 'dossier = "a"\n[[people]]\nkey = "ada"\nname = "Ada Brook"\nlang = "en"\ndescription = "mayor"\n'
CORRECTION = '{"type": "person", "key": "ada", "name": "Ada Brook", "lang": "en", "description": "former mayor"}\n'


def test_a_correction_is_undone_only_on_request(empty: Database, run: Run) -> None:
    Path("a.toml").write_text(PERSON, encoding="utf-8")
    Path("correction.jsonl").write_text(CORRECTION, encoding="utf-8")
    assert run("load", "a.toml").code == 0
    planned = run("load", "correction.jsonl", "--dry-run")
    assert planned.out.splitlines()[1:] == ["person\tada\tdescription\tmayor\tformer mayor\tchanged"]
    assert run("load", "correction.jsonl", "--because", "She lost.", "--author", "Nora").code == 0
    refused = run("load", "a.toml")
    assert (refused.code, refused.out) == (2, "")
    assert "a.toml:6: person “ada”: description: “mayor” was corrected to “former mayor” on" in refused.err
    assert "by Nora (She lost.)" in refused.err
    shown = run("load", "a.toml", "--dry-run", "--format", "json")
    (difference,) = json.loads(shown.out)
    assert (shown.code, difference["outcome"], difference["author"]) == (2, "refused", "Nora")
    assert (difference["recorded"], difference["file"]) == ("former mayor", "mayor")
    assert "+ mayor" in run("load", "a.toml", "--dry-run", columns=80).out
    assert run("load", "a.toml", "--overwrite").code == 0
    assert [one["after"] for one in json.loads(run("history", "ada", "--format", "json").out)["changes"]] == [
        {"description": "former mayor"},
        {"description": "mayor"},
    ]
    assert (empty.state(), json.loads(run("load", "a.toml", "--format", "json").out)) == ("current", [])


def test_disagreeing_dossiers_are_reported(seeded: Database, run: Run) -> None:
    Path("a.toml").write_text(PERSON, encoding="utf-8")
    Path("b.toml").write_text(PERSON.replace('"a"', '"b"').replace("mayor", "poet"), encoding="utf-8")
    assert run("load", "a.toml").code == 0
    for file in ("b.toml", "a.toml", "b.toml"):
        result = run("load", file)
        assert (result.code, result.out) == (0, "")
        assert "dossier “b” has “poet”; “mayor” is kept" in result.err
        assert "dossier “a”" in result.err
    assert seeded.state() == "current"


def test_the_schema_is_json(run: Run) -> None:
    result = run("load", "--schema")
    assert (result.code, result.err) == (0, "")
    assert json.loads(result.out)["properties"]["statements"]["type"] == "array"


@pytest.mark.sqlite
def test_db_upgrade_makes_an_empty_database(run: Run) -> None:
    assert run("db", "upgrade") == (0, "", "kzclaims.db: created\n")
    assert run("db", "upgrade") == (0, "", "kzclaims.db: already up to date\n")
    assert run("people") == (0, "key\tname\tdescription\tstatements\tmentions\tevents\n", "Nothing found.\n")


def test_db_status(seeded: Database, run: Run) -> None:
    result = run("db", "status", "--format", "json")
    found = json.loads(result.out)
    assert (found["state"], found["statements"], found["revision"]) == ("current", 44, seeded.revision())
    assert "statements" in run("db", "status").out


@pytest.mark.sqlite
def test_db_status_of_an_unusable_file(run: Run) -> None:
    result = run("db", "status")
    assert result.code == 3
    assert "missing" in result.out
    assert "there is no database" in result.err


def test_db_check_finds_nothing_in_the_seed(seeded: Database, run: Run) -> None:
    assert run("db", "check") == (0, "", f"{UNCHECKED}Nothing wrong.\n")
    assert seeded.state() == "current"


@pytest.mark.sqlite
def test_db_backup(seeded: Database, run: Run) -> None:
    done = run("db", "backup", "copy.db")
    assert (done.code, done.out) == (0, "")
    assert done.err.startswith("copy.db: a verified copy of kzclaims.db, SHA-256 ")
    assert run("--database", "copy.db", "people").out == run("people").out
    assert run("db", "backup", "copy.db").code == 2
    assert seeded.state() == "current"


def test_every_command_has_help(run: Run) -> None:
    for command in COMMANDS:
        result = run(command, "--help")
        assert result.code == 0
        assert result.out.startswith(f"Usage: kzclaims {command}")
        found = kzclaims.get_command(click.Context(kzclaims), command)
        assert found is not None
        assert found.get_short_help_str(100) == COMMANDS[command][1]
    assert run("--version").out.startswith("kzclaims ")
