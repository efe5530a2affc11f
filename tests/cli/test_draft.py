"""`kzclaims draft` writes a dossier that loads once its drafts are accepted, and never brings back rejected ones."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.running import Run

TEXT = """Мост в Заречном закрыт
Мост закрыли 3 мая. Мастер Ерлан Сатпаев сообщил, что ремонт начнут весной.
«Мост ещё стоит, но ходить по нему нельзя», – сказал Сатпаев. В акимате заявили, что деньги есть.
"""


@pytest.fixture
def article(tmp_path: Path) -> Path:
    file = tmp_path / "bridge.txt"
    file.write_text(TEXT, encoding="utf-8")
    return file


@pytest.fixture
def dossier(article: Path, run: Run) -> Path:
    file = article.with_suffix(".toml")
    assert run("draft", article, "--published", "2024-05-04", "--output", file).code == 0
    return file


def accept(file: Path) -> None:
    file.write_text(re.sub(r"(?m)^draft = .*\n", "", file.read_text(encoding="utf-8")), encoding="utf-8")


def content(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def test_the_draft_is_a_dossier(dossier: Path) -> None:
    found = content(dossier)
    assert found["sources"][0]["title"] == "Мост в Заречном закрыт"
    assert [one["name"] for one in found["people"]] == ["Ерлан Сатпаев"]
    statements = found["statements"]
    assert [one.get("speaker") for one in statements] == ["erlan-satpaev", "erlan-satpaev", None]
    assert "В акимате" in statements[2]["draft"]
    for one in statements:
        (place,) = one["appearances"]
        assert TEXT[place["start"] : place["end"]] == place.get("exact", one["text"])
        assert place["attribution"] in TEXT
    assert [(one["date"], one["date_note"]) for one in found["events"]] == [
        ("2024-05-03", "the year is that of the publication")
    ]


@pytest.mark.usefixtures("empty")
def test_drafts_are_loaded_when_they_are_accepted(dossier: Path, run: Run) -> None:
    refused = run("load", dossier)
    assert refused.code == 2
    assert "--skip-drafts" in refused.err
    assert len(refused.err.splitlines()) == 6
    assert run("load", dossier, "--skip-drafts").code == 0
    assert run("statements", "--format", "csv").out.count("\n") == 1
    accept(dossier)
    assert run("load", dossier).code == 0
    assert run("verify").code == 0
    assert run("statements", "--person", "Сатпаев", "--format", "csv").out.count("ремонт") == 1


def test_drafting_again_adds_only_new_records(dossier: Path, article: Path, run: Run) -> None:
    text = dossier.read_text(encoding="utf-8")
    first, last = text.index('\n[[statements]]\nkey = "satpaev-mo'), text.index('\n[[statements]]\nkey = "dengi')
    kept = f"# my note\n{text[:first]}{text[last:]}"
    dossier.write_text(kept, encoding="utf-8")
    again = run("draft", article, "--published", "2024-05-04", "--output", dossier)
    assert (again.code, dossier.read_text(encoding="utf-8")) == (0, kept)
    article.write_text(TEXT + "Сатпаев знал, что мост спасут. Сатпаев отметил, что мост нужен.\n", encoding="utf-8")
    assert run("draft", article, "--published", "2024-05-04", "--output", dossier).code == 0
    changed = dossier.read_text(encoding="utf-8")
    assert changed.startswith("# my note")
    assert [one["text"] for one in content(dossier)["statements"]] == [
        "ремонт начнут весной",
        "деньги есть",
        "мост нужен",
    ]


def test_what_was_rejected_stays_out_when_its_place_changes(dossier: Path, article: Path, run: Run) -> None:
    kept = dossier.read_text(encoding="utf-8").partition("\n[[statements]]")[0]
    dossier.write_text(kept, encoding="utf-8")
    article.write_text(f"Новое начало статьи.\n{TEXT}", encoding="utf-8")
    again = run("draft", article, "--published", "2024-05-04", "--output", dossier)
    assert (again.code, dossier.read_text(encoding="utf-8")) == (0, kept)
    article.write_text(f"Новое начало статьи.\n{TEXT}Сатпаев отметил, что мост нужен.\n", encoding="utf-8")
    again = run("draft", article, "--published", "2024-05-04", "--output", dossier)
    assert [one["text"] for one in content(dossier)["statements"]] == ["мост нужен"]
    assert "differs" in again.err


@pytest.mark.parametrize("broken", ["people = [", "people = 3", "people = [3]", 'drafted = "x"'])
def test_nothing_is_added_to_a_broken_dossier(broken: str, article: Path, run: Run) -> None:
    file = article.with_suffix(".toml")
    file.write_text(broken, encoding="utf-8")
    done = run("draft", article, "--output", file)
    assert (done.code, "correct it" in done.err, file.read_text(encoding="utf-8")) == (2, True, broken)


@pytest.mark.usefixtures("seeded")
def test_a_given_name_alone_is_no_recorded_person(article: Path, run: Run) -> None:
    article.write_text("Сегодня Тимур заявил, что мост закрыт.", encoding="utf-8")
    assert "timur-olevsky" not in run("draft", article).out


@pytest.mark.usefixtures("seeded")
def test_recorded_people_keep_their_keys(article: Path, run: Run) -> None:
    article.write_text("Журналист Тимур Олевский сообщил, что мост закрыт.", encoding="utf-8")
    found = tomllib.loads(run("draft", article).out)
    assert [one["key"] for one in found["people"]] == ["timur-olevsky"]
    assert found["statements"][0]["speaker"] == "timur-olevsky"


def test_several_inputs_give_one_dossier_each(article: Path, run: Run) -> None:
    other = article.with_name("other.txt")
    other.write_text("Мастер Марат Оспанов сообщил, что мост закрыт.", encoding="utf-8")
    assert run("draft", article, other).code == 0
    assert content(other.with_suffix(".toml"))["people"][0]["name"] == "Марат Оспанов"
    assert article.with_suffix(".toml").exists()


@pytest.mark.parametrize(
    ("data", "code", "word"),
    [
        (b"", 2, "empty"),
        ("ქართული ტექსტი".encode(), 2, "--lang"),
        (b"\xff\xfe\x00", 2, "UTF-8"),
        (None, 1, "no file"),
    ],
)
def test_a_text_that_cannot_be_drafted(tmp_path: Path, run: Run, data: bytes | None, code: int, word: str) -> None:
    file = tmp_path / "x.txt"
    if data is not None:
        file.write_bytes(data)
    done = run("draft", file, "--output", tmp_path / "x.toml")
    assert (done.code, word in done.err) == (code, True)
    assert not (tmp_path / "x.toml").exists()


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize("text", [TEXT, "Ein Satz, der in keiner bekannten Sprache steht.", "a"])
def test_an_empty_draft_loads_at_once_and_with_its_examples(text: str, article: Path, run: Run) -> None:
    article.write_text(text, encoding="utf-8")
    file = article.with_suffix(".toml")
    assert run("draft", article, "--empty", "--lang", "de", "--output", file).code == 0
    assert set(content(file)) == {"dossier", "sources"}
    assert content(file)["sources"][0]["text"] == text
    assert run("load", file).code == 0
    refused = run("draft", article, "--empty", "--output", file)
    assert (refused.code, "exists" in refused.err) == (2, True)


@pytest.mark.usefixtures("empty")
def test_the_examples_of_an_empty_draft_are_valid(article: Path, run: Run) -> None:
    file = article.with_suffix(".toml")
    run("draft", article, "--empty", "--output", file)
    head, hint, examples = file.read_text(encoding="utf-8").partition("# The examples")
    assert hint
    file.write_text(head + re.sub(r"(?m)^# ?(?!#)", "", examples.partition("\n\n")[2]), encoding="utf-8")
    assert set(content(file)) > {"topics", "organizations", "people", "statements", "events", "reviews"}
    loaded = run("load", file)
    assert (loaded.code, "4 checked" in loaded.err or "3 checked" in loaded.err) == (0, True), loaded.err


@pytest.mark.usefixtures("empty")
def test_a_recording_has_times_and_open_speakers(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "talk.srt"
    cues = [
        "00:00:01,000 --> 00:00:04,000\nSPEAKER_00: Мост уже",
        "00:12:31,500 --> 00:12:40,000\nоткрыли.\nВОПРОС: Как?",
    ]
    cues += ["00:13:00,000 --> 00:13:10,000\nМАКРОН: Деньги\nдал завод."]
    file.write_text("\n\n".join(f"{number}\n{one}" for number, one in enumerate(cues, 1)), encoding="utf-8")
    done = run("draft", file, "--output", tmp_path / "talk.toml", columns=80)
    assert done.code == 0
    statements = content(tmp_path / "talk.toml")["statements"]
    assert [(one["text"], one.get("speaker")) for one in statements] == [
        ("Мост уже открыли.", None),
        ("Деньги дал завод.", None),
    ]
    assert "МАКРОН" in statements[1]["draft"]
    assert "00:13:00" in statements[1]["draft"]
    accept(tmp_path / "talk.toml")
    assert run("load", tmp_path / "talk.toml").code == 0
    assert run("archive", "talk", file).code == 0
    assert "00:13:00" in run("statement", statements[1]["key"], "--format", "json").out


def test_several_inputs_show_their_progress(tmp_path: Path, article: Path, run: Run) -> None:
    other = tmp_path / "other.txt"
    other.write_text(TEXT, encoding="utf-8")
    done = run("draft", article, other, columns=80)
    assert done.code == 0
    assert article.with_suffix(".toml").exists()
    assert other.with_suffix(".toml").exists()
    assert done.out == ""


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize(
    ("lang", "text", "exact"),
    [
        ("ru", "Мастер Ерлан Сатпаев отрицает, что мост закрыт.", "отрицает, что мост закрыт"),
        ("ru", "Мастер Ерлан Сатпаев опроверг, что мост закрыли.", "опроверг, что мост закрыли"),
        ("en", "Ann Brook denied that the bridge was closed.", "denied that the bridge was closed"),
        ("en", "Ann Brook said that the bridge was closed.", "the bridge was closed"),
    ],
)
def test_a_denial_is_drafted_with_its_verb(lang: str, text: str, exact: str, tmp_path: Path, run: Run) -> None:
    article, file = tmp_path / "denial.txt", tmp_path / "denial.toml"
    article.write_text(f"{text}\n", encoding="utf-8")
    assert run("draft", article, "--lang", lang, "--output", file).code == 0
    (statement,) = content(file)["statements"]
    assert statement["appearances"][0]["exact"] == exact
    accept(file)
    assert run("load", file).code == 0


def test_words_that_leave_out_a_condition_are_marked(tmp_path: Path, run: Run) -> None:
    article = tmp_path / "condition.txt"
    article.write_text("If the river falls, Ann Brook said, the bridge will open.\n", encoding="utf-8")
    out = run("draft", article, "--lang", "en").out
    assert "the sentence has a negation, doubt, condition or limit outside the passage" in out


@pytest.mark.usefixtures("empty")
def test_two_names_of_a_recorded_person_are_one_record(tmp_path: Path, run: Run) -> None:
    person = '[[people]]\nkey = "ann-brook"\nname = "Ann Brook"\nlang = "en"\n'
    person += 'names = [{ text = "Annie Brook", lang = "en" }]\n'
    (tmp_path / "people.toml").write_text(person, encoding="utf-8")
    assert run("load", tmp_path / "people.toml").code == 0
    article, file = tmp_path / "names.txt", tmp_path / "names.toml"
    article.write_text("Ann Brook said it rained. Annie Brook said it snowed.\n", encoding="utf-8")
    assert run("draft", article, "--lang", "en", "--output", file).code == 0
    (one,) = content(file)["people"]
    assert (one["key"], [name["text"] for name in one["names"]]) == ("ann-brook", ["Annie Brook"])
