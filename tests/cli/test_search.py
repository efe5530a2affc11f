"""Russian is searched as Russian, and any form of a name finds its person, on the command line."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from shutil import copyfile

import pytest
from click.testing import CliRunner

from kzclaims.cli.program import kzclaims
from kzclaims.store.database.database import Database
from kzclaims.store.upkeep import check, migrate
from tests.running import Run


def keys(run: Run, *arguments: str) -> list[str]:
    return [hit["key"] for hit in json.loads(run("search", *arguments, "--format", "json").out)]


@pytest.mark.usefixtures("seeded")
class TestSearch:
    """Statements found, their order and their output."""

    def test_any_form_of_a_word_finds_all_its_forms(self, run: Run) -> None:
        found = keys(run, "санкциями")
        assert "olevsky-only-astana-can-help-moscow" in found
        assert set(found) == set(keys(run, "санкции")) == set(keys(run, "САНКЦИЙ"))

    def test_the_very_form_comes_first(self, run: Run) -> None:
        texts = [hit["text"] for hit in json.loads(run("search", "санкциями", "--format", "json").out)]
        has = ["санкциями" in text for text in texts]
        assert has == sorted(has, reverse=True)
        assert set(has) == {True, False}

    def test_a_surname_is_found_in_its_cases(self, run: Run) -> None:
        assert "macron-tokayev-meeting-2023-11" in keys(run, "Токаев")
        assert set(keys(run, "Токаеву")) == set(keys(run, "Токаев"))

    def test_quoted_words_are_not_expanded(self, run: Run) -> None:
        assert keys(run, '"обойти санкции"') == ["olevsky-only-astana-can-help-moscow"]
        assert keys(run, '"обойти санкций"') == []

    def test_beginnings_and_words_to_leave_out(self, run: Run) -> None:
        assert keys(run, "идолопокл*") == keys(run, "идолопоклонство") != []
        assert set(keys(run, "санкции -Астана")) == set(keys(run, "санкции")) - set(keys(run, "Астана санкции"))

    def test_translations_are_searched_as_english(self, run: Run) -> None:
        (hit, *_) = json.loads(run("search", "depended", "--format", "json").out)
        assert hit["lang"] == "en"
        start, end = hit["found"][0]
        assert hit["text"][start:end].lower().startswith("depend")

    def test_events_are_found_by_title_and_description(self, run: Run) -> None:
        hits = json.loads(run("search", "визиты", "--format", "json").out)
        assert {"event", "statement"} == {hit["type"] for hit in hits}

    def test_statements_and_events_are_filtered_by_words(self, run: Run) -> None:
        listed = run(
            "statements", "--search", "санкциями", "--person", "Олевский", "--format", "jsonl"
        ).out.splitlines()
        found = {json.loads(line)["key"] for line in listed}
        assert found == {key for key in keys(run, "санкциями") if key.startswith("olevsky-")} != set()
        events = json.loads(run("events", "--search", "визита", "--on", "2023-11-01", "--format", "json").out)
        assert "macron-visit-kazakhstan-2023-11" in {event["key"] for event in events}

    @pytest.mark.parametrize("form", ["table", "csv", "markdown", "json", "jsonl"])
    def test_the_words_are_marked(self, run: Run, form: str) -> None:
        out = run("search", "обойти санкции", "--format", form, "--limit", "1").out
        marked = {"table": "*обойти* *санкции*", "markdown": "**обойти** **санкции**", "csv": "обойти санкции"}
        assert marked.get(form, '"found"') in out

    def test_on_a_terminal_a_piece_is_shown(self, run: Run) -> None:
        out = run("search", "санкции", columns=60).out
        assert "санкции" in out
        assert max(len(line) for line in out.splitlines()) <= 60

    def test_a_cut_listing_is_reported(self, run: Run) -> None:
        assert run("search", "Казахстан", "--limit", "2").err.startswith("Only the first 2 are shown")
        assert run("search", "жираф") == (0, "type\tkey\tday\tspeaker\tlang\ttext\tstatus\n", "Nothing found.\n")

    @pytest.mark.parametrize(
        "text", ["", "   ", '"', "*", "?!", "-", "🙂", "-санкции", "a*", "\x00", "“”", "слово " * 100]
    )
    def test_an_invalid_query_is_explained(self, run: Run, text: str) -> None:
        result = run("search", text)
        assert (result.code, result.out) == (2, "")
        assert result.err.startswith("Error: ")
        assert run("statements", "--search", text).code == 2

    @pytest.mark.parametrize(
        "text", ['AND OR NOT "', "NEAR(а б)", "text:санкции", "^санкции", "{санкции}", "а" * 10_000, "(((", "и в на"]
    )
    def test_whatever_is_typed_is_a_question(self, run: Run, text: str) -> None:
        result = run("search", text)
        assert result.code in (0, 2)
        assert "fts5" not in result.err


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize(
    ("form", "key"),
    [
        ("Олевского", "timur-olevsky"),
        ("Т. Олевский", "timur-olevsky"),
        ("Олевским Тимуром", "timur-olevsky"),
        ("Olevskiy", "timur-olevsky"),
        ("Tokayev", "kassym-jomart-tokayev"),
        ("Тоқаев", "kassym-jomart-tokayev"),
        ("Токаевым", "kassym-jomart-tokayev"),
        ("Макроном", "emmanuel-macron"),
        ("Macron", "emmanuel-macron"),
        ("В.В. Путин", "vladimir-putin"),
        ("Пyтин", "vladimir-putin"),
        ("Poutine", "vladimir-putin"),
        ("Жапарова", "sadyr-japarov"),
        ("Торебаеву", "kairat-torebayev"),
    ],
)
def test_any_form_of_a_name_finds_its_person(run: Run, form: str, key: str) -> None:
    assert json.loads(run("person", form, "--format", "json").out)["key"] == key
    assert run("people", form).out.splitlines()[1].split("\t")[0] == key
    assert run("statements", "--about", form).code == 0


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize("form", ["Левский", "Тогаев", "Александр Путин", "Людмила Макрон", "Тимур", "Emmanuel"])
def test_forms_never_find_another_person(run: Run, form: str) -> None:
    result = run("statements", "--person", form)
    assert result.code in (1, 2)
    assert result.out == ""


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize(
    ("typo", "key"), [("Олевскй", "timur-olevsky"), ("Токаевв", "kassym-jomart-tokayev"), ("Makorn", "emmanuel-macron")]
)
def test_a_typo_is_suggested_and_not_taken(run: Run, typo: str, key: str) -> None:
    result = run("person", typo)
    assert (result.code, result.out) == (1, "")
    assert f"({key})" in result.err


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize("name", ["Я", "В.", "В. В.", "!!!", "🙂", "-", "а" * 10_000, "\u202e", "0"])
def test_an_invalid_name_is_explained(run: Run, name: str) -> None:
    result = run("people", name)
    assert (result.code, result.out) in ((1, ""), (2, ""))
    assert result.err.startswith("Error: ")


@pytest.mark.sqlite
def test_the_shell_completes_names(seeded: Database) -> None:
    def completed(arguments: str) -> str:
        program, *words = arguments.split()
        words = [program, "--database", str(seeded.path), *words]
        environment = {
            "_KZCLAIMS_COMPLETE": "zsh_complete",
            "COMP_WORDS": " ".join(words),
            "COMP_CWORD": str(len(words) - 1),
        }
        return CliRunner().invoke(kzclaims, env=environment, prog_name="kzclaims").output

    assert "timur-olevsky" in completed("kzclaims statements --person Олев")
    assert "timur-olevsky" in completed("kzclaims person timu")
    assert "timur-olevsky" not in completed("kzclaims person Мак")
    seeded.path.unlink()
    assert "timur" not in completed("kzclaims person timu")


def damage(database: Database) -> None:
    with closing(sqlite3.connect(database.path)) as connection, connection:
        connection.execute("DROP TRIGGER statements_fts_update")
        connection.execute("UPDATE statements SET text = 'совсем другое' WHERE id = 1")
        connection.execute("DELETE FROM name_keys WHERE name_id < 5")


@pytest.mark.sqlite
def test_an_index_out_of_step_is_named_and_rebuilt(seeded: Database, run: Run) -> None:
    damage(seeded)
    found = run("db", "check")
    assert found.code == 1
    assert "statements_fts: differs from statements" in found.out
    assert "“kzclaims db check --repair” rebuilds it" in found.out
    assert run("db", "check", "--repair").code == 1
    assert keys(run, "совсем другому") == ["olevsky-russia-depends-on-kazakhstan"]
    (problem,) = check.problems(seeded)
    assert "olevsky-russia-depends-on-kazakhstan" in problem, "the text itself cannot be repaired"
    assert "by another program" in problem


@pytest.mark.sqlite
def test_the_index_follows_whatever_writes(seeded: Database, run: Run) -> None:
    with closing(sqlite3.connect(seeded.path)) as connection, connection:
        connection.execute("UPDATE statements SET text = 'Верблюды идут.' WHERE id = 1")
        connection.execute("DELETE FROM translations WHERE statement_id = 2")
    assert keys(run, "верблюдами") == ["olevsky-russia-depends-on-kazakhstan"]
    *others, problem = sorted(check.problems(seeded), key=lambda one: "hash" in one)
    assert "its text hash is missing" in problem, "which only this program can do"
    assert [one.partition(":")[0] for one in others] == [
        "statement “olevsky-russia-depends-on-kazakhstan”",
        *["translations"] * len(others[1:]),
    ]


@pytest.mark.sqlite
def test_a_database_of_the_first_revision_upgrades_and_is_searched(seeded: Database, run: Run, tmp_path: Path) -> None:
    with seeded.writing() as writing:
        # The first revision has no column for it.
        writing.exec_driver_sql("UPDATE statements SET speaker_note = NULL")
    whole = run("statements", "--format", "json", "--limit", "0").out
    migrate.to_revision(seeded, "0001")
    with closing(sqlite3.connect(seeded.path)) as connection, connection:
        connection.execute("UPDATE settings SET value = '1' WHERE name = 'name_rules'")
        connection.execute("DELETE FROM name_keys")
        connection.execute("INSERT INTO name_keys SELECT lower(text), id FROM names")
    copyfile(seeded.path, tmp_path / "first.db")
    assert run("statements").code == 3
    assert run("db", "upgrade").err == "kzclaims.db: upgraded\n"
    assert run("statements", "--format", "json", "--limit", "0").out == whole
    assert keys(run, "санкциями")
    assert run("person", "Олевского").code == 0
    assert list(check.problems(seeded)) == []
    backup = Database(tmp_path / "kzclaims.db.0001.backup")
    assert backup.revision() == "0001"


@pytest.mark.sqlite
def test_passages_are_not_taken_for_statements(seeded: Database, run: Run) -> None:
    with closing(sqlite3.connect(seeded.path)) as connection, connection:
        connection.execute(
            "INSERT INTO appearances (statement_id, source_id, exact) VALUES (1, 1, 'верблюд'), (1, 1, 'верблюды')"
        )
        connection.execute("UPDATE appearances SET exact = 'жираф' WHERE id = 7")
    assert keys(run, "верблюд") == keys(run, "жираф") == []


@pytest.mark.usefixtures("seeded")
def test_the_nearest_words_come_before_a_short_part_of_them(run: Run) -> None:
    asked = "Россия зависит от Казахстана больше чем Казахстан от России"
    found = json.loads(run("find", asked, "--format", "json").out)
    assert [one["match"] for one in found[:2]] == ["near", "part"]
    assert found[0]["key"] == "olevsky-russia-depends-more-than-kazakhstan"
