"""`kzclaims identity`: duplicates, merges, splits, and pairs that are different."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kzclaims.store.database.database import Database
from tests.running import Run

CROWD = """
dossier = "crowd"

[[organizations]]
key = "post"
name = "The Post"
lang = "en"

[[organizations]]
key = "post-2"
name = "«The Post»"
lang = "en"

[[people]]
key = "ada"
name = "Ada Brook"
lang = "en"
description = "mayor"
roles = [{ title = "mayor", lang = "en", organization = "post" }]

[[people]]
key = "ada-2"
name = "Ада Брук"
lang = "ru"
names = [{ text = "Ada Brook", lang = "en" }]
roles = [{ title = "Mayor", lang = "en" }]

[[people]]
key = "bo"
name = "Vladimir Orlov"
lang = "en"

[[people]]
key = "bo-2"
name = "Vladmir Orlov"
lang = "en"

[[people]]
key = "cy"
name = "Mary Stone"
lang = "en"

[[people]]
key = "cy-2"
name = "Martha Stone"
lang = "en"

[[topics]]
key = "rain"
name = "Rain"

[[topics]]
key = "weather"
name = "Weather"

[[events]]
key = "storm"
title = "Storm"
lang = "en"

[[events]]
key = "gale"
title = "Gale"
lang = "en"

[[sources]]
key = "page"
title = "Page"
lang = "en"
publisher = "post-2"

[[sources]]
key = "leaf"
title = "Leaf"
lang = "en"

[[statements]]
key = "one"
kind = "direct"
text = "It rains today."
lang = "en"
speaker = "ada"
topics = ["rain", "weather"]
events = ["gale"]
appearances = [{ source = "page" }]

[[statements]]
key = "two"
kind = "direct"
text = "It will rain tomorrow."
lang = "en"
speaker = "ada-2"
topics = ["rain"]
mentions = ["bo-2"]
appearances = [{ source = "leaf" }]
"""
MERGE = ("identity", "merge", "--because", "the same")


@pytest.fixture
def crowd(empty: Database, run: Run) -> Database:
    Path("crowd.toml").write_text(CROWD, encoding="utf-8")
    assert run("load", "crowd.toml").code == 0
    return empty


def pairs(run: Run, *options: str) -> dict[tuple[str, str], list[str]]:
    found = json.loads(run("identity", "duplicates", "--format", "json", *options).out)
    return {(one["first"]["key"], one["second"]["key"]): one["evidence"] for one in found}


@pytest.mark.usefixtures("crowd")
def test_duplicates_are_listed_with_their_evidence(run: Run) -> None:
    found = pairs(run)
    assert list(found) == [("ada", "ada-2"), ("post", "post-2"), ("bo", "bo-2")]
    evidence = " ".join(found["ada", "ada-2"])
    assert "Ada Brook" in evidence
    assert "role" in evidence
    assert set(pairs(run, "--type", "organization")) == {("post", "post-2")}
    assert len(pairs(run, "--limit", "1")) == 1


@pytest.mark.usefixtures("crowd")
def test_two_wikidata_ids_are_two_people(run: Run) -> None:
    for key, number in (("ada", 1), ("ada-2", 2)):
        text = Path("crowd.toml").read_text(encoding="utf-8")
        Path("crowd.toml").write_text(text.replace(f'key = "{key}"', f'key = "{key}"\nwikidata = "Q{number}"'), "utf-8")
    assert run("load", "crowd.toml").code == 0
    assert ("ada", "ada-2") not in pairs(run)
    assert run(*MERGE, "ada", "ada-2").code == 2
    assert run(*MERGE, "ada", "ada-2", "--despite-wikidata").code == 0


@pytest.mark.usefixtures("crowd")
def test_one_wikidata_id_makes_a_pair_without_a_common_name(run: Run) -> None:
    text = Path("crowd.toml").read_text(encoding="utf-8")
    for key in ("cy", "bo"):
        text = text.replace(f'key = "{key}"', f'key = "{key}"\nwikidata = "Q5"')
    Path("crowd.toml").write_text(text, "utf-8")
    assert run("load", "crowd.toml").code == 0
    assert any("Q5" in one for one in pairs(run)["bo", "cy"])


@pytest.mark.usefixtures("crowd")
def test_different_records_are_not_listed_and_not_merged(run: Run) -> None:
    different = ("identity", "different", "ada-2", "ada", "--because")
    assert run(*different, "a painter", "--author", "Nora").code == 0
    assert ("ada", "ada-2") not in pairs(run)
    refused = run(*MERGE, "ada", "ada-2")
    assert refused.code == 2
    assert "Nora" in refused.err
    assert "a painter" in refused.err
    assert run(*different, "again").code == 2
    history = json.loads(run("history", "ada", "--format", "json").out)
    assert [one["because"] for one in history["changes"]] == ["a painter"]
    assert run(*different, "a mistake", "--withdraw").code == 0
    assert ("ada", "ada-2") in pairs(run)
    assert run(*MERGE, "ada", "ada-2").code == 0


@pytest.mark.usefixtures("crowd")
def test_a_difference_survives_merges(run: Run) -> None:
    assert run("identity", "different", "ada-2", "bo", "--because", "no").code == 0
    assert run(*MERGE, "ada", "ada-2").code == 0
    assert run(*MERGE, "ada", "bo").code == 2


@pytest.mark.usefixtures("crowd")
def test_a_merged_key_works_everywhere(run: Run) -> None:
    for keep, other in (("ada", "ada-2"), ("post", "post-2"), ("rain", "weather"), ("storm", "gale"), ("page", "leaf")):
        assert run(*MERGE, keep, other).code == 0
    assert json.loads(run("person", "ada-2", "--format", "json").out)["key"] == "ada"
    for query in (
        ("--person", "ada-2"),
        ("--person", "Ада Брук"),
        ("--source", "leaf"),
        ("--topic", "weather"),
    ):
        found = json.loads(run("statements", *query, "--format", "json").out)
        assert [one["key"] for one in found] == ["one", "two"], query
    assert json.loads(run("event", "gale", "--format", "json").out)["key"] == "storm"
    assert json.loads(run("source", "leaf", "--format", "json").out)["key"] == "page"
    assert '"ada-2"' not in run("export", "--as", "jsonld", "--person", "ada-2").out
    assert "merged into “ada”" in run("history", "ada-2").out
    assert run("db", "check").code == 0


@pytest.mark.usefixtures("crowd")
def test_loading_the_file_again_keeps_the_merge(run: Run) -> None:
    assert run(*MERGE, "ada", "ada-2").code == 0
    before = run("dump", "--jsonl").out
    assert "0 added, 0 changed" in run("load", "crowd.toml", "--prune").err
    assert run("dump", "--jsonl").out == before
    more = CROWD.replace('{ text = "Ada Brook", lang = "en" }', '{ text = "Ada B.", lang = "en" }')
    Path("crowd.toml").write_text(more, encoding="utf-8")
    assert "1 changed" in run("load", "crowd.toml").err
    names = json.loads(run("person", "ada", "--format", "json").out)["names"]
    assert [one["text"] for one in names] == ["Ada Brook", "Ада Брук", "Ada B."]
    # What was recorded since stays.
    assert run("identity", "split", "ada-2", "--because", "no").code == 0
    names = json.loads(run("person", "ada", "--format", "json").out)["names"]
    assert [one["text"] for one in names] == ["Ada Brook", "Ada B."]


@pytest.mark.usefixtures("crowd")
def test_a_table_and_records_may_use_a_merged_key(run: Run) -> None:
    assert run(*MERGE, "ada", "ada-2").code == 0
    Path("t.csv").write_text("who,what\nada-2,It is cold today.\nАда Брук,It is warm today.\n", encoding="utf-8")
    table = ("--as", "statements", "--map", "speaker=who", "--map", "text=what", "--constant", "lang=en")
    assert run("load", "t.csv", *table, "--constant", "kind=direct").code == 0
    line = '{"type": "person", "key": "%s", "name": "Ada Brook", "lang": "en", "description": "mayor"}\n'
    Path("r.jsonl").write_text(line % "ada" + line % "ada-2", encoding="utf-8")
    assert run("load", "r.jsonl").code == 0
    assert json.loads(run("person", "ada", "--format", "json").out)["statements"] == {"undated": 4}


@pytest.mark.usefixtures("crowd")
def test_a_dry_run_of_a_merge_shows_everything_and_changes_nothing(run: Run) -> None:
    before = run("dump", "--jsonl").out
    shown = run(*MERGE, "ada", "ada-2", "--dry-run", "--format", "json")
    assert run("dump", "--jsonl").out == before
    done = run(*MERGE, "ada", "ada-2", "--format", "json")
    assert shown.out == done.out
    found = json.loads(done.out)
    assert found["moved"] == {"names": 1, "roles": 1, "statements": 1}
    assert found["united"]["names"] == 1


@pytest.mark.usefixtures("crowd")
def test_kept_values_stay_and_empty_fields_are_filled(run: Run) -> None:
    assert run(*MERGE, "ada-2", "ada").code == 0
    page = json.loads(run("person", "ada", "--format", "json").out)
    assert (page["key"], page["description"]) == ("ada-2", "mayor")
    assert "0 added, 0 changed" in run("load", "crowd.toml").err
    shown = json.loads(run(*MERGE, "storm", "gale", "--format", "json").out)
    assert shown["conflicts"] == [{"field": "title", "kept": "Storm", "merged": "Gale"}]


@pytest.mark.usefixtures("crowd")
def test_a_dump_keeps_merged_and_different_records(run: Run) -> None:
    assert run(*MERGE, "ada", "ada-2").code == 0
    assert run(*MERGE, "page", "leaf").code == 0
    assert run("identity", "different", "bo-2", "ada", "--because", "no").code == 0
    written = run("dump", "--jsonl").out
    assert run("dump", "dossiers").code == 0
    Path("all.jsonl").write_text(written, encoding="utf-8")
    for number, files in enumerate((["all.jsonl"], sorted(map(str, Path("dossiers").glob("*.toml"))))):
        other = ("--database", f"{number}.db")
        assert run(*other, "db", "upgrade").code == 0
        assert run(*other, "load", *files).code == 0
        # The file that declares the merged person doesn't bring her back.
        assert "0 added, 0 changed" in run(*other, "load", "crowd.toml").err
        assert run(*other, "dump", "--jsonl").out == written
        assert run(*other, *MERGE, "ada", "bo-2").code == 2
        assert run(*other, "identity", "split", "ada-2", "--because", "x").code == 2


@pytest.mark.usefixtures("crowd")
def test_a_further_key_that_is_a_record_is_reported_and_not_merged(run: Run) -> None:
    Path("x.toml").write_text('[[people]]\nkey = "ada"\nname = "Ada Brook"\nlang = "en"\nmerged = ["bo"]\n', "utf-8")
    assert "identity merge ada bo" in run("load", "x.toml").err
    assert json.loads(run("person", "bo", "--format", "json").out)["key"] == "bo"
    Path("x.toml").write_text('[[people]]\nkey = "x"\nname = "X Y"\nlang = "en"\nmerged = ["x"]\n', "utf-8")
    assert run("load", "x.toml").code == 2


@pytest.mark.usefixtures("crowd")
def test_a_merged_key_never_gets_another_owner(run: Run) -> None:
    assert run(*MERGE, "ada", "ada-2").code == 0
    Path("x.toml").write_text('[[people]]\nkey = "ada-2"\nname = "Boris Kim"\nlang = "en"\n', encoding="utf-8")
    assert run("load", "x.toml").code == 2


@pytest.mark.usefixtures("crowd")
def test_an_earlier_state_has_both_records(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import datetime

    from kzclaims.store.history import journal

    monkeypatch.setattr(journal, "utc_clock", lambda: datetime(2027, 3, 1))  # noqa: DTZ001
    assert run(*MERGE, "ada", "ada-2").code == 0
    assert (
        json.loads(run("statements", "--person", "ada-2", "--as-of", "2027-02-01", "--format", "json").out)[0][
            "speaker"
        ]["key"]
        == "ada-2"
    )
    assert len(json.loads(run("people", "--as-of", "2027-02-01", "--format", "json").out)) == 6
    assert len(json.loads(run("people", "--format", "json").out)) == 5


@pytest.mark.usefixtures("crowd")
def test_a_source_that_is_evidence_stays(run: Run) -> None:
    assert run("status", "one", "disputed", "--because", "x", "--source", "leaf").code == 0
    assert run(*MERGE, "page", "leaf").code == 2
    assert run(*MERGE, "leaf", "page").code == 0


@pytest.mark.usefixtures("crowd")
def test_pages_of_a_merge(run: Run, golden: Callable[[str, str], None]) -> None:
    shown = [run(*MERGE, "ada", "ada-2").out]
    shown.append(run("identity", "split", "ada-2", "--because", "x").out)
    shown.append(run("identity", "duplicates").out)
    shown.append(run("identity", "duplicates", columns=100).out)
    golden("identity.txt", "\n".join(shown))


@pytest.mark.usefixtures("empty")
def test_an_old_file_and_a_merged_one_load_together(run: Run) -> None:
    old = '[[people]]\nkey = "ada-2"\nname = "Ада Брук"\nlang = "ru"\n'
    new = '[[people]]\nkey = "ada"\nname = "Ada Brook"\nlang = "en"\nmerged = ["ada-2"]\n'
    for name, text in (("a.toml", old), ("b.toml", new)):
        Path(name).write_text(text, encoding="utf-8")
    assert run("load", "a.toml", "b.toml").code == 0
    (person,) = json.loads(run("people", "--format", "json").out)
    assert person["key"] == "ada"


@pytest.mark.usefixtures("crowd")
def test_a_filled_field_that_was_corrected_since_stays(run: Run) -> None:
    dated = 'key = "gale"\ntitle = "Gale"\ndate = "2024"\ndescription = "Wind."'
    Path("crowd.toml").write_text(CROWD.replace('key = "gale"\ntitle = "Gale"', dated), encoding="utf-8")
    assert run("load", "crowd.toml").code == 0
    assert run(*MERGE, "storm", "gale").code == 0
    Path("x.toml").write_text('[[events]]\nkey = "storm"\ntitle = "Storm"\nlang = "en"\ndate = "2024-01"\n', "utf-8")
    assert run("load", "x.toml", "--overwrite").code == 0
    assert run("identity", "split", "gale", "--because", "no").code == 0
    dates = {key: json.loads(run("event", key, "--format", "json").out) for key in ("storm", "gale")}
    assert {key: (one["date"], one["description"]) for key, one in dates.items()} == {
        "storm": ("2024-01", None),
        "gale": ("2024", "Wind."),
    }
    assert run("db", "check").code == 0


@pytest.mark.usefixtures("crowd")
def test_a_name_that_became_the_preferred_one_stays_and_the_split_person_has_one(run: Run) -> None:
    assert run(*MERGE, "ada", "ada-2").code == 0
    renamed = '[[people]]\nkey = "ada"\nname = "Ада Брук"\nlang = "ru"\n'
    Path("x.toml").write_text(renamed, encoding="utf-8")
    assert run("load", "x.toml", "--overwrite").code == 0
    assert json.loads(run("person", "ada", "--format", "json").out)["name"] == "Ада Брук"
    assert run("identity", "split", "ada-2", "--because", "no").code == 0
    for key in ("ada", "ada-2"):
        names = json.loads(run("person", key, "--format", "json").out)["names"]
        assert [one["text"] for one in names if one["kind"] == "preferred"] == ["Ада Брук"]
    assert run("db", "check").code == 0
