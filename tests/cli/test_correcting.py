"""Statuses, histories, reviews and the past, as a user meets them."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from kzclaims.cli.options import LISTING_FORMATS, PAGE_FORMATS
from kzclaims.store.database.database import Database
from kzclaims.store.history import journal
from kzclaims.store.upkeep import copy as copying
from kzclaims.store.upkeep import migrate
from tests.databases import replace
from tests.running import Run

Golden = Callable[[str, str], None]

KEY = "olevsky-only-astana-can-help-moscow"
SOURCE = "24-kanal-olevsky-2023-11"
STATUS = ("status", KEY, "disputed", "--because", "The recording has other words")
REVIEW = (
    "review", KEY, "--reviewer", "The Insider", "--url", "https://insider.example/1", "--title", "Так ли это?",
    "--rating", "Полуправда", "--lang", "ru", "--date", "2024-01", "--verdict", "mixed",
)  # fmt: skip


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Set the time of recording."""

    def at(time: str) -> None:
        monkeypatch.setattr(journal, "utc_clock", lambda: datetime.fromisoformat(time))

    return at


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the place for the corrected database, which further tests copy."""
    return tmp_path_factory.mktemp("kept") / "kzclaims.db"


@pytest.fixture
def corrected(empty: Database, run: Run, clock: Callable[[str], None], kept: Path) -> Database:
    """Return a seed of January, with corrections and a review of February."""
    if kept.exists():
        clock("2026-02-11T12:00:00")
        replace(empty, kept)
        return empty
    clock("2026-01-10T12:00:00")
    assert run("seed").code == 0
    seed = Path(__file__).parents[2] / "seed" / "kazakhstan-2023-11.toml"
    text = seed.read_text("utf-8")
    text = text.replace("Только Астана может помочь Москве обойти санкции.", "Лишь Астана может помочь Москве.")
    text = text.replace('{ text = "Timur Olevsky", lang = "en" }', '{ text = "Timur Olevskiy", lang = "en" }')
    Path("corrected.toml").write_text(text, encoding="utf-8")
    clock("2026-02-10T12:00:00")
    assert run("load", "corrected.toml", "--prune", "--because", "Read again").code == 0
    clock("2026-02-11T12:00:00")
    assert run(*STATUS, "--source", "https://video.example/1").code == 0
    assert run(*REVIEW).code == 0
    copying.copy(empty, Database(kept))
    return empty


@pytest.mark.usefixtures("corrected")
@pytest.mark.parametrize("form", PAGE_FORMATS)
def test_a_history(run: Run, golden: Golden, form: str) -> None:
    for key in (KEY, "timur-olevsky"):
        result = run("history", key, "--format", form)
        assert (result.code, result.err) == (0, "")
        golden(f"history-{key}.{form}", result.out)
    assert run("history", "vladimir-putin").out == (
        "person “vladimir-putin”\n\nrecorded  2026-01-10T12:00:00Z\nchanges   none\n"
    )


@pytest.mark.usefixtures("corrected")
@pytest.mark.parametrize("form", LISTING_FORMATS)
def test_claims(run: Run, golden: Golden, form: str) -> None:
    result = run("claims", "--verdict", "mixed", "--format", form)
    assert (result.code, result.err) == (0, "")
    golden(f"claims-verdict-mixed.{form}", result.out)


@pytest.mark.usefixtures("corrected")
@pytest.mark.parametrize("columns", [40, 80, 120])
def test_lines_fit_the_terminal(run: Run, golden: Golden, columns: int) -> None:
    for question in (("claims", "--verdict", "mixed"), ("statements", "--status", "disputed"), ("history", KEY)):
        result = run(*question, columns=columns)
        assert max(len(line) for line in result.out.splitlines()) <= columns
        golden(f"{'-'.join(question).replace('--', '')}.{columns}", result.out)


@pytest.mark.sqlite
@pytest.mark.usefixtures("corrected")
def test_a_statement_shows_its_status_and_reviews(run: Run, golden: Golden) -> None:
    golden("statement-corrected.text", run("statement", KEY).out)
    (statement,) = json.loads(run("statements", "--status", "disputed", "--format", "json").out)
    assert statement["status"] == "disputed"
    plain = json.loads(run("statements", "--limit", "0", "--format", "json").out)
    assert [one["status"] for one in plain].count(None) == len(plain) - 1


@pytest.mark.usefixtures("corrected")
def test_as_of_returns_the_state_of_that_day(run: Run) -> None:
    def text(*arguments: str) -> tuple[str, str | None]:
        found = json.loads(run("statements", "--limit", "0", "--format", "json", *arguments).out)
        return next((one["text"], one["status"]) for one in found if one["key"] == KEY)

    now = ("Лишь Астана может помочь Москве.", "disputed")
    assert text() == text("--as-of", "2026-02-11") == text("--as-of", "2026-02") == now
    assert text("--as-of", "2026-02-10") == (now[0], None)
    assert text("--as-of", "2026-02-09") == ("Только Астана может помочь Москве обойти санкции.", None)
    assert text("--as-of", "2026-01", "--search", "санкциями", "--person", "Timur Olevsky")[1] is None
    for listing in ("statements", "events", "people", "sources", "claims"):
        assert run(listing, "--as-of", "2026-01-09") == run(listing, "--as-of", "0001")
        assert run(listing, "--as-of", "2026-01-09").err == "Nothing found.\n"
        assert run(listing, "--as-of", "2026-01-10", "--limit", "0").out.count("\n") > 1
    assert json.loads(run("claims", "--as-of", "2026-02-10", "--verdict", "mixed", "--format", "json").out) == []


def test_as_of_of_an_unchanged_database_is_the_same(seeded: Database, run: Run) -> None:
    for listing in ("statements", "events", "people", "sources", "claims"):
        assert run(listing, "--as-of", "9998") == run(listing) == run(listing, "--as-of", "2026/..")
    assert seeded.state() == "current"


@pytest.mark.sqlite
def test_commands_report_their_changes(seeded: Database, run: Run) -> None:
    assert run(*STATUS) == (0, "", f"statement “{KEY}”: disputed\n")
    fabricated = run("status", KEY, "fabricated", "--because", "x", "--source", SOURCE)
    assert fabricated == (0, "", f"statement “{KEY}”: fabricated; before: disputed\n")
    assert run(*REVIEW) == (0, "", f"review “{KEY}-review-1”: added\n")
    assert run(*REVIEW) == (0, "", f"review “{KEY}-review-1”: recorded already\n")
    corrected = ("Ложь" if one == "Полуправда" else one for one in REVIEW)
    assert run(*corrected) == (0, "", f"review “{KEY}-review-1”: corrected\n")
    assert run("seed").err.startswith("0 added, 0 changed\n")
    assert run("db", "check").code == 0
    assert seeded.state() == "current"


@pytest.mark.sqlite
@pytest.mark.sqlite
@pytest.mark.parametrize("command", [STATUS, REVIEW])
def test_a_database_that_cannot_be_written_to(seeded: Database, run: Run, command: tuple[str, ...]) -> None:
    with seeded.writing():
        locked = run("--timeout", "0.1", *command)
    assert (locked.code, locked.out) == (3, "")
    assert "is being written to by another program" in locked.err
    assert run("--database", "none.db", *command).code == 3
    migrate.to_revision(Database("old.db"), "0002")
    behind = run("--database", "old.db", *command)
    assert (behind.code, behind.out) == (3, "")
    assert "kzclaims db upgrade" in behind.err


@pytest.mark.sqlite
@pytest.mark.sqlite
def test_an_older_seed_is_upgraded_with_all_its_data(seeded: Database, run: Run) -> None:
    with seeded.writing() as writing:
        # The revision has no column for it.
        writing.exec_driver_sql("UPDATE statements SET speaker_note = NULL")
    statements, people = run("statements", "--format", "json"), run("people")
    migrate.to_revision(seeded, "0002")
    assert run("statements").code == 3
    assert run("db", "upgrade").err == "kzclaims.db: upgraded\n"
    assert (run("statements", "--format", "json"), run("people")) == (statements, people)
    assert run("db", "check").code == 0
    assert run(*STATUS).code == 0


@pytest.mark.sqlite
@pytest.mark.sqlite
def test_a_history_contains_no_control_characters(seeded: Database, run: Run) -> None:
    assert run("status", KEY, "disputed", "--because", "\x1b[31mred\u202e").code == 0
    for form in PAGE_FORMATS:
        out = run("history", KEY, "--format", form, columns=80).out
        assert "\x1b" not in out
        assert "\u202e" not in out
    with closing(sqlite3.connect(seeded.path)) as connection:
        assert connection.execute("SELECT because FROM history").fetchone() == ("\x1b[31mred\u202e",)


@pytest.mark.usefixtures("seeded")
def test_the_author_of_changes_is_shown(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("--author", "Ada", *STATUS, "--source", SOURCE).code == 0
    monkeypatch.setenv("KZCLAIMS_AUTHOR", "Boris")
    assert run(*REVIEW).code == 0
    withdrawn = run("status", KEY, "--withdraw", "--because", "The recording was another one", "--author", "Cyril")
    assert (withdrawn.code, withdrawn.err) == (0, f"statement “{KEY}”: disputed withdrawn; now: no status\n")
    changes = json.loads(run("history", KEY, "--format", "json").out)["changes"]
    assert [(one["author"], one["withdrawn"]) for one in changes] == [("Ada", False), ("Cyril", True)]
    (added,) = json.loads(run("history", f"{KEY}-review-1", "--format", "json").out)["changes"]
    assert (added["what"], added["author"]) == ("added", "Boris")
    text = run("history", KEY).out
    assert "author: Ada" in text
    assert "disputed withdrawn" in text
    assert run("--author", " ", "people").code == 2


@pytest.mark.sqlite
@pytest.mark.sqlite
@pytest.mark.parametrize("arguments", [(), ("disputed", "--withdraw")])
def test_a_status_is_either_given_or_withdrawn(seeded: Database, run: Run, arguments: tuple[str, ...]) -> None:
    before = seeded.path.read_bytes()
    assert run("status", KEY, *arguments, "--because", "x").code == 2
    assert seeded.path.read_bytes() == before


def test_an_unknown_reviewer_is_recorded_on_request(seeded: Database, run: Run) -> None:
    unknown = ["Проверено.Медиа" if one == "The Insider" else one for one in REVIEW]
    refused = run(*unknown)
    assert (refused.code, "--create" in refused.err) == (1, True)
    assert run(*unknown, "--create").code == 0
    assert run(*unknown, "--create").err.endswith("recorded already\n")
    (claim,) = json.loads(run("claims", "--verdict", "mixed", "--format", "json").out)
    assert [one["reviewer"]["name"] for one in claim["reviews"]] == ["Проверено.Медиа"]
    assert run("db", "check").code == 0
    assert seeded.state() == "current"
