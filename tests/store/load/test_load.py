"""Dossiers go in once, change what they change, and lose nothing."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from kzclaims import resources
from kzclaims.dossier import toml_reader as toml
from kzclaims.errors import InputError
from kzclaims.store.database.database import Database
from kzclaims.store.load.load import load_dossiers
from kzclaims.store.read import queries
from kzclaims.store.schema import tables as t
from tests.store.loading import BASE, Loads


def everything(database: Database) -> dict[str, list[Any]]:
    """All rows but times of recording and derived keys."""
    found: dict[str, list[Any]] = {}
    with database.reading() as connection:
        for table in t.metadata.sorted_tables:
            columns = [column for column in table.c if column.name != "recorded"]
            found[table.name] = sorted((tuple(row) for row in connection.execute(select(*columns))), key=repr)
    return found


def test_a_dossier_loads_once(loads: Loads) -> None:
    first = loads(BASE)
    assert (first.added, first.changed) == (6, 0)
    before = everything(loads.database)
    again = loads(BASE)
    assert (again.added, again.changed, again.kept) == (0, 0, [])
    assert everything(loads.database) == before


def test_the_seed_loads_twice_to_no_change(seeded: Database) -> None:
    before = everything(seeded)
    with seeded.writing() as connection:
        dossiers = [toml.read(path) for path in resources.directory("seed").glob("*.toml")]
        outcome = load_dossiers(connection, dossiers)
    assert (outcome.added, outcome.changed, outcome.kept) == (0, 0, [])
    assert everything(seeded) == before


@pytest.mark.parametrize(
    ("old", "new", "plural"),
    [
        ('name = "Дождь"', 'name = "Дожди"', "topics"),
        ('name = "Газета"', 'name = "Новая газета"', "organizations"),
        ('kind = "as printed"', 'kind = "alias"', "people"),
        ('citations = [{ source = "paper", exact = "метеоролог Петрова" }]', "citations = []", "people"),
        ('exact = "метеоролог Петрова"', 'exact = "метеоролог А. Петрова"', "people"),
        ('title = "Погода"', 'title = "Погода завтра"', "sources"),
        ('date = "2023-11-01"', 'date = "2023-11"', "events"),
        ('part = "witness"', 'part = "victim"', "events"),
        ('text = "Идёт дождь."', 'text = "Идет дождь."', "statements"),
        ("start = 10, end = 21", "start = 11, end = 22", "statements"),
        ('text = "It rains."', 'text = "It is raining."', "statements"),
        ('speaker = "anna"', 'speaker = "anna"\nsaid = "2023-11-01~"', "statements"),
    ],
)
def test_exactly_what_was_edited_is_changed(loads: Loads, old: str, new: str, plural: str) -> None:
    loads(BASE)
    assert BASE.count(old) == 1
    outcome = loads(BASE.replace(old, new), prune=True)
    changed = {name: (counts.added, counts.changed) for name, counts in outcome.counts.items()}
    assert changed == {name: (0, 1 if name == plural else 0) for name in changed}
    again = loads(BASE.replace(old, new))
    assert (again.added, again.changed, again.kept) == (0, 0, [])


def test_a_text_keeps_its_ids(loads: Loads) -> None:
    loads(BASE)
    ids = [row[:2] for row in everything(loads.database)["appearances"]]
    loads(BASE.replace("сказала Петрова", "говорит Петрова"))
    assert [row[:2] for row in everything(loads.database)["appearances"]] == ids


def test_what_a_file_says_no_more_is_kept_and_reported(loads: Loads) -> None:
    loads(BASE)
    shorter = BASE[: BASE.index("[[statements]]")].replace(', { text = "Anna Petrova", lang = "en" }', "")
    outcome = loads(shorter)
    assert (outcome.added, outcome.changed) == (0, 0)
    assert outcome.kept == ["person “anna”: names: Anna Petrova, en", "statement “it-rains”"]
    assert loads(shorter).kept == outcome.kept
    with loads.database.reading() as connection:
        assert queries.statement(connection, "it-rains").text == "Идёт дождь."


def test_prune_removes_what_a_file_says_no_more(loads: Loads) -> None:
    loads(BASE)
    shorter = BASE[: BASE.index("[[statements]]")].replace(', { text = "Anna Petrova", lang = "en" }', "")
    outcome = loads(shorter, prune=True)
    assert outcome.removed == ["person “anna”: names: Anna Petrova, en", "statement “it-rains”"]
    assert outcome.kept == []
    rows = everything(loads.database)
    assert rows["statements"] == rows["appearances"] == rows["translations"] == rows["mentions"] == []
    assert loads(shorter).kept == []


def test_prune_keeps_what_others_refer_to(loads: Loads) -> None:
    loads(BASE)
    loads(
        """
        [[statements]]
        key = "other"
        kind = "indirect"
        speaker = "anna"
        text = "Дождь."
        lang = "ru"
        appearances = [{ source = "paper", exact = "дождь" }]
        """,
        "other",
    )
    outcome = loads('dossier = "base"', prune=True)
    assert "person “anna”: other records refer to it" in outcome.kept
    assert "source “paper”: other records refer to it" in outcome.kept
    assert "event “storm”" in outcome.removed
    assert [row[1] for row in everything(loads.database)["people"]] == ["anna"]


def test_what_two_dossiers_say_neither_removes(loads: Loads) -> None:
    loads(BASE)
    shared = BASE[BASE.index("[[people]]") : BASE.index("[[people.roles]]")]
    loads(shared.replace('{ text = "Anna Petrova", lang = "en" }', '{ text = "Анна", lang = "ru" }'), "second")
    names = {row[3] for row in everything(loads.database)["names"]}
    assert names == {"Анна Петрова", "Петрова", "Anna Petrova", "Анна", "Газета"}
    assert loads(BASE, prune=True).removed == []
    assert loads('dossier = "second"', "second", prune=True).removed == []
    assert [row[1] for row in everything(loads.database)["people"]] == ["anna"]


def test_another_preferred_name_makes_the_former_an_alias(loads: Loads) -> None:
    loads(BASE)
    outcome = loads(BASE.replace('name = "Анна Петрова"', 'name = "Анна Сидорова"'))
    assert outcome.kept == ["person “anna”: names: Анна Петрова, ru"]
    with loads.database.reading() as connection:
        page = queries.person(connection, "Петрова")
    assert page.name == "Анна Сидорова"
    assert (page.names[0].text, page.names[0].kind) == ("Анна Сидорова", "preferred")
    assert ("Анна Петрова", "alias") in [(name.text, name.kind) for name in page.names]


def test_similar_parts_are_matched_with_equal_rows_first(loads: Loads) -> None:
    twice = BASE.replace(
        'appearances = [{ source = "paper",',
        'appearances = [{ source = "paper", exact = "дождь" }, { source = "paper",',
    )
    loads(twice)
    assert len(everything(loads.database)["appearances"]) == 2
    assert loads(twice).changed == 0
    outcome = loads(BASE)
    assert outcome.kept == ["statement “it-rains”: appearances: paper, “дождь”"]


def test_dossiers_refer_to_each_other_whatever_the_order(empty: Database, tmp_path: Path) -> None:
    people, rest = BASE.split("[[sources]]")
    (tmp_path / "a.toml").write_text("[[sources]]" + rest, encoding="utf-8")
    (tmp_path / "b.toml").write_text(people, encoding="utf-8")
    with empty.writing() as connection:
        outcome = load_dossiers(connection, [toml.read(tmp_path / "a.toml"), toml.read(tmp_path / "b.toml")])
    assert outcome.added == 6


def test_problems_of_all_files_come_at_once_and_nothing_is_loaded(empty: Database, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(BASE.replace('speaker = "anna"', 'speaker = "ana"'), encoding="utf-8")
    (tmp_path / "b.toml").write_text(BASE.replace('lang = "ru"', 'lang = "Russian"', 1), encoding="utf-8")
    before = everything(empty)
    with pytest.raises(InputError) as caught, empty.writing() as connection:
        load_dossiers(connection, [toml.read(tmp_path / "a.toml"), toml.read(tmp_path / "b.toml")])
    text = str(caught.value)
    assert text.startswith("9 problems; nothing was loaded")
    assert "a.toml:45: statement “it-rains”: speaker: no person has the key “ana”; did you mean anna?" in text
    assert "b.toml:11: organization “gazette”: lang: “Russian” is not valid" in text
    assert f"b.toml:14: person “anna”: key: is recorded at {tmp_path}/a.toml:13 too; record it once" in text
    assert "b.toml:1: dossier: is the key of" in text
    assert everything(empty) == before


def test_a_key_of_a_person_and_of_an_organization_is_no_mention(loads: Loads) -> None:
    with pytest.raises(InputError, match="is the key of a person and of an organization"):
        loads(BASE.replace('key = "gazette"', 'key = "anna"').replace('"gazette"', '"anna"'))


def test_prune_wants_a_dossier_that_names_itself(loads: Loads) -> None:
    loads(BASE)
    with pytest.raises(InputError) as raised:
        loads("", "base", prune=True)
    assert raised.value.parameters == ("prune",)


def test_files_of_different_names_are_different_dossiers(loads: Loads) -> None:
    nameless = BASE.replace('dossier = "base"', "")
    loads(nameless, "первое")
    assert loads("", "второе").kept == []
    assert len(loads("", "первое").kept) == 6
