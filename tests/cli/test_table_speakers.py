"""Speakers of a table: no row is given to somebody else, and nobody is created who isn't a person."""

import json
from pathlib import Path

import pytest

from kzclaims.store.database.database import Database
from tests.running import Run, counted

MAPPED = (
    "--as", "statements", "--map", "text=Claim", "--map", "speaker=Who", "--constant", "lang=en", "--constant",
    "kind=indirect", "--skip-rejects",
)  # fmt: skip


def record(run: Run, *names: str) -> None:
    Path("people.csv").write_text("Name\n" + "".join(f"{name}\n" for name in names), encoding="utf-8")
    result = run("load", "people.csv", "--as", "people", "--map", "name=Name", "--constant", "lang=en")
    assert result.code == 0, result.err


def load(run: Run, *speakers: str, create: bool = True) -> str:
    rows = [f"Claim number {number},{speaker}\n" for number, speaker in enumerate(speakers, 1)]
    Path("claims.csv").write_text("Claim,Who\n" + "".join(rows), encoding="utf-8")
    return counted(run("load", "claims.csv", *MAPPED, *(["--create-people"] if create else [])).err)


def speakers(run: Run) -> dict[str, str | None]:
    """Return the speaker of each statement by its attribution."""
    found = json.loads(run("statements", "--format", "json").out)
    return {one["appearances"][0]["attribution"]: one["speaker"] and one["speaker"]["name"] for one in found}


@pytest.mark.usefixtures("empty")
def test_a_son_is_not_his_father(run: Run) -> None:
    record(run, "Walter Hale")
    rejected = load(run, "Walter Hale Jr.", '"Walter Hale, Sr."', create=False)
    assert rejected.count("did you mean Walter Hale (walter-hale)?") == 2
    table = ("Walter Hale Jr.", '"Walter Hale, Sr."', "Walter Hale", "WALTER HALE")
    load(run, *table)
    assert speakers(run) == {
        "Walter Hale Jr.": "Walter Hale Jr.",
        "Walter Hale, Sr.": "Walter Hale, Sr.",
        "Walter Hale": "Walter Hale",
        "WALTER HALE": "Walter Hale",
    }
    assert load(run, *table) == "0 added, 0 changed\n"


@pytest.mark.usefixtures("empty")
def test_names_in_capitals_match_the_person_of_the_same_file(run: Run) -> None:
    load(run, "MIRA STONE", "Mira Stone")
    assert speakers(run) == {"MIRA STONE": "Mira Stone", "Mira Stone": "Mira Stone"}
    assert load(run, "MIRA STONE", "Mira Stone") == "0 added, 0 changed\n"


@pytest.mark.usefixtures("empty")
def test_only_people_are_created_and_without_their_titles(run: Run) -> None:
    load(run, "Senator Grace Adeyemi", "Russian Labour Ministry", "The Courier", "TJ Marlow", "Zemfira")
    assert speakers(run) == {"Senator Grace Adeyemi": "Grace Adeyemi", "TJ Marlow": "TJ Marlow"}
    Path("mapping.toml").write_text("[speakers]\nmononyms = true\n", encoding="utf-8")
    run("load", "claims.csv", *MAPPED, "--create-people", "--mapping", "mapping.toml")
    assert speakers(run)["Zemfira"] == "Zemfira"
    assert len(speakers(run)) == 3


def test_a_title_with_a_family_name_is_not_everybody_of_that_name(run: Run, empty: Database) -> None:
    del empty
    record(run, "Michelle Moroz")
    assert "“President Moroz” may be another person than Michelle Moroz" in load(run, "President Moroz")
    role = "name,role\nMichelle Moroz,President of the council\n"
    Path("roles.csv").write_text(role, encoding="utf-8")
    run("load", "roles.csv", "--as", "people", "--map", "name=name", "--map", "role=role", "--constant", "lang=en")
    load(run, "President Moroz")
    assert speakers(run) == {"President Moroz": "Michelle Moroz"}


@pytest.mark.usefixtures("empty")
def test_texts_that_name_nobody_never_become_people(run: Run) -> None:
    nobody = ("Facebook Posts", "Viral Image", "Chain Email", "Multiple Sources", "Instagram Users", "Tweets")
    load(run, *nobody, "Larry Page", "Matt Drudge")
    assert set(speakers(run).values()) == {"Larry Page", "Matt Drudge"}


def test_a_near_spelling_is_reported_and_not_created(run: Run, empty: Database) -> None:
    record(run, "Vladimir Semenov")
    assert "may be Vladimir Semenov (vladimir-semenov)" in load(run, "Semenov", "Vladmir Semenov")
    assert speakers(run) == {"Semenov": "Vladimir Semenov"}
    assert "may be" not in load(run, "Marina Letova", "Mariana Letova", "Oleg Semenov")
    with empty.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM people").scalar() == 4


@pytest.mark.usefixtures("empty")
def test_people_of_one_file_are_found_before_they_are_written(run: Run) -> None:
    load(run, "Mira Stone", "Stone", "Max Brook", "Mila Brook", "M. Brook", "mira-stone")
    assert speakers(run) == {
        "Mira Stone": "Mira Stone",
        "Stone": "Mira Stone",
        "mira-stone": "Mira Stone",
        "Max Brook": "Max Brook",
        "Mila Brook": "Mila Brook",
    }


@pytest.mark.usefixtures("empty")
def test_a_family_name_of_a_woman_is_not_a_mans_genitive(run: Run) -> None:
    record(run, "Глеб Верский", "Роман Громов", "Анна Петрова", "Павел Цой")
    rejected = load(run, "Громова", "Верская", "Петрова", "Громов", "Цой", create=False)
    assert "may be another person than Роман Громов" in rejected
    assert speakers(run) == {"Петрова": "Анна Петрова", "Громов": "Роман Громов", "Цой": "Павел Цой"}


@pytest.mark.usefixtures("empty")
def test_many_are_not_an_organization(run: Run) -> None:
    load(run, "Social media", "Various media", "Соцсети и СМИ", "Foreign Ministry")
    mapping = [*MAPPED, "--mapping", "speakers.toml", "--create-people"]
    Path("speakers.toml").write_text('speakers = { organizations = true, unsure = "speakerless" }\n', encoding="utf-8")
    assert run("load", "claims.csv", *mapping).code == 0
    found = json.loads(run("statements", "--format", "json").out)
    assert [one["speaker"] for one in found] == [None] * 4
    assert [one["organization"]["name"] for one in found if one["organization"]] == ["Foreign Ministry"]
