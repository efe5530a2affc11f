"""archive, verify, find and repeats, as a user meets them."""

import json
import os
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, update

from kzclaims.store.database.database import Database
from kzclaims.store.schema.tables import citations
from kzclaims.store.verify.versions import sha256
from tests.databases import create, replace
from tests.running import Run

Golden = Callable[[str, str], None]

TEXT = "Анна сказала: «Идёт сильный дождь».\r\nМосты не закрыты."
DOSSIER = f"""
[[people]]
key = "anna"
name = "Анна"
lang = "ru"
[[sources]]
key = "paper"
title = "Погода"
lang = "ru"
published = "2023-11-02"
text_sha256 = "{sha256(TEXT)}"
[[statements]]
key = "rain"
kind = "direct"
speaker = "anna"
lang = "ru"
text = "Идёт сильный дождь"
appearances = [{{ source = "paper", start = 15, end = 33 }}]
[[statements]]
key = "bridges"
kind = "indirect"
speaker = "anna"
lang = "ru"
text = "Мосты открыты."
appearances = [{{ source = "paper", exact = "Мосты не закрыты" }}]
"""
MORE = """
[[people]]
key = "boris"
name = "Борис"
lang = "ru"
[[sources]]
key = "second"
title = "Вторая"
lang = "ru"
published = "2023-11-03"
[[statements]]
key = "rain-again"
kind = "direct"
speaker = "anna"
lang = "ru"
text = "Идет сильный дождь!"
appearances = [{ source = "second" }]
[[statements]]
key = "rain-boris"
kind = "direct"
speaker = "boris"
lang = "ru"
text = "Идёт сильный дождь"
appearances = [{ source = "second" }]
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Create a database with the dossier, which each test copies."""
    folder = tmp_path_factory.mktemp("loaded")
    (folder / "paper.toml").write_text(DOSSIER, encoding="utf-8")
    return create(folder / "kzclaims.db", folder / "paper.toml").path


@pytest.fixture
def paper(loaded: Path, empty: Database, run: Run) -> Run:
    replace(empty, loaded)
    Path("paper.toml").write_text(DOSSIER, encoding="utf-8")
    Path("paper.txt").write_bytes(TEXT.encode())
    return run


def test_verify_reports_counts(paper: Run) -> None:
    result = paper("verify")
    assert result.code == 0
    counts, missing = result.err.splitlines()
    assert counts == "passages: 2 not checked (no text of paper)"
    assert f"(SHA-256 {sha256(TEXT)}) and run: kzclaims archive paper FILE" in missing
    result = paper("verify", "--text", "paper.txt")
    assert (result.code, result.err) == (0, "passages: 2 checked (2 exact)\ndirect quotations: 1 of 1 verbatim\n")
    archived = f"paper: 54 characters, SHA-256 {sha256(TEXT)}\npassages: 2 checked (2 exact)\n"
    assert paper("archive", "paper", "paper.txt") == (0, "", archived)
    assert "archived already" in paper("archive", "paper", "paper.txt").err
    assert paper("verify", "paper").code == 0


def test_every_listing_shows_what_is_checked_in_the_same_words(paper: Run) -> None:
    unchecked = "not checked (no text of paper)"
    assert unchecked in paper("statement", "rain").out
    assert paper("statements", "--format", "csv").out.count(unchecked) == 2
    assert paper("verify", "--strict").code == 1
    Path("altered.txt").write_bytes(TEXT.replace("не закрыты", "закрыты").encode())
    paper("archive", "paper", "altered.txt", "--replace")
    assert paper("verify", "--strict").code == 1
    checks = {
        one["key"]: one["appearances"][0]["check"] for one in json.loads(paper("statements", "--format", "json").out)
    }
    assert checks == {"rain": "checked (exact)", "bridges": "failed (altered)"}
    assert "passages: 1 checked (1 exact), 1 failed (1 altered)" in paper("db", "check").err
    for check, found in (("checked", ["rain"]), ("failed", ["bridges"]), ("unchecked", []), ("altered", ["bridges"])):
        listed = json.loads(paper("statements", "--check", check, "--format", "json").out)
        assert [one["key"] for one in listed] == found, check
    paper("archive", "paper", "paper.txt", "--replace")
    assert paper("verify", "--strict").code == 0


def test_a_quotation_without_a_traceable_source_is_reported(paper: Run) -> None:
    Path("paper.toml").write_text(DOSSIER.replace('published = "2023-11-02"\n', ""), encoding="utf-8")
    warning = "source “paper”: it has no text, address or date, so nobody can look up its 1 direct statement"
    assert warning in paper("load", "paper.toml").err
    assert warning not in paper("archive", "paper", "paper.txt").err
    assert warning not in paper("load", "paper.toml").err


def test_a_dump_loads_with_the_command_that_it_prints(paper: Run, tmp_path: Path) -> None:
    Path("altered.txt").write_bytes(TEXT.replace("не закрыты", "закрыты").encode())
    paper("archive", "paper", "altered.txt", "--replace")
    command = paper("dump", "dump of a day").err.splitlines()[-1].removeprefix("To load it: kzclaims ")
    *options, pattern = shlex.split(command)
    paper("--database", "other.db", "db", "upgrade")
    assert paper("--database", "other.db", *options, *sorted(tmp_path.glob(pattern))).code == 0
    assert paper("--database", "other.db", "dump", "again").code == 0
    for path in (tmp_path / "again").glob("*.toml"):
        # The first line names the database.
        former = (tmp_path / "dump of a day" / path.name).read_bytes()
        assert path.read_bytes().partition(b"\n")[2] == former.partition(b"\n")[2]
    lines = paper("dump", "--jsonl")
    assert lines.err.endswith("To load it: kzclaims load --allow-unverified FILE.jsonl\n")


def test_a_failure_is_the_last_and_the_exit_code_is_one(paper: Run, golden: Golden) -> None:
    Path("changed.txt").write_bytes(TEXT.replace("сильный", "слабый").encode())
    result = paper("verify", "--text", "changed.txt")
    assert (result.code, result.err) == (
        1,
        "passages: 1 checked (1 exact), 2 failed (1 altered, 1 text changed)\ndirect quotations: 0 of 1 verbatim\n",
    )
    golden("verify-changed.table", result.out)
    golden("verify-changed.json", paper("verify", "--text", "changed.txt", "--failures", "--format", "json").out)
    golden("verify-changed.80", paper("verify", "--text", "changed.txt", columns=80).out)


def test_another_text_is_refused(paper: Run) -> None:
    Path("changed.txt").write_bytes(TEXT.replace("\r\n", "\n").encode())
    result = paper("archive", "paper", "changed.txt")
    assert (result.code, result.out) == (2, "")
    assert "recorded text of “paper”" in result.err
    result = paper("archive", "paper", "changed.txt", "--replace")
    assert f"It replaces the text with the SHA-256 {sha256(TEXT)}.\n" in result.err
    assert paper("db", "check").code == 0


def test_moved_words_are_stored_only_with_fix(paper: Run) -> None:
    Path("moved.txt").write_bytes(("Погода. " + TEXT).encode())
    paper("archive", "paper", "moved.txt", "--replace")
    for _ in range(2):
        result = paper("verify", "--format", "json")
        rain = next(one for one in json.loads(result.out) if one["key"] == "rain")
        assert (result.code, rain["status"], rain["start"], rain["found_start"]) == (0, "moved", 15, 23)
    assert "1 moved" in paper("verify", "--fix").err
    assert "2 checked (2 exact)" in paper("verify").err
    assert "checked (exact)" in paper("statement", "rain").out


def test_find_and_repeats(paper: Run, golden: Golden) -> None:
    Path("more.toml").write_text(MORE, encoding="utf-8")
    result = paper("load", "more.toml")
    assert "“rain-again”: the same words of the same speaker as “rain”" in result.err
    golden("find.table", paper("find", "идет сильный дождь").out)
    golden("find.json", paper("find", "Идёт слабый дождь", "--format", "json").out)
    golden("find.80", paper("find", "Идёт слабый дождь", columns=80).out)
    golden("repeats.table", paper("repeats").out)
    golden("repeats.json", paper("repeats", "--format", "json").out)
    golden("repeats.80", paper("repeats", columns=80).out)
    assert paper("statement", "rain-again").out == paper("statement", "rain").out
    assert paper("find", "nobody said that")[0::2] == (0, "Nothing found.\n")


def test_passages_that_differ_from_the_text_are_refused(paper: Run) -> None:
    paper("archive", "paper", "paper.txt")
    Path("paper.toml").write_text(DOSSIER.replace("Мосты не закрыты", "Мосты закрыты"), encoding="utf-8")
    result = paper("load", "paper.toml")
    assert (result.code, result.out) == (2, "")
    assert "appearances[0].exact: " in result.err
    assert "37 to 53: Мосты [-не-] зак" in result.err
    result = paper("load", "paper.toml", "--allow-unverified")
    assert result.code == 0
    assert "not verified: paper.toml:" in result.err
    assert "failed (altered)" in paper("statement", "bridges").out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["archive", "papr", "paper.txt"], 1, "no source has the key “papr”; did you mean paper"),
        (["archive", "paper"], 2, "Missing argument 'FILE|URL'"),
        (["archive", "paper", "."], 2, ". is a folder"),
        (["archive", "paper", "no.txt"], 2, "no.txt cannot be read: No such file"),
        (["archive", "paper", os.devnull], 2, "is a pipe or a device"),
        (["archive", "paper", "cp1251.txt"], 2, "byte 0xcf in line 1 is not UTF-8; save the text in UTF-8"),
        (["verify", "--text", "cp1251.txt"], 2, "is not UTF-8"),
        (["verify", "--text", "."], 2, "is a folder"),
        (["verify", "papr"], 1, "no source has the key “papr”"),
        (["verify", "paper", "second", "--text", "paper.txt"], 2, "a text belongs to one source"),
        (["verify", "--format", "xml"], 2, "'xml' is not one of"),
        (["find"], 2, "Missing argument 'WORDS'"),
        (["find", "  …  "], 2, "there is no word to look for"),
        (["find", "дождь", "--limit", "-1"], 2, "--limit"),
        (["repeats", "--limit", "x"], 2, "--limit"),
    ],
)
def test_wrong_input(paper: Run, arguments: list[str], code: int, said: str) -> None:
    Path("cp1251.txt").write_bytes("Привет".encode("cp1251"))
    result = paper(*arguments)
    assert said in result.err
    assert (result.code, result.out) == (code, "")


def test_places_are_found_unless_they_are_not_wanted(paper: Run) -> None:
    def start() -> object:
        return json.loads(paper("statement", "bridges", "--format", "json").out)["appearances"][0]["start"]

    assert paper("archive", "paper", "paper.txt", "--no-places").code == 0
    assert paper("load", "paper.toml", "--no-places").code == 0
    assert start() is None
    assert paper("load", "paper.toml").err.startswith("0 added, 0 changed\n")
    assert start() is not None
    assert paper("load", "paper.toml", "--no-places").err.startswith("0 added, 0 changed\n")
    assert start() is not None


def test_events_and_roles_show_the_checks_of_their_passages(seeded: Database, run: Run) -> None:
    key = "macron-tokayev-meeting-2023-11"
    with seeded.writing() as connection:
        connection.execute(update(citations).values(verified="exact", verified_at=func.now()))
    assert "checked (exact)" in run("event", key).out
    assert json.loads(run("event", key, "--format", "json").out)["citations"][0]["check"] == "checked (exact)"
    assert "checked (exact)" in run("person", "Токаев").out
    assert run("events", "--check", "checked").out.count("\n") > 1
    assert run("events", "--check", "failed").err == "Nothing found.\n"
    assert " checked (" in run("db", "check").err


def test_what_a_passage_leaves_out_of_its_sentence_is_shown(paper: Run) -> None:
    Path("paper.toml").write_text(DOSSIER.replace('"Мосты не закрыты"', '"не закрыты"'), encoding="utf-8")
    paper("load", "paper.toml")
    listed = json.loads(paper("verify", "--text", "paper.txt", "--format", "json").out)
    assert {one["key"]: one["left_out"] for one in listed} == {"rain": [], "bridges": ["Мосты"]}
