"""Every message about a wrong command, read in one golden file: tests/golden/mistakes.commands."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kzclaims.store.database.database import Database
from tests.contents import files
from tests.running import Run

KEY = "olevsky-only-astana-can-help-moscow"
MERGE = ["identity", "merge", "--because", "x"]
STATUS = ["status", KEY, "disputed", "--because", "x"]


def review(**changed: str) -> list[str]:
    """Return a command that records a review, with some of its options changed."""
    options = {
        "reviewer": "The Insider", "url": "https://insider.example/1", "title": "Так ли это?", "rating": "Полуправда",
        "lang": "ru", "date": "2024-01", "verdict": "mixed",
    }  # fmt: skip
    return ["review", KEY, *(part for name, value in (options | changed).items() for part in (f"--{name}", value))]


MISTAKES: list[tuple[list[str], int]] = [
    (["statements", "--person", "Никто"], 1),
    (["statements", "--person", "Олевскй"], 1),
    (["statements", "--person", ""], 2),
    (["statements", "--about", "   "], 2),
    (["statements", "--person", "я" * 10_000], 1),
    (["statements", "--person", "Олевский", "--person", "Токаев"], 2),
    (["statements", "--topic", "kazakstan"], 1),
    (["statements", "--source", "???"], 1),
    (["statement", "olevsky"], 1),
    (["event", "x"], 1),
    (["person", "Никто"], 1),
    (["source", "x"], 1),
    (["events", "--on", "2023-13"], 2),
    (["events", "--on", "01.11.2023"], 2),
    (["events", "--from", "2023-12", "--to", "2023-01"], 2),
    (["events", "--on", "2023", "--from", "2022"], 2),
    (["events", "--undated", "--on", "2023"], 2),
    (["events", "--certain"], 2),
    (["statements", "--limit", "-1"], 2),
    (["statements", "--format", "xml"], 2),
    (["statements", "--kind", "said"], 2),
    (["statements", "--status", "plain"], 2),
    (["statements", "--as-of", "yesterday"], 2),
    (["people", "--as-of", "10.01.2026"], 2),
    (["statement"], 2),
    (["scan"], 2),
    (["scan", "nothing.docx"], 2),
    (["scan", "."], 2),
    (["cite", "nothing"], 1),
    (["cite", KEY, "--as", "bibtex", "--footnote"], 2),
    (["statment", "x"], 2),
    (["zzz"], 2),
    (["db", "chek"], 2),
    (["load"], 2),
    (["load", "nothing.toml"], 2),
    (["load", "."], 2),
    (["load", "records.xml"], 2),
    (["load", "x.toml", "--because", ""], 2),
    (["statements", "--limit", "99999999999999999999"], 2),
    (["--timeout", "nan", "people"], 2),
    (["--timeout", "-1", "people"], 2),
    (["--database", "mysql://host/x", "people"], 2),
    (["--database", "postgresql://ada:secret@host/x", "people"], 2),
    (["--database", "a.db", "people", "--database", "b.db"], 2),
    (["status", KEY, "false", "--because", "x"], 2),
    (["status", KEY, "disputed"], 2),
    (["status", KEY, "disputed", "--because", "  "], 2),
    (["status", "olevsky-only-astana", "disputed", "--because", "x"], 1),
    (["status", "\udcff", "disputed", "--because", "x"], 2),
    (["status", "", "disputed", "--because", "x"], 1),
    (["status", "timur-olevsky", "disputed", "--because", "x"], 1),
    ([*STATUS, "--source", "24-kanal"], 1),
    ([*STATUS, "--source", ""], 1),
    ([*STATUS, "--source", "ftp://x.example"], 2),
    ([*STATUS, "--source", "https://"], 2),
    ([*STATUS, "--source", "https://a b"], 2),
    (["history", "\udcff"], 2),
    (["history", "olevsky-only-astana"], 1),
    (["history", "???"], 1),
    (["history", KEY, "--type", "event"], 1),
    (["history", KEY, "--type", "quote"], 2),
    (["identity", "merge", "timur-olevsky", "vladimir-putin"], 2),
    ([*MERGE, "timur-olevsky", "timur-olevsky"], 2),
    ([*MERGE, "timur-olevski", "vladimir-putin"], 1),
    ([*MERGE, "timur-olevsky", "???"], 1),
    ([*MERGE, "timur-olevsky", "24-kanal"], 2),
    ([*MERGE, "timur-olevsky", KEY], 2),
    ([*MERGE, "timur-olevsky", "vladimir-putin", "--type", "event"], 1),
    (["identity", "merge", "timur-olevsky", "vladimir-putin", "--because", " "], 2),
    (["identity", "split", "vladimir-putin", "--because", "x"], 2),
    (["identity", "split", "nobody", "--because", "x"], 1),
    (["identity", "different", "timur-olevsky", "timur-olevsky", "--because", "x"], 2),
    (["identity", "different", "timur-olevsky", "vladimir-putin", "--because", "x", "--withdraw"], 1),
    (["identity", "duplicates", "--type", "event"], 2),
    (["claims", "--unreviewed", "--verdict", "true"], 2),
    (["claims", "--person", "Никто"], 1),
    (["claims", "--verdict", "wrong"], 2),
    (review(reviewer="Никто"), 1),
    (review(reviewer=""), 2),
    (review(url="x", lang="!", title=""), 2),
    (review(date="2024-13"), 2),
    (["review", "nothing", *review()[2:]], 1),
    (["dump"], 2),
    (["dump", "dossiers", "--jsonl"], 2),
    (["dump", "kzclaims.db"], 2),
    (["dump", "no/where"], 2),
    (["dump", "."], 2),
    (["--database", "none.db", "dump", "d"], 3),
    (["dump", "--history"], 2),
    (["dump", "d", "--history"], 2),
    (["dump", "--jsonl", "--history", "--as-of", "2023"], 2),
    (["merge"], 2),
    (["merge", "none.db"], 2),
    (["merge", "kzclaims.db", "--ours", "--theirs"], 2),
    (["merge", "kzclaims.db"], 2),
    (["merge", "."], 2),
    (["--database", "none.db", "merge", "kzclaims.db"], 3),
    (["copy", "kzclaims.db"], 2),
    (["copy", "none.db", "new.db"], 2),
    (["copy", "kzclaims.db", "kzclaims.db"], 2),
    (["copy", "kzclaims.db", "none/new.db"], 3),
    (["copy", "kzclaims.db", "postgresql://ada:secret@host/x"], 2),
    (["export"], 2),
    (["export", "--as", "xml"], 2),
    (["export", "--as", "csv"], 2),
    (["export", "--as", "gexf", "--person", "Никто"], 1),
    (["export", "--as", "gexf", "--on", "вчера"], 2),
    (["export", "--as", "gexf", "--on", "2023", "--from", "2023"], 2),
    (["export", "--as", "gexf", "--topic", "nothing"], 1),
    (["export", "--as", "gexf", "--search", "   "], 2),
    (["export", "--as", "gexf", "--output", "no/where"], 2),
    (["export", "--as", "gexf", "--output", "."], 2),
    (["export", "--as", "csv", "--output", "kzclaims.db", "--force"], 2),
    (["export", "--as", "gexf", "--output", "kzclaims.db", "--force"], 2),
    (["export", "--as", "gexf", "--output", "/dev/null", "--force"], 2),
    (["--database", "none.db", "export", "--as", "gexf", "--output", "kzclaims.db"], 3),
    (["--database", "none.db", "export", "--as", "gexf", "--output", "d"], 3),
    (["timeline", "--format", "png"], 2),
    (["timeline", "--person", "Никто"], 1),
    (["timeline", "--from", "2024", "--to", "2023"], 2),
    (["timeline", "--output", "kzclaims.db", "--force"], 2),
    (["--database", "none.db", "timeline", "--output", "file"], 3),
    (["site", "kzclaims.db"], 2),
    (["site", "no/where"], 2),
    (["site", "site", "--url", "javascript:x"], 2),
    (["site", "site", "--person", "Никто"], 1),
    (["--database", "none.db", "site", "site"], 3),
]


@pytest.mark.usefixtures("seeded")
def test_every_mistake_has_a_message_and_changes_nothing(
    run: Run, golden: Callable[[str, str], None], tmp_path: Path
) -> None:
    Path("x.toml").write_text('[[topics]]\nkey = "new"\nname = "n"\n', encoding="utf-8")
    before = files(tmp_path)
    messages = []
    for arguments, code in MISTAKES:
        result = run(*arguments)
        assert (result.code, result.out) == (code, ""), arguments
        message = result.err[result.err.index("Error:") :].replace(str(tmp_path), "(folder)")
        shown = " ".join(one if len(one) < 100 else f"{one[:20]}…" for one in arguments)
        messages.append(f"$ kzclaims {shown.encode('utf-8', 'replace').decode()}\n{message}")
    assert files(tmp_path) == before
    golden("mistakes.commands", "\n".join(messages))


@pytest.mark.parametrize("command", [["people"], ["db", "status"], ["statements"]])
def test_the_database_is_named_before_or_after_the_command(seeded: Database, run: Run, command: list[str]) -> None:
    seeded.path.rename("other.db")
    before = run("--database", "other.db", "--timeout", "1", *command)
    assert before.code == 0
    assert run(*command, "--timeout", "1", "--database", "other.db") == before
    assert run(*command).code == 3
